"""What a program stands in: clocks, locales, hash seeds, optimisation, threads, a hand on Ctrl-C."""

import ast
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fuzz.blocs import ILLUSTRATION, ROOT, put_bloc

from covenant_rules.output import json
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import load
from covenant_rules.standing import score

SOURCE = ROOT / "src" / "covenant_rules"
COMMAND = "import sys; from covenant_rules.cli import main; sys.exit(main())"


def program(*arguments, source=COMMAND, options=(), **environment):
    """Run the command line in a process of its own; return its exit code and the bytes it printed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, *options, "-c", source, *arguments],
        check=False, capture_output=True, env={**kept, "COVENANT_RULES_PLUGINS": "core", **environment},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


# Locales

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
LOCALES = {
    "none": {},
    "C": {"LC_ALL": "C"},
    "C, as ASCII": ASCII,
    "not installed": {"LC_ALL": "xx_XX.KOI8-R", "LANG": "tlh"},
    "a code page": {"PYTHONIOENCODING": "cp1252"},
}


@pytest.mark.parametrize("name", LOCALES)
def test_a_locale_changes_no_byte(name, tmp_path):
    """Results and diagnostics are UTF-8 whatever the locale; one without Vietnamese loses nothing."""
    bloc = str(put_bloc(tmp_path / "bloc"))
    code, out, err = program("score", bloc, "--format", "csv", **LOCALES[name])
    assert (code, err) == (0, b"")
    assert "Đơn vị 0".encode() in out
    code, out, err = program("score", bloc, "--lang", "vi", "--stage", "quý", **LOCALES[name])
    assert (code, out) == (1, b"")
    assert "lỗi[E54".encode() in err
    assert b"Traceback" not in err


def test_names_that_are_no_text(tmp_path):
    """A file name of bytes that are no text is shown as well as it can be; the exit code is right."""
    if sys.platform != "linux":
        pytest.skip("names are bytes on Linux")
    folder = os.fsencode(tmp_path) + b"/b\xff\xe1\xbb"
    put_bloc(Path(os.fsdecode(folder)))
    for environment in ({}, ASCII):
        out = os.fsencode(tmp_path) + b"/r\xfe.json"
        code, said, err = program("record", os.fsdecode(folder), "--out", os.fsdecode(out), **environment)
        assert (code, err) == (0, b"")
        assert b"sha256:" in said
        code, _, err = program("score", os.fsdecode(folder), "--out", os.fsdecode(folder) + "/no/x.csv")
        assert code == 1
        assert b"E560" in err
        assert b"Traceback" not in err


# Clocks

CLOCK = """
import datetime, sys, time
ahead = float(sys.argv.pop(1))
real = time.time
time.time = lambda: real() + ahead
time.time_ns = lambda: int((real() + ahead) * 1e9)
class Date(datetime.date):
    @classmethod
    def today(cls): return cls.fromtimestamp(0)
class Datetime(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls(1970, 1, 1, tzinfo=tz)
    today = utcnow = now
datetime.date, datetime.datetime = Date, Datetime
"""


def test_the_clock_changes_no_byte(tmp_path):
    """A record made when the clock stands in 1970, or in 2090, is the same file."""
    bloc, files = str(put_bloc(tmp_path / "bloc")), []
    for number, ahead in enumerate(("0", "-1e9", "2e9")):
        files.append(tmp_path / f"{number}.json")
        done = program(ahead, "record", bloc, "--out", str(files[-1]), source=CLOCK + COMMAND)
        assert done[0] == 0, done[2]
    assert len({file.read_bytes() for file in files}) == 1


CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "localtime", "gmtime"}


def test_no_module_asks_what_time_it_is():
    """No result can depend on the day it is computed: nothing in the library reads the clock."""
    asked = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and isinstance(node.value, ast.Name)
        and node.value.id in ("date", "datetime", "time")
        and not isinstance(node.ctx, ast.Store)
    ]
    assert asked == []


# Threads


def test_threads_may_share_a_covenant():
    """Eight threads that score the same bloc, and pieces of it, get what one thread gets."""
    bloc, registry = load(ILLUSTRATION), Registry.discover()
    expected = json.text(score(bloc))
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: json.text(score(bloc)), range(16)))
            loaded = list(
                pool.map(lambda _: json.text(score(load(ILLUSTRATION, registry=registry))), range(4))
            )
    finally:
        sys.setswitchinterval(before)
    assert {*found, *loaded} == {expected}


# Ctrl-C


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_stops_the_program_while_a_plugin_loads(install):
    """Whoever presses Ctrl-C while plugins load stops the program, not one plugin."""
    plugin = "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(5)"
    install("wards", plugin, module="zz_stopped")
    with pytest.raises(KeyboardInterrupt):
        Registry.discover()


READY = """
import sys
from covenant_rules.cli import main
sys.stdout.write("ready\\n"); sys.stdout.flush()
sys.exit(main())
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_at_any_moment(tmp_path):
    """Stopped by hand at a random moment: exit 130 without words, and the file is the old or the new one."""
    bloc, draw = str(put_bloc(tmp_path / "bloc")), random.Random(3)
    out = tmp_path / "out" / "scores.csv"
    out.parent.mkdir()
    assert program("score", bloc, "--out", str(out))[0] == 0
    new, codes = out.read_bytes(), set()
    command = [sys.executable, "-c", READY, "score", bloc, "--out", str(out), "--format", "csv"]
    for _ in range(8):
        out.write_bytes(b"old")
        running = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "COVENANT_RULES_PLUGINS": "core"},
        )  # fmt: skip
        assert running.stdout.readline() == b"ready\n"
        time.sleep(draw.random() * 0.4)
        running.send_signal(signal.SIGINT)
        err = running.communicate(timeout=60)[1]
        codes.add(running.returncode)
        assert b"Traceback" not in err
        assert running.returncode in (0, 130, -signal.SIGINT)
        assert out.read_bytes() in (b"old", new)
        assert [path.name for path in out.parent.iterdir()] == ["scores.csv"]
    assert 130 in codes
