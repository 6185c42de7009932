"""The result workbook and the minutes say what the standings say, in both languages, and print on A4."""

from __future__ import annotations

import zipfile
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from attrs import evolve
from python_calamine import CalamineWorkbook

from covenant_rules.output.excel.book import as_number
from covenant_rules.output.excel.result import workbook
from covenant_rules.output.minutes import minutes
from covenant_rules.spec.folder import load
from covenant_rules.standing import score
from covenant_rules.text import Text

from . import sheet

SPECS = Path(__file__).parents[2] / "specs"
KHOI_1 = SPECS / "kien-giang" / "khoi-1"


@pytest.fixture(scope="module")
def completed():
    return score(load(KHOI_1 / "2017-illustration"))


@pytest.fixture(scope="module")
def printed():
    return score(load(KHOI_1 / "2017"))


def table(data: bytes, name: str) -> list[list]:
    """Return the rows of a sheet from its head on, read by another library than the one that wrote it."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return book.get_sheet_by_name(name).to_python()[2:]


def test_the_workbook_is_the_standings(completed):
    """Ranks, contents, bonuses, penalties and totals read back are those of the standings, as numbers."""
    head, *rows = table(workbook(completed, "vi"), "Xếp hạng")
    assert head == [
        "Hạng", "Đơn vị", "Nội dung 1", "Nội dung 2", "Nội dung 3", "Thưởng", "Trừ", "Tổng điểm",
        "Tình trạng", "Giá trị chính xác, ghi chú",
    ]  # fmt: skip
    for row, result in zip(rows, completed, strict=False):
        card = result.card
        points = [
            *(score.points for score in card.contents.values()),
            card.bonus,
            card.penalty,
            card.total,
        ]
        assert row[:2] == [str(result.standing.rank), card.title.vi]
        assert row[2:8] == [float(one.exact) for one in points]
        assert row[8] == "đủ số liệu"
    # the published totals of the bloc that the evidence reaches, and one that no decimal holds
    assert [rows[0][7], rows[1][7]] == [981.25, 978.85]
    # the court settled 887 of 997 cases, which no decimal writes: the exact value stands beside
    assert rows[5][9] == "Nội dung 1 = 66473669/99700\nThưởng = 1668669/99700"
    assert rows[0][9] == "Nội dung 3: điểm ghi sẵn, không tính từ số liệu"


def test_open_totals_are_text_and_no_number(printed):
    """Of a unit whose evidence is missing the workbook gives both ends, never one number."""
    _, *rows = table(workbook(printed, "en"), "Standings")
    totals = {row[1]: row[7] for row in rows[:6]}
    assert all(isinstance(total, str) and "–" in total for total in totals.values())
    low, high = printed["cong-an-tinh"].card.total.low, printed["cong-an-tinh"].card.total.high
    assert totals["Provincial police"] == f"{float(low):g}–{float(high):g}"


def test_a_sheet_for_each_content_has_every_criterion(completed):
    """The criteria stand below each other, a column for each unit, and the content adds up under them."""
    head, *rows = table(workbook(completed, "vi"), "Nội dung 2")
    assert head[3:9] == [result.card.title.vi for result in completed]
    assert [row[0] for row in rows[:5]] == ["2.1", "2.2", "2.3", "2.4", "2"]
    for row in rows[:4]:
        expected = [float(result.card.criteria[row[0]].points.exact) for result in completed]
        assert row[3:9] == expected
    for column in range(2, 9):
        assert sum(row[column] for row in rows[:4]) == rows[4][column]


def test_an_account_for_each_unit_adds_up(completed):
    """The steps in the account of a unit sum to its total, to the cent."""
    rows = table(workbook(completed, "vi"), "Bộ Chỉ huy Quân sự tỉnh Kiên Gi")[1:]
    steps = [row[3] for row in rows if row[0] == "" and row[1] != "TỔNG ĐIỂM"]
    (total,) = [row[3] for row in rows if row[1] == "TỔNG ĐIỂM"]
    assert round(sum(steps), 6) == total == 978.85


def test_awards_have_their_sheet(completed, printed):
    """Who is proposed and who is elected stands with the reasons, met and not met."""
    rows = table(workbook(completed, "vi"), "Khen thưởng")[1:]
    given = [(row[0], row[1], row[2]) for row in rows if row[2] not in ("không", "chưa quyết định")]
    # the article names these four; the flag and the commendation follow from the places
    assert given == [
        ("Cờ thi đua của UBND tỉnh", "Công an tỉnh Kiên Giang", "được đề nghị"),
        ("Bằng khen của Chủ tịch UBND tỉnh", "Bộ Chỉ huy Quân sự tỉnh Kiên Giang", "được đề nghị"),
        ("Khối trưởng năm 2018", "Bộ Chỉ huy Bộ đội Biên phòng tỉnh Kiên Giang", "được bầu chọn"),
        ("Khối phó năm 2018", "Viện Kiểm sát Nhân dân tỉnh Kiên Giang", "được bầu chọn"),
    ]
    assert all(line[0] in "✓✗?" for row in rows for line in row[3].splitlines())
    without = score(evolve(printed.bloc, awards=None))
    assert (
        "Khen thưởng"
        not in CalamineWorkbook.from_filelike(BytesIO(workbook(without, "vi"))).sheet_names
    )


@pytest.fixture(scope="module")
def two_stages(tmp_path_factory):
    folder = sheet.write(tmp_path_factory.mktemp("stages"))
    text = "unit,stage,measure,value\nso-noi-vu,self,xep_loai,tot\nso-noi-vu,final,xep_loai,kha\n"
    (folder / "reports.csv").write_text(text, encoding="utf-8")
    return load(folder)


def test_stages_stand_side_by_side(two_stages):
    """With several stages the workbook shows each, what changed and why; with one it has no such sheet."""
    head, *rows = table(workbook(score(two_stages), "vi"), "Các đợt chấm")
    assert head[2:5] == ["tự chấm", "tổng kết", "tổng kết so với tự chấm"]
    (row,) = [row for row in rows if row[0] == "2.1" and row[2] != ""]
    assert row[2:5] == [6, 3, -3]  # `tot` gives 6 points, `kha` 3
    assert any("Xếp loại chi bộ" in row[0] for row in rows)


def with_words(bloc, words):
    """Return *bloc* with *words* in every place that a sheet or report may fill."""
    first, *rest = bloc.registrations
    report, *others = bloc.reports
    notes = dict.fromkeys(report.values, words)
    return evolve(
        bloc,
        registrations=(evolve(first, title=Text.same(words)), *rest),
        reports=(evolve(report, notes=notes), *others),
        covenant=evolve(bloc.covenant, title=Text.same(words)),
    )


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x.vn", "{=1}"]
)
def test_no_text_becomes_a_formula_or_a_link(two_stages, words):
    """Whatever a title or a note begins with, the workbook holds it as text, unchanged."""
    data = workbook(score(with_words(two_stages, words)), "vi")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {n: archive.read(n).decode() for n in archive.namelist() if "worksheets/" in n}
        assert not any("<f>" in part or "<hyperlink" in part for part in parts.values())
    _, *rows = table(data, "Xếp hạng")
    assert words in {row[1] for row in rows}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_sheet_prints_on_a4(completed, language):
    """Each sheet is A4, as wide as the page, with its head frozen and repeated, and a print area."""
    book = openpyxl.load_workbook(BytesIO(workbook(completed, language)))
    for page in book.worksheets:
        assert page.page_setup.paperSize == 9
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToWidth in (None, 1)  # one is what is not written
        assert page.page_setup.fitToHeight == 0
        assert page.print_title_rows == "$3:$3"
        assert page.freeze_panes == "C4"
        assert "!$A$1:" in page.print_area


@pytest.mark.parametrize(
    ("value", "number"),
    [("981.25", 981.25), ("-0.5", -0.5), ("1/3", None), ("123456789012345", 123456789012345), ("1234567890123456", None),
     ("0.1234567890123456", None)],
)  # fmt: skip
def test_a_cell_holds_fifteen_digits(value, number):
    """What Excel holds exactly is a number; a third, and 16 digits, are no number of a cell."""
    assert as_number(Fraction(value)) == number


# Minutes


def texts(data: bytes) -> tuple[list[str], list[list[list[str]]]]:
    document = docx.Document(BytesIO(data))
    tables = [[[cell.text for cell in row.cells] for row in one.rows] for one in document.tables]
    return [paragraph.text for paragraph in document.paragraphs], tables


def test_the_minutes_have_the_standings_as_a_table(completed):
    """The table of the minutes is the standings, at the decimals of the sheet."""
    _, tables = texts(minutes(completed, "vi"))
    head, *rows = tables[2]
    assert head == [
        "Hạng", "Đơn vị", "Nội dung 1 (650)", "Nội dung 2 (200)", "Nội dung 3 (100)", "Thưởng", "Trừ", "Tổng điểm",
    ]  # fmt: skip
    assert rows[0] == ["1", "Công an tỉnh Kiên Giang", "690", "200", "91,25*", "40", "0", "981,25"]
    assert [row[1] for row in rows] == [result.card.title.vi for result in completed]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert [row[7] for row in rows][1:] == ["978,85", "970,75", "960,00", "955,00", "929,24"]


def test_the_minutes_follow_the_form_of_a_vietnamese_document(completed):
    """State and motto, number, place and date, title, attendance, proposals and signatures stand there."""
    data = minutes(completed, "vi")
    paragraphs, tables = texts(data)
    left, right = tables[0][0]
    assert right.split("\n")[:2] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert right.endswith("……………, ngày …… tháng …… năm ………")
    assert "Số: ……/BB-………" in left
    title = paragraphs.index("BIÊN BẢN")
    assert paragraphs[title + 1] == "Họp khối chấm điểm thi đua"
    assert [row[1] for row in tables[1][1:]] == [r.title.vi for r in completed.bloc.registrations]
    assert "- Cờ thi đua của UBND tỉnh: Công an tỉnh Kiên Giang" in paragraphs
    assert "- Khối trưởng năm 2018: Bộ Chỉ huy Bộ đội Biên phòng tỉnh Kiên Giang" in paragraphs
    assert [cell.split("\n")[0] for cell in tables[3][0]] == ["THƯ KÝ", "CHỦ TỌA"]
    section = docx.Document(BytesIO(data)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 15)


def test_many_contents_stand_in_tables_of_their_own():
    """A sheet of eight contents has its totals first, then the points of each, six to a table."""
    standings = score(load(SPECS / "tien-giang" / "moi-truong" / "mau"))
    _, tables = texts(minutes(standings, "vi"))
    heads = [table[0] for table in tables[2:5]]
    assert [len(head) for head in heads] == [5, 8, 4]
    assert heads[0][2:] == ["Thưởng", "Trừ", "Tổng điểm"]
    named = [head for table in heads[1:] for head in table[2:]]
    assert named == [f"Nội dung {c.id} ({c.points})" for c in standings.covenant.contents]


def test_what_is_not_decided_stays_blank(printed):
    """Without a policy the proposals are blanks to fill in, and open totals are both ends."""
    paragraphs, tables = texts(minutes(score(evolve(printed.bloc, awards=None)), "vi"))
    assert [p[:20] for p in paragraphs if p.startswith("- Tặng")] == [
        "- Tặng Cờ thi đua: …"[:20],
        "- Tặng Bằng khen: ……"[:20],
    ]
    assert all("–" in row[7] for row in tables[2][1:])


def test_the_minutes_speak_english_too(completed):
    """Every word of the minutes is English but for names that have no other form."""
    paragraphs, tables = texts(minutes(completed, "en"))
    assert "MINUTES" in paragraphs
    assert tables[2][1][1] == "Provincial police"
    assert not any("Đơn vị" in p or "Khối trưởng" in p for p in paragraphs)


def test_no_control_character_breaks_the_minutes(two_stages):
    """A title with a character that no document may hold is written without it."""
    paragraphs, _ = texts(minutes(score(with_words(two_stages, "Giao\x0bước\x00")), "vi"))
    assert "Giaoước" in paragraphs
