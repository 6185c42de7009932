"""Quantities: what a number is, which values it may take, and how it is read and written.

A per cent and a percentage point are different units, so that "vượt 5 %" can never silently
mean either; a yes/no, a level and a date are numbers too, with their own spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from types import MappingProxyType

from attrs import evolve, field, frozen

from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import NumberError, RuleError
from covenant_rules.interval import NOTHING, Interval
from covenant_rules.text import Language, Text, exact_text, normalise, number_text


class Unit(StrEnum):
    """What one unit of a number means. `any` is for rules that take whatever the sheet gives."""

    ANY = "any"
    NUMBER = "number"
    POINTS = "points"
    PERCENT = "percent"
    PERCENTAGE_POINT = "percentage_point"
    COUNT = "count"
    MONEY = "money"
    MINUTE = "min"
    HOUR = "hour"
    DAY = "day"
    DATE = "date"
    YES_NO = "yes_no"
    LEVEL = "level"


UNIT_NAMES: Mapping[Unit, Text] = MappingProxyType(
    {
        Unit.ANY: Text(vi="bất kỳ", en="any"),
        Unit.NUMBER: Text(vi="số", en="number"),
        Unit.POINTS: Text(vi="điểm", en="points"),
        Unit.PERCENT: Text(vi="%", en="%"),
        Unit.PERCENTAGE_POINT: Text(vi="điểm %", en="percentage points"),
        Unit.COUNT: Text(vi="trường hợp", en="cases"),
        Unit.MONEY: Text(vi="đồng", en="VND"),
        Unit.MINUTE: Text(vi="phút", en="min"),
        Unit.HOUR: Text(vi="giờ", en="h"),
        Unit.DAY: Text(vi="ngày", en="days"),
        Unit.DATE: Text(vi="ngày tháng năm", en="date"),
        Unit.YES_NO: Text(vi="có/không", en="yes/no"),
        Unit.LEVEL: Text(vi="mức", en="level"),
    }
)

_YES_NO = MappingProxyType(
    {"có": 1, "yes": 1, "true": 1, "1": 1, "không": 0, "no": 0, "false": 0, "0": 0}
)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+", re.ASCII)
LONGEST_NUMBER = 40

Exact = int | str | Decimal | Fraction


def _exact_or_open(value: Exact | None) -> Fraction | None:
    return None if value is None else exact(value)


def exact(value: object) -> Fraction:
    """Return *value* as an exact number.

    Raises:
        NumberError: *value* is a float or no number; the message says what to write instead.
    """
    if type(value) is Fraction:
        return value
    if isinstance(value, float):
        raise NumberError(diagnostic("E150", value=repr(value)))
    if isinstance(value, bool):
        raise NumberError(diagnostic("E151", value=repr(value)))
    if isinstance(value, str):
        return number_from_text(value)
    if isinstance(value, Decimal) and not value.is_finite():
        raise NumberError(diagnostic("E151", value=value))
    if isinstance(value, int | Decimal | Fraction):
        return Fraction(value)
    raise NumberError(diagnostic("E151", value=repr(value)[:LONGEST_NUMBER]))


def shortest_decimal(value: float) -> Decimal:
    """Return the decimal of fewest digits that is read back as *value*: the one that was typed.

    >>> shortest_decimal(float("75.1"))
    Decimal('75.1')
    """
    return Decimal(repr(value))


def number_from_text(text: str) -> Fraction:
    """Return the exact value of a decimal number such as `12` or `-3.50`.

    Raises:
        NumberError: *text* is too long, has a decimal comma, or is no decimal number.
    """
    written = text.strip()
    if len(written) > LONGEST_NUMBER:
        raise NumberError(diagnostic("E152", value=written[:LONGEST_NUMBER] + "…"))
    if _NUMBER.fullmatch(written):
        return Fraction(written)
    if _COMMA.fullmatch(written):
        raise NumberError(diagnostic("E153", value=written, mended=written.replace(",", ".")))
    raise NumberError(diagnostic("E151", value=written))


@frozen(cache_hash=True)
class Quantity:
    """A unit with the values it may take.

    Attributes:
        unit: what one unit means, such as `min` or `percent`.
        low: the smallest value, or None for none.
        high: the greatest value, or None for none.
        decimals: how many decimals a reported value may have; None for any exact number.
        step: every value is a multiple of it, where given.
        names: the names of the levels, when the unit is `level`; level n has the value n.

    >>> minutes = Quantity("min", low=0, high=240, decimals=1)
    >>> minutes.parse("17.5")
    Fraction(35, 2)
    """

    unit: Unit = field(converter=Unit)
    low: Fraction | None = field(default=None, converter=_exact_or_open)
    high: Fraction | None = field(default=None, converter=_exact_or_open)
    decimals: int | None = 0
    step: Fraction | None = field(default=None, converter=_exact_or_open)
    names: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a quantity that no value can have."""
        if self.low is not None and self.high is not None and self.low > self.high:
            raise RuleError(
                diagnostic("P110", low=exact_text(self.low), high=exact_text(self.high))
            )

    @property
    def range(self) -> Interval:
        """The interval of the values."""
        return Interval(self.low, self.high)

    @property
    def grain(self) -> Fraction | None:
        """The distance between neighbouring values, or None where there are values between any two."""
        if self.step is not None:
            return self.step
        return None if self.decimals is None else Fraction(1, 10**self.decimals)

    def parse(self, text: str) -> Fraction:
        """Return the value that *text* writes.

        Raises:
            NumberError: the text is no value of this quantity; the message says why.
        """
        value = self.read(text)
        self.check(value)
        return value

    def read(self, text: str) -> Fraction:
        """Return the number that *text* writes in this unit, whether or not it is allowed."""
        written = normalise(text.strip())
        if self.unit is Unit.YES_NO:
            if written.casefold() not in _YES_NO:
                raise NumberError(diagnostic("E154", value=written))
            return Fraction(_YES_NO[written.casefold()])
        if self.unit is Unit.LEVEL:
            if written not in self.names:
                names = ", ".join(f"`{name}`" for name in self.names)
                near = did_you_mean(written, self.names)
                raise NumberError(diagnostic("E155", value=written, names=names, suggestion=near))
            return Fraction(self.names.index(written))
        if self.unit is Unit.DATE:
            return _day_number(written)
        return number_from_text(written)

    def check(self, value: Fraction) -> None:
        """Raise NumberError unless *value* is allowed: in range, on the grain of the quantity."""
        if not self.range.contains(value):
            raise NumberError(
                diagnostic("E156", value=self._text(value), range=self.range_text, unit=self.name)
            )
        if self.decimals is not None and (value * 10**self.decimals).denominator != 1:
            raise NumberError(diagnostic("E157", value=self._text(value), decimals=self.decimals))
        if self.step is not None and (value / self.step).denominator != 1:
            raise NumberError(
                diagnostic("E158", value=self._text(value), step=self._text(self.step))
            )

    def accept(self, value: object) -> Fraction:
        """Return the value of a cell of a spreadsheet or a data frame.

        A float is taken by its shortest decimal form, and only when that has no more decimals
        than the quantity allows.

        Raises:
            NumberError: the cell holds no value of this quantity.
        """
        if isinstance(value, str):
            return self.parse(value)
        if isinstance(value, date):
            value = value.toordinal() if self.unit is Unit.DATE else str(value)
        elif isinstance(value, bool) and self.unit is Unit.YES_NO:
            value = int(value)
        elif isinstance(value, float):
            value = shortest_decimal(value)
        number = exact(value)
        self.check(number)
        return number

    @property
    def name(self) -> Text:
        """The name of the unit."""
        return UNIT_NAMES[self.unit]

    def format(self, value: Fraction, language: Language) -> str:
        """Return *value* for a reader, without its unit; dates, levels and yes/no as words."""
        match self.unit:
            case Unit.YES_NO if value in (0, 1):
                return Text(vi=("không", "có")[int(value)], en=("no", "yes")[int(value)]).in_(
                    language
                )
            case Unit.LEVEL if value.denominator == 1 and 0 <= value < len(self.names):
                return self.names[int(value)]
            case Unit.DATE if value.denominator == 1 and 1 <= value <= date.max.toordinal():
                day = date.fromordinal(int(value))
                return f"{day.day:02}/{day.month:02}/{day.year}" if language == "vi" else str(day)
            case _:
                return number_text(value, language)

    def _text(self, value: Fraction) -> Text:
        return Text(vi=self.format(value, "vi"), en=self.format(value, "en"))

    @property
    def range_text(self) -> Text:
        """The range in words, such as `0..240`."""
        ends = [Text.same("…") if end is None else self._text(end) for end in (self.low, self.high)]
        return Text(vi="..".join(e.vi for e in ends), en="..".join(e.en for e in ends))

    def within(self, low: Exact | None, high: Exact | None) -> Quantity:
        """Return the same quantity with other limits."""
        return evolve(self, low=low, high=high)

    def probes(self, limits: Iterator[Fraction] | list[Fraction]) -> list[Fraction]:
        """Return values that stand for all: each limit, its neighbours, the ends, and one between.

        Two values with no limit at or between them are alike for a table with these *limits*.
        """
        range_, ends = self.range, {end for end in (self.low, self.high) if end is not None}
        inside = sorted({x for x in limits if range_.contains(x)} | ends)
        below = (inside[0] if inside else NOTHING) - 1  # beyond every limit: an end that is open
        above = (inside[-1] if inside else NOTHING) + 1
        if self.grain is not None:
            return self._grained(inside, below, above, self.grain)
        between = {(a + b) / 2 for a, b in pairwise(inside)}
        return sorted(x for x in {*inside, *between, below, above} if range_.contains(x))

    def _grained(
        self, inside: list[Fraction], below: Fraction, above: Fraction, grain: Fraction
    ) -> list[Fraction]:
        """Return the values of the quantity at and beside *inside*, and beyond, in order."""
        top, bottom = grain.numerator, grain.denominator
        found = {floor(below / grain), ceil(above / grain)}  # how many times the grain
        for x in inside:
            scaled, part = x.numerator * bottom, x.denominator * top
            down, up = scaled // part, -(-scaled // part)
            found |= {down, up, down + 1, up - 1}
        least = min(found) if self.low is None else ceil(self.low / grain)
        most = max(found) if self.high is None else floor(self.high / grain)
        return [Fraction(n * top, bottom) for n in sorted(found) if least <= n <= most]


def _day_number(text: str) -> Fraction:
    for pattern in (
        r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})",
        r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})",
    ):
        if found := re.fullmatch(pattern, text, re.ASCII):
            try:
                return Fraction(date(*(int(found[part]) for part in "ymd")).toordinal())
            except ValueError:
                break
    raise NumberError(diagnostic("E159", value=text[:LONGEST_NUMBER]))


def day_text(value: Fraction) -> str:
    """Return the date with day number *value*, as in `2017-12-31`."""
    return date.fromordinal(int(value)).isoformat()


ANY = Quantity(Unit.ANY, decimals=None)
POINTS = Quantity(Unit.POINTS, low=0, decimals=None)
SWITCH = Quantity(Unit.YES_NO, low=0, high=1)
