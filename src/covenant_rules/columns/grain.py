"""The grain of a formula: a whole number of which its value is always a part, such as hundredths.

It tells before anything is computed which results are decimals, and of how many places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm, prod
from typing import cast

from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Constant, Node, Op, Symbol, arrange
from covenant_rules.quantity import Quantity
from covenant_rules.text import decimal_places

Grain = int | None  # a common denominator of all values, or None where there is none

_TRUTH = (Op.AT_LEAST, Op.MORE, Op.EQUAL, Op.ALL, Op.ANY, Op.NOT, Op.STEPS)
_TOGETHER = (Op.ADD, Op.SUBTRACT, Op.MINIMUM, Op.MAXIMUM)
FINEST = 18  # decimals beyond this are not worth a column of their own


def grains(roots: Sequence[Node], given: Mapping[str, Grain]) -> dict[Node, Grain]:
    """Return the grain of every node under *roots*; *given* are those of symbols that say none."""
    found: dict[Node, Grain] = {}
    for node in arrange(roots):
        match node:
            case Constant(value):
                found[node] = value.denominator
            case Symbol(name, quantity):
                found[node] = given[name] if name in given else _own(quantity)
            case Apply(op, args):
                found[node] = _applied(node, op, args, [found[arg] for arg in args])
    return found


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
