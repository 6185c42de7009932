"""The people's procuracy: cases resolved, prosecutions in time and right, zero tolerance."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, equals, when
from covenant_rules_courts.base import (
    Count,
    CountedIn,
    Missed,
    PercentagePoints,
    Share,
    ShareTarget,
    Step,
    Value,
    courts,
    fallen,
    passed,
    reached,
)


@courts.rule(
    vi="Tỷ lệ giải quyết án của Viện kiểm sát",
    en="Share of cases resolved by the procuracy",
    better="higher",
)
def resolution(
    resolved: Share, /, *, target: ShareTarget, below: Missed, points: Points
) -> Points:
    """Give the standard where the share of cases resolved reaches the target; both in per cent.

    Source: 000_8ab3eef507f571ff.txt, "đã giải quyết đạt 97,55% vụ, vượt 2,55%"; so the target is 95.
    """
    return points * reached(resolved, target, below)


@courts.rule(
    vi="Vượt chỉ tiêu giải quyết án của Viện kiểm sát",
    en="Target for cases resolved passed, in percentage points",
    better="higher",
)
def resolution_excess(
    resolved: Share, /, *, target: ShareTarget, per: PercentagePoints, each: Value
) -> Amount:
    """Give *each* for every *per* percentage points above the target, parts of a step too.

    "Vượt" is read in percentage points: 97,55 - 2,55 gives the round target 95.
    Source: 000_8ab3eef507f571ff.txt, "đạt 97,55% vụ, vượt 2,55% so chỉ tiêu đăng ký thi đua".
    """
    return each * passed(resolved, target) / per


@courts.rule(
    vi="Quyết định truy tố đúng hạn", en="Prosecutions decided in time", better="higher"
)
def prosecution_on_time(
    in_time: Share, /, *, target: ShareTarget, below: Missed, points: Points
) -> Points:
    """Give the standard where the share of prosecutions decided in time reaches the target; per cent.

    Source: 000_8ab3eef507f571ff.txt, "truy tố đúng hạn 100%, vượt 5% về số vụ"; so the target is 95.
    """
    return points * reached(in_time, target, below)


@courts.rule(
    vi="Vượt chỉ tiêu truy tố đúng hạn",
    en="Target for prosecutions in time passed, in percentage points",
    better="higher",
)
def prosecution_on_time_excess(
    in_time: Share, /, *, target: ShareTarget, per: PercentagePoints, each: Value
) -> Amount:
    """Give *each* for every *per* percentage points above the target, parts of a step too.

    "Vượt" is read in percentage points: 100 - 5 = 95.
    Source: 000_8ab3eef507f571ff.txt, "truy tố đúng hạn 100%, vượt 5% về số vụ".
    """
    return each * passed(in_time, target) / per


@courts.rule(vi="Truy tố bị can đúng tội", en="Accused charged rightly", better="higher")
def right_charges(
    right: Share, /, *, target: ShareTarget, below: Missed, points: Points
) -> Points:
    """Give the standard where the share of accused charged with the right offence reaches the target.

    Both in per cent of the accused.
    Source: 000_8ab3eef507f571ff.txt, "100% bị can đúng tội, vượt 5%"; so the target is 95.
    """
    return points * reached(right, target, below)


@courts.rule(
    vi="Vượt chỉ tiêu truy tố bị can đúng tội",
    en="Target for right charges passed, in percentage points",
    better="higher",
)
def right_charges_excess(
    right: Share, /, *, target: ShareTarget, per: PercentagePoints, each: Value
) -> Amount:
    """Give *each* for every *per* percentage points above the target, parts of a step too.

    "Vượt" is read in percentage points: 100 - 5 = 95.
    Source: 000_8ab3eef507f571ff.txt, "100% bị can đúng tội, vượt 5% so chỉ tiêu đăng ký".
    """
    return each * passed(right, target) / per


@courts.rule(
    vi="Số án thụ lý giảm so với năm trước",
    en="Fewer criminal cases accepted than the year before",
    better="lower",
)
def intake_drop(
    now: Count, before: Count, /, *, counted_in: CountedIn, per: Step, each: Value
) -> Amount:
    """Give *each* for every *per* cases, or per cent of the year before, accepted fewer than then.

    Source: 000_8ab3eef507f571ff.txt, "số án Viện Kiểm sát 2 cấp đã thụ lý giảm 54 vụ so 2016";
    neither of the two numbers is printed.
    """
    return each * fallen(now, before, counted_in) / per


@courts.rule(
    vi="Không có vụ án, vụ việc quá thời hạn giải quyết", en="No case overdue", better="lower"
)
def no_overdue(overdue: Count, /, *, points: Points) -> Points:
    """Give the standard where no case is past its time limit, and nothing from the first one on.

    Source: 004_72995b8e2951c8b5.txt, "không có vụ án, vụ việc nào quá thời hạn giải quyết".
    """
    return when(equals(overdue, 0), points, 0)


@courts.rule(
    vi="Không có vụ án, bị can phải đình chỉ do không phạm tội",
    en="No case or accused stayed for innocence",
    better="lower",
)
def no_stay(stayed: Count, /, *, points: Points) -> Points:
    """Give the standard where no case or accused was stayed for innocence, else nothing.

    Source: 004_72995b8e2951c8b5.txt, "không có vụ án, bị can nào phải đình chỉ do không phạm tội".
    """
    return when(equals(stayed, 0), points, 0)


@courts.rule(
    vi="Không có bị cáo Tòa án tuyên không phạm tội", en="No acquittal", better="lower"
)
def no_acquittal(acquitted: Count, /, *, points: Points) -> Points:
    """Give the standard where no defendant was acquitted, and nothing from the first one on.

    Source: 004_72995b8e2951c8b5.txt, "không có bị cáo nào Tòa án tuyên không phạm tội".
    """
    return when(equals(acquitted, 0), points, 0)
