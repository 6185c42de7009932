"""Random lines: a rule of `core` with evidence, settings, caps, gates and dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TypeVar

from attrs import evolve
from hypothesis import strategies as st

from covenant_rules.covenant import ALWAYS, Combine, Dates, Effect, Group, Item, Line, Source, Unknown
from covenant_rules.formula import build
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.reading import Kind, Parameter
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Constant, Node, Symbol
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.registry import Registry
from covenant_rules.rule import POINTS_SETTING, Rule, bind
from covenant_rules.sector import Measure
from covenant_rules.spec.evidence import clamped
from covenant_rules.spec.scope import FACTS
from covenant_rules.switches import Role, switch
from covenant_rules.testing.values import LEVELS, numbers, tables
from covenant_rules.text import Text

T = TypeVar("T")
HALVES = (Dates(date(2026, 1, 1), date(2026, 6, 30)), Dates(date(2026, 7, 1), None), Dates(None, date(2025, 12, 31)))
_COUNTED = [st.integers(0, n) for n in range(8)]
_UNITS = (Unit.PERCENT, Unit.COUNT, Unit.NUMBER, Unit.DAY)
_ODD_UNITS = (Unit.YES_NO, Unit.LEVEL, Unit.DATE)
_TAKES_ODD = ("core.banded", "core.decision", "core.grid", "core.target_met")
_WEIGHTS = st.sampled_from((Fraction(1), Fraction(2), Fraction(1, 2)))


@cache
def core() -> Registry:
    """Return the rules that sheets are drawn with."""
    return Registry.of()


class Writer:
    """Draws the parts of one sheet and gathers the measures that they use."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.measures: dict[str, Measure] = {}
        self.rules = tuple(core().rules.values())

    def chance(self, n: int) -> bool:
        """Say yes once in *n* times."""
        return self.draw(_COUNTED[n - 1]) == n - 1

    def maybe(self, strategy: st.SearchStrategy[T]) -> T | None:
        """Return an example of *strategy* once in three times."""
        return self.draw(strategy) if self.chance(3) else None

    def combine(self) -> Combine:
        """Return a way to combine, mostly the sum."""
        return self.draw(st.sampled_from(Combine)) if self.chance(3) else Combine.SUM

    def weight(self) -> Fraction:
        """Return a weight."""
        return self.draw(_WEIGHTS)

    def items(self, name: str, points: Fraction, combine: Combine, *, dated: bool) -> tuple[Item, ...]:
        """Return the lines and groups of the criterion or filling *name*.

        With *dated*, its awards may be out of force.
        """
        effects = [Effect.AWARD] * self.draw(st.sampled_from((1, 1, 1, 0, 2)))
        effects += [self.draw(st.sampled_from(Effect)) for _ in range(self.draw(st.sampled_from((0, 1, 2)) if effects else st.just(1)))]
        awards = effects.count(Effect.AWARD)
        alone = awards <= 1 or combine is not Combine.SUM
        found: list[Item] = []
        for number, effect in enumerate(effects, start=1):
            may_end = dated or effect is not Effect.AWARD
            item_id, share = f"{name}/{number}", points if alone else points / 2
            if self.chance(6):
                found.append(self.group(item_id, effect, share, dated=may_end))
            else:
                found.append(self.line(item_id, effect, share, dated=may_end))
        return tuple(self.gated(item, found) for item in found)

    def group(self, name: str, effect: Effect, points: Fraction, *, dated: bool) -> Group:
        """Return two lines of one effect that count as one."""
        members = tuple(self.line(f"{name}.{n}", effect, points, dated=dated) for n in (1, 2))
        cap = self.maybe(numbers(0, 4))
        combine = self.draw(st.sampled_from(Combine))
        return Group(name, Text.same(name), effect, combine, members, cap, self.weight())

    def gated(self, item: Item, items: list[Item]) -> Item:
        """Return *item*, once in three times with a condition on the award or on a sibling."""
        if isinstance(item, Group) or item.effect is Effect.AWARD or not self.chance(3):
            return item
        siblings = [i.id for i in items if isinstance(i, Line) and i.effect is Effect.AWARD]
        return evolve(item, only_if=self.draw(st.sampled_from(["full", *siblings])))

    def line(self, name: str, effect: Effect, points: Fraction, *, dated: bool) -> Line:
        """Return one line, its limits proved as the rule promises them."""
        rule = self.draw(st.sampled_from(self.rules))
        sources = self.sources(rule)
        given: dict[str, Node | Table | str] = {}
        least = -3 if effect is Effect.AWARD else 0
        for parameter in rule.settings:
            given[parameter.name] = self.setting(parameter, sources, name, least)
        for parameter in rule.evidence:
            step = given.get(parameter.within.step) if parameter.within else None
            if isinstance(step, Constant):
                own = sources[parameter.name]
                sources[parameter.name] = evolve(own, quantity=evolve(own.quantity, step=step.value))
        formula = bind(
            rule,
            {key: clamped(source) for key, source in sources.items()},
            {**given, POINTS_SETTING: build.constant(points)},
        )
        return Line(
            id=name,
            title=Text(vi=f"Dòng {name}", en=f"Line {name}"),
            rule=rule,
            effect=effect,
            formula=formula,
            points=points,
            when_missing=self.draw(st.sampled_from(Unknown)),
            when_invalid=self.maybe(st.sampled_from(Unknown)),
            at_most=self.maybe(numbers(0, 4)),
            weight=self.weight(),
            valid=self.draw(st.sampled_from(HALVES)) if dated and self.chance(5) else ALWAYS,
            sources=sources,
            settings={key: node.value for key, node in given.items() if isinstance(node, Constant)},
        )

    def setting(
        self, parameter: Parameter, sources: Mapping[str, Source], line: str, least: int
    ) -> Node | Table | str:
        """Return a setting as a sheet fixes it, once in six times one that units register."""
        if parameter.kind is Kind.CHOICE:
            return self.draw(st.sampled_from(parameter.choices))
        if parameter.table is not None:
            names = parameter.table.evidence or tuple(sources)
            columns = {name: sources[name].quantity for name in names}
            return self.draw(tables(columns, points=(least, 3), shape=parameter.table.shape))
        own = parameter.quantity
        if parameter.like is not None:
            other = sources[parameter.like].quantity
            lows = [end for end in (own.low, other.low) if end is not None]
            highs = [end for end in (own.high, other.high) if end is not None]
            own = evolve(other, low=max(lows), high=min(highs), step=None)
        if parameter.within is None and parameter.name != "step" and self.chance(6):
            if own.low is not None and own.high is not None:
                return switch(Role.TARGET, line, parameter.name, quantity=own)
        if parameter.name == "step":
            return build.constant(self.draw(st.sampled_from((Fraction(1, 2), Fraction(1)))))
        low = Fraction(least) if own.low is None else own.low
        if own.unit in _ODD_UNITS:
            return build.constant(self.draw(st.integers(int(low), int(own.high or low))) * Fraction(1))
        return build.constant(self.draw(numbers(low, low + 4 if own.high is None else own.high)))

    def sources(self, rule: Rule) -> dict[str, Source]:
        """Return where *rule* takes its evidence: measures, facts, or numbers computed from them."""
        found: dict[str, Source] = {}
        for parameter in rule.evidence:
            names = [parameter.name]
            if parameter.kind is Kind.EVERY_EVIDENCE:
                names = ["one", "two"][: self.draw(st.integers(1, 2))]
            for name in names:
                found[name] = self.source(parameter, rule)
        return found

    def source(self, parameter: Parameter, rule: Rule) -> Source:
        """Return one source that *parameter* may take."""
        wanted = parameter.quantity
        kind = self.draw(st.sampled_from(("measure",) * 5 + ("sum", "mean", "ratio", "bloc", "fact")))
        if wanted.unit not in (Unit.ANY, Unit.COUNT) or (kind == "ratio" and wanted.unit is not Unit.ANY):
            kind = "measure"
        unit = wanted.unit
        if unit is Unit.ANY:
            odd = kind == "measure" and rule.id in _TAKES_ODD and self.chance(3)
            unit = self.draw(st.sampled_from(_ODD_UNITS if odd else _UNITS))
        match kind:
            case "fact":
                name = self.draw(st.sampled_from([n for n, m in FACTS.items() if wanted.unit in (Unit.ANY, m.quantity.unit)]))
                return Source(Symbol(name, FACTS[name].quantity), FACTS[name].quantity)
            case "ratio":
                of, to = (self.measure(Unit.COUNT, wanted) for _ in range(2))
                if_zero = build.constant(self.draw(numbers(0, 100)) / 100)
                share = build.ratio(_symbol(of), _symbol(to), if_zero)
                high = 100 * max(Fraction(1), of.quantity.high or Fraction(0))
                return Source(build.multiply(build.constant(100), share), Quantity(Unit.PERCENT, 0, high, None))
            case "sum" | "mean":
                weights = self.draw(st.sampled_from(((Fraction(1), Fraction(5, 2)), (Fraction(1, 2),) * 2)))
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
                aggregate = self.draw(st.sampled_from(("maximum", "minimum", "mean")))
                quantity = measure.quantity
                if aggregate == "mean":
                    quantity = Quantity(unit, quantity.low, quantity.high, None)
                return Source(switch(Role.BLOC, aggregate, measure.id, quantity=quantity), quantity)
            case _:
                measure = self.measure(unit, wanted)
                return Source(_symbol(measure), measure.quantity)

    def measure(self, unit: Unit, wanted: Quantity) -> Measure:
        """Return a measure of *unit* within the limits *wanted*: a new one, or one used before."""
        known = [m for m in self.measures.values() if m.quantity.unit is unit and m.quantity.range.within(wanted.range)]
        if known and self.chance(3):
            return self.draw(st.sampled_from(known))
        name = f"m{len(self.measures) + 1}"
        found = Measure(name, Text(vi=f"Số liệu {name}", en=f"Measure {name}"), self.quantity(unit, wanted))
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
        low = self.draw(st.sampled_from((0, 0, -2))) if wanted.low is None else int(wanted.low)
        high = self.draw(st.sampled_from((3, 10))) if wanted.high is None else int(wanted.high)
        whole = unit in (Unit.COUNT, Unit.DAY)
        return Quantity(unit, low, high, 0 if whole else self.draw(st.integers(0, 1)))


def _symbol(measure: Measure) -> Symbol:
    return Symbol(measure.id, measure.quantity)
