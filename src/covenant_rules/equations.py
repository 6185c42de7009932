"""Two equations that most printed figures are one of, solved exactly for whatever is not printed.

A sum: parts with signs make a result. A share: one number in per cent of another. With all numbers
printed, the equation holds or fails; with one of them hidden, it implies all values that fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from operator import itemgetter

from attrs import evolve, frozen

from covenant_rules.printed import Printed, Values
from covenant_rules.text import Text, number_text


class Verdict(StrEnum):
    """What arithmetic says of a printed figure."""

    EXACT = "exact"  # reconciles at the printed precision
    IMPLIED = "implied"  # holds for a value that is not printed, and that follows
    TOLERANCE = "tolerance"  # reconciles only within the rounding error of what is printed
    TRUNCATED = "truncated"  # reconciles only if decimals were cut off, not rounded
    AMBIGUOUS = "ambiguous"  # two readings are possible
    FAILS = "fails"  # cannot be
    NOT_CHECKABLE = "not_checkable"  # too little is printed


NO_WORDS = Text.same("")


@frozen
class Finding:
    """A verdict with what it rests on.

    Attributes:
        equation: what is computed, such as `796 / 867`, or what was found.
        printed: the number that the document prints as the result.
        recomputed: what the printed numbers give.
        hidden: the name of what is not printed; *implied* holds all values of it that fit.
        off: printed less recomputed, where they differ, in *unit* where it has one of its own.
        readings: where the verdict is ambiguous, what each reading gives.
    """

    verdict: Verdict
    equation: Text = NO_WORDS
    printed: Printed | None = None
    recomputed: Fraction | None = None
    hidden: Text | None = None
    implied: Values | None = None
    off: Fraction | None = None
    unit: Text = NO_WORDS
    readings: tuple[tuple[Text, Finding], ...] = ()


@frozen
class Term:
    """A number of an equation with its name; None where it is not printed."""

    name: Text
    printed: Printed | None


def shown(printed: Printed) -> Text:
    """Return a number as it is printed, in each language."""
    return Text.each(lambda lang: number_text(printed.value, lang, printed.decimals))


def not_checkable(hidden: Sequence[Term]) -> Finding:
    """Return that too little is printed, with the names of what is missing."""
    names = Text.each(lambda lang: ", ".join(term.name.in_(lang) for term in hidden))
    return Finding(Verdict.NOT_CHECKABLE, hidden=names)


def compare(printed: Printed, value: Fraction, values: Values, equation: Text) -> Finding:
    """Hold a printed result against *value*, which the printed numbers give, and its rounding error.

    Args:
        printed: the result as printed.
        value: the result of the printed numbers as they stand.
        values: the results of all values that those numbers stand for.
        equation: how it was computed.
    """
    off = printed.value - printed.as_printed(value)
    found = Finding(Verdict.FAILS, equation, printed, value, off=off)
    if off == 0:
        return evolve(found, verdict=Verdict.EXACT, off=None)
    if printed.rounded.meets(values):
        return evolve(found, verdict=Verdict.TOLERANCE)
    return evolve(found, verdict=Verdict.TRUNCATED) if printed.cut.meets(values) else found


def linear(parts: Sequence[tuple[int, Term]], result: Term) -> Finding:
    """Solve: the *parts*, each with its sign 1 or -1, add up to *result*."""
    hidden = [term for _, term in [*parts, (1, result)] if term.printed is None]
    if len(hidden) > 1:
        return not_checkable(hidden)
    known = [(sign, term.printed) for sign, term in parts if term.printed is not None]
    value = sum((sign * printed.value for sign, printed in known), Fraction(0))
    values = _total(known)
    if result.printed is None:
        return Finding(Verdict.IMPLIED, _added(known), None, value, result.name, values)
    if not hidden:
        return compare(result.printed, value, values, _added(known))
    # The hidden part is what the others leave of the result, with its own sign.
    own = next(sign for sign, term in parts if term.printed is None)
    rest = [(own, result.printed), *((-own * sign, printed) for sign, printed in known)]
    return Finding(
        Verdict.IMPLIED,
        _added(rest),
        None,
        own * (result.printed.value - value),
        hidden[0].name,
        _total(rest),
    )


def _total(known: Sequence[tuple[int, Printed]]) -> Values:
    values = Values.point(Fraction(0))
    for sign, printed in known:
        values += printed.rounded if sign > 0 else -printed.rounded
    return values


def _added(known: Sequence[tuple[int, Printed]]) -> Text:
    def words(text: Callable[[Printed], str]) -> str:
        found = ""
        for sign, printed in sorted(
            known, key=lambda pair: -pair[0]
        ):  # nothing begins with a minus
            minus = (sign > 0) == (printed.value < 0)
            bare = text(evolve(printed, value=abs(printed.value)))
            found += (
                f" {'−' if minus else '+'} {bare}" if found else f"{'−' if minus else ''}{bare}"
            )
        return found

    return Text(vi=words(lambda p: shown(p).vi), en=words(lambda p: shown(p).en))


@frozen
class Share:
    """*top* is *percent* per cent of *bottom*, or that much above it.

    Attributes:
        base: 0 where the printed per cents are of *bottom*, 100 where they are above it.
        whole: whether a hidden top or bottom is a whole number.
    """

    top: Term
    bottom: Term
    percent: Term
    base: int = 0
    whole: bool = False

    def solve(self) -> Finding:
        """Return what the printed numbers say of each other."""
        hidden = [term for term in (self.top, self.bottom, self.percent) if term.printed is None]
        if len(hidden) > 1:
            return not_checkable(hidden)
        top, bottom, percent = self.top.printed, self.bottom.printed, self.percent.printed
        if bottom is not None and bottom.value == 0:
            return not_checkable([self.bottom])
        if percent is None:
            assert top is not None
            assert bottom is not None
            values = self._percents(top, bottom)
            value = self._percent(top.value, bottom.value)
            return Finding(
                Verdict.IMPLIED, self._quotient(top, bottom), None, value, self.percent.name, values
            )
        if top is not None and bottom is not None:
            values = self._percents(top, bottom)
            value = self._percent(top.value, bottom.value)
            return compare(percent, value, values, self._quotient(top, bottom))
        return self._implied(percent)

    def _implied(self, percent: Printed) -> Finding:
        """Return the values of top or bottom that fit: as rounded, else as cut off, else none."""
        known, name = self.top.printed or self.bottom.printed, self.bottom.name
        assert known is not None
        if self.bottom.printed is not None:
            name = self.top.name
        elif known.value == 0:
            return not_checkable([self.bottom])  # nothing is the same share of anything
        for values, verdict in (
            (percent.rounded, Verdict.IMPLIED),
            (percent.cut, Verdict.TRUNCATED),
        ):
            found = self._fitting(values, known)
            if found is not None:
                return self._found(verdict, found, known, percent, name)
        return self._nearest(known, percent, name)

    def _fitting(self, percents: Values, known: Printed) -> Values | None:
        factors = _scaled(percents, self.base).not_negative()
        if factors is None:
            return None
        if self.top.printed is None:
            values = known.rounded * factors
        elif factors.high == 0:
            return None
        else:
            values = known.rounded / factors
        return values.whole() if self.whole and known.exact else values

    def _found(
        self, verdict: Verdict, values: Values, known: Printed, percent: Printed, name: Text
    ) -> Finding:
        factor = (percent.value + self.base) / 100
        sign, plus = (
            ("×" if self.top.printed is None else "/"),
            (f"{self.base} % + " if self.base else ""),
        )
        bare = Text.each(lambda lang: f"{plus}{shown(percent).in_(lang)} %")
        part = Text.each(lambda lang: f"({bare.in_(lang)})" if plus else bare.in_(lang))
        equation = Text.each(lambda lang: f"{shown(known).in_(lang)} {sign} {part.in_(lang)}")
        value: Fraction | None = None
        if self.top.printed is None:
            value = known.value * factor
        elif factor > 0:
            value = known.value / factor
        if self.whole and known.exact and values.exact is None:
            value = None  # no whole number among several is nearer to the truth than another
        return Finding(verdict, equation, percent, value, name, values)

    def _nearest(self, known: Printed, percent: Printed, name: Text) -> Finding:
        """Return by how much the whole number that comes nearest misses the printed per cents."""
        factor = (percent.value + self.base) / 100
        if factor <= 0:
            return Finding(Verdict.FAILS, shown(known), percent, hidden=name)
        middle = known.value * factor if self.top.printed is None else known.value / factor
        least = 0 if self.top.printed is None else 1
        tries = []
        for other in (max(least, floor(middle)), max(least, ceil(middle))):
            counted = Printed(Fraction(other), exact=True)
            top, bottom = (counted, known) if self.top.printed is None else (known, counted)
            value = self._percent(top.value, bottom.value)
            off = percent.value - percent.as_printed(value)
            equation = self._quotient(top, bottom)
            found = Finding(Verdict.FAILS, equation, percent, value, name, off=off)
            tries.append((abs(off), found))
        return min(tries, key=itemgetter(0))[1]

    def _percent(self, top: Fraction, bottom: Fraction) -> Fraction:
        return 100 * top / bottom - self.base

    def _percents(self, top: Printed, bottom: Printed) -> Values:
        quotients = (top.rounded.not_negative() or top.rounded) / bottom.rounded
        return quotients * Values.point(Fraction(100)) + Values.point(Fraction(-self.base))

    def _quotient(self, top: Printed, bottom: Printed) -> Text:
        less = " − 1" if self.base else ""
        return Text.each(lambda lang: f"{shown(top).in_(lang)} / {shown(bottom).in_(lang)}{less}")


def _scaled(percents: Values, base: int) -> Values:
    """Return per cents as factors: 20 above the base of 100 is 1.2."""
    moved = percents + Values.point(Fraction(base))
    return Values(
        None if moved.low is None else moved.low / 100,
        None if moved.high is None else moved.high / 100,
        moved.low_in,
        moved.high_in,
    )
