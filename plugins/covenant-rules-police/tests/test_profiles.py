"""A bloc of one unit that signs the profile and reports what the documents print."""

from fractions import Fraction

import pytest
from covenant_rules_police import police

import covenant_rules as cr

SHEET = """\
covenant: khoi
edition: "2017"
title: {vi: Khối thi đua, en: Bloc}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: dense, precision: rounded, ties: shared}
when_missing: pending
contents:
  - id: "1"
    title: {vi: Nội dung 1, en: Content 1}
    points: 550
    criteria:
      - {id: "1.1", title: {vi: Một, en: One}, points: 110, registered: {unfilled: pending}}
      - {id: "1.2", title: {vi: Hai, en: Two}, points: 110, registered: {unfilled: pending}}
      - {id: "1.3", title: {vi: Ba, en: Three}, points: 110, registered: {unfilled: pending}}
      - {id: "1.4", title: {vi: Bốn, en: Four}, points: 110, registered: {unfilled: pending}}
      - {id: "1.5", title: {vi: Năm, en: Five}, points: 110, registered: {unfilled: pending}}
"""
UNITS = """\
covenant: khoi
units: [{unit: a, title: {vi: Công an tỉnh, en: Police}, profile: police}]
"""
PRINTED = {
    "police.offences": 867,
    "police.offences_before": 984,
    "police.solved_cases": 796,
    "police.wanted": 289,
    "police.wanted_caught": 125,
    "police.eligible_citizens": 1000,
    "police.cards_issued": 1000,
    "police.organised_groups": 0,
    "police.hot_spots": 0,
}


def card(folder, **changed):
    """Return the scorecard of the unit for the printed figures, some of them *changed*."""
    values = PRINTED | {f"police.{name}": value for name, value in changed.items()}
    rows = [f"a,reported,{measure},{value}," for measure, value in values.items()]
    (folder / "covenant.yaml").write_text(SHEET, encoding="utf-8")
    (folder / "registrations.yaml").write_text(UNITS, encoding="utf-8")
    (folder / "reports.csv").write_text("\n".join(["unit,stage,measure,value,note", *rows]) + "\n")
    bloc = cr.load(folder, registry=cr.Registry.of(police))
    assert bloc.warnings == ()
    return cr.score(bloc)["a"].card


def test_the_printed_figures_meet_every_target(tmp_path):
    """With the figures of 2017 all five standards are given, and 16,81 and 13,25 points for passing."""
    found = card(tmp_path)
    assert found.missing == ()
    bonus = {name: score.bonus.exact for name, score in found.criteria.items() if score.bonus.exact}
    # 79600/867 - 75 and 12500/289 - 30
    assert bonus == {"1.1": Fraction(14575, 867), "1.2": Fraction(3830, 289)}
    assert found.exact.exact == 5 * 110 + Fraction(14575, 867) + Fraction(3830, 289)


@pytest.mark.parametrize(
    ("changed", "slot", "points"),
    [
        ({"solved_cases": 650}, "1.1", 0),  # 650/867 = 74.97 %
        ({"wanted_caught": 86}, "1.2", 0),  # 86/289 = 29.76 %
        ({"offences_before": 866}, "1.3", 0),
        ({"cards_issued": 999}, "1.4", 0),
        ({"hot_spots": 1}, "1.5", 55),  # one half of the criterion is lost
    ],
)
def test_each_slot_hangs_on_its_own_measure(tmp_path, changed, slot, points):
    """A missed target costs the standard of its slot and its bonus, and nothing elsewhere."""
    found = card(tmp_path, **changed)
    assert found.criteria[slot].points.exact == points
    assert all(s.points.exact >= 110 for name, s in found.criteria.items() if name != slot)
