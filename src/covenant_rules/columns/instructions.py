"""Instructions for the block interpreter, chosen for the steps of a program.

Shapes that occur often are one instruction: a rounded quotient of sums, a table of bands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from attrs import frozen

from covenant_rules.columns.kernels import Do
from covenant_rules.columns.lanes import INT, B, E, F, I, Lane, Lanes, O
from covenant_rules.columns.program import Code, Program, Step

Value = tuple[int, Lane]  # a step in a lane; PYTHON stands for the choice of a wide extreme
CHOICE = O
FAR = INT - 1  # as far away as any number of these lanes


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
    affine: tuple[int, int, int, int] | None = None  # factor, offset, least, greatest


class Selector:
    """Chooses the instructions of a program: what is needed is found from the results backwards.

    Attributes:
        outputs: the steps that are columns of results.
        has_filter: whether some row may be left undecided.
    """

    def __init__(self, program: Program, lanes: Lanes) -> None:
        self.program = program
        self.lanes = lanes
        self.has_filter = bool(program.required)
        self._uses = Counter(arg for step in program.steps for arg in step.args)
        self._uses.update(number for pair in program.results.values() for number in pair)
        self.outputs = [
            number
            for number in dict.fromkeys(n for pair in program.results.values() for n in pair)
            if program.bounds[number][0] != program.bounds[number][1]
        ]

    def instructions(self) -> list[Instruction]:
        """Return the instructions of every step that some result needs, in working order."""
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
            fused = own is I and self._affine(number, I) is not None
            apart = [lane for lane in turned if not (fused and lane is F)]
            needed = direct & wanted[number].keys() | ({own} if apart else set())
            made = [] if step.code is Code.INPUT else self._made(number, step, needed)
            made += [self._turned(number, lane) for lane in turned]
            found[number] = made
            want(made)
        return [instruction for made in found for instruction in made]

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
        affine = self._affine(number, I) if lane is F and self.lanes.own[number] is I else None
        if affine is not None:
            source, numbers = affine
            return Instruction(Do.AFFINE_IF, (number, F), (self._value(source, I),), affine=numbers)
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
            return [self._fused(number, work) or self._plain(number, step, work, (number, own))]
        found = []
        if step.code in (Code.MINIMUM, Code.MAXIMUM):
            found.append(self._wide_test(step.args, (number, CHOICE)))
        return [
            *found,
            *(self._plain(number, step, lane, (number, lane)) for lane in (I, E) if lane in wanted),
        ]

    def _fused(self, number: int, lane: Lane) -> Instruction | None:
        """Return one instruction for a step and those below it that only it needs, where there is one."""
        affine = self._affine(number, lane)
        if affine is not None and affine[0] not in self.program.steps[number].args:
            source, numbers = affine
            do = Do.AFFINE_F if lane is F else Do.AFFINE_I
            arg = self._value(source, lane)
            return Instruction(do, (number, lane), (arg,), reals=lane is F, affine=numbers)
        if lane is F:
            terms = self._terms(number)
            if len(terms) > 2:  # noqa: PLR2004
                do = Do.SUM_4 if len(terms) > 3 else Do.SUM_3  # noqa: PLR2004
                return Instruction(do, (number, F), tuple(self._value(arg, F) for arg in terms))
        return None

    def _terms(self, number: int) -> list[int]:
        """Return up to four terms whose sum a step is."""
        step = self.program.steps[number]
        if step.code is not Code.ADD or self.lanes.works[number] is not F:
            return [number]
        if any(self._is_constant(arg) for arg in step.args):
            return [number]
        terms = [*step.args]
        for arg in step.args:
            inner = self._terms(arg) if self._uses[arg] == 1 else [arg]
            if len(inner) > 1 and len(terms) + len(inner) - 1 <= 4:  # noqa: PLR2004
                terms.remove(arg)
                terms += inner
        return terms

    def _affine(self, number: int, lane: Lane) -> tuple[int, tuple[int, int, int, int]] | None:
        """Return a step as `clamp(factor * source + offset, least, greatest)`, and the source."""
        factor, offset, least, greatest = 1, 0, -FAR, FAR
        start, stage = number, 0
        while stage < 3:  # noqa: PLR2004  (clamped, then moved, then scaled)
            step, known = self.program.steps[number], [*map(self._known, self._pair(number))]
            if self.lanes.works[number] is not lane or self.lanes.own[number] is not lane:
                break
            a, b = known
            if step.code is Code.MINIMUM and b is not None and stage == 0:
                if b < least:
                    break
                greatest = min(greatest, b)
            elif step.code is Code.MAXIMUM and b is not None and stage == 0:
                if b > greatest:
                    break
                least = max(least, b)
            elif step.code is Code.ADD and b is not None and stage < 2:  # noqa: PLR2004
                offset, stage = b, 2
            elif step.code is Code.SUBTRACT and a is not None and stage < 2:  # noqa: PLR2004
                factor, offset, stage = -1, a, 2
            elif step.code is Code.MULTIPLY and a is not None:
                factor, stage = factor * a, 3
            else:
                break
            number = next(arg for arg in step.args if not self._is_constant(arg))
        if number == start or max(map(abs, (factor, offset))) >= FAR:
            return None
        return number, (factor, offset, least, greatest)

    def _pair(self, number: int) -> tuple[int | None, int | None]:
        args = self.program.steps[number].args
        return (args[0], args[1]) if len(args) == 2 else (None, None)  # noqa: PLR2004

    def _known(self, number: int | None) -> int | None:
        if number is None or not self._is_constant(number):
            return None
        return cast("int", self.program.steps[number].data)

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

    def _wide_test(self, pair: Sequence[int], target: Value) -> Instruction:
        a, b = pair
        args = ((a, I), self._value(a, E), (b, I), self._value(b, E))
        plain = tuple(self._value(n, lane) for n, lane in args)
        return Instruction(Do.AT_LEAST_E, target, plain, INT // 2, reals=True)

    def _comparison(self, number: int, step: Step) -> list[Instruction]:
        work, (a, b) = self.lanes.works[number], step.args
        equal = step.code is Code.EQUAL
        if work is E:
            if not equal:
                return [self._wide_test((a, b), (number, B))]
            return [
                self._wide_test((a, b), (number, CHOICE)),
                self._wide_test((b, a), (number, B)),
                Instruction(Do.AND, (number, B), ((number, CHOICE), (number, B))),
            ]
        do = (Do.AT_LEAST_F if work is F else Do.AT_LEAST_I) + int(equal)
        if self._is_constant(b):
            value = cast("int", self.program.steps[b].data)
            arg = self._value(a, work)
            return [Instruction(Do(do + 2), (number, B), (arg,), value, reals=work is F)]
        return [Instruction(Do(do), (number, B), (self._value(a, work), self._value(b, work)))]

    def _division(self, number: int, step: Step) -> Instruction:
        work, (part, whole) = self.lanes.works[number], step.args
        target = (number, self.lanes.own[number])
        if work is E:
            both = ((part, I), (part, E), (whole, I), (whole, E))
            return Instruction(Do.DIVIDE_E, target, tuple(self._value(*arg) for arg in both))
        if work is I:
            return Instruction(Do.DIVIDE_I, target, (self._value(part, I), self._value(whole, I)))
        linear = self._linear(part, whole)
        if linear is not None:
            p, x, y, q, s = linear
            args = tuple(self._value(arg, I) for arg in (x, y, s))
            return Instruction(Do.DIVIDE_LINEAR, target, args, p, q)
        if self._is_constant(whole):
            value = cast("int", self.program.steps[whole].data)
            affine = self._affine(part, I) if self.lanes.own[part] is I else None
            source, numbers = affine if affine is not None else (part, (1, 0, -FAR, FAR))
            if self.lanes.own[source] is I and numbers[2:] == (-FAR, FAR):
                arg = self._value(source, I)
                return Instruction(Do.DIVIDE_IC, target, (arg,), second=value, affine=numbers)
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
            whole_numbers = all(
                self.lanes.own[n] is I or (self._is_constant(n) and self.lanes.sizes[n] < INT)
                for n in (x, other, s)
            )
            if whole_numbers and (p != 1 or one == step.args[1]):
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
            Instruction(Do(do), (number, own), (self._value(arg, work),), table=(limits, values))
        ]

    def _carried(self, number: int, step: Step) -> list[Instruction]:
        self.has_filter = True
        pairs = list(zip(step.args[::2], step.args[1::2], strict=True))
        found = []
        for place, pair in enumerate(pairs):
            args = tuple(
                self._value(arg, F if self.lanes.works[number] is F else E) for arg in pair
            )
            target = (number, CHOICE)
            more = ((number, CHOICE),) if place else ()
            found.append(Instruction(Do.ADD_SHARE if place else Do.SHARE, target, (*args, *more)))
        found.append(
            Instruction(
                Do.CARRY,
                (number, F),
                ((number, CHOICE),),
                (len(pairs) + 4) * len(pairs),
                reals=True,
            )
        )
        return found


_BINARY = (Code.ADD, Code.SUBTRACT, Code.MULTIPLY, Code.MINIMUM, Code.MAXIMUM)  # as `Do` has them
_LOGIC: Mapping[Code, Do] = {Code.AND: Do.AND, Code.OR: Do.OR, Code.NOT: Do.NOT}
