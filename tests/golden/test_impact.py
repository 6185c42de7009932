"""Two editions of the demo's sheet that differ in a cap, a band and a target: each is named, nothing is lost."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction as F
from pathlib import Path

import pytest

from covenant_rules.cli.app import run

DEMO = Path(__file__).parents[2] / "specs" / "kien-giang" / "khoi-1" / "2017-illustration"


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def edited(tmp_path):
    """Return a copy of the demo: bonus cap of content 1 from 40 to 30, a band, a target out of reach."""
    folder = tmp_path / "new"
    shutil.copytree(DEMO, folder)
    replaced(folder / "covenant.yaml", "    limits: {bonus: 40}\n", "    limits: {bonus: 30}\n")
    replaced(folder / "covenant.yaml", "trong-sach-vung-manh: 50, ", "trong-sach-vung-manh: 48, ")
    target = "- award: military.volunteers\n            with: {target: 70,"
    replaced(folder / "registrations.yaml", target, target.replace("70", "80"))
    return folder


def diff(capsys, *arguments) -> tuple[int, str]:
    code = run(["diff", *map(str, arguments)])
    return code, capsys.readouterr().out


def test_three_differences_of_the_demo_are_named_and_carry_every_moved_point(edited, capsys):
    """The cap, the band and the target are the changes, and their moves sum to each unit's difference."""
    code, out = diff(capsys, DEMO, edited, "--format", "json")
    found = json.loads(out)
    details = [d for change in found["changes"] for d in change["details"]]
    shown = [(d["where"], d["kind"], d["old"]["vi"], d["new"]["vi"]) for d in details]
    assert code == 0
    assert shown == [
        ("1", "cap", "40", "30"),
        ("2.4", "band", "50", "48"),
        ("bo-chi-huy-quan-su:1.1/2", "target", "70", "80"),
    ]
    assert details[1]["name"]["vi"] == "trong-sach-vung-manh"
    for unit, end in found["units"].items():
        parts = [F(c["moves"][unit]["points"]) for c in found["changes"] if unit in c["moves"]]
        assert sum(parts) == F(end["new"]["total"]) - F(end["old"]["total"]) == F(end["change"]["points"])
    # The registered target counts for half of the 110 points of criterion 1.1; 75.10 misses 80.
    army = [c["moves"]["bo-chi-huy-quan-su"]["points"] for c in found["changes"]]
    assert F(army[2]) <= -55
    # Five of six units have 200/200 in content 2, so five have the top class and lose 50 - 48 = 2.
    assert [change["points"] for change in found["changes"][1]["moves"].values()].count("-2") >= 5


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_table_names_the_changes_within_80_columns(edited, capsys, language):
    """A reader sees each change with both values, in either language, and the order that decides."""
    code, out = diff(capsys, DEMO, edited, "--lang", language)
    cap, order = {"vi": ("điểm thưởng: 40 → 30", "theo thứ tự"), "en": ("bonus cap: 40 → 30", "in the order")}[language]
    assert code == 0
    assert cap in out and "trong-sach-vung-manh: 50 → 48" in out and "target: 70 → 80" in out and order in out
    assert max(map(len, out.splitlines())) <= 80


def test_the_demo_does_not_differ_from_itself(capsys):
    """The same folder twice is no change, and the exit code is that of a clean run."""
    code, out = diff(capsys, DEMO, DEMO, "--format", "json")
    assert (code, json.loads(out)["changes"]) == (0, [])


def test_an_error_in_the_new_edition_is_shown_with_its_place(edited, capsys):
    """An edition that cannot be read is refused with file and line, and exit code 1."""
    replaced(edited / "covenant.yaml", "limits: {bonus: 30}", "limits: {bonus: viele}")
    code = run(["diff", str(DEMO), str(edited)])
    assert code == 1
    assert f"{edited / 'covenant.yaml'}:" in capsys.readouterr().err
