"""Running candidates side by side, and counting what they got wrong against the exact fold."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.columns.candidates import FOLD, LIMIT, Candidate
from benchmarks.columns.data import write
from benchmarks.columns.sheet import Sheet, sheet, write_folder

ROOT = Path(__file__).parents[2]
CHECKED = 100_000  # scores of the sample that is compared with the exact fold
LONGEST = 1800  # seconds after which a candidate is given up


@dataclass(frozen=True)
class Case:
    """A sheet and its evidence on disk."""

    sheet: Sheet
    rows: int
    folder: Path

    @property
    def sample(self) -> int:
        """How many rows are compared with the exact fold."""
        return min(self.rows, max(100, CHECKED // self.sheet.lines))


def make_case(lines: int, rows: int, variant: str, around: Path) -> Case:
    """Write the sheet and the evidence of one case below the folder *around*."""
    found = sheet(lines, variant)
    folder = write_folder(found, around / f"{variant}-{lines}-{rows}")
    (folder / "sheet.json").write_text(found.as_json(), encoding="utf-8")
    write(found, rows, folder / "evidence.arrow")
    return Case(found, rows, folder)


def run(
    case: Case, candidates: Sequence[Candidate], pythons: Pythons, seconds: float
) -> list[dict[str, Any]]:
    """Measure the limit and every candidate; return a row of the table for each."""
    limit = _run(case, LIMIT, pythons, seconds)
    expected = _run(case, FOLD, pythons, seconds)
    exact = np.load(expected["npz"], allow_pickle=False)
    rows = [_row(case, LIMIT, limit, None, limit)]
    for candidate in candidates:
        if case.sheet.variant not in candidate.variants:
            continue
        found = expected if candidate == FOLD else _run(case, candidate, pythons, seconds)
        rows.append(_row(case, candidate, found, exact, limit))
    return rows


@dataclass(frozen=True)
class Pythons:
    """The interpreters of our environment and of that of the peers; None where there are no peers."""

    ours: str
    peers: str | None

    def of(self, candidate: Candidate) -> str:
        """Return the interpreter that runs *candidate*."""
        own = candidate.is_ours or candidate == LIMIT or self.peers is None
        return self.ours if own else str(self.peers)


def _run(case: Case, candidate: Candidate, pythons: Pythons, seconds: float) -> dict[str, Any]:
    """Run one candidate in a process of its own."""
    rows = case.rows
    if candidate.scores is not None:
        rows = min(rows, max(50, candidate.scores // case.sheet.lines))
    if candidate == FOLD:
        rows = case.sample
    out = case.folder / f"{candidate.module}-{abs(hash(candidate.name))}.json"
    options = dict(candidate.options)
    if candidate.is_ours:
        options["folder"] = str(case.folder)
    job = {
        "module": candidate.module, "options": options, "rows": rows, "seconds": seconds,
        "sheet": str(case.folder / "sheet.json"), "data": str(case.folder / "evidence.arrow"),
        "check": case.sample, "scores": candidate != LIMIT, "once": candidate.scores is not None, "out": str(out),
    }  # fmt: skip
    command = [pythons.of(candidate), "-m", "benchmarks.columns.worker", json.dumps(job)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "2"}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=LONGEST, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"error": f"given up after {LONGEST} s"}
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["died"])[-1][:200]}
    return {**json.loads(out.read_text(encoding="utf-8")), "npz": str(out) + ".npz"}


def _row(
    case: Case, candidate: Candidate, found: dict[str, Any], exact: Any, limit: dict[str, Any]
) -> dict[str, Any]:
    """Return what a table says of one candidate."""
    row: dict[str, Any] = {
        "case": {"variant": case.sheet.variant, "rows": case.rows, "lines": case.sheet.lines},
        "candidate": candidate.name, "package": candidate.package, "exact": candidate.is_exact,
    }  # fmt: skip
    if "error" in found:
        return {**row, "error": found["error"]}
    factor = case.rows / found["rows"]
    scores = case.rows * case.sheet.lines

    def least(what: str, clock: str) -> float | None:
        return factor * min(found[what][clock]) if found[what] else None

    seconds, busy = least("total", "clock"), least("total", "processor")
    with_scores = least("scores", "clock")
    assert seconds is not None
    assert busy is not None
    read, read_busy = min(limit["total"]["clock"]), min(limit["total"]["processor"])
    row |= {
        "measured_rows": found["rows"], "extrapolated": factor != 1,
        "seconds": seconds, "median_seconds": factor * median(found["total"]["clock"]),
        "processor_seconds": busy, "seconds_with_scores": with_scores,
        "first_seconds": found["first"], "prepare_seconds": found["prepare"],
        "ns_a_score": seconds / scores * 1e9,
        "times_limit": seconds / read, "times_limit_processor": busy / read_busy,
        "times_limit_with_scores": None if with_scores is None else with_scores / read,
        "peak_mib": found["peak_mib"],
    }  # fmt: skip
    if exact is None:
        return row
    own = np.load(found["npz"], allow_pickle=False)
    checked = len(own["totals"])
    wrong_totals = int((own["totals"] != exact["totals"][:checked]).sum())
    wrong_scores = int((own["scores"] != exact["scores"][:, :checked]).sum())
    return row | {
        "checked_totals": checked, "wrong_totals": wrong_totals,
        "checked_scores": checked * case.sheet.lines, "wrong_scores": wrong_scores,
    }  # fmt: skip
