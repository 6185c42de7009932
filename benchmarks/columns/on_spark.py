"""One local Spark session that scans evidence, sends it through Arrow, scores and ranks it."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import covenant_rules as cr
from covenant_rules import spark
from covenant_rules.columns import mapping


def main(job: dict[str, str]) -> dict[str, float]:
    """Return the seconds of each step, the best of three."""
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as F  # noqa: N812

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "4g").config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "100000").getOrCreate()
    )  # fmt: skip
    session.sparkContext.setLogLevel("OFF")
    covenant = cr.load(job["folder"]).covenant
    df = session.read.parquet(job["source"])
    own = spark._Job.of(df, covenant, (), lines=False, executor="auto")  # noqa: SLF001
    mapped = own.mapped(mapping.scored(own.payload, own.columns, strict=True), own.schema)
    sums = [F.sum(F.col(f"`{name}`")) for name in df.columns if name not in ("unit", "bloc")]
    plain = df.toDF(*(f"c{n}" for n in range(len(df.columns))))  # mapInArrow takes no dots in names
    through = plain.mapInArrow(lambda batches: batches, plain.schema)
    found = {
        "scan": _best(lambda: df.agg(*sums).collect()),
        "through": _best(lambda: through.agg(F.count("*")).collect()),
        "score": _best(lambda: mapped.agg(F.sum(own.results["total"])).collect()),
        "rank": _best(lambda: spark.score(df, covenant).agg(F.sum("rank")).collect()),
    }
    session.stop()
    return found


def _best(run: Callable[[], Any]) -> float:
    times = []
    for _ in range(4):  # the first starts the workers
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return min(times[1:])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(json.loads(sys.argv[1]))) + "\n")
