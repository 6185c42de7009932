"""Conclusions of a year: what each kind of condition asks of whom, who falls where, and in which order it is decided."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.awards.blocs import SHEET, bloc, concluded, given, report, scored, states, with_policy

from covenant_rules.awards.conclude import Conclusions, conclude
from covenant_rules.inference import network
from covenant_rules.inference.network import NotUsableError
from covenant_rules.policy import Policy
from covenant_rules.standing import score
from covenant_rules.text import Text

TITLE = "title: {vi: X, en: X}"
FREE = "quota: {at_most: none}"


def award(name: str, when: str, *, to: str = "units", quota: str = "at_most: none") -> str:
    return f"  - {{id: {name}, title: {{vi: Cờ {name}, en: Flag {name}}}, to: {to}, when: {when}, quota: {{{quota}}}}}\n"


def person(name: str, unit: str) -> str:
    return f"{{person: {name}, {TITLE}, unit: {unit}, leader: false}}"


def ballot(name: str) -> str:
    return f'{{id: {name}, {TITLE}, members: 9, denominator: members, passes: "> 50 %", manner: open, written: false, quorum: {{share: none}}}}'


def unknown_veto(text: str, units: dict[str, object], who: str) -> Conclusions:
    """Return what follows where it is not reported whether *who* was disciplined."""
    whole = with_policy(bloc(units), text)
    reports = tuple(
        evolve(one, values={k: v for k, v in one.values.items() if k != "ky_luat"}) if one.unit == who else one
        for one in whole.reports
    )
    return conclude(score(evolve(whole, reports=reports)))


# What conclusions hold


def test_without_a_policy_nothing_follows() -> None:
    """A bloc without a policy has the empty one of its covenant, and no decision."""
    standings = score(bloc({"a": 90}))

    assert conclude(standings) == Conclusions(Policy("vi-du", rounded=True), standings, ())
    assert conclude(standings).classes == {"a": None}


def test_conclusions_tell_on_what_and_by_whom() -> None:
    """They name the standings, the policy that was asked for, and the engines that agreed."""
    standings = scored({"a": 90}, f"awards:\n{award('co', '[]')}")
    other = evolve(standings.bloc.awards, awards=())
    found = conclude(standings)

    assert (found.standings, found.policy) == (standings, standings.bloc.awards)
    assert (conclude(standings, other).policy, conclude(standings, other).verdicts) == (other, ())
    assert found.engines[-1] == "reference"  # and another wherever there is one
    assert (found.alone is None) == (len(found.engines) == 2)
    assert [(one.name, one.unit) for one in found.awards] == [("co", "a")]


def test_one_engine_says_why_it_was_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second engine is not there the first concludes, and says why nobody checked it."""
    def missing() -> None:
        raise NotUsableError("No module")

    monkeypatch.setattr(network, "module", missing)
    found = concluded({"a": 90}, f"awards:\n{award('co', '[]')}")

    assert given(found, "co") == ["a"]
    assert found.engines == ("reference",)
    assert found.alone.code == "W851"


def test_a_year_without_dates_has_awards_too() -> None:
    """A sheet that does not say when its year begins concludes whatever does not ask for earlier years."""
    timeless = SHEET.replace("year: {from: 2026-01-01, to: 2026-12-31}\n", "")
    whole = with_policy(bloc({"a": 90}, timeless), f"awards:\n{award('co', '[{rank: 1}]')}")

    assert whole.covenant.year.first is None
    assert given(conclude(score(whole)), "co") == ["a"]


def test_an_award_to_people_of_whom_nobody_was_proposed() -> None:
    """Where nobody was proposed there is nothing to decide."""
    text = f"awards:\n{award('co', '[]', to='people')}facts: {{people: [{person('p', 'a')}], proposed: {{}}}}\n"

    assert concluded({"a": 90}, text).verdicts == ()


# Who is meant


def test_units_and_people_do_not_get_each_others_awards() -> None:
    """An award to units is none of the people's, and the other way round, even where a unit was proposed."""
    text = "awards:\n" + (
        award("co", "[]") + award("giay", "[]", to="people")
        + award("theo-co", "[{award: co}]", to="people") + award("theo-giay", "[{award: giay}]")
    ) + f"facts: {{people: [{person('p', 'a')}], proposed: {{giay: [a, p], theo-co: [p]}}}}\n"  # fmt: skip
    found = concluded({"a": 90}, text)

    assert {name: states(found, name) for name in ("co", "giay", "theo-co", "theo-giay")} == {
        "co": {"a": "given"}, "giay": {"p": "given"}, "theo-co": {"p": "refused"}, "theo-giay": {"a": "refused"},
    }  # fmt: skip


