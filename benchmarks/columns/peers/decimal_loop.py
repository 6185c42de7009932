"""A loop over rows with `decimal.Decimal`, 28 digits, half up: what a careful programmer writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa

from benchmarks.columns.peers.float_words import points, total
from benchmarks.columns.peers.integer_words import items, scales

CENT = Decimal("0.01")


class Words:
    """The words of one row; a condition is a bool."""

    number = staticmethod(Decimal)
    least = staticmethod(min)
    most = staticmethod(max)

    @staticmethod
    def whole(a: Decimal) -> Decimal:
        """Return the floor."""
        return a.to_integral_value(ROUND_FLOOR)

    @staticmethod
    def when(condition: bool, then: Decimal, otherwise: Decimal) -> Decimal:  # noqa: FBT001
        """Return *then* where the condition holds."""
        return then if condition else otherwise

    @staticmethod
    def share(part: Decimal, whole: Decimal, if_zero: Decimal) -> Decimal:
        """Return a quotient, or *if_zero* where its divisor is zero."""
        return part / whole if whole else if_zero


def rows_of(table: pa.Table, scale: Mapping[str, int]) -> list[dict[str, Decimal]]:
    """Return every row with exact decimals in the units of its columns."""
    columns = {
        name: [Decimal(value) / scale[name] for value in table.column(name).to_pylist()]
        for name in table.column_names
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def prepare(
    sheet: Mapping[str, Any], table: pa.Table
) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, int], Any]]:
    """Return how to score row by row."""
    rows = rows_of(table, scales(sheet))
    own = items(sheet)

    def run() -> list[dict[str, Decimal]]:
        found = []
        for row in rows:
            scored = {
                item["id"]: points(item, row.__getitem__, Words).quantize(CENT, ROUND_HALF_UP)
                for item in own
            }
            scored["total"] = total(sheet, scored.__getitem__, Words)
            found.append(scored)
        return found

    def hundredths(found: list[dict[str, Decimal]], most: int) -> dict[str, Any]:
        return {name: [int(row[name] * 100) for row in found[:most]] for name in found[0]}

    return run, run, hundredths
