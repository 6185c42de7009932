"""The column fold of any formula: the program of some nodes, run over rows of exact numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.running import Runner
from covenant_rules.formula.tree import Node


def evaluate_columns(
    roots: Sequence[Node], values: Mapping[str, Sequence[Fraction]], rows: int, executor: str
) -> tuple[list[Fraction], ...]:
    """Return the values of *roots* in every row, exactly those of the exact fold.

    Args:
        roots: formulas.
        values: a column for each of their symbols.
        rows: how many rows there are.
        executor: `integers`, `numpy` or `llvm`.

    Raises:
        KeyError: a symbol of the formulas has no column.
    """
    runner = Runner({str(number): root for number, root in enumerate(roots)}, executor)
    columns = {name: Numbers.of(column) for name, column in values.items()}
    found = runner.run(tuple(runner.results), columns, rows).results
    return tuple(
        [value for value in column.fractions() if value is not None] for column in found.values()
    )
