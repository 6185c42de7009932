"""Our executors, over the plan of the very sheet that the command wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

import covenant_rules as cr
from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.plan import plan
from covenant_rules.formula.exact import fold_exact
from covenant_rules.formula.tree import arrange

HUNDRED = 100


def numbers(table: pa.Table, scales: Mapping[str, int]) -> dict[str, Numbers]:
    """Return the columns of *table* as exact numbers; beyond 64 bits they are Python's integers."""
    found = {}
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_integer(column.type):
            values = np.asarray(column.to_numpy())
        else:
            values = np.array([int(value) for value in column.to_pylist()], dtype=object)
        found[name] = Numbers(values, scales[name])
    return found


def prepare(
    sheet: Mapping[str, Any], table: pa.Table, *, executor: str, folder: str
) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, int], Any]]:
    """Return how to score with *executor*; `fold` is the exact fold, the reference."""
    covenant = cr.load(folder).covenant
    columns: dict[str, Any] = dict(
        numbers(table, {column["name"]: column["scale"] for column in sheet["columns"]})
    )
    items = [item["id"] for group in sheet["groups"] for item in group["items"]]
    names = ["total", *(f"points:{item}" for item in items)]
    rows = table.num_rows
    made = plan(covenant, executor="auto" if executor == "fold" else executor)
    waived = {name: 0 for name in made.symbols if name.startswith("waived:")}
    if executor == "fold":
        return _fold(made.results, names, columns, waived, rows)
    columns |= waived

    def hundredths(outcome: Any, most: int) -> dict[str, Any]:
        return {
            name.removeprefix("points:"): _whole(found, most) for name, found in outcome.low.items()
        }

    return (
        lambda: made.run(columns, rows, results=["total"]),
        lambda: made.run(columns, rows, results=names),
        hundredths,
    )


def _whole(found: Numbers, most: int) -> Any:
    """Return hundredths; what is no whole number of them is no score of this sheet, and gives -1."""
    values, scale = found.values[:most], found.scale
    own = Numbers(values, scale if isinstance(scale, int) else scale[:most]).fractions()
    hundreds = [value * HUNDRED for value in own if value is not None]
    return [int(value) if value.denominator == 1 else -1 for value in hundreds]


def _fold(results: Any, names: list[str], columns: Any, waived: Any, rows: int) -> Any:
    values = {name: column.fractions() for name, column in columns.items()}
    values |= {name: [Fraction(0)] * rows for name in waived}

    def run(wanted: list[str]) -> dict[str, list[Fraction]]:
        roots = [results[name] for name in wanted]
        order = arrange(roots)
        found: dict[str, list[Fraction]] = {name: [] for name in wanted}
        for row in range(rows):
            own = {name: column[row] for name, column in values.items()}
            for name, value in zip(wanted, fold_exact(order, roots, own), strict=True):
                found[name].append(value)
        return found

    def hundredths(found: dict[str, list[Fraction]], most: int) -> dict[str, Any]:
        return {
            name.removeprefix("points:"): [int(value * HUNDRED) for value in column[:most]]
            for name, column in found.items()
        }

    def everything() -> dict[str, list[Fraction]]:
        return run(names)

    return everything, everything, hundredths
