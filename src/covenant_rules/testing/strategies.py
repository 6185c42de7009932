"""Hypothesis strategies for everything that the engine computes with.

Every example is valid by construction, nothing is filtered. Numbers are small, so that ties,
limits and thresholds are met often. Sheets are drawn in `covenant_rules.testing.sheets`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st

from covenant_rules.formula.reading import Kind, Parameter
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Constant, Node, Op, Symbol
from covenant_rules.quantity import Quantity
from covenant_rules.rounding import RoundingMode
from covenant_rules.rule import POINTS_SETTING, Rule
from covenant_rules.testing.sheets import covenants
from covenant_rules.testing.units import blocs
from covenant_rules.testing.values import SPREAD, numbers, quantities, tables, values

__all__ = [
    "blocs", "covenants", "evidence", "formulas", "numbers", "quantities", "settings", "tables", "values",
]  # fmt: skip

Setting = Fraction | Table | str
DEEPEST = 3
_ROUNDING = st.tuples(st.integers(0, 2), st.sampled_from(RoundingMode))
_TWO = (Op.SUBTRACT, Op.AT_LEAST, Op.MORE, Op.EQUAL)
_MANY = (Op.ADD, Op.MULTIPLY, Op.MINIMUM, Op.MAXIMUM, Op.ALL, Op.ANY)


@st.composite
def formulas(draw: st.DrawFn, *, open_ends: bool = True) -> Node:
    """Return trees over the whole algebra, total by construction: divisors are kept above zero."""
    known = [Symbol(name, draw(quantities(open_ends=open_ends))) for name in ("a", "b")]
    return _tree(draw, known, DEEPEST)


def _tree(draw: st.DrawFn, known: list[Symbol], depth: int) -> Node:
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        if draw(st.integers(0, 3)) == 0:
            return Constant(draw(numbers(-3, 3)))
        return draw(st.sampled_from(known))

    def part() -> Node:
        return _tree(draw, known, depth - 1)

    op = draw(st.sampled_from(Op))
    match op:
        case Op.DIVIDE:
            return Apply(op, (part(), _positive(part())))
        case Op.STEPS:
            return Apply(op, (part(), part(), _positive(part())))
        case Op.RATIO | Op.WHEN:
            return Apply(op, (part(), part(), part()))
        case Op.NOT:
            return Apply(op, (part(),))
        case Op.ROUND:
            return Apply(op, (part(),), draw(_ROUNDING))
        case Op.ROOT:
            return Apply(op, (part(),), (draw(st.integers(2, 3)), 2))
        case Op.LOGARITHM:
            return Apply(op, (part(),), 2)
        case Op.LABEL:
            return Apply(op, (part(),), draw(st.sampled_from(("x", "y z", "x] 0"))))
        case Op.TABLE:
            columns = {"one": Quantity("any", -5, 5), "two": Quantity("any", 0, 3)}
            width = draw(st.integers(1, 2))
            table = draw(tables(dict(list(columns.items())[:width])))
            return Apply(op, tuple(part() for _ in range(width)), table)
        case _ if op in _TWO:
            return Apply(op, (part(), part()))
        case _:
            return Apply(op, tuple(part() for _ in range(draw(st.integers(1, 3)))))


def _positive(node: Node) -> Node:
    return Apply(Op.MAXIMUM, (node, Constant(Fraction(1, 4))))


@st.composite
def settings(draw: st.DrawFn, rule: Rule) -> dict[str, Setting]:
    """Return settings with which *rule* can be called, its standard points among them."""
    found: dict[str, Setting] = {}
    columns = {p.name: p.quantity for p in rule.evidence}
    if rule.takes_every_evidence:
        columns = {f"column_{n}": rule.evidence[0].quantity for n in range(draw(st.integers(1, 2)))}
    for parameter in rule.parameters:
        if parameter.kind is Kind.CHOICE:
            found[parameter.name] = draw(st.sampled_from(parameter.choices))
        elif parameter.table is not None:
            names = parameter.table.evidence or tuple(columns)
            over = {name: _named(columns[name]) for name in names}
            found[parameter.name] = draw(tables(over, shape=parameter.table.shape))
        elif not parameter.is_evidence:
            found[parameter.name] = draw(_setting(parameter))
    return found


def _named(quantity: Quantity) -> Quantity:
    """Return *quantity*, its levels named where it is one of levels, as a sheet would."""
    if quantity.unit != "level":
        return quantity
    return evolve(quantity, high=2, names=("none", "some", "full"))


def _setting(parameter: Parameter) -> st.SearchStrategy[Fraction]:
    low, high = parameter.quantity.low, parameter.quantity.high
    if parameter.name == POINTS_SETTING:
        return numbers(0, 10)
    return numbers(-5 if low is None else low, SPREAD if high is None else high)


@st.composite
def evidence(
    draw: st.DrawFn, rule: Rule, given: Mapping[str, Setting] | None = None
) -> tuple[Fraction, ...]:
    """Return evidence for *rule*; with the settings *given*, mostly at or beside a threshold."""
    thresholds = {Fraction(0)}
    columns = 1
    for setting in (given or {}).values():
        if isinstance(setting, Fraction):
            thresholds |= {setting, 2 * setting}
        if isinstance(setting, Table):
            columns = len(setting.columns)
            thresholds |= {x for row in setting.rows for band in row.bands for x in band.limits}
    near = sorted({x + Fraction(n, 4) for x in thresholds for n in (-1, 0, 1)})
    found = []
    for parameter in rule.evidence:
        quantity = _named(parameter.quantity) if given else parameter.quantity
        allowed = [x for x in near if _allows(quantity, x)]
        wanted = st.one_of(st.sampled_from(allowed), values(quantity)) if allowed else values(quantity)
        count = columns if parameter.kind is Kind.EVERY_EVIDENCE else 1
        found += [draw(wanted) for _ in range(count)]
    return tuple(found)


def _allows(quantity: Quantity, value: Fraction) -> bool:
    grain = quantity.grain
    return quantity.range.contains(value) and (grain is None or (value / grain).denominator == 1)
