"""Scenarios are what scoring an edited sheet gives: every kind of assumption, against edited files."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as F
from pathlib import Path
from textwrap import dedent

import pyarrow as pa
import pytest

import covenant_rules as cr
from covenant_rules.columns.whatif import (
    Assumption,
    Draws,
    band,
    cap,
    evidence,
    setting,
    standard,
    steps,
    target,
    threshold,
    weight,
    what_if,
)
from covenant_rules.columns.whatif.assumptions import Kind
from covenant_rules.errors import SpecError
from covenant_rules.registry import Registry

CORE = Registry.of()
METHODS = {
    "competition": "{method: competition, precision: rounded, ties: shared}",
    "dense": "{method: dense, precision: 0, ties: shared, tie_breakers: [bonus, penalty, {points: b}]}",
    "ordinal": "{method: ordinal, precision: exact, ties: listed}",
}

# Every «name» is a number that some assumption of BOTH varies; its value in the file as it stands is in BASE.
SHEET = """\
covenant: thu
edition: "2026"
title: {vi: Bản thử, en: Trial}
rounding: {decimals: 1, mode: half_up, at: «stage»}
ranking: «ranking»
when_missing: «missing»
measures:
  done: {title: {vi: Hoàn thành, en: Done}, unit: count, low: 0, high: 100}
  share: {title: {vi: Tỷ lệ, en: Share}, unit: percent, low: 0, high: 100}
  cases: {title: {vi: Vụ việc, en: Cases}, unit: count, low: 0, high: 50}
  panel: {title: {vi: Hội đồng, en: Panel}, unit: points, low: 0, high: 30, decimals: 1}
contents:
  - id: a
    title: {vi: A, en: A}
    points: 30
    limits: {bonus: «bonus cap», penalty: 6}
    criteria:
      - id: a1
        title: {vi: A1, en: A1}
        points: «standard»
        lines:
          - {award: core.proportional, with: {target: registered, exceed: stop}, from: {actual: done}}
          - {bonus: core.stepped, with: {over: 60, first: «first», step: 5, each: 1}, from: {value: share}}
      - id: a2
        title: {vi: A2, en: A2}
        points: 10
        lines:
          - award: core.banded
            with: {table: {">= «limit»": «best», "70 ..< «limit»": 7, "< 70": 2}}
            from: {value: share}
          - {penalty: core.per_case, at_most: 9, with: {each: «each»}, from: {count: cases}}
  - id: b
    title: {vi: B, en: B}
    points: 30
    criteria:
      - id: b1
        title: {vi: B1, en: B1}
        points: 30
        rule: core.graded
        with: {step: 0.1}
        from: {given: panel}
      - id: b2
        title: {vi: B2, en: B2}
        points: 10
        rule: core.scaled
        with: {worst: 0, best: 100}
        from: {actual: {bloc: maximum, of: done}}
"""
UNITS = """\
covenant: thu
units:
  - {unit: u1, title: {vi: U1, en: U1}, targets: {a1/1: {target: «target u1»}}}
  - {unit: u2, title: {vi: U2, en: U2}, targets: {a1/1: {target: 70}}}
  - {unit: u3, title: {vi: U3, en: U3}, targets: {a1/1: {target: 90}}, ranked: false, because: thử}
  - {unit: u4, title: {vi: U4, en: U4}, targets: {a1/1: {target: 50}}}
