"""Classes per scenario: the first class whose band of points holds the total, and nothing beside points."""

from __future__ import annotations

import json
from fractions import Fraction as F

import pyarrow as pa
import pytest

import covenant_rules as cr
from covenant_rules.cli.app import run
from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.whatif import Draws, evidence, steps, what_if
from covenant_rules.columns.whatif.classes import Bands
from covenant_rules.formula.table import Band
from covenant_rules.interval import Interval
from covenant_rules.policy import ClassRule, Policy
from covenant_rules.registry import Registry
from covenant_rules.text import Text

SHEET = """\
covenant: thu
edition: "2026"
title: {vi: Bản thử, en: Trial}
rounding: {decimals: 0, mode: half_up, at: total}
ranking: {method: competition, precision: rounded, ties: shared}
when_missing: pending
measures:
  given: {title: {vi: Điểm, en: Points}, unit: points, low: 0, high: 100, decimals: 1}
  more: {title: {vi: Thêm, en: More}, unit: points, low: 0, high: 10, decimals: 1}
contents:
  - id: a
    title: {vi: A, en: A}
    points: 110
    criteria:
      - {id: a1, title: {vi: A1, en: A1}, points: 100, rule: core.graded, with: {step: 0.1}, from: {given: given}}
      - {id: a2, title: {vi: A2, en: A2}, points: 10, rule: core.graded, with: {step: 0.1}, from: {given: more}}
"""
UNITS = """\
covenant: thu
units:
  - {unit: u1, title: {vi: U1, en: U1}}
  - {unit: u2, title: {vi: U2, en: U2}}
"""
AWARDS = """\
covenant: thu
compare: «compare»
vetoed: kem
classes:
  - {id: xuat-sac, title: {vi: Xuất sắc, en: Excellent}, points: ">= 90"}
  - {id: tot, title: {vi: Tốt, en: Good}, points: "70 ..< 90"}
  - {id: kem, title: {vi: Kém, en: Poor}, points: "< 70"}
"""
REPORTS = """\
unit,stage,measure,value,note
u1,final,given,89,
u1,final,more,0.5,
u2,final,given,62,
"""


def bloc_of(folder, compare="rounded", awards=AWARDS):
    for name, text in (("covenant.yaml", SHEET), ("registrations.yaml", UNITS), ("reports.csv", REPORTS)):
        (folder / name).write_text(text, encoding="utf-8")
    if awards:
        (folder / "awards.yaml").write_text(awards.replace("«compare»", compare), encoding="utf-8")
    return cr.load(folder, registry=Registry.of())


def test_a_class_holds_the_total_as_the_policy_compares_it(tmp_path):
    """89 + 0.4 is 89, good; 89 + 0.5 is 89.5: rounded it is 90, excellent, and exactly it is still good."""
    assumed = [evidence("u1", "more", ["0.4", "0.5", 1])]
    rounded = what_if(bloc_of(tmp_path), assumed).classes("u1")
    exact = what_if(bloc_of(tmp_path, "exact"), assumed).classes("u1")
    assert (["tot", "xuat-sac", "xuat-sac"], ["tot", "tot", "xuat-sac"]) == (rounded, exact)


def test_a_class_is_open_while_missing_points_may_cross_a_limit(tmp_path):
    """u2 lacks 0 to 10 points: with 62 it may pass 70, with 55 or 75 it cannot leave its class."""
    found = what_if(bloc_of(tmp_path), [evidence("u2", "given", [55, 62, 75, 85])])
    assert ["kem", None, "tot", None] == found.classes("u2")
    assert {"tot": F(1, 4), "kem": F(1, 4), None: F(1, 2)} == found.class_shares("u2")


def test_the_classes_of_a_scenario_are_those_that_are_concluded(tmp_path):
    """Where a class asks for points alone, it is the one that `conclude` gives to the edited bloc."""
    bloc = bloc_of(tmp_path)
    values = steps(0, 100, 7)
    found = what_if(bloc, [evidence("u2", "given", values), evidence("u2", "more", [0, 10])], draws=Draws(6, seed=3))
    for scenario in range(len(found)):
        given, more = found.values(scenario).values()
        edited = REPORTS.replace("u2,final,given,62", f"u2,final,given,{given}") + f"u2,final,more,{more},\n"
        (tmp_path / "reports.csv").write_text(edited, encoding="utf-8")
        concluded = cr.conclude(cr.score(cr.load(tmp_path, registry=Registry.of())))
        assert concluded.classes["u2"] == found.classes("u2")[scenario]


def test_the_table_and_the_command_have_the_classes(tmp_path, capsys):
    """The column `class` stands in the table of all scenarios, shares on the screen and in the JSON."""
    bloc = bloc_of(tmp_path)
    found = what_if(bloc, [evidence("u1", "given", [50, 88])])
    assert ["kem", "tot"] == [row["class"] for row in pa.table(found).to_pylist() if row["unit"] == "u1"]
    asked = tmp_path / "what-if.yaml"
    asked.write_text("covenant: thu\nassume:\n  - {evidence: given, unit: u1, values: [50, 88]}\n", encoding="utf-8")
    assert run(["what-if", str(tmp_path), str(asked), "--format", "json"]) == 0
    units = json.loads(capsys.readouterr().out)["scenarios"]["units"]
    assert {"tot": "1/2", "kem": "1/2"} == units[0]["classes"]
    for lang, words in (("vi", "Tốt: 50,0"), ("en", "Good: 50.0")):
        assert run(["what-if", str(tmp_path), str(asked), "--lang", lang]) == 0
        assert words in capsys.readouterr().out


def test_without_classes_nothing_is_said_of_them(tmp_path):
    """A bloc without `awards.yaml` has no class: none per scenario, and no column."""
    found = what_if(bloc_of(tmp_path, awards=None), [evidence("u1", "given", [50, 89])])
    assert [None, None] == found.classes("u1")
    assert "class" not in pa.table(found).column_names
    with pytest.raises(KeyError):
        found.classes("nobody")


@pytest.mark.parametrize(("low", "high", "number"), [
    (90, 90, 0), (70, 80, 1), (200, 300, 1), (10, 69, 2), (0, 4, 3),
    ("89.9", 90, -1), (60, 70, -1), (0, 5, -1), (5, 9, -1), (70, None, -1), (None, 69, -1), (None, None, -1),
])  # fmt: skip
def test_the_first_band_that_holds_has_the_points(low, high, number):
    """Bands that overlap give their points to the first; ends may be open; from 5 to 10 there is no class."""
    bands = [Band(F(90), F(100)), Band(F(70), None), Band(F(10), F(75)), Band(F(0), F(5), with_high=False)]
    rules = [ClassRule(str(n), Text.same(str(n)), band, (), None, None) for n, band in enumerate(bands)]
    found = Bands.of(Policy("thu", rounded=True, classes=tuple(rules)))
    ends = [None if end is None else F(end) for end in (low, high)]
    assert number == found.class_of(Interval(*ends))
    columns = [Numbers.of([end, F(72)]) for end in ends]
    assert [number, 1] == found.classes_of(*columns).tolist()
