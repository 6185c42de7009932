"""Crime: cases cleared up, wanted persons, offences against the year before, zero tolerance."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, clamp, equals, maximum, ratio, when
from covenant_rules_police.base import (
    Below,
    Count,
    CountedIn,
    CountTarget,
    PercentagePoints,
    Share,
    ShareTarget,
    Step,
    Value,
    passed,
    police,
    reached,
    share,
)


@police.rule(
    vi="Tỷ lệ điều tra, khám phá án", en="Share of offences cleared up", better="higher"
)
def clearance(
    solved: Count, received: Count, /, *, target: ShareTarget, below: Below, points: Points
) -> Points:
    """Give the standard where the share of offences cleared up reaches the target.

    Counts of offences; the target in per cent. With no offence at all the target is met.
    Source: 000_8ab3eef507f571ff.txt, "điều tra khám phá 796/867 vụ … đạt 91,8%", target 75.
    """
    return points * reached(share(solved, received, if_none=100), target, below)


@police.rule(
    vi="Vượt chỉ tiêu điều tra, khám phá án",
    en="Clear-up target passed, in percentage points",
    better="higher",
)
def clearance_excess(
    solved: Count,
    received: Count,
    /,
    *,
    target: ShareTarget,
    per: PercentagePoints,
    each: Value,
) -> Amount:
    """Give *each* for every *per* percentage points above the target, parts of a step too.

    "Vượt" is read in percentage points: the source's 91,8 - 16,8 gives the round target 75.
    With no offence at all nothing is passed.
    Source: 000_8ab3eef507f571ff.txt, "đạt 91,8% vượt 16,8% so chỉ tiêu đăng ký thi đua".
    """
    return each * passed(share(solved, received, if_none=0), target) / per


@police.rule(
    vi="Số đối tượng phạm tội bị bắt", en="Suspects arrested", better="higher"
)
def arrests(arrested: Count, /, *, target: CountTarget, below: Below, points: Points) -> Points:
    """Give the standard where as many suspects were arrested as registered; counts of persons.

    Source: 000_8ab3eef507f571ff.txt, "bắt 1.107 đối tượng"; it prints no target.
    """
    return points * reached(arrested, target, below)


@police.rule(
    vi="Tỷ lệ bắt, vận động đối tượng truy nã",
    en="Share of wanted persons caught or persuaded to surrender",
    better="higher",
)
def wanted(
    caught: Count, listed: Count, /, *, target: ShareTarget, below: Below, points: Points
) -> Points:
    """Give the standard where the share of wanted persons caught reaches the target.

    Counts of persons; the target in per cent. With nobody wanted the target is met.
    Source: 000_8ab3eef507f571ff.txt, "125 đối tượng đạt 43,25%", target 30; of all wanted persons
    only the share is printed, and 289 is the one whole number that gives it.
    """
    return points * reached(share(caught, listed, if_none=100), target, below)


@police.rule(
    vi="Vượt chỉ tiêu bắt, vận động đối tượng truy nã",
    en="Target for wanted persons passed, in percentage points",
    better="higher",
)
def wanted_excess(
    caught: Count,
    listed: Count,
    /,
    *,
    target: ShareTarget,
    per: PercentagePoints,
    each: Value,
) -> Amount:
    """Give *each* for every *per* percentage points above the target, parts of a step too.

    "Vượt" is read in percentage points: 43,25 - 13,25 gives the round target 30.
    Source: 000_8ab3eef507f571ff.txt, "đạt 43,25%, vượt 13,25% so chỉ tiêu kế hoạch".
    """
    return each * passed(share(caught, listed, if_none=0), target) / per


@police.rule(
    vi="Kéo giảm tội phạm so với năm trước",
    en="Offences brought down against the year before",
    better="lower",
)
def crime(now: Count, before: Count, /, *, drop: Share, points: Points) -> Points:
    """Give the standard where offences fell by at least *drop* per cent of the year before, else nothing.

    With `drop: 0` it is enough that there were not more. Counts of offences of like periods.
    Source: 000_8ab3eef507f571ff.txt, "giảm được 117 vụ phạm pháp hình sự so năm trước" (met);
    001_d273c28c48bdecee.txt, "xảy ra 497 vụ, tăng 44 vụ" (not met).
    """
    return when(100 * now <= (100 - drop) * before, points, 0)


@police.rule(
    vi="Thưởng giảm tội phạm so với năm trước",
    en="Bonus for fewer offences than the year before",
    better="lower",
)
def crime_drop(
    now: Count, before: Count, /, *, counted_in: CountedIn, per: Step, each: Value
) -> Amount:
    """Give *each* for every *per* offences, or per cent of the year before, by which they fell.

    `counted_in: cases` is the difference, `percent` is relative to the year before; the two are
    different numbers (117 offences of 984 are 11,89 %). Without a year before nothing fell.
    Source: 000_8ab3eef507f571ff.txt, "giảm được 117 vụ"; 867 now, so 984 before.
    """
    if counted_in == "cases":
        return each * maximum(before - now, 0) / per
    return each * 100 * clamp(1 - ratio(now, before, if_zero=1), 0, 1) / per


@police.rule(
    vi="Trừ điểm khi tội phạm tăng so với năm trước",
    en="Penalty for more offences than the year before",
)
def crime_rise(
    now: Count, before: Count, /, *, counted_in: CountedIn, per: Step, each: Value
) -> Amount:
    """Give *each* for every *per* offences, or per cent of the year before, by which they rose.

    For penalty lines; counted as in the bonus for a fall. A rise from nothing has no per cent.
    Source: 001_d273c28c48bdecee.txt, "xảy ra 497 vụ, tăng 44 vụ so với cùng kỳ"; so 453 before.
    """
    if counted_in == "cases":
        return each * maximum(now - before, 0) / per
    return each * 100 * maximum(ratio(now, before, if_zero=1) - 1, 0) / per


@police.rule(
    vi="Tỷ lệ giải quyết nguồn tin về tội phạm",
    en="Share of crime reports resolved",
    better="higher",
)
def crime_reports(
    resolved: Count, received: Count, /, *, target: ShareTarget, below: Below, points: Points
) -> Points:
    """Give the standard where the share of resolved reports of crime reaches the target.

    Counts of reports; the target in per cent. With no report the target is met.
    Source: 004_72995b8e2951c8b5.txt, "tỷ lệ giải quyết nguồn tin về tội phạm … đạt cao"; no figures.
    """
    return points * reached(share(resolved, received, if_none=100), target, below)


@police.rule(
    vi="Không để phát sinh tội phạm có tổ chức, băng, nhóm tội phạm",
    en="No organised crime and no gangs",
    better="lower",
)
def no_organised_crime(groups: Count, /, *, points: Points) -> Points:
    """Give the standard where no organised group or gang arose, and nothing from the first one on.

    Source: 004_72995b8e2951c8b5.txt, "không để phát sinh tội phạm có tổ chức, băng, nhóm tội phạm".
    """
    return when(equals(groups, 0), points, 0)


@police.rule(
    vi="Không để tồn tại tụ điểm tệ nạn xã hội phức tạp",
    en="No hot spots of social evils",
    better="lower",
)
def no_hot_spots(spots: Count, /, *, points: Points) -> Points:
    """Give the standard where no hot spot of social evils remains, and nothing from the first one on.

    Source: 004_72995b8e2951c8b5.txt, "không để tồn tại tụ điểm tệ nạn xã hội phức tạp".
    """
    return when(equals(spots, 0), points, 0)
