"""Tables: bands, grids and decision tables are one thing, rows of conditions with points.

A band is an interval with open or closed limits. A table is total when every value of its
columns finds a row; it is proved so on values that stand for all others, or the value that
falls through is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from attrs import frozen

from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import NumberError, SpecError
from covenant_rules.interval import Interval
from covenant_rules.quantity import Quantity


@frozen
class Band:
    """The values between two limits, each of which is in the band or not; None is no limit.

    >>> Band.parse("80 ..< 90", Fraction).holds(Fraction(90))
    False
    """

    low: Fraction | None = None
    high: Fraction | None = None
    with_low: bool = True
    with_high: bool = True

    def holds(self, value: Fraction) -> bool:
        """Say whether *value* is in the band."""
        top, bottom = value.numerator, value.denominator
        if self.low is not None:
            above = top * self.low.denominator - self.low.numerator * bottom
            if above < 0 or (above == 0 and not self.with_low):
                return False
        if self.high is not None:
            below = self.high.numerator * bottom - top * self.high.denominator
            if below < 0 or (below == 0 and not self.with_high):
                return False
        return True

    def meets(self, values: Interval) -> bool:
        """Say whether some number of *values* is in the band."""
        low, high = values.low, values.high
        begins = self.high is None or low is None or self._reaches(low, self.high, self.with_high)
        ends = self.low is None or high is None or self._reaches(self.low, high, self.with_low)
        return begins and ends

    @staticmethod
    def _reaches(lower: Fraction, upper: Fraction, limit_included: bool) -> bool:  # noqa: FBT001
        return lower < upper or (limit_included and lower == upper)

    @property
    def limits(self) -> list[Fraction]:
        """The limits that the band has."""
        return [limit for limit in (self.low, self.high) if limit is not None]

    @classmethod
    def parse(cls, text: str, number: Callable[[str], Fraction]) -> Band:
        """Return the band that *text* writes; *number* reads its limits.

        `80 .. 90` has both limits, `80 ..< 90` not the upper, `80 <.. 90` not the lower,
        `80 <..< 90` neither; `> 90`, `>= 90`, `< 70`, `<= 70` have one limit; `100` is one value.

        Raises:
            NumberError: the text is no band, or its limits are the wrong way round.
        """
        written = text.strip()
        if found := re.fullmatch(r"(?P<op>[<>]=?|=)\s*(?P<limit>[^<>=]+)", written):
            limit = number(found["limit"])
            match found["op"]:
                case "=":
                    return cls(limit, limit)
                case ">" | ">=" as op:
                    return cls(low=limit, with_low=op == ">=")
                case op:
                    return cls(high=limit, with_high=op == "<=")
        if found := re.fullmatch(
            r"(?P<low>[^<>=]+?)\s*(?P<op><?\.\.<?)\s*(?P<high>[^<>=]+)", written
        ):
            band = cls(
                number(found["low"]),
                number(found["high"]),
                with_low=not found["op"].startswith("<"),
                with_high=not found["op"].endswith("<"),
            )
            low, high = band.limits
            if low > high or (low == high and not (band.with_low and band.with_high)):
                raise NumberError(diagnostic("E332", band=written))
            return band
        if any(mark in written for mark in ("<", ">", "=", "..")):
            raise NumberError(diagnostic("E331", band=written))
        value = number(written)
        return cls(value, value)


EVERYTHING = Band()


@frozen
class Row:
    """One line of a table: a band for each column, and the points it gives."""

    bands: tuple[Band, ...]
    points: Fraction

    def holds(self, values: Sequence[Fraction]) -> bool:
        """Say whether every value is in the band of its column."""
        return all(band.holds(value) for band, value in zip(self.bands, values, strict=True))


@frozen
class Table:
    """Rows of conditions over named columns; the first row that holds gives the points.

    Attributes:
        columns: the names of the columns, in the order of the bands of a row.
        rows: the rows, in the order of the sheet.
        otherwise: points where no row holds; None where the sheet does not say.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    otherwise: Fraction | None = None

    def find(self, values: Sequence[Fraction]) -> Row | None:
        """Return the first row that holds for *values*."""
        return next((row for row in self.rows if row.holds(values)), None)

    def points(self, values: Sequence[Fraction]) -> Fraction:
        """Return the points for *values*.

        Raises:
            SpecError: no row holds and the table has no `otherwise`; a proved table never raises.
        """
        row = self.find(values)
        if row is not None:
            return row.points
        if self.otherwise is None:
            raise SpecError(diagnostic("E330", value=", ".join(map(str, values))))
        return self.otherwise

    def reach(self, values: Sequence[Interval]) -> tuple[Fraction, ...]:
        """Return the points that some numbers of *values* may give."""
        exact = [interval.exact for interval in values]
        known = [value for value in exact if value is not None]
        if len(known) == len(values):
            return (self.points(known),)
        found = [
            row.points
            for row in self.rows
            if all(band.meets(v) for band, v in zip(row.bands, values, strict=True))
        ]
        if self.otherwise is not None:
            found.append(self.otherwise)
        return tuple(found)


MOST_PROBES = 200_000


Values = tuple[Fraction, ...]


@frozen
class Coverage:
    """What probing found.

    Attributes:
        uncovered: values that no row holds.
        gaps: the same, in runs of neighbours: the first and the last value of each.
        doubled: values that several rows hold.
        idle: rows that nothing reaches, by number.
    """

    uncovered: tuple[Values, ...] = ()
    gaps: tuple[tuple[Values, Values], ...] = ()
    doubled: tuple[Values, ...] = ()
    idle: tuple[int, ...] = ()


def coverage(table: Table, quantities: Mapping[str, Quantity]) -> Coverage:
    """Prove that *table* gives every value of its columns exactly one row, or name the exceptions.

    Values between two neighbouring limits are alike, so one probe stands for all of them.

    Raises:
        NumberError: the table has so many limits that it cannot be proved in reasonable time.
    """
    axes = []
    for position, column in enumerate(table.columns):
        limits = [limit for row in table.rows for limit in row.bands[position].limits]
        axes.append(quantities[column].probes(limits))
    if prod(len(axis) for axis in axes) * max(1, len(table.rows)) > MOST_PROBES:
        raise NumberError(diagnostic("E336"))
    uncovered: list[Values] = []
    gaps: list[tuple[Values, Values]] = []
    doubled: list[Values] = []
    reached: set[int] = set()
    in_gap = False
    for values in product(*axes):
        holding = [number for number, row in enumerate(table.rows) if row.holds(values)]
        reached.update(holding[:1])
        if len(holding) > 1:
            doubled.append(values)
        if not holding:
            uncovered.append(values)
            if in_gap and len(axes) == 1:  # only on a single axis are probes neighbours
                gaps[-1] = (gaps[-1][0], values)
            else:
                gaps.append((values, values))
        in_gap = not holding
    idle = tuple(number for number in range(len(table.rows)) if number not in reached)
    return Coverage(tuple(uncovered), tuple(gaps), tuple(doubled), idle)
