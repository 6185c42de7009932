"""Reason codes: where a unit's points were lost, against the standard and against the bloc's best.

The costs against the standard add up: over all reasons of a unit they are the standard points of the
sheet less its total before rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from covenant_rules.covenant import Content
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
        behind: the points of the best unit of the bloc less the own; None where it has no say.
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
    found = [reason for content in sheet.contents for reason in _content(content, card, cards)]
    standard = sum((content.points for content in sheet.contents), Fraction(0))
    lost = standard - total - sum((reason.lost for reason in found), Fraction(0))
    found.append(Reason("", SHEET, sheet.title, standard, total, lost))
    return Reasons(unit, card.stage, tuple(found))


def _content(content: Content, card: Scorecard, cards: Sequence[Scorecard]) -> Iterator[Reason]:
    own = card.contents[content.id]
    inside: list[Reason] = []
    if _has_parts(own):
        sheets = [other for other in cards if _has_parts(other.contents[content.id])]
        for criterion in content.criteria:
            score = card.criteria[criterion.id]
            scores = {other.unit: other.criteria[criterion.id] for other in sheets}
            points = _known(score)
            inside.append(
                Reason(
                    criterion.id, CRITERION, criterion.title, criterion.points, points,
                    criterion.points - points, *_best(score, scores), score.applies,
                )
            )  # fmt: skip
    yield from inside
    points = _known(own)
    lost = content.points - points - sum((reason.lost for reason in inside), Fraction(0))
    scores = {other.unit: other.contents[content.id] for other in cards}
    best = (None, ()) if inside else _best(own, scores)
    yield Reason(
        content.id, CONTENT, content.title, content.points, points, lost, *best, own.applies
    )


def _has_parts(score: Score) -> bool:
    """Say whether the points of a content come from its criteria."""
    return score.applies and not score.stated


def _known(score: Score) -> Fraction:
    """Return the points, or zero of those that are unknown: they are settled further up."""
    return score.points.exact or Fraction(0)


def _best(own: Score, scores: dict[str, Score]) -> tuple[Fraction | None, tuple[str, ...]]:
    """Return by how much *own* is behind the best of *scores*, and which units those are."""
    found = {
        unit: score.points.exact
        for unit, score in scores.items()
        if score.applies and score.points.exact is not None
    }
    if own.points.exact is None or not own.applies:
        return None, ()
    best = max(found.values())
    return best - own.points.exact, tuple(unit for unit, one in found.items() if one == best)
