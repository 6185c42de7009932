"""A short version of the campaign `python -m fuzz.matrix`."""

import subprocess
import sys

import pytest
from fuzz.blocs import ROOT
from fuzz.matrix import QUICK, compare


def test_one_digest_in_every_surrounding():
    """Other hash seeds, locales, time zones and -O change no byte of any output."""
    done = subprocess.run(
        [sys.executable, "-m", "fuzz.matrix", "--quick"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.endswith("one digest\n"), done.stdout + done.stderr
    assert done.stdout.count(" outputs  ") == len(QUICK)


@pytest.mark.parametrize("told", ["other", ""])
def test_the_matrix_notices_an_output_that_differs(told, monkeypatch, capsys):
    """A row that prints another line, or nothing, is named and counted."""
    printed = iter([["a same", "b thing"], ["a same", f"c {told}"], ["a same", "b thing"]])
    monkeypatch.setattr("fuzz.matrix.lines", lambda *_: next(printed))
    assert compare([QUICK[0]] * 3, 0) == 1
    assert f"differs: c {told}" in capsys.readouterr().out
