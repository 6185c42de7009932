"""Commendation: who is awarded, files, and what others say of a unit."""

from __future__ import annotations

from typing import Annotated

from covenant_rules.plugin import Amount, Number, Points, Quantity, equals, maximum, minimum, when
from covenant_rules_oversight.sector import (
    Count,
    CountTarget,
    PercentagePoints,
    RateTarget,
    Value,
    oversight,
    rate,
    share,
)

Rank = Annotated[Number, Quantity("count", low=1)]


@oversight.rule(
    vi="Khen thưởng cá nhân không là lãnh đạo", en="Awarded people who lead nobody", better="higher"
)
def non_leaders(
    not_leading: Count, individuals: Count, /, *, target: RateTarget, points: Points
) -> Points:
    """Give the standard where the share of the awarded individuals is at least the target, and else nothing.

    Source: 001_d273c28c48bdecee.txt, "phấn đấu đạt từ 60% so với tổng số cá nhân được khen thưởng".
    """
    return when(rate(not_leading, individuals) >= target, points, 0)


@oversight.rule(
    vi="Vượt tỷ lệ khen cá nhân không là lãnh đạo",
    en="Non-leaders beyond the target",
    better="higher",
)
def non_leaders_excess(
    not_leading: Count,
    individuals: Count,
    /,
    *,
    target: RateTarget,
    per: PercentagePoints,
    each: Value,
) -> Amount:
    """Give *each* for every *per* percentage points by which the share passes its target, parts counted.

    Source: 001_d273c28c48bdecee.txt, "cá nhân không là lãnh đạo, quản lý chiếm 55,31%"; "từ 60%".
    """
    return each * maximum(rate(not_leading, individuals) - target, 0) / per


@oversight.rule(vi="Tỷ lệ cá nhân không là lãnh đạo còn thiếu", en="Share of non-leaders short")
def non_leaders_short(
    not_leading: Count,
    individuals: Count,
    /,
    *,
    target: RateTarget,
    per: PercentagePoints,
    each: Value,
) -> Amount:
    """Give *each*, to be used as a penalty, for every *per* percentage points short of the target, parts counted.

    Source: 001_d273c28c48bdecee.txt, "chiếm 55,31%" against "từ 60%": 4,69 percentage points short.
    """
    return each * maximum(target - rate(not_leading, individuals), 0) / per


@oversight.rule(vi="Số Bằng khen đã tặng", en="Commendations given", better="higher")
def commendations(collectives: Count, individuals: Count, /, *, each: Value) -> Amount:
    """Give *each* for every collective and individual commended.

    Source: 001_d273c28c48bdecee.txt, "tặng 118 Bằng khen … cho 56 tập thể, 62 cá nhân".
    """
    return each * (collectives + individuals)


@oversight.rule(vi="Khen thưởng cấp Nhà nước", en="Awards of the State", better="higher")
def state_awards(titles: Count, flags: Count, /, *, each: Value) -> Amount:
    """Give *each* for every honorary title and Government flag.

    Source: 001_d273c28c48bdecee.txt, "tổng số 82 tập thể, cá nhân, trong đó 74 Danh hiệu … và 08 Cờ thi đua".
    """
    return each * (titles + flags)


@oversight.rule(vi="Hồ sơ khen thưởng đúng quy định", en="Award files in order", better="higher")
def files(correct: Count, submitted: Count, /, *, points: Points) -> Points:
    """Give the standard times files in order and in time / files submitted, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "đảm bảo chính xác, kịp thời, công khai, minh bạch".
    """
    return points * minimum(share(correct, submitted), 1)


@oversight.rule(vi="Hồ sơ khen thưởng trễ hoặc sai", en="Award files late or wrong")
def faulty_files(faulty: Count, /, *, each: Value) -> Amount:
    """Give *each*, to be used as a penalty, for every file that is late or wrong.

    Source: 001_d273c28c48bdecee.txt, as for `files`.
    """
    return each * faulty


@oversight.rule(vi="Giải quyết hồ sơ tồn đọng", en="Outstanding files settled", better="higher")
def backlog(settled: Count, outstanding: Count, /, *, points: Points) -> Points:
    """Give the standard times files settled / files outstanding, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "giải quyết dứt điểm hồ sơ thành tích kháng chiến còn tồn đọng".
    """
    return points * minimum(share(settled, outstanding), 1)


@oversight.rule(vi="Thủ tục khen thưởng đúng hạn", en="Award procedures in time", better="higher")
def procedures(in_time: Count, received: Count, /, *, points: Points) -> Points:
    """Give the standard times procedures settled in time / received, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "Đẩy mạnh cải cách thủ tục hành chính trong công tác TĐKT".
    """
    return points * minimum(share(in_time, received), 1)


@oversight.rule(vi="Xếp hạng toàn quốc", en="Rank in the nation")
def national_rank(rank: Rank, /, *, first: Value, among: CountTarget, leading: Value) -> Amount:
    """Give *first* for the first rank, *leading* for a rank among the leading *among*, and else nothing.

    Source: 004_72995b8e2951c8b5.txt, "xếp thứ nhất toàn quốc"; "là một trong 2 đơn vị đứng đầu toàn quốc".
    """
    return when(equals(rank, 1), first, when(rank <= among, leading, 0))
