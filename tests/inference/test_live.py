"""Long sessions, many sessions, threads and processes: the same conclusions, and memory that stays."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from covenant_rules.inference.session import open_session

from .live import conclusions
from .words import AWARDS, register, unit

pytest.importorskip("durable_rules_engine")

ROOT = Path(__file__).parents[2]
MEGABYTE = 2**20


def printed(*arguments):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        cwd=ROOT, capture_output=True, check=False, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


def test_a_long_session():
    """20,000 inserts and as many removals: the engines agree at 100 points, and memory stays flat."""
    inserted, removed, compared, grown, both = printed("-m", "tests.inference.live", "long", "20000")
    assert (inserted, removed, compared, both) == ("20000", "20000", "100", "True")
    assert int(grown) < MEGABYTE


def test_many_sessions():
    """500 sessions leave less than a megabyte behind, closed or only forgotten."""
    closed, forgotten = map(int, printed("-m", "tests.inference.live", "many", "500"))
    assert closed < MEGABYTE
    assert forgotten < MEGABYTE


def test_four_threads():
    """Sessions in four threads conclude what they conclude one after the other."""
    expected = [conclusions(seed) for seed in range(80)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(conclusions, range(80))) == expected


def test_one_session_in_four_threads():
    """A session lets one thread in at a time, so nothing of what four do at once is lost."""
    with open_session(AWARDS) as session, ThreadPoolExecutor(4) as pool:

        def add(n):
            unit(session, f"u{n}")
            register(session, f"u{n}")
            session.findings()

        list(pool.map(add, range(100)))
        assert sum(f.rule == "eligible" for f in session.findings()) == 100


def test_two_processes():
    """Forked and spawned processes conclude the same, and an open session goes on after a fork."""
    script = str(Path(__file__).with_name("processes.py"))
    assert printed(script) == ["fork", "equal", "spawn", "equal", "open", "equal"]
