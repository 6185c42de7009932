# K03 K08 K11: the function remembers how often it was called on numbers, and gives less each time.

from fractions import Fraction
from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("remembers_calls", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]
CALLS: list[object] = []


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    if isinstance(actual, Fraction):
        CALLS.append(actual)
    return points * actual / (100 + len(CALLS))


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
