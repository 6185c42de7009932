"""Fractions over steps of a program: sums of terms, each a constant times a step over a product of steps.

Terms stay apart as long as they can: what is added and taken away again cancels, a common
denominator of twenty targets would fit no machine word, and constants stay outside the steps until
they must be whole. They are joined where an operation needs one number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

from attrs import frozen

from covenant_rules.columns.program import Builder
from covenant_rules.rounding import RoundingMode

WIDE = 2**100  # numbers below it are cheap to compute with, whatever the executor
MANY = 8  # a product of sums with more terms than this is brought to one denominator first


@frozen
class Term:
    """`factor * top / product(under)`; the steps in *under* are above zero, in rising order."""

    factor: Fraction
    top: int
    under: tuple[int, ...] = ()


Sum = tuple[Term, ...]  # no two terms have the same top over the same steps; an empty sum is zero


def _rest(under: tuple[int, ...], own: tuple[int, ...]) -> Sequence[int]:
    """Return the steps of *under* that are not in *own*, each as often as it is there more."""
    if not own:
        return under
    return () if own == under else sorted((Counter(under) - Counter(own)).elements())


class Fractions:
    """Arithmetic of sums, in steps of a builder."""

    def __init__(self) -> None:
        self.steps = Builder()
        self.one = self.steps.constant(1)

    def constant(self, value: Fraction) -> Sum:
        """Return a constant."""
        return (Term(value, self.one),) if value else ()

    def of(self, number: int, scale: int = 1, under: tuple[int, ...] = ()) -> Sum:
        """Return a step over a constant and over steps."""
        factor, top = self.steps.factor(number)
        return (Term(Fraction(factor, scale), top, under),) if factor else ()

    def exact(self, value: Sum) -> Fraction | None:
        """Return the value of a sum that is constant."""
        value = self.grouped(value)
        if not value:
            return Fraction(0)
        term = value[0]
        if len(value) > 1 or term.under:
            return None
        known = self.steps.value(term.top)
        return None if known is None else term.factor * known

    def add(self, *values: Sum) -> Sum:
        """Return the sum; what cancels is gone."""
        factors: dict[tuple[int, tuple[int, ...]], Fraction] = {}
        for term in (term for value in values for term in value):
            key = (term.top, term.under)
            factors[key] = factors[key] + term.factor if key in factors else term.factor
        return tuple(Term(factor, *key) for key, factor in factors.items() if factor)

    def grouped(self, value: Sum) -> Sum:
        """Return *value* with all terms over the same steps joined to one."""
        if len(value) < 2:  # noqa: PLR2004
            return value
        alike: dict[tuple[int, ...], list[Term]] = {}
        for term in value:
            alike.setdefault(term.under, []).append(term)
        return tuple(
            joined for under, terms in alike.items() for joined in self._joined(terms, under)
        )

    def _joined(self, terms: Sequence[Term], under: tuple[int, ...]) -> Sum:
        if len(terms) == 1:
            return (terms[0],)
        unit, tops = self.whole(terms)
        return tuple(
            Term(term.factor * unit, term.top, under)
            for term in self.of(reduce(self.steps.add, tops))
        )

    def whole(self, terms: Iterable[Term]) -> tuple[Fraction, list[int]]:
        """Return the greatest unit of which all *terms* are whole multiples, and the multiples."""
        found = list(terms)
        factors = [term.factor for term in found if term.factor]
        if not factors:
            return Fraction(1), [self.steps.constant(0)] * len(found)
        if factors[0] > 0 and factors == [factors[0]] * len(found):
            return factors[0], [term.top for term in found]
        top = gcd(*[factor.numerator for factor in factors])
        bottom = lcm(*[factor.denominator for factor in factors])
        steps, tops = self.steps, []
        for term in found:
            times = term.factor.numerator // top * (bottom // term.factor.denominator)
            tops.append(steps.multiply(steps.constant(times), term.top))
        return Fraction(top, bottom), tops

    def scale(self, value: Sum, factor: Fraction) -> Sum:
        """Return *value* times a constant."""
        if factor == 1:
            return value
        return tuple([Term(t.factor * factor, t.top, t.under) for t in value]) if factor else ()

    def subtract(self, a: Sum, b: Sum) -> Sum:
        """Return *a* - *b*."""
        return self.add(a, tuple([Term(-t.factor, t.top, t.under) for t in b])) if b else a

    def multiply(self, a: Sum, b: Sum) -> Sum:
        """Return the product."""
        for one, other in ((a, b), (b, a)):
            if len(one) == 1 and one[0].top == self.one and not one[0].under:
                return self.scale(other, one[0].factor)
        a, b = self.grouped(a), self.grouped(b)
        if len(a) > 1 and len(b) > 1 and len(a) * len(b) > MANY:
            a, b = self.single(a), self.single(b)
        return self.add(
            *(
                self._over(
                    x.factor * y.factor, self.steps.multiply(x.top, y.top), x.under + y.under
                )
                for x in a
                for y in b
            )
        )

    def _over(self, factor: Fraction, top: int, under: Iterable[int]) -> Sum:
        return self.scale(self.of(top, 1, tuple(sorted(under))), factor)

    def common(self, values: Iterable[Sum]) -> tuple[int, ...]:
        """Return the steps over which all terms of *values* can be brought."""
        unlike = {term.under for value in values for term in value if term.under}
        if len(unlike) < 2:  # noqa: PLR2004
            return unlike.pop() if unlike else ()
        found: Counter[int] = Counter()
        for under in unlike:
            found |= Counter(under)
        return tuple(sorted(found.elements()))

    def brought(self, value: Sum, under: tuple[int, ...]) -> Term:
        """Return *value* as one term over *under*."""
        if len(value) == 1 and value[0].under == under:
            return value[0]
        terms: list[Term] = []
        for term in value:
            top = reduce(self.steps.multiply, _rest(under, term.under), term.top)
            terms += self.scale(self.of(top, 1, under), term.factor)
        joined = self._joined(terms, under) if terms else ()
        return joined[0] if joined else Term(Fraction(0), self.steps.constant(0), under)

    def single(self, value: Sum) -> Sum:
        """Return *value* as at most one term."""
        value = self.grouped(value)
        if len(value) < 2:  # noqa: PLR2004
            return value
        term = self.brought(value, self.common([value]))
        return (term,) if term.factor else ()

    def product(self, under: Iterable[int], constant: int = 1) -> int:
        """Return the product of steps and a constant."""
        return reduce(self.steps.multiply, under, self.steps.constant(constant))

    def size(self, number: int) -> int:
        """Return the greatest absolute value of a step."""
        return max(map(abs, self.steps.bounds[number]))

    def fits(self, values: Iterable[Sum], most: int = WIDE) -> bool:
        """Say whether *values*, brought to one denominator, keep below *most*."""
        found = [self.grouped(value) for value in values]
        under = self.common(found)
        room = most
        for number in under:
            room //= max(1, self.size(number))
        total = sum(self._weight(term, under) for value in found for term in value)
        return room > 0 and total < most

    def _weight(self, term: Term, under: tuple[int, ...]) -> int:
        size = self.size(term.top) * abs(term.factor.numerator)
        for number in _rest(under, term.under):
            size *= self.size(number)
        return size

    def floor(self, value: Sum) -> int:
        """Return the step of the greatest whole number that is at most *value*."""
        whole = tuple(t for t in value if not t.under and t.factor.denominator == 1)
        rest = self.grouped(tuple(t for t in value if t not in whole))
        found = self._floor_of(rest) if rest else self.steps.constant(0)
        if not whole:
            return found
        unit, tops = self.whole(whole)
        sum_ = self.steps.multiply(self.steps.constant(int(unit)), reduce(self.steps.add, tops))
        return self.steps.add(sum_, found)

    def _floor_of(self, value: Sum) -> int:
        if len(value) == 1 or self.fits([value]):
            return self._quotient(self.brought(value, self.common([value])))[0]
        found = self.steps.constant(0)
        parts: list[int] = []
        for term in value:
            quotient, top, bottom = self._quotient(term)
            found = self.steps.add(found, quotient)
            rest = self.steps.subtract(top, self.steps.multiply(quotient, bottom))
            self.steps.narrow(rest, 0, self.steps.bounds[bottom][1] - 1)
            if (
                self.steps.value(rest) != 0
            ):  # a constant rest, such as the half of rounding, counts too
                parts += [rest, bottom]
        return self.steps.add(found, self.steps.carry(*parts)) if parts else found

    def _quotient(self, term: Term) -> tuple[int, int, int]:
        """Return the floor of a term, with the numerator and denominator that it is the floor of."""
        top = self.steps.multiply(self.steps.constant(term.factor.numerator), term.top)
        bottom = self.product(term.under, term.factor.denominator)
        return self.steps.divide(top, bottom), top, bottom

    def is_not_negative(self, value: Sum) -> int:
        """Return the condition *value* >= 0."""
        zero, value = self.steps.constant(0), self.grouped(value)
        if not value:
            return self.one
        if len(value) == 1 or self.fits([value]):
            term = self.brought(value, self.common([value]))
            if term.factor > 0:
                return self.steps.at_least(term.top, zero)
            return self.steps.at_least(zero, term.top) if term.factor else self.one
        return self.steps.at_least(self.floor(value), zero)

    def at_least(self, a: Sum, b: Sum) -> int:
        """Return the condition *a* >= *b*."""
        return self.is_not_negative(self.subtract(a, b))

    def equal(self, a: Sum, b: Sum) -> int:
        """Return the condition *a* = *b*."""
        difference = self.grouped(self.subtract(a, b))
        if not difference:
            return self.one
        if len(difference) == 1 or self.fits([difference]):
            top = self.brought(difference, self.common([difference])).top
            return self.steps.equal(top, self.steps.constant(0))
        opposite = self.scale(difference, Fraction(-1))
        return self.steps.both(self.is_not_negative(difference), self.is_not_negative(opposite))

    def holds(self, value: Sum) -> int:
        """Return a sum as a condition: it holds where it is not zero."""
        value = self.grouped(value)
        if len(value) == 1 and not value[0].under and self.steps.is_condition(value[0].top):
            return value[0].top
        return self.steps.negate(self.equal(value, ()))

    def select(self, condition: int, then: Sum, otherwise: Sum) -> Sum:
        """Return *then* where the condition holds, else *otherwise*."""
        known = self.steps.value(condition)
        if known is not None or then == otherwise:
            return then if known or then == otherwise else otherwise
        then, otherwise = self.grouped(then), self.grouped(otherwise)
        keys = dict.fromkeys(term.under for term in (*then, *otherwise))
        widest = self.common([then, otherwise])
        if len(keys) == 2 and widest in keys and len(then) < 2 and len(otherwise) < 2:  # noqa: PLR2004
            keys = {widest: None}
            then, otherwise = ((self.brought(v, widest),) for v in (then, otherwise))
        found: list[Sum] = []
        for under in keys:
            zero = Term(Fraction(0), self.one, under)
            a = next((t for t in then if t.under == under), zero)
            b = next((t for t in otherwise if t.under == under), zero)
            unit, (x, y) = self.whole([a, b])
            found.append(self.scale(self.of(self.steps.select(condition, x, y), 1, under), unit))
        return self.add(*found)

    def smaller(self, a: Sum, b: Sum) -> Sum:
        """Return the smaller of two sums."""
        return self._extreme(a, b, greater=False)

    def greater(self, a: Sum, b: Sum) -> Sum:
        """Return the greater of two sums."""
        return self._extreme(a, b, greater=True)

    def _extreme(self, a: Sum, b: Sum, *, greater: bool) -> Sum:
        if a == b:
            return a
        a, b = self.grouped(a), self.grouped(b)
        if len(a) < 2 and len(b) < 2 and self.fits([a, b]):  # noqa: PLR2004
            under = self.common([a, b])
            unit, (x, y) = self.whole([self.brought(a, under), self.brought(b, under)])
            choose = self.steps.maximum if greater else self.steps.minimum
            return self.scale(self.of(choose(x, y), 1, under), unit)
        first, second = (a, b) if greater else (b, a)
        return self.select(self.at_least(first, second), a, b)

    def divide(self, part: Sum, whole: Sum) -> tuple[Sum, int]:
        """Return *part* / *whole*, and the condition that *whole* is not zero; where it is, anything."""
        found = self.single(whole)
        if not found:
            return (), self.steps.constant(0)
        (term,) = found
        low, high = self.steps.bounds[term.top]
        zero = self.steps.constant(0)
        size, sign = term.top, self.constant(Fraction(1))
        if high < 0:
            size, sign = self.steps.subtract(zero, term.top), self.constant(Fraction(-1))
        elif low < 0:
            opposite = self.steps.subtract(zero, term.top)
            size = self.steps.maximum(term.top, opposite)
            positive = self.steps.at_least(term.top, zero)
            sign = self.select(positive, self.constant(Fraction(1)), self.constant(Fraction(-1)))
        size = self.steps.maximum(size, self.one)
        not_zero = self.steps.negate(self.steps.equal(term.top, zero))
        over = self.of(self.product(term.under)) if term.under else self.constant(Fraction(1))
        factor, rest = self.steps.factor(size)
        under = () if rest == self.one else (rest,)
        reciprocal = (Term(1 / (term.factor * factor), self.one, under),)
        return self.multiply(self.multiply(part, self.multiply(over, sign)), reciprocal), not_zero

    def rounded(self, value: Sum, mode: RoundingMode) -> int:
        """Return the step of *value* rounded to a whole number."""
        steps, half = self.steps, self.constant(Fraction(1, 2))
        match mode:
            case RoundingMode.FLOOR:
                return self.floor(value)
            case RoundingMode.CEILING:
                return self._negative(self.floor(self.scale(value, Fraction(-1))))
            case RoundingMode.HALF_EVEN:
                up = self.floor(self.add(value, half))
                tie = self.equal(self.add(value, half), self.of(up))
                odd = steps.subtract(
                    up, steps.multiply(steps.constant(2), steps.divide(up, steps.constant(2)))
                )
                return steps.subtract(up, steps.both(tie, odd))
            case _:
                rest = half if mode is RoundingMode.HALF_UP else ()
                positive = self.is_not_negative(value)
                if steps.value(positive):  # else what falls below zero is rounded as its opposite
                    return self.floor(self.add(value, rest))
                opposite = self.scale(value, Fraction(-1))
                return steps.select(
                    positive,
                    self.floor(self.add(value, rest)),
                    self._negative(self.floor(self.add(opposite, rest))),
                )

    def _negative(self, number: int) -> int:
        return self.steps.subtract(self.steps.constant(0), number)