def test_a_person_who_was_not_proposed_takes_no_place() -> None:
    """The only place goes to the person who was proposed for it, though one of a better unit was for another award."""
    one = "at_most: 1, order: points, ties: none, unused: lost"
    text = "awards:\n" + award("co", "[]", to="people", quota=one) + award("giay", "[]", to="people")
    text += f"facts: {{people: [{person('p', 'a')}, {person('q', 'b')}], proposed: {{giay: [p], co: [q]}}}}\n"

    assert given(concluded({"a": 90, "b": 80}, text), "co") == ["q"]


# What is asked

NAMED = """
awards: [{id: giay, title: {vi: G, en: G}, when: [], quota: {at_most: none}}, {id: co, title: {vi: C, en: C}, when: WHEN, quota: {at_most: none}}]
conditions: [{id: bad, title: {vi: B, en: B}, when: [{violation: any}]}]
reports: [{id: r1, title: {vi: R, en: R}, due: 2026-12-15}, {id: r2, title: {vi: R, en: R}, due: 2026-12-15}]
facts:
  registered: {giay: [a], co: [b]}
  violations: [{unit: a, kind: x}, {unit: b, kind: y}]
  groups: {g1: [a], g2: [b]}
  reports: {r1: {a: 2026-12-15}, r2: {b: 2026-12-15}}
  ballots: {held: {present: 9, votes: {b: 9}}}
"""


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("[{registered: co}]", "refused given"),
        ("[{violation: y}, {violation: [z, y]}]", "refused given"),
        ("[{group: g2}]", "refused given"),
        ("[{reported: r2}]", "refused given"),
        ("[{passed: held}]", "refused given"),  # the other ballot is not held yet, and has nothing to do with it
        ("[{passed: waiting}]", "open open"),
        ("[{award: giay}]", "given given"),
        ("[{registered: co}, {not: {violation: x}}, {points: '>= 80'}]", "refused given"),
    ],
)
def test_what_is_on_record_is_on_record_by_its_name(when: str, expected: str) -> None:
    """A condition looks at what it names, and not at its likes."""
    text = NAMED.replace("WHEN", when) + f"ballots: [{ballot('held')}, {ballot('waiting')}]\n"

    assert list(states(concluded({"a": 90, "b": 80}, text), "co").values()) == expected.split()


VETOES = f"""
vetoes:
  - {{id: x, {TITLE}, when: [{{violation: vx}}]}}
  - {{id: y, {TITLE}, when: [{{violation: vy}}]}}
awards:
AWARDSfacts:
  violations: [{{unit: b, kind: vx}}, {{unit: c, kind: vy}}]
  people: [{", ".join(person(f"p{unit}", unit) for unit in "abcd")}]
  proposed: {{co: [pa, pb, pc, pd]}}
"""


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("any", "given given given refused"),
        ("x", "refused given refused refused"),
        ("ky-luat", "given refused refused refused"),
        ("[x, y]", "refused given given refused"),
        ("[y, ky-luat]", "given refused given refused"),
    ],
)
def test_a_veto_by_its_name(names: str, expected: str) -> None:
    """a is struck by a line of the sheet, b and c by one of the policy each; people ask whether their unit is."""
    text = VETOES.replace("AWARDS", award("co", f"[{{unit: {{veto: {names}}}}}]", to="people"))
    found = concluded(dict.fromkeys("abcd", 90), text, a=1)

    assert list(states(found, "co").values()) == expected.split()


@pytest.mark.parametrize(("names", "expected"), [("any", "open"), ("ky-luat", "open"), ("x", "refused"), ("[x, ky-luat]", "open")])
def test_a_veto_that_is_not_known(names: str, expected: str) -> None:
    """While it is open whether a line of the sheet strikes, what asks for it is open, and so is every award of the unit."""
    more = award("co", f"[{{unit: {{veto: {names}}}}}]", to="people") + award("giay", "[]")
    found = unknown_veto(VETOES.replace("AWARDS", more), dict.fromkeys("abcd", 90), "a")

    assert states(found, "co")["pa"] == expected
    assert list(states(found, "giay").values()) == ["open", "refused", "refused", "given"]


