"""Covenants and columns for the differential tests, drawn from a seed: small sheets, hard values."""

from __future__ import annotations

import random
from fractions import Fraction
from math import ceil, floor

from attrs import evolve, frozen

from covenant_rules.columns import missing as missing_ranges
from covenant_rules.columns.numbers import Ends, Numbers, listed
from covenant_rules.columns.plan import Plan, plan
from covenant_rules.columns.running import Runner
from covenant_rules.covenant import Group
from covenant_rules.formula.direction import tight_ranges
from covenant_rules.formula.exact import fold_exact
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Constant, Symbol, arrange, substitute
from covenant_rules.interval import Interval
from covenant_rules.registration import fill
from covenant_rules.switches import Role, role_of
from covenant_rules.testing import trees, units
from covenant_rules.testing.lines import Writer
from covenant_rules.testing.tape import Tape

BEYOND = (2**31 + 1, 2**53 - 1, 2**53 + 1, 2**62 - 1, 2**63, 2**70 + 1)
KINDS = ("plain", "plain", "plain", "algebra", "algebra", "wide", "outside", "missing", "missing")


@frozen(eq=False)
class Case:
    """A covenant ready to run, its columns, and what the reference says of every row."""

    seed: int
    kind: str
    made: Plan
    columns: dict
    rows: int
    low: dict  # by result: the exact numbers
    high: dict

    def plan(self, executor):
        made = self.made  # built once; only what runs it differs
        return Plan(made.covenant, made.formula, made.symbols, made.results, executor, Runner(made.results, executor))


