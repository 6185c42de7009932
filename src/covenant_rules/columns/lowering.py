"""Lowering: the formula of a covenant as a program over whole numbers.

A column stands for its numerators over its scale. Every step keeps the bounds that the range fold
proves of the node it belongs to, so that each executor can choose its arithmetic by proof.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import cast

from attrs import evolve, frozen

from covenant_rules.columns.program import Code, Program
from covenant_rules.columns.terms import Fractions, Sum, Term
from covenant_rules.errors import CovenantError
from covenant_rules.formula.precision import logarithm, root
from covenant_rules.formula.ranges import ranges
from covenant_rules.formula.table import Band, Table
from covenant_rules.formula.tree import Apply, Constant, Node, Op, Symbol, arrange, symbols
from covenant_rules.interval import Interval
from covenant_rules.quantity import ANY
from covenant_rules.rounding import RoundingMode

SCALE = "/"  # the denominators of a column are the column of its name and this


@frozen(cache_hash=True)
class Shape:
    """What is known of a column before any row of it.

    Attributes:
        low, high: the least and the greatest numerator.
        scale: the denominator of every row; None where it is a column too.
        lowest, highest: with a column of denominators, its least and greatest.
    """

    low: int
    high: int
    scale: int | None = 1
    lowest: int = 1
    highest: int = 1

    @property
    def range(self) -> Interval:
        """The numbers that the column may hold."""
        if self.scale is not None:
            return Interval(Fraction(self.low, self.scale), Fraction(self.high, self.scale))
        scales = (self.lowest, self.highest)
        lows = [Fraction(self.low, scale) for scale in scales]
        highs = [Fraction(self.high, scale) for scale in scales]
        return Interval(min(lows), max(highs))

    def keeps(self, grain: Fraction | None) -> bool:
        """Say whether every number of the column is a multiple of *grain*."""
        if grain is None:
            return True
        return self.scale is not None and (Fraction(1, self.scale) / grain).denominator == 1


def lower(roots: Mapping[str, Node], shapes: Mapping[str, Shape]) -> Program:
    """Return the program of *roots*, whose symbols are columns of the *shapes*.

    Raises:
        KeyError: a symbol has no shape.
    """
    fine = {s for s in symbols(*roots.values()) if not shapes[s.name].keeps(s.quantity.grain)}
    if fine:  # finer numbers than the quantity has: nothing may be proved from its grain
        roots = _without_grain(roots, fine)
    return _Lowering(roots, shapes).program()


def _without_grain(roots: Mapping[str, Node], fine: set[Symbol]) -> Mapping[str, Node]:
    done: dict[Node, Node] = {}
    for node in arrange(roots.values()):
        done[node] = node
        if isinstance(node, Apply):
            done[node] = evolve(node, args=tuple(done[arg] for arg in node.args))
        elif isinstance(node, Symbol) and node in fine:
            done[node] = Symbol(node.name, ANY)
    return {name: done[node] for name, node in roots.items()}


class _Lowering:
    def __init__(self, roots: Mapping[str, Node], shapes: Mapping[str, Shape]) -> None:
        self.roots = roots
        self.shapes = shapes
        self.fractions = Fractions()
        self.steps = self.fractions.steps
        self.required: dict[int, None] = {}
        self.limits: Mapping[Node, Interval] = {}
        try:
            known = {name: shape.range for name, shape in shapes.items()}
            self.limits = ranges(tuple(roots.values()), known)
        except (CovenantError, ArithmeticError):
            pass  # values beyond what was proved: the bounds of the steps themselves still hold

    def program(self) -> Program:
        found: dict[Node, Sum] = {}
        for node in arrange(self.roots.values()):
            match node:
                case Constant(value):
                    found[node] = self.fractions.constant(value)
                case Symbol(name):
                    found[node] = self._column(name)
                case Apply():
                    found[node] = self._applied(node, [found[arg] for arg in node.args])
        results = {}
        for name, node in self.roots.items():
            term = (*self.fractions.single(found[node]), Term(Fraction(0), self.fractions.one))[0]
            factor = self.steps.constant(term.factor.numerator)
            bottom = self.fractions.product(term.under, term.factor.denominator)
            results[name] = (self.steps.multiply(factor, term.top), bottom)
        return self.steps.program(results, tuple(self.required))

    def _column(self, name: str) -> Sum:
        shape = self.shapes[name]
        top = self.steps.input(name, shape.low, shape.high)
        if shape.scale is not None:
            return self.fractions.of(top, shape.scale)
        bottom = self.steps.input(name + SCALE, shape.lowest, shape.highest)
        factor, rest = self.steps.factor(bottom)
        return self.fractions.of(top, factor, () if rest == self.fractions.one else (rest,))

    def _applied(self, node: Apply, values: list[Sum]) -> Sum:
        limit = self.limits.get(node)
        if limit is not None and limit.exact is not None and self._is_total(node):
            return self.fractions.constant(limit.exact)
        chosen = self._by_limits(node, values)
        found = _RULES[node.op](self, values, node) if chosen is None else chosen
        if limit is not None and len(found) == 1 and not found[0].under:
            self._narrow(found[0], limit)
        return found

    def _is_total(self, node: Apply) -> bool:
        """Say whether a node has a value whatever its arguments: what may fail is not left out."""
        return node.op not in (Op.TABLE, Op.DIVIDE, Op.STEPS)

    def _by_limits(self, node: Apply, values: list[Sum]) -> Sum | None:
        """Return the one argument that a minimum or maximum always takes, where ranges prove it."""
        if node.op not in (Op.MINIMUM, Op.MAXIMUM) or not self.limits:
            return None
        limits = [self.limits[arg] for arg in node.args]
        least = node.op is Op.MINIMUM
        for number, value in enumerate(values):
            own, others = limits[number], limits[:number] + limits[number + 1 :]
            if all(_below(own, other) if least else _below(other, own) for other in others):
                return value
        return None

    def _narrow(self, term: Term, limit: Interval) -> None:
        """Take the bounds of *term* from the range of the node that it is."""
        ends = [None if end is None else end / term.factor for end in (limit.low, limit.high)]
        low, high = ends if term.factor > 0 else ends[::-1]
        self.steps.narrow(
            term.top, None if low is None else ceil(low), None if high is None else floor(high)
        )

    def require(self, condition: int) -> None:
        """Leave rows in which *condition* does not hold to the exact fold."""
        if self.steps.value(condition) != 1:
            self.required[condition] = None

    def ratio(self, values: list[Sum], _: Apply) -> Sum:
        part, whole, if_zero = values
        quotient, not_zero = self.fractions.divide(part, whole)
        return self.fractions.select(not_zero, quotient, if_zero)

    def quotient(self, part: Sum, whole: Sum) -> Sum:
        found, not_zero = self.fractions.divide(part, whole)
        self.require(not_zero)
        return found

    def when(self, values: list[Sum], _: Apply) -> Sum:
        condition, then, otherwise = values
        return self.fractions.select(self.fractions.holds(condition), then, otherwise)

    def whole_steps(self, values: list[Sum], _: Apply) -> Sum:
        value, over, step = values
        count = self.fractions.floor(self.quotient(self.fractions.subtract(value, over), step))
        return self.fractions.of(self.steps.maximum(count, self.steps.constant(0)))

    def rounded(self, values: list[Sum], node: Apply) -> Sum:
        decimals, mode = cast("tuple[int, RoundingMode]", node.data)
        scaled = self.fractions.scale(values[0], Fraction(10**decimals))
        return self.fractions.of(self.fractions.rounded(scaled, mode), 10**decimals)

    def declared(self, values: list[Sum], node: Apply) -> Sum:
        (value,) = values
        exact = self.fractions.exact(value)
        if node.op is Op.ROOT:
            degree, decimals = cast("tuple[int, int]", node.data)
            code = Code.ROOT

            def function(x: Fraction) -> Fraction:
                return root(x, degree, decimals)
        else:
            decimals, code = cast("int", node.data), Code.LOGARITHM

            def function(x: Fraction) -> Fraction:
                return logarithm(x, decimals)

        if exact is not None:
            return self.fractions.constant(function(exact))
        (term,) = self.fractions.single(value)
        top = self.steps.multiply(self.steps.constant(term.factor.numerator), term.top)
        bottom = self.fractions.product(term.under, term.factor.denominator)
        most = Fraction(max(1, self.steps.bounds[top][1]))
        least = Fraction(1, max(1, self.steps.bounds[bottom][1]))
        ends = [int(function(end) * 10**decimals) for end in (least, most)]
        ends = [min(0, *ends), max(0, *ends)]
        found = self.steps.declared(code, top, bottom, node.data, (ends[0], ends[1]))
        return self.fractions.of(found, 10**decimals)

    def table(self, values: list[Sum], node: Apply) -> Sum:
        table = cast("Table", node.data)
        fractions, steps = self.fractions, self.steps
        values = [fractions.grouped(value) for value in values]
        if len(values) == 1 and len(values[0]) == 1 and not values[0][0].under:
            found = self._bands(table, values[0][0])
            if found is not None:
                return found
        points = fractions.constant(table.otherwise or Fraction(0))
        covered = steps.constant(int(table.otherwise is not None))
        for row in reversed(table.rows):
            holds = fractions.one
            for band, value in zip(row.bands, values, strict=True):
                holds = steps.both(holds, self._inside(band, value))
            covered = steps.either(covered, holds)
            points = fractions.select(holds, fractions.constant(row.points), points)
        self.require(covered)
        return points

    def _inside(self, band: Band, value: Sum) -> int:
        fractions, steps = self.fractions, self.steps
        inside = fractions.one
        if band.low is not None:
            low = fractions.constant(band.low)
            above = (
                fractions.at_least(value, low)
                if band.with_low
                else steps.negate(fractions.at_least(low, value))
            )
            inside = steps.both(inside, above)
        if band.high is not None:
            high = fractions.constant(band.high)
            below = (
                fractions.at_least(high, value)
                if band.with_high
                else steps.negate(fractions.at_least(value, high))
            )
            inside = steps.both(inside, below)
        return inside

    def _bands(self, table: Table, term: Term) -> Sum | None:
        """Return a table of one column over whole numbers: it changes only at some of them."""
        cuts = set()
        for band in (row.bands[0] for row in table.rows):
            for limit in band.limits:
                cut = limit / term.factor
                cuts |= {ceil(cut), floor(cut) + 1}
        low, high = self.steps.bounds[term.top]
        limits = sorted(cut for cut in cuts if low < cut <= high)
        rows = [table.find([term.factor * start]) for start in (low, *limits)]
        points = [table.otherwise if row is None else row.points for row in rows]
        known = [value for value in points if value is not None]
        if len(known) < len(points):
            return None
        unit, _ = self.fractions.whole([Term(value, self.fractions.one) for value in known])
        found = self.steps.bands(
            term.top, tuple(limits), tuple(int(value / unit) for value in known)
        )
        return self.fractions.scale(self.fractions.of(found), unit)


def _below(a: Interval, b: Interval) -> bool:
    return a.high is not None and b.low is not None and a.high <= b.low


Rule = Callable[[_Lowering, list[Sum], Apply], Sum]


def _condition(make: Callable[[Fractions, Sequence[Sum]], int]) -> Rule:
    return lambda low, values, _: low.fractions.of(make(low.fractions, values))


def _conditions(f: Fractions, values: Sequence[Sum]) -> list[int]:
    return [f.holds(value) for value in values]


_RULES: Mapping[Op, Rule] = {
    Op.ADD: lambda low, values, _: low.fractions.add(*values),
    Op.SUBTRACT: lambda low, values, _: low.fractions.subtract(*values),
    Op.MULTIPLY: lambda low, values, _: reduce(low.fractions.multiply, values),
    Op.DIVIDE: lambda low, values, _: low.quotient(*values),
    Op.RATIO: _Lowering.ratio,
    Op.MINIMUM: lambda low, values, _: reduce(low.fractions.smaller, values),
    Op.MAXIMUM: lambda low, values, _: reduce(low.fractions.greater, values),
    Op.AT_LEAST: _condition(lambda f, v: f.at_least(v[0], v[1])),
    Op.MORE: _condition(lambda f, v: f.steps.negate(f.at_least(v[1], v[0]))),
    Op.EQUAL: _condition(lambda f, v: f.equal(v[0], v[1])),
    Op.ALL: _condition(lambda f, v: reduce(f.steps.both, _conditions(f, v))),
    Op.ANY: _condition(lambda f, v: reduce(f.steps.either, _conditions(f, v))),
    Op.NOT: _condition(lambda f, v: f.steps.negate(f.holds(v[0]))),
    Op.WHEN: _Lowering.when,
    Op.STEPS: _Lowering.whole_steps,
    Op.ROUND: _Lowering.rounded,
    Op.ROOT: _Lowering.declared,
    Op.LOGARITHM: _Lowering.declared,
    Op.TABLE: _Lowering.table,
    Op.LABEL: lambda _, values, __: values[0],
}
