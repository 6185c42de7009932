"""Building trees by program: the same operators, with constants folded and neutral parts dropped."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

from covenant_rules.formula.exact import compute
from covenant_rules.formula.tree import ONE, ZERO, Apply, Constant, Node, Op
from covenant_rules.rounding import RoundingMode


def constant(value: int | Fraction) -> Constant:
    """Return *value* as a node."""
    return Constant(Fraction(value))


def amount(value: int | Fraction | Node) -> Node:
    """Return a number of a sheet as a node; where a scenario varies the number it is one already."""
    return Constant(Fraction(value)) if isinstance(value, int | Fraction) else value


def apply(op: Op, *args: Node, data: Hashable = None) -> Node:
    """Return *op* of *args*, computed at once where all of them are constants."""
    if all(isinstance(arg, Constant) for arg in args):
        return Constant(compute(op, [arg.value for arg in args if isinstance(arg, Constant)], data))
    return Apply(op, args, data)


def add(*terms: Node) -> Node:
    """Return the sum; constants are gathered and zeros left out."""
    fixed: list[Fraction] = []
    parts: list[Node] = []
    for term in terms:
        if not isinstance(term, Constant):
            parts.append(term)
        elif term.value:
            fixed.append(term.value)
    total = sum(fixed[1:], fixed[0]) if fixed else None
    if total:
        parts.append(Constant(total))
    return parts[0] if len(parts) == 1 else apply(Op.ADD, *parts)


def subtract(a: Node, b: Node) -> Node:
    """Return *a* - *b*."""
    return a if _is(b, 0) else apply(Op.SUBTRACT, a, b)


def multiply(a: Node, b: Node) -> Node:
    """Return *a* × *b*."""
    if _is(a, 0) or _is(b, 0):
        return ZERO
    if _is(a, 1):
        return b
    return a if _is(b, 1) else apply(Op.MULTIPLY, a, b)


def _is(node: Node, value: int) -> bool:
    return isinstance(node, Constant) and node.value == value


def at_most(value: Node, limit: Fraction | None) -> Node:
    """Return *value*, cut off at *limit* where there is one."""
    return value if limit is None else apply(Op.MINIMUM, value, amount(limit))


def when(condition: Node, then: Node, otherwise: Node) -> Node:
    """Return *then* where the condition holds, else *otherwise*."""
    if isinstance(condition, Constant):
        return then if condition.value else otherwise
    return then if then == otherwise else apply(Op.WHEN, condition, then, otherwise)


def ratio(part: Node, whole: Node, if_zero: Node) -> Node:
    """Return *part* / *whole*, or *if_zero* where *whole* is zero."""
    return part if _is(whole, 1) else apply(Op.RATIO, part, whole, if_zero)


def at_least(a: Node, b: Node) -> Node:
    """Return the condition *a* >= *b*."""
    return apply(Op.AT_LEAST, a, b)


def minimum(*values: Node) -> Node:
    """Return the smallest of *values*."""
    return values[0] if len(values) == 1 else apply(Op.MINIMUM, *values)


def maximum(*values: Node) -> Node:
    """Return the greatest of *values*."""
    return values[0] if len(values) == 1 else apply(Op.MAXIMUM, *values)


def all_of(*conditions: Node) -> Node:
    """Return the condition that all hold; those known to hold are left out."""
    parts = [c for c in conditions if not _is(c, 1)]
    return parts[0] if len(parts) == 1 else apply(Op.ALL, *parts)


def any_of(*conditions: Node) -> Node:
    """Return the condition that at least one holds."""
    if any(_is(c, 1) for c in conditions):
        return ONE
    parts = [c for c in conditions if not _is(c, 0)]
    return parts[0] if len(parts) == 1 else apply(Op.ANY, *parts)


def rounded(value: Node, decimals: int, mode: RoundingMode) -> Node:
    """Return *value* rounded."""
    return apply(Op.ROUND, value, data=(decimals, mode))
