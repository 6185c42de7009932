"""A bloc of three units that sign the profiles and report what the documents print."""

from fractions import Fraction

import pytest
from covenant_rules_courts import courts

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
      - {id: "1.1", title: {vi: Một, en: One}, points: 110, registered: {unfilled: zero}}
      - {id: "1.2", title: {vi: Hai, en: Two}, points: 110, registered: {unfilled: zero}}
      - {id: "1.3", title: {vi: Ba, en: Three}, points: 110, registered: {unfilled: zero}}
      - {id: "1.4", title: {vi: Bốn, en: Four}, points: 110, registered: {unfilled: zero}}
      - {id: "1.5", title: {vi: Năm, en: Five}, points: 110, registered: {unfilled: zero}}
"""
UNITS = """\
covenant: khoi
units:
  - unit: court
    title: {vi: Tòa án, en: Court}
    profile: court
    targets: {"1.1/1": {target: 88}, "1.1/2": {target: 88}}
  - {unit: procuracy, title: {vi: Viện kiểm sát, en: Procuracy}, profile: procuracy}
  - unit: enforcement
    title: {vi: Thi hành án dân sự, en: Enforcement}
    profile: enforcement
    targets: {"1.3/1": {target: 40}}
"""
# 97,55 % as 9755 of 10 000, 0,39 % as 39 of 10 000; the target 88 and the sums of money are examples.
PRINTED = {
    "court": {"accepted": 997, "settled": 887, "judgments_reviewed": 10000, "judgments_quashed": 39, "overdue": 0},
    "procuracy": {
        "cases": 10000, "cases_resolved": 9755, "prosecutions": 100, "prosecutions_in_time": 100,
        "accused": 100, "accused_rightly": 100, "overdue": 0, "stayed": 0, "acquitted": 0,
    },
    "enforcement": {
        "judgments": 100, "decided_in_time": 100, "enforced": 100, "money_due": 4000, "money_recovered": 2000,
    },
}  # fmt: skip


def cards(folder, unit="court", **changed):
    """Return the scorecards for the printed figures, some of those of *unit* *changed*."""
    values = PRINTED | {unit: PRINTED[unit] | changed}
    rows = [
        f"{name},reported,courts.{measure},{value},"
        for name, given in values.items()
        for measure, value in given.items()
    ]
    (folder / "covenant.yaml").write_text(SHEET, encoding="utf-8")
    (folder / "registrations.yaml").write_text(UNITS, encoding="utf-8")
    (folder / "reports.csv").write_text("\n".join(["unit,stage,measure,value,note", *rows]) + "\n")
    bloc = cr.load(folder, registry=cr.Registry.of(courts))
    assert bloc.warnings == ()
    return {name: cr.score(bloc)[name].card for name in values}


def test_the_printed_figures_meet_every_target(tmp_path):
    """Each slot gives its standard, and a point for each percentage point beyond its target."""
    found = cards(tmp_path)
    assert [card.missing for card in found.values()] == [(), (), ()]
    # 887/997 passes 88 by (88700 - 87736)/997; quashed 1.16 - 0.39; then 2.55, 5 and 5
    assert found["court"].exact.exact == 330 + Fraction(964, 997) + Fraction("0.77")
    assert found["procuracy"].exact.exact == 550 + Fraction("2.55") + 5 + 5
    assert found["enforcement"].exact.exact == 330


@pytest.mark.parametrize(
    ("unit", "changed", "slot", "points"),
    [
        ("court", {"settled": 877}, "1.1", 0),  # 877/997 = 87.96 %
        ("court", {"judgments_quashed": 117}, "1.2", 0),
        ("court", {"overdue": 1}, "1.3", 0),
        ("procuracy", {"cases_resolved": 9499}, "1.1", 0),
        ("procuracy", {"prosecutions_in_time": 94}, "1.2", 0),
        ("procuracy", {"accused_rightly": 94}, "1.3", 0),
        ("procuracy", {"overdue": 1}, "1.4", 0),
        ("procuracy", {"stayed": 1}, "1.5", 55),  # one half of the criterion is lost
        ("procuracy", {"acquitted": 1}, "1.5", 55),
        ("enforcement", {"decided_in_time": 99}, "1.1", 0),
        ("enforcement", {"enforced": 99}, "1.2", 0),
        ("enforcement", {"money_recovered": 1599}, "1.3", 0),
    ],
)
def test_each_slot_hangs_on_its_own_measure(tmp_path, unit, changed, slot, points):
    """A missed target costs the standard of its slot and its bonus, and nothing elsewhere."""
    before, after = cards(tmp_path)[unit], cards(tmp_path, unit, **changed)[unit]
    moved = {name for name in before.criteria if before.criteria[name] != after.criteria[name]}
    assert moved == {slot}
    assert after.criteria[slot].points.exact == points
