# K01: the hook returns another sector every second time.

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("two_sectors", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]
ASKED: list[int] = []


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / 100


other = Sector("other", vi="Khác", en="Other", api=1)
other.rule(vi="Tỷ lệ", en="Share")(share)


@hookimpl
def covenant_rules_sector() -> Sector:
    ASKED.append(1)
    return sector if len(ASKED) % 2 else other
