"""Review: the stages of a bloc-year side by side, what moved between them, and by which evidence.

Two files of reports of one stage are compared in the same way: both are views of one sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from covenant_rules.bloc import Bloc
from covenant_rules.comparison import (
    CRITERION,
    TOTAL,
    UnitReview,
    compare_unit,
    difference,
    total_of,
)
from covenant_rules.covenant import Covenant
from covenant_rules.interval import Interval, maximum
from covenant_rules.scoring import score_units
from covenant_rules.standing import choose_stage
from covenant_rules.text import Text

SELF = "self"
EARLIER, LATER = "earlier", "later"


@frozen
class View:
    """One column of a review: the reports of *bloc* at *stage*."""

    name: str
    bloc: Bloc
    stage: str


@frozen
class Inflation:
    """The self-score less the last stage: of one criterion, or of the total where *node* is empty.

    Units without a report at either stage are left out.
    """

    node: str
    title: Text
    owner: str | None
    units: Mapping[str, Interval]

    @property
    def mean(self) -> Interval:
        """The mean over the units."""
        return total_of(self.units.values()) * Interval.point(Fraction(1, len(self.units)))

    @property
    def largest(self) -> Interval:
        """The largest of any unit."""
        return maximum(self.units.values())

    @property
    def most(self) -> tuple[str, ...]:
        """The units that surely have the largest."""
        top = self.largest.exact
        return tuple(u for u, found in self.units.items() if top is not None and found.low == top)


@frozen
class Review:
    """All units in all views; *inflation* has the total first, and is empty without a self-score."""

    covenant: Covenant
    views: tuple[View, ...]
    units: tuple[UnitReview, ...]
    inflation: tuple[Inflation, ...]


def review(bloc: Bloc, stages: Sequence[str] | None = None) -> Review:
    """Return the stages of *bloc* side by side, in the order named or else of the reports.

    Raises:
        ReportError: no report has one of the stages.
    """
    named = bloc.stages or (choose_stage(bloc, None),)
    if stages:
        named = tuple(dict.fromkeys(choose_stage(bloc, stage) for stage in stages))
    return compare([View(stage, bloc, stage) for stage in named])


def review_against(bloc: Bloc, earlier: Bloc, stage: str | None = None) -> Review:
    """Return one stage of *bloc* beside the same stage of *earlier*, the same sheet with other reports.

    Raises:
        ReportError: one of them has no such stage, or which one is meant is not clear.
    """
    chosen = choose_stage(bloc, stage)
    return compare(
        [View(EARLIER, earlier, choose_stage(earlier, chosen)), View(LATER, bloc, chosen)]
    )


def compare(views: Sequence[View]) -> Review:
    """Return *views* of one sheet side by side; there is at least one."""
    cards = [score_units(view.bloc, view.stage) for view in views]
    reports = [view.bloc.at(view.stage) for view in views]
    bloc = views[0].bloc
    units = tuple(
        compare_unit(registration, [of_view[place] for of_view in cards], reports)
        for place, registration in enumerate(bloc.registrations)
    )
    names = [view.name for view in views]
    found: tuple[Inflation, ...] = ()
    if SELF in names[:-1]:
        found = tuple(_inflation(bloc.covenant, units, names.index(SELF)))
    return Review(bloc.covenant, tuple(views), units, found)


def _inflation(
    covenant: Covenant, units: Sequence[UnitReview], claimed: int
) -> Iterator[Inflation]:
    owners = {criterion.id: criterion.owner for criterion in covenant.criteria}
    titles = {"": covenant.title, **{c.id: c.title for c in covenant.criteria}}
    for node, title in titles.items():
        kind = CRITERION if node else TOTAL
        pairs = {
            unit.unit: difference(row.points[claimed], row.points[-1])
            for unit in units
            for row in unit.rows
            if (row.kind, row.node) == (kind, node)
        }
        known = {unit: found for unit, found in pairs.items() if found is not None}
        if known:
            yield Inflation(node, title, owners.get(node), known)
