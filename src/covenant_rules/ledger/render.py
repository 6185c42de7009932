"""The ledger for readers: plain text, Markdown, an HTML fragment, and data for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import frozen

from covenant_rules.fragments import TOTAL, Row, points_number, points_text, table
from covenant_rules.interval import Interval
from covenant_rules.ledger.entries import Account, Entry, Fact
from covenant_rules.text import Language, Text, exact_text

if TYPE_CHECKING:
    from covenant_rules.ledger.account import Ledger

_OF = Text(vi="{} trên {} điểm", en="{} of {} points")
_SHEET = Text(vi="Cả bản giao ước", en="The whole sheet")


@frozen
class _Row:
    """One row of a rendered account: how deep it stands, what it says, and what it adds."""

    depth: int
    text: str
    amount: str = ""
    heading: bool = False


def _rows(ledger: Ledger, language: Language, named: str | None) -> Iterator[_Row]:
    """Yield the rows: each content, its criteria with their entries, then what the content changes."""
    contents = [node for node in ledger.nodes if node.depth == 0]
    for content in contents:
        inside = ledger.within(content.id)
        criteria = {entry.of[1] for entry in inside if len(entry.of) > 1}
        if named not in (None, content.id) and named not in criteria:
            continue
        yield _heading(content, language)
        for node in ledger.nodes:
            if (
                node.depth == 0
                or node.id not in criteria
                or named not in (None, content.id, node.id)
            ):
                continue
            yield _heading(node, language)
            for entry in ledger.within(content.id, node.id):
                yield from _entry(entry, 2, language)
        if named in (None, content.id):
            for entry in inside:
                if entry.of == (content.id,):
                    yield from _entry(entry, 1, language)
    if named is None:
        for entry in ledger.entries:
            if not entry.of:
                text = f"{_SHEET.in_(language)}: {entry.text.in_(language)}"
                yield _Row(0, text, _amount(entry, language))
        total = points_text(ledger.card.total, language)
        yield _Row(0, f"{TOTAL.in_(language)}: {total}", heading=True)


def _heading(node: Account, language: Language) -> _Row:
    points = points_text(node.points, language)
    of = _OF.in_(language).format(points, points_number(node.standard, language))
    return _Row(node.depth, f"{node.id} {node.title.in_(language)}: {of}", heading=True)


def _amount(entry: Entry, language: Language) -> str:
    return points_text(entry.points, language, signed=True)


def _entry(entry: Entry, depth: int, language: Language) -> Iterator[_Row]:
    yield _Row(depth, entry.text.in_(language), _amount(entry, language))
    if entry.facts:
        yield _Row(depth + 1, " · ".join(_fact(fact, language) for fact in entry.facts))
    for step in entry.steps:
        yield _Row(depth + 1, step.in_(language))


def _fact(fact: Fact, language: Language) -> str:
    place = f" ({fact.place})" if fact.place else ""
    return f"{fact.title.in_(language)}: {fact.value.in_(language)}{place}"


WIDTH = 80


def text(ledger: Ledger, language: Language, named: str | None) -> str:
    """Return the account as plain text, amounts at the right edge of 80 columns."""
    card = ledger.card
    lines = [ledger.title.in_(language), card.title.in_(language), ""]
    for row in _rows(ledger, language, named):
        if row.heading and row.depth == 0 and lines[-1]:
            lines.append("")
        line = "    " * row.depth + row.text
        gap = max(2, WIDTH - len(line) - len(row.amount)) if row.amount else 0
        lines.append(line + " " * gap + row.amount)
    return "\n".join(lines) + "\n"


def markdown(ledger: Ledger, language: Language, named: str | None) -> str:
    """Return the account as Markdown: nested lists, amounts in bold."""
    lines = [f"# {ledger.card.title.in_(language)}", "", ledger.title.in_(language), ""]
    for row in _rows(ledger, language, named):
        amount = f" **{row.amount}**" if row.amount else ""
        shown = f"**{_plain(row.text)}**" if row.heading else _plain(row.text)
        lines.append(f"{'  ' * row.depth}- {shown}{amount}")
    return "\n".join(lines) + "\n"


def _plain(words: str) -> str:
    """Return *words* so that Markdown takes them as they are."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in words)


def html(ledger: Ledger, language: Language, named: str | None) -> str:
    """Return the account as an HTML fragment: one table, headings in it."""
    rows = [
        Row((row.text, row.amount), row.depth, row.heading)
        for row in _rows(ledger, language, named)
    ]
    caption = f"{ledger.card.title.in_(language)} · {ledger.title.in_(language)}"
    return table("ledger", caption, rows, language)


def data(ledger: Ledger) -> dict[str, Any]:
    """Return the account as plain data: the entries alone give every sum again."""
    card = ledger.card
    return {
        "unit": card.unit,
        "stage": card.stage,
        "status": str(card.status),
        "total": _value(card.total),
        "nodes": [
            {"id": node.id, "standard": exact_text(node.standard), "points": _value(node.points)}
            for node in ledger.nodes
        ],
        "entries": [_entry_data(entry) for entry in ledger.entries],
    }


def _entry_data(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "of": list(entry.of),
        "kind": entry.kind,
        "points": _value(entry.points),
        "text": _both(entry.text),
        "facts": [
            {
                "name": fact.name,
                "title": _both(fact.title),
                "value": _both(fact.value),
                "place": fact.place,
                "target": fact.target,
            }
            for fact in entry.facts
        ],
        "steps": [_both(step) for step in entry.steps],
    }


def _both(words: Text) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}


def _value(points: Interval) -> str | list[str | None]:
    """Return an exact number as text, an interval as its two ends."""
    if points.exact is not None:
        return exact_text(points.exact)
    return [None if end is None else exact_text(end) for end in (points.low, points.high)]
