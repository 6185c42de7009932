"""Standings as CSV, a row for each unit; text from reports can never become a formula."""

from __future__ import annotations

import csv
from io import StringIO

from covenant_rules.interval import Interval
from covenant_rules.scoring import Status
from covenant_rules.standing import Standings
from covenant_rules.text import LIVE, exact_text


def _number(interval: Interval) -> str:
    return "" if interval.exact is None else exact_text(interval.exact)


def _end(value: object) -> str:
    return "" if value is None else str(value)


def safe(text: str) -> str:
    """Return *text* so that a spreadsheet takes it as text, whatever it begins with.

    >>> safe("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(tuple(LIVE)) else text


def text(standings: Standings) -> str:
    """Return the standings as CSV text with the totals, their limits, and a column for each content."""
    contents = [content.id for content in standings.covenant.contents]
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    head = ["unit", "title_vi", "status", "rank", "total", "low", "high", "bonus", "penalty"]
    writer.writerow([*head, *(f"content_{name}" for name in contents), "stated", "vetoes"])
    for result in standings:
        card = result.card
        known = card.status in (Status.FINAL, Status.EXCLUDED)
        writer.writerow(
            [
                safe(card.unit),
                safe(card.title.vi),
                card.status,
                _end(result.standing.rank),
                _number(card.total) if known else "",
                "" if card.total.low is None else exact_text(card.total.low),
                "" if card.total.high is None else exact_text(card.total.high),
                _number(card.bonus),
                _number(card.penalty),
                *(_number(card.contents[name].points) for name in contents),
                safe(" ".join(card.stated)),
                safe(" ".join(card.vetoes)),
            ]
        )
    return stream.getvalue()
