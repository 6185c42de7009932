# K08 K03 K11: every reading gives another weight.

from itertools import count
from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("counter", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]
READINGS = count(100)


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / next(READINGS)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
