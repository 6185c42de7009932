"""pandas, as a user writes it: float columns, vectorised, `round(2)` for each criterion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.columns.peers.float_words import nearest_hundredths, points, total
from benchmarks.columns.peers.integer_words import items, scales


class Words:
    """The words of pandas and numpy."""

    number = staticmethod(float)
    whole = staticmethod(np.floor)

    @staticmethod
    def least(a: Any, b: Any) -> Any:
        """Return the smaller of two values."""
        return a.clip(upper=b)

    @staticmethod
    def most(a: Any, b: Any) -> Any:
        """Return the greater of two values."""
        return a.clip(lower=b)

    @staticmethod
    def when(condition: Any, then: Any, otherwise: Any) -> Any:
        """Return *then* where the condition holds."""
        return pd.Series(np.where(condition, then, otherwise))

    @staticmethod
    def share(part: Any, whole: Any, if_zero: Any) -> Any:
        """Return a quotient, or *if_zero* where its divisor is zero."""
        return (part / whole.where(whole != 0)).fillna(if_zero)


def floats(table: pa.Table, scale: Mapping[str, int]) -> dict[str, Any]:
    """Return the columns as a user has them: floats in their own units."""
    return {
        name: np.asarray(
            table.column(name).to_numpy()
            if pa.types.is_integer(table.column(name).type)
            else [float(v) for v in table.column(name).to_pylist()]
        ).astype(np.float64) / scale[name]
        for name in table.column_names
    }  # fmt: skip


def prepare(
    sheet: Mapping[str, Any], table: pa.Table
) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, int], Any]]:
    """Return how to score with pandas; the points of every criterion are columns on the way."""
    frame = pd.DataFrame(floats(table, scales(sheet)))

    def run() -> Any:
        scored = {
            item["id"]: points(item, frame.__getitem__, Words).round(2) for item in items(sheet)
        }
        return pd.DataFrame({**scored, "total": total(sheet, scored.__getitem__, Words)})

    def hundredths(found: Any, most: int) -> dict[str, Any]:
        return {name: nearest_hundredths(found[name].head(most)) for name in found.columns}

    return run, run, hundredths
