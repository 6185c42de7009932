"""Workbooks as offices send them: every cell with its place, its value exact, or why it cannot be taken.

A number comes as the text of its shortest decimal, so that from here on a workbook is read like CSV.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile
from zlib import error as stream_error

from attrs import frozen

from covenant_rules.diagnostics import Diagnostic, Sheet, Span, diagnostic
from covenant_rules.errors import ReportError, from_extra
from covenant_rules.quantity import shortest_decimal
from covenant_rules.spec.cells import Percent
from covenant_rules.spec.workbook_xml import Marks, Place, TooLargeError, marks
from covenant_rules.text import exact_text, normalise

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

LARGEST_WORKBOOK = 20_000_000
LARGEST_UNPACKED = 100_000_000
DIGITS = 15  # what Excel keeps of a number
_OLE = b"\xd0\xcf\x11\xe0"
_MB = 1_000_000

Area = tuple[Place, Place]


@frozen
class Box:
    """One cell of a sheet: None, text (of a number too), a per cent, a date or a yes/no; or a *problem*."""

    value: str | Percent | date | bool | None
    span: Span
    problem: Diagnostic | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the cell."""
        return self.problem is None and (self.value is None or not str(self.value).strip())

    @property
    def text(self) -> str:
        """What the cell says, as text."""
        return "" if self.value is None else normalise(str(self.value).strip())


@frozen
class Grid:
    """One worksheet: its cells that hold something, by row and column from 1."""

    file: str
    sheet: Sheet
    hidden: bool
    boxes: Mapping[Place, Box]
    merged: tuple[Area, ...]

    def at(self, row: int, column: int) -> Box:
        """Return a cell; one that is merged with others cannot be taken."""
        box = self.boxes.get((row, column))
        found = box or Box(None, Span(self.file, row, column, sheet=self.sheet))
        for (top, left), (bottom, right) in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return Box(found.value, found.span, diagnostic("E919", found.span))
        return found

    @property
    def rows(self) -> dict[int, list[int]]:
        """The columns that hold something, by row, both in order."""
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.boxes):
            found.setdefault(row, []).append(column)
        return found


def read_workbook(path: Path, shown: str) -> tuple[Grid, ...]:
    """Return the worksheets of the workbook at *path*, in their order.

    Raises:
        ReportError: the file is no workbook, is protected, or too large; python-calamine is missing.
    """
    with from_extra("report"):
        from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415
    data, whole = _read(path, shown), Span(shown, 1, 1)
    try:
        with ZipFile(BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise ReportError(diagnostic("E903", whole, limit=LARGEST_UNPACKED // _MB))
            names = archive.namelist()
            if (
                len(set(names)) < len(names) or archive.testzip() is not None
            ):  # proves the sizes too
                raise ReportError(diagnostic("E901", whole))
            known = marks(archive)
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            return tuple(_grids(book, known, shown))
    except TooLargeError as error:
        at = Span(shown, *error.place, sheet=Sheet(1, error.sheet))
        raise ReportError(diagnostic("E904", at)) from error
    except (
        BadZipFile,
        stream_error,
        ExpatError,
        CalamineError,
        ValueError,
        LookupError,
        EOFError,
    ) as error:
        if isinstance(error, ReportError):
            raise
        raise ReportError(diagnostic("E901", whole)) from error
    except (
        NotImplementedError,
        RuntimeError,
    ) as error:  # compressed in an odd way, or with a password
        raise ReportError(diagnostic("E902", whole)) from error


def _read(path: Path, shown: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST_WORKBOOK:
            raise ReportError(diagnostic("E903", Span(shown, 1, 1), limit=LARGEST_WORKBOOK // _MB))
        data = path.read_bytes()
    except OSError as error:
        raise ReportError(diagnostic("E101", file=shown)) from error
    if data.startswith(_OLE):
        raise ReportError(diagnostic("E902", Span(shown, 1, 1)))
    return data


def _grids(book: object, known: Mapping[str, Marks], shown: str) -> Iterator[Grid]:
    for number, metadata in enumerate(book.sheets_metadata, start=1):  # type: ignore[attr-defined]
        if metadata.name in known:
            sheet = book.get_sheet_by_name(metadata.name)  # type: ignore[attr-defined]
            hidden = metadata.visible is not type(metadata.visible).Visible
            yield _grid(sheet, known[metadata.name], Sheet(number, metadata.name), shown, hidden)


def _grid(found: CalamineSheet, behind: Marks, sheet: Sheet, shown: str, hidden: bool) -> Grid:  # noqa: FBT001
    boxes = {}
    values: Sequence[Sequence[object]] = found.to_python(skip_empty_area=False)
    for row, line in enumerate(values, start=1):
        for column, value in enumerate(line, start=1):
            if value != "":
                span = Span(shown, row, column, sheet=sheet)
                boxes[row, column] = _box(value, span, percent=(row, column) in behind.percents)
    for code, marked in (("E917", behind.formulas), ("E918", behind.errors)):
        for (row, column), text in marked.items():
            span = Span(shown, row, column, sheet=sheet)
            boxes[row, column] = Box(text, span, diagnostic(code, span, text=text[:40]))
    areas = tuple(
        ((top + 1, left + 1), (bottom + 1, right + 1))
        for (top, left), (bottom, right) in found.merged_cell_ranges or ()
    )
    return Grid(shown, sheet, hidden, boxes, areas)


def _box(value: object, span: Span, *, percent: bool) -> Box:
    match value:
        case bool() | str():
            return Box(value, span)
        case int() | float():
            number = shortest_decimal(float(value))
            if not number.is_finite() or abs(number) >= 10**DIGITS:
                return Box(str(value), span, diagnostic("E923", span, digits=DIGITS))
            shown = exact_text(Fraction(number * 100 if percent else number))
            return Box(Percent(shown) if percent else shown, span)
        case datetime() if value.time() != time():
            return Box(str(value), span, diagnostic("E921", span, value=value))
        case datetime():
            return Box(value.date(), span)
        case date():
            return Box(value, span)
        case time() | timedelta():
            return Box(str(value), span, diagnostic("E921", span, value=value))
    raise TypeError(value)  # calamine gives no other
