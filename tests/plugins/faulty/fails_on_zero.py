# K04 K03 K11: called on the number zero, which is in range, the function fails.

from fractions import Fraction
from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("fails_on_zero", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    if isinstance(actual, Fraction) and actual == 0:
        raise ValueError(actual)
    return points * actual / 100


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
