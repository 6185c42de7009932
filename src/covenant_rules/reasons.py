"""Reason codes: where a unit's points were lost, against the standard and against the bloc's best.

The costs against the standard add up: over all reasons of a unit they are the standard points of the
sheet less its total before rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from covenant_rules.covenant import Content, Criterion
from covenant_rules.scoring import Score, Scorecard
from covenant_rules.text import Text

CONTENT, CRITERION, SHEET = "content", "criterion", "sheet"


@frozen
class Reason:
    """What one criterion cost; or a content or the sheet, beside its parts: by its own caps and scaling.

    Attributes:
        kind: `criterion`, `content` or `sheet`. A content whose points are stated, or that does not
            apply, is one reason instead of its criteria.
        lost: standard points less points; below zero where bonus went beyond the standard.
        behind: the points of the best unit of the bloc less the own; None where its parts say it.
        best: the units that have the most.
    """

    node: str
    kind: str
    title: Text
    standard: Fraction
    points: Fraction
    lost: Fraction
    behind: Fraction | None = None
    best: tuple[str, ...] = ()
    applies: bool = True

    @property
    def own_rules(self) -> bool:
        """Whether its own caps, scaling or rounding took the points, not its parts."""
        return self.kind != CRITERION and self.behind is None


@frozen
class Reasons:
    """All reasons of one unit, in the order of the sheet; empty while evidence is missing."""

    unit: str
    stage: str
    all: tuple[Reason, ...]

    @property
    def against_standard(self) -> tuple[Reason, ...]:
        """What cost points against the standard, the most first."""
        costs = [reason for reason in self.all if reason.applies and reason.lost > 0]
        return tuple(sorted(costs, key=lambda reason: -reason.lost))

    @property
    def against_best(self) -> tuple[Reason, ...]:
        """What cost points against the best unit of the bloc, the most first."""
        costs = [(r.behind, r) for r in self.all if r.applies and r.behind is not None]
        return tuple(r for behind, r in sorted(costs, key=lambda cost: -cost[0]) if behind > 0)


def reasons(cards: Sequence[Scorecard], unit: str) -> Reasons:
    """Return where *unit*, one of *cards*, lost its points.

    Raises:
        StopIteration: no card is of that unit.
    """
    card = next(one for one in cards if one.unit == unit)
    sheet, total = card.filled, card.exact.exact
    if sheet is None or total is None:
        return Reasons(unit, card.stage, ())
    standard = sum((content.points for content in sheet.contents), Fraction(0))
    found = [reason for content in sheet.contents for reason in _content(content, card, cards)]
    lost = standard - total - _sum(found)
    found.append(Reason("", SHEET, sheet.title, standard, total, lost))
    return Reasons(unit, card.stage, tuple(found))


def _sum(found: Iterable[Reason]) -> Fraction:
    return sum((reason.lost for reason in found), Fraction(0))


def _content(content: Content, card: Scorecard, cards: Sequence[Scorecard]) -> list[Reason]:
    """Return the reasons of the criteria of a content, and of what the content itself changes."""
    own = card.contents[content.id]
    points = own.points.exact
    if points is None:  # cut off further up, whatever it may be
        return []
    found: list[Reason] = []
    if _counts_parts(content, card):
        peers = [other for other in cards if _counts_parts(content, other)]
        for criterion in content.criteria:
            scores = {other.unit: other.criteria[criterion.id] for other in peers}
            found.append(_reason(criterion, CRITERION, scores, card.unit))
        lost = content.points - points - _sum(found)
        return [*found, Reason(content.id, CONTENT, content.title, content.points, points, lost)]
    scores = {other.unit: other.contents[content.id] for other in cards}
    return [_reason(content, CONTENT, scores, card.unit)]


def _counts_parts(content: Content, card: Scorecard) -> bool:
    """Say whether the points of a content come from its criteria, all of them known."""
    score = card.contents[content.id]
    known = all(card.criteria[c.id].points.exact is not None for c in content.criteria)
    return score.applies and not score.stated and known


def _reason(node: Content | Criterion, kind: str, scores: Mapping[str, Score], unit: str) -> Reason:
    """Return the reason of one node, compared with the units to which it applies."""
    own = scores[unit]
    known = {u: s.points.exact for u, s in scores.items() if s.applies or u == unit}
    found = {u: points for u, points in known.items() if points is not None}
    best = max(found.values())
    first = tuple(u for u, points in found.items() if points == best)
    lost = node.points - found[unit]
    behind = best - found[unit]
    return Reason(
        node.id, kind, node.title, node.points, found[unit], lost, behind, first, own.applies
    )
