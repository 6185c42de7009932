"""Why a rule does not hold, and what would have to change: the choices of facts that miss it by least.

An equality join says of whom a pattern speaks (the registration *of this unit*), so it is never given up:
a fact that speaks of another is no candidate. Tests and other joins are what a fact may fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush
from itertools import count

from attrs import evolve, frozen

from covenant_rules.inference.facts import Bound, Fact, FactNo
from covenant_rules.inference.language import Join, Pattern, Test, Value
from covenant_rules.inference.matching import (
    among,
    candidates,
    fits,
    joined,
    meets,
    target,
)
from covenant_rules.inference.session import Session
from covenant_rules.inference.store import Store
from covenant_rules.inference.structure import Branch, branches, needed_fields

MOST_LOOKED_AT = 20_000


@frozen
class Failed:
    """A fact fails a test or a join: *actual* is its value (None: it has none), *wanted* what it is held against."""

    alias: str
    fact: Fact
    condition: Test | Join
    actual: Value | None
    wanted: Value | None


@frozen
class Missing:
    """There is no fact for a pattern, nor one that only fails tests.

    *near* says which facts were looked for: the values of the equality joins.
    """

    pattern: Pattern
    near: tuple[tuple[str, Value], ...]


@frozen
class Barred:
    """A negated pattern found facts that must not be there."""

    pattern: Pattern
    facts: tuple[Fact, ...]


Failure = Failed | Missing | Barred


@frozen
class Miss:
    """A choice of facts for the positive patterns of one branch, and all that keeps it from holding."""

    rule: str
    facts: tuple[tuple[str, Fact], ...]
    failures: tuple[Failure, ...]


def near_misses(
    session: Session, rule: str, bound: Mapping[str, FactNo] | None = None, *, most: int = 5
) -> tuple[Miss, ...]:
    """Return the choices of facts that come nearest to *rule*, those with the fewest failures first.

    Every branch of an `or` gives its own; a branch that holds gives none.

    Args:
        session: the facts.
        rule: the name of a rule of the program.
        bound: facts that must fill aliases, such as the unit that asks.
        most: how many choices are returned.

    Raises:
        KeyError: the program has no such rule, or the rule no such alias.
        InferenceError: a fact of *bound* is not there.
        InferenceDisagreement: the engines differ.
    """
    by_name = {r.name: r for r in session.program.rules}
    ways = branches(by_name[rule])
    unknown = (bound or {}).keys() - {p.alias for way in ways for p in way.positives}
    if unknown:
        raise KeyError(*unknown)
    given = {alias: session.fact(no) for alias, no in (bound or {}).items()}
    store = Store()
    for fact in session.facts():
        store.add(fact)
    found = [m for way in ways for m in _nearest(way, store, given, most)]
    return tuple(sorted(found, key=lambda miss: len(miss.failures))[:most])


@frozen
class _Partial:
    """A choice for the first patterns of a branch; *absent* are aliases for which there is no fact."""

    bound: Bound
    absent: frozenset[str] = frozenset()
    failures: tuple[Failure, ...] = ()


def _nearest(branch: Branch, store: Store, given: Bound, most: int) -> Iterator[Miss]:
    """Return choices by their number of failures, until *most*, or none if one has no failure."""
    needed = needed_fields(branch)
    order = count()
    waiting = [(0, 0, next(order), _Partial({}))]
    for _ in range(MOST_LOOKED_AT):
        if not waiting or most == 0:
            return
        failures, ahead, _, partial = heappop(waiting)
        place = -ahead
        if place == len(branch.patterns):
            if failures == 0:
                return
            most -= 1
            yield Miss(branch.rule.name, tuple(partial.bound.items()), partial.failures)
            continue
        pattern = branch.patterns[place]
        if pattern.negated:
            ways: Iterable[_Partial] = [_unbarred(pattern, store, partial)]
        else:
            ways = _filled(pattern, store, partial, given, needed[pattern.alias])
        for way in ways:
            # of equally good choices the one that is further along comes first
            heappush(waiting, (len(way.failures), -place - 1, next(order), way))


def _filled(
    pattern: Pattern, store: Store, partial: _Partial, given: Bound, needed: frozenset[str]
) -> Iterator[_Partial]:
    """Return *partial* with each fact that *pattern* may speak of, or without one if there is none."""
    joins = [join for join in pattern.joins if join.alias not in partial.absent]
    asked = evolve(pattern, joins=tuple(joins))
    if pattern.alias in given:
        pool: Iterable[Fact] = [given[pattern.alias]]
        identity: list[Join] = []
    else:
        identity = [join for join in joins if join.op == "=="]
        # tests may fail, so they must not choose the index
        pool = candidates(store, evolve(asked, tests=(), joins=tuple(identity)), partial.bound)
    none = True
    for fact in pool:
        if (
            fact.kind == pattern.kind
            and needed <= fact.fields.keys()
            and not among(fact, partial.bound)
            and all(joined(join, fact, partial.bound) for join in identity)
        ):
            none = False
            failed = tuple(_failed(asked, fact, partial.bound))
            bound = {**partial.bound, pattern.alias: fact}
            yield _Partial(bound, partial.absent, partial.failures + failed)
    if none:
        near = tuple((join.field, target(join, partial.bound)) for join in identity)
        absent = partial.absent | {pattern.alias}
        yield _Partial(partial.bound, absent, (*partial.failures, Missing(pattern, near)))


def _unbarred(pattern: Pattern, store: Store, partial: _Partial) -> _Partial:
    """Return *partial* with what a negated pattern finds; it is not asked about facts that are absent."""
    if any(join.alias in partial.absent for join in pattern.joins):
        return partial
    facts = tuple(
        fact
        for fact in candidates(store, pattern, partial.bound)
        if fits(pattern, fact, partial.bound) and not among(fact, partial.bound)
    )
    if not facts:
        return partial
    return evolve(partial, failures=(*partial.failures, Barred(pattern, facts)))


def _failed(pattern: Pattern, fact: Fact, bound: Bound) -> Iterator[Failed]:
    for test in pattern.tests:
        if not meets(test, fact):
            yield Failed(pattern.alias, fact, test, fact.fields.get(test.field), test.value)
    for join in pattern.joins:
        if not joined(join, fact, bound):
            actual, wanted = fact.fields.get(join.field), target(join, bound)
            yield Failed(pattern.alias, fact, join, actual, wanted)
