"""The places of every decision: its quota worked out on its base, and the candidates in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from attrs import field, frozen

from covenant_rules.awards.decisions import Decision
from covenant_rules.awards.facts import Fact
from covenant_rules.awards.places import places
from covenant_rules.awards.quota import (
    Candidate,
    Placed,
    State,
    Whole,
    largest,
    places_of,
    select,
    split,
)
from covenant_rules.interval import Interval
from covenant_rules.policy import Amount, AwardRule, Base, ClassRule, Order, Policy, Quota
from covenant_rules.standing import Standings
from covenant_rules.text import Text

EVERYBODY = ""
LOST = "lost"
STATED = ("units", "ranked", "number", "registered", "group")  # bases that no decision changes
LAST = Interval.of(-(10**9), -(10**9))
_MEETS = Text(vi="đủ điều kiện, không có hạn mức", en="meets the conditions; there is no quota")
_MAY = Text(vi="điều kiện chưa xác định hết", en="the conditions are not all decided")
_ALL = Text(vi="cần đủ số liệu", en="all evidence is needed")


@frozen
class Seats:
    """Decides who of the candidates has a place.

    Attributes:
        before: the members of each class as they would be without quotas; under `class?` who may be.
        unused: the places that other awards left to each award, at least and at most.
        ranks: the places by unit for every award, the greater the earlier, once they were asked for.
    """

    policy: Policy
    standings: Standings
    units: Mapping[str, str]
    before: Mapping[str, frozenset[str]] = field(factory=dict)
    unused: dict[str, tuple[int, int]] = field(factory=dict)
    ranks: dict[str, Mapping[str, Interval]] = field(factory=dict)

    @classmethod
    def of(cls, policy: Policy, standings: Standings) -> Seats:
        """Return the seats of a bloc-year before anything is decided."""
        units = {result.card.unit: result.card.unit for result in standings}
        units |= {person.id: person.unit for person in policy.year.people}
        return cls(policy, standings, units)

    def place(
        self, decision: Decision, sure: frozenset[str], possible: frozenset[str],
        marks: Sequence[Fact], *, cut: bool,
    ) -> tuple[Placed, ...]:  # fmt: skip
        """Return what becomes of everybody who meets the conditions, or may."""
        who = [name for name in self.units if name in possible]
        quota = decision.rule.quota if cut else None
        if quota is None:
            return tuple(
                Placed(one, State.GIVEN, _MEETS, _MEETS) if one in sure
                else Placed(one, State.OPEN, _MAY, _ALL)
                for one in who
            )  # fmt: skip
        found: list[Placed] = []
        left = self.unused.get(quota.unused, (0, 0))
        for part, names in split(who, partial(self._part, quota)).items():
            candidates = [
                Candidate(one, one in sure, self._key(decision, quota, one)) for one in names
            ]
            low, high = self._places(decision, quota, part, candidates, marks)
            placed = select(candidates, low, high, quota.ties)
            found += placed
            left = _with_left(left, low, high, placed)
        if not who and quota.within is None:
            left = _with_left(left, *self._places(decision, quota, EVERYBODY, [], marks), ())
        if quota.unused != LOST:
            self.unused[quota.unused] = left
        return tuple(found)

    def most(self, rule: AwardRule) -> int | None:
        """Return the most places that an award has, where no decision has to be known for it."""
        quota = rule.quota
        if quota is None or quota.amount is None:
            return None
        base = quota.base or Base("units")
        if quota.amount.number is None and base.kind not in STATED:
            return None
        amount = self._raised(rule.id) or quota.amount
        return places_of(amount, lambda: self._whole(base, EVERYBODY, (), ()), quota)[1]

    def _part(self, quota: Quota, who: str) -> str:
        if quota.within == "unit" or (quota.by_class and quota.within is None):
            return self.units[who]
        if quota.within == "group":
            groups = self.policy.year.groups
            named = (name for name, members in groups.items() if who in members)
            return next(
                named, next((n for n, m in groups.items() if self.units[who] in m), EVERYBODY)
            )
        return EVERYBODY

    def _raised(self, name: str) -> Amount | None:
        raised = (one.amount for one in self.policy.year.raised if one.quota == name)
        return next(raised, None)

    def _places(
        self, decision: Decision, quota: Quota, part: str, candidates: Sequence[Candidate],
        marks: Sequence[Fact],
    ) -> tuple[int, int]:  # fmt: skip
        least, most = self.unused.get(decision.id, (0, 0))
        amounts = [self._raised(decision.id) or quota.amount]
        if quota.by_class:
            amounts = [quota.by_class[name] for name in self._classes(part, marks)]
        base = quota.base or Base("candidates")
        ends = []
        for amount in amounts:
            if amount is None:
                continue
            if base.after and isinstance(decision.rule, ClassRule):
                ends.append(self._settled(decision.rule, amount, quota, base, candidates, part))
                continue
            whole = partial(self._whole, base, part, candidates, marks)
            ends.append(places_of(amount, whole, quota))
        if not ends:
            return least, most
        return min(low for low, _ in ends) + least, max(high for _, high in ends) + most

    def _settled(
        self, rule: ClassRule, amount: Amount, quota: Quota, base: Base,
        candidates: Sequence[Candidate], part: str,
    ) -> tuple[int, int]:  # fmt: skip
        """Return how many may be in a class whose base is what is left after the cut.

        Whoever is cut joins the class below and makes the base larger: the most is taken for which
        the limit still holds.
        """

        def fitting(suffixes: tuple[str, ...]) -> int:
            others = [name for name in base.names if name != rule.id]
            other = sum(len(self._of_class(n + end, part)) for n in others for end in suffixes)

            def places(taken: int) -> int:
                joined = len(candidates) - taken if rule.otherwise in base.names else 0
                count = other + joined + (taken if rule.id in base.names else 0)
                return places_of(amount, lambda: Whole(count, count), quota)[0]

            return largest(len(candidates), places)

        certain = all(one.sure for one in candidates)
        return (fitting(("",)) if certain else 0), fitting(("", "?"))

    def _of_class(self, name: str, part: str) -> frozenset[str]:
        return self._inside(self.before.get(name, frozenset()), part)

    def _inside(self, names: Iterable[str], part: str) -> frozenset[str]:
        groups = self.policy.year.groups
        if part == EVERYBODY:
            return frozenset(names)
        return frozenset(n for n in names if n in groups.get(part, ()) or self.units.get(n) == part)

    def _classes(self, unit: str, marks: Sequence[Fact]) -> list[str]:
        """Return the classes that a unit has, or may have."""
        return [
            str(one.of["name"]) for one in marks if one.of["what"] == "class" and one.who == unit
        ]

    def _whole(
        self, base: Base, part: str, candidates: Sequence[Candidate], marks: Sequence[Fact]
    ) -> Whole:
        """Return how many a percentage is taken of."""
        units = [result.card.unit for result in self.standings]
        year = self.policy.year
        match base.kind:
            case "number":
                return Whole(base.number, base.number)
            case "candidates":
                return Whole(sum(1 for one in candidates if one.sure), len(candidates))
            case "staff":
                count = sum(n for unit, n in year.staff.items() if part in (EVERYBODY, unit))
                return Whole(count, count)
            case "class" if not base.after and self.before:
                sure = [n for name in base.names for n in self._of_class(name, part)]
                may = [n for name in base.names for n in self._of_class(f"{name}?", part)]
                return Whole(len(sure), len(sure) + len(may))
            case "class" | "award" as what:
                found = [m for m in marks if m.of["what"] == what and m.of["name"] in base.names]
                sure = [m.who for m in found if m.of["sure"]]
                return Whole(
                    len(self._inside(sure, part)), len(self._inside((m.who for m in found), part))
                )
        names = {
            "units": units,
            "ranked": [r.card.unit for r in self.standings if r.standing.best is not None],
            "people": [one.id for one in year.people],
            "group": [n for name in base.names for n in year.groups.get(name, ())],
            "registered": [n for name in base.names for n in (year.registered or {}).get(name, ())],
        }[base.kind]
        count = len(self._inside(names, part))
        return Whole(count, count)

    def _key(self, decision: Decision, quota: Quota, who: str) -> Interval:
        """Return what decides the order of *who*; the greater the earlier."""
        match quota.order:
            case Order.LISTED:
                year = self.policy.year
                named = (year.proposed or {}).get(decision.id) or (year.registered or {}).get(
                    decision.id
                )
                listed = list(named or self.units)
                return Interval.of(*2 * (-listed.index(who),)) if who in listed else LAST
            case Order.VOTES:
                count = next((c for c in self.policy.year.counts if c.ballot == quota.ballot), None)
                if count is None:
                    return Interval.of(0, self.policy.ballot[str(quota.ballot)].members)
                return Interval.of(*2 * (count.votes.get(who, 0),))
        unit = self.units[who]
        if quota.order is Order.POINTS:
            card = self.standings[unit].card
            return card.total if self.policy.rounded else card.exact
        award = decision.id if decision.sort == "award" else ""
        if award not in self.ranks:
            found = places(self.policy, self.standings, award)
            self.ranks[award] = {p.unit: Interval.of(-p.worst, -p.best) for p in found}
        return self.ranks[award].get(unit, LAST)


def _with_left(
    left: tuple[int, int], low: int, high: int, placed: Sequence[Placed]
) -> tuple[int, int]:
    """Return *left* with the places that this part of a quota surely, and at most, leaves over."""
    given = sum(1 for one in placed if one.state is State.GIVEN)
    taken = given + sum(1 for one in placed if one.state is State.OPEN)
    return left[0] + max(0, low - taken), left[1] + max(0, high - given)
