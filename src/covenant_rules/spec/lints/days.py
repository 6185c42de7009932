"""Days: a year the wrong way round, lines that are never in force, days on which no line is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from covenant_rules.covenant import ALWAYS, Covenant, Dates, Effect
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.spec.lints.spots import spots
from covenant_rules.spec.problems import Problems
from covenant_rules.text import Text

DAY = Quantity(Unit.DATE)
NEXT = timedelta(days=1)


def _words(day: date) -> Text:
    return Text.each(lambda language: DAY.format(Fraction(day.toordinal()), language))


def year_reversed(covenant: Covenant, problems: Problems) -> None:
    """Name a year that ends before it begins."""
    first, last = covenant.year.first, covenant.year.last
    if _reversed(covenant.year) and first and last:
        problems.add("W313", ("year",), key=True, first=_words(first), last=_words(last))


def _reversed(dates: Dates) -> bool:
    return dates.first is not None and dates.last is not None and dates.first > dates.last


def lines_outside_year(covenant: Covenant, problems: Problems) -> None:
    """Name lines that are in force on no day of the covenant's year."""
    if _reversed(covenant.year):
        return
    for spot in spots(covenant, problems.places):
        for line, path in spot.lines:
            if _reversed(line.valid) or not line.valid.meets(covenant.year):
                problems.add("W314", (*path, "valid"), key=True, line=line.id)


def days_without_line(covenant: Covenant, problems: Problems) -> None:
    """Name the first day of the year on which no award line of a criterion is in force.

    One line alone with dates is a criterion that was meant to begin or end within the year, and
    `not_applicable`, which it must have, says what holds then; several lines share the year out.
    """
    if covenant.year.first is None or covenant.year.last is None or _reversed(covenant.year):
        return
    for spot in spots(covenant, problems.places):
        spans = [line.valid for line, _ in spot.lines if line.effect is Effect.AWARD]
        if len(spans) > 1 and ALWAYS not in spans:
            day = _first_free(spans, covenant.year.first)
            if day is not None and day <= covenant.year.last:
                problems.add(
                    "W312", (*spot.path, "lines"), key=True, node=spot.criterion.id, day=_words(day)
                )


def _first_free(spans: Sequence[Dates], day: date) -> date | None:
    """Return the first day from *day* on that is in none of *spans*; None where one has no end."""
    while around := [s for s in spans if s.meets(Dates(day, day))]:
        ends = [s.last for s in around if s.last is not None]
        if len(ends) < len(around):
            return None
        day = max(ends) + NEXT
    return day
