"""`covenant-rules form` and the workbooks of `score --out`, from the command line."""

from __future__ import annotations

import sys

import pytest

from covenant_rules.cli.app import run
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import Files, inspect

from . import person, sheet


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.setattr(Registry, "discover", classmethod(lambda cls: person.CORE))
    bloc = sheet.write(tmp_path / "bloc")
    text = "unit,stage,measure,value,note\nso-noi-vu,self,ho_so,97.5,BC 12\nso-tai-chinh,self,ho_so,90,\n"
    (bloc / "reports.csv").write_text(text, encoding="utf-8")
    return bloc


def test_a_form_for_each_unit_into_a_folder(folder, tmp_path, capsys):
    """`--out FOLDER` writes one workbook for each unit and says where; each asks its own unit only."""
    assert run(["form", str(folder), "--out", "mau"]) == 0
    assert capsys.readouterr().out == "mau/so-noi-vu.xlsx\nmau/so-tai-chinh.xlsx\n"
    book = person.opened((tmp_path / "mau" / "so-tai-chinh.xlsx").read_bytes())
    assert {unit for unit, _ in person.asked(book)} == {"so-tai-chinh"}
    assert book.sheetnames[:3] == ["Nội dung 1", "Nội dung 2", "Trường hợp khác"]
    assert book["Nội dung 1"]["D10"].value == "90 %"


@pytest.mark.parametrize("locale", ["vi_VN.UTF-8", "en_US.UTF-8", "C"])
def test_papers_are_vietnamese_on_every_machine(folder, tmp_path, monkeypatch, locale):
    """Forms, workbooks of results and minutes are Vietnamese unless --lang en is said."""
    import docx

    monkeypatch.setenv("LANG", locale)
    for name, lang in (("mac-dinh", []), ("anh", ["--lang", "en"])):
        run(["form", str(folder), "--out", f"{name}.xlsx", *lang])
        for kind in ("xlsx", "docx"):
            run(["score", str(folder), "--stage", "self", "--out", f"ket-qua-{name}.{kind}", *lang])
    first = {
        path.stem: person.opened(path.read_bytes()).sheetnames[0] for path in tmp_path.glob("*.xlsx")
    }
    assert first == {
        "mac-dinh": "Nội dung 1", "anh": "Content 1",
        "ket-qua-mac-dinh": "Xếp hạng", "ket-qua-anh": "Standings",
    }  # fmt: skip
    for name, heading in (("mac-dinh", "BIÊN BẢN"), ("anh", "MINUTES")):
        said = [one.text for one in docx.Document(f"ket-qua-{name}.docx").paragraphs]
        assert heading in said


def test_one_form_for_the_bloc_and_one_for_a_unit(folder, tmp_path):
    """`--out F.xlsx` writes all units into one workbook, or with `--unit` that unit."""
    assert run(["form", str(folder), "--out", "khoi.xlsx", "--lang", "en"]) == 0
    assert run(["form", str(folder), "--out", "mot.xlsx", "--unit", "so-noi-vu"]) == 0
    all_units = person.opened((tmp_path / "khoi.xlsx").read_bytes())
    assert {unit for unit, _ in person.asked(all_units)} == {"so-noi-vu", "so-tai-chinh"}
    assert all_units.sheetnames[:3] == ["Content 1", "Content 2", "Other cases"]
    one = person.opened((tmp_path / "mot.xlsx").read_bytes())
    assert {unit for unit, _ in person.asked(one)} == {"so-noi-vu"}


def test_a_form_is_blank_unless_it_is_filled_in_from_a_stage(folder, tmp_path):
    """Without `--prefill` no cell is filled; with it, those of the named stage are, for another stage."""
    run(["form", str(folder), "--out", "trong.xlsx"])
    book = person.opened((tmp_path / "trong.xlsx").read_bytes())
    assert person.cell(book, "ho_so", unit="so-noi-vu").value is None
    run(["form", str(folder), "--out", "day.xlsx", "--prefill", "self", "--stage", "appraised"])
    book = person.opened((tmp_path / "day.xlsx").read_bytes())
    assert person.cell(book, "ho_so", unit="so-noi-vu").value == 97.5
    assert person.cell(book, "ho_so", person.NOTE, unit="so-noi-vu").value == "BC 12"
    found = inspect(Files.of(folder, reports=tmp_path / "day.xlsx"), person.CORE)
    assert {report.stage for report in found.bloc.reports} == {"appraised"}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--out", "a.pdf"], "E561"),
        (["--out", "a.xlsx", "--unit", "so-noi"], "E550"),
        (["--out", "mau", "--unit", "so-noi"], "E550"),
        (["--out", "a.xlsx", "--prefill", "selff"], "E541"),
        (["--out", "khong/co/a.xlsx"], "E560"),
        (["--out", "bloc/covenant.yaml/mau"], "E560"),
    ],
)
def test_a_form_that_cannot_be_made_is_told(folder, tmp_path, capsys, options, code):
    """A wrong kind of file, unit, stage or folder is named, and nothing is written."""
    assert run(["form", str(folder), *options]) == 1
    assert f"[{code}]" in capsys.readouterr().err
    assert not list(tmp_path.glob("**/*.xlsx"))


@pytest.mark.parametrize("written", ["Sở Nội vụ", "so noi vu", "SỞ NỘI", "so-noi", "Department of Home"])
def test_who_names_a_unit_is_told_its_id(folder, capsys, written):
    """A unit that is named by its title, without marks or only begun, is answered with its id; all are listed by name."""
    assert run(["form", str(folder), "--out", "a.xlsx", "--unit", written, "--lang", "vi"]) == 1
    told = capsys.readouterr().err
    assert "có phải là `so-noi-vu`?" in told
    assert "so-tai-chinh (Sở Tài chính)" in told


