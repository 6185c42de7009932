"""The places of every decision: its quota worked out on its base, and the candidates in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from attrs import field, frozen

from covenant_rules.awards.decisions import Decision
from covenant_rules.awards.facts import Fact
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
from covenant_rules.policy import Amount, AwardRule, ClassRule, Order, Policy, Quota
from covenant_rules.standing import Standings
from covenant_rules.text import Text

WHOLE = ""  # the only part of a quota that is not divided; of one by groups, those of no group
LOST = "lost"
STATED = ("units", "ranked", "number", "registered", "group")  # bases that no decision changes
Ends = tuple[int, int]  # at least and at most
LAST = Interval.of(-(10**9), -(10**9))
_MEETS = Text(vi="đủ điều kiện, không có hạn mức", en="meets the conditions; there is no quota")
_MAY = Text(vi="điều kiện chưa xác định hết", en="the conditions are not all decided")
_ALL = Text(vi="cần đủ số liệu", en="all evidence is needed")


@frozen
class Seats:
    """Decides who of the candidates has a place.

    Attributes:
        before: the members of each class as they would be without quotas; under `class?` who may be.
        unused: the places that others left to each award: how the other's quota was divided, and for
            each of its parts at least and at most how many.
    """

    policy: Policy
    standings: Standings
    units: Mapping[str, str]
    before: Mapping[str, frozenset[str]] = field(factory=dict)
    unused: dict[str, list[tuple[str, Mapping[str, Ends]]]] = field(factory=dict)

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
        quota = decision.rule.quota if cut else None
        if quota is None:
            return tuple(
                Placed(one, State.GIVEN, _MEETS, _MEETS) if one in sure
                else Placed(one, State.OPEN, _MAY, _ALL)
                for one in self.units if one in possible
            )  # fmt: skip
        found: list[Placed] = []
        left: dict[str, Ends] = {}
        for part, names in self._parts(decision, quota).items():
            candidates = [
                Candidate(one, one in sure, self._key(decision, quota, one))
                for one in names
                if one in possible
            ]
            low, high = self._places(decision, quota, part, candidates, marks)
            placed = select(candidates, low, high, quota.ties)
            found += placed
            left[part] = _left(low, high, placed)
        if quota.unused != LOST:
            self.unused.setdefault(quota.unused, []).append((_division(quota), left))
        return tuple(found)

    def most(self, rule: AwardRule) -> int | None:
        """Return the most places that an award has, where no decision has to be known for it."""
        quota = rule.quota
        if quota is None or quota.amount is None:
            return None
        if quota.amount.number is None and (quota.base is None or quota.base.kind not in STATED):
            return None
        amount = self._raised(rule.id) or quota.amount
        return places_of(amount, lambda: self._whole(quota, WHOLE, (), ()), quota)[1]

    def _parts(self, decision: Decision, quota: Quota) -> Mapping[str, Iterable[str]]:
        """Return all whom the decision is about by the part of its quota, candidates or not."""
        people = isinstance(decision.rule, AwardRule) and decision.rule.to_people
        about = (name for name, unit in self.units.items() if (name != unit) == people)
        undivided = {WHOLE: ()} if _division(quota) == WHOLE else {}
        return {**undivided, **split(about, partial(self._part, quota))}

    def _part(self, quota: Quota, who: str) -> str:
        """Return the part of a quota that somebody belongs to, people by themselves or by their unit."""
        division = _division(quota)
        if division == "unit":
            return self.units[who]
        groups = self.policy.year.groups if division == "group" else {}
        by = (who, self.units[who])
        return next((name for one in by for name, them in groups.items() if one in them), WHOLE)

    def _raised(self, name: str) -> Amount | None:
        raised = (one.amount for one in self.policy.year.raised if one.quota == name)
        return next(raised, None)

    def _places(
        self, decision: Decision, quota: Quota, part: str, candidates: Sequence[Candidate],
        marks: Sequence[Fact],
    ) -> Ends:  # fmt: skip
        if quota.by_class:
            classes = [m for m in marks if m.of["what"] == "class" and m.who == part]
            amounts = [quota.by_class[str(one.of["name"])] for one in classes]
            ends = [] if any(one.of["sure"] for one in classes) else [(0, 0)]  # it may have none
        else:
            amount = self._raised(decision.id) or quota.amount
            assert amount is not None
            amounts, ends = [amount], []
        whole = partial(self._whole, quota, part, candidates, marks)
        for amount in amounts:
            if quota.base is not None and quota.base.after and isinstance(decision.rule, ClassRule):
                ends.append(self._settled(decision.rule, amount, quota, candidates, part))
            else:
                ends.append(places_of(amount, whole, quota))
        low, high = self._inherited(decision.id, quota, part)
        return min(e[0] for e in ends) + low, max(e[1] for e in ends) + high

    def _inherited(self, name: str, quota: Quota, part: str) -> Ends:
        """Return the places that others left to a part of a quota.

        A quota that is divided as theirs was inherits part by part; places that were left to no part of
        its own may be anybody's.
        """
        low = high = 0
        own = _division(quota)
        for division, left in self.unused.get(name, ()):
            ends = [left.get(part, (0, 0))] if division == own else list(left.values())
            if own in (WHOLE, division):
                low += sum(least for least, _ in ends)
            high += sum(most for _, most in ends)
        return low, high

    def _settled(
        self,
        rule: ClassRule,
        amount: Amount,
        quota: Quota,
        candidates: Sequence[Candidate],
        part: str,
    ) -> Ends:
        """Return how many may be in a class whose base is what is left after the cut.

        Whoever is cut joins the class below and makes the base larger: the most is taken for which
        the limit still holds.
        """
        assert quota.base is not None
        names = quota.base.names

        def fitting(suffixes: tuple[str, ...]) -> int:
            others = [name for name in names if name != rule.id]
            other = sum(
                len(self._of_class(n + end, quota, part)) for n in others for end in suffixes
            )

            def places(taken: int) -> int:
                joined = len(candidates) - taken if rule.otherwise in names else 0
                count = other + joined + (taken if rule.id in names else 0)
                return places_of(amount, lambda: Whole(count, count), quota)[0]

            return largest(len(candidates), places)

        certain = all(one.sure for one in candidates)
        return (fitting(("",)) if certain else 0), fitting(("", "?"))

    def _of_class(self, name: str, quota: Quota, part: str) -> frozenset[str]:
        return self._inside(self.before.get(name, frozenset()), quota, part)

    def _inside(self, names: Iterable[str], quota: Quota, part: str) -> frozenset[str]:
        """Return those of *names* who belong to a part of a quota."""
        return frozenset(name for name in names if self._part(quota, name) == part)

    def _whole(
        self, quota: Quota, part: str, candidates: Sequence[Candidate], marks: Sequence[Fact]
    ) -> Whole:
        """Return how many a percentage is taken of."""
        base = quota.base
        assert base is not None
        units = [result.card.unit for result in self.standings]
        year = self.policy.year
        match base.kind:
            case "number":
                return Whole(base.number, base.number)
            case "candidates":
                return Whole(sum(1 for one in candidates if one.sure), len(candidates))
            case "staff":
                count = sum(n for unit, n in year.staff.items() if self._part(quota, unit) == part)
                return Whole(count, count)
            case "class" if not base.after:
                sure = {n for name in base.names for n in self._of_class(name, quota, part)}
                may = {n for name in base.names for n in self._of_class(f"{name}?", quota, part)}
                return Whole(len(sure), len(sure | may))
            case "class" | "award" as what:
                found = [m for m in marks if m.of["what"] == what and m.of["name"] in base.names]
                known = self._inside((m.who for m in found if m.of["sure"]), quota, part)
                return Whole(len(known), len(self._inside((m.who for m in found), quota, part)))
        names = {
            "units": units,
            "ranked": [r.card.unit for r in self.standings if r.standing.best is not None],
            "people": [one.id for one in year.people],
            "group": [n for name in base.names for n in year.groups.get(name, ())],
            "registered": [n for name in base.names for n in (year.registered or {}).get(name, ())],
        }[base.kind]
        count = len(self._inside(names, quota, part))
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
                    return Interval(None, None)
                return Interval.of(*2 * (count.votes.get(who, 0),))
        result = self.standings[self.units[who]]
        if quota.order is Order.POINTS:
            return result.card.total if self.policy.rounded else result.card.exact
        # Who moves up for an award passes nobody who is still there: the order is that of the standings.
        best, worst = result.standing.best, result.standing.worst
        return LAST if best is None or worst is None else Interval.of(-worst, -best)


def _division(quota: Quota) -> str:
    """Return what each part of a quota is for; an amount by class is for each unit, which has a class."""
    return "unit" if quota.by_class else quota.within or WHOLE


def _left(low: int, high: int, placed: Sequence[Placed]) -> Ends:
    """Return how many places a part of a quota surely, and at most, leaves over."""
    given = sum(1 for one in placed if one.state is State.GIVEN)
    taken = given + sum(1 for one in placed if one.state is State.OPEN)
    return max(0, low - taken), max(0, high - given)
