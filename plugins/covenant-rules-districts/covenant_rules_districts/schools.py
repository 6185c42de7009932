"""Schools and health: drop-out, standards, universal education, disease."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, all_of, equals, maximum, minimum, when
from covenant_rules_districts.sector import Count, Rate, RateTarget, Value, districts, rate


@districts.rule(
    vi="Giảm tỷ lệ trẻ em bỏ học bậc tiểu học và trung học cơ sở",
    en="School drop-out, primary and lower secondary",
    better="lower",
)
def dropout(
    primary: Rate,
    lower_secondary: Rate,
    /,
    *,
    primary_at_most: Rate,
    lower_secondary_at_most: Rate,
    points: Points,
) -> Points:
    """Give the standard where both rates are at or under what the plan allows, and else nothing.

    Source: 002_b4f1f19c5bed23a5.txt, "giảm tỷ lệ trẻ em bỏ học bậc tiểu học và trung học cơ sở … theo kế hoạch".
    """
    kept = all_of(primary <= primary_at_most, lower_secondary <= lower_secondary_at_most)
    return when(kept, points, 0)


@districts.rule(vi="Trường đạt chuẩn quốc gia", en="Schools of national standard", better="higher")
def standard_schools(
    standard: Count, schools: Count, /, *, target: RateTarget, points: Points
) -> Points:
    """Give the standard times share of the schools / target share, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "có 232 trường đạt chuẩn quốc gia, đạt 34,52%".
    """
    return points * minimum(rate(standard, schools) / target, 1)


@districts.rule(
    vi="Số trường đạt chuẩn tăng thêm", en="Schools newly of national standard", better="higher"
)
def standard_schools_added(standard: Count, before: Count, /, *, each: Value) -> Amount:
    """Give *each* for every school more than in the year before.

    Source: 001_d273c28c48bdecee.txt, "tăng 31 trường so với năm học trước".
    """
    return each * maximum(standard - before, 0)


@districts.rule(
    vi="Trường xanh - sạch - đẹp và an toàn", en="Green, clean and safe schools", better="higher"
)
def green_schools(green: Count, schools: Count, /, *, target: RateTarget, points: Points) -> Points:
    """Give the standard times share of units and schools / target share, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "602 đơn vị, trường học đạt chuẩn xanh - sạch - đẹp và an toàn, … 87,75%".
    """
    return points * minimum(rate(green, schools) / target, 1)


@districts.rule(
    vi="Phổ cập giáo dục tiểu học ở mọi xã",
    en="Universal primary education everywhere",
    better="higher",
)
def universal_primary(reached: Count, communes: Count, /, *, points: Points) -> Points:
    """Give the standard where every commune reached the standard, and nothing where one did not.

    Source: 001_d273c28c48bdecee.txt, "có 145/145 xã, phường, thị trấn đạt chuẩn quốc gia về phổ cập giáo dục tiểu học".
    """
    return when(reached >= communes, points, 0)


@districts.rule(
    vi="Không để dịch bệnh xảy ra trên diện rộng", en="No widespread disease", better="lower"
)
def no_epidemic(outbreaks: Count, /, *, points: Points) -> Points:
    """Give the standard where no disease spread widely, and nothing as soon as one did.

    Source: 001_d273c28c48bdecee.txt, "khống chế kịp thời không để dịch bệnh xảy ra trên diện rộng".
    """
    return when(equals(outbreaks, 0), points, 0)
