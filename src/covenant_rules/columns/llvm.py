"""A program written in LLVM's language: every step in vector registers, eight rows at a time.

What a step gives to the next does not go through memory, and the bounds of what comes in are looked
at in the same turn (`loops`). The form of each step follows from its proved bounds: whole numbers
below 2^53 may be float64, below 2^63 they are int64, below 2^126 integers of 128 bits. A sum whose
result is below 2^63 may be of parts beyond: it is right modulo 2^64.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from covenant_rules.columns.lanes import CONDITIONS, FLOAT, INT, QUOTIENT
from covenant_rules.columns.loops import (
    CONDITION,
    DOUBLE,
    I64,
    I128,
    TOGETHER,
    WIDE,
    Form,
    Loops,
    Text,
    Unwritable,
    constant,
    splat,
    vector,
    whole_form,
)
from covenant_rules.columns.program import Code, Program, Step

MOST_BANDS = 256  # that are looked at one after another
BOOLS = vector(CONDITION)


def write(program: Program, checks: Mapping[str, tuple[int, int]]) -> Text:
    """Write a program whose columns hold what *checks* say.

    Raises:
        Unwritable: a step has no form here.
    """
    return _Writer(program, checks).loops.text()


class _Writer:
    def __init__(self, program: Program, checks: Mapping[str, tuple[int, int]]) -> None:
        self.program = program
        self.loops = Loops(checks)
        self.sizes = [max(abs(low), abs(high)) for low, high in program.bounds]
        self._own: list[Form] = []
        ends = frozenset(program.outputs)
        for number, step in enumerate(program.steps):
            self.loops.turn()
            self._step(number, step)
            if number in ends:
                form = whole_form(self.sizes[number])
                self.loops.store(number, form, self._at(number, form))
        for number in program.required:
            holds = self._at(number, CONDITION)
            self.loops.now.doubts.append(
                self._emit(f"xor {BOOLS} {holds}, {constant(1, CONDITION)}")
            )

    def _emit(self, text: str) -> str:
        return self.loops.now.emit(text)

    def _known(self, number: int) -> int | None:
        """Return the value of a step that is a constant."""
        step = self.program.steps[number]
        return cast("int", step.data) if step.code is Code.CONSTANT else None

    def _at(self, number: int, form: Form) -> str:
        """Return a step in a form, brought into it where it stands in another."""
        known, values = self._known(number), self.loops.now.values
        if known is not None:
            return constant(known, form)
        if (number, form) not in values:
            own, step = self._own[number], self.program.steps[number]
            if step.code is not Code.INPUT:
                value = self.loops.take(number)
            elif (number, own) in values:
                value = values[number, own]
            else:
                value = values[number, own] = self.loops.load(str(step.data))
            values[number, form] = value if form is own else self._turned(value, own, form)
        return values[number, form]

    def _turned(self, value: str, own: Form, form: Form) -> str:
        if own is I128 and form is DOUBLE:
            return self._estimate(value)
        if own is DOUBLE and form is I128:
            value, own = self._turned(value, DOUBLE, I64), I64
        if form is CONDITION:
            test = "fcmp one" if own is DOUBLE else "icmp ne"
            return self._emit(f"{test} {vector(own)} {value}, zeroinitializer")
        return self._emit(f"{_TURNS[own, form]} {vector(own)} {value} to {vector(form)}")

    def _estimate(self, value: str) -> str:
        """Return a number of 128 bits as a float64 whose relative error is below 2^-51."""
        wide, whole, floats = vector(I128), vector(I64), vector(DOUBLE)
        below = self._emit(f"icmp slt {wide} {value}, zeroinitializer")
        turned = self._emit(f"sub {wide} zeroinitializer, {value}")
        size = self._emit(f"select {BOOLS} {below}, {wide} {turned}, {wide} {value}")
        upper = self._emit(f"lshr {wide} {size}, {constant(64, I128)}")
        halves = [self._emit(f"trunc {wide} {half} to {whole}") for half in (upper, size)]
        high, low = (self._emit(f"uitofp {whole} {half} to {floats}") for half in halves)
        scaled = self._emit(f"fmul {floats} {high}, {constant(2**64, DOUBLE)}")
        total = self._emit(f"fadd {floats} {scaled}, {low}")
        negative = self._emit(f"fneg {floats} {total}")
        return self._emit(f"select {BOOLS} {below}, {floats} {negative}, {floats} {total}")

    def _step(self, number: int, step: Step) -> None:
        """Write one step in a form of its own."""
        match step.code:
            case Code.CONSTANT:
                self._own.append(I64 if self.sizes[number] < INT else I128)
                return  # written where it is needed
            case Code.INPUT:
                self._own.append(self.loops.inputs[str(step.data)])
                return  # every loop reads it where it is needed
            case Code.AND | Code.OR:
                a, b = (self._at(arg, CONDITION) for arg in step.args)
                word = "and" if step.code is Code.AND else "or"
                form, value = CONDITION, self._emit(f"{word} {BOOLS} {a}, {b}")
            case Code.NOT:
                a = self._at(step.args[0], CONDITION)
                form, value = CONDITION, self._emit(f"xor {BOOLS} {a}, {constant(1, CONDITION)}")
            case Code.DIVIDE:
                form, value = self._divide(number, *step.args)
            case Code.BANDS:
                form, value = self._bands(number, step)
            case Code.CARRY:
                form, value = DOUBLE, self._carry(step.args)
            case Code.ROOT | Code.LOGARITHM:
                raise Unwritable(step.code)
            case _:
                form, value = self._plain(number, step)
        self._own.append(form)
        self.loops.give(number, form, value)

    def _common(self, numbers: Sequence[int], size: int) -> Form:
        """Return the form in which steps below *size* meet."""
        if size < FLOAT:
            floats = [self._own[n] is DOUBLE for n in numbers if self._known(n) is None]
            return DOUBLE if any(floats) else I64
        return whole_form(size)

    def _plain(self, number: int, step: Step) -> tuple[Form, str]:
        code, values = step.code, step.args[1:] if step.code is Code.SELECT else step.args
        most = max(self.sizes[arg] for arg in values)
        if code in _ARITHMETIC:
            own = self.sizes[number]
            form = I64 if own < INT <= most else self._common(values, max(most, own))
            word = ("f" if form is DOUBLE else "") + _ARITHMETIC[code]
            a, b = (self._at(arg, form) for arg in values)
            return form, self._emit(f"{word} {vector(form)} {a}, {b}")
        form = self._common(values, most)
        a, b = (self._at(arg, form) for arg in values)
        if code is Code.SELECT:
            test = self._at(step.args[0], CONDITION)
        else:
            word = _TESTS[code]
            word = f"fcmp o{word}" if form is DOUBLE else f"icmp {_SIGNED.get(word, word)}"
            test = self._emit(f"{word} {vector(form)} {a}, {b}")
        if code in CONDITIONS:
            return CONDITION, test
        return form, self._emit(f"select {BOOLS} {test}, {vector(form)} {a}, {vector(form)} {b}")

    def _floor_of_quotient(self, part: str, whole: str) -> str:
        floats = vector(DOUBLE)
        quotient = self._emit(f"fdiv {floats} {part}, {whole}")
        return self._emit(f"call {floats} @llvm.floor.v{TOGETHER}f64({floats} {quotient})")

    def _divide(self, number: int, part: int, whole: int) -> tuple[Form, str]:
        sizes = self.sizes[part], self.sizes[whole]
        if sum(sizes) < FLOAT:  # the quotient cannot be rounded up to the next whole number
            return DOUBLE, self._floor_of_quotient(self._at(part, DOUBLE), self._at(whole, DOUBLE))
        if self.sizes[number] < QUOTIENT and max(sizes) < WIDE:
            return DOUBLE, self._corrected(part, whole)
        if max(sizes) >= INT:
            raise Unwritable(number)
        ints = vector(I64)
        a, b = self._at(part, I64), self._at(whole, I64)
        one = constant(1, I64)  # a divisor below it is outside its bounds, and must not trap
        above = self._emit(f"icmp sgt {ints} {b}, zeroinitializer")
        b = self._emit(f"select {BOOLS} {above}, {ints} {b}, {ints} {one}")
        quotient = self._emit(f"sdiv {ints} {a}, {b}")
        product = self._emit(f"mul {ints} {quotient}, {b}")
        short = self._emit(f"icmp slt {ints} {a}, {product}")
        less = self._emit(f"sext {BOOLS} {short} to {ints}")
        return I64, self._emit(f"add {ints} {quotient}, {less}")

    def _corrected(self, part: int, whole: int) -> str:
        """Estimate a quotient, off by one at most, and correct it by its remainder.

        The parts and their quotient have relative errors below 5 x 2^-52 in all; times a quotient
        below 2^49 that is less than one.
        """
        floats = vector(DOUBLE)
        estimate = self._floor_of_quotient(self._at(part, DOUBLE), self._at(whole, DOUBLE))
        form = I64 if self.sizes[whole] < INT // 2 else I128  # the remainder fits, and twice it
        ints = vector(form)
        quotient = self._turned(estimate, DOUBLE, form)
        a, b = self._at(part, form), self._at(whole, form)
        product = self._emit(f"mul {ints} {quotient}, {b}")
        rest = self._emit(f"sub {ints} {a}, {product}")
        more = self._emit(f"icmp sge {ints} {rest}, {b}")
        less = self._emit(f"icmp slt {ints} {rest}, zeroinitializer")
        up, down = (self._emit(f"uitofp {BOOLS} {by} to {floats}") for by in (more, less))
        raised = self._emit(f"fadd {floats} {estimate}, {up}")
        return self._emit(f"fsub {floats} {raised}, {down}")

    def _bands(self, number: int, step: Step) -> tuple[Form, str]:
        limits, values = cast("tuple[tuple[int, ...], tuple[int, ...]]", step.data)
        if len(limits) > MOST_BANDS:
            raise Unwritable(number)
        (arg,) = step.args
        form = self._common([arg], self.sizes[arg])
        own = DOUBLE if self.sizes[number] < FLOAT else whole_form(self.sizes[number])
        given, word = self._at(arg, form), "fcmp oge" if form is DOUBLE else "icmp sge"
        found = constant(values[0], own)
        for limit, value in zip(limits, values[1:], strict=True):
            above = self._emit(f"{word} {vector(form)} {given}, {constant(limit, form)}")
            points = constant(value, own)
            found = self._emit(
                f"select {BOOLS} {above}, {vector(own)} {points}, {vector(own)} {found}"
            )
        return own, found

    def _carry(self, args: Sequence[int]) -> str:
        """Add fractions in float64; a sum next to a whole number is left to a more exact executor."""
        if max(self.sizes[arg] for arg in args) >= INT:
            raise Unwritable(args)
        floats, total = vector(DOUBLE), ""
        for top, bottom in zip(args[::2], args[1::2], strict=True):
            a, b = self._at(top, DOUBLE), self._at(bottom, DOUBLE)
            share = self._emit(f"fdiv {floats} {a}, {b}")
            total = self._emit(f"fadd {floats} {total}, {share}") if total else share
        suffix, count = f"v{TOGETHER}f64({floats}", len(args) // 2
        nearest = self._emit(f"call {floats} @llvm.rint.{suffix} {total})")
        apart = self._emit(f"fsub {floats} {total}, {nearest}")
        distance = self._emit(f"call {floats} @llvm.fabs.{suffix} {apart})")
        near = self._emit(f"fcmp ole {floats} {distance}, {splat((count + 4) * count, 2**52)}")
        something = self._emit(f"fcmp one {floats} {total}, zeroinitializer")
        self.loops.now.doubts.append(self._emit(f"and {BOOLS} {near}, {something}"))
        return self._emit(f"call {floats} @llvm.floor.{suffix} {total})")


_TURNS: Mapping[tuple[Form, Form], str] = {
    (I64, DOUBLE): "sitofp",
    (DOUBLE, I64): "fptosi",
    (I64, I128): "sext",
    (I128, I64): "trunc",
    (CONDITION, DOUBLE): "uitofp",
    (CONDITION, I64): "zext",
    (CONDITION, I128): "zext",
}
_ARITHMETIC: Mapping[Code, str] = {Code.ADD: "add", Code.SUBTRACT: "sub", Code.MULTIPLY: "mul"}
_TESTS: Mapping[Code, str] = {
    Code.MINIMUM: "lt",
    Code.MAXIMUM: "gt",
    Code.AT_LEAST: "ge",
    Code.EQUAL: "eq",
}
_SIGNED: Mapping[str, str] = {"lt": "slt", "gt": "sgt", "ge": "sge"}
