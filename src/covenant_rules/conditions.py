"""Conditions of awards, as values: what a policy may ask of a unit or a person."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from covenant_rules.formula.table import Band

ANY = "any"


@frozen
class Measured:
    """A number of the subject lies in a band.

    *what* is `rank`, `points`, `percent` (of the standard points) or `weakest` (the lowest per cent
    among all `contents` or `criteria`); *node* a content or criterion, or None for the sheet.
    """

    what: str
    band: Band
    node: str | None = None


@frozen
class Marked:
    """Something is on record of the subject.

    *what* is `registered`, `violation`, `veto`, `reported`, `group`, `class`, `award`, `passed`,
    `leader` or `holds` (a named condition); *names* are alternatives, `any` stands for all.
    """

    what: str
    names: tuple[str, ...]


@frozen
class Earlier:
    """The subject had an award in *every* one of the last *years*, or in at least one of them."""

    award: str
    years: int
    every: bool


@frozen
class Not:
    """The condition does not hold."""

    inner: Condition


@frozen
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@frozen
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@frozen
class OfUnit:
    """The condition holds of the unit that a person belongs to."""

    inner: Condition


Condition = Measured | Marked | Earlier | Not | AllOf | AnyOf | OfUnit


def inside(condition: Condition) -> Iterator[Condition]:
    """Yield *condition* and every condition in it."""
    yield condition
    match condition:
        case Not(inner) | OfUnit(inner):
            yield from inside(inner)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from inside(part)
