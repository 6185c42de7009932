"""Cells that need thought: each distinct one is asked of its quantity, which knows what it means."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from covenant_rules.columns.numbers import Numbers
from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.errors import NumberError
from covenant_rules.quantity import Quantity
from covenant_rules.spec.cells import LARGEST_CELL

Ints = np.ndarray[Any, Any]
Mask = np.ndarray[Any, Any]
WIDEST = 2**63


@frozen(eq=False)
class Wrong:
    """A cell that cannot be taken: its row in the column, what stands there, and why it is refused."""

    row: int
    value: object
    found: Diagnostic


@frozen(eq=False)
class Cells:
    """A column as exact numbers; a cell of *wrong* counts as missing in *numbers*."""

    numbers: Numbers
    wrong: tuple[Wrong, ...] = ()


def asked(
    column: pa.Array,
    quantity: Quantity,
    steps: Sequence[Quantity],
    plain: Numbers,
    rows: Ints,
) -> Cells:
    """Return the cells with those at *rows* read one distinct value at a time."""
    cells, codes = _distinct(column.take(pa.array(rows)))
    answers = [_accept(cell, quantity, steps) for cell in cells]
    known = [answer for answer in answers if isinstance(answer, Fraction)]
    scale = lcm(plain.scale, *(number.denominator for number in known))
    tops = [int(a * scale) if isinstance(a, Fraction) else 0 for a in answers]
    values = _rescaled(plain.values, scale // plain.scale)
    big = any(not -WIDEST < top < WIDEST for top in tops)
    values = values.astype(object) if big else values.copy()
    values[rows] = np.array(tops, dtype=values.dtype)[codes]
    gone = np.zeros(len(column), bool) if plain.missing is None else plain.missing.copy()
    unread = np.array([not isinstance(answer, Fraction) for answer in answers])
    gone[rows[unread[codes]]] = True
    wrong = [
        Wrong(int(row), cells[code], answer)
        for row, code in zip(rows, codes, strict=True)
        if isinstance(answer := answers[code], Diagnostic)
    ]
    return Cells(Numbers(values, scale, gone if gone.any() else None), tuple(wrong))


def _rescaled(values: Ints, factor: int) -> Ints:
    if factor == 1:
        return values
    peak = max((abs(int(values.max())), abs(int(values.min()))), default=0) if len(values) else 0
    return values * factor if peak * factor < WIDEST else values.astype(object) * factor


def _distinct(column: pa.Array) -> tuple[list[Any], Ints]:
    """Return the distinct cells of *column*, none of them null, and for each row which it is."""
    try:
        coded = column.dictionary_encode()
    except pa.ArrowNotImplementedError:  # a list or a struct
        return column.to_pylist(), np.arange(len(column))
    return coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False)


def _accept(
    cell: object, quantity: Quantity, steps: Sequence[Quantity]
) -> Fraction | Diagnostic | None:
    """Return the number in a cell, None where it is blank, or what is wrong with it."""
    if isinstance(cell, str):
        if not cell.strip():
            return None
        if len(cell) > LARGEST_CELL:
            return diagnostic("E152", value=cell[:40] + "…")
    try:
        value = quantity.accept(cell)
        for step in steps:
            step.check(value)
    except NumberError as error:
        return error.diagnostics[0]
    return value
