"""Laws of awards: vetoes defeat, improvement never costs, order does not matter, nothing open is guessed."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from tests.awards.blocs import bloc, report, with_policy

from covenant_rules.awards.conclude import conclude
from covenant_rules.awards.quota import Candidate, State, select
from covenant_rules.interval import Interval
from covenant_rules.policy import Ties
from covenant_rules.standing import score

# Every limit is a lower one and rank counts from the top, so nothing in it has an upper bound.
POLICY = """
vetoed: yeu
classes:
  - id: tot
    title: {vi: Tốt, en: Good}
    points: ">= 80"
    floors: {criteria: 70}
    otherwise: next
    quota: {percent: 40, of: units, rounding: half_up, order: points, ties: none, unused: lost}
  - {id: kha, title: {vi: Khá, en: Fair}, points: ">= 50"}
  - {id: yeu, title: {vi: Yếu, en: Weak}, points: "< 50"}
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [{rank: 1}, {class: tot}], quota: {at_most: 1, order: rank, ties: undecided, unused: bang-khen}}
  - {id: bang-khen, title: {vi: Bằng khen, en: Commendation}, when: [{points: ">= 70"}], quota: {at_most: 2, order: points, ties: all, unused: lost}}
  - {id: giay-khen, title: {vi: Giấy khen, en: Certificate}, when: [{any: [{class: [tot, kha]}, {rank: "<= 2"}]}], quota: {at_most: none}}
"""

steps = st.sampled_from(["20", "49.99", "50", "69.99", "70", "79.99", "80", "90", "100"])
blocs = st.dictionaries(st.sampled_from("abcdef"), steps, min_size=1, max_size=5)
few = settings(max_examples=15, deadline=None)


# The best class is a share of the one below, counted after the cut; two groups; a vote; an heir of an heir.
SHARED = """
vetoed: none
classes:
  - id: tot
    title: {vi: Tốt, en: Good}
    points: ">= 80"
    otherwise: kha
    quota: {percent: 50, of: class kha, counted: after, rounding: floor, order: points, ties: none, unused: lost}
  - {id: kha, title: {vi: Khá, en: Fair}, points: "50 ..< 80"}
  - {id: yeu, title: {vi: Yếu, en: Weak}, points: "< 50"}
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [{class: tot}, {not: {rank: 2}}], quota: {at_most: 1, order: points, ties: none, unused: bang-khen}}
  - {id: bang-khen, title: {vi: Bằng khen, en: Commendation}, when: [{not: {award: co}}, {not: {class: yeu}}], quota: {percent: 25, of: class kha, counted: after, rounding: ceiling, order: rank, ties: all, unused: giay-khen}}
  - {id: giay-khen, title: {vi: Giấy khen, en: Certificate}, when: [{not: {award: [co, bang-khen]}}], quota: {at_most: 1, order: rank, ties: none, unused: lost}}
