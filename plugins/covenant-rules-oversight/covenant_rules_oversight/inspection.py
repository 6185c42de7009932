"""Inspectorate: wrongdoing found and dealt with, money paid in, complaints resolved."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, maximum, minimum, when
from covenant_rules_oversight.sector import (
    Count,
    Money,
    MoneyStep,
    PercentagePoints,
    RateTarget,
    Value,
    oversight,
    rate,
    share,
)


@oversight.rule(
    vi="Thu nộp ngân sách sau thanh tra", en="Money paid in after inspection", better="higher"
)
def recovered(paid_in: Money, due: Money, /, *, target: RateTarget, points: Points) -> Points:
    """Give the standard from the target rate on, the target included; nothing due counts as met.

    Source: 000_8ab3eef507f571ff.txt, "thu nộp ngân sách 4 tỷ 036 triệu đồng, đạt 100%".
    """
    return when(rate(paid_in, due) >= target, points, 0)


@oversight.rule(
    vi="Vượt chỉ tiêu thu nộp ngân sách", en="Money paid in beyond the target", better="higher"
)
def recovered_excess(
    paid_in: Money, due: Money, /, *, target: RateTarget, per: PercentagePoints, each: Value
) -> Amount:
    """Give *each* for every *per* percentage points by which the rate passes its target, parts counted.

    "Vượt 20%" of a rate of 100 % is 100 − 80: relatively the target would be 83,33.
    Source: 000_8ab3eef507f571ff.txt, "đạt 100%, vượt 20% so chỉ tiêu thi đua".
    """
    return each * maximum(rate(paid_in, due) - target, 0) / per


@oversight.rule(
    vi="Xử lý sai phạm phát hiện", en="Wrongdoing found and dealt with", better="higher"
)
def findings_handled(
    returned: Money, otherwise: Money, paid_in: Money, found: Money, /, *, points: Points
) -> Points:
    """Give the standard times money returned, dealt with otherwise and paid in / money found, at most the standard.

    Source: 000_8ab3eef507f571ff.txt, "phát hiện sai phạm 5 tỷ 486 triệu đồng, … thu về … 681 …, xử lý khác 768 …".
    """
    return points * minimum(share(returned + otherwise + paid_in, found), 1)


@oversight.rule(vi="Số tiền sai phạm đã xử lý", en="Amount dealt with", better="higher")
def findings_amount(
    returned: Money, otherwise: Money, paid_in: Money, /, *, per: MoneyStep, each: Value
) -> Amount:
    """Give *each* for every *per* of money that was dealt with, parts counted; its three parts are added.

    Source: 000_8ab3eef507f571ff.txt, "5 tỷ 486 triệu đồng" against parts of 681, 768 and 4.036 million.
    """
    return each * (returned + otherwise + paid_in) / per


@oversight.rule(
    vi="Giải quyết khiếu nại, tố cáo", en="Complaints and denunciations resolved", better="higher"
)
def complaints(
    resolved: Count, received: Count, /, *, target: RateTarget, points: Points
) -> Points:
    """Give the standard from the target rate on, the target included; none received counts as met.

    Source: 000_8ab3eef507f571ff.txt, "giải quyết 70/70 đơn khiếu nại, tố cáo thuộc thẩm quyền …, đạt 100%".
    """
    return when(rate(resolved, received) >= target, points, 0)


@oversight.rule(
    vi="Vượt chỉ tiêu giải quyết khiếu nại",
    en="Complaints resolved beyond the target",
    better="higher",
)
def complaints_excess(
    resolved: Count, received: Count, /, *, target: RateTarget, per: PercentagePoints, each: Value
) -> Amount:
    """Give *each* for every *per* percentage points by which the rate passes its target, parts counted.

    Source: 000_8ab3eef507f571ff.txt, "đạt 100%, vượt 5% so chỉ tiêu kế hoạch": 100 − 95.
    """
    return each * maximum(rate(resolved, received) - target, 0) / per
