"""Rules with one fault each. A comment names what must be underlined: `# here: text`."""

import math
from typing import Annotated, Literal

from covenant_rules.formula.reading import Yield
from covenant_rules.plugin import (
    Like,
    Number,
    Points,
    Quantity,
    Shape,
    Table,
    TableOver,
    Within,
    bands,
    clamp,
    decide,
    label,
    maximum,
    ratio,
    steps,
    when,
)
from covenant_rules.quantity import POINTS

Value = Annotated[Number, Quantity("min", low=0, high=240, decimals=1)]
Goal = Annotated[Number, Quantity("min", low=1, high=120, decimals=1)]
ALL = all
ANY = any


def uses_if(a: Value, /, *, points: Points) -> Points:
    if a >= 15:  # here: a >= 15
        return points
    return points * 0


def uses_if_in_words_of_vietnamese(a: Value, /, *, points: Points) -> Points:
    return {"đạt": points}["đạt"] if a > 15 else points  # here: a > 15


def uses_while(a: Value, /, *, points: Points) -> Points:
    while a > 15:  # here: a > 15
        pass
    return points


def uses_assert(a: Value, /, *, points: Points) -> Points:
    assert a > 15  # here: a > 15
    return points


def uses_and(a: Value, /, *, points: Points) -> Points:
    return when(a > 1 and a < 5, points, 0)  # here: a > 1 and a < 5


def uses_chain(a: Value, /, *, points: Points) -> Points:
    return when(1 < a < 5, points, 0)  # here: 1 < a < 5


def uses_or(a: Value, /, *, points: Points) -> Points:
    return when(a < 1 or a > 5, points, 0)  # here: a < 1 or a > 5


def uses_not(a: Value, /, *, points: Points) -> Points:
    return when(not a > 1, points, 0)  # here: not a > 1


def uses_max(a: Value, /, *, points: Points) -> Points:
    return points * max(a, 1)  # here: max(a, 1)


def uses_min(a: Value, /, *, points: Points) -> Points:
    return points * min(a, 1)  # here: min(a, 1)


def uses_sorted(a: Value, b: Value, /, *, points: Points) -> Points:
    return points * sorted([a, b, 1])[1]  # here: sorted([a, b, 1])


def uses_any(a: Value, /, *, points: Points) -> Points:
    return when(any([a > 1]), points, 0)  # here: any([a > 1])


def uses_all(a: Value, /, *, points: Points) -> Points:
    return when(all([a > 1]), points, 0)  # here: all([a > 1])


def uses_equal(a: Value, /, *, points: Points) -> Points:
    return when(a == 1, points, 0)  # here: a == 1


def uses_unequal(a: Value, /, *, points: Points) -> Points:
    return when(a != 1, points, 0)  # here: a != 1


def uses_float_call(a: Value, /, *, points: Points) -> Points:
    return points * float(a)  # here: float(a)


def uses_int(a: Value, /, *, points: Points) -> Points:
    return points * int(a)  # here: int(a)


def uses_round(a: Value, /, *, points: Points) -> Points:
    return points * round(a, 2)  # here: round(a, 2)


def uses_floor(a: Value, /, *, points: Points) -> Points:
    return points * math.floor(a)  # here: math.floor(a)


def uses_ceil(a: Value, /, *, points: Points) -> Points:
    return points * math.ceil(a)  # here: math.ceil(a)


