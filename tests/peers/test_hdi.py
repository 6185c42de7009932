"""The Human Development Index: 5,808 published values, and the ranks of 2022."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from blocs import REGISTRY, bloc_of, published, report, sheet_named

from covenant_rules import Standings, score
from covenant_rules.rounding import RoundingMode, round_exact

MEASURES = ("le", "eys", "mys", "gnipc")


@pytest.fixture(scope="module")
def indices() -> list[tuple[Fraction, Fraction]]:
    """Return, for each country and year, our index and the published one."""
    rule = REGISTRY["peers.development"]
    return [
        (rule.points(*(row[measure] for measure in MEASURES), points=1), Fraction(row["hdi"]))
        for row in published("hdi_components_1990_2022")
    ]


def test_all_published_values_are_reproduced(indices: list[tuple[Fraction, Fraction]]) -> None:
    """Each of the 5,808 values, half up to three decimals, is the published one."""
    assert len(indices) == 5_808
    wrong = [
        (ours, theirs)
        for ours, theirs in indices
        if round_exact(ours, 3, RoundingMode.HALF_UP) != theirs
    ]
    assert wrong == []


def test_the_declared_precision_decides_no_published_value(
    indices: list[tuple[Fraction, Fraction]],
) -> None:
    """No value lies within 10^-9 of a tie, a hundred times further than 12 decimals can err."""
    away = min(abs(ours * 1000 % 1 - Fraction(1, 2)) / 1000 for ours, _ in indices)
    assert away > Fraction(1, 10**9)


def test_income_beyond_the_goalpost_counts_as_the_goalpost() -> None:
    """Each index is held between its goalposts: all at their best give 1, one at its worst gives 0."""
    rule = REGISTRY["peers.development"]
    assert rule.points(85, 18, 15, 75_000, points=1) == 1
    assert rule.points(90, 25, 20, 900_000, points=1) == 1
    assert rule.points(85, 18, 15, 100, points=1) == 0
    assert rule.points(20, 18, 15, 75_000, points=1) == 0


def standings(folder: Path, precision: str) -> Standings:
    """Score 2022 as a bloc, ranked on the index at *precision*."""
    text = sheet_named("hdi").read_text(encoding="utf-8")
    written = "precision: 3,"
    assert written in text
    sheet = folder / "covenant.yaml"
    sheet.write_text(text.replace(written, f"precision: {precision},"), encoding="utf-8")
    rows = [row for row in published("hdi_components_1990_2022") if row["year"] == "2022"]
    units = [row["iso3"] for row in rows]
    cells = [report(row["iso3"], measure, row[measure]) for row in rows for measure in MEASURES]
    return score(bloc_of(folder, sheet, units, cells))


def test_all_193_ranks_are_those_published(tmp_path: Path) -> None:
    """On three decimals, with shared places, the rank and the value of each country are as published."""
    found = standings(tmp_path, "3")
    ours = {r.card.unit: (r.standing.rank, r.card.total.exact) for r in found}
    theirs = {
        row["iso3"]: (int(row["rank"]), Fraction(row["hdi"])) for row in published("hdi_rank_2022")
    }
    assert len(theirs) == 193
    assert ours == theirs


def test_the_precision_of_ranks_belongs_to_the_sheet(tmp_path: Path) -> None:
    """On the unrounded index 27 of the 193 ranks would not be those published."""
    found = standings(tmp_path, "exact")
    ranks = {row["iso3"]: int(row["rank"]) for row in published("hdi_rank_2022")}
    assert sum(r.standing.rank != ranks[r.card.unit] for r in found) == 27
