"""The sector, its quantities, and the few pieces of arithmetic that its rules share.

Every excess and growth counts parts of a step: with `per: 1, each: 1` it is the printed percentage.
"""

from __future__ import annotations

from typing import Annotated, Literal

from covenant_rules.plugin import Number, Quantity, Sector, maximum, ratio

districts = Sector("districts", vi="Kinh tế - xã hội cấp huyện", en="Districts", api=1)

Count = Annotated[Number, Quantity("count", low=0)]
# Đồng, thousands or millions of it: only the ratio of two amounts is used, so both need one scale.
Money = Annotated[Number, Quantity("money", low=0, decimals=None)]
Rate = Annotated[Number, Quantity("percent", low=0, high=100, decimals=None)]
# A commune is recognised when it meets all 19 national criteria.
NewCountryside = Annotated[Number, Quantity("count", low=0, high=19)]
YesNo = Annotated[Number, Quantity("yes_no", low=0, high=1)]
Value = Annotated[Number, Quantity("points", low=0, decimals=None)]

# What divides may not be zero, however small it is.
RateTarget = Annotated[Number, Quantity("percent", low="0.000001", high=100, decimals=None)]
Percent = Annotated[Number, Quantity("percent", low="0.000001", decimals=None)]
PercentagePoints = Annotated[
    Number, Quantity("percentage_point", low="0.000001", high=100, decimals=None)
]
Step = Annotated[Number, Quantity("any", low="0.000001", decimals=None)]

Excess = Literal["relative", "points"]


def completion(actual: Number, plan: Number) -> Number:
    """Return actual / plan; where no plan was given there is nothing to miss, so it counts as met."""
    return ratio(actual, plan, if_zero=1)


def rate(part: Number, whole: Number) -> Number:
    """Return the per cent that *part* is of *whole*; of nothing, everything was done."""
    return 100 * ratio(part, whole, if_zero=1)


def change(actual: Number, before: Number) -> Number:
    """Return by how many per cent of *before* the value rose, never below zero; without a base, zero."""
    return maximum(100 * ratio(actual - before, before, if_zero=0), 0)


def fall(actual: Number, before: Number) -> Number:
    """Return by how many per cent of *before* the value fell, never below zero; without a base, zero."""
    return maximum(100 * ratio(before - actual, before, if_zero=0), 0)


def over(rate_: Number, target: Number, counted: Excess) -> Number:
    """Return by how much a rate passes its target: in per cent of it, or in percentage points."""
    points = maximum(rate_ - target, 0)
    return 100 * points / target if counted == "relative" else points
