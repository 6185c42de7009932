"""Places for an award by themselves: ranks as they stand, and moved up below whoever left."""

from __future__ import annotations

import pytest
from tests.awards.blocs import SHEET, bloc, with_policy

from covenant_rules.awards.places import gone, places
from covenant_rules.standing import score
from covenant_rules.text import Text

POLICY = """
awards:
  - {{id: co, title: {{vi: Cờ, en: Flag}}, when: [], quota: {{at_most: none}}}}
  - {{id: bang, title: {{vi: Bằng khen, en: Commendation}}, when: [], quota: {{at_most: none}}}}
withdrawal: {withdrawal}
disqualification: {disqualification}
facts:
  withdrawn: [{withdrawn}]
  disqualified: [{disqualified}]
"""


def standings(units, *, withdrawn="", disqualified="", withdrawal="move_up", disqualification="move_up", dense=False):
    """Return the standings of *units* under a policy; *withdrawn* and *disqualified* are facts."""
    sheet = SHEET.replace("method: competition", "method: dense") if dense else SHEET
    text = POLICY.format(
        withdrawal=withdrawal, disqualification=disqualification, withdrawn=withdrawn, disqualified=disqualified
    )
    return score(with_policy(bloc(units, sheet), text))


def left(*units, award="co"):
    return ", ".join(f"{{unit: {unit}, from: {award}, because: xin rút}}" for unit in units)


def out(*units):
    return ", ".join(f"{{unit: {unit}, because: khai gian}}" for unit in units)


def found(standing, award="co"):
    """Return best and worst place by unit."""
    return {p.unit: (p.best, p.worst) for p in places(standing.bloc.awards, standing, award)}


UNITS = {"a": 95, "b": 90, "c": 90, "d": 80, "e": 70}


@pytest.mark.parametrize(
    ("gone_units", "dense", "expected"),
    [
        ((), False, [1, 2, 2, 4, 5]),
        (("a",), False, [1, 1, 1, 3, 4]),
        (("b",), False, [1, 2, 2, 3, 4]),
        (("b", "c"), False, [1, 2, 2, 2, 3]),
        (("e",), False, [1, 2, 2, 4, 5]),
        (("a", "d"), False, [1, 1, 1, 3, 3]),
        ((), True, [1, 2, 2, 3, 4]),
        (("a",), True, [1, 1, 1, 2, 3]),
        (("b",), True, [1, 2, 2, 3, 4]),  # c still has the second place
        (("b", "c"), True, [1, 2, 2, 2, 3]),
    ],
)
def test_those_below_move_up(gone_units, dense, expected):
    """Below whoever left an award each moves up by the places that are free; above, nobody moves. In a
    dense ranking a place is free only when all who shared it left."""
    ranked = standings(UNITS, withdrawn=left(*gone_units), dense=dense)
    places_found = found(ranked)
    stay = {unit: rank for unit, rank in zip(UNITS, expected, strict=True) if unit not in gone_units}
    assert {unit: place for unit, place in places_found.items() if unit in stay} == {u: (r, r) for u, r in stay.items()}
    # For another award nobody left.
    assert found(ranked, "bang") == found(ranked, "") == found(standings(UNITS, dense=dense))


def test_only_what_the_policy_says_moves_others():
    """Withdrawals and disqualifications move others up each as declared; a disqualified unit is gone from
    every award, a withdrawn one from its own."""
    both = {"withdrawn": left("a"), "disqualified": out("b")}
    for withdrawal, disqualification, units in [
        ("move_up", "move_up", {"a", "b"}), ("move_up", "stay", {"a"}), ("stay", "move_up", {"b"}), ("stay", "stay", set()),
    ]:  # fmt: skip
        ranked = standings(UNITS, **both, withdrawal=withdrawal, disqualification=disqualification)
        policy = ranked.bloc.awards
        assert gone(policy, "co") == units
        assert gone(policy, "bang") == units - {"a"}
        assert gone(policy, "") == units - {"a"}


def test_an_open_place_may_move_up_by_as_many_as_left():
    """While the order is not decided a unit may be as many places further up as others left; the worst
    place stays, and no place is above the first."""
    units = {"a": 95, "b": (None, 40), "c": 80, "d": 30}
    assert found(standings(units)) == {"a": (1, 2), "b": (1, 3), "c": (2, 3), "d": (4, 4)}
    moved = found(standings(units, withdrawn=left("c")))
    assert moved == {"a": (1, 2), "b": (1, 3), "c": (2, 3), "d": (3, 4)}


def test_a_place_in_words():
    """A place reads as the rank; where somebody moved up both are told."""
    policy = standings(UNITS, withdrawn=left("a"))
    says = {p.unit: p.says for p in places(policy.bloc.awards, policy, "co")}
    assert says["b"] == Text(vi="hạng 2, xét khen thưởng đôn lên hạng 1", en="rank 2, moved up to 1 for the award")
    assert says["a"] == Text(vi="hạng 1", en="rank 1")
    open_ones = standings({"a": 95, "b": (None, 40), "c": 80, "d": 30}, withdrawn=left("c"))
    says = {p.unit: p.says for p in places(open_ones.bloc.awards, open_ones, "co")}
    assert says["b"] == Text(vi="hạng 1–3", en="rank 1–3")
    assert says["d"] == Text(vi="hạng 4, xét khen thưởng đôn lên hạng 3–4", en="rank 4, moved up to 3–4 for the award")


def test_who_is_out_of_rank_has_no_place():
    """A unit without a place in the standings has none for an award."""
    ranked = standings({"a": 95, "b": (50, None)})
    assert set(found(ranked)) == {"a"}


def test_a_withdrawal_and_a_disqualification_are_counted_by_themselves():
    """Where nobody withdrew, disqualified units alone are gone; the first place is never above one."""
    alone = standings(UNITS, disqualified=out("a"), withdrawal="stay")
    assert gone(alone.bloc.awards, "co") == {"a"}
    assert found(alone)["b"] == (1, 1)
    both = standings({"a": (None, 40), "b": (None, 40), "c": (None, 40)}, withdrawn=left("a", "b"))
    assert found(both) == {"a": (1, 3), "b": (1, 3), "c": (1, 3)}
