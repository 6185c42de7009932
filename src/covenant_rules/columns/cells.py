"""Cells of an Arrow column as exact numbers, a whole column at a time.

What one cell means is decided in one place, `Quantity.accept`. Here the plain cells of each type are
converted all at once in ways that surely agree with it: a float, for instance, where the nearest
decimal of the declared precision is the very same float. Whatever is left, a wrong cell among it, is
asked one distinct value at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from covenant_rules.columns.asking import Cells, Wrong, asked
from covenant_rules.columns.numbers import Numbers
from covenant_rules.errors import NumberError
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.spec.cells import BLOC, UNIT
from covenant_rules.text import normalise

Ints = np.ndarray[Any, Any]
Mask = np.ndarray[Any, Any]

WIDEST = 2**63
SURE_DIGITS = 10**15  # every decimal number of at most 15 digits is a float of its own
EPOCH = 719_163  # 1970-01-01 as a day number, as in `date.toordinal`
_WORDS = (Unit.YES_NO, Unit.LEVEL, Unit.DATE)  # text of these is no number


@frozen(eq=False)
class _Plain:
    """What could be converted at once: numerators over *scale*, and the rows *left* to be asked."""

    values: Ints
    scale: int
    left: Mask | None = None


def read_cells(column: pa.Array, quantity: Quantity, steps: Sequence[Quantity] = ()) -> Cells:
    """Return the cells of *column* as numbers of *quantity*; an empty cell or blank text is missing.

    *steps* are quantities of lines that demand a step of the measure beside its own.
    """
    column = _storage(column)
    if pa.types.is_dictionary(column.type):
        return _looked_up(column, quantity, steps)
    missing = _missing(column)
    plain = _plain(column, quantity, missing)
    left = _and_not(_outside(plain, quantity, steps, missing) | _mask(plain.left, column), missing)
    if not left.any():
        return Cells(Numbers(_hushed(plain.values, missing), plain.scale, missing))
    return asked(
        column, quantity, steps, Numbers(plain.values, plain.scale, missing), np.flatnonzero(left)
    )


def read_marks(column: pa.Array) -> tuple[Mask | None, tuple[Wrong, ...]]:
    """Return where a mark such as `waiver:LINE` holds, None where it never does.

    It holds where the cell says yes, true or 1, or where its text says by whom or why.
    """
    column = _storage(column)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not _is_text(column.type):
        cells = read_cells(column, Quantity(Unit.YES_NO, 0, 1))
        return _holds(cells.numbers), cells.wrong
    distinct = column.dictionary_encode()
    said = [_says_yes(text) for text in distinct.dictionary.to_pylist()]
    codes = distinct.indices.fill_null(len(said)).to_numpy(zero_copy_only=False)
    holds = np.array([*said, False])[codes]
    return (holds if holds.any() else None), ()


def _says_yes(text: str) -> bool:
    try:
        return Quantity(Unit.YES_NO, 0, 1).parse(text) == 1
    except NumberError:
        return bool(text.strip())


def _holds(numbers: Numbers) -> Mask | None:
    holds = np.asarray(numbers.values) != 0
    if numbers.missing is not None:
        holds &= ~numbers.missing
    return holds if holds.any() else None


def settled(field: pa.Field) -> pa.Field:
    """Return a column's name and type as they are worked with: names of units and blocs as plain text."""
    kind = field.type
    if kind == pa.string_view():
        kind = pa.string()
    if field.name in (UNIT, BLOC) and pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.field(normalise(field.name.strip()), kind)


def _storage(column: pa.Array) -> pa.Array:
    if isinstance(column, pa.ExtensionArray):
        return _storage(column.storage)
    if pa.types.is_run_end_encoded(column.type):
        return _storage(pc.run_end_decode(column))
    if column.type in (pa.string_view(), pa.large_string()):
        return column.cast(pa.string())
    return column


def _looked_up(column: pa.Array, quantity: Quantity, steps: Sequence[Quantity]) -> Cells:
    """Return the cells of a dictionary column: its distinct values are read once."""
    read = read_cells(column.dictionary, quantity, steps)
    codes = column.indices.fill_null(0).to_numpy(zero_copy_only=False)
    values = np.append(read.numbers.values, 0)  # an empty dictionary has a value to point at too
    absent = np.append(_mask(read.numbers.missing, column.dictionary), True)
    missing = absent[codes] | _mask(_nulls(column), column)
    reasons: dict[int, list[Wrong]] = {}
    for one in read.wrong:
        reasons.setdefault(one.row, []).append(one)
    wrong = [
        Wrong(int(row), one.value, one.found)
        for code, found in reasons.items()
        for row in np.flatnonzero((codes == code) & ~_mask(_nulls(column), column))
        for one in found
    ]
    numbers = Numbers(values[codes], read.numbers.scale, missing if missing.any() else None)
    return Cells(numbers, tuple(sorted(wrong, key=lambda one: one.row)))


