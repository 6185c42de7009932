"""The printed figures of the five source documents: each with its verdict, and the counts by document."""

import json
from collections import Counter
from fractions import Fraction as F
from functools import cache
from pathlib import Path

import pytest

from covenant_rules.cli.app import run
from covenant_rules.registry import Registry
from covenant_rules.spec.audit import read_audit
from covenant_rules.spec.folder import load

SPECS = Path(__file__).parents[2] / "specs"
BLOC = "kien-giang/khoi-1/2017"
PROVINCE = "kien-giang/tinh/2018-6-thang"
CLUSTER = "kien-giang/cum-1/2017"
BAC_GIANG = "bac-giang/noi-chinh/2019"
NAM_DINH = "nam-dinh/noi-chinh/2023"
REGISTRY = Registry.discover()


@cache
def audited(folder):
    return read_audit(SPECS / folder / "audit.yaml", REGISTRY)


def finding(folder, figure):
    (found,) = (one.finding for one in audited(folder).judged if one.figure.id == figure)
    return found


def verdicts(folder):
    return {one.figure.id: str(one.verdict) for one in audited(folder).judged}


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (BLOC, {"exact": 20, "implied": 6, "tolerance": 1, "ambiguous": 1, "fails": 5, "not_checkable": 6}),
        (PROVINCE, {"exact": 6, "implied": 13, "truncated": 1, "not_checkable": 10}),
        (CLUSTER, {"exact": 3, "implied": 10, "ambiguous": 2, "fails": 1, "not_checkable": 6}),
        (BAC_GIANG, {"exact": 3}),
        (NAM_DINH, {"not_checkable": 11}),
    ],
)  # fmt: skip
def test_counts_by_verdict(folder, expected):
    """Every figure of a document has one verdict, and the counts are those of the study of the sources."""
    assert dict(Counter(verdicts(folder).values())) == expected


@pytest.mark.parametrize("folder", [BLOC, PROVINCE, CLUSTER, BAC_GIANG, NAM_DINH])
def test_every_verdict_is_as_expected(folder):
    """No file has a diagnostic, and no figure another verdict than the study of the sources."""
    found = audited(folder)
    assert found.diagnostics == ()
    assert [one.figure.id for one in found.judged if not one.as_expected] == []


def rows(folder):
    """Return the numbers of the rows of the study that a document's figures cover."""
    return sorted({int(figure.partition("-")[0]) for figure in verdicts(folder)})


@pytest.mark.parametrize(
    ("folder", "last"), [(BLOC, 35), (PROVINCE, 15), (CLUSTER, 14), (BAC_GIANG, 3), (NAM_DINH, 5)]
)
def test_every_row_of_the_study_is_there(folder, last):
    """The study numbers the figures of each document from 1 on; none is left out."""
    assert rows(folder) == list(range(1, last + 1))


@pytest.mark.parametrize(
    ("folder", "figure", "verdict"),
    [
        (BLOC, "2", "fails"),  # the year of the meeting
        (BLOC, "6", "fails"),  # 990, not 1000
        (BLOC, "7", "fails"),  # 986.25 above 981.25
        (BLOC, "18", "ambiguous"),  # 100 children
        (BLOC, "32", "fails"),  # 0.39 % is not k/887
        (BLOC, "33", "tolerance"),  # 5 485 for 5 486
        (PROVINCE, "4", "truncated"),  # 602 of 686
        (CLUSTER, "6", "implied"),
        (CLUSTER, "6-so-tron", "fails"),
        (CLUSTER, "8-an-minh", "ambiguous"),
    ],
)
def test_inconsistencies_of_the_sources_are_kept(folder, figure, verdict):
    """What is wrong with the documents is found anew each time, not smoothed over."""
    assert verdicts(folder)[figure] == verdict


@pytest.mark.parametrize(
    ("folder", "figure", "low", "high"),
    [
        (BLOC, "8", "88.85", "90.75"),
        (BLOC, "19", "50000000", "50000000"),
        (BLOC, "20", "984", "984"),
        (BLOC, "23", "289", "289"),
        (BLOC, "29-thu-ly", "930", "930"),
        (PROVINCE, "2", "672", "672"),
        (PROVINCE, "3", "201", "201"),
        (PROVINCE, "4", "686", "686"),
        (PROVINCE, "8", "34999", "35004"),
        (PROVINCE, "9", "16368", "16368"),
        (PROVINCE, "10", "453", "453"),
        (PROVINCE, "11-vu", "111", "111"),
        (PROVINCE, "11-chet", "59", "59"),
        (PROVINCE, "11-bi-thuong", "77", "77"),
        (PROVINCE, "12-them", "40", "40"),
        (CLUSTER, "6", "12899", "12899"),
        (CLUSTER, "13-an-bien", "726.45", "726.45"),  # 892.5 - 166.05
    ],
)
def test_hidden_values_are_those_of_the_study(folder, figure, low, high):
    """What a document does not print follows exactly from what it does."""
    implied = finding(folder, figure).implied
    assert (implied.low, implied.high) == (F(low), F(high))


@pytest.mark.parametrize(
    ("folder", "figure", "low", "high"),
    [
        (PROVINCE, "6-ke-hoach", "7.06", "7.10"),  # about 7.079 million
        (PROVINCE, "6-cung-ky", "3.15", "3.17"),
        (PROVINCE, "7-ke-hoach", "427.9", "430"),  # about 429 thousand
        (PROVINCE, "7-cung-ky", "192.3", "193.2"),
        (CLUSTER, "3", "136.2981", "136.3086"),
    ],
)
def test_hidden_values_of_rounded_numbers_are_narrow(folder, figure, low, high):
    """A number that was rounded implies an interval, which the study gives in round ends."""
    implied = finding(folder, figure).implied
    assert F(low) < implied.low < implied.high < F(high)


