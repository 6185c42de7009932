"""A cell to fill in: what may be written there, and what a report has for it already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from covenant_rules.diagnostics import column_letters
from covenant_rules.output.excel.book import Book, as_number, text
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.report import Report
from covenant_rules.spec.forms.layout import CHOICES, Kind, Row
from covenant_rules.text import Language, Text, exact_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LONGEST_TITLE, LONGEST_MESSAGE = 32, 255  # what Excel shows beside a cell
YES_NO = (Text(vi="Không", en="No"), Text(vi="Có", en="Yes"))
FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was

_WORDS = {
    "between": Text(vi="Từ {} đến {}", en="From {} to {}"),
    "at_least": Text(vi="Từ {} trở lên", en="{} or more"),
    "at_most": Text(vi="Đến {} là cùng", en="{} at most"),
    "any": Text(vi="Một số", en="A number"),
    "whole": Text(vi="số nguyên", en="a whole number"),
    "decimals": Text(vi="nhiều nhất {} số lẻ", en="{} decimals at most"),
    "step": Text(vi="bội số của {}", en="a multiple of {}"),
    "choose": Text(vi="Chọn trong danh sách", en="Choose from the list"),
    "wrong": Text(vi="Giá trị không hợp lệ", en="This value is not allowed"),
}


@frozen
class Answer:
    """What a report has for one row: its value as a person would write it, and its note."""

    value: Fraction | str | None = None
    note: str = ""


def answer(report: Report, row: Row) -> Answer:
    """Return what *report* has for *row*."""
    name = row.key.partition(":")[2]
    note = report.notes.get(row.key, "")
    match row.kind:
        case Kind.POINTS:
            return Answer(report.stated.get(name), note)
        case Kind.WAIVER if name in report.waivers:
            return Answer(report.waivers[name].authority, note or report.waivers[name].reason)
        case Kind.NOT_APPLICABLE if name in report.not_applicable:
            return Answer("", note or report.not_applicable[name])
        case Kind.INVALID if name in report.invalid:
            return Answer("", note or report.invalid[name])
    return Answer(report.values.get(row.key), note)


def write_answer(
    book: Book,
    sheet: Worksheet,
    row: int,
    column: int,
    asked: Row,
    known: Answer,
    language: Language,
) -> None:
    """Write the cell of a result: blank, or with what is known."""
    value, quantity = known.value, asked.quantity
    if value is None:
        style = "fill_date" if quantity is not None and quantity.unit is Unit.DATE else "fill"
        sheet.write_blank(row, column, None, book.style(style))
    elif isinstance(value, str):
        words = CHOICES[asked.kind].in_(language) if asked.kind in CHOICES else value
        sheet.write_string(row, column, text(words), book.style("fill"))
    elif quantity is not None and quantity.unit is Unit.DATE:
        day = date.fromordinal(int(value))
        sheet.write_datetime(row, column, day, book.style("fill_date"))
    elif quantity is not None and quantity.unit in (Unit.YES_NO, Unit.LEVEL):
        named = (
            YES_NO[int(value)].in_(language)
            if quantity.unit is Unit.YES_NO
            else quantity.names[int(value)]
        )
        sheet.write_string(row, column, text(named), book.style("fill"))
    else:
        number = as_number(value)
        if number is None:
            sheet.write_string(row, column, exact_text(value), book.style("fill"))
        else:
            sheet.write_number(row, column, number, book.style("fill"))


def validation(
    asked: Row, cell: tuple[int, int], language: Language, names: Callable[[tuple[str, ...]], str]
) -> Mapping[str, Any] | None:
    """Return what Excel lets into the cell of a result; None where it is any text.

    *names* returns the reference of a list of names.
    """
    quantity = asked.quantity
    if asked.kind in CHOICES:
        return _list([CHOICES[asked.kind].in_(language)], language)
    if quantity is None:
        return None
    if quantity.unit is Unit.YES_NO:
        return _list([word.in_(language) for word in reversed(YES_NO)], language)
    if quantity.unit is Unit.LEVEL:
        return _list(names(quantity.names), language)
    said = _message(quantity, language)
    if quantity.unit is Unit.DATE:
        if quantity.low is None or quantity.high is None:
            return None
        first, last = (date.fromordinal(int(end)) for end in (quantity.low, quantity.high))
        if first < FIRST_DAY:
            return None
        between = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        return between | said
    here = f"{column_letters(cell[1] + 1)}{cell[0] + 1}"
    return {"validate": "custom", "value": f"=AND({','.join(_conditions(quantity, here))})"} | said


def _conditions(quantity: Quantity, here: str) -> Iterable[str]:
    """Yield what a number in the cell *here* has to be, as conditions of Excel."""
    yield f"ISNUMBER({here})"
    if quantity.low is not None:
        yield f"{here}>={exact_text(quantity.low)}"
    if quantity.high is not None:
        yield f"{here}<={exact_text(quantity.high)}"
    if quantity.decimals is not None:
        yield f"ROUND({here},{quantity.decimals})={here}"
    if quantity.step is not None:
        share = f"{here}/({exact_text(quantity.step)})"
        yield f"ABS({share}-ROUND({share},0))<0.000001"


def _list(source: list[str] | str, language: Language) -> dict[str, Any]:
    said = _boxes(_WORDS["choose"].in_(language), language)
    return {"validate": "list", "source": source} | said


def _message(quantity: Quantity, language: Language) -> dict[str, Any]:
    """Return what Excel shows beside the cell, and when the value is refused."""
    low, high = (
        None if end is None else quantity.format(end, language)
        for end in (quantity.low, quantity.high)
    )
    if low is None:
        words = _WORDS["any" if high is None else "at_most"].in_(language).format(high)
    else:
        key = "at_least" if high is None else "between"
        words = _WORDS[key].in_(language).format(low, high)
    parts = [f"{words} {quantity.name.in_(language)}"]
    if quantity.unit is Unit.DATE:
        parts = [words]
    elif quantity.decimals == 0:
        parts.append(_WORDS["whole"].in_(language))
    elif quantity.decimals is not None:
        parts.append(_WORDS["decimals"].in_(language).format(quantity.decimals))
    if quantity.step is not None:
        step = quantity.format(quantity.step, language)
        parts.append(_WORDS["step"].in_(language).format(step))
    return _boxes(", ".join(parts), language)


def _boxes(words: str, language: Language) -> dict[str, Any]:
    shown = words[:LONGEST_MESSAGE]
    return {
        "input_message": shown,
        "error_title": _WORDS["wrong"].in_(language)[:LONGEST_TITLE],
        "error_message": shown,
        "ignore_blank": True,
    }
