"""The words of the algebra, and the symbols on which a rule is read.

Each word works on exact numbers, so an author can call a rule directly, and on symbols, where it
builds the tree. A symbol that is used in a way no formula can say raises a lesson: the place, what
is wrong, and the word to use instead.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from decimal import Decimal
from fractions import Fraction
from typing import Never, cast

from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import FormulaError
from covenant_rules.formula.exact import compute
from covenant_rules.formula.places import author_place, construct
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Constant, Node, Op, Symbol
from covenant_rules.rounding import RoundingMode

Number = Fraction


class TableSetting:
    """Stands for a table that a sheet will give, while a rule is read."""

    def __init__(self, name: str) -> None:
        self.name = name


class Expression:
    """A number, or a condition, that is not known while a rule is being read."""

    __slots__ = ("node",)
    __hash__ = None  # type: ignore[assignment]  # equality is a lesson, so there is no hash

    def __init__(self, node: Node) -> None:
        self.node = node

    def __add__(self, other: object) -> Expression:
        return _build(Op.ADD, self, other)

    def __radd__(self, other: object) -> Expression:
        return _build(Op.ADD, other, self)

    def __sub__(self, other: object) -> Expression:
        return _build(Op.SUBTRACT, self, other)

    def __rsub__(self, other: object) -> Expression:
        return _build(Op.SUBTRACT, other, self)

    def __mul__(self, other: object) -> Expression:
        return _build(Op.MULTIPLY, self, other)

    def __rmul__(self, other: object) -> Expression:
        return _build(Op.MULTIPLY, other, self)

    def __truediv__(self, other: object) -> Expression:
        return _build(Op.DIVIDE, self, other)

    def __rtruediv__(self, other: object) -> Expression:
        return _build(Op.DIVIDE, other, self)

    def __neg__(self) -> Expression:
        return _build(Op.SUBTRACT, 0, self)

    def __pos__(self) -> Expression:
        return self

    def __ge__(self, other: object) -> Expression:
        return _build(Op.AT_LEAST, self, other)

    def __gt__(self, other: object) -> Expression:
        return _build(Op.MORE, self, other)

    def __le__(self, other: object) -> Expression:
        return _build(Op.AT_LEAST, other, self)

    def __lt__(self, other: object) -> Expression:
        return _build(Op.MORE, other, self)

    def __bool__(self) -> Never:
        place = author_place()
        used = construct(place)
        raise FormulaError(diagnostic("P121", place, used=used, word=_WORDS[used]))

    def __eq__(self, other: object) -> Never:
        raise _lesson("P122", "==", "equals(a, b)")

    def __ne__(self, other: object) -> Never:
        raise _lesson("P122", "!=", "none_of(equals(a, b))")

    def __float__(self) -> Never:
        raise _lesson("P122", "float()", "Fraction")

    def __int__(self) -> Never:
        raise _lesson("P122", "int()", "steps(value, over, step)")

    __index__ = __trunc__ = __int__

    def __round__(self, ndigits: int | None = None) -> Never:
        raise _lesson("P122", "round()", "rounded(value, decimals, mode)")

    def __floor__(self) -> Never:
        raise _lesson("P122", "floor", "steps(value, over, step)")

    __ceil__ = __floor__

    def __floordiv__(self, other: object) -> Never:
        raise _lesson("P122", "//", "steps(value, over, step)")

    __rfloordiv__ = __floordiv__

    def __mod__(self, other: object) -> Never:
        raise _lesson("P122", "%", "steps(value, over, step)")

    __rmod__ = __divmod__ = __rdivmod__ = __mod__

    def __pow__(self, other: object) -> Never:
        raise _lesson("P122", "**", "x * x")

    __rpow__ = __pow__

    def __abs__(self) -> Never:
        raise _lesson("P122", "abs()", "maximum(x, -x)")

    def __iter__(self) -> Never:
        raise _lesson("P122", "for", "mean(...), minimum(...), all_of(...)")

    def __len__(self) -> Never:
        raise _lesson("P122", "len()", "mean(...)")

    def __getitem__(self, key: object) -> Never:
        raise _lesson("P122", "[]", "bands(value, table)")

    def __contains__(self, item: object) -> Never:
        raise _lesson("P122", "in", "any_of(equals(a, b), equals(a, c))")

    def __and__(self, other: object) -> Never:
        raise _lesson("P122", "&", "all_of(a, b)")

    __rand__ = __and__

    def __or__(self, other: object) -> Never:
        raise _lesson("P122", "|", "any_of(a, b)")

    __ror__ = __or__

    def __invert__(self) -> Never:
        raise _lesson("P122", "~", "none_of(a)")

    def __str__(self) -> Never:
        raise _lesson("P122", "str()", "label(name, value)")

    def __format__(self, spec: str) -> Never:
        self.__str__()

    def __repr__(self) -> str:
        return f"<{self.node.name if isinstance(self.node, Symbol) else 'expression'}>"


_WORDS = {
    "if": "when(condition, a, b)",
    "and": "all_of(a, b)",
    "or": "any_of(a, b)",
    "not": "none_of(a)",
    "max": "maximum(a, b)",
    "min": "minimum(a, b)",
    "sorted": "maximum(a, b)",
    "all": "all_of(a, b)",
    "any": "any_of(a, b)",
}


def _lesson(code: str, used: str, word: str) -> FormulaError:
    return FormulaError(diagnostic(code, author_place(), used=used, word=word))


def node_of(value: object) -> Node:
    """Return *value* as a node of the tree.

    Raises:
        FormulaError: the value is a float, or nothing that a formula can hold.
    """
    if isinstance(value, Expression):
        return value.node
    if isinstance(value, int | Fraction) or (isinstance(value, Decimal) and value.is_finite()):
        return Constant(Fraction(value))
    if isinstance(value, float):
        raise _lesson("P120", repr(value), f'Fraction("{value!r}")')
    raise _lesson("P123", type(value).__name__, "Fraction")


def _build(op: Op, *values: object, data: Hashable = None) -> Expression:
    return Expression(Apply(op, tuple(node_of(value) for value in values), data, author_place()))


def _word(op: Op, *values: object, data: Hashable = None) -> Number:
    """Compute on exact numbers; build the tree as soon as one value is a symbol."""
    if isinstance(data, Table):
        _refuse_foreign(data)
    if isinstance(data, TableSetting):
        data = data.name
        return cast("Number", _build(op, *values, data=data))
    if any(isinstance(value, Expression) for value in values):
        return cast("Number", _build(op, *values, data=data))
    constants = [cast("Constant", node_of(value)).value for value in values]
    return compute(op, constants, data)


def _refuse_foreign(table: Table) -> None:
    """Raise a lesson where a table of an author's own making holds a float, or code of its own."""
    if type(table) is not Table:  # a subclass would run while units are scored
        raise _lesson("P123", type(table).__name__, "Table")
    limits = [x for row in table.rows for band in row.bands for x in band.limits]
    rest = [] if table.otherwise is None else [table.otherwise]
    for number in (*limits, *(row.points for row in table.rows), *rest):
        node_of(number)


