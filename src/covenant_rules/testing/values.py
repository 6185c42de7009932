"""Strategies for numbers, quantities, their values, and tables over them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor, lcm

from hypothesis import strategies as st

from covenant_rules.formula.reading import Shape
from covenant_rules.formula.table import EVERYTHING, Band, Row, Table
from covenant_rules.quantity import Quantity, Unit

SPREAD = 12  # how far values go where a quantity has no limit
LEVELS = ("none", "some", "full")
DAY = 736_000  # 2016-02-08
NUMERIC = (Unit.NUMBER, Unit.POINTS, Unit.PERCENT, Unit.COUNT, Unit.MINUTE, Unit.MONEY)


def numbers(low: int | Fraction = 0, high: int | Fraction = 10) -> st.SearchStrategy[Fraction]:
    """Return decimal numbers from *low* to *high*, often whole ones, often an end."""
    whole = _multiples(Fraction(1), Fraction(low), Fraction(high))
    return st.one_of(whole, _multiples(Fraction(1, 4), Fraction(low), Fraction(high)))


def _multiples(grain: Fraction, low: Fraction, high: Fraction) -> st.SearchStrategy[Fraction]:
    first, last = ceil(low / grain), floor(high / grain)
    if first > last:
        return st.sampled_from((low, high))
    return st.integers(first, last).map(lambda n: n * grain)


@st.composite
def quantities(draw: st.DrawFn, *, open_ends: bool = True) -> Quantity:
    """Return quantities of every unit, with limits on their grain; with *open_ends* also without."""
    unit = draw(st.sampled_from((*NUMERIC, Unit.YES_NO, Unit.LEVEL, Unit.DATE)))
    if unit is Unit.YES_NO:
        return Quantity(unit, low=0, high=1)
    if unit is Unit.LEVEL:
        return Quantity(unit, low=0, high=len(LEVELS) - 1, names=LEVELS)
    if unit is Unit.DATE:
        return Quantity(unit, low=DAY, high=DAY + draw(st.integers(0, 30)))
    decimals = draw(st.sampled_from((0, 1, 2, None)))
    grain = Fraction(1, 10 ** (decimals or 0))
    step = draw(st.sampled_from((None, None, 5 * grain)))
    ends: list[Fraction | None] = [draw(st.integers(-5, 5)) * (step or grain)]
    ends.append((ends[0] or Fraction(0)) + draw(st.integers(0, 10)) * (step or grain))
    if open_ends:
        ends = [draw(st.sampled_from((end, end, None))) for end in ends]
    return Quantity(unit, ends[0], ends[1], decimals, step)


def values(quantity: Quantity) -> st.SearchStrategy[Fraction]:
    """Return values that *quantity* allows: within its limits, on its decimals and its step."""
    low, high = quantity.low, quantity.high
    if low is None:
        low = Fraction(-SPREAD) if high is None else high - SPREAD
    if high is None:
        high = low + 2 * SPREAD
    grains = [Fraction(1, 10**quantity.decimals)] if quantity.decimals is not None else []
    grains += [quantity.step] if quantity.step is not None else []
    if not grains:
        width = high - low
        return st.integers(0, 12).map(lambda n: low + width * Fraction(n, 12))
    common = lcm(*(grain.denominator for grain in grains))
    return _multiples(Fraction(lcm(*(int(g * common) for g in grains)), common), low, high)


@st.composite
def tables(
    draw: st.DrawFn,
    columns: Mapping[str, Quantity] | None = None,
    *,
    points: tuple[int, int] = (-3, 3),
    shape: Shape | None = None,
) -> Table:
    """Return tables in which every value of *columns* finds a row, or else the `otherwise`.

    One column gives bands, two a grid; a decision table has rows that overlap.
    """
    given = dict(columns or {"value": draw(quantities())})
    earned = numbers(*points)
    if shape is Shape.DECISION or len(given) > 2 or (shape is None and draw(st.integers(0, 3)) == 0):  # noqa: PLR2004
        choices = [[*_partition(draw, quantity), EVERYTHING] for quantity in given.values()]
        rows = [
            Row(tuple(draw(st.sampled_from(bands)) for bands in choices), draw(earned))
            for _ in range(draw(st.integers(1, 3)))
        ]
        if draw(st.booleans()):
            return Table(tuple(given), tuple(rows), draw(earned))
        last = Row((EVERYTHING,) * len(given), draw(earned))
        return Table(tuple(given), (*rows, last))
    first, *rest = given.values()
    if shape is Shape.LEVELS:
        exact = [Band(Fraction(n), Fraction(n)) for n in range(len(first.names))]
        return Table(tuple(given), tuple(Row((band,), draw(earned)) for band in exact))
    rows = [
        Row((band, *inner), draw(earned))
        for band in _partition(draw, first)
        for inner in ([(b,) for b in _partition(draw, rest[0])] if rest else [()])
    ]
    if len(rows) > 1 and draw(st.booleans()):
        rows.pop(draw(st.integers(0, len(rows) - 1)))
        return Table(tuple(given), tuple(rows), draw(earned))
    return Table(tuple(given), tuple(rows))


def _partition(draw: st.DrawFn, quantity: Quantity) -> list[Band]:
    """Return bands that hold every number exactly once, parted at values of *quantity*."""
    cuts = sorted(draw(st.sets(values(quantity), min_size=1, max_size=2)))
    upward = [draw(st.booleans()) for _ in cuts]  # whether a cut belongs to the band above it
    return [
        Band(
            cuts[n - 1] if n else None,
            cuts[n] if n < len(cuts) else None,
            upward[n - 1] if n else True,
            not upward[n] if n < len(cuts) else True,
        )
        for n in range(len(cuts) + 1)
    ]
