"""Formulas in words: what every operator is called, and how a computation is told, in both languages."""

from fractions import Fraction

import pytest

from covenant_rules.formula.table import Band, Row, Table
from covenant_rules.formula.tree import Apply, Constant, Op, Symbol
from covenant_rules.formula.words import Step, describe, steps_of
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.rounding import RoundingMode

X, Y, Z = (Symbol(name) for name in "xyz")
NAMES = {"x": "số vụ", "y": "tổng số"}


def number(value):
    return Constant(Fraction(value))


def op(kind, *args, data=None):
    return Apply(kind, args, data)


def band(low=None, high=None, *, with_low=True, with_high=True):
    ends = (None if end is None else Fraction(end) for end in (low, high))
    return Band(*ends, with_low=with_low, with_high=with_high)


BANDS = Table(
    ("x",),
    (
        Row((band(90),), Fraction(10)),
        Row((band(80, 90, with_high=False),), Fraction("7.5")),
        Row((band(70, 80, with_low=False, with_high=False),), Fraction(5)),
        Row((band(70, 70),), Fraction(4)),
        Row((band(60, with_low=False),), Fraction(3)),
        Row((band(high=10),), Fraction(1)),
        Row((band(high=50, with_high=False),), Fraction(2)),
    ),
    Fraction(0),
)
HALVES = Table(("x",), (Row((band("2.5", "3.5"),), Fraction(1, 2)),), Fraction(0))
GRID = Table(("x", "y"), (Row((band(1, 2), band()), Fraction(9)),), Fraction(6))


@pytest.mark.parametrize(
    ("node", "vi", "en"),
    [
        (number("2.5"), "2,5", "2.5"),
        (X, "số vụ", "số vụ"),
        (Z, "z", "z"),
        (op(Op.ADD, X, Y, Z), "số vụ + tổng số + z", "số vụ + tổng số + z"),
        (op(Op.SUBTRACT, X, Y), "số vụ − tổng số", "số vụ − tổng số"),
        (op(Op.MULTIPLY, X, Y), "số vụ × tổng số", "số vụ × tổng số"),
        (op(Op.DIVIDE, X, Y), "số vụ / tổng số", "số vụ / tổng số"),
        (op(Op.RATIO, X, Y, Z), "số vụ / tổng số (nếu mẫu bằng 0: z)", "số vụ / tổng số (if that is 0: z)"),
        (op(Op.MINIMUM, X, Y), "nhỏ nhất(số vụ; tổng số)", "smallest(số vụ; tổng số)"),
        (op(Op.MAXIMUM, X, Y), "lớn nhất(số vụ; tổng số)", "greatest(số vụ; tổng số)"),
        (op(Op.AT_LEAST, X, Y), "số vụ ≥ tổng số", "số vụ ≥ tổng số"),
        (op(Op.MORE, X, Y), "số vụ > tổng số", "số vụ > tổng số"),
        (op(Op.EQUAL, X, Y), "số vụ = tổng số", "số vụ = tổng số"),
        (op(Op.ALL, X, Y), "tất cả(số vụ; tổng số)", "all(số vụ; tổng số)"),
        (op(Op.ANY, X, Y), "ít nhất một(số vụ; tổng số)", "any(số vụ; tổng số)"),
        (op(Op.NOT, X), "không(số vụ)", "not(số vụ)"),
        (op(Op.WHEN, X, Y, Z), "nếu số vụ thì tổng số, nếu không thì z", "if số vụ then tổng số, else z"),
        (op(Op.STEPS, X, Y, Z), "số bước tròn z của số vụ trên tổng số", "whole steps of z by which số vụ is above tổng số"),
        (op(Op.ROOT, X, data=(2, 4)), "căn bậc 2 của số vụ", "root 2 of số vụ"),
        (op(Op.LOGARITHM, X, data=4), "logarit tự nhiên của số vụ", "natural logarithm of số vụ"),
        (op(Op.LABEL, X, data="bước"), "bước: số vụ", "bước: số vụ"),
        (op(Op.TABLE, X, data="bands"), "mức của số vụ theo bảng bands", "band of số vụ in table bands"),
        (op(Op.TABLE, X, Y, data="bands"), "mức của số vụ, tổng số theo bảng bands", "band of số vụ, tổng số in table bands"),
        (
            op(Op.TABLE, X, data=BANDS),
            "mức của số vụ theo bảng [≥ 90: 10; 80 ..< 90: 7,5; 70 <..< 80: 5; 70: 4; > 60: 3; ≤ 10: 1; < 50: 2]",
            "band of số vụ in the table [≥ 90: 10; 80 ..< 90: 7.5; 70 <..< 80: 5; 70: 4; > 60: 3; ≤ 10: 1; < 50: 2]",
        ),
        (
            op(Op.TABLE, X, Y, data=GRID),
            "mức của số vụ, tổng số theo bảng [1 .. 2, …: 9]",
            "band of số vụ, tổng số in the table [1 .. 2, …: 9]",
        ),
    ],
)
def test_a_formula_in_words(node, vi, en):
    """Every operator has its sign or its words; symbols are called as the reader knows them."""
    assert describe(node, "vi", NAMES) == vi
    assert describe(node, "en", NAMES) == en


