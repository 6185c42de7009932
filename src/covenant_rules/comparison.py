"""One unit in several views of its year: its points side by side, and what changed in its reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from covenant_rules.changes import Change, changes
from covenant_rules.covenant import Covenant, Criterion, Effect, Line
from covenant_rules.interval import Interval
from covenant_rules.registration import Registration
from covenant_rules.report import Report
from covenant_rules.scoring import Scorecard, Status
from covenant_rules.text import Text

TOTAL, CONTENT, CRITERION, LINE = "total", "content", "criterion", "line"

Points = Interval | None  # None where a view says nothing: no report, or stated further up
Cards = Sequence[Scorecard | None]


@frozen
class Row:
    """The points of one node in every view; those of a penalty are below zero.

    *owner* is who answers for the criterion.
    """

    kind: str
    node: str
    title: Text
    points: tuple[Points, ...]
    owner: str | None = None

    @property
    def deltas(self) -> tuple[Points, ...]:
        """What each view adds to the one before."""
        return tuple(difference(after, before) for before, after in pairwise(self.points))

    @property
    def moves(self) -> bool:
        """Whether the views differ, or one of them says nothing."""
        return len(set(self.points)) > 1


@frozen
class UnitReview:
    """One unit in every view.

    Attributes:
        statuses: how far its result stands; None where it has no report.
        rows: the total as the sheet rounds it, then contents, criteria and lines.
        steps: what changed in its reports from each view to the next.
    """

    unit: str
    title: Text
    statuses: tuple[Status | None, ...]
    vetoes: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]
    steps: tuple[tuple[Change, ...], ...]

    def reasons(self, row: Row) -> tuple[tuple[Change, ...], ...]:
        """Return for each step the changes that count for *row*."""
        return tuple(tuple(c for c in step if _counts(c, row)) for step in self.steps)

    def moved(self, change: Change, step: int) -> Points:
        """Return by how much the criteria, or else contents, of a change moved in its step.

        Changes that count for the same criterion share what moved there.
        """
        for kind in (CRITERION, CONTENT):
            rows = (row for row in self.rows if row.kind == kind and _counts(change, row))
            known = [delta for row in rows if (delta := row.deltas[step]) is not None]
            if known:
                return total_of(known)
        return None


def compare_unit(
    signed: Registration, cards: Sequence[Scorecard], reports: Sequence[Mapping[str, Report]]
) -> UnitReview:
    """Return the review of one unit from its cards and the reports of the bloc, one for each view."""
    sheet = cards[0].filled
    assert sheet is not None
    reporters = (signed.unit, *signed.merged_from)
    told = [
        card if any(unit in of_view for unit in reporters) else None
        for card, of_view in zip(cards, reports, strict=True)
    ]

    def step(earlier: Mapping[str, Report], later: Mapping[str, Report]) -> Iterator[Change]:
        for unit in reporters:
            ends = (of.get(unit, Report(unit, "")) for of in (earlier, later))
            yield from changes(sheet, *ends)

    return UnitReview(
        signed.unit,
        signed.title,
        tuple(None if card is None else card.status for card in told),
        tuple(() if card is None else card.vetoes for card in told),
        tuple(_rows(sheet, told)),
        tuple(tuple(step(*ends)) for ends in pairwise(reports)),
    )


def _rows(sheet: Covenant, cards: Cards) -> Iterator[Row]:
    yield Row(TOTAL, "", sheet.title, tuple(None if c is None else _total(c) for c in cards))
    for content in sheet.contents:
        found = tuple(None if c is None else c.contents[content.id].points for c in cards)
        yield Row(CONTENT, content.id, content.title, found)
        # Where the points of a content are stated, its criteria count nothing.
        derived = [None if c is None or c.contents[content.id].stated else c for c in cards]
        for criterion in content.criteria:
            yield from _criterion(criterion, derived)


def _criterion(criterion: Criterion, cards: Cards) -> Iterator[Row]:
    found = tuple(None if c is None else c.criteria[criterion.id].points for c in cards)
    yield Row(CRITERION, criterion.id, criterion.title, found, criterion.owner)
    for line in criterion.lines:
        if line.effect is not Effect.VETO:
            points = tuple(None if c is None else _signed(c, line) for c in cards)
            yield Row(LINE, line.id, line.title, points, criterion.owner)


def _total(card: Scorecard) -> Points:
    return None if card.status is Status.NOT_CLASSIFIED else card.total


def _signed(card: Scorecard, line: Line) -> Points:
    found = card.lines.get(line.id)
    return found if found is None or line.effect is not Effect.PENALTY else -found


def _counts(change: Change, row: Row) -> bool:
    if row.kind == TOTAL:
        return True
    return row.node in (change.lines if row.kind == LINE else change.nodes)


def difference(of: Points, less: Points) -> Points:
    """Return *of* less *less*; None where one of them is not there."""
    return None if of is None or less is None else of - less


def total_of(found: Iterable[Interval]) -> Interval:
    """Return the sum of *found*."""
    total = Interval.of(0, 0)
    for one in found:
        total = total + one
    return total
