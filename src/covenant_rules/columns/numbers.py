"""Columns of exact numbers: whole numbers over a denominator, with a mask for what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from attrs import evolve, frozen

INT64 = 2**63 - 1


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

    def at(self, rows: Sequence[int]) -> Numbers:
        """Return the column of some *rows*."""
        scale = self.scale if isinstance(self.scale, int) else taken(self.scale, rows)
        missing = None if self.missing is None else taken(self.missing, rows)
        return Numbers(taken(self.values, rows), scale, missing)

    def rescaled(self, scale: int) -> Numbers:
        """Return the same numbers over *scale*, a multiple of every denominator."""
        if self.scale == scale if isinstance(self.scale, int) else False:
            return self
        if isinstance(self.scale, int):
            return evolve(self, values=multiplied(self.values, scale // self.scale), scale=scale)
        pairs = zip(listed(self.values), listed(self.scale), strict=True)
        tops = [int(top) * (scale // int(own)) for top, own in pairs]
        return evolve(self, values=like(self.values, tops), scale=scale)

    def common_scale(self) -> int:
        """Return the least common denominator of the column."""
        if isinstance(self.scale, int):
            return self.scale
        return lcm(*(int(scale) for scale in set(listed(self.scale))))

    def patched(self, rows: Sequence[int], part: Numbers) -> Numbers:
        """Return the column with *part* in place of some *rows*."""
        if isinstance(self.scale, int) and isinstance(part.scale, int):
            scale = lcm(self.scale, part.scale)
            mine, theirs = self.rescaled(scale), part.rescaled(scale)
            values = put(mine.values, rows, theirs.values)
        else:
            values = put(self.values, rows, part.values)
            scale = put(self._scales(), rows, part._scales())
        missing = self.missing
        if missing is not None or part.missing is not None:
            missing = put(
                missing if missing is not None else like(self.values, [False] * len(self)),
                rows,
                part.missing
                if part.missing is not None
                else like(part.values, [False] * len(part)),
            )
        return Numbers(values, scale, missing)

    def _scales(self) -> Any:
        if isinstance(self.scale, int):
            return like(self.values, [self.scale] * len(self))
        return self.scale


def listed(values: Any) -> list[Any]:
    """Return a list or an array as a list of Python's own numbers."""
    return values if isinstance(values, list) else list(values.tolist())


def like(values: Any, found: list[Any]) -> Any:
    """Return a list as what *values* are: a list, or an array that can hold it."""
    return found if isinstance(values, list) else array(found)


def array(found: Any) -> Any:
    """Return a list as an array of booleans, of int64, or beyond 64 bits of Python integers."""
    import numpy as np  # noqa: PLC0415  (only columns in arrays need numpy)

    if not isinstance(found, list):
        return np.asarray(found)
    if found and all(isinstance(value, bool) for value in found):
        return np.array(found, dtype=bool)
    small = not found or (min(found) >= -INT64 and max(found) <= INT64)
    return np.array(found, dtype=np.int64 if small else object)


def full(value: int, rows: int) -> Any:
    """Return an array that holds *value* in all rows, and takes the memory of one."""
    import numpy as np  # noqa: PLC0415  (only columns in arrays need numpy)

    return np.broadcast_to(np.array(value, dtype=np.int64 if abs(value) <= INT64 else object), rows)


def repeated(values: Any, value: int, rows: int) -> Any:
    """Return *value* in all *rows*, as what *values* are: a list or an array."""
    return [value] * rows if isinstance(values, list) else full(value, rows)


def taken(values: Any, rows: Sequence[int]) -> Any:
    """Return some rows of a list or an array."""
    return [values[row] for row in rows] if isinstance(values, list) else values[rows]


def put(values: Any, rows: Sequence[int], found: Any) -> Any:
    """Return *values* with *found* in some *rows*, widened where that takes Python's integers."""
    if isinstance(values, list):
        patched = list(values)
        for row, value in zip(rows, listed(found), strict=True):
            patched[row] = value
        return patched
    found = array(found)
    wide = object if object in (values.dtype, found.dtype) else values.dtype
    patched = values.astype(wide)  # a copy
    patched[rows] = found
    return patched


def multiplied(values: Any, factor: int) -> Any:
    """Return whole numbers times *factor*, widened where that takes Python's integers."""
    if isinstance(values, list):
        return [value * factor for value in values]
    if factor == 1 or not len(values):
        return values
    if max(abs(int(values.min())), abs(int(values.max()))) * factor > INT64:
        return values.astype(object) * factor
    return values * factor


@frozen(eq=False)
class Ends:
    """What is known of a symbol row by row: a range, such as the maximum of a bloc some of whose units lack it.

    An end that is missing in a row is open there.
    """

    low: Numbers
    high: Numbers


Known = Numbers | Ends | Fraction | int