"""


def outcome(found) -> dict[tuple[str, str], str]:
    return {(one.name, one.who): str(one.state) for one in found.verdicts}


@few
@for_all(blocs, st.data())
def test_a_veto_defeats_every_award(units: dict[str, str], data: st.DataObject) -> None:
    """Whoever a veto strikes gets no award and the class that the policy names, whatever its points."""
    struck = data.draw(st.sampled_from(sorted(units)))
    found = conclude(score(with_policy(bloc(units, **{struck: 1}), POLICY)))

    assert found.of(struck) == ()
    assert found.classes[struck] == "yeu"


RANK_OF = {"tot": 2, "kha": 1, "yeu": 0, None: 0}


@few
@for_all(blocs, st.data())
def test_improving_a_unit_never_costs_it_an_award(units: dict[str, str], data: st.DataObject) -> None:
    """More points, the others unchanged, never take an award or a better class from a unit."""
    unit = data.draw(st.sampled_from(sorted(units)))
    better = data.draw(steps.filter(lambda points: Fraction(points) >= Fraction(units[unit])))
    before = conclude(score(with_policy(bloc(units), POLICY)))
    after = conclude(score(with_policy(bloc({**units, unit: better}), POLICY)))

    # `ties` may leave a flag open when equals meet at the top; being given is never turned into refused.
    lost = set(before.of(unit)) - set(after.of(unit))
    assert all(outcome(after)[name, unit] == "open" for name in lost)
    assert RANK_OF[after.classes[unit]] >= RANK_OF[before.classes[unit]]


@few
@for_all(blocs, st.randoms(use_true_random=False))
def test_the_order_of_the_units_does_not_matter(units: dict[str, str], chance) -> None:
    """Who gets what does not depend on the order in which units are registered."""
    names = list(units)
    chance.shuffle(names)
    first = conclude(score(with_policy(bloc(units), POLICY)))
    second = conclude(score(with_policy(bloc({name: units[name] for name in names}), POLICY)))

    assert outcome(first) == outcome(second)
    assert dict(first.classes) == dict(second.classes)


@few
@for_all(blocs, st.data(), st.sampled_from([POLICY, SHARED]))
def test_what_is_decided_stays_so_whatever_arrives(
    units: dict[str, str], data: st.DataObject, text: str
) -> None:
    """While evidence of units is missing, a decision that is not open is that of every completion."""
    missing = data.draw(st.sets(st.sampled_from(sorted(units)), min_size=1))
    full = with_policy(bloc(units), text)
    known = tuple(
        evolve(one, values={k: v for k, v in one.values.items() if k != "c1"}) if one.unit in missing else one
        for one in full.reports
    )
    early = outcome(conclude(score(evolve(full, reports=known))))
    final = outcome(conclude(score(full)))

    assert {key: final[key] for key, state in early.items() if state != "open"} == {
        key: state for key, state in early.items() if state != "open"
    }


@few
@for_all(blocs)
def test_awards_rest_on_facts_and_refusals_on_blockers(units: dict[str, str]) -> None:
    """Everything given has only reasons that are met; everything refused has one that is not."""
    for one in conclude(score(with_policy(bloc(units), POLICY))).verdicts:
        states = {reason.state for reason in one.reasons}
        if one.state is State.GIVEN:
            assert states == {State.GIVEN}
        elif one.state is State.REFUSED:
            assert State.REFUSED in states
        else:
            assert State.OPEN in states
            assert State.REFUSED not in states


ends = st.integers(0, 6).map(Fraction)


@st.composite
def candidates(draw) -> list[Candidate]:
    found = []
    for number in range(draw(st.integers(1, 4))):
        low, high = sorted((draw(ends), draw(ends)))
        found.append(Candidate(f"u{number}", draw(st.booleans()), Interval(low, high)))
    return found


def worlds(given: list[Candidate]) -> list[list[Candidate]]:
    """Return every way in which what is open may turn out, keys at whole numbers."""
    found: list[list[Candidate]] = [[]]
    for one in given:
        keys = range(int(one.key.low), int(one.key.high) + 1)
        presence = [True] if one.sure else [True, False]
        found = [
            [*world, *([Candidate(one.who, True, Interval.point(Fraction(key)))] if there else [])]
            for world in found
            for there in presence
            for key in keys
        ]
    return found


@settings(max_examples=40, deadline=None)
@for_all(candidates(), st.integers(0, 3), st.integers(0, 1), st.sampled_from(list(Ties)))
def test_a_quota_decides_only_what_every_world_decides(
    given: list[Candidate], low: int, more: int, ties: Ties
) -> None:
    """A place is given or refused only if it is so in every way in which the open things may turn out."""
    decided = {one.who: one.state for one in select(given, low, low + more, ties)}
    for world in worlds(given):
        for places in range(low, low + more + 1):
            final = {one.who: one.state for one in select(world, places, places, ties)}
            for who, state in decided.items():
                if state is State.GIVEN:
                    assert final[who] is State.GIVEN
                elif state is State.REFUSED:
                    assert final.get(who, State.REFUSED) is State.REFUSED


def test_a_selection_by_hand() -> None:
    """Five with 9, 7, 7, 5 and 1 for three places: the first three; for two, the equals at the cut by `ties`."""
    five = [
        Candidate(who, True, Interval.point(Fraction(key)))
        for who, key in zip("abcde", (9, 7, 7, 5, 1), strict=True)
    ]

    def taken(places: int, ties: Ties) -> str:
        return "".join(p.who for p in select(five, places, places, ties) if p.state is State.GIVEN)

    assert [taken(n, Ties.NONE) for n in range(6)] == ["", "a", "a", "abc", "abcd", "abcde"]
    assert [taken(n, Ties.ALL) for n in range(6)] == ["", "a", "abc", "abc", "abcd", "abcde"]


def test_a_report_of_the_helper_adds_up() -> None:
    """The helper of these tests splits a total between the criteria without losing any of it."""
    values = report("a", "49.99").values

    assert values["c1"] + values["c2"] == Fraction("49.99")
