# K02: the title of a measure is still a placeholder.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("placeholder", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / 100


sector.measure("rate", Quantity("percent", low=0, high=100), vi="Tỷ lệ", en="TODO")


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