# Whole columns at a time


def _plain(column: pa.Array, quantity: Quantity, missing: Mask | None) -> _Plain:
    kind = column.type
    for fits, convert in _KINDS:
        if fits(kind):
            return convert(column, quantity, missing)
    return _nothing(column, quantity)


def _nothing(column: pa.Array, quantity: Quantity) -> _Plain:
    rows = len(column)
    return _Plain(np.zeros(rows, np.int64), _scale(quantity), np.ones(rows, bool))


def _scale(quantity: Quantity) -> int:
    return int(10 ** (quantity.decimals or 0))


def _raw(column: pa.Array) -> Ints:
    """Return the numbers of a column of fixed width; what stands where nothing does is of no account."""
    width = column.type.to_pandas_dtype()
    start = column.offset
    buffer = column.buffers()[1]
    if buffer is None:
        return np.zeros(len(column), width)
    return np.frombuffer(buffer, dtype=width)[start : start + len(column)]


def _whole(column: pa.Array, quantity: Quantity, missing: Mask | None) -> _Plain:
    raw = _raw(column)
    values = raw.astype(np.int64, copy=False)
    beyond = values < 0 if column.type == pa.uint64() else None
    found = _scaled(values, _scale(quantity), missing)
    return _Plain(found.values, found.scale, _or(found.left, beyond))


def _scaled(values: Ints, factor: int, missing: Mask | None) -> _Plain:
    """Return *values* times *factor*; rows that leave 64 bits so are left."""
    if factor == 1:
        return _Plain(values, 1)
    if missing is not None:
        values = _hushed(values, missing)
    largest = (WIDEST - 1) // factor
    if not len(values) or (values.max() <= largest and values.min() >= -largest):
        return _Plain(values * factor, factor)
    left = (values > largest) | (values < -largest)
    return _Plain(np.where(left, 0, values) * factor, factor, left)


def _floating(column: pa.Array, quantity: Quantity, missing: Mask | None) -> _Plain:
    raw = _raw(column).astype(np.float64, copy=False)
    if missing is not None:
        raw = np.where(missing, 0, raw)
    tried = (0, 2, 4, 6) if quantity.decimals is None else (quantity.decimals,)
    for decimals in tried:
        scale = float(10**decimals)
        with np.errstate(invalid="ignore", over="ignore"):
            near = np.rint(raw * scale)
            same = (near / scale == raw) & (np.abs(near) < SURE_DIGITS)
        if same.all():
            return _Plain(near.astype(np.int64), 10**decimals)
    return _Plain(np.where(same, near, 0).astype(np.int64), 10**decimals, ~same)


def _decimal(column: pa.Array, quantity: Quantity, missing: Mask | None) -> _Plain:
    if column.type.bit_width != 128:  # noqa: PLR2004  (decimals of 32 and 64 bits widen for nothing)
        if column.type.bit_width > 128:  # noqa: PLR2004
            return _nothing(column, quantity)
        column = column.cast(pa.decimal128(38, column.type.scale))
    start = 2 * column.offset
    words = np.frombuffer(column.buffers()[1], dtype=np.int64)[start : start + 2 * len(column)]
    low, high = words[0::2], words[1::2]
    beyond = _and_not(high != low >> 63, missing)
    values = np.where(beyond, 0, low) if beyond.any() else np.ascontiguousarray(low)
    found = _at_decimals(values, column.type.scale, quantity.decimals, missing)
    return _Plain(found.values, found.scale, _or(found.left, beyond))


def _at_decimals(values: Ints, given: int, wanted: int | None, missing: Mask | None) -> _Plain:
    """Return numerators over 10^given as those over 10^wanted; rows that have no such are left."""
    if wanted is None or given == wanted:
        return _Plain(values, 10**given)
    if given < wanted:
        found = _scaled(values, 10 ** (wanted - given), missing)
        return _Plain(found.values, 10**wanted, found.left)
    whole, rest = np.divmod(values, 10 ** (given - wanted))
    return _Plain(whole, 10**wanted, rest != 0)


