"""Countryside: new-countryside communes and cultural hamlets."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, maximum, minimum
from covenant_rules_districts.sector import (
    Count,
    Excess,
    NewCountryside,
    Rate,
    RateTarget,
    Step,
    Value,
    districts,
    over,
    rate,
)


@districts.rule(
    vi="Tỷ lệ xã đạt chuẩn nông thôn mới", en="New-countryside communes", better="higher"
)
def new_countryside(
    recognised: Count, communes: Count, /, *, target: RateTarget, points: Points
) -> Points:
    """Give the standard times share of recognised communes / target share, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "nâng tổng số lên 49/118 xã, chiếm 41,5%".
    """
    return points * minimum(rate(recognised, communes) / target, 1)


@districts.rule(
    vi="Số xã nông thôn mới công nhận thêm", en="Communes newly recognised", better="higher"
)
def new_countryside_added(recognised: Count, before: Count, /, *, each: Value) -> Amount:
    """Give *each* for every commune recognised since.

    Source: 001_d273c28c48bdecee.txt, "từ đầu năm đến nay đã công nhận thêm 9 xã nông thôn mới".
    """
    return each * maximum(recognised - before, 0)


@districts.rule(
    vi="Số tiêu chí nông thôn mới đã đạt", en="New-countryside criteria met", better="higher"
)
def new_countryside_criteria(met: NewCountryside, /, *, points: Points) -> Points:
    """Give the standard times criteria met / 19, the whole standard for all 19.

    Source: 002_b4f1f19c5bed23a5.txt, "một số xã đạt 19 tiêu chí nông thôn mới".
    """
    return points * met / 19


@districts.rule(vi="Tỷ lệ ấp đạt chuẩn văn hóa", en="Cultural hamlets", better="higher")
def cultural_hamlets(achieved: Rate, /, *, target: RateTarget, points: Points) -> Points:
    """Give the standard times rate / target rate, at most the standard; both in per cent of the hamlets.

    Source: 002_b4f1f19c5bed23a5.txt, "tỷ lệ ấp đạt chuẩn văn hoá có 4/5 huyện đạt và vượt chỉ tiêu kế hoạch".
    """
    return points * minimum(achieved / target, 1)


@districts.rule(
    vi="Vượt chỉ tiêu ấp văn hóa", en="Cultural hamlets beyond the target", better="higher"
)
def cultural_hamlets_excess(
    achieved: Rate, /, *, target: RateTarget, counted: Excess, per: Step, each: Value
) -> Amount:
    """Give *each* for every *per* by which the rate passes its target.

    The document does not say how it reads "vượt" of a rate: 7,69 % is 1/13 to two decimals, such as 70 against
    65 with `counted: relative`; with `counted: points` the same rate passes by 5 percentage points.
    Source: 002_b4f1f19c5bed23a5.txt, "huyện U Minh Thượng vượt 23,4%, huyện An Minh vượt 7,69%".
    """
    return each * over(achieved, target, counted) / per
