"""The sector, its quantities, and the few pieces of arithmetic that its rules share."""

from __future__ import annotations

from typing import Annotated

from covenant_rules.plugin import Number, Quantity, Sector, ratio

oversight = Sector(
    "oversight",
    vi="Thanh tra, tư pháp và công tác thi đua",
    en="Inspectorate, justice and emulation work",
    api=1,
)

Count = Annotated[Number, Quantity("count", low=0)]
Days = Annotated[Number, Quantity("day", low=0)]
# Đồng, thousands or millions of it: amounts of one rule need one scale.
Money = Annotated[Number, Quantity("money", low=0, decimals=None)]
Mark = Annotated[Number, Quantity("points", low=0, decimals=None)]
YesNo = Annotated[Number, Quantity("yes_no", low=0, high=1)]
Value = Annotated[Number, Quantity("points", low=0, decimals=None)]
RateTarget = Annotated[Number, Quantity("percent", low=0, high=100, decimals=None)]

# What divides may not be zero, however small it is.
PercentagePoints = Annotated[
    Number, Quantity("percentage_point", low="0.000001", high=100, decimals=None)
]
MoneyStep = Annotated[Number, Quantity("money", low="0.000001", decimals=None)]
CountTarget = Annotated[Number, Quantity("count", low=1)]


def share(part: Number, whole: Number) -> Number:
    """Return part / whole; where there was nothing to do, nothing was left undone, so it is 1."""
    return ratio(part, whole, if_zero=1)


def rate(part: Number, whole: Number) -> Number:
    """Return the per cent that *part* is of *whole*."""
    return 100 * share(part, whole)
