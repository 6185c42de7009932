"""Canaries: every hazard of durable-rules that a guard avoids is still there, or the test says that it is gone.

They run in processes of their own, since some crash or never end. A canary that fails is good news: read which
guard it names, and decide whether it may be relaxed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("hazards.py")
ENDLESS = {"c5": 3, "c10": 3}
"""Seconds after which what never ends is believed to."""

GUARDS = {
    "w1": "negation is kept outside the engine (durable.py)",
    "w2": "negation is kept outside the engine (durable.py)",
    "w3": "negation is kept outside the engine (durable.py)",
    "w4": "the agenda is emptied before every retraction (network.py)",
    "w5": "ids are a counter that starts anew before the first clash of hashes (network.py, MOST_IDS)",
    "w6": "no rule joins on the engine's own id: fields have names of ours (wire.py)",
    "w7": "each session has rulesets of its own, all under session id 0 (network.py)",
    "w8": "values are whole numbers only, and types are checked (checks, vocabulary)",
    "w9": "texts are numbers to the engine (wire.py, Codes)",
    "w10": "every pattern begins with its kind, and absence is no condition (wire.py)",
    "w11": "each branch of an `or` is a rule of its own (structure.py, wire.py)",
    "w12": "the language has no division",
    "w13": "derived facts are kept outside the engine, with their support (durable.py)",
    "c1": "a join that is always true stands last (wire.py)",
    "c2": "each branch of an `or` is a rule of its own (structure.py, wire.py)",
    "c3": "the language has no division",
    "c4": "a ruleset has at most 56 patterns (wire.py, shards)",
    "c5": "a ruleset has at most 56 patterns (wire.py, shards)",
    "c6": "each session has rulesets of its own, all under session id 0 (network.py)",
    "c7": "an opening event fires before anything else (network.py)",
    "c8": "each session has rulesets of its own, and no timers (network.py)",
    "c9": "texts are numbers to the engine, and bounded (wire.py, facts.py)",
    "c10": "facts are asserted one by one (network.py)",
    "c11": "neither absence as a condition nor durable.engine is used",
}


@pytest.mark.parametrize("hazard", GUARDS)
def test_the_hazard_is_still_there(hazard):
    """What a guard avoids still happens without it; otherwise the guard may be relaxed."""
    pytest.importorskip("durable_rules_engine")
    # fresh memory is filled, so that what reads it uninitialised shows it
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV") or name.startswith("COVENANT")}
    env = {**plain, "MALLOC_PERTURB_": "165", "PYTHONWARNINGS": "ignore"}
    for _ in range(5):  # a read beyond its memory does not end every time
        try:
            done = subprocess.run(
                [sys.executable, str(SCRIPT), hazard],
                capture_output=True, check=False, text=True, timeout=ENDLESS.get(hazard, 60), env=env,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            assert hazard in ENDLESS, "only a hang takes that long"
            return
        seen = done.stdout.strip()
        if not seen.startswith("gone"):
            break
    else:
        pytest.fail(
            f"GOOD NEWS: durable-rules no longer shows hazard {hazard.upper()} ({seen}). "
            f"The guard that avoids it may be relaxed: {GUARDS[hazard]}"
        )
    crashed = done.returncode < 0 and hazard.startswith("c")
    assert crashed or seen == "hazard", (done.returncode, seen, done.stderr[-500:])


def test_every_hazard_has_a_canary():
    """The numbered hazards are all there: W1 to W13 and C1 to C11."""
    assert set(GUARDS) == {f"w{n}" for n in range(1, 14)} | {f"c{n}" for n in range(1, 12)}
