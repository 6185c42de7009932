# K06 K13: the module puts arithmetic of its own into the columns of the engine, and loads numpy for it.

from typing import Annotated

from covenant_rules.columns import operations
from covenant_rules.columns.program import Code
from covenant_rules.plugin import Number, Points, Quantity, Sector, clamp, hookimpl

sector = Sector("own_arithmetic", vi="Thử lỗi", en="Faulty", api=1)
Share = Annotated[Number, Quantity("percent", low=0, high=200, decimals=2)]


operations._UFUNCS[Code.MINIMUM] = operations._UFUNCS[Code.MAXIMUM]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Share, /, *, points: Points) -> Points:
    """Points in proportion to the share, at most the standard."""
    return points * clamp(actual / 100, 0, 1)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
