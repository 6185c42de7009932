"""A live bloc-year: reports, corrections, violations and ballots arrive, and the conclusions follow.

One session stays open: each update exchanges only the facts that changed. What an update began and
ended is told with its reasons, and equals what a fresh start would conclude.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import TracebackType
from typing import Self

from attrs import define, evolve, frozen

from covenant_rules.awards.conclude import Concluder, Conclusions
from covenant_rules.awards.quota import State
from covenant_rules.awards.why import Verdict
from covenant_rules.bench import changed
from covenant_rules.bloc import Bloc
from covenant_rules.conditions import ANY, Marked, inside
from covenant_rules.diagnostics import Diagnostic, diagnostic, did_you_mean
from covenant_rules.errors import CovenantError, ReportError
from covenant_rules.policy import Count, Policy, Said, Year
from covenant_rules.report import Report
from covenant_rules.standing import Standing, choose_stage, score
from covenant_rules.switches import at_period
from covenant_rules.text import Text

_SORT = Text(vi="loại vi phạm", en="kind of violation")
_BALLOT = Text(vi="cuộc bỏ phiếu", en="ballot")
_AWARD = Text(vi="danh hiệu, hình thức khen", en="award")


@frozen
class Move:
    """A unit whose place changed."""

    before: Standing
    after: Standing


@frozen
class Update:
    """What one arrival changed.

    Attributes:
        began: what is given now and was not, each with the facts that it rests on.
        ceased: what was given and is not any more, each with what stands in its way now.
        opened: what is not decided now and was, given or refused.
        moves: the units whose place changed.
    """

    began: tuple[Verdict, ...]
    ceased: tuple[Verdict, ...]
    opened: tuple[Verdict, ...]
    moves: tuple[Move, ...]


@define
class Watch:
    """Follows a bloc-year; use it as a context manager, or close it.

    Example:
        >>> from covenant_rules import Watch  # doctest: +SKIP
        >>> with Watch(bloc) as watch:
        ...     update = watch.correct("cong-an-tinh", "enlistment", "99.5")
    """

    bloc: Bloc
    stage: str
    conclusions: Conclusions
    _concluder: Concluder
    _policy: Policy
    _ended: bool

    def __init__(self, bloc: Bloc, stage: str | None = None) -> None:
        """Conclude what is known of *bloc* at *stage*.

        Raises:
            ReportError: the bloc has no policy of awards, or the stage is not clear.
        """
        if bloc.awards is None:
            raise ReportError(diagnostic("E895"))
        self.bloc, self._policy, self._ended = bloc, bloc.awards, False
        self.stage = choose_stage(bloc, stage)
        standings = score(bloc, stage=self.stage)
        self._concluder = Concluder.of(self._policy, standings)
        self.conclusions = self._concluder.settle(self._policy, standings)

    def report(self, report: Report) -> Update:
        """Take the report of a unit at this stage; it replaces an earlier one of the unit.

        Raises:
            ReportError: no such unit, another stage, or a measure that the sheet does not have.
        """
        self._known(report.unit)
        if report.stage != self.stage:
            raise ReportError(
                diagnostic("E541", stage=report.stage, stages=self.stage, suggestion=self.stage)
            )
        for name, value in report.values.items():
            self._measured(name, value)
        others = tuple(
            one for one in self.bloc.reports if (one.unit, one.stage) != (report.unit, self.stage)
        )
        return self._take(evolve(self.bloc, reports=(*others, report)), self._policy)

    def correct(self, unit: str, measure: str, value: str | int | Fraction) -> Update:
        """Take another value for one measure of one unit.

        Raises:
            ReportError: no such unit or measure.
            NumberError: the value is not one that the measure may have.
        """
        self._known(unit)
        exact = self._measured(measure, value)
        if unit not in self.bloc.at(self.stage):
            return self.report(Report(unit, self.stage, {measure: exact}))
        return self._take(changed(self.bloc, unit, self.stage, measure, exact), self._policy)

    def violation(self, who: str, kind: str, note: str = "", source: str = "") -> Update:
        """Take a violation of a unit or person.

        Raises:
            ReportError: nobody of that name, or a kind that the policy never asks for.
        """
        self._known(who)
        kinds = _kinds(self._policy)
        if ANY not in kinds and kind not in kinds:
            raise _unknown(_SORT, kind, sorted(kinds))
        year = self._policy.year
        said = Said(who, kind, note, source)
        return self._year(evolve(year, violations=(*(year.violations or ()), said)))

    def ballot(self, count: Count) -> Update:
        """Take the result of a ballot; it replaces an earlier one.

        Raises:
            ReportError: no such ballot or candidate, or counts that cannot be.
        """
        ballots = self._policy.ballot
        if count.ballot not in ballots:
            raise _unknown(_BALLOT, count.ballot, list(ballots))
        for who in (*count.votes, *count.stated):
            self._known(who)
        wrong = [
            diagnostic("E883", value=value, most=most)
            for _, value, most in ballots[count.ballot].impossible(count)
        ]
        if wrong:
            raise ReportError(wrong)
        year = self._policy.year
        others = tuple(one for one in year.counts if one.ballot != count.ballot)
        return self._year(evolve(year, counts=(*others, count)))

    def disqualify(self, who: str, because: str, source: str = "") -> Update:
        """Take that a unit or person loses every award of the year.

        Raises:
            ReportError: nobody of that name, or the policy does not say who moves up.
        """
        self._known(who)
        if self._policy.disqualification_moves is None:
            raise ReportError(diagnostic("E896", missing="disqualification"))
        year = self._policy.year
        said = Said(who, "all", because, source)
        return self._year(evolve(year, disqualified=(*year.disqualified, said)))

    def withdraw(self, who: str, award: str, because: str) -> Update:
        """Take that a unit or person withdraws from an award; it keeps its points and its rank.

        Raises:
            ReportError: nobody or nothing of that name, or the policy does not say who moves up.
        """
        self._known(who)
        awards = [one.id for one in self._policy.awards]
        if award not in awards:
            raise _unknown(_AWARD, award, awards)
        if self._policy.withdrawal_moves is None:
            raise ReportError(diagnostic("E896", missing="withdrawal"))
        year = self._policy.year
        return self._year(evolve(year, withdrawn=(*year.withdrawn, Said(who, award, because))))

    def close(self) -> None:
        """End the session: what was concluded stays, and nothing more is taken."""
        self._ended = True
        self._concluder.session.close()

    def __enter__(self) -> Self:
        """Return the watch, closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the session."""
        self.close()

    def _known(self, who: str) -> None:
        units = [one.unit for one in self.bloc.registrations]
        names = [*units, *(person.id for person in self._policy.year.people)]
        if who not in names:
            near = did_you_mean(who, names)
            raise ReportError(diagnostic("E871", unit=who, units=", ".join(names), suggestion=near))

    def _measured(self, name: str, value: str | int | Fraction) -> Fraction:
        """Return the exact value of a measure, checked as the loader of reports would."""
        covenant = self.bloc.covenant
        quantities = {
            at_period(known, period): measure.quantity
            for period in covenant.period_ids
            for known, measure in covenant.measures.items()
        }
        if name not in quantities:
            near = did_you_mean(name, quantities)
            raise ReportError(diagnostic("E513", measure=name[:80], suggestion=near))
        return quantities[name].accept(value)

    def _year(self, year: Year) -> Update:
        return self._take(self.bloc, evolve(self._policy, year=year))

    def _take(self, bloc: Bloc, policy: Policy) -> Update:
        """Conclude again; nothing changes if that fails."""
        before, standings = self.conclusions, score(evolve(bloc, awards=policy), stage=self.stage)
        try:
            now = self._concluder.settle(policy, standings)
        except CovenantError:
            if not self._ended:
                self._begin_again()
            raise
        self.bloc, self._policy, self.conclusions = standings.bloc, policy, now
        return _update(before, now)

    def _begin_again(self) -> None:
        """Open a session anew; the next arrival fills it with all that is known by then."""
        self._concluder.session.close()
        self._concluder = Concluder.of(self._policy, self.conclusions.standings)


def _update(before: Conclusions, now: Conclusions) -> Update:
    old = {(one.sort, one.name, one.who): one.state for one in before.verdicts}

    def was(one: Verdict) -> State:
        return old[one.sort, one.name, one.who]

    def changed_to(state: State) -> Iterator[Verdict]:
        return (one for one in now.verdicts if one.state is state and was(one) is not state)

    ceased = (
        one for one in now.verdicts if one.state is not State.GIVEN and was(one) is State.GIVEN
    )
    places = {result.card.unit: result.standing for result in before.standings}
    moves = (
        Move(places[r.card.unit], r.standing) for r in now.standings
        if (r.standing.rank, r.standing.best, r.standing.worst)
        != (places[r.card.unit].rank, places[r.card.unit].best, places[r.card.unit].worst)
    )  # fmt: skip
    began, opened = changed_to(State.GIVEN), changed_to(State.OPEN)
    return Update(tuple(began), tuple(ceased), tuple(opened), tuple(moves))


def _kinds(policy: Policy) -> frozenset[str]:
    """Return the kinds of violations that some condition asks for."""
    return frozenset(
        name
        for part in policy.ruled
        for condition in part.when
        for one in inside(condition)
        if isinstance(one, Marked) and one.what == "violation"
        for name in one.names
    )


def _unknown(what: Text, name: str, known: list[str]) -> ReportError:
    near = did_you_mean(name, known)
    names = ", ".join(known) or "—"
    found: Diagnostic = diagnostic("E870", what=what, name=name, names=names, suggestion=near)
    return ReportError(found)
