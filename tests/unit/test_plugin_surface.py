"""The surface for plugin authors: pinned names, a whole plugin in 18 lines, accepted by mypy."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from covenant_rules import plugin
from covenant_rules.registry import Registry

ROOT = Path(__file__).parents[2]
PLUGIN = '''\
"""Police criteria."""

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, clamp, hookimpl

police = Sector("police", vi="Công an", en="Police", api=1)
Minutes = Annotated[Number, Quantity("min", low=0, high=240, decimals=1)]
Goal = Annotated[Number, Quantity("min", low=1, high=120, decimals=1)]

@police.rule(vi="Thời gian phản ứng", en="Response time", better="lower")
def response_time(actual: Minutes, /, *, target: Goal, points: Points) -> Points:
    """Full points at or under the target, none at twice the target."""
    return points * clamp((2 * target - actual) / target, 0, 1)

@hookimpl
def covenant_rules_sector() -> Sector:
    return police
'''
FORMULA = "points * clamp((2 * target - actual) / target, 0, 1)"


def test_the_surface_is_pinned():
    """API 1 is exactly these names: one may be added with care, none may go."""
    assert sorted(plugin.__all__) == [
        "ANY", "Amount", "Like", "Measure", "Number", "Points", "Profile", "Quantity", "Sector", "Shape",
        "Signed", "Table", "TableOver", "Within", "all_of", "any_of", "bands", "clamp", "decide", "equals",
        "grid", "hookimpl", "label", "logarithm", "maximum", "mean", "minimum", "none_of", "ratio", "root",
        "rounded", "steps", "when",
    ]  # fmt: skip
    assert all(hasattr(plugin, name) for name in plugin.__all__)


@pytest.fixture
def written(tmp_path):
    """Write the plugin, with *formula* in place of its own, and return its path."""

    def write(formula=FORMULA):
        path = tmp_path / "police_plugin.py"
        path.write_text(PLUGIN.replace(FORMULA, formula), encoding="utf-8")
        return path

    return write


def test_a_whole_plugin_in_18_lines(written):
    """The documented plugin works as it stands: 17.5 minutes on a target of 15 give 25/3 of 10 points."""
    assert len(PLUGIN.splitlines()) == 18
    space = {}
    path = written()
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), space)
    exact = space["response_time"](Fraction(35, 2), target=Fraction(15), points=Fraction(10))
    assert exact == Fraction(25, 3)
    rule = Registry.of(space["covenant_rules_sector"]())["police.response_time"]
    assert rule.points("17.5", target=15, points=10) == Fraction(25, 3)


def mypy(path, cache):
    """Return exit code and output of mypy --strict on *path*, in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        f"--cache-dir={cache}",
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=path.parent)
    return done.returncode, done.stdout


def test_types_of_the_plugin(written, tmp_path_factory):
    """mypy --strict accepts the plugin, and rejects one whose result is a float."""
    cache = tmp_path_factory.mktemp("mypy")
    assert mypy(written(), cache) == (0, "Success: no issues found in 1 source file\n")
    code, said = mypy(written(f"0.5 * {FORMULA}"), cache)
    assert code == 1
    assert 'got "float", expected "Fraction"' in said


def test_the_hook_mark_is_what_pluggy_expects():
    """The mark set by hand equals that of pluggy's own marker."""
    import pluggy

    def covenant_rules_sector():
        return None

    def other():
        return None

    pluggy.HookimplMarker("covenant_rules")(other)
    plugin.hookimpl(covenant_rules_sector)
    assert covenant_rules_sector.covenant_rules_impl == other.covenant_rules_impl
