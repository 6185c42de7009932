"""Loops in LLVM's language over columns, eight rows in a turn: what comes in, what is kept, what goes out.

A long program is several loops, one after another over a stretch of rows that stays in the cache: no
processor can read a hundred columns at once. What a later loop needs of an earlier one is kept in
scratch memory. The text is made of numbers and of names that are made here.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from enum import Enum

from attrs import define, field, frozen

from covenant_rules.columns.lanes import INT

TOGETHER = 8  # rows in a turn of a loop: 512 bits of each column
STRETCH = 512  # rows that pass through all loops before the next: a page of memory of each column
LONG = 250  # operations after which a loop ends, about ten lines of a sheet; measured
WIDE = (
    2**126
)  # below it sums of two numbers of 128 bits fit, and so do remainders that are off by one
SLOT = STRETCH * 16  # bytes that a kept value takes


class Form(Enum):
    """How a value is kept, as LLVM names it."""

    CONDITION = "i1"
    INT = "i64"
    WIDE = "i128"
    FLOAT = "double"


CONDITION, I64, I128, DOUBLE = Form
BITS: Mapping[Form, int] = {CONDITION: 1, I64: 64, I128: 128}


class Unwritable(Exception):  # noqa: N818  (no error: another executor runs the program)
    """A program with a step that cannot be written so: roots, logarithms, numbers beyond 128 bits."""


@frozen
class Text:
    """A program in LLVM's language.

    The function `score(columns, outputs, doubts, scratch, first, last)` returns 1 where every value
    lies in its bounds. It does whole turns: *last* - *first* is a multiple of `TOGETHER`, and so is
    *first*; columns of results begin at multiples of 64 bytes.

    Attributes:
        inputs: the forms of the columns, by name, in the order of their addresses.
        outputs: the forms of the steps that are columns of results, in the order of their addresses.
        has_filter: whether some row may be left undecided: a byte of *doubts* is set, all are 0 before.
        scratch: the bytes of memory that a call needs for itself.
    """

    text: str
    inputs: Mapping[str, Form]
    outputs: Mapping[int, Form]
    has_filter: bool
    scratch: int


def whole_form(size: int) -> Form:
    """Return the form of whole numbers up to *size*.

    Raises:
        Unwritable: there is none.
    """
    if size >= WIDE:
        raise Unwritable(size)
    return I64 if size < INT else I128


def vector(form: Form) -> str:
    """Return the name of as many values of a form as a turn takes."""
    return f"<{TOGETHER} x {form.value}>"


def constant(value: int, form: Form) -> str:
    """Return a number as a vector; in whole numbers it is taken modulo their bits."""
    if form is DOUBLE:
        return splat(value, 1)
    half = 1 << (BITS[form] - 1)
    name = str(value) if form is CONDITION else str((value + half) % (2 * half) - half)
    return "<" + ", ".join([f"{form.value} {name}"] * TOGETHER) + ">"


def splat(part: int, divisor: int) -> str:
    """Return *part* / *divisor* as a vector of float64; the divisor is a power of two."""
    bits = struct.pack(">d", part / divisor).hex().upper()
    return "<" + ", ".join([f"{DOUBLE.value} 0x{bits}"] * TOGETHER) + ">"


@define
class Loop:
    """One loop: its operations, the values that they gave, and what is to be noted of each row."""

    place: int
    lines: list[str] = field(factory=list)
    values: dict[tuple[int, Form], str] = field(factory=dict)
    outside: list[str] = field(factory=list)
    doubts: list[str] = field(factory=list)
    count: int = 0

    def emit(self, text: str) -> str:
        """Write an operation, and return the name of its result."""
        self.count += 1
        name = f"%t{self.place}.{self.count}"
        self.lines.append(f"  {name} = {text}")
        return name

    def row(self, memory: str, kind: str) -> str:
        """Return the address of the row in a column of *kind*."""
        return self.emit(f"getelementptr {kind}, ptr {memory}, i64 %row{self.place}")

    def slot(self, place: int, kind: str) -> str:
        """Return the address of the row in scratch memory."""
        memory = self.emit(f"getelementptr i8, ptr %scratch, i64 {place * SLOT}")
        return self.emit(f"getelementptr {kind}, ptr {memory}, i64 %here{self.place}")

    def any_of(self, conditions: Sequence[str], first: str) -> str:
        """Write whether one of the conditions holds."""
        for condition in conditions:
            first = self.emit(f"or {vector(CONDITION)} {first}, {condition}")
        return first


class Loops:
    """The loops of a program, while it is written."""

    def __init__(self, checks: Mapping[str, tuple[int, int]]) -> None:
        self.inputs = {name: whole_form(max(map(abs, ends))) for name, ends in checks.items()}
        self.outputs: dict[int, Form] = {}
        self._places = {name: place for place, name in enumerate(checks)}
        self._unread = dict(checks)
        self._own: dict[int, tuple[Form, Loop]] = {}
        self._kept: dict[int, int] = {}
        self._loops = [Loop(0)]

    @property
    def now(self) -> Loop:
        """The loop that is being written."""
        return self._loops[-1]

    def turn(self) -> None:
        """Begin another loop if this one is long."""
        if len(self.now.lines) > LONG:
            self._loops.append(Loop(len(self._loops)))

    def load(self, name: str) -> str:
        """Load a column; the first time, look whether a value lies outside its bounds."""
        form = self.inputs[name]
        at = self.now.row(f"%columns{self._places[name]}", form.value)
        column = self.now.emit(f"load {vector(form)}, ptr {at}, align 8")
        if name in self._unread:
            low, high = self._unread.pop(name)
            above = self.now.emit(f"sub {vector(form)} {column}, {constant(low, form)}")
            beyond = f"icmp ugt {vector(form)} {above}, {constant(high - low, form)}"
            self.now.outside.append(self.now.emit(beyond))
        return column

    def give(self, number: int, form: Form, value: str) -> None:
        """Note the value of a step in its own form."""
        self._own[number] = form, self.now
        self.now.values[number, form] = value

    def take(self, number: int) -> str:
        """Return the value of a step in its own form, kept for this loop where another made it."""
        form, home = self._own[number]
        if (number, form) not in self.now.values:
            kept = "i8" if form is CONDITION else form.value
            many = f"<{TOGETHER} x {kept}>"
            if number not in self._kept:
                self._kept[number] = len(self._kept)
                value = home.values[number, form]
                if form is CONDITION:
                    value = home.emit(f"zext {vector(form)} {value} to {many}")
                at = home.slot(self._kept[number], kept)
                home.lines.append(f"  store {many} {value}, ptr {at}, align 8")
            at = self.now.slot(self._kept[number], kept)
            value = self.now.emit(f"load {many}, ptr {at}, align 8")
            if form is CONDITION:
                value = self.now.emit(f"trunc {many} {value} to {vector(form)}")
            self.now.values[number, form] = value
        return self.now.values[number, form]

    def store(self, number: int, form: Form, value: str) -> None:
        """Write a step as a column of results, past the caches: nobody reads it soon."""
        at = self.now.row(f"%outputs{len(self.outputs)}", form.value)
        self.now.lines.append(
            f"  store {vector(form)} {value}, ptr {at}, align 64, !nontemporal !0"
        )
        self.outputs[number] = form

    def text(self) -> Text:
        """Return the whole module; columns that no step needs are looked at too."""
        for name in [*self._unread]:
            self.load(name)
        addresses = [
            f"  %{kind}.at{n} = getelementptr ptr, ptr %{kind}, i64 {n}\n"
            f"  %{kind}{n} = load ptr, ptr %{kind}.at{n}"
            for kind, every in (("columns", self.inputs), ("outputs", self.outputs))
            for n in range(len(every))
        ]
        text = _MODULE.format(
            floats=vector(DOUBLE),
            conditions=vector(CONDITION),
            suffix=f"v{TOGETHER}",
            stretch=STRETCH,
            addresses="\n".join(addresses),
            loops="".join(map(_written, self._loops)),
            end=len(self._loops),
        )
        has_filter = any(loop.doubts for loop in self._loops)
        return Text(text, self.inputs, self.outputs, has_filter, SLOT * len(self._kept))


def _written(loop: Loop) -> str:
    """Return one loop; a value outside its bounds ends the whole call."""
    place, marks = loop.place, f"<{TOGETHER} x i8>"
    outside = loop.any_of(loop.outside, f"%outside{place}")
    if loop.doubts:
        doubt = loop.any_of(loop.doubts, "zeroinitializer")
        more = loop.emit(f"zext {vector(CONDITION)} {doubt} to {marks}")
        at = loop.row("%doubts", "i8")
        before = loop.emit(f"load {marks}, ptr {at}, align 1")
        after = loop.emit(f"or {marks} {before}, {more}")
        loop.lines.append(f"  store {marks} {after}, ptr {at}, align 1")
    return _LOOP.format(
        conditions=vector(CONDITION),
        suffix=f"v{TOGETHER}",
        together=TOGETHER,
        place=place,
        then=place + 1,
        before=f"done{place - 1}" if place else "stretch",
        outside=outside,
        body="\n".join(loop.lines),
    )


_MODULE = """
declare {floats} @llvm.floor.{suffix}f64({floats})
declare {floats} @llvm.rint.{suffix}f64({floats})
declare {floats} @llvm.fabs.{suffix}f64({floats})
declare i1 @llvm.vector.reduce.or.{suffix}i1({conditions})
define i64 @score(ptr %columns, ptr %outputs, ptr %doubts, ptr %scratch, i64 %first, i64 %last) {{
entry:
{addresses}
  br label %stretch
stretch:
  %from = phi i64 [ %first, %entry ], [ %to, %loop{end} ]
  %far = add i64 %from, {stretch}
  %near = icmp slt i64 %far, %last
  %to = select i1 %near, i64 %far, i64 %last
  br label %loop0
{loops}
loop{end}:
  %more = icmp slt i64 %to, %last
  br i1 %more, label %stretch, label %inside
inside:
  fence seq_cst
  ret i64 1
outside:
  ret i64 0
}}
!0 = !{{i32 1}}
"""
_LOOP = """
loop{place}:
  %row{place} = phi i64 [ %from, %{before} ], [ %next{place}, %loop{place} ]
  %outside{place} = phi {conditions} [ zeroinitializer, %{before} ], [ {outside}, %loop{place} ]
  %here{place} = sub i64 %row{place}, %from
{body}
  %next{place} = add i64 %row{place}, {together}
  %more{place} = icmp slt i64 %next{place}, %to
  br i1 %more{place}, label %loop{place}, label %done{place}
done{place}:
  %any{place} = call i1 @llvm.vector.reduce.or.{suffix}i1({conditions} {outside})
  br i1 %any{place}, label %outside, label %loop{then}
"""
