"""Tables on symbols: a row whose points, or a limit whose place, scenarios change."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from covenant_rules.columns.whatif.assumptions import Assumption, Kind
from covenant_rules.covenant import Line
from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.formula import build
from covenant_rules.formula.table import Band, Row, Table, coverage
from covenant_rules.formula.tree import Apply, Node, Op, Symbol, arrange, rewrite

MOST_PROVED = 500  # places of a limit for which a table is proved one by one


@frozen
class Varied:
    """The symbols of a table: of points by a value in their row, of limits by their place."""

    points: Mapping[Fraction, Symbol]
    limits: Mapping[Fraction, Symbol]

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self.points or self.limits)


def opened(formula: Node, varied: Varied) -> Node:
    """Return *formula* with its tables written out as choices, with symbols for what is *varied*."""
    if not varied:
        return formula

    def change(node: Node) -> Node:
        if isinstance(node, Apply) and isinstance(node.data, Table) and len(node.args) == 1:
            return _choices(node.data, node.args[0], varied)
        return node

    return rewrite(formula, change)


def _choices(table: Table, value: Node, varied: Varied) -> Node:
    found: Node = build.constant(table.otherwise or 0)
    for number, row in reversed(list(enumerate(table.rows))):
        own = next((s for at, s in varied.points.items() if table.find([at]) is row), None)
        points = build.constant(row.points) if own is None else own
        # A table without `otherwise` is proved to be whole: what reaches its last row is in it.
        last = number == len(table.rows) - 1 and table.otherwise is None
        found = points if last else build.when(_inside(row.bands[0], value, varied), points, found)
    return found


def _inside(band: Band, value: Node, varied: Varied) -> Node:
    conditions = []
    if band.low is not None:
        low = varied.limits.get(band.low, build.constant(band.low))
        conditions.append(build.apply(Op.AT_LEAST if band.with_low else Op.MORE, value, low))
    if band.high is not None:
        high = varied.limits.get(band.high, build.constant(band.high))
        conditions.append(build.apply(Op.AT_LEAST if band.with_high else Op.MORE, high, value))
    return build.all_of(*conditions)


def table_of(line: Line) -> Table | None:
    """Return the only table of a line, where it has one column."""
    found = [
        n.data
        for n in arrange([line.formula])
        if isinstance(n, Apply) and isinstance(n.data, Table)
    ]
    tables = list(dict.fromkeys(found))
    return tables[0] if len(tables) == 1 and len(tables[0].columns) == 1 else None


def table_faults(one: Assumption, line: Line) -> tuple[str, Diagnostic] | None:
    """Return what is wrong with an assumption on the table of *line*, if anything is."""
    table = table_of(line)
    if table is None or one.at is None:
        return "of", diagnostic("E836", id=line.id)
    if one.kind is Kind.BAND:
        if table.find([one.at]) is None:
            return "at", diagnostic("E837", id=line.id, at=one.at, limits=_limits(table))
        return None
    if one.at not in _places(table):
        return "at", diagnostic("E837", id=line.id, at=one.at, limits=_limits(table))
    return _moved_faults(one, line, table)


def _moved_faults(one: Assumption, line: Line, table: Table) -> tuple[str, Diagnostic] | None:
    """Prove the table for every place of a limit: no value without a row, none with two."""
    if len(one.values) > MOST_PROVED:
        return "values", diagnostic("E838", count=len(one.values), limit=MOST_PROVED)
    column = table.columns[0]
    quantities = {column: line.sources[column].quantity}
    places = sorted(_places(table))
    around = places.index(one.at or Fraction(0))
    for value in (one.values[n] for n in range(len(one.values))):
        before = places[around - 1] if around else None
        after = places[around + 1] if around + 1 < len(places) else None
        passes = (before is not None and value <= before) or (after is not None and value >= after)
        found = (
            None if passes else coverage(moved(table, {one.at or Fraction(0): value}), quantities)
        )
        whole = found and not found.doubled and (table.otherwise is not None or not found.uncovered)
        if not whole:
            return "values", diagnostic("E839", id=line.id, value=value, limits=_limits(table))
    return None


def moved(table: Table, places: Mapping[Fraction, Fraction]) -> Table:
    """Return *table* with some of its limits elsewhere."""

    def band(own: Band) -> Band:
        low = None if own.low is None else places.get(own.low, own.low)
        high = None if own.high is None else places.get(own.high, own.high)
        return evolve(own, low=low, high=high)

    return evolve(
        table, rows=tuple(Row(tuple(map(band, row.bands)), row.points) for row in table.rows)
    )


def _places(table: Table) -> set[Fraction]:
    return {limit for row in table.rows for limit in row.bands[0].limits}


def _limits(table: Table) -> str:
    return ", ".join(str(place) for place in sorted(_places(table)))
