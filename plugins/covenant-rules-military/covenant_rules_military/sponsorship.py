"""The border guard's programme "Nâng bước em đến trường": pupils sponsored, and with how much."""

from __future__ import annotations

from typing import Literal

from covenant_rules.plugin import Amount, Points
from covenant_rules_military.base import (
    Below,
    Count,
    CountTarget,
    Money,
    MoneyTarget,
    Step,
    Value,
    military,
    passed,
    passed_relatively,
    reached,
)


@military.rule(
    vi="Số học sinh được nhận đỡ đầu “Nâng bước em đến trường”",
    en="Pupils sponsored on their way to school",
    better="higher",
)
def sponsored_pupils(
    pupils: Count, /, *, target: CountTarget, below: Below, points: Points
) -> Points:
    """Give the standard where as many pupils are sponsored as registered; counts.

    Source: 000_8ab3eef507f571ff.txt, "nhận đỡ đầu được 100 em học sinh"; it prints no target.
    """
    return points * reached(pupils, target, below)


@military.rule(
    vi="Vượt chỉ tiêu học sinh được đỡ đầu", en="Target for pupils passed", better="higher"
)
def sponsored_excess(
    pupils: Count,
    /,
    *,
    target: CountTarget,
    counted_in: Literal["pupils", "percent"],
    per: Step,
    each: Value,
) -> Amount:
    """Give *each* for every *per* pupils, or per cent of the target, above it; parts of a step too.

    A count is no share, so there are no percentage points: the sheet says whether "vượt 20" are
    pupils (a target of 80) or per cent (of no whole number exactly; of 83 rounded).
    Source: 000_8ab3eef507f571ff.txt, "100 em học sinh …, vượt 20% chỉ tiêu thi đua".
    """
    excess = passed(pupils, target) if counted_in == "pupils" else passed_relatively(pupils, target)
    return each * excess / per


@military.rule(
    vi="Kinh phí đỡ đầu học sinh hằng tháng", en="Monthly support of the pupils", better="higher"
)
def support(pupils: Count, monthly: Money, /, *, per: MoneyTarget, each: Value) -> Amount:
    """Give *each* for every *per* đồng of monthly support of all pupils together.

    *monthly* is what each pupil gets a month, in đồng.
    Source: 000_8ab3eef507f571ff.txt, "100 em học sinh … với mức hỗ trợ 500.000 đồng/em/tháng".
    """
    return each * pupils * monthly / per


@military.rule(
    vi="Vượt mức hỗ trợ mỗi học sinh đã đăng ký",
    en="Support of each pupil above the amount registered",
    better="higher",
)
def support_excess(monthly: Money, /, *, target: MoneyTarget, per: Step, each: Value) -> Amount:
    """Give *each* for every *per* per cent of the registered amount by which it is passed.

    "Vượt" is relative, as for all money; in đồng for a pupil and a month.
    Source: 000_8ab3eef507f571ff.txt, "500.000 đồng/em/tháng, vượt 20%": the other reading of that
    sentence, which gives no round amount.
    """
    return each * passed_relatively(monthly, target) / per
