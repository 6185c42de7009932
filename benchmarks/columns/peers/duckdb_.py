"""duckdb, as an expert writes it: one SQL statement over integers, hundredths of a point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.columns.peers.integer_words import items, points, scales, total


class Sql:
    """A piece of SQL that adds and compares like a number."""

    def __init__(self, text: object) -> None:
        self.text = str(text)

    def __add__(self, other: object) -> Sql:
        return Sql(f"({self} + {other})")

    def __radd__(self, other: object) -> Sql:
        return Sql(f"({other} + {self})")

    def __sub__(self, other: object) -> Sql:
        return Sql(f"({self} - {other})")

    def __rsub__(self, other: object) -> Sql:
        return Sql(f"({other} - {self})")

    def __mul__(self, other: object) -> Sql:
        return Sql(f"({self} * {other})")

    def __and__(self, other: object) -> Sql:
        return Sql(f"({self} AND {other})")

    def __gt__(self, other: object) -> Sql:
        return Sql(f"({self} > {other})")

    def __ge__(self, other: object) -> Sql:
        return Sql(f"({self} >= {other})")

    def __eq__(self, other: object) -> Sql:  # type: ignore[override]
        return Sql(f"({self} = {other})")

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.text


class Words:
    """The words of SQL."""

    @staticmethod
    def least(a: object, b: object) -> Sql:
        """Return the smaller of two values."""
        return Sql(f"least({a}, {b})")

    @staticmethod
    def most(a: object, b: object) -> Sql:
        """Return the greater of two values."""
        return Sql(f"greatest({a}, {b})")

    @staticmethod
    def when(condition: object, then: object, otherwise: object) -> Sql:
        """Return *then* where the condition holds."""
        return Sql(f"CASE WHEN {condition} THEN {then} ELSE {otherwise} END")

    @staticmethod
    def over(a: object, b: object) -> Sql:
        """Return an integer quotient."""
        return Sql(f"({a} // {b})")


def prepare(
    sheet: Mapping[str, Any], table: pa.Table, *, wide: bool
) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, int], Any]]:
    """Return how to score with BIGINT, or with HUGEINT where *wide*."""
    kind = "HUGEINT" if wide else "BIGINT"
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.register("evidence", table)
    connection.execute("CREATE TABLE units AS SELECT * FROM evidence")
    own = {
        item["id"]: points(item, lambda name: Sql(f'"{name}"::{kind}'), Words, scales(sheet))
        for item in items(sheet)
    }
    columns = ", ".join(f"({value})::{kind} AS {name}" for name, value in own.items())
    expression = total(sheet, Sql, Words)
    scored = f"WITH scored AS (SELECT {columns} FROM units) SELECT {expression} AS total"  # noqa: S608

    def run(more: str) -> pa.Table:
        return connection.execute(f"{scored}{more} FROM scored").to_arrow_table()

    def hundredths(found: pa.Table, most: int) -> dict[str, Any]:
        return {name: found.column(name).slice(0, most).to_pylist() for name in found.column_names}

    return (lambda: run("")), (lambda: run(", " + ", ".join(own))), hundredths
