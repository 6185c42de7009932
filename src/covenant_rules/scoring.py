"""Scoring: a covenant, a registration and a report give a scorecard; missing evidence an interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from attrs import field, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Covenant, Line, Unknown
from covenant_rules.evidence import (
    Aggregates,
    Evidence,
    evidence_of,
    in_force,
    known_values,
    measures_of,
    unknowns,
)
from covenant_rules.formula.direction import tight_range, tight_ranges
from covenant_rules.formula.exact import fold_exact
from covenant_rules.formula.tree import Node, Symbol, arrange, symbols
from covenant_rules.fragments import TOTAL, Row, points_text, table
from covenant_rules.interval import Interval
from covenant_rules.registration import Registration, fill
from covenant_rules.report import Report
from covenant_rules.switches import Role, role_of
from covenant_rules.text import Text, environment_language
from covenant_rules.whole import Whole, open_symbols, step_symbols, whole


class Status(StrEnum):
    """How far a result stands."""

    FINAL = "final"
    PENDING = "pending"  # evidence is missing: the result is an interval
    NOT_CLASSIFIED = "not_classified"  # the sheet says so of a unit without certain evidence
    EXCLUDED = "excluded"  # scored, but not ranked with the others


@frozen
class Score:
    """What a content or criterion earned; each number is an interval while evidence is missing.

    *stated* says that a report stated the points, so that they were not derived from evidence.
    """

    points: Interval
    bonus: Interval
    penalty: Interval
    stated: bool = False
    applies: bool = True

    @property
    def status(self) -> Status:
        """Whether the points are known."""
        return Status.PENDING if self.points.exact is None else Status.FINAL


@frozen
class Scorecard:
    """The result of one unit at one stage.

    Attributes:
        total: the total as the sheet rounds it.
        exact: the total before rounding, which decides ranks where the sheet says so.
        lines: the points of every line that counts, by id.
        vetoes: lines whose veto strikes; *open_vetoes* those that still may.
        missing: measures, targets, slots and bloc aggregates that are not known.
        because: why the unit is excluded or not classified.
        filled: the sheet as the unit signed it.
    """

    unit: str
    title: Text
    stage: str
    status: Status
    total: Interval
    exact: Interval
    bonus: Interval
    penalty: Interval
    contents: Mapping[str, Score]
    criteria: Mapping[str, Score]
    lines: Mapping[str, Interval]
    vetoes: tuple[str, ...] = ()
    open_vetoes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    because: Text | None = None
    filled: Covenant | None = field(default=None, repr=False, eq=False)

    @property
    def points(self) -> Interval:
        """The total before rounding, under the name that a score has too."""
        return self.exact

    @property
    def stated(self) -> tuple[str, ...]:
        """The contents and criteria whose points were stated, not derived."""
        scores = {**self.contents, **self.criteria}
        return tuple(node for node, score in scores.items() if score.stated)

    def score(self, node: str) -> Score:
        """Return the score of a content or criterion.

        Raises:
            KeyError: the sheet has no such node.
        """
        return self.contents[node] if node in self.contents else self.criteria[node]

    def _repr_html_(self) -> str:
        """Return the card as a notebook shows it, in the language of the environment."""
        language = environment_language()
        titles = {} if self.filled is None else {n: c.title for n, c in self.filled.nodes.items()}
        rows = [
            Row(
                (f"{n} {titles[n].in_(language)}" if titles else n, points_text(s.points, language))
            )
            for n, s in self.contents.items()
        ]
        total = Row((TOTAL.in_(language), points_text(self.total, language)), heading=True)
        because = [] if self.because is None else [Row((self.because.in_(language), ""))]
        return table("scorecard", self.title.in_(language), [*rows, total, *because], language)


@frozen
class Compiled:
    """A whole covenant with what every evaluation of it needs."""

    covenant: Covenant
    formula: Whole
    symbols: tuple[Symbol, ...]
    roots: tuple[Node, ...]
    order: tuple[Node, ...]


def compile_covenant(covenant: Covenant, stated: frozenset[str]) -> Compiled:
    """Return *covenant* as a formula, the points of the nodes in *stated* being given."""
    formula = whole(covenant, stated)
    parts = (formula.sheet, *formula.nodes.values())
    roots = (
        formula.total,
        *(node for part in parts for node in (part.points, part.bonus, part.penalty)),
        *formula.lines.values(),
        *formula.vetoes.values(),
    )
    unique = tuple(dict.fromkeys(roots))
    return Compiled(covenant, formula, open_symbols(formula), unique, arrange(unique))


def score_units(bloc: Bloc, stage: str) -> tuple[Scorecard, ...]:
    """Return the scorecard of every registered unit at *stage*, in the order of registration."""
    reports = bloc.at(stage)
    compiled: dict[tuple[int, frozenset[str]], Compiled] = {}
    aggregates: Aggregates = {}
    filled = [fill(bloc.covenant, registration) for registration in bloc.registrations]
    cards = []
    for registration, covenant in zip(bloc.registrations, filled, strict=True):
        report = reports.get(registration.unit, Report(registration.unit, stage))
        key = (id(covenant), frozenset(report.stated))
        if key not in compiled:
            compiled[key] = compile_covenant(covenant, key[1])
        evidence = evidence_of(bloc, registration, report, reports, aggregates)
        cards.append(_card(compiled[key], evidence))
    return tuple(cards)


def compiled_for(
    bloc: Bloc, registration: Registration, report: Report, stated: frozenset[str]
) -> tuple[Compiled, dict[str, Interval]]:
    """Return the formula of one unit's sheet, and what is known of all symbols of its steps."""
    compiled = compile_covenant(fill(bloc.covenant, registration), stated)
    evidence = evidence_of(bloc, registration, report, bloc.at(report.stage), {})
    every = dict.fromkeys((*compiled.symbols, *step_symbols(compiled.formula)))
    return compiled, known_values(compiled.covenant, tuple(every), evidence)


