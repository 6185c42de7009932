"""What a sheet lets units reach, by the range fold, and printed points held against it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, field, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.equations import Finding, Term, Verdict, compare, not_checkable, shown
from covenant_rules.figures import Points
from covenant_rules.interval import Interval, hull
from covenant_rules.printed import Printed, Values
from covenant_rules.scoring import score_units
from covenant_rules.text import Text, number_text

_MOST = Text(vi="mức cao nhất của bảng điểm", en="the most that the sheet allows")
_LEAST = Text(vi="mức thấp nhất của bảng điểm", en="the least that the sheet allows")
_OPEN = Text(vi="điểm của các phần khác", en="the points of the other parts")
_REST = Text(vi="điểm nội dung {}", en="points of content {}")
_NO_SHEET = Text(
    vi="số điểm, hoặc mức mà bảng điểm cho phép", en="the points, or what a sheet allows"
)


@frozen
class Reach:
    """What a sheet allows: `units` with what was reported, `blank` with nothing reported.

    Both are by content or criterion; the total stands under the empty name.
    """

    units: Mapping[str, Mapping[str, Interval]] = field(factory=dict)
    blank: Mapping[str, Interval] = field(factory=dict)
    contents: tuple[str, ...] = ()

    @classmethod
    def of(cls, bloc: Bloc, stage: str) -> Reach:
        """Return what the sheet of *bloc* allows at *stage*, by the range fold."""
        reported = _ranges(bloc, stage)
        blank = _ranges(evolve(bloc, reports=()), stage)
        nodes = {node for ranges in blank.values() for node in ranges}
        return cls(
            reported,
            {node: hull(ranges[node] for ranges in blank.values()) for node in nodes},
            tuple(content.id for content in bloc.covenant.contents),
        )


def _ranges(bloc: Bloc, stage: str) -> dict[str, dict[str, Interval]]:
    return {
        card.unit: {
            "": card.total,
            **{node: score.points for node, score in {**card.contents, **card.criteria}.items()},
        }
        for card in score_units(bloc, stage)
    }


def judge_points(said: Points, reach: Reach) -> Finding:
    """Return whether the points can be, and what they imply for the points that are not printed."""
    ranges = reach.blank if said.unit is None else reach.units.get(said.unit, {})
    range_ = ranges.get(said.node or "")
    claimed = said.maximum or said.points
    if range_ is None or range_.low is None or range_.high is None or claimed is None:
        return not_checkable([Term(_NO_SHEET, None)])
    claimed = claimed.certain
    if said.maximum is not None:
        return compare(claimed, range_.high, Values.point(range_.high), _MOST)
    if claimed.value > range_.high or range_.exact is not None:
        return compare(claimed, range_.high, Values.point(range_.high), _MOST)
    if claimed.value < range_.low:
        return compare(claimed, range_.low, Values.point(range_.low), _LEAST)
    if said.rest is not None:
        return _rest(said, claimed, ranges, reach)
    value = claimed.value - range_.low
    equation = Text.each(
        lambda lang: f"{shown(claimed).in_(lang)} − {number_text(range_.low or Fraction(0), lang)}"
    )
    return Finding(Verdict.IMPLIED, equation, None, value, _OPEN, Values.point(value))


def _rest(said: Points, claimed: Printed, ranges: Mapping[str, Interval], reach: Reach) -> Finding:
    """Return what the points leave for the content that is not printed."""
    left = Interval.point(claimed.value)
    for content in reach.contents:
        left = left if content == said.rest else left - ranges[content]
    own = ranges[said.rest or ""]
    lows = [end for end in (left.low, own.low) if end is not None]
    highs = [end for end in (left.high, own.high) if end is not None]
    if said.rest_at_most is not None:
        highs.append(said.rest_at_most.value)
    low, high = max(lows), min(highs)
    verdict = Verdict.IMPLIED if low <= high else Verdict.FAILS
    off = None if low <= high else low - high
    name = Text.each(lambda lang: _REST.in_(lang).format(said.rest))
    return Finding(verdict, shown(claimed), None, None, name, Values(low, high), off)
