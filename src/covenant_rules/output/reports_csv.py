"""The reports of a bloc as one CSV file in long form, which loads to the same reports."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from fractions import Fraction
from io import StringIO

from covenant_rules.bloc import Bloc
from covenant_rules.quantity import Quantity, Unit, day_text
from covenant_rules.report import Report
from covenant_rules.spec.cells import MEASURE, NOTE, STAGE, UNIT, VALUE
from covenant_rules.spec.reports import INVALID, NOT_APPLICABLE, STATED, WAIVER
from covenant_rules.text import exact_text


def text(bloc: Bloc) -> str:
    """Return the reports of *bloc* as CSV text: whatever files they came from, the same text for the same."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([UNIT, STAGE, MEASURE, VALUE, NOTE])
    for report in bloc.reports:
        cells = dict(_cells(report, bloc))
        for key in dict.fromkeys((*cells, *report.notes)):
            value, note = cells.get(key, ("", ""))
            writer.writerow([report.unit, report.stage, key, value, report.notes.get(key, note)])
        if not cells and not report.notes:  # it says nothing, but it is there
            first = next(iter(bloc.covenant.measures), "")
            writer.writerow([report.unit, report.stage, first, "", ""])
    return stream.getvalue()


def _cells(report: Report, bloc: Bloc) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the value and the reason of everything that a report says, by its key."""
    for key, value in report.values.items():
        yield key, (spelt(value, bloc.covenant.measures[key.partition("@")[0]].quantity), "")
    for name, points in report.stated.items():
        yield f"{STATED}:{name}", (exact_text(points), "")
    for name, waiver in report.waivers.items():
        yield f"{WAIVER}:{name}", (waiver.authority, waiver.reason)
    for name, reason in report.not_applicable.items():
        yield f"{NOT_APPLICABLE}:{name}", ("", reason)
    for name, reason in report.invalid.items():
        yield f"{INVALID}:{name}", ("", reason)


def spelt(value: Fraction, quantity: Quantity) -> str:
    """Return a value as a report writes it."""
    match quantity.unit:
        case Unit.DATE:
            return day_text(value)
        case Unit.LEVEL:
            return quantity.names[int(value)]
        case Unit.YES_NO:
            return ("không", "có")[int(value)]
    return exact_text(value)
