"""Intake: the rows of a file as chunks of units, whatever form the file has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, evolve, field

from covenant_rules.columns.evidence import BadCell, Chunk
from covenant_rules.columns.files import Piece, Source
from covenant_rules.columns.frame import chunk_of
from covenant_rules.columns.long import gathered
from covenant_rules.columns.names import read_header
from covenant_rules.columns.roll import Roll
from covenant_rules.columns.spill import part_numbers
from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.errors import ReportError
from covenant_rules.spec.cells import BLOC, DEFAULT_STAGE, MEASURE, STAGE, UNIT, VALUE
from covenant_rules.text import normalise

Ints = np.ndarray[Any, Any]
LONG_IN_A_PART = 4_000_000  # rows of a long file whose units are gathered at a time
BYTES_A_LONG_ROW = 12
ROW = "row"


@define
class Intake:
    """A file of evidence, read as chunks in wide form.

    A long file is put away in parts, each of which has its units in the order in which they first
    appear. Where that order decides between equals, all units of a bloc lie in one part.

    Attributes:
        schema: the columns of the chunks.
        rows: how many units there will be, where that is known.
    """

    source: Source
    roll: Roll
    stage: str | None
    folder: Path
    is_long: bool
    schema: pa.Schema = field(init=False)
    _seen: set[str] = field(factory=set, init=False)
    _parts: int = field(default=1, init=False)
    _lost: list[tuple[int, int, int]] = field(factory=list, init=False)

    @classmethod
    def of(cls, source: Source, known: Roll, stage: str | None, folder: Path) -> Intake:
        """Return the intake of *source*; a long file is put away by units in *folder* first.

        Raises:
            ReportError: with every column that means nothing.
        """
        found = cls(
            source, known, stage, folder, read_header(source.schema.names, known.known).is_long
        )
        if found.is_long:
            found._put_away()
        else:
            found.schema = pa.schema([f for f in source.schema if f.name != STAGE])
        return found

    @property
    def rows(self) -> int | None:
        """How many units there are, where the file tells."""
        return None if self.is_long else self.source.rows

    @property
    def share(self) -> tuple[int, int]:
        """How much of the file was read, and of how much."""
        return self.source.share

    def chunks(self, columns: Sequence[str] | None = None) -> Iterator[Chunk]:
        """Yield the units of the file, with all columns or some."""
        if self.is_long:
            yield from self._gathered()
            return
        staged = [STAGE] if STAGE in self.source.schema.names else []
        for piece in self.source.pieces(None if columns is None else [*columns, *staged]):
            own = self._at_stage(piece)
            chunk = chunk_of(own.batch, own.first, own.origins)
            yield _with_skipped(chunk, own.skipped)
        self._check_stage()

    def _at_stage(self, piece: Piece) -> Piece:
        """Return the rows of the stage that is scored, without that column."""
        batch = piece.batch
        if STAGE not in batch.schema.names:
            return piece
        column = pc.utf8_trim_whitespace(batch.column(STAGE).cast(pa.string()).fill_null(""))
        column = pc.if_else(pc.equal(column, ""), DEFAULT_STAGE, column)
        self._seen |= {str(name) for name in column.unique().to_pylist()}
        batch = batch.drop_columns([STAGE])
        if self.stage is not None:
            chosen = pc.equal(column, self.stage).to_numpy(zero_copy_only=False)
            origins = piece.origins
            if origins is None:
                origins = np.arange(piece.first, piece.first + len(batch))
            return evolve(piece, batch=batch.filter(pa.array(chosen)), origins=origins[chosen])
        if len(self._seen) > 1:
            raise ReportError(diagnostic("E540", stages=", ".join(sorted(self._seen))))
        return evolve(piece, batch=batch)

    def _check_stage(self) -> None:
        """Refuse a stage that no row has."""
        if self.stage is not None and self._seen and self.stage not in self._seen:
            raise ReportError(
                diagnostic("E541", stage=self.stage, stages=", ".join(sorted(self._seen)))
            )

    def _put_away(self) -> None:
        """Part a long file by its units, and learn which measures it has."""
        total = self.source.rows or self.source.share[1] // BYTES_A_LONG_ROW
        self._parts = 1 + total // LONG_IN_A_PART
        if self._listed and BLOC not in self.source.schema.names:
            self._parts = 1  # the list of one bloc is the file, and cannot be parted
        writers: list[Any] = []
        names: set[str] = set()
        for piece in self.source.pieces():
            own = self._at_stage(piece)
            self._lost += own.skipped
            batch = own.batch
            origins = own.origins
            if origins is None:
                origins = np.arange(own.first, own.first + len(batch))
            batch = batch.append_column(ROW, pa.array(origins))
            if not writers:
                paths = [str(self.folder / f"long.{n}") for n in range(self._parts)]
                writers = [pa.ipc.new_stream(path, batch.schema) for path in paths]
            names |= set(batch.column(MEASURE).cast(pa.string()).unique().to_pylist()) - {None}
            self._part(batch, writers)
        for writer in writers:
            writer.close()
        self._check_stage()
        kinds = dict(zip(self.source.schema.names, self.source.schema.types, strict=True))
        clean = sorted({normalise(name.strip()) for name in names})
        known = [n for n in clean if not isinstance(self.roll.known.read(n), Diagnostic)]
        heads = [(name, kinds[name]) for name in (UNIT, BLOC) if name in kinds]
        self.schema = pa.schema([*heads, *((name, kinds[VALUE]) for name in known)])
        if not writers:
            self._parts = 0

    @property
    def _listed(self) -> bool:
        """Whether the order in which units come decides between equals."""
        return self.roll.forms[0].ranking.listed_last

    def _part(self, batch: pa.RecordBatch, writers: Sequence[Any]) -> None:
        if self._parts == 1:
            writers[0].write_batch(batch)
            return
        column = batch.column(BLOC if self._listed else UNIT)
        own = part_numbers(column.cast(pa.string()).fill_null(""), self._parts)
        order = np.argsort(own, kind="stable")
        ordered = batch.take(pa.array(order))
        ends = np.searchsorted(own[order], np.arange(self._parts + 1))
        for part, writer in enumerate(writers):
            count = int(ends[part + 1] - ends[part])
            if count:
                writer.write_batch(ordered.slice(int(ends[part]), count))

    def _gathered(self) -> Iterator[Chunk]:
        lost = tuple(self._lost)
        for part in range(self._parts):
            with pa.OSFile(str(self.folder / f"long.{part}"), "rb") as file:
                table = pa.ipc.open_stream(file).read_all()
            origins = table.column(ROW).to_numpy()
            chunk = gathered(table.drop_columns([ROW]), self.roll.known, origins)
            yield _with_skipped(chunk, lost)
            lost = ()


def _with_skipped(chunk: Chunk, skipped: Sequence[tuple[int, int, int]]) -> Chunk:
    """Return a chunk with the rows of a CSV file that have too many or too few cells."""
    bad = [
        BadCell(-1 - row, row + 1, UNIT, None, diagnostic("E504", found=found, wanted=wanted))
        for row, found, wanted in skipped
    ]
    return evolve(chunk, refused=(*chunk.refused, *bad)) if bad else chunk
