"""`facts:` of `awards.yaml`: what happened in the year, held against the units and the ballots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from covenant_rules.bloc import Bloc
from covenant_rules.diagnostics import did_you_mean
from covenant_rules.policy import (
    Amount,
    Ballot,
    Count,
    Person,
    Quota,
    Raised,
    Said,
    Year,
)
from covenant_rules.spec.awards_shapes import AmountShape, GoneShape, YearShape
from covenant_rules.spec.conditions import Reader
from covenant_rules.spec.quotas import Quotas
from covenant_rules.spec.source import PathKey

ALL = "all"
FACTS = "facts"


@frozen
class Facts:
    """Reads the facts of a year."""

    read: Reader
    bloc: Bloc
    shape: YearShape
    ballots: Mapping[str, Ballot]
    quotas: Mapping[str, Quota | None]

    def year(self) -> Year:
        """Return the facts; whatever names nobody or nothing is among the problems."""
        shape = self.shape
        return Year(
            self._lists("registered", shape.registered, "award"),
            self._violations(),
            self._earlier(),
            self._received(),
            self._lists("groups", shape.groups, None) or {},
            self._staff(),
            self._people(),
            self._lists("proposed", shape.proposed, "award"),
            tuple(self._counts()),
            self._gone("withdrawn", shape.withdrawn),
            self._gone("disqualified", shape.disqualified),
            tuple(self._raised()),
            shape.illustrative,
        )

    @property
    def units(self) -> list[str]:
        """The units of the bloc."""
        return [registration.unit for registration in self.bloc.registrations]

    @property
    def everybody(self) -> list[str]:
        """The units and the people."""
        return [*self.units, *(person.person for person in self.shape.people)]

    def _known(self, who: str, path: PathKey, known: Iterable[str] | None = None) -> None:
        names = self.everybody if known is None else list(known)
        if who not in names:
            near = did_you_mean(who, names)
            self.read.problems.add(
                "E871", path, key=path[-1] == who, unit=who, units=", ".join(names), suggestion=near
            )

    def _lists(
        self, section: str, given: Mapping[str, tuple[str, ...]] | None, sort: str | None
    ) -> dict[str, tuple[str, ...]] | None:
        if given is None:
            return None
        found = {}
        for name, members in given.items():
            here: PathKey = (FACTS, section, name)
            if sort is not None and name not in self.read.names[sort]:
                self.read.unknown(sort, name, self.read.names[sort], here)
            for number, who in enumerate(members):
                self._known(who, (*here, number))
                if who in members[:number]:
                    self.read.problems.add("E885", (*here, number), id=who)
            found[name] = tuple(dict.fromkeys(members))
        return found

    def _violations(self) -> tuple[Said, ...] | None:
        if self.shape.violations is None:
            return None
        asked = {one.name for one in self.read.asked if one.sort == "violation"}
        found = []
        for number, one in enumerate(self.shape.violations):
            here: PathKey = (FACTS, "violations", number)
            self._known(one.unit, (*here, "unit"))
            if "any" not in asked and one.kind not in asked:
                self.read.unknown("violation", one.kind, sorted(asked), (*here, "kind"))
            found.append(Said(one.unit, one.kind, one.note, one.source))
        return tuple(found)

    def _earlier(self) -> tuple[Said, ...] | None:
        if self.shape.earlier is None:
            return None
        first = self.bloc.covenant.year.first
        asked = {one.name for one in self.read.asked if one.sort == "earlier"}
        known = sorted({*asked, *self.read.names["award"]})
        found = []
        for number, one in enumerate(self.shape.earlier):
            here: PathKey = (FACTS, "earlier", number)
            self._known(one.unit, (*here, "unit"))
            if one.award not in known:
                self.read.unknown("award", one.award, known, (*here, "award"))
            if first is not None and not one.year < first.year:
                self.read.problems.add("E888", (*here, "year"), year=one.year, own=first.year)
            found.append(Said(one.unit, one.award, "", one.source, one.year))
        return tuple(found)

    def _received(self) -> dict[tuple[str, str], date] | None:
        if self.shape.reports is None:
            return None
        found = {}
        for report, days in self.shape.reports.items():
            here: PathKey = (FACTS, "reports", report)
            if report not in self.read.names["report"]:
                self.read.unknown("report", report, self.read.names["report"], here)
            for who, day in days.items():
                self._known(who, (*here, who))
                found[report, who] = day
        return found

    def _staff(self) -> dict[str, int]:
        for who in self.shape.staff or {}:
            self._known(who, (FACTS, "staff", who), self.units)
        return dict(self.shape.staff or {})

    def _people(self) -> tuple[Person, ...]:
        found: list[Person] = []
        for number, one in enumerate(self.shape.people):
            here: PathKey = (FACTS, "people", number)
            self._known(one.unit, (*here, "unit"), self.units)
            if one.person in [*self.units, *(person.id for person in found)]:
                self.read.problems.add("E885", (*here, "person"), id=one.person)
            found.append(Person(one.person, one.title, one.unit, one.leader))
        return tuple(found)

    def _gone(self, section: str, given: tuple[GoneShape, ...]) -> tuple[Said, ...]:
        found = []
        for number, one in enumerate(given):
            here: PathKey = (FACTS, section, number)
            self._known(one.unit, (*here, "unit"))
            if one.from_ not in (ALL, *self.read.names["award"]):
                self.read.unknown("award", one.from_, self.read.names["award"], (*here, "from"))
            found.append(Said(one.unit, one.from_, one.because, one.source))
        return tuple(found)

    def _counts(self) -> Iterable[Count]:
        for name, one in (self.shape.ballots or {}).items():
            here: PathKey = (FACTS, "ballots", name)
            if name not in self.read.names["ballot"]:
                self.read.unknown("ballot", name, self.read.names["ballot"], here)
            for who in one.votes or {}:
                self._known(who, (*here, "votes", who))
            for number, who in enumerate(one.stated):
                self._known(who, (*here, "stated", number))
            if (one.votes is None) == (not one.stated) or (one.votes and one.present is None):
                self.read.problems.add("E882", here, key=True)
            count = Count(
                name, one.present or 0, one.written, dict(one.votes or {}), one.stated,
                one.illustrative or self.shape.illustrative, one.source,
            )  # fmt: skip
            if name in self.ballots:
                for place, value, most in self.ballots[name].impossible(count):
                    self.read.problems.add("E883", (*here, *place), value=value, most=most)
            yield count

    def _raised(self) -> Iterable[Raised]:
        for number, one in enumerate(self.shape.exceptions):
            here: PathKey = (FACTS, "exceptions", number)
            given = AmountShape(one.at_most, one.percent)
            amount = Quotas(self.read).amount(given, here)
            if one.quota not in self.quotas:
                self.read.unknown("quota", one.quota, self.quotas, (*here, "quota"))
                continue
            quota = self.quotas[one.quota]
            most = None if quota is None else quota.exception
            if amount is None:
                continue
            if most is None or not _at_most(amount, most):
                self.read.problems.add("E891", (*here, "quota"), quota=one.quota)
            yield Raised(one.quota, amount, one.authority, one.because)


def _at_most(amount: Amount, most: Amount) -> bool:
    if amount.number is not None:
        return most.number is not None and amount.number <= most.number
    return (
        amount.percent is not None and most.percent is not None and amount.percent <= most.percent
    )