def draw(seed, rows):
    """Return the case of a seed."""
    dice = random.Random(seed)
    tape = Tape(lambda _: dice.randbytes(96))
    kind = KINDS[seed % len(KINDS)]
    bloc = units.bloc(Writer(tape), 1, 1 + (seed % 8 == 0), complete=True)
    covenant = fill(bloc.covenant, bloc.registrations[0])
    stated = frozenset(key for key in covenant.nodes if dice.random() < 0.05)
    if kind == "algebra" or (kind == "missing" and seed % 2):
        covenant = with_lines(covenant, lambda line: evolve(line, formula=tree(tape, dice)))
    if kind == "wide":
        factor = dice.choice(BEYOND[:-1])
        covenant = with_lines(covenant, lambda line: evolve(line, formula=widened(line.formula, factor)))
    made = plan(covenant, stated=stated)
    nodes = list(dict.fromkeys(made.results.values()))
    order = arrange(nodes)
    pools = {name: pool(symbol, order) for name, symbol in made.symbols.items()}
    if kind == "missing":
        return missing(dice, (seed, kind, made), pools, max(4, rows // 25))
    drawn = {name: values(dice, made.symbols[name], own, rows) for name, own in pools.items()}
    order_rows = [dict(zip(drawn, row, strict=True)) for row in zip(*drawn.values(), strict=True)] or [{}]
    if kind == "outside":
        order_rows = [outside(dice, row) for row in order_rows]
    kept, found = [], []
    for row in order_rows:
        try:
            found.append(dict(zip(nodes, fold_exact(order, nodes, row), strict=True)))
        except (ValueError, ArithmeticError):  # beyond what the sheet proves there may be no value
            continue
        kept.append(row)
    columns = {name: column(dice, [row[name] for row in kept]) for name in pools}
    low = {name: [row[node] for row in found] for name, node in made.results.items()}
    return Case(seed, kind, made, columns, len(kept), low, low)


def with_lines(covenant, change):
    """Return *covenant* with every line changed."""

    def item(one):
        return evolve(one, members=tuple(map(change, one.members))) if isinstance(one, Group) else change(one)

    def criterion(one):
        return evolve(one, items=tuple(map(item, one.items)))

    contents = tuple(evolve(c, criteria=tuple(map(criterion, c.criteria))) for c in covenant.contents)
    return evolve(covenant, contents=contents)


def tree(tape, dice):
    """Return a formula over the whole algebra, of two of six measures."""
    found = trees.formula(tape, open_ends=False)
    names = {s.name: f"{s.name}{dice.randrange(3)}" for s in arrange_symbols(found)}
    # One name must have one quantity: it is told by the quantity too.
    named = {s.name: Symbol(f"{names[s.name]}_{abs(hash(repr(s.quantity))) % 10**9}", s.quantity) for s in arrange_symbols(found)}
    return substitute(found, named)


def arrange_symbols(node):
    return [n for n in arrange([node]) if isinstance(n, Symbol)]


def widened(formula, factor):
    """Return *formula* over measures whose limits are *factor* times as wide."""
    changed = {}
    for symbol in arrange_symbols(formula):
        low, high = symbol.quantity.low, symbol.quantity.high
        if role_of(symbol.name)[0] in (None, Role.TARGET) and high is not None and high > 1:
            low = low if low is None or low >= 0 else low * factor
            changed[symbol.name] = Symbol(symbol.name, evolve(symbol.quantity, low=low, high=high * factor))
    return substitute(formula, changed)


def pool(symbol, order):
    """Return values of *symbol* that decide something: limits, thresholds, and their neighbours."""
    quantity = symbol.quantity
    grain = quantity.grain or Fraction(1, 12)
    numbers = {Fraction(0), Fraction(1)}
    for node in order:
        if isinstance(node, Constant):
            numbers.add(node.value)
        if isinstance(node, Apply) and isinstance(node.data, Table):
            numbers |= {limit for row in node.data.rows for band in row.bands for limit in band.limits}
    numbers |= {end for end in (quantity.low, quantity.high) if end is not None}
    numbers |= {end / 3 for end in (quantity.high,) if end is not None}
    near = {x + step for x in numbers for step in (-grain, 0, grain / 2, grain)}
    on_grain = {floor(x / grain) * grain for x in near} | {ceil(x / grain) * grain for x in near}
    return sorted(x for x in on_grain if quantity.range.contains(x)) or [quantity.low]


def values(dice, symbol, own, rows):
    """Return values that the quantity of *symbol* allows, most of which decide something."""
    quantity = symbol.quantity
    grain = quantity.grain or Fraction(1, 12)
    low = Fraction(-12) if quantity.low is None else quantity.low
    high = low + 24 if quantity.high is None else quantity.high
    first, last = ceil(low / grain), floor(high / grain)
    others = [grain * dice.randint(first, last) if first <= last else low for _ in range(24)]
    return dice.choices([*own * (1 + 48 // len(own)), *others], k=rows)


def outside(dice, row):
    """Return a row in which some values are far beyond their limits, or off their grain."""
    return {
        name: found
        if dice.random() < 0.5 or role_of(name)[0] not in (None, Role.TARGET, Role.STATED)
        else dice.choice((found * dice.choice(BEYOND), found + Fraction(1, 7), -found, Fraction(dice.choice(BEYOND))))
        for name, found in row.items()
    }


def column(dice, found):
    """Return numbers as a column: over one denominator, or a denominator in each row."""
    if dice.random() < 0.1:
        return Numbers([v.numerator for v in found], [v.denominator for v in found])
    if found and dice.random() < 0.5 and len(set(found)) == 1:
        return found[0]
    return Numbers.of(found)


def missing(dice, head, pools, rows):
    """Return a case in which evidence is missing, or an aggregate is known between two ends only."""
    made = head[-1]
    columns, known = {}, {name: [] for name in pools}
    often = dice.choice((0.05, 0.3))
    for name, own in pools.items():
        symbol = made.symbols[name]
        drawn = values(dice, symbol, own, rows)
        role = role_of(name)[0]
        if role is Role.BLOC:
            others = values(dice, symbol, own, rows)
            ends = [sorted((a, b if dice.random() < 0.5 else a)) for a, b in zip(drawn, others, strict=True)]
            columns[name] = Ends(Numbers.of(e[0] for e in ends), Numbers.of(e[1] for e in ends))
            known[name] = [Interval(*end) for end in ends]
            continue
        gone = [role in (None, Role.TARGET, Role.SLOT) and dice.random() < often for _ in range(rows)]
        columns[name] = Numbers.of(None if g else v for v, g in zip(drawn, gone, strict=True))
        known[name] = [symbol.quantity.range if g else Interval.point(v) for v, g in zip(drawn, gone, strict=True)]
    nodes = list(dict.fromkeys(made.results.values()))
    found = [tight_ranges(nodes, {name: own[row] for name, own in known.items()}) for row in range(rows)]
    low = {name: [row[node].low for row in found] for name, node in made.results.items()}
    high = {name: [row[node].high for row in found] for name, node in made.results.items()}
    return Case(*head, columns, rows, low, high)


def differences(case, executor):
    """Return where an executor's results are not `==` those of the reference.

    Where evidence is missing, the ranges are taken as formulas over columns and row by row.
    """
    few = missing_ranges.FEW
    wrong = []
    for least in (few, 1) if case.kind == "missing" else (few,):
        missing_ranges.FEW = least
        try:
            wrong += differing(case, executor)
        finally:
            missing_ranges.FEW = few
    return wrong


def differing(case, executor):
    """Return where the results of one run differ."""
    outcome = case.plan(executor).run(case.columns, case.rows, lines=True)
    wrong = []
    for found, expected in ((outcome.low, case.low), (outcome.high, case.high)):
        for name, own in expected.items():
            if found[name].missing is None and None not in own and equal(found[name], own):
                continue
            got = found[name].fractions()
            if got != own:
                row = next(n for n in range(case.rows) if got[n] != own[n])
                wrong.append((case.seed, case.kind, executor, name, row, got[row], own[row]))
        if outcome.low is outcome.high and case.low is case.high:
            break
    return wrong


def equal(numbers, fractions):
    """Say whether a column holds just these numbers, by multiplying crosswise."""
    tops = listed(numbers.values)
    scales = [numbers.scale] * len(tops) if isinstance(numbers.scale, int) else listed(numbers.scale)
    return len(tops) == len(fractions) and all(
        top * x.denominator == x.numerator * scale for top, scale, x in zip(tops, scales, fractions, strict=True)
    )