def uses_whole_division(a: Value, /, *, points: Points) -> Points:
    return points * (a // 2)  # here: a // 2


def uses_whole_division_by(a: Value, /, *, points: Points) -> Points:
    return points * (2 // a)  # here: 2 // a


def uses_remainder(a: Value, /, *, points: Points) -> Points:
    return points * (a % 2)  # here: a % 2


def uses_power(a: Value, /, *, points: Points) -> Points:
    return points * a**2  # here: a**2


def uses_power_of(a: Value, /, *, points: Points) -> Points:
    return points * 2**a  # here: 2**a


def uses_abs(a: Value, /, *, points: Points) -> Points:
    return points * abs(a)  # here: abs(a)


def uses_for(a: Value, /, *, points: Points) -> Points:
    for _ in a:  # here: all
        pass
    return points


def uses_sum(a: Value, /, *, points: Points) -> Points:
    return points * sum(a)  # here: sum(a)


def uses_len(a: Value, /, *, points: Points) -> Points:
    return points * len(a)  # here: len(a)


def uses_in(a: Value, /, *, points: Points) -> Points:
    return when(1 in a, points, 0)  # here: 1 in a


def uses_in_list(a: Value, /, *, points: Points) -> Points:
    return when(a in (1, 2), points, 0)  # here: a in (1, 2)


def uses_index(a: Value, /, *, points: Points) -> Points:
    return points * a[0]  # here: a[0]


def uses_and_sign(a: Value, /, *, points: Points) -> Points:
    return when((a > 1) & (a < 5), points, 0)  # here: (a > 1) & (a < 5)


def uses_or_sign(a: Value, /, *, points: Points) -> Points:
    return when((a < 1) | (a > 5), points, 0)  # here: (a < 1) | (a > 5)


def uses_tilde(a: Value, /, *, points: Points) -> Points:
    return when(~(a < 1), points, 0)  # here: ~(a < 1)


def uses_f_string(a: Value, /, *, points: Points) -> Points:
    return points * len(f"{a}")  # here: f"{a}"


def uses_str(a: Value, /, *, points: Points) -> Points:
    return points * len(str(a))  # here: str(a)


def uses_float_literal(a: Value, /, *, points: Points) -> Points:
    return points * clamp(a - 0.5, 0, 1)  # here: a - 0.5


def uses_float_in_a_word(a: Value, /, *, points: Points) -> Points:
    """The đồng sign ₫ before the place takes three bytes, the caret must not move."""
    return {"₫": points * clamp(a, 0, 0.5)}["₫"]  # here: clamp(a, 0, 0.5)


def uses_text_as_number(a: Value, /, *, points: Points) -> Points:
    return points + "a"  # here: points + "a"


def gives_text(a: Value, /, *, points: Points) -> Points:  # here: all
    return "ten points"


def gives_nothing(a: Value, /, *, points: Points) -> Points:  # here: all
    maximum(a, points)


def gives_a_float(a: Value, /, *, points: Points) -> Points:  # here: all
    return 0.5


def raises(a: Value, /, *, points: Points) -> Points:  # here: all
    raise KeyError("no such measure")


def loops_for_ever(a: Value, /, *, points: Points) -> Points:  # here: all
    return loops_for_ever(a, points=points)


# Signatures


def unknown_annotation(a: "Minutes", /, *, points: Points) -> Points:  # noqa: F821
    return points


def no_result(a: Value, /, *, points: Points):
    return points


def result_without_promise(a: Value, /, *, points: Points) -> Number:
    return points


def plain_parameter(a: Value, points: Points) -> Points:
    return points


def keyword_bag(a: Value, /, **settings: Goal) -> Points:
    return a


def evidence_without_quantity(a: Number, /, *, points: Points) -> Points:
    return points


def setting_without_annotation(a: Value, /, *, target, points: Points) -> Points:
    return points


# Proofs


def divides_by_zero(actual: Value, /, *, target: Value, points: Points) -> Points:
    return points * clamp((2 * target - actual) / target, 0, 1)


def divides_by_a_difference(a: Value, /, *, points: Points) -> Points:
    return points * clamp(1 / (a - 15), 0, 1)


def steps_of_zero(a: Value, /, *, step: Value, points: Points) -> Points:
    return clamp(steps(a, 0, step), 0, points)


def more_than_the_standard(a: Value, /, *, points: Points) -> Points:
    return points * (1 + a)


def may_be_negative(a: Value, /, *, target: Goal, points: Points) -> Points:
    return points - ratio(a, target, if_zero=0)


# Healthy rules, for the shape of what is read


def with_choices(
    a: Value,
    /,
    *,
    better: Literal["higher", "lower"] = "lower",
    exceed: Literal["stop", "go"],
    points: Points,
) -> Points:
    gain = a if better == "higher" else 240 - a
    return points * clamp(gain / (240 if exceed == "stop" else 120), 0, 1)


def variadic(*counts: Value, points: Points) -> Points:
    (every,) = counts
    return points * clamp(every / 240, 0, 1)


# Defaults, words and tables


def number_with_default(a: Value, /, *, target: Goal = 5, points: Points) -> Points:
    return points * clamp(a / target, 0, 1)


def evidence_with_default(a: Value = 5, /, *, points: Points) -> Points:
    return points * clamp(a / 240, 0, 1)


def word_that_is_none_of_them(
    a: Value, /, *, better: Literal["higher", "lower"] = "more", points: Points
) -> Points:
    return points * clamp(a / 240, 0, 1)


def words_that_are_numbers(a: Value, /, *, better: Literal[1, 2], points: Points) -> Points:
    return points * clamp(a / 240, 0, 1)


def promise_outside_annotated(a: Value, /, *, points: Points) -> Literal[0, Yield.SIGNED]:
    return points * clamp(a / 240, 0, 1)


def speaks_at_length(a: Value, /, *, points: Points) -> Points:
    raise ValueError("x" * 300)


def grid_asked_with_one_number(
    row: Value, column: Value, /, *, table: Annotated[Table, TableOver(Shape.GRID, ("row", "column"))], points: Points
) -> Points:
    return bands(row, table)  # here: bands(row, table)


def decision_asked_with_one_number(
    row: Value, column: Value, /, *, rows: Annotated[Table, TableOver(Shape.DECISION)], points: Points
) -> Points:
    return decide(rows, column)  # here: decide(rows, column)


def bands_over_one_of_two(
    a: Value, b: Value, /, *, table: Annotated[Table, TableOver(Shape.BANDS, ("b",))], points: Points
) -> Points:
    return label("bước", bands(b, table))


def decision_over_all(a: Value, b: Value, /, *, rows: Annotated[Table, TableOver(Shape.DECISION)], points: Points) -> Points:
    return decide(rows, a, b)


def decision_over_every(*values: Value, rows: Annotated[Table, TableOver(Shape.DECISION)], points: Points) -> Points:
    return decide(rows, *values, points)


def marked_settings(
    given: Annotated[Number, POINTS, Within("most", "step")],
    /,
    *,
    most: Annotated[Number, Quantity("min", low=1), Like("given")],
    step: Annotated[Number, Within("most", "step"), Like("given")],
    points: Points,
) -> Points:
    return points * clamp(given / most, 0, 1)