def limits_of_stated(
    bloc: Bloc, registration: Registration, report: Report
) -> Mapping[str, Interval]:
    """Return, for every node whose points *report* states, what the sheet and the evidence allow."""
    compiled, known = compiled_for(bloc, registration, report, frozenset())
    nodes = compiled.formula.nodes
    return {node: tight_range(nodes[node].points, known) for node in report.stated if node in nodes}


def _card(compiled: Compiled, evidence: Evidence) -> Scorecard:
    known = known_values(compiled.covenant, compiled.symbols, evidence)
    values = _values(compiled, known)
    formula, covenant = compiled.formula, compiled.covenant
    stated = evidence.report.stated

    def score(node: str) -> Score:
        parts = formula.nodes[node]
        applies = node not in evidence.report.not_applicable
        points, bonus, penalty = (values[n] for n in (parts.points, parts.bonus, parts.penalty))
        return Score(points, bonus, penalty, node in stated, applies)

    vetoes = {line: values[node] for line, node in formula.vetoes.items()}
    blockers = _unclassified(compiled, evidence)
    total = values[formula.total]
    status = Status.FINAL if total.exact is not None else Status.PENDING
    because: Text | None = None
    if not evidence.registration.ranked:
        status = Status.EXCLUDED
        because = Text.same(evidence.registration.unranked_because or "")
    if blockers:
        status = Status.NOT_CLASSIFIED
        because = Text(
            vi=f"thiếu số liệu bắt buộc của {', '.join(blockers)}",
            en=f"required evidence of {', '.join(blockers)} is missing",
        )
    counted = {line.id for line in covenant.lines} - _under(covenant, stated)
    return Scorecard(
        unit=evidence.registration.unit,
        title=evidence.registration.title,
        stage=evidence.report.stage,
        status=status,
        total=total,
        exact=values[formula.sheet.points],
        bonus=values[formula.sheet.bonus],
        penalty=values[formula.sheet.penalty],
        contents=MappingProxyType({c.id: score(c.id) for c in covenant.contents}),
        criteria=MappingProxyType({c.id: score(c.id) for c in covenant.criteria}),
        lines=MappingProxyType({k: values[v] for k, v in formula.lines.items() if k in counted}),
        vetoes=tuple(
            line for line, value in vetoes.items() if value.low is not None and value.low > 0
        ),
        open_vetoes=tuple(
            line
            for line, value in vetoes.items()
            if value.exact is None and (value.low is None or value.low <= 0)
        ),
        missing=_missing(compiled, evidence, known),
        because=because,
        filled=covenant,
    )


