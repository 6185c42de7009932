"""Hypothesis strategies for everything that the engine computes with.

Every example is valid by construction, nothing is filtered. Numbers are small, so that ties,
limits and thresholds are met often.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import strategies as st

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Covenant
from covenant_rules.formula.reading import Shape
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Node
from covenant_rules.quantity import Quantity
from covenant_rules.rule import Rule
from covenant_rules.testing import calls, sheets, trees, units
from covenant_rules.testing import values as random
from covenant_rules.testing.lines import Writer
from covenant_rules.testing.tape import Tape, drawn


def numbers(low: int | Fraction = 0, high: int | Fraction = 10) -> st.SearchStrategy[Fraction]:
    """Return decimal numbers from *low* to *high*, often whole ones."""
    return drawn(lambda tape: tape.number(low, high))


def quantities(*, open_ends: bool = True) -> st.SearchStrategy[Quantity]:
    """Return quantities of every unit; with *open_ends* some without limits."""
    return drawn(lambda tape: random.quantity(tape, open_ends=open_ends))


def values(quantity: Quantity) -> st.SearchStrategy[Fraction]:
    """Return values that *quantity* allows: within its limits, on its decimals and its step."""
    return drawn(lambda tape: tape.value(quantity))


def valuations(given: Mapping[str, Quantity]) -> st.SearchStrategy[dict[str, Fraction]]:
    """Return a value for every name in *given*, each allowed by its quantity."""
    return drawn(lambda tape: {name: tape.value(quantity) for name, quantity in given.items()})


def tables(
    columns: Mapping[str, Quantity] | None = None,
    *,
    points: tuple[int, int] = (-3, 3),
    shape: Shape | None = None,
) -> st.SearchStrategy[Table]:
    """Return tables in which every value of *columns* finds a row, or else the `otherwise`.

    One column gives bands, two a grid; a decision table has rows that overlap.
    """

    def make(tape: Tape) -> Table:
        over = columns or {"value": random.quantity(tape, open_ends=True)}
        return random.table(tape, over, points, shape)

    return drawn(make)


def formulas(*, open_ends: bool = True) -> st.SearchStrategy[Node]:
    """Return trees over the whole algebra, of the symbols `a` and `b`, total by construction."""
    return drawn(lambda tape: trees.formula(tape, open_ends=open_ends))


def settings(rule: Rule) -> st.SearchStrategy[dict[str, calls.Setting]]:
    """Return settings with which *rule* can be called, its standard points among them."""
    return drawn(lambda tape: calls.settings(tape, rule))


def evidence(
    rule: Rule, given: Mapping[str, calls.Setting] | None = None
) -> st.SearchStrategy[tuple[Fraction, ...]]:
    """Return evidence for *rule*; with the settings *given*, mostly at or beside a threshold."""
    return drawn(lambda tape: calls.evidence(tape, rule, given or {}))


def covenants(*, largest: int = 2) -> st.SearchStrategy[Covenant]:
    """Return sheets with up to *largest* contents of up to *largest* criteria each."""
    return drawn(lambda tape: sheets.sheet(Writer(tape), largest))


def blocs(*, count: int = 2, largest: int = 2, complete: bool = False) -> st.SearchStrategy[Bloc]:
    """Return bloc-years of *count* units at one stage, on sheets of the size *largest*.

    With *complete*, nothing is missing or rejected: every slot is filled, every target registered.
    """
    return drawn(lambda tape: units.bloc(Writer(tape), count, largest, complete=complete))
