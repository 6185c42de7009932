"""The arithmetic of the tree: how award, bonus and penalty of nodes are added, capped and scaled.

Every function builds formula; nothing here knows lines, reports or rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from covenant_rules.covenant import Combine, Item, Limits, NotApplicable
from covenant_rules.formula import build
from covenant_rules.formula.tree import ONE, ZERO, Node


@frozen
class Parts:
    """The three numbers of a node, and whether it applies."""

    award: Node
    bonus: Node = ZERO
    penalty: Node = ZERO
    applies: Node = ONE

    @property
    def points(self) -> Node:
        """Award + bonus - penalty."""
        return build.subtract(build.add(self.award, self.bonus), self.penalty)

    def when(self, condition: Node, otherwise: Parts) -> Parts:
        """Return these parts where *condition* holds, else those of *otherwise*; `applies` stays."""
        return Parts(
            build.when(condition, self.award, otherwise.award),
            build.when(condition, self.bonus, otherwise.bonus),
            build.when(condition, self.penalty, otherwise.penalty),
            self.applies,
        )


NOTHING = Parts(ZERO)


@frozen
class Child:
    """A criterion in its content, or a content in its sheet, as its parent sees it."""

    parts: Parts
    standard: Fraction
    weight: Fraction
    treatment: NotApplicable | None

    @property
    def gone(self) -> Node:
        """One where the child does not apply, else zero."""
        return build.subtract(ONE, self.parts.applies)

    @property
    def counts(self) -> Node:
        """One where the child has a say in a mean or a choice: one that leaves the sheet has none."""
        return self.parts.applies if self.leaves else ONE

    @property
    def leaves(self) -> bool:
        """Whether its standard points leave the sheet when it does not apply."""
        return self.treatment not in (None, NotApplicable.FULL, NotApplicable.ZERO)


def mean(values: Sequence[Node], weights: Sequence[Fraction]) -> Node:
    """Return the weighted mean."""
    share = [
        build.multiply(v, build.constant(w / sum(weights)))
        for v, w in zip(values, weights, strict=True)
    ]
    return build.add(*share)


def mean_of(parts: Sequence[Parts], weights: Sequence[Fraction]) -> Parts:
    """Return the weighted mean of each of the three numbers."""
    return Parts(
        mean([p.award for p in parts], weights),
        mean([p.bonus for p in parts], weights),
        mean([p.penalty for p in parts], weights),
        build.any_of(*(p.applies for p in parts)),
    )


def grouped(
    values: Sequence[Node], items: Sequence[Item], combine: Combine, on: Callable[[Item], Node]
) -> Node:
    """Combine the points of lines; in a mean, lines that are not in force are left out."""
    if not values:
        return ZERO
    if combine is Combine.SUM:
        return build.add(*values)
    if combine is Combine.BEST_OF:
        return _best(values, [on(item) for item in items])
    weights = [build.multiply(build.constant(item.weight), on(item)) for item in items]
    return _weighted_mean(values, weights)


def _best(values: Sequence[Node], counts: Sequence[Node]) -> Node:
    """Return the greatest of the values that count; zero where none does."""
    best: Node = ZERO
    seen: Node = ZERO
    for value, counting in zip(values, counts, strict=True):
        better = build.when(seen, build.maximum(best, value), value)
        best, seen = build.when(counting, better, best), build.any_of(seen, counting)
    return best


def _weighted_mean(values: Iterable[Node], weights: Sequence[Node]) -> Node:
    terms = [build.multiply(v, w) for v, w in zip(values, weights, strict=True)]
    return build.ratio(build.add(*terms), build.add(*weights), ZERO)


def combined(children: Sequence[Child], combine: Combine) -> Parts:
    """Return the parts of a parent from those of its children."""
    if combine is Combine.SUM:
        return _added(child.parts for child in children)
    if combine is Combine.MEAN:
        weights = [build.multiply(build.constant(c.weight), c.counts) for c in children]
        return Parts(
            _weighted_mean((c.parts.award for c in children), weights),
            _weighted_mean((c.parts.bonus for c in children), weights),
            _weighted_mean((c.parts.penalty for c in children), weights),
        )
    best = NOTHING
    seen: Node = ZERO
    for child in children:
        ahead = build.all_of(seen, build.at_least(best.points, child.parts.points))
        better = best.when(build.any_of(ahead, build.subtract(ONE, child.counts)), child.parts)
        best, seen = (
            Parts(better.award, better.bonus, better.penalty),
            build.any_of(seen, child.counts),
        )
    return best


def _added(parts: Iterable[Parts]) -> Parts:
    found = list(parts)
    return Parts(
        build.add(*(p.award for p in found)),
        build.add(*(p.bonus for p in found)),
        build.add(*(p.penalty for p in found)),
    )


@frozen
class Gone:
    """Standard points that leave the sheet where *absent* is one; *scales* where others make up for it."""

    standard: Fraction
    absent: Node
    scales: bool


def scaling(standard: Fraction, gone: Sequence[Gone]) -> Node:
    """Return by how much what remains is scaled up: (all - dropped) / (all - dropped - removed)."""
    if not any(part.scales for part in gone):
        return ONE

    def left(parts: Iterable[Gone]) -> Node:
        absent = [build.multiply(build.constant(part.standard), part.absent) for part in parts]
        return build.subtract(build.constant(standard), build.add(*absent))

    # Where no standard points are left there is nothing to scale: a bonus stays what it is.
    return build.ratio(left(part for part in gone if not part.scales), left(gone), ONE)


def scaled(parts: Parts, factor: Node) -> Parts:
    """Return *parts* multiplied by *factor*: award, bonus and penalty alike."""
    return Parts(
        build.multiply(parts.award, factor),
        build.multiply(parts.bonus, factor),
        build.multiply(parts.penalty, factor),
        parts.applies,
    )


def limit_steps(parts: Parts, limits: Limits) -> Iterator[tuple[str, Parts]]:
    """Yield *parts* after each cap of *limits* that there is, with the name of the cap.

    What a cap takes comes off the part that caused it.
    """
    if limits.bonus is not None:
        parts = evolve(parts, bonus=build.at_most(parts.bonus, limits.bonus))
        yield "bonus_cap", parts
    if limits.penalty is not None:
        parts = evolve(parts, penalty=build.at_most(parts.penalty, limits.penalty))
        yield "penalty_cap", parts
    if limits.net_high is not None:
        most = build.add(parts.penalty, build.constant(limits.net_high))
        parts = evolve(parts, bonus=build.minimum(parts.bonus, most))
        yield "net_cap", parts
    if limits.net_low is not None:
        most = build.subtract(parts.bonus, build.constant(limits.net_low))
        parts = evolve(parts, penalty=build.minimum(parts.penalty, most))
        yield "net_floor", parts
    if limits.ceiling is not None:
        # Too much comes off the bonus first, then off the award.
        most = build.add(build.constant(limits.ceiling), parts.penalty)
        room = build.maximum(build.subtract(most, parts.award), ZERO)
        award, bonus = build.minimum(parts.award, most), build.minimum(parts.bonus, room)
        parts = evolve(parts, award=award, bonus=bonus)
        yield "ceiling", parts
    if limits.floor is not None:
        # Too little is made good by forgiving penalty first, then by award.
        floor = build.constant(limits.floor)
        room = build.maximum(build.subtract(build.add(parts.award, parts.bonus), floor), ZERO)
        award = build.maximum(parts.award, build.subtract(floor, parts.bonus))
        yield "floor", evolve(parts, award=award, penalty=build.minimum(parts.penalty, room))


def limited(parts: Parts, limits: Limits) -> Parts:
    """Return *parts* within all *limits*."""
    return [("", parts), *limit_steps(parts, limits)][-1][1]
