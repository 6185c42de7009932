"""A longer campaign than the tests run: `python -m tests.differential.campaign [FIRST] [LAST] [ROWS]`.

Prints how many covenants agreed with the exact fold on every executor that is installed, and each
difference; exits with 1 where there is one.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

from covenant_rules.columns.plan import EXECUTORS

from .covenants import differences, draw


def main(first: int = 10_000, last: int = 30_000, rows: int = 200) -> int:
    executors = [name for name, package in EXECUTORS.items() if not package or find_spec(package)]
    wrong = 0
    for seed in range(first, last):
        case = draw(seed, rows)
        for executor in executors:
            for found in differences(case, executor):
                wrong += 1
                print(*found, flush=True)
        if (seed + 1 - first) % 500 == 0:
            print(f"{seed + 1 - first} covenants, {wrong} differences", flush=True)
    print(f"{last - first} covenants x {rows} rows on {', '.join(executors)}: {wrong} differences")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
