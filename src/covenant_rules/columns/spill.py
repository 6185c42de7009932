"""Ranks of more units than memory holds: their keys are put on disk, parted by bloc.

All units of a bloc lie in one part, in the order in which they came, so each part is ranked by
itself, and its ranks are handed out again in that same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from zlib import crc32

import numpy as np
import pyarrow as pa

from covenant_rules.columns.blocs import BLOC, bloc_numbers
from covenant_rules.columns.layout import Layout
from covenant_rules.columns.ranking import Places, rank_rows

Ints = np.ndarray[Any, Any]
IN_A_PART = 2_500_000  # units whose keys are held at a time, if their blocs are no larger
MOST_PARTS = 400


def parts_for(rows: int, *, in_blocs: bool) -> int:
    """Return into how many parts *rows* units are put; a single bloc cannot be parted."""
    return min(MOST_PARTS, 1 + rows // IN_A_PART) if in_blocs else 1


def part_numbers(column: pa.Array, parts: int) -> Ints:
    """Return the part of each row: all rows of one bloc, or of one unit, lie in one part."""
    codes, names = bloc_numbers(column)
    own = [crc32(str(name).encode()) % parts for name in names.to_pylist()]
    return np.array(own, np.int64)[codes]


class Spill:
    """The keys of ranks on disk."""

    def __init__(self, folder: Path, layout: Layout, parts: int) -> None:
        self.layout = layout
        self.parts = parts
        self._folder = folder
        self._writers = [
            pa.ipc.new_stream(str(self._keys(part)), layout.key_schema) for part in range(parts)
        ]
        self._ranks: list[IO[bytes]] = []

    def _keys(self, part: int) -> Path:
        return self._folder / f"keys.{part}"

    def add(self, keys: pa.RecordBatch) -> Ints | None:
        """Put the keys of a chunk away; return the part of each of its rows, None for one part."""
        if self.parts == 1:
            self._writers[0].write_batch(keys)
            return None
        own = part_numbers(keys.column(BLOC), self.parts)
        order = np.argsort(own, kind="stable")
        ordered = keys.take(pa.array(order))
        ends = np.searchsorted(own[order], np.arange(self.parts + 1))
        for part, writer in enumerate(self._writers):
            count = int(ends[part + 1] - ends[part])
            if count:
                writer.write_batch(ordered.slice(int(ends[part]), count))
        return np.asarray(own[keys.column("row").to_numpy(zero_copy_only=False)])

    def rank(self) -> Iterator[int]:
        """Rank every part; yield how many units each one had."""
        for part, writer in enumerate(self._writers):
            writer.close()
            with pa.OSFile(str(self._keys(part)), "rb") as file:
                keys = pa.ipc.open_stream(file).read_all()
            places = rank_rows(keys, self.layout.order)
            shown = keys.column("row").to_numpy()
            count = len(keys)
            del keys
            self._keys(part).unlink()
            table = np.stack([places.rank, places.best, places.worst], axis=1)[shown]
            path = self._folder / f"ranks.{part}"
            table.tofile(path)
            self._ranks.append(path.open("rb"))
            yield count

    def ranks(self, own: Ints | None, count: int) -> Places:
        """Return the places of the next *count* units, whose parts are *own*."""
        found = np.empty((count, 3), np.int32)
        if own is None:
            found[:] = self._next(0, count)
        else:
            sizes = np.bincount(own, minlength=self.parts)
            order = np.argsort(own, kind="stable")
            rows = [self._next(part, int(size)) for part, size in enumerate(sizes) if size]
            if rows:
                found[order] = np.concatenate(rows)
        return Places(*(np.ascontiguousarray(found[:, n]) for n in range(3)))

    def _next(self, part: int, count: int) -> Ints:
        return np.fromfile(self._ranks[part], np.int32, 3 * count).reshape(count, 3)

    def close(self) -> None:
        """Close what is open."""
        for writer in self._writers:
            writer.close()
        for file in self._ranks:
            file.close()
