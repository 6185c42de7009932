"""The shapes of `awards.yaml`: what may be written where, and nothing more.

Whatever the law leaves open is optional here, so that its absence is told with the reason why it must
be stated (E878), and not as a missing key.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from covenant_rules.policy import Denominator, Manner, Missed, Order, Ties
from covenant_rules.rounding import RoundingMode
from covenant_rules.spec.shapes import Count, Free, Id
from covenant_rules.text import Text


class Compare(StrEnum):
    """Which total the limits are held against."""

    ROUNDED = "rounded"
    EXACT = "exact"


class Below(StrEnum):
    """What becomes of those below a unit that withdrew or was disqualified."""

    STAY = "stay"
    MOVE_UP = "move_up"


class To(StrEnum):
    """Who gets an award."""

    UNITS = "units"
    PEOPLE = "people"


class Counted(StrEnum):
    """When the members of a class are counted."""

    BEFORE = "before"
    AFTER = "after"


@frozen
class AmountShape:
    """A number, or a percentage of the base."""

    at_most: Count | None = None
    percent: Fraction | None = None


@frozen
class QuotaShape:
    """How many; `at_most: none` says that there is no limit."""

    at_most: str | None = None
    percent: Fraction | None = None
    by_class: dict[str, AmountShape] | None = None
    of: str | None = None
    counted: Counted | None = None
    rounding: RoundingMode | None = None
    at_least: Count | None = None
    order: Order | None = None
    ballot: Id | None = None
    ties: Ties | None = None
    unused: str | None = None
    within: str | None = None
    exception: AmountShape | None = None


@frozen
class FloorsShape:
    """The least that every criterion or content must reach, in per cent of its standard points."""

    criteria: Fraction | None = None
    contents: Fraction | None = None


@frozen
class ClassShape:
    """A class, the best one first."""

    id: Id
    title: Text
    points: str
    floors: FloorsShape | None = None
    when: tuple[Free, ...] = ()
    otherwise: str | None = None
    quota: QuotaShape | None = None
    source: str | None = None


@frozen
class AwardShape:
    """An award."""

    id: Id
    title: Text
    when: tuple[Free, ...]
    to: To = To.UNITS
    quota: QuotaShape | None = None
    source: str | None = None


@frozen
class ElectionShape:
    """An office that a ballot fills."""

    id: Id
    title: Text
    ballot: Id
    seats: Count
    ties: Ties | None = None
    when: tuple[Free, ...] = ()
    source: str | None = None


@frozen
class NamedShape:
    """A veto or a named condition."""

    id: Id
    title: Text
    when: tuple[Free, ...]
    source: str | None = None


@frozen
class QuorumShape:
    """What makes a ballot valid; `share: none` says that nothing is asked."""

    share: str
    counts: Denominator | None = None


@frozen
class BallotShape:
    """A vote of a body."""

    id: Id
    title: Text
    members: Count
    passes: str
    denominator: Denominator | None = None
    manner: Manner | None = None
    written: bool | None = None
    quorum: QuorumShape | None = None
    source: str | None = None


@frozen
class DueShape:
    """A report that is due on a day."""

    id: Id
    title: Text
    due: date


@frozen
class ShareShape:
    """The share of non-leaders among awarded people."""

    id: Id
    title: Text
    of: tuple[Id, ...]
    non_leaders: str
    missed: Missed | None = None
    source: str | None = None


@frozen
class ViolationShape:
    """Something that a unit or a person did."""

    unit: Id
    kind: Id
    note: str = ""
    source: str = ""


@frozen
class EarlierShape:
    """An award of an earlier year."""

    unit: Id
    award: Id
    year: Count
    source: str = ""


@frozen
class GoneShape:
    """A unit that withdrew, from one award or from `all`, or that was disqualified."""

    unit: Id
    because: str
    from_: str = "all"
    source: str = ""


@frozen
class PersonShape:
    """Somebody who may be awarded."""

    person: Id
    title: Text
    unit: Id
    leader: bool


@frozen
class CountShape:
    """The result of a ballot: its counts, or who passed where a document prints no counts."""

    present: Count | None = None
    written: Count = 0  # type: ignore[assignment]
    votes: dict[str, Count] | None = None
    stated: tuple[Id, ...] = ()
    illustrative: bool = False
    source: str = ""


@frozen
class RaisedShape:
    """A decision that raises a quota."""

    quota: Id
    because: str
    authority: str
    at_most: Count | None = None
    percent: Fraction | None = None


@frozen
class YearShape:
    """The facts of the year."""

    registered: dict[str, tuple[Id, ...]] | None = None
    violations: tuple[ViolationShape, ...] | None = None
    earlier: tuple[EarlierShape, ...] | None = None
    reports: dict[str, dict[str, date]] | None = None
    groups: dict[str, tuple[Id, ...]] | None = None
    staff: dict[str, Count] | None = None
    people: tuple[PersonShape, ...] = ()
    proposed: dict[str, tuple[Id, ...]] | None = None
    ballots: dict[str, CountShape] | None = None
    withdrawn: tuple[GoneShape, ...] = ()
    disqualified: tuple[GoneShape, ...] = ()
    exceptions: tuple[RaisedShape, ...] = ()
    illustrative: bool = False


@frozen
class AwardsShape:
    """A whole `awards.yaml`."""

    covenant: Id
    compare: Compare | None = None
    source: str | None = None
    classes: tuple[ClassShape, ...] = ()
    vetoed: str | None = None
    vetoes: tuple[NamedShape, ...] = ()
    conditions: tuple[NamedShape, ...] = ()
    awards: tuple[AwardShape, ...] = ()
    elections: tuple[ElectionShape, ...] = ()
    ballots: tuple[BallotShape, ...] = ()
    reports: tuple[DueShape, ...] = ()
    shares: tuple[ShareShape, ...] = ()
    withdrawal: Below | None = None
    disqualification: Below | None = None
    facts: YearShape | None = None