def test_an_unknown_unit_is_answered_with_no_guess(folder, capsys):
    """A beginning that two units share suggests neither of them."""
    assert run(["form", str(folder), "--out", "a.xlsx", "--unit", "sở"]) == 1
    assert "có phải là" not in capsys.readouterr().err


def test_score_says_what_it_did_not_read(folder, tmp_path, capsys):
    """A folder inside the folder of forms is warned of when its bloc is scored, not only by check."""
    run(["form", str(folder), "--out", "mau"])
    (tmp_path / "mau" / "gửi sau").mkdir()
    assert run(["score", str(folder), "--reports", "mau", "--lang", "vi"]) == 0
    assert "cảnh báo[W903]: thư mục con `gửi sau` không được đọc" in capsys.readouterr().err


def test_a_broken_report_does_not_stop_a_blank_form(folder, capsys):
    """What was reported before matters only where it is filled in."""
    (folder / "reports.csv").write_text("unit,measure,value\nai,ho_so,1\n", encoding="utf-8")
    assert run(["form", str(folder), "--out", "a.xlsx"]) == 0
    assert run(["form", str(folder), "--out", "b.xlsx", "--prefill", "self"]) == 1


def test_excel_shows_what_a_cell_takes(folder, tmp_path):
    """Every cell to fill in has its validation: limits, decimals, lists in the language of the form."""
    run(["form", str(folder), "--out", "a.xlsx", "--unit", "so-noi-vu"])
    book = person.opened((tmp_path / "a.xlsx").read_bytes())
    rules = {
        (page.title, str(rule.sqref)): rule
        for page in book.worksheets
        for rule in page.data_validations.dataValidation
    }
    number = rules["Nội dung 1", "F10"]
    assert number.formula1 == "AND(ISNUMBER(F10),F10>=0,F10<=100,ROUND(F10,2)=F10)"
    assert number.prompt == "Từ 0 đến 100 %, nhiều nhất 2 số lẻ"
    assert rules["Nội dung 1", "F11"].prompt == "Từ 0 đến 100 trường hợp, số nguyên"
    assert rules["Nội dung 1", "F13"].formula1 == '"Có,Không"'
    levels = book[person.PASSPORT]
    assert rules["Nội dung 2", "F10"].formula1 == "'covenant-rules'!$U$1:$U$3"
    assert [levels[f"U{row}"].value for row in (1, 2, 3)] == ["kem", "kha", "tot"]
    day = rules["Nội dung 2", "F12"]
    # Excel counts days from 1899-12-30: 2026-01-01 is day 46023
    assert (day.type, day.formula1, day.formula2) == ("date", "46023", "46387")
    assert rules["Trường hợp khác", "F9"].formula1 == '"không áp dụng"'


def test_only_what_is_asked_can_be_typed_in(folder, tmp_path):
    """Sheets are protected; unlocked are the three cells of every asked row and no others."""
    run(["form", str(folder), "--out", "a.xlsx", "--unit", "so-noi-vu"])
    book = person.opened((tmp_path / "a.xlsx").read_bytes())
    asked = {key for _, key in person.asked(book)}
    expected = {
        f"{page.title}!{column}{row}"
        for page, row, _, key in person.rows(book) if key in asked
        for column in "FGH"
    }  # fmt: skip
    unlocked = {
        person.place(cell)
        for page in book.worksheets
        for row in page.iter_rows() for cell in row
        if not cell.protection.locked
    }  # fmt: skip
    assert unlocked == expected
    for page in book.worksheets:
        assert page.protection.sheet
    assert book[person.PASSPORT].sheet_state == "veryHidden"
    page = book["Nội dung 1"]
    assert (page.page_setup.paperSize, page.print_title_rows, page.freeze_panes) == (
        9,
        "$6:$6",
        "A7",
    )
    assert page.row_dimensions[1].hidden
    assert page.column_dimensions["I"].hidden


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_score_writes_what_its_ending_says(folder, tmp_path, capsys, kind):
    """`score --out` writes the workbook or the minutes, whole, beside what it prints."""
    options = ["score", str(folder), "--stage", "self", "--format", "csv"]
    assert run([*options, "--out", f"ket-qua.{kind}"]) == 0
    assert capsys.readouterr().out.startswith("unit,")
    assert (tmp_path / f"ket-qua.{kind}").read_bytes()[:2] == b"PK"
    assert {p.name for p in tmp_path.iterdir()} == {"bloc", f"ket-qua.{kind}"}


@pytest.mark.parametrize(
    ("options", "package"),
    [
        (["form", "--out", "a.xlsx"], "xlsxwriter"),
        (["score", "--stage", "self", "--out", "a.xlsx"], "xlsxwriter"),
        (["score", "--stage", "self", "--out", "a.docx"], "docx"),
        (["score", "--reports", "a.xlsx"], "python_calamine"),
    ],
)
def test_a_missing_package_is_named_with_its_extra(
    folder, tmp_path, monkeypatch, capsys, options, package
):
    """Where the extra `report` is not installed, the one sentence says which command installs it."""
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    monkeypatch.setitem(sys.modules, package, None)
    command, *rest = options
    assert run([command, str(folder), *rest]) == 1
    told = capsys.readouterr().err
    assert "E928" in told
    assert "pip install 'covenant-rules[report]'" in told
