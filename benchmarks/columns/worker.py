"""One candidate in a process of its own: load, warm up, measure, write what it computed.

Run by the command with the Python of the environment that has the candidate's engine; it imports
nothing of the library unless the candidate is one of our executors.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

MOST_REPEATS = 15


def main(job: dict[str, Any]) -> dict[str, Any]:
    """Measure one candidate as *job* says; return its times in seconds and its peak memory."""
    sheet = json.loads(Path(job["sheet"]).read_text(encoding="utf-8"))
    with pa.memory_map(job["data"]) as source:
        table = pa.ipc.open_file(source).read_all().slice(0, job["rows"])
        table = table.combine_chunks()
    module = import_module(f"benchmarks.columns.peers.{job['module']}")
    started = time.perf_counter()
    totals, scores, hundredths = module.prepare(sheet, table, **job["options"])
    prepared = time.perf_counter() - started
    check = job["check"]
    first, total_times, found = _measure(totals, job["seconds"], once=job["once"])
    peak = _peak()
    total = hundredths(found, check)["total"]
    score_times: dict[str, list[float]] = {}
    columns: list[Any] = []
    if job["scores"]:
        if scores is totals:
            score_times = total_times
        else:
            found = None
            _, score_times, found = _measure(scores, job["seconds"], once=job["once"])
        items = [item["id"] for group in sheet["groups"] for item in group["items"]]
        by_item = hundredths(found, check)
        columns = [np.asarray(by_item[item], dtype=np.float64) for item in items]
    np.savez(job["out"] + ".npz", totals=np.asarray(total, dtype=np.float64), scores=columns)
    return {
        "prepare": prepared, "first": first, "total": total_times, "scores": score_times,
        "peak_mib": peak, "rows": table.num_rows,
    }  # fmt: skip


def _peak() -> float:
    """Return the greatest memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _measure(
    run: Callable[[], Any], seconds: float, *, once: bool
) -> tuple[float, dict[str, list[float]], Any]:
    """Return the time of the first call, those of the calls after it, and what the last returned.

    Times are on the clock, and of the processor in all threads: the latter hardly depend on who else works.
    Engines that score row by row have nothing to warm up: with *once* the first call may be the only one.
    """
    started, busy = time.perf_counter(), time.process_time()
    found = run()
    first, first_busy = time.perf_counter() - started, time.process_time() - busy
    times: dict[str, list[float]] = {"clock": [], "processor": []}
    while len(times["clock"]) < MOST_REPEATS and (
        not times["clock"] or sum(times["clock"]) < seconds
    ):
        if once and first > seconds:
            return first, {"clock": [first], "processor": [first_busy]}, found
        found = None
        started, busy = time.perf_counter(), time.process_time()
        found = run()
        times["clock"].append(time.perf_counter() - started)
        times["processor"].append(time.process_time() - busy)
    return first, times, found


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    Path(asked["out"]).write_text(json.dumps(main(asked)), encoding="utf-8")
