"""Kill -9 at random moments: every file that a command was asked to write is the old one or the new one.

    python -m fuzz.kills --runs 200

A warmed-up process forks a child for each run; the child runs one command over a file that is there
already. The moments are of three kinds, in turn. *any*: after a random part of the time that the whole
command takes. *step*: between two system calls; an audit hook counts the touches of the file from the
first on, and the child kills itself at a random one. *write*: a random time after the first touch, up
to a little longer than the writing takes; the hook sets a timer of the kernel, whose signal no code of
the child ever sees. `amid` counts the runs that died with a half-made file beside the named one: they
were killed while they wrote. Works where processes can be forked.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from fuzz.blocs import put_bloc

WORDS = ("old", "new", "torn", "failed")
STEPS = ("open", "os.rename", "os.link", "os.chmod", "os.remove")
WRITING = ("output.excel.result", "output.excel.form", "output.minutes", "output.report.page")
MOMENTS = ("any", "step", "write")
KILLED = (-signal.SIGKILL, -signal.SIGALRM)  # the kernel ends the process, none of its code runs
Hook = Callable[[str, tuple[Any, ...]], None]


class Victim:
    """A command, the file that it writes, and the bytes that this file may hold.

    Attributes:
        old: what is there before, or None where the command makes a new file.
        new: what a run that nobody disturbs writes.
        longest: the time that such a run takes, in seconds; *writing* from its first touch of the file.
    """

    def __init__(self, name: str, arguments: Sequence[str], file: Path, old: bytes | None) -> None:
        self.name, self.arguments, self.file, self.old = name, list(arguments), file, old
        self.restore()
        began = time.monotonic()
        if _forked(lambda: _command(self.arguments)) != 0:
            raise RuntimeError(f"{name} does not run at all")
        self.longest = time.monotonic() - began
        self.new = file.read_bytes()
        self.writing = _writing(self)
        if self.new == old:
            raise RuntimeError(f"{name}: the old file and the new one are the same")

    def restore(self) -> None:
        """Put the old state back."""
        if self.old is None:
            self.file.unlink(missing_ok=True)
        else:
            self.file.write_bytes(self.old)

    def verdict(self) -> str:
        """Say what the file is now: old, new, or torn."""
        now = self.file.read_bytes() if self.file.exists() else None
        return "old" if now == self.old else "new" if now == self.new else "torn"


def victims(folder: Path, only: str = "") -> Iterator[Victim]:
    """Yield every command that writes a file, ready to be killed in *folder*."""
    from covenant_rules.cli.files import WRITERS

    before, after = put_bloc(folder / "before"), put_bloc(folder / "after", first=3)
    chain = folder / "chain"
    chain.mkdir()
    commands = [
        *((f"score .{kind}", "score", "--out", folder / f"scores.{kind}") for kind in WRITERS),
        ("form .xlsx", "form", "--out", folder / "form.xlsx"),
        ("what-if .csv", "what-if", "--out", folder / "what-if.csv"),
        ("what-if .parquet", "what-if", "--out", folder / "what-if.parquet"),
        ("batch .csv", "batch", "--out", folder / "batch.csv"),
        ("batch .parquet", "batch", "--out", folder / "batch.parquet"),
        ("record --out", "record", "--out", folder / "record.json"),
        ("record --chain", "record", "--chain", chain),
    ]
    for name, command, option, file in commands:
        if only in name:
            first, again = ([command, str(bloc), option, str(file)] for bloc in (before, after))
            if command == "form":
                again += ["--lang", "en"]
            if command == "what-if":
                first.insert(2, str(_asked(before)))
                again.insert(2, str(_asked(after)))
            if command == "batch":
                first += ["--in", str(before / "reports.csv")]
                again += ["--in", str(after / "reports.csv")]
            _forked(lambda first=first: _command(first))
            written = chain / "0002.json" if file == chain else file
            yield Victim(name, again, written, None if file == chain else file.read_bytes())


def run(victim: Victim, draw: random.Random, moment: str) -> tuple[str, bool]:
    """Run the command of *victim* once, kill it at a random moment; say what became of its file, and if amid writing.

    A run that ended by itself, but not well, has failed: then nothing was shown.
    """
    victim.restore()
    part = draw.random()
    if moment == "step":
        code = _forked(lambda: _command(victim.arguments, _killer(victim, 1 + int(part * 6))))
    elif moment == "write":
        code = _forked(lambda: _command(victim.arguments, _timer(victim, part * victim.writing * 1.1)))
    else:
        code = _forked(lambda: _command(victim.arguments), part * victim.longest)
    word = victim.verdict()
    halves = list(_halves(victim))
    for half in halves:
        shutil.rmtree(half) if half.is_dir() else half.unlink()
    return word if word == "torn" or code in (0, *KILLED) else "failed", bool(halves)


def _halves(victim: Victim) -> Iterator[Path]:
    """Yield what is there of the named file under a name of the moment."""
    yield from (one for one in victim.file.parent.iterdir() if one.name.startswith("."))


def _touches(victim: Victim, then: Callable[[], None]) -> Hook:
    """Return an audit hook that calls *then* at every touch of the file before it has its name."""
    watched = f"{victim.file.parent}{os.sep}."

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in STEPS and str(arguments[0]).startswith(watched):
            then()

    return hook


def _killer(victim: Victim, step: int) -> Hook:
    """Return a hook that kills its own process at the *step*-th touch of the file."""
    left = step

    def then() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return _touches(victim, then)


def _timer(victim: Victim, seconds: float) -> Hook:
    """Return a hook that lets the kernel end its own process some *seconds* after the first touch."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    began = False

    def then() -> None:
        nonlocal began
        if not began:
            began = True
            signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))

    return _touches(victim, then)


