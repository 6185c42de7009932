"""Bands and tables, and the proof that each value finds one row."""

from fractions import Fraction

import pytest

from covenant_rules.errors import NumberError, SpecError
from covenant_rules.formula.table import EVERYTHING, Band, Row, Table, coverage
from covenant_rules.interval import Interval
from covenant_rules.quantity import Quantity, number_from_text

PERCENT = Quantity("percent", low=0, high=100, decimals=2)


def band(text):
    """Return the band that *text* writes."""
    return Band.parse(text, number_from_text)


def table(rows, otherwise=None):
    """Return a table of one column from bands with their points."""
    found = tuple(Row((band(text),), Fraction(points)) for text, points in rows.items())
    return Table(("value",), found, None if otherwise is None else Fraction(otherwise))


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        (">= 90", "90 91", "89.99"),
        ("> 90", "90.01", "90"),
        ("<= 70", "70 0", "70.01"),
        ("< 70", "69.99", "70"),
        ("80 .. 90", "80 85 90", "79.99 90.01"),
        ("80 ..< 90", "80 89.99", "90 79.99"),
        ("75 <.. 95", "75.01 95", "75 95.01"),
        ("75 <..< 95", "75.01 94.99", "75 95"),
        ("100", "100", "99.99 100.01"),
        ("= 100", "100", "99.99 100.01"),
        ("-5 .. -1.5", "-5 -1.5", "-5.1 -1.4"),
        ("1..5", "1 5", "0.9 5.1"),
        ("1.5..<2.5", "1.5", "2.5"),
    ],
)
def test_every_spelling_of_a_band(text, inside, outside):
    """Each spelling holds what it says at its very limits."""
    found = band(text)
    assert all(found.holds(Fraction(x)) for x in inside.split())
    assert not any(found.holds(Fraction(x)) for x in outside.split())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("90 .. 80", "E332"),
        ("80 ..< 80", "E332"),
        ("80 <.. 80", "E332"),
        ("> > 90", "E331"),
        ("80 .. < 90", "E331"),
        (".. 90", "E331"),
        ("=> 90", "E331"),
        ("80 < 90", "E331"),
        ("80 = 90", "E331"),
        ("80 - 90", "E151"),
        ("cao", "E151"),
        (">= cao", "E151"),
        ("97,5 .. 98", "E153"),
    ],
)
def test_what_is_no_band(text, code):
    """Limits the wrong way round, unknown marks and words are refused, each with its reason."""
    with pytest.raises(NumberError) as caught:
        band(text)
    assert caught.value.diagnostics[0].code == code


@pytest.mark.parametrize(
    ("text", "low", "high", "meets"),
    [
        ("80 ..< 90", 90, 95, False),
        ("80 .. 90", 90, 95, True),
        ("75 <.. 95", 70, 75, False),
        ("75 .. 95", 70, 75, True),
        (">= 90", 0, "89.99", False),
        ("< 70", 70, 80, False),
        ("< 70", 0, 80, True),
    ],
)
def test_meets(text, low, high, meets):
    """A band meets an interval when some number is in both, limits counted as written."""
    assert band(text).meets(Interval.of(low, high)) is meets
    assert band(text).meets(Interval(None, None))


def test_first_row_wins_and_otherwise_decides_the_rest():
    """Rows are tried in order; `otherwise` gives the points where none holds."""
    found = table({">= 90": 5, ">= 80": 4}, otherwise=0)
    assert [found.points([Fraction(x)]) for x in (95, 90, 85, 79)] == [5, 5, 4, 0]


def test_a_value_in_no_row_is_an_error():
    """Without `otherwise` a value that falls through is named."""
    with pytest.raises(SpecError) as caught:
        table({"> 90": 5}).points([Fraction(90)])
    assert caught.value.diagnostics[0].code == "E330"
    assert "90" in caught.value.diagnostics[0].message("en")


def test_reach():
    """While a value is open a table may give the points of each band that it may fall into."""
    found = table({">= 90": 5, "80 ..< 90": 4, "< 80": 1})
    assert found.reach([Interval.of(85, 95)]) == (5, 4)
    assert found.reach([Interval.of(90, 90)]) == (5,)
    assert set(table({">= 90": 5}, otherwise=0).reach([Interval.of(0, 100)])) == {0, 5}


