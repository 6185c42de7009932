# P103: the divisor may be zero.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, clamp, hookimpl

sector = Sector("divides_by_zero", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(done: Percent, asked: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * clamp(done / asked, 0, 1)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
