"""Live sessions: after every arrival the conclusions are those of a fresh start, and the update says why."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from tests.awards.blocs import SHEET, bloc, report, with_policy

from covenant_rules import Watch
from covenant_rules.awards.conclude import Conclusions, conclude
from covenant_rules.diagnostics import diagnostic, render
from covenant_rules.errors import CovenantError, InferenceError
from covenant_rules.inference.session import Session
from covenant_rules.policy import Count, Said
from covenant_rules.report import Report
from covenant_rules.standing import score

POLICY = """
withdrawal: move_up
disqualification: move_up
vetoed: yeu
classes:
  - id: tot
    title: {vi: Tốt, en: Good}
    points: ">= 80"
    floors: {criteria: 70}
    otherwise: kha
    quota: {percent: 50, of: class tot, counted: before, rounding: ceiling, order: points, ties: all, unused: lost}
  - {id: kha, title: {vi: Khá, en: Fair}, points: "50 ..< 80"}
  - {id: yeu, title: {vi: Yếu, en: Weak}, points: "< 50"}
vetoes:
  - {id: tham-nhung, title: {vi: Tham nhũng, en: Corruption}, when: [{violation: tham-nhung}]}
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [{rank: 1}, {passed: phieu}], quota: {at_most: 1, order: votes, ballot: phieu, ties: undecided, unused: bang-khen}}
  - {id: bang-khen, title: {vi: Bằng khen, en: Commendation}, when: [{not: {award: co}}, {class: [tot, kha]}, {not: {violation: ky-luat}}], quota: {at_most: 1, order: rank, ties: none, unused: lost}}
ballots:
  - {id: phieu, title: {vi: Phiếu, en: Ballot}, members: 9, denominator: members, passes: "> 50 %", manner: secret, written: false, quorum: {share: ">= 2/3", counts: present}}