def test_ranks_in_classes_and_named_conditions() -> None:
    """A class, and a condition with a name, may ask for the rank of the standings."""
    text = f"""
vetoed: none
classes:
  - {{id: tot, {TITLE}, points: ">= 50", when: [{{rank: "<= 2"}}], otherwise: kha}}
  - {{id: kha, {TITLE}, points: "< 50"}}
conditions: [{{id: dau, {TITLE}, when: [{{rank: 1}}]}}]
awards:
{award("co", "[{holds: dau}]")}"""
    found = concluded({"a": 90, "b": 80, "c": 70}, text)

    assert found.classes == {"a": "tot", "b": "tot", "c": "kha"}
    assert given(found, "co") == ["a"]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("[{rank: 1}]", ["b"]),
        ("[{any: [{rank: 1}, {rank: 3}]}]", ["b"]),
        ("[{all: [{rank: 1}, {points: '>= 0'}]}]", ["b"]),
        ("[{not: {rank: 1}}]", ["c"]),
        ("[{not: {any: [{rank: 1}, {all: [{rank: 3}]}]}}]", ["c"]),
    ],
)
def test_the_rank_is_that_for_the_award_however_deep_it_is_asked_for(when: str, expected: list[str]) -> None:
    """a withdrew from the flag, so b is first for it and c second; for the other award, which a may have, nobody moved."""
    text = f"withdrawal: move_up\nawards:\n{award('co', when)}{award('giay', '[{rank: 1}]')}"
    found = concluded({"a": 90, "b": 80, "c": 70}, text + "facts: {withdrawn: [{unit: a, from: co, because: x}]}\n")

    assert given(found, "co") == expected
    assert given(found, "giay") == ["a"]


def test_the_rank_of_a_unit_is_that_for_the_award_of_its_people() -> None:
    """The unit of a person is asked for its rank for that award: b moved up to the first."""
    text = f"withdrawal: move_up\nawards:\n{award('co', '[{unit: {rank: 1}}]', to='people')}facts:\n"
    text += f"  {{people: [{person('p', 'a')}, {person('q', 'b')}], proposed: {{co: [p, q]}}, withdrawn: [{{unit: a, from: co, because: x}}]}}\n"

    assert states(concluded({"a": 90, "b": 80}, text), "co")["q"] == "given"


@pytest.mark.parametrize(("kind", "expected"), [("running: 2", ["a"]), ("running: 1", ["a", "d"]), ("within: 2", ["a", "b", "d"])])
def test_what_somebody_had_earlier_by_its_name_and_in_a_row(kind: str, expected: list[str]) -> None:
    """b had the flag two years ago and another award last year, c the other one alone, d the flag last year alone."""
    history = {"a": ("co 2025", "co 2024"), "b": ("co 2024", "giay 2025"), "c": ("giay 2025", "giay 2024"), "d": ("co 2025", "giay 2024")}
    earlier = ", ".join(
        "{{unit: {}, award: {}, year: {}}}".format(unit, *one.split()) for unit, had in history.items() for one in had
    )
    text = f"awards:\n{award('co', f'[{{earlier: {{award: co, {kind}}}}}]')}{award('giay', '[]')}facts: {{earlier: [{earlier}]}}\n"

    assert given(concluded(dict.fromkeys("abcd", 90), text), "co") == expected


# Who falls where

FALL = f"""
vetoed: none
classes:
  - {{id: tot, {TITLE}, points: ">= 90", when: [WHEN], otherwise: OTHERWISE}}
  - {{id: kha, {TITLE}, points: "60 ..< 90", floors: {{criteria: FLOOR}}, otherwise: none}}
  - {{id: yeu, {TITLE}, points: "< 60"}}
awards: [{{id: co, {TITLE}, when: [], {FREE}}}]
ballots: [{ballot("phieu")}]
facts: {{registered: {{co: [a]}}}}
"""
OPEN_LOW = (None, "38")  # 38 to 98 points


@pytest.mark.parametrize(
    ("points", "when", "otherwise", "floor", "expected"),
    [
        (95, "registered: co", "kha", 50, "given refused refused"),
        (95, "registered: co", "next", 50, "given refused refused"),
        (95, "not: {registered: co}", "kha", 50, "refused given refused"),
        (95, "not: {registered: co}", "next", 50, "refused given refused"),
        (95, "not: {registered: co}", "yeu", 50, "refused refused given"),
        (95, "not: {registered: co}", "none", 50, "refused refused refused"),
        (95, "not: {registered: co}", "kha", 99, "refused given refused"),  # put into it, whatever it asks
        (95, "not: {registered: co}", "next", 99, "refused refused refused"),  # considered for it, and under its floor
        (95, "passed: phieu", "kha", 50, "open open refused"),  # the ballot decides
        (95, "passed: phieu", "next", 50, "open open refused"),
        (95, "passed: phieu", "next", 99, "open refused refused"),
        (OPEN_LOW, "not: {registered: co}", "kha", 0, "refused open open"),  # 90 and more put it there as well
        (OPEN_LOW, "not: {registered: co}", "next", 0, "refused open open"),
        (OPEN_LOW, "registered: co", "kha", 0, "open open open"),
        (OPEN_LOW, "passed: phieu", "yeu", 0, "open open open"),
    ],
)
def test_who_misses_a_condition_of_a_class(points, when: str, otherwise: str, floor: int, expected: str) -> None:
    """Who has the points but not the rest gets the named class, or is considered for the next, or gets none.

    While it is not known whether it has the points, or meets the rest, both classes stay open.
    """
    text = FALL.replace("WHEN", f"{{{when}}}").replace("OTHERWISE", otherwise).replace("FLOOR", str(floor))
    found = concluded({"a": points}, text)

    assert [states(found, name)["a"] for name in ("tot", "kha", "yeu")] == expected.split()


