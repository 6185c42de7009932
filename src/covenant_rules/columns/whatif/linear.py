"""A total as a linear function of weights, where it is proved to be one within their limits.

A cap makes a total bend. Where it cannot bind within the limits, or binds throughout, the total is
linear all the same: of the two sides of a minimum one is never the smaller.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from covenant_rules.formula.tree import Apply, Constant, Node, Op, Symbol, arrange
from covenant_rules.interval import Interval

ZERO, ONE = Fraction(0), Fraction(1)
Box = Mapping[str, Interval]


@frozen
class Linear:
    """A constant and a factor for each weight."""

    constant: Fraction
    factors: Mapping[str, Fraction]

    def __add__(self, other: Linear) -> Linear:
        """Return the sum."""
        names = {**self.factors, **other.factors}
        factors = {n: self.factors.get(n, ZERO) + other.factors.get(n, ZERO) for n in names}
        return Linear(self.constant + other.constant, {n: f for n, f in factors.items() if f})

    def times(self, factor: Fraction) -> Linear:
        """Return this times a number."""
        factors = {n: f * factor for n, f in self.factors.items() if factor}
        return Linear(self.constant * factor, factors)

    def __sub__(self, other: Linear) -> Linear:
        """Return the difference."""
        return self + other.times(-ONE)

    def within(self, box: Box) -> Interval:
        """Return the range of values over a box: exact, since every weight moves on its own."""
        found = Interval.point(self.constant)
        for name, factor in self.factors.items():
            found = found + Interval.point(factor) * box[name]
        return found

    def at(self, weights: Mapping[str, Fraction]) -> Fraction:
        """Return the value at given weights."""
        return self.constant + sum((f * weights[n] for n, f in self.factors.items()), ZERO)


@frozen
class Quotient:
    """A linear function over another that is above zero: the weighted mean of parts."""

    top: Linear
    bottom: Linear


def linear(root: Node, box: Box) -> Quotient | None:
    """Return *root* as a linear function, over 1 or over the sum of weights; None if it is not proved so."""
    found: dict[Node, Linear | None] = {}
    for node in arrange([root]):
        match node:
            case Constant(value):
                found[node] = Linear(value, {})
            case Symbol(name):
                found[node] = Linear(ZERO, {name: ONE}) if name in box else None
            case Apply(op, args):
                found[node] = _apply(op, [found[arg] for arg in args], box)
    whole = found[root]
    if whole is not None:
        return Quotient(whole, Linear(ONE, {}))
    if isinstance(root, Apply) and root.op is Op.RATIO:
        top, bottom = found[root.args[0]], found[root.args[1]]
        if top is not None and bottom is not None and (bottom.within(box).low or ZERO) > 0:
            return Quotient(top, bottom)
    return None


def _apply(op: Op, args: list[Linear | None], box: Box) -> Linear | None:
    if op is Op.WHEN:
        condition = args[0]
        known = None if condition is None or condition.factors else condition.constant
        return None if known is None else args[1] if known else args[2]
    given = [arg for arg in args if arg is not None]
    if len(given) < len(args):
        return None
    match op:
        case Op.LABEL:
            return given[0]
        case Op.ADD:
            return sum(given[1:], given[0])
        case Op.SUBTRACT:
            return given[0] - given[1]
        case Op.MULTIPLY:
            return _product(given)
        case Op.RATIO | Op.DIVIDE:
            divisor = given[1]
            if divisor.factors:
                return None
            return given[0].times(1 / divisor.constant) if divisor.constant else given[-1]
        case Op.MINIMUM:
            return _chosen(given, box, -1)
        case Op.MAXIMUM:
            return _chosen(given, box, 1)
        case Op.AT_LEAST | Op.MORE:
            return _truth(given[0] - given[1], box, or_equal=op is Op.AT_LEAST)
        case _:
            return None


def _product(given: list[Linear]) -> Linear | None:
    varying = [one for one in given if one.factors]
    if len(varying) > 1:
        return None
    found = varying[0] if varying else Linear(ONE, {})
    for one in given:
        if not one.factors:
            found = found.times(one.constant)
    return found


def _chosen(given: list[Linear], box: Box, sign: int) -> Linear | None:
    """Return the one that is nowhere below (or above) the others, if there is one."""
    for one in given:
        gaps = [(one - other).times(Fraction(sign)).within(box).low for other in given]
        if all(gap is not None and gap >= 0 for gap in gaps):
            return one
    return None


def _truth(difference: Linear, box: Box, *, or_equal: bool) -> Linear | None:
    found = difference.within(box)
    if found.low is not None and (found.low > 0 or (or_equal and found.low == 0)):
        return Linear(ONE, {})
    if found.high is not None and (found.high < 0 or (not or_equal and found.high == 0)):
        return Linear(ZERO, {})
    return None
