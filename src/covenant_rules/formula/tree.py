"""The tree of a formula: constants, symbols, and operators applied to arguments.

A condition is a number too: 1 where it holds and 0 where it does not, so every fold computes
with one kind of value. Trees share their common parts; equal trees are equal values.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from operator import is_not

from attrs import field, frozen

from covenant_rules.diagnostics import Span
from covenant_rules.quantity import ANY, Quantity


class Op(StrEnum):
    """The operators. `data` in brackets is what an operator needs beside its arguments."""

    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"
    DIVIDE = "divide"  # the divisor is proved not to be zero
    RATIO = "ratio"  # a, b, value when b is zero
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    AT_LEAST = "at_least"  # a >= b
    MORE = "more"  # a > b
    EQUAL = "equal"
    ALL = "all"
    ANY = "any"
    NOT = "not"
    WHEN = "when"  # condition, then, otherwise
    STEPS = "steps"  # value, over, step: whole steps above a threshold, never negative
    ROUND = "round"  # [decimals, mode]
    ROOT = "root"  # [degree, decimals]
    LOGARITHM = "logarithm"  # [decimals]
    TABLE = "table"  # [Table, or the name of the setting that will hold it]
    LABEL = "label"  # [name]: a named step, the value unchanged

    __hash__ = str.__hash__  # every fold looks operators up


@frozen(cache_hash=True)
class Constant:
    """A number that the formula fixes."""

    value: Fraction


@frozen(cache_hash=True)
class Symbol:
    """A number that is known later: a piece of evidence, a setting, a target, a switch.

    Attributes:
        name: what to look up in the values that a fold is given.
        quantity: which values it may take; the proofs rely on it.
    """

    name: str
    quantity: Quantity = ANY


@frozen(cache_hash=True)
class Apply:
    """An operator applied to arguments; *place* is where an author wrote it."""

    op: Op
    args: tuple[Node, ...]
    data: Hashable = None
    place: Span | None = field(default=None, eq=False)


Node = Constant | Symbol | Apply

ZERO = Constant(Fraction(0))
ONE = Constant(Fraction(1))


def arrange(roots: Iterable[Node]) -> tuple[Node, ...]:
    """Return every node under *roots* once, arguments before the operators that use them."""
    order: dict[Node, None] = {}
    pending: list[tuple[Node, bool]] = [(root, False) for root in reversed(list(roots))]
    while pending:
        node, ready = pending.pop()
        if node in order:
            continue
        if ready or not isinstance(node, Apply):
            order[node] = None
            continue
        pending.append((node, True))
        pending.extend((arg, False) for arg in reversed(node.args) if arg not in order)
    return tuple(order)


def symbols(*roots: Node) -> tuple[Symbol, ...]:
    """Return the symbols under *roots*, each once, in order of appearance."""
    return tuple(node for node in arrange(roots) if isinstance(node, Symbol))


def rewrite(root: Node, change: Callable[[Node], Node]) -> Node:
    """Return *root* with *change* applied to every node, from the leaves up."""
    done: dict[Node, Node] = {}
    for node in arrange([root]):
        built = node
        if isinstance(node, Apply):
            args = tuple([done[arg] for arg in node.args])
            if any(map(is_not, args, node.args)):
                built = Apply(node.op, args, node.data, node.place)
        done[node] = change(built)
    return done[root]


def substitute(root: Node, values: Mapping[str, Node]) -> Node:
    """Return *root* with the symbols named in *values* replaced."""

    def change(node: Node) -> Node:
        return values.get(node.name, node) if isinstance(node, Symbol) else node

    return rewrite(root, change)
