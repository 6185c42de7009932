"""The same kinds and the same judge, led by coverage: what reaches new code is kept and changed further.

    pip install --group guided           # atheris: libFuzzer for Python
    python -m fuzz --guided --minutes 30 [--kind sheets ...] [--corpus FOLDER]

An input is the number of its base in one byte, then the hostile file. Half of the changes are those of
`fuzz.mutate`, which know words, lines and zip files; the others are libFuzzer's, which knows what the
code compared. Inputs that reached something new stay in FOLDER, from which the next campaign begins.
Code that tells its coverage is slower, so here time has three times the limit.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
import zipfile
import zlib
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from random import Random

from fuzz.kinds import KINDS
from fuzz.mutate import hostile_bytes

SLOWER = 3
APART = ("covenant_rules.__main__", "covenant_rules.spark", "covenant_rules.testing")  # not what a command runs
FOUND = Path(__file__).parents[1] / "tests" / "corpus"


def seeds(kind: str, corpus: Path) -> None:
    """Write the right inputs of *kind*, and what earlier campaigns found, to begin from."""
    corpus.mkdir(parents=True, exist_ok=True)
    right = [base[KINDS[kind].file] for base in KINDS[kind].bases()]
    for number, data in enumerate(right):
        (corpus / f"right-{number}").write_bytes(bytes([number]) + data)
    if kind == "command lines":
        for number in range(200):
            (corpus / f"made-{number}").write_bytes(b"\0" + KINDS[kind].make(Random(number))[1])
    for file in FOUND.glob("*.input"):
        if f'["{file.name}"]\nkind = "{kind}"\n' in (FOUND / "lessons.toml").read_text("utf-8"):
            (corpus / file.stem).write_bytes(b"\0" + file.read_bytes())


def split(kind: str, data: bytes) -> tuple[int, bytes]:
    """Return the base and the hostile file that an input says."""
    number = data[0] if data else 0
    return number % len(KINDS[kind].bases()), data[1:]


def changed(kind: str, data: bytes, largest: int, seed: int) -> bytes:
    """Return an input near *data*."""
    import atheris

    draw = Random(seed)
    if draw.randrange(2):
        return atheris.Mutate(data, largest)
    number, file = split(kind, data)
    try:
        file = KINDS[kind].change([file], draw)
    except (UnicodeError, zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError):
        file = hostile_bytes([file], draw)  # no text or no zip file any more
    return (bytes([number]) + file)[:largest]


def instrument() -> None:
    """Import every module that a command may run so that it tells which of its code was reached."""
    import atheris

    with atheris.instrument_imports(include=["covenant_rules"], enable_loader_override=False):
        package = import_module("covenant_rules")
        for module in walk_packages(package.__path__, "covenant_rules."):
            if not module.name.startswith(APART):
                import_module(module.name)


def work(kind: str, seed: int, seconds: float, folder: Path, corpus: Path) -> None:
    """Make and run inputs of *kind*, telling each result on stdout; see `fuzz.__main__.work`."""
    import atheris

    said = os.fdopen(os.dup(1), "w")  # for results alone; what libFuzzer says goes to stderr
    os.dup2(2, 1)
    instrument()
    from fuzz import execute

    execute.SECONDS *= SLOWER
    executor, current, end = execute.Executor(), folder / "current", time.monotonic() + seconds
    corpus = corpus / kind.replace(" ", "-")
    seeds(kind, corpus)

    def one(data: bytes) -> None:
        number, file = split(kind, data)
        if kind == "command lines":
            file = file.decode("utf-8", "ignore").encode()
        current.write_bytes(file)
        outcome = executor.run(kind, number, file)
        told = [outcome.fault, outcome.seconds, outcome.megabytes, number]
        if outcome.fault:
            told.append(base64.b64encode(file).decode())
        said.write(json.dumps(told) + "\n")
        said.flush()

    def mutator(data: bytes, largest: int, chance: int) -> bytes:
        return changed(kind, data, largest, chance)

    # libFuzzer's own limits are of the clock and of the whole process; the judge has better ones
    limits = ["-timeout=1000000", "-rss_limit_mb=0", "-max_len=400000", "-len_control=0", "-verbosity=0"]
    left = max(1, int(end - time.monotonic()))
    atheris.Setup(
        [sys.argv[0], *limits, f"-seed={seed % 2**31 + 1}", f"-max_total_time={left}", str(corpus)],
        one, custom_mutator=mutator,
    )  # fmt: skip
    atheris.Fuzz()
