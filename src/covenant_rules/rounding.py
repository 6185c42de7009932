"""Rounding by a named mode to a number of decimals: the only place where it happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType


class RoundingMode(StrEnum):
    """How a number between two steps is rounded.

    `half_up` rounds a tie away from zero, as Vietnamese documents do; `half_even` to the even
    neighbour; `down` cuts off (towards zero); `floor` and `ceiling` round to the lower and
    higher neighbour.
    """

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    FLOOR = "floor"
    CEILING = "ceiling"


def _half_up(value: Fraction) -> int:
    whole = floor(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


_MODES: Mapping[RoundingMode, Callable[[Fraction], int]] = MappingProxyType(
    {
        RoundingMode.HALF_UP: _half_up,
        RoundingMode.HALF_EVEN: round,
        RoundingMode.DOWN: int,
        RoundingMode.FLOOR: floor,
        RoundingMode.CEILING: ceil,
    }
)


def round_exact(value: Fraction, decimals: int, mode: RoundingMode) -> Fraction:
    """Return *value* rounded to *decimals* by *mode*, still as an exact number.

    >>> round_exact(Fraction("2.125"), 2, RoundingMode.HALF_UP)
    Fraction(213, 100)
    >>> round_exact(Fraction("-0.5"), 0, RoundingMode.HALF_UP)
    Fraction(-1, 1)
    """
    scale = 10**decimals
    return Fraction(_MODES[mode](value * scale), scale)
