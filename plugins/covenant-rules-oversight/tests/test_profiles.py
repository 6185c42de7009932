"""The profiles fill the slots of a sheet, and score a unit from what it reports."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import covenant_rules as cr
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import check

SHEET = """\
covenant: khoi
edition: "2017"
title: {{vi: Khối thi đua, en: Bloc}}
rounding: {{decimals: 2, mode: half_up, at: total}}
ranking: {{method: competition, precision: rounded, ties: shared}}
when_missing: pending
contents:
  - id: "1"
    title: {{vi: Nhiệm vụ chính trị, en: Political tasks}}
    points: {points}
    limits: {{bonus: 40}}
    criteria:
"""
SLOT = """\
      - id: "1.{number}"
        title: {{vi: Chỉ tiêu {number}, en: Target {number}}}
        points: 110
        limits: {{bonus: 15}}
        registered: {{unfilled: pending}}
"""
UNITS = """\
covenant: khoi
units:
  - {{unit: don-vi, title: {{vi: Đơn vị, en: Unit}}, profile: {profile}}}
"""
REPORTED = {
    "inspectorate": {
        "money_paid_in": 4036, "money_due": 4036,
        "complaints_resolved": 70, "complaints_received": 70,
        "money_returned": 681, "money_otherwise": 768, "money_found": 5486,
    },
    "justice": {
        "documents_in_time": 3, "documents_planned": 4,
        "reform_reached": 80, "reform_possible": 100,
        "money_saved": 600, "saving_planned": 500,
        "corruption_cases": 1,
    },
}  # fmt: skip
# By hand, 110 standard points each and at most 15 of bonus.
POINTS = {
    "inspectorate": {
        "1.1": 110 + 15,  # 20 points beyond 80 %
        "1.2": 110 + 5,  # 5 points beyond 95 %
        "1.3": Fraction(110 * 5485, 5486),  # 681 + 768 + 4 036 of 5 486
    },
    "justice": {
        "1.1": Fraction("82.5"),  # 3 documents of 4
        "1.2": 88,  # 80 marks of 100
        "1.3": 110,  # more than planned
        "1.4": 0,  # one case
    },
}


def folder(path: Path, profile: str) -> Path:
    """Write a bloc-year of one unit that signs *profile*."""
    count = len(POINTS[profile])
    slots = "".join(SLOT.format(number=number) for number in range(1, count + 1))
    sheet = SHEET.format(points=110 * count) + slots
    (path / "covenant.yaml").write_text(sheet, encoding="utf-8")
    (path / "registrations.yaml").write_text(UNITS.format(profile=profile), encoding="utf-8")
    given = REPORTED[profile].items()
    rows = [f"don-vi,oversight.{name},{value}" for name, value in given]
    (path / "reports.csv").write_text("\n".join(["unit,measure,value", *rows]), encoding="utf-8")
    return path


@pytest.mark.parametrize("profile", POINTS)
def test_profile_fills_its_slots_without_a_problem(profile: str, tmp_path: Path) -> None:
    """A unit that signs the profile as it is has nothing left to mend."""
    assert [str(found) for found in check(folder(tmp_path, profile), Registry.discover())] == []


@pytest.mark.parametrize("profile", POINTS)
def test_profile_scores_what_the_unit_reports(profile: str, tmp_path: Path) -> None:
    """Each criterion gives the points that the sources' way of counting gives by hand."""
    card = cr.score(cr.load(folder(tmp_path, profile)))["don-vi"].card
    assert {name: one.points.exact for name, one in card.criteria.items()} == POINTS[profile]
