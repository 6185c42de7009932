"""Reports from cells: every cell is taken exactly or refused with its place, nothing is dropped.

Beside measures a report may say, in the column of the measure:
`points:ID` the points of a whole content or criterion, stated and not derived;
`waiver:LINE` that a penalty is lifted, the value naming the authority and the note the reason;
`not_applicable:ID` that a content or criterion does not apply, the note giving the reason;
`invalid:MEASURE` that reported evidence was rejected, the note giving the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import PurePath
from types import MappingProxyType

from attrs import evolve, field, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Covenant, Effect, Line
from covenant_rules.diagnostics import (
    MOST_PROBLEMS,
    Diagnostic,
    Span,
    diagnostic,
    did_you_mean,
    too_many,
)
from covenant_rules.errors import NumberError
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.tree import Symbol, substitute, symbols
from covenant_rules.quantity import POINTS, exact, number_from_text, shortest_decimal
from covenant_rules.registration import FACTS, Registration, fill
from covenant_rules.report import Report, Waiver
from covenant_rules.scoring import limits_of_stated
from covenant_rules.spec.cells import LARGEST_CELL, Cell, plain_value
from covenant_rules.switches import at_period, role_of
from covenant_rules.text import exact_text

STATED, WAIVER, NOT_APPLICABLE, INVALID = "points", "waiver", "not_applicable", "invalid"
MARKS = (STATED, WAIVER, NOT_APPLICABLE, INVALID)
ILLUSTRATIVE = ("minh họa", "illustrative")


@frozen
class _Draft:
    """A report while its cells are gathered, with the place of each of them."""

    values: dict[str, Fraction] = field(factory=dict)
    invalid: dict[str, str] = field(factory=dict)
    stated: dict[str, Fraction] = field(factory=dict)
    waivers: dict[str, Waiver] = field(factory=dict)
    not_applicable: dict[str, str] = field(factory=dict)
    notes: dict[str, str] = field(factory=dict)
    places: dict[str, Span] = field(factory=dict)


def reports(cells: Iterable[Cell], bloc: Bloc, problems: list[Diagnostic]) -> tuple[Report, ...]:
    """Return the reports that *cells* make up for the units of *bloc*; problems are added."""
    reader, before = _Reader(bloc, problems), len(problems)
    for cell in cells:
        reader.take(cell)
        if len(problems) - before > MOST_PROBLEMS:
            problems[before + MOST_PROBLEMS :] = [too_many(cell.at)]
            return ()
    found = []
    for (unit, stage), draft in reader.drafts.items():
        report = Report(
            unit,
            stage,
            MappingProxyType(draft.values),
            MappingProxyType(draft.invalid),
            MappingProxyType(draft.stated),
            MappingProxyType(draft.waivers),
            MappingProxyType(draft.not_applicable),
            MappingProxyType(draft.notes),
            MappingProxyType({name: _place(span) for name, span in draft.places.items()}),
        )
        found.append(report)
        reader.check(report, draft)
    complete = evolve(bloc, reports=tuple(found))
    for report in found:
        reader.check_stated(complete, report)
    return complete.reports


def _place(span: Span) -> str:
    """Return where a figure stands, as a reader looks it up: the file's own name and the line or cell."""
    return f"{PurePath(span.file).name}:{span.within if span.sheet else span.line}"


