"""The executor for columns: the program in numpy, block by block, so that all stays in the cache.

Each step is one or a few operations on arrays of a block, bound once to registers that are used
again as soon as their value is. Rows that a filter cannot decide are left to Python's integers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from covenant_rules.columns.integers import Found, Outside, within
from covenant_rules.columns.lanes import INT, O
from covenant_rules.columns.memory import empty
from covenant_rules.columns.operations import STEPS
from covenant_rules.columns.program import Program
from covenant_rules.columns.registers import Maker, Registers
from covenant_rules.columns.threads import processors, side_by_side

BLOCK = 16_384  # rows: a few registers of it fit the second-level cache
SHARED = (
    131_072  # the same for threads side by side: each operation takes Python's lock anew; measured
)
ALONE = 4 * BLOCK  # rows up to which a second thread does not pay


class Arrays:
    """A program ready to be run on arrays."""

    def __init__(self, program: Program, checks: Mapping[str, tuple[int, int]]) -> None:
        self.program = program
        self.checks = checks
        self._made = Maker(program, STEPS)
        self._free: dict[int, list[Registers]] = {BLOCK: [], SHARED: []}

    def run(self, columns: Mapping[str, Any], rows: int) -> Found:
        """Return the results of every row.

        Raises:
            Outside: a column holds more than the program was made for.
        """
        given = {name: self._column(name, columns[name]) for name in self.checks}
        outputs = {
            number: np.empty(rows, dtype=object) if lane is O or wide else empty(rows)
            for number, (lane, wide) in self._made.outputs.items()
        }
        workers = 1 if rows <= ALONE else processors()
        size = BLOCK if workers == 1 else SHARED
        blocks = [(start, min(start + size, rows)) for start in range(0, rows, size)]
        share = -(-len(blocks) // workers) if blocks else 1
        parts = [blocks[n : n + share] for n in range(0, len(blocks), share)]
        undecided = side_by_side(lambda part: self._part(given, outputs, part, size), parts)
        left = [rows for part in undecided for rows in part]
        return Found(
            self.program.found(outputs),
            np.concatenate(left) if left else np.empty(0, dtype=np.int64),
        )

    def _column(self, name: str, values: Any) -> Any:
        """Return a column as the program takes it, its values within their bounds."""
        low, high = self.checks[name]
        wide = max(abs(low), abs(high)) >= INT
        column = np.asarray(values) if not isinstance(values, list) else None
        if column is None or column.dtype == object or wide:
            listed = values if isinstance(values, list) else values.tolist()
            return np.array(within(listed, (low, high)), dtype=object if wide else np.int64)
        if column.dtype.kind not in "iub":
            raise TypeError(name)
        if column.dtype == np.uint64 and len(column) and int(column.max()) > high:
            raise Outside
        return column

    def _part(
        self,
        given: Mapping[str, Any],
        outputs: Mapping[int, Any],
        blocks: Sequence[tuple[int, int]],
        size: int,
    ) -> list[Any]:
        """Run some blocks of at most *size* rows one after another."""
        undecided = []
        free = self._free[size]
        registers = free.pop() if free else self._made.registers(size)
        views: Registers = registers
        for start, stop in blocks:
            rows = stop - start
            views = registers if rows == size else self._made.cut(registers, rows)
            for name, (low, high) in self.checks.items():
                column = given[name][start:stop]
                if column.dtype != object and not _inside(column, low, high):
                    raise Outside
                place = self._made.inputs.get(name)
                if place is not None:
                    views[place] = (
                        column if column.dtype in (np.int64, object) else column.astype(np.int64)
                    )
            for operation in self._made.operations:
                operation(views)
            for number, column in outputs.items():
                self._made.write(views, number, column[start:stop])
            if self._made.has_filter:
                doubtful = views[0]
                if doubtful.any():
                    undecided.append(np.flatnonzero(doubtful) + start)
                    doubtful[:] = False
        free.append(registers)
        return undecided


def _inside(column: Any, low: int, high: int) -> bool:
    """Say whether all values of a column lie within their bounds, which it is read once for if it can be."""
    if low < 0 or column.dtype != np.int64:
        return bool(column.min() >= low and column.max() <= high)
    unsigned = column.view(np.uint64)  # what is negative is beyond all others
    return bool(unsigned.max() <= high and (low == 0 or column.min() >= low))
