"""Registers of a block: where each step of a program stands while numpy runs it.

A register is free again as soon as its value has been used for the last time, so that few of them
are in the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np

from covenant_rules.columns.lanes import INT, B, E, F, I, Lane, Lanes, O
from covenant_rules.columns.program import Code, Program, Step

Registers = list[Any]
Operation = Callable[[Registers], object]
TYPES: Mapping[Lane, Any] = {
    B: np.bool_, F: np.float64, I: np.int64, E: np.float64, O: np.object_,
}  # fmt: skip


class Maker:
    """Binds every step to registers. Register 0 marks the rows that are not decided."""

    def __init__(
        self, program: Program, steps: Mapping[Code, Callable[[Maker, int, Step], None]]
    ) -> None:
        self.program = program
        self._steps = steps
        self.lanes = Lanes(program)
        self.inputs: dict[str, int] = {}
        self.operations: list[Operation] = []
        self.outputs: dict[int, tuple[Lane, bool]] = {}
        self._ends = frozenset(program.outputs)
        self.has_filter = bool(program.required)
        self._types: list[Lane | None] = [B]  # of every register; None holds whatever is put there
        self._constants: dict[int, Any] = {}
        self._places: dict[tuple[int, Lane], int] = {}
        self._free: dict[Lane, list[int]] = {lane: [] for lane in Lane}
        self._last = self._last_uses()
        for number, step in enumerate(program.steps):
            self._make(number, step)
            for place in {self._places[dead] for dead in self._last.get(number, ())}:
                lane = self._types[place]
                if lane is not None:
                    self._free[lane].append(place)
        for number in program.required:
            self.doubt_unless(self._places[number, B])

    def _last_uses(self) -> dict[int, list[tuple[int, Lane]]]:
        """Return which values are used for the last time by each step."""
        kept = {n for pair in self.program.results.values() for n in pair}
        kept |= set(self.program.required)
        last: dict[tuple[int, Lane], int] = {}
        for number, step in enumerate(self.program.steps):
            for lane in self.lanes.needed[number]:
                last[number, lane] = number
            for arg in step.args:
                for lane in self.lanes.needed[arg]:
                    last[arg, lane] = number
        found: dict[int, list[tuple[int, Lane]]] = {}
        for value, number in last.items():
            if value[0] not in kept and self.program.steps[value[0]].code is not Code.INPUT:
                found.setdefault(number, []).append(value)
        return found

    def registers(self, rows: int) -> Registers:
        """Return registers for blocks of *rows*."""
        made: Registers = [
            None if lane is None else np.zeros(rows, dtype=TYPES[lane]) for lane in self._types
        ]
        for place, value in self._constants.items():
            made[place] = value
        return made

    def cut(self, registers: Registers, rows: int) -> Registers:
        """Return the same registers for a shorter block."""
        return [
            register
            if lane is None or register is None or place in self._constants
            else register[:rows]
            for place, (lane, register) in enumerate(zip(self._types, registers, strict=True))
        ]

    def _register(self, lane: Lane | None) -> int:
        if lane is not None and self._free[lane]:
            return self._free[lane].pop()
        self._types.append(lane)
        return len(self._types) - 1

    def _put(self, number: int, lane: Lane, register: int) -> int:
        self._places[number, lane] = register
        return register

    def _constant(self, number: int, value: int) -> None:
        for lane in self.lanes.needed[number]:
            register = self._put(number, lane, self._register(None))
            made: Any = value
            match lane:
                case Lane.PYTHON:
                    pass
                case Lane.INT:
                    made = np.int64((value + INT) % (2 * INT) - INT)
                case _:
                    made = TYPES[lane](value)
            self._constants[register] = made

    def _make(self, number: int, step: Step) -> None:
        own, needed = self.lanes.own[number], self.lanes.needed[number]
        if step.code is Code.CONSTANT:
            self._constant(number, cast("int", step.data))
        elif step.code is Code.INPUT:
            register = self._register(None)
            self.inputs[str(step.data)] = self._put(number, own, register)
        else:
            self._steps[step.code](self, number, step)
        for lane in needed:
            if (number, lane) not in self._places:
                self._convert(number, own, lane)
        if number in self._ends:
            self.outputs[number] = (own, own is E)

    def _convert(self, number: int, own: Lane, lane: Lane) -> None:
        source = self._places[number, I if own is E else own]
        if own is F and lane is E:
            self._put(number, lane, source)
            return
        if own is E and lane is not O:
            raise AssertionError(number, lane)
        if lane is O:
            self._as_python(number, own, source)
            return
        target = self._put(number, lane, self._register(None if own is O else lane))
        if lane is B:
            if own is O:
                self.operations.append(lambda r: put(r, target, (r[source] != 0).astype(bool)))
            else:
                self.operations.append(lambda r: np.not_equal(r[source], 0, out=r[target]))
        elif own is O:
            kind = TYPES[lane]
            self.operations.append(lambda r: put(r, target, r[source].astype(kind)))
        else:
            self.operations.append(lambda r: np.copyto(r[target], r[source], casting="unsafe"))

    def _as_python(self, number: int, own: Lane, source: int) -> None:
        target = self._put(number, O, self._register(None))
        if own is E:
            estimate = self._places[number, E]
            self.operations.append(lambda r: put(r, target, named(r[source], r[estimate])))
        elif own is I:
            self.operations.append(lambda r: put(r, target, r[source].astype(object)))
        else:
            self.operations.append(
                lambda r: put(r, target, r[source].astype(np.int64).astype(object))
            )

    def write(self, registers: Registers, number: int, column: Any) -> None:
        """Put the values of a result into its place in a column."""
        own, _ = self.outputs[number]
        if own is E:
            column[:] = named(
                registers[self._places[number, I]], registers[self._places[number, E]]
            )
        else:
            np.copyto(column, registers[self._places[number, own]], casting="unsafe")

    def at(self, number: int, lane: Lane) -> int:
        """Return the register of a step in a lane."""
        return self._places[number, lane]

    def new(self, number: int, lane: Lane) -> int:
        """Return a register for the result of a step."""
        return self._put(number, lane, self._register(None if lane is O else lane))

    def temporary(self, lane: Lane) -> int:
        """Return a register that is free again at once, after the operations that are made now."""
        register = self._register(lane)
        self._free[lane].append(register)
        return register

    def doubt_unless(self, holds: int) -> None:
        """Mark the rows in which a condition does not hold."""

        def mark(r: Registers) -> None:
            np.logical_or(r[0], np.logical_not(r[holds]), out=r[0])

        self.operations.append(mark)


def put(registers: Registers, place: int, value: Any) -> None:
    """Put a value into a register."""
    registers[place] = value


def named(remainder: Any, estimate: Any) -> Any:
    """Return the numbers that remainders modulo 2^64 and their estimates name together."""
    whole = remainder.astype(object)
    near = np.array([int(value) for value in np.broadcast_to(estimate, whole.shape)], dtype=object)
    turns = (near - whole + INT) // (2 * INT)
    return whole + turns * (2 * INT)
