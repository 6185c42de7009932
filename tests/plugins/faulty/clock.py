# K08 K03 K11 K14: a weight depends on the moment of reading.

import time
from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("clock", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / (100 + time.time_ns() % 1_000_003)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
