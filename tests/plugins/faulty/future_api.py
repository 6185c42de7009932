# P145: the plugin speaks an API that this engine does not know.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("future_api", vi="Thử lỗi", en="Faulty", api=99)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / 100


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
