"""Economy: budget, capital spending, output and trade, visitors."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, clamp, minimum, when
from covenant_rules_districts.sector import (
    Count,
    Money,
    Percent,
    RateTarget,
    Value,
    change,
    completion,
    districts,
    fall,
    rate,
)


@districts.rule(
    vi="Thu ngân sách so với kế hoạch", en="Budget revenue against the plan", better="higher"
)
def budget_revenue(collected: Money, plan: Money, /, *, points: Points) -> Points:
    """Give the standard times collected / plan, at most the standard; both in one scale of money.

    Source: 001_d273c28c48bdecee.txt, "Tổng thu ngân sách ước đạt 57,75% dự toán".
    """
    return points * minimum(completion(collected, plan), 1)


@districts.rule(
    vi="Thu ngân sách, tính cả phần vượt kế hoạch",
    en="Budget revenue, excess included",
    better="higher",
)
def budget_revenue_completion(collected: Money, plan: Money, /, *, points: Points) -> Amount:
    """Give the standard times collected / plan, beyond the standard too.

    Source: 002_b4f1f19c5bed23a5.txt, "Tổng thu ngân sách … 192,583 tỷ đồng đạt 141,29% kế hoạch giao".
    """
    return points * completion(collected, plan)


@districts.rule(
    vi="Vượt kế hoạch thu ngân sách", en="Budget revenue beyond the plan", better="higher"
)
def budget_revenue_excess(collected: Money, plan: Money, /, *, per: Percent, each: Value) -> Amount:
    """Give *each* for every *per* per cent of the plan that was collected beyond it.

    "Vượt" is relative to the plan: an excess of money cannot be percentage points.
    Source: 002_b4f1f19c5bed23a5.txt, "huyện Gò Quao vượt 50,8%, huyện Vĩnh Thuận vượt 44%, …".
    """
    return each * change(collected, plan) / per


@districts.rule(
    vi="Tăng thu ngân sách so với cùng kỳ", en="Growth of budget revenue", better="higher"
)
def budget_revenue_growth(
    collected: Money, before: Money, /, *, per: Percent, each: Value
) -> Amount:
    """Give *each* for every *per* per cent by which revenue grew on the same period, relatively.

    Source: 001_d273c28c48bdecee.txt, "Tổng thu ngân sách … tăng 15,35% so cùng kỳ".
    """
    return each * change(collected, before) / per


@districts.rule(
    vi="Tỷ lệ giải ngân vốn xây dựng cơ bản", en="Capital spending disbursed", better="higher"
)
def disbursement(
    disbursed: Money, allocated: Money, /, *, target: RateTarget, points: Points
) -> Points:
    """Give the standard from the target rate on, the target included, and else nothing.

    Source: 002_b4f1f19c5bed23a5.txt, "có 4/5 đơn vị đạt từ 80% trở lên".
    """
    return when(rate(disbursed, allocated) >= target, points, 0)


@districts.rule(
    vi="Tốc độ tăng tổng sản phẩm trên địa bàn", en="Growth of the gross product", better="higher"
)
def gross_product_growth(
    product: Money, before: Money, /, *, target: Percent, points: Points
) -> Points:
    """Give the standard times growth / target growth, both in per cent of the same period, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "Tổng sản phẩm trên địa bàn (GRDP) … tăng 8,52% so cùng kỳ".
    """
    return points * clamp(change(product, before) / target, 0, 1)


@districts.rule(
    vi="Bán lẻ hàng hóa và doanh thu dịch vụ", en="Retail sales and services", better="higher"
)
def retail(sold: Money, plan: Money, /, *, points: Points) -> Points:
    """Give the standard times sold / plan, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "tổng mức bán lẻ hàng hóa và doanh thu dịch vụ ước đạt 50,16% kế hoạch".
    """
    return points * minimum(completion(sold, plan), 1)


@districts.rule(vi="Tăng mức bán lẻ so với cùng kỳ", en="Growth of retail sales", better="higher")
def retail_growth(sold: Money, before: Money, /, *, per: Percent, each: Value) -> Amount:
    """Give *each* for every *per* per cent by which sales grew on the same period, relatively.

    Source: 001_d273c28c48bdecee.txt, "tăng 14,65% so cùng kỳ".
    """
    return each * change(sold, before) / per


@districts.rule(vi="Kim ngạch xuất khẩu", en="Exports", better="higher")
def exports(exported: Money, plan: Money, /, *, points: Points) -> Points:
    """Give the standard times exported / plan, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "Tổng kim ngạch xuất khẩu ước đạt 51,71% kế hoạch".
    """
    return points * minimum(completion(exported, plan), 1)


@districts.rule(vi="Tăng kim ngạch xuất khẩu", en="Growth of exports", better="higher")
def exports_growth(exported: Money, before: Money, /, *, per: Percent, each: Value) -> Amount:
    """Give *each* for every *per* per cent by which exports grew on the same period, relatively.

    Source: 001_d273c28c48bdecee.txt, "tăng 45,03% so cùng kỳ".
    """
    return each * change(exported, before) / per


@districts.rule(vi="Kim ngạch nhập khẩu", en="Imports", better="higher")
def imports(imported: Money, plan: Money, /, *, points: Points) -> Points:
    """Give the standard times imported / plan, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "tổng kim ngạch nhập khẩu ước đạt đạt 74% kế hoạch".
    """
    return points * minimum(completion(imported, plan), 1)


@districts.rule(vi="Giảm kim ngạch nhập khẩu", en="Fall of imports", better="lower")
def imports_fall(imported: Money, before: Money, /, *, per: Percent, each: Value) -> Amount:
    """Give *each* for every *per* per cent by which imports fell on the same period, relatively.

    Source: 001_d273c28c48bdecee.txt, "nhập khẩu … giảm 1,12% so cùng kỳ".
    """
    return each * fall(imported, before) / per


@districts.rule(vi="Lượt khách du lịch", en="Visitors", better="higher")
def visitors(received: Count, plan: Count, /, *, points: Points) -> Points:
    """Give the standard times visitors / plan, at most the standard; international visitors alike.

    Source: 001_d273c28c48bdecee.txt, "3,83 triệu lượt, đạt 54,1% kế hoạch"; "khách quốc tế 308 ngàn lượt, đạt 71,8%".
    """
    return points * minimum(completion(received, plan), 1)


@districts.rule(vi="Tăng lượt khách du lịch", en="Growth of visitors", better="higher")
def visitors_growth(received: Count, before: Count, /, *, per: Percent, each: Value) -> Amount:
    """Give *each* for every *per* per cent by which visitors grew on the same period, relatively.

    Source: 001_d273c28c48bdecee.txt, "tăng 21,2% so cùng kỳ"; "khách quốc tế … tăng 59,8%".
    """
    return each * change(received, before) / per
