"""A workbook in memory: formats, A4 pages, names of sheets; text always stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from attrs import define, field

from covenant_rules.errors import from_extra
from covenant_rules.output.files import DAY_ZERO, rezipped
from covenant_rules.text import decimal_places, normalise

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT, SIZE = "Times New Roman", 12
A4 = 9
LONGEST_NAME = 31
LONGEST_TEXT = 32_000  # Excel holds 32 767 characters in a cell
DIGITS = 15
LINE_HEIGHT = 16  # points, for a line of SIZE
MARGINS = (15, 10, 15, 18)  # left, right, top, bottom, in millimetres
_ROW = re.compile(rb"<row [^>]*>")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

_LINE = {"border": 1, "border_color": "#808080"}
_CELL = {**_LINE, "valign": "top", "text_wrap": True}
FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "align": "center", "valign": "vcenter", "text_wrap": True},
    "subtitle": {"align": "center", "valign": "vcenter", "text_wrap": True},
    "hint": {"italic": True, "valign": "vcenter", "text_wrap": True},
    "head": {**_CELL, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#D9E2EC"},
    "text": _CELL,
    "aside": {**_CELL, "align": "left", "indent": 1},
    "center": {**_CELL, "align": "center"},
    "item": {**_CELL, "align": "left", "indent": 1},
    "strong": {**_CELL, "bold": True},
    "strong_center": {**_CELL, "bold": True, "align": "center"},
    "strong_number": {**_CELL, "bold": True, "align": "right"},
    "unit": {**_CELL, "bold": True, "bg_color": "#D9E2EC"},
    "band": {**_CELL, "bold": True, "bg_color": "#EEF2F6"},
    "band_center": {**_CELL, "bold": True, "bg_color": "#EEF2F6", "align": "center"},
    "band_number": {**_CELL, "bold": True, "bg_color": "#EEF2F6", "align": "right"},
    "number": {**_CELL, "align": "right"},
    "fill": {**_CELL, "locked": False, "bg_color": "#FFF8DC", "align": "right"},
    "fill_date": {**_CELL, "locked": False, "bg_color": "#FFF8DC", "align": "right", "num_format": "dd/mm/yyyy"},
    "fill_text": {**_CELL, "locked": False, "bg_color": "#FFF8DC", "num_format": "@"},
    "note": {"valign": "top", "text_wrap": True},
    "sign": {"bold": True, "align": "center", "valign": "top", "text_wrap": True},
    "plain": {},
}  # fmt: skip


@define
class Book:
    """A workbook that is being written."""

    workbook: Workbook
    stream: BytesIO
    formats: dict[tuple[str, str], Format] = field(factory=dict)
    names: set[str] = field(factory=set)

    @classmethod
    def new(cls, title: str) -> Book:
        """Return an empty workbook; nothing written to it can become a formula or a link."""
        with from_extra("report"):
            from xlsxwriter import Workbook  # noqa: PLC0415
        stream = BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": SIZE},
        }
        workbook = Workbook(stream, options)
        workbook.set_properties({"title": title, "created": DAY_ZERO})
        return cls(workbook, stream)

    def style(self, name: str, number: str = "") -> Format:
        """Return a format by its name, with a number format of its own where one is given."""
        if (name, number) not in self.formats:
            given = dict(FORMATS[name]) | ({"num_format": number} if number else {})
            self.formats[name, number] = self.workbook.add_format(
                {"font_name": FONT, "font_size": SIZE} | given
            )
        return self.formats[name, number]

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet under *name*, made short, allowed and unique as Excel asks."""
        allowed = _FORBIDDEN.sub(" ", normalise(name)).strip().strip("'") or "-"
        shown, number = allowed[:LONGEST_NAME].strip(), 1
        while shown.casefold() in {*self.names, "history"}:
            number += 1
            end = f" ({number})"
            shown = allowed[: LONGEST_NAME - len(end)].strip() + end
        self.names.add(shown.casefold())
        found: Worksheet = self.workbook.add_worksheet(shown)
        return found

    def data(self) -> bytes:
        """Return the whole file; its rows still grow with what is typed into them."""
        self.workbook.close()
        return rezipped(self.stream.getvalue(), _growing)


def _growing(name: str, part: bytes) -> bytes:
    """Return a part of a workbook in which the height of a row is an estimate, and no decision."""
    if not name.startswith("xl/worksheets/"):
        return part
    return _ROW.sub(lambda row: row[0].replace(b' customHeight="1"', b""), part)


def text(value: str) -> str:
    """Return *value* as a cell can hold it."""
    return normalise(value)[:LONGEST_TEXT]


def as_number(value: Fraction) -> float | None:
    """Return the number that a cell holds for *value*, or None where no cell holds it exactly.

    A decimal of 15 digits is the shortest one of its float, so it is read back as it was.
    """
    places = decimal_places(value)
    if places is None or abs(value) * 10**places >= 10**DIGITS:
        return None
    return float(value)


def decimals_format(decimals: int) -> str:
    """Return the number format that shows *decimals* decimals."""
    return "#,##0." + "0" * decimals if decimals else "#,##0"


def page(sheet: Worksheet, *, footer: str, head_row: int, landscape: bool = True) -> None:
    """Set *sheet* up for A4: as wide as the page, its head on every page, pages counted."""
    sheet.set_paper(A4)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(*(_inches(millimetres) for millimetres in MARGINS))
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head_row)
    sheet.freeze_panes(head_row + 1, 0)
    sheet.set_footer(f"&L&8{footer.replace('&', '&&')[:200]}&R&8&P/&N")
    sheet.hide_gridlines(2)


def _inches(millimetres: int) -> float:
    return millimetres * 10 / 254


def fit(sheet: Worksheet, row: int, texts: Iterable[str], widths: Iterable[int]) -> None:
    """Make *row* as high as its texts need in columns of *widths*.

    A row of one line is left alone, so that Excel still grows it with what is typed there.
    """
    lines = max((_lines(t, w) for t, w in zip(texts, widths, strict=False)), default=1)
    if lines > 1:
        sheet.set_row(row, LINE_HEIGHT * lines + 2)


def _lines(words: str, width: int) -> int:
    """Return how many lines *words* take: letters are a little narrower than a column counts them."""
    return sum(len(wrap(line, width * 21 // 20)) or 1 for line in words.split("\n"))
