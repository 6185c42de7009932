"""Training: the programme carried out, and a quality of two levels."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, all_of, when
from covenant_rules_military.base import (
    EVERYONE,
    Below,
    PercentagePoints,
    Share,
    ShareTarget,
    Value,
    military,
    passed,
    reached,
)


@military.rule(
    vi="Thực hiện chương trình huấn luyện", en="Training programme carried out", better="higher"
)
def training_programme(
    done: Share, /, *, target: ShareTarget, below: Below, points: Points
) -> Points:
    """Give the standard where the share of the programme carried out reaches the target; per cent.

    Source: 000_8ab3eef507f571ff.txt, "thực hiện chương trình huấn luyện cho các đối tượng đạt 100%
    chương trình".
    """
    return points * reached(done, target, below)


@military.rule(
    vi="Kết quả huấn luyện: tất cả đạt yêu cầu, khá giỏi đạt chỉ tiêu",
    en="Training: all passed, and enough of them well",
    better="higher",
)
def training(passing: Share, good: Share, /, *, target: ShareTarget, points: Points) -> Points:
    """Give the standard where all passed and the share of good and very good reaches the target.

    Both in per cent of those trained. One who failed, or a share under the target, costs everything.
    Source: 000_8ab3eef507f571ff.txt, "100% đạt yêu cầu, trong đó khá, giỏi đạt 77,4%" and "tỷ lệ khá,
    giỏi đạt 80%"; target 75, which is also that of the whole army.
    """
    return when(all_of(passing >= EVERYONE, good >= target), points, 0)


@military.rule(
    vi="Vượt chỉ tiêu huấn luyện khá, giỏi",
    en="Target for good training passed, in percentage points",
    better="higher",
)
def training_excess(
    good: Share, /, *, target: ShareTarget, per: PercentagePoints, each: Value
) -> Amount:
    """Give *each* for every *per* percentage points above the target, parts of a step too.

    "Vượt" is read in percentage points: 80 - 5 and 77,4 - 2,4 both give the target 75.
    Source: 000_8ab3eef507f571ff.txt, "khá, giỏi đạt 80%, vượt 5%", "khá, giỏi đạt 77,4% vượt 2,4%".
    """
    return each * passed(good, target) / per
