"""Random evidence: measures, facts, and numbers computed from them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from covenant_rules.covenant import Source
from covenant_rules.formula import build
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.reading import Kind, Parameter
from covenant_rules.formula.tree import Symbol
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.registration import FACTS
from covenant_rules.rule import Rule
from covenant_rules.sector import Measure
from covenant_rules.switches import Role, switch
from covenant_rules.testing.tape import Tape
from covenant_rules.testing.values import LEVELS
from covenant_rules.text import Text

_NOT_NEGATIVE = Quantity(Unit.COUNT, low=0)
_UNITS = (Unit.PERCENT, Unit.COUNT, Unit.NUMBER, Unit.DAY)
ODD_UNITS = (Unit.YES_NO, Unit.LEVEL, Unit.DATE)
_TAKES_ODD = ("core.banded", "core.decision", "core.grid", "core.target_met")


class Sources:
    """Draws where lines take their evidence, and gathers the measures that they use."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.measures: dict[str, Measure] = {}

    def sources(self, rule: Rule) -> dict[str, Source]:
        """Return where *rule* takes its evidence: measures, facts, or numbers computed from them."""
        found: dict[str, Source] = {}
        for parameter in rule.evidence:
            names = [parameter.name]
            if parameter.kind is Kind.EVERY_EVIDENCE:
                names = ["one", "two"][: 1 + self.tape.below(2)]
            for name in names:
                found[name] = self.source(parameter, rule)
        return found

    def source(self, parameter: Parameter, rule: Rule) -> Source:
        """Return one source that *parameter* may take."""
        wanted = parameter.quantity
        kind = self.tape.of(("measure",) * 5 + ("sum", "mean", "ratio", "bloc", "fact"))
        if wanted.unit not in (Unit.ANY, Unit.COUNT) or (
            kind == "ratio" and wanted.unit is not Unit.ANY
        ):
            kind = "measure"
        unit = wanted.unit
        if unit is Unit.ANY:
            odd = kind == "measure" and rule.id in _TAKES_ODD and self.tape.chance(3)
            unit = self.tape.of(ODD_UNITS if odd else _UNITS)
        match kind:
            case "fact":
                name = self.tape.of(
                    [n for n, m in FACTS.items() if wanted.unit in (Unit.ANY, m.quantity.unit)]
                )
                return Source(Symbol(name, FACTS[name].quantity), FACTS[name].quantity)
            case "ratio":
                of, to = (self.measure(Unit.COUNT, _NOT_NEGATIVE) for _ in range(2))
                if_zero = build.constant(self.tape.number(0, 100) / 100)
                share = build.ratio(_symbol(of), _symbol(to), if_zero)
                high = 100 * max(Fraction(1), of.quantity.high or Fraction(0))
                return Source(
                    build.multiply(build.constant(100), share),
                    Quantity(Unit.PERCENT, 0, high, None),
                )
            case "sum" | "mean":
                weights = self.tape.of(((Fraction(1), Fraction(5, 2)), (Fraction(1, 2),) * 2))
                parts = {m.id: m for m in (self.measure(unit, wanted) for _ in range(2))}
                factors = weights if kind == "sum" else (Fraction(1, len(parts)),) * 2
                terms = [
                    build.multiply(build.constant(w), _symbol(m))
                    for w, m in zip(factors, parts.values(), strict=False)
                ]
                node = build.add(*terms)
                ends = range_of(node)
                return Source(node, Quantity(unit, ends.low, ends.high, None))
            case "bloc":
                measure = self.measure(unit, wanted)
                aggregate = self.tape.of(("maximum", "minimum", "mean"))
                quantity = measure.quantity
                if aggregate == "mean":
                    quantity = Quantity(unit, quantity.low, quantity.high, None)
                return Source(switch(Role.BLOC, aggregate, measure.id, quantity=quantity), quantity)
            case _:
                measure = self.measure(unit, wanted)
                return Source(_symbol(measure), measure.quantity)

    def measure(self, unit: Unit, wanted: Quantity) -> Measure:
        """Return a measure of *unit* within the limits *wanted*: a new one, or one used before."""
        known = [
            m
            for m in self.measures.values()
            if m.quantity.unit is unit and m.quantity.range.within(wanted.range)
        ]
        if known and self.tape.chance(3):
            return self.tape.of(known)
        name = f"m{len(self.measures) + 1}"
        found = Measure(
            name, Text(vi=f"Số liệu {name}", en=f"Measure {name}"), self.quantity(unit, wanted)
        )
        self.measures[name] = found
        return found

    def quantity(self, unit: Unit, wanted: Quantity) -> Quantity:
        """Return the quantity of a new measure."""
        if unit is Unit.YES_NO:
            return Quantity(unit, 0, 1)
        if unit is Unit.LEVEL:
            return Quantity(unit, 0, len(LEVELS) - 1, names=LEVELS)
        if unit is Unit.DATE:
            first = date(2026, 1, 1).toordinal()
            return Quantity(unit, first, first + 90)
        low = self.tape.of((0, 0, -2)) if wanted.low is None else int(wanted.low)
        high = self.tape.of((3, 10)) if wanted.high is None else int(wanted.high)
        whole = unit in (Unit.COUNT, Unit.DAY)
        return Quantity(unit, low, high, 0 if whole else self.tape.below(2))


def _symbol(measure: Measure) -> Symbol:
    return Symbol(measure.id, measure.quantity)
