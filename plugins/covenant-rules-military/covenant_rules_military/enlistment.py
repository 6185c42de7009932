"""Enlistment: the quota, the volunteers, the handing over of recruits."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, when
from covenant_rules_military.base import (
    Below,
    PercentagePoints,
    Share,
    ShareTarget,
    Value,
    YesNo,
    military,
    passed,
    reached,
)


@military.rule(
    vi="Hoàn thành chỉ tiêu gọi thanh niên nhập ngũ", en="Enlistment quota fulfilled", better="higher"
)
def enlistment(
    fulfilled: Share, /, *, target: ShareTarget, below: Below, points: Points
) -> Points:
    """Give the standard where the share of the quota that was enlisted reaches the target.

    Both in per cent of the quota, so at a target of 100 it cannot be passed.
    Source: 000_8ab3eef507f571ff.txt, "gọi thanh niên nhập ngũ đạt 100% chỉ tiêu";
    004_72995b8e2951c8b5.txt, "hoàn thành 100% chỉ tiêu giao quân".
    """
    return points * reached(fulfilled, target, below)


@military.rule(
    vi="Tỷ lệ thanh niên viết đơn tình nguyện nhập ngũ",
    en="Share of volunteers among the enlisted",
    better="higher",
)
def volunteers(
    volunteered: Share, /, *, target: ShareTarget, below: Below, points: Points
) -> Points:
    """Give the standard where the share of volunteers reaches the target; both in per cent.

    Source: 000_8ab3eef507f571ff.txt, "75,10% thanh niên viết đơn tình nguyện nhập ngũ"; target 70.
    """
    return points * reached(volunteered, target, below)


@military.rule(
    vi="Vượt chỉ tiêu thanh niên tình nguyện nhập ngũ",
    en="Target for volunteers passed, in percentage points",
    better="higher",
)
def volunteers_excess(
    volunteered: Share, /, *, target: ShareTarget, per: PercentagePoints, each: Value
) -> Amount:
    """Give *each* for every *per* percentage points above the target, parts of a step too.

    "Vượt" is read in percentage points: 75,10 - 5,10 gives the round target 70.
    Source: 000_8ab3eef507f571ff.txt, "75,10% thanh niên …, vượt 5,10% so chỉ tiêu thi đua".
    """
    return each * passed(volunteered, target) / per


@military.rule(
    vi="Tổ chức tốt lễ giao, nhận quân", en="Recruits handed over in good order", better="higher"
)
def handover(well_held: YesNo, /, *, points: Points) -> Points:
    """Give the standard where the handing over of recruits was held in good order, else nothing.

    Source: 004_72995b8e2951c8b5.txt, "tổ chức tốt lễ giao, nhận quân".
    """
    return when(well_held > 0, points, 0)
