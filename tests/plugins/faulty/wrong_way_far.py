# K07: `better` is wrong only at a threshold far from where most numbers are.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl, when

sector = Sector("wrong_way_far", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("money", low=0, high=10**12)]


@sector.rule(vi="Tỷ lệ", en="Share", better="lower")
def share(actual: Percent, /, *, points: Points) -> Points:
    """All points above the threshold, half of them below."""
    return when(actual > 777_777_777, points, points / 2)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
