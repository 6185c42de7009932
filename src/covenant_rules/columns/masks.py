"""Masks and rows: what is picked, marked or missing in columns of exact numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from covenant_rules.columns.numbers import Ends, Known, Numbers

Mask = np.ndarray[Any, Any]
Ints = np.ndarray[Any, Any]


def nothing(rows: int) -> Numbers:
    """Return a column in which every number is missing."""
    return Numbers(np.zeros(rows, np.int64), 1, np.ones(rows, bool))


def arrays(numbers: Numbers) -> Numbers:
    """Return a column whose values, denominators and mask are arrays."""
    if isinstance(numbers.values, np.ndarray):
        return numbers
    try:
        values = np.array(numbers.values, dtype=np.int64)
    except OverflowError:
        values = np.array(numbers.values, dtype=object)
    scale = numbers.scale
    if isinstance(scale, list):
        scale = arrays(Numbers(scale)).values
    gone = None if numbers.missing is None else np.array(numbers.missing, dtype=bool)
    return Numbers(values, scale, gone)


def picked(known: Known, rows: Ints) -> Any:
    """Return the numbers of some rows."""
    if isinstance(known, Ends):
        return Ends(picked(known.low, rows), picked(known.high, rows))
    if not isinstance(known, Numbers):
        return known
    scale = known.scale if isinstance(known.scale, int) else known.scale[rows]
    gone = None if known.missing is None else known.missing[rows]
    return Numbers(known.values[rows], scale, gone)


def switched(mask: Mask | None, *, on: int) -> Known:
    """Return *on* where the mask holds, and the other of 0 and 1 elsewhere."""
    if mask is None:
        return 1 - on
    return Numbers((mask if on else ~mask).astype(np.int64))


def either(one: Mask | None, other: Mask | None) -> Mask | None:
    """Return where one of two masks holds."""
    if one is None or other is None:
        return other if one is None else one
    return np.asarray(one | other)
