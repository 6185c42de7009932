"""The people's court: cases settled, work grown, judgments quashed."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, clamp, maximum, when
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
    grown,
    passed,
    reached,
    share,
)


@courts.rule(
    vi="Tỷ lệ giải quyết các loại vụ, việc", en="Share of court cases settled", better="higher"
)
def settlement(
    settled: Count, received: Count, /, *, target: ShareTarget, below: Missed, points: Points
) -> Points:
    """Give the standard where the share of accepted cases that were settled reaches the target.

    Counts of cases; the target in per cent. With no case accepted the target is met.
    Source: 000_8ab3eef507f571ff.txt, "thụ lý 997 vụ, việc, giải quyết 887 vụ, việc các loại đạt 89%";
    it prints no target.
    """
    return points * reached(share(settled, received, if_none=100), target, below)


@courts.rule(
    vi="Vượt chỉ tiêu giải quyết các loại vụ, việc",
    en="Target for court cases passed, in percentage points",
    better="higher",
)
def settlement_excess(
    settled: Count,
    received: Count,
    /,
    *,
    target: ShareTarget,
    per: PercentagePoints,
    each: Value,
) -> Amount:
    """Give *each* for every *per* percentage points above the target, parts of a step too.

    "Vượt" is read in percentage points, as the same document does for the procuracy (97,55 and 95).
    With no case accepted nothing is passed.
    Source: 000_8ab3eef507f571ff.txt, "đạt 89%"; what it passes is not printed.
    """
    return each * passed(share(settled, received, if_none=0), target) / per


@courts.rule(
    vi="Số vụ, việc giải quyết tăng so với cùng kỳ",
    en="More cases settled than the year before",
    better="higher",
)
def settled_growth(
    now: Count, before: Count, /, *, counted_in: CountedIn, per: Step, each: Value
) -> Amount:
    """Give *each* for every *per* cases, or per cent of the year before, settled more than then.

    `counted_in: cases` is the difference, `percent` is relative to the year before.
    Source: 000_8ab3eef507f571ff.txt, "giải quyết tăng 109 vụ, việc tăng 14%"; so 778 before.
    """
    return each * grown(now, before, counted_in) / per


@courts.rule(
    vi="Số vụ, việc thụ lý tăng so với cùng kỳ",
    en="More cases accepted than the year before",
    better="higher",
)
def intake_growth(
    now: Count, before: Count, /, *, counted_in: CountedIn, per: Step, each: Value
) -> Amount:
    """Give *each* for every *per* cases, or per cent of the year before, accepted more than then.

    For sheets that allow for a grown load of work; counted as in the growth of cases settled.
    Source: 000_8ab3eef507f571ff.txt, "so cùng kỳ thụ lý tăng 67 vụ, việc"; so 930 before.
    """
    return each * grown(now, before, counted_in) / per


@courts.rule(
    vi="Tỷ lệ án bị hủy trong giới hạn quy định",
    en="Share of judgments quashed under its ceiling",
    better="lower",
)
def quashed(
    quashed_share: Share, /, *, ceiling: ShareTarget, above: Missed, points: Points
) -> Points:
    """Give the standard where the share of judgments quashed is at or under the ceiling.

    Both in per cent. `above: proportion` falls from the standard at the ceiling to nothing at twice it.
    Source: 000_8ab3eef507f571ff.txt, "án do Tòa án tỉnh xử bị hủy chỉ chiếm 0,39% , giảm 0,77% so
    với quy định"; so the ceiling is 1,16.
    """
    if above == "nothing":
        return when(quashed_share <= ceiling, points, 0)
    return points * clamp((2 * ceiling - quashed_share) / ceiling, 0, 1)


@courts.rule(
    vi="Tỷ lệ án bị hủy thấp hơn quy định",
    en="Judgments quashed less than the ceiling allows, in percentage points",
    better="lower",
)
def quashed_margin(
    quashed_share: Share, /, *, ceiling: ShareTarget, per: PercentagePoints, each: Value
) -> Amount:
    """Give *each* for every *per* percentage points under the ceiling, parts of a step too.

    "Giảm 0,77% so với quy định" is read in percentage points: 0,39 + 0,77 = 1,16, the ceiling of the
    court sector; relatively, 0,39 is 66 per cent under it.
    Source: 000_8ab3eef507f571ff.txt, "bị hủy chỉ chiếm 0,39% , giảm 0,77% so với quy định".
    """
    return each * maximum(ceiling - quashed_share, 0) / per


@courts.rule(
    vi="Trừ điểm khi tỷ lệ án bị hủy cao hơn quy định",
    en="Penalty for judgments quashed above the ceiling",
)
def quashed_excess(
    quashed_cases: Count,
    judged: Count,
    /,
    *,
    ceiling: Share,
    per: PercentagePoints,
    each: Value,
) -> Amount:
    """Give *each* for every *per* percentage points above the ceiling; for penalty lines.

    Counts of judgments, so that nothing is taken for a rounded share. Without judgments nothing is taken.
    Source: 000_8ab3eef507f571ff.txt, "0,39%"; no whole number of its 887 settled cases gives that.
    """
    return each * passed(share(quashed_cases, judged, if_none=0), ceiling) / per
