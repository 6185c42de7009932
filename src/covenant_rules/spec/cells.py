"""Cells: one reported value with its place, whatever file it came from.

CSV text is read exactly. A data frame arrives through the Arrow PyCapsule interface, a Parquet file
as such a frame; floats, also those of a workbook, are taken only where their shortest decimal form
fits the measure.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import StringIO
from itertools import islice
from pathlib import Path

from attrs import frozen

from covenant_rules.diagnostics import (
    MOST_PROBLEMS,
    Diagnostic,
    Span,
    diagnostic,
    did_you_mean,
    too_many,
)
from covenant_rules.errors import NumberError, ReportError
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.text import Text, normalise

UNIT, STAGE, MEASURE, VALUE, NOTE = "unit", "stage", "measure", "value", "note"
BLOC = "bloc"
LONG = (UNIT, MEASURE, VALUE)
OPTIONAL = (STAGE, NOTE, BLOC)
DEFAULT_STAGE = "final"
LARGEST_CELL = 10_000


@frozen
class Cell:
    """One value that a unit reports at a stage.

    *at* is where it stands, *named* where its measure is named, *who* where its unit is.
    """

    unit: str
    stage: str
    measure: str
    value: object
    note: str
    at: Span
    named: Span
    who: Span


@frozen
class Percent:
    """A number that a spreadsheet shows in per cent; *shown* is what stands before the sign."""

    shown: str

    def __str__(self) -> str:
        """Return what the spreadsheet shows."""
        return f"{self.shown}%"


def plain_value(cell: Cell, quantity: Quantity) -> object:
    """Return the value of *cell* for *quantity*: what a spreadsheet shows in per cent, by its number.

    Raises:
        NumberError: a date or a per cent stands where another unit is asked, or a time of day with it.
    """
    value = cell.value
    if isinstance(value, datetime):
        if value.time() != time():
            raise NumberError(diagnostic("E921", value=value))
        value = value.date()
    if isinstance(value, Percent):
        if quantity.unit is not Unit.PERCENT:
            raise NumberError(diagnostic("E922", value=value, unit=quantity.name))
        return value.shown
    if isinstance(value, date) and quantity.unit is not Unit.DATE:
        shown = Text(vi=f"{value:%d/%m/%Y}", en=value.isoformat())
        raise NumberError(diagnostic("E920", value=shown, unit=quantity.name))
    return value


def from_csv(text: str, shown: str) -> tuple[list[Cell], list[Diagnostic]]:
    """Return the cells of a CSV file and the problems of its form.

    Long form has the columns unit, measure, value and may have stage and note; any other columns
    beside unit and stage make it the wide form, one column for each measure.
    """
    lines = text.split("\n")
    header_line = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=header_line.count)
    reader = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
    problems: list[Diagnostic] = []
    cells: list[Cell] = []
    header: list[str] = []
    heads: dict[str, Span] = {}
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            begins = reader.line_num - sum(cell.count("\n") for cell in row)
            spans = _spans(row, lines, begins, shown, delimiter)
            if not header:
                header = [normalise(name.strip()) for name in row]
                heads = dict(zip(header, spans, strict=True))
                problems += islice(header_problems(header, spans), MOST_PROBLEMS)
                if problems:
                    return [], problems
                continue
            if len(problems) == MOST_PROBLEMS:
                problems.append(too_many(spans[0]))
                break
            if len(row) != len(header):
                problems.append(diagnostic("E504", spans[0], found=len(row), wanted=len(header)))
                continue
            values: dict[str, object] = dict(zip(header, row, strict=True))
            cells += row_cells(values, dict(zip(header, spans, strict=True)), heads)
    except csv.Error:
        number = min(max(reader.line_num, 1), len(lines))
        problems.append(
            diagnostic(
                "E505", Span(shown, number, 1, max(1, len(lines[number - 1])), lines[number - 1])
            )
        )
    if not header and not problems:
        problems.append(diagnostic("E110", Span(shown, 1, 1)))
    return cells, problems


def header_problems(header: Sequence[str], spans: Sequence[Span]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the first row of a table of reports, long or wide."""
    seen: set[str] = set()
    for number, name in enumerate(header):
        if name in seen:
            yield diagnostic("E502", spans[number], column=name)
        seen.add(name)
    if UNIT not in header:
        near = did_you_mean(UNIT, header)
        yield diagnostic("E501", spans[0], column=UNIT, suggestion=near)
    if (MEASURE in header) != (VALUE in header):
        absent = VALUE if MEASURE in header else MEASURE
        yield diagnostic("E501", spans[0], column=absent)
    elif MEASURE in header and UNIT in header:
        for number, name in enumerate(header):
            if name not in (*LONG, *OPTIONAL):
                known = ", ".join((*LONG, *OPTIONAL))
                yield diagnostic("E503", spans[number], column=name, columns=known)