MOST = 100  # decimals or degree: beyond it a declared precision is no longer meant


def _count(value: object, least: int) -> int:
    """Return a whole number that an author writes, or raise a lesson."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MOST:
        used = repr(value) if isinstance(value, int) else type(value).__name__
        raise _lesson("P131", used, f"{least}..{MOST}")
    return value


def ratio(part: Number | int, whole: Number | int, *, if_zero: Number | int) -> Number:
    """Return *part* / *whole*, or *if_zero* where *whole* is zero."""
    return _word(Op.RATIO, part, whole, if_zero)


def minimum(*values: Number | int) -> Number:
    """Return the smallest value."""
    return _word(Op.MINIMUM, *values)


def maximum(*values: Number | int) -> Number:
    """Return the greatest value."""
    return _word(Op.MAXIMUM, *values)


def clamp(value: Number | int, low: Number | int, high: Number | int) -> Number:
    """Return *value*, but at least *low* and at most *high*."""
    return minimum(maximum(value, low), high)


def equals(a: Number | int, b: Number | int) -> bool:
    """Say whether two numbers are equal."""
    return cast("bool", _word(Op.EQUAL, a, b))


def all_of(*conditions: bool) -> bool:
    """Say whether every condition holds."""
    return cast("bool", _word(Op.ALL, *conditions))


def any_of(*conditions: bool) -> bool:
    """Say whether at least one condition holds."""
    return cast("bool", _word(Op.ANY, *conditions))


def none_of(*conditions: bool) -> bool:
    """Say whether no condition holds."""
    return cast("bool", _word(Op.NOT, any_of(*conditions)))


def when(condition: bool, then: Number | int, otherwise: Number | int) -> Number:  # noqa: FBT001
    """Return *then* where the condition holds, else *otherwise*."""
    return _word(Op.WHEN, condition, then, otherwise)


def steps(value: Number | int, over: Number | int, step: Number | int) -> Number:
    """Return how many whole *step*s *value* lies above *over*; zero at or below it."""
    return _word(Op.STEPS, value, over, step)


def mean(*values: Number | int) -> Number:
    """Return the arithmetic mean."""
    return _word(Op.DIVIDE, _word(Op.ADD, *values), len(values))


def rounded(value: Number | int, decimals: int, mode: str) -> Number:
    """Return *value* rounded by a named mode, where the rule itself rounds."""
    if mode not in set(RoundingMode):
        raise _lesson("P131", repr(mode), ", ".join(RoundingMode))
    return _word(Op.ROUND, value, data=(_count(decimals, 0), RoundingMode(mode)))


def root(value: Number | int, degree: int, *, decimals: int) -> Number:
    """Return the root, half up to *decimals*; its value has no exact form, so it is declared."""
    return _word(Op.ROOT, value, data=(_count(degree, 1), _count(decimals, 0)))


def logarithm(value: Number | int, *, decimals: int) -> Number:
    """Return the natural logarithm, half up to *decimals*."""
    return _word(Op.LOGARITHM, value, data=_count(decimals, 0))


def label(name: str, value: Number | int) -> Number:
    """Return *value*, named as a step of the explanation."""
    return _word(Op.LABEL, value, data=name)


def bands(value: Number | int, table: Table) -> Number:
    """Return the points of the band that holds *value*."""
    return _word(Op.TABLE, value, data=table)


def grid(row: Number | int, column: Number | int, table: Table) -> Number:
    """Return the points of the cell of a two-dimensional table."""
    return _word(Op.TABLE, row, column, data=table)


def decide(table: Table, *values: Number | int) -> Number:
    """Return the points of the first row of a decision table that holds for *values*."""
    return _word(Op.TABLE, *values, data=table)


WORDS: tuple[Callable[..., object], ...] = (
    all_of, any_of, bands, clamp, decide, equals, grid, label, logarithm, maximum, mean,
    minimum, none_of, ratio, root, rounded, steps, when,
)  # fmt: skip
