"""Quantities: what a number is, and how it is read and written."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from covenant_rules.errors import NumberError, RuleError
from covenant_rules.quantity import ANY, Quantity, Unit, day_text, exact
from covenant_rules.text import Text

PERCENT = Quantity("percent", low=0, high=100, decimals=2)
LEVELS = Quantity("level", low=0, high=2, names=("khong", "trung_binh", "tot"))
YES_NO = Quantity("yes_no", low=0, high=1)
DAY_ONE = date(2017, 1, 31).toordinal()
DATE = Quantity("date", low=DAY_ONE - 30, high=DAY_ONE + 300)


def refused(call, *arguments):
    """Return the code and the English message with which *call* refuses."""
    with pytest.raises(NumberError) as caught:
        call(*arguments)
    (found,) = caught.value.diagnostics
    return found.code, found.message("en")


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (12, 12),
        ("3.50", "3.5"),
        (" -0.5 ", "-0.5"),
        ("+7", 7),
        (Decimal("1.25"), "1.25"),
        (Fraction(1, 3), "1/3"),
    ],
)
def test_exact_numbers_are_taken(given, value):
    """Whole numbers, decimal text, Decimal and Fraction are exact."""
    assert exact(given) == Fraction(value)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (0.5, "E150"),
        (float("nan"), "E150"),
        (True, "E151"),
        (None, "E151"),
        (Decimal("NaN"), "E151"),
        (Decimal("Infinity"), "E151"),
        ("", "E151"),
        ("1e3", "E151"),
        ("0x10", "E151"),
        ("12 điểm", "E151"),
        ("٣", "E151"),
        ("1_000", "E151"),
        ("1/2", "E151"),
        (".5", "E151"),
        ("1" * 41, "E152"),
        ("97,5", "E153"),
    ],
)
def test_everything_else_is_refused(given, code):
    """A float, a yes/no, an exponent, foreign digits, a fraction or a comma is no exact number."""
    assert refused(exact, given)[0] == code


def test_decimal_comma_is_mended_in_the_help():
    """Whoever writes a decimal comma is shown the number with a point."""
    with pytest.raises(NumberError) as caught:
        PERCENT.parse("97,5")
    assert "`97.5`" in caught.value.diagnostics[0].help("vi")


NUMERIC = [u for u in Unit if u not in (Unit.DATE, Unit.YES_NO, Unit.LEVEL)]


@pytest.mark.parametrize("unit", NUMERIC)
def test_every_numeric_unit_reads_a_decimal(unit):
    """A numeric unit reads a decimal number and checks range and decimals."""
    quantity = Quantity(unit, low=0, high=20, decimals=1)
    assert quantity.parse("17.5") == Fraction(35, 2)
    assert refused(quantity.parse, "20.1")[0] == "E156"
    assert refused(quantity.parse, "-0.1")[0] == "E156"
    assert refused(quantity.parse, "17.55")[0] == "E157"
    assert quantity.format(Fraction(35, 2), "vi") == "17,5"


def test_every_unit_is_named_in_both_languages():
    """Every unit has a name, and a per cent is not a percentage point in either language."""
    names = {unit: Quantity(unit).name for unit in Unit}
    assert all(name.vi and name.en for name in names.values())
    assert names[Unit.PERCENT] == Text(vi="%", en="%")
    assert names[Unit.PERCENTAGE_POINT] == Text(vi="điểm %", en="percentage points")


def test_out_of_range_is_told_in_the_readers_language():
    """The message names value, range and unit, with a decimal comma in Vietnamese."""
    with pytest.raises(NumberError) as caught:
        PERCENT.parse("100.01")
    (found,) = caught.value.diagnostics
    assert found.message("vi") == "100,01 nằm ngoài khoảng 0..100 %"
    assert found.message("en") == "100.01 is outside 0..100 %"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("có", 1),
        ("CÓ", 1),
        ("co\u0301", 1),
        ("yes", 1),
        ("true", 1),
        ("1", 1),
        ("không", 0),
        ("No", 0),
        ("0", 0),
    ],
)
def test_yes_and_no(text, value):
    """Yes and no are read in both languages, in any case and normal form."""
    assert YES_NO.parse(text) == value


def test_neither_yes_nor_no():
    """Any other word is refused."""
    assert refused(YES_NO.parse, "co")[0] == "E154"


def test_levels_are_read_by_name():
    """A level has the number of its place; an unknown one is refused with the near name."""
    assert [LEVELS.parse(name) for name in LEVELS.names] == [0, 1, 2]
    with pytest.raises(NumberError) as caught:
        LEVELS.parse("trung_bin")
    (found,) = caught.value.diagnostics
    assert (found.code, found.suggestion) == ("E155", "trung_binh")
    assert "`khong`, `trung_binh`, `tot`" in found.help("en")


@pytest.mark.parametrize("text", ["2017-01-31", "31/01/2017", "31/1/2017"])
def test_dates_are_read_in_both_orders_of_writing(text):
    """A date is its day number, so that earlier is less."""
    assert DATE.parse(text) == DAY_ONE
    assert day_text(DATE.parse(text)) == "2017-01-31"


@pytest.mark.parametrize("text", ["2017-02-29", "31/02/2017", "31-01-2017", "2017-1-31", "hôm nay"])
def test_no_such_date(text):
    """A day that no calendar has, or another spelling, is refused."""
    assert refused(DATE.parse, text)[0] == "E159"


@pytest.mark.parametrize(
    ("quantity", "value", "vi", "en"),
    [
        (YES_NO, 1, "có", "yes"),
        (YES_NO, 0, "không", "no"),
        (LEVELS, 2, "tot", "tot"),
        (LEVELS, 9, "9", "9"),
        (DATE, DAY_ONE, "31/01/2017", "2017-01-31"),
        (DATE, 0, "0", "0"),
        (PERCENT, Fraction("98.25"), "98,25", "98.25"),
        (ANY, Fraction(1, 3), "1/3", "1/3"),
    ],
)
def test_format(quantity, value, vi, en):
    """Values are shown as people write them; what is no level or date falls back to its number."""
    assert (quantity.format(Fraction(value), "vi"), quantity.format(Fraction(value), "en")) == (
        vi,
        en,
    )


def test_range_in_words():
    """A range of dates reads as dates, an open end as dots."""
    assert Quantity("min", low=0).range_text == Text.same("0..…")
    assert Quantity("date", low=DAY_ONE, high=DAY_ONE).range_text == Text(
        vi="31/01/2017..31/01/2017", en="2017-01-31..2017-01-31"
    )


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("98.5", "98.5"),
        (98.25, "98.25"),
        (0.1, "0.1"),
        (98, 98),
        (Decimal("98.2"), "98.2"),
        (1e1, 10),
    ],
)
def test_cells_are_accepted_exactly(cell, value):
    """A float counts as its shortest decimal form, never as its binary value."""
    assert PERCENT.accept(cell) == Fraction(value)


@pytest.mark.parametrize(
    ("quantity", "cell", "code"),
    [
        (PERCENT, 0.1 + 0.2, "E157"),
        (PERCENT, 33.333, "E157"),
        (PERCENT, float("inf"), "E151"),
        (PERCENT, float("nan"), "E151"),
        (PERCENT, 100.5, "E156"),
        (PERCENT, True, "E151"),
        (PERCENT, date(2017, 1, 31), "E151"),
        (PERCENT, b"5", "E151"),
    ],
)
def test_cells_that_are_refused(quantity, cell, code):
    """A float with more decimals than declared, a date for a number and the like are refused."""
    assert refused(quantity.accept, cell)[0] == code


def test_cells_of_other_kinds():
    """A frame's booleans and dates are taken by quantities of yes/no and of dates."""
    assert YES_NO.accept(True) == 1
    assert DATE.accept(date(2017, 1, 31)) == DAY_ONE
    assert DATE.accept(datetime(2017, 1, 31, 8, 30)) == DAY_ONE


