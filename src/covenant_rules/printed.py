"""Printed numbers: each stands for all values that were rounded, or cut off, to what is printed.

`91.8` may be any value from 91.75 up to, but without, 91.85; cut off, any from 91.8 up to 91.9. The
ends matter: 91.85 rounds to 91.9, so here, unlike in `interval`, an end may be left out.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from attrs import evolve, frozen

from covenant_rules.quantity import number_from_text
from covenant_rules.rounding import RoundingMode, round_exact


@frozen
class Values:
    """All numbers between two ends, each of which is in or left out; None is without limit."""

    low: Fraction | None
    high: Fraction | None
    low_in: bool = True
    high_in: bool = True

    @classmethod
    def point(cls, value: Fraction) -> Values:
        """Return *value* alone."""
        return cls(value, value)

    @classmethod
    def around(cls, value: Fraction, below: Fraction, above: Fraction) -> Values:
        """Return the numbers that go to *value*: the end away from zero belongs to its neighbour."""
        if value > 0:
            return cls(value - below, value + above, high_in=False)
        if value < 0:
            return cls(value - above, value + below, low_in=False)
        width = max(below, above)
        return cls(-width, width, low_in=False, high_in=False)

    @property
    def exact(self) -> Fraction | None:
        """The only number, or None where there are more."""
        return self.low if self.low == self.high else None

    def meets(self, other: Values) -> bool:
        """Say whether a number lies in both."""
        return not (self._ends_before(other) or other._ends_before(self))

    def _ends_before(self, other: Values) -> bool:
        if self.high is None or other.low is None:
            return False
        apart = self.high == other.low and not (self.high_in and other.low_in)
        return self.high < other.low or apart

    def __add__(self, other: Values) -> Values:
        """Return all sums."""
        return Values(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.low_in and other.low_in,
            self.high_in and other.high_in,
        )

    def __neg__(self) -> Values:
        """Return all negations."""
        return Values(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_in,
            self.low_in,
        )

    def __mul__(self, other: Values) -> Values:
        """Return all products of numbers that are not negative."""
        (low, low_in), (high, high_in) = (
            _product(mine, theirs, inside=inside)
            for mine, theirs, inside in (
                (self.low, other.low, self.low_in and other.low_in),
                (self.high, other.high, self.high_in and other.high_in),
            )
        )
        return Values(low, high, low_in or low == 0, high_in)

    def __truediv__(self, other: Values) -> Values:
        """Return all quotients of numbers that are not negative; *other* may reach down to zero."""
        nothing = Fraction(0)  # … of anything is nothing, whatever the ends of *other*
        low = nothing if other.high is None or not self.low else self.low / other.high
        high = None if not other.low or self.high is None else self.high / other.low
        low_in = self.low_in and (other.high_in or self.low == 0) and (low > 0 or self.low == 0)
        return Values(low, high, low_in, self.high_in and other.low_in)

    def not_negative(self) -> Values | None:
        """Return the numbers that are not negative, or None where all are."""
        if self.high is not None and (self.high < 0 or (self.high == 0 and not self.high_in)):
            return None
        return (
            self
            if self.low is not None and self.low >= 0
            else evolve(self, low=Fraction(0), low_in=True)
        )

    def whole(self) -> Values | None:
        """Return the least and the greatest whole number, or None where there is none."""
        low = None if self.low is None else Fraction(ceil(self.low))
        high = None if self.high is None else Fraction(floor(self.high))
        if low is not None and low == self.low and not self.low_in:
            low += 1
        if high is not None and high == self.high and not self.high_in:
            high -= 1
        return None if low is not None and high is not None and low > high else Values(low, high)


def _product(
    mine: Fraction | None, theirs: Fraction | None, *, inside: bool
) -> tuple[Fraction | None, bool]:
    return (None, False) if mine is None or theirs is None else (mine * theirs, inside)


@frozen
class Printed:
    """A number as a document prints it: its value and its decimals.

    *exact* says that it is no rounded value: a count, a target that was set, points that were given.

    >>> Printed.parse("75.10").decimals
    2
    """

    value: Fraction
    decimals: int = 0
    exact: bool = False

    @classmethod
    def parse(cls, text: str) -> Printed:
        """Return the number written as *text*, whose decimals count: `75.10` has two.

        Raises:
            NumberError: *text* is no decimal number.
        """
        value = number_from_text(text)
        return cls(value, len(text.strip().partition(".")[2]))

    @property
    def certain(self) -> Printed:
        """The number as an exact one."""
        return evolve(self, exact=True)

    @property
    def counted(self) -> Printed:
        """The number as an exact one where it has no decimals: a count is not rounded."""
        return evolve(self, exact=self.decimals == 0)

    @property
    def rounded(self) -> Values:
        """All values that round half up to it."""
        half = Fraction(1, 2 * 10**self.decimals)
        return Values.point(self.value) if self.exact else Values.around(self.value, half, half)

    @property
    def cut(self) -> Values:
        """All values whose further decimals were cut off to it."""
        step = Fraction(1, 10**self.decimals)
        nothing = Fraction(0)
        return Values.point(self.value) if self.exact else Values.around(self.value, nothing, step)

    def as_printed(self, value: Fraction) -> Fraction:
        """Return *value* as it would be printed in this place."""
        if self.exact:
            return value
        return round_exact(value, self.decimals, RoundingMode.HALF_UP)
