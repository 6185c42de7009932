"""What names mean while a sheet is resolved: rules of the registry, measures, defaults."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, field, frozen

from covenant_rules.covenant import Unknown
from covenant_rules.diagnostics import did_you_mean
from covenant_rules.errors import CovenantError, NumberError
from covenant_rules.evidence import MERGES
from covenant_rules.formula.tree import Symbol
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.registration import FACTS
from covenant_rules.registry import Registry
from covenant_rules.sector import Measure
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.shapes import MeasureShape
from covenant_rules.spec.source import PathKey


@frozen
class Scope:
    """The names that a line may use, and where problems go.

    Attributes:
        measures: declared measures by id.
        used: the ids of the measures that some line takes evidence from.
        when_missing: the default of the node around, or None where none is declared.
    """

    registry: Registry
    problems: Problems
    measures: dict[str, Measure]
    used: set[str] = field(factory=set)
    when_missing: Unknown | None = None
    when_invalid: Unknown | None = None

    def inside(self, when_missing: Unknown | None, when_invalid: Unknown | None = None) -> Scope:
        """Return the scope of a node that may declare its own defaults."""
        if when_missing is None and when_invalid is None:
            return self
        return evolve(
            self,
            when_missing=when_missing or self.when_missing,
            when_invalid=when_invalid or self.when_invalid,
        )

    def measure(self, name: str, path: PathKey) -> Measure | None:
        """Return the measure called *name*, or None with the problem added."""
        found = self.measures.get(name) or self.registry.measures.get(name) or FACTS.get(name)
        if found is None:
            known = [*self.measures, *self.registry.measures, *FACTS]
            meant = did_you_mean(name, known)
            sector = None if meant else self.registry.sector_missing(name)
            if sector is not None:
                self.problems.add("E208", path, measure=name, sector=sector)
            else:
                self.problems.add("E230", path, measure=name, suggestion=meant)
            return None
        self.used.add(name)
        if name not in FACTS:
            self.measures.setdefault(name, found)
        return found

    def symbol(self, name: str, path: PathKey) -> Symbol | None:
        """Return the symbol of the measure called *name*, or None with the problem added."""
        found = self.measure(name, path)
        return None if found is None else Symbol(name, found.quantity)


def declare(
    shapes: Mapping[str, MeasureShape], path: PathKey, problems: Problems
) -> dict[str, Measure]:
    """Return the measures that a file declares."""
    found: dict[str, Measure] = {}
    for name, shape in shapes.items():
        measure = _measure(name, shape, (*path, name), problems)
        if measure is not None:
            found[name] = measure
    return found


def _measure(name: str, shape: MeasureShape, path: PathKey, problems: Problems) -> Measure | None:
    if not name.replace(".", "").replace("_", "").replace("-", "").isalnum() or not name.isascii():
        problems.add("E211", path, key=True, id=name)
        return None
    if shape.merge is not None and shape.merge not in MERGES:
        problems.add(
            "E216", (*path, "merge"), word=shape.merge, words=", ".join(MERGES),
            suggestion=did_you_mean(shape.merge, MERGES),
        )  # fmt: skip
        return None
    try:
        return Measure(name, shape.title, _quantity(shape, path, problems), shape.merge)
    except CovenantError as error:
        problems.take(error, path)
        return None


def _quantity(shape: MeasureShape, path: PathKey, problems: Problems) -> Quantity:
    if shape.unit is Unit.YES_NO:
        return Quantity(Unit.YES_NO, low=0, high=1)
    if shape.unit is Unit.LEVEL:
        if not shape.names:
            problems.add("E231", path, key=True)
        return Quantity(
            Unit.LEVEL, low=0, high=max(0, len(shape.names) - 1), names=tuple(shape.names)
        )
    if shape.low is None or shape.high is None:
        problems.add("E232", path, key=True)
        return Quantity(shape.unit, decimals=shape.decimals or 0)
    plain = Quantity(shape.unit)
    ends: list[Fraction | None] = []
    for end, text in (("low", shape.low), ("high", shape.high)):
        try:
            ends.append(plain.read(text))
        except NumberError as error:
            problems.take(error, (*path, end))
            ends.append(None)
    low, high = ends
    if low is not None and high is not None and low > high:
        problems.add("E233", path, key=True)
        return plain
    return Quantity(shape.unit, low=low, high=high, decimals=shape.decimals or 0)
