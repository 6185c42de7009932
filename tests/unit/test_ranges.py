"""The range fold: limits proved from the limits of the symbols."""

from fractions import Fraction

import pytest

from covenant_rules.diagnostics import Span
from covenant_rules.errors import RuleError
from covenant_rules.formula.algebra import Expression
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.table import Band, Row, Table
from covenant_rules.formula.tree import Apply, Op, Symbol
from covenant_rules.interval import Interval
from covenant_rules.plugin import (
    all_of,
    any_of,
    bands,
    equals,
    label,
    logarithm,
    none_of,
    ratio,
    root,
    rounded,
    steps,
    when,
)
from covenant_rules.quantity import Quantity

OPEN = Interval(None, None)
A = Expression(Symbol("a", Quantity("count", low=0, high=10)))
B = Expression(Symbol("b", Quantity("any", decimals=None)))
TABLE = Table(
    ("value",),
    (Row((Band(low=Fraction(8)),), Fraction(5)), Row((Band(high=Fraction(3)),), Fraction(1))),
)


def of(*ends):
    """Return the interval between two ends, None for an open one."""
    return Interval(*(None if e is None else Fraction(e) for e in ends))


@pytest.mark.parametrize(
    ("formula", "a", "expected"),
    [
        (lambda: when(A >= 5, 1, 2), of(5, 9), of(1, 1)),
        (lambda: when(A >= 5, 1, 2), of(0, 4), of(2, 2)),
        (lambda: when(A >= 5, 1, 2), of(0, 5), of(1, 2)),
        (lambda: when(A > 5, 1, 2), of(0, 5), of(2, 2)),
        (lambda: when(A, 1, 2), of(1, 3), of(1, 1)),
        (lambda: when(equals(A, 5), 1, 2), of(6, 9), of(2, 2)),
        (lambda: when(equals(A, 5), 1, 2), of(0, 4), of(2, 2)),
        (lambda: when(equals(A, 5), 1, 2), of(4, 6), of(1, 2)),
        (lambda: when(equals(A, 5), 1, 2), of(5, 5), of(1, 1)),
        (lambda: when(equals(A, 5), 1, 2), of(7, 7), of(2, 2)),
        (lambda: when(all_of(A > 1, A > 3), 1, 2), of(4, 9), of(1, 1)),
        (lambda: when(all_of(A > 1, A > 3), 1, 2), of(2, 9), of(1, 2)),
        (lambda: when(all_of(A > 1, A > 3), 1, 2), of(2, 3), of(2, 2)),
        (lambda: when(any_of(A > 1, A > 3), 1, 2), of(2, 9), of(1, 1)),
        (lambda: when(any_of(A > 1, A > 3), 1, 2), of(0, 9), of(1, 2)),
        (lambda: when(none_of(A > 1), 1, 2), of(0, 1), of(1, 1)),
        (lambda: when(none_of(A > 1), 1, 2), of(0, 2), of(1, 2)),
        (lambda: steps(A, 2, 3), of(0, 10), of(0, 2)),
        (lambda: steps(B, 2, 3), None, of(0, None)),
        (lambda: rounded(A / 4, 0, "half_up"), of(2, 7), of(1, 2)),
        (lambda: rounded(B, 0, "half_up"), None, OPEN),
        (lambda: root(A, 2, decimals=0), of(4, 9), of(2, 3)),
        (lambda: root(B, 2, decimals=0), None, of(0, None)),
        (lambda: logarithm(A, decimals=1), of(1, 10), of(0, "2.3")),
        (lambda: logarithm(A, decimals=1), of(-5, 0), of(0, 0)),
        (lambda: logarithm(A, decimals=1), of(0, 10), of(None, "2.3")),
        # As little above zero as one likes, a logarithm has no lower end; of 1 it is 0.
        (lambda: logarithm(A, decimals=1), of(0, 1), of(None, 0)),
        (lambda: label("bước", A * 2), of(1, 3), of(2, 6)),
        (lambda: bands(A, TABLE), of(0, 10), of(1, 5)),
        (lambda: bands(A, TABLE), of(8, 10), of(5, 5)),
        (lambda: bands(A, TABLE), of(4, 7), OPEN),
    ],
)
def test_ranges_by_hand(formula, a, expected):
    """Each word gives the range found by hand; where nothing is known it is open."""
    assert range_of(formula().node, {} if a is None else {"a": a}) == expected


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        # A count is at least 1 where it is not zero, so 10 / A is at most 10; with 0 it is 100.
        (A, of(1, 100)),
        (A + 1, of("10/11", 10)),
        # Any number may be as near to zero as it likes, on both sides.
        (B, OPEN),
        (A - 5, OPEN),
        (-A, of(None, 100)),
    ],
    ids=["count", "never zero", "any", "both sides", "below"],
)
def test_ratio(whole, expected):
    """A ratio is limited as far as its divisor keeps away from zero, and by `if_zero` at zero."""
    assert range_of(ratio(10, whole, if_zero=100).node) == expected


def test_a_count_below_zero():
    """A divisor of whole numbers below zero is at most -1, and no lower than it may be."""
    debt = Expression(Symbol("d", Quantity("number", low=-4, high=0)))
    assert range_of(ratio(8, debt, if_zero=0).node) == of(-8, 0)
    assert range_of(ratio(8, debt, if_zero=-3).node) == of(-8, -2)


@pytest.mark.parametrize(
    ("op", "divisor", "said"),
    [
        (Op.DIVIDE, A, "`a` ranges over 0..10"),
        (Op.DIVIDE, A - 5, "… ranges over -5..5"),
        (Op.STEPS, A, "`a` ranges over 0..10"),
        (Op.STEPS, 1 - A, "… ranges over -9..1"),
    ],
)
def test_a_divisor_that_may_be_zero_is_named_where_it_was_written(op, divisor, said):
    """P103 has the author's place, the name of the divisor where it has one, and its range."""
    place = Span("rule.py", 7, 12)
    before = (A.node,) if op is Op.DIVIDE else (A.node, A.node)
    with pytest.raises(RuleError) as caught:
        range_of(Apply(op, (*before, divisor.node), None, place))
    (found,) = caught.value.diagnostics
    assert (found.code, found.span) == ("P103", place)
    assert found.message("en").endswith(f": {said}")


def test_quantities_are_the_ranges_unless_more_is_known():
    """Without knowledge the quantity decides; with it, the knowledge."""
    assert range_of((A + 1).node) == of(1, 11)
    assert range_of((A + 1).node, {"a": of(3, 3)}) == of(4, 4)
