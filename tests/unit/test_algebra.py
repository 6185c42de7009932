"""The words of the algebra: on exact numbers they compute, on symbols they build the tree."""

from decimal import Decimal
from fractions import Fraction

import pytest

from covenant_rules import plugin
from covenant_rules.errors import FormulaError
from covenant_rules.formula.algebra import Expression, TableSetting, node_of
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.table import Band, Row, Table
from covenant_rules.formula.tree import Apply, Constant, Op, Symbol
from covenant_rules.plugin import (
    all_of,
    any_of,
    bands,
    clamp,
    decide,
    equals,
    grid,
    label,
    logarithm,
    maximum,
    mean,
    minimum,
    none_of,
    ratio,
    root,
    rounded,
    steps,
    when,
)

BANDS = Table(("value",), (Row((Band(low=Fraction(90)),), Fraction(5)),), Fraction(0))
GRID = Table(
    ("row", "column"),
    (Row((Band(low=Fraction(5)), Band(high=Fraction(1))), Fraction(2)),),
    Fraction(0),
)

# word applied to the numbers; the value found by hand
CASES = {
    "add": (lambda a, b: a + b, "7 3", 10),
    "add a number": (lambda a: 1 + a + 2, "7", 10),
    "subtract": (lambda a, b: a - b, "7 3", 4),
    "subtract from a number": (lambda a: 10 - a, "7", 3),
    "multiply": (lambda a, b: a * b, "7 3", 21),
    "multiply a number": (lambda a: 2 * a, "7", 14),
    "divide": (lambda a, b: a / b, "7 2", "3.5"),
    "divide a number": (lambda a: 7 / a, "2", "3.5"),
    "negate": (lambda a: -a, "7", -7),
    "plus": (lambda a: +a, "7", 7),
    "ratio": (lambda a, b: ratio(a, b, if_zero=100), "1 3", "1/3"),
    "ratio of nothing": (lambda a, b: ratio(a, b, if_zero=100), "0 0", 100),
    "minimum": (lambda a, b: minimum(a, b, 5), "7 3", 3),
    "maximum": (lambda a, b: maximum(a, b, 5), "7 3", 7),
    "clamp below": (lambda a: clamp(a, 0, 1), "-2", 0),
    "clamp above": (lambda a: clamp(a, 0, 1), "2", 1),
    "clamp between": (lambda a: clamp(a, 0, 1), "0.5", "0.5"),
    "at least, equal": (lambda a: when(a >= 15, 1, 2), "15", 1),
    "more, equal": (lambda a: when(a > 15, 1, 2), "15", 2),
    "at most, equal": (lambda a: when(a <= 15, 1, 2), "15", 1),
    "less, equal": (lambda a: when(a < 15, 1, 2), "15", 2),
    "less": (lambda a: when(a < 15, 1, 2), "14", 1),
    "equals": (lambda a, b: when(equals(a, b), 1, 2), "3 3", 1),
    "equals not": (lambda a, b: when(equals(a, b), 1, 2), "3 4", 2),
    "all of": (lambda a, b: when(all_of(a > 1, b > 1), 1, 2), "2 1", 2),
    "any of": (lambda a, b: when(any_of(a > 1, b > 1), 1, 2), "2 1", 1),
    "none of": (lambda a, b: when(none_of(a > 1, b > 1), 1, 2), "1 1", 1),
    "steps": (lambda a: steps(a, 92, 1), "95.9", 3),
    "steps at the threshold": (lambda a: steps(a, 92, 1), "92", 0),
    "steps below": (lambda a: steps(a, 92, 1), "50", 0),
    "mean": (lambda a, b: mean(a, b, 2), "7 3", 4),
    "rounded": (lambda a: rounded(a, 2, "half_up"), "17.625", "17.63"),
    "root": (lambda a: root(a, 2, decimals=3), "2", "1.414"),
    "root below zero": (lambda a: root(a, 2, decimals=3), "-4", 0),
    "logarithm": (lambda a: logarithm(a, decimals=3), "10", "2.303"),
    "label": (lambda a: label("tỷ lệ", a), "7", 7),
    "bands": (lambda a: bands(a, BANDS), "90", 5),
    "grid": (lambda a, b: grid(a, b, GRID), "5 1", 2),
    "decide": (lambda a, b: decide(GRID, a, b), "5 2", 0),
}


@pytest.mark.parametrize("name", CASES)
def test_a_word_means_the_same_on_numbers_and_on_symbols(name):
    """Called on exact numbers a word computes; the tree it builds on symbols folds to the same value."""
    word, given, value = CASES[name]
    numbers = [Fraction(text) for text in given.split()]
    assert word(*numbers) == Fraction(value)
    names = "ab"[: len(numbers)]
    tree = word(*(Expression(Symbol(n)) for n in names))
    assert isinstance(tree, Expression)
    assert evaluate([tree.node], dict(zip(names, numbers, strict=True))) == (Fraction(value),)


