"""Results as Arrow columns, exactly: decimals where the sheet can give nothing else, text elsewhere.

A result that is always a decimal, whatever the evidence, is a column of decimals with that many
places. One that may be a fraction is a column of text, each number written as everywhere in this
package: `9.5` where a decimal exists, `25/3` where none does.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from covenant_rules.columns.masks import arrays, either
from covenant_rules.columns.numbers import Numbers
from covenant_rules.interval import Interval
from covenant_rules.text import exact_text

Mask = np.ndarray[Any, Any]
Ints = np.ndarray[Any, Any]
WIDEST = 2**63
NARROW, WIDE = 18, 38  # digits of a decimal that is stored in 64 bits, and of any


@frozen
class Form:
    """How a result is written: with *decimals* in a column of *digits*, or as text where they are None."""

    decimals: int | None
    digits: int = NARROW

    @classmethod
    def of(cls, decimals: int | None, limits: Interval) -> Form:
        """Return the form of a result that lies within *limits*."""
        if decimals is None:
            return cls(None)
        ends = (limits.low, limits.high)
        small = all(end is not None and abs(end) * 10**decimals < 10**NARROW for end in ends)
        return cls(decimals, NARROW if small else WIDE)

    @property
    def type(self) -> pa.DataType:
        """The type of the column."""
        return pa.string() if self.decimals is None else pa.decimal128(self.digits, self.decimals)

    def column(self, numbers: Numbers, unknown: Mask | None = None) -> pa.Array:
        """Return *numbers* as a column; null where they are missing or *unknown*."""
        numbers = arrays(numbers)
        gone = either(numbers.missing, unknown)
        if gone is not None and not gone.any():
            gone = None
        if self.decimals is None:
            return _texts(numbers, gone)
        values = _at(numbers, self.decimals, gone)
        if values is None:
            return _slowly(numbers, gone, self)
        words = np.empty((len(values), 2), np.int64)
        words[:, 0] = values
        words[:, 1] = values >> 63
        valid = None if gone is None else pa.array(~gone).buffers()[1]
        return pa.Decimal128Array.from_buffers(self.type, len(values), [valid, pa.py_buffer(words)])


def _at(numbers: Numbers, decimals: int, gone: Mask | None) -> Ints | None:
    """Return *numbers* as numerators over 10^decimals, or None where they leave 64 bits."""
    values, scale, unit = numbers.values, numbers.scale, 10**decimals
    if values.dtype == object or (not isinstance(scale, int) and scale.dtype == object):
        return None
    if gone is not None:
        values = np.where(gone, 0, values)
    if isinstance(scale, int) and scale == unit:
        return np.asarray(values)
    if _peak(values) * unit >= WIDEST or (isinstance(scale, int) and scale >= WIDEST):
        return None
    found, rest = np.divmod(values * unit, scale)
    if rest.any():
        raise ArithmeticError("a result is no decimal of the places that were proved")
    return np.asarray(found)


def _peak(values: Ints) -> int:
    return max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0


def _slowly(numbers: Numbers, gone: Mask | None, form: Form) -> pa.Array:
    rows = numbers.fractions()
    hidden = np.zeros(len(rows), bool) if gone is None else gone
    written = [
        None if row is None or hide else Decimal(exact_text(row))
        for row, hide in zip(rows, hidden, strict=True)
    ]
    return pa.array(written, form.type)


# Text


def _texts(numbers: Numbers, gone: Mask | None) -> pa.Array:
    values, scale = numbers.values, numbers.scale
    if isinstance(scale, int) and scale < WIDEST:
        scale = np.full(len(values), scale, np.int64)
    if values.dtype == object or isinstance(scale, int) or scale.dtype == object:
        return _texts_slowly(numbers, gone)
    if gone is not None:
        values = np.where(gone, 0, values)
    common = np.gcd(values, scale)
    tops, bottoms = values // common, scale // common
    places = _places(bottoms)
    most = int(places.max(initial=0))
    whole = np.where(places >= 0, tops, 0)
    if _peak(whole) * 10**most >= WIDEST:
        return _texts_slowly(numbers, gone)
    unit = 10**most
    decimals = _decimal_texts(whole * (unit // np.where(places >= 0, bottoms, 1)), most)
    if (places >= 0).all():
        found = decimals
    else:
        tops_text, bottoms_text = (pa.array(x).cast(pa.string()) for x in (tops, bottoms))
        fractions = pc.binary_join_element_wise(tops_text, bottoms_text, "/")
        found = pc.if_else(pa.array(places >= 0), decimals, fractions)
    return (
        found if gone is None else pc.if_else(pa.array(gone), pa.scalar(None, pa.string()), found)
    )


def _places(bottoms: Ints) -> Ints:
    """Return how many decimals write a fraction over each of *bottoms*, -1 where none do."""
    found = np.full(len(bottoms), -1)
    open_rows = np.ones(len(bottoms), bool)
    for places in range(NARROW + 1):
        ends = open_rows & (10**places % bottoms == 0)
        found[ends] = places
        open_rows &= ~ends
        if not open_rows.any():
            return found
    rest = bottoms[open_rows]  # powers of two or five that are too high for 64 bits
    for prime in (2, 5):
        while (even := (rest % prime == 0) & (rest > 1)).any():
            rest = np.where(even, rest // prime, rest)
    found[np.flatnonzero(open_rows)[rest == 1]] = WIDE  # lets the slow way write them
    return found


def _decimal_texts(values: Ints, places: int) -> pa.Array:
    if places == 0:
        return pa.array(values).cast(pa.string())
    text = Form(places, WIDE).column(Numbers(values, 10**places)).cast(pa.string())
    return pc.replace_substring_regex(text, r"\.?0+$", "")


def _texts_slowly(numbers: Numbers, gone: Mask | None) -> pa.Array:
    hidden = np.zeros(len(numbers), bool) if gone is None else gone
    return pa.array(
        [
            None if row is None or hide else exact_text(row)
            for row, hide in zip(numbers.fractions(), hidden, strict=True)
        ],
        pa.string(),
    )


# Comparisons


def apart(low: Numbers, high: Numbers) -> Mask | None:
    """Return where two columns differ, None where they are the same throughout."""
    if low is high:
        return None
    low, high = arrays(low), arrays(high)
    tops, others = compared(low, high)
    differs = np.asarray(tops != others, dtype=bool)
    found = either(either(differs, low.missing), high.missing)
    return found if found is not None and found.any() else None


def compared(one: Numbers, other: Numbers) -> tuple[Ints, Ints]:
    """Return two columns over a common denominator, so that their numerators compare."""
    one, other = arrays(one), arrays(other)
    a, b = one.values, other.values
    scales = [n.scale if isinstance(n.scale, int) else None for n in (one, other)]
    if scales[0] is not None and scales[0] == scales[1]:
        return a, b
    tops, bottoms = (_multiplied(x, y.scale) for x, y in ((a, other), (b, one)))
    return tops, bottoms


def _multiplied(values: Ints, factor: Any) -> Ints:
    """Return *values* times a number or a column, as Python's integers where 64 bits are too few."""
    wide = values.dtype == object or (not isinstance(factor, int) and factor.dtype == object)
    most = factor if isinstance(factor, int) else _peak(factor)
    if wide or _peak(values) * most >= WIDEST:
        return np.asarray(values.astype(object) * factor)
    return np.asarray(values * factor)
