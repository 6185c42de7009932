# P104: a bonus that promises not to be negative takes points away below one half.

from typing import Annotated

from covenant_rules.plugin import Amount, Number, Quantity, Sector, hookimpl

sector = Sector("bonus_below_zero", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /) -> Amount:
    """Points in proportion to the percentage reached."""
    return (actual - 50) / 10


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
