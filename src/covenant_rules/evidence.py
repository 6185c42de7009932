"""Evidence: what a report, a registration and the bloc say of every symbol of a covenant's formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from attrs import frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Covenant, Dates, Line, Unknown
from covenant_rules.formula.tree import Symbol
from covenant_rules.interval import Interval, maximum, minimum
from covenant_rules.registration import FACT_LIMITS, Registration, facts
from covenant_rules.report import Report
from covenant_rules.switches import Role, at_period, role_of

ON, OFF = Interval.of(1, 1), Interval.of(0, 0)

Aggregates = dict[tuple[str, str], Interval]


@frozen
class Evidence:
    """Everything from which the symbols of one unit take their values.

    *aggregates* remembers what was computed over the whole bloc, for the units that follow.
    """

    bloc: Bloc
    registration: Registration
    report: Report
    reports: Mapping[str, Report]
    facts: Mapping[str, Fraction]
    aggregates: Aggregates

    def of_measure(self, measure: str) -> Interval | None:
        """Return the value of a measure, or None where it is missing or was rejected."""
        value = self.facts.get(measure.partition("@")[0])  # a fact holds in every period
        if value is None:
            value = self._reported(self.report, measure)
        if value is None and self.registration.merged_from:
            value = self._merged(measure)
        return None if value is None else Interval.point(value)

    def _reported(self, report: Report | None, measure: str) -> Fraction | None:
        if report is None or measure in report.invalid:
            return None
        return report.values.get(measure)

    def _merged(self, measure: str) -> Fraction | None:
        """Put together what the merged units reported, in the way that the measure declares."""
        parts = [
            self._reported(self.reports.get(u), measure) for u in self.registration.merged_from
        ]
        declared = self.bloc.covenant.measures.get(measure.partition("@")[0])
        known = [value for value in parts if value is not None]
        if declared is None or declared.merge is None or len(known) < len(parts):
            return None
        return _MERGE[declared.merge](known)

    def of_bloc(self, aggregate: str, measure: str) -> Interval:
        """Return an aggregate of a measure over all units of the bloc, an interval while some lack it."""
        key = (aggregate, measure)
        if key not in self.aggregates:
            declared = self.bloc.covenant.measures.get(measure.partition("@")[0])
            limits = FACT_LIMITS if declared is None else declared.quantity.range
            found = []
            for other in self.bloc.registrations:
                report = self.reports.get(other.unit, Report(other.unit, self.report.stage))
                own = evidence_of(self.bloc, other, report, self.reports, self.aggregates)
                found.append(own.of_measure(measure) or limits)
            self.aggregates[key] = _AGGREGATE[aggregate](found)
        return self.aggregates[key]


def evidence_of(
    bloc: Bloc,
    registration: Registration,
    report: Report,
    reports: Mapping[str, Report],
    aggregates: Aggregates,
) -> Evidence:
    """Return the evidence of one unit; *aggregates* is shared between the units of a bloc."""
    known = facts(bloc.covenant, registration)
    return Evidence(bloc, registration, report, reports, known, aggregates)


def _mean_value(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


_MERGE: Mapping[str, Callable[[list[Fraction]], Fraction]] = MappingProxyType(
    {
        "sum": lambda values: sum(values, Fraction(0)),
        "mean": _mean_value,
        "maximum": max,
        "minimum": min,
    }
)


def _sum(values: Iterable[Interval]) -> Interval:
    total = OFF
    for value in values:
        total = total + value
    return total


_AGGREGATE: Mapping[str, Callable[[list[Interval]], Interval]] = MappingProxyType(
    {
        "maximum": maximum,
        "minimum": minimum,
        "sum": _sum,
        "mean": lambda values: _sum(values) * Interval.point(Fraction(1, len(values))),
    }
)
MERGES = tuple(_MERGE)
AGGREGATES = tuple(_AGGREGATE)


def known_values(
    covenant: Covenant, symbols: Sequence[Symbol], evidence: Evidence
) -> dict[str, Interval]:
    """Return the value of every symbol of one unit, or the range that it may still take."""
    lines = {line.id: line for line in covenant.lines}
    found: dict[str, Interval] = {}
    for symbol in symbols:
        value = _value(symbol, evidence, covenant, lines)
        found[symbol.name] = symbol.quantity.range if value is None else value
    return found


def _value(
    symbol: Symbol, evidence: Evidence, covenant: Covenant, lines: Mapping[str, Line]
) -> Interval | None:
    registration, report = evidence.registration, evidence.report
    role, key = role_of(symbol.name)
    match role:
        case None:
            return evidence.of_measure(key[0])
        case Role.TARGET:
            target = registration.targets.get((key[0], key[1]))
            return None if target is None else Interval.point(target)
        case Role.APPLIES:
            return OFF if key[0] in report.not_applicable else ON
        case Role.IN_FORCE:
            return ON if in_force(lines[key[0]].valid, registration, covenant) else OFF
        case Role.WAIVED:
            return ON if key[0] in report.waivers else OFF
        case Role.ABSENT:
            return ON if counts_nothing(lines[key[0]], evidence, covenant) else OFF
        case Role.STATED:
            return Interval.point(report.stated[key[0]])
        case Role.BLOC:
            return evidence.of_bloc(key[0], key[1])
        case Role.SLOT:
            return None


def in_force(valid: Dates, registration: Registration, covenant: Covenant) -> bool:
    """Say whether a line counts for a unit; a merged unit lived through the whole year."""
    lived = covenant.year if registration.merged_from else registration.active
    return valid.meets(covenant.year) and valid.meets(lived)


def measures_of(line: Line, covenant: Covenant) -> list[str]:
    """Return the measures that *line* needs, in every period."""
    return [at_period(measure, p) for p in covenant.period_ids for measure in line.measures]


def unknowns(line: Line, evidence: Evidence, covenant: Covenant) -> set[Unknown]:
    """Return the treatments that the missing and the rejected evidence of *line* call for."""
    found: set[Unknown] = set()
    for measure in measures_of(line, covenant):
        if evidence.of_measure(measure) is not None:
            continue
        rejected = measure in evidence.report.invalid
        found.add((line.when_invalid if rejected else None) or line.when_missing)
    return found


def counts_nothing(line: Line, evidence: Evidence, covenant: Covenant) -> bool:
    """Say whether missing or rejected evidence makes *line* give and take nothing."""
    return Unknown.ZERO in unknowns(line, evidence, covenant)
