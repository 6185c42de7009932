"""Scoring a data frame: any object with the Arrow PyCapsule interface in, and out again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import field, frozen

from covenant_rules.columns.cells import settled
from covenant_rules.columns.evidence import BadCell, Chunk
from covenant_rules.columns.layout import RANKS, STATUS, Layout
from covenant_rules.columns.long import gathered
from covenant_rules.columns.names import read_header
from covenant_rules.columns.ranking import Places, rank_rows
from covenant_rules.columns.roll import roll
from covenant_rules.columns.scorer import Scored, Scorer
from covenant_rules.covenant import Covenant
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import ReportError
from covenant_rules.registration import Registration
from covenant_rules.spec.cells import DEFAULT_STAGE, STAGE

Ints = np.ndarray[Any, Any]
PIECE = 2**20  # rows that are scored at a time


@frozen(eq=False)
class Scores:
    """The scores of a frame, a row for each unit in its order; itself an Arrow frame.

    Attributes:
        table: unit, bloc, status, total, low, high, ranks, bonus, penalty and points of contents.
        bad: the cells that were refused; the units of their rows are not in *table*.
    """

    table: pa.Table = field(repr=False)
    bad: tuple[BadCell, ...] = field(repr=False)

    def __len__(self) -> int:
        """Return the number of units that were scored."""
        return len(self.table)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the scores as a stream of the Arrow C data interface."""
        return self.table.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        """Return the columns of the scores as a schema of the Arrow C data interface."""
        return self.table.schema.__arrow_c_schema__()


def score_frame(
    covenant: Covenant,
    frame: object,
    *,
    registrations: Sequence[Registration] = (),
    stage: str | None = None,
    lines: bool = False,
    executor: str = "auto",
) -> Scores:
    """Score every row of *frame*, exactly, and rank the units of each bloc.

    Args:
        covenant: the sheet.
        frame: evidence: an object with the Arrow PyCapsule interface, or a mapping of columns.
        registrations: what the units signed; without them every unit is taken to have filled no slot.
        stage: the stage whose rows are scored, where the frame has a column `stage`.
        lines: whether the points of every line are given too.
        executor: see `plan`.

    Raises:
        ReportError: a column of the frame means nothing, or it is no frame.
    """
    table = as_table(frame)
    table, origins = at_stage(table, stage)
    known = roll(covenant, registrations)
    if read_header(table.column_names, known.known).is_long:
        chunk = gathered(table, known.known, _rows(origins, len(table)))
        pieces = [chunk]
    else:
        pieces = list(_pieces(table, origins))
    scorer = Scorer.of(known, schema_of(pieces, table), lines=lines, executor=executor)
    evidence = [scorer.read_once(piece) for piece in pieces]
    aggregates = scorer.aggregates()
    if aggregates is not None:
        for one in evidence:
            aggregates.take(one)
    scored = [scorer.score(p, e, aggregates) for p, e in zip(pieces, evidence, strict=True)]
    return Scores(_ranked(scored, scorer.layout), tuple(b for one in scored for b in one.bad))


def as_table(frame: object) -> pa.Table:
    """Return *frame* as an Arrow table, its columns' names normalised.

    Raises:
        ReportError: it is no frame.
    """
    try:
        if isinstance(frame, Mapping):
            table = pa.table({str(name): column for name, column in frame.items()})
        else:
            table = pa.table(frame)
    except (pa.ArrowException, TypeError, ValueError, KeyError) as error:
        raise ReportError(diagnostic("E801", reason=f"{error}"[:300])) from error
    fields = [settled(field) for field in table.schema]
    return table.rename_columns([field.name for field in fields]).cast(pa.schema(fields))


def at_stage(table: pa.Table, stage: str | None) -> tuple[pa.Table, Ints | None]:
    """Return the rows of one stage without that column, and which rows they are; None for all.

    Raises:
        ReportError: there are several stages and none is asked for, or the one that is has no row.
    """
    if STAGE not in table.column_names:
        return table, None
    column = pc.utf8_trim_whitespace(table.column(STAGE).cast(pa.string()).fill_null(""))
    column = pc.if_else(pc.equal(column, ""), DEFAULT_STAGE, column)
    table = table.drop_columns([STAGE])
    stages = [str(name) for name in column.unique().to_pylist()]
    if stage is None and len(stages) > 1:
        raise ReportError(diagnostic("E540", stages=", ".join(stages)))
    if stage is not None and stage not in stages:
        raise ReportError(diagnostic("E541", stage=stage, stages=", ".join(stages)))
    if len(stages) < 2:  # noqa: PLR2004
        return table, None
    chosen = pc.equal(column, stage)
    return table.filter(chosen), np.flatnonzero(chosen.to_numpy())


def _rows(origins: Ints | None, count: int) -> Ints:
    return np.arange(count) if origins is None else origins


def _pieces(table: pa.Table, origins: Ints | None) -> Iterator[Chunk]:
    first = 0
    for batch in table.to_batches(max_chunksize=PIECE):
        own = None if origins is None else origins[first : first + len(batch)]
        yield chunk_of(batch, first, own)
        first += len(batch)
    if not len(table):
        yield chunk_of(pa.RecordBatch.from_pylist([], schema=table.schema), 0, None)


def chunk_of(batch: pa.RecordBatch, first: int, origins: Ints | None) -> Chunk:
    """Return a batch of a wide frame as a chunk."""
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    return Chunk(len(batch), columns, first, origins)


def schema_of(pieces: Sequence[Chunk], table: pa.Table) -> pa.Schema:
    """Return the columns of the frame in wide form."""
    first = pieces[0]
    if set(first.columns) == set(table.column_names):
        return table.schema
    return pa.schema([(name, column.type) for name, column in first.columns.items()])


def _ranked(scored: Sequence[Scored], layout: Layout) -> pa.Table:
    table = pa.Table.from_batches([one.table for one in scored], schema=layout.scored)
    keys = pa.Table.from_batches([one.keys for one in scored], schema=layout.key_schema)
    places = rank_rows(keys, layout.order)
    shown = keys.column("row").to_numpy()
    own = Places(*(column[shown] for column in (places.rank, places.best, places.worst)))
    status = table.column(STATUS)
    ranked = pc.is_in(status, pa.array(["final", "pending"])).to_numpy()
    return with_ranks(table, own, ranked, layout)


def with_ranks(table: pa.Table, places: Places, ranked: Ints, layout: Layout) -> pa.Table:
    """Return *table* with the columns of ranks; *places* are those of its *ranked* rows."""
    columns = dict(zip(table.column_names, table.columns, strict=True))
    for name, own in zip(RANKS, (places.rank, places.best, places.worst), strict=True):
        values = np.zeros(len(table), np.int32)
        values[ranked] = own
        columns[name] = pa.chunked_array([pa.array(values, mask=values == 0)])
    return pa.Table.from_arrays(
        [columns[name] for name in layout.schema.names], schema=layout.schema
    )


def bad_table(bad: Sequence[BadCell], language: str) -> pa.Table:
    """Return refused cells as a table: row, column, value, code and reason."""
    return pa.table(
        {
            "row": pa.array([one.row for one in bad], pa.int64()),
            "column": pa.array([one.column for one in bad], pa.string()),
            "value": pa.array(
                [None if one.value is None else str(one.value) for one in bad], pa.string()
            ),
            "code": pa.array([one.found.code for one in bad], pa.string()),
            "reason": pa.array(
                [one.found.message("en" if language == "en" else "vi") for one in bad], pa.string()
            ),
        }
    )
