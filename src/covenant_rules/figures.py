"""Printed figures: the kinds of statement that public documents make, with the numbers they print.

What a document does not print is None. Nothing is guessed: whether "vượt 5 %" means points or per
cent is part of the statement.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen

from covenant_rules.equations import Verdict
from covenant_rules.printed import Printed
from covenant_rules.text import Text


class Reading(StrEnum):
    """What "vượt x %" means: percentage points above the target, or per cent of the target."""

    POINTS = "points"
    RELATIVE = "relative"


@frozen
class Ratio:
    """A count in per cent of another, its base."""

    count: Printed | None = None
    base: Printed | None = None
    percent: Printed | None = None


@frozen
class Completion:
    """A result in per cent of its plan; *rounded* says that its whole numbers are rounded too."""

    actual: Printed | None = None
    plan: Printed | None = None
    percent: Printed | None = None
    rounded: bool = False


@frozen
class Excess:
    """By how much a result passed its target; below it, *by* is negative.

    Attributes:
        reading: what *by* means; None where the document leaves it open.
        counts: whether result and target are counts, not rates.
    """

    actual: Printed | None = None
    target: Printed | None = None
    by: Printed | None = None
    reading: Reading | None = None
    counts: bool = False


@frozen
class Change:
    """Now and before, by how much (*delta*) and by how many per cent they differ."""

    now: Printed | None = None
    before: Printed | None = None
    delta: Printed | None = None
    percent: Printed | None = None
    rounded: bool = False


@frozen
class Sum:
    """Parts that add up to a total."""

    parts: tuple[Printed, ...]
    total: Printed | None = None
    rounded: bool = False


@frozen
class Product:
    """Exact numbers multiplied, such as children by money for each."""

    factors: tuple[Printed, ...]
    total: Printed | None = None


@frozen
class Points:
    """Points that were given, against what the sheet lets be reached.

    Attributes:
        unit: whose points; without it, those that any unit could reach.
        node: the content or criterion; without it, the total.
        maximum: the most that can be reached, as printed.
        rest: a content whose points are not printed; *rest_at_most* bounds it from elsewhere.
    """

    points: Printed | None = None
    unit: str | None = None
    node: str | None = None
    maximum: Printed | None = None
    rest: str | None = None
    rest_at_most: Printed | None = None


@frozen
class Order:
    """Numbers that are printed from first to last place."""

    values: tuple[Printed, ...]


@frozen
class Units:
    """How many units of how many, with lists of their names where the document has them."""

    met: Printed
    of: Printed
    lists: tuple[tuple[str, ...], ...] = ()


@frozen
class AllOf:
    """So many components which must all satisfy a test such as `< 0`; *holds* is what is claimed."""

    of: Printed
    test: str
    values: tuple[Printed, ...] = ()
    holds: bool = True


@frozen
class Days:
    """A day that lies between two others."""

    day: date
    from_: date | None = None
    to: date | None = None


@frozen
class Zero:
    """Counts of what must not happen."""

    counts: tuple[Printed, ...] = ()


@frozen
class Words:
    """A statement without a number that arithmetic could check."""


Statement = (
    Ratio
    | Completion
    | Excess
    | Change
    | Sum
    | Product
    | Points
    | Order
    | Units
    | AllOf
    | Days
    | Zero
    | Words
)


@frozen
class Figure:
    """One printed figure: who says it, in which words, and the verdict that is expected of it."""

    id: str
    says: str
    source: str
    kind: str
    statement: Statement
    expect: Verdict
    because: Text | None = None
