"""Standings as a table in the terminal, within 80 columns, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Line

from covenant_rules.output.words import interval_text, notes, stage_name, word
from covenant_rules.scoring import Status
from covenant_rules.standing import Result, Standings
from covenant_rules.text import Language, number_text


def standings_table(standings: Standings, language: Language) -> RenderableType:
    """Return the standings of a bloc, content by content, with what has to be said about them."""
    covenant = standings.covenant
    heading = f"{covenant.title.in_(language)} · {word('stage', language, stage_name(standings.stage, language))}"
    table = Table(title=escape(heading), box=SIMPLE_HEAD, pad_edge=False, title_justify="left")
    table.add_column(word("rank", language), justify="right")
    table.add_column(word("unit", language))
    for content in covenant.contents:
        table.add_column(word("content", language, content.id), justify="right", overflow="fold")
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
    said = [Line(text) for text in (*key, *notes(standings, language))]
    return Group(table, *said)


def _row(result: Result, standings: Standings, language: Language) -> Iterator[str]:
    card, rounding = result.card, standings.covenant.rounding
    yield result.standing.shown
    yield escape(card.title.in_(language))
    for content in standings.covenant.contents:
        score = card.contents[content.id]
        yield interval_text(score.points, rounding, language) + ("*" if score.stated else "")
    yield interval_text(card.bonus, rounding, language)
    yield interval_text(card.penalty, rounding, language)
    if card.status is Status.NOT_CLASSIFIED:
        yield "—"
    elif card.total.exact is not None:
        yield number_text(card.total.exact, language, rounding.decimals)
    else:
        yield interval_text(card.total, rounding, language)


def print_to(console: Console, standings: Standings, language: Language) -> None:
    """Print the standings to *console*."""
    console.print(standings_table(standings, language))
