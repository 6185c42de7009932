"""Rounding by a named mode, once."""

from fractions import Fraction

import pytest

from covenant_rules.rounding import RoundingMode, round_exact

# value: half_up, half_even, down, floor, ceiling, all to whole numbers
WHOLE = {
    "0.5": (1, 0, 0, 0, 1),
    "1.5": (2, 2, 1, 1, 2),
    "2.5": (3, 2, 2, 2, 3),
    "2.4": (2, 2, 2, 2, 3),
    "2.6": (3, 3, 2, 2, 3),
    "-0.5": (-1, 0, 0, -1, 0),
    "-1.5": (-2, -2, -1, -2, -1),
    "-2.5": (-3, -2, -2, -3, -2),
    "-2.4": (-2, -2, -2, -3, -2),
    "-2.6": (-3, -3, -2, -3, -2),
    "7": (7, 7, 7, 7, 7),
}


@pytest.mark.parametrize("value", WHOLE)
@pytest.mark.parametrize("position", range(5))
def test_every_mode(value, position):
    """Each mode rounds as its name says, on both sides of zero and on ties."""
    mode = list(RoundingMode)[position]
    assert round_exact(Fraction(value), 0, mode) == WHOLE[value][position]


def test_published_rounding_of_17_625():
    """17.625 is 17.63 to two decimals half up, in one step (rule-forms 1.8)."""
    assert round_exact(Fraction("17.625"), 2, RoundingMode.HALF_UP) == Fraction("17.63")


def test_roundings_are_not_chained():
    """17.4449 is 17 in one step; by way of 17.45 and 17.5 it would wrongly become 18."""
    value = Fraction("17.4449")
    chained = value
    for decimals in (3, 2, 1, 0):
        chained = round_exact(chained, decimals, RoundingMode.HALF_UP)
    assert (round_exact(value, 0, RoundingMode.HALF_UP), chained) == (17, 18)


def test_a_tie_is_exact():
    """One hundredth of a millionth below a tie is no tie."""
    assert round_exact(Fraction("0.12499999"), 2, RoundingMode.HALF_UP) == Fraction("0.12")
    assert round_exact(Fraction("0.125"), 2, RoundingMode.HALF_UP) == Fraction("0.13")
    assert round_exact(Fraction(1, 3), 2, RoundingMode.CEILING) == Fraction("0.34")