def test_symbols_without_names_are_called_by_their_id():
    """Where no names are given a symbol stands as it is."""
    assert describe(op(Op.ADD, X, Y), "vi") == "x + y"


@pytest.mark.parametrize(
    ("mode", "vi", "en"),
    [
        (RoundingMode.HALF_UP, "làm tròn 2 chữ số thập phân của x", "rounded half up to 2 decimals: x"),
        (RoundingMode.HALF_EVEN, "làm tròn về số chẵn 2 chữ số thập phân của x", "rounded half to even to 2 decimals: x"),
        (RoundingMode.DOWN, "cắt bỏ phần lẻ 2 chữ số thập phân của x", "cut off to 2 decimals: x"),
        (RoundingMode.FLOOR, "làm tròn xuống 2 chữ số thập phân của x", "rounded down to 2 decimals: x"),
        (RoundingMode.CEILING, "làm tròn lên 2 chữ số thập phân của x", "rounded up to 2 decimals: x"),
    ],
)
def test_rounding_in_words(mode, vi, en):
    """Each mode of rounding is named, with its decimals."""
    assert describe(op(Op.ROUND, X, data=(2, mode)), "vi") == vi
    assert describe(op(Op.ROUND, X, data=(2, mode)), "en") == en


def test_a_formula_itself_is_never_about():
    """A limit of a table that has no short decimal stands in the formula as the fraction that it is, a decimal one
    with the mark of the language."""
    rows = (Row((band("100/867", "0.5"),), Fraction(1)), Row((band("87.5"),), Fraction("2.5")))
    node = op(Op.TABLE, X, data=Table(("x",), rows, Fraction(0)))
    assert describe(node, "vi") == "mức của x theo bảng [100/867 .. 0,5: 1; ≥ 87,5: 2,5]"
    assert describe(node, "en") == "band of x in the table [100/867 .. 0.5: 1; ≥ 87.5: 2.5]"


@pytest.mark.parametrize(
    ("outer", "inner", "text"),
    [
        (Op.MULTIPLY, Op.ADD, "(x + y) × (x + y)"),
        (Op.MULTIPLY, Op.SUBTRACT, "(x − y) × (x − y)"),
        (Op.MULTIPLY, Op.DIVIDE, "(x / y) × (x / y)"),
        (Op.MULTIPLY, Op.MULTIPLY, "x × y × x × y"),
        (Op.DIVIDE, Op.ADD, "(x + y) / (x + y)"),
        (Op.DIVIDE, Op.DIVIDE, "(x / y) / (x / y)"),
        (Op.SUBTRACT, Op.ADD, "(x + y) − (x + y)"),
        (Op.SUBTRACT, Op.SUBTRACT, "(x − y) − (x − y)"),
        (Op.SUBTRACT, Op.MULTIPLY, "x × y − x × y"),
        (Op.ADD, Op.SUBTRACT, "x − y + x − y"),
        (Op.MINIMUM, Op.ADD, "nhỏ nhất(x + y; x + y)"),
    ],
)
def test_brackets_stand_where_they_are_needed(outer, inner, text):
    """A sum inside a product, or a difference inside a difference, stands in brackets."""
    part = op(inner, X, Y)
    assert describe(op(outer, part, part), "vi") == text


# Steps


def steps(node, language="en", names=None, **values):
    """Return the steps, what was computed; their values are the numbers they end in."""
    numbers = {name: Fraction(value) for name, value in values.items()}
    return [s.text for s in steps_of(node, numbers, language, names) if not s.given]


