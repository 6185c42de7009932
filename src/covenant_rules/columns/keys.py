"""Keys of ranks: exact numbers as words of 64 bits that compare like them.

A number that is always a part of one grain is one word: how many grains it holds. Any other is two
words, its whole part and 62 bits of the rest, and where so many bits cannot tell two neighbours apart,
its exact text beside them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from covenant_rules.columns.masks import arrays
from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.results import Form
from covenant_rules.covenant import Rounding
from covenant_rules.interval import Interval
from covenant_rules.rounding import RoundingMode, round_exact

Ints = np.ndarray[Any, Any]
LOWEST, HIGHEST = -(2**63), 2**63 - 1
LARGEST = 2**62
FRACTION_BITS = 62
SURE_BOTTOM = 2**31  # fractions with smaller denominators differ within 62 bits
_TEXT = Form(None)


@frozen
class KeyForm:
    """How one number of a key is written: in grains, or as a filtered fraction where *grain* is None."""

    grain: int | None

    @classmethod
    def of(cls, grain: int | None, limits: Interval) -> KeyForm:
        """Return the form of a number within *limits*: one word where it surely fits."""
        ends = (limits.low, limits.high)
        if grain is None or any(e is None or abs(e) * grain >= LARGEST for e in ends):
            return cls(None)
        return cls(grain)

    def names(self, name: str) -> list[str]:
        """Return the names of the columns that a key called *name* takes."""
        return [name] if self.grain is not None else [f"{name}.0", f"{name}.1", f"{name}.text"]

    def columns(self, numbers: Numbers, open_end: int) -> list[pa.Array]:
        """Return *numbers* as columns of a key; where they are missing stands *open_end*."""
        numbers = arrays(numbers)
        gone = numbers.missing
        if self.grain is not None:
            word = _in_grains(numbers, self.grain)
            return [pa.array(word if gone is None else np.where(gone, open_end, word))]
        return _filtered(numbers, open_end)


def _in_grains(numbers: Numbers, grain: int) -> Ints:
    values, scale = numbers.values, numbers.scale
    if isinstance(scale, int) and scale == grain and values.dtype != object:
        return np.asarray(values)
    if numbers.missing is not None:
        values = np.where(numbers.missing, 0, values)
    if isinstance(scale, int) and grain % scale == 0:
        return np.asarray(values * (grain // scale), dtype=np.int64)
    return np.asarray(values.astype(object) * grain // scale, dtype=np.int64)


def _filtered(numbers: Numbers, open_end: int) -> list[pa.Array]:
    values, scale, gone = numbers.values, numbers.scale, numbers.missing
    rows = len(values)
    bottoms = np.full(rows, scale) if isinstance(scale, int) else scale
    if gone is not None:
        values = np.where(gone, 0, values)
        bottoms = np.where(gone, 1, bottoms)
    if object in (values.dtype, bottoms.dtype) or (rows and bottoms.max() >= LARGEST):
        words = [_words(Fraction(int(n), int(d))) for n, d in zip(values, bottoms, strict=True)]
        whole = np.array([first for first, _ in words], dtype=np.int64)
        rest = np.array([second for _, second in words], dtype=np.int64)
    else:
        whole, left = np.divmod(values, bottoms)
        rest = _bits(left, bottoms)
    if gone is not None:
        whole = np.where(gone, open_end, whole)
    unsure = bottoms >= SURE_BOTTOM
    texts = pa.nulls(rows, pa.string())
    if unsure.any():
        texts = _TEXT.column(Numbers(values, bottoms), ~unsure.astype(bool))
    return [pa.array(whole), pa.array(rest), texts]


def _bits(left: Ints, bottoms: Ints) -> Ints:
    """Return the first bits after the point of *left* over *bottoms*, each below one."""
    found = np.zeros(len(left), np.int64)
    if not len(left):
        return found
    free, done = 63 - int(bottoms.max()).bit_length(), 0
    while done < FRACTION_BITS:
        step = min(free, FRACTION_BITS - done)
        digits, left = np.divmod(left << step, bottoms)
        found, done = (found << step) | digits, done + step
    return found


def _words(value: Fraction) -> tuple[int, int]:
    whole, left = divmod(value, 1)
    held = max(LOWEST + 1, min(HIGHEST - 1, int(whole)))  # the text decides beyond these
    return held, int(left * 2**FRACTION_BITS) if held == whole else 0


def compared_total(numbers: Numbers, decimals: int | None, rounding: Rounding) -> Numbers:
    """Return totals at the precision at which ranks compare them."""
    if decimals is None:
        return numbers
    numbers = arrays(numbers)
    values, scale, unit = numbers.values, numbers.scale, 10**decimals
    if isinstance(scale, int) and values.dtype != object and unit % scale == 0:
        return numbers
    rows = (
        [
            None if row is None else round_exact(row, decimals, rounding.mode)
            for row in numbers.fractions()
        ]
        if not _small(numbers, unit)
        else None
    )
    if rows is not None:
        return arrays(Numbers.of(rows))
    return Numbers(_rounded(values * unit, scale, rounding.mode), unit, numbers.missing)


def _small(numbers: Numbers, unit: int) -> bool:
    values, scale = numbers.values, numbers.scale
    if values.dtype == object or not len(values):
        return False
    if numbers.missing is not None:
        values = np.where(numbers.missing, 0, values)
    most = scale if isinstance(scale, int) else int(scale.max())
    peak = max(abs(int(values.max())), abs(int(values.min())))
    return 2 * (peak * unit + most) < LARGEST and 2 * most < LARGEST


def _rounded(tops: Ints, bottoms: Any, mode: RoundingMode) -> Ints:
    """Return *tops* over *bottoms* as whole numbers, rounded by *mode*."""
    if mode is RoundingMode.FLOOR:
        return np.asarray(tops // bottoms)
    if mode is RoundingMode.CEILING:
        return np.asarray(-(-tops // bottoms))
    sizes, signs = np.abs(tops), np.sign(tops)
    if mode is RoundingMode.DOWN:
        return np.asarray(signs * (sizes // bottoms))
    if mode is RoundingMode.HALF_UP:
        return np.asarray(signs * ((2 * sizes + bottoms) // (2 * bottoms)))
    whole, left = np.divmod(tops, bottoms)
    up = (2 * left > bottoms) | ((2 * left == bottoms) & (whole % 2 != 0))
    return np.asarray(whole + up)
