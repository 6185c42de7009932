"""The same inputs give the same bytes: one digest under every hash seed, locale, time zone and Python.

    python -m fuzz.matrix [--python python3.13 ...]

Each row is a process of its own that computes every output of `fuzz.outputs`. Another interpreter
gets a virtual environment in a temporary folder, with the package and its plugins as users install
them and with the versions of the dependencies that are installed here.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

from attrs import frozen

from fuzz.blocs import ROOT


@frozen
class Row:
    """One surrounding in which everything is computed."""

    name: str
    environment: dict[str, str]
    options: tuple[str, ...] = ()
    python: str = sys.executable


ROWS = (
    Row("hash seed 0", {"PYTHONHASHSEED": "0"}),
    Row("hash seed 1", {"PYTHONHASHSEED": "1"}),
    Row("hash seed 4294967295", {"PYTHONHASHSEED": "4294967295"}),
    Row("locale C as ASCII", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    Row("locale tr_TR.UTF-8", {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    Row("locale vi_VN.UTF-8", {"LC_ALL": "vi_VN.UTF-8"}),
    Row("zone Asia/Ho_Chi_Minh", {"TZ": "Asia/Ho_Chi_Minh"}),
    Row("zone Pacific/Kiritimati", {"TZ": "Pacific/Kiritimati"}),
    Row("zone America/Los_Angeles", {"TZ": "America/Los_Angeles"}),
    Row("-O", {}, ("-O",)),
    Row("-O -X utf8=0", {}, ("-O", "-X", "utf8=0")),
    Row("wide terminal", {"COLUMNS": "300", "TERM": "xterm-256color"}),
    Row("one core, other home", {"HOME": "/", "OMP_NUM_THREADS": "1"}),
)
QUICK = (
    ROWS[0],
    Row("all at once", ROWS[1].environment | ROWS[3].environment | ROWS[7].environment, ("-O",)),
)
DROPPED = ("LC_", "LANG", "PYTHON", "TZ", "COVENANT_RULES")


def lines(row: Row, part: int) -> list[str]:
    """Return the lines that a process of *row* prints; its complaint where it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
    done = subprocess.run(
        [row.python, *row.options, "-m", "fuzz.outputs", str(part)],
        cwd=ROOT, env=kept | row.environment, capture_output=True, check=False, text=True,
    )  # fmt: skip
    return done.stdout.splitlines() if done.returncode == 0 else done.stderr.splitlines()[-3:]


def compare(rows: Sequence[Row], part: int) -> int:
    """Print a digest for each row, and each output that differs; return how many rows differ."""
    first: list[str] = []
    wrong = 0
    for row in rows:
        found = lines(row, part)
        first = first or found
        digest = sha256("\n".join(found).encode()).hexdigest()
        print(f"{row.name:28} {len(found):4} outputs  {digest}", flush=True)
        wrong += found != first
        for line in (line for line in found if line not in first):
            print(f"    differs: {line}")
    print("one digest" if not wrong else f"{wrong} of {len(rows)} rows differ")
    return wrong


def others(pythons: Sequence[str], folder: Path) -> Iterator[Row]:
    """Yield a row for each other interpreter, in an environment made for it in *folder*."""
    plugins = sorted(str(path.parent) for path in (ROOT / "plugins").glob("*/pyproject.toml"))
    ours = {"covenant-rules", *(Path(path).name for path in plugins)}
    pins = folder / "pins.txt"
    installed = {d.name: d.version for d in distributions() if d.name.lower() not in ours}
    pins.write_text("".join(f"{name}=={version}\n" for name, version in sorted(installed.items())))
    for number, python in enumerate(pythons):
        place = folder / str(number)
        subprocess.run([python, "-m", "venv", str(place)], check=True)
        inside = str(place / ("Scripts" if os.name == "nt" else "bin") / "python")
        wanted = [f"{ROOT}[cli,columns,report,sign]", *plugins]
        command = [inside, "-m", "pip", "install", "-q", "-c", str(pins), *wanted]
        subprocess.run(command, check=True)
        version = subprocess.run([inside, "-V"], check=True, capture_output=True, text=True).stdout
        yield Row(version.strip(), {}, python=inside)


def main() -> int:
    """Read the command line and compare; the exit code says whether there is one digest."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.matrix", description=__doc__)
    parser.add_argument("--python", action="append", default=[], help="another interpreter")
    parser.add_argument(
        "--quick", action="store_true", help="a few rows and outputs, as the tests do"
    )
    asked = parser.parse_args()
    if asked.quick:
        return 1 if compare(QUICK, 0) else 0
    with tempfile.TemporaryDirectory() as name:
        return 1 if compare([*ROWS, *others(asked.python, Path(name))], 1) else 0


if __name__ == "__main__":
    sys.exit(main())
