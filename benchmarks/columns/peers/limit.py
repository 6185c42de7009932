"""The limit: every column read once (summed) with two threads. No engine can be faster in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa

THREADS = 2
BLOCK = 1 << 17


def prepare(
    _: Mapping[str, Any], table: pa.Table
) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[Any, int], Any]]:
    """Return how to read the columns; there are no scores to look at."""
    columns = [
        np.asarray(table.column(name).to_numpy())
        if pa.types.is_integer(table.column(name).type)
        else np.frombuffer(table.column(name).chunk(0).buffers()[1], dtype=np.int64)
        for name in table.column_names
    ]
    pool = ThreadPoolExecutor(THREADS)

    def read(part: int) -> int:
        found = 0
        for column in columns:
            half = -(-len(column) // THREADS)
            own = column[part * half : (part + 1) * half]
            for first in range(0, len(own), BLOCK):
                found ^= int(own[first : first + BLOCK].sum())
        return found

    def run() -> list[int]:
        return list(pool.map(read, range(THREADS)))

    return run, run, lambda _, __: {"total": []}
