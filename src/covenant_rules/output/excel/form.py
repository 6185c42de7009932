"""The form that units fill in: one workbook, a sheet for each content, every row with its hidden id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from covenant_rules.bloc import Bloc, unknown_unit
from covenant_rules.diagnostics import column_letters
from covenant_rules.errors import ReportError
from covenant_rules.output.excel.book import Book, fit, page, text
from covenant_rules.output.excel.filling import Answer, answer, validation, write_answer
from covenant_rules.output.files import write_whole
from covenant_rules.output.words import stage_name
from covenant_rules.report import Report
from covenant_rules.spec.cells import DEFAULT_STAGE
from covenant_rules.spec.forms.layout import (
    COLUMNS,
    PRINTED,
    SAYS,
    Kind,
    Page,
    Row,
    layout,
    name_of,
    reporters,
)
from covenant_rules.spec.forms.passport import KEY, MARK, OF, SHEET, Passport, Printed
from covenant_rules.spec.forms.reading import parted
from covenant_rules.standing import choose_stage
from covenant_rules.text import Language, Text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDTHS = (7, 46, 8, 13, 11, 16, 30, 30)
HEAD_ROW = 5
LISTS = 20  # the column of the hidden sheet from which the names of levels stand

_WORDS = {
    "form": Text(vi="BIỂU BÁO CÁO KẾT QUẢ THỰC HIỆN", en="REPORT OF RESULTS"),
    "unit": Text(vi="Đơn vị: {}", en="Unit: {}"),
    "bloc": Text(vi="Các đơn vị trong khối: {}", en="Units of the bloc: {}"),
    "stage": Text(vi="Đợt chấm: {}", en="Stage: {}"),
    "edition": Text(vi="ấn bản {}", en="edition {}"),
    "hint": Text(
        vi="Chỉ ghi vào ô nền vàng. Số ghi bằng số (tỷ lệ 95 % ghi 95), không dùng công thức; không có số liệu thì "
        "để trống. Cột “Căn cứ” ghi văn bản, tài liệu chứng minh; cột “Lý do, ghi chú” ghi giải thích.",
        en="Fill in the yellow cells only. Write numbers as numbers (95 for 95 %), no formulas; leave blank what is "
        "not known. “Evidence” names the document that proves a figure, “Reasons, notes” explains it.",
    ),
    "seldom": Text(
        vi="Trang này chỉ dùng cho trường hợp ít gặp; không có thì để trống cả trang.",
        en="This sheet is for what is seldom needed; leave all of it blank otherwise.",
    ),
    "dots": Text(vi="……, ngày …… tháng …… năm ……", en="……, ……"),
    "made": Text(vi="NGƯỜI LẬP BIỂU", en="PREPARED BY"),
    "head": Text(vi="THỦ TRƯỞNG ĐƠN VỊ", en="HEAD OF THE UNIT"),
    "chair": Text(vi="TM. KHỐI THI ĐUA", en="FOR THE BLOC"),
    "signed": Text(vi="(Ký, ghi rõ họ tên)", en="(Signature, full name)"),
    "sealed": Text(vi="(Ký, đóng dấu, ghi rõ họ tên)", en="(Signature, seal, full name)"),
}
_HEAD = {
    "number": Text(vi="TT", en="No."),
    "title": Text(vi="Nội dung, tiêu chí, số liệu", en="Content, criterion, figure"),
    "points": Text(vi="Điểm chuẩn", en="Standard"),
    "target": Text(vi="Chỉ tiêu đăng ký", en="Target"),
    "unit": Text(vi="Đơn vị tính", en="Unit"),
    "value": Text(vi="Kết quả", en="Result"),
    "evidence": Text(vi="Căn cứ", en="Evidence"),
    "note": Text(vi="Lý do, ghi chú", en="Reasons, notes"),
}
_STYLES: Mapping[Kind, Sequence[str]] = {
    Kind.UNIT: ("unit",) * len(COLUMNS),
    Kind.CONTENT: ("band_center", "band", "band_center", *("band",) * 5),
    Kind.CRITERION: ("strong_center", "strong", "strong_center", "strong_center", *("strong",) * 4),
    Kind.REMARK: ("center", "item", *("text",) * 6),
}
_ASKED = ("center", "item", "center", "center", "center")


def form(
    bloc: Bloc,
    *,
    unit: str | None = None,
    stage: str = DEFAULT_STAGE,
    language: Language = "vi",
    prefill: str | None = None,
) -> bytes:
    """Return the form for one unit, or for all units of the bloc, as an xlsx workbook.

    Args:
        bloc: the sheet with its registrations.
        unit: the unit that fills it in; None for a workbook with every unit.
        stage: the stage of which it will be the report.
        language: in which it speaks.
        prefill: a stage whose reports are filled in beforehand, such as `self` for an appraisal.

    Raises:
        ReportError: no such unit is registered, or no report has the stage to fill in.
        MissingPackageError: the extra `report` is not installed.
    """
    known = reporters(bloc)
    if unit is not None and unit not in known:
        raise ReportError(unknown_unit(unit, {one: known[one].title for one in known}))
    reports = {} if prefill is None else bloc.at(choose_stage(bloc, prefill))
    writer = _Writer(bloc, (unit,) if unit else tuple(known), stage, language, reports)
    return writer.data()


def write_form(
    bloc: Bloc,
    path: str | Path,
    *,
    unit: str | None = None,
    stage: str = DEFAULT_STAGE,
    language: Language = "vi",
    prefill: str | None = None,
) -> None:
    """Write the form for one unit, or for all units, to *path*; see `form`.

    Raises:
        WriteError: the file cannot be written; what was there stays as it was.
    """
    data = form(bloc, unit=unit, stage=stage, language=language, prefill=prefill)
    write_whole(Path(path), data)


@define
class _Writer:
    bloc: Bloc
    units: Sequence[str]
    stage: str
    language: Language
    reports: Mapping[str, Report]
    book: Book = field(init=False)
    printed: dict[tuple[str, str], Printed] = field(factory=dict)
    lists: dict[tuple[str, ...], str] = field(factory=dict)

    def data(self) -> bytes:
        """Return the workbook."""
        self.book = Book.new(self.say(self.bloc.covenant.title))
        self.book.names.add(SHEET)
        more = {unit: tuple(answers(report)) for unit, report in self.reports.items()}
        for one in layout(self.bloc, self.units, self.language, more):
            self.page(one)
        hidden = self.book.workbook.add_worksheet(SHEET)
        hidden.very_hidden()
        self.passport(hidden)
        self.book.workbook.worksheets()[0].activate()
        return self.book.data()

    def say(self, words: Text | str, *values: object) -> str:
        found = _WORDS[words] if isinstance(words, str) else words
        return (
            text(found.in_(self.language)).format(*values)
            if values
            else text(found.in_(self.language))
        )

    def page(self, one: Page) -> None:
        """Write one sheet."""
        sheet = self.book.sheet(one.name)
        name = sheet.get_name()
        for column, marked in enumerate((*COLUMNS, OF, KEY)):
            sheet.write_string(0, column, f"{MARK}{marked}", self.book.style("plain"))
        sheet.set_row(0, None, None, {"hidden": True})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_column(len(COLUMNS), len(COLUMNS) + 1, 12, None, {"hidden": True})
        self.titles(sheet, name, one)
        row, breaks = HEAD_ROW + 1, []
        for found in one.rows:
            if found.kind is Kind.UNIT and row > HEAD_ROW + 1:
                breaks.append(row)
            self.row(sheet, row, name, found)
            row += 1
        row = self.signatures(sheet, name, row)
        covenant = self.bloc.covenant
        page(
            sheet, footer=f"{self.say(covenant.title)} · {covenant.digest[7:19]}", head_row=HEAD_ROW
        )
        sheet.set_h_pagebreaks(breaks)
        sheet.print_area(1, 0, row, len(COLUMNS) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:J{row + 1}"})
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def titles(self, sheet: Worksheet, name: str, one: Page) -> None:
        """Write what stands above the table, and its head."""
        covenant, kind = self.bloc.covenant, self.say("form")
        named = one.name if one.content is None else f"{one.name}: {self.say(one.content.title)}"
        if len(self.units) == 1:
            unit = self.units[0]
            who = self.say("unit", name_of(unit, reporters(self.bloc)[unit], self.language))
        else:
            who = self.say("bloc", len(self.units))
        stage = self.say("stage", stage_name(self.stage, self.language))
        edition = self.say("edition", covenant.edition)
        lines = (
            ("title", f"{kind}\n{self.say(covenant.title)}"),
            ("subtitle", named),
            ("subtitle", f"{who}  ·  {stage}  ·  {edition}"),
            (
                "hint",
                self.say("hint") if one.content else f"{self.say('seldom')} {self.say('hint')}",
            ),
        )
        for row, (style, words) in enumerate(lines, start=1):
            self.merged(sheet, row, 0, len(COLUMNS) - 1, words, style)
            self.remember(sheet, row, name, (words, *("",) * (len(COLUMNS) - 1)))
        heads = [self.say(_HEAD[column]) for column in COLUMNS]
        for column, words in enumerate(heads):
            sheet.write_string(HEAD_ROW, column, words, self.book.style("head"))
        fit(sheet, HEAD_ROW, heads, WIDTHS)
        self.remember(sheet, HEAD_ROW, name, tuple(heads))

    def merged(
        self, sheet: Worksheet, row: int, first: int, last: int, words: str, style: str
    ) -> None:
        sheet.merge_range(row, first, row, last, "", self.book.style(style))
        sheet.write_string(row, first, words, self.book.style(style))
        fit(sheet, row, [words], [sum(WIDTHS[first : last + 1])])

    def remember(self, sheet: Worksheet, row: int, name: str, texts: tuple[str, ...]) -> None:
        """Give a row that belongs to no unit an id of its own."""
        key = f"{SAYS}{name}:{row}"
        sheet.write_string(row, len(COLUMNS) + 1, key)
        self.printed["", key] = Printed(name, asked=False, extra=False, texts=texts)

    def row(self, sheet: Worksheet, row: int, name: str, found: Row) -> None:
        """Write one row of the table."""
        texts = tuple(text(one) for one in found.texts)
        styles = (
            (*_ASKED, "fill", "fill_text", "fill_text") if found.is_asked else _STYLES[found.kind]
        )
        for column, words in enumerate(texts):
            if not found.is_asked or column < PRINTED:
                sheet.write_string(row, column, words, self.book.style(styles[column]))
        sheet.write_string(row, len(COLUMNS), found.unit)
        sheet.write_string(row, len(COLUMNS) + 1, found.key)
        self.printed[found.unit, found.key] = Printed(name, found.is_asked, found.extra, texts)
        filled = self.fill(sheet, row, found) if found.is_asked else ()
        fit(sheet, row, (*texts[:PRINTED], *filled), WIDTHS)

    def fill(self, sheet: Worksheet, row: int, found: Row) -> tuple[str, str, str]:
        """Write the cells to fill in, with what is allowed and known there; return their long texts."""
        report = self.reports.get(found.unit)
        known = Answer() if report is None else answer(report, found)
        write_answer(self.book, sheet, row, PRINTED, found, known, self.language)
        note, evidence = parted(known.note)
        for column, words in ((PRINTED + 1, evidence), (PRINTED + 2, note)):
            sheet.write_string(row, column, text(words), self.book.style("fill_text"))
        allowed = validation(found, (row, PRINTED), self.language, self.names)
        if allowed is not None:
            sheet.data_validation(row, PRINTED, row, PRINTED, allowed)
        return known.value if isinstance(known.value, str) else "", evidence, note

    def names(self, names: tuple[str, ...]) -> str:
        """Return where the hidden sheet lists *names*, as a reference of a drop-down."""
        if names not in self.lists:
            column = column_letters(LISTS + len(self.lists) + 1)
            self.lists[names] = f"='{SHEET}'!${column}$1:${column}${len(names)}"
        return self.lists[names]

    def signatures(self, sheet: Worksheet, name: str, row: int) -> int:
        """Write the places to sign, and return the last row of the page."""
        bloc = len(self.units) > 1
        left = (self.say("made"), self.say("signed"))
        right = (self.say("chair" if bloc else "head"), self.say("sealed"))
        pairs = (("", self.say("dots")), (left[0], right[0]), (left[1], right[1]))
        for number, (one, other) in enumerate(pairs, start=row + 1):
            style = "sign" if number == row + 2 else "subtitle"
            self.merged(sheet, number, PRINTED + 1, PRINTED + 2, other, style)
            sheet.write_string(number, 1, one, self.book.style(style))
            texts = ("", one, "", "", "", "", other, "")
            self.remember(sheet, number, name, texts)
        return row + 8

    def passport(self, hidden: Worksheet) -> None:
        """Write the hidden sheet by which the form is known when it comes back."""
        covenant = self.bloc.covenant
        passport = Passport(
            covenant.id, covenant.edition, covenant.digest, self.stage, self.language, self.printed
        )
        for row, texts in enumerate(passport.lines()):
            for column, words in enumerate(texts):
                sheet_text = text(words)
                hidden.write_string(row, column, sheet_text)
        for place, names in enumerate(self.lists):
            for row, words in enumerate(names):
                hidden.write_string(row, LISTS + place, words)
        hidden.protect()


def answers(report: Report) -> Iterable[str]:
    """Return every key of *report*, as it stands in the column `measure`."""
    return dict.fromkeys(
        (
            *report.values,
            *(f"{Kind.POINTS}:{name}" for name in report.stated),
            *(f"{Kind.WAIVER}:{name}" for name in report.waivers),
            *(f"{Kind.NOT_APPLICABLE}:{name}" for name in report.not_applicable),
            *(f"{Kind.INVALID}:{name}" for name in report.invalid),
            *report.notes,
        )
    )
