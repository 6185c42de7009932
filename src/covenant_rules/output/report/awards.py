"""Classes, awards and elections, ready for the page: who is proposed, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from attrs import frozen

from covenant_rules.awards.conclude import Conclusions, conclude
from covenant_rules.awards.quota import State
from covenant_rules.awards.why import Reason, Verdict
from covenant_rules.output.awards import Teller
from covenant_rules.output.report.words import say
from covenant_rules.policy import AwardRule, ClassRule
from covenant_rules.standing import Standings
from covenant_rules.text import Text

SIGNS: Mapping[State, str] = {State.GIVEN: "✓", State.REFUSED: "✗", State.OPEN: "?"}


@frozen
class Told:
    """One reason of a decision: its sign, what it asks, the facts, and what would have to change."""

    sign: str
    state: State
    says: Text
    facts: Text | None
    change: Text | None


@frozen
class Decided:
    """One decision about one unit or person, with its reasons."""

    title: Text
    who: Text
    state: State
    reasons: tuple[Told, ...]
    source: str | None


@frozen
class Given:
    """One award, office or class: who gets it, and of whom it is not decided."""

    kind: Text
    title: Text
    to: tuple[Text, ...]
    undecided: tuple[Text, ...]


@frozen
class Awards:
    """All conclusions of a bloc: by award, by unit, about people, and what has to be said beside them."""

    given: tuple[Given, ...]
    units: Mapping[str, tuple[Decided, ...]]
    people: tuple[Decided, ...]
    notes: tuple[Text, ...]


def awards(standings: Standings) -> Awards | None:
    """Return what follows for the bloc; None where it has no policy of awards.

    Raises:
        InferenceError: the engines disagree, so nothing is awarded.
    """
    policy = standings.bloc.awards
    if policy is None or not (policy.awards or policy.classes):
        return None
    found = conclude(standings)
    tell = _Tell(found)
    units = {result.card.unit: tell.about(result.card.unit) for result in standings}
    others = dict.fromkeys(one.who for one in found.verdicts if one.who not in units)
    rules: tuple[ClassRule | AwardRule, ...] = (*policy.classes, *policy.awards)
    return Awards(
        tuple(map(tell.given, rules)),
        units,
        tuple(chain.from_iterable(map(tell.about, others))),
        tuple(tell.notes()),
    )


class _Tell:
    """Tells one set of conclusions in both languages."""

    def __init__(self, found: Conclusions) -> None:
        self.found, self.vi, self.en = found, Teller(found, "vi"), Teller(found, "en")

    def name(self, who: str) -> Text:
        return Text(vi=self.vi.name(who), en=self.en.name(who))

    def given(self, rule: ClassRule | AwardRule) -> Given:
        """Return who gets one award, office or class."""
        sort = "class" if isinstance(rule, ClassRule) else "award"
        mine = [one for one in self.found.verdicts if (one.sort, one.name) == (sort, rule.id)]
        kind = "elected" if isinstance(rule, AwardRule) and rule.elected else sort
        states = {
            state: tuple(self.name(one.who) for one in mine if one.state is state)
            for state in State
        }
        return Given(say(kind), rule.title, states[State.GIVEN], states[State.OPEN])

    def about(self, who: str) -> tuple[Decided, ...]:
        """Return every decision about one unit or person, those in its favour first."""
        mine = [one for one in self.found.verdicts if one.who == who]
        order = (State.GIVEN, State.OPEN, State.REFUSED)
        return tuple(map(self._decided, sorted(mine, key=lambda one: order.index(one.state))))

    def _decided(self, verdict: Verdict) -> Decided:
        return Decided(
            self.found.policy.title(verdict.name),
            self.name(verdict.who),
            verdict.state,
            tuple(map(self._told, verdict.reasons)),
            verdict.source,
        )

    def _told(self, reason: Reason) -> Told:
        facts = Text.each(
            lambda at: "; ".join(
                fact.says.in_(at) + (f" [{fact.source}]" if fact.source else "")
                for fact in reason.facts
            )
        )
        known = bool(reason.facts) and facts != reason.says
        change = None if reason.state is State.GIVEN else reason.change
        return Told(
            SIGNS[reason.state], reason.state, reason.says, facts if known else None, change
        )

    def notes(self) -> Iterator[Text]:
        """Yield conflicts, shares, and what the reader has to know of ballots and engines."""
        vi, en = (chain(tell.conflicts(), tell.shares()) for tell in (self.vi, self.en))
        yield from (Text(vi=a, en=b) for a, b in zip(vi, en, strict=True))
        policy, alone = self.found.policy, self.found.alone
        if alone is not None:
            vi_said, en_said = alone.message("vi"), alone.message("en")
            yield Text(vi=self.vi("alone", vi_said), en=self.en("alone", en_said))
        if policy.year.illustrative or any(one.illustrative for one in policy.year.counts):
            yield Text(vi=self.vi("illustrative"), en=self.en("illustrative"))
