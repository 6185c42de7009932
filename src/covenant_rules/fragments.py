"""What notebooks and letters show: points in words, and tables of HTML, every text escaped.

A fragment is one table in one language; it needs no template engine. Whole pages are `output.report`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape

from attrs import frozen

from covenant_rules.interval import Interval
from covenant_rules.text import Language, Text, spoken_text

TOTAL = Text(vi="Tổng điểm", en="Total")
_MINUS = "\N{MINUS SIGN}"
_INDENT = 24  # pixels for each level


def points_number(value: Fraction, language: Language) -> str:
    """Return *value* as it is read aloud, with a true minus sign."""
    return spoken_text(value, language).replace("-", _MINUS)


def points_text(points: Interval, language: Language, *, signed: bool = False) -> str:
    """Return points for a reader; *signed* puts a plus or minus before them, apart."""
    if points.exact is None:
        ends = (points.low, points.high)
        return "–".join("…" if end is None else points_number(end, language) for end in ends)
    if not signed:
        return points_number(points.exact, language)
    sign = _MINUS if points.exact < 0 else "+"
    shown = spoken_text(abs(points.exact), language)
    about = "≈ " if shown.startswith("≈") else ""
    return f"{about}{sign} {shown.removeprefix('≈ ')}"


@frozen
class Row:
    """A row of a fragment: its first cell says what the others are about; *depth* indents it."""

    cells: tuple[str, ...]
    depth: int = 0
    heading: bool = False


def table(
    kind: str, caption: str, rows: Iterable[Row], language: Language, head: Sequence[str] = ()
) -> str:
    """Return a table as HTML, *kind* being its class; all cells but the first are amounts."""
    parts = [f'<table class="{kind}" lang="{language}">', f"<caption>{escape(caption)}</caption>"]
    if head:
        named = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
        parts.append(f"<thead><tr>{named}</tr></thead>")
    parts += ["<tbody>", *map(_row, rows), "</tbody>", "</table>", ""]
    return "\n".join(parts)


def _row(row: Row) -> str:
    first, *amounts = map(escape, row.cells)
    cell, scope = ("th", ' scope="row"') if row.heading else ("td", "")
    pad = f' style="padding-left:{row.depth * _INDENT}px"' if row.depth else ""
    rest = "".join(f'<td class="amount">{amount}</td>' for amount in amounts)
    return f"<tr><{cell}{scope}{pad}>{first}</{cell}>{rest}</tr>"
