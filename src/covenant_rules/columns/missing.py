"""Results while evidence is missing: their least and greatest values, row by row.

Rows that miss the same evidence are alike. Where a result is proved to rise or fall in everything
that is missing, its ends are the program's results at the ends of what is missing, run as columns;
what is left over is done row by row, by the fold that is the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from attrs import define, frozen

from covenant_rules.columns.numbers import Ends, Known, Numbers, like, listed, put
from covenant_rules.columns.running import Columns, Runner
from covenant_rules.formula.direction import Direction, directions, tight_ranges
from covenant_rules.formula.ranges import ranges
from covenant_rules.formula.tree import Node, Symbol
from covenant_rules.interval import Interval, hull
from covenant_rules.switches import Role, role_of

Pattern = frozenset[str]


@frozen(eq=False)
class Open:
    """A symbol that is not known in some rows: its range there."""

    rows: Sequence[int]
    ranges: Sequence[Interval]

    @property
    def hull(self) -> Interval:
        """A range that holds every row's."""
        return hull(set(self.ranges))

    @property
    def closed(self) -> bool:
        """Whether every row's range has both ends."""
        hull_ = self.hull
        return hull_.low is not None and hull_.high is not None


@define(eq=False)
class Pass:
    """Results that can be run at once: at which end each open symbol stands for their least."""

    at_high: dict[str, bool]
    rows: dict[str, list[int]]  # by result

    def takes(self, ends: Mapping[str, bool]) -> bool:
        """Say whether *ends* agree with those of the pass."""
        return all(self.at_high.get(name, end) == end for name, end in ends.items())


def ends_of(
    runner: Runner, wanted: tuple[str, ...], columns: Mapping[str, Known], rows: int
) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
    """Return the least and the greatest values of the results *wanted*; the same where all is known."""
    symbols = {s.name: s for s in runner.needed(wanted)}
    found = {name: opened(symbol, columns, rows) for name, symbol in symbols.items()}
    unknown = {name: gap for name, (_, gap) in found.items() if gap is not None}
    known: dict[str, Numbers | Fraction] = {name: plain for name, (plain, _) in found.items()}
    filled = {
        name: _filled(plain, unknown[name], at_high=False) if name in unknown else plain
        for name, plain in known.items()
    }
    complete = runner.run(wanted, filled, rows)
    low = dict(complete.results)
    if not unknown:
        return low, low
    high = dict(low)
    solver = _Solver(runner, {name: runner.results[name] for name in wanted}, unknown)
    limits = {name: shape.range for name, shape in complete.shapes.items()}
    for done in solver.passes(limits):
        _run(runner, done, known, unknown, low, high)
    for pattern_rows, nodes in solver.rest:
        _fold(nodes, pattern_rows, known, unknown, symbols, low, high)
    return low, high


def opened(
    symbol: Symbol, columns: Mapping[str, Known], rows: int
) -> tuple[Numbers | Fraction, Open | None]:
    """Return what is known of a symbol, and where it is not."""
    if symbol.name not in columns and role_of(symbol.name)[0] is Role.SLOT:
        return _closed(Numbers([0] * rows), range(rows), [symbol.quantity.range] * rows)
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
    return _closed(plain, missing, [symbol.quantity.range] * len(missing))


def _closed(
    plain: Numbers, rows: Sequence[int], limits: list[Interval]
) -> tuple[Numbers, Open | None]:
    """Return a column with its open rows; a range of one number is that number."""
    if limits and limits[0].exact is not None and all(x is limits[0] for x in limits):
        only = Numbers.of([limits[0].exact] * len(rows))
        return plain.patched(rows, Numbers(like(plain.values, only.values), only.scale)), None
    return plain, Open(rows, limits)


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

    found = {limit: end(limit) for limit in set(gap.ranges)}
    scale = lcm(plain.common_scale(), *(value.denominator for value in found.values()))
    whole = {limit: int(value * scale) for limit, value in found.items()}
    safe = Numbers(
        put(plain.values, gap.rows, like(plain.values, [0] * len(gap.rows))), plain.scale
    )
    tops = like(plain.values, [whole[limit] for limit in gap.ranges])
    return safe.patched(gap.rows, Numbers(tops, scale))