def test_exactly_90_belongs_to_no_band():
    """Table C2 of rule form R4 (>90, 80-<90, 70-<80) leaves out exactly 90 and all below 70."""
    gaps = coverage(table({"> 90": 5, "80 ..< 90": 4, "70 ..< 80": 3}), {"value": PERCENT})
    uncovered = [value for (value,) in gaps.uncovered]
    assert [value for value in uncovered if value >= 70] == [90]
    assert Fraction("69.99") in uncovered
    assert not gaps.doubled


def test_backlog_bands_have_holes_between_whole_numbers():
    """Rule form R9 (1-10, 11-20, from 21) loses 10.5 and 20.5 per cent, and nothing when counted whole."""
    backlog = table({"0 ..< 1": 0, "1 .. 10": 10, "11 .. 20": 20, ">= 21": 30})
    holes = {value for (value,) in coverage(backlog, {"value": PERCENT}).uncovered}
    assert holes == {Fraction(x) for x in ("10.01", "10.99", "20.01", "20.99")}
    whole = Quantity("percent", low=0, high=100, decimals=0)
    assert coverage(backlog, {"value": whole}).uncovered == ()


def test_overlap_and_idle_rows():
    """A value in two rows is named, and so is the row that no value reaches."""
    found = coverage(table({">= 80": 5, "75 .. 80": 4, "< 75": 0, "> 100": 9}), {"value": PERCENT})
    assert found.doubled == ((Fraction(80),),)
    assert found.idle == (3,)


def test_two_columns_are_proved_together():
    """In a grid each cell is probed: the one that is missing is named by both its values."""
    small, big = band("< 1000"), band(">= 1000")
    rows = (
        Row((small, EVERYTHING), Fraction(1)),
        Row((big, band(">= 5")), Fraction(2)),
    )
    quantities = {
        "row": Quantity("count", low=0, high=2000),
        "column": Quantity("count", low=0, high=5),
    }
    uncovered = coverage(Table(("row", "column"), rows), quantities).uncovered
    assert (Fraction(1000), Fraction(4)) in uncovered
    assert all(row >= 1000 and column < 5 for row, column in uncovered)


def test_too_many_limits():
    """A table that cannot be proved in reasonable time is refused, never trusted."""
    columns = tuple("abcdef")
    rows = tuple(
        Row(tuple(band(f">= {number}") for _ in columns), Fraction(0)) for number in range(10)
    )
    with pytest.raises(NumberError) as caught:
        coverage(Table(columns, rows, Fraction(0)), dict.fromkeys(columns, PERCENT))
    assert caught.value.diagnostics[0].code == "E336"


GRID = Table(
    ("row", "column"),
    (
        Row((band("< 10"), band("< 5")), Fraction(1)),
        Row((band(">= 10"), band("3 .. 8")), Fraction(2)),
        Row((band(">= 10"), band("> 8")), Fraction(3)),
    ),
)


def test_refused_bands_and_values_are_quoted():
    """What is refused is quoted as written, without the space around it; values of several columns are
    listed with a comma."""
    for text, code in ((" 90 .. 80 ", "E332"), (" 80 .. < 90", "E331"), ("80 <..< 80", "E332")):
        with pytest.raises(NumberError) as caught:
            band(text)
        (problem,) = caught.value.diagnostics
        assert (problem.code, problem.values["band"].en) == (code, text.strip())
    with pytest.raises(SpecError) as missed:
        GRID.points([Fraction(5), Fraction("7.5")])
    assert missed.value.diagnostics[0].values["value"].en == "5, 15/2"


def test_a_row_holds_where_every_column_does():
    """The first row whose bands all hold is found; none where one column is outside."""
    assert GRID.find([Fraction(5), Fraction(4)]) is GRID.rows[0]
    assert GRID.find([Fraction(10), Fraction(8)]) is GRID.rows[1]
    assert GRID.find([Fraction(10), Fraction(9)]) is GRID.rows[2]
    assert GRID.find([Fraction(5), Fraction(5)]) is None


@pytest.mark.parametrize(
    ("row", "column", "points"),
    [
        ((5, 5), (4, 4), (1,)),
        ((5, 5), (0, 9), (1,)),
        ((0, 20), (4, 4), (1, 2)),
        ((10, 20), (0, 9), (2, 3)),
        ((10, 20), (9, 9), (3,)),
        ((10, 20), (0, 2), ()),
    ],
)
def test_reach_of_two_columns(row, column, points):
    """Rows whose every band meets what is known of its column may give their points."""
    assert GRID.reach([Interval.of(*row), Interval.of(*column)]) == points


