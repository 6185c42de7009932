"""Live sessions: after every arrival the conclusions are those of a fresh start, and the update says why."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from tests.awards.blocs import bloc, report, with_policy

from covenant_rules import Watch
from covenant_rules.awards.conclude import Conclusions, conclude
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import CovenantError, InferenceError
from covenant_rules.inference.session import Session
from covenant_rules.policy import Count
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

