"""Conditions: registration, violations, history, reports in time, places after a withdrawal, people."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from tests.awards.blocs import bloc, codes, concluded, given, states

from covenant_rules.registry import Registry
from covenant_rules.spec.folder import check

SPECS = Path(__file__).parents[2] / "specs"
FREE = "{at_most: none}"


def award(when: str, facts: str = "", more: str = "") -> str:
    return f"""
awards:
  - {{id: co, title: {{vi: Cờ, en: Flag}}, when: {when}, quota: {FREE}}}
{more}
{f'facts: {facts}' if facts else ''}
"""


UNITS = {"a": 95, "b": 90, "c": 85}


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ("[{rank: 1}]", ["a"]),
        ('[{rank: ">= 2"}]', ["b", "c"]),
        ('[{points: ">= 90"}]', ["a", "b"]),
        ('[{points: "> 90"}]', ["a"]),
        ('[{points: "85 ..< 95"}]', ["b", "c"]),
        ('[{percent: {of: "2", is: ">= 90"}}]', ["a", "b"]),  # 36 of 40 is 90 %
        ('[{points: {of: "1", is: "<= 54"}}]', ["b", "c"]),
        ('[{weakest: {of: contents, is: "< 90"}}]', ["c"]),
        ("[{any: [{rank: 1}, {rank: 3}]}]", ["a", "c"]),
        ("[{not: {any: [{rank: 1}, {rank: 3}]}}]", ["b"]),
        ('[{all: [{rank: "<= 2"}, {not: {rank: 1}}]}]', ["b"]),
        ('[{not: {all: [{rank: "<= 2"}, {points: "> 90"}]}}]', ["b", "c"]),
        ("[{not: {not: {rank: 2}}}]", ["b"]),
    ],
)
def test_conditions_on_numbers(when: str, wanted: list[str]) -> None:
    """Limits are closed or open as written; `any`, `all` and `not` mean what they say."""
    assert given(concluded(UNITS, award(when)), "co") == wanted


@pytest.mark.parametrize(
    ("when", "facts", "wanted"),
    [
        ("[{registered: co}]", "{registered: {co: [b, c]}}", ["b", "c"]),
        ("[{registered: co}]", "{registered: {}}", []),
        ("[{not: {violation: any}}]", "{violations: []}", ["a", "b", "c"]),
        ("[{not: {violation: any}}]", "{violations: [{unit: a, kind: x}, {unit: a, kind: y}]}", ["b", "c"]),
        ("[{not: {violation: x}}]", "{violations: [{unit: a, kind: x}]}", ["b", "c"]),
        ("[{not: {violation: [x, y]}}]", "{violations: [{unit: a, kind: x}, {unit: c, kind: y}]}", ["b"]),
        ("[{group: g}]", "{groups: {g: [c]}}", ["c"]),
    ],
)
def test_conditions_on_facts_of_the_year(when: str, facts: str, wanted: list[str]) -> None:
    """A section of facts that is written is complete: who is not named in it is not."""
    assert given(concluded(UNITS, award(when, facts)), "co") == wanted


HISTORY = "{earlier: [{unit: a, award: co, year: 2025}, {unit: a, award: co, year: 2024}, {unit: b, award: co, year: 2025}, {unit: b, award: co, year: 2023}, {unit: c, award: co, year: 2020}]}"


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ("[{earlier: {award: co, running: 1}}]", ["a", "b"]),
        ("[{earlier: {award: co, running: 2}}]", ["a"]),
        ("[{earlier: {award: co, running: 3}}]", []),
        ("[{earlier: {award: co, within: 5}}]", ["a", "b"]),  # 2021 to 2025
        ("[{earlier: {award: co, within: 6}}]", ["a", "b", "c"]),
        ("[{not: {earlier: {award: co, running: 2}}}]", ["b", "c"]),
    ],
)
def test_years_running(when: str, wanted: list[str]) -> None:
    """`running` asks for every one of the last years, `within` for one of them; this year is not among them."""
    assert given(concluded(UNITS, award(when, HISTORY)), "co") == wanted


def test_a_report_is_in_time_on_its_day_and_late_after_it() -> None:
    """A report received on the day it is due is in time; one that is not received is not."""
    reports = "reports: [{id: tong-ket, title: {vi: Báo cáo, en: Report}, due: 2026-12-15}]"
    facts = "{reports: {tong-ket: {a: 2026-12-15, b: 2026-12-16}}}"
    found = concluded(UNITS, award("[{reported: tong-ket}]", facts, reports))

    assert given(found, "co") == ["a"]
    assert found.verdict("co", "b").facts[0].says.en == "received on 2026-12-16, due 2026-12-15"
    assert found.verdict("co", "c").facts[0].says.en == "not received (due 2026-12-15)"


CHAIN = """
conditions:
  - {id: sach, title: {vi: Trong sạch, en: Clean}, when: [{not: {violation: any}}]}
  - {id: manh, title: {vi: Vững mạnh, en: Strong}, when: [{holds: sach}, {points: ">= 90"}]}
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [{holds: manh}, {not: {award: bang-khen}}], quota: {at_most: none}}
  - {id: bang-khen, title: {vi: Bằng khen, en: Commendation}, when: [{rank: 1}], quota: {at_most: none}}
