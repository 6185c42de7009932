"""The range fold as formulas: the ends of a formula, as formulas of the ends of its symbols.

The rules are those of `ranges`, building trees in place of numbers; so what runs formulas over columns
finds the ranges of all rows at once, and the very same ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from types import MappingProxyType

from covenant_rules.formula import build
from covenant_rules.formula.bounds import (
    BeyondFormulasError,
    Bounds,
    End,
    Part,
    Sharing,
    above_zero,
    at_most_zero,
    both,
    bounds_of_symbol,
    may,
    more,
    must,
    no,
    some,
)
from covenant_rules.formula.bounds_arithmetic import (
    by_tiny,
    either,
    hulled,
    quotient,
    smallest,
    times,
)
from covenant_rules.formula.table import Band, Table
from covenant_rules.formula.tree import ONE, ZERO, Apply, Node, Op, Symbol, arrange
from covenant_rules.interval import Interval
from covenant_rules.quantity import ANY


class BoundsFold:
    """The ends of nodes, each found once.

    Attributes:
        limits: the range of every node that is meant: it holds in every row.
        partial: for each product that is open, its factors so far, which tell its direction.
        shared: what keeps one node of all that are equal.
    """

    def __init__(
        self,
        limits: Mapping[Node, Interval],
        open_symbols: AbstractSet[str],
        endless: AbstractSet[str],
    ) -> None:
        self.limits = limits
        self.partial: dict[Node, list[Part]] = {}
        self.shared = Sharing()
        self._open = open_symbols
        self._endless = endless
        self._found: dict[Node, Bounds] = {}

    def of(self, root: Node) -> Bounds:
        """Return the ends of *root*.

        Raises:
            BeyondFormulasError: they cannot be said.
        """
        for node in arrange([root]):
            if node not in self._found:
                self._found[node] = self.shared.bounds(self._bounds(node))
        return self._found[root]

    def part(self, node: Node) -> Part:
        """Return a node under a root whose ends were found, with its ends."""
        return Part(node, self._found[node], self.limits[node])

    def _bounds(self, node: Node) -> Bounds:
        if isinstance(node, Symbol) and node.name in self._open:
            return bounds_of_symbol(node, endless=node.name in self._endless)
        if isinstance(node, Apply):
            parts = [self.part(arg) for arg in node.args]
            if all(part.bounds.is_point and part.low.value is part.node for part in parts):
                return Bounds.point(node)
            if node.op is Op.MULTIPLY:
                return self._product(node, parts)
            return _RULES[node.op](parts, node.data)
        return Bounds.point(node)

    def _product(self, node: Node, parts: Sequence[Part]) -> Bounds:
        found = parts[0]
        so_far = self.partial[node] = [found]
        for part in parts[1:]:
            bounds = self.shared.bounds(times(found, part))
            found = Part(node, bounds, found.limit * part.limit)
            so_far.append(found)
        return found.bounds


# Rules, each the counterpart of one in `ranges`, which has proved that nothing is divided by zero


def _sum(parts: Sequence[Part], _: Hashable) -> Bounds:
    low, high = (
        End(build.add(*(end.value for end in own)), some(*(end.open for end in own)))
        for own in ([part.low for part in parts], [part.high for part in parts])
    )
    return Bounds(low, high)


def _subtract(parts: Sequence[Part], _: Hashable) -> Bounds:
    (a, b) = parts
    low, high = (
        End(build.subtract(x.value, y.value), some(x.open, y.open))
        for x, y in ((a.low, b.high), (a.high, b.low))
    )
    return Bounds(low, high)


def _divide(parts: Sequence[Part], _: Hashable) -> Bounds:
    part, whole = parts
    if not whole.bounds.is_closed:
        raise BeyondFormulasError
    if whole.limit.high is not None and whole.limit.high < 0:
        part, whole = -part, -whole
    return quotient(part, whole.low.value, whole.high.value)


def _ratio(parts: Sequence[Part], _: Hashable) -> Bounds:
    part, whole, if_zero = parts
    if not whole.bounds.is_closed:
        raise BeyondFormulasError
    grain = whole.node.quantity.grain if isinstance(whole.node, Symbol) else None
    found = if_zero.bounds
    for own, sign in ((whole, 1), (-whole, -1)):
        if own.limit.high is not None and own.limit.high <= 0:
            continue  # nothing of it is on this side of zero
        over = part if sign > 0 else -part
        beside = by_tiny(over)
        if grain:
            beside = quotient(over, build.constant(grain), own.high.value)
        found = either(more(own.high.value, ZERO), hulled([found, beside]), found)
    for own, over in ((whole, part), (-whole, -part)):
        if own.limit.high is not None and own.limit.high <= 0:
            continue
        found = either(above_zero(own), quotient(over, own.low.value, own.high.value), found)
    return found


def _compare(op: Op) -> Callable[[Sequence[Part], Hashable], Bounds]:
    def rule(parts: Sequence[Part], _: Hashable) -> Bounds:
        a, b = parts
        sure = both(no(a.low.open), no(b.high.open), build.apply(op, a.low.value, b.high.value))
        may = some(a.high.open, b.low.open, build.apply(op, a.high.value, b.low.value))
        return Bounds(End(sure), End(may))

    return rule


def _equal(parts: Sequence[Part], _: Hashable) -> Bounds:
    a, b = parts
    ends = (a.low, a.high, b.low, b.high)
    alike = [
        build.apply(Op.EQUAL, x.value, y.value)
        for x, y in ((a.low, a.high), (b.low, b.high), (a.low, b.low))
        if x.value is not y.value
    ]
    meet = [
        some(x.open, y.open, build.at_least(x.value, y.value))
        for x, y in ((a.high, b.low), (b.high, a.low))
    ]
    return Bounds(End(both(*(no(end.open) for end in ends), *alike)), End(both(*meet)))


def _when(parts: Sequence[Part], _: Hashable) -> Bounds:
    condition, then, otherwise = parts
    unsure = hulled([then.bounds, otherwise.bounds])
    rest = either(may(condition), unsure, otherwise.bounds)
    return either(must(condition), then.bounds, rest)


def _steps(parts: Sequence[Part], _: Hashable) -> Bounds:
    value, over, step = parts
    if not step.bounds.is_closed:
        raise BeyondFormulasError
    least = build.apply(Op.STEPS, value.low.value, over.high.value, step.high.value)
    most = build.apply(Op.STEPS, value.high.value, over.low.value, step.low.value)
    endless = some(value.low.open, over.high.open)
    return Bounds(
        End(build.when(endless, ZERO, least)), End(most, some(value.high.open, over.low.open))
    )


def _rising(op: Op) -> Callable[[Sequence[Part], Hashable], Bounds]:
    def rule(parts: Sequence[Part], data: Hashable) -> Bounds:
        (part,) = parts
        return Bounds(
            *(End(build.apply(op, end.value, data=data), end.open) for end in (part.low, part.high))
        )

    return rule


def _root(parts: Sequence[Part], data: Hashable) -> Bounds:
    found = _rising(Op.ROOT)(parts, data)
    return Bounds(End(build.when(found.low.open, ZERO, found.low.value)), found.high)


def _logarithm(parts: Sequence[Part], data: Hashable) -> Bounds:
    (part,) = parts
    found = _rising(Op.LOGARITHM)(parts, data)
    unsure = Bounds(
        End(ZERO, no(at_most_zero(part))),
        End(build.maximum(found.high.value, ZERO), found.high.open),
    )
    return either(above_zero(part), found, unsure)


def _table(parts: Sequence[Part], data: Hashable) -> Bounds:
    if not isinstance(data, Table):
        raise BeyondFormulasError
    met: dict[Fraction, Node] = {}
    for row in data.rows:
        own = both(*(_meets(band, part) for band, part in zip(row.bands, parts, strict=True)))
        met[row.points] = some(met.get(row.points, ZERO), own)
    if data.otherwise is not None:
        met[data.otherwise] = ONE
    low, high = (
        _first_met(met, points, covered=_covers(data))
        for points in (sorted(met), sorted(met, reverse=True))
    )
    known = both(*(_is_one_value(part.bounds) for part in parts))
    values = [part.low.value for part in parts]
    if not _covers(data):  # only where it is meant a value may lack a row
        inside = [build.constant(_inside(band)) for band in data.rows[0].bands]
        values = [build.when(known, own, other) for own, other in zip(values, inside, strict=True)]
    found = build.apply(Op.TABLE, *values, data=data)
    return either(known, Bounds.point(found), Bounds(low, high))


def _inside(band: Band) -> Fraction:
    """Return a value that the band holds."""
    low, high = band.low, band.high
    if low is None:
        return Fraction(0) if high is None else high - 1
    return low + 1 if high is None else (low + high) / 2


def _meets(band: Band, part: Part) -> Node:
    """Return the condition that some value of *part* is in the band."""
    found: list[Node] = []
    if band.high is not None:
        limit = build.constant(band.high)
        test = build.at_least if band.with_high else more
        found.append(some(part.low.open, test(limit, part.low.value)))
    if band.low is not None:
        limit = build.constant(band.low)
        test = build.at_least if band.with_low else more
        found.append(some(part.high.open, test(part.high.value, limit)))
    return both(*found)


def _first_met(met: Mapping[Fraction, Node], points: Sequence[Fraction], *, covered: bool) -> End:
    """Return the first of *points* whose condition holds; an open end where none does, unless *covered*."""
    value: Node = build.constant(points[-1])
    for point in reversed(points[:-1]):
        value = build.when(met[point], build.constant(point), value)
    return End(value, ZERO if covered else no(some(*met.values())))


def _covers(table: Table) -> bool:
    """Say whether a table has a row for every number, so that every range meets one."""
    if len(table.columns) != 1:
        return table.otherwise is not None
    limits = [limit for row in table.rows for limit in row.bands[0].limits]
    found = (table.find([value]) for value in ANY.probes(limits))
    return table.otherwise is not None or all(row is not None for row in found)


def _is_one_value(ends: Bounds) -> Node:
    if ends.is_point:
        return ONE
    equal = build.apply(Op.EQUAL, ends.low.value, ends.high.value)
    return both(no(ends.low.open), no(ends.high.open), equal)


Rule = Callable[[Sequence[Part], Hashable], Bounds]
_RULES: Mapping[Op, Rule] = MappingProxyType(
    {
        Op.ADD: _sum,
        Op.SUBTRACT: _subtract,
        Op.DIVIDE: _divide,
        Op.RATIO: _ratio,
        Op.MINIMUM: lambda parts, _: smallest([part.bounds for part in parts]),
        Op.MAXIMUM: lambda parts, _: -smallest([-part.bounds for part in parts]),
        Op.AT_LEAST: _compare(Op.AT_LEAST),
        Op.MORE: _compare(Op.MORE),
        Op.EQUAL: _equal,
        Op.ALL: lambda parts, _: Bounds(End(both(*map(must, parts))), End(both(*map(may, parts)))),
        Op.ANY: lambda parts, _: Bounds(End(some(*map(must, parts))), End(some(*map(may, parts)))),
        Op.NOT: lambda parts, _: Bounds(End(no(may(parts[0]))), End(no(must(parts[0])))),
        Op.WHEN: _when,
        Op.STEPS: _steps,
        Op.ROUND: _rising(Op.ROUND),
        Op.ROOT: _root,
        Op.LOGARITHM: _logarithm,
        Op.TABLE: _table,
        Op.LABEL: lambda parts, _: parts[0].bounds,
    }
)
