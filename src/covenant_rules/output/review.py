"""A review for readers: stages side by side within 80 columns, and why they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Line

from covenant_rules.comparison import CRITERION, LINE, TOTAL, Row, UnitReview
from covenant_rules.output.review_words import Speaker, moved
from covenant_rules.output.words import word as standings_word
from covenant_rules.review import Inflation, Review
from covenant_rules.text import Language


def print_review(console: Console, found: Review, language: Language, unit: str | None) -> None:
    """Print a review to *console*: the whole bloc with what moved, or one *unit* with every row."""
    say = _Writer(found, language)
    stages = " – ".join(say.names)
    console.print(Line(f"{found.covenant.title.in_(language)} · {say('review', stages)}"))
    if unit is None:
        console.print(say.bloc())
        if found.inflation:
            console.print(say.inflation())
    for one in found.units:
        if unit == one.unit or (unit is None and len(found.views) > 1):
            rows = [row for row in one.rows if unit is not None or row.moves]
            console.print(Line(one.title.in_(language), style="bold"))
            console.print(say.unit(one, rows) if rows else Line(say("same")))
            for text in say.notes(one):
                console.print(Line(text))
    if any(view.bloc.illustrative for view in found.views):
        console.print(Line(standings_word("illustrative", language)))


class _Writer(Speaker):
    """Draws the tables of one review in one language."""

    def bloc(self) -> Table:
        """Return the totals of all units, and by how much each scored itself above the last stage."""
        above = self.found.inflation[0].units if self.found.inflation else None
        table = self._table("unit", [*self.names, *([] if above is None else [self("above")])])
        for unit in self.found.units:
            own = [] if above is None else [self.signed(above.get(unit.unit))]
            table.add_row(escape(unit.title.in_(self.language)), *self._cells(unit.rows[0]), *own)
        return table

    def inflation(self) -> Table:
        """Return by how much self-scores were above the last stage: the total, then each criterion."""
        columns = [self("mean"), self("largest")]
        table = self._table("item", columns, self("inflation", self.names[-1]))
        table.add_column(self("unit"), overflow="fold")
        table.add_column(self("owner"), overflow="fold")
        for one in self.found.inflation:
            if not one.node or any(map(moved, one.units.values())):
                table.add_row(*map(escape, self._inflated(one)))
        return table

    def _inflated(self, one: Inflation) -> Iterator[str]:
        yield one.node or self("bloc")
        yield self.signed(one.mean)
        yield self.signed(one.largest)
        yield ", ".join(one.most) if len(one.most) < len(one.units) else "…"
        yield one.owner or "—"

    def unit(self, unit: UnitReview, rows: Iterable[Row]) -> Table:
        """Return *rows* of one unit; a line that is all of its criterion is left out."""
        table = self._table("item", self.names)
        table.add_column(self("owner"), overflow="fold")
        nodes = {row.node for row in unit.rows if row.kind == CRITERION}
        for row in rows:
            if row.kind != LINE or row.node not in nodes:
                name = row.node if row.kind != TOTAL else self("total")
                owner = row.owner if row.kind == CRITERION and row.owner else ""
                table.add_row(escape(name), *self._cells(row), escape(owner))
        return table

    def _table(self, first: str, columns: Iterable[str], title: str | None = None) -> Table:
        table = Table(title=title, box=SIMPLE_HEAD, pad_edge=False, title_justify="left")
        table.add_column(self(first), overflow="fold")
        for name in columns:
            table.add_column(escape(name), justify="right", overflow="fold")
        return table

    def _cells(self, row: Row) -> Iterator[str]:
        for points, delta in zip(row.points, (None, *row.deltas), strict=True):
            shown = "—" if points is None else self.points(points)
            yield f"{shown}\n({self.signed(delta)})" if moved(delta) else shown
