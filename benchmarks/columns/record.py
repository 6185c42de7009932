"""The recorded run: every size, then the figures beside the table and chart in the documentation."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from benchmarks.columns.candidates import OURS, PEERS, Candidate
from benchmarks.columns.compare import ROOT, Pythons, make_case, run
from benchmarks.columns.extras import EXTRAS
from benchmarks.columns.machine import described
from benchmarks.columns.show import page, text_table

DOCS = ROOT / "docs"
FIGURES, PAGE, CHART = DOCS / "benchmarks.json", DOCS / "benchmarks.md", DOCS / "benchmarks.svg"
LARGE = (
    "LLVM",
    "numpy",
    "polars, int64",
    "duckdb, BIGINT",
)  # the others copy too much, or take hours

# rows, lines, variant, whether the engines that score row by row take part
CASES = (
    (1_000_000, 20, "plain", True),
    (1_000_000, 20, "wide", False),
    (100_000, 20, "huge", False),
    (1_000_000, 5, "plain", False),
    (10_000, 20, "plain", False),
    (10_000, 5, "plain", False),
    (10_000, 100, "plain", False),
    (1_000_000, 100, "plain", False),
    (10_000_000, 5, "plain", False),
    (10_000_000, 20, "plain", False),
)


def record(
    pythons: Pythons, scratch: Path, seconds: float, *, cases: Any = CASES, extra_rows: int
) -> None:
    """Measure everything, keep the figures as they come, and write the documentation from them."""
    found: dict[str, Any] = {"machine": described(), "cases": [], "extras": []}
    for number, (rows, lines, variant, everybody) in enumerate(cases):
        sys.stderr.write(f"{rows:,} units x {lines} criteria, {variant}\n")
        case = make_case(lines, rows, variant, scratch)
        figures = run(case, _chosen(rows, everybody=everybody), pythons, seconds)
        sys.stdout.write(text_table(figures) + "\n\n")
        sys.stdout.flush()
        found["cases"].append(
            {"rows": rows, "lines": lines, "variant": variant, "figures": figures}
        )
        shutil.rmtree(case.folder)
        _write(found)
        if number == 0:
            _record_extras(found, scratch, extra_rows)


def _record_extras(found: dict[str, Any], scratch: Path, rows: int) -> None:
    for name, measure in EXTRAS.items():
        sys.stderr.write(f"{name}\n")
        try:
            for one in measure(scratch, rows):
                sys.stdout.write(f"{one['name']}: {one['value']:,.4g} {one['unit']}\n")
                sys.stdout.flush()
                found["extras"].append(one)
        except Exception as error:  # noqa: BLE001  (one that fails is told, the others go on)
            told = f"{type(error).__name__}: {error}"[:200]
            found["extras"].append({"name": name, "error": told})
        _write(found)


def _chosen(rows: int, *, everybody: bool) -> list[Candidate]:
    every = [*OURS, *PEERS]
    if rows > 2_000_000:
        return [c for c in every if any(c.name.endswith(word) for word in LARGE)]
    return every if everybody else [c for c in every if c.scores is None]


def _write(found: dict[str, Any]) -> None:
    FIGURES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    write_documents()


def write_documents() -> None:
    """Write the page and the chart from the figures that were kept."""
    from benchmarks.columns.chart import draw

    found = json.loads(FIGURES.read_text(encoding="utf-8"))
    PAGE.write_text(page(found), encoding="utf-8")
    draw(found["cases"][0]["figures"], CHART)
