"""The covenant: a tree of capped sums.

Contents hold criteria, criteria hold lines; a line applies one rule. Everything that a sheet may
decide is a field without a default in meaning: where the sheet is silent, loading it fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from attrs import field, frozen

from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Node, symbols
from covenant_rules.quantity import Quantity
from covenant_rules.rounding import RoundingMode
from covenant_rules.rule import Rule
from covenant_rules.sector import Measure
from covenant_rules.switches import role_of
from covenant_rules.text import Text


class Effect(StrEnum):
    """What the points of a line do."""

    AWARD = "award"  # adds as returned
    BONUS = "bonus"  # adds, and counts against bonus caps
    PENALTY = "penalty"  # subtracts, and counts against penalty caps
    VETO = "veto"  # marks the unit where it is above zero; no points


class Combine(StrEnum):
    """How parts become one."""

    SUM = "sum"
    BEST_OF = "best_of"
    MEAN = "mean"  # weighted


class NotApplicable(StrEnum):
    """What becomes of a criterion or content that does not apply to a unit (rule-forms 1.3)."""

    FULL = "full"  # the standard points are given
    ZERO = "zero"  # nothing is given
    DROP = "drop"  # removed, and the maximum shrinks
    RESCALE = "rescale"  # removed, and its siblings are scaled up to the standard of their parent
    RESCALE_SHEET = "rescale_sheet"  # removed, and the whole sheet is scaled up


class Unknown(StrEnum):
    """What becomes of a line whose evidence is missing or was found invalid."""

    PENDING = "pending"  # the total is an interval
    ZERO = "zero"  # the line gives nothing, and takes nothing
    NOT_CLASSIFIED = "not_classified"  # the unit is not classified


class Stage(StrEnum):
    """Where rounding happens: once, at one of these."""

    LINE = "line"
    CRITERION = "criterion"
    CONTENT = "content"
    TOTAL = "total"


class Method(StrEnum):
    """How equal results share ranks: 1 1 2, 1 1 3, or 1 2 3."""

    DENSE = "dense"
    COMPETITION = "competition"
    ORDINAL = "ordinal"


@frozen
class Limits:
    """Caps of one node; None where there is none. All are in points.

    *bonus* and *penalty* limit the sums of bonuses and penalties, *net_low* and *net_high* their
    difference, *floor* and *ceiling* the points of the node.
    """

    bonus: Fraction | None = None
    penalty: Fraction | None = None
    net_low: Fraction | None = None
    net_high: Fraction | None = None
    floor: Fraction | None = None
    ceiling: Fraction | None = None


@frozen
class Dates:
    """A span of days, both included; None means open.

    >>> Dates(date(2025, 1, 1), date(2025, 6, 30)).meets(Dates(date(2025, 7, 1), None))
    False
    """

    first: date | None = None
    last: date | None = None

    def meets(self, other: Dates) -> bool:
        """Say whether some day is in both."""
        starts = [d for d in (self.first, other.first) if d is not None]
        ends = [d for d in (self.last, other.last) if d is not None]
        return not starts or not ends or max(starts) <= min(ends)


ALWAYS = Dates()


@frozen
class Rounding:
    """To how many decimals, by which mode, and at which stage points are rounded."""

    decimals: int
    mode: RoundingMode
    at: Stage


@frozen
class TieBreaker:
    """What decides between equal totals: *what* (`points`, `bonus`, `penalty`) of *node*, or of the sheet."""

    name: str
    node: str | None
    what: str
    higher_first: bool


@frozen
class Ranking:
    """How units are ranked.

    Attributes:
        decimals: the precision at which totals are compared; None for the unrounded total.
        rounded: whether the total as printed is compared, rather than the exact one.
        listed_last: whether units that nothing else parts keep the order of the registrations.
    """

    method: Method
    rounded: bool
    decimals: int | None = None
    tie_breakers: tuple[TieBreaker, ...] = ()
    listed_last: bool = False


@frozen
class Source:
    """Where a line takes one piece of evidence from: a node over measures, and its allowed values.

    A computed source, such as a ratio, is checked against *quantity* when a report is read.
    """

    node: Node
    quantity: Quantity


@frozen
class Line:
    """A rule applied: the leaf of the tree.

    Attributes:
        formula: the points of the line; its symbols are measures, targets and bloc aggregates.
        points: the standard points that its rule received.
        at_most: the cap of this line alone.
        only_if: `full`, or the sibling line that must be fully met.
        sources: where the evidence comes from, by parameter of the rule.
        settings: the numbers that the sheet or the registration fixed, by parameter.
        bound: all that its rule was bound with, by parameter: numbers, words, tables, its points.
    """

    id: str
    title: Text
    rule: Rule
    effect: Effect
    formula: Node
    points: Fraction
    when_missing: Unknown
    when_invalid: Unknown | None = None
    at_most: Fraction | None = None
    only_if: str | None = None
    weight: Fraction = Fraction(1)
    valid: Dates = ALWAYS
    sources: Mapping[str, Source] = field(factory=dict, hash=False)
    settings: Mapping[str, Fraction] = field(factory=dict, hash=False)
    bound: Mapping[str, Node | Table | str] = field(factory=dict, eq=False, repr=False)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that the line needs of its unit, by the symbols of its formula."""
        return tuple(s.name for s in symbols(self.formula) if role_of(s.name)[0] is None)