def test_a_computation_is_told_from_the_inside_out():
    """What was looked up stands as given, then each operation with its result; the last is the value."""
    node = op(Op.MULTIPLY, number(100), op(Op.DIVIDE, X, Y))
    values = {"x": Fraction(1), "y": Fraction(8)}
    assert steps_of(node, values, "vi", NAMES) == (
        Step("số vụ = 1", Fraction(1), given=True),
        Step("tổng số = 8", Fraction(8), given=True),
        Step("1 / 8 = 0,125", Fraction(1, 8)),
        Step("100 × 0,125 = 12,5", Fraction(25, 2)),
    )
    assert steps_of(op(Op.ADD, X, number(1)), {"x": Fraction(1, 2)}, "en") == (
        Step("x = 0.5", Fraction(1, 2), given=True),
        Step("0.5 + 1 = 1.5", Fraction(3, 2)),
    )
    assert steps_of(op(Op.ADD, X, number(1)), {"x": Fraction(1, 2)}, "vi") == (
        Step("x = 0,5", Fraction(1, 2), given=True),
        Step("0,5 + 1 = 1,5", Fraction(3, 2)),
    )


def test_a_formula_that_computes_nothing_ends_in_its_number():
    """A number of the sheet is its own value; so is what a last step leaves unchanged."""
    assert steps_of(number("7.5"), {}, "vi") == (Step("7,5", Fraction("7.5"), given=True),)
    assert steps_of(X, {"x": Fraction(3)}, "en") == (Step("x = 3", Fraction(3), given=True),)
    node = op(Op.MAXIMUM, X, Y)  # the greater one was looked up before the smaller
    assert steps_of(node, {"x": Fraction(3), "y": Fraction(2)}, "en") == (
        Step("x = 3", Fraction(3), given=True),
        Step("y = 2", Fraction(2), given=True),
        Step("3", Fraction(3), given=True),
    )


@pytest.mark.parametrize(
    ("kind", "x", "y", "told"),
    [
        (Op.MULTIPLY, 1, 5, False),
        (Op.MULTIPLY, 5, 1, False),
        (Op.MULTIPLY, 0, 5, False),
        (Op.MULTIPLY, 5, 0, False),
        (Op.MULTIPLY, 5, 2, True),
        (Op.DIVIDE, 5, 1, False),
        (Op.DIVIDE, 1, 5, True),
        (Op.ADD, 5, 0, False),
        (Op.ADD, 0, 5, True),
        (Op.ADD, 5, 1, True),
        (Op.SUBTRACT, 5, 0, False),
        (Op.SUBTRACT, 0, 5, True),
        (Op.MINIMUM, 5, 6, False),
        (Op.MINIMUM, 6, 5, True),
        (Op.MAXIMUM, 6, 5, False),
        (Op.MAXIMUM, 5, 6, True),
        (Op.MORE, 5, 0, True),
    ],
)
def test_what_changes_nothing_is_not_told(kind, x, y, told):
    """Times one or zero, over one, plus nothing, and limits that are not reached are left out."""
    assert bool(steps(op(kind, X, Y), x=x, y=y)) == told


