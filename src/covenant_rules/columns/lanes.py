"""Which arithmetic each step of a program needs, chosen by its proved bounds.

A whole number below 2^63 is an int64, below 2^53 also exactly a float64. Beyond that it is carried
twice: as its remainder modulo 2^64 and as a float64 estimate whose error is known to be below 2^60;
together they name one number. What even that cannot hold is left to Python's integers.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from covenant_rules.columns.program import Code, Program, Step

FLOAT = 2**53  # whole numbers below it are exact in float64
INT = 2**63
SURE = 2**60  # errors of estimates below it leave one number for a remainder modulo 2^64
QUOTIENT = 2**49  # a quotient below it is off by one at most when estimated
NO_FLOAT = 2**1000  # beyond it a float64 has no estimate


class Lane(Enum):
    """The form in which a step is computed."""

    CONDITION = "b"  # booleans
    FLOAT = "f"  # float64, exact
    INT = "i"  # int64, exact modulo 2^64
    ESTIMATE = "e"  # float64, with a known error
    PYTHON = "o"  # Python's integers


B, F, I, E, O = Lane  # noqa: E741  (the letters of numpy's types)
CONDITIONS = {Code.AT_LEAST, Code.EQUAL, Code.AND, Code.OR, Code.NOT}


class Lanes:
    """The lanes of every step of a program.

    Attributes:
        own: the lane in which each step is computed; `E` means both `I` and `E`.
        needed: every lane in which each step is wanted by others, its own included.
        works: the lane in which a step takes its arguments.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.sizes = [max(abs(low), abs(high)) for low, high in program.bounds]
        self._absolute: list[int] = []  # error of the estimate
        self._relative: list[int | None] = []  # the same, relative, in units of 2^-53
        self.own: list[Lane] = []
        self.works: list[Lane] = []
        for number, step in enumerate(program.steps):
            self._estimate(number, step)
            work = self._work(number, step)
            self.works.append(work)
            self.own.append(self._result(number, step, work))
        self.needed: list[set[Lane]] = [set() for _ in program.steps]
        self._demand()

    def _is_constant(self, number: int) -> bool:
        return self.program.steps[number].code is Code.CONSTANT

    def _estimate(self, number: int, step: Step) -> None:
        size, args = self.sizes[number], step.args
        errors = [self._absolute[arg] for arg in args]
        relatives = [self._relative[arg] for arg in args]
        known = [relative for relative in relatives if relative is not None]
        absolute: int = 0 if size < FLOAT else size // FLOAT + 1
        relative: int | None = 0 if size < FLOAT else 1
        if size >= INT:
            rounding = size // FLOAT + 1
            match step.code:
                case Code.ADD | Code.SUBTRACT:
                    absolute = sum(errors) + rounding
                    signs = [self._sign(arg) for arg in args]
                    if step.code is Code.SUBTRACT:
                        signs[1] = -signs[1]
                    alike = signs[0] == signs[1] != 0 and len(known) == len(args)
                    relative = max(known) + 1 if alike else None
                case Code.MULTIPLY:
                    a, b = (self.sizes[arg] for arg in args)
                    absolute = a * errors[1] + b * errors[0] + errors[0] * errors[1] + 2 * rounding
                    relative = sum(known) + 2 if len(known) == len(args) else None
                case Code.MINIMUM | Code.MAXIMUM | Code.SELECT:
                    absolute = max(errors)
                    relative = max(known) if len(known) == len(args) else None
        self._absolute.append(absolute)
        self._relative.append(relative)

    def _sign(self, number: int) -> int:
        low, high = self.program.bounds[number]
        return (low >= 0) - (high <= 0)

    def _fits(self, numbers: Iterable[int], most: int) -> bool:
        return all(self.sizes[number] < most for number in numbers)

    def _work(self, number: int, step: Step) -> Lane:
        """Return the lane in which a step takes its arguments."""
        values = step.args[1:] if step.code is Code.SELECT else step.args
        match step.code:
            case Code.INPUT:
                return I if self.sizes[number] < INT else O
            case Code.CONSTANT:
                if self.sizes[number] < INT:
                    return I
                return E if self._absolute[number] < SURE else O
            case Code.AND | Code.OR | Code.NOT:
                return B
            case Code.ROOT | Code.LOGARITHM:
                return O
            case Code.DIVIDE:
                return self._division(number, step)
            case Code.CARRY:
                return (
                    F
                    if self._fits(values, FLOAT)
                    else (E if self._fits(values, NO_FLOAT) and self._are_close(values) else O)
                )
        if any(self.own[arg] is O for arg in values):
            return O
        whole = [*values] if step.code in CONDITIONS else [*values, number]
        if self._fits(whole, FLOAT):
            floats = [self.own[arg] is F for arg in values if not self._is_constant(arg)]
            tabled = step.code is Code.SELECT and not floats
            return F if any(floats) or tabled else I
        modular = step.code in (Code.ADD, Code.SUBTRACT, Code.MULTIPLY)
        if self._fits(whole, INT) or (modular and self.sizes[number] < INT):
            return I
        errors = [self._absolute[arg] for arg in values] + [self._absolute[number]]
        return E if sum(errors) < SURE else O

    def _are_close(self, numbers: Iterable[int]) -> bool:
        """Say whether estimates are right but for a few last bits."""
        return all(
            self.own[number] is not O
            and (self._relative[number] or 0) <= 1
            and self.sizes[number] < INT
            for number in numbers
        )

    def _division(self, number: int, step: Step) -> Lane:
        part, whole = step.args
        if O in (self.own[part], self.own[whole]):
            return O
        if self.sizes[part] + self.sizes[whole] < FLOAT:
            return F
        quotient, least = self.sizes[number], max(1, self.program.bounds[whole][0])
        if quotient < QUOTIENT and self.sizes[whole] < INT // 2:
            error = self._absolute[part] + quotient * self._absolute[whole]
            relatives = (self._relative[part], self._relative[whole])
            relative = None if None in relatives else sum(r or 0 for r in relatives) + 2
            if error * 4 < least or (relative is not None and quotient * relative * 4 < FLOAT):
                return E
        return I if self._fits(step.args, INT) else O

    def _result(self, number: int, step: Step, work: Lane) -> Lane:
        """Return the lane in which a step's result stands."""
        if step.code in CONDITIONS:
            return B
        small = self.sizes[number] < INT
        match step.code:
            case Code.BANDS:
                values = step.data[1]  # type: ignore[index]
                return F if max(map(abs, values)) < FLOAT else (I if small else O)
            case Code.CARRY:
                return F
            case Code.DIVIDE:
                return F if work in (F, E) else work
            case Code.ROOT | Code.LOGARITHM:
                return I if small else O
        if work is E:
            return I if small else E
        return work

    def _demand(self) -> None:
        """Find out from the results backwards in which lanes each step is wanted."""
        program = self.program
        for pair in program.results.values():
            for number in pair:
                self.needed[number].add(self.own[number])
        for number in program.required:
            self.needed[number].add(B)
        for number in reversed(range(len(program.steps))):
            step = program.steps[number]
            self.needed[number].add(self.own[number])
            if self.own[number] is E or E in self.needed[number]:
                self.needed[number].add(I if self.own[number] is not O else O)
            for arg, lane in self.takes(number, step):
                self.needed[arg].add(lane)

    def takes(self, number: int, step: Step) -> list[tuple[int, Lane]]:
        """Return the lanes in which a step takes its arguments."""
        work = self.works[number]
        found: list[tuple[int, Lane]] = []
        for position, arg in enumerate(step.args):
            if step.code is Code.SELECT and position == 0:
                found.append((arg, B))
            elif work is E:
                found.append((arg, E))
                if step.code is not Code.CARRY:
                    found.append((arg, I))
            else:
                found.append((arg, work))
        return found