class _Solver:
    """Finds how the ends of each result can be had, pattern by pattern of what is missing."""

    def __init__(
        self, runner: Runner, roots: Mapping[str, Node], unknown: Mapping[str, Open]
    ) -> None:
        self.roots = roots
        self.unknown = unknown
        self.rest: list[tuple[list[int], dict[str, Node]]] = []
        self._runner = runner

    def passes(self, limits: Mapping[str, Interval]) -> list[Pass]:
        """Return the passes to run; what none of them can do is left in `rest`."""
        found: list[Pass] = []
        for pattern, rows in self._patterns().items():
            known = {**limits, **{name: self.unknown[name].hull for name in pattern}}
            hard: dict[str, Node] = {}
            moves = self._moves(pattern, known)
            for name, root in self.roots.items():
                ends = moves[root]
                if not ends:
                    continue
                if any(end is None or not self.unknown[s].closed for s, end in ends.items()):
                    hard[name] = root
                    continue
                at_high = {symbol: bool(end) for symbol, end in ends.items()}
                taken = next((done for done in found if done.takes(at_high)), None)
                if taken is None:
                    found.append(taken := Pass({}, {}))
                taken.at_high |= at_high
                taken.rows.setdefault(name, []).extend(rows)
            if hard:
                self.rest.append((rows, hard))
        return found

    def _patterns(self) -> dict[Pattern, list[int]]:
        gone: dict[int, list[str]] = {}
        for name, gap in self.unknown.items():
            for row in listed(gap.rows) if not isinstance(gap.rows, range) else gap.rows:
                gone.setdefault(row, []).append(name)
        found: dict[Pattern, list[int]] = {}
        for row, names in gone.items():
            found.setdefault(frozenset(names), []).append(row)
        return found

    def _moves(
        self, pattern: Pattern, known: Mapping[str, Interval]
    ) -> dict[Node, dict[str, bool | None]]:
        """Return for each root whether its least is at the high end of a symbol; None if not proved."""
        roots = tuple(self.roots.values())
        limits = ranges(roots, known)
        # Symbols outside the pattern are known in every row: their direction is of no account.
        every = directions(roots, limits, pattern)
        return {
            root: {
                symbol: None if move is Direction.UNKNOWN else move is Direction.FALLING
                for symbol, move in every[root].items()
            }
            for root in roots
        }


def _run(
    runner: Runner,
    done: Pass,
    known: Columns,
    unknown: Mapping[str, Open],
    low: dict[str, Numbers],
    high: dict[str, Numbers],
) -> None:
    """Run a pass at both ends and put its results where they belong."""
    rows = sorted({row for some in done.rows.values() for row in some})
    place = {row: number for number, row in enumerate(rows)}
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
            part = complete.results[name].at([place[row] for row in own])
            results[name] = results[name].patched(own, part)


def _fold(
    nodes: Mapping[str, Node],
    rows: Sequence[int],
    known: Columns,
    unknown: Mapping[str, Open],
    symbols: Mapping[str, Symbol],
    low: dict[str, Numbers],
    high: dict[str, Numbers],
) -> None:
    """Put the ranges of the reference into some *rows*."""
    values: dict[str, list[Interval]] = {}
    for name in symbols:
        plain = known[name]
        if not isinstance(plain, Numbers):
            values[name] = [Interval.point(plain)] * len(rows)
            continue
        exact = plain.at(rows).fractions()
        values[name] = [Interval.point(Fraction(value or 0)) for value in exact]
        if name in unknown:
            gap = dict(zip(listed_rows(unknown[name].rows), unknown[name].ranges, strict=True))
            for number, row in enumerate(rows):
                if row in gap:
                    values[name][number] = gap[row]
    found = [
        tight_ranges(tuple(nodes.values()), {name: column[n] for name, column in values.items()})
        for n in range(len(rows))
    ]
    for name, node in nodes.items():
        for results, ends in (
            (low, [limits[node].low for limits in found]),
            (high, [limits[node].high for limits in found]),
        ):
            part = Numbers.of(ends)
            results[name] = results[name].patched(
                rows,
                Numbers(
                    like(results[name].values, part.values),
                    part.scale,
                    None if part.missing is None else like(results[name].values, part.missing),
                ),
            )


def listed_rows(rows: Sequence[int]) -> list[int]:
    """Return rows as Python's own numbers."""
    return list(rows) if isinstance(rows, range) else listed(rows)