class _Reader:
    """Takes cells one by one, knowing what each unit may report."""

    def __init__(self, bloc: Bloc, problems: list[Diagnostic]) -> None:
        self.bloc = bloc
        self.problems = problems
        self.drafts: dict[tuple[str, str], _Draft] = {}
        self.registrations = {r.unit: r for r in bloc.registrations}
        self.filled = {unit: fill(bloc.covenant, r) for unit, r in self.registrations.items()}
        merged = {old: r.unit for r in bloc.registrations for old in r.merged_from}
        self.units = {**{unit: unit for unit in self.registrations}, **merged}
        self.measures = {
            at_period(name, period): measure.quantity
            for period in bloc.covenant.period_ids
            for name, measure in bloc.covenant.measures.items()
        }

    def take(self, cell: Cell) -> None:
        """Take one cell into the report of its unit and stage, or add why it cannot be taken."""
        if cell.unit not in self.units:
            near = did_you_mean(cell.unit, self.units)
            units = ", ".join(self.units)
            self._problem("E510", cell.who, unit=cell.unit[:80], units=units[:400], suggestion=near)
            return
        if isinstance(cell.value, str) and len(cell.value) > LARGEST_CELL:
            self._problem("E152", cell.at, value=cell.value[:40] + "…")
            return
        draft = self.drafts.setdefault((cell.unit, cell.stage), _Draft())
        mark, separator, name = cell.measure.partition(":")
        blank = cell.value is None or not str(cell.value).strip()
        if blank and mark not in (NOT_APPLICABLE, INVALID):
            if cell.note:
                draft.notes[cell.measure] = cell.note
            return
        if cell.measure in draft.places:
            first = draft.places[cell.measure]
            self._problem("E511", cell.at, related=(first,), unit=cell.unit, measure=cell.measure)
            return
        draft.places[cell.measure] = cell.at
        if cell.note:
            draft.notes[cell.measure] = cell.note
        if not separator:
            self._measure(cell, draft)
        elif mark in MARKS:
            getattr(self, f"_{mark}")(cell, name, draft)
        else:
            marks = ", ".join(f"{known}:" for known in MARKS)
            near = did_you_mean(mark, MARKS)
            self._problem(
                "E512", cell.named, mark=mark, marks=marks, suggestion=near and f"{near}:"
            )

    def _problem(self, code: str, span: Span, **values: object) -> None:
        self.problems.append(diagnostic(code, span, **values))  # type: ignore[arg-type]

    def _measure(self, cell: Cell, draft: _Draft) -> None:
        quantity = self.measures.get(cell.measure)
        if quantity is None:
            code = "E514" if cell.measure in FACTS else "E513"
            near = did_you_mean(cell.measure, self.measures)
            self._problem(code, cell.named, measure=cell.measure[:80], suggestion=near)
            return
        try:
            draft.values[cell.measure] = quantity.accept(plain_value(cell, quantity))
        except NumberError as error:
            self.problems += [evolve(found, span=cell.at) for found in error.diagnostics]

    def _points(self, cell: Cell, name: str, draft: _Draft) -> None:
        if not self._known_node(cell, name):
            return
        try:
            value = plain_value(cell, POINTS)
            value = shortest_decimal(value) if isinstance(value, float) else value
            draft.stated[name] = number_from_text(value) if isinstance(value, str) else exact(value)
        except NumberError as error:
            self.problems += [evolve(found, span=cell.at) for found in error.diagnostics]

    def _known_node(self, cell: Cell, name: str) -> bool:
        nodes = self.bloc.covenant.nodes
        if name not in nodes:
            near = did_you_mean(name, nodes)
            self._problem(
                "E515", cell.named, node=name[:80], nodes=", ".join(nodes), suggestion=near
            )
        return name in nodes

    def _waiver(self, cell: Cell, name: str, draft: _Draft) -> None:
        lines = {line.id: line for line in self._sheet(cell.unit).lines}
        penalties = [k for k, one in lines.items() if one.effect in (Effect.PENALTY, Effect.VETO)]
        if name not in penalties:
            near = did_you_mean(name, penalties)
            names = ", ".join(penalties) or "—"
            self._problem("E516", cell.named, line=name[:80], lines=names[:400], suggestion=near)
        elif not cell.note:
            self._problem("E517", cell.at, line=name)
        else:
            draft.waivers[name] = Waiver(str(cell.value).strip(), cell.note)

    def _not_applicable(self, cell: Cell, name: str, draft: _Draft) -> None:
        if not self._known_node(cell, name):
            return
        if self.bloc.covenant.nodes[name].not_applicable is None:
            self._problem("E518", cell.named, node=name)
        elif not cell.note:
            self._problem("E519", cell.named, node=name)
        else:
            draft.not_applicable[name] = cell.note

    def _invalid(self, cell: Cell, name: str, draft: _Draft) -> None:
        if name not in self.measures:
            near = did_you_mean(name, self.measures)
            self._problem("E513", cell.named, measure=name[:80], suggestion=near)
            return
        if not cell.note:
            self._problem("E519", cell.named, node=name)
            return
        bare = name.partition("@")[0]
        for line in self._sheet(cell.unit).lines:
            if bare in line.measures and line.when_invalid is None:
                self._problem("E520", cell.named, measure=name, line=line.id)
        draft.invalid[name] = cell.note

    def _sheet(self, unit: str) -> Covenant:
        return self.filled[self.units[unit]]

    def check(self, report: Report, draft: _Draft) -> None:
        """Check what several cells say together: computed sources within their declared range."""
        if report.unit not in self.registrations:
            return
        for line in self._sheet(report.unit).lines:
            for period in self.bloc.covenant.period_ids:
                self._check_line(line, period, report, draft)

    def _check_line(self, line: Line, period: str | None, report: Report, draft: _Draft) -> None:
        for source in line.sources.values():
            needed = symbols(source.node)
            names = {
                s.name: at_period(s.name, period) for s in needed if role_of(s.name)[0] is None
            }
            if len(names) < len(needed) or not set(names.values()) <= report.values.keys():
                continue
            node = substitute(source.node, {old: Symbol(new) for old, new in names.items()})
            (value,) = evaluate([node], report.values)
            try:
                source.quantity.check(value)
            except NumberError as error:
                at = draft.places[next(iter(names.values()))]
                shown = error.diagnostics[0]
                if isinstance(source.node, Symbol) and shown.code != "E158":
                    continue  # the cell itself was refused already
                if isinstance(source.node, Symbol):
                    self.problems.append(evolve(shown, span=at))
                else:
                    self._problem(
                        "E521",
                        at,
                        line=line.id,
                        value=exact_text(value),
                        range=source.quantity.range_text,
                    )

    def check_stated(self, bloc: Bloc, report: Report) -> None:
        """Check stated points against the limits of their node and the evidence beside them."""
        registration: Registration | None = self.registrations.get(report.unit)
        if registration is None or not report.stated:
            return
        places = self.drafts[report.unit, report.stage].places
        for node, limits in limits_of_stated(bloc, registration, report).items():
            value = report.stated[node]
            if not limits.contains(value):
                at = places[f"{STATED}:{node}"]
                self._problem("E522", at, node=node, value=exact_text(value), range=limits)


def is_illustrative(report: Report) -> bool:
    """Say whether some figure of a report is made up for a demonstration, as its note says."""
    return any(note.casefold().startswith(ILLUSTRATIVE) for note in report.notes.values())
