# P143: the hook opens a file that is not there.

from pathlib import Path
from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("hook_fails", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Percent, /, *, points: Points) -> Points:
    """Points in proportion to the percentage reached."""
    return points * actual / 100


@hookimpl
def covenant_rules_sector() -> Sector:
    Path("no-such-folder/weights.csv").read_text()
    return sector
