"""Random formulas over the whole algebra, total by construction."""

from __future__ import annotations

from fractions import Fraction

from covenant_rules.formula.tree import Apply, Constant, Node, Op, Symbol
from covenant_rules.quantity import Quantity
from covenant_rules.rounding import RoundingMode
from covenant_rules.testing.tape import QUARTER, Tape
from covenant_rules.testing.values import quantity, table

DEEPEST = 3
_COLUMNS = {"one": Quantity("any", -5, 5), "two": Quantity("any", 0, 3)}
_COUNT = {
    Op.SUBTRACT: 2, Op.AT_LEAST: 2, Op.MORE: 2, Op.EQUAL: 2, Op.RATIO: 3, Op.WHEN: 3, Op.NOT: 1,
    Op.LABEL: 1, Op.ROUND: 1, Op.ROOT: 1, Op.LOGARITHM: 1, Op.DIVIDE: 1, Op.STEPS: 2,
}  # fmt: skip


def formula(tape: Tape, *, open_ends: bool) -> Node:
    """Return a tree over the symbols `a` and `b`; its divisors are kept above zero."""
    known = [Symbol(name, quantity(tape, open_ends=open_ends)) for name in ("a", "b")]
    return _tree(tape, known, 1 + tape.below(DEEPEST))


def _tree(tape: Tape, known: list[Symbol], depth: int) -> Node:
    if depth == 0 or tape.below(5) == 0:
        return Constant(tape.number(-3, 3)) if tape.chance(4) else tape.of(known)
    op = tape.of(tuple(Op))
    if op is Op.TABLE:
        columns = dict(list(_COLUMNS.items())[: 1 + tape.below(2)])
        args = tuple(_tree(tape, known, depth - 1) for _ in columns)
        return Apply(op, args, table(tape, columns, (-3, 3), None))
    count = _COUNT.get(op) or 1 + tape.below(3)
    args = tuple(_tree(tape, known, depth - 1) for _ in range(count))
    match op:
        case Op.DIVIDE | Op.STEPS:
            return Apply(op, (*args, _positive(_tree(tape, known, depth - 1))))
        case Op.ROUND:
            return Apply(op, args, (tape.below(3), tape.of(tuple(RoundingMode))))
        case Op.ROOT:
            return Apply(op, args, (2 + tape.below(2), 2))
        case Op.LOGARITHM:
            return Apply(op, args, 2)
        case Op.LABEL:
            return Apply(op, args, tape.of(("x", "y z", "x] 0")))
        case _:
            return Apply(op, args)


def _positive(node: Node) -> Node:
    return Apply(Op.MAXIMUM, (node, Constant(Fraction(QUARTER))))
