"""Formulas of the ends of a formula: in every row they give what the folds of that row give."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from covenant_rules.columns.missing import ends_of
from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.running import Runner
from covenant_rules.formula.algebra import Expression
from covenant_rules.formula.bounds import HIGH, LOW, OPEN
from covenant_rules.formula.direction import UNKNOWN, directions, tight_range
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.ranges import range_of, ranges
from covenant_rules.formula.table import Band, Row, Table
from covenant_rules.formula.tight import tight_bounds
from covenant_rules.formula.tree import Symbol, symbols
from covenant_rules.interval import Interval
from covenant_rules.plugin import bands, equals, ratio, when
from covenant_rules.quantity import Quantity
from covenant_rules.testing import trees
from covenant_rules.testing.tape import Tape

A = Expression(Symbol("a", Quantity("count", low=0, high=10)))
B = Expression(Symbol("b", Quantity("count", low=0, high=10)))
S = Expression(Symbol("s", Quantity("number", low=-5, high=5)))
STEP = Table(
    ("value",),
    (
        Row((Band(None, Fraction(3), with_high=False),), Fraction(0)),
        Row((Band(Fraction(3), Fraction(6)),), Fraction(5)),
    ),
    Fraction(9),
)


class Bounds:
    """The bounds of a formula, ready for rows."""

    def __init__(self, root, opened):
        limits = ranges([root])
        moves = directions([root], limits, opened)
        self.opened = set(moves[root])
        self.endless = {s.name for s in symbols(root) if s.name in opened and None in (s.quantity.low, s.quantity.high)}
        self.hard = {n for n, move in moves[root].items() if move is UNKNOWN} | (self.endless & self.opened)
        own = tight_bounds({"x": root}, limits, moves, self.endless)["x"]
        self.nodes = [own.low.value, own.low.open, own.high.value, own.high.open]

    def at(self, known):
        values = {name: limit.exact for name, limit in known.items() if limit.exact is not None}
        for name in self.opened:
            ends = known[name].low, known[name].high
            safe = next((end for end in ends if end is not None), Fraction(0))  # as columns have it where an end is open
            for mark, end in zip((LOW, HIGH), ends, strict=True):
                values |= {name + mark: safe if end is None else end, name + mark + OPEN: Fraction(end is None)}
        low, low_open, high, high_open = evaluate(self.nodes, values)
        return Interval(None if low_open else low, None if high_open else high)


def known(**ends):
    return {name: Interval.of(*pair) for name, pair in ends.items()}


@pytest.mark.parametrize(("formula", "row", "low", "high"), [
    # 3..10 of 4..10: at least 3/10, at most 10/4.
    (lambda: ratio(A, B, if_zero=1), {"a": (3, 10), "b": (4, 10)}, "3/10", "5/2"),
    # The divisor may be zero, then it is 1; else 1..10 are below: 3/10 and 10/1.
    (lambda: ratio(A, B, if_zero=1), {"a": (3, 10), "b": (0, 10)}, "3/10", "10"),
    # The divisor is zero for sure.
    (lambda: ratio(A, B, if_zero=1), {"a": (3, 10), "b": (0, 0)}, "1", "1"),
    # Of one sign or the other: -5 times 10, and 5 times 10.
    (lambda: A * S, {"a": (2, 10), "s": (-5, 5)}, "-50", "50"),
    # -2 is known, so a product falls when a rises: -20 and -4.
    (lambda: A * S, {"a": (2, 10), "s": (-2, -2)}, "-20", "-4"),
    # May be equal, may be not; and cannot be.
    (lambda: when(equals(A, B), 7, 1), {"a": (2, 4), "b": (4, 9)}, "1", "7"),
    (lambda: when(equals(A, B), 7, 1), {"a": (2, 3), "b": (4, 9)}, "1", "1"),
    # s is 1 in this row, so that the points rise with a, and are those at 0 and at 2: `otherwise`, which
    # the range fold alone cannot leave out, is not reached.
    (lambda: bands(A * S, STEP), {"a": (0, 2), "s": (1, 1)}, "0", "0"),
    # s is -1: the points fall with a, and are those at -2 and at 0.
    (lambda: bands(A * S, STEP), {"a": (0, 2), "s": (-1, -1)}, "0", "0"),
    (lambda: bands(A * S, STEP), {"a": (0, 2), "s": (-1, 2)}, "0", "9"),
])  # fmt: skip
def test_ends_of_a_row_by_hand(formula, row, low, high):
    """Divisors, products and comparisons of what is open have the least and greatest value worked out here."""
    row = known(**row)
    node = formula().node
    assert Interval.of(low, high) == Bounds(node, set(row)).at(row)


def test_a_direction_that_only_some_rows_prove_is_used_in_them():
    """The same formula is bounded by its direction in one row and by the range fold in the next."""
    node = bands(A * S, STEP).node
    row = known(a=(0, 2), s=(1, 1))
    assert (Interval.of(0, 0), Interval.of(0, 9)) == (Bounds(node, {"a", "s"}).at(row), range_of(node, row))


def test_random_formulas_are_bounded_as_row_by_row():
    """Over the whole algebra, with ends open and closed: what the folds of one row give, with `==`."""
    checked, beyond = 0, 0
    for seed in range(400):
        dice = random.Random(seed)
        root = trees.formula(Tape(lambda _, dice=dice: dice.randbytes(96)), open_ends=seed % 3 == 0)
        names = {s.name for s in symbols(root) if dice.random() < 0.7}
        try:
            found = Bounds(root, names)
        except KeyError:  # no formulas say them
            beyond += 1
            continue
        for _ in range(6):
            row = {s.name: drawn(dice, s, s.name in found.opened) for s in symbols(root)}
            if any(row[name].exact is None for name in found.hard):
                assert (seed, found.at(row)) == (seed, tight_range(root, row))
                checked += 1
    assert checked > 400
    assert beyond < 40


def drawn(dice, symbol, is_open):
    """Return what is known of a symbol in a row: one value, its whole range, or a part of it."""
    quantity = symbol.quantity
    grain = quantity.grain or Fraction(1, 12)
    low = Fraction(-12) if quantity.low is None else quantity.low
    high = low + 24 if quantity.high is None else quantity.high
    ends = sorted(low + grain * dice.randint(0, (high - low) // grain) for _ in range(2))
    if not is_open or dice.random() < 0.3:
        return Interval.point(ends[0])
    if dice.random() < 0.4:
        return quantity.range
    lost = [end is None and dice.random() < 0.5 for end in (quantity.low, quantity.high)]
    return Interval(*(None if gone else end for gone, end in zip(lost, ends, strict=True)))


def test_a_part_that_is_used_again_and_again_is_bounded_once():
    """Two results share a chain of 60 steps, each of which uses the one before three times: 3^60 ways lead to its foot."""
    chain = A
    for _ in range(60):
        chain = when(equals(chain, B), chain + 1, chain)
    results = {"x": chain.node, "y": (chain + B).node}
    missing = Numbers([5] * 50, 1, [True] * 50)
    columns = {"a": missing, "b": Numbers([3] * 50)}
    low, high = ends_of(Runner(results, "integers"), ("x", "y"), columns, 50)
    wide = {name: tight_range(root, known(a=(0, 10), b=(3, 3))) for name, root in results.items()}
    assert {name: (low[name].fractions()[0], high[name].fractions()[0]) for name in results} == {
        name: (limit.low, limit.high) for name, limit in wide.items()
    }
