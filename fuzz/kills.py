"""Kill -9 at random moments: every file that a command was asked to write is the old one or the new one.

    python -m fuzz.kills --runs 200

A warmed-up process forks a child for each run; the child runs one command over a file that is there
already. Every other child is killed after a random time, the rest between two system calls: an audit
hook counts the steps from the first touch of the file, and the child kills itself at a random one.
Works where processes can be forked.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from fuzz.blocs import put_bloc

WORDS = ("old", "new", "torn", "failed")
STEPS = ("open", "os.rename", "os.link", "os.chmod", "os.remove")


class Victim:
    """A command, the file that it writes, and the bytes that this file may hold.

    Attributes:
        old: what is there before, or None where the command makes a new file.
        new: what a run that nobody disturbs writes.
    """

    def __init__(self, name: str, arguments: Sequence[str], file: Path, old: bytes | None) -> None:
        self.name, self.arguments, self.file, self.old = name, list(arguments), file, old
        self.restore()
        if _forked(lambda: _command(self.arguments)) != 0:
            raise RuntimeError(f"{name} does not run at all")
        self.new = file.read_bytes()
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
        ("batch .csv", "batch", "--out", folder / "batch.csv"),
        ("batch .parquet", "batch", "--out", folder / "batch.parquet"),
        ("record --out", "record", "--out", folder / "record.json"),
        ("record --chain", "record", "--chain", chain),
    ]
    for name, command, option, file in commands:
        if only in name:
            first, again = ([command, str(bloc), option, str(file)] for bloc in (before, after))
            if command == "batch":
                first += ["--in", str(before / "reports.csv")]
                again += ["--in", str(after / "reports.csv")]
            _forked(lambda first=first: _command(first))
            written = chain / "0002.json" if file == chain else file
            yield Victim(name, again, written, None if file == chain else file.read_bytes())


def run(victim: Victim, draw: random.Random, longest: float) -> str:
    """Run the command of *victim* once, kill it at a random moment, and say what became of its file.

    A run that ended by itself, but not well, has failed: then nothing was shown.
    """
    victim.restore()
    if draw.random() < 1 / 2:
        step = draw.randrange(1, 8)
        code = _forked(lambda: _command(victim.arguments, _killer(victim.file.parent, step)))
    else:
        code = _forked(lambda: _command(victim.arguments), draw.random() * longest)
    torn = victim.verdict() == "torn"
    return victim.verdict() if torn or code in (0, -signal.SIGKILL) else "failed"


def _killer(folder: Path, step: int) -> Callable[[str, tuple[Any, ...]], None]:
    """Return an audit hook that kills its own process at the *step*-th touch of files in *folder*."""
    left = step
    watched = f"{folder}{os.sep}"

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event in STEPS and str(arguments[0]).startswith(watched + "."):
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _command(arguments: Sequence[str], hook: Callable[..., None] | None = None) -> int:
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
    import yaml  # noqa: F401

    import covenant_rules.cli.app
    import covenant_rules.replay  # noqa: F401


def duration(victim: Victim) -> float:
    """Return how long the command takes, in seconds."""
    victim.restore()
    began = time.monotonic()
    _forked(lambda: _command(victim.arguments))
    return time.monotonic() - began


def campaign(runs: int, seed: int, only: str = "") -> int:
    """Kill every command *runs* times, print what became of the files, and return how many were torn or failed."""
    warm_up()
    draw, torn = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as name:
        print(f"{'command':16}  runs   old   new  torn failed")
        for victim in victims(Path(name), only):
            longest = duration(victim)
            found = [run(victim, draw, longest) for _ in range(runs)]
            torn += found.count("torn") + found.count("failed")
            counts = " ".join(f"{found.count(word):5}" for word in WORDS)
            print(f"{victim.name:16} {runs:5} {counts}", flush=True)
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
