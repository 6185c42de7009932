"""Columns of exact numbers: whole numbers over a denominator, with a mask for what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Any

from attrs import frozen


@frozen(eq=False)
class Numbers:
    """One exact number for each row: `values` over `scale`.

    Attributes:
        values: numerators: an int64 array; beyond 64 bits, or without numpy, Python integers in a
            list or an array of objects.
        scale: the denominator, above zero: one for all rows, or a column like *values*.
        missing: true where a row has no number (in a result: where nothing limits it); None where
            every row has one. What stands in *values* there is of no account.
    """

    values: Any
    scale: Any = 1
    missing: Any = None

    @classmethod
    def of(cls, values: Iterable[Fraction | int | None]) -> Numbers:
        """Return a column of *values* over their common denominator; None is a missing number.

        >>> Numbers.of([Fraction(1, 2), 3]).values
        [1, 6]
        """
        rows = [None if value is None else Fraction(value) for value in values]
        scale = lcm(*(row.denominator for row in rows if row is not None))
        tops = [0 if row is None else row.numerator * (scale // row.denominator) for row in rows]
        missing = [row is None for row in rows]
        return cls(tops, scale, missing if any(missing) else None)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.values)

    def fractions(self) -> list[Fraction | None]:
        """Return every row as an exact number, None where it is missing."""
        tops = listed(self.values)
        scales = [self.scale] * len(tops) if isinstance(self.scale, int) else listed(self.scale)
        rows = [Fraction(int(top), int(scale)) for top, scale in zip(tops, scales, strict=True)]
        if self.missing is None:
            return list(rows)
        return [None if gone else row for row, gone in zip(rows, listed(self.missing), strict=True)]


def listed(values: Any) -> list[Any]:
    """Return a list or an array as a list of Python's own numbers."""
    return values if isinstance(values, list) else list(values.tolist())


@frozen(eq=False)
class Ends:
    """What is known of a symbol row by row: a range, such as the maximum of a bloc some of whose units lack it.

    An end that is missing in a row is open there.
    """

    low: Numbers
    high: Numbers


Known = Numbers | Ends | Fraction | int