"""
REPORTS = """\
unit,stage,measure,value,note
u1,final,done,«done u1»,
u1,final,share,85,
u1,final,cases,3,
u1,final,panel,20.5,
u2,final,done,61,
u2,final,share,72,
u2,final,cases,«cases u2»,
u2,final,panel,22.3,
u3,final,done,80,
u3,final,share,90,
u3,final,cases,0,
u3,final,panel,25,
u4,final,done,44,
u4,final,share,91,
u4,final,panel,18.7,
"""
BASE = {
    "bonus cap": "4", "standard": "20", "first": "1", "limit": "80", "best": "10", "each": "0.5",
    "target u1": "80", "done u1": "66", "cases u2": "2",
}  # fmt: skip
ASSUMED = {
    "bonus cap": cap("a", "bonus", ["4", "1.5"]),
    "standard": standard("a1", [20, 25]),
    "first": setting("a1/2", "first", [1, "2.5"]),
    "limit": threshold("a2/1", 80, [80, 86]),
    "best": band("a2/1", 95, [10, "8.3"]),
    "each": setting("a2/2", "each", ["0.5", "2.25"]),
    "target u1": target("a1/1", "target", [80, 60], unit="u1"),
    "done u1": evidence("u1", "done", [66, 97]),
    "cases u2": evidence("u2", "cases", [2, 0]),
}


def write(folder: Path, values: dict[str, str]) -> Path:
    """Write the bloc-year with *values* in place of what stands between « and »."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, written in (("covenant.yaml", SHEET), ("registrations.yaml", UNITS), ("reports.csv", REPORTS)):
        text = written
        for key, value in values.items():
            text = text.replace(f"«{key}»", value)
        assert "«" not in text
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def bloc_of(folder: Path, ranking: str = "competition", stage: str = "total", missing: str = "zero", **values: str):
    given = {**BASE, "ranking": METHODS[ranking], "stage": stage, "missing": missing, **values}
    return cr.load(write(folder, given), registry=CORE)


@pytest.mark.parametrize("stage", ["total", "criterion"])
@pytest.mark.parametrize("ranking", METHODS)
@pytest.mark.parametrize("missing", ["zero", "pending"])
def test_a_scenario_is_what_scoring_the_edited_files_gives(tmp_path, ranking, stage, missing):
    """Ranks, places still possible and totals of a scenario are those of the files edited by hand."""
    bloc = bloc_of(tmp_path / "base", ranking, stage, missing)
    found = what_if(bloc, list(ASSUMED.values()), draws=Draws(8, seed=5), executor="integers")
    assert len(found) == 8
    for scenario in range(len(found)):
        assumed = found.values(scenario)
        edits = {name: plain(assumed[one.title]) for name, one in ASSUMED.items()}
        edited = bloc_of(tmp_path / str(scenario), ranking, stage, missing, **edits)
        standings = cr.score(edited)
        for unit in found.units:
            standing, card = standings[unit].standing, standings[unit].card
            row = found.units.index(unit)
            got = (found.ranks(unit)[scenario], int(found.places.best[row][scenario]),
                   int(found.places.worst[row][scenario]), found.total(unit, scenario))  # fmt: skip
            assert got == (standing.rank, standing.best, standing.worst, card.total), edits


def plain(value: F) -> str:
    """Return a decimal as YAML writes it."""
    return str(value.numerator) if value.denominator == 1 else str(float(value))


def test_all_combinations_are_scored_the_last_assumption_fastest(tmp_path):
    """Without draws there is one scenario for each combination of values."""
    bloc = bloc_of(tmp_path)
    found = what_if(bloc, [setting("a1/2", "first", [1, 2, 3]), cap("a", "bonus", [4, 2])])
    assert [tuple(found.values(n).values()) for n in range(len(found))] == [
        (1, 4), (1, 2), (2, 4), (2, 2), (3, 4), (3, 2),
    ]  # fmt: skip


def test_weights_are_factors_on_points_after_their_own_caps(tmp_path):
    """u2: content a gives 61/70 of 20 + bonus 1+2 (72 is two whole steps of 5 over 60) + 7 - 2x0.5 = 26.43; b 22.3+6.6."""
    # The greatest `done` of the bloc is 80 (u3), so b2 is 8 of 10 points: b = 22.3 + 8 = 30.3.
    bloc = bloc_of(tmp_path)
    found = what_if(bloc, [weight("a", [1, 2]), weight("b", [1, "0.5"])], executor="integers")
    a, b = F(61, 70) * 20 + 3 + 7 - 1, F("30.3")
    tenths = [F(round(total * 10), 10) for total in (a + b, a + b / 2, 2 * a + b, 2 * a + b / 2)]
    assert [found.total("u2", n).exact for n in range(4)] == tenths


