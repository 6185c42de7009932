"""Results while evidence is missing: their least and greatest values, row by row.

Where a result is proved to rise or fall in everything that is missing of it, its ends are the
program's results at the ends of what is missing, run as columns. For the other rows the formulas of
the ends are run, where there are enough rows; a few, and what no formula can say, are done row by row,
by the fold that is the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from attrs import define, frozen

from covenant_rules.columns.bounded import FEW, run_bounds
from covenant_rules.columns.numbers import Ends, Known, Numbers, like, listed, put, repeated
from covenant_rules.columns.running import Columns, Runner
from covenant_rules.formula.bounds import HIGH, LOW
from covenant_rules.formula.direction import FALLING, UNKNOWN, directions, tight_range
from covenant_rules.formula.ranges import ranges
from covenant_rules.formula.tree import Node, Symbol, symbols
from covenant_rules.interval import Interval, hull
from covenant_rules.switches import Role, role_of


@frozen(eq=False)
class Open:
    """A symbol that is not known in some rows: its range there, and a range that holds all of them.

    *alike* says that the range is the same in all of these rows.
    """

    rows: Any
    ranges: Sequence[Interval]
    hull: Interval
    alike: bool

    @property
    def closed(self) -> bool:
        """Whether every row's range has both ends."""
        return self.hull.low is not None and self.hull.high is not None


@define(eq=False)
class Pass:
    """Results that can be run at once: at which end each open symbol stands for their least."""

    at_high: dict[str, bool]
    rows: dict[str, Any]  # by result

    def takes(self, ends: Mapping[str, bool]) -> bool:
        """Say whether *ends* agree with those of the pass."""
        return all(self.at_high.get(name, end) == end for name, end in ends.items())


def ends_of(
    runner: Runner, wanted: tuple[str, ...], columns: Mapping[str, Known], rows: int
) -> tuple[Mapping[str, Numbers], Mapping[str, Numbers]]:
    """Return the least and the greatest values of the results *wanted*; the same where all is known."""
    found = {s.name: opened(s, columns, rows) for s in runner.needed(wanted)}
    unknown = {name: gap for name, (_, gap) in found.items() if gap is not None}
    known: dict[str, Numbers | Fraction] = {name: plain for name, (plain, _) in found.items()}
    filled = known | {
        name: _filled(known[name], gap, at_high=False) for name, gap in unknown.items()
    }
    complete = runner.run(wanted, filled, rows)
    if not unknown:
        return complete.results, complete.results
    low = dict(complete.results)
    high = dict(low)
    limits = {name: shape.range for name, shape in complete.shapes.items()}
    limits |= {name: hull((limits[name], gap.hull)) for name, gap in unknown.items()}
    roots = {name: runner.results[name] for name in wanted}
    passes, rest = _sorted_out(roots, unknown, limits)
    for done in passes:
        _run(runner, done, known, unknown, low, high)
    for name in _run_bounds(runner, rest, known, unknown, limits, low, high):
        rest.pop(name)
    for name, hard in rest.items():
        _fold(name, roots[name], hard, known, unknown, low, high)
    return low, high


def opened(
    symbol: Symbol, columns: Mapping[str, Known], rows: int
) -> tuple[Numbers | Fraction, Open | None]:
    """Return what is known of a symbol, and where it is not."""
    if symbol.name not in columns and role_of(symbol.name)[0] is Role.SLOT:
        every = [symbol.quantity.range] * rows
        return _closed(Numbers([0] * rows), list(range(rows)), every, alike=True)
    given = columns[symbol.name]
    if isinstance(given, Ends):
        pairs = zip(given.low.fractions(), given.high.fractions(), strict=True)
        limits = {row: Interval(*ends) for row, ends in enumerate(pairs)}
        gone = {row: limit for row, limit in limits.items() if limit.exact is None}
        plain = Numbers(given.low.values, given.low.scale)
        return _closed(plain, list(gone), list(gone.values())) if gone else (plain, None)
    if not isinstance(given, Numbers):
        return Fraction(given), None
    if given.missing is None:
        return given, None
    missing = _rows(given.missing)
    plain = Numbers(given.values, given.scale)
    if not len(missing):
        return plain, None
    return _closed(plain, missing, [symbol.quantity.range] * len(missing), alike=True)


def _closed(
    plain: Numbers, rows: Sequence[int], limits: list[Interval], *, alike: bool = False
) -> tuple[Numbers, Open | None]:
    """Return a column with its open rows; a range of one number is that number."""
    if not limits:
        return plain, None
    if alike and limits[0].exact is not None:
        only = Numbers.of([limits[0].exact] * len(rows))
        return plain.patched(rows, Numbers(like(plain.values, only.values), only.scale)), None
    return plain, Open(rows, limits, limits[0] if alike else hull(set(limits)), alike)


def _rows(mask: Any) -> Any:
    """Return the rows in which a mask is true."""
    if isinstance(mask, list):
        return [row for row, gone in enumerate(mask) if gone]
    return mask.nonzero()[0]


def _filled(plain: Numbers | Fraction, gap: Open, *, at_high: bool) -> Numbers:
    """Return a column with its open rows at one end of their ranges; an open end counts as zero."""
    assert isinstance(plain, Numbers)

    def end(limit: Interval) -> Fraction:
        chosen = limit.high if at_high else limit.low
        other = limit.low if at_high else limit.high
        return next((e for e in (chosen, other) if e is not None), Fraction(0))

    found = [end(limit) for limit in ([gap.hull] if gap.alike else gap.ranges)]
    scale = lcm(plain.common_scale(), *(value.denominator for value in found))
    whole = [int(value * scale) for value in found]
    count = len(gap.rows)
    safe = Numbers(put(plain.values, gap.rows, repeated(plain.values, 0, count)), plain.scale)
    tops = repeated(plain.values, whole[0], count) if gap.alike else like(plain.values, whole)
    return safe.patched(gap.rows, Numbers(tops, scale))


