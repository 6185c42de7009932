"""Forms as they come back from offices: every kind of damage has its own diagnostic, at its own cell."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest

from covenant_rules.diagnostics import catalogue
from covenant_rules.errors import MissingPackageError
from covenant_rules.output.excel.form import form
from covenant_rules.spec.folder import Files, inspect

from . import person, sheet
from .person import EVIDENCE, KEY, NOTE, PASSPORT, VALUE, cell

HO_SO = "Nội dung 1!F10"  # the per cent: 0 to 100, two decimals
TRE = "Nội dung 1!F11"  # the count


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return sheet.write(tmp_path_factory.mktemp("bloc"))


@pytest.fixture(scope="module")
def blank(folder):
    bloc = inspect(Files.of(folder), person.CORE).bloc
    return form(bloc, unit="so-noi-vu")


def put(key: str, value, column: int = VALUE, number_format: str | None = None):
    def edit(book):
        found = cell(book, key, column)
        found.value = value
        if number_format:
            found.number_format = number_format

    return edit


def several(*edits):
    def edit(book):
        for one in edits:
            one(book)

    return edit


def error_value(book):
    found = cell(book, "ho_so")
    found.value, found.data_type = "#REF!", "e"


def inserted_row(book):
    page = book["Nội dung 1"]
    page.insert_rows(11)
    page["B11"], page["F11"] = "Hồ sơ quá hạn", 3


def copied_row(book):
    page = book["Nội dung 1"]
    for column in range(1, 11):
        page.cell(13, column).value = page.cell(10, column).value


def of_another(book):
    book[PASSPORT]["B3"] = "giao-uoc-khac"


def zipped(change: Callable[[str, bytes], bytes | None]) -> Callable[[bytes], bytes]:
    """Return an edit of the parts inside the file; None removes a part."""

    def edit(data: bytes) -> bytes:
        stream = BytesIO()
        with (
            zipfile.ZipFile(BytesIO(data)) as old,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                part = change(name, old.read(name))
                if part is not None:
                    new.writestr(name, part)
        return stream.getvalue()

    return edit


def in_part(end: str, old: str, new: str):
    """Return an edit of the XML of the parts whose name has this end."""
    return zipped(
        lambda name, part: part.replace(old.encode(), new.encode()) if name.endswith(end) else part
    )


def in_sheet(old: str, new: str):
    """Return an edit of the XML of the first sheet."""
    return in_part("sheet1.xml", old, new)


def bomb(data: bytes) -> bytes:
    stream = BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(101_000_000))
    return stream.getvalue()


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
DTD = '<!DOCTYPE a [<!ENTITY b "c">]><worksheet '

# What was done to the file, and to the form in it, with what is told: every code with its cell.
OF_FILE = {
    "no workbook at all": (lambda data: b"this is text", ["E901"]),
    "cut off half-way": (lambda data: data[: len(data) // 2], ["E901"]),
    "a sheet that is no XML": (in_sheet("</sheetData>", ""), ["E901"]),
    "a document type with entities": (in_sheet("<worksheet ", DTD), ["E901"]),
    "a count beyond all memory": (in_part("sharedStrings.xml", 'uniqueCount="', 'uniqueCount="99999999999'), ["E901"]),
    "a cell that has no place": (in_sheet('r="F10"', 'r="10F"'), ["E901"]),
    "an old or protected file": (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ["E902"]),
    "a zip bomb": (bomb, ["E903"]),
    "a cell at the far end": (in_sheet("</sheetData>", FAR), ["E904 Nội dung 1!XFD1048576"]),
    "another workbook": (lambda data: other_workbook(), ["E905"]),
}  # fmt: skip
OF_FORM = {
    # the form as a whole
    "a form of another covenant": (of_another, ["E906 Nội dung 1!A1"]),
    "a form of a later version": (lambda book: book[PASSPORT].__setitem__("B2", "2"), [f"E908 {PASSPORT}!B2"]),
    "the hidden sheet removed": (lambda book: book.remove(book[PASSPORT]), ["E909 Nội dung 1!A1"]),
    "the hidden sheet changed": (lambda book: book[PASSPORT].delete_rows(7), [f"E909 {PASSPORT}!A1"]),
    "a sheet removed": (lambda book: book.remove(book["Nội dung 2"]), [f"E916 {PASSPORT}!A1"]),
    "a sheet added": (lambda book: book.create_sheet("Phụ lục").append(["số liệu"]), ["W901 Phụ lục!A1"]),
    "a hidden column removed": (lambda book: book["Nội dung 2"].delete_cols(KEY), ["E915 Nội dung 2!A1"]),
    "the column of evidence removed": (lambda book: book["Nội dung 1"].delete_cols(EVIDENCE), ["E915 Nội dung 1!A1"]),
    # rows
    "a row removed": (lambda book: book["Nội dung 1"].delete_rows(10), ["E910 Nội dung 1!A1"]),
    "a row copied over another": (
        copied_row, ["E910 Nội dung 1!A1", "E911 Nội dung 1!F13"],
    ),
    "a row inserted": (inserted_row, ["E912 Nội dung 1!B11"]),
    "a row of another form": (
        lambda book: cell(book, "ho_so", KEY).__setattr__("value", "ho_so_khac"),
        ["E910 Nội dung 1!A1", f"E926 {HO_SO}"],
    ),
    "a number beside the table": (lambda book: book["Nội dung 1"].__setitem__("M10", 7), ["E913 Nội dung 1!M10"]),
    "a number in a heading": (lambda book: book["Nội dung 1"].__setitem__("F9", 7), ["E913 Nội dung 1!F9"]),
    "a printed target changed": (lambda book: book["Nội dung 1"].__setitem__("D10", "60 %"), ["E914 Nội dung 1!D10"]),
    # cells
    "a formula": (put("ho_so", "=90+5"), [f"E917 {HO_SO}"]),
    "a formula in the notes": (put("ho_so", "=1+1", NOTE), ["E917 Nội dung 1!H10"]),
    "an error of Excel": (error_value, [f"E918 {HO_SO}"]),
    "merged cells": (
        lambda book: book["Nội dung 1"].merge_cells("F10:F11"), [f"E919 {HO_SO}", f"E919 {TRE}"],
    ),
    "a date for a number": (put("ho_so", date(2026, 5, 9)), [f"E920 {HO_SO}"]),
    "a time for a number": (put("ho_so", datetime(2026, 5, 9, 10, 30)), [f"E921 {HO_SO}"]),
    "a day with a time": (put("ngay_nop", datetime(2026, 5, 9, 10, 30)), ["E921 Nội dung 2!F12"]),
    "a per cent for a count": (put("bao_cao_tre", 0.05, number_format="0%"), [f"E922 {TRE}"]),
    "too long a number": (put("bao_cao_tre", 1234567890123456), [f"E923 {TRE}"]),
    "a reason without a choice": (put("not_applicable:1.1", "mới thành lập", NOTE), ["E924 Trường hợp khác!F9"]),
    "a word that is no choice": (put("invalid:ho_so", "sai"), ["E924 Trường hợp khác!F20"]),
    "a waiver by nobody": (put("waiver:1.1/2", "thiên tai", NOTE), ["E925 Trường hợp khác!F11"]),
    "a waiver without a reason": (put("waiver:1.1/2", "UBND tỉnh"), ["E517 Trường hợp khác!F11"]),
    "a rejection without a reason": (put("invalid:ho_so", "bác bỏ"), ["E519 Trường hợp khác!F20"]),
    "a decimal comma in text": (put("ho_so", "95,5"), [f"E153 {HO_SO}"]),
    "a unit beside the number": (put("ho_so", "95 %"), [f"E151 {HO_SO}"]),
    "a number above its limit": (put("ho_so", 100.5), [f"E156 {HO_SO}"]),
    "too many decimals": (put("ho_so", 95.125), [f"E157 {HO_SO}"]),
    "the remains of a computation": (put("ho_so", 100 / 3), [f"E157 {HO_SO}"]),
    "neither yes nor no": (put("ke_hoach", "rồi"), ["E154 Nội dung 1!F13"]),
    "a level by its number": (put("xep_loai", 2), ["E155 Nội dung 2!F10"]),
    "a day that does not exist": (put("ngay_nop", "30/02/2026"), ["E159 Nội dung 2!F12"]),
    "a day as a bare number": (put("ngay_nop", 46053, number_format="General"), ["E159 Nội dung 2!F12"]),
    "points above the standard": (put("points:1.1", 11), ["E522 Trường hợp khác!F14"]),
    "several wrong cells": (
        several(put("ho_so", "95,5"), put("bao_cao_tre", "=1"), put("xep_loai", "giỏi"), put("ke_hoach", "rồi")),
        [f"E153 {HO_SO}", f"E917 {TRE}", "E154 Nội dung 1!F13", "E155 Nội dung 2!F10"],
    ),
}  # fmt: skip


def other_workbook() -> bytes:
    book = person.openpyxl.Workbook()
    book.active.append(["STT", "Họ tên", "Điểm"])
    book.active.append([1, "Nguyễn Văn A", 9])
    return person.saved(book)


@pytest.mark.parametrize("name", [*OF_FILE, *OF_FORM])
def test_damage_is_told_at_its_cell(folder, blank, name):
    """Each damage gives its own diagnostics at the very sheet and cell, and no other error."""
    if name in OF_FILE:
        edit, expected = OF_FILE[name]
        data = edit(blank)
    else:
        edit, expected = OF_FORM[name]
        data = person.changed(blank, edit)
    found = person.loaded(folder, data)
    told = [text for text in person.told(found, folder) if text[:2] not in ("W3", "W4")]
    assert sorted(told) == sorted(expected)
    for one in found.diagnostics:
        for language in ("vi", "en"):
            assert not re.search(r"\{\w*\}", one.message(language) + one.help(language))


def test_every_code_of_forms_is_shown_here():
    """No diagnostic of forms is without a damaged form; the few others are made below."""
    damage = {**OF_FILE, **OF_FORM}
    shown = {text.partition(" ")[0] for _, expected in damage.values() for text in expected}
    below = {"E907", "E927", "E928", "E929", "E930", "E931", "W902", "W903"}
    assert shown | below >= {code for code in catalogue() if code[1:] >= "901" and code[0] in "EW"}
    assert len(damage) >= 30


# A form of another edition


def older(
    folder: Path, tmp_path: Path, blank: bytes, change: Callable[[str], str], **registrations: str
):
    """Return what is told of *blank* when its covenant has changed meanwhile."""
    covenant = change(sheet.COVENANT)
    assert covenant != sheet.COVENANT or registrations
    now = sheet.write(tmp_path / "now", covenant, **registrations)
    return person.loaded(now, blank)


def test_a_form_of_an_older_edition_is_refused_with_the_difference(folder, tmp_path, blank):
    """What the form asks and the sheet no longer asks so is named: standard, limit of a unit, row, edition."""

    def change(text):
        text = text.replace('edition: "2026"', 'edition: "2026-2"').replace(
            "points: 6", "points: 7"
        )
        return text.replace("tot: 6", "tot: 7").replace("vi: Báo cáo trễ hạn", "vi: Báo cáo chậm")

    found = older(folder, tmp_path, blank, change)
    (one,) = found.errors
    assert one.code == "E907"
    assert str(one.span) == f"{tmp_path}/now/filled.xlsx:Nội dung 1!A1"
    assert one.values["differences"].vi == (
        "ấn bản từ “2026” thành “2026-2”; “Báo cáo trễ hạn”: tên từ “Báo cáo trễ hạn” thành “Báo cáo chậm”; "
        "“2.1 Xếp loại”: điểm chuẩn từ “6” thành “7”"
    )
    assert found.bloc.reports == ()


def test_a_target_registered_anew_is_a_difference(folder, tmp_path, blank):
    """A form printed with a target of 95 is refused once the unit is registered with 97."""
    registered = sheet.REGISTRATIONS.replace("target: 95", "target: 97")
    (one,) = older(folder, tmp_path, blank, str, registrations=registered).errors
    assert one.values["differences"].en == "“Hồ sơ đúng hạn”: target from “95 %” to “97 %”"


def test_the_target_of_another_unit_changes_nothing(folder, tmp_path, blank):
    """A form is still read where only what it does not ask has changed; that is told as a warning."""
    registered = sheet.REGISTRATIONS.replace("target: 90", "target: 91")
    found = older(folder, tmp_path, blank, str, registrations=registered)
    assert [d.code for d in found.diagnostics if d.code[1] == "9"] == ["W902"]
    assert found.errors == ()
    assert [report.unit for report in found.bloc.reports] == ["so-noi-vu"]


def test_a_unit_that_left_the_bloc_is_a_difference(folder, tmp_path, blank):
    """The form of a unit that is no longer registered is refused and says so."""
    registered = sheet.REGISTRATIONS.replace("unit: so-noi-vu", "unit: so-tu-phap")
    (one,) = older(folder, tmp_path, blank, str, registrations=registered).errors
    assert one.values["differences"].vi == "đơn vị “so-noi-vu” không còn trong khối"


# What people may do to a form


def filled(book):
    put("ho_so", 97.5)(book)
    put("ho_so", "Báo cáo số 12/BC-SNV", EVIDENCE)(book)
    put("ngay_nop", date(2026, 12, 5))(book)
    put("xep_loai", "tot")(book)


def rearranged(book):
    """Rename and reorder sheets, insert an empty row and a column, hide what is seldom needed."""
    filled(book)
    for area in list(book["Nội dung 1"].merged_cells.ranges):
        book["Nội dung 1"].unmerge_cells(
            str(area)
        )  # which openpyxl, unlike Excel, does not move along
    book["Nội dung 1"].title = "CCHC"
    book.move_sheet("Nội dung 2", -1)
    book["CCHC"].insert_rows(9, 2)
    book["CCHC"].insert_cols(3)
    book["Trường hợp khác"].sheet_state = "hidden"


@pytest.mark.parametrize("edit", [filled, rearranged])
def test_a_form_is_read_by_its_hidden_ids(folder, blank, edit):
    """Renamed and reordered sheets, empty rows and moved columns change nothing in what is read."""
    found = person.loaded(folder, person.changed(blank, edit))
    assert found.errors == ()
    (report,) = found.bloc.reports
    values = {k: str(v) for k, v in report.values.items()}
    # 97.5 is 195/2; 5 December 2026 is day 739590 of the calendar; the third level has the value 2
    assert values == {
        "ho_so": "195/2",
        "xep_loai": "2",
        "ngay_nop": str(date(2026, 12, 5).toordinal()),
    }
    assert report.notes == {"ho_so": "Căn cứ: Báo cáo số 12/BC-SNV"}


@pytest.mark.parametrize(
    ("typed", "number_format", "value"),
    [(0.95, "0%", 95), (0.4325, "0.00%", "43.25"), (0.07, "0.0 %;[Red]-0 %", 7), (95, '0"%"', 95), (95, "0\\%", 95)],
)  # fmt: skip
def test_a_per_cent_is_what_the_cell_shows(folder, blank, typed, number_format, value):
    """A cell that shows 95 % reports 95 per cent, whether Excel holds 0.95 or the sign is only painted on."""
    data = person.changed(blank, put("ho_so", typed, number_format=number_format))
    (report,) = person.loaded(folder, data).bloc.reports
    assert report.values == {"ho_so": Fraction(value)}


def test_places_name_sheet_and_cell(folder, blank):
    """An account cites the figure by file, sheet and cell."""
    (report,) = person.loaded(folder, person.changed(blank, filled)).bloc.reports
    assert report.places["ho_so"] == "filled.xlsx:Nội dung 1!F10"


def test_forms_of_a_folder_are_read_together(folder, blank, tmp_path):
    """The forms of all units lie in one folder, beside what systems leave there."""
    bloc = inspect(Files.of(folder), person.CORE).bloc
    (tmp_path / "a.xlsx").write_bytes(person.changed(blank, filled))
    (tmp_path / "b.xlsx").write_bytes(form(bloc, unit="so-tai-chinh"))
    for left in ("~$a.xlsx", ".~lock.a.xlsx#", "Thumbs.db", "desktop.ini"):
        (tmp_path / left).write_bytes(b"of no account")
    found = inspect(Files.of(folder, reports=tmp_path), person.CORE)
    assert {report.unit for report in found.bloc.reports} == {"so-noi-vu", "so-tai-chinh"}
    assert not [d for d in found.diagnostics if d.code[1] == "9"]


def test_a_form_handed_in_twice_is_told_once(folder, blank, tmp_path):
    """Two files of a unit with the same figures are one mistake, told with both files, and nothing is scored."""
    (tmp_path / "nộp.xlsx").write_bytes(person.changed(blank, filled))
    (tmp_path / "nộp (sửa).xlsx").write_bytes(person.changed(blank, put("ho_so", 98)))
    found = inspect(Files.of(folder, reports=tmp_path), person.CORE)
    (one,) = found.errors
    assert one.code == "E930"
    assert one.message("vi") == (
        "đơn vị “Sở Nội vụ” nộp hai lần: 1 số liệu có trong cả hai tệp `nộp (sửa).xlsx` và `nộp.xlsx`"
    )
    assert [span.within for span in (one.span, *one.related)] == ["Nội dung 1!F10"] * 2


def test_two_forms_that_fill_different_rows_are_one_report(folder, blank, tmp_path):
    """Two offices of a unit may fill in a form each; what only one of them reports is taken."""
    (tmp_path / "a.xlsx").write_bytes(person.changed(blank, put("ho_so", 98)))
    (tmp_path / "b.xlsx").write_bytes(person.changed(blank, put("xep_loai", "tot")))
    found = inspect(Files.of(folder, reports=tmp_path), person.CORE)
    assert found.errors == ()
    (report,) = found.bloc.reports
    assert set(report.values) == {"ho_so", "xep_loai"}


def test_a_folder_without_reports_is_refused(folder, blank, tmp_path):
    """A folder with no file is E931; files in a folder inside it are not read, which is told (W903)."""
    (tmp_path / "gui").mkdir()
    (tmp_path / "gui" / "a.xlsx").write_bytes(person.changed(blank, filled))
    found = inspect(Files.of(folder, reports=tmp_path), person.CORE)
    assert [d.code for d in found.errors] == ["E931"]
    assert [d.message("vi") for d in found.diagnostics if d.code == "W903"] == ["thư mục con `gui` không được đọc"]


def test_an_unknown_kind_of_file_is_refused(folder, tmp_path):
    """Reports in a PDF are refused by name, not read as text (E929)."""
    (tmp_path / "bao-cao.pdf").write_bytes(b"%PDF-1.7")
    found = inspect(Files.of(folder, reports=tmp_path / "bao-cao.pdf"), person.CORE)
    assert [d.code for d in found.errors] == ["E929"]


def test_two_files_of_reports_in_a_folder_are_refused(tmp_path, blank):
    """Where a folder holds reports.csv and reports.xlsx, neither is preferred (E927)."""
    bloc = sheet.write(tmp_path / "bloc")
    (bloc / "reports.xlsx").write_bytes(blank)
    assert inspect(Files.of(bloc), person.CORE).errors == ()
    (bloc / "reports.csv").write_text("unit,measure,value\n", encoding="utf-8")
    found = inspect(Files.of(bloc), person.CORE)
    assert [d.code for d in found.errors] == ["E927"]
    assert found.errors[0].values["files"].vi == "reports.csv, reports.xlsx"


def test_a_missing_package_names_its_extra(folder, monkeypatch):
    """Without the extra, forms end in one sentence with the command that installs it (E928)."""
    bloc = inspect(Files.of(folder), person.CORE).bloc
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingPackageError) as caught:
        form(bloc)
    (found,) = caught.value.diagnostics
    assert (found.code, found.values["package"].vi, found.values["extra"].vi) == (
        "E928",
        "xlsxwriter",
        "report",
    )
