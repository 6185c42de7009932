"""What a sheet should say of itself: where it stands published, and how much of it is measured."""

from __future__ import annotations

from fractions import Fraction

from covenant_rules.covenant import Content, Covenant, Criterion, Effect
from covenant_rules.spec.lints.spots import spots
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.source import PathKey, Places
from covenant_rules.text import Text, number_text

JUDGEMENT = frozenset({"core.graded", "core.yes_no", "core.levels"})
HALF = Fraction(1, 2)
SEVERAL = 2
SOURCE = "source"


def sourceless(covenant: Covenant, problems: Problems) -> None:
    """Name the first criterion that cites nothing, neither itself nor what is around it."""
    for spot in spots(covenant, problems.places):
        levels: tuple[PathKey, ...] = ((), spot.path[:2], spot.path)
        cited = any(_cites(path, problems.places) for path in levels)
        if not cited and not all(_cites(path, problems.places) for _, path in spot.lines):
            problems.add("W315", ("covenant",), key=True, node=spot.criterion.id)
            return


def _cites(path: PathKey, places: Places) -> bool:
    return (*path, SOURCE) in places.keys


def judged(covenant: Covenant, problems: Problems) -> None:
    """Tell for each content how much of it is judged rather than measured, when over half is.

    A sheet of one content has nothing to compare it with, and a content of one criterion no share.
    """
    if len(covenant.contents) < SEVERAL:
        return
    for number, content in enumerate(covenant.contents):
        share = _judged_share(content)
        if share > HALF and len(content.criteria) >= SEVERAL:
            problems.add(
                "W316", ("contents", number, "id"), key=True, node=content.id,
                share=_per_cent(share),
            )  # fmt: skip


def _per_cent(share: Fraction) -> Text:
    return Text.each(lambda language: number_text(Fraction(round(share * 1000), 10), language))


def _judged_share(content: Content) -> Fraction:
    total = sum((c.points for c in content.criteria), Fraction(0))
    part = sum((c.points for c in content.criteria if _by_judgement(c)), Fraction(0))
    return part / total if total else Fraction(0)


def _by_judgement(criterion: Criterion) -> bool:
    awards = [line.rule.id for line in criterion.lines if line.effect is Effect.AWARD]
    return bool(awards) and JUDGEMENT.issuperset(awards)
