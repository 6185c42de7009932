"""With final results: criteria that separate nobody, and contents in which units lie far apart."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Content, Criterion
from covenant_rules.diagnostics import Diagnostic
from covenant_rules.scoring import Scorecard, Status, score_units
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.source import PathKey, Places
from covenant_rules.text import exact_text

COMPARED = 2  # the fewest units that can be compared


def lint_results(bloc: Bloc, places: Places) -> list[Diagnostic]:
    """Return what the results of the last stage say of the sheet; nothing while one is open.

    A content spreads units too far where others do not: then it alone decides their ranks.
    """
    problems = Problems(places)
    contents = bloc.covenant.contents
    if not bloc.stages:
        return []
    cards = score_units(bloc, bloc.stages[-1])
    ranked = [card for card in cards if card.status is not Status.EXCLUDED]
    final = all(card.status is Status.FINAL for card in ranked)
    if not final or len(ranked) < COMPARED:
        return []
    spreads = {content.id: _spread(content, ranked) for content in contents}
    wide = [c.id for c in contents if (found := spreads[c.id]) and found.points * 2 > c.points]
    for number, content in enumerate(contents):
        path: PathKey = ("contents", number)
        found = spreads[content.id]
        if found is not None and content.id in wide and len(wide) < len(contents):
            problems.add(
                "W421", (*path, "points"), node=content.id, spread=exact_text(found.points),
                points=exact_text(content.points), least=found.least, most=found.most,
                at_least=exact_text(found.at_least), at_most=exact_text(found.at_most),
            )  # fmt: skip
        _separates_nobody(content, ranked, path, problems)
    return problems.found


@frozen
class _Spread:
    """The units with the least and the most points, and those points."""

    least: str
    most: str
    at_least: Fraction
    at_most: Fraction

    @property
    def points(self) -> Fraction:
        return self.at_most - self.at_least


def _spread(content: Content, cards: Sequence[Scorecard]) -> _Spread | None:
    """Return how far the units lie apart; None where the content does not apply to one of them."""
    scores = {card.unit: card.contents[content.id] for card in cards}
    if not all(score.applies for score in scores.values()):
        return None
    points = {unit: p for unit, s in scores.items() if (p := s.points.exact) is not None}
    least, most = min(points, key=points.__getitem__), max(points, key=points.__getitem__)
    return _Spread(least, most, points[least], points[most])


def _separates_nobody(
    content: Content, cards: Sequence[Scorecard], path: PathKey, problems: Problems
) -> None:
    idle = [c.id for c in content.criteria if _all_full(c, cards)]
    if idle:
        problems.add(
            "W420", (*path, "criteria"), key=True, node=content.id, units=len(cards),
            criteria=", ".join(idle),
        )  # fmt: skip


def _all_full(criterion: Criterion, cards: Sequence[Scorecard]) -> bool:
    """Say whether all units have the same points, and those no less than the standard."""
    scores = [card.criteria[criterion.id] for card in cards]
    found = {score.points.exact for score in scores if score.applies}
    least = min((points for points in found if points is not None), default=Fraction(0))
    alike = len(found) == 1 and all(score.applies for score in scores)
    return alike and 0 < criterion.points <= least
