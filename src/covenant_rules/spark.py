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

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from attrs import frozen

from covenant_rules.columns import mapping
from covenant_rules.columns.layout import RANKS
from covenant_rules.columns.mapping import AGAIN, KNOWN, LISTED, RANKED, ROW, WHO, Batches
from covenant_rules.columns.names import read_header
from covenant_rules.columns.packing import packed
from covenant_rules.columns.ranking import Order
from covenant_rules.columns.roll import roll
from covenant_rules.columns.scorer import Scorer
from covenant_rules.covenant import Covenant, Method
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import ReportError
from covenant_rules.registration import Registration
from covenant_rules.spec.cells import BLOC, STAGE, UNIT
from covenant_rules.text import normalise

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

ORDER = "_order"


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
        registrations: what the units signed; without them no unit has filled a slot. With them a
            second row of a unit is refused (E511), wherever its rows lie.
        lines: whether the points of every line are given too.
        strict: whether a cell that means nothing stops the job; else its unit is left out, and
            `refused` names the cell.
        executor: see `columns.plan.plan`; it is chosen anew on every machine.

    Raises:
        ReportError: a column means nothing, the frame is long or has several stages; while the job
            runs, Spark reports a cell that is refused.
    """
    job = _Job.of(df, covenant, registrations, lines=lines, executor=executor)
    scored = job.mapped(mapping.scored(job.payload, job.columns, strict=strict), job.schema)
    return job.ranked(scored)


def refused(
    df: DataFrame, covenant: Covenant, *, language: str, registrations: Sequence[Registration] = ()
) -> DataFrame:
    """Return the cells of *df* that mean nothing: unit, column, value, code, and the reason in *language*."""
    job = _Job.of(df, covenant, registrations, lines=False, executor="auto")
    fields = [(name, pa.string()) for name in ("unit", "column", "value", "code", "reason")]
    return job.mapped(mapping.refused(job.payload, job.columns, language), pa.schema(fields))


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
        if registrations:
            df = _told_again(df, payload, columns.index(UNIT))
        own: list[Any] = [
            pa.field(RANKED, pa.bool_()),
            pa.field(ROW, pa.bool_()),
            pa.field(KNOWN, pa.bool_()),
        ]
        own += [
            pa.field(names[f.name], f.type) for f in scorer.layout.key_schema if f.name in names
        ]
        own += [pa.field(LISTED, pa.int64())] if LISTED in df.columns else []
        results = {f.name: mapping.result_name(n) for n, f in enumerate(scorer.layout.scored)}
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
        change = mapping.possible(self.scorer.layout.order, self.keys, names)
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


def _told_again(df: DataFrame, payload: bytes, unit: int) -> DataFrame:
    """Return *df* with a mark at each row of a registered unit that had one before, in the order of *df*.

    The rows of a unit may lie anywhere, so they meet in a window over the number of its registration.
    """
    from pyspark.sql import Window  # noqa: PLC0415
    from pyspark.sql import functions as F  # noqa: N812, PLC0415
    from pyspark.sql.types import IntegerType, StructField, StructType  # noqa: PLC0415

    df = df.withColumn(ORDER, F.monotonically_increasing_id())
    fields = [*df.schema.fields, StructField(WHO, IntegerType())]
    found = df.mapInArrow(mapping.identified(payload, unit), StructType(fields))
    signed = F.col(WHO) >= 0
    # Those who did not sign are told apart by their order, so that no window holds them all.
    own = F.when(signed, F.col(WHO)).otherwise(-1 - F.col(ORDER))
    first = F.row_number().over(Window.partitionBy(own).orderBy(ORDER)) == 1
    return found.withColumn(AGAIN, signed & ~first).drop(ORDER, WHO)
