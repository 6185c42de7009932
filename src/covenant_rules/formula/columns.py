"""The column fold: many rows at a time, exactly.

A column of fractions is an array of numerators over an array of denominators. Both are 64-bit
integers as long as the largest values that an operation can meet, looked up on the real columns,
prove that it cannot overflow; beyond that they are Python's integers. There is no float, so there
is no tolerance, and the test against the exact fold is `==`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from math import gcd
from types import MappingProxyType
from typing import Any, cast

import numpy as np
from attrs import frozen

from covenant_rules.formula.exact import compute
from covenant_rules.formula.table import Band, Table
from covenant_rules.formula.tree import Apply, Constant, Node, Op, Symbol, arrange
from covenant_rules.rounding import RoundingMode

Integers = np.ndarray[Any, Any]  # int64, or Python integers where those may not be enough
LARGEST = 2**62


def _peak(values: Integers) -> int:
    """Return the largest absolute value."""
    return max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0


def _fit(bound: int, *columns: Integers) -> tuple[Integers, ...]:
    """Return *columns* in a form in which a result up to *bound* cannot overflow."""
    if bound < LARGEST and all(column.dtype != object for column in columns):
        return columns
    return tuple(column.astype(object) for column in columns)


def _times(a: Integers, b: Integers) -> Integers:
    a, b = _fit(_peak(a) * _peak(b), a, b)
    return cast("Integers", a * b)


def _plus(a: Integers, b: Integers) -> Integers:
    a, b = _fit(_peak(a) + _peak(b), a, b)
    return cast("Integers", a + b)


@frozen(eq=False)
class Column:
    """One fraction for each row; denominators are positive."""

    numerators: Integers
    denominators: Integers

    @classmethod
    def of(cls, values: Sequence[Fraction]) -> Column:
        """Return a column of exact numbers."""
        return cls(
            _narrow([value.numerator for value in values]),
            _narrow([value.denominator for value in values]),
        )

    @classmethod
    def constant(cls, value: Fraction, rows: int) -> Column:
        """Return a column that holds *value* in every row."""
        return cls.of([value] * rows) if rows else cls(_narrow([]), _narrow([]))

    def fractions(self) -> list[Fraction]:
        """Return the rows as exact numbers."""
        pairs = zip(self.numerators.tolist(), self.denominators.tolist(), strict=True)
        return [Fraction(int(n), int(d)) for n, d in pairs]

    def __add__(self, other: Column) -> Column:
        """Return the sums, over the least common denominator where it is the same in all rows."""
        mine, theirs = _shared(self.denominators), _shared(other.denominators)
        if mine is not None and theirs is not None:
            common = mine * theirs // gcd(mine, theirs)
            rows = len(self.numerators)
            a = _times(self.numerators, _full(common // mine, rows))
            b = _times(other.numerators, _full(common // theirs, rows))
            return Column(_plus(a, b), _full(common, rows))
        a = _times(self.numerators, other.denominators)
        b = _times(other.numerators, self.denominators)
        return Column(_plus(a, b), _times(self.denominators, other.denominators))

    def __neg__(self) -> Column:
        """Return the negations."""
        return Column(-self.numerators, self.denominators)

    def __sub__(self, other: Column) -> Column:
        """Return the differences."""
        return self + -other

    def __mul__(self, other: Column) -> Column:
        """Return the products."""
        return Column(
            _times(self.numerators, other.numerators), _times(self.denominators, other.denominators)
        )

    def over(self, other: Column) -> Column:
        """Return the quotients; where *other* is zero the row is 0 over 1."""
        zero = other.numerators == 0
        sign = np.where(other.numerators < 0, -1, 1)
        bottom = np.where(zero, 1, _times(abs(other.numerators), self.denominators))
        top = _times(_times(self.numerators, sign), other.denominators)
        return Column(np.where(zero, 0, top), bottom)

    def exceeds(self, other: Column, *, or_equals: bool) -> Integers:
        """Return where the rows are above those of *other*."""
        a = _times(self.numerators, other.denominators)
        b = _times(other.numerators, self.denominators)
        return cast("Integers", a >= b if or_equals else a > b)

    def where(self, condition: Integers, other: Column) -> Column:
        """Return these rows where *condition* holds and those of *other* elsewhere."""
        tops = _fit(0, self.numerators, other.numerators)
        bottoms = _fit(0, self.denominators, other.denominators)
        return Column(np.where(condition, *tops), np.where(condition, *bottoms))

    @property
    def holds(self) -> Integers:
        """Where a condition holds."""
        return cast("Integers", self.numerators != 0)


def _narrow(values: list[int]) -> Integers:
    small = all(-LARGEST < value < LARGEST for value in values)
    return np.array(values, dtype=np.int64 if small else object)


def _full(value: int, rows: int) -> Integers:
    return np.full(rows, value, dtype=np.int64 if value < LARGEST else object)


def _shared(values: Integers) -> int | None:
    """Return the one value of all rows, or None where they differ."""
    return int(values[0]) if len(values) and bool((values == values[0]).all()) else None


def _truth(condition: Integers) -> Column:
    return Column(condition.astype(np.int64), np.ones(len(condition), dtype=np.int64))


Columns = Sequence[Column]


def _chosen(columns: Columns, *, highest: bool) -> Column:
    best = columns[0]
    for column in columns[1:]:
        best = best.where(best.exceeds(column, or_equals=True) == highest, column)
    return best


def _ratio(columns: Columns, _: Hashable) -> Column:
    part, whole, if_zero = columns
    return if_zero.where(whole.numerators == 0, part.over(whole))


def _divide(columns: Columns, _: Hashable) -> Column:
    part, whole = columns
    if bool((whole.numerators == 0).any()):
        raise ZeroDivisionError
    return part.over(whole)


def _floor(column: Column) -> Column:
    return Column(
        column.numerators // column.denominators,
        np.ones(len(column.numerators), dtype=np.int64),
    )


def _steps(columns: Columns, _: Hashable) -> Column:
    value, over, step = columns
    count = _floor((value - over).over(step))
    return Column(np.where(count.numerators > 0, count.numerators, 0), count.denominators)


def _round(columns: Columns, data: Hashable) -> Column:
    decimals, mode = cast("tuple[int, RoundingMode]", data)
    (value,) = columns
    rows = len(value.numerators)
    scale = Column.constant(Fraction(10**decimals), rows)
    whole = _WHOLE[mode](value * scale, Column.constant(Fraction(1, 2), rows))
    return Column(whole.numerators, _full(10**decimals, rows))


def _half_up(value: Column, half: Column) -> Column:
    size = _floor(Column(abs(value.numerators), value.denominators) + half)
    return (-size).where(value.numerators < 0, size)


def _half_even(value: Column, half: Column) -> Column:
    up = _floor(value + half)
    tie = (value + half).numerators % (value + half).denominators == 0
    odd = up.numerators % 2 != 0
    return Column(np.where(tie & odd, up.numerators - 1, up.numerators), up.denominators)


_WHOLE: Mapping[RoundingMode, Callable[[Column, Column], Column]] = MappingProxyType(
    {
        RoundingMode.HALF_UP: _half_up,
        RoundingMode.HALF_EVEN: _half_even,
        RoundingMode.FLOOR: lambda value, _: _floor(value),
        RoundingMode.CEILING: lambda value, _: -_floor(-value),
        RoundingMode.DOWN: lambda value, _: (-_floor(-value)).where(
            value.numerators < 0, _floor(value)
        ),
    }
)


def _table(columns: Columns, data: Hashable) -> Column:
    table = cast("Table", data)
    rows = len(columns[0].numerators)
    found = Column.constant(table.otherwise or Fraction(0), rows)
    covered = np.full(rows, table.otherwise is not None)
    for row in reversed(table.rows):
        holds = np.full(rows, fill_value=True)
        for band, column in zip(row.bands, columns, strict=True):
            holds &= _inside(band, column)
        covered |= holds
        found = Column.constant(row.points, rows).where(holds, found)
    if not bool(covered.all()):
        table.points([column.fractions()[int(np.argmin(covered))] for column in columns])
    return found


def _inside(band: Band, column: Column) -> Integers:
    rows = len(column.numerators)
    inside = np.full(rows, fill_value=True)
    if band.low is not None:
        inside &= column.exceeds(Column.constant(band.low, rows), or_equals=band.with_low)
    if band.high is not None:
        inside &= ~column.exceeds(Column.constant(band.high, rows), or_equals=not band.with_high)
    return inside


def _row_by_row(op: Op) -> Callable[[Columns, Hashable], Column]:
    """Return the rule of an operator that has no arithmetic of columns, such as a root."""

    def apply(columns: Columns, data: Hashable) -> Column:
        return Column.of([compute(op, [value], data) for value in columns[0].fractions()])

    return apply


def _sum(columns: Columns, _: Hashable) -> Column:
    total = columns[0]
    for column in columns[1:]:
        total = total + column
    return total


def _product(columns: Columns, _: Hashable) -> Column:
    total = columns[0]
    for column in columns[1:]:
        total = total * column
    return total


_RULES: Mapping[Op, Callable[[Columns, Hashable], Column]] = MappingProxyType(
    {
        Op.ADD: _sum,
        Op.SUBTRACT: lambda c, _: c[0] - c[1],
        Op.MULTIPLY: _product,
        Op.DIVIDE: _divide,
        Op.RATIO: _ratio,
        Op.MINIMUM: lambda c, _: _chosen(c, highest=False),
        Op.MAXIMUM: lambda c, _: _chosen(c, highest=True),
        Op.AT_LEAST: lambda c, _: _truth(c[0].exceeds(c[1], or_equals=True)),
        Op.MORE: lambda c, _: _truth(c[0].exceeds(c[1], or_equals=False)),
        Op.EQUAL: lambda c, _: _truth((c[0] - c[1]).numerators == 0),
        Op.ALL: lambda c, _: _truth(np.logical_and.reduce([column.holds for column in c])),
        Op.ANY: lambda c, _: _truth(np.logical_or.reduce([column.holds for column in c])),
        Op.NOT: lambda c, _: _truth(~c[0].holds),
        Op.WHEN: lambda c, _: c[1].where(c[0].holds, c[2]),
        Op.STEPS: _steps,
        Op.ROUND: _round,
        Op.ROOT: _row_by_row(Op.ROOT),
        Op.LOGARITHM: _row_by_row(Op.LOGARITHM),
        Op.TABLE: _table,
        Op.LABEL: lambda c, _: c[0],
    }
)


def evaluate_columns(
    roots: Sequence[Node], values: Mapping[str, Sequence[Fraction]], rows: int
) -> tuple[list[Fraction], ...]:
    """Return the values of *roots* in every row, exactly those of the exact fold.

    Raises:
        KeyError: a symbol of the formula has no column.
    """
    found: dict[Node, Column] = {}
    for node in arrange(roots):
        match node:
            case Constant(value):
                found[node] = Column.constant(value, rows)
            case Symbol(name):
                found[node] = Column.of(values[name])
            case Apply(op, args, data):
                found[node] = _RULES[op]([found[arg] for arg in args], data)
    return tuple(found[root].fractions() for root in roots)
