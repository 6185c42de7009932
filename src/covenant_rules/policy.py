"""A policy of awards: classes, awards, quotas, ballots, and the facts of the year, as frozen values.

`spec.awards` reads them from `awards.yaml`; `awards` turns them into rules and concludes. Whatever the
law leaves open (ties at the cut, the rounding of a quota, who moves up) is a field without a default.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction

from attrs import field, frozen

from covenant_rules.conditions import Condition
from covenant_rules.formula.table import Band
from covenant_rules.rounding import RoundingMode
from covenant_rules.text import Text


class Denominator(StrEnum):
    """Whose votes make the whole (rule-forms 1.6)."""

    MEMBERS = "members"
    PRESENT = "present"
    PRESENT_AND_WRITTEN = "present_and_written"


class Manner(StrEnum):
    """How the votes are given."""

    SECRET = "secret"  # noqa: S105  (a ballot, no password)
    OPEN = "open"


@frozen
class Share:
    """A part of a whole that is needed: at least *least*, or with *strict* more than that."""

    least: Fraction
    strict: bool

    def met(self, part: int, whole: int) -> bool:
        """Say whether *part* of *whole* is enough; nothing is ever divided."""
        return self.margin(part, whole) >= (1 if self.strict else 0)

    def margin(self, part: int, whole: int) -> int:
        """Return by how much *part* is above the limit, scaled to an integer; 0 is at the limit."""
        return part * self.least.denominator - whole * self.least.numerator


@frozen
class Quorum:
    """What makes a ballot valid: the *share* of the members that are *counted* there."""

    counted: Denominator
    share: Share


@frozen
class Ballot:
    """A vote: the body of *members*, whose votes are the whole, and the share that passes."""

    id: str
    title: Text
    members: int
    denominator: Denominator
    passes: Share
    manner: Manner
    written: bool
    quorum: Quorum | None
    source: str | None = None

    def whole(self, present: int, written: int) -> int:
        """Return how many votes make the whole."""
        return {
            Denominator.MEMBERS: self.members,
            Denominator.PRESENT: present,
            Denominator.PRESENT_AND_WRITTEN: present + written,
        }[self.denominator]

    def impossible(self, count: Count) -> Iterator[tuple[tuple[str, ...], int, int]]:
        """Yield what of a result cannot be: where it stands, what it says, and the most it could."""
        present, written = count.present, count.written
        if written and not self.written:
            yield ("written",), written, 0
        if present + written > self.members:
            if present > self.members or not written:
                yield ("present",), present, self.members
            else:
                yield ("written",), written, self.members - present
        voters = present + written
        if self.denominator is Denominator.PRESENT:
            voters = present
        for who, votes in count.votes.items():
            if votes > voters:
                yield ("votes", who), votes, voters


class Ties(StrEnum):
    """What becomes of equals of whom the quota takes only some."""

    ALL = "all"  # all of them, beyond the quota
    NONE = "none"  # none of them, the places stay empty
    UNDECIDED = "undecided"  # nobody decides for the body: another vote is needed


class Order(StrEnum):
    """Who comes first where a quota takes only some."""

    RANK = "rank"
    POINTS = "points"
    VOTES = "votes"
    LISTED = "listed"  # the order of the facts, as the body proposed


@frozen
class Amount:
    """How many: a number, or a *percent* of the base."""

    number: int | None = None
    percent: Fraction | None = None


@frozen
class Base:
    """What a percentage is taken of.

    *kind*: `units`, `ranked`, `candidates`, `class`, `group`, `award`, `registered`, `people`,
    `staff` (of the unit) or `number`. With *after*, classes are counted after the quota has cut.
    """

    kind: str
    names: tuple[str, ...] = ()
    number: int = 0
    after: bool = False


@frozen
class Quota:
    """How many may have an award or a class, and who.

    Attributes:
        amount: how many; None where it depends on the class of the unit (*by_class*).
        base, rounding: of what a percentage is taken, and how the result becomes whole.
        minimum: at least so many, where a rule grants that.
        exception: the most that a stated decision may raise the amount to.
        within: `group` or `unit` where each has a quota of its own.
        unused: `lost`, or the award that inherits what is not used.
    """

    order: Order
    ties: Ties
    unused: str
    amount: Amount | None = None
    base: Base | None = None
    rounding: RoundingMode | None = None
    minimum: int = 0
    exception: Amount | None = None
    within: str | None = None
    by_class: Mapping[str, Amount] = field(factory=dict, hash=False)
    ballot: str | None = None

    def __attrs_post_init__(self) -> None:
        """Check that there is an amount."""
        assert self.amount is not None or self.by_class


@frozen
class ClassRule:
    """A class: its band of points, its floors, its conditions, and what becomes of those who miss them.

    *otherwise* is the class that they get instead, or None; with *fresh* they must first meet that
    class's own conditions, without, they are put into it.
    """

    id: str
    title: Text
    points: Band
    when: tuple[Condition, ...]
    otherwise: str | None
    quota: Quota | None
    source: str | None = None
    fresh: bool = False


@frozen
class AwardRule:
    """An award, or with *elected* an office: who may have it, and how many."""

    id: str
    title: Text
    when: tuple[Condition, ...]
    quota: Quota | None
    to_people: bool = False
    elected: bool = False
    source: str | None = None


@frozen
class Named:
    """A veto or a named condition."""

    id: str
    title: Text
    when: tuple[Condition, ...]
    source: str | None = None


Ruled = ClassRule | AwardRule | Named


class Missed(StrEnum):
    """What becomes of a share among the awarded that is not met."""

    REPORT = "report"  # it is said, and nothing is changed
    CUT = "cut"  # leaders give way, the last in order first, until it is met


@frozen
class ShareRule:
    """The share of non-leaders among the people who get one of *awards*."""

    id: str
    title: Text
    awards: tuple[str, ...]
    share: Share
    missed: Missed
    source: str | None = None


@frozen
class Due:
    """A report that is due on a day."""

    id: str
    title: Text
    due: date


@frozen
class Said:
    """A statement of the year about one unit or person, and where it stands.

    *name* is the kind of a violation, the award that somebody withdrew from, and the like.
    """

    who: str
    name: str
    note: str = ""
    source: str = ""
    year: int | None = None


@frozen
class Count:
    """The result of a ballot: votes by candidate, or who passed where counts are not printed."""

    ballot: str
    present: int = 0
    written: int = 0
    votes: Mapping[str, int] = field(factory=dict, hash=False)
    stated: tuple[str, ...] = ()
    illustrative: bool = False
    source: str = ""


@frozen
class Person:
    """Somebody of a unit who may be awarded."""

    id: str
    title: Text
    unit: str
    leader: bool


@frozen
class Raised:
    """A decision that raises a quota as far as its exception allows."""

    quota: str
    amount: Amount
    authority: str
    reason: str


@frozen
class Year:
    """The facts of the year. A section that is written is complete; None says nothing at all."""

    registered: Mapping[str, tuple[str, ...]] | None = None
    violations: tuple[Said, ...] | None = None
    earlier: tuple[Said, ...] | None = None
    received: Mapping[tuple[str, str], date] | None = None
    groups: Mapping[str, tuple[str, ...]] = field(factory=dict)
    staff: Mapping[str, int] = field(factory=dict)
    people: tuple[Person, ...] = ()
    proposed: Mapping[str, tuple[str, ...]] | None = None
    counts: tuple[Count, ...] = ()
    withdrawn: tuple[Said, ...] = ()
    disqualified: tuple[Said, ...] = ()
    raised: tuple[Raised, ...] = ()
    illustrative: bool = False


@frozen
class Policy:
    """A whole `awards.yaml`.

    Attributes:
        rounded: whether points are compared as the sheet rounds them, or exactly.
        vetoed: the class of a unit that a veto strikes, or None for no class.
        withdrawal_moves, disqualification_moves: whether those below move up; None is not stated.
    """

    covenant: str
    rounded: bool
    classes: tuple[ClassRule, ...] = ()
    vetoed: str | None = None
    vetoes: tuple[Named, ...] = ()
    conditions: tuple[Named, ...] = ()
    awards: tuple[AwardRule, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    due: tuple[Due, ...] = ()
    shares: tuple[ShareRule, ...] = ()
    withdrawal_moves: bool | None = None
    disqualification_moves: bool | None = None
    year: Year = field(factory=Year)
    source: str | None = None
    digest: str = ""

    @property
    def ballot(self) -> Mapping[str, Ballot]:
        """The ballots by id."""
        return {ballot.id: ballot for ballot in self.ballots}

    @property
    def ruled(self) -> tuple[Ruled, ...]:
        """Everything that has conditions: conditions with a name, vetoes, classes, awards."""
        return (*self.conditions, *self.vetoes, *self.classes, *self.awards)

    def title(self, name: str) -> Text:
        """Return the title of a class, an award, a veto, a condition, a ballot or a report; else its id."""
        titled: tuple[Ruled | Ballot | Due, ...] = (*self.ruled, *self.ballots, *self.due)
        return next((one.title for one in titled if one.id == name), Text.same(name))

    def conditions_of(self, name: str) -> tuple[Condition, ...]:
        """Return the conditions of a named condition."""
        return next((one.when for one in self.conditions if one.id == name), ())
