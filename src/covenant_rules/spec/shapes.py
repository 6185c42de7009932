"""The shapes of the files, as attrs classes: what may be written where, and nothing more.

A field's name is its key in YAML, without a trailing underscore. Numbers, dates and words are
already exact values here; settings and sources stay as written, since only a rule knows them.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NewType

from attrs import frozen

from covenant_rules.covenant import Combine, Method, NotApplicable, Stage, Unknown
from covenant_rules.quantity import Unit
from covenant_rules.rounding import RoundingMode
from covenant_rules.spec.source import Plain
from covenant_rules.text import Text

Id = NewType("Id", str)
Count = NewType("Count", int)  # a whole number, such as votes or units
Free = NewType("Free", object)  # anything, kept as `Plain`


@frozen
class DatesShape:
    """Days from and to, both included."""

    from_: date | None = None
    to: date | None = None


@frozen
class RoundingShape:
    """Decimals, mode and the one stage of rounding."""

    decimals: int
    mode: RoundingMode
    at: Stage


@frozen
class RankingShape:
    """How ranks are taken: `precision` is `exact`, `rounded`, or a number of decimals."""

    method: Method
    precision: str
    ties: str
    tie_breakers: tuple[Free, ...] = ()


@frozen
class NetShape:
    """The limits of bonus minus penalty."""

    low: Fraction | None = None
    high: Fraction | None = None


@frozen
class LimitsShape:
    """Caps of one node."""

    bonus: Fraction | None = None
    penalty: Fraction | None = None
    net: NetShape | None = None
    floor: Fraction | None = None
    ceiling: Fraction | None = None


@frozen
class MeasureShape:
    """What units report under one id."""

    title: Text
    unit: Unit
    low: str | None = None
    high: str | None = None
    decimals: int | None = None
    names: tuple[Id, ...] = ()
    merge: str | None = None


@frozen
class PeriodShape:
    """A part of the year with its weight in the total."""

    id: Id
    title: Text
    weight: Fraction


@frozen
class LineShape:
    """A rule applied, or several lines combined (`best_of`, `mean`, `sum`)."""

    award: str | None = None
    bonus: str | None = None
    penalty: str | None = None
    veto: str | None = None
    best_of: tuple[LineShape, ...] | None = None
    mean: tuple[LineShape, ...] | None = None
    sum: tuple[LineShape, ...] | None = None
    id: Id | None = None
    title: Text | None = None
    points: Fraction | None = None
    with_: dict[str, Free] | None = None
    from_: dict[str, Free] | None = None
    at_most: Fraction | None = None
    only_if: str | None = None
    when_missing: Unknown | None = None
    when_invalid: Unknown | None = None
    weight: Fraction | None = None
    valid: DatesShape | None = None
    source: str | None = None


@frozen
class SlotShape:
    """A criterion that units fill by registration."""

    unfilled: Unknown
    floors: dict[str, Fraction] | None = None


@frozen
class CriterionShape:
    """A scored item; one line may be written flat, as `rule`, `with` and `from`."""

    id: Id
    title: Text
    points: Fraction
    registered: SlotShape | None = None
    rule: str | None = None
    with_: dict[str, Free] | None = None
    from_: dict[str, Free] | None = None
    lines: tuple[LineShape, ...] | None = None
    combine: Combine | None = None
    weight: Fraction | None = None
    limits: LimitsShape | None = None
    not_applicable: NotApplicable | None = None
    when_missing: Unknown | None = None
    when_invalid: Unknown | None = None
    owner: str | None = None
    source: str | None = None


@frozen
class ContentShape:
    """A top group of criteria."""

    id: Id
    title: Text
    points: Fraction
    criteria: tuple[CriterionShape, ...]
    combine: Combine | None = None
    weight: Fraction | None = None
    limits: LimitsShape | None = None
    not_applicable: NotApplicable | None = None
    when_missing: Unknown | None = None
    source: str | None = None


@frozen
class SheetShape:
    """A whole `covenant.yaml`."""

    covenant: Id
    edition: str
    title: Text
    rounding: RoundingShape
    ranking: RankingShape
    contents: tuple[ContentShape, ...]
    source: str | None = None
    scale: Fraction | None = None
    year: DatesShape | None = None
    registration_due: date | None = None
    combine: Combine | None = None
    limits: LimitsShape | None = None
    when_missing: Unknown | None = None
    periods: tuple[PeriodShape, ...] = ()
    measures: dict[str, MeasureShape] | None = None


@frozen
class FillingShape:
    """What a unit registered for one slot; a single line may be written flat."""

    title: Text | None = None
    rule: str | None = None
    with_: dict[str, Free] | None = None
    from_: dict[str, Free] | None = None
    lines: tuple[LineShape, ...] | None = None
    combine: Combine | None = None
    when_missing: Unknown | None = None
    when_invalid: Unknown | None = None


@frozen
class UnitShape:
    """One unit with what it signed."""

    unit: Id
    title: Text
    ranked: bool = True
    because: str | None = None
    signed: date | None = None
    profile: str | None = None
    slots: dict[str, FillingShape] | None = None
    targets: dict[str, dict[str, Free]] | None = None
    active: DatesShape | None = None
    merged_from: tuple[Id, ...] = ()


@frozen
class RegistrationsShape:
    """A whole `registrations.yaml`; its measures are those that only slots need."""

    covenant: Id
    units: tuple[UnitShape, ...]
    measures: dict[str, MeasureShape] | None = None


def as_plain(value: object) -> Plain:
    """Return a free value as it was written."""
    return value  # type: ignore[return-value]  # `Free` is `Plain` under a name that cattrs can see
