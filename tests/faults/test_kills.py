"""A short version of the campaign `python -m fuzz.kills`, and the proof that it would notice."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")


def killed(program):
    """Run a program of the campaign in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True, text=True, timeout=300
    )


@pytest.mark.parametrize("command", ["score .json", "record --out", "record --chain"])
def test_a_killed_command_leaves_files_whole(command):
    """Killed at a random moment, a command leaves the old file or the new one, never a part."""
    done = killed(f"import sys; from fuzz.kills import campaign; sys.exit(campaign(6, 1, {command!r}))")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{command:16}     6" in done.stdout


def test_the_campaign_notices_a_torn_file():
    """A command that writes in place, instead of under another name, is found torn."""
    done = killed(
        """
import sys
from contextlib import contextmanager
from covenant_rules.output import files

@contextmanager
def in_place(path, data):
    for end in range(0, len(data), 64):
        with open(path.parent / ".touch", "wb"), open(path, "wb") as stream:
            stream.write(data[:end])
    path.write_bytes(data)
    yield type("Done", (), {"replace": lambda self, path: None})()

files._complete = in_place
from fuzz.kills import campaign
sys.exit(campaign(6, 1, "score .csv"))
"""
    )
    assert done.returncode > 0, done.stderr  # how many were torn
