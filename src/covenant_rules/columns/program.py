"""The program: a formula as steps of whole numbers, each with the bounds that were proved for it.

Equal steps are one step, constants are folded, and a choice that the bounds decide is not made
again in every row. Floor division is the only division, and its divisor is above zero.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from enum import IntEnum
from itertools import product
from typing import Any

from attrs import field, frozen


class Code(IntEnum):
    """What a step computes from its arguments. Conditions are 1 or 0."""

    INPUT = 0  # [name of the column]
    CONSTANT = 1  # [value]
    ADD = 2
    SUBTRACT = 3
    MULTIPLY = 4
    DIVIDE = 5  # floor
    MINIMUM = 6
    MAXIMUM = 7
    AT_LEAST = 8
    EQUAL = 9
    AND = 10
    OR = 11
    NOT = 12
    SELECT = 13  # condition, then, otherwise
    BANDS = 14  # [limits, values]: values[n] where n limits are at most the argument
    CARRY = 15  # part, whole, part, whole, …: the floor of the sum of part / whole, each below 1
    ROOT = 16  # part, whole; [degree, decimals]: scaled by 10 ** decimals
    LOGARITHM = 17  # part, whole; [decimals]: scaled by 10 ** decimals


@frozen
class Step:
    """One step; *args* are the numbers of earlier steps."""

    code: Code
    args: tuple[int, ...]
    data: Hashable = None


@frozen(eq=False)
class Program:
    """Steps in working order.

    Attributes:
        bounds: the least and the greatest value of every step.
        results: for each result the steps of its numerator and of its denominator.
        required: conditions without which a row has no result here; the exact fold decides it.
    """

    steps: tuple[Step, ...]
    bounds: tuple[tuple[int, int], ...]
    results: Mapping[str, tuple[int, int]] = field(factory=dict)
    required: tuple[int, ...] = ()

    @property
    def inputs(self) -> dict[str, int]:
        """The steps that take columns, by name of the column."""
        steps = enumerate(self.steps)
        return {str(step.data): number for number, step in steps if step.code is Code.INPUT}

    @property
    def outputs(self) -> tuple[int, ...]:
        """The steps that are columns of results; of the others the value is the same in all rows."""
        ends = dict.fromkeys(number for pair in self.results.values() for number in pair)
        return tuple(n for n in ends if self.bounds[n][0] != self.bounds[n][1])

    def found(self, columns: Mapping[int, Any]) -> dict[str, tuple[Any, Any]]:
        """Return each result, a numerator and a denominator, from the *columns* of `outputs`."""
        ends = {number: low for number, (low, _) in enumerate(self.bounds)} | dict(columns)
        return {name: (ends[top], ends[bottom]) for name, (top, bottom) in self.results.items()}


class Builder:
    """Collects the steps of a program; every method returns the number of a step."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.bounds: list[tuple[int, int]] = []
        self._numbers: dict[tuple[int, tuple[int, ...], Hashable], int] = {}
        self._constants: dict[int, int] = {}

    def _step(self, code: Code, *args: int, data: Hashable = None, low: int, high: int) -> int:
        key = (int(code), args, data)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.steps)
            self.steps.append(Step(code, args, data))
            self.bounds.append((low, high))
        return number

    def input(self, name: str, low: int, high: int) -> int:
        """Return the step that takes a column whose values lie from *low* to *high*."""
        if low == high:
            return self.constant(low)
        return self._step(Code.INPUT, data=name, low=low, high=high)

    def constant(self, value: int) -> int:
        """Return the step of a constant."""
        number = self._constants.get(value)
        if number is None:
            number = self._step(Code.CONSTANT, data=value, low=value, high=value)
            self._constants[value] = number
        return number

    def narrow(self, number: int, low: int | None, high: int | None) -> None:
        """Note narrower bounds of a step, proved in another way."""
        least, most = self.bounds[number]
        least = least if low is None else max(least, low)
        most = most if high is None else min(most, high)
        if least <= most:  # else the proofs are of a row that cannot be
            self.bounds[number] = (least, most)

    def value(self, number: int) -> int | None:
        """Return the value of a step that has only one."""
        low, high = self.bounds[number]
        return low if low == high else None

    def factor(self, number: int) -> tuple[int, int]:
        """Return a step as a constant factor and the step that it multiplies."""
        value = self.value(number)
        if value is not None:
            return value, self.constant(1)
        step = self.steps[number]
        if step.code is Code.MULTIPLY:
            known = self.value(step.args[0])
            if known is not None:
                return known, step.args[1]
        return 1, number

    def _offset(self, number: int) -> tuple[int, int]:
        """Return a step as a step and a constant that is added to it."""
        step = self.steps[number]
        if step.code is Code.ADD:
            known = self.value(step.args[1])
            if known is not None:
                return step.args[0], known
        return number, 0

    def add(self, a: int, b: int) -> int:
        """Return the sum."""
        (x, i), (y, j) = self._offset(a), self._offset(b)
        for first, second in ((x, y), (y, x)):
            value = self.value(second)
            if value is not None:
                return self._plus(first, value + i + j)
        if i or j:
            return self._plus(self.add(x, y), i + j)
        for first, second in ((a, b), (b, a)):
            if self.factor(second)[0] == -1:
                return self.subtract(first, self.factor(second)[1])
        a, b = sorted((a, b))
        (low, high), (least, most) = self.bounds[a], self.bounds[b]
        return self._step(Code.ADD, a, b, low=low + least, high=high + most)

    def _plus(self, a: int, value: int) -> int:
        known = self.value(a)
        if known is not None:
            return self.constant(known + value)
        if value == 0:
            return a
        factor, rest = self.factor(a)
        if factor == -1:
            return self.subtract(self.constant(value), rest)
        low, high = self.bounds[a]
        return self._step(Code.ADD, a, self.constant(value), low=low + value, high=high + value)

    def subtract(self, a: int, b: int) -> int:
        """Return *a* - *b*."""
        value = self.value(b)
        if a == b:
            return self.constant(0)
        if value is not None:
            return self.add(a, self.constant(-value))
        factor, rest = self.factor(b)
        if factor == -1:
            return self.add(a, rest)
        (low, high), (least, most) = self.bounds[a], self.bounds[b]
        return self._step(Code.SUBTRACT, a, b, low=low - most, high=high - least)

    def multiply(self, a: int, b: int) -> int:
        """Return the product."""
        (k, x), (m, y) = self.factor(a), self.factor(b)
        one, constant = self.constant(1), k * m
        if x == one:
            rest = y
        elif y == one:
            rest = x
        else:
            rest = self._product(*sorted((x, y)))
        if constant == 0 or rest == one:
            return self.constant(constant)
        return rest if constant == 1 else self._product(self.constant(constant), rest)

    def _product(self, a: int, b: int) -> int:
        ends = [x * y for x, y in product(self.bounds[a], self.bounds[b])]
        low, high = min(ends), max(ends)
        if a == b:
            low = max(low, 0)
        if self.is_condition(a) and self.is_condition(b):
            return self._step(Code.AND, a, b, low=low, high=high)
        return self._step(Code.MULTIPLY, a, b, low=low, high=high)

    def divide(self, a: int, b: int) -> int:
        """Return the floor of *a* / *b*; *b* is above zero."""
        (low, high), (least, most) = self.bounds[a], self.bounds[b]
        if most == 1:
            return a
        ends = [x // y for x, y in product((low, high), (max(least, 1), most))]
        if min(ends) == max(ends):
            return self.constant(ends[0])
        return self._step(Code.DIVIDE, a, b, low=min(ends), high=max(ends))

    def minimum(self, a: int, b: int) -> int:
        """Return the smaller."""
        (low, high), (least, most) = self.bounds[a], self.bounds[b]
        if self._at_most(a, b):
            return a
        if self._at_most(b, a):
            return b
        for first, second in ((a, b), (b, a)):
            factor, rest = self.factor(first)
            step = self.steps[rest]
            if step.code is Code.MINIMUM and factor > 0:  # what never is the least may go
                scaled = [self.multiply(self.constant(factor), arg) for arg in step.args]
                for x, y in (scaled, scaled[::-1]):
                    if self._at_most(second, x):
                        return self.minimum(y, second)
        a, b = self._constant_last(a, b)
        return self._step(Code.MINIMUM, a, b, low=min(low, least), high=min(high, most))

    def maximum(self, a: int, b: int) -> int:
        """Return the greater."""
        (low, high), (least, most) = self.bounds[a], self.bounds[b]
        if self._at_most(b, a):
            return a
        if self._at_most(a, b):
            return b
        a, b = self._constant_last(a, b)
        return self._step(Code.MAXIMUM, a, b, low=max(low, least), high=max(high, most))

    def _at_most(self, a: int, b: int) -> bool:
        """Say whether *a* <= *b* is proved, by their bounds or as multiples of one step."""
        if self.bounds[a][1] <= self.bounds[b][0] or a == b:
            return True
        (k, x), (m, y) = self.factor(a), self.factor(b)
        low, high = self.bounds[x]
        return x == y and ((low >= 0 and k <= m) or (high <= 0 and k >= m))

    def _constant_last(self, a: int, b: int) -> tuple[int, int]:
        a, b = sorted((a, b))
        return (b, a) if self.value(a) is not None else (a, b)

    def at_least(self, a: int, b: int) -> int:
        """Return whether *a* >= *b*."""
        (low, high), (least, most) = self.bounds[a], self.bounds[b]
        if low >= most or high < least:
            return self.constant(int(low >= most))
        if low == high:  # c >= b where b < c + 1
            return self.negate(self.at_least(b, self.constant(low + 1)))
        if least != most:
            return self._step(Code.AT_LEAST, a, b, low=0, high=1)
        x, offset = self._offset(a)
        limit = least - offset
        k, y = self.factor(x)
        if k > 1:
            return self.at_least(y, self.constant(-(-limit // k)))
        if k < 0:  # y * -k <= -limit
            return self.negate(self.at_least(y, self.constant(limit // k + 1)))
        if x != a:
            return self.at_least(x, self.constant(limit))
        if self.is_condition(x):
            return x
        return self._step(Code.AT_LEAST, x, self.constant(limit), low=0, high=1)

    def equal(self, a: int, b: int) -> int:
        """Return whether *a* = *b*."""
        (low, high), (least, most) = self.bounds[a], self.bounds[b]
        if a == b or low == high == least == most:
            return self.constant(1)
        if high < least or most < low:
            return self.constant(0)
        a, b = self._constant_last(a, b)
        value = self.value(b)
        if value is not None:
            x, offset = self._offset(a)
            k, y = self.factor(x)
            if x != a or k != 1:
                fits = (value - offset) % k == 0
                return (
                    self.equal(y, self.constant((value - offset) // k))
                    if fits
                    else self.constant(0)
                )
            if self.is_condition(a):
                return a if value else self.negate(a)
        return self._step(Code.EQUAL, a, b, low=0, high=1)

    def is_condition(self, number: int) -> bool:
        """Say whether a step is proved to be 1 or 0."""
        low, high = self.bounds[number]
        return low >= 0 and high <= 1

    def both(self, a: int, b: int) -> int:
        """Return whether two conditions hold."""
        return self.multiply(a, b) if a != b else a

    def either(self, a: int, b: int) -> int:
        """Return whether one of two conditions holds."""
        for x, y in ((a, b), (b, a)):
            value = self.value(x)
            if value is not None:
                return x if value else y
        a, b = sorted((a, b))
        return a if a == b else self._step(Code.OR, a, b, low=0, high=1)

    def negate(self, a: int) -> int:
        """Return whether a condition does not hold."""
        value, step = self.value(a), self.steps[a]
        if value is not None:
            return self.constant(1 - value)
        return step.args[0] if step.code is Code.NOT else self._step(Code.NOT, a, low=0, high=1)

    def select(self, condition: int, then: int, otherwise: int) -> int:
        """Return *then* where the condition holds, else *otherwise*."""
        value = self.value(condition)
        if value is not None or then == otherwise:
            return then if value or then == otherwise else otherwise
        step = self.steps[condition]
        if step.code is Code.NOT:
            return self.select(step.args[0], otherwise, then)
        ends = (self.value(then), self.value(otherwise))
        if ends in ((1, 0), (0, 1)):
            return condition if ends[0] else self.negate(condition)
        (low, high), (least, most) = self.bounds[then], self.bounds[otherwise]
        return self._step(
            Code.SELECT, condition, then, otherwise, low=min(low, least), high=max(high, most)
        )

    def bands(self, a: int, limits: tuple[int, ...], values: tuple[int, ...]) -> int:
        """Return `values[n]`, where *n* of the rising *limits* are at most *a*."""
        low, high = self.bounds[a]
        first = sum(1 for limit in limits if limit <= low)
        last = sum(1 for limit in limits if limit <= high)
        limits, values = limits[first:last], values[first : last + 1]
        joined = [
            n for n in range(len(limits)) if values[n] != values[n + 1]
        ]  # a limit between equal values parts nothing
        values = (values[0], *(values[n + 1] for n in joined))
        limits = tuple(limits[n] for n in joined)
        if not limits:
            return self.constant(values[0])
        if len(limits) == 1:
            above = self.at_least(a, self.constant(limits[0]))
            return self.select(above, self.constant(values[1]), self.constant(values[0]))
        return self._step(Code.BANDS, a, data=(limits, values), low=min(values), high=max(values))

    def carry(self, *parts: int) -> int:
        """Return the floor of the sum of part / whole, each of which is at least 0 and below 1."""
        return self._step(Code.CARRY, *parts, low=0, high=len(parts) // 2 - 1)

    def declared(
        self, code: Code, part: int, whole: int, data: Hashable, ends: tuple[int, int]
    ) -> int:
        """Return a root or logarithm, of declared precision, of *part* / *whole*."""
        if ends[0] == ends[1]:
            return self.constant(ends[0])
        return self._step(code, part, whole, data=data, low=ends[0], high=ends[1])

    def program(self, results: Mapping[str, tuple[int, int]], required: tuple[int, ...]) -> Program:
        """Return the program of *results*, without the steps that none of them needs."""
        wanted = {number for pair in results.values() for number in pair} | set(required)
        needed: set[int] = set()
        pending = list(wanted)
        while pending:
            number = pending.pop()
            if number not in needed:
                needed.add(number)
                pending.extend(self.steps[number].args)
        order = sorted(needed)  # arguments were built before what uses them
        place = {number: n for n, number in enumerate(order)}
        steps = tuple(
            Step(s.code, tuple(place[arg] for arg in s.args), s.data)
            for s in (self.steps[number] for number in order)
        )
        return Program(
            steps,
            tuple(self.bounds[number] for number in order),
            {name: (place[top], place[bottom]) for name, (top, bottom) in results.items()},
            tuple(place[number] for number in required),
        )