def test_a_seed_names_its_draws(tmp_path):
    """The same seed draws the same scenarios, another seed others; the draws are those of random.Random."""
    from random import Random

    bloc = bloc_of(tmp_path)
    assumed = [evidence("u1", "done", steps(0, 100)), setting("a2/2", "each", ["0.5", 1, 2])]
    first, again, other = (what_if(bloc, assumed, draws=Draws(50, seed)) for seed in (1, 1, 2))
    random = Random(1)
    drawn = [(F(random.randrange(101)), [F(1, 2), F(1), F(2)][random.randrange(3)]) for _ in range(50)]
    assert [tuple(first.values(n).values()) for n in range(50)] == drawn
    assert first.ranks("u1") == again.ranks("u1")
    assert [first.values(n) for n in range(50)] != [other.values(n) for n in range(50)]


def test_shares_say_how_often_a_unit_has_each_rank(tmp_path):
    """u4 stands at 44 of 50 tasks; with a panel of 0..30 points for u4, its place falls as points fall."""
    bloc = bloc_of(tmp_path)
    found = what_if(bloc, [evidence("u4", "panel", steps(0, 30, 10))])
    ranks = [cr.score(bloc_of(tmp_path / "x")).results[0].standing.rank, *found.ranks("u4")][1:]
    assert ranks == sorted(ranks, reverse=True)
    shares = found.shares("u4")
    assert sum(shares.values()) == 1
    assert shares == {rank: F(ranks.count(rank), 4) for rank in sorted(set(ranks))}
    assert found.extremes("u4") == (min(ranks), max(ranks))


def test_the_outcome_is_a_table_for_any_data_frame(tmp_path):
    """The value exports Arrow: a row for each scenario and ranked unit, exact numbers as decimals."""
    bloc = bloc_of(tmp_path)
    found = what_if(bloc, [setting("a2/2", "each", ["0.5", 2])], draws=Draws(3, seed=9), executor="integers")
    table = pa.table(found)
    assert table.num_rows == 3 * 3
    assert table.column("unit").to_pylist() == ["u1", "u2", "u4"] * 3
    for row in table.to_pylist():
        n, unit = row["scenario"], row["unit"]
        assert row["rank"] == found.ranks(unit)[n]
        assert F(row["total_low"]) == found.total(unit, n).low
        assert F(row["setting a2/2 each"]) == found.values(n)["setting a2/2 each"]
    assert table.schema.metadata[b"scenarios"] == b"random.Random(9)"


def test_periods_are_varied_one_by_one(tmp_path):
    """Evidence of a period is named as the report names it, and only that period moves."""
    folder = tmp_path
    (folder / "covenant.yaml").write_text(dedent("""\
        covenant: thu
        edition: "2026"
        title: {vi: Bản thử, en: Trial}
        rounding: {decimals: 2, mode: half_up, at: total}
        ranking: {method: competition, precision: rounded, ties: shared}
        when_missing: pending
        periods: [{id: h1, title: {vi: H1, en: H1}, weight: 1}, {id: h2, title: {vi: H2, en: H2}, weight: 3}]
        measures:
          panel: {title: {vi: Hội đồng, en: Panel}, unit: points, low: 0, high: 30}
        contents:
          - id: a
            title: {vi: A, en: A}
            points: 30
            criteria: [{id: a1, title: {vi: A1, en: A1}, points: 30, rule: core.graded, with: {step: 1}, from: {given: panel}}]
        """))
    (folder / "registrations.yaml").write_text("covenant: thu\nunits: [{unit: u, title: {vi: U, en: U}}]\n")
    (folder / "reports.csv").write_text("unit,stage,measure,value,note\nu,final,panel@h1,10,\nu,final,panel@h2,20,\n")
    bloc = cr.load(folder, registry=CORE)
    found = what_if(bloc, [evidence("u", "panel@h2", [20, 0])])
    assert [found.total("u", n).exact for n in range(2)] == [F(70, 4), F(10, 4)]
    assert codes(lambda: what_if(bloc, [evidence("u", "panel", [20])])) == ["E513"]


