"""Points that fall when results improve: by the direction that a rule declares, and along a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from covenant_rules.covenant import Covenant, Effect, Line, Source
from covenant_rules.formula.direction import Direction, direction
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Node, Op, Symbol, arrange, rewrite, symbols
from covenant_rules.quantity import Quantity
from covenant_rules.rule import Better
from covenant_rules.spec.evidence import clamped
from covenant_rules.spec.lints.spots import spots
from covenant_rules.spec.lints.witness import candidates
from covenant_rules.spec.problems import Problems
from covenant_rules.text import Text, exact_text

Pair = tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]  # two values with their points
GAINS = (Effect.AWARD, Effect.BONUS)


def worse_pays(covenant: Covenant, problems: Problems) -> None:
    """Name lines that give more, or take less, for what their rule calls the worse result."""
    for spot in spots(covenant, problems.places):
        for line, path in spot.lines:
            pair = _against(line)
            if pair is not None:
                at = problems.places.part(path, str(line.effect), "rule")
                _add("W310", at, line, next(iter(line.sources.values())).quantity, pair, problems)


def _against(line: Line) -> Pair | None:
    """Return two values of the first evidence, the better one worth less to the unit; None if none is."""
    better, source = line.rule.better, next(iter(line.sources.values()), None)
    if better is None or source is None:
        return None
    symbol = Symbol("", source.quantity)
    formula = _on(line.formula, source, symbol)
    up = (better is Better.HIGHER) == (line.effect in GAINS)
    if direction(formula, symbol.name) in (
        Direction.STEADY,
        Direction.RISING if up else Direction.FALLING,
    ):
        return None
    if source.quantity.low is None or source.quantity.high is None:
        return None
    axis = candidates(symbol, [formula])
    for others in _corners([s for s in symbols(formula) if s != symbol]):
        given = [evaluate([formula], {**others, symbol.name: value})[0] for value in axis]
        for (a, first), (b, second) in pairwise(zip(axis, given, strict=True)):
            if first != second and (second > first) != up:
                return (a, first), (b, second)
    return None


def _on(formula: Node, source: Source, symbol: Symbol) -> Node:
    """Return *formula* over *symbol* where it was over what *source* computes."""
    held = clamped(source)
    return rewrite(formula, lambda node: symbol if node in (held, source.node) else node)


def _corners(others: Sequence[Symbol]) -> Iterator[dict[str, Fraction]]:
    """Yield all other symbols at their low ends, then at their high ends, where they have both."""
    for ends in (
        {s.name: s.quantity.low for s in others},
        {s.name: s.quantity.high for s in others},
    ):
        known = {name: end for name, end in ends.items() if end is not None}
        if len(known) == len(ends):
            yield known


def out_of_order(covenant: Covenant, problems: Problems) -> None:
    """Name tables over one column whose points rise and fall again, with the neighbours that disagree."""
    for spot in spots(covenant, problems.places):
        for line, path in spot.lines:
            for table in single_tables(line):
                quantity = line.sources[table.columns[0]].quantity
                pair = _odd_pair(table, quantity)
                if pair is not None:
                    at = problems.places.part((*path, "with"), "table", "levels", "rows")
                    _add("W331", at, line, quantity, pair, problems)


def single_tables(line: Line) -> list[Table]:
    """Return the tables of *line* that look at one piece of evidence."""
    found = [n.data for n in arrange([line.formula]) if isinstance(n, Apply) and n.op is Op.TABLE]
    tables = [t for t in found if isinstance(t, Table) and len(t.columns) == 1]
    return [t for t in tables if t.columns[0] in line.sources]


def _odd_pair(table: Table, quantity: Quantity) -> Pair | None:
    """Return the neighbouring values whose points go against the others; None where all agree.

    A value between two rows that `otherwise` decides is a gap, not a step of the table.
    """
    limits = [limit for row in table.rows for limit in row.bands[0].limits]
    axis = quantity.probes(limits)
    held = [value for value in axis if table.find([value]) is not None]
    points = [
        (value, table.points([value]))
        for value in axis
        if value in held or not held or not held[0] < value < held[-1]
    ]
    moves = [pair for pair in pairwise(points) if pair[0][1] != pair[1][1]]
    rising = [pair for pair in moves if pair[0][1] < pair[1][1]]
    falling = [pair for pair in moves if pair[0][1] > pair[1][1]]
    fewer = min(rising, falling, key=len)
    return fewer[0] if fewer else None


def _add(
    code: str,
    path: tuple[str | int, ...],
    line: Line,
    quantity: Quantity,
    pair: Pair,
    problems: Problems,
) -> None:
    (a, first), (b, second) = pair
    problems.add(
        code, path, key=True, line=line.id, rule=line.rule.id, low=_words(quantity, a),
        high=_words(quantity, b),
        at_low=exact_text(first), at_high=exact_text(second),
    )  # fmt: skip


def _words(quantity: Quantity, value: Fraction) -> Text:
    return Text.each(lambda language: quantity.format(value, language))
