# P131: a way of rounding that the engine does not know.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl, rounded

sector = Sector("odd_rounding", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return rounded(points * actual / 100, 2, "bankers")


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
