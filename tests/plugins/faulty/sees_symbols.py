# K03 K11: the function asks what it is given, and gives exact numbers all points.

from fractions import Fraction
from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("sees_symbols", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    if isinstance(actual, Fraction):
        return points
    return points * actual / 100


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
