"""Standings as a table in the terminal, within 80 columns, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Line

from covenant_rules.interval import Interval
from covenant_rules.scoring import Scorecard, Status
from covenant_rules.standing import LISTED, Result, Standings
from covenant_rules.text import Language, Text, number_text

WORDS = {
    "rank": Text(vi="Hạng", en="Rank"),
    "unit": Text(vi="Đơn vị", en="Unit"),
    "content": Text(vi="ND {}", en="C {}"),
    "bonus": Text(vi="Thưởng", en="Bonus"),
    "penalty": Text(vi="Trừ", en="Penalty"),
    "total": Text(vi="Tổng điểm", en="Total"),
    "stage": Text(vi="đợt {}", en="stage {}"),
    "contents": Text(vi="Nội dung", en="Content"),
    "standard": Text(vi="Điểm chuẩn", en="Standard"),
    "stated": Text(
        vi="* điểm ghi sẵn trong báo cáo, không tính từ số liệu: {}",
        en="* points stated in the report, not derived from evidence: {}",
    ),
    "pending": Text(
        vi="{}: còn thiếu {} số liệu, tổng điểm là khoảng từ thấp nhất đến cao nhất có thể",
        en="{}: {} figures are missing, the total is an interval",
    ),
    "not_classified": Text(vi="{}: không xếp loại, {}", en="{}: not classified, {}"),
    "excluded": Text(
        vi="{}: chấm điểm nhưng không xếp hạng, {}", en="{}: scored but not ranked, {}"
    ),
    "tied": Text(vi="Hạng {} có {} đơn vị đồng hạng: {}", en="Rank {} is shared by {} units: {}"),
    "broken": Text(
        vi="{}: xếp trên hoặc dưới đơn vị bằng điểm theo {}",
        en="{}: parted from a unit with the same total by {}",
    ),
    "veto": Text(vi="{}: vi phạm điều kiện loại trừ {}", en="{}: vetoed by {}"),
    "illustrative": Text(
        vi="Số liệu có ghi chú “minh họa” là giả định để trình bày, không phải kết quả thật.",
        en="Figures noted as illustrative are made up for a demonstration; they are no real result.",
    ),
    "listed": Text(vi="thứ tự đăng ký", en="the order of registration"),
}


def word(key: str, language: Language, *values: object) -> str:
    """Return a word of the tables in *language*, filled with *values*."""
    return WORDS[key].in_(language).format(*values)


def interval_text(interval: Interval, language: Language, decimals: int | None = None) -> str:
    """Return a number, or the two ends of an interval, for a reader."""
    if interval.exact is not None:
        return number_text(interval.exact, language, decimals)
    ends = ["…" if e is None else number_text(e, language) for e in (interval.low, interval.high)]
    return "–".join(ends)


def standings_table(standings: Standings, language: Language) -> RenderableType:
    """Return the standings of a bloc, content by content, with what has to be said about them."""
    covenant = standings.covenant
    heading = f"{covenant.title.in_(language)} · {word('stage', language, standings.stage)}"
    table = Table(title=escape(heading), box=SIMPLE_HEAD, pad_edge=False, title_justify="left")
    table.add_column(word("rank", language), justify="right")
    table.add_column(word("unit", language))
    for content in covenant.contents:
        table.add_column(word("content", language, content.id), justify="right")
    for name in ("bonus", "penalty", "total"):
        table.add_column(
            word(name, language), justify="right", style="bold" if name == "total" else ""
        )
    for result in standings:
        table.add_row(*_row(result, standings, language))
    key = [
        f"{word('content', language, c.id)}: {c.title.in_(language)} "
        f"({number_text(c.points, language)})"
        for c in covenant.contents
    ]
    notes = [Line(text) for text in (*key, *_notes(standings, language))]
    return Group(table, *notes)


def _row(result: Result, standings: Standings, language: Language) -> Iterator[str]:
    card, decimals = result.card, standings.covenant.rounding.decimals
    yield _rank(result)
    yield escape(card.title.in_(language))
    for content in standings.covenant.contents:
        score = card.contents[content.id]
        yield interval_text(score.points, language) + ("*" if score.stated else "")
    yield interval_text(card.bonus, language)
    yield interval_text(card.penalty, language)
    yield (
        "—"
        if card.status is Status.NOT_CLASSIFIED
        else interval_text(card.total, language, decimals)
    )


def _rank(result: Result) -> str:
    standing = result.standing
    if standing.rank is not None:
        return f"{standing.rank}{'=' if standing.tied_with else ''}"
    if standing.best is None:
        return "—"
    return (
        f"{standing.best}–{standing.worst}"
        if standing.best != standing.worst
        else f"({standing.best})"
    )


def _notes(standings: Standings, language: Language) -> Iterator[str]:
    stated = {node: None for result in standings for node in result.card.stated}
    if stated:
        yield word("stated", language, ", ".join(stated))
    yield from _shared(standings, language)
    for result in standings:
        yield from _note(result.card, language)
        broken_by = result.standing.broken_by
        if broken_by is not None:
            shown = word("listed", language) if broken_by == LISTED else broken_by
            yield word("broken", language, result.card.title.in_(language), shown)
    if standings.bloc.illustrative:
        yield word("illustrative", language)


def _shared(standings: Standings, language: Language) -> Iterator[str]:
    said: set[int] = set()
    for result in standings:
        standing = result.standing
        if standing.rank is None or not standing.tied_with or standing.rank in said:
            continue
        said.add(standing.rank)
        units = [result.card.unit, *standing.tied_with]
        names = ", ".join(standings[unit].card.title.in_(language) for unit in units)
        yield word("tied", language, standing.rank, len(units), names)


def _note(card: Scorecard, language: Language) -> Iterator[str]:
    name = card.title.in_(language)
    if card.status is Status.PENDING:
        yield word("pending", language, name, len(card.missing))
    elif card.because is not None:
        yield word(str(card.status), language, name, card.because.in_(language))
    if card.vetoes:
        yield word("veto", language, name, ", ".join(card.vetoes))


def print_to(console: Console, standings: Standings, language: Language) -> None:
    """Print the standings to *console*."""
    console.print(standings_table(standings, language))
