"""Reports in long and wide form, whatever file they come in: all are read like the CSV that says the same."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from covenant_rules.spec.folder import Files, inspect

from . import person, sheet

CSV = """\
unit,stage,measure,value,note
so-noi-vu,final,ho_so,95.5,BC 12
so-noi-vu,final,bao_cao_tre,3,
so-noi-vu,final,ke_hoach,có,
so-noi-vu,final,xep_loai,kha,
so-noi-vu,final,ngay_nop,2026-12-05,
so-noi-vu,final,waiver:1.1/2,UBND tỉnh,thiên tai
so-tai-chinh,final,ho_so,,chưa có
so-tai-chinh,self,ho_so,90,
so-tai-chinh,final,not_applicable:1.1,,mới thành lập
"""
HEAD = ["unit", "stage", "measure", "value", "note"]
ROWS = [
    ["so-noi-vu", "final", "ho_so", 95.5, "BC 12"],
    ["so-noi-vu", "final", "bao_cao_tre", 3, None],
    ["so-noi-vu", "final", "ke_hoach", True, None],
    ["so-noi-vu", "final", "xep_loai", "kha", None],
    ["so-noi-vu", "final", "ngay_nop", date(2026, 12, 5), None],
    ["so-noi-vu", "final", "waiver:1.1/2", "UBND tỉnh", "thiên tai"],
    ["so-tai-chinh", "final", "ho_so", None, "chưa có"],
    ["so-tai-chinh", "self", "ho_so", 90, None],
    ["so-tai-chinh", "final", "not_applicable:1.1", None, "mới thành lập"],
]


@pytest.fixture
def folder(tmp_path):
    return sheet.write(tmp_path / "bloc")


def workbook(*rows, name="Báo cáo"):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    return book


def reports(folder: Path, path: Path):
    found = inspect(Files.of(folder, reports=path), person.CORE)
    assert found.errors == ()
    return {(r.unit, r.stage): r for r in found.bloc.reports}


def written(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_workbook_in_long_form_is_the_csv(folder):
    """Numbers, dates, yes/no, marks and notes of a table in Excel make the reports of the same CSV."""
    expected = reports(folder, written(folder, "a.csv", CSV))
    found = reports(folder, written(folder, "a.xlsx", person.saved(workbook(HEAD, *ROWS))))
    assert found == expected
    assert len(found) == 3


def test_tables_may_stand_on_several_sheets(folder):
    """The sheets of a workbook are read together, and may begin anywhere."""
    book = workbook(HEAD, *ROWS[:4])
    second = book.create_sheet("Tiếp theo")
    for number, row in enumerate([HEAD, *ROWS[4:]], start=4):
        for column, value in enumerate(row, start=3):
            second.cell(number, column).value = value
    expected = reports(folder, written(folder, "a.csv", CSV))
    assert reports(folder, written(folder, "a.xlsx", person.saved(book))) == expected


def test_the_wide_form_has_a_column_for_each_measure(folder):
    """A workbook with a column for each measure is read like such a CSV."""
    rows = ["unit", "ho_so", "xep_loai", "ngay_nop"], ["so-noi-vu", 95.5, "tot", date(2026, 1, 31)]
    csv = "unit,ho_so,xep_loai,ngay_nop\nso-noi-vu,95.5,tot,31/01/2026\n"
    expected = reports(folder, written(folder, "a.csv", csv))
    assert reports(folder, written(folder, "a.xlsx", person.saved(workbook(*rows)))) == expected


@pytest.mark.parametrize("number", [pyarrow.float64(), pyarrow.decimal128(6, 2), pyarrow.string()])
def test_parquet_in_wide_form_is_the_csv(folder, number):
    """Floats, decimals and text of a Parquet file are the numbers of the CSV."""
    value = {"double": 95.5, "string": "95.5"}.get(str(number), Decimal("95.5"))
    table = pyarrow.table(
        {
            "unit": ["so-noi-vu"],
            "ho_so": pyarrow.array([value], number),
            "ngay_nop": pyarrow.array([date(2026, 1, 31)]),
        }
    )
    pyarrow.parquet.write_table(table, folder / "a.parquet")
    csv = "unit,ho_so,ngay_nop\nso-noi-vu,95.5,2026-01-31\n"
    expected = reports(folder, written(folder, "a.csv", csv))
    assert reports(folder, folder / "a.parquet") == expected


@pytest.mark.parametrize("name", ["reports.xlsx", "reports.parquet"])
def test_a_folder_may_hold_any_kind_of_reports(folder, name):
    """`reports.xlsx` and `reports.parquet` are found like `reports.csv`."""
    if name.endswith("xlsx"):
        written(folder, name, person.saved(workbook(HEAD, *ROWS)))
    else:
        table = pyarrow.table({"unit": ["so-noi-vu"], "ho_so": ["95.5"]})
        pyarrow.parquet.write_table(table, folder / name)
    found = inspect(Files.of(folder), person.CORE)
    assert found.errors == ()
    assert found.bloc.reports[0].unit == "so-noi-vu"


def test_wrong_cells_of_a_table_are_told_with_sheet_and_cell(folder):
    """Every fault of a table is told at once, at its cell."""
    rows = [
        ["so-noi-vu", "final", "ho_so", "95,5", None],
        ["so-noi-vu", "final", "bao_cao_tre", "=1+2", None],
        ["so-noi-vu", "final", "ngay_nop", datetime(2026, 12, 5, 8, 0), None],
        ["so-noi-vuu", "final", "ho_so", 90, None],
        ["so-noi-vu", "final", "ho_soo", 90, None],
        ["so-noi-vu", "final", "xep_loai", "kha", None, "thừa"],
    ]
    path = written(folder, "a.xlsx", person.saved(workbook(HEAD, *rows)))
    found = inspect(Files.of(folder, reports=path), person.CORE)
    told = [text for text in person.told(found, folder) if text[0] == "E"]
    assert told == [
        "E153 Báo cáo!D2", "E917 Báo cáo!D3", "E921 Báo cáo!D4",
        "E510 Báo cáo!A5", "E513 Báo cáo!C6", "E504 Báo cáo!F7",
    ]  # fmt: skip


def test_a_table_without_units_is_told_at_its_head(folder):
    """A second sheet that is no table of reports is not skipped."""
    book = workbook(HEAD, *ROWS)
    book.create_sheet("Khác").append(["đơn vị", "điểm"])
    path = written(folder, "a.xlsx", person.saved(book))
    found = inspect(Files.of(folder, reports=path), person.CORE)
    assert person.told(found.errors, folder) == ["E501 Khác!A1"]


def test_a_hidden_sheet_is_told_and_not_read(folder):
    """What is hidden in a table of reports is not taken, and that is said (W901)."""
    book = workbook(HEAD, *ROWS)
    hidden = book.create_sheet("Nháp")
    hidden.append(["unit", "ho_so"])
    hidden.sheet_state = "hidden"
    path = written(folder, "a.xlsx", person.saved(book))
    found = inspect(Files.of(folder, reports=path), person.CORE)
    assert "W901 Nháp!A1" in person.told(found, folder)
    assert found.errors == ()


@pytest.mark.parametrize(("data", "code"), [(b"PAR1 and nothing", "E901"), (None, "E101")])
def test_a_parquet_file_that_cannot_be_read(folder, data, code):
    """A damaged Parquet file, and one that is not there, are told as such."""
    path = folder / "a.parquet"
    if data is not None:
        path.write_bytes(data)
    found = inspect(Files.of(folder, reports=path), person.CORE)
    assert [d.code for d in found.errors] == [code]
