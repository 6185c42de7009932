"""Levers: one piece of evidence that could be other than it is, all else unchanged.

A lever exists only where all that depends on it is proved to move one way, so that bisection over the
values that a report may give finds the smallest change for anything that more points bring about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import lcm

from attrs import field, frozen

from covenant_rules.formula import build
from covenant_rules.formula.exact import fold_exact
from covenant_rules.formula.tree import Apply, Constant, Node, Op, Symbol, arrange, rewrite
from covenant_rules.quantity import Quantity
from covenant_rules.text import Text


class Unproved(StrEnum):
    """Why nothing is claimed of a piece of evidence."""

    DIRECTION = "direction"  # the total is not proved to move one way with it
    COMPARED = "compared"  # the points of other units depend on it too
    STATED = "stated"  # points that the report states rest on it too
    GRAIN = "grain"  # its values have no smallest step or no limits
    MISSING = "missing"  # other evidence, on which the total depends, is missing


@frozen
class Lever:
    """A measure that a unit reported, and what depends on it, as formulas of this measure alone.

    Attributes:
        step: the smallest change that a report can make, towards more points.
        reach: how many such steps the limits of the measure and of its sources leave.
        roots: what was asked for; none of it falls when the lever moves.
    """

    measure: str
    title: Text
    quantity: Quantity
    value: Fraction
    step: Fraction
    reach: int
    roots: tuple[Node, ...] = field(repr=False)

    def value_after(self, steps: int) -> Fraction:
        """Return the value of the measure after some steps."""
        return self.value + steps * self.step

    def after(self, steps: int) -> tuple[Fraction, ...]:
        """Return the exact values of the roots after some steps."""
        return fold_exact(self._order, self.roots, {self.measure: self.value_after(steps)})

    def first(self, holds: Callable[[Sequence[Fraction]], bool]) -> int | None:
        """Return the fewest steps after which *holds* is true of the roots, or None where none are.

        *holds* must not become false again as the roots rise.
        """
        if self.reach == 0 or not holds(self.after(self.reach)):
            return None
        return 1 + count_first(self.reach - 1, lambda steps: not holds(self.after(steps)))

    @cached_property
    def _order(self) -> tuple[Node, ...]:
        return arrange(self.roots)


def count_first(most: int, holds: Callable[[int], bool]) -> int:
    """Return how many of 1..*most* hold, where those that do come first."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def common_grain(quantities: Sequence[Quantity]) -> Fraction | None:
    """Return the distance between values that all of *quantities* allow, or None where there is none."""
    grains = {Fraction(1, 10**q.decimals) for q in quantities if q.decimals is not None}
    grains |= {q.step for q in quantities if q.step is not None}
    if not grains:
        return None
    common = lcm(*(grain.denominator for grain in grains))
    return Fraction(lcm(*(int(grain * common) for grain in grains)), common)


def reduced(root: Node, values: Mapping[str, Fraction]) -> Node:
    """Return *root* with the symbols of *values* fixed, and with what they decide left out."""

    def change(node: Node) -> Node:
        match node:
            case Symbol(name) if name in values:
                return Constant(values[name])
            case Apply(Op.WHEN, (condition, then, otherwise)):
                return build.when(condition, then, otherwise)
            case Apply(Op.MULTIPLY, (a, b)):
                return build.multiply(a, b)
            case Apply(op, args, data):
                return build.apply(op, *args, data=data)
            case _:
                return node

    return rewrite(root, change)
