"""Population data: identity cards, and the place of the province in national lists."""

from __future__ import annotations

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, when
from covenant_rules_police.base import Below, Share, ShareTarget, police, reached

Place = Annotated[Number, Quantity("number", low=1)]


@police.rule(
    vi="Cấp căn cước công dân cho công dân đủ điều kiện",
    en="Identity cards issued to eligible citizens",
    better="higher",
)
def identity_cards(
    issued: Share, /, *, target: ShareTarget, below: Below, points: Points
) -> Points:
    """Give the standard where the share of eligible citizens with a card reaches the target.

    Both in per cent, so at a target of 100 it cannot be passed.
    Source: 004_72995b8e2951c8b5.txt, "hoàn thành cấp căn cước công dân gắn chíp cho 100% công dân
    đủ điều kiện".
    """
    return points * reached(issued, target, below)


@police.rule(
    vi="Thứ hạng toàn quốc theo đánh giá của cấp trên",
    en="Place in a national list kept by others",
    better="lower",
)
def national_rank(place: Place, /, *, within: Place, points: Points) -> Points:
    """Give the standard to a place in the national list not worse than *within*, else nothing.

    "Một trong 2 đơn vị đứng đầu" is `within: 2`: which of the two places it was need not be known.
    Source: 004_72995b8e2951c8b5.txt, "xếp thứ nhất toàn quốc về chỉ tiêu kích hoạt tài khoản định
    danh điện tử", "một trong 2 đơn vị đứng đầu toàn quốc về tiến độ".
    """
    return when(place <= within, points, 0)
