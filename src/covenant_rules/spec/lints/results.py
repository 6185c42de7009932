"""With final results: criteria that separate nobody, and contents in which units lie far apart."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Content, Criterion
from covenant_rules.diagnostics import Diagnostic
from covenant_rules.scoring import Scorecard, Status, score_units
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.source import PathKey, Places
from covenant_rules.text import exact_text

COMPARED = 2  # the fewest units, and contents, that can be compared


def lint_results(bloc: Bloc, places: Places) -> list[Diagnostic]:
    """Return what the results of the last stage say of the sheet; nothing while one is open."""
    problems = Problems(places)
    contents = bloc.covenant.contents
    if not bloc.stages or len(contents) < COMPARED:
        return []
    cards = score_units(bloc, bloc.stages[-1])
    ranked = [card for card in cards if card.status is not Status.EXCLUDED]
    final = all(card.status is Status.FINAL for card in ranked)
    if not final or len(ranked) < COMPARED:
        return []
    for number, content in enumerate(contents):
        path: PathKey = ("contents", number)
        _spread(content, ranked, path, problems)
        _separates_nobody(content, ranked, path, problems)
    return problems.found


def _spread(
    content: Content, cards: Sequence[Scorecard], path: PathKey, problems: Problems
) -> None:
    if not all(card.contents[content.id].applies for card in cards):
        return
    points = {c.unit: p for c in cards if (p := c.contents[content.id].points.exact) is not None}
    least, most = min(points, key=points.__getitem__), max(points, key=points.__getitem__)
    spread = points[most] - points[least]
    if spread * 2 > content.points:
        problems.add(
            "W421", (*path, "points"), node=content.id, spread=exact_text(spread),
            points=exact_text(content.points), least=least, most=most,
            at_least=exact_text(points[least]), at_most=exact_text(points[most]),
        )  # fmt: skip


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
