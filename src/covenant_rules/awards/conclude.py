"""Concluding: classes and awards in order, each decision by rules, then cut by its quota."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Self

from attrs import define, evolve, field, frozen

from covenant_rules.awards.compile import Compiled, compile_policy
from covenant_rules.awards.decisions import Decision
from covenant_rules.awards.facts import Fact, Facts, mark
from covenant_rules.awards.quota import Placed, State
from covenant_rules.awards.seats import Seats
from covenant_rules.awards.shares import ShareFound, check_shares
from covenant_rules.awards.why import Explainer, Verdict
from covenant_rules.diagnostics import Diagnostic
from covenant_rules.inference.session import Session, open_session
from covenant_rules.policy import AwardRule, ClassRule, Policy
from covenant_rules.standing import Standings
from covenant_rules.text import Text


@frozen
class Award:
    """An award, an office or a class that somebody gets, and the facts that it rests on."""

    name: str
    unit: str
    because: tuple[Fact, ...]


@frozen
class Conflict:
    """More are registered for an award than its quota has places; at most *places* can have it."""

    award: str
    registered: tuple[str, ...]
    places: int


@frozen
class Conclusions:
    """What follows for a bloc-year: every decision about every unit and person, with its reasons.

    Attributes:
        verdicts: in the order of the decisions, then of the standings.
        engines: who concluded; *alone* says why it was one engine.
    """

    policy: Policy
    standings: Standings
    verdicts: tuple[Verdict, ...]
    conflicts: tuple[Conflict, ...] = ()
    shares: tuple[ShareFound, ...] = ()
    engines: tuple[str, ...] = ()
    alone: Diagnostic | None = None

    @property
    def awards(self) -> tuple[Award, ...]:
        """The awards and offices that are given."""
        return tuple(
            Award(one.name, one.who, one.facts) for one in self.verdicts
            if one.sort == "award" and one.state is State.GIVEN
        )  # fmt: skip

    @property
    def classes(self) -> Mapping[str, str | None]:
        """The class of every unit; None where it has none, or where it is not decided."""
        found: dict[str, str | None] = {result.card.unit: None for result in self.standings}
        found |= {
            one.who: one.name for one in self.verdicts
            if one.sort == "class" and one.state is State.GIVEN
        }  # fmt: skip
        return found

    def of(self, who: str) -> tuple[str, ...]:
        """Return the ids of the awards and offices that *who* gets."""
        return tuple(award.name for award in self.awards if award.unit == who)

    def verdict(self, name: str, who: str) -> Verdict:
        """Return what was decided on the award or class *name* for *who*.

        Raises:
            KeyError: nothing was decided of that kind.
        """
        return {(one.name, one.who): one for one in self.verdicts}[name, who]


def conclude(standings: Standings, policy: Policy | None = None) -> Conclusions:
    """Return what follows from *standings* under *policy*, by default the policy of the bloc.

    Both engines conclude and must agree; what is not known yet leaves decisions open.

    Raises:
        InferenceError: the engines disagree, so nothing is awarded.
    """
    chosen = policy or standings.bloc.awards
    if chosen is None:
        return Conclusions(Policy(standings.covenant.id, rounded=True), standings, ())
    with Concluder.of(chosen, standings) as concluder:
        return concluder.settle(chosen, standings)


@define
class Concluder:
    """An open session over one policy; facts are exchanged as they change.

    Attributes:
        groups: the asserted facts with their numbers, by what asserts them.
        held: by kind of derived fact who it holds of, as last looked at; *since* then these were decided.
    """

    compiled: Compiled
    session: Session
    groups: dict[str, dict[Fact, int]] = field(factory=dict)
    held: dict[str, frozenset[str]] = field(factory=dict)
    since: set[tuple[str, str]] | None = None

    @classmethod
    def of(cls, policy: Policy, standings: Standings) -> Self:
        """Open a session for *policy*."""
        first = standings.covenant.year.first
        compiled = compile_policy(policy, None if first is None else first.year)
        return cls(compiled, open_session(compiled.program))

    def __enter__(self) -> Self:
        """Return the concluder, closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the session."""
        self.session.close()

    def settle(self, policy: Policy, standings: Standings) -> Conclusions:
        """Bring the facts up to date and take every decision in its order."""
        facts = tuple(Facts.of(policy, standings).all())
        self._exchange("base", facts)
        self.since = None
        seats = Seats.of(policy, standings)
        quotas = [*(c.quota for c in policy.classes), *(a.quota for a in policy.awards)]
        if any(
            one is not None and one.base is not None and one.base.kind == "class" for one in quotas
        ):
            seats = evolve(seats, before=self._uncut(policy, seats))
        placed: dict[tuple[str, str, str], Placed] = {}  # a class and an award may have one id
        for decision in self.compiled.decisions:
            for one in self._decide(decision, policy, seats, cut=True):
                placed[decision.sort, decision.id, one.who] = one
        explainer = Explainer(policy, self.session, self._asserted())
        verdicts = tuple(
            explainer.verdict(decision, who, placed.get((decision.sort, decision.id, who)))
            for decision in self.compiled.decisions
            for who in _subjects(decision, policy, standings)
        )
        verdicts, shares = check_shares(policy, verdicts)
        conflicts = tuple(_conflicts(policy, seats))
        return Conclusions(
            policy, standings, verdicts, conflicts, shares, self.session.engines,
            self.session.because,
        )  # fmt: skip

    def _exchange(self, group: str, facts: Iterable[Fact]) -> None:
        """Take back what is no longer so, and assert what is new; the rest stays as it is."""
        before, wanted = self.groups.get(group, {}), dict.fromkeys(facts)
        for gone in before.keys() - wanted.keys():
            self.session.remove(before[gone])
        self.groups[group] = {
            one: before[one] if one in before else self.session.insert(one.kind, one.of)
            for one in wanted
        }

    def _asserted(self) -> dict[int, Fact]:
        return {number: one for group in self.groups.values() for one, number in group.items()}

    def _uncut(self, policy: Policy, seats: Seats) -> Mapping[str, frozenset[str]]:
        """Return the members of every class as they would be without quotas."""
        for decision in self.compiled.decisions:
            if decision.sort == "class":
                self._decide(decision, policy, seats, cut=False)
        found: dict[str, frozenset[str]] = {}
        for one in self._marked():
            if one.of["what"] == "class":
                name = f"{one.of['name']}{'' if one.of['sure'] else '?'}"
                found[name] = found.get(name, frozenset()) | {one.who}
        return found

    def _decide(
        self, decision: Decision, policy: Policy, seats: Seats, *, cut: bool
    ) -> tuple[Placed, ...]:
        holding = self._holding(decision)
        sure = holding.get(decision.candidate("sure"), frozenset())
        possible = holding.get(decision.candidate("possible"), frozenset())
        placed = seats.place(decision, sure, possible, self._marked(), cut=cut)
        now = {one.who: one.state for one in placed}
        facts = [
            _result(policy, decision.sort, decision.id, who, sure=state is State.GIVEN)
            for who, state in now.items()
            if state is not State.REFUSED
        ]
        if isinstance(decision.rule, ClassRule):
            facts += self._moved(decision, decision.rule, policy, now, holding)
        self._exchange(f"{decision.sort}:{decision.id}", facts)
        self.since = {*(self.since or ()), (decision.sort, decision.id)}
        return placed

    def _moved(
        self, decision: Decision, rule: ClassRule, policy: Policy, now: Mapping[str, State],
        holding: Mapping[str, frozenset[str]],
    ) -> Iterator[Fact]:  # fmt: skip
        """Yield who falls from one class to another, and whom a veto puts into this one."""
        entered = holding.get(decision.enters("sure"), frozenset())
        may_enter = holding.get(decision.enters("possible"), frozenset())
        if rule.otherwise is not None:
            what = "fallen" if rule.fresh else "class"
            for who in may_enter:
                if now.get(who) is not State.GIVEN:
                    sure = who in entered and now.get(who, State.REFUSED) is State.REFUSED
                    yield _result(policy, what, rule.otherwise, who, sure=sure)
        if policy.vetoed == decision.id:
            vetoed = holding.get("vetoed.sure", frozenset())
            for who in holding.get("vetoed.possible", frozenset()):
                yield _result(policy, "class", decision.id, who, sure=who in vetoed)

    def _holding(self, decision: Decision) -> Mapping[str, frozenset[str]]:
        """Return by kind of derived fact who it holds of; look again where it may have changed."""
        if self.since is None or decision.needs & self.since:
            asserted, found = self._asserted(), dict[str, set[str]]()
            for one in self.session.findings():
                kind = one.rule.partition("#")[0]
                found.setdefault(kind, set()).add(asserted[one.binding[0]].who)
            self.held = {kind: frozenset(names) for kind, names in found.items()}
            self.since = set()
        return self.held

    def _marked(self) -> tuple[Fact, ...]:
        return tuple(one for one in self._asserted().values() if one.kind == "mark")


_HAS = {
    "class": Text(vi="xếp loại: {}", en="class: {}"),
    "award": Text(vi="được: {}", en="has: {}"),
    "fallen": Text(vi="xét xuống mức: {}", en="considered for: {}"),
}


def _result(policy: Policy, what: str, name: str, who: str, *, sure: bool) -> Fact:
    """Return that a class or an award was decided, for the decisions that look at it."""
    title = policy.title(name)
    says = Text.each(lambda lang: _HAS[what].in_(lang).format(title.in_(lang)))
    return mark(who, what, name, says, sure=sure)


def _subjects(decision: Decision, policy: Policy, standings: Standings) -> Iterator[str]:
    if isinstance(decision.rule, AwardRule) and decision.rule.to_people:
        proposed = (policy.year.proposed or {}).get(decision.id, ())
        return (one.id for one in policy.year.people if one.id in proposed)
    return (result.card.unit for result in standings)


def _conflicts(policy: Policy, seats: Seats) -> Iterator[Conflict]:
    for one in policy.awards:
        registered = (policy.year.registered or {}).get(one.id, ())
        if one.quota is None or one.to_people or not registered or one.quota.within is not None:
            continue
        most = seats.most(one)
        if most is not None and len(registered) > most:
            yield Conflict(one.id, registered, most)
