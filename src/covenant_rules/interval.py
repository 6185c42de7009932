"""Closed intervals of exact numbers, open-ended where an end is None.

The range fold computes with them: proofs of limits, scores while evidence is missing,
and the reach of a whole sheet are the same arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeVar

from attrs import frozen

from covenant_rules.text import exact_text

End = Fraction | None
SomeEnd = TypeVar("SomeEnd", Fraction, End)
NOTHING = Fraction(0)


@frozen
class Interval:
    """All numbers from *low* to *high*, both included; None means without limit.

    >>> Interval.of(0, 10).contains(Fraction(10))
    True
    """

    low: End
    high: End

    @classmethod
    def of(cls, low: int | str | Fraction, high: int | str | Fraction) -> Interval:
        """Return the interval between two exact numbers."""
        return cls(Fraction(low), Fraction(high))

    @classmethod
    def point(cls, value: Fraction) -> Interval:
        """Return the interval that holds *value* alone."""
        return cls(value, value)

    @property
    def exact(self) -> Fraction | None:
        """The only number of the interval, or None where it holds more than one."""
        low, high = self.low, self.high
        if low is None or high is None:
            return None
        return low if low.as_integer_ratio() == high.as_integer_ratio() else None

    def __str__(self) -> str:
        """Return the interval as `0..10`, an open end as `…`."""
        return "..".join("…" if e is None else exact_text(e) for e in (self.low, self.high))

    def contains(self, value: Fraction) -> bool:
        """Say whether *value* lies in the interval, ends included."""
        low, high = self.low, self.high
        return not (low is not None and less(value, low)) and not (
            high is not None and less(high, value)
        )

    def within(self, other: Interval) -> bool:
        """Say whether every number of this interval lies in *other*."""
        low = other.low is None or (self.low is not None and not less(self.low, other.low))
        high = other.high is None or (self.high is not None and not less(other.high, self.high))
        return low and high

    def __add__(self, other: Interval) -> Interval:
        """Return the interval of all sums."""
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
        )

    def __neg__(self) -> Interval:
        """Return the interval of all negations."""
        return Interval(
            None if self.high is None else -self.high, None if self.low is None else -self.low
        )

    def __sub__(self, other: Interval) -> Interval:
        """Return the interval of all differences."""
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        """Return the interval of all products; zero times an open end is zero."""
        a, b, c, d = self.low, self.high, other.low, other.high
        if a is not None and c is not None and a.numerator >= 0 and c.numerator >= 0:
            product = a * c
            if a is b and c is d:
                return Interval(product, product)
            if b is not None and d is not None:
                return Interval(product, b * d)
        lows: list[End] = []
        highs: list[End] = []
        for mine, my_sign in ((a, -1), (b, 1)):
            for theirs, their_sign in ((c, -1), (d, 1)):
                if mine is not None and theirs is not None:
                    product = mine * theirs
                    lows.append(product)
                    highs.append(product)
                    continue
                sign = _sign(mine, my_sign) * _sign(theirs, their_sign)
                if sign == 0:
                    lows.append(NOTHING)
                    highs.append(NOTHING)
                elif sign > 0:
                    highs.append(None)
                else:
                    lows.append(None)
        return Interval(least(lows), greatest(highs))

    def __truediv__(self, other: Interval) -> Interval:
        """Return the interval of all quotients.

        Raises:
            ZeroDivisionError: *other* holds zero.
        """
        if other.contains(NOTHING):
            raise ZeroDivisionError
        a, b, c, d = self.low, self.high, other.low, other.high
        if a is not None and b is not None and c is not None and d is not None:
            if a.numerator >= 0 and c.numerator > 0:
                return Interval(a / d, b / c)
            return self * Interval(1 / d, 1 / c)
        # The divisor has one sign, so its reciprocals are again one interval: an open end gives 0.
        return self * Interval(
            NOTHING if d is None else 1 / d,
            NOTHING if c is None else 1 / c,
        )


def hull(intervals: Iterable[Interval]) -> Interval:
    """Return the smallest interval that holds all of *intervals*, of which there is at least one."""
    found = list(intervals)
    return Interval(least([i.low for i in found]), greatest([i.high for i in found]))


def minimum(intervals: Iterable[Interval]) -> Interval:
    """Return the interval of the smallest of one number from each interval."""
    found = list(intervals)
    highs: list[End] = [i.high for i in found if i.high is not None]
    return Interval(least([i.low for i in found]), least(highs) if highs else None)


def maximum(intervals: Iterable[Interval]) -> Interval:
    """Return the interval of the greatest of one number from each interval."""
    found = list(intervals)
    lows: list[End] = [i.low for i in found if i.low is not None]
    return Interval(greatest(lows) if lows else None, greatest([i.high for i in found]))


def _sign(end: End, infinite: int) -> int:
    return infinite if end is None else (end > 0) - (end < 0)


def less(a: Fraction, b: Fraction) -> bool:
    """Say whether *a* < *b*; proofs compare so often that asking for the type each time is felt."""
    return a.numerator * b.denominator < b.numerator * a.denominator


def least(ends: Sequence[SomeEnd]) -> SomeEnd:
    """Return the least of at least one end; None, an open end, is below all."""
    found = ends[0]
    for end in ends:
        if end is None or found is None:
            return None
        if end is not found and less(end, found):
            found = end
    return found


def greatest(ends: Sequence[SomeEnd]) -> SomeEnd:
    """Return the greatest of at least one end; None, an open end, is above all."""
    found = ends[0]
    for end in ends:
        if end is None or found is None:
            return None
        if end is not found and less(found, end):
            found = end
    return found
