"""Arithmetic of bounds: what `interval` computes of two numbers, as formulas of four."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from covenant_rules.formula import build
from covenant_rules.formula.bounds import (
    BeyondFormulasError,
    Bounds,
    End,
    Part,
    at_least_zero,
    at_most_zero,
    both,
    more,
    no,
    some,
)
from covenant_rules.formula.tree import ZERO, Node


def least(ends: Sequence[End]) -> End:
    """Return the least of the lower ends of what may be the case; one that is open is."""
    return End(build.minimum(*(end.value for end in ends)), some(*(end.open for end in ends)))


def _smaller(ends: Sequence[End]) -> End:
    """Return the least of upper ends, of which those count that are closed."""
    if all(end.open == ZERO for end in ends):
        return least(ends)
    found = ends[0]
    for end in ends[1:]:
        value = build.minimum(found.value, end.value)
        value = build.when(end.open, found.value, build.when(found.open, end.value, value))
        found = End(value, both(found.open, end.open))
    return found


def smallest(parts: Sequence[Bounds]) -> Bounds:
    """Return the bounds of the smallest of one number from each."""
    return Bounds(least([part.low for part in parts]), _smaller([part.high for part in parts]))


def hulled(parts: Sequence[Bounds]) -> Bounds:
    """Return the smallest bounds that hold all of *parts*."""
    highs = [part.high for part in parts]
    high = End(build.maximum(*(end.value for end in highs)), some(*(end.open for end in highs)))
    return Bounds(least([part.low for part in parts]), high)


def times(a: Part, b: Part) -> Bounds:
    """Return the bounds of all products.

    Raises:
        BeyondFormulasError: a factor of no certain sign may be without an end.
    """
    if a.bounds.is_point and b.bounds.is_point:
        return Bounds.point(build.multiply(a.low.value, b.low.value))
    for one, other in ((a, b), (b, a)):
        if one.limit.exact is not None and one.bounds.is_point:
            return _scaled(other.bounds, one.limit.exact)
    if a.is_negative:
        return -times(-a, b)
    if b.is_negative:
        return -times(a, -b)
    if a.never_negative and b.never_negative:
        return Bounds(_end_product(a.low, b.low), _end_product(a.high, b.high))
    if not (a.bounds.is_closed and b.bounds.is_closed):
        raise BeyondFormulasError
    products = [build.multiply(x.value, y.value) for x in (a.low, a.high) for y in (b.low, b.high)]
    return Bounds(End(build.minimum(*products)), End(build.maximum(*products)))


def _scaled(ends: Bounds, factor: Fraction) -> Bounds:
    found = -ends if factor < 0 else ends
    if not factor:
        return Bounds.point(ZERO)
    size = build.constant(abs(factor))
    return Bounds(
        *(End(build.multiply(size, end.value), end.open) for end in (found.low, found.high))
    )


def _end_product(a: End, b: End) -> End:
    """Return the product of two ends that are not negative; zero times an open end is zero."""
    open_ = some(
        both(a.open, b.open),
        both(a.open, more(b.value, ZERO)),
        both(b.open, more(a.value, ZERO)),
    )
    return End(build.multiply(a.value, b.value), open_)


def quotient(part: Part, low: Node, high: Node) -> Bounds:
    """Return the ends of *part* over what lies from *low* to *high*, both above zero where it counts."""
    if part.never_negative:
        first, last = part.low.value, part.high.value
        return Bounds(
            End(build.ratio(first, high, ZERO)),  # what is never negative has a lower end
            End(build.ratio(last, low, ZERO), part.high.open),
        )
    if part.is_negative:
        return -quotient(-part, low, high)
    least, most = (
        [build.ratio(end.value, bottom, ZERO) for bottom in (low, high)]
        for end in (part.low, part.high)
    )
    return Bounds(
        End(build.minimum(*least), part.low.open), End(build.maximum(*most), part.high.open)
    )


def by_tiny(part: Part) -> Bounds:
    """Return the ends of *part* over anything above zero, however small."""
    return Bounds(End(ZERO, no(at_least_zero(part))), End(ZERO, no(at_most_zero(part))))


def either(condition: Node, then: Bounds, otherwise: Bounds) -> Bounds:
    """Return the ends of *then* where the condition holds, else of *otherwise*."""
    low, high = (
        End(build.when(condition, a.value, b.value), build.when(condition, a.open, b.open))
        for a, b in ((then.low, otherwise.low), (then.high, otherwise.high))
    )
    return Bounds(low, high)
