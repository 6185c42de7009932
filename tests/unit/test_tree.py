"""Trees of formulas: how they are built, walked, rewritten and computed exactly."""

from fractions import Fraction

import pytest

from covenant_rules.diagnostics import Span
from covenant_rules.formula import build
from covenant_rules.formula.exact import compute, evaluate
from covenant_rules.formula.table import Band, Row, Table
from covenant_rules.formula.tree import (
    ONE,
    ZERO,
    Apply,
    Constant,
    Op,
    Symbol,
    arrange,
    rewrite,
    substitute,
    symbols,
)
from covenant_rules.rounding import RoundingMode

X, Y, Z = (Symbol(name) for name in "xyz")


def number(value):
    return Constant(Fraction(value))


def op(kind, *args, data=None):
    return Apply(kind, args, data)


BANDS = Table(("x",), (Row((Band(Fraction(5)),), Fraction(9)),), Fraction(1))


@pytest.mark.parametrize(
    ("kind", "values", "data", "expected"),
    [
        (Op.ADD, (2, 3, 4), None, 9),
        (Op.ADD, (), None, 0),
        (Op.SUBTRACT, (2, 3), None, -1),
        (Op.MULTIPLY, (2, 3, 4), None, 24),
        (Op.DIVIDE, (2, 3), None, Fraction(2, 3)),
        (Op.RATIO, (2, 4, 7), None, Fraction(1, 2)),
        (Op.RATIO, (2, 0, 7), None, 7),
        (Op.MINIMUM, (2, 3), None, 2),
        (Op.MAXIMUM, (2, 3), None, 3),
        (Op.AT_LEAST, (3, 3), None, 1),
        (Op.AT_LEAST, (2, 3), None, 0),
        (Op.MORE, (3, 3), None, 0),
        (Op.MORE, (4, 3), None, 1),
        (Op.EQUAL, (3, 3), None, 1),
        (Op.EQUAL, (2, 3), None, 0),
        (Op.ALL, (1, 2), None, 1),
        (Op.ALL, (1, 0), None, 0),
        (Op.ANY, (0, 2), None, 1),
        (Op.ANY, (0, 0), None, 0),
        (Op.NOT, (0,), None, 1),
        (Op.NOT, (2,), None, 0),
        (Op.WHEN, (1, 5, 6), None, 5),
        (Op.WHEN, (0, 5, 6), None, 6),
        (Op.STEPS, (17, 5, 4), None, 3),  # 12 over 4
        (Op.STEPS, (16, 5, 4), None, 2),  # 11 over 4: whole steps only
        (Op.STEPS, (4, 5, 4), None, 0),  # below the threshold there are none
        (Op.ROUND, (Fraction(5, 2),), (0, RoundingMode.HALF_UP), 3),
        (Op.ROUND, (Fraction(27, 20),), (1, RoundingMode.DOWN), Fraction(13, 10)),
        (Op.ROOT, (27,), (3, 2), 3),
        (Op.ROOT, (2,), (2, 2), Fraction(141, 100)),
        (Op.LOGARITHM, (10,), 2, Fraction(230, 100)),
        (Op.TABLE, (5,), BANDS, 9),
        (Op.TABLE, (4,), BANDS, 1),
        (Op.LABEL, (4,), "step", 4),
    ],
)
def test_every_operator_computes(kind, values, data, expected):
    """Each operator on numbers; the same when it is built from constants, and when it is folded."""
    given = [Fraction(value) for value in values]
    found = compute(kind, given, data)
    assert found == expected
    assert isinstance(found, Fraction)
    nodes = [Constant(value) for value in given]
    assert build.apply(kind, *nodes, data=data) == number(expected)
    assert evaluate([op(kind, *nodes, data=data)], {}) == (expected,)


def test_roots_are_answered_in_their_order():
    """Several formulas are computed together, from values by name."""
    total = op(Op.ADD, X, Y)
    assert evaluate([op(Op.MULTIPLY, total, total), Y, total], {"x": Fraction(1), "y": Fraction(2)}) == (9, 2, 3)
    with pytest.raises(KeyError):
        evaluate([Z], {"x": Fraction(1)})


