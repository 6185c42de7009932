"""The benchmark measures one and the same sheet: it loads, and whoever is installed agrees on small input."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import covenant_rules as cr

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.mark.parametrize("variant", ["plain", "wide", "huge"])
@pytest.mark.parametrize("lines", [5, 20])
def test_the_generated_covenant_loads(tmp_path, lines, variant):
    """The sheet is a real covenant: every criterion is there, with the rules of core, and proved."""
    from benchmarks.columns.sheet import KINDS, sheet, write_folder

    made = sheet(lines, variant)
    covenant = cr.load(write_folder(made, tmp_path)).covenant
    assert [c.id for c in covenant.criteria] == [item.id for item in made.items]
    assert {item.kind for item in made.items} == set(KINDS[:lines])
    assert all(line.rule.id.startswith("core.") for line in covenant.lines)


@pytest.mark.parametrize("variant", ["plain", "wide", "huge"])
def test_every_exact_candidate_that_is_installed_agrees(tmp_path, variant):
    """Our executors, and the integer sheets of polars and duckdb, give the scores of the exact fold."""
    from benchmarks.columns.candidates import OURS, PEERS
    from benchmarks.columns.compare import Pythons, make_case, run

    packages = {"polars": "polars", "duckdb": "duckdb"}
    chosen = [c for c in OURS if c.options["executor"] != "llvm" or find_spec("llvmlite")]
    chosen += [c for c in PEERS if c.options.get("wide") and c.package and find_spec(packages[c.package])]
    case = make_case(60, 61, variant, tmp_path)
    rows = run(case, chosen, Pythons(sys.executable, sys.executable), 0.01)
    for row in rows[1:]:
        assert "error" not in row, row
        assert (row["wrong_scores"], row["wrong_totals"]) == (0, 0), row["candidate"]
        assert row["checked_scores"] == 61 * 60


def test_a_wrong_score_is_counted(tmp_path):
    """Floats get some of the ties at half a hundredth wrong, and 64 bits overflow: the benchmark says so."""
    pytest.importorskip("polars")
    from benchmarks.columns.candidates import PEERS
    from benchmarks.columns.compare import Pythons, make_case, run

    narrow = [c for c in PEERS if c.package == "polars" and not c.options["wide"]]
    case = make_case(20, 120, "wide", tmp_path)
    (_, row) = run(case, narrow, Pythons(sys.executable, sys.executable), 0.01)
    assert row["wrong_scores"] > 0
    assert row["wrong_totals"] > 0


def test_the_page_is_written_from_the_figures():
    """The committed page is what the command writes from the committed figures."""
    import json

    from benchmarks.columns.show import page

    figures = ROOT / "docs" / "benchmarks.json"
    if not figures.exists():
        pytest.skip("no run has been recorded")
    assert page(json.loads(figures.read_text())) == (ROOT / "docs" / "benchmarks.md").read_text()
