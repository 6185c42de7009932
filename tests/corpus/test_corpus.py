"""Hostile input: what campaigns found stays mended, and a short campaign of every kind finds nothing."""

import tomllib
from pathlib import Path
from random import Random

import pytest
from fuzz.execute import Executor, Watch
from fuzz.kinds import KINDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HERE = Path(__file__).parent
LESSONS = tomllib.loads((HERE / "lessons.toml").read_text(encoding="utf-8"))
EACH = 3


@pytest.fixture(scope="session")
def executor():
    """What runs inputs; it loads the sectors once."""
    return Executor()


def test_every_input_has_its_lesson():
    """A file of the corpus says what it taught, and every lesson has its file."""
    assert sorted(LESSONS) == sorted(path.name for path in HERE.glob("*.input"))
    assert all(lesson["kind"] in KINDS and len(lesson["taught"]) > 20 for lesson in LESSONS.values())


@pytest.mark.parametrize("name", LESSONS)
def test_what_was_found_stays_mended(name, executor):
    """An input that once ended badly ends in a result or in diagnostics."""
    lesson = LESSONS[name]
    assert executor.run(lesson["kind"], lesson["base"], (HERE / name).read_bytes()).fault == ""


@pytest.mark.parametrize("kind", KINDS)
def test_campaigns_begin_from_right_input(kind, executor, capsys):
    """What is not changed yet is taken without a fault, so that a change is a change of something right."""
    base = KINDS[kind].bases()[0]
    assert executor.run(kind, 0, base[KINDS[kind].file]).fault == ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_short_campaign(kind, executor):
    """Hostile input of every kind ends in a result or in diagnostics, quickly, and writes nothing else."""
    for number in range(EACH):
        base, data = KINDS[kind].make(Random(f"short {number}"))
        assert executor.run(kind, base, data).fault == "", data[:500]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.randoms(use_true_random=False), kind=st.sampled_from(["registrations", "reports.csv", "records"]))
def test_hypothesis_draws_the_same_inputs(executor, draw, kind):
    """The generator can be driven by Hypothesis, which makes what it finds small."""
    base, data = KINDS[kind].make(draw)
    assert executor.run(kind, base, data).fault == ""


@pytest.mark.parametrize(
    ("program", "fault"),
    [
        ("raise ValueError('x')", "escaped"),
        ("raise SystemExit(3)", "escaped"),
        ("return 7", "exit code 7"),
        ("return 1", "without a word"),
        ("print('Traceback'); return 0", "traceback"),
        ("print('{'); return 0", "no JSON"),
        ("open('evil', 'w').close(); print('{}'); return 0", "wrote"),
        ("open('/tmp/evil-fuzz', 'w').close(); print('{}'); return 0", "outside"),
        ("import os; os.system('true'); print('{}'); return 0", "os.system"),
        ("print('{}'); sum(range(10**7)); return 1", "seconds"),
        ("print('{}'); x = bytearray(600_000_000); return 0", "MB"),
    ],
)
def test_the_executor_notices(program, fault, executor, monkeypatch):
    """Every kind of fault is noticed: a campaign that finds nothing has looked."""
    if fault == "MB" and not Path("/proc/self/clear_refs").exists():
        pytest.skip("memory is measured on Linux")
    names = {}
    exec(f"def run(arguments):\n    {program}", names)
    monkeypatch.setattr(executor.app, "run", names["run"])
    monkeypatch.setattr("fuzz.execute.SECONDS", 0.05)
    assert fault in executor.run("reports.csv", 0, b"").fault


def test_the_watch_is_off_outside_of_inputs(tmp_path):
    """Only what an input does is noted, not what else the process does."""
    watch = Watch()
    (tmp_path / "file").touch()
    assert watch.faults == []