# Building


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        (lambda: build.constant(3), number(3)),
        (lambda: build.amount(3), number(3)),
        (lambda: build.amount(Fraction(1, 2)), number("1/2")),
        (lambda: build.amount(X), X),
        (build.add, ZERO),
        (lambda: build.add(X), X),
        (lambda: build.add(X, ZERO), X),
        (lambda: build.add(number(2), X, number(3)), op(Op.ADD, X, number(5))),
        (lambda: build.add(number(2), X, number(-2), Y), op(Op.ADD, X, Y)),
        (lambda: build.add(number(2), number(3)), number(5)),
        (lambda: build.subtract(X, ZERO), X),
        (lambda: build.subtract(ZERO, X), op(Op.SUBTRACT, ZERO, X)),
        (lambda: build.subtract(X, Y), op(Op.SUBTRACT, X, Y)),
        (lambda: build.multiply(X, ZERO), ZERO),
        (lambda: build.multiply(ZERO, X), ZERO),
        (lambda: build.multiply(X, ONE), X),
        (lambda: build.multiply(ONE, X), X),
        (lambda: build.multiply(X, Y), op(Op.MULTIPLY, X, Y)),
        (lambda: build.at_most(X, None), X),
        (lambda: build.at_most(X, Fraction(3)), op(Op.MINIMUM, X, number(3))),
        (lambda: build.when(ONE, X, Y), X),
        (lambda: build.when(ZERO, X, Y), Y),
        (lambda: build.when(Z, X, X), X),
        (lambda: build.when(Z, X, Y), op(Op.WHEN, Z, X, Y)),
        (lambda: build.ratio(X, ONE, Y), X),
        (lambda: build.ratio(X, Y, ONE), op(Op.RATIO, X, Y, ONE)),
        (lambda: build.at_least(X, Y), op(Op.AT_LEAST, X, Y)),
        (lambda: build.minimum(X), X),
        (lambda: build.minimum(X, Y), op(Op.MINIMUM, X, Y)),
        (lambda: build.maximum(X), X),
        (lambda: build.maximum(X, Y), op(Op.MAXIMUM, X, Y)),
        (build.all_of, ONE),
        (lambda: build.all_of(ONE, ONE), ONE),
        (lambda: build.all_of(X, ONE), X),
        (lambda: build.all_of(X, ONE, Y), op(Op.ALL, X, Y)),
        (build.any_of, ZERO),
        (lambda: build.any_of(X, ONE), ONE),
        (lambda: build.any_of(X, ZERO), X),
        (lambda: build.any_of(ZERO, ZERO), ZERO),
        (lambda: build.any_of(X, ZERO, Y), op(Op.ANY, X, Y)),
        (lambda: build.rounded(X, 2, RoundingMode.FLOOR), op(Op.ROUND, X, data=(2, RoundingMode.FLOOR))),
        (lambda: build.rounded(number("2.5"), 0, RoundingMode.FLOOR), number(2)),
        (lambda: build.apply(Op.LABEL, X, data="name"), op(Op.LABEL, X, data="name")),
        (lambda: build.apply(Op.ADD, X, ONE), op(Op.ADD, X, ONE)),
    ],
)
def test_what_is_known_is_computed_while_building(built, expected):
    """Constants are gathered and computed, neutral parts are left out, the rest stands as written."""
    assert built() == expected


# Walking and rewriting


def test_every_node_comes_once_after_what_it_uses():
    """Working order: arguments first, from left to right; what is shared stands once; roots that another
    root uses are not repeated."""
    total = op(Op.ADD, X, Y)
    root = op(Op.MULTIPLY, total, op(Op.SUBTRACT, Z, total))
    assert arrange([root]) == (X, Y, total, Z, root.args[1], root)
    assert arrange([Y, root, X]) == (Y, X, total, Z, root.args[1], root)
    assert arrange([]) == ()
    assert symbols(op(Op.ADD, Z, X, ONE, Z), Y) == (Z, X, Y)


def test_a_tree_is_rewritten_from_its_leaves():
    """A change sees every node with its arguments already changed; the operator, its data and its place
    stay."""
    node = Apply(Op.ROUND, (op(Op.ADD, X, Y),), (2, RoundingMode.DOWN))
    seen = []

    def change(found):
        seen.append(found)
        return ONE if found == X else found

    expected = Apply(Op.ROUND, (op(Op.ADD, ONE, Y),), (2, RoundingMode.DOWN))
    assert rewrite(node, change) == expected
    assert seen == [X, Y, op(Op.ADD, ONE, Y), expected]


def test_a_rewritten_operator_stands_where_it_was_written():
    """The place in the author's source goes with an operator whose arguments were replaced."""
    place = Span("rules.py", 3, 5)
    assert substitute(Apply(Op.ADD, (X, Y), None, place), {"x": Z}).place == place


def test_symbols_are_replaced_by_name():
    """Only the named symbols are replaced, wherever they stand."""
    assert substitute(op(Op.ADD, X, op(Op.MULTIPLY, X, Y)), {"x": Z}) == op(Op.ADD, Z, op(Op.MULTIPLY, Z, Y))
    assert substitute(X, {"y": Z}) == X
