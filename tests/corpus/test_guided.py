"""The campaign led by coverage: the same kinds and judge, other changes."""

import subprocess
import sys
import types
from random import Random

import pytest
from fuzz.blocs import ROOT
from fuzz.guided import changed, seeds, split
from fuzz.kinds import KINDS


@pytest.fixture
def atheris(monkeypatch):
    """What atheris would do to an input, where it is not installed: nothing but an end."""
    stub = types.SimpleNamespace(Mutate=lambda data, largest: (data + b"!")[:largest])
    monkeypatch.setitem(sys.modules, "atheris", stub)


def test_an_input_says_its_base(tmp_path):
    """The first byte is the number of a base, whatever it is; the rest is the file. No byte at all is an empty file."""
    bases = len(KINDS["sheets"].bases())
    assert split("sheets", bytes([3]) + b"text") == (3, b"text")
    assert split("sheets", bytes([bases + 1]) + b"text") == (1, b"text")
    assert split("sheets", b"") == (0, b"")


@pytest.mark.parametrize("kind", ["sheets", "entry points", "command lines"])
def test_campaigns_begin_from_what_is_right_and_what_was_found(kind, tmp_path):
    """Every base is an input, and so is what earlier campaigns found of this kind."""
    seeds(kind, tmp_path)
    held = {file.read_bytes() for file in tmp_path.iterdir()}
    right = [base[KINDS[kind].file] for base in KINDS[kind].bases()]
    assert {bytes([number]) + data for number, data in enumerate(right)} <= held
    found = {"entry points": "entry-points-no-pair", "sheets": "thirty-thousand-keys", "command lines": "name-too-long"}[kind]
    assert (tmp_path / found).read_bytes()[1:] == (ROOT / "tests" / "corpus" / f"{found}.input").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_any_input_can_be_changed(kind, atheris):
    """Text that is none any more, a zip file that is broken: a change never fails, and keeps to the size."""
    _, data = KINDS[kind].make(Random(0))
    for start in (data, data[: len(data) // 2], b"\xff\xfe\x00", b""):
        made = [changed(kind, b"\x02" + start, 1_000, seed) for seed in range(12)]
        assert all(len(one) <= 1_000 for one in made)
        assert made[1] == changed(kind, b"\x02" + start, 1_000, 1)
        assert len(set(made)) > 2


def test_a_guided_campaign(tmp_path):
    """Where atheris is installed, a campaign of seconds runs inputs, keeps those that lead on, and finds nothing."""
    pytest.importorskip("atheris")
    command = [sys.executable, "-m", "fuzz", "--guided", "--minutes", "0.3", "--kind", "keys", "--seed", "1"]
    done = subprocess.run(
        [*command, "--found", str(tmp_path / "found"), "--corpus", str(tmp_path / "corpus")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    *_, told = done.stdout.splitlines()
    kind, executions, crashes, hangs, *_ = told.split()
    assert (done.returncode, kind, int(executions) > 5, crashes, hangs) == (0, "keys", True, "0", "0")
    assert len(list((tmp_path / "corpus" / "keys").iterdir())) >= 2
