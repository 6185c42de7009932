# P101: a rule is named in Vietnamese, with accents, so no sheet can write its id.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("accented_id", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def tỷ_lệ(actual: Percent, /, *, points: Points) -> Points:  # noqa: PLC2401
    """Points in proportion to the percentage reached."""
    return points * actual / 100


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
