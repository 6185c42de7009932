"""`python -m benchmarks.inference`: durable-rules, the reference and CLIPS, side by side in one run.

It prints two tables: the award layer from nothing to its findings, and one fact that comes and goes among many.
Every engine has to find the same, or the run fails. Times are of the processor, so a busy machine changes little.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import platform
import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time

from benchmarks.inference.engines import Clips, Found, Measured, Ours
from benchmarks.inference.layer import Asserted, bloc

FACTS_A_UNIT = 2.9
SECONDS = 1.5
"""How long each measurement is repeated."""

ENGINES: dict[str, Callable[[], Measured]] = {
    "both": partial(Ours, "both"),
    "durable": partial(Ours, "durable"),
    "reference": partial(Ours, "reference"),
    "clipspy": Clips,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inference", description=__doc__)
    parser.add_argument("--units", type=int, nargs="*", default=[10, 30, 100, 1000])
    parser.add_argument("--facts", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    asked = parser.parse_args()
    present = {
        name: engine
        for name, engine in ENGINES.items()
        if name != "clipspy" or importlib.util.find_spec("clips")
    }
    say(f"CPython {platform.python_version()}, {platform.system()} {platform.machine()}\n")
    say("Award layer, 6 rules with negation and derived facts, from nothing to its findings (ms)\n")
    table("units", asked.units, present, award_layer)
    live = {name: engine for name, engine in present.items() if name != "both"}
    say("\nOne fact comes and goes among many, and what changed is known (µs for each change)\n")
    table("facts", asked.facts, live, updates)


def table(
    what: str,
    sizes: list[int],
    engines: dict[str, Callable[[], Measured]],
    measure: Callable[[Callable[[], Measured], int], tuple[float, Found]],
) -> None:
    """Print a row for each size with a column for each engine; the engines must agree."""
    say("".join([f"{what:>8}", *(f"{name:>12}" for name in engines)]))
    for size in sizes:
        row, found = f"{size:>8,}", []
        for engine in engines.values():
            seconds, now = measure(engine, size)
            found.append(now)
            row += f"{seconds:>12,.1f}"
            gc.collect()
        if any(other != found[0] for other in found):
            sys.exit(f"the engines disagree at {size}")
        say(f"{row}   {len(found[0]):,} findings, equal")


def award_layer(engine: Callable[[], Measured], units: int) -> tuple[float, Found]:
    """Return the milliseconds from an empty session to its findings, and these."""
    facts = list(bloc(units))

    def once() -> float:
        start = process_time()
        session = engine()
        for fact in facts:
            session.insert(fact)
        session.settle()
        seconds = process_time() - start
        session.close()
        return seconds

    milliseconds = 1000 * repeated(once)
    return milliseconds, loaded(engine, facts).found()


def updates(engine: Callable[[], Measured], count: int) -> tuple[float, Found]:
    """Return the microseconds for one fact to come or go among *count*, and what holds at the end."""
    session = loaded(engine, list(bloc(round(count / FACTS_A_UNIT))))
    turn = 0

    def once() -> float:
        nonlocal turn
        turn += 7
        start = process_time()
        handle = session.insert(("violation", {"unit": f"u{turn % (count // 3)}", "no": -turn}))
        session.settle()
        session.remove(handle)
        session.settle()
        return (process_time() - start) / 2

    once()  # what is asked for the first time is everything
    microseconds = 1_000_000 * repeated(once)
    found = session.found()
    session.close()
    return microseconds, found


def loaded(engine: Callable[[], Measured], facts: list[Asserted]) -> Measured:
    """Return an engine with *facts*, settled."""
    session = engine()
    for fact in facts:
        session.insert(fact)
    session.settle()
    return session


def repeated(once: Callable[[], float]) -> float:
    """Return the median of what *once* measures, for a while."""
    start = process_time()
    measured = [once()]
    while process_time() - start < SECONDS:
        measured.append(once())
    return median(measured)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
