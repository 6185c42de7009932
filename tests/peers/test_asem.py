"""The ASEM index of sustainable connectivity: every published number of all 51 units."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from asem_sheet import asem_reports, asem_sheet
from blocs import bloc_of, published

from covenant_rules import Standings, score

# The published numbers are doubles from 0 to 100, computed in doubles: below 128 neighbouring
# doubles lie 2^-46 apart. 64 such steps leave room for the rounding of every operation behind one
# number (at most a scale and three means over 49 indicators), and are under 10^-12.
PRINTED = Fraction(64, 2**46)

# COINr takes the ranks of its tables after rounding scores to two decimals.
RANKED = "2"

GROUPS = {
    "Index": ("level3", "Index"),
    "Conn": ("level2", "Conn"),
    "Sust": ("level2", "Sust"),
    **{row["level1"]: ("level1", row["level1"]) for row in published("asem_structure")},
}


def standings(folder: Path, group: str, precision: str = RANKED) -> Standings:
    """Score the part of the index under *group* as a sheet of its own, ranked at *precision*."""
    level, name = GROUPS[group]
    structure = [row for row in published("asem_structure") if row[level] == name]
    treated = published("asem_treated")
    sheet = folder / "covenant.yaml"
    sheet.write_text(asem_sheet(structure, treated, precision), encoding="utf-8")
    units = [row["unit"] for row in treated]
    return score(bloc_of(folder, sheet, units, asem_reports(structure, treated)))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Standings:
    return standings(tmp_path_factory.mktemp("asem"), "Index")


def test_normalised_values_are_those_published(index: Standings) -> None:
    """Each of 49 indicators of 51 units, scaled between the extremes of the bloc, is as published."""
    rows = published("asem_normalised_expected")
    compared = 0
    for row in rows:
        lines = index[row["unit"]].card.lines
        for name in lines:
            compared += 1
            found = lines[name].exact
            assert found is not None
            assert abs(found - Fraction(row[name])) <= PRINTED, (row["unit"], name)
    assert compared == 51 * 49


def test_aggregates_of_three_levels_are_those_published(index: Standings) -> None:
    """Eight groups, two sub-indexes and the index, as weighted means of 51 units, are as published."""
    rows = published("asem_aggregated_expected")
    compared = 0
    for row in rows:
        card = index[row["unit"]].card
        for group in GROUPS:
            compared += 1
            found = card.exact.exact if group == "Index" else card.score(group).points.exact
            assert found is not None
            assert abs(found - Fraction(row[group])) <= PRINTED, (row["unit"], group)
    assert compared == 51 * 11


def differing(found: Standings, group: str) -> set[str]:
    """Return the units whose rank is not the published one."""
    theirs = {row["unit"]: int(row[group]) for row in published("asem_ranks_expected")}
    assert len(theirs) == len(found) == 51
    return {r.card.unit for r in found if r.standing.rank != theirs[r.card.unit]}


@pytest.mark.parametrize("group", GROUPS)
def test_all_51_ranks_of_every_aggregate_are_those_published(tmp_path: Path, group: str) -> None:
    """The rank of each unit in the index, in both sub-indexes and in all groups is the published one."""
    assert differing(standings(tmp_path, group), group) == set()


def test_the_precision_of_ranks_belongs_to_the_sheet(tmp_path: Path) -> None:
    """On unrounded values two ranks of 561 would differ: 6.6189 and 6.6160, 77.5750 and 77.5655 would be no ties."""
    found = {group: differing(standings(tmp_path, group, "exact"), group) for group in GROUPS}
    assert {group: units for group, units in found.items() if units} == {
        "ConEcFin": {"RUS"},
        "Instit": {"PRT"},
    }


def test_extremes_of_the_bloc_stand_at_the_ends_of_the_scale(index: Standings) -> None:
    """In each indicator some unit has exactly 0 and some unit exactly 100, whichever is better."""
    for name in index.results[0].card.lines:
        points = {result.card.lines[name].exact for result in index}
        assert {0, 100} <= points, name
