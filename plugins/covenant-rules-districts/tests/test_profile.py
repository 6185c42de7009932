"""The profile fills the slots of a sheet, and scores a district from what it reports."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import covenant_rules as cr
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import check

SHEET = """\
covenant: cum
edition: "2017"
title: {vi: Cụm thi đua, en: Cluster}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: competition, precision: rounded, ties: shared}
when_missing: pending
contents:
  - id: "1"
    title: {vi: Kinh tế - xã hội, en: Economy and society}
    points: 385
    limits: {bonus: 40}
    criteria:
"""
SLOT = """\
      - id: "1.{number}"
        title: {{vi: Tiêu chí {number}, en: Criterion {number}}}
        points: 35
        limits: {{bonus: 10}}
        registered: {{unfilled: pending}}
"""
UNITS = """\
covenant: cum
units:
  - unit: huyen
    title: {vi: Huyện, en: District}
    profile: district
    targets:
      "1.3/1": {primary_at_most: 0.1, lower_secondary_at_most: 1.5}
      "1.4/1": {target: 50}
      "1.5/1": {target: 2}
      "1.5/2": {target: 2}
      "1.7/1": {target: 65}
      "1.7/2": {target: 65}
      "1.8/1": {target: 75}
      "1.8/2": {target: 75}
"""
REPORTED = {
    "budget_collected": 15080, "budget_plan": 10000,
    "capital_disbursed": 79, "capital_allocated": 100,
    "dropout_primary": "0.1", "dropout_lower_secondary": "1.5",
    "communes_recognised": 4, "communes": 10,
    "poverty_rate": 6, "poverty_rate_before": 9,
    "jobs_found": 2074, "jobs_plan": 1000,
    "hamlets_cultural": 70, "hamlets": 100,
    "insured": 60, "population": 100,
    "accidents": 101, "accidents_before": 111,
    "deaths": 73, "deaths_before": 59,
    "injuries": 65, "injuries_before": 77,
    "defence_ensured": "có", "security_ensured": "có",
}  # fmt: skip
# By hand. The bonus of each criterion is at most 10, one point for each 10 % beyond the target.
POINTS = {
    "1.1": 35 + Fraction("5.08"),  # 50.8 % beyond the plan
    "1.2": 0,  # 79 % disbursed, 80 wanted
    "1.3": 35,
    "1.4": 28,  # 40 % of the communes, 50 wanted
    "1.5": 35 + 5,  # 3 points of 2: 50 % beyond
    "1.6": 35 + 10,  # 107.4 % beyond would be 10.74
    "1.7": 35 + Fraction(10, 13),  # 70 against 65: 100/13 % beyond
    "1.8": 28,  # 60 % of the people, 75 wanted
    "1.9": 0,  # more deaths
    "1.10": 35,
    "1.11": 35,
}


def folder(path: Path) -> Path:
    """Write a bloc-year of one district that signs the profile."""
    slots = "".join(SLOT.format(number=number) for number in range(1, 12))
    (path / "covenant.yaml").write_text(SHEET + slots, encoding="utf-8")
    (path / "registrations.yaml").write_text(UNITS, encoding="utf-8")
    rows = [f"huyen,districts.{name},{value}" for name, value in REPORTED.items()]
    (path / "reports.csv").write_text("\n".join(["unit,measure,value", *rows]), encoding="utf-8")
    return path


def test_profile_fills_eleven_slots_without_a_problem(tmp_path: Path) -> None:
    """A district that signs the profile and gives its targets has nothing left to mend."""
    assert [str(found) for found in check(folder(tmp_path), Registry.discover())] == []


def test_profile_scores_what_the_district_reports(tmp_path: Path) -> None:
    """Each criterion gives the points that the sources' way of counting gives by hand."""
    card = cr.score(cr.load(folder(tmp_path)))["huyen"].card
    found = {name: node.points.exact for name, node in card.criteria.items()}
    assert found == POINTS
