"""The sector, the quantities of its rules, and how a target is reached and passed."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from covenant_rules.plugin import Number, Quantity, Sector, clamp, maximum, ratio, when

military = Sector(
    "military", vi="Quân sự, Biên phòng", en="Military command and border guard", api=1
)

Count = Annotated[Number, Quantity("count", low=0)]
CountTarget = Annotated[Number, Quantity("count", low=1)]
Money = Annotated[Number, Quantity("money", low=0)]
MoneyTarget = Annotated[Number, Quantity("money", low=1)]
YesNo = Annotated[Number, Quantity("yes_no", low=0, high=1)]
Share = Annotated[Number, Quantity("percent", low=0, high=100, decimals=None)]
# A target that may divide is never zero.
ShareTarget = Annotated[Number, Quantity("percent", low="0.01", high=100, decimals=2)]
PercentagePoints = Annotated[Number, Quantity("percentage_point", low="0.000001", decimals=None)]
Step = Annotated[Number, Quantity("any", low="0.000001", decimals=None)]
Value = Annotated[Number, Quantity("points", low=0, decimals=None)]

EVERYONE = 100  # per cent

# What a result below its target is given: nothing, or its part of the standard points.
Below = Literal["nothing", "proportion"]


def share(part: Number, whole: Number, *, if_none: int) -> Number:
    """Return *part* of *whole* in per cent, at most 100; *if_none* where there was nothing to do."""
    return clamp(100 * ratio(part, whole, if_zero=Fraction(if_none, 100)), 0, 100)


def reached(value: Number, target: Number | int, below: Below) -> Number:
    """Return which part of its standard points a result earns: all of it at the target or above."""
    if below == "nothing":
        return when(value >= target, 1, 0)
    return clamp(value / target, 0, 1)


def passed(value: Number, target: Number) -> Number:
    """Return by how much a result passes its target, in its own unit; zero at or under it."""
    return maximum(value - target, 0)


def passed_relatively(value: Number, target: Number) -> Number:
    """Return by how many per cent of the target a result passes it; zero at or under it."""
    return 100 * passed(value, target) / target
