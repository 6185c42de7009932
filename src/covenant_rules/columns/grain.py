"""The grain of a formula: a whole number of which its value is always a part, such as hundredths.

It tells before anything is computed which results are decimals, and of how many places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm, prod
from typing import cast

from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import ONE, Apply, Constant, Node, Op, Symbol, arrange
from covenant_rules.quantity import Quantity
from covenant_rules.text import decimal_places

Grain = int | None  # a common denominator of all values, or None where there is none
Sum = Mapping[Node, Fraction]  # nodes with their factors

_TRUTH = (Op.AT_LEAST, Op.MORE, Op.EQUAL, Op.ALL, Op.ANY, Op.NOT, Op.STEPS)
_TOGETHER = (Op.ADD, Op.SUBTRACT, Op.MINIMUM, Op.MAXIMUM)
FINEST = 18  # decimals beyond this are not worth a column of their own


def grains(roots: Sequence[Node], given: Mapping[str, Grain]) -> dict[Node, Grain]:
    """Return the grain of every node under *roots*; *given* are those of symbols that say none."""
    found: dict[Node, Grain] = {}
    sums: dict[Node, Sum] = {}
    for node in arrange(roots):
        sums[node] = _sum(node, sums)
        if sums[node].keys() - {node}:
            found[node] = _of_sum(sums[node], found)
            continue
        match node:
            case Constant(value):
                found[node] = value.denominator
            case Symbol(name, quantity):
                found[node] = given[name] if name in given else _own(quantity)
            case Apply(op, args):
                found[node] = _applied(node, op, args, [found[arg] for arg in args])
    return found


def _sum(node: Node, sums: Mapping[Node, Sum]) -> Sum:
    """Return *node* as a sum of other nodes with factors; what cancels, as in rounding, is gone."""
    if isinstance(node, Constant):
        return {ONE: node.value}
    if isinstance(node, Apply):
        parts = [sums[arg] for arg in node.args]
        match node.op:
            case Op.ADD:
                return _added([(part, Fraction(1)) for part in parts])
            case Op.SUBTRACT:
                return _added([(parts[0], Fraction(1)), (parts[1], Fraction(-1))])
            case Op.LABEL:
                return parts[0]
            case Op.MULTIPLY:
                factors = [arg.value for arg in node.args if isinstance(arg, Constant)]
                rest = [
                    p for a, p in zip(node.args, parts, strict=True) if not isinstance(a, Constant)
                ]
                if len(rest) == 1:
                    return _added([(rest[0], prod(factors, start=Fraction(1)))])
            case _:
                pass
    return {node: Fraction(1)}


def _added(parts: Sequence[tuple[Sum, Fraction]]) -> Sum:
    found: dict[Node, Fraction] = {}
    for part, factor in parts:
        for node, own in part.items():
            found[node] = found.get(node, Fraction(0)) + own * factor
    return {node: factor for node, factor in found.items() if factor}


def _of_sum(sum_: Sum, found: Mapping[Node, Grain]) -> Grain:
    parts: list[Grain] = []
    for node, factor in sum_.items():
        own = 1 if node == ONE else found[node]
        parts.append(None if own is None else (factor / own).denominator)
    return _common(parts)


def _own(quantity: Quantity) -> Grain:
    """Return the grain of the values of a quantity and of its ends, which stand for missing ones."""
    if quantity.decimals is None:
        return None
    ends = [end.denominator for end in (quantity.low, quantity.high) if end is not None]
    return lcm(10**quantity.decimals, *ends)


def _applied(node: Apply, op: Op, args: Sequence[Node], parts: Sequence[Grain]) -> Grain:
    if op in _TRUTH:
        return 1
    if op in _TOGETHER:
        return _common(parts)
    match op:
        case Op.WHEN:
            return _common(parts[1:])
        case Op.LABEL:
            return parts[0]
        case Op.MULTIPLY:
            return None if None in parts else prod(cast("Sequence[int]", parts))
        case Op.DIVIDE | Op.RATIO if isinstance(args[1], Constant) and args[1].value:
            part = parts[0]
            whole = None if part is None else part * abs(args[1].value.numerator)
            return _common([whole, *parts[2:]])
        case Op.ROUND:
            return int(10 ** cast("tuple[int, object]", node.data)[0])
        case Op.ROOT:
            return int(10 ** cast("tuple[int, int]", node.data)[1])
        case Op.LOGARITHM:
            return int(10 ** cast("int", node.data))
        case Op.TABLE:
            table = cast("Table", node.data)
            rest = table.otherwise or Fraction(0)
            return _common([*(row.points.denominator for row in table.rows), rest.denominator])
        case _:
            return None


def _common(parts: Sequence[Grain]) -> Grain:
    return None if None in parts else lcm(*cast("Sequence[int]", parts))


def decimals_of(grain: Grain) -> int | None:
    """Return how many decimals write every value of *grain*; None where some value has no such end."""
    places = None if grain is None else decimal_places(Fraction(1, grain))
    return None if places is None or places > FINEST else places
