"""The exact fold: a formula and values give a Fraction. This is the reference semantics."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from math import floor
from types import MappingProxyType
from typing import cast

from covenant_rules.formula.precision import logarithm, root
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Node, Op, Symbol, arrange
from covenant_rules.interval import greatest, least, less
from covenant_rules.rounding import RoundingMode, round_exact

Values = Sequence[Fraction]
FALSE, TRUE = ZERO, ONE = Fraction(0), Fraction(1)


def _ratio(values: Values, _: Hashable) -> Fraction:
    part, whole, if_zero = values
    return if_zero if whole == 0 else part / whole


def _product(values: Values, _: Hashable) -> Fraction:
    found = ONE
    for value in values:
        found *= value
    return found


def _steps(values: Values, _: Hashable) -> Fraction:
    value, over, step = values
    return max(Fraction(0), Fraction(floor((value - over) / step)))


def _round(values: Values, data: Hashable) -> Fraction:
    decimals, mode = cast("tuple[int, RoundingMode]", data)
    return round_exact(values[0], decimals, mode)


def _root(values: Values, data: Hashable) -> Fraction:
    degree, decimals = cast("tuple[int, int]", data)
    return root(values[0], degree, decimals)


_EXACT: Mapping[Op, Callable[[Values, Hashable], Fraction]] = MappingProxyType(
    {
        Op.ADD: lambda v, _: sum(v, ZERO),
        Op.SUBTRACT: lambda v, _: v[0] - v[1],
        Op.MULTIPLY: _product,
        Op.DIVIDE: lambda v, _: v[0] / v[1],
        Op.RATIO: _ratio,
        Op.MINIMUM: lambda v, _: least(v),
        Op.MAXIMUM: lambda v, _: greatest(v),
        Op.AT_LEAST: lambda v, _: FALSE if less(v[0], v[1]) else TRUE,
        Op.MORE: lambda v, _: TRUE if less(v[1], v[0]) else FALSE,
        Op.EQUAL: lambda v, _: TRUE if v[0] == v[1] else FALSE,
        Op.ALL: lambda v, _: TRUE if all(v) else FALSE,
        Op.ANY: lambda v, _: TRUE if any(v) else FALSE,
        Op.NOT: lambda v, _: FALSE if v[0] else TRUE,
        Op.WHEN: lambda v, _: v[1] if v[0] else v[2],
        Op.STEPS: _steps,
        Op.ROUND: _round,
        Op.ROOT: _root,
        Op.LOGARITHM: lambda v, data: logarithm(v[0], cast("int", data)),
        Op.TABLE: lambda v, data: cast("Table", data).points(v),
        Op.LABEL: lambda v, _: v[0],
    }
)


def compute(op: Op, values: Values, data: Hashable = None) -> Fraction:
    """Return *op* of *values*.

    Raises:
        ZeroDivisionError: a division by zero; a formula that was proved never raises.
    """
    return _EXACT[op](values, data)


def evaluate(roots: Sequence[Node], values: Mapping[str, Fraction]) -> tuple[Fraction, ...]:
    """Return the exact value of each of *roots*, their common parts computed once.

    Raises:
        KeyError: a symbol of the formula has no value.
    """
    return fold_exact(arrange(roots), roots, values)


def fold_exact(
    order: Sequence[Node], roots: Sequence[Node], values: Mapping[str, Fraction]
) -> tuple[Fraction, ...]:
    """Return the exact values of *roots*, given the nodes under them in working *order*."""
    found: dict[Node, Fraction] = {}
    for node in order:
        if isinstance(node, Apply):
            found[node] = _EXACT[node.op]([found[arg] for arg in node.args], node.data)
        elif isinstance(node, Symbol):
            found[node] = values[node.name]
        else:
            found[node] = node.value
    return tuple(found[root] for root in roots)
