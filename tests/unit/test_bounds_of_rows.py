"""The ends of a formula as formulas, over tables of rows: in each row they give what the folds of that row give."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from tests.unit.test_bounds import Bounds

from covenant_rules.formula.algebra import Expression
from covenant_rules.formula.direction import directions, tight_range
from covenant_rules.formula.ranges import ranges
from covenant_rules.formula.table import Band, Row, Table
from covenant_rules.formula.tight import tight_bounds
from covenant_rules.formula.tree import Apply, Op, Symbol, symbols
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
    "s": "-5..5 -3..-1 0..0 1..3 -4..0 0..2",
    "n": "-6..-1 -3..-2 -4..-4",
    "m": "-4..0 -3..-1 0..0 -2..-2",
    "f": "-5..5 1/2..3 -2..-1/3 0..0 -1..0 0..1",
    "y": "0..1 0..0 1..1",
    "u": "0..… 0..0 2..… 1..3 0..5",
    "v": "2..… 2..2 3..8",
    "d": "…..0 …..-1 0..0 -3..-1 -2..0",
    "e": "…..… 0..… …..0 -1..2 1..… …..-2 0..0 3..5",
}


def interval(text):
    """Return the interval that is written `low..high`, an open end as an ellipsis."""
    return Interval(*(None if end == "…" else Fraction(end) for end in text.split("..")))


def quantity(name):
    """Return the quantity of a symbol: whole numbers, but for `e` and `f`; `y` is a yes or no."""
    limit = interval(KNOWN[name].split()[0])
    if name == "y":
        return SWITCH
    return Quantity("any", limit.low, limit.high, decimals=None if name in "ef" else 0)


A, B, P, S, N, M, F, Y, U, V, D, E = (Expression(Symbol(name, quantity(name))) for name in KNOWN)


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
    """Return a table of one or two columns from pairs of bands and points."""
    made = tuple(Row(own if isinstance(own, tuple) else (own,), Fraction(points)) for own, points in found)
    columns = ("one", "two")[: len(made[0].bands)]
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
SQUARE = rows(
    ((band(0, 3), band(0, 10)), 4), ((band(3, 10, with_low=False), band(0, 2)), 9),
    ((band(3, 10, with_low=False), band(2, 10, with_low=False)), 1),
)  # fmt: skip

FORMULAS = {
    # Sums, products and quotients of what has one sign, the other, either.
    "sum": lambda: U + E - A,
    "difference": lambda: E - U * B - S,
    "difference of parts": lambda: (A * S) - (A - D),
    "one sign": lambda: A * B - A,
    "two signs": lambda: A * N + A,
    "negative": lambda: M * N + M,
    "negative first": lambda: N * A - N,
    "either sign": lambda: A * S,
    "both of either sign": lambda: S * F,
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
    "choice that falls": lambda: when(3 - A > 0, S, B),
    # Steps, rounding, roots, logarithms, labels.
    "steps": lambda: steps(A, B, 2) - A,
    "steps of a size": lambda: steps(A, B, P),
    "steps below zero": lambda: steps(S, 1, P),
    "steps, endless": lambda: steps(U, V, P),
    "steps above what is endless below": lambda: steps(A, D, P),
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
