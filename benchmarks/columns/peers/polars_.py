"""polars, as an expert writes it: integer expressions, the streaming engine, hundredths of a point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import pyarrow as pa

from benchmarks.columns.peers.integer_words import items, points, scales, total


class Words:
    """The words of polars."""

    @staticmethod
    def least(a: pl.Expr, b: pl.Expr | int) -> pl.Expr:
        """Return the smaller of two columns, or of a column and a number."""
        return a.clip(upper_bound=b)

    @staticmethod
    def most(a: pl.Expr, b: pl.Expr | int) -> pl.Expr:
        """Return the greater of two columns, or of a column and a number."""
        return a.clip(lower_bound=b)

    @staticmethod
    def when(condition: pl.Expr, then: Any, otherwise: Any) -> pl.Expr:
        """Return *then* where the condition holds."""
        return pl.when(condition).then(then).otherwise(otherwise)

    @staticmethod
    def over(a: pl.Expr, b: Any) -> pl.Expr:
        """Return the floor of a quotient."""
        return a // b


def prepare(
    sheet: Mapping[str, Any], table: pa.Table, *, wide: bool
) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, int], Any]]:
    """Return how to score with int64, or with Int128 where *wide*."""
    kind = pl.Int128 if wide else pl.Int64
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    frame = frame.select(
        pl.col(name) if frame.schema[name] == pl.Int64 else pl.col(name).cast(kind, strict=False)
        for name in frame.columns
    )
    own = {
        item["id"]: points(item, lambda name: pl.col(name).cast(kind), Words, scales(sheet))
        for item in items(sheet)
    }
    scored = frame.lazy().with_columns(
        (value if isinstance(value, pl.Expr) else pl.lit(value)).cast(kind).alias(name)
        for name, value in own.items()
    )
    everything = scored.with_columns(total(sheet, pl.col, Words).alias("total"))

    def totals() -> pl.DataFrame:
        return everything.select("total").collect(engine="streaming")

    def scores() -> pl.DataFrame:
        return everything.select("total", *own).collect(engine="streaming")

    def hundredths(found: pl.DataFrame, most: int) -> dict[str, Any]:
        return {name: found[name].head(most).to_list() for name in found.columns}

    return totals, scores, hundredths