def _sorted_out(
    roots: Mapping[str, Node], unknown: Mapping[str, Open], limits: Mapping[str, Interval]
) -> tuple[list[Pass], dict[str, Any]]:
    """Return the passes to run, and for each result the rows that none of them can do.

    A direction proved while everything may be open and every number anywhere within its limits is
    proved for each row, of which more is known.
    """
    nodes = tuple(roots.values())
    moves = directions(nodes, ranges(nodes, limits), unknown.keys())
    passes: list[Pass] = []
    rest: dict[str, Any] = {}
    for name, root in roots.items():
        sure = {s for s, move in moves[root].items() if move is not UNKNOWN and unknown[s].closed}
        gone = [unknown[symbol].rows for symbol in moves[root]]
        if not gone:
            continue
        hard = [unknown[symbol].rows for symbol in moves[root] if symbol not in sure]
        rows = _union(gone)
        if hard:
            rest[name] = _union(hard)
            rows = _without(rows, rest[name])
        at_high = {symbol: moves[root][symbol] is FALLING for symbol in sure}
        taken = next((done for done in passes if done.takes(at_high)), None)
        if taken is None:
            passes.append(taken := Pass({}, {}))
        taken.at_high |= at_high
        if len(rows):
            taken.rows[name] = rows
    return [done for done in passes if done.rows], rest


def _union(rows: Sequence[Any]) -> Any:
    """Return every row of several lists or arrays once, in order."""
    if any(isinstance(some, list) for some in rows):
        return sorted(set().union(*(listed(some) for some in rows)))
    import numpy as np  # noqa: PLC0415  (only columns in arrays need numpy)

    return np.unique(np.concatenate(rows))


def _without(rows: Any, others: Any) -> Any:
    if isinstance(rows, list):
        gone = set(listed(others))
        return [row for row in rows if row not in gone]
    import numpy as np  # noqa: PLC0415  (only columns in arrays need numpy)

    return np.setdiff1d(rows, others, assume_unique=True)


def _places(rows: Any, some: Any) -> Any:
    """Return where *some* rows stand among *rows*."""
    if isinstance(rows, list):
        place = {row: number for number, row in enumerate(rows)}
        return [place[row] for row in listed(some)]
    return rows.searchsorted(some)


def _run(
    runner: Runner,
    done: Pass,
    known: Columns,
    unknown: Mapping[str, Open],
    low: dict[str, Numbers],
    high: dict[str, Numbers],
) -> None:
    """Run a pass at both ends and put its results where they belong."""
    rows = _union(list(done.rows.values()))
    for results, opposite in ((low, False), (high, True)):
        columns: dict[str, Numbers | Fraction] = {}
        for name, plain in known.items():
            if name in unknown:
                at_high = done.at_high.get(name, False) != opposite
                columns[name] = _filled(plain, unknown[name], at_high=at_high).at(rows)
            else:
                columns[name] = plain.at(rows) if isinstance(plain, Numbers) else plain
        complete = runner.run(tuple(done.rows), columns, len(rows))
        for name, own in done.rows.items():
            part = complete.results[name].at(_places(rows, own))
            results[name] = results[name].patched(own, part)


def _run_bounds(
    runner: Runner,
    rest: Mapping[str, Any],
    known: Columns,
    unknown: Mapping[str, Open],
    limits: Mapping[str, Interval],
    low: dict[str, Numbers],
    high: dict[str, Numbers],
) -> list[str]:
    """Put the ranges that formulas of the ends give where they belong; return for which results."""
    rows = _union(list(rest.values())) if rest else []
    if len(rows) < FEW:
        return []
    filled = dict(known)
    for name, gap in unknown.items():
        for mark, at_high in ((LOW, False), (HIGH, True)):
            filled[name + mark] = _filled(known[name], gap, at_high=at_high)
    found = run_bounds(runner, rest, rows, filled, unknown, limits)
    for name, ends in found.items():
        own = rest[name]
        places = _places(rows, own)
        for results, part in zip((low, high), ends, strict=True):
            results[name] = results[name].patched(own, part.at(places))
    return list(found)


def _fold(
    name: str,
    root: Node,
    rows: Any,
    known: Columns,
    unknown: Mapping[str, Open],
    low: dict[str, Numbers],
    high: dict[str, Numbers],
) -> None:
    """Put the ranges of the reference into some *rows* of a result."""
    rows = listed(rows)
    values: dict[str, list[Interval]] = {}
    for symbol in symbols(root):
        plain = known[symbol.name]
        if not isinstance(plain, Numbers):
            values[symbol.name] = [Interval.point(plain)] * len(rows)
            continue
        own = [Interval.point(Fraction(value or 0)) for value in plain.at(rows).fractions()]
        if symbol.name in unknown:
            gap = unknown[symbol.name]
            open_rows = dict(zip(listed(gap.rows), gap.ranges, strict=True))
            own = [open_rows.get(row, limit) for row, limit in zip(rows, own, strict=True)]
        values[symbol.name] = own
    found = [
        tight_range(root, dict(zip(values, row, strict=True)))
        for row in zip(*values.values(), strict=True)
    ]
    for results, ends in ((low, [x.low for x in found]), (high, [x.high for x in found])):
        part, column = Numbers.of(ends), results[name]
        missing = None if part.missing is None else like(column.values, part.missing)
        part = Numbers(like(column.values, part.values), part.scale, missing)
        results[name] = column.patched(rows, part)
