"""Spark gives what one machine gives: one local session, every kind of rank, the same bytes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import covenant_rules as cr
from covenant_rules.columns.frame import score_frame
from covenant_rules.errors import ReportError
from covenant_rules.registration import Registration
from covenant_rules.registry import Registry
from covenant_rules.text import Text

pyspark = pytest.importorskip("pyspark", reason="the extra [spark] is not installed")

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
CORE = Registry.of()
SHEET = """\
covenant: thu
edition: "2026"
title: {vi: Bản thử, en: Trial}
rounding: {decimals: 2, mode: half_up, at: «stage»}
ranking: «ranking»
when_missing: «missing»
limits: {bonus: 2}
measures:
  done: {title: {vi: Hoàn thành, en: Done}, unit: count, low: 0, high: 1000}
  planned: {title: {vi: Kế hoạch, en: Planned}, unit: count, low: 1, high: 1000}
  cases: {title: {vi: Vụ việc, en: Cases}, unit: count, low: 0, high: 50}
  share: {title: {vi: Tỷ lệ, en: Share}, unit: percent, low: 0, high: 100, decimals: 1}
contents:
  - id: a.1
    title: {vi: A, en: A}
    points: 20
    criteria:
      - id: a1.1
        title: {vi: A1, en: A1}
        points: 20
        lines:
          - {award: core.scaled, with: {worst: 0, best: 100}, from: {actual: «source»}}
          - {bonus: core.stepped, with: {over: 60, first: 0.5, step: 5, each: 0.5}, from: {value: share}}
          - {penalty: core.per_case, at_most: 9, with: {each: 0.25}, from: {count: cases}}
"""
RATIO = "{ratio: {of: done, to: planned, if_zero: 0}, low: 0, high: 1000}"
RANKINGS = {
    "competition": "{method: competition, precision: rounded, ties: shared}",
    "dense": "{method: dense, precision: 0, ties: shared, tie_breakers: [bonus, penalty]}",
    "ordinal": "{method: ordinal, precision: rounded, ties: listed}",
    "exact": "{method: competition, precision: exact, ties: shared}",
}


def test_java_is_there_where_it_is_asked_for():
    """The pipeline asks for Java, so that the tests of Spark cannot be skipped there unseen."""
    if os.environ.get("COVENANT_RULES_NEEDS_JAVA"):
        assert shutil.which("java") is not None


@pytest.fixture(scope="module")
def session():
    """Return a local session of two cores."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17, which is not on this machine")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local[2]")
        .appName("covenant-rules")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "70")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("OFF")
    yield made
    made.stop()


def covenant_of(folder: Path, ranking: str, missing: str = "zero", source: str = RATIO):
    stage = "criterion" if ranking == "exact" else "total"
    text = SHEET.replace("«stage»", stage).replace("«ranking»", RANKINGS[ranking]).replace("«missing»", missing).replace("«source»", source)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "covenant.yaml").write_text(text, encoding="utf-8")
    return cr.load(folder, registry=CORE).covenant


def evidence(rows: int = 300, *, gaps: bool = False) -> pa.Table:
    """Return evidence of units in 40 blocs, many of them equal, some without all of it."""
    draw = random.Random(4)
    columns = {
        "unit": [f"u{n}" for n in range(rows)],
        "bloc": [f"khối {draw.randrange(40)}" for _ in range(rows)],
        "done": [draw.choice([80, 90, 95, 100]) for _ in range(rows)],
        "planned": [draw.choice([100, 120]) for _ in range(rows)],
        "cases": [draw.choice([0, 0, 1, 2]) for _ in range(rows)],
        "share": [Decimal(draw.choice([550, 655, 700])).scaleb(-1) for _ in range(rows)],
    }
    if gaps:
        columns["done"] = [None if draw.random() < 0.05 else value for value in columns["done"]]
    return pa.table(columns)


def same(spark_frame, ours: pa.Table) -> None:
    """Hold a frame of Spark against a table: the same columns, types and values, unit by unit."""
    found = spark_frame.toArrow()
    assert found.column_names == ours.column_names
    assert [str(f.type) for f in found.schema] == [str(f.type) for f in ours.schema]
    order = [("unit", "ascending")]
    assert found.sort_by(order).to_pylist() == ours.sort_by(order).to_pylist()


@pytest.mark.parametrize(("ranking", "gaps"), [
    ("competition", True), ("dense", True), ("ordinal", False), ("exact", True),
])  # fmt: skip
def test_spark_gives_what_one_machine_gives(session, tmp_path, ranking, gaps):
    """Points, statuses, ranks and the places still possible are the same, in the same columns and types."""
    from covenant_rules import spark

    covenant = covenant_of(tmp_path, ranking, "pending" if gaps else "zero")
    table = evidence(gaps=gaps)
    frame = session.createDataFrame(table)
    same(spark.score(frame, covenant, lines=ranking == "dense"), score_frame(covenant, table, lines=ranking == "dense").table)


def test_points_that_look_at_the_whole_bloc_are_the_same(session, tmp_path):
    """Where a line compares with the greatest of the bloc, each bloc is scored as one."""
    from covenant_rules import spark

    covenant = covenant_of(tmp_path, "competition", source="{bloc: maximum, of: share}")
    table = evidence()
    same(spark.score(session.createDataFrame(table), covenant), score_frame(covenant, table).table)


