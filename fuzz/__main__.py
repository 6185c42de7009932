"""Hostile input of every kind, for as long as it is asked.

    python -m fuzz --minutes 30 [--kind sheets ...] [--seed 1] [--found FOLDER] [--guided]

Each kind gets its share of the time, in a process of its own that a watchdog kills when it hangs.
What was found is made smaller and written to FOLDER; once it is mended it belongs to `tests/corpus`.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from attrs import define, field

from fuzz.blocs import ROOT
from fuzz.kinds import KINDS

HANG = 30  # seconds of processor time without a result; of a busy machine the clock tells nothing
ASLEEP = 20 * HANG  # seconds of the clock, for what waits and does not work


@define
class Tally:
    """What came of one kind."""

    executions: int = 0
    crashes: int = 0
    hangs: int = 0
    slowest: float = 0
    largest: float = 0
    faults: dict[str, str] = field(factory=dict)


def work(kind: str, seed: int, seconds: float, folder: Path) -> None:
    """Make and run inputs of *kind*, telling each result on stdout; this is the process that is watched."""
    from fuzz.execute import Executor

    said, sys.stdout = sys.stdout, sys.stderr
    executor, end, current = Executor(), time.monotonic() + seconds, folder / "current"
    KINDS[kind].bases()
    number = 0
    while time.monotonic() < end:
        base, data = KINDS[kind].make(random.Random(f"{seed} {number}"))
        current.write_bytes(data)
        outcome = executor.run(kind, base, data)
        if outcome.fault:
            data = smaller(executor, kind, base, data, outcome.fault)
        told = [outcome.fault, outcome.seconds, outcome.megabytes, base]
        if outcome.fault:
            told.append(base64.b64encode(data).decode())
        said.write(json.dumps(told) + "\n")
        said.flush()
        number += 1


def smaller(executor: object, kind: str, base: int, data: bytes, fault: str) -> bytes:
    """Return a smaller input with the same fault, as far as twenty seconds find one."""
    step, at, end = max(1, len(data) // 2), 0, time.process_time() + 20
    while step and time.process_time() < end:
        shorter = data[:at] + data[at + step :]
        if len(shorter) < len(data) and _gist(executor.run(kind, base, shorter).fault) == _gist(fault):  # type: ignore[attr-defined]
            data = shorter
        else:
            at += step
        if at >= len(data):
            at, step = 0, step // 2
    return data


def _gist(fault: str) -> str:
    """Return what is the same of a fault when it happens again: its first part, without figures."""
    return re.sub(r"[\d.]+", "#", fault.partition(";")[0])[:60]


def campaign(kind: str, seed: int, seconds: float, found: Path, guide: Sequence[str] = ()) -> Tally:
    """Run one kind for *seconds*, starting again after a hang or the death of the process.

    *guide* is the folder that a campaign led by coverage works in; nothing stands for plain chance.
    """
    tally, end, again = Tally(), time.monotonic() + seconds, 0
    with tempfile.TemporaryDirectory() as name:
        while (left := end - time.monotonic()) > 1 or not again:
            command = [
                sys.executable,
                "-m",
                "fuzz",
                "--work",
                kind,
                str(seed + again),
                str(left),
                name,
                *guide,
            ]
            again += 1
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
                hung = _watch(process, tally, kind, found)
            if hung or process.returncode:
                tally.hangs += hung
                tally.crashes += not hung
                current = Path(name, "current")
                data = current.read_bytes() if current.exists() else b""
                _keep(found, kind, "hang" if hung else f"exit {process.returncode}", 0, data)
    return tally


def _watch(process: subprocess.Popen[str], tally: Tally, kind: str, found: Path) -> bool:
    """Take the results of a process; kill it when it works or sleeps for too long without one, and say so."""
    import select

    assert process.stdout is not None
    last, worked = time.monotonic(), 0.0
    buffer, stream = b"", process.stdout.fileno()
    while True:
        ready = select.select([stream], [], [], 1)[0]
        if not ready:
            now = processor_time(process.pid)
            limit = HANG * (1 if tally.executions else 2)  # the first one imports and makes the bases
            if now - worked > limit or time.monotonic() - last > ASLEEP:
                process.kill()
                return True
            continue
        chunk = os.read(stream, 1 << 16)
        if not chunk:
            return False
        last, worked = time.monotonic(), processor_time(process.pid)
        buffer += chunk
        *lines, buffer = buffer.split(b"\n")
        for line in lines:
            fault, seconds, megabytes, base, *data = json.loads(line)
            tally.executions += 1
            tally.slowest, tally.largest = (
                max(tally.slowest, seconds),
                max(tally.largest, megabytes),
            )
            if fault:
                tally.crashes += 1
                if _gist(fault) not in tally.faults:
                    tally.faults[_gist(fault)] = fault
                    _keep(found, kind, fault, base, base64.b64decode(data[0]))


def processor_time(process: int) -> float:
    """Return how long a process has worked, in seconds; where that is not told (off Linux), the clock."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _keep(found: Path, kind: str, fault: str, base: int, data: bytes) -> None:
    found.mkdir(parents=True, exist_ok=True)
    number = len(list(found.glob("*.input")))
    (found / f"{number:03}.input").write_bytes(data)
    (found / f"{number:03}.txt").write_text(
        f"kind: {kind}\nbase: {base}\n{fault}\n", encoding="utf-8", errors="replace"
    )


def main() -> int:
    """Read the command line and run the campaign; the exit code says whether anything was found."""
    if sys.argv[1:2] == ["--work"]:
        kind, seed, seconds, *folders = sys.argv[2:]
        if len(folders) > 1:
            from fuzz.guided import work as guided

            guided(kind, int(seed), float(seconds), *map(Path, folders))
        else:
            work(kind, int(seed), float(seconds), *map(Path, folders))
        return 0
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS))
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"))
    parser.add_argument("--guided", action="store_true", help="led by coverage; needs atheris")
    parser.add_argument("--corpus", default="fuzz-corpus", help="what led to new code, with --guided")
    asked = parser.parse_args()
    guide = [str(Path(asked.corpus).absolute())] if asked.guided else []
    kinds, wrong = asked.kind or list(KINDS), 0
    print(
        f"seed {asked.seed}\n{'kind':17} {'executions':>10} {'crashes':>8} {'hangs':>6} {'slowest s':>10} {'most MB':>8}"
    )
    for kind in kinds:
        tally = campaign(kind, asked.seed, asked.minutes * 60 / len(kinds), asked.found, guide)
        wrong += tally.crashes + tally.hangs
        print(
            f"{kind:17} {tally.executions:10} {tally.crashes:8} {tally.hangs:6} {tally.slowest:10.2f} {tally.largest:8.0f}",
            flush=True,
        )
        for fault in tally.faults.values():
            print(f"    {fault}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
