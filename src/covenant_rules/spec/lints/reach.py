"""Standards that are never reached, passed in silence, or outweighed by penalties."""

from __future__ import annotations

from fractions import Fraction

from covenant_rules.covenant import Covenant, Effect
from covenant_rules.formula.direction import tight_ranges
from covenant_rules.spec.lints.spots import Spot, spots
from covenant_rules.spec.lints.witness import all_apply, furthest
from covenant_rules.spec.problems import Problems
from covenant_rules.text import Text, number_text
from covenant_rules.whole import whole

GOES_ON = "continue"  # the word of `exceed:` by which a sheet says that points go on


def reach(covenant: Covenant, problems: Problems) -> None:
    """Hold what each criterion can give against its standard points."""
    formula, known = whole(covenant), all_apply(covenant)
    for spot in spots(covenant, problems.places):
        criterion, path = spot.criterion, spot.path
        if not criterion.items:
            continue
        parts = formula.nodes[criterion.id]
        found = tight_ranges([parts.award, parts.points], known)
        award, points = found[parts.award], found[parts.points]
        if award.high is not None and award.high < criterion.points:
            problems.add(
                "W304", (*path, "points"), node=criterion.id, high=_told(award.high),
                points=_told(criterion.points),
            )  # fmt: skip
        if award.high is not None and award.high > criterion.points and _silent(spot):
            witness = furthest(parts.award, criterion, least=False)
            if witness is not None and witness.value > criterion.points:
                problems.add(
                    "W309", (*path, "points"), node=criterion.id, high=_told(witness.value),
                    points=_told(criterion.points), evidence=witness.words(covenant.measures),
                )  # fmt: skip
        if points.low is not None and points.low < 0 and criterion.limits.floor is None:
            witness = furthest(parts.points, criterion, least=True)
            if witness is not None and witness.value < 0:
                problems.add(
                    "W305", path, node=criterion.id, title=criterion.title, low=_told(witness.value),
                    evidence=witness.words(covenant.measures),
                )  # fmt: skip


def _told(points: Fraction) -> Text:
    return Text.each(lambda at: number_text(points, at))


def _silent(spot: Spot) -> bool:
    """Say whether the sheet does not say that an award may pass the standard."""
    if spot.criterion.limits.ceiling is not None:
        return False
    words = [
        spot.written((*path, "with", "exceed"))
        for line, path in spot.lines
        if line.effect is Effect.AWARD
    ]
    return GOES_ON not in words
