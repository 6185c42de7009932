"""What several cells of a row say together: computed evidence within its range, stated points possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property

import numpy as np
from attrs import frozen

from covenant_rules.columns.evidence import BadCell, Chunk, Evidence
from covenant_rules.columns.missing import ends_of
from covenant_rules.columns.names import Kind
from covenant_rules.columns.numbers import Known, Numbers
from covenant_rules.columns.plan import Plan
from covenant_rules.columns.results import compared
from covenant_rules.columns.running import Runner
from covenant_rules.covenant import Covenant, Line, Source
from covenant_rules.diagnostics import diagnostic
from covenant_rules.formula import build
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.tree import Node, Op, Symbol, substitute, symbols
from covenant_rules.interval import Interval
from covenant_rules.registration import FACTS
from covenant_rules.spec.reports import STATED
from covenant_rules.switches import at_period, role_of
from covenant_rules.text import exact_text


@frozen(eq=False)
class Check:
    """A computed source of a line in one period: its value over measures, and where it may lie."""

    line: Line
    node: Node
    source: Source
    measures: tuple[str, ...]

    @property
    def holds(self) -> Node:
        """The condition that the value lies where it may."""
        low, high = self.source.quantity.low, self.source.quantity.high
        ends = []
        if low is not None:
            ends.append(build.apply(Op.AT_LEAST, self.node, build.constant(low)))
        if high is not None:
            ends.append(build.apply(Op.AT_LEAST, build.constant(high), self.node))
        return build.all_of(*ends)


@frozen(eq=False, slots=False)
class Checks:
    """The computed sources of one sheet that a report may break."""

    covenant: Covenant
    executor: str

    @cached_property
    def checks(self) -> dict[str, Check]:
        """Every computed source whose range is not proved anyway, by a name of its own."""
        return {str(number): check for number, check in enumerate(_checks(self.covenant))}

    @cached_property
    def _runner(self) -> Runner:
        return Runner({name: check.holds for name, check in self.checks.items()}, self.executor)

    def broken(self, chunk: Chunk, evidence: Evidence, rows: np.ndarray | None) -> list[BadCell]:
        """Return the cells whose row breaks a check; *rows* are those that *evidence* holds."""
        if not self.checks or not evidence.rows:
            return []
        wanted = tuple(self.checks)
        measures = {m for check in self.checks.values() for m in check.measures}
        given = {measure: evidence.reported(measure) for measure in measures}
        whole = {name: _without_gaps(column) for name, column in given.items()}
        low, _ = ends_of(self._runner, wanted, whole, evidence.rows)
        found = []
        for name, check in self.checks.items():
            broken = np.asarray(low[name].values) == 0
            for measure in check.measures:
                gone = _gone(given[measure])
                if gone is not None:
                    broken &= ~gone
            rows_broken = np.flatnonzero(broken)
            found += [_told(check, whole, chunk, int(row), rows) for row in rows_broken]
        return found


def _checks(covenant: Covenant) -> Iterator[Check]:
    for line in covenant.lines:
        for source in line.sources.values():
            names = [role_of(symbol.name) for symbol in symbols(source.node)]
            if isinstance(source.node, Symbol) or any(role is not None for role, _ in names):
                continue
            bare = [key[0] for _, key in names]
            if set(bare) & FACTS.keys() or range_of(source.node).within(source.quantity.range):
                continue
            for period in covenant.period_ids:
                own = {name: at_period(name, period) for name in bare}
                node = substitute(
                    source.node,
                    {s.name: Symbol(own[s.name], s.quantity) for s in symbols(source.node)},
                )
                yield Check(line, node, source, tuple(own.values()))


def _without_gaps(column: Known) -> Known:
    return Numbers(column.values, column.scale) if isinstance(column, Numbers) else column


def _gone(column: Known) -> np.ndarray | None:
    return column.missing if isinstance(column, Numbers) else None


def _told(
    check: Check, columns: Mapping[str, Known], chunk: Chunk, row: int, rows: np.ndarray | None
) -> BadCell:
    values = {m: _value(columns[m], row) for m in check.measures}
    (value,) = evaluate([check.node], values)
    found = diagnostic(
        "E521",
        line=check.line.id,
        value=exact_text(value),
        range=check.source.quantity.range_text,
    )
    at, first = row if rows is None else int(rows[row]), check.measures[0]
    return BadCell(at, chunk.place(at, first), first, exact_text(values[first]), found)


def _value(column: Known, row: int) -> Fraction:
    if isinstance(column, Numbers):
        scale = column.scale if isinstance(column.scale, int) else int(column.scale[row])
        return Fraction(int(column.values[row]), scale)
    assert not isinstance(column, Numbers)
    return Fraction(column)  # type: ignore[arg-type]


def impossible(
    made: Plan,
    chunk: Chunk,
    evidence: Evidence,
    blocs: Mapping[tuple[str, str], Known],
    rows: np.ndarray | None,
) -> list[BadCell]:
    """Return the stated points that the sheet and the evidence beside them cannot give.

    *made* is the plan of the sheet without stated points.
    """
    stated = {
        key: numbers
        for (kind, key), numbers in evidence.numbers.items()
        if kind is Kind.STATED and (numbers.missing is None or not numbers.missing.all())
    }
    if not stated or not evidence.rows:
        return []
    names = tuple(f"points:{node}" for node in stated)
    known = evidence.known(symbols(*(made.results[n] for n in names)), made.covenant, blocs)
    outcome = made.run(known, evidence.rows, results=names)
    found = []
    for node, numbers in stated.items():
        low, high = outcome.low[f"points:{node}"], outcome.high[f"points:{node}"]
        outside = _less(numbers, low) | _less(high, numbers)
        if numbers.missing is not None:
            outside &= ~numbers.missing
        for row in np.flatnonzero(outside):
            at, name = int(row) if rows is None else int(rows[row]), f"{STATED}:{node}"
            limits = Interval(_end(low, int(row)), _end(high, int(row)))
            value = exact_text(_value(numbers, int(row)))
            problem = diagnostic("E522", node=node, value=value, range=limits)
            found.append(BadCell(at, chunk.place(at, name), name, value, problem))
    return found


def _less(one: Numbers, other: Numbers) -> np.ndarray:
    """Return where *one* is below *other*; a missing end is below nothing."""
    a, b = compared(one, other)
    found = np.asarray(a < b, dtype=bool)
    for numbers in (one, other):
        if numbers.missing is not None:
            found &= ~np.asarray(numbers.missing, dtype=bool)
    return found


def _end(numbers: Numbers, row: int) -> Fraction | None:
    gone = numbers.missing is not None and bool(numbers.missing[row])
    return None if gone else _value(numbers, row)