def codes(call) -> list[str]:
    with pytest.raises(SpecError) as caught:
        call()
    return [found.code for found in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("assumed", "code"),
    [
        (setting("a9", "first", [1]), "E830"),
        (standard("a9", [1]), "E830"),
        (setting("a1/2", "second", [1]), "E831"),
        (cap("a", "floor", [1]), "E831"),
        (setting("a1/2", "step", [0]), "E833"),
        (weight("a", [0]), "E833"),
        (cap("a", "bonus", [-1]), "E833"),
        (evidence("u1", "done", [101]), "E156"),
        (evidence("u1", "done", ["0.5"]), "E157"),
        (target("a1/1", "target", [101]), "E833"),
        (band("a2/1", 95, [99]), None),
        (band("a1/1", 95, [99]), "E836"),
        (threshold("a2/1", 81, [82]), "E837"),
        (threshold("a2/1", 80, [70]), "E839"),
        (Assumption(Kind.SETTING, "a1/2", steps(5, 1), "first"), "E840"),
        (setting("a1/2", "first", []), "E841"),
        (target("a1/1", "goal", [1]), "E843"),
        (target("a1/2", "target", [1], unit="u1"), "E843"),
        (evidence("u9", "done", [1]), "E550"),
        (evidence("u1", "dona", [1]), "E513"),
    ],
    ids=lambda value: value.title if isinstance(value, Assumption) else str(value),
)
def test_each_wrong_assumption_is_named(tmp_path, assumed, code):
    """An assumption that the sheet, the registration or the measure does not allow is refused by code."""
    bloc = bloc_of(tmp_path)
    if code is None:
        what_if(bloc, [assumed])
        return
    assert codes(lambda: what_if(bloc, [assumed])) == [code]


def test_all_faults_are_told_at_once(tmp_path):
    """Several wrong assumptions are several diagnostics, in their order."""
    bloc = bloc_of(tmp_path)
    wrong: Sequence[Assumption] = [
        evidence("u9", "done", [1]), setting("a9", "first", [1]), cap("a", "bonus", [1]), cap("a", "bonus", [2]),
    ]  # fmt: skip
    assert codes(lambda: what_if(bloc, wrong)) == ["E550", "E830", "E842"]


def test_two_limits_of_a_table_may_not_cross(tmp_path):
    """A limit may move only as far as no other limit of some scenario stands."""
    bloc = bloc_of(tmp_path)
    apart = [threshold("a2/1", 70, [65, 72]), threshold("a2/1", 80, [75, 85])]
    assert len(what_if(bloc, apart)) == 4
    assert codes(lambda: what_if(bloc, [threshold("a2/1", 70, [79]), threshold("a2/1", 80, [75])])) == ["E839"]


def test_too_many_scenarios_are_refused(tmp_path):
    """More scenarios than memory holds are refused before anything is scored."""
    bloc = bloc_of(tmp_path)
    many = [evidence("u1", "done", steps(0, 100)), evidence("u2", "done", steps(0, 100)),
            evidence("u4", "done", steps(0, 100)), evidence("u2", "cases", steps(0, 50))]  # fmt: skip
    assert codes(lambda: what_if(bloc, many)) == ["E844"]
    assert codes(lambda: what_if(bloc, many, draws=Draws(0, 1))) == ["E844"]


def test_an_award_above_its_standard_is_refused(tmp_path):
    """A setting with which a rule would break its promise is refused, as when the sheet is read."""
    bloc = bloc_of(tmp_path)
    assert codes(lambda: what_if(bloc, [band("a2/1", 95, [-5]), setting("a2/2", "each", [-1])])) == ["E833"]
