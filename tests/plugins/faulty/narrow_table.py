# P131: a table over two numbers is asked with one.

from typing import Annotated

from covenant_rules.plugin import (
    Number,
    Points,
    Quantity,
    Sector,
    Shape,
    Table,
    TableOver,
    clamp,
    decide,
    hookimpl,
)

sector = Sector("narrow_table", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(
    actual: Percent,
    late: Percent,
    /,
    *,
    table: Annotated[Table, TableOver(Shape.DECISION)],
    points: Points,
) -> Points:
    """Points in proportion to the percentage reached."""
    return clamp(decide(table, actual) + 0 * late, 0, points)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
