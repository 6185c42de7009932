# P102: two rules have one name, and the second would hide the first.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("declared_twice", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / 100


@sector.rule(vi="Tỷ lệ khác", en="Another share")
def share_(actual: Percent, /, *, points: Points) -> Points:
    """Half the points in proportion."""
    return points * actual / 200


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
