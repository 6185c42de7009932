"""The executor for very many units: the program as instructions of a compiled block interpreter.

The interpreter is compiled once and kept on disk, so a new sheet costs a list of numbers. Threads
are our own, over code that holds no lock. What its instructions cannot say is left to numpy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import numpy as np
from attrs import frozen

from covenant_rules.columns.arrays import Arrays, threads
from covenant_rules.columns.integers import Found, Outside
from covenant_rules.columns.kernels import WIDTH, Do, interpret
from covenant_rules.columns.lanes import INT, B, E, F, I, Lane, Lanes, O
from covenant_rules.columns.program import Code, Program, Step

BLOCK = 1024  # rows: a register takes 8 KiB
ALONE = 64 * BLOCK  # rows up to which a second thread does not pay
Value = tuple[int, Lane]  # a step in a lane; PYTHON stands for the choice of a wide extreme
CHOICE = O


@frozen
class Instruction:
    """What to do with which values, and where their result is wanted."""

    do: Do
    target: Value | None
    args: tuple[Value, ...] = ()
    first: int | None = None  # constants, or tables
    second: int | None = None
    reals: bool = False
    table: tuple[tuple[int, ...], tuple[int, ...]] | None = None


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
        addresses = {("column", name): column.ctypes.data for name, column in given.items()}
        addresses |= {("output", n): column.ctypes.data for n, column in outputs.items()}
        workers = 1 if rows <= ALONE else threads()
        share = -(-rows // (workers * BLOCK)) * BLOCK
        parts = [(n, min(n + share, rows)) for n in range(0, rows, share)] if rows else []

        def part(ends: tuple[int, int]) -> bool:
            registers = code.memory()
            bases, strides = code.places(registers, addresses)
            return bool(
                interpret(
                    code.instructions, code.reals, code.wholes, bases, strides, *ends, BLOCK, doubts
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
        return Found(cast("Any", results), np.flatnonzero(doubts) if code.has_filter else ())

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
    """Writes a program as instructions: what is needed is found from the results backwards."""

    def __init__(
        self, program: Program, lanes: Lanes, checks: Mapping[str, tuple[int, int]]
    ) -> None:
        self.program = program
        self.lanes = lanes
        self.has_filter = bool(program.required)
        self.outputs = [
            number
            for number in dict.fromkeys(n for pair in program.results.values() for n in pair)
            if program.bounds[number][0] != program.bounds[number][1]
        ]
        self._reals: list[float] = [0]
        self._wholes: list[int] = [0]
        self._operands: dict[Any, int] = {}
        self._filled: dict[int, int] = {}  # registers that hold a constant
        self._lines: list[list[int]] = []
        for name, ends in checks.items():
            line = [Do.CHECK, 0, self._operand(("column", name)), 0, 0, 0]
            self._lines.append([*line, self._whole([ends[0]]), self._whole([ends[1]])])
        self._emit(self._selected())
        self.instructions = np.array(self._lines, dtype=np.int64).reshape(-1, WIDTH)
        self.reals = np.array(self._reals, dtype=np.float64)
        self.wholes = np.array(self._wholes, dtype=np.int64)

    def _selected(self) -> list[list[Instruction]]:
        """Return the instructions of every step that some result needs."""
        wanted: list[dict[Lane, None]] = [{} for _ in self.program.steps]
        ends: list[Instruction] = []
        for number in self.outputs:
            value = self._value(number, self.lanes.own[number])
            store = Do.STORE_F if value[1] is F else Do.STORE_I
            ends.append(Instruction(store, (number, O), (value,)))
        ends += [
            Instruction(Do.DOUBT, None, (self._value(number, B),))
            for number in self.program.required
        ]
        found: list[list[Instruction]] = [[] for _ in self.program.steps]
        found.append(ends)

        def want(instructions: Iterable[Instruction]) -> None:
            for instruction in instructions:
                for number, lane in instruction.args:
                    wanted[number][lane] = None

        want(ends)
        for number in reversed(range(len(self.program.steps))):
            step, own = self.program.steps[number], self.lanes.own[number]
            if step.code is Code.CONSTANT:
                continue
            direct = {I, E} if own is E else {own}
            turned = [lane for lane in wanted[number] if lane not in direct | {CHOICE}]
            needed = direct & wanted[number].keys() | ({own} if turned else set())
            made = [] if step.code is Code.INPUT else self._made(number, step, needed)
            made += [self._turned(number, lane) for lane in turned]
            found[number] = made
            want(made)
        return found

    def _value(self, number: int, lane: Lane) -> Value:
        """Return the form in which a step in a lane is kept: some lanes are the same bits."""
        own = self.lanes.own[number]
        if self.program.steps[number].code is Code.CONSTANT:
            return number, F if lane is E else (I if lane is B else lane)
        if lane is E and own is not E:
            return number, F
        if own is B and lane is I:
            return number, B
        if own is not B and lane is B:  # proved to be 1 or 0
            return number, I
        return number, lane

    def _turned(self, number: int, lane: Lane) -> Instruction:
        """Return the instruction that brings a step from its own lane into another."""
        do = Do.TO_FLOAT if lane is F else Do.TO_INT
        return Instruction(do, (number, lane), ((number, self.lanes.own[number]),))

    def _made(self, number: int, step: Step, wanted: set[Lane]) -> list[Instruction]:
        """Return the instructions that compute a step in its own lanes, as far as they are wanted."""
        own, work = self.lanes.own[number], self.lanes.works[number]
        if not wanted:
            return []
        match step.code:
            case Code.DIVIDE:
                return [self._division(number, step)]
            case Code.BANDS:
                return self._table(number, step)
            case Code.CARRY:
                return self._carried(number, step)
            case Code.AND | Code.OR | Code.NOT:
                args = tuple(self._condition(arg) for arg in step.args)
                return [Instruction(_LOGIC[step.code], (number, B), args)]
            case Code.AT_LEAST | Code.EQUAL:
                return self._comparison(number, step)
        if work is not E:
            return [self._plain(number, step, work, (number, own))]
        found = []
        if step.code in (Code.MINIMUM, Code.MAXIMUM):
            found.append(self._wide_test(number, step.args, (number, CHOICE)))
        return [
            *found,
            *(self._plain(number, step, lane, (number, lane)) for lane in (I, E) if lane in wanted),
        ]

    def _plain(self, number: int, step: Step, lane: Lane, target: Value) -> Instruction:
        floats = lane is not I
        wide = self.lanes.works[number] is E
        if step.code is Code.SELECT:
            condition, then, otherwise = step.args
            chosen = self._condition(condition)
            if self.program.bounds[otherwise] == (0, 0):
                return Instruction(Do.SELECT_OR_ZERO, target, (chosen, self._value(then, lane)))
            arms = (self._value(then, lane), self._value(otherwise, lane))
            return Instruction(Do.SELECT, target, (chosen, *arms))
        a, b = step.args
        if wide and step.code in (Code.MINIMUM, Code.MAXIMUM):
            pair = (a, b) if step.code is Code.MAXIMUM else (b, a)
            arms = (self._value(pair[0], lane), self._value(pair[1], lane))
            return Instruction(Do.SELECT, target, ((number, CHOICE), *arms))
        base = Do.ADD_F if floats else Do.ADD_I
        place = _BINARY.index(step.code)
        constant, other = self._is_constant(a), self._is_constant(b)
        if constant and step.code is not Code.SUBTRACT:
            a, b, other = b, a, True
        elif constant:  # a constant minus a step
            value = cast("int", self.program.steps[a].data)
            return Instruction(Do(base + 6), target, (self._value(b, lane),), value, reals=floats)
        if other and step.code is not Code.SUBTRACT:
            value = cast("int", self.program.steps[b].data)
            return Instruction(
                Do(base + 5 + place), target, (self._value(a, lane),), value, reals=floats
            )
        return Instruction(Do(base + place), target, (self._value(a, lane), self._value(b, lane)))

    def _is_constant(self, number: int) -> bool:
        return self.program.steps[number].code is Code.CONSTANT

    def _condition(self, number: int) -> Value:
        return self._value(number, B)

    def _wide_test(self, number: int, pair: Sequence[int], target: Value) -> Instruction:
        a, b = pair
        args = ((a, I), self._value(a, E), (b, I), self._value(b, E))
        plain = tuple(self._value(n, lane) for n, lane in args)
        return Instruction(Do.AT_LEAST_E, target, plain, INT // 2, reals=True)

    def _comparison(self, number: int, step: Step) -> list[Instruction]:
        work, (a, b) = self.lanes.works[number], step.args
        equal = step.code is Code.EQUAL
        if work is E:
            if not equal:
                return [self._wide_test(number, (a, b), (number, B))]
            return [
                self._wide_test(number, (a, b), (number, CHOICE)),
                self._wide_test(number, (b, a), (number, B)),
                Instruction(Do.AND, (number, B), ((number, CHOICE), (number, B))),
            ]
        do = (Do.AT_LEAST_F if work is F else Do.AT_LEAST_I) + int(equal)
        if self._is_constant(b):
            value = cast("int", self.program.steps[b].data)
            args = (self._value(a, work),)
            return [Instruction(Do(do + 2), (number, B), args, value, reals=work is F)]
        return [Instruction(Do(do), (number, B), (self._value(a, work), self._value(b, work)))]

    def _division(self, number: int, step: Step) -> Instruction:
        work, (part, whole) = self.lanes.works[number], step.args
        target = (number, self.lanes.own[number])
        if work is E:
            args = ((part, I), (part, E), (whole, I), (whole, E))
            return Instruction(Do.DIVIDE_E, target, tuple(self._value(*arg) for arg in args))
        if work is I:
            return Instruction(Do.DIVIDE_I, target, (self._value(part, I), self._value(whole, I)))
        linear = self._linear(part, whole)
        if linear is not None:
            p, x, y, q, s = linear
            args = tuple(self._value(arg, I) for arg in (x, y, s))
            return Instruction(Do.DIVIDE_LINEAR, target, args, p, q)
        if self._is_constant(whole):
            value = cast("int", self.program.steps[whole].data)
            return Instruction(Do.DIVIDE_FC, target, (self._value(part, F),), value, reals=True)
        return Instruction(Do.DIVIDE_F, target, (self._value(part, F), self._value(whole, F)))

    def _linear(self, part: int, whole: int) -> tuple[int, int, int, int, int] | None:
        """Return a quotient as (p x + y) / (q s), where all of it is in whole numbers anyway."""
        step = self.program.steps[part]
        if step.code is not Code.ADD or self._is_constant(whole):
            return None
        for one, other in (step.args, step.args[::-1]):
            p, x = self._factor(one)
            q, s = self._factor(whole)
            if all(self.lanes.own[n] is I or self._is_constant(n) for n in (x, other, s)) and all(
                self.lanes.sizes[n] < INT for n in (x, other, s)
            ):
                if p != 1 or one == step.args[1]:
                    return p, x, other, q, s
        return None

    def _factor(self, number: int) -> tuple[int, int]:
        step = self.program.steps[number]
        if step.code is Code.MULTIPLY and self._is_constant(step.args[0]):
            return cast("int", self.program.steps[step.args[0]].data), step.args[1]
        return 1, number

    def _table(self, number: int, step: Step) -> list[Instruction]:
        limits, values = cast("tuple[tuple[int, ...], tuple[int, ...]]", step.data)
        work, own = self.lanes.works[number], self.lanes.own[number]
        (arg,) = step.args
        do = Do.BANDS_II + 2 * (work is F) + (own is F)
        return [
            Instruction(
                Do(do), (number, own), (self._value(arg, work),), table=(limits, values)
            )
        ]

    def _carried(self, number: int, step: Step) -> list[Instruction]:
        self.has_filter = True
        pairs = list(zip(step.args[::2], step.args[1::2], strict=True))
        found = []
        for place, pair in enumerate(pairs):
            args = tuple(self._value(arg, F if self.lanes.works[number] is F else E) for arg in pair)
            target = (number, CHOICE)
            more = ((number, CHOICE),) if place else ()
            found.append(Instruction(Do.ADD_SHARE if place else Do.SHARE, target, (*args, *more)))
        found.append(
            Instruction(Do.CARRY, (number, F), ((number, CHOICE),), (len(pairs) + 4) * len(pairs), reals=True)
        )
        return found

    def _operand(self, key: Any) -> int:
        return self._operands.setdefault(key, len(self._operands))

    def _whole(self, values: Sequence[int]) -> int:
        self._wholes += [(value + INT) % (2 * INT) - INT for value in values]
        return len(self._wholes) - len(values)

    def _real(self, values: Sequence[int], divisor: int = 1) -> int:
        self._reals += [float(np.float64(value) / np.float64(divisor)) for value in values]
        return len(self._reals) - len(values)

    def _emit(self, found: Sequence[Sequence[Instruction]]) -> None:
        """Give every value a register, used again once the value is, and write the numbers down."""
        flat = [instruction for made in found for instruction in made]
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
                number, lane = instruction.target
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
            for value in dict.fromkeys(instruction.args):
                if last[value] == place and value in held:
                    free.append(held.pop(value))
            if instruction.target in held and last.get(instruction.target, -1) < place:
                free.append(held.pop(instruction.target))
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
        constants = self._registers
        for key in self._operands:
            if key in addresses:
                bases.append(addresses[key])
                strides.append(memory.itemsize)
                continue
            place = key[1]
            if key[0] == "constant":
                place, constants = constants, constants + 1
            bases.append(memory.ctypes.data + place * BLOCK * memory.itemsize)
            strides.append(0)
        return np.array(bases, dtype=np.int64), np.array(strides, dtype=np.int64)


_BINARY = (Code.ADD, Code.SUBTRACT, Code.MULTIPLY, Code.MINIMUM, Code.MAXIMUM)  # as `Do` has them
_LOGIC: Mapping[Code, Do] = {Code.AND: Do.AND, Code.OR: Do.OR, Code.NOT: Do.NOT}