def test_a_unit_that_is_not_classified_is_refused_every_class() -> None:
    """Without required evidence no class is left open, though its points are: none can be reached this way."""
    text = FALL.replace("WHEN", "{registered: co}").replace("OTHERWISE", "next").replace("FLOOR", "0")
    found = concluded({"a": ("60", None)}, text)

    assert [states(found, name)["a"] for name in ("tot", "kha", "yeu", "co")] == ["refused"] * 4


def test_what_an_earlier_decision_gave_is_told() -> None:
    """A later decision names the class, or the award, that it rests on or that stands in its way."""
    text = f"""
vetoed: none
classes:
  - {{id: tot, title: {{vi: Tốt, en: Good}}, points: ">= 80"}}
  - {{id: kha, title: {{vi: Khá, en: Fair}}, points: "< 80"}}
awards:
{award("co", "[{class: tot}]")}{award("giay", "[{not: {award: co}}]")}"""
    found = concluded({"a": 90, "b": 70}, text)

    def told(name: str, who: str) -> list[Text]:
        return [fact.says for reason in found.verdict(name, who).reasons for fact in reason.facts if fact.kind == "mark"]

    assert told("co", "a") == [Text(vi="xếp loại: Tốt", en="class: Good")]
    assert told("co", "b") == [Text(vi="xếp loại: Khá", en="class: Fair")]
    assert told("giay", "a") == [Text(vi="được: Cờ co", en="has: Flag co")]


def test_any_number_of_classes() -> None:
    """Twelve classes of eight points each: a unit is of the first whose points it has, however many were before."""
    least = [f'{{id: c{n}, {TITLE}, points: ">= {88 - 8 * n}"}}' for n in range(12)]
    units = {"a": 100, "b": "87.99", "c": 52, "d": "0.01", "z": (None, "38")}  # z: 38 to 98 points
    found = concluded(units, f"vetoed: none\nclasses: [{', '.join(least)}]\n")

    assert found.classes == {"a": "c0", "b": "c1", "c": "c5", "d": "c11", "z": None}
    assert [one.name for one in found.verdicts if (one.who, one.state) == ("z", "open")] == [f"c{n}" for n in range(8)]


# In which order


def test_a_decision_sees_every_earlier_one() -> None:
    """c looks at a, which was decided two before it, and d at all of them."""
    text = "awards:\n" + (
        award("a", "[{rank: 1}]") + award("b", "[{rank: 2}]") + award("c", "[{award: a}]")
        + award("d", "[{not: {award: [a, b, c]}}]")
    )  # fmt: skip
    found = concluded({"u": 90, "v": 80, "w": 70}, text)

    assert [given(found, name) for name in "abcd"] == [["u"], ["v"], ["u"], ["w"]]


def test_a_class_and_an_award_may_have_one_id() -> None:
    """They are decided apart: u alone is of the class, v alone has the award."""
    text = f"""
vetoed: none
classes:
  - {{id: x, {TITLE}, points: ">= 85", otherwise: y, quota: {{at_most: 1, order: rank, ties: none, unused: lost}}}}
  - {{id: y, {TITLE}, points: "< 85"}}
awards:
{award("x", "[{not: {class: x}}]")}"""
    found = concluded({"u": 90, "v": 80}, text)

    assert found.classes == {"u": "x", "v": "y"}
    assert given(found, "x") == ["v"]


def test_a_session_goes_on_from_what_it_holds() -> None:
    """A class that a later report takes away is gone with all that rested on it, as if concluded afresh."""
    from covenant_rules import Watch

    text = f"""
vetoed: none
classes:
  - {{id: tot, {TITLE}, points: ">= 80", otherwise: kha, quota: {{percent: 100, of: class tot, counted: before, rounding: down, order: points, ties: all, unused: lost}}}}
  - {{id: kha, {TITLE}, points: "< 80"}}
awards:
{award("co", "[{class: tot}]")}"""
    with Watch(with_policy(bloc({"a": 90, "b": 85}), text)) as watch:
        for points, expected in ((70, ["b"]), (95, ["a", "b"]), (60, ["b"])):
            watch.report(report("a", points))
            assert given(watch.conclusions, "co") == expected
            assert watch.conclusions.classes["a"] == ("tot" if points > 80 else "kha")
