"""The arithmetic of the tree: how award, bonus and penalty of nodes are added, capped and scaled.

Every function builds formula; nothing here knows lines, reports or rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from types import MappingProxyType

from attrs import field, frozen

from covenant_rules.covenant import Combine, Item, Limits, NotApplicable
from covenant_rules.formula import build
from covenant_rules.formula.tree import ONE, ZERO, Node


@frozen
class Parts:
    """The three numbers of a node, its points, and whether it applies.

    *points* always equals award + bonus - penalty. It is carried as a formula of its own, in which
    a cap stands once: ranges of it are tight where those of the three parts together are not.
    """

    award: Node
    bonus: Node = ZERO
    penalty: Node = ZERO
    points: Node = field()
    applies: Node = ONE

    @points.default
    def _sum(self) -> Node:
        return build.subtract(build.add(self.award, self.bonus), self.penalty)

    @property
    def numbers(self) -> tuple[Node, Node, Node, Node]:
        """Award, bonus, penalty and points."""
        return (self.award, self.bonus, self.penalty, self.points)

    def when(self, condition: Node, otherwise: Parts) -> Parts:
        """Return these parts where *condition* holds, else those of *otherwise*; `applies` stays."""
        return _each(partial(build.when, condition), self, otherwise, applies=self.applies)


def _each(change: Callable[..., Node], *parts: Parts, applies: Node = ONE) -> Parts:
    """Return the parts whose every number is *change* of that number of all *parts*."""
    columns = zip(*(p.numbers for p in parts), strict=True)
    award, bonus, penalty, points = (change(*numbers) for numbers in columns)
    return Parts(award, bonus, penalty, points, applies)


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
    if len(values) == 1:
        return values[0]
    share = [
        build.multiply(v, build.constant(w / sum(weights)))
        for v, w in zip(values, weights, strict=True)
    ]
    return build.add(*share)


def mean_of(parts: Sequence[Parts], weights: Sequence[Fraction]) -> Parts:
    """Return the weighted mean of each of the numbers."""
    if len(parts) == 1:
        return parts[0]
    applies = build.any_of(*(p.applies for p in parts))
    return _each(lambda *numbers: mean(numbers, weights), *parts, applies=applies)


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
    weights = [build.multiply(build.amount(item.weight), on(item)) for item in items]
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
    parts = [child.parts for child in children]
    if combine is Combine.SUM:
        return _each(build.add, *parts)
    if combine is Combine.MEAN:
        weights = [build.multiply(build.amount(c.weight), c.counts) for c in children]
        return _each(lambda *numbers: _weighted_mean(numbers, weights), *parts)
    best = NOTHING
    seen: Node = ZERO
    for child in children:
        ahead = build.all_of(seen, build.at_least(best.points, child.parts.points))
        stays = build.any_of(ahead, build.subtract(ONE, child.counts))
        best = best.when(stays, child.parts)
        seen = build.any_of(seen, child.counts)
    return best


@frozen
class Gone:
    """Standard points that leave the sheet where *absent* is one; *scales* where others make up for it."""

    standard: Fraction
    absent: Node
    scales: bool


def scaling(standards: Iterable[Fraction], gone: Sequence[Gone]) -> Node:
    """Return by how much what remains is scaled up: (all - dropped) / (all - dropped - removed)."""
    standard = build.add(*map(build.amount, standards))
    if not any(part.scales for part in gone):
        return ONE

    def left(parts: Iterable[Gone]) -> Node:
        absent = [build.multiply(build.amount(part.standard), part.absent) for part in parts]
        return build.subtract(standard, build.add(*absent))

    # Where no standard points are left there is nothing to scale: a bonus stays what it is.
    return build.ratio(left(part for part in gone if not part.scales), left(gone), ONE)


def scaled(parts: Parts, factor: Node) -> Parts:
    """Return *parts* multiplied by *factor*: award, bonus and penalty alike."""
    return _each(partial(build.multiply, factor), parts, applies=parts.applies)


def limit_steps(parts: Parts, limits: Limits) -> Iterator[tuple[str, Parts]]:
    """Yield *parts* after each cap of *limits* that there is, with the name of the cap.

    What a cap takes comes off the part that caused it.
    """
    for name, step in _LIMITS.items():
        cap = getattr(limits, name)
        if cap is not None:
            award, bonus, penalty, points = step(parts, build.amount(cap))
            parts = Parts(award, bonus, penalty, points, parts.applies)
            yield name, parts


Numbers = tuple[Node, Node, Node, Node]


def _bonus_cap(parts: Parts, cap: Node) -> Numbers:
    award, bonus, penalty, points = parts.numbers
    most = build.subtract(build.add(award, cap), penalty)
    return award, build.minimum(bonus, cap), penalty, build.minimum(points, most)


def _penalty_cap(parts: Parts, cap: Node) -> Numbers:
    award, bonus, penalty, points = parts.numbers
    least = build.subtract(build.add(award, bonus), cap)
    return award, bonus, build.minimum(penalty, cap), build.maximum(points, least)


def _net_high(parts: Parts, cap: Node) -> Numbers:
    award, bonus, penalty, points = parts.numbers
    bonus = build.minimum(bonus, build.add(penalty, cap))
    return award, bonus, penalty, build.minimum(points, build.add(award, cap))


def _net_low(parts: Parts, cap: Node) -> Numbers:
    award, bonus, penalty, points = parts.numbers
    penalty = build.minimum(penalty, build.subtract(bonus, cap))
    return award, bonus, penalty, build.maximum(points, build.add(award, cap))


def _ceiling(parts: Parts, cap: Node) -> Numbers:
    """Too much comes off the bonus first, then off the award."""
    award, bonus, penalty, points = parts.numbers
    most = build.add(cap, penalty)
    room = build.maximum(build.subtract(most, award), ZERO)
    award, bonus = build.minimum(award, most), build.minimum(bonus, room)
    return award, bonus, penalty, build.minimum(points, cap)


def _floor(parts: Parts, cap: Node) -> Numbers:
    """Too little is made good by forgiving penalty first, then by award."""
    award, bonus, penalty, points = parts.numbers
    room = build.maximum(build.subtract(build.add(award, bonus), cap), ZERO)
    award = build.maximum(award, build.subtract(cap, bonus))
    return award, bonus, build.minimum(penalty, room), build.maximum(points, cap)


# In the order in which they apply.
_LIMITS: Mapping[str, Callable[[Parts, Node], Numbers]] = MappingProxyType(
    {
        "bonus": _bonus_cap,
        "penalty": _penalty_cap,
        "net_high": _net_high,
        "net_low": _net_low,
        "ceiling": _ceiling,
        "floor": _floor,
    }
)


def limited(parts: Parts, limits: Limits) -> Parts:
    """Return *parts* within all *limits*."""
    return [("", parts), *limit_steps(parts, limits)][-1][1]
