"""One sheet of results as it is written: a title, a head, rows of text and points, notes under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from attrs import define, field

from covenant_rules.covenant import Rounding
from covenant_rules.fragments import points_text
from covenant_rules.interval import Interval
from covenant_rules.output.excel.book import Book, as_number, decimals_format, fit, page, text
from covenant_rules.text import Language, Text, exact_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

EXACT = Text(vi="Giá trị chính xác, ghi chú", en="Exact values, notes")
_HEAD_ROW = 2


@define
class Paper:
    """A table on a sheet of its own; points are numbers, and what no number holds is told beside.

    Where *exact* is true, the last column of the table is kept for the exact values of its row.
    """

    book: Book
    sheet: Worksheet
    heads: Sequence[str]
    widths: Sequence[int]
    rounding: Rounding
    language: Language
    exact: bool
    row: int = _HEAD_ROW
    told: list[str] = field(factory=list)
    beside: bool = False

    @classmethod
    def new(
        cls,
        book: Book,
        name: str,
        titles: tuple[str, str],
        heads: Sequence[tuple[str, int]],
        rounding: Rounding,
        language: Language,
        *,
        exact: bool = True,
    ) -> Paper:
        """Begin a sheet with two lines of title and the head of its table, each column with its width."""
        columns = [*heads, *([(EXACT.in_(language), 28)] if exact else [])]
        sheet = book.sheet(name)
        for column, (_, width) in enumerate(columns):
            sheet.set_column(column, column, width)
        widths = [width for _, width in columns]
        for row, (words, style) in enumerate(zip(titles, ("title", "subtitle"), strict=True)):
            if words:
                sheet.merge_range(row, 0, row, len(columns) - 1, "", book.style(style))
                sheet.write_string(row, 0, text(words), book.style(style))
                fit(sheet, row, [words], [sum(widths)])
        names = [words for words, _ in columns]
        found = cls(book, sheet, names, widths, rounding, language, exact=False)
        found.put(names, ["head"] * len(columns))
        found.exact = exact
        return found

    def put(
        self, cells: Iterable[str | Interval | None], styles: Sequence[str], remark: str = ""
    ) -> None:
        """Write one row of the table, with its exact values and a *remark* in the last column."""
        shown: list[str] = []
        for column, (value, style) in enumerate(zip(cells, styles, strict=False)):
            if isinstance(value, Interval):
                shown.append(self._points(column, value, style))
            else:
                words = text(value or "")
                self.sheet.write_string(self.row, column, words, self.book.style(style))
                shown.append(words)
        if self.exact:
            words = "\n".join([*self.told, *([remark] if remark else [])])
            self.sheet.write_string(self.row, len(self.widths) - 1, words, self.book.style("aside"))
            self.beside = self.beside or bool(words)
            shown.append(words)
        self.told = []
        fit(self.sheet, self.row, shown, self.widths)
        self.row += 1

    def _points(self, column: int, points: Interval, style: str) -> str:
        """Write points: a number where they are known, else the two ends as text."""
        style, value = style if style.endswith("number") else f"{style}_number", points.exact
        if value is None:
            words = points_text(points, self.language)
            self.sheet.write_string(self.row, column, words, self.book.style(style))
            return words
        if as_number(value) is None:
            self.told.append(f"{self.heads[column]} = {exact_text(value)}")
        number = decimals_format(self.rounding.decimals)
        self.sheet.write_number(self.row, column, float(value), self.book.style(style, number))
        return ""

    def note(self, words: str) -> None:
        """Write a line under the table."""
        last = len(self.widths) - 1
        self.sheet.merge_range(self.row, 0, self.row, last, "", self.book.style("note"))
        self.sheet.write_string(self.row, 0, text(words), self.book.style("note"))
        fit(self.sheet, self.row, [words], [sum(self.widths)])
        self.row += 1

    def finish(self, footer: str) -> None:
        """Set the sheet up for printing; a last column in which nothing stands is hidden."""
        if self.exact and not self.beside:
            last = len(self.widths) - 1
            self.sheet.set_column(last, last, self.widths[last], None, {"hidden": True})
        page(self.sheet, footer=footer, head_row=_HEAD_ROW)
        self.sheet.freeze_panes(_HEAD_ROW + 1, 2)
        self.sheet.print_area(0, 0, max(self.row, _HEAD_ROW + 1), len(self.widths) - 1)
