"""No text from a report or a sheet becomes a live formula, whichever file results are written to."""

import csv
import io
import zipfile

import pytest
from fuzz.blocs import UNITS, put_bloc

from covenant_rules.cli.app import run
from covenant_rules.output.csv import safe

LIVE = ["=1+1", "+1+1", "-1+1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(A1)", "＝1+1"]
STARTERS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize("text", LIVE)
def test_text_that_begins_like_a_formula_is_quoted(text):
    """A spreadsheet takes what begins with one of `= + - @`, a tab or a line break as text, in wide forms too."""
    assert safe(text) == f"'{text}"
    assert safe(f"Sở {text}") == f"Sở {text}"


@pytest.fixture
def bloc(tmp_path, monkeypatch):
    """A bloc-year whose units and sheet have titles like formulas."""
    monkeypatch.setenv("COVENANT_RULES_PLUGINS", "core")
    folder, live = put_bloc(tmp_path / "bloc"), "=cmd|' /C calc'!A0"
    (folder / "registrations.yaml").write_text(
        UNITS.replace("vi: Đơn vị 0, en: Unit 0", f'vi: "{live}", en: "@SUM(A1)"').replace("Đơn vị 1", '"+1"'),
        encoding="utf-8",
    )
    sheet = (folder / "covenant.yaml").read_text(encoding="utf-8")
    sheet = sheet.replace("Bản thử nghiệm", f'"{live}"').replace("{vi: Một, en: One}", f'{{vi: "{live}", en: "-1"}}')
    (folder / "covenant.yaml").write_text(sheet, encoding="utf-8")
    reports = (folder / "reports.csv").read_text(encoding="utf-8").replace(",0,\n", ',0,"=1+1"\n', 1)
    (folder / "reports.csv").write_text(reports, encoding="utf-8")
    return folder


def test_csv_has_no_live_cell(bloc, capsys):
    """Every cell of the CSV is a plain number, a word, or quoted text."""
    assert run(["score", str(bloc), "--format", "csv"]) == 0
    for row in list(csv.reader(io.StringIO(capsys.readouterr().out)))[1:]:
        for cell in row:
            assert not cell.startswith(STARTERS) or cell.removeprefix("-").replace(".", "").isdecimal()
    run(["score", str(bloc), "--format", "csv"])
    assert "'=cmd|' /C calc'!A0" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["xlsx", "docx", "html"])
def test_other_files_have_no_formula_field_or_script(kind, bloc, tmp_path):
    """A title like a formula is text in a workbook, in a letter and on a page."""
    file = tmp_path / f"scores.{kind}"
    assert run(["score", str(bloc), "--out", str(file)]) == 0
    if kind == "html":
        page = file.read_text(encoding="utf-8")
        assert "=cmd|&#39; /C calc&#39;!A0" in page or "=cmd|' /C calc'!A0" in page
        return
    with zipfile.ZipFile(file) as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "calc" in text
    if kind == "xlsx":
        formulas = [part.partition("</f>")[0] for part in text.split("<f>")[1:]]
        assert [one for one in formulas if "cmd" in one or "SUM(A1)" in one] == []
        assert "ddeLink" not in text
        assert "externalLink" not in text
    else:
        fields = [part.partition("</w:instrText>")[0] for part in text.split("<w:instrText")[1:]]
        assert [one for one in fields if "PAGE" not in one] == []


PLACES = {
    "the title of a unit": ("registrations.yaml", "Đơn vị 2"),
    "the title of the sheet": ("covenant.yaml", "Bản thử nghiệm"),
    "its edition": ("covenant.yaml", '"2026"'),
    "the title of a content": ("covenant.yaml", "Một"),
    "the title of a measure": ("covenant.yaml", "vụ"),
    "the reason of a rejection": ("reports.csv", "chưa ký"),
}


@pytest.mark.parametrize("place", PLACES)
def test_markup_in_a_title_is_text(place, tmp_path, monkeypatch):
    """What is written anywhere, be it markup, stays text on the page: nothing of it runs."""
    monkeypatch.setenv("COVENANT_RULES_PLUGINS", "core")
    bloc, page = put_bloc(tmp_path / "bloc"), tmp_path / "page.html"
    sheet, reports = bloc / "covenant.yaml", bloc / "reports.csv"
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("from: {count: n}", "from: {count: n}, when_invalid: pending"), encoding="utf-8")
    reports.write_text(reports.read_text(encoding="utf-8") + "don-vi-3,final,invalid:n,,chưa ký\n", encoding="utf-8")
    file, old = PLACES[place]
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    new = evil if file == "reports.csv" else f"'{evil}'"
    text = (bloc / file).read_text(encoding="utf-8")
    assert old in text
    (bloc / file).write_text(text.replace(old, new), encoding="utf-8")
    assert run(["score", str(bloc), "--out", str(page)]) == 0
    shown = page.read_text(encoding="utf-8")
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_a_batch_of_evidence_has_no_live_cell(bloc, tmp_path, monkeypatch):
    """Units of a file of evidence are text from outside too: `batch` quotes them in CSV, and numbers stay."""
    (bloc / "registrations.yaml").unlink()
    live = [text for text in LIVE if not set(text) & set("\t\r")]
    rows = "".join(f'"{text}",{number}\n' for number, text in enumerate([*live, "right", "-7"]))
    (tmp_path / "e.csv").write_text("unit,n\n" + rows, encoding="utf-8")
    out = tmp_path / "s.csv"
    assert run(["batch", str(bloc), "--in", str(tmp_path / "e.csv"), "--out", str(out)]) == 0
    units = [row["unit"] for row in csv.DictReader(io.StringIO(out.read_text(encoding="utf-8")))]
    assert units == [*(f"'{text}" for text in live), "right", "-7"]