def _truth(column: pa.Array, quantity: Quantity, _: Mask | None) -> _Plain:
    if quantity.unit is not Unit.YES_NO:
        return _nothing(column, quantity)
    return _Plain(_raw(column.cast(pa.int8())).astype(np.int64), 1)


def _day(column: pa.Array, quantity: Quantity, _: Mask | None) -> _Plain:
    if quantity.unit is not Unit.DATE or quantity.decimals:
        return _nothing(column, quantity)
    days = column.cast(pa.date32()).view(pa.int32())
    return _Plain(_raw(days).astype(np.int64) + EPOCH, 1)


def _text(column: pa.Array, quantity: Quantity, missing: Mask | None) -> _Plain:
    if quantity.unit in _WORDS:
        return _nothing(column, quantity)
    decimals = 6 if quantity.decimals is None else quantity.decimals
    whole = 18 - decimals
    if whole < 1:
        return _nothing(column, quantity)
    pattern = f"^-?[0-9]{{1,{whole}}}" + (rf"(\.[0-9]{{1,{decimals}}})?$" if decimals else "$")
    good = pc.match_substring_regex(column, pattern)
    if not pc.all(good).as_py():
        column = pc.utf8_trim_whitespace(column)
        good = pc.match_substring_regex(column, pattern)
    left = ~good.fill_null(False).to_numpy(zero_copy_only=False)  # noqa: FBT003
    if left.any():
        column = pc.if_else(good, column, pa.scalar(None, column.type))
    if decimals == 0:
        return _Plain(_raw(column.cast(pa.int64())), 1, left)
    found = _decimal(column.cast(pa.decimal128(19, decimals)), quantity, _or(missing, left))
    return _Plain(found.values, found.scale, left)


_KINDS: Sequence[
    tuple[Callable[[pa.DataType], bool], Callable[[pa.Array, Quantity, Mask | None], _Plain]]
] = (
    (pa.types.is_integer, _whole),
    (pa.types.is_floating, _floating),
    (pa.types.is_decimal, _decimal),
    (pa.types.is_boolean, _truth),
    (pa.types.is_date, _day),
    (lambda kind: pa.types.is_timestamp(kind) and kind.tz is None, _day),
    (pa.types.is_string, _text),
)


# Limits, and the cells that are asked


def _outside(
    plain: _Plain, quantity: Quantity, steps: Sequence[Quantity], missing: Mask | None
) -> Mask:
    """Return the rows whose number is out of range or off a step."""
    values, scale = _hushed(plain.values, missing), plain.scale
    found = np.zeros(len(values), bool)
    if not len(values):
        return found
    least, most = int(values.min()), int(values.max())
    if quantity.low is not None and least < (low := ceil(quantity.low * scale)):
        found |= values < low if low < WIDEST else True
    if quantity.high is not None and most > (high := floor(quantity.high * scale)):
        found |= values > high if high >= -WIDEST else True
    for step in (q.step for q in (quantity, *steps) if q.step is not None):
        peak = max(abs(least), abs(most)) * step.denominator
        unit = step.numerator * scale
        if peak >= WIDEST or unit >= WIDEST:
            found |= True
        else:
            found |= values * step.denominator % unit != 0
    return found


# Masks


def _nulls(column: pa.Array) -> Mask | None:
    if column.null_count == 0:
        return None
    return np.asarray(column.is_null().to_numpy(zero_copy_only=False))


def _missing(column: pa.Array) -> Mask | None:
    """Return where a cell is empty: null, or blank text."""
    if pa.types.is_null(column.type):
        return np.ones(len(column), bool)
    nulls = _nulls(column)
    if not _is_text(column.type):
        return nulls
    shortest = pc.min(pc.binary_length(column)).as_py()
    if shortest is None or shortest > 0:
        return nulls
    blank = pc.equal(column, "").fill_null(True)  # noqa: FBT003
    return np.asarray(blank.to_numpy(zero_copy_only=False))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind))


def _mask(mask: Mask | None, column: pa.Array) -> Mask:
    return np.zeros(len(column), bool) if mask is None else mask


def _or(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return other if one is None else one
    return np.asarray(one | other)


def _and_not(mask: Mask, missing: Mask | None) -> Mask:
    return mask if missing is None else mask & ~missing


def _hushed(values: Ints, missing: Mask | None) -> Ints:
    """Return *values* with zero where nothing stands, which no limit can mistake for a number."""
    return values if missing is None else np.where(missing, 0, values)
