"""The tables of the whole bloc, ready for the page: standings, spread between units, stages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from attrs import frozen

from covenant_rules.comparison import UnitReview
from covenant_rules.covenant import Content, Rounding
from covenant_rules.interval import Interval
from covenant_rules.output.report import charts
from covenant_rules.output.report.words import say
from covenant_rules.output.review_words import Speaker, moved
from covenant_rules.output.words import interval_text
from covenant_rules.review import Review
from covenant_rules.scoring import Scorecard, Status
from covenant_rules.standing import Result, Standings
from covenant_rules.text import Text, number_text

MOST_NAMED = 3
NOTHING = Fraction(0)


@frozen
class Cell:
    """Points as a reader sees them; *stated* marks those that a report stated."""

    text: Text
    stated: bool = False


@frozen
class StandingRow:
    """One unit in the standings, with its bar."""

    place: str
    unit: str
    title: Text
    contents: tuple[Cell, ...]
    bonus: Text
    penalty: Text
    total: Text
    bar: str


@frozen
class SpreadRow:
    """How far the units lie apart in one content."""

    content: Content
    highest: Text
    most: Text
    lowest: Text
    least: Text
    difference: Text
    strokes: str


@frozen
class Spread:
    """All contents that can be compared, the scale of their strokes, and those that cannot."""

    rows: tuple[SpreadRow, ...]
    scale: Text | None
    skipped: Text | None


@frozen
class StageRow:
    """The totals of one unit, stage by stage, each with what moved, and its line."""

    title: Text
    cells: tuple[tuple[Text, Text | None], ...]
    above: Text | None
    line: str


@frozen
class Stages:
    """All stages side by side; *above* says whether self-scores are held against the last stage."""

    names: tuple[Text, ...]
    above: Text | None
    rows: tuple[StageRow, ...]


def shown(points: Interval, rounding: Rounding) -> Text:
    """Return points at the decimals of the sheet, an interval on one line."""
    return Text.each(lambda at: interval_text(points, rounding, at).replace("\n", ""))


def total_shown(card: Scorecard, rounding: Rounding) -> Text:
    """Return a total as the sheet prints it, all decimals written."""
    exact = card.total.exact
    if card.status is Status.NOT_CLASSIFIED:
        return say("no_total")
    if exact is None:
        return shown(card.total, rounding)
    return Text.each(lambda at: number_text(exact, at, rounding.decimals))


def standing_rows(standings: Standings) -> tuple[StandingRow, ...]:
    """Return the rows of the standings, best first; all bars have one scale."""
    found = [_stacked(result.card) for result in standings]
    low = min((sum(p for p in parts if p < 0) for parts, _ in found), default=NOTHING)
    high = max((sum(p for p in parts if p > 0) + more for parts, more in found), default=NOTHING)
    ends = (Fraction(low), max(Fraction(high), Fraction(1)))
    return tuple(
        _standing_row(result, standings.covenant.rounding, charts.bar(*stack, ends))
        for result, stack in zip(standings, found, strict=True)
    )


def _stacked(card: Scorecard) -> tuple[list[Fraction], Fraction]:
    """Return what every content has for certain, and how much more the total may still become."""
    parts = [score.points.low or NOTHING for score in card.contents.values()]
    high = card.total.high
    open_end = NOTHING if card.total.exact is not None or high is None else high - sum(parts)
    return parts, max(NOTHING, open_end)


def _standing_row(result: Result, rounding: Rounding, bar: str) -> StandingRow:
    card = result.card
    return StandingRow(
        result.standing.shown,
        card.unit,
        card.title,
        tuple(Cell(shown(s.points, rounding), s.stated) for s in card.contents.values()),
        shown(card.bonus, rounding),
        shown(card.penalty, rounding),
        total_shown(card, rounding),
        bar,
    )


def spread(standings: Standings) -> Spread | None:
    """Return how far the ranked units lie apart; None where there are fewer than two."""
    cards = [r.card for r in standings if r.card.status in (Status.FINAL, Status.PENDING)]
    if len(cards) < 2:  # noqa: PLR2004  (one unit lies apart from nobody)
        return None
    found = {c.id: _known(c, cards) for c in standings.covenant.contents}
    compared = {name: points for name, points in found.items() if points}
    skipped = [name for name in found if name not in compared]
    ends = _percent_ends(standings.covenant.contents, compared)
    rounding = standings.covenant.rounding
    titles = {card.unit: card.title for card in cards}
    rows = tuple(
        _spread_row(content, compared[content.id], titles, rounding, ends)
        for content in standings.covenant.contents
        if content.id in compared
    )
    return Spread(
        rows,
        None if ends is None else say("spread_scale", *ends),
        say("spread_skipped", ", ".join(skipped)) if skipped else None,
    )


def _known(content: Content, cards: Sequence[Scorecard]) -> dict[str, Fraction]:
    """Return the points of every unit; nothing where one of them is not known or does not apply."""
    scores = {card.unit: card.contents[content.id] for card in cards}
    known = {u: s.points.exact for u, s in scores.items() if s.applies}
    found = {unit: points for unit, points in known.items() if points is not None}
    return found if len(found) == len(scores) else {}


def _percent_ends(
    contents: Sequence[Content], compared: dict[str, dict[str, Fraction]]
) -> tuple[int, int] | None:
    """Return the least and most per cent of the standard that any unit has, in whole per cents."""
    shares = [
        100 * points / content.points
        for content in contents
        if content.points > 0
        for points in compared.get(content.id, {}).values()
    ]
    if not shares:
        return None
    low, high = min(*shares, Fraction(100)), max(*shares, Fraction(100))
    return floor(low - (high == low)), ceil(high)


def _spread_row(
    content: Content,
    points: dict[str, Fraction],
    titles: dict[str, Text],
    rounding: Rounding,
    ends: tuple[int, int] | None,
) -> SpreadRow:
    most, least = max(points.values()), min(points.values())
    drawn = ""
    if ends is not None and content.points > 0:
        scale = (ends[0] * content.points / 100, ends[1] * content.points / 100)
        drawn = charts.strokes(list(points.values()), content.points, scale)

    def who(value: Fraction) -> Text:
        units = [titles[unit] for unit, one in points.items() if one == value]
        if most == least:
            return say("all_alike")
        if len(units) > MOST_NAMED:
            return say("several", len(units))
        return Text.each(lambda at: "; ".join(unit.in_(at) for unit in units))

    def number(value: Fraction) -> Text:
        return shown(Interval.point(value), rounding)

    return SpreadRow(
        content, number(most), who(most), number(least), who(least), number(most - least), drawn
    )


def stages(found: Review) -> Stages:
    """Return the totals of all stages side by side."""
    vi, en = Speaker(found, "vi"), Speaker(found, "en")
    names = tuple(Text(vi=a, en=b) for a, b in zip(vi.names, en.names, strict=True))
    known = [p.exact for u in found.units for p in u.rows[0].points if p is not None]
    totals = [total for total in known if total is not None]
    ends = (min(totals, default=NOTHING), max(totals, default=NOTHING))
    ends = (ends[0] - (ends[0] == ends[1]), ends[1])
    above = found.inflation[0].units if found.inflation else None

    def row(unit: UnitReview) -> StageRow:
        exact = [None if p is None else p.exact for p in unit.rows[0].points]
        drawn = [total for total in exact if total is not None]
        claimed = None if above is None else above.get(unit.unit)
        return StageRow(
            unit.title,
            tuple(_stage_cells(unit, vi, en)),
            None if above is None else Text(vi=vi.signed(claimed), en=en.signed(claimed)),
            charts.line(drawn, ends) if len(drawn) == len(exact) > 1 else "",
        )

    headed = None if above is None else Text(vi=vi("above"), en=en("above"))
    return Stages(names, headed, tuple(row(unit) for unit in found.units))


def _stage_cells(unit: UnitReview, vi: Speaker, en: Speaker) -> Iterator[tuple[Text, Text | None]]:
    total = unit.rows[0]
    for points, delta in zip(total.points, (None, *total.deltas), strict=True):
        if points is None:
            yield Text.same("—"), None
            continue
        ends = (speaker.points(points).replace("\n", "") for speaker in (vi, en))
        told = Text(*ends)
        change = Text(vi=vi.signed(delta), en=en.signed(delta)) if moved(delta) else None
        yield told, change
