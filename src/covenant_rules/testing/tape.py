"""A tape of random bytes, from which large examples are drawn cheaply.

Hypothesis pays for every draw; a sheet needs hundreds of small choices. They are read from a few
long byte strings instead, which Hypothesis still shrinks: a zero byte is always the simplest choice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor, lcm
from typing import TypeVar

from hypothesis import strategies as st

from covenant_rules.quantity import Quantity

T = TypeVar("T")
SPREAD = 12  # how far values go where a quantity has no limit
QUARTER = Fraction(1, 4)
_BYTE = 256
_CHUNK = st.binary(min_size=96, max_size=96)


class Tape:
    """Makes small choices, each from the next byte."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._bytes = b""
        self._next = 0

    def _byte(self) -> int:
        if self._next == len(self._bytes):
            self._bytes, self._next = self._draw(_CHUNK), 0
        self._next += 1
        return self._bytes[self._next - 1]

    def below(self, n: int) -> int:
        """Return a whole number from 0 up to, but without, *n*."""
        return (self._byte() if n <= _BYTE else self._byte() * _BYTE + self._byte()) % n

    def of(self, options: Sequence[T]) -> T:
        """Return one of *options*; the first is the simplest."""
        return options[self.below(len(options))]

    def chance(self, n: int) -> bool:
        """Say yes once in *n* times."""
        return self.below(n) == n - 1

    def maybe(self, make: Callable[[], T], n: int = 3) -> T | None:
        """Return what *make* makes once in *n* times, else None."""
        return make() if self.chance(n) else None

    def number(self, low: int | Fraction, high: int | Fraction) -> Fraction:
        """Return a decimal number from *low* to *high*, often a whole one."""
        grain = Fraction(1) if self.below(2) == 0 else QUARTER
        return self._multiple(grain, Fraction(low), Fraction(high))

    def _multiple(self, grain: Fraction, low: Fraction, high: Fraction) -> Fraction:
        first, last = ceil(low / grain), floor(high / grain)
        return grain * (first + self.below(last - first + 1)) if first <= last else low

    def value(self, quantity: Quantity) -> Fraction:
        """Return a value that *quantity* allows: within its limits, on its decimals and its step."""
        low, high = quantity.low, quantity.high
        if low is None:
            low = Fraction(-SPREAD) if high is None else high - SPREAD
        if high is None:
            high = low + 2 * SPREAD
        grain = lattice(quantity)
        if grain is None:
            return low + (high - low) * Fraction(self.below(13), 12)
        return self._multiple(grain, low, high)


def lattice(quantity: Quantity) -> Fraction | None:
    """Return the number of which every value is a multiple, or None where there is none."""
    grains = [Fraction(1, 10**quantity.decimals)] if quantity.decimals is not None else []
    grains += [quantity.step] if quantity.step is not None else []
    if not grains:
        return None
    common = lcm(*(grain.denominator for grain in grains))
    return Fraction(lcm(*(int(grain * common) for grain in grains)), common)


def drawn(make: Callable[[Tape], T]) -> st.SearchStrategy[T]:
    """Return the strategy of what *make* makes from a tape."""

    @st.composite
    def strategy(draw: st.DrawFn) -> T:
        return make(Tape(draw))

    return strategy()
