"""The evidence: integer columns with realistic values, ties at a half and every limit among them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.columns.sheet import Column, Sheet

SEED = 2026
PIECE = 250_000


def write(found: Sheet, rows: int, path: Path) -> None:
    """Write *rows* units as an Arrow file, in pieces, so that any size fits into memory.

    A column is `int64`, or `decimal128` where its values go beyond 64 bits.
    """
    schema = pa.schema([(column.name, _type(column)) for column in found.columns])
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for first in range(0, rows, PIECE):
            generator = np.random.default_rng([SEED, first])
            size = min(PIECE, rows - first)
            drawn = draw(found, size, generator)
            arrays = [_array(column, drawn[column.name]) for column in found.columns]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _type(column: Column) -> pa.DataType:
    return pa.int64() if column.high * column.scale < 2**63 else pa.decimal128(38, 0)


def _array(column: Column, values: np.ndarray[Any, Any]) -> pa.Array:
    if values.dtype != object:
        return pa.array(values)
    from decimal import Decimal

    return pa.array([Decimal(int(value)) for value in values], type=_type(column))


def draw(found: Sheet, rows: int, random: np.random.Generator) -> dict[str, Any]:
    """Return one column of integers each; a result lies around its target, as results do."""
    most = {column.name: column.high * column.scale for column in found.columns}
    drawn: dict[str, Any] = {}
    for item in found.items:
        columns = item.columns
        match item.kind:
            case "proportional" | "reduction":
                # Plans are round numbers: so points come out at exactly half a hundredth.
                target = _round_numbers(most[columns["target"]], rows, random)
                drawn[columns["target"]] = target
                drawn[columns["actual"]] = _around(target, most[columns["actual"]], rows, random)
            case "year_on_year":
                before = _round_numbers(most[columns["before"]], rows, random)
                drawn[columns["now"]] = _around(before, most[columns["now"]], rows, random)
                drawn[columns["before"]] = np.where(random.random(rows) < 0.01, 0, before)
            case "linear":
                high = most[columns["actual"]]
                drawn[columns["actual"]] = _scaled(random.integers(0, 10**6 + 1, rows), high)
            case "declining" | "per_case":
                drawn[columns["count"]] = random.poisson(3, rows).astype(np.int64)
            case "all_of":
                for name in columns.values():
                    drawn[name] = (random.random(rows) < 0.9).astype(np.int64)
            case "stepped":
                drawn[columns["value"]] = random.integers(900, 1201, rows)
            case "bands":
                drawn[columns["value"]] = random.integers(600, 1001, rows)
    return drawn


def _scaled(millionths: np.ndarray[Any, Any], high: int) -> np.ndarray[Any, Any]:
    """Return so many millionths of *high*, with uneven last digits where *high* has room for them."""
    unit = high // 10**6
    if high < 2**63:
        return millionths * unit + (millionths * 7919) % unit if unit > 1 else millionths * unit
    return millionths.astype(object) * unit + (millionths.astype(object) * 104729) % unit


def _round_numbers(high: int, rows: int, random: np.random.Generator) -> np.ndarray[Any, Any]:
    """Return plans: most are multiples of 40, one in five of 4,000."""
    counts = random.integers(5, 15_001, rows) * 40
    counts = np.where(random.random(rows) < _ROUND, counts // 4000 * 4000 + 4000, counts)
    factor = high // 10**6
    return counts * factor if high < 2**63 else counts.astype(object) * factor


_ROUND = 0.2


def _around(
    target: np.ndarray[Any, Any], high: int, rows: int, random: np.random.Generator
) -> np.ndarray[Any, Any]:
    """Return results between 40 % and 160 % of their plan, one in fifty exactly on it or at zero.

    The result of a plan in round thousands is so many quarters of a per mille of it: the ties at half a
    hundredth for which a covenant says how it rounds.
    """
    share = random.integers(400, 1601, rows)
    spread = random.integers(0, 40, rows)
    found = target // 1000 * share + target % 1000 * share // 1000 + spread
    quarters = share * 4 + random.integers(0, 4, rows)
    is_round = target % (4000 * (high // 10**6)) == 0
    found = np.where(is_round, target // 4000 * np.minimum(quarters, 6400), found)
    kind = random.integers(0, 100, rows)
    found = np.where(kind == 0, target, np.where(kind == 1, 0, found))
    return np.minimum(found, high)
