"""Random lines: a rule of `core` with evidence, settings, caps, gates and dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache

from attrs import evolve

from covenant_rules.covenant import (
    ALWAYS,
    Combine,
    Dates,
    Effect,
    Group,
    Item,
    Line,
    Source,
    Unknown,
)
from covenant_rules.formula import build
from covenant_rules.formula.reading import Kind, Parameter
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Constant, Node
from covenant_rules.registry import Registry
from covenant_rules.rule import POINTS_SETTING, bind
from covenant_rules.spec.evidence import clamped
from covenant_rules.switches import Role, switch
from covenant_rules.testing.sources import ODD_UNITS, Sources
from covenant_rules.testing.tape import Tape
from covenant_rules.testing.values import table
from covenant_rules.text import Text

HALVES = (
    Dates(date(2026, 1, 1), date(2026, 6, 30)),
    Dates(date(2026, 7, 1), None),
    Dates(None, date(2025, 12, 31)),
)
_WEIGHTS = (Fraction(1), Fraction(2), Fraction(1, 2))


@cache
def core() -> Registry:
    """Return the rules that sheets are drawn with."""
    return Registry.of()


class Writer(Sources):
    """Draws the lines of one sheet."""

    def __init__(self, tape: Tape) -> None:
        super().__init__(tape)
        self.rules = tuple(core().rules.values())

    def combine(self) -> Combine:
        """Return a way to combine, mostly the sum."""
        return self.tape.of(tuple(Combine)) if self.tape.chance(3) else Combine.SUM

    def weight(self) -> Fraction:
        """Return a weight."""
        return self.tape.of(_WEIGHTS)

    def items(
        self, name: str, points: Fraction, combine: Combine, *, dated: bool
    ) -> tuple[Item, ...]:
        """Return the lines and groups of the criterion or filling *name*.

        With *dated*, its awards may be out of force.
        """
        effects = [Effect.AWARD] * self.tape.of((1, 1, 1, 0, 2))
        effects += [
            self.tape.of(tuple(Effect)) for _ in range(self.tape.below(3) if effects else 1)
        ]
        awards = effects.count(Effect.AWARD)
        alone = awards <= 1 or combine is not Combine.SUM
        found: list[Item] = []
        for number, effect in enumerate(effects, start=1):
            may_end = dated or effect is not Effect.AWARD
            item_id, share = f"{name}/{number}", points if alone else points / 2
            if self.tape.chance(6):
                found.append(self.group(item_id, effect, share, dated=may_end))
            else:
                found.append(self.line(item_id, effect, share, dated=may_end))
        rest = (
            Effect.BONUS,
            Effect.VETO,
        )  # these may wait for a penalty, once penalties are settled
        for effects_now in ((Effect.PENALTY,), rest):
            found = [self.gated(i, found) if i.effect in effects_now else i for i in found]
        return tuple(found)

    def group(self, name: str, effect: Effect, points: Fraction, *, dated: bool) -> Group:
        """Return two lines of one effect that count as one."""
        members = tuple(self.line(f"{name}.{n}", effect, points, dated=dated) for n in (1, 2))
        cap = self.tape.maybe(lambda: self.tape.number(0, 4))
        combine = self.tape.of(tuple(Combine))
        return Group(name, Text.same(name), effect, combine, members, cap, self.weight())

    def gated(self, item: Item, items: list[Item]) -> Item:
        """Return *item*, once in three times with a condition on the award or on a sibling."""
        if isinstance(item, Group) or not self.tape.chance(3):
            return item
        settled = (
            [Effect.AWARD] if item.effect is Effect.PENALTY else [Effect.AWARD, Effect.PENALTY]
        )
        siblings = [
            i.id for i in items if isinstance(i, Line) and i.effect in settled and not i.only_if
        ]
        return evolve(item, only_if=self.tape.of(["full", *siblings]))

    def line(self, name: str, effect: Effect, points: Fraction, *, dated: bool) -> Line:
        """Return one line, its limits proved as the rule promises them."""
        rule = self.tape.of(self.rules)
        sources = self.sources(rule)
        given: dict[str, Node | Table | str] = {}
        least = -3 if effect is Effect.AWARD else 0
        for parameter in rule.settings:
            given[parameter.name] = self.setting(parameter, sources, name, least)
        for parameter in rule.evidence:
            step = given.get(parameter.within.step) if parameter.within else None
            if isinstance(step, Constant):
                own = sources[parameter.name]
                sources[parameter.name] = evolve(
                    own, quantity=evolve(own.quantity, step=step.value)
                )
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
            when_missing=self.tape.of(tuple(Unknown)),
            when_invalid=self.tape.maybe(lambda: self.tape.of(tuple(Unknown))),
            at_most=self.tape.maybe(lambda: self.tape.number(0, 4)),
            weight=self.weight(),
            valid=self.tape.of(HALVES) if dated and self.tape.chance(5) else ALWAYS,
            sources=sources,
            settings={key: node.value for key, node in given.items() if isinstance(node, Constant)},
        )

    def setting(
        self, parameter: Parameter, sources: Mapping[str, Source], line: str, least: int
    ) -> Node | Table | str:
        """Return a setting as a sheet fixes it, once in six times one that units register."""
        if parameter.kind is Kind.CHOICE:
            return self.tape.of(parameter.choices)
        if parameter.table is not None:
            names = parameter.table.evidence or tuple(sources)
            columns = {name: sources[name].quantity for name in names}
            return table(self.tape, columns, (least, 3), parameter.table.shape)
        own = parameter.quantity
        if parameter.like is not None:
            other = sources[parameter.like].quantity
            lows = [end for end in (own.low, other.low) if end is not None]
            highs = [end for end in (own.high, other.high) if end is not None]
            own = evolve(other, low=max(lows), high=min(highs), step=None)
        if parameter.name == "step":
            return build.constant(self.tape.of((Fraction(1, 2), Fraction(1))))
        if own.low is not None and own.high is not None and self.tape.chance(6):
            return switch(Role.TARGET, line, parameter.name, quantity=own)
        low = Fraction(least) if own.low is None else own.low
        if own.unit in ODD_UNITS:
            return build.constant(low + self.tape.below(int((own.high or low) - low) + 1))
        return build.constant(self.tape.number(low, low + 4 if own.high is None else own.high))
