# K01: the hook fails when it is asked a second time.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("hook_once", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]
SECTORS: list[Sector] = []


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / 100


SECTORS.append(sector)


@hookimpl
def covenant_rules_sector() -> Sector:
    return SECTORS.pop()