def test_one_bloc_needs_no_column_of_blocs(session, tmp_path):
    """Without a column of blocs all units are one bloc."""
    from covenant_rules import spark

    covenant = covenant_of(tmp_path, "dense")
    table = evidence(60).drop_columns(["bloc"])
    same(spark.score(session.createDataFrame(table), covenant), score_frame(covenant, table).table)


def test_refused_cells_stop_the_job_or_are_told(session, tmp_path):
    """A cell that means nothing stops a strict job with its reason; else its unit is left out and named."""
    from covenant_rules import spark

    covenant = covenant_of(tmp_path, "competition")
    table = evidence(80)
    cases = table.column("cases").to_pylist()
    cases[7], cases[70] = 99, -1
    table = table.set_column(table.column_names.index("cases"), "cases", pa.array(cases))
    frame = session.createDataFrame(table)
    with pytest.raises(Exception, match="E156"):
        spark.score(frame, covenant).collect()
    ours = score_frame(covenant, table)
    same(spark.score(frame, covenant, strict=False), ours.table)
    told = spark.refused(frame, covenant, language="en").toArrow().sort_by([("value", "descending")])
    assert told.select(["unit", "column", "value", "code"]).to_pylist() == [
        {"unit": "u7", "column": "cases", "value": "99", "code": "E156"},
        {"unit": "u70", "column": "cases", "value": "-1", "code": "E156"},
    ]
    assert pc.all(pc.match_substring(told.column("reason"), "0..50")).as_py()


SIGNED = [Registration(f"u{n}", Text.same(f"u{n}")) for n in range(60)]


def twice(rows: int = 60) -> pa.Table:
    """Return evidence of 60 units, three of which have a row again, far from their first."""
    table = evidence(rows)
    units = [*table.column("unit").to_pylist(), " u3 ", "u50", "u3"]
    again = pa.concat_tables([table, table.slice(3, 1), table.slice(50, 1), table.slice(3, 1)])
    return again.set_column(0, "unit", pa.array(units))


def test_a_second_row_of_a_unit_is_refused(session, tmp_path):
    """A registered unit has one row, wherever a second one lies: as on one machine, E511."""
    from covenant_rules import spark

    covenant = covenant_of(tmp_path, "competition")
    table = twice()
    frame = session.createDataFrame(table).repartition(3, "share").sortWithinPartitions("cases")
    with pytest.raises(Exception, match="E511"):
        spark.score(frame, covenant, registrations=SIGNED).collect()
    told = spark.refused(frame, covenant, language="en", registrations=SIGNED).toArrow()
    assert sorted(zip((u.strip() for u in told.column("unit").to_pylist()), told.column("code").to_pylist(), strict=True)) == [
        ("u3", "E511"), ("u3", "E511"), ("u50", "E511"),
    ]  # fmt: skip
    ordered = session.createDataFrame(table).coalesce(1)
    found = spark.score(ordered, covenant, registrations=SIGNED, strict=False)
    same(found, score_frame(covenant, table, registrations=SIGNED).table)


def test_rows_are_told_apart_by_their_registration(tmp_path):
    """What runs on an executor, run here: numbers of registrations, and E511 at marked rows only."""
    from covenant_rules.columns import mapping
    from covenant_rules.columns.packing import packed

    covenant = covenant_of(tmp_path, "competition")
    table = twice().combine_chunks()
    payload = packed((covenant, tuple(SIGNED), table.schema.serialize().to_pybytes(), False, "auto"))
    (batch,) = table.to_batches()
    (numbered,) = mapping.identified(payload, 0)(iter([batch]))
    assert numbered.column(mapping.WHO).to_pylist() == [*range(60), 3, 50, 3]
    marked = batch.append_column(mapping.AGAIN, pa.array([False] * 60 + [True] * 3))
    (told,) = mapping.refused(payload, table.column_names, "en")(iter([marked]))
    assert [" u3 ", "u50", "u3"] == told.column("unit").to_pylist()
    with pytest.raises(ReportError, match="E511"):
        list(mapping.scored(payload, table.column_names, strict=True)(iter([marked])))
    (scored,) = mapping.scored(payload, table.column_names, strict=False)(iter([marked]))
    assert scored.column(mapping.ROW).to_pylist() == [True] * 60 + [False] * 3


def test_a_frame_that_cannot_be_scored_is_refused_before_anything_runs(session, tmp_path):
    """Stages and the long form are refused on the driver, with what to do instead."""
    from covenant_rules import spark

    covenant = covenant_of(tmp_path, "competition")
    staged = session.createDataFrame([("u", "final", 1)], "unit string, stage string, done int")
    long = session.createDataFrame([("u", "done", "1")], "unit string, measure string, value string")
    for frame, code in ((staged, "E827"), (long, "E828")):
        with pytest.raises(ReportError) as caught:
            spark.score(frame, covenant)
        assert [found.code for found in caught.value.diagnostics] == [code]


def test_a_covenant_travels_whole():
    """What is sent to a cluster is the covenant itself, without the functions of its rules."""
    import pickle

    from covenant_rules.columns.packing import packed

    bloc = cr.load(Path(__file__).parents[2] / "specs/kien-giang/khoi-1/2017-illustration")
    covenant, registrations = pickle.loads(packed((bloc.covenant, bloc.registrations)))
    assert (covenant, registrations) == (bloc.covenant, bloc.registrations)
    assert all(line.rule.function is None for line in covenant.lines)


def test_importing_the_module_needs_no_spark():
    """`import covenant_rules.spark` loads no pyspark: only a frame of Spark does."""
    program = "import sys, covenant_rules.spark; print('pyspark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
