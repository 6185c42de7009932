# K09: a setting is a level, and its levels have no names: no sheet can write it.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("nameless_levels", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(
    actual: Percent, /, *, ease: Annotated[Number, Quantity("level", low=0, high=2)], points: Points
) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / 100 / (1 + ease)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
