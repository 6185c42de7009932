"""The conclusions of the real folders as an official reads them, in both languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from covenant_rules.awards.conclude import Conclusions, conclude
from covenant_rules.cli.app import run
from covenant_rules.output.awards import lines, why_lines
from covenant_rules.spec.folder import load
from covenant_rules.standing import score
from covenant_rules.text import Language

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "awards"
BLOC, CLUSTER = "kien-giang/khoi-1/2017-illustration", "kien-giang/cum-1/2017-illustration"
CASES: dict[str, tuple[str, ...]] = {
    "khoi-1": (BLOC,),
    "khoi-1-printed": ("kien-giang/khoi-1/2017",),
    "khoi-1-why-flag": (BLOC, "--why", "cong-an-tinh", "emulation_flag"),
    "khoi-1-why-not-flag": (BLOC, "--why", "bo-chi-huy-quan-su", "emulation_flag"),
    "khoi-1-why-not-commendation": (BLOC, "--why", "cong-an-tinh", "commendation"),
    "khoi-1-printed-why-open": ("kien-giang/khoi-1/2017", "--why", "cong-an-tinh", "emulation_flag"),
    "cum-1": (CLUSTER,),
    "bac-giang": ("bac-giang/noi-chinh/2019",),
    "nghi-dinh-335": ("nghi-dinh-335/2026",),
    "nghi-dinh-335-why-not": ("nghi-dinh-335/2026", "--why", "cong-chuc-b", "hoan-thanh-xuat-sac"),
    "nghi-dinh-335-why-veto": ("nghi-dinh-335/2026", "--why", "cong-chuc-d", "hoan-thanh-tot"),
    "nghe-an": ("nghe-an/du-thao/2025",),
    "nghe-an-why-not": ("nghe-an/du-thao/2025", "--why", "don-vi-b", "xuat-sac"),
}


@cache
def conclusions(folder: str) -> Conclusions:
    return conclude(score(load(ROOT / "specs" / folder)))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("case", CASES)
def test_what_is_told(case: str, language: Language, update_golden: bool) -> None:
    """Who is proposed and on which facts, and what stands in the way of others, read as agreed."""
    folder, *why = CASES[case]
    found = conclusions(folder)
    told = why_lines(found, found.verdict(why[2], why[1]), language) if why else lines(found, language)
    text = "\n".join(told) + "\n"
    golden = GOLDEN / f"{case}.{language}.txt"
    if update_golden:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_command_prints_it(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`awards` prints the conclusions, and with `--why` one decision, in the language asked for."""
    folder = str(ROOT / "specs" / BLOC)
    assert run(["awards", folder, "--lang", language]) == 0
    assert capsys.readouterr().out == (GOLDEN / f"khoi-1.{language}.txt").read_text(encoding="utf-8")
    why = ["--why", "bo-chi-huy-quan-su", "emulation_flag"]
    assert run(["awards", folder, *why, "--lang", language]) == 0
    golden = GOLDEN / f"khoi-1-why-not-flag.{language}.txt"
    assert capsys.readouterr().out == golden.read_text(encoding="utf-8")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert run([*arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_flag_commendation_and_offices_of_bloc_1(capsys: pytest.CaptureFixture[str]) -> None:
    """Source 000: police the flag, military command the commendation, border guard head, procuracy deputy."""
    found = told(capsys, "awards", str(ROOT / "specs" / BLOC), "--format", "json")
    given = {one["award"]: one["unit"] for one in found["decisions"] if one["state"] == "given"}

    assert given == {
        "emulation_flag": "cong-an-tinh", "commendation": "bo-chi-huy-quan-su",
        "next_head": "bo-doi-bien-phong", "next_deputy": "vien-kiem-sat",
    }  # fmt: skip


def test_flag_commendation_and_offices_of_cluster_1(capsys: pytest.CaptureFixture[str]) -> None:
    """Source 002: An Biên leads and becomes head, An Minh is second, Vĩnh Thuận, third, becomes deputy."""
    found = told(capsys, "awards", str(ROOT / "specs" / CLUSTER), "--format", "json")
    given = {one["award"]: one["unit"] for one in found["decisions"] if one["state"] == "given"}

    assert given == {
        "emulation_flag": "an-bien", "commendation": "an-minh", "next_head": "an-bien",
        "next_deputy": "vinh-thuan",
    }  # fmt: skip


def test_scores_name_the_awards_of_each_unit(capsys: pytest.CaptureFixture[str]) -> None:
    """`score --format json` lists the ids of what each unit gets, and nothing where it gets nothing."""
    found = told(capsys, "score", str(ROOT / "specs" / BLOC), "--format", "json")
    awards = {one["unit"]: one["awards"] for one in found["units"]}

    assert awards == {
        "cong-an-tinh": ["emulation_flag"], "bo-chi-huy-quan-su": ["commendation"],
        "bo-doi-bien-phong": ["next_head"], "vien-kiem-sat": ["next_deputy"],
        "thanh-tra-tinh": [], "toa-an": [],
    }  # fmt: skip


def test_what_is_printed_decides_no_award(capsys: pytest.CaptureFixture[str]) -> None:
    """With the printed figures alone totals are intervals: flag and commendation stay open, never guessed."""
    folder = str(ROOT / "specs" / "kien-giang/khoi-1/2017")
    found = told(capsys, "awards", folder, "--format", "json")
    states = {one["award"]: one["state"] for one in found["decisions"]}

    assert states == {
        "emulation_flag": "open", "commendation": "open", "next_head": "given", "next_deputy": "given",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((BLOC, "--why", "cong-an", "emulation_flag"), "E550"),
        ((BLOC, "--why", "cong-an-tinh", "flag"), "E897"),
        (("nam-dinh/noi-chinh/2023",), "E101"),
        (("rule-forms/R01",), "E895"),
    ],
)
def test_what_cannot_be_answered_is_said(
    arguments: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A unit or award that is not there, or a folder without a policy, is a diagnostic and exit code 1."""
    folder, *options = arguments
    assert run(["awards", str(ROOT / "specs" / folder), *options]) == 1
    assert f"[{code}]" in capsys.readouterr().err


def test_a_record_holds_the_conclusions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`record` keeps who gets what on which facts; `verify` recomputes it, and names what differs."""
    from covenant_rules.record import Record, write
    from covenant_rules.sealed import read

    file = tmp_path / "record.json"
    assert run(["record", str(ROOT / "specs" / BLOC), "--out", str(file)]) == 0
    assert run(["verify", str(file)]) == 0
    record = read(file.read_bytes(), "record.json")
    results = record.parts["results"]
    decisions = {one["award"]: one for one in results["awards"]["decisions"]}
    assert decisions["emulation_flag"]["unit"] == "cong-an-tinh"
    assert any("rank:emulation_flag" in fact for fact in decisions["emulation_flag"]["facts"])

    decisions["commendation"]["unit"] = "thanh-tra-tinh"
    file.write_bytes(write(Record(record.parts)))
    capsys.readouterr()
    assert run(["verify", str(file), "--lang", "en"]) == 1
    assert "thanh-tra-tinh" in capsys.readouterr().err