facts: {violations: [{unit: c, kind: x}]}
"""


def test_named_conditions_and_awards_build_on_each_other() -> None:
    """An award may look at another that is written after it; the order in the file is of no matter."""
    found = concluded({"a": 95, "b": 92, "c": 91}, CHAIN)

    assert (given(found, "bang-khen"), given(found, "co")) == (["a"], ["b"])


def gone(section: str, moves: str, name: str = "co") -> str:
    key = {"withdrawn": "withdrawal", "disqualified": "disqualification"}[section]
    where = f", from: {name}" if section == "withdrawn" else ""
    return f"""
{key}: {moves}
awards:
  - {{id: co, title: {{vi: Cờ, en: Flag}}, when: [{{rank: 1}}], quota: {{at_most: 1, order: rank, ties: none, unused: lost}}}}
  - {{id: bang-khen, title: {{vi: Bằng khen, en: Commendation}}, when: [{{rank: 2}}], quota: {{at_most: 1, order: rank, ties: none, unused: lost}}}}
facts: {{{section}: [{{unit: a, because: đã được năm trước{where}}}]}}
"""


@pytest.mark.parametrize(
    ("moves", "flag", "commended"), [("stay", [], ["b"]), ("move_up", ["b"], ["b"])]
)
def test_a_withdrawal_keeps_the_rank_and_says_who_moves_up(
    moves: str, flag: list[str], commended: list[str]
) -> None:
    """plo.vn 520036: a unit yields the flag; it keeps rank 1, and the next is moved up for that award if declared."""
    found = concluded(UNITS, gone("withdrawn", moves))

    assert (given(found, "co"), given(found, "bang-khen")) == (flag, commended)
    assert found.standings["a"].standing.rank == 1
    assert found.verdict("co", "a").blockers[0].says.en == "withdrew (đã được năm trước)"


@pytest.mark.parametrize(
    ("moves", "flag", "commended"), [("stay", [], ["b"]), ("move_up", ["b"], ["c"])]
)
def test_a_late_disqualification_touches_everybody_below(
    moves: str, flag: list[str], commended: list[str]
) -> None:
    """Law 06/2022/QH15 ch. VII [S27]: awards are revoked later; whether those below move up is declared."""
    found = concluded(UNITS, gone("disqualified", moves))

    assert (given(found, "co"), given(found, "bang-khen")) == (flag, commended)
    assert given(found, "co") + given(found, "bang-khen") != ["a"]


def test_equals_ahead_move_up_together() -> None:
    """Behind two equals at rank 1 of whom one is disqualified the third is at rank 2, not 1."""
    found = concluded({"a": 95, "b": 95, "c": 85}, gone("disqualified", "move_up"))

    assert (given(found, "co"), given(found, "bang-khen")) == (["b"], ["c"])


PEOPLE = """
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [{rank: 1}], quota: {at_most: none}}
  - id: giay-khen
    title: {vi: Giấy khen, en: Certificate}
    to: people
    when: [{leader: false}, {unit: {award: co}}, {not: {violation: any}}]
    quota: {at_most: none}
facts:
  violations: [{unit: p2, kind: x}]
  people:
    - {person: p1, title: {vi: P1, en: P1}, unit: a, leader: false}
    - {person: p2, title: {vi: P2, en: P2}, unit: a, leader: false}
    - {person: p3, title: {vi: P3, en: P3}, unit: a, leader: true}
    - {person: p4, title: {vi: P4, en: P4}, unit: b, leader: false}
    - {person: p5, title: {vi: P5, en: P5}, unit: a, leader: false}
  proposed: {giay-khen: [p1, p2, p3, p4]}
"""


def test_people_by_themselves_and_by_their_unit() -> None:
    """A person who was proposed is judged by its own facts, and under `unit:` by those of its unit."""
    found = concluded(UNITS, PEOPLE)

    assert given(found, "giay-khen") == ["p1"]
    assert set(states(found, "giay-khen")) == {"p1", "p2", "p3", "p4"}


def test_a_veto_bars_every_award_and_is_named() -> None:
    """A unit that a veto of the sheet strikes gets no award, and the line is named as the blocker."""
    found = concluded(UNITS, award("[]"), a=1)

    assert given(found, "co") == ["b", "c"]
    assert found.verdict("co", "a").blockers[0].facts[0].says.en == "vetoed: Disciplined"


def test_a_refusal_says_what_would_have_to_change() -> None:
    """A refusal names what is, and what is asked for."""
    reason = concluded(UNITS, award("[{rank: 1}]")).verdict("co", "b").blockers[0]

    assert [fact.says.vi for fact in reason.facts] == ["hạng 2"]
    assert (reason.change.vi, reason.change.en) == ("cần: hạng = 1", "needed: rank = 1")


def test_because_goes_down_to_the_evidence() -> None:
    """What an award rests on is told through named conditions and other awards down to asserted facts."""
    found = concluded({"a": 95, "b": 92, "c": 91}, CHAIN)
    (award_,) = [one for one in found.awards if one.name == "co"]

    assert {fact.says.en for fact in award_.because} == {"total 92 (rounded)"}


def test_what_no_limit_can_meet_is_refused() -> None:
    """Conditions that contradict each other, also inside alternatives, never load (E873)."""
    for when in (
        '[{points: ">= 90"}, {points: "< 90"}]',
        "[{registered: co}, {not: {registered: co}}]",
        "[{any: [{all: [{rank: 1}, {rank: 2}]}]}]",
    ):
        facts = "{registered: {co: []}}" if "registered" in when else ""
        assert "E873" in codes(bloc(UNITS), award(when, facts))


TWICE = """
classes:
  - {id: x, title: {vi: X, en: X}, points: ">= 50"}
  - {id: x, title: {vi: X, en: X}, points: "< 50"}
