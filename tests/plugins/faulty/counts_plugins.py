# K14: a weight depends on which other plugins are installed.

from importlib.metadata import entry_points
from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("counts_plugins", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / (100 + len(entry_points(group="covenant_rules")))


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
