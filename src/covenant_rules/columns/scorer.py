"""A scorer: a covenant made ready for one kind of frame; it turns chunks of rows into scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import define, field, frozen

from covenant_rules.columns.aggregates import Aggregates, compared
from covenant_rules.columns.checks import Checks, impossible
from covenant_rules.columns.evidence import BadCell, Chunk, Evidence, read_evidence
from covenant_rules.columns.keys import HIGHEST, LOWEST, compared_total
from covenant_rules.columns.layout import EXACT, STATUS, TOTAL, VETOES, Layout, layout
from covenant_rules.columns.masks import arrays, either, picked
from covenant_rules.columns.names import Header, Kind, read_header
from covenant_rules.columns.numbers import Known, Numbers
from covenant_rules.columns.plan import Outcome, Plan, plan
from covenant_rules.columns.results import apart
from covenant_rules.columns.roll import Roll
from covenant_rules.columns.status import (
    FINAL,
    NOT_CLASSIFIED,
    PENDING,
    STATUSES,
    status_of,
    vetoes_of,
)
from covenant_rules.spec.cells import BLOC, UNIT

Ints = np.ndarray[Any, Any]
Mask = np.ndarray[Any, Any]


@frozen(eq=False)
class Scored:
    """The scores of a chunk: its rows without their ranks, the keys of these, and what was refused."""

    table: pa.RecordBatch
    keys: pa.RecordBatch
    bad: tuple[BadCell, ...]


@frozen(eq=False)
class _Group:
    """Units that share a sheet and state the points of the same nodes; *rows* are None for all."""

    form: int
    stated: frozenset[str]
    rows: Ints | None


@define(eq=False)
class Scorer:
    """A covenant and those who signed it, ready for frames with one *header*."""

    roll: Roll
    header: Header
    layout: Layout
    executor: str
    plans: dict[tuple[int, frozenset[str]], Plan]
    seen: Mask  # the registrations that had a row already
    checks: dict[int, Checks] = field(factory=dict)

    @classmethod
    def of(
        cls, roll: Roll, schema: pa.Schema, *, lines: bool = False, executor: str = "auto"
    ) -> Scorer:
        """Return the scorer of frames in wide form with *schema*.

        Raises:
            ReportError: with every column of the frame that means nothing.
        """
        header = read_header(schema.names, roll.known)
        every = frozenset[str]()
        plans = {(n, every): plan(form, executor=executor) for n, form in enumerate(roll.forms)}
        types = dict(zip(schema.names, schema.types, strict=True))
        columns = layout(roll, list(plans.values()), header, types, lines=lines)
        seen = np.zeros(len(roll.registrations), bool)
        return cls(roll, header, columns, executor, plans, seen)

    def aggregates(self) -> Aggregates | None:
        """Return the place where aggregates over blocs are gathered; None where none are compared."""
        keys = [key for made in self.plans.values() for key in compared(made.symbols.values())]
        return Aggregates(tuple(dict.fromkeys(keys)), self.roll.forms[0]) if keys else None

    def read(self, chunk: Chunk) -> Evidence:
        """Return the evidence of a chunk."""
        return read_evidence(chunk, self.header, self.roll)

    def read_once(self, chunk: Chunk) -> Evidence:
        """Return the evidence of a chunk; a registered unit that had a row before is refused."""
        evidence = self.read(chunk)
        if evidence.who is None:
            return evidence
        known = np.flatnonzero(evidence.who >= 0)
        own, first = np.unique(evidence.who[known], return_index=True)
        fresh = known[first[~self.seen[own]]]
        self.seen[own] = True
        again = np.setdiff1d(known, fresh)
        return evidence.refusing_again(again, chunk)

    def score(
        self, chunk: Chunk, evidence: Evidence, aggregates: Aggregates | None = None
    ) -> Scored:
        """Return the scores of the rows of *evidence* that nothing is wrong with."""
        blocs = {} if aggregates is None else aggregates.of(evidence)
        bad = list(evidence.bad)
        for group in self._groups(evidence, np.arange(evidence.rows) if bad else None):
            part, around = _part(evidence, blocs, group.rows)
            checks = self.checks.setdefault(
                group.form, Checks(self.roll.forms[group.form], self.executor)
            )
            bad += checks.broken(chunk, part, group.rows)
            if group.stated:
                made = self.plans[group.form, frozenset()]
                bad += impossible(made, chunk, part, around, group.rows)
        refused = np.unique([one.at for one in bad if one.at >= 0]).astype(np.int64)
        kept: Ints | None = None
        if len(refused):
            kept = np.delete(np.arange(evidence.rows), refused)
        groups = list(self._groups(evidence, kept))
        found = [self._scored(*_part(evidence, blocs, g.rows), g) for g in groups]
        table, keys = self._together(found, groups)
        lost = self._lost(evidence, refused)
        ordered = sorted(bad, key=lambda one: (one.at, one.row, one.column))
        return Scored(table, pa.concat_batches([keys, lost]), tuple(ordered))

    def _groups(self, evidence: Evidence, rows: Ints | None) -> Iterator[_Group]:
        """Return the groups of *rows*; of all where they are None."""
        count = evidence.rows if rows is None else len(rows)
        stated = {
            key: numbers for (kind, key), numbers in evidence.numbers.items() if kind is Kind.STATED
        }
        if len(self.roll.forms) == 1 and not stated:
            yield _Group(0, frozenset(), rows)
            return
        codes = np.zeros(count, np.int64)
        if evidence.who is not None:
            who = evidence.who if rows is None else evidence.who[rows]
            codes = np.where(who < 0, 0, self.roll.form_of[who])
        for numbers in stated.values():
            gone = numbers.missing
            given = np.ones(evidence.rows, bool) if gone is None else ~gone
            codes = codes * 2 + (given if rows is None else given[rows])
        for code in np.unique(codes):
            own = np.flatnonzero(codes == code)
            form, nodes = int(code), []
            for node in reversed(stated):
                form, is_stated = divmod(form, 2)
                nodes += [node] if is_stated else []
            yield _Group(form, frozenset(nodes), own if rows is None else rows[own])

    def _plan(self, group: _Group) -> Plan:
        key = (group.form, group.stated)
        if key not in self.plans:
            form = self.roll.forms[group.form]
            self.plans[key] = plan(form, stated=group.stated, executor=self.executor)
        return self.plans[key]

    def _scored(
        self, evidence: Evidence, blocs: Mapping[tuple[str, str], Known], group: _Group
    ) -> tuple[pa.RecordBatch, pa.RecordBatch]:
        """Return the scores of one group and the keys of those that are ranked."""
        made = self._plan(group)
        wanted = tuple(name for name in self.layout.wanted if name in made.results)
        known = evidence.known(made.symbols.values(), made.covenant, blocs)
        outcome = made.run(known, evidence.rows, results=wanted)
        unsure = apart(outcome.low[TOTAL], outcome.high[TOTAL])
        status = status_of(evidence, made.covenant, unsure, group.stated)
        table = self._table(evidence, outcome, status, unsure)
        return table, self._keys(evidence, outcome, status)

    def _table(
        self, evidence: Evidence, outcome: Outcome, status: Ints, unsure: Mask | None
    ) -> pa.RecordBatch:
        rows, form = evidence.rows, self.layout.forms[TOTAL]
        unprinted = either(unsure, _or_none(status == NOT_CLASSIFIED))
        low, high = outcome.low[TOTAL], outcome.high[TOTAL]
        columns: dict[str, pa.Array] = {
            UNIT: evidence.units,
            STATUS: STATUSES.take(pa.array(status)),
            "low": form.column(low),
            TOTAL: form.column(low, unprinted),
        }
        columns["high"] = columns["low"] if high is low else form.column(high)
        if evidence.blocs is not None:
            columns[BLOC] = evidence.blocs
        for name, own in self.layout.forms.items():
            if name == TOTAL:
                continue
            if name not in outcome.low:
                columns[name] = pa.nulls(rows, own.type)
                continue
            ends = outcome.low[name], outcome.high[name]
            columns[name] = own.column(ends[0], apart(*ends))
        if self.layout.vetoes:
            columns[VETOES] = vetoes_of(self.layout.vetoes, outcome)
        schema = self.layout.scored
        return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)

    def _keys(self, evidence: Evidence, outcome: Outcome, status: Ints) -> pa.RecordBatch:
        """Return the keys of the ranks of the units that are ranked."""
        order = self.layout.order
        covenant = self.roll.forms[0]
        name = TOTAL if order.ranking.rounded else EXACT
        decimals, rounding = order.ranking.decimals, covenant.rounding
        low = high = compared_total(outcome.low[name], decimals, rounding)
        if outcome.high[name] is not outcome.low[name]:
            high = compared_total(outcome.high[name], decimals, rounding)
        unknown = apart(low, high)
        columns = [*order.total.columns(low, LOWEST), *order.total.columns(high, HIGHEST)]
        for tie, form, result in zip(
            order.ranking.tie_breakers, order.breakers, self.layout.keys, strict=True
        ):
            unknown = either(unknown, apart(outcome.low[result], outcome.high[result]))
            value = arrays(outcome.low[result])
            if not tie.higher_first:
                value = Numbers(-value.values, value.scale, value.missing)
            columns += form.columns(value, LOWEST)
        count = evidence.rows
        known = np.ones(count, bool) if unknown is None else ~unknown
        heads = [] if evidence.blocs is None else [evidence.blocs]
        heads += [pa.array(known), pa.array(np.ones(count, bool))]
        batch = pa.RecordBatch.from_arrays([*heads, *columns], schema=self.layout.key_schema)
        ranked = (status == FINAL) | (status == PENDING)
        return batch if ranked.all() else batch.filter(pa.array(ranked))

    def _lost(self, evidence: Evidence, refused: Ints) -> pa.RecordBatch:
        """Return the keys of refused rows: units of the bloc of which nothing is known."""
        if evidence.ranked is not None:
            refused = refused[evidence.ranked[refused]]
        if evidence.blocs is not None and evidence.blocs.null_count:
            gone = evidence.blocs.is_null().to_numpy(zero_copy_only=False)
            refused = refused[~gone[refused]]
        count = len(refused)
        columns: list[pa.Array] = []
        for item in self.layout.key_schema:
            if item.name == BLOC:
                assert evidence.blocs is not None
                columns.append(evidence.blocs.take(pa.array(refused)))
            elif pa.types.is_boolean(item.type):
                columns.append(pa.array(np.zeros(count, bool)))
            elif pa.types.is_string(item.type):
                columns.append(pa.nulls(count, pa.string()))
            else:
                end = {"low": LOWEST, "high": HIGHEST}.get(item.name.removesuffix(".0"), 0)
                columns.append(pa.array(np.full(count, end)))
        return pa.RecordBatch.from_arrays(columns, schema=self.layout.key_schema)

    def _together(
        self, found: Sequence[tuple[pa.RecordBatch, pa.RecordBatch]], groups: Sequence[_Group]
    ) -> tuple[pa.RecordBatch, pa.RecordBatch]:
        """Return the rows of all groups in their first order, and the keys in the same."""
        if len(found) == 1:
            return found[0]
        if not found:
            none = pa.RecordBatch.from_pylist
            return none([], schema=self.layout.scored), none([], schema=self.layout.key_schema)
        table = pa.concat_batches([one for one, _ in found])
        keys = pa.concat_batches([one for _, one in found])
        rows = np.concatenate([group.rows for group in groups if group.rows is not None])
        order = np.argsort(rows)
        ranked = np.isin(table.column(STATUS).to_numpy(zero_copy_only=False), ["final", "pending"])
        return table.take(pa.array(order)), keys.take(pa.array(np.argsort(rows[ranked])))


def _part(
    evidence: Evidence, blocs: Mapping[tuple[str, str], Known], rows: Ints | None
) -> tuple[Evidence, Mapping[tuple[str, str], Known]]:
    if rows is None:
        return evidence, blocs
    return evidence.only(rows), {key: picked(known, rows) for key, known in blocs.items()}


def _or_none(mask: Mask) -> Mask | None:
    return mask if mask.any() else None
