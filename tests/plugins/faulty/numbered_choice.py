# P131: the words of a choice are numbers, which no sheet can choose.

from typing import Annotated, Literal

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("numbered_choice", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, way: Literal[1, 2], points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / 100 / way


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