@pytest.mark.parametrize(
    ("node", "values", "vi", "en"),
    [
        (op(Op.DIVIDE, X, Y), (1, 3), "1 / 3 = 1/3", "1 / 3 = 1/3"),
        (op(Op.DIVIDE, X, Y), (100, 867), "100 / 867 ≈ 0,1153", "100 / 867 ≈ 0.1153"),
        (op(Op.RATIO, X, Y, number(7)), (3, 2), "3 / 2 = 1,5", "3 / 2 = 1.5"),
        (op(Op.RATIO, X, Y, number(7)), (3, 0), "3 / 0 (nếu mẫu bằng 0: 7) = 7", "3 / 0 (if that is 0: 7) = 7"),
        (op(Op.AT_LEAST, X, Y), (3, 2), "3 ≥ 2: đúng", "3 ≥ 2: true"),
        (op(Op.MORE, X, Y), (2, 3), "2 > 3: sai", "2 > 3: false"),
        (op(Op.NOT, op(Op.MORE, X, Y)), (2, 3), "không(sai): đúng", "not(false): true"),
        (op(Op.ALL, X, op(Op.EQUAL, X, Y)), (2, 2), "tất cả(2; đúng): đúng", "all(2; true): true"),
        (op(Op.WHEN, op(Op.MORE, X, Y), X, Y), (3, 2), "điều kiện đúng, lấy 3", "the condition holds: 3"),
        (op(Op.WHEN, op(Op.MORE, X, Y), X, Y), (2, 3), "điều kiện sai, lấy 3", "the condition does not hold: 3"),
        (op(Op.STEPS, X, Y, number(2)), (7, 2), "số bước tròn 2 của 7 trên 2 = 2", "whole steps of 2 by which 7 is above 2 = 2"),
        (op(Op.LABEL, X, data="tỷ lệ"), (7, 0), "tỷ lệ: 7 = 7", "tỷ lệ: 7 = 7"),
        (
            op(Op.ROUND, op(Op.DIVIDE, X, Y), data=(1, RoundingMode.HALF_UP)),
            (5, 4),
            "làm tròn 1 chữ số thập phân của 1,25 = 1,3",
            "rounded half up to 1 decimals: 1.25 = 1.3",
        ),
        (op(Op.TABLE, X, data=HALVES), (3, 0), "3 thuộc mức “2,5 .. 3,5”: 0,5", "3 is in the band “2.5 .. 3.5”: 0.5"),
        (op(Op.TABLE, X, data=BANDS), (85, 0), "85 thuộc mức “80 ..< 90”: 7,5", "85 is in the band “80 ..< 90”: 7.5"),
        (op(Op.TABLE, X, data=BANDS), (55, 0), "55 không thuộc mức nào được ghi: 0", "55 is in no band written out: 0"),
        (op(Op.TABLE, X, Y, data=GRID), (2, 5), "2, 5 thuộc mức “1 .. 2, …”: 9", "2, 5 is in the band “1 .. 2, …”: 9"),
        (op(Op.TABLE, X, Y, data=GRID), (3, 5), "3, 5 không thuộc mức nào được ghi: 6", "3, 5 is in no band written out: 6"),
    ],
)
def test_an_operation_on_numbers(node, values, vi, en):
    """An operation reads with its numbers and its result: exact, or marked as about; conditions are true
    or false, a choice says which way it went, a table which band was met."""
    x, y = values
    assert steps(node, "vi", x=x, y=y)[-1] == vi
    assert steps(node, "en", x=x, y=y)[-1] == en


def test_what_is_about_is_marked_once():
    """An argument that is itself about a number does not carry the mark inside the line."""
    node = op(Op.MULTIPLY, number(100), op(Op.DIVIDE, X, Y))
    assert steps(node, x=100, y=867) == ["100 / 867 ≈ 0.1153", "100 × 0.1153 ≈ 11.534"]


LEVEL = Symbol("x", Quantity(Unit.LEVEL, Fraction(0), Fraction(2), names=("yếu", "khá", "tốt")))
DAY = Symbol("x", Quantity(Unit.DATE))
ANSWER = Symbol("x", Quantity(Unit.YES_NO))


@pytest.mark.parametrize(
    ("symbol", "value", "vi", "en"),
    [
        (LEVEL, 1, "khá > 0: đúng", "khá > 0: true"),
        (ANSWER, 1, "có > 0: đúng", "yes > 0: true"),
        (ANSWER, 0, "không > 0: sai", "no > 0: false"),
        (X, 1, "1 > 0: đúng", "1 > 0: true"),
    ],
)
def test_evidence_reads_as_its_quantity(symbol, value, vi, en):
    """A level is called by its name and an answer is yes or no, not a number."""
    node = op(Op.MORE, symbol, number(0))
    assert steps(node, "vi", x=value) == [vi]
    assert steps(node, "en", x=value) == [en]


def test_a_band_of_levels_reads_as_levels():
    """In a table over levels the limits of the band are levels too."""
    table = Table(("x",), (Row((band(1, 2),), Fraction(5)),), Fraction(0))
    assert steps(op(Op.TABLE, LEVEL, data=table), "en", x=2) == ["tốt is in the band “khá .. tốt”: 5"]


def test_a_day_reads_as_a_date():
    """A date among the evidence is shown as a date, not as a count of days."""
    (told,) = steps(op(Op.MORE, DAY, number(0)), "vi", x=738_000)
    assert told == f"{DAY.quantity.format(Fraction(738_000), 'vi')} > 0: đúng"
    assert "738" not in told