facts: {violations: []}
"""
UNITS = "abcd"


def decided(found: Conclusions) -> dict[tuple[str, str], object]:
    """Return everything that conclusions say, words included."""
    return {(one.name, one.who): one for one in found.verdicts} | {("classes", ""): dict(found.classes)}


points = st.sampled_from([None, 30, 50, 79, 80, 95, 100])
units = st.sampled_from(UNITS)
arrivals = st.one_of(
    st.tuples(st.just("report"), units, points),
    st.tuples(st.just("correct"), units, st.sampled_from(["0", "30.5", "60"])),
    st.tuples(st.just("violation"), units, st.sampled_from(["tham-nhung", "ky-luat"])),
    st.tuples(st.just("ballot"), units, st.integers(0, 9)),
    st.tuples(st.just("disqualify"), units, st.none()),
    st.tuples(st.just("withdraw"), units, st.sampled_from(["co", "bang-khen"])),
)


def tell(watch: Watch, arrival):
    kind, unit, what = arrival
    match kind:
        case "report":
            return watch.report(report(unit, what))
        case "correct":
            return watch.correct(unit, "c1", what)
        case "violation":
            return watch.violation(unit, what, "biên bản")
        case "ballot":
            return watch.ballot(Count("phieu", present=9, votes={unit: what}))
        case "disqualify":
            return watch.disqualify(unit, "khai man")
    return watch.withdraw(unit, what, "nhường")


@settings(max_examples=8, deadline=None)
@for_all(st.dictionaries(units, points, min_size=2, max_size=4), st.lists(arrivals, min_size=1, max_size=5))
def test_after_every_arrival_as_if_concluded_afresh(start, told) -> None:
    """Whatever arrives, the conclusions equal a fresh conclusion on all of it, in every word and reason."""
    first = with_policy(bloc({**dict.fromkeys(UNITS), **start}), POLICY)
    with Watch(first) as watch:
        for arrival in told:
            before = decided(watch.conclusions)
            update = tell(watch, arrival)

            fresh = conclude(score(watch.bloc))
            assert decided(watch.conclusions) == decided(fresh)
            began = {(v.name, v.who) for v in update.began}
            ceased = {(v.name, v.who) for v in update.ceased}
            given = [{k for k, v in state.items() if k[1] and v.state == "given"} for state in (before, decided(fresh))]
            assert (began, ceased) == (given[1] - given[0], given[0] - given[1])


original = Session.findings


@pytest.fixture
def watch():
    with Watch(with_policy(bloc({"a": 95, "b": 90, "c": 60}), POLICY)) as opened:
        yield opened


def test_a_ballot_begins_what_it_decides(watch: Watch) -> None:
    """The flag is open until its ballot; the result gives it, with the votes among its facts."""
    update = watch.ballot(Count("phieu", present=9, votes={"a": 5}))

    assert [(v.name, v.who) for v in update.began if v.sort == "award"] == [("co", "a"), ("bang-khen", "b")]
    assert "Ballot: 5 of 9 votes" in [fact.says.en for fact in update.began[0].facts]
    assert update.ceased == ()


def test_a_violation_ends_what_it_bars_and_says_so(watch: Watch) -> None:
    """A violation found later takes the flag and the class, names itself as the blocker, and others move up."""
    watch.ballot(Count("phieu", present=9, votes={"a": 5}))
    update = watch.violation("a", "tham-nhung", "kết luận thanh tra")

    # Of two good units half was good; of b alone the half of one, rounded up, is b: it is no longer put below.
    assert {(v.name, v.who) for v in update.ceased} == {("co", "a"), ("tot", "a"), ("kha", "b")}
    assert ("tot", "b") in {(v.name, v.who) for v in update.began}
    (flag,) = [v for v in update.ceased if v.name == "co"]
    assert [f.says.vi for f in flag.blockers[0].facts] == ["vi phạm tham-nhung (kết luận thanh tra)"]
    assert watch.conclusions.classes["a"] == "yeu"


def test_a_correction_moves_places_and_awards(watch: Watch) -> None:
    """A corrected figure moves the rank, and with it who is commended."""
    watch.ballot(Count("phieu", present=9, votes={"a": 5}))
    update = watch.correct("c", "c1", "60")  # c: 60 + 24 = 84; b stays ahead
    assert [m.after.unit for m in update.moves] == []
    update = watch.correct("b", "c1", "20")  # b: 20 + 36 = 56

    assert {(m.after.unit, m.before.rank, m.after.rank) for m in update.moves} == {("b", 2, 3), ("c", 3, 2)}
    assert [(v.name, v.who) for v in update.ceased if v.sort == "award"] == [("bang-khen", "b")]
    assert ("bang-khen", "c") in [(v.name, v.who) for v in update.began]


def test_a_report_of_a_unit_that_had_none(watch: Watch) -> None:
    """The first report of a unit counts like any other; until then its result is open."""
    late = with_policy(bloc({"a": 95, "b": 90}), POLICY)
    missing = evolve(late, reports=tuple(one for one in late.reports if one.unit == "a"))
    with Watch(missing) as opened:
        assert opened.conclusions.classes["b"] is None
        opened.report(report("b", 90))
        assert opened.conclusions.classes == {"a": "tot", "b": "kha"}


@pytest.mark.parametrize(
    ("arrival", "code"),
    [
        (lambda w: w.correct("z", "c1", "1"), "E871"),
        (lambda w: w.correct("a", "c9", "1"), "E513"),
        (lambda w: w.correct("a", "c1", "61"), "E156"),
        (lambda w: w.correct("a", "c1", "mười"), "E151"),
        (lambda w: w.report(Report("a", "half_year")), "E541"),
        (lambda w: w.violation("a", "tham-nhũng"), "E870"),
        (lambda w: w.ballot(Count("khac", present=9)), "E870"),
        (lambda w: w.ballot(Count("phieu", present=10, votes={"a": 1})), "E883"),
        (lambda w: w.ballot(Count("phieu", present=9, votes={"a": 10})), "E883"),
        (lambda w: w.withdraw("a", "huy-chuong", "nhường"), "E870"),
    ],
    ids=["unit", "measure", "range", "number", "stage", "kind", "ballot", "present", "votes", "award"],
)
def test_what_cannot_be_taken_changes_nothing(watch: Watch, arrival, code: str) -> None:
    """A wrong arrival is refused with its diagnostic, and the conclusions stay as they were."""
    before = watch.conclusions
    with pytest.raises(CovenantError) as caught:
        arrival(watch)

    assert [one.code for one in caught.value.diagnostics] == [code]
    assert watch.conclusions is before


def test_an_arrival_that_cannot_be_concluded_changes_nothing(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the engines fail on an arrival it is raised, and what was known before is followed further."""
    before, calls = decided(watch.conclusions), []

    def failing(session):
        calls.append(session)
        session.close()  # as a session does whose engine failed
        raise InferenceError(diagnostic("E868", reason="thử"))

    with monkeypatch.context() as patched:
        patched.setattr(type(watch._concluder.session), "findings", lambda s: failing(s) if not calls else original(s))
        with pytest.raises(InferenceError):
            watch.violation("a", "tham-nhung")

    assert decided(watch.conclusions) == before
    watch.correct("b", "c1", "20")
    assert decided(watch.conclusions) == decided(conclude(score(watch.bloc)))
    assert watch.conclusions.classes["a"] == "tot"


