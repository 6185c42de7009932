"""The ends of a range as formulas, and conditions on them.

`ranges` finds the range of a node in one row. Where the ends of what is open are columns, the ends of
everything above are formulas of them; see `bounding`.
"""

from __future__ import annotations

from collections.abc import Hashable
from operator import is_

from attrs import frozen

from covenant_rules.formula import build
from covenant_rules.formula.tree import ONE, ZERO, Apply, Node, Op, Symbol
from covenant_rules.interval import Interval
from covenant_rules.quantity import SWITCH

LOW, HIGH, OPEN = "<", ">", "?"  # what the names of the ends of a symbol end in


class BeyondFormulasError(Exception):
    """The ends of a formula are no formulas of the ends of its symbols: a factor without an end."""


@frozen(eq=False)
class End:
    """One end of a range: its value, of no account where the condition *open* holds."""

    value: Node
    open: Node = ZERO


@frozen(eq=False)
class Bounds:
    """The least and the greatest value of a node."""

    low: End
    high: End

    @classmethod
    def point(cls, node: Node) -> Bounds:
        """Return the ends of a node that has one value."""
        return cls(End(node), End(node))

    @property
    def is_point(self) -> bool:
        """Whether the node is known to have one value."""
        return (
            self.low.value is self.high.value and self.low.open is ZERO and self.high.open is ZERO
        )

    @property
    def is_closed(self) -> bool:
        """Whether no end is ever open."""
        return self.low.open == ZERO and self.high.open == ZERO

    def __neg__(self) -> Bounds:
        """Return the ends of the negated node."""
        low, high = (
            End(build.multiply(build.constant(-1), end.value), end.open)
            for end in (self.high, self.low)
        )
        return Bounds(low, high)


class Sharing:
    """Keeps one node of all that are equal.

    Trees that are built twice would be compared down to their leaves again and again, each shared part as
    often as there are ways to it.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, Node] = {}
        self._done: dict[int, tuple[Node, Node]] = {}  # by identity, with the node that has it

    def bounds(self, found: Bounds) -> Bounds:
        """Return the same bounds of shared nodes."""
        low, high = (End(self(end.value), self(end.open)) for end in (found.low, found.high))
        return Bounds(low, high)

    def __call__(self, root: Node) -> Node:
        """Return the node that is kept for *root*."""
        pending = [root]
        while pending:
            node = pending[-1]
            args = node.args if isinstance(node, Apply) else ()
            missing = [arg for arg in args if id(arg) not in self._done]
            if missing:
                pending += missing
            else:
                self._done[id(pending.pop())] = (node, self._shared(node))
        return self._done[id(root)][1]

    def _shared(self, node: Node) -> Node:
        if not isinstance(node, Apply):
            return self._kept.setdefault(node, node)
        args = tuple(self._done[id(arg)][1] for arg in node.args)
        key = (node.op, tuple(map(id, args)), node.data)
        kept = self._kept.get(key)
        if kept is None:
            same = all(map(is_, args, node.args))
            kept = self._kept[key] = node if same else Apply(node.op, args, node.data, node.place)
        return kept


@frozen(eq=False)
class Part:
    """An argument of an operator: the node, its ends, and the range that it has in every row."""

    node: Node
    bounds: Bounds
    limit: Interval

    @property
    def low(self) -> End:
        """The lower end."""
        return self.bounds.low

    @property
    def high(self) -> End:
        """The upper end."""
        return self.bounds.high

    @property
    def never_negative(self) -> bool:
        """Whether it is at least zero in every row."""
        return self.limit.low is not None and self.limit.low >= 0

    @property
    def is_negative(self) -> bool:
        """Whether it is at most zero in every row, and not always zero."""
        return self.limit.high is not None and self.limit.high <= 0 and not self.never_negative

    def __neg__(self) -> Part:
        """Return the negated argument."""
        return Part(self.node, -self.bounds, -self.limit)


def bounds_of_symbol(symbol: Symbol, *, endless: bool) -> Bounds:
    """Return the ends of a symbol that is open in some rows, *endless* where one of them may be open."""

    def end(mark: str) -> End:
        known = Symbol(symbol.name + mark, symbol.quantity)
        return End(known, Symbol(symbol.name + mark + OPEN, SWITCH) if endless else ZERO)

    return Bounds(end(LOW), end(HIGH))


# Conditions


def no(condition: Node) -> Node:
    """Return the condition that *condition* does not hold."""
    return build.apply(Op.NOT, condition)


def both(*conditions: Node) -> Node:
    """Return the condition that all hold."""
    return ZERO if ZERO in conditions else build.all_of(*dict.fromkeys(conditions))


def some(*conditions: Node) -> Node:
    """Return the condition that one of them holds."""
    return build.any_of(*dict.fromkeys(conditions))


def more(a: Node, b: Node) -> Node:
    """Return the condition *a* > *b*."""
    return build.apply(Op.MORE, a, b)


def _surely(end: End, condition: Node) -> Node:
    """Return *condition* on the value of an end, which an open end does not meet."""
    return both(no(end.open), condition)


def at_least_zero(part: Part) -> Node:
    """Return the condition that no value of *part* is below zero."""
    if part.never_negative:
        return ONE
    return _surely(part.low, build.at_least(part.low.value, ZERO))


def at_most_zero(part: Part) -> Node:
    """Return the condition that no value of *part* is above zero."""
    return at_least_zero(-part)


def above_zero(part: Part) -> Node:
    """Return the condition that every value of *part* is above zero."""
    if part.limit.low is not None and part.limit.low > 0:
        return ONE
    return _surely(part.low, more(part.low.value, ZERO))


def _is_condition(part: Part) -> bool:
    node = part.node
    if isinstance(node, Apply):
        return node.op in (Op.AT_LEAST, Op.MORE, Op.EQUAL, Op.ALL, Op.ANY, Op.NOT)
    return isinstance(node, Symbol) and node.quantity == SWITCH and part.bounds.is_closed


def must(part: Part) -> Node:
    """Return the condition that *part*, as a condition, holds whatever its value."""
    return part.low.value if _is_condition(part) else some(above_zero(part), above_zero(-part))


def may(part: Part) -> Node:
    """Return the condition that *part*, as a condition, may hold."""
    return (
        part.high.value
        if _is_condition(part)
        else no(both(at_least_zero(part), at_most_zero(part)))
    )
