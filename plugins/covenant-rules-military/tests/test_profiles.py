"""A bloc of two units that sign the profiles and report what the documents print."""

from fractions import Fraction

import pytest
from covenant_rules_military import military

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
units:
  - {unit: command, title: {vi: Bộ CHQS tỉnh, en: Command}, profile: military}
  - unit: guard
    title: {vi: Biên phòng, en: Border guard}
    profile: border_guard
    targets: {"1.2/1": {target: 80}, "1.2/2": {target: 80}}
"""
# 75,10 %, 80 % and 77,4 % as counts of 1000; 80 pupils, like the numbers of drills and plans, is an example.
PRINTED = {
    "command": {
        "quota": 1000, "enlisted": 1000, "volunteers": 751, "lessons_planned": 50, "lessons_done": 50,
        "trained": 1000, "trained_passed": 1000, "trained_good": 800,
        "drills_planned": 1, "drills_held": 1, "readiness_breaches": 0,
    },
    "guard": {
        "trained": 1000, "trained_passed": 1000, "trained_good": 774, "pupils": 100,
        "drills_planned": 2, "drills_held": 2, "plans_assigned": 2, "plans_carried_out": 2,
        "border_incidents": 0,
    },
}  # fmt: skip


def cards(folder, unit="command", **changed):
    """Return the scorecards for the printed figures, some of those of *unit* *changed*."""
    values = PRINTED | {unit: PRINTED[unit] | changed}
    rows = [
        f"{name},reported,military.{measure},{value},"
        for name, given in values.items()
        for measure, value in given.items()
    ]
    (folder / "covenant.yaml").write_text(SHEET, encoding="utf-8")
    (folder / "registrations.yaml").write_text(UNITS, encoding="utf-8")
    (folder / "reports.csv").write_text("\n".join(["unit,stage,measure,value,note", *rows]) + "\n")
    bloc = cr.load(folder, registry=cr.Registry.of(military))
    assert bloc.warnings == ()
    standings = cr.score(bloc)
    return {name: standings[name].card for name in values}


def test_the_printed_figures_meet_every_target(tmp_path):
    """Each slot gives its standard, and a point for each percentage point or per cent beyond its target."""
    found = cards(tmp_path)
    assert [card.missing for card in found.values()] == [(), ()]
    # 75.10 - 70 and 80 - 75; 77.4 - 75 and 100 pupils of 80, 25 per cent more
    assert found["command"].exact.exact == 550 + Fraction("5.1") + 5
    assert found["guard"].exact.exact == 550 + Fraction("2.4") + 25


@pytest.mark.parametrize(
    ("unit", "changed", "slot", "points"),
    [
        ("command", {"quota": 1001}, "1.1", 55),  # one half of the criterion, and the bonus with it
        ("command", {"volunteers": 699}, "1.1", 55),
        ("command", {"lessons_done": 49}, "1.2", 0),
        ("command", {"trained_passed": 999}, "1.3", 0),
        ("command", {"trained_good": 749}, "1.3", 0),
        ("command", {"drills_held": 0}, "1.4", 0),
        ("command", {"readiness_breaches": 1}, "1.5", 0),
        ("guard", {"trained_good": 749}, "1.1", 0),
        ("guard", {"pupils": 79}, "1.2", 0),
        ("guard", {"drills_held": 1}, "1.3", 0),
        ("guard", {"plans_carried_out": 1}, "1.4", 0),
        ("guard", {"border_incidents": 1}, "1.5", 0),
    ],
)
def test_each_slot_hangs_on_its_own_measure(tmp_path, unit, changed, slot, points):
    """A missed target costs the standard of its slot and its bonus, and nothing elsewhere."""
    before, after = cards(tmp_path)[unit], cards(tmp_path, unit, **changed)[unit]
    moved = {name for name in before.criteria if before.criteria[name] != after.criteria[name]}
    assert moved == {slot}
    assert after.criteria[slot].points.exact == points
