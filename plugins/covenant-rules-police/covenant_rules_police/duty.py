"""Duties and drives: protected events, peak campaigns, emulation movements."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, equals, when
from covenant_rules_police.base import Below, Count, CountTarget, Value, police, reached


@police.rule(
    vi="Bảo đảm tuyệt đối an toàn các đoàn và sự kiện",
    en="Absolute safety of delegations and events",
    better="lower",
)
def protection(incidents: Count, /, *, points: Points) -> Points:
    """Give the standard where nothing happened to a protected delegation or event, else nothing.

    Source: 004_72995b8e2951c8b5.txt, "đảm bảo tuyệt đối an toàn Đoàn các đồng chí lãnh đạo Đảng,
    Nhà nước về thăm, làm việc và tham dự các sự kiện chính trị của tỉnh".
    """
    return when(equals(incidents, 0), points, 0)


@police.rule(
    vi="Số đợt cao điểm tấn công, trấn áp tội phạm",
    en="Peak campaigns against crime",
    better="higher",
)
def campaigns(opened: Count, /, *, target: CountTarget, below: Below, points: Points) -> Points:
    """Give the standard where as many peak campaigns were opened as registered; counts.

    Source: 000_8ab3eef507f571ff.txt, "mở 6 đợt cao điểm tấn công, trấn áp tội phạm"; no target.
    """
    return points * reached(opened, target, below)


@police.rule(
    vi="Phong trào, chuyên đề thi đua của Công an tỉnh", en="Emulation movements of the police"
)
def movements(held: Count, /, *, each: Value) -> Amount:
    """Give *each* for every emulation movement or theme that was held; a cap is that of the line.

    Source: 000_8ab3eef507f571ff.txt names two of 2017, 004_72995b8e2951c8b5.txt two of 2023.
    """
    return held * each
