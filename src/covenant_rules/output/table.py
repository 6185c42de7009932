"""Standings as a table in the terminal, within 80 columns, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Line

from covenant_rules.covenant import Rounding
from covenant_rules.output.words import STATED, interval_text, notes, stage_name, word
from covenant_rules.scoring import Scorecard, Status
from covenant_rules.standing import Standings
from covenant_rules.text import Language, number_text

LEAST_NAME = 14  # columns for the name of a unit
_BETWEEN = 3  # columns between two cells


@frozen
class _Column:
    """A column of amounts, one for each unit; it is never made narrower than it needs."""

    head: str
    cells: tuple[str, ...]
    style: str = ""

    @property
    def width(self) -> int:
        """The columns that it takes: its heading may break between words, its amounts may not."""
        words = (*self.head.split(" "), *(part for cell in self.cells for part in cell.split("\n")))
        return max(map(cell_len, words))


def standings_table(standings: Standings, language: Language, width: int) -> RenderableType:
    """Return the standings of a bloc within *width*, with what has to be said about them.

    Where the contents do not all fit beside the totals, they follow in tables of their own.
    """
    covenant = standings.covenant
    stage = word("stage", language, stage_name(standings.stage, language))
    contents = list(_contents(standings, language))
    totals = list(_totals(standings, language))
    groups = [[*contents, *totals]]
    if _width(groups[0], standings, language) > width:
        groups = [totals, *_groups(contents, width - _width([], standings, language))]
    tables = [_table(columns, standings, language) for columns in groups]
    heading = Line(f"{covenant.title.in_(language)} · {stage}", style="italic")
    key = [
        f"{word('content', language, c.id)}: {c.title.in_(language)} "
        f"({number_text(c.points, language)})"
        for c in covenant.contents
    ]
    said = [Line(text) for text in (*key, *notes(standings, language))]
    return Group(heading, *tables, *said)


def _width(columns: Sequence[_Column], standings: Standings, language: Language) -> int:
    """Return the least width of a table with *columns* beside the places and names."""
    places = _places(standings, language)
    return places.width + LEAST_NAME + sum(c.width + _BETWEEN for c in columns) + _BETWEEN + 2


def _groups(columns: Sequence[_Column], width: int) -> Iterator[list[_Column]]:
    """Yield *columns* in groups of which each takes at most *width*, one column at least."""
    group: list[_Column] = []
    for column in columns:
        if group and sum(c.width + _BETWEEN for c in (*group, column)) > width:
            yield group
            group = []
        group.append(column)
    if group:
        yield group


def _table(columns: Sequence[_Column], standings: Standings, language: Language) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    places = _places(standings, language)
    table.add_column(places.head, justify="right", min_width=places.width)
    table.add_column(word("unit", language), overflow="fold")
    for column in columns:
        table.add_column(column.head, justify="right", min_width=column.width, style=column.style)
    names = (escape(result.card.title.in_(language)) for result in standings)
    for row in zip(places.cells, names, *(column.cells for column in columns), strict=True):
        table.add_row(*row)
    return table


def _places(standings: Standings, language: Language) -> _Column:
    return _Column(word("rank", language), tuple(r.standing.shown for r in standings))


def _contents(standings: Standings, language: Language) -> Iterator[_Column]:
    rounding = standings.covenant.rounding
    for content in standings.covenant.contents:
        scores = [result.card.contents[content.id] for result in standings]
        yield _Column(
            word("content", language, content.id).replace(" ", "\N{NO-BREAK SPACE}"),
            # before the number, so that digits stand under one another
            tuple(
                (STATED if s.stated else "") + interval_text(s.points, rounding, language)
                for s in scores
            ),
        )


def _totals(standings: Standings, language: Language) -> Iterator[_Column]:
    rounding = standings.covenant.rounding
    cards = [result.card for result in standings]
    for name, found in (
        ("bonus", [card.bonus for card in cards]),
        ("penalty", [card.penalty for card in cards]),
    ):
        cells = tuple(interval_text(points, rounding, language) for points in found)
        yield _Column(word(name, language), cells)
    totals = tuple(_total(card, rounding, language) for card in cards)
    yield _Column(word("total", language), totals, "bold")


def _total(card: Scorecard, rounding: Rounding, language: Language) -> str:
    if card.status is Status.NOT_CLASSIFIED:
        return "—"
    if card.total.exact is not None:
        return number_text(card.total.exact, language, rounding.decimals)
    return interval_text(card.total, rounding, language)


def print_to(console: Console, standings: Standings, language: Language) -> None:
    """Print the standings to *console*."""
    console.print(standings_table(standings, language, console.width))
