# K05: one point is given whatever the standard: above the standard of a line of half a point.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, clamp, hookimpl

sector = Sector("one_point", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return clamp(actual / 100, 0, 1) + 0 * points


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
