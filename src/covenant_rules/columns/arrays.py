"""The executor for columns: the program in numpy, block by block, so that all stays in the cache.

Each step is one or a few operations on arrays of a block, bound once to registers that are used
again as soon as their value is. Rows that a filter cannot decide are left to Python's integers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, cast

import numpy as np

from covenant_rules.columns import integers
from covenant_rules.columns.integers import Found, Outside
from covenant_rules.columns.lanes import INT, B, E, F, I, Lane, Lanes, O
from covenant_rules.columns.program import Code, Program, Step

BLOCK = 16_384  # rows: a few registers of it fit the second-level cache
ALONE = 4 * BLOCK  # rows up to which a second thread does not pay
Registers = list[Any]
Operation = Callable[[Registers], object]
_TYPES = {B: np.bool_, F: np.float64, I: np.int64, E: np.float64, O: np.object_}


def threads() -> int:
    """Return how many threads may run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Arrays:
    """A program ready to be run on arrays."""

    def __init__(self, program: Program, checks: Mapping[str, tuple[int, int]]) -> None:
        self.program = program
        self.checks = checks
        made = _Maker(program)
        self._made = made
        self._free: list[Registers] = []

    def run(self, columns: Mapping[str, Any], rows: int) -> Found:
        """Return the results of every row.

        Raises:
            Outside: a column holds more than the program was made for.
        """
        given = {name: self._column(name, columns[name]) for name in self.checks}
        outputs = {
            number: np.empty(rows, dtype=np.int64 if lane is not O and not wide else np.object_)
            for number, (lane, wide) in self._made.outputs.items()
        }
        blocks = [(start, min(start + BLOCK, rows)) for start in range(0, rows, BLOCK)]
        workers = 1 if rows <= ALONE else threads()
        share = -(-len(blocks) // workers) if blocks else 1
        parts = [blocks[n : n + share] for n in range(0, len(blocks), share)]
        if len(parts) < 2:  # noqa: PLR2004
            undecided = [self._part(given, outputs, part) for part in parts]
        else:
            with ThreadPoolExecutor(len(parts)) as pool:
                undecided = list(pool.map(lambda part: self._part(given, outputs, part), parts))
        results = {}
        for name, pair in self.program.results.items():
            found = []
            for number in pair:
                low, high = self.program.bounds[number]
                found.append(low if low == high else outputs[number])
            results[name] = (found[0], found[1])
        left = [rows for part in undecided for rows in part]
        return Found(results, np.concatenate(left) if left else ())

    def _column(self, name: str, values: Any) -> Any:
        """Return a column as the program takes it, its values within their bounds."""
        low, high = self.checks[name]
        wide = max(abs(low), abs(high)) >= INT
        column = np.asarray(values) if not isinstance(values, list) else None
        if column is None or column.dtype == object or wide:
            listed = values if isinstance(values, list) else values.tolist()
            if listed and (min(listed) < low or max(listed) > high):
                raise Outside
            return np.array(listed, dtype=object if wide else np.int64)
        if column.dtype.kind not in "iub":
            raise TypeError(name)
        if column.dtype == np.uint64 and len(column) and int(column.max()) > high:
            raise Outside
        return column

    def _part(
        self,
        given: Mapping[str, Any],
        outputs: Mapping[int, Any],
        blocks: Sequence[tuple[int, int]],
    ) -> list[Any]:
        """Run some blocks one after another."""
        undecided = []
        registers = self._free.pop() if self._free else self._made.registers(BLOCK)
        views: Registers = registers
        for start, stop in blocks:
            rows = stop - start
            views = registers if rows == BLOCK else self._made.cut(registers, rows)
            for name, (low, high) in self.checks.items():
                column = given[name][start:stop]
                if column.dtype != object and (column.min() < low or column.max() > high):
                    raise Outside
                place = self._made.inputs.get(name)
                if place is not None:
                    views[place] = column if column.dtype in (np.int64, object) else column.astype(np.int64)
            for operation in self._made.operations:
                operation(views)
            for number, column in outputs.items():
                self._made.write(views, number, column[start:stop])
            if self._made.has_filter:
                doubtful = views[0]
                if doubtful.any():
                    undecided.append(np.flatnonzero(doubtful) + start)
                    doubtful[:] = False
        self._free.append(registers)
        return undecided


class _Maker:
    """Binds every step to registers. Register 0 marks the rows that are not decided."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.lanes = Lanes(program)
        self.inputs: dict[str, int] = {}
        self.operations: list[Operation] = []
        self.outputs: dict[int, tuple[Lane, bool]] = {}
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
            self._doubt(self._places[number, B])

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
            None if lane is None else np.zeros(rows, dtype=_TYPES[lane]) for lane in self._types
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
            match lane:
                case Lane.PYTHON:
                    made = value
                case Lane.INT:
                    made = np.int64((value + INT) % (2 * INT) - INT)
                case _:
                    made = _TYPES[lane](value)
            self._constants[register] = made

    def _make(self, number: int, step: Step) -> None:
        own, needed = self.lanes.own[number], self.lanes.needed[number]
        if step.code is Code.CONSTANT:
            self._constant(number, cast("int", step.data))
        elif step.code is Code.INPUT:
            register = self._register(None)
            self.inputs[str(step.data)] = self._put(number, own, register)
        else:
            _STEPS[step.code](self, number, step)
        for lane in needed:
            if (number, lane) not in self._places:
                self._convert(number, own, lane)
        if any(number in pair for pair in self.program.results.values()):
            low, high = self.program.bounds[number]
            if low != high:
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
                self.operations.append(lambda r: _set(r, target, (r[source] != 0).astype(bool)))
            else:
                self.operations.append(lambda r: np.not_equal(r[source], 0, out=r[target]))
        elif own is O:
            kind = _TYPES[lane]
            self.operations.append(lambda r: _set(r, target, r[source].astype(kind)))
        else:
            self.operations.append(lambda r: np.copyto(r[target], r[source], casting="unsafe"))

    def _as_python(self, number: int, own: Lane, source: int) -> None:
        target = self._put(number, O, self._register(None))
        if own is E:
            estimate = self._places[number, E]
            self.operations.append(
                lambda r: _set(r, target, named(r[source], r[estimate]))
            )
        elif own is I:
            self.operations.append(lambda r: _set(r, target, r[source].astype(object)))
        else:
            self.operations.append(
                lambda r: _set(r, target, r[source].astype(np.int64).astype(object))
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

    def _doubt(self, holds: int) -> None:
        def mark(r: Registers) -> None:
            np.logical_or(r[0], np.logical_not(r[holds]), out=r[0])

        self.operations.append(mark)


def _set(registers: Registers, place: int, value: Any) -> None:
    registers[place] = value


def named(remainder: Any, estimate: Any) -> Any:
    """Return the numbers that remainders modulo 2^64 and their estimates name together."""
    whole = remainder.astype(object)
    near = np.array([int(value) for value in np.broadcast_to(estimate, whole.shape)], dtype=object)
    turns = (near - whole + INT) // (2 * INT)
    return whole + turns * (2 * INT)


_UFUNCS: Mapping[Code, Any] = {
    Code.ADD: np.add,
    Code.SUBTRACT: np.subtract,
    Code.MULTIPLY: np.multiply,
    Code.MINIMUM: np.minimum,
    Code.MAXIMUM: np.maximum,
}


def _plain(maker: _Maker, number: int, step: Step) -> None:
    """Make a step that is one operation of numpy, in each lane that it works in."""
    function, work = _UFUNCS[step.code], maker.lanes.works[number]
    extreme = step.code in (Code.MINIMUM, Code.MAXIMUM)
    if work is E and extreme:
        _wide_extreme(maker, number, step)
        return
    for lane in (I, E) if work is E else (work,):
        a, b = (maker.at(arg, lane) for arg in step.args)
        target = maker.new(number, lane)
        if lane is O:
            maker.operations.append(
                lambda r, a=a, b=b, t=target: _set(r, t, function(r[a], r[b]))
            )
        else:
            maker.operations.append(
                lambda r, a=a, b=b, t=target: function(r[a], r[b], out=r[t])
            )


def _is_least(maker: _Maker, a: int, b: int) -> Callable[[Registers], Any]:
    """Return the test *a* >= *b* of two steps that are carried twice."""
    (x, u), (y, v) = ((maker.at(arg, I), maker.at(arg, E)) for arg in (a, b))

    def test(r: Registers) -> Any:
        far = np.subtract(r[u], r[v])
        near = np.abs(far) < np.float64(INT // 2)
        return np.where(near, np.subtract(r[x], r[y]) >= 0, far >= 0)

    return test


def _wide_extreme(maker: _Maker, number: int, step: Step) -> None:
    a, b = step.args
    test = _is_least(maker, a, b)
    first, second = (a, b) if step.code is Code.MAXIMUM else (b, a)
    pairs = [
        (maker.at(first, lane), maker.at(second, lane), maker.new(number, lane)) for lane in (I, E)
    ]

    def choose(r: Registers) -> None:
        chosen = test(r)
        for x, y, target in pairs:
            r[target][...] = np.where(chosen, r[x], r[y])

    maker.operations.append(choose)


def _compare(maker: _Maker, number: int, step: Step) -> None:
    a, b = step.args
    work, target = maker.lanes.works[number], maker.new(number, B)
    equal = step.code is Code.EQUAL
    if work is E:
        test, back = _is_least(maker, a, b), _is_least(maker, b, a)
        maker.operations.append(
            lambda r: np.logical_and(test(r), back(r) if equal else np.True_, out=r[target])
        )
        return
    x, y = (maker.at(arg, work) for arg in step.args)
    function = np.equal if equal else np.greater_equal
    if work is O:
        maker.operations.append(
            lambda r: np.copyto(r[target], np.asarray(function(r[x], r[y]), dtype=bool))
        )
    else:
        maker.operations.append(lambda r: function(r[x], r[y], out=r[target]))


def _logic(maker: _Maker, number: int, step: Step) -> None:
    places = [maker.at(arg, B) for arg in step.args]
    target = maker.new(number, B)
    if step.code is Code.NOT:
        (a,) = places
        maker.operations.append(lambda r: np.logical_not(r[a], out=r[target]))
    else:
        a, b = places
        function = np.logical_and if step.code is Code.AND else np.logical_or
        maker.operations.append(lambda r: function(r[a], r[b], out=r[target]))


def _select(maker: _Maker, number: int, step: Step) -> None:
    condition, then, otherwise = step.args
    work, bounds = maker.lanes.works[number], maker.program.bounds
    c = maker.at(condition, B)
    for lane in (I, E) if work is E else (work,):
        a, b, target = maker.at(then, lane), maker.at(otherwise, lane), maker.new(number, lane)
        if lane is O:
            maker.operations.append(
                lambda r, a=a, b=b, t=target: _set(r, t, np.where(r[c], r[a], r[b]).astype(object))
            )
        elif bounds[otherwise] == (0, 0) and lane is not E:
            maker.operations.append(lambda r, a=a, t=target: np.multiply(r[c], r[a], out=r[t]))
        else:
            maker.operations.append(
                lambda r, a=a, b=b, t=target: np.copyto(r[t], np.where(r[c], r[a], r[b]))
            )


def _divide(maker: _Maker, number: int, step: Step) -> None:
    work = maker.lanes.works[number]
    if work is E:
        _corrected(maker, number, step)
        return
    a, b = (maker.at(arg, work) for arg in step.args)
    target = maker.new(number, work)
    if work is F:

        def divide(r: Registers) -> None:
            np.divide(r[a], r[b], out=r[target])
            np.floor(r[target], out=r[target])

        maker.operations.append(divide)
    elif work is I:
        maker.operations.append(lambda r: np.floor_divide(r[a], r[b], out=r[target]))
    else:
        maker.operations.append(lambda r: _set(r, target, np.floor_divide(r[a], r[b])))


def _corrected(maker: _Maker, number: int, step: Step) -> None:
    """Estimate a quotient, and correct it by its remainder, which fits although the parts may not."""
    (x, u), (y, v) = ((maker.at(arg, I), maker.at(arg, E)) for arg in step.args)
    target = maker.new(number, F)

    def divide(r: Registers) -> None:
        quotient = r[target]
        np.divide(r[u], r[v], out=quotient)
        np.floor(quotient, out=quotient)
        rest = r[x] - quotient.astype(np.int64) * r[y]
        np.add(quotient, rest >= r[y], out=quotient)
        np.subtract(quotient, rest < 0, out=quotient)

    maker.operations.append(divide)


def _bands(maker: _Maker, number: int, step: Step) -> None:
    limits, values = cast("tuple[tuple[int, ...], tuple[int, ...]]", step.data)
    work, own = maker.lanes.works[number], maker.lanes.own[number]
    (arg,) = step.args
    points = np.array(values, dtype=_TYPES[own])
    target = maker.new(number, own)
    if work is E:
        near = np.array(limits, dtype=object)
        x, u = maker.at(arg, I), maker.at(arg, E)

        def find(r: Registers) -> None:
            found = points[np.searchsorted(near, named(r[x], r[u]), side="right")]
            if own is O:
                r[target] = found
            else:
                r[target][...] = found

        maker.operations.append(find)
        return
    cuts = np.array(limits, dtype=_TYPES[work])
    source = maker.at(arg, work)
    if work is O or own is O or len(limits) > np.iinfo(np.uint8).max:

        def search(r: Registers) -> None:
            found = points[np.searchsorted(cuts, r[source], side="right")]
            if own is O:
                r[target] = found
            else:
                r[target][...] = found

        maker.operations.append(search)
        return

    def count(r: Registers) -> None:
        above = np.greater_equal(r[source], cuts[0]).view(np.uint8)
        for cut in cuts[1:]:
            above += np.greater_equal(r[source], cut).view(np.uint8)
        points.take(above, out=r[target], mode="clip")

    maker.operations.append(count)


def _carry(maker: _Maker, number: int, step: Step) -> None:
    maker.has_filter = True
    work, target = maker.lanes.works[number], maker.new(number, F)
    places = [maker.at(arg, work) for arg in step.args]
    if work is O:
        exact = np.frompyfunc(integers.carry, len(places), 1)
        maker.operations.append(
            lambda r: np.copyto(r[target], exact(*(r[p] for p in places)), casting="unsafe")
        )
        return
    count = len(places) // 2
    doubt = np.float64((count + 4) * count) / np.float64(2**52)

    def add(r: Registers) -> None:
        total = r[target]
        np.divide(r[places[0]], r[places[1]], out=total)
        for part, whole in zip(places[2::2], places[3::2], strict=True):
            total += r[part] / r[whole]
        distance = np.abs(total - np.rint(total))
        np.logical_or(r[0], (distance <= doubt) & (total != 0), out=r[0])
        np.floor(total, out=total)

    maker.operations.append(add)


def _declared(maker: _Maker, number: int, step: Step) -> None:
    function = integers.declared_root if step.code is Code.ROOT else integers.declared_logarithm
    known = lru_cache(maxsize=65_536)(lambda part, whole: function(part, whole, step.data))  # type: ignore[arg-type]
    rows = np.frompyfunc(known, 2, 1)
    own = maker.lanes.own[number]
    a, b = (maker.at(arg, O) for arg in step.args)
    target = maker.new(number, own)
    if own is O:
        maker.operations.append(lambda r: _set(r, target, rows(r[a], r[b])))
    else:
        maker.operations.append(
            lambda r: np.copyto(r[target], rows(r[a], r[b]), casting="unsafe")
        )


_STEPS: Mapping[Code, Callable[[_Maker, int, Step], None]] = {
    Code.ADD: _plain,
    Code.SUBTRACT: _plain,
    Code.MULTIPLY: _plain,
    Code.MINIMUM: _plain,
    Code.MAXIMUM: _plain,
    Code.DIVIDE: _divide,
    Code.AT_LEAST: _compare,
    Code.EQUAL: _compare,
    Code.AND: _logic,
    Code.OR: _logic,
    Code.NOT: _logic,
    Code.SELECT: _select,
    Code.BANDS: _bands,
    Code.CARRY: _carry,
    Code.ROOT: _declared,
    Code.LOGARITHM: _declared,
}
