"""Closed intervals of exact numbers, open-ended where an end is None.

The range fold computes with them: proofs of limits, scores while evidence is missing,
and the reach of a whole sheet are the same arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

from covenant_rules.text import exact_text

End = Fraction | None
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
        low, high, least, most = self.low, self.high, other.low, other.high
        if low is not None and least is not None and low.numerator >= 0 and least.numerator >= 0:
            product = low * least
            if low is high and least is most:
                return Interval(product, product)
            if high is not None and most is not None:
                return Interval(product, high * most)
        lows: list[End] = []
        highs: list[End] = []
        for mine, my_sign in ((low, -1), (high, 1)):
            for theirs, their_sign in ((least, -1), (most, 1)):
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
        return Interval(_least(lows), _greatest(highs))

    def __truediv__(self, other: Interval) -> Interval:
        """Return the interval of all quotients.

        Raises:
            ZeroDivisionError: *other* holds zero.
        """
        if other.contains(NOTHING):
            raise ZeroDivisionError
        low, high, least, most = self.low, self.high, other.low, other.high
        if low is not None and high is not None and least is not None and most is not None:
            if low.numerator >= 0 and least.numerator > 0:
                return Interval(low / most, high / least)
            return self * Interval(1 / most, 1 / least)
        # The divisor has one sign, so its reciprocals are again one interval: an open end gives 0.
        return self * Interval(
            NOTHING if most is None else 1 / most, NOTHING if least is None else 1 / least
        )


def hull(intervals: Iterable[Interval]) -> Interval:
    """Return the smallest interval that holds all of *intervals*, of which there is at least one."""
    found = list(intervals)
    return Interval(_least([i.low for i in found]), _greatest([i.high for i in found]))


def minimum(intervals: Iterable[Interval]) -> Interval:
    """Return the interval of the smallest of one number from each interval."""
    found = list(intervals)
    highs: list[End] = [i.high for i in found if i.high is not None]
    return Interval(_least([i.low for i in found]), _least(highs) if highs else None)


def maximum(intervals: Iterable[Interval]) -> Interval:
    """Return the interval of the greatest of one number from each interval."""
    found = list(intervals)
    lows: list[End] = [i.low for i in found if i.low is not None]
    return Interval(_greatest(lows) if lows else None, _greatest([i.high for i in found]))


def _sign(end: End, infinite: int) -> int:
    return infinite if end is None else (end > 0) - (end < 0)


def less(a: Fraction, b: Fraction) -> bool:
    """Say whether *a* < *b*; proofs compare so often that asking for the type each time is felt."""
    return a.numerator * b.denominator < b.numerator * a.denominator


def _least(ends: list[End]) -> End:
    least = ends[0]
    for end in ends:
        if end is None or least is None:
            return None
        if end is not least and less(end, least):
            least = end
    return least


def _greatest(ends: list[End]) -> End:
    greatest = ends[0]
    for end in ends:
        if end is None or greatest is None:
            return None
        if end is not greatest and less(greatest, end):
            greatest = end
    return greatest