@frozen
class Group:
    """Lines of one effect that are combined before they count, with a cap of their own."""

    id: str
    title: Text
    effect: Effect
    combine: Combine
    members: tuple[Line, ...]
    at_most: Fraction | None = None
    weight: Fraction = Fraction(1)


Item = Line | Group


def lines_of(items: Iterable[Item]) -> Iterator[Line]:
    """Return all lines among *items*, those of groups included."""
    for item in items:
        yield from item.members if isinstance(item, Group) else (item,)


@frozen
class Slot:
    """A criterion that each unit fills by registration.

    Attributes:
        unfilled: what it counts while a unit has not filled it.
        floors: the lowest target that may be registered, by name of the setting.
    """

    unfilled: Unknown
    floors: Mapping[str, Fraction] = field(factory=lambda: MappingProxyType({}), hash=False)


@frozen
class Criterion:
    """A scored item of the sheet, with its standard points."""

    id: str
    title: Text
    points: Fraction
    items: tuple[Item, ...] = ()
    combine: Combine = Combine.SUM
    weight: Fraction = Fraction(1)
    limits: Limits = Limits()
    not_applicable: NotApplicable | None = None
    owner: str | None = None
    slot: Slot | None = None

    @property
    def lines(self) -> Iterator[Line]:
        """All lines, those of groups included."""
        return lines_of(self.items)


@frozen
class Content:
    """A top group of criteria."""

    id: str
    title: Text
    points: Fraction
    criteria: tuple[Criterion, ...]
    combine: Combine = Combine.SUM
    weight: Fraction = Fraction(1)
    limits: Limits = Limits()
    not_applicable: NotApplicable | None = None


@frozen
class Period:
    """A part of the year that is scored on its own; the total is the weighted mean (rule form R32)."""

    id: str
    title: Text
    weight: Fraction


@frozen
class Covenant:
    """A whole sheet.

    Attributes:
        scale: the total that the sheet prints, or None.
        year: the days that it covers.
        registration_due: the day by which units register, or None.
        measures: everything that a report may give, by id.
        digest: the hash of the sheet's text.
    """

    id: str
    edition: str
    title: Text
    contents: tuple[Content, ...]
    rounding: Rounding
    ranking: Ranking
    combine: Combine = Combine.SUM
    limits: Limits = Limits()
    scale: Fraction | None = None
    year: Dates = ALWAYS
    registration_due: date | None = None
    periods: tuple[Period, ...] = ()
    measures: Mapping[str, Measure] = field(factory=lambda: MappingProxyType({}), hash=False)
    digest: str = ""

    @property
    def period_ids(self) -> tuple[str | None, ...]:
        """The ids of the periods; a single None where the year is scored as one."""
        return tuple(period.id for period in self.periods) or (None,)

    @property
    def criteria(self) -> Iterator[Criterion]:
        """All criteria, in the order of the sheet."""
        for content in self.contents:
            yield from content.criteria

    @property
    def lines(self) -> Iterator[Line]:
        """All lines, in the order of the sheet."""
        for criterion in self.criteria:
            yield from criterion.lines

    @property
    def nodes(self) -> Mapping[str, Content | Criterion]:
        """Contents and criteria by id, in the order of the sheet."""
        found: dict[str, Content | Criterion] = {}
        for content in self.contents:
            found[content.id] = content
            found |= {criterion.id: criterion for criterion in content.criteria}
        return found