vetoed: none
vetoes:
  - {id: x, title: {vi: X, en: X}, when: [{violation: any}]}
  - {id: x, title: {vi: X, en: X}, when: [{violation: any}]}
conditions:
  - {id: x, title: {vi: X, en: X}, when: [{rank: 1}]}
  - {id: x, title: {vi: X, en: X}, when: [{rank: 1}]}
awards:
  - {id: x, title: {vi: X, en: X}, when: [{holds: x}, {reported: x}], quota: {at_most: none}}
elections:
  - {id: x, title: {vi: X, en: X}, ballot: x, seats: 1, ties: none}
ballots:
  - {id: x, title: {vi: X, en: X}, members: 9, denominator: members, passes: "> 50 %", manner: open, written: false, quorum: {share: none}}
  - {id: x, title: {vi: X, en: X}, members: 9, denominator: members, passes: "> 50 %", manner: open, written: false, quorum: {share: none}}
reports:
  - {id: x, title: {vi: X, en: X}, due: 2026-12-15}
  - {id: x, title: {vi: X, en: X}, due: 2026-12-15}
facts:
  violations: []
  reports: {}
  people:
    - {person: a, title: {vi: A, en: A}, unit: a, leader: false}
"""


def test_an_id_stands_for_one_thing_of_a_sort() -> None:
    """Every sort of thing has ids of its own; awards and offices share theirs, units and people too."""
    found = codes(bloc(UNITS), TWICE)

    assert found.count("E885") == 7


def test_every_name_that_is_asked_for_must_be_there() -> None:
    """A name of a class, award, ballot, report, group, condition or veto that does not exist is told (E870)."""
    asked = "[{class: z}, {award: z}, {passed: z}, {reported: z}, {group: z}, {holds: z}, {veto: z}, {registered: z}]"

    assert codes(bloc(UNITS), award(asked, "{registered: {}, reports: {}}")).count("E870") == 8


@pytest.mark.parametrize("owner", ["conditions", "vetoes"])
def test_what_depends_on_itself_is_refused(owner: str) -> None:
    """A condition or a veto that asks for itself, also through an award, has no meaning (E872)."""
    asks = {"conditions": "holds: x", "vetoes": "veto: any"}[owner]
    more = f"{owner}: [{{id: x, title: {{vi: X, en: X}}, when: [{{not: {{award: co}}}}, {{{asks}}}]}}]"

    assert "E872" in codes(bloc(UNITS), award("[{holds: x}]" if owner == "conditions" else "[]", "", more))


@pytest.mark.parametrize("count", [5, 6, 7, 36, 37, 50])
@pytest.mark.parametrize("spot", [0, 6, -1])
def test_any_number_of_conditions(count: int, spot: int) -> None:
    """An award may have more conditions than one rule of the engines: each counts, wherever it stands."""
    parts = ['{points: ">= 60"}'] * (count - 1)
    parts.insert(spot if spot >= 0 else len(parts), '{points: ">= 91"}')
    many = ", ".join(parts)

    assert given(concluded(UNITS, award(f"[{many}]")), "co") == ["a"]
    assert given(concluded(UNITS, award(f"[{{not: {{all: [{many}]}}}}]")), "co") == ["b", "c"]


def test_too_many_rules_are_told_by_check(tmp_path: Path) -> None:
    """What keeps the engines from concluding is found by `check`, in the file, before the year is over."""
    copytree(SPECS / "kien-giang" / "khoi-1" / "2017-illustration", tmp_path / "bloc")
    file = tmp_path / "bloc" / "awards.yaml"
    award = "  - {id: a%d, title: {vi: A, en: A}, when: [{rank: 1}], quota: {at_most: none}}\n"
    text, many = file.read_text(encoding="utf-8"), "".join(award % n for n in range(300))
    file.write_text(text.replace("\nelections:", many + "\nelections:"), encoding="utf-8")

    found = [one for one in check(tmp_path, Registry.discover()) if one.code == "E861"]

    assert [(Path(one.span.file).name, text.splitlines()[one.span.line - 1]) for one in found if one.span] == [
        ("awards.yaml", "  - id: emulation_flag")
    ]
