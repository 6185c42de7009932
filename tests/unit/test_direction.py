"""The direction fold: what is proved to rise or fall, and what is left unknown."""

from fractions import Fraction

import pytest

from covenant_rules.formula.algebra import Expression
from covenant_rules.formula.direction import (
    FALLING,
    RISING,
    STEADY,
    UNKNOWN,
    direction,
    tight_range,
)
from covenant_rules.formula.table import Band, Row, Table
from covenant_rules.formula.tree import Symbol
from covenant_rules.interval import Interval
from covenant_rules.plugin import (
    all_of,
    any_of,
    bands,
    clamp,
    equals,
    grid,
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
from covenant_rules.quantity import Quantity

A = Expression(Symbol("a", Quantity("count", low=0, high=10)))
B = Expression(Symbol("b", Quantity("count", low=1, high=10)))
Z = Expression(Symbol("z", Quantity("count", low=0, high=10)))
S = Expression(Symbol("s", Quantity("number", low=-5, high=5)))


def table(*points, otherwise=None):
    """Return bands below 3, from 3 to below 6 and from 6 with the given points."""
    limits = (None, Fraction(3)), (Fraction(3), Fraction(6)), (Fraction(6), None)
    rows = [
        Row((Band(low, high, with_high=False),), Fraction(p))
        for (low, high), p in zip(limits, points, strict=False)
    ]
    return Table(("value",), tuple(rows), otherwise)


FIRST = [
    ("plus", lambda: A + B, RISING),
    ("minus", lambda: B - A, FALLING),
    ("plus and minus", lambda: A * 2 - A, UNKNOWN),
    ("without", lambda: B * 2, STEADY),
    ("times positive", lambda: A * B, RISING),
    ("times negative", lambda: A * (0 - B), FALLING),
    ("times either sign", lambda: A * S, UNKNOWN),
    ("times zero", lambda: A * 0, STEADY),
    ("divided by positive", lambda: A / B, RISING),
    ("divided by it", lambda: B / (A + 1), FALLING),
    ("ratio", lambda: ratio(A, B, if_zero=0), RISING),
    ("ratio to it", lambda: ratio(B, A, if_zero=0), UNKNOWN),
    ("clamped", lambda: clamp(10 - A, 0, 5), FALLING),
    ("minimum and maximum", lambda: minimum(A, maximum(A, B)), RISING),
    ("condition", lambda: A >= B, RISING),
    ("opposite condition", lambda: A < B, FALLING),
    ("negation", lambda: none_of(A > 3), FALLING),
    ("conjunction", lambda: all_of(A > 3, B > 3), RISING),
    ("equality", lambda: equals(A, 3), UNKNOWN),
    ("truth of a number that may be below zero", lambda: when(A - 5, 1, 0), UNKNOWN),
    ("any of such numbers", lambda: any_of(A - 5, B > 3), UNKNOWN),
    ("more when it holds", lambda: when(A > 3, 5, 0), RISING),
    ("less when it holds", lambda: when(A > 3, 0, 5), FALLING),
    ("neither more nor less", lambda: when(A > 3, B, 5), UNKNOWN),
    ("under a condition on others", lambda: when(B > 3, A, 0), RISING),
    ("steps", lambda: steps(A, B, 2), RISING),
    ("steps above it", lambda: steps(B, A, 2), FALLING),
    ("steps of its size", lambda: steps(10, 0, A + 1), UNKNOWN),
    ("rounded", lambda: rounded(A / 3, 1, "half_up"), RISING),
    ("root", lambda: root(A, 2, decimals=2), RISING),
    ("logarithm above zero", lambda: logarithm(A + 1, decimals=2), RISING),
    ("logarithm at zero", lambda: logarithm(A, decimals=2), UNKNOWN),
    ("rising bands", lambda: bands(A, table(1, 2, 2)), RISING),
    ("falling bands", lambda: bands(A, table(5, 3, 0)), FALLING),
    ("falling bands of a falling value", lambda: bands(10 - A, table(5, 3, 0)), RISING),
    ("bands in disorder", lambda: bands(A, table(1, 3, 2)), UNKNOWN),
    ("bands with a better rest", lambda: bands(A, table(1, 2, otherwise=Fraction(9))), RISING),
    ("bands with a worse rest", lambda: bands(A, table(1, 2, otherwise=Fraction(0))), UNKNOWN),
    ("times a number that may be zero", lambda: A * Z, RISING),
    ("times a number that is hardly below zero", lambda: A * (Z - Fraction(1, 2)), UNKNOWN),
    ("times a number that is never above zero", lambda: A * (0 - Z), FALLING),
    ("times a number that is hardly above zero", lambda: A * (Fraction(1, 2) - Z), UNKNOWN),
    ("in place of a ratio to zero", lambda: ratio(B, Z, if_zero=A), RISING),
    ("against what stands for a ratio to zero", lambda: ratio(A, Z, if_zero=10 - A), UNKNOWN),
    ("the other choice", lambda: when(B > 3, 5, A), RISING),
    ("choices that part", lambda: when(B > 3, A, 10 - A), UNKNOWN),
    ("at least as much when it holds", lambda: when(A > 3, 10, B), RISING),  # 10, else 1 to 10
    ("at most as much when it holds", lambda: when(A > 3, 1, B), FALLING),
    ("more, but ever less, when it holds", lambda: when(A > 3, 20 - A, 5), UNKNOWN),
    ("more than what falls when it holds", lambda: when(A > 3, 20, 10 - A), UNKNOWN),
    ("less, but ever more, when it holds", lambda: when(A > 3, A, 20), UNKNOWN),
    ("less than what rises when it holds", lambda: when(A > 3, 0, 10 + A), UNKNOWN),
    ("grid", lambda: grid(A, B, Table(("r", "c"), (), Fraction(0))), UNKNOWN),
]


@pytest.mark.parametrize(
    ("formula", "expected"), [case[1:] for case in FIRST], ids=[c[0] for c in FIRST]
)
def test_direction_by_hand(formula, expected):
    """Each formula moves with `a` as found by hand; what may turn is unknown."""
    assert direction(formula().node, "a") is expected


def test_opposites():
    """The opposite of rising is falling; steady and unknown are their own."""
    assert [-d for d in (RISING, FALLING, STEADY, UNKNOWN)] == [FALLING, RISING, STEADY, UNKNOWN]


def test_knowledge_narrows_the_factor():
    """A factor of either sign has one sign once it is known."""
    assert direction((A * S).node, "a", {"s": Interval.of(-5, -1)}) is FALLING


def test_tight_ranges():
    """With a direction in every symbol the ends are exact; otherwise the natural range stands."""
    share = 2 * A / (A + 1)  # never above 20/11, but above and below the line `a` pulls both ways
    assert tight_range((10 - A).node, {"a": Interval.of(2, 3)}) == Interval.of(7, 8)
    assert tight_range((B / (A + 1)).node, {"b": Interval.of(2, 4)}) == Interval.of("2/11", 4)
    assert tight_range(share.node, {}) == Interval.of(0, 20)  # nothing proved: the natural range
    assert tight_range((A * 0 + 3).node, {}) == Interval.of(3, 3)
    assert tight_range((A + S).node, {"a": Interval(Fraction(0), None)}) == Interval(
        Fraction(-5), None
    )


def test_ends_are_sharper_than_what_parts_may_reach():
    """Bands that are written from the best down overlap, so that each row by itself may be met; as they rise with
    the value, its ends tell: from 4 to 9 they give 3 to 5, from 7 to 9 they give 5 alone."""
    rows = tuple(Row((Band(low=Fraction(low)),), Fraction(points)) for low, points in ((6, 5), (3, 3)))
    steps_down = Table(("value",), rows, Fraction(0))
    rising, falling = bands(A, steps_down).node, bands(10 - A, steps_down).node
    assert tight_range(rising, {"a": Interval.of(4, 9)}) == Interval.of(3, 5)
    assert tight_range(rising, {"a": Interval.of(7, 9)}) == Interval.of(5, 5)
    assert tight_range(falling, {"a": Interval.of(4, 9)}) == Interval.of(0, 5)
    assert tight_range(falling, {"a": Interval.of(1, 3)}) == Interval.of(5, 5)
    both = (bands(A, steps_down) + bands(10 - Z, steps_down)).node  # 3 to 5 and 5, one of them known
    assert tight_range(both, {"a": Interval.of(4, 9), "z": Interval.of(2, 2)}) == Interval.of(8, 10)