def test_who_moves_up_must_be_declared() -> None:
    """A disqualification has an effect on those below, which the policy must state first (E896)."""
    text = POLICY.replace("disqualification: move_up\n", "").replace("withdrawal: move_up\n", "")
    with Watch(with_policy(bloc({"a": 95, "b": 90}), text)) as opened:
        for arrival in (lambda: opened.disqualify("a", "x"), lambda: opened.withdraw("a", "co", "x")):
            with pytest.raises(CovenantError) as caught:
                arrival()
            assert [one.code for one in caught.value.diagnostics] == ["E896"]


def test_a_bloc_without_a_policy_cannot_be_watched() -> None:
    """There is nothing to follow where there is no awards.yaml (E895)."""
    with pytest.raises(CovenantError) as caught:
        Watch(bloc({"a": 1}))

    assert [one.code for one in caught.value.diagnostics] == ["E895"]


UNITS_EN = "use an id of registrations.yaml or `people:`: a, b, c"
UNITS_VI = "dùng mã trong registrations.yaml hoặc `people:`: a, b, c"
MEASURE_EN = "check the id; a measure of a period is written like `id@period`"
MEASURE_VI = "kiểm tra mã số liệu; số liệu của từng kỳ viết như `ma@ky`"
COUNTED_EN = "check the members, those present and the votes in writing"
COUNTED_VI = "kiểm tra số thành viên, số có mặt và phiếu gửi bằng văn bản"
NOT_TAKEN = {
    "a unit that is almost one": (
        lambda w: w.correct("aa", "c1", "1"),
        ["there is no unit or person `aa`", f"did you mean `a`? {UNITS_EN}"],
        ["không có đơn vị, cá nhân `aa`", f"có phải là `a`? {UNITS_VI}"],
    ),
    "a unit in a report": (
        lambda w: w.report(Report("zz", "final")),
        ["there is no unit or person `zz`", UNITS_EN], ["không có đơn vị, cá nhân `zz`", UNITS_VI],
    ),
    "a unit in a violation": (
        lambda w: w.violation("zz", "tham-nhung"),
        ["there is no unit or person `zz`", UNITS_EN], ["không có đơn vị, cá nhân `zz`", UNITS_VI],
    ),
    "a unit voted for": (
        lambda w: w.ballot(Count("phieu", present=9, votes={"a": 1, "zz": 1})),
        ["there is no unit or person `zz`", UNITS_EN], ["không có đơn vị, cá nhân `zz`", UNITS_VI],
    ),
    "a unit stated as passed": (
        lambda w: w.ballot(Count("phieu", stated=("zz",))),
        ["there is no unit or person `zz`", UNITS_EN], ["không có đơn vị, cá nhân `zz`", UNITS_VI],
    ),
    "a unit that withdraws": (
        lambda w: w.withdraw("zz", "co", "nhường"),
        ["there is no unit or person `zz`", UNITS_EN], ["không có đơn vị, cá nhân `zz`", UNITS_VI],
    ),
    "a unit that is disqualified": (
        lambda w: w.disqualify("zz", "khai man"),
        ["there is no unit or person `zz`", UNITS_EN], ["không có đơn vị, cá nhân `zz`", UNITS_VI],
    ),
    "a measure that is almost one": (
        lambda w: w.correct("a", "c11", "1"),
        ["the covenant has no measure `c11`", f"did you mean `c1`? {MEASURE_EN}"],
        ["bản giao ước không dùng số liệu `c11`", f"có phải là `c1`? {MEASURE_VI}"],
    ),
    "a measure in a report": (
        lambda w: w.report(Report("a", "final", {"c1": Fraction(1), "số người": Fraction(1)})),
        ["the covenant has no measure `số người`", MEASURE_EN], ["bản giao ước không dùng số liệu `số người`", MEASURE_VI],
    ),
    "a measure of a period that the sheet does not have": (
        lambda w: w.correct("a", "ky_luat@h9", "1"),
        ["the covenant has no measure `ky_luat@h9`", f"did you mean `ky_luat`? {MEASURE_EN}"],
        ["bản giao ước không dùng số liệu `ky_luat@h9`", f"có phải là `ky_luat`? {MEASURE_VI}"],
    ),
    "a measure with a name that fills the screen": (
        lambda w: w.correct("a", "x" * 90, "1"),
        [f"the covenant has no measure `{'x' * 80}`", MEASURE_EN], [f"bản giao ước không dùng số liệu `{'x' * 80}`", MEASURE_VI],
    ),
    "a value in a report": (
        lambda w: w.report(Report("a", "final", {"c1": Fraction(61)})),
        ["61 is outside 0..60 points", "check the figure; where the covenant says otherwise its author changes `low` and `high`"],
        ["61 nằm ngoài khoảng 0..60 điểm", "kiểm tra lại số liệu; nếu giao ước ghi khoảng khác thì người soạn sửa `low` và `high`"],
    ),
    "another stage": (
        lambda w: w.report(Report("a", "half_year")),
        ["there is no stage `half_year`", "did you mean `final`? the stages are: final"],
        ["không có đợt chấm `half_year`", "có phải là `final`? các đợt: final"],
    ),
    "a violation nobody asks for": (
        lambda w: w.violation("a", "tham-nhun"),
        ["there is no kind of violation `tham-nhun`", "did you mean `tham-nhung`? use one of: ky-luat, tham-nhung"],
        ["không có loại vi phạm `tham-nhun`", "có phải là `tham-nhung`? dùng một trong: ky-luat, tham-nhung"],
    ),
    "another ballot": (
        lambda w: w.ballot(Count("phieuu", present=9)),
        ["there is no ballot `phieuu`", "did you mean `phieu`? use one of: phieu"],
        ["không có cuộc bỏ phiếu `phieuu`", "có phải là `phieu`? dùng một trong: phieu"],
    ),
    "more votes than members": (
        lambda w: w.ballot(Count("phieu", present=9, votes={"a": 11})),
        ["`11` votes, but there can be no more than 9", COUNTED_EN],
        ["`11` phiếu, nhưng nhiều nhất chỉ có thể là 9", COUNTED_VI],
    ),
    "another award": (
        lambda w: w.withdraw("a", "bang-khenn", "nhường"),
        ["there is no award `bang-khenn`", "did you mean `bang-khen`? use one of: co, bang-khen"],
        ["không có danh hiệu, hình thức khen `bang-khenn`", "có phải là `bang-khen`? dùng một trong: co, bang-khen"],
    ),
}  # fmt: skip


