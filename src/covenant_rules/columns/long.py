"""Long frames: a row for each value of a unit, gathered into a row for each unit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from covenant_rules.columns.evidence import BadCell, Chunk
from covenant_rules.columns.names import MARKS, Vocabulary, Word
from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.spec.cells import BLOC, MEASURE, NOTE, UNIT, VALUE

Ints = np.ndarray[Any, Any]


def gathered(table: pa.Table, known: Vocabulary, origins: Ints) -> Chunk:
    """Return the units of a long frame in the order in which they first appear.

    Args:
        table: the frame; all rows of a unit must be in it.
        known: the names that may stand under `measure`.
        origins: the row of each of its rows in the whole frame, counted from 0.
    """
    units, heads = _units(table)
    names = _text(table.column(MEASURE)).dictionary_encode()
    which = names.indices.fill_null(len(names.dictionary)).to_numpy(zero_copy_only=False)
    values = table.column(VALUE).combine_chunks()
    columns = {UNIT: table.column(UNIT).combine_chunks().take(pa.array(heads))}
    if BLOC in table.column_names:
        columns[BLOC] = table.column(BLOC).combine_chunks().take(pa.array(heads))
    places: dict[str, Ints] = dict.fromkeys(columns, origins[heads])
    bad: list[BadCell] = []
    for code, name in enumerate([*names.dictionary.to_pylist(), None]):
        rows = np.flatnonzero(which == code)
        if not len(rows):
            continue
        word = known.read(name or "")
        if isinstance(word, Diagnostic):
            bad += _refused(units[rows], origins[rows], MEASURE, name, word)
            continue
        cells, rows = _cells(table, values, rows, word)
        own = units[rows]
        at = np.full(len(heads), -1)
        at[own[::-1]] = rows[::-1]  # the first row of a unit stays
        again = rows != at[own]
        for unit, row in zip(own[again], origins[rows[again]], strict=True):
            shown = columns[UNIT][int(unit)].as_py()
            twice = diagnostic("E511", unit=shown, measure=name)
            bad.append(BadCell(int(unit), int(row) + 1, str(name), None, twice))
        columns[str(name)] = cells.take(pa.array(np.where(at < 0, 0, at), mask=at < 0))
        places[str(name)] = np.where(at < 0, origins[heads], origins[at])
    return Chunk(len(heads), columns, 0, places, tuple(bad))


def _units(table: pa.Table) -> tuple[Ints, Ints]:
    """Return the number of each row's unit, and the row in which each unit first appears."""
    codes = _codes(table.column(UNIT))
    if BLOC in table.column_names:
        blocs = _codes(table.column(BLOC))
        codes = blocs * (codes.max(initial=0) + 1) + codes
    _, first, place = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first)
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.arange(len(order))
    return numbers[place], first[order]


def _codes(column: pa.ChunkedArray) -> Ints:
    coded = column.combine_chunks()
    if not pa.types.is_dictionary(coded.type):
        coded = coded.dictionary_encode()
    codes = coded.indices.fill_null(len(coded.dictionary))
    return np.asarray(codes.to_numpy(zero_copy_only=False)).astype(np.int64)


def _text(column: pa.ChunkedArray) -> pa.Array:
    text = column.combine_chunks().cast(pa.string())
    return pc.utf8_normalize(pc.utf8_trim_whitespace(text), form="NFC")


def _cells(table: pa.Table, values: pa.Array, rows: Ints, word: Word) -> tuple[pa.Array, Ints]:
    """Return the cells to take from, and those of *rows* that say anything."""
    if word.kind in MARKS and NOTE in table.column_names:  # a reason alone marks too
        text = values if pa.types.is_boolean(values.type) else values.cast(pa.string())
        text = text.cast(pa.string())
        blank = pc.equal(pc.utf8_trim_whitespace(text).fill_null(""), "")
        values = pc.if_else(blank, table.column(NOTE).combine_chunks().cast(pa.string()), text)
    own = values.take(pa.array(rows))
    empty = own.is_null()
    if pa.types.is_string(own.type) or pa.types.is_large_string(own.type):
        empty = pc.or_(empty, pc.equal(pc.utf8_trim_whitespace(own).fill_null(""), ""))
    return values, rows[~empty.to_numpy(zero_copy_only=False)]


def _refused(
    units: Ints, origins: Ints, column: str, value: object, found: Diagnostic
) -> list[BadCell]:
    return [
        BadCell(int(unit), int(row) + 1, column, value, found)
        for unit, row in zip(units, origins, strict=True)
    ]
