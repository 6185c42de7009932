"""The executor for very many units: the program as instructions of a compiled block interpreter.

The interpreter is compiled once and kept on disk, so a new sheet costs a list of numbers. Threads
are our own, over code that holds no lock. What its instructions cannot say is left to numpy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import numpy as np

from covenant_rules.columns.arrays import Arrays, threads
from covenant_rules.columns.instructions import Instruction, Selector, Value
from covenant_rules.columns.integers import Found, Outside
from covenant_rules.columns.kernels import WIDTH, Do, interpret
from covenant_rules.columns.lanes import INT, E, F, Lanes, O
from covenant_rules.columns.program import Code, Program

BLOCK = 1024  # rows: a register takes 8 KiB
AHEAD = 8 * BLOCK  # rows whose bounds are looked at before their blocks
ALONE = 64 * BLOCK  # rows up to which a second thread does not pay


class Compiled:
    """A program ready to be run by the interpreter, or by numpy where that has no instruction for it."""

    def __init__(self, program: Program, checks: Mapping[str, tuple[int, int]]) -> None:
        self.program = program
        self.checks = checks
        lanes = Lanes(program)
        wide = any(max(abs(low), abs(high)) >= INT for low, high in checks.values())
        results = {number for pair in program.results.values() for number in pair}
        beyond = any(lanes.own[number] is E for number in results)
        steps = zip(program.steps, lanes.works, strict=True)
        beyond |= any(work is O or (s.code is Code.BANDS and work is E) for s, work in steps)
        self._plain = Arrays(program, checks) if wide or beyond or O in lanes.own else None
        if self._plain is None:
            self._code = _Assembler(program, lanes, checks)

    def run(self, columns: Mapping[str, Any], rows: int) -> Found:
        """Return the results of every row.

        Raises:
            Outside: a column holds more than the program was made for.
        """
        if self._plain is not None:
            return self._plain.run(columns, rows)
        given = {name: self._column(name, columns[name]) for name in self.checks}
        code = self._code
        outputs = {number: np.empty(rows, dtype=np.int64) for number in code.outputs}
        doubts = np.zeros(rows if code.has_filter else 0, dtype=np.uint8)
        addresses: dict[Any, int] = {
            **{("column", name): column.ctypes.data for name, column in given.items()},
            **{("output", number): column.ctypes.data for number, column in outputs.items()},
        }
        workers = 1 if rows <= ALONE else threads()
        share = -(-rows // (workers * BLOCK)) * BLOCK
        parts = [(n, min(n + share, rows)) for n in range(0, rows, share)] if rows else []

        def part(ends: tuple[int, int]) -> bool:
            registers = code.memory()
            bases, strides = code.places(registers, addresses)
            return bool(
                interpret(
                    code.checks,
                    code.instructions,
                    code.reals,
                    code.wholes,
                    bases,
                    strides,
                    *ends,
                    BLOCK,
                    AHEAD,
                    doubts,
                )
            )

        if len(parts) < 2:  # noqa: PLR2004
            inside = all(map(part, parts))
        else:
            with ThreadPoolExecutor(len(parts)) as pool:
                inside = all(list(pool.map(part, parts)))
        if not inside:
            raise Outside
        results = {
            name: tuple(self._result(number, outputs) for number in pair)
            for name, pair in self.program.results.items()
        }
        return Found(cast("Any", results), np.flatnonzero(doubts))

    def _result(self, number: int, outputs: Mapping[int, Any]) -> Any:
        low, high = self.program.bounds[number]
        return low if low == high else outputs[number]

    def _column(self, name: str, values: Any) -> Any:
        if isinstance(values, list) or values.dtype == object:
            listed = values if isinstance(values, list) else values.tolist()
            low, high = self.checks[name]
            if listed and (min(listed) < low or max(listed) > high):
                raise Outside
        elif values.dtype == np.uint64 and len(values) and int(values.max()) >= INT:
            raise Outside
        return np.ascontiguousarray(values, dtype=np.int64)


class _Assembler:
    """Writes instructions as numbers: operands get addresses, values registers."""

    def __init__(
        self, program: Program, lanes: Lanes, checks: Mapping[str, tuple[int, int]]
    ) -> None:
        self.program = program
        selector = Selector(program, lanes)
        instructions = selector.instructions()
        self.outputs, self.has_filter = selector.outputs, selector.has_filter
        self._reals: list[float] = [0]
        self._wholes: list[int] = [0]
        self._operands: dict[Any, int] = {}
        self._lines: list[list[int]] = []
        self._registers = 0
        for name, (low, high) in checks.items():
            line = [Do.CHECK, 0, self._operand(("column", name)), 0, 0, 0]
            self._lines.append([*line, self._whole([low]), self._whole([high])])
        self.checks = np.array(self._lines, dtype=np.int64).reshape(-1, WIDTH)
        self._lines = []
        self._emit(instructions)
        self.instructions = np.array(self._lines, dtype=np.int64).reshape(-1, WIDTH)
        self.reals = np.array(self._reals, dtype=np.float64)
        self.wholes = np.array(self._wholes, dtype=np.int64)

    def _operand(self, key: Any) -> int:
        return self._operands.setdefault(key, len(self._operands))

    def _whole(self, values: Sequence[int]) -> int:
        self._wholes += [(value + INT) % (2 * INT) - INT for value in values]
        return len(self._wholes) - len(values)

    def _real(self, values: Sequence[int], divisor: int = 1) -> int:
        self._reals += [float(np.float64(value) / np.float64(divisor)) for value in values]
        return len(self._reals) - len(values)

    def _emit(self, flat: Sequence[Instruction]) -> None:
        """Give every value a register, used again once the value is, and write the numbers down."""
        last: dict[Value, int] = {}
        for place, instruction in enumerate(flat):
            for value in instruction.args:
                last[value] = place
        free: list[int] = []
        held: dict[Value, int] = {}
        count = 0
        for place, instruction in enumerate(flat):
            args = [self._source(value, held) for value in instruction.args]
            target = 0
            if instruction.target is not None:
                number, _ = instruction.target
                if instruction.do in (Do.STORE_I, Do.STORE_F):
                    target = self._operand(("output", number))
                else:
                    if instruction.target not in held:
                        if not free:
                            free.append(count)
                            count += 1
                        held[instruction.target] = free.pop()
                    target = self._operand(("register", held[instruction.target]))
            self._write(instruction, target, args)
            ended = [value for value in dict.fromkeys(instruction.args) if last[value] == place]
            if instruction.target is not None and instruction.target not in last:
                ended.append(instruction.target)
            free += [held.pop(value) for value in ended if value in held]
        self._registers = count

    def _source(self, value: Value, held: Mapping[Value, int]) -> int:
        number, lane = value
        step = self.program.steps[number]
        if value in held:
            return self._operand(("register", held[value]))
        if step.code is Code.INPUT:
            return self._operand(("column", step.data))
        data = cast("int", step.data)
        bits = int(np.float64(data).view(np.int64)) if lane is F else (data + INT) % (2 * INT) - INT
        return self._operand(("constant", bits))

    def _write(self, instruction: Instruction, target: int, args: Sequence[int]) -> None:
        places = [*args, 0, 0, 0, 0][:4]
        first = second = 0
        if instruction.table is not None:
            limits, values = instruction.table
            places[3] = len(limits)
            by_float = instruction.do in (Do.BANDS_FI, Do.BANDS_FF)
            to_float = instruction.do in (Do.BANDS_IF, Do.BANDS_FF)
            first = self._real(limits) if by_float else self._whole(limits)
            second = self._real(values) if to_float else self._whole(values)
        elif instruction.affine is not None:
            add = self._real if instruction.reals else self._whole
            first = add(instruction.affine)
            if instruction.second is not None:
                second = self._real([instruction.second])
        elif instruction.do is Do.CARRY:
            first = self._real([cast("int", instruction.first)], 2**52)
        else:
            add = self._real if instruction.reals else self._whole
            if instruction.first is not None:
                first = add([instruction.first])
            if instruction.second is not None:
                second = add([instruction.second])
        self._lines.append([int(instruction.do), target, *places, first, second])

    def memory(self) -> Any:
        """Return registers for one thread, those of constants filled."""
        constants = [key for key in self._operands if key[0] == "constant"]
        made = np.empty((self._registers + len(constants), BLOCK), dtype=np.int64)
        for place, (_, bits) in enumerate(constants):
            made[self._registers + place] = bits
        return made

    def places(self, memory: Any, addresses: Mapping[Any, int]) -> tuple[Any, Any]:
        """Return the address and the stride of every operand."""
        bases, strides = [], []
        place, constants = 0, self._registers
        for key in self._operands:
            if key in addresses:
                bases.append(addresses[key])
            elif key[0] == "constant":
                place, constants = constants, constants + 1
                bases.append(memory.ctypes.data + place * memory.strides[0])
            else:
                bases.append(memory.ctypes.data + key[1] * memory.strides[0])
            strides.append(memory.itemsize if key in addresses else 0)
        return np.array(bases, dtype=np.int64), np.array(strides, dtype=np.int64)
