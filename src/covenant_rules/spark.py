"""Scores on Spark: the kernel travels to the data, in Arrow batches.

`score` sends the covenant to the executors once, scores every partition there with `mapInArrow`, and ranks
the units of each bloc with a window over their scaled totals. Points, statuses, places and their types are
those of `covenant_rules.score` over the same frame on one machine.

```python
from covenant_rules import spark

scores = spark.score(session.read.parquet("evidence"), covenant)
scores.write.parquet("scores")
```

Every machine of the cluster needs `covenant-rules[spark]` installed; see docs/spark.md.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from covenant_rules.columns.frame import bad_table, chunk_of
from covenant_rules.columns.layout import RANKS, STATUS
from covenant_rules.columns.names import read_header
from covenant_rules.columns.packing import packed
from covenant_rules.columns.ranking import Order, rank_rows
from covenant_rules.columns.roll import roll
from covenant_rules.columns.scorer import Scored, Scorer
from covenant_rules.covenant import Covenant, Method
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import ReportError
from covenant_rules.registration import Registration
from covenant_rules.spec.cells import BLOC, STAGE, UNIT
from covenant_rules.text import normalise

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

Batches = Iterator[pa.RecordBatch]
RANKED, ROW, KNOWN, LISTED = "_ranked", "_row", "_known", "_listed"


def score(
    df: DataFrame,
    covenant: Covenant,
    *,
    registrations: Sequence[Registration] = (),
    lines: bool = False,
    strict: bool = True,
    executor: str = "auto",
) -> DataFrame:
    """Return the scores of *df*, a row for each unit, with its rank in its bloc.

    Args:
        df: evidence in wide form: `unit`, `bloc` where there are several, and a column for each measure.
        covenant: the sheet.
        registrations: what the units signed; without them no unit has filled a slot.
        lines: whether the points of every line are given too.
        strict: whether a cell that means nothing stops the job; else its unit is left out, and
            `refused` names the cell.
        executor: see `columns.plan.plan`; it is chosen anew on every machine.

    Raises:
        ReportError: a column means nothing, the frame is long or has several stages; while the job
            runs, Spark reports a cell that is refused.
    """
    job = _Job.of(df, covenant, registrations, lines=lines, executor=executor)
    scored = job.mapped(_scored(job.payload, job.columns, strict=strict), job.schema)
    return job.ranked(scored)


def refused(
    df: DataFrame, covenant: Covenant, *, language: str, registrations: Sequence[Registration] = ()
) -> DataFrame:
    """Return the cells of *df* that mean nothing: unit, column, value, code, and the reason in *language*."""
    job = _Job.of(df, covenant, registrations, lines=False, executor="auto")
    fields = [(name, pa.string()) for name in ("unit", "column", "value", "code", "reason")]
    return job.mapped(_refused(job.payload, job.columns, language), pa.schema(fields))


@frozen(eq=False)
class _Job:
    """A frame and a covenant that fit each other, ready to be sent.

    Attributes:
        df: the evidence; its columns have numbers for names, since Spark takes a dot for a field.
        columns: the names of the columns of evidence, in their order.
        schema: what an executor returns: the scores without ranks, then the keys of these.
        results: for each column of the scores without ranks, its name here; likewise *keys*.
        together: whether points depend on other units of the bloc, so that it is scored as one.
    """

    df: DataFrame
    payload: bytes
    columns: tuple[str, ...]
    scorer: Scorer
    schema: pa.Schema
    results: Mapping[str, str]
    keys: Mapping[str, str]
    together: bool

    @classmethod
    def of(
        cls, df: DataFrame, covenant: Covenant, registrations: Sequence[Registration],
        *, lines: bool, executor: str,
    ) -> _Job:  # fmt: skip
        """Return the job, or refuse the frame on the driver, before anything runs."""
        from pyspark.sql import functions as F  # noqa: N812, PLC0415
        from pyspark.sql.pandas.types import to_arrow_schema  # noqa: PLC0415

        columns = tuple(normalise(name.strip()) for name in df.columns)
        if STAGE in columns:
            raise ReportError(diagnostic("E827", column=STAGE))
        schema = to_arrow_schema(df.toDF(*columns).schema)
        known = roll(covenant, registrations)
        if read_header(schema.names, known.known).is_long:
            raise ReportError(diagnostic("E828"))
        scorer = Scorer.of(known, schema, lines=lines, executor=executor)
        df = df.toDF(*(f"_column{n}" for n in range(len(columns))))
        if scorer.layout.order.ranking.listed_last:  # equal totals keep the order of the frame
            df = df.withColumn(LISTED, F.monotonically_increasing_id())
        names = {name: f"_key{n}" for n, name in enumerate(scorer.layout.order.names)}
        payload = packed(
            (covenant, tuple(registrations), schema.serialize().to_pybytes(), lines, executor)
        )
        own: list[Any] = [
            pa.field(RANKED, pa.bool_()),
            pa.field(ROW, pa.bool_()),
            pa.field(KNOWN, pa.bool_()),
        ]
        own += [
            pa.field(names[f.name], f.type) for f in scorer.layout.key_schema if f.name in names
        ]
        own += [pa.field(LISTED, pa.int64())] if LISTED in df.columns else []
        results = {f.name: _result(n) for n, f in enumerate(scorer.layout.scored)}
        # A refused unit has none of these, so all of them may be null.
        rows = [pa.field(results[f.name], f.type) for f in scorer.layout.scored]
        return cls(
            df, payload, columns, scorer, pa.schema([*rows, *own]), results, names,
            scorer.aggregates() is not None,
        )  # fmt: skip

    @property
    def heads(self) -> list[str]:
        """The column of a result that names a bloc, if there is one."""
        return [self.results[BLOC]] if BLOC in self.results else []

    def mapped(self, change: Callable[[Batches], Batches], schema: pa.Schema) -> DataFrame:
        """Return what *change* makes of the evidence: batch by batch, or bloc by bloc."""
        from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415

        returned = from_arrow_schema(schema)
        if not self.together:
            return self.df.mapInArrow(change, returned)

        def whole(table: pa.Table) -> pa.Table:
            batch = table.combine_chunks().to_batches() or table.to_batches()
            return pa.Table.from_batches(list(change(iter(batch))), schema=schema)

        blocs = [f"_column{n}" for n, name in enumerate(self.columns) if name == BLOC]
        return self.df.groupBy(*blocs).applyInArrow(whole, returned)

    def ranked(self, scored: DataFrame) -> DataFrame:
        """Return *scored* with its ranks.

        Where all keys of ranks are single whole numbers and a bloc is known whole, a rank is a window; the
        other blocs are ranked one by one, by the code that ranks on one machine.
        """
        from pyspark.sql import Window  # noqa: PLC0415
        from pyspark.sql import functions as F  # noqa: N812, PLC0415

        order = self.scorer.layout.order
        if not all(form.grain is not None for form in (order.total, *order.breakers)):
            return self._rows(self._by_bloc(scored))
        bloc = Window.partitionBy(*(F.col(head) for head in self.heads))
        whole = F.coalesce(F.min(F.col(KNOWN)).over(bloc), F.lit(True))  # noqa: FBT003
        told = scored.withColumn("_whole", whole)
        known, open_ = (
            told.where(side).drop("_whole") for side in (F.col("_whole"), ~F.col("_whole"))
        )
        rank = F.when(F.col(RANKED), self._window(order)).cast("int")
        known = known.withColumns(dict.fromkeys(RANKS, rank))
        return self._rows(known.unionByName(self._by_bloc(open_)))

    def _by_bloc(self, scored: DataFrame) -> DataFrame:
        """Return *scored* with the places that are still possible, each bloc ranked as on one machine."""
        from pyspark.sql.types import IntegerType, StructField, StructType  # noqa: PLC0415

        fields = [*scored.schema.fields, *(StructField(name, IntegerType()) for name in RANKS)]
        names = [field.name for field in fields]
        change = _possible(self.scorer.layout.order, self.keys, names)
        return scored.groupBy(*self.heads).applyInArrow(change, StructType(fields))

    def _rows(self, ranked: DataFrame) -> DataFrame:
        """Return the units that were scored, in the columns of a result."""
        from pyspark.sql import functions as F  # noqa: N812, PLC0415

        names = self.scorer.layout.schema.names
        return ranked.where(ROW).select(*(F.col(self.results.get(n, n)).alias(n) for n in names))

    def _window(self, order: Order) -> Column:
        """Return the rank of a unit among those of its bloc."""
        from pyspark.sql import Window  # noqa: PLC0415
        from pyspark.sql import functions as F  # noqa: N812, PLC0415

        ties = [name for name in order.names if not name.startswith(("low", "high"))]
        by = [F.col(self.keys[name]).desc() for name in ("low", *ties) if name in self.keys]
        by += [F.col(LISTED)] if order.ranking.listed_last else []
        within = Window.partitionBy(*(F.col(h) for h in self.heads), F.col(RANKED)).orderBy(*by)
        number = {
            Method.DENSE: F.dense_rank, Method.COMPETITION: F.rank, Method.ORDINAL: F.row_number,
        }[order.ranking.method]  # fmt: skip
        return number().over(within)


def _scored(
    payload: bytes, columns: Sequence[str], *, strict: bool
) -> Callable[[Batches], Batches]:
    """Return what an executor does with the batches of a partition."""

    def change(batches: Batches) -> Batches:
        scorer = _scorer(payload)
        for batch, found in _each(scorer, batches, columns):
            if strict and found.bad:
                raise ReportError([one.found for one in found.bad])
            listed = batch.column(LISTED) if LISTED in batch.schema.names else None
            yield _joined(found, listed, scorer)

    return change


def _refused(payload: bytes, columns: Sequence[str], language: str) -> Callable[[Batches], Batches]:
    def change(batches: Batches) -> Batches:
        for batch, found in _each(_scorer(payload), batches, columns):
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
    for batch in batches:
        own = pa.RecordBatch.from_arrays(batch.columns[: len(columns)], names=list(columns))
        chunk = chunk_of(own, first, None)
        first += len(batch)
        evidence = scorer.read(chunk)
        aggregates = scorer.aggregates()
        if aggregates is not None:
            aggregates.take(evidence)
        yield batch, scorer.score(chunk, evidence, aggregates)


def _result(number: int) -> str:
    """Return the name that a column of the scores has until the end."""
    return f"_result{number}"


def _joined(found: Scored, listed: Any, scorer: Scorer) -> pa.RecordBatch:
    """Return scores and keys side by side; a refused unit has keys alone, so that it is not ranked over."""
    status = found.table.column(STATUS)
    ranked = pc.is_in(status, pa.array(["final", "pending"]))
    mask = np.asarray(ranked.to_numpy(zero_copy_only=False), bool)
    place = np.cumsum(mask) - 1
    lost = len(found.keys) - int(mask.sum())
    own: Any = pa.array(place, mask=~mask)
    below: Any = pa.array(np.arange(int(mask.sum()), len(found.keys)))
    keys = found.keys.take(pa.concat_arrays([own.cast(pa.int64()), below.cast(pa.int64())]))
    columns: dict[str, Any] = {}
    for number, item in enumerate(scorer.layout.scored):
        end = pa.nulls(lost, item.type)
        if item.name == BLOC and lost:
            end = found.keys.column(BLOC).take(below)
        columns[_result(number)] = pa.concat_arrays([found.table.column(item.name), end])
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


def _possible(
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


@lru_cache(maxsize=4)
def _scorer(payload: bytes) -> Scorer:
    """Return the scorer of a job, made once in each process of an executor."""
    covenant, registrations, schema, lines, executor = pickle.loads(payload)  # noqa: S301  (as above)
    known = roll(covenant, registrations)
    fields = pa.ipc.read_schema(pa.py_buffer(schema))
    return Scorer.of(known, fields, lines=lines, executor=executor)
