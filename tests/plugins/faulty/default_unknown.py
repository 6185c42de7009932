# P131: the default of a choice is none of its words.

from typing import Annotated, Literal

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("default_unknown", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, way: Literal["half", "all"] = "none", points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / (200 if way == "half" else 100)


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
