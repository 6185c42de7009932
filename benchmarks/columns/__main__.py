"""`python -m benchmarks.columns`: our executors and other engines on one generated covenant."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.columns.candidates import OURS, PEERS
from benchmarks.columns.compare import Pythons, make_case, run
from benchmarks.columns.machine import peers
from benchmarks.columns.record import record, write_documents
from benchmarks.columns.sheet import VARIANTS
from benchmarks.columns.show import text_table


def main() -> None:
    """Measure what the arguments ask for, print the table, and keep the figures."""
    asked = _arguments()
    if asked.documents:
        write_documents()
        return
    with tempfile.TemporaryDirectory(prefix="covenant-benchmark-", dir=asked.scratch) as name:
        folder = Path(name)
        python = None if asked.quick else peers(asked.peers or folder / "peers")
        pythons = Pythons(sys.executable, python)
        if asked.record:
            record(pythons, folder, asked.seconds, extra_rows=asked.rows)
            return
        every = OURS if asked.quick else (*OURS, *PEERS)
        chosen = [c for c in every if not asked.only or any(word in c.name for word in asked.only)]
        case = make_case(asked.lines, asked.rows, asked.variant, folder)
        rows = run(case, chosen, pythons, asked.seconds)
    sys.stdout.write(text_table(rows) + "\n")
    if asked.out:
        asked.out.write_text(json.dumps(rows, indent=1), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.columns", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="units")
    parser.add_argument("--lines", type=int, default=20, help="criteria, each with one line")
    parser.add_argument("--variant", choices=[*VARIANTS], default="plain")
    parser.add_argument("--quick", action="store_true", help="our executors and the limit only")
    parser.add_argument(
        "--record", action="store_true", help="every size; writes docs/benchmarks.*"
    )
    parser.add_argument(
        "--documents", action="store_true", help="write the page and chart anew from kept figures"
    )
    parser.add_argument("--only", nargs="*", help="candidates whose names hold one of these words")
    parser.add_argument(
        "--seconds", type=float, default=3, help="how long to repeat each measurement"
    )
    parser.add_argument("--peers", type=Path, help="keep the environment of the other engines here")
    parser.add_argument(
        "--scratch", type=Path, help="where to write the evidence for the time of the run"
    )
    parser.add_argument("--out", type=Path, help="a JSON file for the figures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
