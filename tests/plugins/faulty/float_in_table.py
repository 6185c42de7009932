# P120: a table of the author's own holds a float, which would reach the points.

from fractions import Fraction
from typing import Annotated

from covenant_rules.formula.table import Band, Row
from covenant_rules.plugin import Number, Points, Quantity, Sector, Table, bands, hookimpl

sector = Sector("float_in_table", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]
HALF = Band(Fraction(50))
TABLE = Table(("actual",), (Row((HALF,), 0.7),), Fraction(0))


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * bands(actual, TABLE)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
