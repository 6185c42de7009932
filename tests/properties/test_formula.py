"""The algebra: one meaning for a rule and its tree, and proofs that no value contradicts."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from itertools import product
from typing import Annotated

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.effort import examples

from covenant_rules.core_rules import core
from covenant_rules.formula.algebra import (
    all_of,
    any_of,
    bands,
    clamp,
    equals,
    label,
    logarithm,
    maximum,
    mean,
    minimum,
    none_of,
    ratio,
    root,
    rounded,
    steps,
    when,
)
from covenant_rules.formula.canonical import canonical, fingerprint
from covenant_rules.formula.direction import Direction, direction, tight_range
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.ranges import ranges
from covenant_rules.formula.table import Band, Row, Table, coverage
from covenant_rules.formula.tree import (
    Apply,
    Constant,
    Op,
    Symbol,
    arrange,
    rewrite,
    substitute,
    symbols,
)
from covenant_rules.interval import Interval
from covenant_rules.plugin import Number, Points, Quantity, Shape, Signed, TableOver
from covenant_rules.registry import Registry
from covenant_rules.rule import Origin, build
from covenant_rules.testing import strategies as some
from covenant_rules.text import Text

MANY = settings(max_examples=examples(1000), deadline=None)
FEW = settings(max_examples=examples(100), deadline=None)

Any = Annotated[Number, Quantity("any", decimals=None)]
Small = Annotated[Number, Quantity("any", low=-5, high=5, decimals=None)]
Least = Annotated[Number, Quantity("any", low="0.25", decimals=None)]


def words_of_order(a: Any, b: Any, /, *, limit: Any, points: Points) -> Signed:
    met = all_of(a >= limit, none_of(b > limit, equals(a, b)))
    return when(met, points, -points) + minimum(a, b, limit) - maximum(a, b)


def words_of_choice(a: Small, b: Small, /, *, limit: Any) -> Signed:
    return when(any_of(a < b, b <= limit, a > 2 * limit), ratio(a, b, if_zero=limit), a * b)


def words_of_rounding(a: Small, /, *, over: Any, step: Least) -> Signed:
    half = rounded(a / step, 1, "half_up") + rounded(-a, 0, "half_even")
    return label("whole steps", steps(a, over, step)) + half


def words_of_precision(a: Small, b: Small, /) -> Signed:
    return mean(root(a, 2, decimals=3), logarithm(b, decimals=3), +a) * clamp(b, -1, a + 5)


def words_of_tables(a: Any, b: Any, /, *, table: Annotated[Table, TableOver(Shape.BANDS, ("a",))]) -> Signed:
    return bands(a, table) - 2 * bands(b + 1, table)


def _built(function):
    return build("own.rule", function, title=Text.same("own"), origin=Origin("own", "1"))


OWN = [
    (function, _built(function))
    for function in (
        words_of_order, words_of_choice, words_of_rounding, words_of_precision, words_of_tables,
    )
]  # fmt: skip
RULES = Registry.of().rules
CORE = [(draft.function, RULES[f"core.{draft.name}"]) for draft in core.drafts]
NAMES = [function.__name__ for function, _ in OWN + CORE]


def _agrees(function, rule):
    """Check, on values at and beside every threshold, that the function and its tree agree."""

    @settings(max_examples=examples(1000 // 20), deadline=None)
    @given(st.data())
    def check(data):
        chosen = data.draw(some.settings(rule))
        for _ in range(20):
            evidence = data.draw(some.evidence(rule, chosen))
            called = function(*evidence, **chosen)
            assert rule.points(*evidence, **chosen) == called
            assert isinstance(called, Fraction | int)

    check()


@pytest.mark.parametrize(("function", "rule"), OWN + CORE, ids=NAMES)
def test_a_rule_means_the_same_called_and_read(function, rule):
    """A rule function called on numbers and the formula read from it give the same points.

    Each rule is called on 1,000 pieces of evidence, twenty under each of 50 settings.
    """
    _agrees(function, rule)


def _choose(data, formula):
    """Return a narrowed range for each symbol, and a function that draws values within them."""
    inside = {symbol.name: symbol.quantity for symbol in symbols(formula)}
    one, two = data.draw(some.valuations(inside)), data.draw(some.valuations(inside))
    narrowed = data.draw(st.sets(st.sampled_from(sorted(inside)))) if inside else set()
    for name in narrowed:
        inside[name] = inside[name].within(min(one[name], two[name]), max(one[name], two[name]))
    known = {name: inside[name].range for name in narrowed}
    return known, lambda: data.draw(some.valuations(inside))


@MANY
@given(st.data())
def test_a_proved_range_holds_every_value(data):
    """No value of a formula, nor of any part of it, lies outside the range proved for it."""
    formula = data.draw(some.formulas())
    known, values = _choose(data, formula)
    limits = ranges([formula], known)
    nodes = list(limits)
    for _ in range(3):
        for node, value in zip(nodes, evaluate(nodes, values()), strict=True):
            assert limits[node].contains(value), (node, limits[node], value)


@MANY
@given(st.data())
def test_a_proved_direction_is_never_contradicted(data):
    """Where a formula is proved to rise or fall in a symbol, no two values of it say otherwise."""
    formula = data.draw(some.formulas())
    known, values = _choose(data, formula)
    for symbol in symbols(formula):
        move = direction(formula, symbol.name, known)
        if move is Direction.UNKNOWN:
            continue
        for _ in range(3):
            one, other = values(), values()
            low, high = sorted((one[symbol.name], other[symbol.name]))
            (before,) = evaluate([formula], {**one, symbol.name: low})
            (after,) = evaluate([formula], {**one, symbol.name: high})
            rise = after - before
            assert {Direction.STEADY: rise == 0, Direction.RISING: rise >= 0, Direction.FALLING: rise <= 0}[move]


@MANY
@given(st.data())
def test_a_tight_range_is_within_the_range_and_reached(data):
    """A tight range lies within the proved one; where every direction is known both ends are values."""
    formula = data.draw(some.formulas(open_ends=False))
    known, values = _choose(data, formula)
    natural, tight = ranges([formula], known)[formula], tight_range(formula, known)
    assert tight.within(natural)
    assert tight.contains(evaluate([formula], values())[0])
    used = symbols(formula)
    limits = {s.name: known.get(s.name, s.quantity.range) for s in used}
    if any(direction(formula, name, known) is Direction.UNKNOWN for name in limits):
        return
    corners = product(*((limit.low, limit.high) for limit in limits.values()))
    reached = {evaluate([formula], dict(zip(limits, corner, strict=True)))[0] for corner in corners}
    assert {tight.low, tight.high} == {min(reached), max(reached)}


@MANY
@given(st.data())
def test_substitution_is_evaluation_in_two_steps(data):
    """Putting values in place of symbols, now or later, all or some, gives the same value."""
    formula = data.draw(some.formulas())
    _, values = _choose(data, formula)
    given_values = values()
    constants = {name: Constant(value) for name, value in given_values.items()}
    some_names = data.draw(st.sets(st.sampled_from(sorted(constants)))) if constants else set()
    partly = substitute(formula, {name: constants[name] for name in some_names})
    assert set(symbols(partly)) == {s for s in symbols(formula) if s.name not in some_names}
    assert evaluate([partly], given_values) == evaluate([formula], given_values)
    assert evaluate([substitute(formula, constants)], {}) == evaluate([formula], given_values)


@MANY
@given(st.data())
def test_common_parts_and_rewriting_change_no_value(data):
    """A part used twice counts as one node, several roots evaluate as each alone, and a rewriting
    that changes nothing gives an equal tree."""
    formula = data.draw(some.formulas())
    _, values = _choose(data, formula)
    given_values = values()
    twice = Apply(Op.SUBTRACT, (formula, rewrite(formula, lambda node: node)))
    assert len(arrange([twice])) == len(arrange([formula])) + 1
    assert evaluate([twice], given_values) == (Fraction(0),)
    parts = arrange([formula])
    together = evaluate(parts, given_values)
    assert together == tuple(evaluate([part], given_values)[0] for part in parts)


def _changed(data, formula):
    """Return *formula* with one node changed in one respect, or as it is."""
    nodes = arrange([formula])
    chosen = nodes[data.draw(st.integers(0, len(nodes) - 1))]
    match chosen:
        case Constant(value):
            other = Constant(value + data.draw(st.integers(0, 1)))
        case Symbol(name, quantity):
            decimals = data.draw(st.sampled_from((quantity.decimals, 5)))
            other = Symbol(name, evolve(quantity, decimals=decimals))
        case Apply(Op.LABEL, (inner,), data=name):
            other = Apply(Op.LABEL, (inner,), data.draw(st.sampled_from((name, "x", "x ", "x]\n= 1"))))
        case Apply(op, args):
            other = evolve(chosen, args=tuple(reversed(args))) if len(args) == 2 and op is not Op.TABLE else chosen
    return rewrite(formula, lambda node: other if node == chosen else node)


@MANY
@given(st.data())
def test_a_fingerprint_is_the_identity_of_a_tree(data):
    """Two formulas have the same fingerprint exactly when they have the same text, exactly when they
    are the same tree."""
    formula = data.draw(some.formulas())
    other = _changed(data, formula) if data.draw(st.booleans()) else data.draw(some.formulas())
    texts = canonical(formula), canonical(other)
    assert (texts[0] == texts[1]) == (formula == other)
    assert (fingerprint(texts[0]) == fingerprint(texts[1])) == (texts[0] == texts[1])


def test_no_label_can_be_written_to_look_like_another_formula():
    """A label that holds the text of a node is still told apart from that node."""
    inner = Symbol("a")
    forged = Apply(Op.ADD, (Apply(Op.LABEL, (inner,), "x"), Apply(Op.LABEL, (inner,), "y")))
    text = canonical(Apply(Op.LABEL, (inner,), "x] 0\nlabel [y"))
    assert len(text.splitlines()) == 2
    assert not canonical(forged).startswith(text)


def test_fingerprints_do_not_depend_on_the_hash_seed():
    """Every process gives the rules of `core` the same fingerprints, whatever its hash seed."""
    program = (
        "from covenant_rules.registry import Registry\n"
        "print(sorted((k, r.fingerprint) for k, r in Registry.of().rules.items()))"
    )
    found = {
        subprocess.run([sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("0", "1", "2")
    }
    assert found == {f"{sorted((k, r.fingerprint) for k, r in RULES.items())}\n"}


@MANY
@given(st.data())
def test_a_table_that_is_proved_complete_never_fails(data):
    """A table proved complete has points for every value of its columns; every value that the proof
    names as uncovered, or in two rows, is a value of its columns and really is so."""
    names = ("one", "two")[: data.draw(st.integers(1, 2))]
    columns = {name: data.draw(some.quantities()) for name in names}
    table = data.draw(some.tables(columns))
    if len(table.rows) > 1 and data.draw(st.booleans()):
        gap = data.draw(st.integers(0, len(table.rows) - 1))
        table = evolve(table, rows=(*table.rows[:gap], *table.rows[gap + 1 :]), otherwise=None)
    found = coverage(table, columns)
    for values in (*found.uncovered, *found.doubled):
        for value, quantity in zip(values, columns.values(), strict=True):
            quantity.check(value)
    assert all(table.find(values) is None for values in found.uncovered)
    assert all(sum(row.holds(values) for row in table.rows) > 1 for values in found.doubled)
    for _ in range(5):
        values = list(data.draw(some.valuations(columns)).values())
        holding = [n for n, row in enumerate(table.rows) if row.holds(values)]
        assert holding or found.uncovered
        assert len(holding) < 2 or found.doubled
        assert not set(holding[:1]) & set(found.idle)
        if not found.uncovered:
            assert table.points(values) == table.rows[holding[0]].points


@MANY
@given(st.data())
def test_the_reach_of_a_table_holds_what_it_gives(data):
    """The points that a table may give over some intervals hold the points of every value in them."""
    columns = {name: data.draw(some.quantities()) for name in ("one", "two")}
    table = data.draw(some.tables(columns))
    three = [data.draw(some.valuations(columns)) for _ in range(3)]
    pairs = [sorted(values[name] for values in three) for name in columns]
    low_high = [Interval(low, high) for low, _, high in pairs]
    assert table.points([middle for _, middle, _ in pairs]) in table.reach(low_high)


def test_a_table_whose_rows_overlap_rises_only_if_its_points_do():
    """Of overlapping rows the first counts, so points 1, 2, 1.5 along the value are in no order."""

    def row(low, high, points):
        return Row((Band(Fraction(low), Fraction(high)),), Fraction(points))

    table = Table(("x",), (row(0, 3, 1), row(2, 10, 2), row(1, 20, "1.5")))
    formula = Apply(Op.TABLE, (Symbol("x", Quantity("number", 0, 20)),), table)
    assert [table.points([Fraction(x)]) for x in (0, 5, 15)] == [1, 2, Fraction("1.5")]
    assert direction(formula, "x") is Direction.UNKNOWN
