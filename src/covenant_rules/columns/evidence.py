"""Evidence of a chunk of rows: every cell exact or refused, ready for the symbols of a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import evolve, frozen

from covenant_rules.columns.asking import Wrong
from covenant_rules.columns.cells import read_cells, read_marks
from covenant_rules.columns.masks import arrays, either, nothing, picked, switched
from covenant_rules.columns.names import MARKS, Header, Kind, Word
from covenant_rules.columns.numbers import Ends, Known, Numbers
from covenant_rules.columns.roll import Roll, as_id
from covenant_rules.covenant import Covenant, Line, Unknown
from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.evidence import in_force, measures_of
from covenant_rules.formula.tree import Symbol
from covenant_rules.registration import FACTS, Registration, facts
from covenant_rules.spec.cells import BLOC, UNIT
from covenant_rules.switches import Role, role_of

Mask = np.ndarray[Any, Any]
Ints = np.ndarray[Any, Any]


@frozen(eq=False)
class Chunk:
    """Rows of a frame in wide form: a unit in each, a column for each thing that is said of it.

    Attributes:
        first: how many rows of the frame came before these.
        origins: the row of the frame in which each cell stands, counted from 0: by column where
            they were gathered from a long frame, else one for all.
        refused: cells that were refused while they were gathered.
    """

    rows: int
    columns: Mapping[str, pa.Array]
    first: int = 0
    origins: Mapping[str, Ints] | Ints | None = None
    refused: tuple[BadCell, ...] = ()

    def place(self, row: int, column: str) -> int:
        """Return the row of the frame in which a cell stands, counted from 1."""
        if self.origins is None:
            return self.first + row + 1
        rows = self.origins[column] if isinstance(self.origins, Mapping) else self.origins
        return int(rows[row]) + 1


@frozen(eq=False)
class BadCell:
    """A cell that was refused, so that the unit of its row is not scored.

    Attributes:
        at: the row of the chunk, counted from 0; below zero for a row that is in no chunk.
        row: the row of the frame or file, counted from 1, its header aside.
    """

    at: int
    row: int
    column: str
    value: object
    found: Diagnostic


@frozen(eq=False)
class Evidence:
    """What a chunk says, by what it says it of; masks are None where they never hold."""

    rows: int
    roll: Roll
    who: Ints | None
    units: pa.Array
    blocs: pa.Array | None
    numbers: Mapping[tuple[Kind, str], Numbers]
    marks: Mapping[tuple[Kind, str], Mask]
    ranked: Mask | None = None
    bad: tuple[BadCell, ...] = ()

    def only(self, rows: Ints) -> Evidence:
        """Return the evidence of some of the rows."""
        return evolve(
            self,
            rows=len(rows),
            who=None if self.who is None else self.who[rows],
            units=self.units.take(pa.array(rows)),
            blocs=None if self.blocs is None else self.blocs.take(pa.array(rows)),
            numbers={key: picked(numbers, rows) for key, numbers in self.numbers.items()},
            marks={key: mask[rows] for key, mask in self.marks.items()},
            ranked=None if self.ranked is None else self.ranked[rows],
        )

    def refusing_again(self, again: Ints, chunk: Chunk) -> Evidence:
        """Return the same with the rows *again*, of units that had one before, among the bad ones."""
        units = self.units.take(pa.array(again)).to_pylist()
        bad = [
            BadCell(
                row, chunk.place(row, UNIT), UNIT, unit, diagnostic("E511", unit=unit, measure=UNIT)
            )
            for row, unit in zip(again.tolist(), units, strict=True)
        ]
        return evolve(self, bad=(*self.bad, *bad)) if bad else self

    def marked(self, kind: Kind, key: str) -> Mask | None:
        """Return where a mark holds, None for nowhere."""
        return self.marks.get((kind, key))

    def reported(self, measure: str) -> Known:
        """Return the column of a measure or of a fact of the registration, as it was reported."""
        bare = measure.partition("@")[0]
        if bare in FACTS:
            given = self.numbers.get((Kind.FACT, bare))
            return given or self.roll.say(
                lambda one: self._facts(one).get(bare), self.who, self.rows
            )
        return self.numbers.get((Kind.MEASURE, measure)) or nothing(self.rows)

    def _facts(self, registration: Registration) -> Mapping[str, Fraction]:
        return facts(self.roll.forms[0], registration)

    def measure(self, measure: str) -> Known:
        """Return the column of a measure, without what an appraisal rejected."""
        given, rejected = self.reported(measure), self.marked(Kind.INVALID, measure)
        if rejected is None or not isinstance(given, Numbers):
            return given
        gone = rejected if given.missing is None else given.missing | rejected
        return Numbers(given.values, given.scale, gone)

    def gone(self, measure: str) -> Mask | None:
        """Return where a measure is missing or was rejected."""
        given = self.measure(measure)
        return given.missing if isinstance(given, Numbers) else None

    def unknown(self, line: Line, covenant: Covenant, treatment: Unknown) -> Mask | None:
        """Return where the missing or rejected evidence of *line* calls for *treatment*."""
        found: Mask | None = None
        for measure in measures_of(line, covenant):
            gone, rejected = self.gone(measure), self.marked(Kind.INVALID, measure)
            if gone is None:
                continue
            lost = gone if rejected is None else gone & ~rejected
            if line.when_missing is treatment:
                found = either(found, lost)
            if rejected is not None and (line.when_invalid or line.when_missing) is treatment:
                found = either(found, rejected)
        return found

    def known(
        self,
        symbols: Iterable[Symbol],
        covenant: Covenant,
        blocs: Mapping[tuple[str, str], Known],
    ) -> dict[str, Known]:
        """Return what is known of every symbol of a formula over *covenant*, slots left out."""
        lines = {line.id: line for line in covenant.lines}
        found: dict[str, Known] = {}
        for symbol in symbols:
            role, key = role_of(symbol.name)
            match role:
                case None:
                    found[symbol.name] = self.measure(key[0])
                case Role.TARGET:
                    found[symbol.name] = self.target(key[0], key[1])
                case Role.APPLIES:
                    found[symbol.name] = switched(self.marked(Kind.NOT_APPLICABLE, key[0]), on=0)
                case Role.IN_FORCE:
                    found[symbol.name] = self.in_force(lines[key[0]], covenant)
                case Role.WAIVED:
                    found[symbol.name] = switched(self.marked(Kind.WAIVER, key[0]), on=1)
                case Role.ABSENT:
                    absent = self.unknown(lines[key[0]], covenant, Unknown.ZERO)
                    found[symbol.name] = switched(absent, on=1)
                case Role.STATED:
                    found[symbol.name] = self.numbers[Kind.STATED, key[0]]
                case Role.BLOC:
                    found[symbol.name] = blocs[key[0], key[1]]
        return found

    def target(self, line: str, setting: str) -> Known:
        """Return a target: that of the row, else that of its registration."""
        signed = self.roll.say(lambda one: one.targets.get((line, setting)), self.who, self.rows)
        given = self.numbers.get((Kind.TARGET, f"{line}.{setting}"))
        if given is None or given.missing is None:
            return signed if given is None else given
        assert not isinstance(signed, Ends)
        rows = signed.fractions() if isinstance(signed, Numbers) else [signed] * self.rows
        pairs = zip(given.fractions(), rows, strict=True)
        return arrays(Numbers.of([other if own is None else own for own, other in pairs]))

    def in_force(self, line: Line, covenant: Covenant) -> Known:
        """Return where a line counts: one where its days meet those of the unit."""
        return self.roll.say(
            lambda one: int(in_force(line.valid, one, covenant)), self.who, self.rows
        )


def read_evidence(chunk: Chunk, header: Header, roll: Roll) -> Evidence:
    """Return the evidence of a chunk, with every cell that it refuses."""
    units, blocs = chunk.columns[UNIT], chunk.columns.get(BLOC)
    bad = list(chunk.refused)
    who = roll.find(units)
    bad += _keys(chunk, units, blocs, roll, who)
    numbers: dict[tuple[Kind, str], Numbers] = {}
    marks: dict[tuple[Kind, str], Mask] = {}
    ranked: Mask | None = None
    for name, word in header.words.items():
        if name not in chunk.columns:
            continue
        wrong: Sequence[Wrong]
        if word.kind in MARKS:
            mask, wrong = read_marks(chunk.columns[name])
            if mask is not None:
                marks[word.kind, word.key] = mask
        else:
            cells = read_cells(chunk.columns[name], word.quantity, word.steps)
            wrong = cells.wrong
            if word.kind is Kind.RANKED:
                ranked = _said_no(cells.numbers)
            else:
                numbers[word.kind, word.key] = cells.numbers
        bad += [
            BadCell(one.row, chunk.place(one.row, name), name, one.value, one.found)
            for one in wrong
        ]
        bad += _foreign(chunk, name, word, roll, who, marks, numbers)
    return Evidence(
        chunk.rows, roll, who, units, blocs, numbers, marks, _ranked(roll, who, ranked), tuple(bad)
    )


def _said_no(numbers: Numbers) -> Mask | None:
    ranked = np.asarray(numbers.values) != 0
    if numbers.missing is not None:
        ranked |= numbers.missing
    return None if ranked.all() else ranked


def _ranked(roll: Roll, who: Ints | None, given: Mask | None) -> Mask | None:
    signed = np.array([one.ranked for one in roll.registrations])
    if who is None or signed.all():
        return given
    own = signed[who]
    return own if given is None else own & given


def _keys(
    chunk: Chunk, units: pa.Array, blocs: pa.Array | None, roll: Roll, who: Ints | None
) -> list[BadCell]:
    """Return the rows that cannot be placed: no unit, no bloc, a unit that nobody registered."""
    bad = []
    for name, column in ((UNIT, units), (BLOC, blocs)):
        if column is not None and (empty := _empty(column)).size:
            lacks = diagnostic("E803", column=name)
            bad += [BadCell(int(r), chunk.place(int(r), name), name, None, lacks) for r in empty]
    if who is not None:
        merged = {old: one.unit for one in roll.registrations for old in one.merged_from}
        known = ", ".join(one.unit for one in roll.registrations)[:400]
        for row in np.flatnonzero((who < 0) & ~units.is_null().to_numpy(zero_copy_only=False)):
            unit = as_id(units[int(row)].as_py())[:80]
            found = diagnostic("E510", unit=unit, units=known)
            if unit in merged:
                found = diagnostic("E804", unit=unit, into=merged[unit])
            bad.append(BadCell(int(row), chunk.place(int(row), UNIT), UNIT, unit, found))
    return bad


def _empty(column: pa.Array) -> Ints:
    """Return the rows without a name: null, or empty text."""
    gone = column.is_null() if column.null_count else None
    if pa.types.is_string(column.type) and pc.min(pc.binary_length(column)).as_py() == 0:
        gone = pc.equal(column, "").fill_null(True)  # noqa: FBT003
    return np.flatnonzero([] if gone is None else gone.to_numpy(zero_copy_only=False))


def _foreign(
    chunk: Chunk,
    name: str,
    word: Word,
    roll: Roll,
    who: Ints | None,
    marks: Mapping[tuple[Kind, str], Mask],
    numbers: Mapping[tuple[Kind, str], Numbers],
) -> list[BadCell]:
    """Return the cells that say something which the sheet of their own unit does not know."""
    if who is None or len(roll.forms) == 1:
        return []
    key = (word.kind, word.key)
    said = marks.get(key)
    if word.kind is Kind.TARGET and key in numbers:
        gone = numbers[key].missing
        said = np.ones(chunk.rows, bool) if gone is None else ~gone
    if said is None:
        return []
    bad = []
    for form, own in enumerate(roll.vocabularies):
        found = own.read(name)
        if isinstance(found, Word):
            continue
        rows = np.flatnonzero(said & (roll.form_of[who] == form) & (who >= 0))
        bad += [BadCell(int(r), chunk.place(int(r), name), name, None, found) for r in rows]
    return bad
