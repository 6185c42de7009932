"""The command `review`: formats, languages, width, exit codes."""

import json

import pytest

from covenant_rules.cli.app import run

SHEET = """\
covenant: thu
edition: "2026"
title: {vi: Bản thử nghiệm, en: Trial covenant}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: dense, precision: rounded, ties: shared}
when_missing: pending
measures:
  n: {title: {vi: Báo cáo trễ hạn, en: Late reports}, unit: count, low: 0, high: 10}
  m: {title: {vi: Việc chậm, en: Late tasks}, unit: count, low: 0, high: 10}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 10
    criteria:
      - id: "1.1"
        title: {vi: Một, en: One}
        points: 10
        owner: Văn phòng
        lines:
          - award: core.full
          - {penalty: core.per_case, with: {each: 0.5}, from: {count: n}}
  - id: "2"
    title: {vi: Hai, en: Two}
    points: 10
    criteria:
      - {id: "2.1", title: {vi: Hai, en: Two}, points: 10, owner: Thanh tra, rule: core.declining, with: {each: 0.5}, from: {count: m}}
"""
LONG = "Trung tâm Phục vụ hành chính công và Ứng dụng chuyển đổi số tỉnh Kiên Giang"
UNITS = f"""\
covenant: thu
units:
  - {{unit: a, title: {{vi: "[A] Sở Nội vụ", en: Home affairs}}}}
  - {{unit: b, title: {{vi: {LONG}, en: Centre}}}}
"""
HEAD = "unit,stage,measure,value,note\n"
# a: 10 + 10 = 20; 10 - 0.5 * 3 + 10 = 18.5; and the same.   b: 10 - 0.5 + 10 - 1 = 18.5; m is not known; the same.
REPORTS = (
    HEAD
    + """\
a,self,n,0,
a,self,m,0,
b,self,n,1,
b,self,m,2,
a,cross,n,3,thiếu ba báo cáo quý
a,cross,m,0,
b,cross,n,1,
a,appraised,n,3,
a,appraised,m,0,
b,appraised,n,1,
b,appraised,m,2,
a,agreed,n,3,
a,agreed,m,0,
b,agreed,n,1,
b,agreed,m,2,
"""
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A bloc-year of two units and four stages, in an environment that asks for no language."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("COVENANT_RULES_DEBUG", raising=False)
    path = tmp_path / "bloc"
    path.mkdir()
    (path / "covenant.yaml").write_text(SHEET, encoding="utf-8")
    (path / "registrations.yaml").write_text(UNITS, encoding="utf-8")
    (path / "reports.csv").write_text(REPORTS, encoding="utf-8")
    return path


def asked(capsys, *arguments):
    """Run the command with *arguments*; return its exit code and what it printed to either side."""
    code = run(["review", *map(str, arguments)])
    return code, *capsys.readouterr()


def test_the_table_speaks_vietnamese_within_80_columns(folder, capsys):
    """The four stages have their usual Vietnamese names, and no line is wider than 80."""
    code, out, _ = asked(capsys, folder)
    assert code == 0
    assert "tự chấm – chấm chéo – thẩm định – thống nhất" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "[A] Sở Nội vụ" in out
    assert "(−1,5)" in out  # three late reports at half a point each


def test_six_stages_fit_into_80_columns(folder, capsys):
    """Even six stages with long totals keep every line within 80 columns, and cut no number off."""
    more = [
        REPORTS.removeprefix(HEAD).replace("agreed", stage).replace("self", f"{stage}-2")
        for stage in ("half_year", "final")
    ]
    kept = [line for text in more for line in text.splitlines() if line.split(",")[1] in ("half_year", "final")]
    (folder / "reports.csv").write_text(REPORTS + "\n".join(kept) + "\n", encoding="utf-8")
    _, out, _ = asked(capsys, folder)
    assert "sơ kết – tổng kết" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 80
    assert "…" not in out


def test_the_table_speaks_english(folder, capsys):
    """With --lang en no Vietnamese word of the program is left, and the decimal sign is a point."""
    _, out, _ = asked(capsys, folder, "--lang", "en", "--unit", "a")
    assert "self-scored – cross-scored – appraised – agreed" in out
    assert "18.5" in out
    assert not {"Mục", "Tổng điểm", "Phụ trách", "chấm"} & set(out.split())


def test_the_table_says_who_answers_and_why(folder, capsys):
    """A change is told with its line, both values, its points, the note of the later report, and its owner."""
    _, out, _ = asked(capsys, folder, "--unit", "a")
    told = " ".join(out.split())
    assert "- chấm chéo: [1.1/2] Báo cáo trễ hạn: 0 → 3 — thiếu ba báo cáo quý (−1,5)" in told
    assert "Văn phòng" in told
    assert "Trung tâm" not in told


def test_one_stage_alone_has_nothing_to_compare(folder, capsys):
    """A single stage shows its totals, and does not say of every unit that no points changed."""
    _, out, _ = asked(capsys, folder, "--stages", "appraised", "--lang", "en")
    assert "18.5" in out
    assert "No points changed" not in out


def test_json_of_two_stages(folder, capsys):
    """--stages picks and orders the stages; points travel as text, an open result as its two ends."""
    code, out, _ = asked(capsys, folder, "--stages", "cross,self", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert [view["name"] for view in found["views"]] == ["cross", "self"]
    a, b = (unit["rows"][0] for unit in found["units"])
    assert (a["points"], a["deltas"]) == (["18.5", "20"], ["1.5"])
    # m of b may be 0 to 10, so 2.1 gives 5 to 10, beside 9.5 of 1.1
    assert b["points"] == [{"low": "14.5", "high": "19.5"}, "18.5"]
    assert b["deltas"] == [{"low": "-1", "high": "4"}]
    assert found["inflation"] == []  # the self-score comes last: there is nothing to hold it against


def test_json_of_inflation(folder, capsys):
    """The bloc's inflation is that of the totals: a 20 - 18.5, b 18.5 - 18.5; mean 0.75, largest 1.5 of a."""
    _, out, _ = asked(capsys, folder, "--format", "json")
    bloc = json.loads(out)["inflation"][0]
    assert (bloc["node"], bloc["mean"], bloc["largest"], bloc["most"]) == ("", "0.75", "1.5", ["a"])
    assert bloc["units"] == {"a": "1.5", "b": "0"}


def test_against_another_file(folder, capsys, tmp_path):
    """--against tells what was added, removed and changed since another file of the same stage."""
    earlier = tmp_path / "earlier.csv"
    earlier.write_text(HEAD + "a,appraised,n,1,\nb,appraised,n,1,\nb,appraised,m,2,\n")
    options = ("--against", earlier, "--stages", "appraised", "--format", "json")
    code, out, _ = asked(capsys, folder, *options)
    a, b = (unit["changes"][0] for unit in json.loads(out)["units"])
    assert code == 0
    # n: 2 more at half a point each; m was not there: 2.1 moves from 5..10 to 10
    told = [(c["entry"], c["kind"], c["before"], c["after"], c["moved"]) for c in a]
    assert told == [
        ("n", "changed", "1", "3", "-1"),
        ("m", "added", None, "0", {"low": "0", "high": "5"}),
    ]
    assert b == []


def test_what_other_units_moved_is_told(folder, capsys):
    """Points that moved although the unit's own report did not change are told apart: b raised the maximum."""
    sheet = SHEET.replace("from: {count: m}", "from: {count: {bloc: maximum, of: m}}")
    (folder / "covenant.yaml").write_text(sheet, encoding="utf-8")
    _, out, _ = asked(capsys, folder, "--unit", "a", "--stages", "agreed,self", "--lang", "en")
    assert "moved through" not in out
    reports = REPORTS.replace("b,agreed,m,2", "b,agreed,m,5")
    (folder / "reports.csv").write_text(reports, encoding="utf-8")
    _, out, _ = asked(capsys, folder, "--unit", "a", "--stages", "appraised,agreed", "--lang", "en")
    # 10 - 2 * 0.5 = 9, then 10 - 5 * 0.5 = 7.5
    assert "- agreed: [2.1] moved through other units or items (−1.5)" in out


@pytest.mark.parametrize(
    ("options", "code"),
    [(("--stages", "self,apraised"), "E541"), (("--unit", "c"), "E550"), (("--against", "none.csv"), "E101")],
)
def test_a_wrong_option_is_told(folder, capsys, options, code):
    """An unknown stage, unit or file gives exit code 1 and its diagnostic, and nothing on stdout."""
    exit_code, out, err = asked(capsys, folder, *options)
    assert (exit_code, out) == (1, "")
    assert code in err


def test_an_unclear_stage_is_told(folder, capsys):
    """Two files are compared at one stage: without a name and without a final one, nothing is guessed."""
    code, out, err = asked(capsys, folder, "--against", folder / "reports.csv")
    assert (code, out) == (1, "")
    assert "E540" in err


def test_an_unknown_format_is_wrong_usage(folder, capsys):
    """A format that there is not gives exit code 2."""
    assert asked(capsys, folder, "--format", "csv")[0] == 2


def test_a_broken_report_gives_no_review(folder, capsys):
    """Where a report cannot be read, errors are told and nothing is compared."""
    (folder / "reports.csv").write_text(REPORTS + "a,self,k,1,\n", encoding="utf-8")
    code, out, err = asked(capsys, folder)
    assert (code, out) == (1, "")
    assert "E513" in err


def test_without_reports(folder, capsys):
    """A folder without reports is reviewed without a word about points."""
    (folder / "reports.csv").unlink()
    code, out, _ = asked(capsys, folder, "--format", "json")
    assert code == 0
    assert json.loads(out)["units"][0]["rows"][0]["points"] == [None]
    assert asked(capsys, folder)[0] == 0
