"""Why something holds: the facts that fired it, through derived facts, down to the asserted ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from covenant_rules.inference.facts import Fact, FactNo, Finding
from covenant_rules.inference.language import Pattern, Program
from covenant_rules.inference.structure import branches

Lookup = Callable[[FactNo], Fact]


@frozen
class Ground:
    """A fact that a conclusion rests on; *reason* says why it follows, None where it was asserted."""

    fact: Fact
    reason: Reason | None


@frozen
class Reason:
    """Why a finding holds: its facts by alias, and what was looked for and is not there.

    *absent* holds the negated patterns of the branches that could have given the finding.
    """

    finding: Finding
    grounds: tuple[tuple[str, Ground], ...]
    absent: tuple[Pattern, ...]

    def asserted(self) -> tuple[Fact, ...]:
        """Return the asserted facts at the end of every way down, in their order."""
        found = {ground.fact.no: ground.fact for ground in self._all() if ground.reason is None}
        return tuple(found[no] for no in sorted(found))

    def lines(self) -> tuple[str, ...]:
        """Return the derivation as indented lines in the notation of the rules; what was shown once is named."""
        return tuple(_lines(self, 0, set()))

    def _all(self) -> Iterator[Ground]:
        seen: set[FactNo] = set()
        waiting = [self]
        while waiting:
            for _, ground in waiting.pop().grounds:
                if ground.fact.no not in seen:
                    seen.add(ground.fact.no)
                    yield ground
                    waiting += [ground.reason] if ground.reason else []


def why(program: Program, finding: Finding, fact: Lookup) -> Reason:
    """Return why *finding* holds.

    Where a derived fact has several supports, the one that is nearest to asserted facts is shown; so a
    derivation never rests on itself.

    Args:
        program: the rules.
        finding: something that holds.
        fact: gives a fact by its number, derived ones with their support, such as `session.fact`.
    """
    known = _reachable(finding, fact)
    absent = {
        rule.name: tuple(dict.fromkeys(p for branch in branches(rule) for p in branch.negatives))
        for rule in program.rules
    }
    grounds: dict[FactNo, Ground] = {}

    def reason(of: Finding) -> Reason:
        return Reason(of, tuple((alias, grounds[no]) for alias, no in of.facts), absent[of.rule])

    for no, support in _from_the_ground(known):
        grounds[no] = Ground(known[no], reason(support) if support else None)
    return reason(finding)


def _reachable(finding: Finding, fact: Lookup) -> dict[FactNo, Fact]:
    """Return every fact that *finding* may rest on."""
    known: dict[FactNo, Fact] = {}
    waiting = list(finding.binding)
    while waiting:
        no = waiting.pop()
        if no not in known:
            known[no] = fact(no)
            waiting += [n for support in known[no].support for n in support.binding]
    return known


def _from_the_ground(known: dict[FactNo, Fact]) -> Iterator[tuple[FactNo, Finding | None]]:
    """Return each fact after those that its chosen support needs: asserted facts first, then layer by layer."""
    placed = {no for no, fact in known.items() if not fact.support}
    yield from ((no, None) for no in sorted(placed))
    rest = sorted(known.keys() - placed)
    while rest:
        layer = [(no, s) for no in rest if (s := _founded(known[no], placed)) is not None]
        yield from layer
        placed |= {no for no, _ in layer}
        rest = [no for no in rest if no not in placed]


def _founded(fact: Fact, placed: set[FactNo]) -> Finding | None:
    """Return a support of *fact* all of whose facts are placed, always the same one of several."""
    founded = [s for s in fact.support if placed.issuperset(s.binding)]
    return min(founded, key=lambda s: (s.rule, s.facts), default=None)


def _lines(reason: Reason, depth: int, shown: set[FactNo]) -> Iterator[str]:
    yield f"{'  ' * depth}{reason.finding.rule}"
    for alias, ground in reason.grounds:
        again = ground.fact.no in shown
        shown.add(ground.fact.no)
        yield f"{'  ' * (depth + 1)}{alias} = {ground.fact}"
        if ground.reason is not None and not again:
            yield from _lines(ground.reason, depth + 2, shown)
    for pattern in reason.absent:
        yield f"{'  ' * (depth + 1)}{pattern}"