def _writing(victim: Victim) -> float:
    """Return how long a run that nobody disturbs takes from its first touch of the file, in seconds."""
    victim.restore()
    reader, writer = os.pipe()
    seen: list[float] = []

    def body() -> int:
        code = _command(victim.arguments, _touches(victim, lambda: seen.append(time.monotonic())))
        os.write(writer, str(time.monotonic() - seen[0]).encode())
        return code

    _forked(body)
    os.close(writer)
    with os.fdopen(reader) as stream:
        return float(stream.read())


def _asked(bloc: Path) -> Path:
    """Write a file of scenarios of *bloc*, and return it."""
    from fuzz.kinds import ASKED

    file = bloc / "what-if.yaml"
    file.write_text(ASKED, encoding="utf-8")
    return file


def _command(arguments: Sequence[str], hook: Hook | None = None) -> int:
    from covenant_rules.cli.app import run as command

    if hook is not None:
        sys.addaudithook(hook)
    return command(arguments)


def _forked(body: Callable[[], int], seconds: float | None = None) -> int:
    """Run *body* in a child without output, killed after *seconds*; return how the child ended."""
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        try:
            os._exit(body())
        finally:
            os._exit(99)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def warm_up() -> None:
    """Import what the commands import, so that a child spends its time on the command itself."""
    os.environ["COVENANT_RULES_PLUGINS"] = "core"
    for module in ("cli.app", "replay", "awards.conclude", "columns.batch", "columns.whatif", *WRITING):
        import_module(f"covenant_rules.{module}")
    for module in ("yaml", "pyarrow.csv", "pyarrow.parquet", "xlsxwriter", "docx", "python_calamine"):
        import_module(module)


def campaign(runs: int, seed: int, only: str = "") -> int:
    """Kill every command *runs* times, print what became of the files, and return how many were torn or failed."""
    warm_up()
    draw, torn = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as name:
        print(f"{'command':16}  runs   old   new  torn failed  amid  writing")
        for victim in victims(Path(name), only):
            ends = [run(victim, draw, MOMENTS[number % len(MOMENTS)]) for number in range(runs)]
            found, amid = [word for word, _ in ends], sum(half for _, half in ends)
            torn += found.count("torn") + found.count("failed")
            counts = " ".join(f"{found.count(word):5}" for word in WORDS)
            told = f"{amid:5} {victim.writing * 1000:6.1f} of {victim.longest * 1000:.0f} ms"
            print(f"{victim.name:16} {runs:5} {counts}  {told}", flush=True)
    return torn


def main() -> int:
    """Read the command line and run the campaign; the exit code says whether a file was torn."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.kills", description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="commands whose name holds this")
    asked = parser.parse_args()
    return 1 if campaign(asked.runs, asked.seed, asked.only) else 0


if __name__ == "__main__":
    sys.exit(main())
