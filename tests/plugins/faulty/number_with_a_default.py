# P132: a number that the sheet should state has a default.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, clamp, hookimpl

sector = Sector("number_with_a_default", vi="Thử lỗi", en="Faulty", api=1)
Count = Annotated[Number, Quantity("count", low=0, high=100)]
Plan = Annotated[Number, Quantity("count", low=1, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Count, /, *, plan: Plan = 5, points: Points) -> Points:  # type: ignore[assignment]
    """Points in proportion to the plan."""
    return points * clamp(actual / plan, 0, 1)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
