"""Canonical text: the same for the same formula, different for any other."""

from fractions import Fraction
from hashlib import sha256

from covenant_rules.formula.canonical import canonical, fingerprint
from covenant_rules.formula.table import Band, Row, Table
from covenant_rules.formula.tree import Apply, Constant, Op, Symbol
from covenant_rules.quantity import Quantity

A = Symbol("a", Quantity("percent", low=0, high=100))


def row(low, points, **band):
    """Return a row of one band from *low* upward."""
    return Row((Band(low=Fraction(low), **band),), Fraction(points))


def bands(*rows, otherwise=0):
    """Return the points of a table of one column at `a`."""
    return Apply(
        Op.TABLE, (A,), Table(("value",), rows, None if otherwise is None else Fraction(otherwise))
    )


def test_the_text_has_a_line_for_each_node():
    """Common parts stand once; arguments are named by the number of their line."""
    twice = Apply(Op.ADD, (A, A))
    assert canonical(Apply(Op.MULTIPLY, (twice, Constant(Fraction(1, 3))))) == (
        "? a percent 0 100 0 None\nadd 0 0\n= 1/3\nmultiply 1 2"
    )


def test_every_difference_shows():
    """Any change of a table, a limit, a data or a quantity changes the text, and so the fingerprint."""
    level = Quantity("level", low=0, high=1, names=("không", "có"))
    other = Quantity("level", low=0, high=1, names=("có", "không"))
    formulas = [
        bands(row(90, 5)),
        bands(row(90, 4)),
        bands(row(80, 5)),
        bands(row(90, 5, with_low=False)),
        bands(row(90, 5), otherwise=None),
        bands(row(90, 5), row(80, 4)),
        Apply(Op.TABLE, (A,), "table"),
        Apply(Op.ROUND, (A,), (2, "half_up")),
        Apply(Op.ROUND, (A,), (2, "down")),
        Apply(Op.LOGARITHM, (A,), 2),
        Apply(Op.LOGARITHM, (A,), 3),
        Apply(Op.LABEL, (A,), "x"),
        Symbol("a", level),
        Symbol("a", other),
        A,
    ]
    assert len({fingerprint(canonical(formula)) for formula in formulas}) == len(formulas)


def test_place_is_no_part_of_the_meaning():
    """Where an author wrote a formula changes nothing."""
    from covenant_rules.diagnostics import Span

    placed = Apply(Op.ADD, (A, A), None, Span("x.py", 1, 1))
    assert canonical(placed) == canonical(Apply(Op.ADD, (A, A)))


def test_the_text_of_data():
    """Beside an operator stands all that it was given: limits with whether they belong, points, numbers."""
    assert canonical(bands(row(90, 5, with_low=False), row(80, "7/2"), otherwise=None)).splitlines()[1] == (
        "table [value: 90 False None True -> 5; 80 True None True -> 7/2; else None] 0"
    )
    grid = Table(("x", "y"), (Row((Band(Fraction(1), Fraction(2)), Band()), Fraction(3)),), Fraction(0))
    assert canonical(Apply(Op.TABLE, (A, A), grid)).splitlines()[1] == (
        "table [x, y: 1 True 2 True & None True None True -> 3; else 0] 0 0"
    )
    assert canonical(Apply(Op.ROUND, (A,), (2, "half_up"))).splitlines()[1] == "round [2, half_up] 0"
    assert canonical(Apply(Op.LOGARITHM, (A,), 2)).splitlines()[1] == "logarithm [2] 0"
    assert canonical(Apply(Op.LABEL, (A,), "x y")).splitlines()[1] == "label ['x y'] 0"
    assert canonical(Symbol("n", Quantity("level", low=0, high=1, names=("không", "có"), step=1))) == (
        "? n level 0 1 0 1 'không' 'có'"
    )


def test_a_fingerprint_is_short_and_of_the_text():
    """The first 16 digits of the SHA-256 of the text."""
    assert fingerprint("") == "fp:e3b0c44298fc1c14"
    assert fingerprint("ư") == "fp:" + sha256("ư".encode()).hexdigest()[:16]