@pytest.mark.parametrize(
    ("text", "low", "high", "meets"),
    [
        ("80 .. 90", None, 80, True),
        ("80 <.. 90", None, 80, False),
        ("80 .. 90", 90, None, True),
        ("80 ..< 90", 90, None, False),
        ("80 .. 90", None, 79, False),
        ("80 .. 90", 91, None, False),
        ("80 .. 90", 82, 84, True),
        (">= 80", None, 80, True),
        ("> 80", None, 80, False),
        ("<= 80", 80, None, True),
        ("< 80", 80, None, False),
    ],
)
def test_a_band_meets_what_is_open_on_one_side(text, low, high, meets):
    """An open end is beyond every limit; the other end counts as the limit is written."""
    ends = (None if end is None else Fraction(end) for end in (low, high))
    assert band(text).meets(Interval(*ends)) is meets


def test_limits_of_a_band():
    """A band has the limits that were written, lower first."""
    assert band("80 .. 90").limits == [80, 90]
    assert band("> 80").limits == [80]
    assert band("< 90").limits == [90]
    assert EVERYTHING.limits == []


def test_gaps_are_named_as_runs():
    """Neighbouring values that no row holds are one gap with its first and last value; on two axes each
    stands for itself."""
    whole = Quantity("count", low=0, high=10)
    found = coverage(table({"2 .. 3": 1, "6 .. 7": 2}), {"value": whole})
    ends = [(first[0], last[0]) for first, last in found.gaps]
    assert ends == [(0, 1), (4, 5), (8, 10)]
    assert [value for value, in found.uncovered] == sorted({v for v, in found.uncovered})
    assert (found.doubled, found.idle) == ((), ())
    two = coverage(Table(GRID.columns, GRID.rows), {"row": whole, "column": Quantity("count", low=5, high=5)})
    assert [first == last for first, last in two.gaps] == [True] * len(two.gaps) != []
    assert two.idle == (0, 2)
    assert coverage(table({}, otherwise=1), {"value": whole}).idle == ()


def test_a_band_of_one_value_may_be_written_with_two_limits():
    """`80 .. 80` holds 80 alone."""
    assert band("80 .. 80") == band("80")


def test_a_row_behind_another_is_idle():
    """A row is reached only where no row before it holds."""
    assert coverage(table({">= 80": 5, ">= 90": 4, "< 80": 0}), {"value": PERCENT}).idle == (1,)


@pytest.mark.parametrize(("rows", "most", "proved"), [(1, 12, True), (1, 11, False), (2, 24, True), (2, 23, False), (0, 12, True)])
def test_a_table_is_proved_up_to_the_most_probes(rows, most, proved, monkeypatch):
    """Counts from 0 to 2 and from 0 to 3 are 3 × 4 = 12 cells, and each row is looked at in each of them."""
    monkeypatch.setattr("covenant_rules.formula.table.MOST_PROBES", most)
    made = Table(("x", "y"), (Row((EVERYTHING, EVERYTHING), Fraction(0)),) * rows, Fraction(0))
    quantities = {"x": Quantity("count", low=0, high=2), "y": Quantity("count", low=0, high=3)}
    if proved:
        assert len(coverage(made, quantities).uncovered) == (0 if rows else 12)
    else:
        with pytest.raises(NumberError):
            coverage(made, quantities)


def test_rows_count_among_what_is_too_much():
    """A table is as large as its cells times its rows: fourteen rows over three columns are too many to prove."""
    columns = tuple("abc")
    rows = tuple(Row(tuple(band(f">= {n}") for _ in columns), Fraction(0)) for n in range(14))
    with pytest.raises(NumberError):
        coverage(Table(columns, rows, Fraction(0)), dict.fromkeys(columns, PERCENT))


@pytest.mark.parametrize("values", [(5,), (5, 4, 3)])
def test_a_table_is_never_asked_with_other_columns_than_its_own(values):
    """Asked with fewer or more numbers than it has columns, a table refuses rather than leaves some out."""
    with pytest.raises(ValueError, match="zip"):
        GRID.find([Fraction(value) for value in values])
    with pytest.raises(ValueError, match="zip"):
        GRID.reach([Interval.of(value, value + 1) for value in values])
