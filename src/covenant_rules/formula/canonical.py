"""Canonical text of a formula, and its fingerprint.

Two formulas have the same text exactly when they are the same tree over the same quantities, so a
fingerprint changes when, and only when, the meaning of a rule may have changed.
"""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from hashlib import sha256

from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Constant, Node, Symbol, arrange
from covenant_rules.quantity import Quantity


def canonical(root: Node) -> str:
    """Return *root* as text, a line for each node, arguments by line number."""
    numbers: dict[Node, int] = {}
    lines: list[str] = []
    for node in arrange([root]):
        numbers[node] = len(lines)
        match node:
            case Constant(value):
                lines.append(f"= {value}")
            case Symbol(name, quantity):
                lines.append(f"? {name} {quantity_text(quantity)}")
            case Apply(op, args, data):
                given = "" if data is None else f" [{_data_text(data)}]"
                lines.append(f"{op}{given} {' '.join(str(numbers[arg]) for arg in args)}")
    return "\n".join(lines)


def fingerprint(text: str) -> str:
    """Return the short hash by which a rule's meaning is told apart."""
    return f"fp:{sha256(text.encode()).hexdigest()[:16]}"


def quantity_text(quantity: Quantity) -> str:
    """Return all that matters of a quantity."""
    parts = (quantity.unit, quantity.low, quantity.high, quantity.decimals, quantity.step)
    return " ".join(str(part) for part in (*parts, *map(repr, quantity.names)))


def _data_text(data: Hashable) -> str:
    if isinstance(data, Table):
        rows = "; ".join(
            " & ".join(f"{b.low} {b.with_low} {b.high} {b.with_high}" for b in row.bands)
            + f" -> {row.points}"
            for row in data.rows
        )
        return f"{', '.join(data.columns)}: {rows}; else {data.otherwise}"
    if isinstance(data, tuple):
        return ", ".join(str(part) for part in data)
    return str(Fraction(data)) if isinstance(data, int) else repr(data)  # a label may hold anything
