"""The command line: exit codes, languages, formats, whole files, and never a traceback."""

import csv
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from covenant_rules.cli import app, demo, main
from covenant_rules.cli.app import run

COMMAND = [
    sys.executable,
    "-c",
    "import sys; from covenant_rules.cli import main; sys.exit(main())",
]
LONG = "Trung tâm Phục vụ hành chính công và Ứng dụng chuyển đổi số tỉnh Kiên Giang"
SHEET = """\
covenant: thu
edition: "2026"
title: {vi: Bản thử nghiệm, en: Trial covenant}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: competition, precision: rounded, ties: shared, tie_breakers: [{points: "2"}]}
when_missing: pending
measures:
  n: {title: {vi: vụ, en: cases}, unit: count, low: 0, high: 10}
  m: {title: {vi: việc, en: tasks}, unit: count, low: 0, high: 10}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 10
    criteria:
      - id: "1.1"
        title: {vi: Một, en: One}
        points: 10
        lines:
          - award: core.full
          - {penalty: core.per_case, with: {each: 0.5}, from: {count: n}}
          - {veto: core.per_case, with: {each: 1}, from: {count: m}}
    limits: {floor: 0}
  - id: "2"
    title: {vi: Hai, en: Two}
    points: 10
    criteria:
      - {id: "2.1", title: {vi: Hai, en: Two}, points: 10, rule: core.declining, with: {each: 0.5}, from: {count: m}}
source: Quyết định số 1
"""
UNITS = f"""\
covenant: thu
units:
  - {{unit: a, title: {{vi: "=1+1", en: "=cmd"}}}}
  - {{unit: b, title: {{vi: {LONG}, en: Centre}}}}
  - {{unit: c, title: {{vi: C, en: C}}}}
  - {{unit: d, title: {{vi: D, en: D}}}}
  - {{unit: e, title: {{vi: E, en: E}}, ranked: false, because: đơn vị đặc thù}}
"""
# Totals: a 10 + 10, b 9.5 + 10, c 10 + 9.5 (with a veto), d 9 + 9.5, e 20
REPORTS = """\
unit,stage,measure,value,note
a,final,n,0,
a,final,m,0,minh họa
b,final,n,1,
b,final,points:2,10,theo biên bản
c,final,n,0,
c,final,m,1,
d,final,n,2,
d,final,m,1,
e,final,n,0,
e,final,m,0,
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A bloc-year of five units, in an environment that asks for no language."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "COVENANT_RULES_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "bloc"
    path.mkdir()
    (path / "covenant.yaml").write_text(SHEET, encoding="utf-8")
    (path / "registrations.yaml").write_text(UNITS, encoding="utf-8")
    (path / "reports.csv").write_text(REPORTS, encoding="utf-8")
    return path


def break_sheet(folder):
    """Misspell a rule in the sheet."""
    (folder / "covenant.yaml").write_text(
        SHEET.replace("core.declining", "core.declinng"), encoding="utf-8"
    )


# check


def test_check_of_a_clean_folder(folder, capsys):
    """A clean folder gives exit code 0, and says so on stderr; nothing goes to stdout."""
    assert run(["check", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "Không có lỗi.\n")


def test_check_of_a_broken_sheet(folder, capsys):
    """An error gives exit code 1, with place and help, and the count below."""
    break_sheet(folder)
    assert run(["check", str(folder), "--lang", "en"]) == 1
    err = capsys.readouterr().err
    assert "error[E204]: unknown rule `core.declinng`" in err
    assert "did you mean `core.declining`?" in err
    assert err.endswith("1 error; nothing was scored.\n")


def test_warnings_alone_are_clean(folder, capsys):
    """Warnings are shown and counted, but the exit code stays 0."""
    text = SHEET.replace("contents:\n", "scale: 25\ncontents:\n", 1)
    (folder / "covenant.yaml").write_text(text, encoding="utf-8")
    assert run(["check", str(folder)]) == 0
    err = capsys.readouterr().err
    assert "cảnh báo[W303]" in err
    assert err.endswith("1 cảnh báo.\n")
    (folder / "covenant.yaml").write_text(text.replace("core.full", "core.ful"), encoding="utf-8")
    assert run(["check", str(folder), "--lang=en"]) == 1
    assert "1 error, 1 warning; nothing was scored." in capsys.readouterr().err


def test_check_searches_folders(folder, capsys):
    """A folder of folders is searched for sheets; by default the current one."""
    break_sheet(folder)
    assert run(["check", str(folder.parent)]) == 1
    assert "E204" in capsys.readouterr().err


def test_check_of_a_file_beside_the_sheet(folder, capsys):
    """A file of a bloc-year is checked with its sheet, and a sheet may have any name."""
    sheet = (folder / "covenant.yaml").read_text("utf-8")
    (folder / "last-year.yaml").write_text(sheet, "utf-8")
    for name in ("registrations.yaml", "last-year.yaml"):
        assert run(["check", str(folder / name)]) == 0, capsys.readouterr().err
    (folder / "covenant.yaml").write_text(sheet.replace("mode:", "mdoe:"), "utf-8")
    assert run(["check", str(folder / "registrations.yaml"), "--lang", "en"]) == 1
    assert "mdoe" in capsys.readouterr().err


def test_check_without_a_path(folder, capsys, monkeypatch):
    """Without a path the current folder is checked."""
    monkeypatch.chdir(folder)
    assert run(["check"]) == 0
    assert capsys.readouterr().err == "Không có lỗi.\n"


def test_check_as_json(folder, capsys):
    """For programs the diagnostics are one JSON list on stdout, in both languages, with places."""
    break_sheet(folder)
    assert run(["check", str(folder), "--format", "json"]) == 1
    out, err = capsys.readouterr()
    (found,) = json.loads(out)
    assert err == ""
    assert set(found) == {"code", "severity", "message", "help", "file", "line", "column", "length"}
    assert (found["code"], found["severity"], found["length"]) == (
        "E204",
        "error",
        len("core.declinng"),
    )
    assert found["message"]["vi"] != found["message"]["en"]


def test_json_of_a_diagnostic_without_place(folder, capsys):
    """Where a diagnostic has no place, its place is null."""
    (folder / "registrations.yaml").unlink()
    (folder / "reports.csv").unlink()
    assert run(["check", str(folder), "--format", "json"]) == 0
    assert [d["code"] for d in json.loads(capsys.readouterr().out)] == ["W306"]


# score


def document(folder, capsys, *more):
    """Score the folder as JSON."""
    assert run(["score", str(folder), "--format", "json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_document(folder, capsys):
    """The JSON document has the promised keys, and every number in it travels as a string."""
    found = document(folder, capsys)
    assert {"covenant", "edition", "stage", "units", "receipt"} <= set(found)
    assert (found["covenant"], found["edition"], found["stage"]) == ("thu", "2026", "final")
    units = {unit["unit"]: unit for unit in found["units"]}
    wanted = {
        "unit",
        "status",
        "total",
        "low",
        "high",
        "rank",
        "bonus",
        "penalty",
        "contents",
        "criteria",
        "awards",
    }
    assert all(wanted <= set(unit) for unit in units.values())
    assert {u: (units[u]["total"], units[u]["rank"], units[u]["status"]) for u in "abcde"} == {
        "a": ("20", 1, "final"),
        "b": ("19.5", 2, "final"),
        "c": ("19.5", 3, "final"),
        "d": ("18.5", 4, "final"),
        "e": ("20", None, "excluded"),
    }
    assert units["b"]["contents"] == {"1": "9.5", "2": "10"}
    assert units["b"]["criteria"]["1.1"] == {
        "points": "9.5",
        "bonus": "0",
        "penalty": "0.5",
        "status": "final",
    }
    assert (units["b"]["stated"], units["c"]["vetoes"]) == (["2"], ["1.1/3"])
    assert units["b"]["broken_by"] == "points 2"
    assert found["illustrative"] is True
    assert {"engine", "covenant", "reports", "rules"} == set(found["receipt"])
    assert found["receipt"]["rules"]["core.full"].startswith("fp:")
    assert found["receipt"]["covenant"].startswith("sha256:")


def test_json_while_evidence_is_missing(folder, capsys):
    """A pending unit has no total but low < high; its possible ranks and what is missing are named."""
    reports = REPORTS.replace("d,final,n,2,\n", "").replace("points:2,10", "points:2.1,10")
    (folder / "reports.csv").write_text(reports, encoding="utf-8")
    found = {unit["unit"]: unit for unit in document(folder, capsys)["units"]}
    pending = found["d"]
    # 10 - 0..5 of the first content and 9.5 of the second
    assert (pending["status"], pending["total"]) == ("pending", None)
    assert (pending["low"], pending["high"]) == ("14.5", "19.5")
    assert (pending["rank"], pending["rank_best"], pending["rank_worst"]) == (None, 2, 4)
    assert pending["missing"] == ["n"]
    assert pending["content_ranges"] == {"1": {"low": "5", "high": "10"}}
    assert pending["criteria"]["1.1"]["low"] == "5"
    assert found["b"]["criteria"]["2.1"]["stated"] is True


def test_json_of_what_does_not_apply(folder, capsys):
    """A criterion that does not apply says so; a unit that is not classified says why."""
    text = SHEET.replace('"2.1", ', '"2.1", not_applicable: drop, ').replace(
        "from: {count: n}", "from: {count: n}, when_missing: not_classified"
    )
    (folder / "covenant.yaml").write_text(text, encoding="utf-8")
    reports = REPORTS.replace(
        "c,final,m,1,", "c,final,m,0,\nc,final,not_applicable:2.1,,không có việc"
    ).replace("d,final,n,2,\n", "")
    (folder / "reports.csv").write_text(reports, encoding="utf-8")
    found = {unit["unit"]: unit for unit in document(folder, capsys)["units"]}
    assert found["c"]["criteria"]["2.1"]["applies"] is False
    assert (found["d"]["status"], found["d"]["total"], found["d"]["rank"]) == (
        "not_classified",
        None,
        None,
    )
    assert "1.1/2" in found["d"]["because"]["vi"]


def test_csv(folder, capsys):
    """CSV has a row for each unit, best first, numbers with a point."""
    assert run(["score", str(folder), "--format", "csv"]) == 0
    rows = list(csv.DictReader(StringIO(capsys.readouterr().out)))
    assert [row["unit"] for row in rows] == ["a", "b", "c", "d", "e"]
    assert (rows[1]["total"], rows[1]["rank"], rows[1]["content_2"], rows[1]["stated"]) == (
        "19.5",
        "2",
        "10",
        "2",
    )
    assert (rows[4]["status"], rows[4]["rank"]) == ("excluded", "")


def test_csv_never_holds_a_formula(folder, capsys):
    """A title that begins with `=` reaches a spreadsheet as text."""
    run(["score", str(folder), "--format", "csv"])
    rows = list(csv.DictReader(StringIO(capsys.readouterr().out)))
    assert rows[0]["title_vi"] == "'=1+1"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "vi",
            [
                "Hạng",
                "Bản thử nghiệm · đợt tổng kết",
                "19,50",
                "đơn vị đặc thù",
                "vi phạm điều kiện loại trừ 1.1/3",
                "minh họa",
                "theo points 2",
                "*10",
            ],
        ),
        (
            "en",
            [
                "Rank",
                "Trial covenant · stage final",
                "19.50",
                "scored but not ranked",
                "vetoed by 1.1/3",
                "illustrative",
                "by points 2",
            ],
        ),
    ],
)
def test_table(lang, words, folder, capsys):
    """The table speaks the reader's language, notes included, without colour, within 80 columns."""
    assert run(["score", str(folder), "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80
    flat = " ".join(out.split())
    assert [w for w in words if w not in flat] == []


def test_table_of_intervals_and_shared_ranks(folder, capsys):
    """Shared ranks are marked and named; a pending total shows both ends and how much is missing."""
    sheet = SHEET.replace(', tie_breakers: [{points: "2"}]', "")
    (folder / "covenant.yaml").write_text(sheet, encoding="utf-8")
    run(["score", str(folder), "--lang", "en"])
    out = " ".join(capsys.readouterr().out.split())
    assert "2=" in out
    assert "Rank 2 is shared by 2 units: Centre, C" in out
    (folder / "reports.csv").write_text(REPORTS.replace("d,final,n,2,\n", ""), encoding="utf-8")
    run(["score", str(folder), "--lang", "en"])
    out = " ".join(capsys.readouterr().out.split())
    assert "14.5–" in out  # the two ends of an interval stand one below the other
    assert "19.5 " in out
    assert "D: 1 figures are missing" in out
    assert "(1)" in out  # the first place is certain although no rank is decided


def test_stage_and_other_files(folder, capsys):
    """--stage, --reports and --registrations name other evidence; the sheet itself may be named too."""
    other = folder.parent / "other.csv"
    other.write_text(
        "unit,stage,measure,value,note\na,self,n,4,\na,self,m,0,\na,late,n,6,\n", encoding="utf-8"
    )
    units = folder.parent / "units.yaml"
    units.write_text(UNITS.split("  - {unit: b", maxsplit=1)[0], encoding="utf-8")
    more = ["--reports", str(other), "--registrations", str(units), "--stage", "self"]
    found = document(folder / "covenant.yaml", capsys, *more)
    assert [(u["unit"], u["total"]) for u in found["units"]] == [("a", "18")]
    assert run(["score", str(folder), "--reports", str(other), "--lang", "en"]) == 1
    assert "error[E540]: there are several stages: self, late" in capsys.readouterr().err


def test_score_of_a_broken_sheet(folder, capsys):
    """Nothing is scored while a sheet has errors: they go to stderr, exit code 1."""
    break_sheet(folder)
    assert run(["score", str(folder)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "lỗi[E204]" in err


@pytest.mark.parametrize("arguments", [["score"], ["check"]])
def test_a_missing_folder(arguments, capsys, tmp_path, monkeypatch):
    """A path that is not there is E101, with the name as it was given."""
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert run([*arguments, str(tmp_path / "nowhere")]) == 1
    err = capsys.readouterr().err
    assert "error[E101]" in err
    assert "nowhere" in err


def test_missing_reports_are_named(folder, capsys):
    """A file of reports that was named but is not there is an error, not an empty report."""
    assert run(["score", str(folder), "--reports", str(folder / "nothing.csv")]) == 1
    assert "E101" in capsys.readouterr().err


# Usage and languages


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["score"],
        ["score", ".", "--format", "xml"],
        ["check", "--lang", "fr"],
        ["score", ".", "--colour"],
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments, capsys):
    """A command line that cannot be understood is exit code 2, said on stderr."""
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip()


@pytest.mark.parametrize(
    ("environment", "arguments", "word"),
    [
        ({}, [], "Không có lỗi."),
        ({"LANG": "en_US.UTF-8"}, [], "No errors."),
        ({"LANG": "vi_VN.UTF-8"}, [], "Không có lỗi."),
        ({"LANG": "C.UTF-8"}, [], "Không có lỗi."),
        ({"LANG": "vi_VN", "LC_ALL": "en_GB"}, [], "No errors."),
        ({"LANG": "en_US"}, ["--lang", "vi"], "Không có lỗi."),
        ({"LANG": "vi_VN"}, ["--lang=en"], "No errors."),
    ],
    ids=["none", "en", "vi", "C", "LC_ALL first", "asked vi", "asked en"],
)
def test_languages(environment, arguments, word, folder, capsys, monkeypatch):
    """--lang decides, then the environment, then Vietnamese."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    run(["check", str(folder), *arguments])
    assert word in capsys.readouterr().err


def test_errors_speak_the_language_that_was_asked_for(folder, capsys):
    """An error that ends a command is told in the language of --lang, in either spelling."""
    for arguments in (["--lang", "en"], ["--lang=en"]):
        run(["score", str(folder), "--stage", "nine", *arguments])
        assert "error[E541]" in capsys.readouterr().err


def test_rules(capsys, folder):
    """All rules are listed with evidence and settings, in the language asked for."""
    assert run(["rules", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert (
        "core.stepped: Steps above a threshold\n  from: value\n  with: over, first, step, each\n"
        in out
    )
    assert "core.full: Standard points\n  from: —\n  with: —\n" in out
    run(["rules"])
    assert "core.full: Đủ điểm chuẩn\n" in capsys.readouterr().out


def test_version(capsys):
    """--version names package and version."""
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("covenant-rules ")


# Files


@pytest.mark.parametrize("kind", ["json", "csv", "JSON"])
def test_out(kind, folder, capsys):
    """--out writes the very document that --format prints, by the ending of its name."""
    out = folder.parent / f"result.{kind}"
    assert run(["score", str(folder), "--out", str(out)]) == 0
    assert "Hạng" in capsys.readouterr().out
    run(["score", str(folder), "--format", kind.lower()])
    assert out.read_text(encoding="utf-8") == capsys.readouterr().out
    assert [p.name for p in folder.parent.iterdir() if p.name.startswith(".")] == []


def test_out_of_an_unknown_kind(folder, capsys):
    """An ending that is not known is refused before anything is written."""
    out = folder.parent / "result.jsn"
    assert run(["score", str(folder), "--out", str(out), "--lang", "en"]) == 1
    err = capsys.readouterr().err
    assert "error[E561]" in err
    assert "did you mean `.json`?" in err
    assert not out.exists()


def test_out_into_a_missing_folder(folder, capsys):
    """A folder that is not there is E560, with the full path."""
    out = folder / "no" / "where" / "result.json"
    assert run(["score", str(folder), "--out", str(out), "--lang", "en"]) == 1
    err = capsys.readouterr().err
    assert "error[E560]" in err
    assert str(out) in err


@pytest.mark.parametrize("name", ["result.jsn", "no/where/result.json", "covenant.yaml/result.json", "folder.json"])
def test_the_place_of_the_result_is_looked_at_before_scoring(name, folder, capsys, monkeypatch):
    """A result that can have no place is refused before anything is scored, in the reader's language."""
    (folder / "folder.json").mkdir()
    monkeypatch.setattr("covenant_rules.cli.app.score", lambda *_, **__: pytest.fail("it was scored"))
    assert run(["score", str(folder), "--out", str(folder / name), "--lang", "vi"]) == 1
    err = capsys.readouterr().err
    told = {"result.jsn": ".html, .xlsx", "folder.json": "đó là một thư mục"}
    assert told.get(name, "không có thư mục này") in err


def test_what_was_written_is_said(folder, capsys):
    """The file that --out wrote is named on stderr; stdout holds the standings alone."""
    out = folder.parent / "ket-qua.csv"
    assert run(["score", str(folder), "--out", str(out), "--format", "csv", "--lang", "vi"]) == 0
    said = capsys.readouterr()
    assert f"Đã ghi `{out}`." in said.err
    assert said.out == out.read_text(encoding="utf-8")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_the_old_file_stays_whole(step, folder, capsys, monkeypatch):
    """When writing fails half-way the old file is as it was, and no temporary file is left."""
    out = folder.parent / "result.json"
    out.write_text("old", encoding="utf-8")

    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync", fails) if step == "fsync" else (Path, "replace", fails)))
    assert run(["score", str(folder), "--out", str(out), "--lang", "en"]) == 1
    monkeypatch.undo()
    assert "the disk is full" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "old"
    assert {p.name for p in folder.parent.iterdir()} == {"bloc", "result.json"}


def test_a_folder_that_may_not_be_written(folder, capsys):
    """A read-only folder is E560; the old file in it stays."""
    locked = folder.parent / "locked"
    locked.mkdir()
    (locked / "result.json").write_text("old", encoding="utf-8")
    locked.chmod(0o500)
    try:
        if os.access(locked, os.W_OK):
            pytest.skip("this user may write everywhere")
        assert run(["score", str(folder), "--out", str(locked / "result.json")]) == 1
        assert "E560" in capsys.readouterr().err
        assert (locked / "result.json").read_text(encoding="utf-8") == "old"
    finally:
        locked.chmod(0o700)


# Whatever happens


def test_keyboard_interrupt(folder, monkeypatch, capsys):
    """Ctrl-C ends with 130 and no words."""
    monkeypatch.setattr(app, "check", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert run(["check", str(folder)]) == 130
    assert capsys.readouterr() == ("", "")


def test_an_unexpected_exception(folder, monkeypatch, capsys):
    """A defect of the program is E599 with its cause, never a traceback; developers may ask for one."""

    def fails(*_):
        raise RuntimeError("what nobody thought of")

    monkeypatch.setattr(app, "check", fails)
    assert run(["check", str(folder), "--lang", "en"]) == 1
    err = capsys.readouterr().err
    assert "error[E599]: an error inside the program: RuntimeError: what nobody thought of" in err
    assert "Traceback" not in err
    monkeypatch.setenv("COVENANT_RULES_DEBUG", "1")
    with pytest.raises(RuntimeError):
        run(["check", str(folder)])


def test_a_missing_extra(monkeypatch, capsys):
    """Without the packages of the command line, the command that installs them is shown; exit code 2."""
    monkeypatch.delitem(sys.modules, "covenant_rules.cli.app")
    monkeypatch.setitem(sys.modules, "cyclopts", None)
    assert main() == 2
    assert "pip install 'covenant-rules[cli]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["score"], ["score", "--format", "json"], ["check", "--format", "json"], ["rules"]],
    ids=" ".join,
)
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_a_closed_pipe(arguments, unbuffered, folder):
    """A reader that goes away, as `head` does, ends the program quietly."""
    if arguments != ["rules"]:
        arguments = [arguments[0], str(folder), *arguments[1:]]
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    try:
        done = subprocess.run(
            [*COMMAND, *arguments],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=environment,
        )
    finally:
        os.close(writing)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_a_full_disk(folder):
    """When stdout cannot be written the program says why, once, with exit code 1."""
    with Path("/dev/full").open("w") as full:
        environment = {**os.environ, "PYTHONUNBUFFERED": "", "PYTHONUTF8": "1"}
        command = [*COMMAND, "score", str(folder), "--format", "csv", "--lang", "en"]
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment
        )
    assert done.returncode == 1
    assert done.stderr.count("No space left on device") == 1
    assert "Exception ignored" not in done.stderr


def test_a_process_of_its_own(folder):
    """As a program: results on stdout, diagnostics on stderr, exit codes for scripts, no colour in a pipe."""
    environment = {**os.environ, "LANG": "en_GB.UTF-8", "PYTHONUTF8": "1"}
    environment.pop("LC_ALL", None)

    def program(*arguments):
        return subprocess.run(
            [*COMMAND, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env=environment,
        )

    scored = program("score", str(folder))
    assert (scored.returncode, scored.stderr) == (0, "")
    assert "Rank" in scored.stdout
    assert "\x1b" not in scored.stdout
    assert program("score").returncode == 2
    break_sheet(folder)
    checked = program("check", str(folder))
    assert (checked.returncode, checked.stdout) == (1, "")
    assert "error[E204]" in checked.stderr
    assert "\x1b" not in checked.stderr


@pytest.mark.parametrize(("lang", "rank", "next_"), [("en", "Rank", "FOLDER"), ("vi", "Hạng", "THƯ_MỤC")])
def test_demo(capsys, folder, lang, rank, next_):
    """The demonstration scores the bloc of 2017 as printed and as completed, within 80 columns, and leads on."""
    if not (Path(__file__).parents[2] / "specs" / demo.COMPLETED).is_dir():
        pytest.skip("the specs are not there")
    assert run(["demo", "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert out.count(rank) == 2
    assert f"covenant-rules check {next_}" in out
    assert max(len(line) for line in out.splitlines() if "/" not in line) <= 80
    assert "\x1b" not in out


def test_demo_of_an_incomplete_installation(monkeypatch, capsys, folder):
    """Without its specs the demonstration ends in a diagnostic."""
    monkeypatch.setattr(demo, "PRINTED", Path("no/such/bloc"))
    assert run(["demo", "--lang", "en"]) == 1
    assert "error[E101]" in capsys.readouterr().err
