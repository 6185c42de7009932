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
        ("= 100", "100", "99.99"),
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