@pytest.mark.parametrize(
    ("folder", "figure", "off"),
    [(BLOC, "6", "10"), (BLOC, "7", "5"), (BLOC, "32", "0.05"), (CLUSTER, "6-so-tron", "0.01")],
)
def test_a_failure_says_by_how_much(folder, figure, off):
    """990 for 1000, 981.25 for 986.25, 0.34 for 0.39, 161.26 for 161.27."""
    assert finding(folder, figure).off == F(off)


def test_targets_are_those_that_were_registered():
    """The targets that make an excess of the bloc exact stand in the registrations of the same folder."""
    registered = {
        value
        for registration in load(SPECS / BLOC, registry=REGISTRY).registrations
        for filling in registration.slots.values()
        for line in filling.lines
        for name, value in line.settings.items()
        if name in ("target", "ceiling")
    }
    audited_targets = {
        one.figure.statement.target.value
        for one in audited(BLOC).judged
        if one.figure.kind == "excess" and one.figure.statement.target is not None
    }
    assert audited_targets == {F(t) for t in (70, 75, 30, 95, 80)} | {F("1.16")}
    assert audited_targets <= registered


# The command


@pytest.mark.parametrize(
    ("folder", "code"), [(BLOC, 1), (PROVINCE, 0), (CLUSTER, 1), (BAC_GIANG, 0), (NAM_DINH, 0)]
)
def test_exit_code(folder, code, capsys):
    """A document with a figure that cannot be gives 1, others 0, with or without a sheet beside it."""
    assert run(["audit", str(SPECS / folder)]) == code
    assert capsys.readouterr().err == ""


def test_text_in_vietnamese(capsys):
    """Each figure is told in a sentence, with the reason of what is expected, and the counts below."""
    run(["audit", str(SPECS / BLOC), "--lang", "vi"])
    out = capsys.readouterr().out
    assert "    in 91,8: 796 / 867 = 91,810…, làm tròn 1 chữ số là 91,8: khớp\n" in out
    assert "    in 986,25, nhưng mức cao nhất của bảng điểm = 981,25: lệch 5\n" in out
    assert out.endswith(
        "39 số liệu: 20 khớp, 6 suy ra được, 1 khớp trong sai số, 1 hai cách hiểu, "
        "5 không khớp, 6 không kiểm được\n"
    )


def test_text_in_english(capsys):
    """The same in English; only the quoted sentences stay as they are."""
    run(["audit", str(SPECS / PROVINCE), "--lang", "en"])
    out = capsys.readouterr().out
    assert "with digits cut off the base = 686\n" in out
    assert out.endswith(
        "30 figures: 6 reconciles, 13 implies, 1 only if cut off, 10 not checkable\n"
    )


def test_table_fits_eighty_columns(capsys):
    """The table is within the width of a plain terminal, with the counts below."""
    run(["audit", str(SPECS / CLUSTER), "--format", "table", "--lang", "en"])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any("6-so-tron" in line and "cannot be" in line for line in lines)
    assert " ".join(lines).count("figures:") == 1


def test_json_of_several_documents(capsys):
    """One document for programs: numbers as strings, counts of all."""
    run(["audit", str(SPECS / BLOC), str(SPECS / NAM_DINH), "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert [len(one["figures"]) for one in data["audits"]] == [39, 11]
    assert data["counts"]["not_checkable"] == 6 + 11
    (base,) = (one for one in data["audits"][0]["figures"] if one["id"] == "23")
    assert base["implied"] == {"low": "289", "high": "289", "low_in": True, "high_in": True}
    assert (base["verdict"], base["expected"], base["as_expected"]) == ("implied", "implied", True)


def test_a_folder_of_folders_is_searched(capsys):
    """All audits under a folder are shown in one run."""
    assert run(["audit", str(SPECS / "kien-giang"), "--format", "json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["audits"]) == 3


AUDIT = """\
source: bao-cao.txt
title: {vi: Thử, en: Trial}
figures:
  - {id: a, says: "118 = 56 + 62", sum: {parts: [56, 62], total: 118}, expect: %s}
"""


@pytest.mark.parametrize(("expect", "code"), [("exact", 0), ("fails", 1)])
def test_an_unexpected_verdict_fails(tmp_path, capsys, expect, code):
    """A figure that reconciles although it was expected to fail is told, with exit code 1."""
    (tmp_path / "audit.yaml").write_text(AUDIT % expect, encoding="utf-8")
    assert run(["audit", str(tmp_path), "--lang", "vi"]) == code
    out = capsys.readouterr().out
    assert ("! chờ đợi kết luận: không khớp" in out) == bool(code)


def test_a_wrong_file_is_told_with_its_place(tmp_path, capsys):
    """Errors of the file are diagnostics on stderr; `check` finds them too, and needs no sheet."""
    (tmp_path / "audit.yaml").write_text(AUDIT % "right", encoding="utf-8")
    for command in ("audit", "check"):
        assert run([command, str(tmp_path), "--lang", "en"]) == 1
        assert "error[E216]" in capsys.readouterr().err


def test_a_folder_without_figures(tmp_path, capsys):
    """Where there is nothing to audit, the missing file is named."""
    assert run(["audit", str(tmp_path), "--lang", "en"]) == 1
    assert "error[E101]" in capsys.readouterr().err
