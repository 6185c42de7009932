"""Civil enforcement (Thi hành án dân sự): decisions in time, judgments enforced, money recovered."""

from __future__ import annotations

from covenant_rules.plugin import Points
from covenant_rules_courts.base import Missed, Money, Share, ShareTarget, courts, reached, share


@courts.rule(
    vi="Ra quyết định thi hành án đúng thời hạn, đúng pháp luật",
    en="Enforcement decided in time and by law",
    better="higher",
)
def enforcement_in_time(
    in_time: Share, /, *, target: ShareTarget, below: Missed, points: Points
) -> Points:
    """Give the standard where the share of judgments with a decision in time reaches the target.

    Both in per cent of the judgments in force, so at a target of 100 it cannot be passed.
    Source: 004_72995b8e2951c8b5.txt, "đã ra quyết định về thi hành án … đúng thời hạn, đúng pháp luật
    đối với 100% các bản án, quyết định".
    """
    return points * reached(in_time, target, below)


@courts.rule(
    vi="Tổ chức thi hành bản án, quyết định đã có hiệu lực",
    en="Judgments in force enforced",
    better="higher",
)
def judgments_enforced(
    enforced: Share, /, *, target: ShareTarget, below: Missed, points: Points
) -> Points:
    """Give the standard where the share of judgments enforced in time reaches the target; per cent.

    Source: 004_72995b8e2951c8b5.txt, "tổ chức thi hành án đúng thời hạn, đúng pháp luật đối với 100%
    các bản án, quyết định về dân sự đã có hiệu lực pháp luật".
    """
    return points * reached(enforced, target, below)


@courts.rule(
    vi="Tỷ lệ thi hành án về tiền", en="Share of the money due recovered", better="higher"
)
def money_recovered(
    recovered: Money, due: Money, /, *, target: ShareTarget, below: Missed, points: Points
) -> Points:
    """Give the standard where the share of the money due that was recovered reaches the target.

    Money in đồng; the target in per cent. With nothing due the target is met.
    Source: the money side of 004_72995b8e2951c8b5.txt, "100% các bản án, quyết định về dân sự"; it
    prints no sums.
    """
    return points * reached(share(recovered, due, if_none=100), target, below)
