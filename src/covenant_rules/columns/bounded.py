"""Ranges of results whose direction is not proved: the formulas of their ends, run as columns.

The formulas are made once, for everything that was missing so far and every range that was met, and
made anew where a chunk goes beyond. Rows that no formula can do are left to the fold of one row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import define

from covenant_rules.columns.numbers import Numbers, like, listed
from covenant_rules.columns.running import Columns, Runner
from covenant_rules.formula.bounds import HIGH, LOW, OPEN, Bounds
from covenant_rules.formula.direction import directions
from covenant_rules.formula.ranges import ranges
from covenant_rules.formula.tight import tight_bounds
from covenant_rules.formula.tree import ZERO, Node
from covenant_rules.interval import Interval, hull

if TYPE_CHECKING:
    from covenant_rules.columns.missing import Open

FEW = 40  # rows from which on making the formulas pays: from 20 to 200 were measured, by the sheet


@define(eq=False)
class Bounded:
    """The formulas of the ends of some results, and for which rows they are meant.

    Attributes:
        names: the results that were asked for; those that no formula can say are not in the runner.
        opened: the symbols that may be open, *endless* those whose range may be without an end.
        limits: within what the symbols must lie.
    """

    names: frozenset[str]
    opened: frozenset[str]
    endless: frozenset[str]
    limits: Mapping[str, Interval]
    runner: Runner

    def serves(self, other: Bounded) -> bool:
        """Say whether the formulas are good for what *other* asks."""
        return (
            other.names <= self.names
            and other.opened <= self.opened
            and other.endless <= self.endless
            and all(limit.within(self.limits[name]) for name, limit in other.limits.items())
        )

    def joined(self, other: Bounded) -> Bounded:
        """Return what both ask for."""
        limits = {
            name: hull((limit, self.limits.get(name, limit)))
            for name, limit in other.limits.items()
        }
        return Bounded(
            self.names | other.names,
            self.opened | other.opened,
            self.endless | other.endless,
            {**self.limits, **limits},
            other.runner,
        )


def run_bounds(
    runner: Runner,
    rest: Mapping[str, Any],
    rows: Any,
    filled: Columns,
    unknown: Mapping[str, Open],
    limits: Mapping[str, Interval],
) -> dict[str, tuple[Numbers, Numbers]]:
    """Return the least and the greatest values in some *rows* of those results that formulas can do.

    Args:
        runner: what runs the results themselves.
        rest: the results, each with its rows.
        rows: all of these rows, in order.
        filled: for each symbol its column; in it, and with `<` or `>` after the name of one that is
            open somewhere, the ends of what it may be.
        unknown: where symbols are open.
        limits: the range of each symbol that holds in all rows.
    """
    made = _made(runner, rest, unknown, limits)
    wanted = tuple(name for name in made.runner.results if name.rstrip(LOW + HIGH + OPEN) in rest)
    if not wanted:
        return {}
    columns: dict[str, Any] = {}
    for symbol in made.runner.needed(wanted):
        name, mark = _parted(symbol.name, made.opened)
        columns[symbol.name] = _column(name, mark, rows, filled, unknown)
    found = made.runner.run(wanted, columns, len(rows)).results
    return {
        name: (_with_open(found, name + LOW), _with_open(found, name + HIGH))
        for name in rest
        if name + LOW in found
    }


def _parted(name: str, opened: frozenset[str]) -> tuple[str, str]:
    """Return the name of a symbol and the mark of its end; a symbol that is never open has none."""
    bare = name.rstrip(LOW + HIGH + OPEN)
    return (bare, name[len(bare) :]) if bare in opened else (name, "")


def _column(name: str, mark: str, rows: Any, filled: Columns, unknown: Mapping[str, Open]) -> Any:
    if mark.endswith(OPEN):
        gap = unknown.get(name)
        if gap is None or gap.closed:
            return Numbers(like(_some(filled[name]), [0] * len(rows)))
        at_high = mark.startswith(HIGH)
        open_rows = {
            row
            for row, limit in zip(listed(gap.rows), gap.ranges, strict=True)
            if (limit.high if at_high else limit.low) is None
        }
        return Numbers(like(_some(filled[name]), [int(row in open_rows) for row in listed(rows)]))
    plain = filled.get(name + mark, filled[name])
    return plain.at(rows) if isinstance(plain, Numbers) else plain


def _some(column: Any) -> Any:
    return column.values if isinstance(column, Numbers) else []


def _with_open(found: Mapping[str, Numbers], name: str) -> Numbers:
    """Return an end of a result, missing where it is open."""
    column, flag = found[name], found.get(name + OPEN)
    if flag is None:
        return column
    gone = [bool(value) for value in listed(flag.values)]
    return Numbers(column.values, column.scale, like(column.values, gone))


def _made(
    runner: Runner,
    rest: Mapping[str, Any],
    unknown: Mapping[str, Open],
    limits: Mapping[str, Interval],
) -> Bounded:
    """Return formulas that are good for these results and rows, kept with their runner."""
    asked = Bounded(
        frozenset(rest),
        frozenset(unknown),
        frozenset(name for name, gap in unknown.items() if not gap.closed),
        limits,
        runner,
    )
    kept = runner.bounded
    if kept is not None:
        if kept.serves(asked):
            return kept
        asked = kept.joined(asked)
    asked.runner = Runner(_formulas(runner, asked), runner.executor)
    runner.bounded = asked
    return asked


def _formulas(runner: Runner, asked: Bounded) -> dict[str, Node]:
    """Return the ends of each result, and conditions where they are open, by the name of the result."""
    roots = {name: runner.results[name] for name in sorted(asked.names)}
    nodes = tuple(dict.fromkeys(roots.values()))
    found = ranges(nodes, asked.limits)
    moves = directions(nodes, found, asked.opened)
    bounds = tight_bounds(roots, found, moves, asked.endless)
    return {key: node for name, own in bounds.items() for key, node in _named(name, own).items()}


def _named(name: str, own: Bounds) -> dict[str, Node]:
    ends = {name + LOW: own.low, name + HIGH: own.high}
    values = {key: end.value for key, end in ends.items()}
    return values | {key + OPEN: end.open for key, end in ends.items() if end.open != ZERO}
