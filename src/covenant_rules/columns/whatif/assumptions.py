"""Assumptions: one number of a sheet, a registration or a report that a scenario may change."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from covenant_rules.formula.tree import Symbol
from covenant_rules.interval import Interval
from covenant_rules.quantity import Exact, Quantity, Unit, exact


class Kind(StrEnum):
    """What an assumption is about."""

    SETTING = "setting"  # a number under `with:` of a line
    STANDARD = "standard"  # the standard points of a content or criterion
    BAND = "band"  # the points of the row of a table
    THRESHOLD = "threshold"  # a limit between rows of a table
    CAP = "cap"  # one of the limits of a content or criterion
    WEIGHT = "weight"  # a factor on a content or criterion; its weight where parts are averaged
    TARGET = "target"  # what a unit registered, or every unit
    EVIDENCE = "evidence"  # what a unit reported


@frozen
class Steps:
    """The values from *low* to *high* in equal steps, both ends included where the steps meet them."""

    low: Fraction
    high: Fraction
    step: Fraction

    def __len__(self) -> int:
        """Return how many values there are."""
        return max(0, int((self.high - self.low) / self.step) + 1) if self.step > 0 else 0

    def __getitem__(self, number: int) -> Fraction:
        """Return the value after so many steps."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self.low + number * self.step


Values = tuple[Fraction, ...] | Steps


@frozen
class Assumption:
    """One number that scenarios change, with the values that it may take.

    Attributes:
        where: the id of the line, content, criterion or measure.
        name: which setting, target or cap; empty where *where* says it all.
        at: for a band a value that it holds, for a threshold its present value.
        unit: whose evidence or target; None for the target of every unit that has it.
    """

    kind: Kind
    where: str
    values: Values
    name: str = ""
    at: Fraction | None = None
    unit: str | None = None

    @property
    def title(self) -> str:
        """A short name, the same for the same number: the head of its column in tables."""
        at = "" if self.at is None else str(self.at)
        parts = (str(self.kind), self.unit or "", self.where, self.name, at)
        return " ".join(part for part in parts if part)

    @property
    def range(self) -> Interval:
        """The hull of the values."""
        if isinstance(self.values, Steps):
            return Interval(self.values.low, self.values[len(self.values) - 1])
        return Interval(min(self.values), max(self.values))

    @property
    def same_number(self) -> tuple[object, ...]:
        """What tells the number apart from every other."""
        return (self.kind, self.where, self.name, self.at, self.unit)

    def symbol(self, number: int) -> Symbol:
        """Return the symbol under which formulas know it; no measure can have that name."""
        ends = self.range
        return Symbol(f"?{number}", Quantity(Unit.ANY, low=ends.low, high=ends.high, decimals=None))


@frozen
class Draws:
    """So many scenarios, every assumption drawn anew for each: all its values are equally likely.

    The draws come from `random.Random(seed)` and nothing else, so a seed names its scenarios.
    """

    count: int
    seed: int


def steps(low: Exact, high: Exact, step: Exact = 1) -> Steps:
    """Return the values from *low* to *high* in equal steps."""
    return Steps(exact(low), exact(high), exact(step))


def _values(given: Iterable[Exact] | Steps) -> Values:
    return given if isinstance(given, Steps) else tuple(dict.fromkeys(map(exact, given)))


def setting(line: str, name: str, values: Iterable[Exact] | Steps) -> Assumption:
    """Assume another value of a setting of *line*."""
    return Assumption(Kind.SETTING, line, _values(values), name)


def standard(node: str, values: Iterable[Exact] | Steps) -> Assumption:
    """Assume other standard points of a content or criterion, and of the lines that have the same.

    Lines that state a share of their own keep it.
    """
    return Assumption(Kind.STANDARD, node, _values(values))


def band(line: str, at: Exact, values: Iterable[Exact] | Steps) -> Assumption:
    """Assume other points for the row of the table of *line* that holds the value *at*."""
    return Assumption(Kind.BAND, line, _values(values), at=exact(at))


def threshold(line: str, at: Exact, values: Iterable[Exact] | Steps) -> Assumption:
    """Assume another place of the limit *at* in the table of *line*."""
    return Assumption(Kind.THRESHOLD, line, _values(values), at=exact(at))


def cap(node: str, name: str, values: Iterable[Exact] | Steps) -> Assumption:
    """Assume another cap (`bonus`, `penalty`, `net_low`, …) of a content or criterion."""
    return Assumption(Kind.CAP, node, _values(values), name)


def weight(node: str, values: Iterable[Exact] | Steps) -> Assumption:
    """Assume that a content or criterion counts so many times; in a mean, that it has this weight."""
    return Assumption(Kind.WEIGHT, node, _values(values))


def target(
    line: str, name: str, values: Iterable[Exact] | Steps, *, unit: str | None = None
) -> Assumption:
    """Assume another registered target of *unit*, or of every unit."""
    return Assumption(Kind.TARGET, line, _values(values), name, unit=unit)


def evidence(unit: str, measure: str, values: Iterable[Exact] | Steps) -> Assumption:
    """Assume that *unit* had reported another value of *measure*."""
    return Assumption(Kind.EVIDENCE, measure, _values(values), unit=unit)
