"""A review for readers: stages side by side within 80 columns, and why they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Line

from covenant_rules.changes import Change
from covenant_rules.comparison import CRITERION, LINE, TOTAL, Points, Row, UnitReview
from covenant_rules.covenant import Covenant
from covenant_rules.interval import Interval
from covenant_rules.output.review_words import WORDS
from covenant_rules.output.table import interval_text, number, stage_name
from covenant_rules.output.table import word as standings_word
from covenant_rules.review import EARLIER, LATER, Inflation, Review
from covenant_rules.text import Language, number_text


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


class _Writer:
    """Writes the parts of one review in one language."""

    def __init__(self, found: Review, language: Language) -> None:
        self.found, self.language = found, language
        self.names = [
            self(v.name) if v.name in (EARLIER, LATER) else stage_name(v.name, language)
            for v in found.views
        ]

    def __call__(self, key: str, *values: object) -> str:
        return WORDS[key].in_(self.language).format(*values)

    def bloc(self) -> Table:
        """Return the totals of all units, and by how much each scored itself above the last stage."""
        above = self.found.inflation[0].units if self.found.inflation else None
        table = self._table("unit", [*self.names, *([] if above is None else [self("above")])])
        for unit in self.found.units:
            own = [] if above is None else [self._signed(above.get(unit.unit))]
            table.add_row(escape(unit.title.in_(self.language)), *self._cells(unit.rows[0]), *own)
        return table

    def inflation(self) -> Table:
        """Return by how much self-scores were above the last stage: the total, then each criterion."""
        columns = [self("mean"), self("largest")]
        table = self._table("item", columns, self("inflation", self.names[-1]))
        table.add_column(self("unit"), overflow="fold")
        table.add_column(self("owner"), overflow="fold")
        for one in self.found.inflation:
            if not one.node or any(map(_moves, one.units.values())):
                table.add_row(*map(escape, self._inflated(one)))
        return table

    def _inflated(self, one: Inflation) -> Iterator[str]:
        yield one.node or self("bloc")
        yield self._signed(one.mean)
        yield self._signed(one.largest)
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

    def notes(self, unit: UnitReview) -> Iterator[str]:
        """Yield what changed in the reports of a unit, what lacks, and what strikes."""
        for name, status, vetoes in zip(self.names, unit.statuses, unit.vetoes, strict=True):
            if status is None:
                yield f"- {self('no_report', name)}"
            if vetoes:
                yield f"- {self('veto', ', '.join(vetoes), name)}"
        for step, changes in enumerate(unit.steps):
            if None in unit.statuses[step : step + 2]:
                continue
            for change in changes:
                moved = unit.moved(change, step)
                points = "" if moved is None else f" ({self._signed(moved)})"
                yield f"- {self.names[step + 1]}: {self.change(change)}{points}"
            for row in unit.rows:
                unexplained = row.kind == CRITERION and not unit.reasons(row)[step]
                if unexplained and _moves(row.deltas[step]):
                    told = f"{self('through', row.node)} ({self._signed(row.deltas[step])})"
                    yield f"- {self.names[step + 1]}: {told}"

    def change(self, change: Change) -> str:
        """Return what changed, where it counts, and the reason that the report gives."""
        covenant = self.found.covenant
        mark, separator, name = change.entry.partition(":")
        title = _title(covenant, name or mark, self.language)
        what = self(mark, title) if separator else title
        where = f"[{', '.join(change.lines or change.nodes[-1:])}] " if change.nodes else ""
        ends = [self._value(change, value) for value in (change.before, change.after)]
        note = f" — {change.note}" if change.note and change.note != change.after else ""
        return f"{where}{what}: {ends[0]} → {ends[1]}{note}"

    def _value(self, change: Change, value: Fraction | str | None) -> str:
        if not isinstance(value, Fraction):
            return value or self("none")
        declared = self.found.covenant.measures.get(change.entry.partition("@")[0])
        if declared is None:
            return number_text(value, self.language)
        return declared.quantity.format(value, self.language)

    def _table(self, first: str, columns: Iterable[str], title: str | None = None) -> Table:
        table = Table(title=title, box=SIMPLE_HEAD, pad_edge=False, title_justify="left")
        table.add_column(self(first), overflow="fold")
        for name in columns:
            table.add_column(escape(name), justify="right", overflow="fold")
        return table

    def _cells(self, row: Row) -> Iterator[str]:
        for points, delta in zip(row.points, (None, *row.deltas), strict=True):
            shown = "—" if points is None else self._points(points)
            yield f"{shown}\n({self._signed(delta)})" if _moves(delta) else shown

    def _points(self, points: Interval) -> str:
        shown = interval_text(points, self.found.covenant.rounding, self.language)
        return shown.replace("-", "−")

    def _signed(self, points: Points) -> str:
        """Return a difference with its sign, or both ends of one that is not decided."""
        if points is None:
            return "—"
        rounding = self.found.covenant.rounding

        def one(end: Fraction | None) -> str:
            if end is None:
                return "…"
            sign = "−" if end < 0 else "+" if end > 0 else ""
            return f"{sign}{number(abs(end), rounding, self.language)}"

        if points.exact is not None:
            return one(points.exact)
        return self("to", one(points.low), one(points.high))


def _moves(delta: Points) -> bool:
    return delta is not None and delta != Interval.of(0, 0)


def _title(covenant: Covenant, name: str, language: Language) -> str:
    """Return the title of a measure, with its period; the id of anything else."""
    base, at, period = name.partition("@")
    declared = covenant.measures.get(base)
    return name if declared is None else f"{declared.title.in_(language)}{at}{period}"