def refused(watch: Watch, arrival) -> list[list[str]]:
    """Return what is said of an arrival that is not taken: message and help, in English and in Vietnamese."""
    with pytest.raises(CovenantError) as caught:
        arrival(watch)
    (found,) = caught.value.diagnostics
    told = [render(found, language).splitlines() for language in ("en", "vi")]
    return [[first.partition(": ")[2], last.partition(": ")[2]] for first, *_, last in told]


@pytest.fixture(scope="module")
def unmoved():
    """Return a session that only sees arrivals that are not taken."""
    with Watch(with_policy(bloc({"a": 95, "b": 90, "c": 60}), POLICY)) as opened:
        before = opened.conclusions, opened.bloc
        yield opened
        assert (opened.conclusions, opened.bloc) == before


@pytest.mark.parametrize("case", NOT_TAKEN)
def test_what_is_wrong_with_an_arrival_is_said(unmoved: Watch, case: str) -> None:
    """A refusal names what is wrong, the nearest name there is, and all names, in both languages."""
    arrival, english, vietnamese = NOT_TAKEN[case]
    assert refused(unmoved, arrival) == [english, vietnamese]


def test_everything_that_cannot_be_in_a_ballot_is_said_at_once(unmoved: Watch) -> None:
    """Ten are there of nine members, one wrote although nobody may, and twelve voted for a."""
    with pytest.raises(CovenantError) as caught:
        unmoved.ballot(Count("phieu", present=10, written=1, votes={"a": 12}))
    told = [render(one, "en").splitlines()[0].partition(": ")[2] for one in caught.value.diagnostics]
    assert told == [f"`{votes}` votes, but there can be no more than {most}" for votes, most in ((1, 0), (10, 9), (12, 11))]


