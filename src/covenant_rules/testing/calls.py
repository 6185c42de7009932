"""Random calls of a rule: its settings, and evidence at and around the thresholds they make."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from covenant_rules.formula.reading import Kind, Parameter
from covenant_rules.formula.table import Table
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.rule import POINTS_SETTING, Rule
from covenant_rules.testing.tape import QUARTER, SPREAD, Tape, lattice
from covenant_rules.testing.values import LEVELS, table

Setting = Fraction | Table | str


def settings(tape: Tape, rule: Rule) -> dict[str, Setting]:
    """Return settings with which *rule* can be called, its standard points among them."""
    columns = {p.name: _named(p.quantity) for p in rule.evidence}
    if rule.takes_every_evidence:
        columns = {f"column_{n}": rule.evidence[0].quantity for n in range(1 + tape.below(2))}
    found: dict[str, Setting] = {}
    for parameter in rule.parameters:
        if parameter.kind is Kind.CHOICE:
            found[parameter.name] = tape.of(parameter.choices)
        elif parameter.table is not None:
            names = parameter.table.evidence or tuple(columns)
            over = {name: columns[name] for name in names}
            found[parameter.name] = table(tape, over, (-3, 3), parameter.table.shape)
        elif not parameter.is_evidence:
            found[parameter.name] = _number(tape, parameter)
    return found


def _named(quantity: Quantity) -> Quantity:
    """Return *quantity*, its levels named where it is one of levels, as a sheet would."""
    if quantity.unit is not Unit.LEVEL:
        return quantity
    return evolve(quantity, high=len(LEVELS) - 1, names=LEVELS)


def _number(tape: Tape, parameter: Parameter) -> Fraction:
    low, high = parameter.quantity.low, parameter.quantity.high
    if parameter.name == POINTS_SETTING:
        return tape.number(0, 10)
    return tape.number(-5 if low is None else low, SPREAD if high is None else high)


def evidence(tape: Tape, rule: Rule, given: Mapping[str, Setting]) -> tuple[Fraction, ...]:
    """Return evidence for *rule*, with settings *given* mostly at or beside a threshold."""
    thresholds = {Fraction(0)}
    columns = 1
    for setting in given.values():
        if isinstance(setting, Table):
            columns = len(setting.columns)
            thresholds |= {x for row in setting.rows for band in row.bands for x in band.limits}
        elif isinstance(setting, Fraction):
            thresholds |= {setting, 2 * setting}
    near = sorted({x + n * QUARTER for x in thresholds for n in (-1, 0, 1)})
    found: list[Fraction] = []
    for parameter in rule.evidence:
        quantity = _named(parameter.quantity)
        allowed = [x for x in near if _allows(quantity, x)]
        count = columns if parameter.kind is Kind.EVERY_EVIDENCE else 1
        found += [
            tape.of(allowed) if allowed and tape.below(4) else tape.value(quantity)
            for _ in range(count)
        ]
    return tuple(found)


def _allows(quantity: Quantity, value: Fraction) -> bool:
    grain = lattice(quantity)
    return quantity.range.contains(value) and (grain is None or (value / grain).denominator == 1)
