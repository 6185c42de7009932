# P123: a kind of table of the author's own decides by code that would run while units are scored.

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated

from covenant_rules.formula.table import Band, Row
from covenant_rules.plugin import Number, Points, Quantity, Sector, Table, bands, hookimpl

sector = Sector("own_table", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


class Best(Table):
    def points(self, values: Sequence[Fraction]) -> Fraction:
        return max(row.points for row in self.rows if row.holds(values))


LOW, ANY = (
    Row((Band(low=Fraction(50)),), Fraction(1, 2)),
    Row((Band(low=Fraction(0)),), Fraction(1)),
)
TABLE = Best(("actual",), (LOW, ANY))


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * bands(actual, TABLE)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
