"""Stands in for the person at the spreadsheet: opens a form, types into cells, saves it under a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from covenant_rules.diagnostics import Diagnostic
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import Files, Loaded, inspect
from covenant_rules.text import exact_text

VALUE, EVIDENCE, NOTE = 6, 7, 8  # columns F, G, H
UNIT, KEY = 9, 10  # the hidden columns I and J
PASSPORT = "covenant-rules"
CORE = Registry.of()


def opened(form: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(form))


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows(book: Workbook) -> Iterator[tuple[Worksheet, int, str, str]]:
    """Yield the sheet, row, unit and key of every row of a form that has a key."""
    for sheet in book.worksheets:
        if sheet.title != PASSPORT:
            for row in range(2, sheet.max_row + 1):
                key = sheet.cell(row, KEY).value
                if key is not None:
                    yield sheet, row, sheet.cell(row, UNIT).value or "", key


def asked(book: Workbook) -> Iterator[tuple[str, str]]:
    """Yield unit and key of every row that may be filled in."""
    listed = book[PASSPORT]
    for row in listed.iter_rows(min_row=1, max_col=5, values_only=True):
        if row[0] == "row" and row[4] == "yes":
            yield row[1], row[2]


def cell(book: Workbook, key: str, column: int = VALUE, unit: str | None = None) -> Cell:
    """Return the cell of a row by its key."""
    for sheet, row, of, name in rows(book):
        if name == key and unit in (None, of):
            return sheet.cell(row, column)
    raise KeyError(key)


def place(found: Cell) -> str:
    return f"{found.parent.title}!{found.coordinate}"


def typed(value, quantity: Quantity, language: str = "vi"):
    """Return what a person types for a value."""
    match quantity.unit:
        case Unit.YES_NO:
            return {"vi": ("Không", "Có"), "en": ("No", "Yes")}[language][int(value)]
        case Unit.LEVEL:
            return quantity.names[int(value)]
        case Unit.DATE:
            return date.fromordinal(int(value))
    near = float(value)
    return near if exact_text(value) == repr(near).removesuffix(".0") else exact_text(value)


def changed(form: bytes, edit: Callable[[Workbook], object]) -> bytes:
    """Return *form* after a person's *edit*."""
    book = opened(form)
    edit(book)
    return saved(book)


def loaded(folder: Path, data: bytes, name: str = "filled.xlsx") -> Loaded:
    """Return the bloc-year of *folder* with the reports of a workbook."""
    (folder / name).write_bytes(data)
    return inspect(Files.of(folder, reports=folder / name), CORE)


def told(found: Loaded | tuple[Diagnostic, ...], folder: Path) -> list[str]:
    """Return code and place of every diagnostic of a workbook, as `CODE sheet!cell`."""
    diagnostics = found.diagnostics if isinstance(found, Loaded) else found
    return [
        f"{d.code} {d.span.within if d.span and d.span.sheet else ''}".strip() for d in diagnostics
    ]