def test_all_words_are_tested_here():
    """Each word that plugin authors may import has a case above."""
    words = {name for name in plugin.__all__ if name.islower()} - {"hookimpl"}
    assert words <= {name for word, _, _ in CASES.values() for name in word.__code__.co_names}


@pytest.mark.parametrize(
    "word",
    [lambda: clamp(0.5, 0, 1), lambda: minimum(1, 0.5), lambda: when(True, 0.5, 1)],
    ids=["clamp", "minimum", "when"],
)
def test_a_float_is_refused_on_numbers_too(word):
    """A rule called directly refuses a float that reaches a word, and says how to write it."""
    with pytest.raises(FormulaError) as caught:
        word()
    (found,) = caught.value.diagnostics
    assert found.code == "P120"
    assert 'Fraction("0.5")' in found.help("en")


def test_nodes():
    """Whole numbers, Fractions and finite Decimals are constants; anything else is refused."""
    assert node_of(Decimal("0.5")) == node_of(Fraction(1, 2)) == Constant(Fraction(1, 2))
    assert node_of(Expression(Symbol("a"))) == Symbol("a")
    for value, name in ((Decimal("NaN"), "Decimal"), (None, "NoneType"), ("7", "str")):
        with pytest.raises(FormulaError) as caught:
            node_of(value)
        (found,) = caught.value.diagnostics
        assert (found.code, found.values["used"].en) == ("P123", name)
        assert "`Fraction`" in found.help("en")


def test_a_table_to_come_is_known_by_name():
    """While a rule is read, a table setting is only its name in the tree."""
    found = bands(Expression(Symbol("a")), TableSetting("table"))
    assert found.node == Apply(Op.TABLE, (Symbol("a"),), "table")


def test_symbols_show_their_name():
    """In a debugger a symbol is its name; it has no hash, as it has no equality."""
    a = Expression(Symbol("a"))
    assert (repr(a), repr(a + 1)) == ("<a>", "<expression>")
    with pytest.raises(TypeError):
        hash(a)


def test_an_unknown_rounding_mode():
    """A mode that does not exist is refused where the author wrote it, the modes named."""
    with pytest.raises(FormulaError) as caught:
        rounded(Fraction(1), 2, "nearest")
    (found,) = caught.value.diagnostics
    assert found.code == "P131"
    assert found.values["used"].en == "'nearest'"
    assert "half_up, half_even, down, floor, ceiling" in found.help("vi")


class Chatty(Table):
    """A table that an author made his own."""


@pytest.mark.parametrize(
    ("made", "code", "used", "word"),
    [
        (Chatty(("value",), BANDS.rows, Fraction(0)), "P123", "Chatty", "Table"),
        (Table(("value",), BANDS.rows, 0.5), "P120", "0.5", 'Fraction("0.5")'),
        (Table(("value",), (Row((Band(),), 0.5),), Fraction(0)), "P120", "0.5", 'Fraction("0.5")'),
        (Table(("value",), (Row((Band(0.5),), Fraction(1)),), Fraction(0)), "P120", "0.5", 'Fraction("0.5")'),
    ],
)
def test_a_table_of_an_author_is_a_table_of_exact_numbers(made, code, used, word):
    """A table whose code is the author's own, or that holds a float anywhere, is refused."""
    with pytest.raises(FormulaError) as caught:
        bands(Fraction(1), made)
    (found,) = caught.value.diagnostics
    assert (found.code, found.values["used"].en, found.values["word"].en) == (code, used, word)


@pytest.mark.parametrize(
    ("word", "least"),
    [
        (lambda count: rounded(Fraction(2), count, "half_up"), 0),
        (lambda count: root(Fraction(2), 3, decimals=count), 0),
        (lambda count: root(Fraction(2), count, decimals=3), 1),
        (lambda count: logarithm(Fraction(2), decimals=count), 0),
    ],
    ids=["decimals of a rounding", "decimals of a root", "degree of a root", "decimals of a logarithm"],
)
def test_decimals_and_degrees_are_whole_numbers_up_to_100(word, least):
    """Decimals are 0 to 100 and degrees 1 to 100; anything else is refused with what was written."""
    assert all(isinstance(word(count), Fraction) for count in (least, 100))
    refused = ((least - 1, str(least - 1)), (101, "101"), (True, "True"), ("2", "str"), (Fraction(2), "Fraction"))
    for count, used in refused:
        with pytest.raises(FormulaError) as caught:
            word(count)
        (found,) = caught.value.diagnostics
        assert (found.code, found.values["used"].en, found.values["word"].en) == ("P131", used, f"{least}..100")


def test_a_label_stands_in_the_tree():
    """The name of a step is kept beside its value."""
    assert label("tỷ lệ", Expression(Symbol("a"))).node == Apply(Op.LABEL, (Symbol("a"),), "tỷ lệ")