def test_who_moves_up_is_said_to_be_missing() -> None:
    """The section that the policy lacks is named, for disqualifications and for withdrawals."""
    text = POLICY.replace("disqualification: move_up\n", "").replace("withdrawal: move_up\n", "")
    with Watch(with_policy(bloc({"a": 95, "b": 90}), text)) as opened:
        for missing, arrival in (
            ("disqualification", lambda w: w.disqualify("a", "x")), ("withdrawal", lambda w: w.withdraw("a", "co", "x")),
        ):  # fmt: skip
            assert refused(opened, arrival)[0] == [
                f"awards.yaml does not state `{missing}`: whether those below stay or move up",
                f"write `{missing}: stay` or `{missing}: move_up`",
            ]


SMALL = """
withdrawal: stay
disqualification: stay
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [{rank: 1}], quota: {at_most: none}}
  - {id: bang, title: {vi: Bằng khen, en: Commendation}, when: [WHEN], quota: {at_most: none}}
BALLOTS
"""


def small(when: str = '{points: ">= 80"}', ballots: str = "") -> str:
    return SMALL.replace("WHEN", when).replace("BALLOTS", ballots)


def names(verdicts) -> list[tuple[str, str]]:
    return [(one.name, one.who) for one in verdicts]


def test_what_arrives_is_kept_as_it_was_told() -> None:
    """Violations, disqualifications and withdrawals stand beside those before them, each with its note and its
    source, if it has one; and whom they bar is barred."""
    text = small("{not: {any: [{violation: any}, {rank: 3}]}}") + "facts: {violations: [{unit: c, kind: x}]}"
    with Watch(with_policy(bloc({"a": 95, "b": 90, "c": 80}), text)) as opened:
        given = [(one.name, one.unit) for one in opened.conclusions.awards]
        assert given == [("co", "a"), ("bang", "a"), ("bang", "b")]
        assert names(opened.violation("a", "y").ceased) == [("bang", "a")]
        opened.violation("b", "z", "biên bản 3", "công văn 4")
        assert names(opened.disqualify("a", "khai gian", "kết luận 5").ceased) == [("co", "a")]
        opened.disqualify("b", "khai man")
        opened.withdraw("c", "co", "tự rút")
        opened.withdraw("c", "bang", "nhường")
        assert opened.bloc.awards == opened.conclusions.policy
        assert decided(opened.conclusions) == decided(conclude(score(opened.bloc)))
        year = opened.conclusions.policy.year
    assert year.violations == (Said("c", "x"), Said("a", "y"), Said("b", "z", "biên bản 3", "công văn 4"))
    assert year.disqualified == (Said("a", "all", "khai gian", "kết luận 5"), Said("b", "all", "khai man"))
    assert year.withdrawn == (Said("c", "co", "tự rút"), Said("c", "bang", "nhường"))


def test_the_first_violation_of_a_year_that_stated_none() -> None:
    """A policy without violations among its facts may still hear of one (made by hand: the loader asks for them)."""
    found = with_policy(bloc({"a": 95}), small("{not: {violation: x}}") + "facts: {violations: []}")
    silent = evolve(found, awards=evolve(found.awards, year=evolve(found.awards.year, violations=None)))
    with Watch(silent) as opened:
        assert names(opened.violation("a", "x").ceased) == [("bang", "a")]
        assert opened.conclusions.policy.year.violations == (Said("a", "x"),)


