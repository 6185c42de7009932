"""Random quantities, and tables over them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from covenant_rules.formula.reading import Shape
from covenant_rules.formula.table import EVERYTHING, Band, Row, Table
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.testing.tape import Tape

LEVELS = ("none", "some", "full")
DAY = 736_000  # 2016-02-08
NUMERIC = (Unit.NUMBER, Unit.POINTS, Unit.PERCENT, Unit.COUNT, Unit.MINUTE, Unit.MONEY)


def quantity(tape: Tape, *, open_ends: bool) -> Quantity:
    """Return a quantity of any unit, its limits on its grain."""
    unit = tape.of((*NUMERIC, Unit.YES_NO, Unit.LEVEL, Unit.DATE))
    if unit is Unit.YES_NO:
        return Quantity(unit, low=0, high=1)
    if unit is Unit.LEVEL:
        return Quantity(unit, low=0, high=len(LEVELS) - 1, names=LEVELS)
    if unit is Unit.DATE:
        return Quantity(unit, low=DAY, high=DAY + tape.below(31))
    decimals = tape.of((0, 1, 2, None))
    grain = Fraction(1, 10 ** (decimals or 0))
    step = tape.of((None, None, 5 * grain))
    low = (tape.below(11) - 5) * (step or grain)
    high = low + tape.below(11) * (step or grain)
    if not open_ends:
        return Quantity(unit, low, high, decimals, step)
    return Quantity(unit, tape.of((low, low, None)), tape.of((high, high, None)), decimals, step)


def table(
    tape: Tape, columns: Mapping[str, Quantity], points: tuple[int, int], shape: Shape | None
) -> Table:
    """Return a table in which every value of *columns* finds a row, or else the `otherwise`."""
    names = tuple(columns)

    def earned() -> Fraction:
        return tape.number(*points)

    if shape is None:
        shape = Shape.DECISION if len(columns) != 1 or tape.chance(4) else Shape.BANDS
        shape = Shape.GRID if len(columns) == 2 and tape.chance(2) else shape  # noqa: PLR2004
    if shape is Shape.DECISION:
        choices = [[*partition(tape, quantity), EVERYTHING] for quantity in columns.values()]
        rows = [
            Row(tuple(tape.of(bands) for bands in choices), earned())
            for _ in range(1 + tape.below(3))
        ]
        if tape.chance(2):
            return Table(names, (*rows, Row((EVERYTHING,) * len(names), earned())))
        return Table(names, tuple(rows), earned())
    first, *rest = columns.values()
    if shape is Shape.LEVELS:
        exact = [Band(Fraction(n), Fraction(n)) for n in range(len(first.names))]
        return Table(names, tuple(Row((band,), earned()) for band in exact))
    rows = [
        Row((band, *inner), earned())
        for band in partition(tape, first)
        for inner in ([(b,) for b in partition(tape, rest[0])] if rest else [()])
    ]
    if tape.chance(2):
        return Table(names, tuple(rows))
    rows.pop(tape.below(len(rows)))
    return Table(names, tuple(rows), earned())


def partition(tape: Tape, quantity: Quantity) -> list[Band]:
    """Return bands that hold every number exactly once, parted at values of *quantity*."""
    written = evolve(quantity, decimals=1) if quantity.decimals is None else quantity
    cuts = sorted({tape.value(written) for _ in range(1 + tape.below(2))})
    upward = [tape.chance(2) for _ in cuts]  # whether a cut belongs to the band above it
    return [
        Band(
            cuts[n - 1] if n else None,
            cuts[n] if n < len(cuts) else None,
            upward[n - 1] if n else True,
            not upward[n] if n < len(cuts) else True,
        )
        for n in range(len(cuts) + 1)
    ]
