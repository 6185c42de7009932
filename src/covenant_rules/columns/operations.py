"""The steps of a program as operations of numpy on the registers of a block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, cast

import numpy as np

from covenant_rules.columns import integers
from covenant_rules.columns.lanes import FLOAT, INT, B, E, F, I, O
from covenant_rules.columns.program import Code, Step
from covenant_rules.columns.registers import TYPES, Maker, Operation, Registers, named, put

_UFUNCS: Mapping[Code, Any] = {
    Code.ADD: np.add,
    Code.SUBTRACT: np.subtract,
    Code.MULTIPLY: np.multiply,
    Code.MINIMUM: np.minimum,
    Code.MAXIMUM: np.maximum,
}


def _plain(maker: Maker, number: int, step: Step) -> None:
    """Make a step that is one operation of numpy, in each lane that it works in."""
    function, work = _UFUNCS[step.code], maker.lanes.works[number]
    extreme = step.code in (Code.MINIMUM, Code.MAXIMUM)
    if work is E and extreme:
        _wide_extreme(maker, number, step)
        return
    for lane in (I, E) if work is E else (work,):
        a, b = (maker.at(arg, lane) for arg in step.args)
        target = maker.new(number, lane)
        maker.operations.append(_applied(function, a, b, target, in_python=lane is O))


def _applied(function: Any, a: int, b: int, target: int, *, in_python: bool) -> Operation:
    if in_python:
        return lambda r: put(r, target, function(r[a], r[b]))
    return lambda r: function(r[a], r[b], out=r[target])


def _is_least(maker: Maker, a: int, b: int) -> Callable[[Registers], Any]:
    """Return the test *a* >= *b* of two steps that are carried twice."""
    (x, u), (y, v) = ((maker.at(arg, I), maker.at(arg, E)) for arg in (a, b))

    def test(r: Registers) -> Any:
        far = np.subtract(r[u], r[v])
        near = np.abs(far) < np.float64(INT // 2)
        return np.where(near, np.subtract(r[x], r[y]) >= 0, far >= 0)

    return test


def _wide_extreme(maker: Maker, number: int, step: Step) -> None:
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


def _compare(maker: Maker, number: int, step: Step) -> None:
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


def _logic(maker: Maker, number: int, step: Step) -> None:
    places = [maker.at(arg, B) for arg in step.args]
    target = maker.new(number, B)
    if step.code is Code.NOT:
        (a,) = places
        maker.operations.append(lambda r: np.logical_not(r[a], out=r[target]))
    else:
        a, b = places
        function = np.logical_and if step.code is Code.AND else np.logical_or
        maker.operations.append(lambda r: function(r[a], r[b], out=r[target]))


def _select(maker: Maker, number: int, step: Step) -> None:
    """Choose by arithmetic: numpy's own choice makes an array in each turn, and is slower."""
    condition, then, otherwise = step.args
    work, bounds = maker.lanes.works[number], maker.program.bounds
    c = maker.at(condition, B)
    for lane in (I, E) if work is E else (work,):
        a, b, target = maker.at(then, lane), maker.at(otherwise, lane), maker.new(number, lane)
        if lane is O:
            maker.operations.append(_chosen_in_python(c, a, b, target))
        elif bounds[otherwise] == (0, 0):
            maker.operations.append(_applied(np.multiply, c, a, target, in_python=False))
        elif lane is E or (
            lane is F and maker.lanes.sizes[then] + maker.lanes.sizes[otherwise] >= FLOAT
        ):
            maker.operations.append(_chosen(c, a, b, target))
        else:
            one = maker.temporary(lane)
            maker.operations.append(_moved(c, a, b, target, one))


def _moved(c: int, a: int, b: int, target: int, one: int) -> Operation:
    """Return *b* moved to *a* where the condition holds; their difference is exact, or right modulo 2^64."""

    def choose(r: Registers) -> None:
        np.subtract(r[a], r[b], out=r[target])
        np.copyto(r[one], r[c])
        np.multiply(r[target], r[one], out=r[target])
        np.add(r[target], r[b], out=r[target])

    return choose


def _chosen(c: int, a: int, b: int, target: int) -> Operation:
    return lambda r: np.copyto(r[target], np.where(r[c], r[a], r[b]))


def _chosen_in_python(c: int, a: int, b: int, target: int) -> Operation:
    return lambda r: put(r, target, np.asarray(np.where(r[c], r[a], r[b]), dtype=object))


def _divide(maker: Maker, number: int, step: Step) -> None:
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
        maker.operations.append(lambda r: put(r, target, np.floor_divide(r[a], r[b])))


def _corrected(maker: Maker, number: int, step: Step) -> None:
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


def _bands(maker: Maker, number: int, step: Step) -> None:
    limits, values = cast("tuple[tuple[int, ...], tuple[int, ...]]", step.data)
    work, own = maker.lanes.works[number], maker.lanes.own[number]
    (arg,) = step.args
    points: Any = np.array(values, dtype=TYPES[own])
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
    cuts: Any = np.array(limits, dtype=TYPES[work])
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


def _carry(maker: Maker, number: int, step: Step) -> None:
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


def _declared(maker: Maker, number: int, step: Step) -> None:
    function = integers.declared_root if step.code is Code.ROOT else integers.declared_logarithm
    known = lru_cache(maxsize=65_536)(lambda part, whole: function(part, whole, step.data))  # type: ignore[arg-type]
    rows = np.frompyfunc(known, 2, 1)
    own = maker.lanes.own[number]
    a, b = (maker.at(arg, O) for arg in step.args)
    target = maker.new(number, own)
    if own is O:
        maker.operations.append(lambda r: put(r, target, rows(r[a], r[b])))
    else:
        maker.operations.append(lambda r: np.copyto(r[target], rows(r[a], r[b]), casting="unsafe"))


STEPS: Mapping[Code, Callable[[Maker, int, Step], None]] = {
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
