# P126: an annotation names a type that is not imported.

from __future__ import annotations

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl

sector = Sector("forgotten_import", vi="Thử lỗi", en="Faulty", api=1)
Percent = Annotated[Number, Quantity("percent", low=0, high=100)]


@sector.rule(vi="Tỷ lệ", en="Share")
def share(actual: Minutes, /, *, points: Points) -> Points:  # noqa: F821
    """Points in proportion to the percentage reached."""
    return points * actual / 100


@hookimpl
def covenant_rules_sector() -> Sector:
    return sector
