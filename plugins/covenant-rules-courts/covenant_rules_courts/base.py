"""The sector, the quantities of its rules, and how a target is reached and passed."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from covenant_rules.plugin import (
    Amount,
    Number,
    Quantity,
    Sector,
    clamp,
    maximum,
    ratio,
    when,
)

courts = Sector(
    "courts",
    vi="Tòa án, Viện kiểm sát, Thi hành án dân sự",
    en="Courts, procuracies and civil enforcement",
    api=1,
)

Count = Annotated[Number, Quantity("count", low=0)]
Money = Annotated[Number, Quantity("money", low=0)]
Share = Annotated[Number, Quantity("percent", low=0, high=100, decimals=None)]
# A target that may divide is never zero.
ShareTarget = Annotated[Number, Quantity("percent", low="0.01", high=100, decimals=2)]
PercentagePoints = Annotated[Number, Quantity("percentage_point", low="0.000001", decimals=None)]
Step = Annotated[Number, Quantity("any", low="0.000001", decimals=None)]
Value = Annotated[Number, Quantity("points", low=0, decimals=None)]

# What a result that misses its target is given: nothing, or its part of the standard points.
Missed = Literal["nothing", "proportion"]
# A change is counted in cases ("tăng 109 vụ") or in per cent of the year before ("tăng 14%").
CountedIn = Literal["cases", "percent"]


def share(part: Number, whole: Number, *, if_none: int) -> Number:
    """Return *part* of *whole* in per cent, at most 100; *if_none* where there was nothing to do."""
    return clamp(100 * ratio(part, whole, if_zero=Fraction(if_none, 100)), 0, 100)


def reached(value: Number, target: Number, below: Missed) -> Number:
    """Return which part of its standard points a result earns: all of it at the target or above."""
    if below == "nothing":
        return when(value >= target, 1, 0)
    return clamp(value / target, 0, 1)


def passed(value: Number, target: Number) -> Number:
    """Return by how many percentage points a share passes its target; zero at or under it."""
    return maximum(value - target, 0)


def grown(now: Number, before: Number, counted_in: CountedIn) -> Number:
    """Return by how much a number grew on the year before; growth from nothing has no per cent."""
    if counted_in == "cases":
        return maximum(now - before, 0)
    return 100 * maximum(ratio(now, before, if_zero=1) - 1, 0)


def fallen(now: Number, before: Number, counted_in: CountedIn) -> Number:
    """Return by how much a number fell against the year before; nothing cannot fall."""
    if counted_in == "cases":
        return maximum(before - now, 0)
    return 100 * clamp(1 - ratio(now, before, if_zero=1), 0, 1)


@courts.rule(vi="Phong trào, chuyên đề thi đua của ngành", en="Emulation movements of the branch")
def movements(held: Count, /, *, each: Value) -> Amount:
    """Give *each* for every emulation movement or theme that was held; a cap is that of the line.

    Source: 004_72995b8e2951c8b5.txt names four movements of the procuracy and three of the court,
    000_8ab3eef507f571ff.txt one of the procuracy.
    """
    return held * each
