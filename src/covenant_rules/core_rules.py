"""The `core` sector: the rules with which most sheets are written, without any Python.

Each names the rule form (R1 to R33) that it serves; a sheet gives the settings under `with:` and
the evidence under `from:`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from covenant_rules.plugin import (
    Amount,
    Like,
    Number,
    Points,
    Quantity,
    Sector,
    Shape,
    Signed,
    Table,
    TableOver,
    Within,
    bands,
    clamp,
    decide,
    equals,
    grid,
    maximum,
    minimum,
    ratio,
    steps,
    when,
)

core = Sector("core", vi="Quy tắc chung", en="Common rules", api=1)

Whatever = Annotated[Number, Quantity("any", decimals=None)]
Count = Annotated[Number, Quantity("count", low=0)]
Days = Annotated[Number, Quantity("day", low=0)]
YesNo = Annotated[Number, Quantity("yes_no", low=0, high=1)]
Level = Annotated[Number, Quantity("level", low=0)]
Value = Annotated[Number, Quantity("points", low=0, decimals=None)]
AnyPoints = Annotated[Number, Quantity("points", decimals=None)]
Share = Annotated[Number, Quantity("percent", low=0, high=100, decimals=None)]
# The least that a divisor may be: a sheet that divides by less is refused, never guessed at.
LEAST = Quantity("any", low="0.000001", decimals=None)
Divisor = Annotated[Number, LEAST]
LikeActual = Annotated[Number, Like("actual")]
LikeValue = Annotated[Number, Like("value")]
PositiveLikeActual = Annotated[Number, LEAST, Like("actual")]


@core.rule(vi="Đủ điểm chuẩn", en="Standard points")
def full(*, points: Points) -> Points:
    """Give the standard points; penalties of the same criterion are taken from them (R5)."""
    return points


@core.rule(vi="Theo tỷ lệ hoàn thành", en="In proportion to completion", better="higher")
def proportional(
    actual: Whatever,
    /,
    *,
    target: PositiveLikeActual,
    exceed: Literal["stop", "continue"],
    points: Points,
) -> Amount:
    """Give the standard times actual / target, never below zero (R1, R2).

    With `exceed: stop` it is at most the standard, with `exceed: continue` it goes on beyond it.
    """
    share = maximum(actual / target, 0)
    return points * (minimum(share, 1) if exceed == "stop" else share)


@core.rule(
    vi="Theo tỷ lệ, chỉ tiêu bằng 0 coi như đạt",
    en="Completion, a zero target counts as met",
    better="higher",
)
def achievement(actual: Whatever, /, *, target: LikeActual, points: Points) -> Points:
    """Give the standard times actual / target, at most the standard; a target of zero or less is met (R2)."""
    return points * when(target <= 0, 1, clamp(ratio(actual, target, if_zero=1), 0, 1))


@core.rule(
    vi="Càng thấp càng tốt, theo tỷ lệ", en="The lower the better, in proportion", better="lower"
)
def reduction(actual: Whatever, /, *, target: PositiveLikeActual, points: Points) -> Points:
    """Give the standard at or under the target, nothing at twice the target, in proportion between (R29)."""
    return points * clamp((2 * target - actual) / target, 0, 1)


@core.rule(vi="Thang điểm từ thấp nhất đến tốt nhất", en="Scaled from worst to best")
def scaled(actual: Whatever, /, *, worst: LikeActual, best: LikeActual, points: Points) -> Points:
    """Give nothing at *worst*, the standard at *best*, in proportion between; either may be the higher."""
    return points * clamp(ratio(actual - worst, best - worst, if_zero=0), 0, 1)


@core.rule(vi="Đạt chỉ tiêu", en="Target met")
def target_met(
    actual: Whatever, /, *, target: LikeActual, better: Literal["higher", "lower"], points: Points
) -> Points:
    """Give the standard where the target is met, the target itself included, and else nothing."""
    met = actual >= target if better == "higher" else actual <= target
    return when(met, points, 0)


@core.rule(vi="Theo mức", en="By bands")
def banded(
    value: Whatever, /, *, table: Annotated[Table, TableOver(Shape.BANDS, ("value",))]
) -> Signed:
    """Give the points of the band that holds the value (R3, R4, R8, R9, R16, R17, R19)."""
    return bands(value, table)


@core.rule(vi="Theo từng trường hợp", en="Per case")
def per_case(count: Count, /, *, each: Value) -> Amount:
    """Give the same for every case (R5, R6, R18, R20); a cap is written as `at_most` of the line."""
    return count * each


@core.rule(vi="Theo từng ngày", en="Per day")
def per_day(days: Days, /, *, each: Value) -> Amount:
    """Give the same for every day, such as a day of delay (R18); a cap is written as `at_most`."""
    return days * each


@core.rule(vi="Có trường hợp nào", en="If there is any case")
def if_any(count: Count, /, *, lose: Value) -> Amount:
    """Give a fixed amount as soon as there is one case: zero tolerance as a deduction (R20)."""
    return when(count > 0, lose, 0)


@core.rule(vi="Không để xảy ra", en="Zero tolerance", better="lower")
def none_allowed(count: Count, /, *, points: Points) -> Points:
    """Give the standard where there is no case, and nothing as soon as there is one (R20)."""
    return when(equals(count, 0), points, 0)


@core.rule(vi="Giảm dần theo từng trường hợp", en="Less for every case", better="lower")
def declining(count: Whatever, /, *, each: Value, points: Points) -> Points:
    """Take the same from the standard for every case or day, down to nothing (R18)."""
    return clamp(points - each * count, 0, points)


@core.rule(vi="Theo bước vượt ngưỡng", en="Steps above a threshold", better="higher")
def stepped(
    value: Whatever, /, *, over: LikeValue, first: Value, step: Divisor, each: Value
) -> Amount:
    """Give *first* above the threshold and *each* for every whole further step (R7)."""
    return when(value > over, first + steps(value, over, step) * each, 0)


@core.rule(
    vi="Vượt chỉ tiêu tính theo điểm phần trăm hoặc đơn vị", en="Excess in the unit of the target"
)
def exceed_points(
    actual: Whatever,
    /,
    *,
    target: LikeActual,
    per: Divisor,
    each: Value,
    better: Literal["higher", "lower"],
    steps_of: Literal["whole", "part"],
) -> Amount:
    """Give *each* for every *per* by which the target is passed, as a difference (`vượt 5 điểm %`).

    With `better: lower` the target is a ceiling and the excess is how far the value stays under it.
    `steps_of: whole` counts whole steps only, `part` parts of a step too.
    """
    excess = maximum(actual - target if better == "higher" else target - actual, 0)
    return each * (steps(excess, 0, per) if steps_of == "whole" else excess / per)


@core.rule(vi="Vượt chỉ tiêu tính theo phần trăm tương đối", en="Excess relative to the target")
def exceed_relative(
    actual: Whatever,
    /,
    *,
    target: PositiveLikeActual,
    per: Divisor,
    each: Value,
    better: Literal["higher", "lower"],
    steps_of: Literal["whole", "part"],
) -> Amount:
    """Give *each* for every *per* per cent of the target by which it is passed (`vượt 5 %` of a plan)."""
    excess = maximum(actual - target if better == "higher" else target - actual, 0) / target * 100
    return each * (steps(excess, 0, per) if steps_of == "whole" else excess / per)


@core.rule(vi="Bảng hai chiều", en="Two-dimensional table")
def grid_(
    row: Whatever,
    column: Whatever,
    /,
    *,
    table: Annotated[Table, TableOver(Shape.GRID, ("row", "column"))],
) -> Signed:
    """Give the points of the cell in which row and column meet (R10)."""
    return grid(row, column, table)


@core.rule(vi="Có hoặc không", en="Yes or no")
def yes_no(met: YesNo, /, *, yes: AnyPoints, no: AnyPoints) -> Signed:
    """Give one amount for yes and another for no (R13)."""
    return when(met > 0, yes, no)


@core.rule(vi="Theo cấp độ", en="By levels")
def levels(
    level: Level, /, *, levels: Annotated[Table, TableOver(Shape.LEVELS, ("level",))]
) -> Signed:
    """Give the points of the level that was reached (R14, R28)."""
    return bands(level, levels)


@core.rule(vi="Bảng quyết định", en="Decision table")
def decision(*values: Whatever, rows: Annotated[Table, TableOver(Shape.DECISION)]) -> Signed:
    """Give the points of the first row whose conditions all hold (R15, R21, R33)."""
    return decide(rows, *values)


@core.rule(vi="Hội đồng chấm điểm", en="Graded by judgement")
def graded(
    given: Annotated[Number, Quantity("points", low=0, decimals=None), Within("points", "step")],
    /,
    *,
    step: Divisor,
    points: Points,
) -> Points:
    """Give what a panel gave, from zero to the standard in steps (R31)."""
    return clamp(given, 0, points)


@core.rule(
    vi="Trừ theo phần trăm điểm của chính sản phẩm",
    en="A percentage of the own points off per case",
    better="lower",
)
def percent_deduction(count: Count, /, *, each: Share, points: Points) -> Points:
    """Take *each* per cent of the standard off for every case, down to nothing (R25)."""
    return points * clamp(1 - count * each / 100, 0, 1)


@core.rule(vi="Phần trăm của điểm chuẩn", en="A percentage of the standard")
def percentage(value: Share, /, *, points: Points) -> Points:
    """Give as many per cent of the standard as the value says (R26, R27)."""
    return points * value / 100
