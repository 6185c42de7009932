"""The first use, from a blank form to the papers of the meeting: a script stands in for the officials."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from covenant_rules.cli.app import run
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import Files, inspect

from . import person, sheet

BLOC = Path(__file__).parents[2] / "specs" / "kien-giang" / "khoi-1" / "2017-illustration"


def told(bloc: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Return what the units know: value and note of each of their figures, by unit and key."""
    with (bloc / "reports.csv").open(encoding="utf-8") as file:
        return {(row["unit"], row["measure"]): (row["value"], row["note"]) for row in csv.DictReader(file)}


def as_typed(value: str):
    """Return what a person types: a number as a number, anything else as the word in the list."""
    number = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value)
    return float(value) if number else {"có": "Có", "không": "Không"}.get(value, value)


def fill_in(forms: Path, known: dict[tuple[str, str], tuple[str, str]]) -> set[tuple[str, str]]:
    """Open every form, type into its cells, save it; return which figures found a cell."""
    typed = set()
    for path in sorted(forms.glob("*.xlsx")):
        book = person.opened(path.read_bytes())
        for page, row, unit, key in person.rows(book):
            if (unit, key) in known:
                value, note = known[unit, key]
                column = person.NOTE if note == "minh họa" else person.EVIDENCE
                page.cell(row, person.VALUE).value = as_typed(value)
                page.cell(row, column).value = note
                typed.add((unit, key))
        path.write_bytes(person.saved(book))
    return typed


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    """Return a folder of forms as the six units of the bloc hand them in."""
    folder = tmp_path_factory.mktemp("first") / "bieu-mau"
    assert run(["form", str(BLOC), "--out", str(folder)]) == 0
    known = told(BLOC)
    assert fill_in(folder, known) == set(known)
    return folder


def test_forms_give_what_the_table_gives(forms, capsys):
    """Six filled forms are the same report as the table of the bloc: same points, ranks, bonuses and penalties."""
    assert run(["score", str(BLOC), "--format", "csv"]) == 0
    from_table = capsys.readouterr().out
    assert run(["score", str(BLOC), "--reports", str(forms), "--format", "csv"]) == 0
    assert capsys.readouterr().out == from_table


def test_the_papers_of_the_meeting(forms, tmp_path, capsys):
    """Page, workbook and minutes are written from the forms, and name the first place as the source prints it."""
    for kind in ("html", "xlsx", "docx"):
        out = tmp_path / f"ket-qua.{kind}"
        assert run(["score", str(BLOC), "--reports", str(forms), "--format", "csv", "--out", str(out)]) == 0
    capsys.readouterr()
    page = (tmp_path / "ket-qua.html").read_text(encoding="utf-8")
    assert page.index("Công an tỉnh Kiên Giang") < page.index("Bộ Chỉ huy Quân sự")
    book = person.opened((tmp_path / "ket-qua.xlsx").read_bytes())
    assert [book["Xếp hạng"].cell(4, column).value for column in (1, 2)] == ["1", "Công an tỉnh Kiên Giang"]
    minutes = docx.Document(str(tmp_path / "ket-qua.docx"))
    assert "- Cờ thi đua của UBND tỉnh: Công an tỉnh Kiên Giang" in [one.text for one in minutes.paragraphs]


def test_a_stated_figure_is_named_and_keeps_its_digits_in_line(forms, tmp_path, capsys):
    """Points that three reports state for content 3 are named as such; their mark does not shift the digits."""
    assert run(["score", str(BLOC), "--reports", str(forms), "--lang", "vi", "--out", str(tmp_path / "b.docx")]) == 0
    table = capsys.readouterr().out
    assert "* điểm ghi sẵn trong báo cáo, không tính từ số liệu: nội dung 3" in table
    ends = {
        match.start(1) + len(match[1])
        for line in table.splitlines()
        if (match := re.search(r"\s\*?(91,25|88,85|90,75)\s", line))
    }
    assert len(ends) == 1
    points = [row.cells[4].text for row in docx.Document(str(tmp_path / "b.docx")).tables[2].rows]
    # a star is as wide as a digit, and so is the space in its stead
    assert points[1:4] == ["91,25*", "88,85\N{FIGURE SPACE}", "90,75*"]


@pytest.mark.parametrize("kind", ["form", "score"])
def test_rows_grow_with_what_is_typed(kind, tmp_path, capsys):
    """No row of a workbook has a height of its own that Excel would keep when more is typed into it."""
    out = tmp_path / "a.xlsx"
    assert run([kind, str(BLOC), "--out", str(out)]) == 0
    with zipfile.ZipFile(BytesIO(out.read_bytes())) as archive:
        pages = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert sum(page.count(b' ht="') for page in pages) > 10
    assert not [page for page in pages if b"customHeight" in page]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there")
def test_a_form_that_libreoffice_saved_is_read(tmp_path):
    """A form that LibreOffice opened and saved anew holds the same figures at the same cells."""
    bloc = sheet.write(tmp_path / "bloc")
    run(["form", str(bloc), "--out", str(tmp_path / "mau.xlsx"), "--unit", "so-noi-vu"])
    book = person.opened((tmp_path / "mau.xlsx").read_bytes())
    for key, value in {"ho_so": 97.5, "ke_hoach": "Có", "xep_loai": "tot"}.items():
        person.cell(book, key).value = value
    (tmp_path / "dien.xlsx").write_bytes(person.saved(book))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(tmp_path / "lo"), str(tmp_path / "dien.xlsx")], check=True, capture_output=True)
    first, again = (
        inspect(Files.of(bloc, reports=path), Registry.of())
        for path in (tmp_path / "dien.xlsx", tmp_path / "lo" / "dien.xlsx")
    )
    assert again.errors == ()
    assert again.bloc.reports[0].values == first.bloc.reports[0].values
    assert len(first.bloc.reports[0].values) == 3
