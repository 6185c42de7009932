"""Closed intervals with open ends."""

from fractions import Fraction

import pytest

from covenant_rules.interval import Interval, hull, maximum, minimum

OPEN = Interval(None, None)


def up(low):
    """Everything from *low*."""
    return Interval(Fraction(low), None)


def down(high):
    """Everything to *high*."""
    return Interval(None, Fraction(high))


def test_both_ends_are_inside():
    """An interval holds its ends, and nothing beyond them; an open end holds everything."""
    ten = Interval.of(0, "9.5")
    assert [ten.contains(Fraction(x)) for x in ("0", "9.5", "-0.1", "9.6")] == [
        True,
        True,
        False,
        False,
    ]
    assert up(3).contains(Fraction(10**9))
    assert not up(3).contains(Fraction(2))


def test_exact_is_the_only_number():
    """Only a closed interval of one number is exact."""
    assert Interval.point(Fraction(5)).exact == 5
    assert [i.exact for i in (Interval.of(0, 1), OPEN, up(0), down(0))] == [None] * 4


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        (Interval.of(1, 2), Interval.of(1, 2), True),
        (Interval.of(0, 2), Interval.of(1, 2), False),
        (Interval.of(1, 3), Interval.of(1, 2), False),
        (up(1), Interval.of(1, 2), False),
        (down(1), up(0), False),
        (up(1), up(0), True),
        (OPEN, OPEN, True),
    ],
)
def test_within(inner, outer, expected):
    """An interval with an open end is within another only if that is open there too."""
    assert inner.within(outer) is expected


def test_sum_and_difference():
    """Ends are added; a difference takes the opposite end; an open end stays open."""
    assert Interval.of(1, 2) + Interval.of(10, 20) == Interval.of(11, 22)
    assert Interval.of(1, 2) - Interval.of(10, 20) == Interval.of(-19, -8)
    assert up(1) + Interval.of(1, 2) == up(2)
    assert Interval.of(1, 2) - up(5) == down(-3)
    assert -up(3) == down(-3)


@pytest.mark.parametrize(
    ("a", "b", "product"),
    [
        (Interval.of(-2, 3), Interval.of(-5, 7), Interval.of(-15, 21)),
        (Interval.of(-3, -2), Interval.of(-5, -4), Interval.of(8, 15)),
        (up(2), up(3), up(6)),
        (up(2), down(-3), down(-6)),
        (down(-2), down(-3), up(6)),
        (up(0), down(0), down(0)),
        (OPEN, Interval.of(0, 0), Interval.of(0, 0)),
        (OPEN, Interval.of(1, 1), OPEN),
        (up(-1), Interval.of(2, 3), up(-3)),
    ],
)
def test_product(a, b, product):
    """A product has its ends at products of ends, whatever the signs; zero times an open end is zero."""
    assert a * b == product
    assert b * a == product


@pytest.mark.parametrize(
    ("a", "b", "quotient"),
    [
        (Interval.of(1, 6), Interval.of(2, 3), Interval.of("1/3", 3)),
        (Interval.of(1, 6), Interval.of(-3, -2), Interval.of(-3, "-1/3")),
        (Interval.of(0, 6), up(2), Interval.of(0, 3)),
        (Interval.of(-6, 6), down(-2), Interval.of(-3, 3)),
    ],
)
def test_quotient(a, b, quotient):
    """Dividing by an interval of one sign gives an interval; an open end of the divisor leads to zero."""
    assert a / b == quotient


def test_a_divisor_may_be_one():
    """Only zero is refused: 1..2 divided by 1..4 is 1/4..2, divided by 0..1/2 nothing."""
    assert Interval.of(1, 2) / Interval.of(1, 4) == Interval.of("1/4", 2)
    with pytest.raises(ZeroDivisionError):
        Interval.of(1, 2) / Interval.of(0, "1/2")


def test_how_an_interval_is_shown():
    """Two dots between the ends, an open end as an ellipsis."""
    assert str(Interval.of(0, "21/2")) == "0..10.5"
    assert str(up(3)) == "3..…"
    assert str(down(-1)) == "…..-1"


@pytest.mark.parametrize("divisor", [Interval.of(-1, 1), Interval.of(0, 1), OPEN, down(0)])
def test_no_quotient_by_an_interval_with_zero(divisor):
    """A divisor that may be zero is refused."""
    with pytest.raises(ZeroDivisionError):
        Interval.of(1, 2) / divisor


def test_hull_minimum_maximum():
    """The hull reaches as far as any; the minimum is at most every upper end, the maximum the mirror."""
    a, b = Interval.of(0, 10), Interval.of(5, 7)
    assert hull([a, b]) == Interval.of(0, 10)
    assert hull([a, up(20)]) == up(0)
    assert minimum([a, b]) == Interval.of(0, 7)
    assert maximum([a, b]) == Interval.of(5, 10)
    assert minimum([up(1), up(3)]) == up(1)
    assert minimum([up(1), Interval.of(2, 4)]) == Interval.of(1, 4)
    assert maximum([down(1), Interval.of(2, 4)]) == Interval.of(2, 4)


@pytest.mark.parametrize(
    ("one", "other", "product"),
    [
        ((2, 2), (3, 3), (6, 6)),
        ((2, 2), (3, 5), (6, 10)),
        ((3, 5), (2, 2), (6, 10)),
        ((2, 3), (4, 5), (8, 15)),
        ((1, None), (2, 3), (2, None)),
        ((2, 3), (1, None), (2, None)),
        ((1, None), (2, None), (2, None)),
        ((0, 0), (2, 3), (0, 0)),
        ((0, 2), (0, 3), (0, 6)),
        ((0, 0), (2, None), (0, 0)),
    ],
)
def test_products_that_are_not_negative(one, other, product):
    """The ends multiply; a single number has two ends that are one; zero times an open end is zero."""

    def interval(low, high):
        if low == high:
            return Interval.point(Fraction(low))
        return Interval(Fraction(low), None if high is None else Fraction(high))

    assert interval(*one) * interval(*other) == interval(*product)


@pytest.mark.parametrize(
    ("one", "other", "quotient"),
    [
        ((4, 6), (2, 3), ("4/3", 3)),
        ((0, 6), (2, 3), (0, 3)),
        ((None, 4), (2, 4), (None, 2)),
        ((4, None), (2, 4), (1, None)),
        ((4, 6), (2, None), (0, 3)),
        ((-4, 6), ("1/2", 2), (-8, 12)),
        ((4, 6), (-4, -2), (-3, -1)),
        ((4, 6), (None, -2), (-3, 0)),
    ],
)
def test_quotients(one, other, quotient):
    """Each end over the end that makes most and least of it; over what has no end, as near to zero as it likes."""

    def interval(low, high):
        return Interval(*(None if end is None else Fraction(end) for end in (low, high)))

    assert interval(*one) / interval(*other) == interval(*quotient)


def test_the_least_and_the_greatest_of_open_ends():
    """Where no number has a lower end the greatest has none; where one has, the greatest is at least that."""
    three, five = Interval(None, Fraction(3)), Interval(None, Fraction(5))
    assert maximum([three, five]) == five
    assert maximum([three, Interval.of(1, 4)]) == Interval.of(1, 4)
    assert minimum([-three, -five]) == -five
    assert minimum([-three, Interval.of(-4, -1)]) == Interval.of(-4, -1)
