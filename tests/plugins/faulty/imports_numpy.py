# K13: importing the plugin loads numpy.

from typing import Annotated

import numpy as np

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("imports_numpy", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]
HUNDRED = int(np.int64(100))


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / HUNDRED


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