def test_steps():
    """With a step, only its multiples are values."""
    graded = Quantity("points", low=0, high=10, decimals=None, step="0.5")
    assert graded.parse("7.5") == Fraction(15, 2)
    assert refused(graded.parse, "7.3") == ("E158", "7.3 is not a multiple of 0.5")
    assert graded.grain == Fraction(1, 2)


def test_a_quantity_that_no_value_can_have_is_refused():
    """`low` above `high` is a mistake of the author."""
    with pytest.raises(RuleError) as caught:
        Quantity("min", low=5, high=1)
    assert caught.value.diagnostics[0].code == "P110"


def test_within_keeps_all_but_the_limits():
    """Other limits leave unit and decimals as they are."""
    assert PERCENT.within(10, None) == Quantity("percent", low=10, decimals=2)


def test_probes_with_a_grain():
    """A limit of whole numbers is probed with its neighbours, and both ends with theirs."""
    whole = Quantity("count", low=0, high=10)
    assert whole.probes([Fraction(5)]) == [0, 1, 4, 5, 6, 9, 10]
    assert {5, 6} <= set(whole.probes([Fraction("5.5")]))


def test_probes_without_a_grain():
    """Between two limits of any exact number one value in the middle stands for all."""
    assert ANY.within(0, 10).probes([Fraction(5)]) == [0, Fraction(5, 2), 5, Fraction(15, 2), 10]


def test_probes_beyond_open_ends():
    """Where a quantity has no end, a value beyond the last limit is probed; limits outside are not."""
    assert ANY.probes([Fraction(5)]) == [4, 5, 6]
    assert ANY.probes([]) == [-1, 1]
    assert Quantity("count", low=0, high=3).probes([Fraction(50)]) == [0, 1, 2, 3]
