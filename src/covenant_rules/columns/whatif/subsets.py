"""The most conditions that some weights satisfy together: exact branch and bound over linear programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

from covenant_rules.columns.whatif.linear import Box, Linear
from covenant_rules.columns.whatif.simplex import maximise

ZERO, ONE = Fraction(0), Fraction(1)
MOST_PROGRAMS = 1_000  # some twenty seconds with twenty weights
Weights = Mapping[str, Fraction]


@frozen
class Condition:
    """A linear function of the weights that must not be above zero; with *strict*, that must be below."""

    form: Linear
    strict: bool

    def holds(self, weights: Weights) -> bool:
        """Say whether the condition holds at given weights."""
        value = self.form.at(weights)
        return value < 0 or (value == 0 and not self.strict)


def fewest_broken(
    conditions: Sequence[Condition], box: Box, kept: Linear | None, most: int = MOST_PROGRAMS
) -> tuple[int, Weights]:
    """Return how many of *conditions* are broken at best, and weights that break no more.

    Where *most* linear programs do not decide it, the number is one that is never undercut, and the
    weights, the best found, may break more.

    Args:
        conditions: what should hold.
        box: the limits of every weight.
        kept: a linear function that must be zero, or None; some point of the box makes it so.
        most: how many sets of conditions are looked at; there are 2 to the power of their number.
    """
    always, contested, never = 0, [], 0
    for condition in conditions:
        if feasible([condition], box, kept) is None:
            never += 1
        elif _everywhere(condition, box):
            always += 1
        else:
            contested.append(condition)
    start = feasible([], box, kept)
    assert start is not None
    search = _Search(contested, box, kept, len(contested) + 1, start, most)
    search.descend(0, (), 0, start)
    return never + min(search.fewest, search.unseen), search.weights


def _everywhere(condition: Condition, box: Box) -> bool:
    high = condition.form.within(box).high
    return high is not None and (high < 0 or (high == 0 and not condition.strict))


@define
class _Search:
    """Depth first over the conditions: each holds or is given up.

    Attributes:
        left: the programs that may still be solved; *unseen* is what the branches that were left
            alone for want of them break at least.
    """

    conditions: Sequence[Condition]
    box: Box
    kept: Linear | None
    fewest: int
    weights: Weights
    left: int
    unseen: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Nothing was left alone yet."""
        self.unseen = self.fewest

    def descend(self, depth: int, taken: tuple[Condition, ...], broken: int, at: Weights) -> None:
        """Look for fewer broken conditions among those after *depth*; *at* satisfies all *taken*."""
        if broken >= self.fewest:
            return
        if depth == len(self.conditions):
            self.fewest, self.weights = broken, at
            return
        if self.left <= 0:
            self.unseen = min(self.unseen, broken)
            return
        condition = self.conditions[depth]
        more = (*taken, condition)
        point: Weights | None = at
        if not condition.holds(at):
            self.left -= 1
            point = feasible(more, self.box, self.kept)
        if point is not None:
            self.descend(depth + 1, more, broken, point)
        self.descend(depth + 1, taken, broken + 1, at)


def feasible(conditions: Sequence[Condition], box: Box, kept: Linear | None) -> Weights | None:
    """Return weights of the box that satisfy all *conditions* and *kept*, or None where none do.

    One more variable, at most 1, is the room that strict conditions have; it is made as large as it goes.
    """
    names = list(box)
    lows = {name: box[name].low or ZERO for name in names}
    widths = [(box[name].high or ZERO) - lows[name] for name in names]
    strict = any(condition.strict for condition in conditions)
    rows = [[ONE if a == b else ZERO for b in names] + [ZERO] for a in names]
    limits = list(widths)
    rows.append([ZERO] * len(names) + [ONE])
    limits.append(ONE)
    forms = [(condition.form, condition.strict) for condition in conditions]
    if kept is not None:
        forms += [(kept, False), (kept.times(-ONE), False)]
    for form, is_strict in forms:
        rows.append([form.factors.get(name, ZERO) for name in names] + [ONE if is_strict else ZERO])
        limits.append(-form.at(lows))
    found = maximise([ZERO] * len(names) + [ONE], rows, limits)
    if found is None or (strict and found.value == 0):
        return None
    return {name: lows[name] + x for name, x in zip(names, found.point, strict=False)}