def row_cells(
    values: dict[str, object], spans: dict[str, Span], heads: dict[str, Span]
) -> Iterator[Cell]:
    """Yield the cells of one row of a table of reports, long or wide."""
    unit = _word(values.get(UNIT))
    stage = _word(values.get(STAGE)) or DEFAULT_STAGE
    note = _word(values.get(NOTE))
    if MEASURE in values:
        measure = _word(values[MEASURE])
        at, named = spans[VALUE], spans[MEASURE]
        yield Cell(unit, stage, measure, values[VALUE], note, at, named, spans[UNIT])
        return
    for name, value in values.items():
        if name not in (UNIT, *OPTIONAL):
            yield Cell(unit, stage, name, value, note, spans[name], heads[name], spans[UNIT])


def _word(value: object) -> str:
    return "" if value is None else normalise(str(value).strip())


def _spans(
    row: Sequence[str], lines: Sequence[str], begins: int, shown: str, delimiter: str
) -> list[Span]:
    """Return the place of every cell; in a row with line breaks, that of its first line."""
    text = lines[begins - 1] if begins <= len(lines) else ""
    spans: list[Span] = []
    column = 0
    for _ in row or [""]:
        end, quoted = column, False
        while end < len(text) and (quoted or text[end] != delimiter):
            quoted ^= text[end] == '"'
            end += 1
        spans.append(Span(shown, begins, min(column, len(text)) + 1, max(1, end - column), text))
        column = end + 1
    return spans


def from_arrow(frame: object, shown: str = "frame") -> list[Cell]:
    """Return the cells of a data frame; a place is its row, counted from 1, and its column.

    Raises:
        ReportError: the frame lacks a column, or the package pyarrow is missing.
    """
    try:
        import pyarrow  # noqa: PLC0415  (an extra: only frames need it)
    except ImportError as error:
        raise ReportError(diagnostic("E506")) from error
    table = pyarrow.table(frame)
    header = [normalise(str(name)) for name in table.column_names]
    span = Span(shown, 1, 1)
    problems = list(header_problems(header, [span] * len(header) or [span]))
    if problems:
        raise ReportError(problems)
    cells: list[Cell] = []
    for number, row in enumerate(table.to_pylist(), start=1):
        spans = {
            name: Span(shown, number, position) for position, name in enumerate(header, start=1)
        }
        values = dict(zip(header, row.values(), strict=True))
        cells += row_cells(values, spans, spans)
    return cells


LARGEST_PARQUET = 50_000_000
MOST_ROWS = 1_000_000


def from_parquet(path: Path, shown: str) -> list[Cell]:
    """Return the cells of a Parquet file, read as the frame that it holds.

    Raises:
        ReportError: the file cannot be read, is too large, lacks a column, or pyarrow is missing.
    """
    try:
        from pyarrow import ArrowException, parquet  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise ReportError(diagnostic("E506")) from error
    start = Span(shown, 1, 1)
    try:
        if path.stat().st_size > LARGEST_PARQUET:
            raise ReportError(diagnostic("E106", start, limit=LARGEST_PARQUET // 1_000_000))
        with parquet.ParquetFile(path) as file:
            held = file.metadata
            sizes = (held.row_group(n).total_byte_size for n in range(held.num_row_groups))
            if held.num_rows > MOST_ROWS or sum(sizes) > LARGEST_PARQUET:
                raise ReportError(diagnostic("E108", start, limit=MOST_ROWS))
            table = file.read()
            table.validate(full=True)  # text that is no UTF-8 is told by no reader
    except (ArrowException, UnicodeError) as error:  # the latter for names of columns
        raise ReportError(diagnostic("E901", start)) from error
    except OSError as error:
        raise ReportError(diagnostic("E101", file=shown)) from error
    return from_arrow(table, shown)
