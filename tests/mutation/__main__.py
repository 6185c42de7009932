"""Change the source in small ways and see whether a test notices: `python -m tests.mutation standing rounding`.

One process collects the tests. Every change is tried in a fork of it, where the changed code stands in for the
original's, and the tests that reach the changed lines run, the likeliest first, until one fails. What was judged is
kept in `.mutation/`; a change that was noticed is not tried again unless `--again` is given. See docs/mutation.md.
"""

import argparse
import json
import re
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from tests.mutation.changes import SOURCE, name_of
from tests.mutation.judge import KEPT, LOOPED, LOST, NOTICED, SURVIVED, UNREACHED, Judge

MODULES = ( # of issue and docs/mutation.md, in the order in which they are tried
    "standing", "rounding", "interval", "scoring", "whole", "parts", "registration", "ledger", "record", "formula", "awards",
)
TESTS = ("tests/unit", "tests/awards", "tests/properties", "tests/rule_forms", "tests/golden")
LEFT_OUT = ( # in other processes, or slow and about other modules
    "test_columns_plan", "test_plugin_surface", "test_advice", "test_real_lints", "test_registry", "awards/test_awards_docs",
    "properties/test_no_traceback", "properties/test_lints", "properties/test_loading", "properties/test_gains",
    "unit/test_whole.py", "unit/test_audit", "unit/test_impact", "unit/test_review", "unit/test_gains",
)  # fmt: skip
REASONS = Path(__file__).with_name("equivalent")  # a folder, a file for each part of the library


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", default=MODULES, help="such as standing, formula, awards.seats")
    parser.add_argument("--budget", type=float, default=5, help="seconds of tests for one change (default: 5)")
    parser.add_argument("--only", default="", help="only changes whose name holds this, such as standing:rank")
    parser.add_argument("--again", action="store_true", help="try what was noticed already, too")
    parser.add_argument("--workers", type=int, default=2, help="changes tried at once (default: 2)")
    parser.add_argument("--tests", nargs="*", default=TESTS, help="folders and files of tests")
    parser.add_argument("--show", action="store_true", help="run nothing; print what was not noticed and has no reason")
    parser.add_argument("--table", action="store_true", help="run nothing; print the figures")
    options = parser.parse_args()
    paths = [path for name in options.modules for path in _paths(name)]
    if options.show:
        return _show(paths, options.only)
    if not options.table:
        KEPT.mkdir(exist_ok=True)
        off = [word for plugin in ("randomly", "cacheprovider", "xdist", "cov", "benchmark") for word in ("-p", f"no:{plugin}")]
        without = [f"--ignore-glob=*{name}*" for name in LEFT_OUT]
        arguments = ["-q", "-s", *off, "-o", "tmp_path_retention_policy=none", *without, *options.tests]
        code = pytest.main(arguments, plugins=[Judge(paths, options)])
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return int(code)
    return _table(options.modules)


def _paths(name: str) -> list[Path]:
    path = SOURCE / name.replace(".", "/")
    return sorted(p for p in path.glob("*.py") if p.name != "__init__.py") if path.is_dir() else [path.with_suffix(".py")]


def _records(path: Path) -> list[dict]:
    kept = KEPT / f"{name_of(path)}.json"
    return json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else []


def _excused(path: Path, record: dict) -> bool:
    """Say whether it is written why a change cannot be noticed: by its function and the line that it makes, or by its kind."""
    where, made = _where(path, record), _made(record)
    for kind in _reasons():
        if any(one["where"] == where and made in one["lines"] for one in kind.get("changes", ())):
            return True
        if any(re.search(pattern, made) for pattern in kind.get("patterns", ())):
            return True
    return False


@cache
def _reasons() -> list[dict]:
    files = sorted(REASONS.glob("*.toml"))
    return [kind for file in files for kind in tomllib.loads(file.read_text(encoding="utf-8")).get("kind", ())]


def _made(record: dict) -> str:
    return " / ".join(line[1:].strip() for line in record["diff"].splitlines() if line.startswith("+"))


def _where(path: Path, record: dict) -> str:
    return f"{name_of(path)}:{record['where']}"


def _show(paths: list[Path], only: str) -> int:
    """Print what was not noticed: a line of the source, and what became of it in each change."""
    for path in paths:
        before = None
        for record in _records(path):
            verdict = record.get("verdict", "?")
            if verdict in (NOTICED, LOOPED) or only not in record["name"] or _excused(path, record):
                continue
            old = " / ".join(line[1:].strip() for line in record["diff"].splitlines() if line.startswith("-"))
            if (record["where"], old) != before:
                print(f"\n{_where(path, record)}, line {record['line']}\n          {old}")
                before = (record["where"], old)
            print(f"{verdict:9} {_made(record)}")
    return 0


def _table(modules) -> int:
    """Print the figures of each module, and of all: what was noticed of what was judged and can be noticed."""
    whole: Counter[str] = Counter()
    head = ("changes", NOTICED, LOOPED, "equivalent", SURVIVED, UNREACHED, LOST, "not judged")
    print("| module | " + " | ".join(head) + " | score |\n|" + "---|" * (len(head) + 2))
    for module in (*modules, "all"):
        count = whole if module == "all" else Counter()
        for path in _paths(module) if module != "all" else ():
            for record in _records(path):
                verdict = record.get("verdict", "not judged")
                if verdict in (SURVIVED, UNREACHED) and _excused(path, record):
                    verdict = "equivalent"
                count.update(["changes", verdict])
        if module != "all":
            whole += count
        noticed = count[NOTICED] + count[LOOPED]
        judged = count["changes"] - count["equivalent"] - count["not judged"] - count[LOST]
        score = f"{100 * noticed / judged:.1f} %" if judged else "–"
        print(f"| {module} | " + " | ".join(str(count[name]) for name in head) + f" | {score} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
