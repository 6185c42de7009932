"""The range fold: ranges of the symbols give the range of a formula.

With the quantities as ranges it proves limits and total division; with the reports known so far it
gives the score while evidence is missing; over a whole sheet it gives the reachable maximum.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import floor
from operator import add, mul
from types import MappingProxyType
from typing import NamedTuple

from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import RuleError
from covenant_rules.formula.exact import compute
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Node, Op, Symbol, arrange
from covenant_rules.interval import NOTHING, Interval, hull, less, maximum, minimum

FALSE, TRUE = Interval.of(0, 0), Interval.of(1, 1)
EITHER = Interval.of(0, 1)
EVERY = Interval(None, None)

Ranges = Sequence[Interval]


class Operation(NamedTuple):
    """An operator with its arguments, as the rules of the fold see it."""

    node: Apply
    values: Ranges


def ranges(
    roots: Sequence[Node], known: Mapping[str, Interval] = MappingProxyType({})
) -> dict[Node, Interval]:
    """Return the range of every node under *roots*.

    A symbol takes its range from *known*, else from its quantity.

    Raises:
        RuleError: a divisor may be zero (P103); the place is where the author wrote it.
    """
    found: dict[Node, Interval] = {}
    for node in arrange(roots):
        if isinstance(node, Apply):
            values = [found[arg] for arg in node.args]
            found[node] = _RULES[node.op](Operation(node, values))
        elif isinstance(node, Symbol):
            limit = known.get(node.name)
            found[node] = node.quantity.range if limit is None else limit
        else:
            found[node] = Interval.point(node.value)
    return found


def range_of(root: Node, known: Mapping[str, Interval] = MappingProxyType({})) -> Interval:
    """Return the range of *root*; see `ranges`."""
    return ranges([root], known)[root]


def holds(condition: Interval) -> bool | None:
    """Say whether a condition holds, or None where its range leaves it open."""
    if condition.exact is not None:
        return condition.exact != 0
    return None if condition.contains(NOTHING) else True


def _product(operation: Operation) -> Interval:
    return reduce(mul, operation.values)


def _divide(operation: Operation) -> Interval:
    part, whole = operation.values
    if whole.contains(NOTHING):
        raise _may_be_zero(operation.node, operation.node.args[1], whole)
    return part / whole


def _ratio(operation: Operation) -> Interval:
    part, whole, if_zero = operation.values
    if not whole.contains(NOTHING):
        return part / whole
    divisor = operation.node.args[1]
    grain = divisor.quantity.grain if isinstance(divisor, Symbol) else None
    found = [if_zero]
    if whole.high is None or whole.high > 0:
        found.append(part / Interval(grain, whole.high) if grain else _by_tiny(part))
    if whole.low is None or whole.low < 0:
        found.append(part / Interval(whole.low, -grain) if grain else _by_tiny(-part))
    return hull(found)


def _by_tiny(part: Interval) -> Interval:
    """Return the range of *part* divided by anything positive, however small."""
    return part * Interval(NOTHING, None)


def _steps(operation: Operation) -> Interval:
    value, over, step = operation.values
    if step.low is None or step.low <= 0:
        raise _may_be_zero(operation.node, operation.node.args[2], step)
    count = (value - over) / step
    return Interval(
        NOTHING if count.low is None else max(NOTHING, Fraction(floor(count.low))),
        None if count.high is None else max(NOTHING, Fraction(floor(count.high))),
    )


def _compare(is_true: Callable[[Fraction, Fraction], bool]) -> Callable[[Operation], Interval]:
    """Return the rule of `>=` or `>`, given as a test on two exact numbers."""

    def rule(operation: Operation) -> Interval:
        a, b = operation.values
        if a.low is not None and b.high is not None and is_true(a.low, b.high):
            return TRUE
        if a.high is not None and b.low is not None and not is_true(a.high, b.low):
            return FALSE
        return EITHER

    return rule


def _equal(operation: Operation) -> Interval:
    a, b = operation.values
    if a.exact is not None and b.exact is not None:
        return TRUE if a.exact == b.exact else FALSE
    apart = (a.high is not None and b.low is not None and a.high < b.low) or (
        b.high is not None and a.low is not None and b.high < a.low
    )
    return FALSE if apart else EITHER


def _all(operation: Operation) -> Interval:
    held = [holds(value) for value in operation.values]
    return FALSE if False in held else (EITHER if None in held else TRUE)


def _any(operation: Operation) -> Interval:
    held = [holds(value) for value in operation.values]
    return TRUE if True in held else (EITHER if None in held else FALSE)


def _not(operation: Operation) -> Interval:
    return {True: FALSE, False: TRUE, None: EITHER}[holds(operation.values[0])]


def _when(operation: Operation) -> Interval:
    condition, then, otherwise = operation.values
    held = holds(condition)
    return hull((then, otherwise)) if held is None else (then if held else otherwise)


def _rising(operation: Operation) -> Interval:
    """Return the range of an operator that never falls, such as rounding."""

    def at(end: Fraction | None) -> Fraction | None:
        return None if end is None else compute(operation.node.op, [end], operation.node.data)

    (value,) = operation.values
    return Interval(at(value.low), at(value.high))


def _root(operation: Operation) -> Interval:
    (value,) = operation.values
    found = _rising(operation)
    return Interval(NOTHING, found.high) if value.low is None else found


def _logarithm(operation: Operation) -> Interval:
    (value,) = operation.values
    if value.low is not None and value.low > 0:
        return _rising(operation)
    if value.high is not None and value.high <= 0:
        return Interval.point(NOTHING)
    return Interval(None, maximum([_rising(operation), Interval.point(NOTHING)]).high)


def _table(operation: Operation) -> Interval:
    data: Hashable = operation.node.data
    if not isinstance(data, Table):
        return EVERY
    found = data.reach(operation.values)
    return hull(Interval.point(points) for points in found) if found else EVERY


_RULES: Mapping[Op, Callable[[Operation], Interval]] = MappingProxyType(
    {
        Op.ADD: lambda o: _sum(o.values),
        Op.SUBTRACT: lambda o: o.values[0] - o.values[1],
        Op.MULTIPLY: _product,
        Op.DIVIDE: _divide,
        Op.RATIO: _ratio,
        Op.MINIMUM: lambda o: minimum(o.values),
        Op.MAXIMUM: lambda o: maximum(o.values),
        Op.AT_LEAST: _compare(lambda a, b: not less(a, b)),
        Op.MORE: _compare(lambda a, b: less(b, a)),
        Op.EQUAL: _equal,
        Op.ALL: _all,
        Op.ANY: _any,
        Op.NOT: _not,
        Op.WHEN: _when,
        Op.STEPS: _steps,
        Op.ROUND: _rising,
        Op.ROOT: _root,
        Op.LOGARITHM: _logarithm,
        Op.TABLE: _table,
        Op.LABEL: lambda o: o.values[0],
    }
)


def _sum(values: Ranges) -> Interval:
    return reduce(add, values)


def _may_be_zero(node: Apply, divisor: Node, values: Interval) -> RuleError:
    name = f"`{divisor.name}`" if isinstance(divisor, Symbol) else "…"
    return RuleError(diagnostic("P103", node.place, divisor=name, range=values))