@pytest.mark.parametrize(
    ("when", "known"),
    [
        ("{not: {any: [{violation: x}, {all: [{violation: [y, z]}]}]}}", "x, y, z"),
        ('{points: ">= 80"}', "—"),
        ("{passed: phieu}", "—"),
    ],
)
def test_only_violations_that_are_asked_for_are_taken(when: str, known: str) -> None:
    """The kinds that conditions name, however deep, can be told, and no other; the names of ballots are none."""
    ballots = """ballots:
  - {id: phieu, title: {vi: Phiếu, en: Ballot}, members: 9, denominator: members, passes: "> 50 %", manner: secret, written: false, quorum: {share: none}}
""" if "phieu" in when else ""  # fmt: skip
    facts = "facts: {violations: []}" if "violation" in when else ""
    with Watch(with_policy(bloc({"a": 95}), small(when, ballots) + facts)) as opened:
        for name in ("phieu", "co"):
            assert refused(opened, lambda w, name=name: w.violation("a", name))[0] == [
                f"there is no kind of violation `{name}`", f"use one of: {known}",
            ]  # fmt: skip
        if "z" in known:
            assert names(opened.violation("a", "z").ceased) == [("bang", "a")]


TWO = """ballots:
  - {id: mot, title: {vi: Một, en: One}, members: 9, denominator: members, passes: "> 50 %", manner: secret, written: false, quorum: {share: none}}
  - {id: hai, title: {vi: Hai, en: Two}, members: 9, denominator: members, passes: "> 50 %", manner: secret, written: false, quorum: {share: none}}
"""


def test_a_ballot_replaces_its_own_result_alone() -> None:
    """A recount of one ballot leaves the other as it was; what it opened and closed is told."""
    with Watch(with_policy(bloc({"a": 95, "b": 90}), small("{all: [{passed: mot}, {passed: hai}]}", TWO))) as opened:
        first = Count("mot", present=9, votes={"a": 5, "b": 5})
        assert names(opened.ballot(first).began) == []
        update = opened.ballot(Count("hai", present=9, votes={"a": 5, "b": 4}))
        assert (names(update.began), names(update.ceased), names(update.opened)) == ([("bang", "a")], [], [])
        again = Count("hai", present=9, votes={"a": 4, "b": 6})
        update = opened.ballot(again)
        assert (names(update.began), names(update.ceased), names(update.opened)) == ([("bang", "b")], [("bang", "a")], [])
        assert opened.conclusions.policy.year.counts == (first, again)


def test_a_report_that_opens_a_decision() -> None:
    """A report without a figure opens what was given and what was refused; who was open before is not told again,
    and every unit whose place is not sure any more has moved."""
    with Watch(with_policy(bloc({"a": 95, "b": 90, "c": 70, "d": (None, 30), "e": 20}), small())) as opened:
        update = opened.report(report("a", (None, 38)))
    assert names(update.opened) == [("co", "a"), ("co", "b"), ("co", "d"), ("bang", "a")]
    assert names(update.ceased) == [("co", "a"), ("bang", "a")]
    assert names(update.began) == []
    moved = {m.after.unit: ((m.before.best, m.before.worst), (m.after.best, m.after.worst)) for m in update.moves}
    # d has 30 to 90 points. With 95 a was ahead of all; with 38 to 98 it is ahead of e alone for sure, and so the
    # others may each be one place further up. b is ahead of c for sure, and e, with 20, behind all.
    assert moved == {"a": ((1, 1), (1, 4)), "b": ((2, 3), (1, 3)), "c": ((3, 4), (2, 4)), "d": ((2, 4), (1, 4))}


def test_a_stage_is_followed_by_itself() -> None:
    """Of two stages the named one is followed; reports of the other stay, and are not taken."""
    one = bloc({"a": 95, "b": 90})
    half = tuple(evolve(report(unit, points), stage="half_year") for unit, points in (("a", 40), ("b", 50)))
    both = with_policy(evolve(one, reports=(*one.reports, *half)), small('{points: ">= 50"}'))
    with Watch(both) as final:
        assert final.stage == "final"
    with Watch(both, "half_year") as opened:
        assert (opened.stage, opened.conclusions.standings.stage) == ("half_year", "half_year")
        assert opened.conclusions.of("b") == ("co", "bang")
        assert refused(opened, lambda w: w.report(report("a", 60)))[0] == [
            "there is no stage `final`", "did you mean `half_year`? the stages are: half_year",
        ]  # fmt: skip
        new = evolve(report("a", 60), stage="half_year")
        assert names(opened.report(new).began) == [("co", "a"), ("bang", "a")]
        assert opened.bloc.reports == (*one.reports, half[1], new)
        opened.correct("b", "c1", 60)
        # 60 and 20 points are more than 36 and 24.
        assert opened.conclusions.of("b") == ("co", "bang")
        assert opened.bloc.at("final") == one.at("final")
    with pytest.raises(CovenantError):
        Watch(both, "quarter")