def _values(compiled: Compiled, known: Mapping[str, Interval]) -> dict[Node, Interval]:
    exact = {name: value.exact for name, value in known.items()}
    numbers = {name: value for name, value in exact.items() if value is not None}
    if len(numbers) == len(exact):
        found = fold_exact(compiled.order, compiled.roots, numbers)
        return {root: Interval.point(v) for root, v in zip(compiled.roots, found, strict=True)}
    return tight_ranges(compiled.roots, known)


def _under(covenant: Covenant, nodes: Iterable[str]) -> set[str]:
    """Return the lines of the contents and criteria in *nodes*."""
    named = set(nodes)
    return {
        line.id
        for content in covenant.contents
        for criterion in content.criteria
        if content.id in named or criterion.id in named
        for line in criterion.lines
    }


def _live(compiled: Compiled, evidence: Evidence) -> list[Line]:
    """Return the lines whose evidence matters: neither stated above, nor out of force, nor waived."""
    covenant, report = compiled.covenant, evidence.report
    silent = _under(covenant, [*report.stated, *report.not_applicable]) | set(report.waivers)
    return [
        line
        for line in covenant.lines
        if line.id not in silent and in_force(line.valid, evidence.registration, covenant)
    ]


def _unclassified(compiled: Compiled, evidence: Evidence) -> list[str]:
    covenant, report = compiled.covenant, evidence.report
    blockers = [
        line.id
        for line in _live(compiled, evidence)
        if Unknown.NOT_CLASSIFIED in unknowns(line, evidence, covenant)
    ]
    blockers += [
        criterion.id
        for content in covenant.contents
        for criterion in content.criteria
        if criterion.slot is not None
        and criterion.slot.unfilled is Unknown.NOT_CLASSIFIED
        and not criterion.items
        and not {content.id, criterion.id} & {*report.stated, *report.not_applicable}
    ]
    return blockers


def _missing(
    compiled: Compiled, evidence: Evidence, known: Mapping[str, Interval]
) -> tuple[str, ...]:
    """Return the names of the evidence that is not known although a line that counts needs it."""
    covenant = compiled.covenant
    silent = {*evidence.report.stated, *evidence.report.not_applicable}
    around = {c.id: content.id for content in covenant.contents for c in content.criteria}
    given = {criterion for criterion, content in around.items() if {criterion, content} & silent}
    live = _live(compiled, evidence)
    needed = {m for line in live for m in measures_of(line, covenant)}
    compared = {role_of(s.name) for line in live for s in symbols(line.formula)}
    found = []
    for symbol in compiled.symbols:
        role, key = role_of(symbol.name)
        if known[symbol.name].exact is not None:
            continue
        if role is None and key[0] in needed:
            found.append(key[0])
        elif role is Role.TARGET and key[0] not in _under(covenant, silent):
            found.append(symbol.name)
        elif role is Role.SLOT and key[0] not in given:
            found.append(f"slot:{key[0]}")
        elif role is Role.BLOC and (role, (key[0], key[1].partition("@")[0])) in compared:
            found.append(symbol.name)
    return tuple(dict.fromkeys(found))
