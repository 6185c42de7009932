"""Per cent compared with percentage points: one thing, or one number, read in both units."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from covenant_rules.covenant import Covenant, Line
from covenant_rules.formula.tree import symbols
from covenant_rules.quantity import Unit
from covenant_rules.sector import Measure
from covenant_rules.spec.lints.spots import Spot, spots
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.source import PathKey
from covenant_rules.text import Text, exact_text

BOTH = (Unit.PERCENT, Unit.PERCENTAGE_POINT)


@frozen
class _Use:
    """A measure in per cent or in percentage points, as one line takes it."""

    line: Line
    path: PathKey
    evidence: str
    measure: Measure


def mixed_percent(covenant: Covenant, problems: Problems) -> None:
    """Name two lines of one criterion that take the same title, or the same number, in both units."""
    for spot in spots(covenant, problems.places):
        uses = list(_uses(spot, covenant))
        pairs = (
            (a, b)
            for a in uses
            for b in uses
            if (a.measure.quantity.unit, b.measure.quantity.unit) == BOTH
        )
        for percent, point in pairs:
            shared = _shared(percent, point)
            if shared is not None:
                problems.add(
                    "W311", (*point.path, "from", point.evidence),
                    related=(problems.places.of((*percent.path, "from", percent.evidence)),),
                    shared=shared, percent=percent.measure.id, point=point.measure.id,
                )  # fmt: skip
                break


def _uses(spot: Spot, covenant: Covenant) -> Iterator[_Use]:
    for line, path in spot.lines:
        for evidence, source in line.sources.items():
            for symbol in symbols(source.node):
                measure = covenant.measures.get(symbol.name)
                if measure is not None and measure.quantity.unit in BOTH:
                    yield _Use(line, path, evidence, measure)


def _shared(a: _Use, b: _Use) -> Text | None:
    """Return what the two take in both units: their title, or a number that both are held against."""
    if a.measure.title.vi.casefold() == b.measure.title.vi.casefold():
        return a.measure.title
    like = {p.name for p in a.line.rule.settings if p.like} & {
        p.name for p in b.line.rule.settings if p.like
    }
    same: list[Fraction] = [
        value
        for name, value in a.line.settings.items()
        if name in like and value != 0 and b.line.settings.get(name) == value
    ]
    return Text.same(exact_text(same[0])) if same else None
