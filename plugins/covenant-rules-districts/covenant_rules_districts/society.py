"""Society: jobs, poverty, health insurance."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, clamp, maximum, minimum, when
from covenant_rules_districts.sector import (
    Count,
    Excess,
    Percent,
    PercentagePoints,
    Rate,
    RateTarget,
    Step,
    Value,
    change,
    completion,
    districts,
    over,
    rate,
)


@districts.rule(
    vi="Giải quyết việc làm so với kế hoạch", en="Jobs against the plan", better="higher"
)
def jobs(found: Count, plan: Count, /, *, points: Points) -> Points:
    """Give the standard times jobs / plan, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "giải quyết việc làm cho 19.972 lượt người lao động đạt 57,06% kế hoạch".
    """
    return points * minimum(completion(found, plan), 1)


@districts.rule(
    vi="Giải quyết việc làm, tính cả phần vượt kế hoạch",
    en="Jobs, excess included",
    better="higher",
)
def jobs_completion(found: Count, plan: Count, /, *, points: Points) -> Amount:
    """Give the standard times jobs / plan, beyond the standard too.

    Source: 002_b4f1f19c5bed23a5.txt, "20.802 lượt lao động đạt 161,27% kế hoạch".
    """
    return points * completion(found, plan)


@districts.rule(vi="Vượt kế hoạch giải quyết việc làm", en="Jobs beyond the plan", better="higher")
def jobs_excess(found: Count, plan: Count, /, *, per: Percent, each: Value) -> Amount:
    """Give *each* for every *per* per cent of the plan that was found beyond it.

    "Vượt" is relative to the plan: 107,4 % cannot be percentage points of a rate.
    Source: 002_b4f1f19c5bed23a5.txt, "huyện Vĩnh Thuận vượt 107,4%, huyện U Minh Thượng vượt 98,9%, …".
    """
    return each * change(found, plan) / per


@districts.rule(vi="Số việc làm tăng thêm", en="Jobs more than before", better="higher")
def jobs_added(found: Count, before: Count, /, *, per: Step, each: Value) -> Amount:
    """Give *each* for every *per* jobs more than in the same period; a difference, not a per cent.

    Source: 001_d273c28c48bdecee.txt, "tăng 3.604 lượt lao động so cùng kỳ".
    """
    return each * maximum(found - before, 0) / per


@districts.rule(vi="Giảm tỷ lệ hộ nghèo", en="Reduction of poverty", better="lower")
def poverty_reduction(
    now: Rate, before: Rate, /, *, target: PercentagePoints, points: Points
) -> Points:
    """Give the standard times reduction / target, both in percentage points, at most the standard.

    Source: 002_b4f1f19c5bed23a5.txt, "giảm tỷ lệ hộ nghèo, có 4/5 huyện vượt chỉ tiêu trên giao".
    """
    return points * clamp((before - now) / target, 0, 1)


@districts.rule(
    vi="Vượt chỉ tiêu giảm nghèo", en="Poverty reduced beyond the target", better="lower"
)
def poverty_reduction_excess(
    now: Rate, before: Rate, /, *, target: PercentagePoints, per: Percent, each: Value
) -> Amount:
    """Give *each* for every *per* per cent of the target by which the reduction passes it.

    "Vượt" is relative to the target reduction, as all excesses of the document are.
    Source: 002_b4f1f19c5bed23a5.txt, "có 4/5 huyện vượt chỉ tiêu trên giao".
    """
    return each * (100 * maximum(before - now - target, 0) / target) / per


@districts.rule(
    vi="Bao phủ bảo hiểm y tế trên mức tối thiểu",
    en="Health insurance above the least",
    better="higher",
)
def health_insurance_coverage(
    insured: Count, population: Count, /, *, above: Rate, points: Points
) -> Points:
    """Give the standard where the covered per cent of the population is above the limit, itself excluded.

    Source: 002_b4f1f19c5bed23a5.txt, "tỷ lệ tham gia bảo hiểm y tế toàn dân trong toàn Cụm đạt trên 70%".
    """
    return when(rate(insured, population) > above, points, 0)


@districts.rule(
    vi="Tham gia bảo hiểm y tế so với chỉ tiêu",
    en="Health insurance against the target",
    better="higher",
)
def health_insurance(coverage: Rate, /, *, target: RateTarget, points: Points) -> Points:
    """Give the standard times coverage / target coverage, at most the standard; both in per cent of the people.

    Source: 002_b4f1f19c5bed23a5.txt, "có 3/5 đơn vị trong Cụm đạt và vượt chỉ tiêu trên giao".
    """
    return points * minimum(coverage / target, 1)


@districts.rule(
    vi="Tham gia bảo hiểm y tế, tính cả phần vượt",
    en="Health insurance, excess included",
    better="higher",
)
def health_insurance_completion(coverage: Rate, /, *, target: RateTarget, points: Points) -> Amount:
    """Give the standard times coverage / target coverage, beyond the standard too.

    The coverage is a rate, yet the document prints it relative to its target: 121,39 % of the target.
    Source: 002_b4f1f19c5bed23a5.txt, "huyện An Minh đạt 121,39%, huyện An Biên đạt 110,45%, …".
    """
    return points * coverage / target


@districts.rule(
    vi="Vượt chỉ tiêu bảo hiểm y tế", en="Health insurance beyond the target", better="higher"
)
def health_insurance_excess(
    coverage: Rate, /, *, target: RateTarget, counted: Excess, per: Step, each: Value
) -> Amount:
    """Give *each* for every *per* by which the coverage passes its target.

    The document reads it relatively (`counted: relative`); `counted: points` takes percentage points.
    Source: 002_b4f1f19c5bed23a5.txt, "huyện An Minh đạt 121,39%", that is 21,39 % beyond the target.
    """
    return each * over(coverage, target, counted) / per
