# K04 K03 K05 K10: a table of the author's own has no row from 50 to 60.

from fractions import Fraction
from typing import Annotated

from covenant_rules.formula.table import Band, Row
from covenant_rules.plugin import Number, Points, Quantity, Sector, Table, bands, hookimpl

sector = Sector("gap_in_table", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]
LOW, HIGH = Band(high=Fraction(50), with_high=False), Band(low=Fraction(60))
TABLE = Table(("actual",), (Row((LOW,), Fraction(0)), Row((HIGH,), Fraction(1))))


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * bands(actual, TABLE)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
