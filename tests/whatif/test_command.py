"""`covenant-rules what-if`: a file of scenarios in, tables, JSON and files out, and faults at their places."""

from __future__ import annotations

import json
from fractions import Fraction as F
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import covenant_rules as cr
from covenant_rules.cli.app import run
from covenant_rules.columns.whatif import Draws, cap, evidence, steps, weight, what_if

DEMO = Path(__file__).parents[2] / "specs" / "kien-giang" / "khoi-1" / "2017-illustration"
SCENARIOS = """\
covenant: kien-giang-khoi-1
draws: {count: 40, seed: 2017}
assume:
  - {weight: "1", from: 0.8, to: 1.2, step: 0.01}
  - {cap: bonus, of: "1", values: [30, 40]}
  - {evidence: emulation_plan, unit: cong-an-tinh, values: [10, 13.85]}
weights:
  same_maximum: true
  limits: {"1": {from: 0.5, to: 1.5}, "2": {from: 0.5, to: 1.5}}
"""


def asked(folder: Path, text: str = SCENARIOS) -> str:
    file = folder / "what-if.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_the_command_says_what_the_library_finds(tmp_path, capsys):
    """The JSON holds the shares of what_if with the same assumptions and seed, and the proved places."""
    out = tmp_path / "all.parquet"
    assert run(["what-if", str(DEMO), asked(tmp_path), "--format", "json", "--out", str(out)]) == 0
    found = json.loads(capsys.readouterr().out)
    assumed = [weight("1", steps("0.8", "1.2", "0.01")), cap("1", "bonus", [30, 40]),
               evidence("cong-an-tinh", "emulation_plan", [10, "13.85"])]  # fmt: skip
    same = what_if(cr.load(DEMO), assumed, draws=Draws(40, 2017))
    for unit in found["scenarios"]["units"]:
        shares = {int(rank): F(share) for rank, share in unit["shares"].items()}
        assert shares == same.shares(unit["unit"])
    assert [one["best"]["exact"] for one in found["weights"]] == [True] * 6
    assert pq.read_table(out).num_rows == 40 * 6


@pytest.mark.parametrize(("lang", "words"), [
    ("vi", ("40 kịch bản, rút ngẫu nhiên, hạt giống 2017", "trọng số 1: 0.8..1.2", "hạng kém nhất")),
    ("en", ("40 scenarios, drawn, seed 2017", "weight 1: 0.8..1.2", "worst place")),
])  # fmt: skip
def test_the_table_speaks_both_languages(tmp_path, capsys, lang, words):
    """A reader sees what was assumed, how scenarios were drawn, and the places, within 80 columns."""
    assert run(["what-if", str(DEMO), asked(tmp_path), "--lang", lang]) == 0
    shown = capsys.readouterr().out
    assert all(word in shown for word in words)
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("covenant: kien-giang-khoi-1", "covenant: khac", "E826", ":1:11"),
        ("seed: 2017", "seed: 0.5", "E825", ":2:26"),
        ("step: 0.01", "step: 0", "E840", ":4:25"),
        ('of: "1"', 'of: "9"', "E830", ":5:22"),
        ("cap: bonus", "cap: floor", "E831", ":5:11"),
        ("unit: cong-an-tinh", "unit: cong-an", "E550", ":6:38"),
        (", values: [30, 40]", "", "E846", ":5:5"),
        ("unit: cong-an-tinh, ", "", "E846", ":6:5"),
        ("same_maximum: true", "same_maximum: perhaps", "E214", ":8:17"),
    ],
)
def test_each_fault_of_the_file_is_at_its_place(tmp_path, capsys, old, new, code, place):
    """What is wrong with a file of scenarios is named with file, line and column; nothing is scored."""
    assert SCENARIOS.count(old) == 1
    assert run(["what-if", str(DEMO), asked(tmp_path, SCENARIOS.replace(old, new)), "--lang", "en"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert f"error[{code}]" in told.err
    assert f"what-if.yaml{place}" in told.err


def test_a_file_that_asks_nothing_is_refused(tmp_path, capsys):
    """Without assumptions and without limits of weights there is nothing to do, and that is said."""
    assert run(["what-if", str(DEMO), asked(tmp_path, "covenant: kien-giang-khoi-1\n"), "--lang", "vi"]) == 1
    assert "E847" in capsys.readouterr().err


def test_an_unknown_kind_of_file_is_refused_before_anything_is_scored(tmp_path, capsys):
    """The end of the name decides how a file is written."""
    assert run(["what-if", str(DEMO), asked(tmp_path), "--out", str(tmp_path / "x.xlsx"), "--lang", "en"]) == 1
    assert "E561" in capsys.readouterr().err
    assert not (tmp_path / "x.xlsx").exists()
