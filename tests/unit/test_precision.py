"""Functions with a declared precision, held against bounds that do not use them."""

from __future__ import annotations

from fractions import Fraction
from itertools import count, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from covenant_rules.formula.precision import _logarithm_bounds, logarithm, root

LEAST, MOST = Fraction(1, 10**30), Fraction(10**30)
DECIMALS = st.integers(0, 15)
POSITIVE = st.one_of(
    st.fractions(LEAST, MOST, max_denominator=10**30),
    st.builds(
        lambda m, e: Fraction(m) * Fraction(10) ** e, st.integers(1, 999), st.integers(-30, 27)
    ),
)


def exponential(power: Fraction, slack: Fraction) -> tuple[Fraction, Fraction]:
    """Return bounds of e^power, for a power of zero or more, by its series; *slack* apart, relative to it."""
    halvings = 0
    while power > Fraction(1, 2):  # e^x is the square of e^(x/2)
        power, halvings = power / 2, halvings + 1
    # Squaring at most doubles a relative error, so the series starts finer; below 1/2 the terms after
    # the last one together are less than that term.
    fine = slack / 4 ** (halvings + 2)
    total, term = Fraction(1), Fraction(1)
    for number in count(1):
        term = term * power / number
        total += term
        if term < fine:
            break
    low, high = total, total + term
    grain = slack.denominator * 10**40  # rounded outward, so that squares stay short
    for _ in range(halvings):
        low = Fraction(low**2 * grain // 1) / grain
        high = -Fraction(-(high**2) * grain // 1) / grain
    return low, high


def surely_below(power: Fraction, value: Fraction) -> bool:
    """Say whether e^power < value, by bounds that are narrowed until they decide."""
    # For a negative power the reciprocals are compared, so that bounds are never near zero.
    if power < 0:
        return not surely_below(-power, 1 / value)
    for digits in count(20, 10):
        low, high = exponential(power, Fraction(1, 10**digits))
        if high < value:
            return True
        if low >= value:
            return False
    raise AssertionError


@given(value=POSITIVE, degree=st.integers(1, 7), decimals=DECIMALS)
@example(value=LEAST, degree=3, decimals=0)
@example(value=LEAST, degree=3, decimals=15)
@example(value=MOST, degree=3, decimals=15)
@example(value=Fraction(1, 4), degree=2, decimals=0)  # exactly half way: up
@example(value=Fraction(49, 400), degree=2, decimals=1)  # 0.35, half way: up
def test_a_root_is_the_nearest_number_of_its_decimals(
    value: Fraction, degree: int, decimals: int
) -> None:
    """The true root lies from half a last digit below the result up to, but not at, half above."""
    half = Fraction(1, 2 * 10**decimals)
    found = root(value, degree, decimals)
    assert (found * 10**decimals).denominator == 1
    assert max(found - half, Fraction(0)) ** degree <= value < (found + half) ** degree


@given(value=POSITIVE, decimals=DECIMALS)
@example(value=LEAST, decimals=15)
@example(value=MOST, decimals=15)
@example(value=1 + LEAST, decimals=15)
@example(value=1 - LEAST, decimals=15)
def test_a_logarithm_is_the_nearest_number_of_its_decimals(value: Fraction, decimals: int) -> None:
    """The value lies between the exponentials of the result half a last digit less and more."""
    half = Fraction(1, 2 * 10**decimals)
    found = logarithm(value, decimals)
    assert (found * 10**decimals).denominator == 1
    assert surely_below(found - half, value)
    assert not surely_below(found + half, value)


@given(value=POSITIVE.filter(lambda value: value != 1), digits=st.integers(2, 25))
@example(value=1 + LEAST, digits=13)
@example(value=Fraction(2), digits=5)
@example(value=Fraction("1.00005"), digits=5)  # half way between two numbers of five digits
def test_bounds_of_a_logarithm_hold_it_between_them(value: Fraction, digits: int) -> None:
    """Whatever the digits, the true logarithm lies between the two bounds, and they come close."""
    low, high = _logarithm_bounds(value, digits)
    assert surely_below(low, value)
    assert not surely_below(high, value)
    assert high - low < Fraction(10) ** (5 - digits)


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        # Figures of mathematical tables.
        ("2", 18, "0.693147180559945309"),
        ("2", 40, "0.6931471805599453094172321214581765680755"),
        ("10", 15, "2.302585092994046"),
        ("0.5", 12, "-0.693147180560"),
        ("1000000000000000000000000000000", 12, "69.077552789821"),
        ("1", 5, "0"),
    ],
)
def test_known_logarithms(value: str, decimals: int, printed: str) -> None:
    """Logarithms that stand in every table come out digit by digit."""
    assert logarithm(Fraction(value), decimals) == Fraction(printed)


def test_a_logarithm_next_to_a_half_is_looked_at_more_closely() -> None:
    """The root of e is 1.64872127070012814684…, so that numbers cut off just below and above it have logarithms that
    part from 0.5 in the sixteenth decimal alone."""
    assert logarithm(Fraction("1.648721270700128"), 0) == 0
    assert logarithm(Fraction("1.648721270700129"), 0) == 1


@pytest.mark.parametrize(
    ("value", "degree", "decimals", "printed"),
    [
        ("2", 2, 18, "1.414213562373095049"),
        ("2", 3, 12, "1.259921049895"),
        ("27", 3, 0, "3"),
        ("0.000000000000000000000000000001", 3, 10, "0.0000000001"),
        ("1000000000000000000000000000000", 5, 0, "1000000"),
    ],
)
def test_known_roots(value: str, degree: int, decimals: int, printed: str) -> None:
    """Roots that stand in every table, and those of perfect powers, come out digit by digit."""
    assert root(Fraction(value), degree, decimals) == Fraction(printed)


@given(values=st.lists(POSITIVE, min_size=2, max_size=6), decimals=DECIMALS)
@example(values=[LEAST, 1 - LEAST, Fraction(1), 1 + LEAST, MOST], decimals=3)
def test_neither_function_ever_falls(values: list[Fraction], decimals: int) -> None:
    """Of two values the greater never has the smaller root or logarithm; the proofs rely on it."""
    for low, high in pairwise(sorted(values)):
        assert root(low, 3, decimals) <= root(high, 3, decimals)
        assert logarithm(low, decimals) <= logarithm(high, decimals)


@given(value=st.fractions(max_value=0), decimals=DECIMALS)
@example(value=Fraction(0), decimals=0)
@example(value=-MOST, decimals=15)
def test_both_functions_are_total(value: Fraction, decimals: int) -> None:
    """Of zero and below, where there is no logarithm and hardly a root, both are zero."""
    assert root(value, 2, decimals) == 0
    assert logarithm(value, decimals) == 0


@pytest.mark.parametrize("sign", [1, -1])
def test_a_value_next_to_one_needs_no_long_numbers(sign: int) -> None:
    """Bounds of a logarithm near zero are short numbers, not the least that a decimal can hold."""
    for end in _logarithm_bounds(1 + sign * LEAST, 13):
        assert end.denominator < 10**100