def test_a_correction_of_a_unit_without_a_report_is_its_report() -> None:
    """The first figure of a unit makes its report, and its other figures stay unknown."""
    late = with_policy(bloc({"a": 95, "b": 90}), small())
    missing = evolve(late, reports=tuple(one for one in late.reports if one.unit == "a"))
    with Watch(missing) as opened:
        opened.correct("b", "c2", "39.5")
        assert opened.bloc.at("final")["b"] == Report("b", "final", {"c2": Fraction(79, 2)})
        opened.correct("b", "c1", Fraction(60))
        assert opened.bloc.at("final")["b"] == Report("b", "final", {"c2": Fraction(79, 2), "c1": Fraction(60)})
        opened.correct("b", "ky_luat", 0)
        assert opened.conclusions.of("b") == ("co", "bang")


def test_measures_of_a_sheet_with_periods() -> None:
    """Where the year has periods a figure is told for one of them: without the period it has no place."""
    periods = "periods: [{id: h1, title: {vi: Đầu năm, en: H1}, weight: 1}, {id: h2, title: {vi: Cuối năm, en: H2}, weight: 1}]\n"
    found = bloc({"a": 95}, SHEET.replace("when_missing: pending\n", f"when_missing: pending\n{periods}"))
    with Watch(with_policy(evolve(found, reports=()), small())) as opened:
        assert refused(opened, lambda w: w.correct("a", "c1", 60))[0][0] == "the covenant has no measure `c1`"
        for period in ("h1", "h2"):
            assert opened.conclusions.of("a") == ()
            for name, value in (("c1", 60), ("c2", 30), ("ky_luat", 0)):
                opened.correct("a", f"{name}@{period}", value)
        assert opened.conclusions.of("a") == ("co", "bang")


PEOPLE = """
  - {id: giay, title: {vi: Giấy khen, en: Diploma}, to: people, when: [{not: {violation: x}}], quota: {at_most: none}}
facts:
  violations: []
  people: [{person: p, title: {vi: P, en: P}, unit: a, leader: false}]
  proposed: {giay: [p]}
"""


def test_people_are_known_beside_units() -> None:
    """Of a person one may hear as of a unit; whoever is neither is told all names."""
    with Watch(with_policy(bloc({"a": 95}), small().rstrip() + PEOPLE)) as opened:
        assert refused(opened, lambda w: w.violation("pp", "x"))[0] == [
            "there is no unit or person `pp`", "did you mean `p`? use an id of registrations.yaml or `people:`: a, p",
        ]  # fmt: skip
        assert names(opened.violation("p", "x").ceased) == [("giay", "p")]


def test_a_class_and_an_award_of_one_name_are_told_apart() -> None:
    """Ids are unique for each sort of thing: an award may be called like a class, and changes by itself."""
    text = """
classes:
  - {id: tot, title: {vi: Tốt, en: Good}, points: ">= 80"}
  - {id: kha, title: {vi: Khá, en: Fair}, points: "< 80"}
vetoed: none
awards:
  - {id: tot, title: {vi: Tốt nhất, en: Best}, when: [{rank: 1}], quota: {at_most: none}}
"""
    with Watch(with_policy(bloc({"a": 95, "b": 90}), text)) as opened:
        update = opened.correct("a", "c1", 50)  # 50 + 38 = 88: still good, but the second
    assert [(v.sort, v.name, v.who) for v in update.began] == [("award", "tot", "b")]
    assert [(v.sort, v.name, v.who) for v in update.ceased] == [("award", "tot", "a")]


def test_a_session_ends_with_its_block() -> None:
    """What was concluded stays readable, and nothing more is taken, however often it is told; closing twice is no error."""
    with Watch(with_policy(bloc({"a": 95, "b": 90}), small())) as opened:
        before = opened.conclusions
    opened.close()
    for _ in range(2):
        with pytest.raises(InferenceError, match="E868"):
            opened.correct("a", "c1", 1)
        assert opened.conclusions is before
