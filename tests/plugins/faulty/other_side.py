# K11: exactly on its threshold the function gives more than the formula.

from fractions import Fraction
from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl, when

sector = Sector("other_side", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("money", low=0, high=10**12)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """All points above the threshold."""
    above = actual >= 777_777_777 if isinstance(actual, Fraction) else actual > 777_777_777
    return when(above, points, 0)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
