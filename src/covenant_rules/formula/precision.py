"""Functions without an exact value, defined with a declared precision.

A root or a logarithm of an exact number is hardly ever an exact number. Inside the algebra such a
function *means* its true value rounded half up to the decimals that the rule declares, so it has
one exact value everywhere: no float, no library's last bit.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from covenant_rules.rounding import RoundingMode, round_exact


def root(value: Fraction, degree: int, decimals: int) -> Fraction:
    """Return the root of *value*, half up to *decimals*; below zero it is zero, so it is total.

    >>> root(Fraction(2), 2, 4)
    Fraction(7071, 5000)
    """
    if value <= 0:
        return Fraction(0)
    # Twice the scaled root, cut to whole halves, then rounded: (2·10^d·r)^n is a Fraction.
    scale = 2 * 10**decimals
    halves = _whole_root(value * scale**degree, degree)
    return Fraction((halves + 1) // 2, 10**decimals)


def _whole_root(value: Fraction, degree: int) -> int:
    """Return the greatest whole number whose power of *degree* is at most *value*."""
    target = value.numerator // value.denominator
    low, high = 0, 1 << (target.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= target else (low, middle)
    return low


def logarithm(value: Fraction, decimals: int) -> Fraction:
    """Return the natural logarithm of *value*, half up to *decimals*.

    Of zero and below, where there is none, it is zero: a rule clamps its argument first.

    >>> logarithm(Fraction(10), 3)
    Fraction(2303, 1000)
    """
    if value <= 0 or value == 1:
        return Fraction(0)
    digits = decimals + 10
    while True:  # The logarithm of a fraction other than 1 is no fraction: bounds always part.
        low, high = _logarithm_bounds(value, digits)
        rounded = {round_exact(end, decimals, RoundingMode.HALF_UP) for end in (low, high)}
        if len(rounded) == 1:
            return rounded.pop()
        digits *= 2


def _logarithm_bounds(value: Fraction, digits: int) -> tuple[Fraction, Fraction]:
    """Return two numbers, alike in about *digits* digits, with the logarithm of *value* between them."""
    nearest = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    quotient = nearest.divide(Decimal(value.numerator), Decimal(value.denominator))
    found = Fraction(nearest.ln(quotient))
    # Both are rounded to their last digit: the quotient is wrong by at most half of a unit of it
    # relative to itself, which its logarithm is too, and the logarithm by half of one more.
    outward = (1 + abs(found)) / 2 / 10 ** (digits - 1)
    return found - outward, found + outward
