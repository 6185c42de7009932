"""The blocs in which the rows of a table stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

Ints = np.ndarray[Any, Any]
Mask = np.ndarray[Any, Any]

BLOC = "bloc"


@frozen(eq=False)
class Blocs:
    """The blocs of the rows of a table.

    Attributes:
        numbers: the bloc of each row.
        starts: where each bloc begins, if the rows of each stand together; else None.
    """

    numbers: Ints
    starts: Ints | None

    @classmethod
    def of(cls, keys: pa.Table) -> Blocs:
        """Return the blocs of *keys*; without a column of blocs all rows are in one."""
        count = len(keys)
        if BLOC not in keys.column_names or not count:
            return cls(np.zeros(count, np.int32), np.zeros(min(count, 1), np.int64))
        runs = pc.run_end_encode(keys.column(BLOC).combine_chunks())
        ends = runs.run_ends.to_numpy(zero_copy_only=False)
        starts = np.concatenate([[0], ends[:-1]])
        sizes, names = ends - starts, runs.values
        if rising(names):
            return cls(np.repeat(np.arange(len(sizes), dtype=np.int32), sizes), starts)
        heads = names.dictionary_encode()
        codes = heads.indices.fill_null(len(heads.dictionary)).to_numpy()
        together = len(heads.dictionary) + (names.null_count > 0) == len(names)
        return cls(np.repeat(codes, sizes), starts if together else None)

    def only(self, mask: Mask) -> Blocs:
        """Return the blocs of the rows in which *mask* holds."""
        numbers = self.numbers[mask]
        together = self.starts is not None
        return Blocs(numbers, np.flatnonzero(changes([numbers])) if together else None)


def rising(names: pa.Array) -> bool:
    """Say whether each of *names* stands after the one before, so that no two are equal.

    Texts may rise as words do or as numbers do, the shorter before the longer.
    """
    is_text = pa.types.is_string(names.type)
    if names.null_count or not (is_text or pa.types.is_integer(names.type)):
        return False
    later = pc.less(names.slice(0, max(0, len(names) - 1)), names.slice(1))
    if not is_text or pc.all(later).as_py() is not False:
        return pc.all(later).as_py() is not False
    sizes = pc.binary_length(names).to_numpy()
    longer, same = sizes[1:] > sizes[:-1], sizes[1:] == sizes[:-1]
    return bool((longer | (same & later.to_numpy(zero_copy_only=False))).all())


def bloc_numbers(column: pa.Array) -> tuple[Ints, pa.Array]:
    """Return the number of each row's bloc, and the blocs by number; neighbours are looked up once."""
    runs = pc.run_end_encode(column)
    heads = runs.values.dictionary_encode()
    lengths = np.diff(runs.run_ends.to_numpy(zero_copy_only=False), prepend=0)
    codes = heads.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return np.repeat(codes, lengths), heads.dictionary


def changes(columns: Sequence[Ints]) -> Mask:
    """Return where a row of *columns* differs from the row before; the first row does."""
    found = np.zeros(len(columns[0]), bool)
    found[:1] = True
    for column in columns:
        found[1:] |= column[1:] != column[:-1]
    return found
