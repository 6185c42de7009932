"""The ends of a formula as formulas, over tables of rows: in each row they give what the folds of that row give."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from tests.unit.test_bounds import Bounds

from covenant_rules.diagnostics import Span
from covenant_rules.formula.algebra import Expression
from covenant_rules.formula.bounding import BoundsFold
from covenant_rules.formula.bounds import BeyondFormulasError, Sharing, both, bounds_of_symbol, some
from covenant_rules.formula.direction import directions, tight_range
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.ranges import ranges
from covenant_rules.formula.table import Band, Row, Table
from covenant_rules.formula.tight import tight_bounds
from covenant_rules.formula.tree import ONE, ZERO, Apply, Constant, Op, Symbol, symbols
from covenant_rules.interval import Interval
from covenant_rules.plugin import (
    all_of,
    any_of,
    bands,
    clamp,
    equals,
    grid,
    label,
    logarithm,
    maximum,
    minimum,
    none_of,
    ratio,
    root,
    rounded,
    steps,
    when,
)
from covenant_rules.quantity import SWITCH, Quantity

KNOWN = {  # what is known of each symbol in one row or another; the first is all that it may be
    "a": "0..10 0..0 2..4 3..3 0..3",
    "b": "0..10 0..0 2..4 3..3 1..6",
    "p": "1..10 1..1 2..4 5..5",
    "s": "-5..5 -3..-1 -2..-2 0..0 2..2 -4..0 0..3",
    "n": "-6..-1 -3..-2 -4..-4",
    "m": "-4..0 -3..-1 0..0 -2..-2",
    "f": "-5..5 1/2..3 -2..-1/3 0..0 -1..-1 -1..0 0..1",
    "y": "0..1 0..0 1..1",
    "u": "0..… 0..0 2..… 1..3 0..5",
    "v": "2..… 2..2 3..8",
    "d": "…..0 …..-1 0..0 -3..-1 -2..0",
    "k": "-1..1 -1..0 0..1 0..0",
    "w": "…..-3 …..-4 -5..-3 -3..-3",
    "x": "5..11/2 5..21/4 5..5",
    "g": "0..10 7/2..15/4 0..3 4..4",
    "e": "…..… 0..… …..4 -1..2 1..… …..-2 0..0 3..5",
}


def interval(text):
    """Return the interval that is written `low..high`, an open end as an ellipsis."""
    return Interval(*(None if end == "…" else Fraction(end) for end in text.split("..")))


def quantity(name):
    """Return the quantity of a symbol: whole numbers, but for `e`, `f` and `x`; `y` is a yes or no."""
    limit = interval(KNOWN[name].split()[0])
    if name == "y":
        return SWITCH
    return Quantity("any", limit.low, limit.high, decimals=None if name in "efx" else 0)


A, B, P, S, N, M, F, Y, U, V, D, K, W, X, G, E = (Expression(Symbol(name, quantity(name))) for name in KNOWN)


def op(which, *args, data=None):
    """Return an operator as it stands in a tree, of which nothing is simplified."""
    return Expression(Apply(which, tuple(arg.node for arg in args), data))


def number(value):
    """Return a constant."""
    return A * 0 + value


def band(low, high, *, with_low=True, with_high=True):
    """Return a band, None for no limit."""
    ends = (None if end is None else Fraction(end) for end in (low, high))
    return Band(*ends, with_low=with_low, with_high=with_high)


def rows(*found, otherwise=None):
    """Return a table of one or more columns from pairs of bands and points."""
    made = tuple(Row(own if isinstance(own, tuple) else (own,), Fraction(points)) for own, points in found)
    columns = ("one", "two", "three", "four")[: len(made[0].bands)]
    return Table(columns, made, None if otherwise is None else Fraction(otherwise))


# Points in no order, so that no direction is proved; every number is in one band.
UNEVEN = rows((band(None, 2, with_high=False), 5), (band(2, 4), 1), (band(4, None, with_low=False), 3))
# 3 gives 7, from above 3 to below 6 is 2; elsewhere it is 4, as in one of the bands.
REST = rows((band(3, 3), 7), (band(3, 6, with_low=False, with_high=False), 2), (band(8, 9), 4), otherwise=4)
# Only what is from 0 to 10 has a row, which is all that `a` may be.
INNER = rows((band(0, 3), 6), (band(3, 7, with_low=False), 1), (band(7, 10, with_low=False), 8))
FROM = rows((band(0, 2, with_high=False), 6), (band(2, 5), 1), (band(5, None, with_low=False), 4))
UPTO = rows((band(None, 1), 1), (band(1, 2, with_low=False), 7), (band(2, 10, with_low=False), 3))
RISING = rows((band(None, 2), 1), (band(2, None, with_low=False), 6))
FALLING = rows((band(None, 2), 6), (band(2, None, with_low=False), 1))
GRID = rows(
    ((band(None, 2), band(None, 3)), 4), ((band(2, None, with_low=False), band(None, 3)), 9), ((band(3, 5), band(4, 6)), 2),
    otherwise=1,
)  # fmt: skip
TWO = rows(((band(None, 2), band(5, None)), 4), otherwise=1)
# Rises, and the range fold alone cannot leave out the 9.
LOOSE = rows((band(None, 3, with_high=False), 0), (band(3, 6), 5), otherwise=9)
SQUARE = rows(
    ((band(0, 3), band(0, 10)), 4), ((band(3, 10, with_low=False), band(0, 2)), 9),
    ((band(3, 10, with_low=False), band(2, 10, with_low=False)), 1),
)  # fmt: skip
# What is between 3 and 4, or has no number of the first column, has no row.
APART = rows((band(0, 3), 6), (band(4, 6), 1), (band(7, 10), 3))
BELOW = rows((band(None, -3), 6))
NARROW = rows(((band(None, -3), band(5, "11/2"), band(2, None), band(None, None)), 6))


def loose(value):
    """Return points that rise with *value*; their ends are 0, 5 or 9, of which the range fold alone says 0 and 9."""
    return bands(value, LOOSE)


FORMULAS = {
    # Sums, products and quotients of what has one sign, the other, either.
    "sum": lambda: U + E - A,
    "difference": lambda: E - U * B,
    "difference of parts": lambda: (A * S) - (A - D),
    "one sign": lambda: A * B - A,
    "two signs": lambda: A * N + A,
    "negative": lambda: M * N + M,
    "negative first": lambda: N * A - N,
    "either sign": lambda: A * S,
    "both of either sign": lambda: S * F,
    "either sign, near zero": lambda: K * A - K,
    "three factors": lambda: op(Op.MULTIPLY, A, S, N),
    "three factors of one sign": lambda: op(Op.MULTIPLY, A, P, N) + A,
    "steady factor between": lambda: op(Op.MULTIPLY, A, number(-2), S),
    "twice": lambda: (A * S) * 2,
    "twice taken away": lambda: -2 * (A * S),
    "nothing of it": lambda: op(Op.MULTIPLY, A * S, number(0)) + A * S,
    "endless": lambda: U * V - U,
    "endless and nothing": lambda: U * B,
    "endless below": lambda: D * U,
    "endless below twice": lambda: D * D - D,
    "endless below and finite": lambda: D * B - B,
    "endless times a number": lambda: E * -3 + E,
    "endless of one sign times another": lambda: D * N - D,
    "quotient": lambda: S / P - S,
    "quotient of what is positive": lambda: A / P + P,
    "quotient of what is negative": lambda: M / P - P,
    "quotient by a negative": lambda: S / N - S,
    "endless over a number": lambda: U / P - U,
    "endless below over a number": lambda: D / P - D,
    "endless either way over a number": lambda: E / P - P,
    "endless over a negative": lambda: E / N - N,
    # Ratios, whose divisor may be zero or of either sign.
    "share": lambda: ratio(A, B, if_zero=1),
    "share of either sign": lambda: ratio(S, B, if_zero=2),
    "share by either sign": lambda: ratio(A, S, if_zero=-1),
    "share of and by either sign": lambda: ratio(F, S, if_zero=7),
    "share by what is never above zero": lambda: ratio(S, M, if_zero=3),
    "share by what is below zero": lambda: ratio(A, N, if_zero=3) - A,
    "share by what is above zero": lambda: ratio(S, P, if_zero=3) - S,
    "share by however little": lambda: ratio(S, F, if_zero=0),
    "share of what is positive by however little": lambda: ratio(A, F, if_zero=0),
    "share of what is below zero by however little": lambda: ratio(N, F, if_zero=0),
    "share by a difference": lambda: ratio(A, B - 3, if_zero=20),
    "share by a sum": lambda: ratio(S, F + 5, if_zero=20),
    "share by what is at most zero": lambda: ratio(S, F - 5, if_zero=20),
    "share of what is endless": lambda: ratio(U, B, if_zero=5),
    "share of what is endless either way": lambda: ratio(E, B, if_zero=5),
    "share of what is endless below, by either sign": lambda: ratio(D, S, if_zero=5),
    "share with a moving value at zero": lambda: ratio(A, B, if_zero=S),
    # The least, the greatest.
    "least of either": lambda: minimum(U - A, A * S),
    "least with open ends": lambda: minimum(U, A) - U,
    "least of two open ends": lambda: minimum(U, V) - U,
    "least of three": lambda: minimum(U, V, E) - A,
    "greatest of either": lambda: maximum(S - A, A),
    "greatest with open ends": lambda: maximum(D, M) - D,
    "greatest of two open ends": lambda: maximum(D, E) - D,
    "clamped": lambda: clamp(A * S, -7, 12),
    # Conditions.
    "at least": lambda: (A >= B) - A,
    "more": lambda: (A > B) - A,
    "at least, endless": lambda: (U >= V) - U,
    "more, endless": lambda: (E > U) - U,
    "at most, endless below": lambda: (D >= E) - D,
    "equal": lambda: equals(A, B),
    "equal to a number": lambda: equals(A, 3),
    "number equal": lambda: equals(3, A),
    "equal, endless": lambda: equals(U, E),
    "equal, endless below": lambda: equals(D, M),
    "all": lambda: all_of(A > 2, A <= 3, B > 1),
    "all of numbers": lambda: op(Op.ALL, A - 2, S),
    "any": lambda: any_of(A < 1, A > 3, B > 4),
    "any of numbers": lambda: op(Op.ANY, A - 3, F),
    "any of negatives": lambda: op(Op.ANY, M, N + 1) - M,
    "none": lambda: none_of(equals(A, B)),
    "not a number": lambda: op(Op.NOT, S),
    "not one that is endless": lambda: op(Op.NOT, E),
    "not one that is endless above": lambda: op(Op.NOT, U) + U,
    "not one that is endless below": lambda: op(Op.NOT, D) - D,
    "yes": lambda: when(Y, A, B) - A,
    "if yes and at least": lambda: when(all_of(Y, A > 2), 5, A),
    "choice": lambda: when(A >= 3, B, A),
    "choice by a number": lambda: when(S, 3, A),
    "choice by what is endless": lambda: when(E, U, D),
    "choice by what is endless above": lambda: when(U, S, 1),
    "choice of one that is never below": lambda: when(A > 2, B + 3, 3 - B) - B,
    "choice of one that is never above": lambda: when(A > 2, 3 - B, B + 3) - B,
    "choice of one that is below in some rows": lambda: when(A > 2, S, B),
    "choice of one that is above in some rows": lambda: when(A > 2, B, S),
    "choice of what is endless": lambda: when(A > 2, U, D),
    "choice of what is endless the other way": lambda: when(A > 2, D, U),
    "choice that another decides": lambda: when(B > 2, S, A * S),
    "choice of one that has no end": lambda: when(A > 2, B, U),
    "choice of one that has no lower end": lambda: when(A > 2, D, B),
    "choice that falls": lambda: when(3 - A > 0, S, B),
    # Steps, rounding, roots, logarithms, labels.
    "steps": lambda: steps(A, B, 2) - A,
    "steps of a size": lambda: steps(A, B, P),
    "steps below zero": lambda: steps(S, 1, P),
    "steps, endless": lambda: steps(U, V, P),
    "steps above what is endless": lambda: steps(A, V, P),
    "steps above what is endless below": lambda: steps(A, D, P),
    "steps of what is endless either way": lambda: steps(E, A, P),
    "steps of either": lambda: steps(A * S, B, 2),
    "rounded": lambda: rounded(A * S / 4, 0, "half_up"),
    "rounded, endless": lambda: rounded(E / 4, 0, "half_up") - E,
    "root": lambda: root(A * B, 2, decimals=1) - A,
    "root of what is endless": lambda: root(E, 3, decimals=0) - A,
    "root of what is endless above": lambda: root(U, 2, decimals=0) - U,
    "logarithm": lambda: logarithm(A, decimals=1),
    "logarithm above zero": lambda: logarithm(P, decimals=1) - P,
    "logarithm of either sign": lambda: logarithm(S, decimals=1),
    "logarithm of what is endless": lambda: logarithm(E, decimals=1),
    "logarithm of what is endless above": lambda: logarithm(U, decimals=1),
    "logarithm of what is never above zero": lambda: logarithm(M, decimals=1) - M,
    "label": lambda: label("bước", A * S) + 1,
    # Tables.
    "bands in no order": lambda: bands(A, UNEVEN),
    "bands of what is endless": lambda: bands(E, UNEVEN),
    "bands of what is endless above": lambda: bands(U, UNEVEN),
    "bands with a rest": lambda: bands(A, REST),
    "bands with a rest, endless": lambda: bands(E, REST),
    "bands without a rest": lambda: bands(A, INNER),
    "bands without a rest, from zero": lambda: bands(A, FROM),
    "bands without a rest, up to ten": lambda: bands(A, UPTO),
    "rising bands of either": lambda: bands(A * S, RISING),
    "falling bands of either": lambda: bands(A * S, FALLING),
    "bands that leave room between them": lambda: bands(G, APART),
    "bands that an open end is not in": lambda: bands(W, BELOW),
    "four columns that open ends are not in": lambda: op(Op.TABLE, W, X, V, S, data=NARROW),
    "grid": lambda: grid(A, B, GRID),
    "grid of what is endless": lambda: grid(U, E, GRID),
    "grid without a rest": lambda: grid(A, B, SQUARE),
    # Directions that hold in some rows.
    "product within a sum": lambda: A * S + A * 2,
    "product within a choice": lambda: when(A * S > 3, 5, 2),
    "product within a condition": lambda: none_of(A * S > 3),
    "product within conditions": lambda: all_of(A * S > 3, A + B > 4),
    "number that may be below zero as a condition": lambda: when(A * S, 5, 2),
    "numbers that may be below zero as conditions": lambda: any_of(A * S, B - 3),
    "share of a product": lambda: ratio(A * S, P, if_zero=0),
    "share by itself": lambda: ratio(A, A + P, if_zero=0),
    "quotient of both": lambda: A / (P + S * 0 + 1) - A,
    "quotient by what moves": lambda: S / (A + 1),
    "steps of a product": lambda: steps(A * S, 1, 2),
    "steps above a product": lambda: steps(5, A * S, 2),
    "steps of a moving size": lambda: steps(10, 0, A * S + 60),
    "logarithm of a product": lambda: logarithm(A * S, decimals=1),
    "difference of products": lambda: A * S - B * S,
    "comparison of products": lambda: (A * S >= B * S) * 3,
    "least of products": lambda: minimum(A * S, B),
    "product of three that move": lambda: op(Op.MULTIPLY, S, A, F),
    # What the range fold finds too far apart: the ends are the right ones only where a direction is found, and
    # found only where there is one.
    "loose": lambda: loose(A * S),
    "loose, endless": lambda: loose(U),
    "loose, endless below": lambda: loose(D) - loose(D - 1) + D,
    "loose, endless either way": lambda: loose(E) - E,
    "loose sum": lambda: loose(A * S) + B,
    "loose difference": lambda: B - loose(A * S),
    "loose least": lambda: minimum(B, loose(A * S)),
    "loose condition": lambda: loose(A * S) >= B,
    "loose conditions": lambda: all_of(loose(A * S) > 4, B > 1),
    "loose alternatives": lambda: any_of(loose(A * S) > 4, B > 1),
    "loose condition and a number that may be below zero": lambda: all_of(loose(A * S) > 4, F),
    "loose condition or a number that may be below zero": lambda: any_of(loose(A * S) > 4, F),
    "loose condition that does not hold": lambda: none_of(loose(A * S) > 4),
    "loose factor": lambda: loose(A * S) * B,
    "loose factor of either sign": lambda: loose(A) * F,
    "loose falling factor": lambda: (9 - loose(A * S)) * B,
    "loose falling factor of either sign": lambda: (9 - loose(A)) * F,
    "loose factor that falls below zero": lambda: (4 - loose(A)) * F,
    "loose quotient": lambda: loose(A * S) / P,
    "loose divisor": lambda: P / (loose(A * S) + 1),
    "loose share": lambda: ratio(loose(A * S), P, if_zero=0),
    "loose share by either sign": lambda: ratio(loose(A), S, if_zero=4),
    "value of a share at zero": lambda: ratio(5, S, if_zero=A * F),
    "loose value of a share at zero": lambda: ratio(5, S, if_zero=loose(A * F)),
    "loose steps": lambda: steps(loose(A * S), B, 2),
    "loose steps above": lambda: steps(9, loose(A * S), 2),
    "loose steps of a size": lambda: steps(9, B, loose(A * S) + 1),
    "loose logarithm": lambda: logarithm(loose(A * S) + 1, decimals=1),
    "logarithm and what rises": lambda: logarithm(A * S, decimals=1) + loose(A),
    "logarithm and what falls": lambda: logarithm(A * S, decimals=1) - loose(A),
    "logarithm of what is above zero": lambda: logarithm(A * S + 60, decimals=1),
    "logarithm of what is above zero, and what falls": lambda: logarithm(A * S + 60, decimals=1) - loose(A),
    "loose choice": lambda: when(loose(A) > 4, F, K),
    "loose choice and what rises": lambda: when(loose(A) > 4, F, K) + loose(A),
    "loose choice and what falls": lambda: when(loose(A) > 4, F, K) - loose(A),
    "loose opposite choice": lambda: when(loose(A) <= 4, F, K),
    "loose opposite choice and what rises": lambda: when(loose(A) <= 4, F, K) + loose(A),
    "loose opposite choice and what falls": lambda: when(loose(A) <= 4, F, K) - loose(A),
    "loose choice by a product": lambda: when(A * S > 4, F, 0) + loose(A),
    "loose choice of one or the other": lambda: when(loose(A * S) > 4, 5, 1),
    "loose choice of parts": lambda: when(B > 2, loose(A * S), 4),
    "not known beside what is loose": lambda: equals(A, 3) + loose(B * S),
}


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_in_every_row_the_ends_are_those_of_the_fold_of_that_row(formula):
    """Whatever is known of the symbols: the formulas give what `tight_ranges` finds in a row, open ends too."""
    node = formula().node
    names = [symbol.name for symbol in symbols(node)]
    found = Bounds(node, set(names))
    compared = 0
    for known in product(*(KNOWN[name].split() for name in names)):
        row = {name: interval(text) for name, text in zip(names, known, strict=True)}
        if any(row[name].exact is None for name in found.hard):
            assert (known, found.at(row)) == (known, tight_range(node, row))
            compared += 1
    assert compared > 1


def fold_of(*roots):
    """Return the fold of the ends of formulas, in which every symbol may be open."""
    names = {symbol.name for symbol in symbols(*roots)}
    return BoundsFold(ranges(roots), names, {name for name in names if "…" in KNOWN[name].split()[0]})


def text(node):
    """Return a formula as a short text."""
    if isinstance(node, Constant):
        return str(node.value)
    return node.name if isinstance(node, Symbol) else f"{node.op}({', '.join(map(text, node.args))})"


@pytest.mark.parametrize(("formula", "low", "low_open", "high", "high_open"), [
    # Nothing is below zero: the least is made of both least, and no other product is looked at.
    (lambda: A * B, "multiply(a<, b<)", "0", "multiply(a>, b>)", "0"),
    (lambda: op(Op.MULTIPLY, S, number(0)), "0", "0", "0", "0"),
    # A lower end of 0 is one, so that it is not asked whether it is open.
    (lambda: A / P, "ratio(a<, p>, 0)", "0", "ratio(a>, p<, 0)", "0"),
    (lambda: U / P, "ratio(u<, p>, 0)", "0", "ratio(u>, p<, 0)", "u>?"),
    # A divisor of at least 1 is not asked whether it is zero.
    (lambda: ratio(B, P, if_zero=7), "ratio(b<, p>, 0)", "0", "ratio(b>, p<, 0)", "0"),
    (lambda: minimum(A, B), "minimum(a<, b<)", "0", "minimum(a>, b>)", "0"),
    # A condition is asked by its ends, another number whether it is above or below zero.
    (lambda: none_of(A > 2), "not(more(a>, 2))", "0", "not(more(a<, 2))", "0"),
    (lambda: all_of(Y, A > 2), "all(y<, more(a<, 2))", "0", "all(y>, more(a>, 2))", "0"),
    (lambda: any_of(equals(A, 3), A >= B, none_of(Y)),
     "any(all(equal(a<, a>), equal(a<, 3)), at_least(a<, b>), not(y>))", "0",
     "any(all(at_least(a>, 3), at_least(3, a<)), at_least(a>, b<), not(y<))", "0"),
    (lambda: op(Op.NOT, all_of(A > 2, B > 1)), "not(all(more(a>, 2), more(b>, 1)))", "0", "not(all(more(a<, 2), more(b<, 1)))", "0"),
    (lambda: op(Op.NOT, any_of(A > 2, B > 1)), "not(any(more(a>, 2), more(b>, 1)))", "0", "not(any(more(a<, 2), more(b<, 1)))", "0"),
    # No divisor is below zero here, and the least above it is 1.
    (lambda: ratio(A, B, if_zero=7),
     "when(more(b<, 0), ratio(a<, b>, 0), when(more(b>, 0), minimum(7, ratio(a<, b>, 0)), 7))", "0",
     "when(more(b<, 0), ratio(a>, b<, 0), when(more(b>, 0), maximum(7, a>), 7))", "0"),
    # Every number has a row, so that none is looked for where there is none.
    (lambda: bands(A, RISING), "when(equal(a<, a>), table(a<), when(at_least(2, a<), 1, 6))", "0",
     "when(equal(a<, a>), table(a<), when(more(a>, 2), 6, 1))", "0"),
    (lambda: bands(A, REST), "when(equal(a<, a>), table(a<), when(all(more(6, a<), more(a>, 3)), 2, 4))", "0",
     "when(equal(a<, a>), table(a<), when(all(at_least(3, a<), at_least(a>, 3)), 7, 4))", "0"),
    (lambda: grid(A, B, TWO), "when(all(equal(a<, a>), equal(b<, b>)), table(a<, b<), 1)", "0",
     "when(all(equal(a<, a>), equal(b<, b>)), table(a<, b<), when(all(at_least(2, a<), at_least(b>, 5)), 4, 1))", "0"),
    # What is at least 1 holds, and has a logarithm.
    (lambda: when(P, A, 1), "a<", "0", "a>", "0"),
    (lambda: logarithm(P, decimals=1), "logarithm(p<)", "0", "logarithm(p>)", "0"),
])  # fmt: skip
def test_nothing_is_asked_of_a_row_that_holds_in_all(formula, low, low_open, high, high_open):
    """What the limits of the symbols prove makes a formula short: it is run for every row."""
    node = formula().node
    found = fold_of(node).of(node)
    assert [text(end) for end in (found.low.value, found.low.open, found.high.value, found.high.open)] == [
        low, low_open, high, high_open,
    ]  # fmt: skip


BEYOND = {
    "either sign times what is endless": lambda: S * E,
    "what is endless times either sign": lambda: E * S,
    "either sign times what is endless above": lambda: S * U,
    "either sign times what has a lower end in every row": lambda: S * root(U, 2, decimals=1),
    "quotient by what is endless": lambda: A / V,
    "share by what is endless": lambda: ratio(A, U, if_zero=1),
    "share by what has a lower end in every row": lambda: ratio(A, root(U, 2, decimals=1), if_zero=1),
    "steps of a size that is endless": lambda: steps(A, 1, V),
    "table that a sheet gives": lambda: op(Op.TABLE, A, data="a name"),
}


@pytest.mark.parametrize("formula", BEYOND.values(), ids=BEYOND)
def test_what_no_formulas_say(formula):
    """A factor of either sign and a divisor need both ends, a table its rows; what else was asked for is found."""
    node, other = formula().node, (A - B).node
    with pytest.raises(BeyondFormulasError):
        fold_of(node).of(node)
    limits = ranges([node, other])
    found = tight_bounds({"x": node, "y": other}, limits, directions([node, other], limits), {"u", "v", "e"})
    assert found.keys() == {"y"}


def test_the_ends_of_a_symbol_are_of_its_quantity():
    """`x<` and `x>` are read as `x` is; whether one is open is a yes or a no, and asked only where it may be."""
    limit = quantity("v")
    found = bounds_of_symbol(V.node, endless=True)
    assert [found.low.value, found.high.value] == [Symbol("v<", limit), Symbol("v>", limit)]
    assert [found.low.open, found.high.open] == [Symbol("v<?", SWITCH), Symbol("v>?", SWITCH)]
    closed = bounds_of_symbol(V.node, endless=False)
    assert [closed.low.open, closed.high.open] == [ZERO, ZERO]


def test_equal_trees_become_one():
    """What is equal becomes the node that was met first; around it all stays, and where it was written."""

    def tree():
        a, b = (Symbol(name, quantity(name)) for name in "ab")
        return Apply(Op.ADD, (Apply(Op.MULTIPLY, (a, b)), a))

    place = Span("rule.py", 7, 12)
    first, again, sharing = tree(), tree(), Sharing()
    assert sharing(first) is first
    assert sharing(again) is first
    around = Apply(Op.NOT, (again,), None, place)
    kept = sharing(around)
    assert kept == around
    assert kept.place == place
    assert kept.args[0] is first
    assert sharing(Apply(Op.NOT, (tree(),))) is kept


def test_conditions_that_are_sure():
    """Of several that must hold one that never does decides, of several alternatives one that always does."""
    open_ = (A > 2).node
    assert both(open_, ZERO) == ZERO
    assert both(open_, ONE, open_) is open_
    assert some(open_, ONE) == ONE
    assert some(ZERO, open_, open_) is open_


def test_what_is_known_in_every_row_stays_as_it_was_written():
    """A part without an open symbol is its own least and greatest value, even one without an end in its quantity."""
    node = (A / P + ratio(S, U, if_zero=1)).node
    found = BoundsFold(ranges([node]), {"s"}, set()).of(node)
    assert text(found.low.value).startswith("add(divide(a, p), ")
    assert text(found.high.value).startswith("add(divide(a, p), ")


def test_a_symbol_that_is_known_in_every_row_has_one_end():
    """Where `b` is known in all rows the direction of `a`, which stands after it, still counts: 4 + 0, not 4 + 9."""
    row = {"b": Interval.of(4, 4), "a": Interval.of(0, 2), "s": Interval.of(1, 1)}
    assert Bounds((B + loose(A * S)).node, {"a", "s"}).at(row) == Interval.of(4, 4)


def test_where_no_direction_is_ever_known_the_ends_are_those_of_the_fold():
    """Nothing moves in one direction with the divisor that may be zero, so that nothing is asked about it."""
    node = (10 + ratio(B, A, if_zero=0)).node
    limits = ranges([node])
    found = tight_bounds({"x": node}, limits, directions([node], limits, {"a"}), set())["x"]
    wide = BoundsFold(limits, {"a"}, set()).of(node)
    assert [text(found.low.value), text(found.high.value)] == [text(wide.low.value), text(wide.high.value)]


@pytest.mark.parametrize("formula", [lambda: bands(W, BELOW), lambda: op(Op.TABLE, W, X, V, S, data=NARROW)], ids=["one", "four"])
def test_the_value_of_an_end_that_is_open_is_of_no_account(formula):
    """Of `w`, which is at most -3, the lower end is open, and written as 0: though no row of the table has 0, 6 is found."""
    node = formula().node
    found = fold_of(node).of(node)
    closed = {"w>": -3, "x<": 5, "x>": Fraction(11, 2), "v<": 2, "v>": 0, "s<": -5, "s>": 5}
    values = {name: Fraction(value) for name, value in closed.items()}
    marks = {"w<": 0, "w<?": 1, "w>?": 0, "v<?": 0, "v>?": 1}
    values |= {name: Fraction(value) for name, value in marks.items()}
    ends = (found.low.value, found.low.open, found.high.value, found.high.open)
    assert evaluate(ends, values) == (6, 0, 6, 0)
