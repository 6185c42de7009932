"""Faulty plugins as installed packages: the check meant for a fault catches it, and nobody else notices.

The first line of each file in `faulty` names the codes that must catch it, and the fault: a `P` code
is told by the loader, a `K` code by the conformance kit.
"""

import re
from pathlib import Path

import pytest

from covenant_rules.testing.checks import CHECKS

FAULTY = Path(__file__).parent / "faulty"
NAMES = sorted(path.stem for path in FAULTY.glob("*.py"))
OTHER_STATUS = {"P142": "conflicting", "P145": "incompatible", "P147": "loaded"}
# What a formula said when its fingerprint was committed.
LAST_YEAR = {"silent_change": ("/ 100 / 2", "/ 100")}


def codes_of(name):
    """Return the codes that must catch the plugin *name*."""
    first = (FAULTY / f"{name}.py").read_text(encoding="utf-8").splitlines()[0]
    return re.fullmatch(r"# ((?:[PK]\d{3} ?|K\d\d ?)+): .+", first)[1].split()


def installed(environment, name):
    """Install the plugin *name*, as its fault wants it."""
    environment.install(name, FAULTY / f"{name}.py")
    if name == "claimed_twice":
        environment.install(name, FAULTY / f"{name}.py", claimant="2")
    if name in LAST_YEAR:
        module = environment.install(name, FAULTY / f"{name}.py", change=LAST_YEAR[name])
        environment.probe(name, "commit")
        assert (module / "fingerprints.json").exists()
        environment.install(name, FAULTY / f"{name}.py")


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_is_caught_and_harms_nobody(name, environment, undisturbed):
    """The codes that a faulty plugin names catch it, no others, and its neighbour scores as without it."""
    codes = codes_of(name)
    patience = {"COVENANT_RULES_PLUGIN_SECONDS": "3"} if "P148" in codes else {}
    installed(environment, name)
    found = environment.probe(name, "" if "K15" in codes else "commit", **patience)
    assert found["neighbour"] == undisturbed
    status = OTHER_STATUS.get(codes[0], "failed" if codes[0][0] == "P" else "loaded")
    assert found["status"] == [status]
    assert {code for code, _ in found["reasons"]} == {c for c in codes if c[0] == "P"}
    if status == "loaded" and name != "no_rules":
        assert not {"E204", "E205"} & {code for code, _ in found["wanted"]}
        assert found["kit"].get("failed", {"K01": found["kit"].get("refused")}).keys() == {
            c for c in codes if c[0] == "K"
        }
    elif status == "loaded":
        assert [code for code, _ in found["wanted"]] == ["E204"]
        assert found["kit"]["refused"].startswith("K01 identity: ")
    else:
        ((code, message),) = found["wanted"]
        assert code == "E205"
        assert found["reasons"][0][1] in message
        assert found["kit"]["refused"].startswith(f"K01 identity: sector `{name}` is {status}: ")
        assert found["reasons"][0][1] in found["kit"]["refused"]


def test_every_law_of_the_kit_is_broken_by_a_plugin():
    """Each of the fifteen checks has a plugin that only it, or it first, catches."""
    assert {codes_of(name)[0] for name in NAMES} >= {check.code for check in CHECKS}


def test_the_neighbour_alone(undisturbed):
    """The healthy neighbour scores what a calculation by hand gives."""
    # a: 100 of 300 trees of 10 points, half of 10, and 10 - 3 × 0.5; b: the plan met, 5, and all of 10
    assert undisturbed["points"] == {
        "a": {"1.1": "10/3", "1.2": "5", "1.3": "17/2", "total": "1683/100"},
        "b": {"1.1": "10", "1.2": "5", "1.3": "10", "total": "25"},
    }
    assert (undisturbed["status"], undisturbed["rules"]) == ("loaded", 2)
