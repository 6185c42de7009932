# K12: the example in the docstring gives another number.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("wrong_example", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion.

    >>> share(Fraction(50), points=Fraction(10))
    Fraction(6, 1)
    """
    return points * actual / 100


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
