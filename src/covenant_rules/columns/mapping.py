"""What a process of a cluster does with batches of evidence: any engine that maps Arrow batches can send them.

What travels is `packed`: the covenant with its registrations, the schema of the frame, and how to score it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from covenant_rules.columns.frame import bad_table, chunk_of
from covenant_rules.columns.layout import RANKS, STATUS
from covenant_rules.columns.packing import packed
from covenant_rules.columns.ranking import Order, rank_rows
from covenant_rules.columns.roll import roll
from covenant_rules.columns.scorer import Scored, Scorer
from covenant_rules.errors import ReportError
from covenant_rules.spec.cells import BLOC, UNIT

Batches = Iterator[pa.RecordBatch]
RANKED, ROW, KNOWN, LISTED = "_ranked", "_row", "_known", "_listed"
AGAIN, WHO = "_again", "_who"
TOGETHER = 50_000  # rows scored at a time: a batch of 10,000 takes twice the time a row; measured


def scored(payload: bytes, columns: Sequence[str], *, strict: bool) -> Callable[[Batches], Batches]:
    """Return what an executor does with the batches of a partition."""

    def change(batches: Batches) -> Batches:
        scorer = scorer_of(payload)
        for batch, found in _each(scorer, batches, columns):
            if strict and found.bad:
                raise ReportError([one.found for one in found.bad])
            listed = batch.column(LISTED) if LISTED in batch.schema.names else None
            yield _joined(found, listed, scorer)

    return change


def refused(payload: bytes, columns: Sequence[str], language: str) -> Callable[[Batches], Batches]:
    """Return what tells the refused cells of a partition."""

    def change(batches: Batches) -> Batches:
        for batch, found in _each(scorer_of(payload), batches, columns):
            table = bad_table(found.bad, language)
            rows = pa.array([one.at for one in found.bad], pa.int64())
            units = batch.column(columns.index(UNIT)).take(rows).cast(pa.string())
            own = [
                units,
                *(table.column(n).combine_chunks() for n in ("column", "value", "code", "reason")),
            ]
            flat = [a.combine_chunks() if isinstance(a, pa.ChunkedArray) else a for a in own]
            yield pa.RecordBatch.from_arrays(
                flat, names=["unit", "column", "value", "code", "reason"]
            )

    return change


def _each(
    scorer: Scorer, batches: Batches, columns: Sequence[str]
) -> Iterator[tuple[pa.RecordBatch, Scored]]:
    first = 0
    for batch in _in_one(batches):
        own = pa.RecordBatch.from_arrays(batch.columns[: len(columns)], names=list(columns))
        chunk = chunk_of(own, first, None)
        first += len(batch)
        evidence = scorer.read(chunk)
        if AGAIN in batch.schema.names:
            again = batch.column(AGAIN).to_numpy(zero_copy_only=False)
            evidence = evidence.refusing_again(np.flatnonzero(again), chunk)
        aggregates = scorer.aggregates()
        if aggregates is not None:
            aggregates.take(evidence)
        yield batch, scorer.score(chunk, evidence, aggregates)


def _in_one(batches: Batches) -> Batches:
    """Yield *batches* joined to ones of `TOGETHER` rows and more: Spark's own are small, and each has its price."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(map(len, held)) >= TOGETHER:
            yield pa.concat_batches(held)
            held = []
    if held:
        yield pa.concat_batches(held)


def result_name(number: int) -> str:
    """Return the name that a column of the scores has until the end."""
    return f"_result{number}"


