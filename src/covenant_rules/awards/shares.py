"""The share of non-leaders among awarded people, and what becomes of it where it is missed."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from covenant_rules.awards.quota import State
from covenant_rules.awards.why import Reason, Verdict, refused
from covenant_rules.policy import Missed, Policy, ShareRule
from covenant_rules.text import Text


@frozen
class ShareFound:
    """A share as it came out: *part* of *whole* people; open while a decision about one of them is."""

    rule: ShareRule
    part: int
    whole: int
    state: State


def check_shares(
    policy: Policy, verdicts: Sequence[Verdict]
) -> tuple[tuple[Verdict, ...], tuple[ShareFound, ...]]:
    """Return the verdicts, leaders cut where the policy says so, and every share as it came out."""
    kept, found = list(verdicts), []
    leaders = {person.id for person in policy.year.people if person.leader}
    for rule in policy.shares:
        if rule.missed is Missed.CUT:
            kept = _cut(rule, kept, leaders)
        found.append(_found(rule, kept, leaders))
    return tuple(kept), tuple(found)


def _people(rule: ShareRule, verdicts: Sequence[Verdict], state: State) -> list[Verdict]:
    return [v for v in verdicts if v.name in rule.awards and v.state is state]


def _found(rule: ShareRule, verdicts: Sequence[Verdict], leaders: set[str]) -> ShareFound:
    """Return a share; each person counts once, however many awards it gets."""
    given = {v.who for v in _people(rule, verdicts, State.GIVEN)}
    maybe = {v.who for v in _people(rule, verdicts, State.OPEN)} - given
    part, whole = len(given - leaders), len(given)
    worst = rule.share.met(part, whole + len(maybe & leaders))
    best = rule.share.met(part + len(maybe - leaders), whole + len(maybe - leaders))
    state = State.GIVEN if worst else State.OPEN if best else State.REFUSED
    return ShareFound(rule, part, whole, state)


def _cut(rule: ShareRule, verdicts: list[Verdict], leaders: set[str]) -> list[Verdict]:
    """Let leaders give way, the last in the order of the facts first, until the share is met."""
    while _found(rule, verdicts, leaders).state is State.REFUSED:
        last = [v for v in _people(rule, verdicts, State.GIVEN) if v.who in leaders][-1:]
        if not last:
            return verdicts
        says = Text.each(
            lambda lang: Text(vi="nhường để đạt tỷ lệ: {}", en="gives way to the share: {}")
            .in_(lang).format(rule.title.in_(lang))
        )  # fmt: skip
        reason = Reason(says, State.REFUSED, (), says)
        verdicts = [
            refused(v, reason)
            if v.who == last[0].who and v in _people(rule, verdicts, State.GIVEN)
            else v
            for v in verdicts
        ]
    return verdicts
