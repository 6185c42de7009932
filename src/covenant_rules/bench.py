"""The bench: the evidence of one unit at one stage, ready to be moved piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import floor

from attrs import evolve, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Source
from covenant_rules.formula.direction import Direction, direction
from covenant_rules.formula.tree import Constant, Node, Symbol, substitute, symbols
from covenant_rules.interval import Interval
from covenant_rules.levers import Lever, Unproved, common_grain, count_first, reduced
from covenant_rules.registration import Registration, fill
from covenant_rules.report import Report
from covenant_rules.scoring import Compiled, compiled_for
from covenant_rules.sector import Measure
from covenant_rules.switches import Role, at_period, role_of


@frozen
class Bench:
    """One unit at one stage, its evidence ready to be moved."""

    bloc: Bloc
    registration: Registration
    report: Report
    compiled: Compiled
    known: Mapping[str, Interval]

    @classmethod
    def of(cls, bloc: Bloc, unit: str, stage: str) -> Bench:
        """Return the bench of a registered unit."""
        registration = next(r for r in bloc.registrations if r.unit == unit)
        report = bloc.at(stage).get(unit, Report(unit, stage))
        compiled, known = compiled_for(bloc, registration, report, frozenset(report.stated))
        return cls(bloc, registration, report, compiled, known)

    @property
    def measures(self) -> list[str]:
        """The measures that the unit reported and nobody rejected, in the order of the sheet."""
        names = [symbol.name for symbol in self.compiled.symbols]
        reported = self.report.values.keys() - self.report.invalid.keys()
        return [name for name in names if name in reported and self._declared(name) is not None]

    def _declared(self, measure: str) -> Measure | None:
        return self.compiled.covenant.measures.get(measure.partition("@")[0])

    @property
    def totals(self) -> tuple[Node, Node]:
        """The total before rounding, and as the sheet rounds it."""
        formula = self.compiled.formula
        return formula.sheet.points, formula.total

    def lever(self, measure: str, roots: Sequence[Node]) -> Lever | Unproved | None:
        """Return the lever of *measure* on *roots*, of all of which more is better.

        None where the first of them does not depend on it; a reason where nothing can be proved.
        """
        declared = self._declared(measure)
        if declared is None:
            return None
        values = {k: v.exact for k, v in self.known.items() if v.exact is not None and k != measure}
        alone = tuple(reduced(root, values) for root in roots)
        if measure not in {symbol.name for symbol in symbols(alone[0])}:
            return None
        if {symbol.name for symbol in symbols(*alone)} != {measure}:
            return Unproved.MISSING
        if self._is_compared(measure):
            return Unproved.COMPARED
        if self._is_under_stated(measure):
            return Unproved.STATED
        quantity = declared.quantity
        moves = [direction(root, measure, {measure: quantity.range}) for root in alone]
        if moves[0] is Direction.STEADY:
            return None
        if moves[0] is Direction.UNKNOWN or {*moves} - {moves[0], Direction.STEADY}:
            return Unproved.DIRECTION
        way = Fraction(1 if moves[0] is Direction.RISING else -1)
        value = self.report.values[measure]
        return self._within_limits(Lever(measure, declared.title, quantity, value, way, 0, alone))

    def _within_limits(self, lever: Lever) -> Lever | Unproved:
        """Return *lever* with its grain, and with the steps that no check of a report refuses."""
        sources = list(self._sources(lever.measure))
        direct = [s.quantity for s in sources if isinstance(s.node, Symbol)]
        grain = common_grain([lever.quantity, *direct])
        low, high = lever.quantity.low, lever.quantity.high
        if grain is None or low is None or high is None or (lever.value / grain).denominator != 1:
            return Unproved.GRAIN
        if any(s.quantity.grain is not None for s in sources if not isinstance(s.node, Symbol)):
            return Unproved.GRAIN
        limits = {lever.measure: lever.quantity.range}
        if Direction.UNKNOWN in {direction(s.node, lever.measure, limits) for s in sources}:
            return Unproved.DIRECTION
        lever = evolve(lever, step=lever.step * grain)
        trial = evolve(lever, roots=tuple(source.node for source in sources))

        def allowed(steps: int) -> bool:
            pairs = zip(sources, trial.after(steps), strict=True)
            return all(source.quantity.range.contains(value) for source, value in pairs)

        end = high if lever.step > 0 else low
        most = floor((end - lever.value) / lever.step)
        return evolve(lever, reach=count_first(most, allowed))

    def _sources(self, measure: str) -> Iterator[Source]:
        """Yield the sources that a report with another value of *measure* is checked against."""
        values = self.report.values
        for line in self.compiled.covenant.lines:
            for source in line.sources.values():
                names = [symbol.name for symbol in symbols(source.node)]
                if any(role_of(name)[0] is not None for name in names):
                    continue
                for period in self.compiled.covenant.period_ids:
                    here = {name: at_period(name, period) for name in names}
                    if measure in here.values() and values.keys() >= set(here.values()):
                        given: dict[str, Node] = {
                            old: Symbol(new) if new == measure else Constant(values[new])
                            for old, new in here.items()
                        }
                        yield evolve(source, node=substitute(source.node, given))

    def _is_compared(self, measure: str) -> bool:
        """Say whether the points of other units may move with *measure* of this one."""
        merged = any(self.registration.unit in r.merged_from for r in self.bloc.registrations)
        return merged or measure.partition("@")[0] in self._compared

    @cached_property
    def _compared(self) -> frozenset[str]:
        """The measures of which some unit's sheet takes an aggregate over the bloc."""
        sheets = {id(s): s for s in (fill(self.bloc.covenant, r) for r in self.bloc.registrations)}
        roles = (
            role_of(symbol.name)
            for sheet in sheets.values()
            for line in sheet.lines
            for symbol in symbols(line.formula)
        )
        return frozenset(key[1] for role, key in roles if role is Role.BLOC)

    def _is_under_stated(self, measure: str) -> bool:
        bare, stated = measure.partition("@")[0], self.report.stated
        return any(
            bare in line.measures
            for content in self.compiled.covenant.contents
            for criterion in content.criteria
            if {content.id, criterion.id} & {*stated}
            for line in criterion.lines
        )


def changed(bloc: Bloc, unit: str, stage: str, measure: str, value: Fraction) -> Bloc:
    """Return *bloc* as it would be had the unit reported another value."""
    reports = tuple(
        evolve(report, values={**report.values, measure: value})
        if (report.unit, report.stage) == (unit, stage)
        else report
        for report in bloc.reports
    )
    return evolve(bloc, reports=reports)
