"""What else is measured: start, one bloc, long form, files, ranks, scenarios, Spark."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import covenant_rules as cr
from benchmarks.columns.compare import ROOT, Case, make_case
from benchmarks.columns.peers.ours import numbers
from benchmarks.columns.sheet import sheet, write_folder
from covenant_rules.registry import Registry
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.sheet import sheet as resolved
from covenant_rules.spec.source import read_yaml

Figure = dict[str, Any]
EXTRAS: dict[str, Callable[[Path, int], Iterator[Figure]]] = {}


def best(run: Callable[[], Any], seconds: float = 2, most: int = 200) -> float:
    """Return the least time of a call, after one that is not counted."""
    run()
    times: list[float] = []
    while len(times) < most and sum(times) < seconds:
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return min(times)


def _figure(name: str, value: float, unit: str, goal: str = "", note: str = "") -> Figure:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "note": note}


def _extra(
    function: Callable[[Path, int], Iterator[Figure]],
) -> Callable[[Path, int], Iterator[Figure]]:
    EXTRAS[function.__name__] = function
    return function


@_extra
def a_new_sheet(folder: Path, _: int) -> Iterator[Figure]:
    """Yield the time to load, prove and lower a sheet, and to score one row with it."""
    from covenant_rules.columns.plan import plan

    registry = Registry.discover()
    yield _figure(
        "find and prove the rules of all installed sectors, once a process",
        best(Registry.discover) * 1e3,
        "ms",
    )
    for lines in (20, 200):
        own = write_folder(sheet(lines, "plain"), folder / f"new-{lines}")
        load = best(lambda own=own: cr.load(own, registry=registry))
        read = best(lambda own=own: _read(own, registry))
        covenant = cr.load(own).covenant
        columns = _one_row(lines, folder)

        def first(executor: str, covenant: Any = covenant, columns: Any = columns) -> Any:
            return plan(covenant, executor=executor).run(columns, 1, results=["total"])

        yield _figure(
            f"read and prove a sheet of {lines} lines",
            read * 1e3,
            "ms",
            "under 50 ms with lowering",
        )
        yield _figure(
            f"load it, with all the warnings that `check` gives, {lines} lines", load * 1e3, "ms"
        )
        for executor, how in (
            ("auto", "score a first row of it, by the exact fold"),
            ("integers", "lower it and score a first row"),
        ):
            took = best(partial(first, executor))
            yield _figure(f"{how}, {lines} lines", took * 1e3, "ms")


def _read(folder: Path, registry: Registry) -> Any:
    """Read and prove a sheet, without the warnings on what it may give."""
    document = read_yaml(folder / "covenant.yaml", "covenant.yaml")
    return resolved(document, registry, Problems(document.places))


def _one_row(lines: int, folder: Path) -> dict[str, Any]:
    case = make_case(lines, 1, "plain", folder / "one")
    return _columns(case, 1)


def _columns(case: Case, rows: int) -> dict[str, Any]:
    """Return the evidence of a case with what its switches stand at."""
    with pa.memory_map(str(case.folder / "evidence.arrow")) as source:
        table = pa.ipc.open_file(source).read_all().slice(0, rows).combine_chunks()
    scales = {column.name: column.scale for column in case.sheet.columns}
    waived = {f"waived:{i.id}": 0 for i in case.sheet.items if i.kind == "per_case"}
    return {**numbers(table, scales), **waived}


@_extra
def one_bloc(folder: Path, _: int) -> Iterator[Figure]:
    """Yield the latency of one bloc of 6 units and 17 lines, with the points of every line, and ranked."""
    from covenant_rules.columns.numbers import Numbers
    from covenant_rules.columns.plan import plan

    case = make_case(17, 6, "plain", folder / "bloc")
    made = plan(cr.load(case.folder).covenant, executor="integers")
    columns = {
        name: Numbers(value.values.tolist(), value.scale) if isinstance(value, Numbers) else value
        for name, value in _columns(case, 6).items()
    }

    lines = [name for name in made.results if name.startswith("line:")]

    def run() -> list[int]:
        found = made.run(columns, 6, lines=True).low
        totals, *_ = [found[name].values for name in ("total", *lines)]
        return [1 + sum(other > own for other in totals) for own in totals]

    yield _figure(
        "one bloc, 6 units x 17 lines, every line, ranked, warm",
        best(run) * 1e6,
        "us",
        "under 100 us",
    )
    program = (
        "import time; t = time.perf_counter(); import covenant_rules; "
        "covenant_rules.load, covenant_rules.score; print(time.perf_counter() - t)"
    )
    times = [
        float(
            subprocess.run(
                [sys.executable, "-c", program], capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(5)
    ]
    yield _figure("import of what loads and scores, cold", min(times) * 1e3, "ms")


@_extra
def long_form(folder: Path, rows: int) -> Iterator[Figure]:
    """Yield the time of a frame in long form (unit, measure, value) and in wide form."""
    from covenant_rules.columns.frame import score_frame

    units = max(1000, rows // 10)
    wide, covenant = _frame(folder, units)
    yield _figure(
        f"frame to scores and ranks, wide, {units:,} units x 20 lines",
        best(lambda: score_frame(covenant, wide)) / units / 20 * 1e9,
        "ns a score",
    )
    names = [name for name in wide.column_names if name not in ("unit", "bloc")]
    parts = [
        pa.table(
            {
                "unit": wide.column("unit"),
                "bloc": wide.column("bloc"),
                "measure": pa.array([name] * units),
                "value": wide.column(name).cast(pa.decimal128(22, 1)),
            }
        )
        for name in names
    ]
    long = pa.concat_tables(parts).combine_chunks()
    count = long.num_rows
    yield _figure(
        f"the same in long form, {count:,} rows, by measure",
        best(lambda: score_frame(covenant, long), most=3) / count * 1e9,
        "ns a row",
    )
    mixed = long.take(pa.array(np.random.default_rng(1).permutation(count)))
    yield _figure(
        "the same, shuffled",
        best(lambda: score_frame(covenant, mixed), most=3) / count * 1e9,
        "ns a row",
    )


def _frame(folder: Path, units: int) -> tuple[pa.Table, Any]:
    """Return evidence as a frame with units and blocs, and its covenant without decimals or targets."""
    case = make_case(20, units, "plain", folder / "frame")
    with pa.memory_map(str(case.folder / "evidence.arrow")) as source:
        table = pa.ipc.open_file(source).read_all().combine_chunks()
    columns: dict[str, Any] = {
        "unit": pa.array([f"u{n}" for n in range(units)]),
        "bloc": pa.array([f"b{n // 6}" for n in range(units)]),
    }
    for column in case.sheet.columns:
        name, values = column.name, table.column(column.name)
        if column.scale == 10:
            values = values.cast(pa.decimal128(19, 0)).combine_chunks()
            whole = np.frombuffer(values.buffers()[1], dtype=np.int64)
            buffer = pa.py_buffer(np.ascontiguousarray(whole))
            values = pa.Decimal128Array.from_buffers(pa.decimal128(18, 1), units, [None, buffer])
        if name.startswith("target:"):
            _, line, setting = name.split(":")
            name = f"target:{line}.{setting}"
        columns[name] = values
    return pa.table(columns), cr.load(case.folder).covenant


@_extra
def files(folder: Path, rows: int) -> Iterator[Figure]:
    """Yield Parquet to Parquet against scanning and writing the same columns with pyarrow alone."""
    from covenant_rules.columns.batch import batch

    table, covenant = _frame(folder, rows)
    source, target = folder / "evidence.parquet", folder / "scores.parquet"
    pq.write_table(
        table, source, use_dictionary=False, store_decimal_as_integer=True, row_group_size=2**17
    )

    def alone() -> None:
        with pq.ParquetWriter(folder / "copy.parquet", _kept(source).schema) as writer:
            for group in pq.ParquetFile(source).iter_batches(2**17):
                writer.write_batch(group.select(_KEPT))

    def scan() -> int:
        return sum(group.num_rows for group in pq.ParquetFile(source).iter_batches(2**17))

    def ours() -> Any:
        return batch(covenant, source, target, executor="auto")

    reading, both, own = best(scan, most=3), best(alone, most=3), best(ours, most=3)
    size = f"{rows:,} x 20"
    yield _figure(f"Parquet scanned with pyarrow alone, {size}", reading, "s")
    yield _figure("scanned, and as many columns as the scores have written", both, "s")
    yield _figure("batch: Parquet to Parquet, scored and ranked in blocs of 6", own, "s")
    yield _figure("batch against scanning and writing", own / both, "times", "within 2")


_KEPT = [
    "unit",
    "bloc",
    "k1_actual",
    "target:k1.target",
    "k2_cases",
    "k5_actual",
    "k6_actual",
    "k7_cases",
    "k9_now",
    "k9_before",
    "k10_actual",
    "k11_cases",
]


def _kept(source: Path) -> pa.Table:
    return pq.read_table(source, columns=_KEPT).slice(0, 1)


@_extra
def ranks(_: Path, rows: int) -> Iterator[Figure]:
    """Yield the time of ranks in blocs of 6, contiguous and shuffled."""
    from covenant_rules.columns.keys import KeyForm
    from covenant_rules.columns.ranking import Order, rank_rows
    from covenant_rules.covenant import Method, Ranking

    generator = np.random.default_rng(3)
    blocs = np.arange(rows) // 6
    totals = generator.integers(0, 100_000, rows)
    known = pa.array([f"b{n}" for n in range(rows // 6 + 1)])
    names = pa.DictionaryArray.from_arrays(pa.array(blocs.astype(np.int32)), known)
    every = pa.array(np.ones(rows, bool))
    keys = pa.table(
        {
            "bloc": names.cast(pa.string()),
            "known": every,
            "row": every,
            "low": totals,
            "high": totals,
        }
    )
    order = Order(Ranking(Method.COMPETITION, rounded=True), KeyForm(100), ())
    yield _figure(
        f"ranks, {rows // 6:,} blocs of 6, in order",
        best(lambda: rank_rows(keys, order), most=5) / rows * 1e9,
        "ns a unit",
        "within 20 ns",
    )
    mixed = keys.take(pa.array(generator.permutation(rows)))
    yield _figure(
        "ranks, the same shuffled",
        best(lambda: rank_rows(mixed, order), most=3) / rows * 1e9,
        "ns a unit",
    )


@_extra
def scenarios(folder: Path, _: int) -> Iterator[Figure]:
    """Yield the rate of scenarios: 6 units x 20 criteria, three numbers of the sheet drawn."""
    from covenant_rules.columns.whatif import Draws, evidence, setting, steps, weight, what_if

    bloc = _bloc(folder, 6)
    count = 100_000
    drawn = Draws(count, seed=1)
    sheet_only = [
        setting("k2", "each", steps("0.25", "1", "0.01")),
        setting("k11", "each", steps("0.25", "1", "0.01")),
        setting("k5", "worst", steps(100_000, 300_000, 1000)),
    ]
    each = [evidence(f"u{n}", "k1_actual", steps(100_000, 900_000)) for n in range(6)]
    weights = [weight(f"c{n}", steps("0.5", "1.5", "0.01")) for n in range(1, 5)]
    for name, assumed in (
        ("three settings", sheet_only),
        ("evidence of every unit", each),
        ("four weights", weights),
    ):
        rate = count / best(lambda a=assumed: what_if(bloc, a, draws=drawn), most=3)
        yield _figure(
            f"scenarios a second, 6 units x 20 criteria, {name}", rate, "a second", "many thousand"
        )


def _bloc(folder: Path, units: int) -> Any:
    """Return a bloc with complete evidence on the generated sheet."""
    case = make_case(20, units, "plain", folder / "scenarios")
    draw = Random(5)
    targets = {i.id for i in case.sheet.items if "target" in i.columns}
    registered = []
    for n in range(units):
        own = (f"{line}: {{target: {draw.randrange(2, 9) * 100_000}}}" for line in sorted(targets))
        unit = f"unit: u{n}, title: {{vi: U, en: U}}, targets: {{{', '.join(own)}}}"
        registered.append(f"  - {{{unit}}}")
    text = "\n".join(["covenant: benchmark-plain-20", "units:", *registered])
    (case.folder / "registrations.yaml").write_text(text + "\n", encoding="utf-8")
    rows = ["unit,stage,measure,value,note"]
    for n in range(units):
        for column in case.sheet.columns:
            if not column.name.startswith("target:"):
                most = 5 if column.unit == "count" else column.high
                value = draw.randint(most // 2, most)
                shown = {0: "no", 1: "yes"}[value] if column.unit == "yes_no" else value
                rows.append(f"u{n},final,{column.name},{shown},")
    (case.folder / "reports.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return cr.load(case.folder)


@_extra
def on_spark(folder: Path, rows: int) -> Iterator[Figure]:
    """Yield Spark's own scan of the evidence against scoring it there, two cores; left out without Java."""
    if shutil.which("java") is None:
        return
    table, _ = _frame(folder / "spark", rows)
    source = folder / "spark.parquet"
    pq.write_table(table, source, use_dictionary=False, row_group_size=2**17)
    program = Path(__file__).with_name("on_spark.py")
    job = json.dumps(
        {"source": str(source), "folder": str(next((folder / "spark" / "frame").iterdir()))}
    )
    done = subprocess.run(
        [sys.executable, str(program), job],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
    )
    found = json.loads(done.stdout.strip().splitlines()[-1])
    yield _figure(
        f"Spark, every column read and summed, {rows:,} x 20, 2 cores", found["scan"], "s"
    )
    yield _figure("Spark, through mapInArrow untouched", found["through"], "s")
    yield _figure("Spark, scored", found["score"], "s")
    yield _figure(
        "Spark, scored against its own scan", found["score"] / found["scan"], "times", "within 1.5"
    )
    yield _figure("Spark, scored and ranked", found["rank"], "s")