def _joined(found: Scored, listed: Any, scorer: Scorer) -> pa.RecordBatch:
    """Return scores and keys side by side; a refused unit has keys alone, so that it is not ranked over."""
    status = found.table.column(STATUS)
    ranked = pc.is_in(status, pa.array(["final", "pending"]))
    mask = np.asarray(ranked.to_numpy(zero_copy_only=False), bool)
    place = np.cumsum(mask) - 1
    lost = len(found.keys) - int(mask.sum())
    if not lost and mask.all():  # nothing to move
        return _beside(found, ranked, listed, scorer)
    own: Any = pa.array(place, mask=~mask)
    below: Any = pa.array(np.arange(int(mask.sum()), len(found.keys)))
    keys = found.keys.take(pa.concat_arrays([own.cast(pa.int64()), below.cast(pa.int64())]))
    columns: dict[str, Any] = {}
    for number, item in enumerate(scorer.layout.scored):
        end = pa.nulls(lost, item.type)
        if item.name == BLOC and lost:
            end = found.keys.column(BLOC).take(below)
        columns[result_name(number)] = pa.concat_arrays([found.table.column(item.name), end])
    both = [True] * lost
    columns[RANKED] = pa.concat_arrays([ranked, pa.array(both, pa.bool_())])
    columns[ROW] = pa.array([True] * len(found.table) + [False] * lost, pa.bool_())
    columns[KNOWN] = keys.column("known")
    for number, name in enumerate(scorer.layout.order.names):
        columns[f"_key{number}"] = keys.column(name)
    if listed is not None:
        bad = {one.at for one in found.bad}
        kept = pa.array([row for row in range(len(listed)) if row not in bad], pa.int64())
        columns[LISTED] = pa.concat_arrays([listed.take(kept), pa.nulls(lost, pa.int64())])
    return pa.RecordBatch.from_pydict(columns)


def _beside(found: Scored, ranked: Any, listed: Any, scorer: Scorer) -> pa.RecordBatch:
    """Return scores and keys side by side where every row has both."""
    order = scorer.layout.order
    columns = {
        result_name(n): found.table.column(f.name) for n, f in enumerate(scorer.layout.scored)
    }
    columns |= {RANKED: ranked, ROW: ranked, KNOWN: found.keys.column("known")}
    columns |= {f"_key{n}": found.keys.column(name) for n, name in enumerate(order.names)}
    if listed is not None:
        columns[LISTED] = listed
    return pa.RecordBatch.from_pydict(columns)


def possible(
    order: Order, keys: Mapping[str, str], names: Sequence[str]
) -> Callable[[pa.Table], pa.Table]:
    """Return how the places of one bloc are found by the ranking of one machine."""
    names, keys = list(names), dict(keys)
    sent = packed(order)

    def change(table: pa.Table) -> pa.Table:
        if LISTED in table.column_names:
            table = table.sort_by(LISTED)
        own = table.filter(table.column(RANKED))
        given = {"known": own.column(KNOWN)} | {name: own.column(keys[name]) for name in keys}
        places = rank_rows(pa.table(given), pickle.loads(sent))  # noqa: S301  (made by the driver of the same job)
        mask = np.asarray(table.column(RANKED).to_numpy(), bool)
        columns: dict[str, Any] = {n: table.column(n) for n in table.column_names}
        for name, found in zip(RANKS, (places.rank, places.best, places.worst), strict=True):
            values = np.zeros(len(table), np.int32)
            values[mask] = found
            columns[name] = pa.array(values, mask=values == 0)
        return pa.table({name: columns[name] for name in names})

    return change


def identified(payload: bytes, unit: int) -> Callable[[Batches], Batches]:
    """Return what adds the number of its registration to each row, -1 where there is none."""

    def change(batches: Batches) -> Batches:
        known = scorer_of(payload).roll
        for batch in batches:
            who = known.find(batch.column(unit))
            yield batch.append_column(WHO, pa.array(who, pa.int32()))

    return change


@lru_cache(maxsize=4)
def scorer_of(payload: bytes) -> Scorer:
    """Return the scorer of a job, made once in each process of an executor."""
    covenant, registrations, schema, lines, executor = pickle.loads(payload)  # noqa: S301  (as above)
    known = roll(covenant, registrations)
    fields = pa.ipc.read_schema(pa.py_buffer(schema))
    return Scorer.of(known, fields, lines=lines, executor=executor)
