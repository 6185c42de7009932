"""The share of non-leaders among the awarded, on plain verdicts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from covenant_rules.awards.quota import State
from covenant_rules.awards.shares import ShareFound, check_shares
from covenant_rules.awards.why import Reason, Verdict
from covenant_rules.policy import Missed, Person, Policy, Share, ShareRule, Year
from covenant_rules.text import Text

GIVEN, REFUSED, OPEN = State
TITLE = Text(vi="tỷ lệ người lao động", en="share of workers")


def rule(missed=Missed.REPORT, least="3/5"):
    return ShareRule("ty-le", TITLE, ("a", "b"), Share(Fraction(least), strict=False), missed)


def policy(found):
    """Return a policy; who is called l… leads."""
    people = tuple(Person(n, Text.same(n), "u", n.startswith("l")) for n in ("l1", "l2", "l3", "n1", "n2", "n3"))
    return Policy("x", rounded=True, shares=(found,), year=Year(people=people))


def verdicts(**states):
    """Return a verdict on award a for each person; `_b` behind a name says award b, `_c` award c."""
    found = []
    for name, state in states.items():
        who, _, award = name.partition("_")
        found.append(Verdict("award", award or "a", who, state, ()))
    return found


@pytest.mark.parametrize(
    ("states", "part", "whole", "state"),
    [
        ({"l1": GIVEN, "n1": GIVEN, "n2": GIVEN}, 2, 3, GIVEN),
        ({"l1": GIVEN, "l2": GIVEN, "n1": GIVEN}, 1, 3, REFUSED),
        ({"l1": GIVEN, "n1": GIVEN, "n1_b": GIVEN, "n2": REFUSED, "n3_c": GIVEN}, 1, 2, REFUSED),  # each once
        ({"l1": GIVEN, "n1": GIVEN, "n2": OPEN}, 1, 2, OPEN),  # 1 of 2, or 2 of 3
        ({"l1": GIVEN, "n1": GIVEN, "n2": GIVEN, "l2": OPEN}, 2, 3, OPEN),  # 2 of 3, or 2 of 4
        ({"l1": GIVEN, "l2": GIVEN, "n1": OPEN}, 0, 2, REFUSED),  # 1 of 3 at best
        ({"l1": GIVEN, "n1": GIVEN, "n2": GIVEN, "n3": OPEN}, 2, 3, GIVEN),
        ({"l1": GIVEN, "l1_b": OPEN, "n1": GIVEN, "n2": GIVEN}, 2, 3, GIVEN),  # counted already
        ({}, 0, 0, GIVEN),
    ],
)
def test_a_share_counts_people_once(states, part, whole, state):
    """Three of five must be no leaders; it is open where those who are open could bring it over or under."""
    asked = rule()
    before = verdicts(**states)
    after, (found,) = check_shares(policy(asked), before)
    assert found == ShareFound(asked, part, whole, state)
    assert after == tuple(before)


def test_leaders_give_way_from_the_last():
    """Where the policy cuts, the last leader gives way, in every award of the rule, until the share is met;
    the reason names the share, in both languages; others stay."""
    before = verdicts(l1=GIVEN, l2=GIVEN, l2_b=GIVEN, l3_c=GIVEN, n1=GIVEN, n2=GIVEN)
    after, (found,) = check_shares(policy(rule(Missed.CUT)), before)
    assert found == ShareFound(rule(Missed.CUT), 2, 3, GIVEN)
    says = Text(vi="nhường để đạt tỷ lệ: tỷ lệ người lao động", en="gives way to the share: share of workers")
    reason = Reason(says, REFUSED, (), says)
    cut = [Verdict("award", name, "l2", REFUSED, (reason,)) for name in ("a", "b")]
    assert after == (before[0], *cut, *before[3:])


def test_where_no_leader_is_left_the_share_stays_missed():
    """When all leaders have given way and people are still too few, that is said."""
    after, (found,) = check_shares(policy(rule(Missed.CUT, "3/2")), verdicts(l1=GIVEN, n1=GIVEN))
    assert [one.state for one in after] == [REFUSED, GIVEN]
    assert (found.part, found.whole, found.state) == (1, 1, REFUSED)
