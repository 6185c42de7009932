"""Lines: a rule, its settings and its evidence become a proved formula."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve, frozen

from covenant_rules.covenant import ALWAYS, Combine, Dates, Effect, Group, Item, Line
from covenant_rules.errors import CovenantError, UnknownRuleError
from covenant_rules.formula import build
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.tree import Constant, Node
from covenant_rules.interval import NOTHING
from covenant_rules.rule import POINTS_SETTING, Rule, bind, keeps
from covenant_rules.spec.evidence import clamped
from covenant_rules.spec.scope import Scope
from covenant_rules.spec.settings import names_settings, settings_of, sources_of
from covenant_rules.spec.shapes import DatesShape, LineShape
from covenant_rules.spec.source import PathKey
from covenant_rules.text import Text, exact_text


@frozen
class Place:
    """Where lines stand: in a criterion of so many standard points."""

    criterion: str
    title: Text
    points: Fraction
    path: PathKey


def dates(shape: DatesShape | None) -> Dates:
    """Return the days that *shape* names."""
    return ALWAYS if shape is None else Dates(shape.from_, shape.to)


def items(
    shapes: Sequence[LineShape], combine: Combine | None, place: Place, scope: Scope
) -> tuple[Item, ...]:
    """Return the lines and groups of one criterion, those that could be resolved."""
    found: list[Item] = []
    awards = sum(1 for shape in shapes if _is_award(shape))
    if awards > 1 and combine is None:
        scope.problems.add("E222", place.path, key=True)
    alone = awards <= 1 or combine is not Combine.SUM
    for number, shape in enumerate(shapes):
        here = evolve(place, path=(*place.path, number))
        name = shape.id or f"{place.criterion}/{number + 1}"
        item = _item(shape, name, here, scope, alone=alone)
        if item is not None:
            found.append(item)
    return tuple(found)


def _is_award(shape: LineShape) -> bool:
    members = shape.best_of or shape.mean or shape.sum or ()
    return shape.award is not None or any(_is_award(member) for member in members)


def _item(shape: LineShape, name: str, place: Place, scope: Scope, *, alone: bool) -> Item | None:
    kinds = [
        k
        for k in ("award", "bonus", "penalty", "veto", "best_of", "mean", "sum")
        if getattr(shape, k)
    ]
    if len(kinds) != 1:
        scope.problems.add("E217", place.path)
        return None
    if shape.weight is not None and shape.weight <= 0:
        scope.problems.add("E251", (*place.path, "weight"))
    if shape.at_most is not None and shape.at_most < NOTHING:
        scope.problems.add("E227", (*place.path, "at_most"))
    kind = kinds[0]
    if kind in set(Effect):
        return line(shape, Effect(kind), name, place, scope, alone=alone)
    return _group(shape, Combine(kind), name, place, scope)


def _group(
    shape: LineShape, combine: Combine, name: str, place: Place, scope: Scope
) -> Group | None:
    members: list[Line] = []
    for number, member in enumerate(getattr(shape, combine)):
        here = evolve(place, path=(*place.path, str(combine), number))
        found = _item(
            member,
            member.id or f"{name}.{number + 1}",
            here,
            scope,
            alone=combine is not Combine.SUM,
        )
        if isinstance(found, Group):
            scope.problems.add("E218", here.path)
        elif found is not None:
            members.append(found)
    effects = {member.effect for member in members}
    if len(effects) != 1:
        if effects:
            scope.problems.add("E219", place.path)
        return None
    return Group(
        name,
        shape.title or place.title,
        effects.pop(),
        combine,
        tuple(members),
        shape.at_most,
        shape.weight or Fraction(1),
    )


def line(
    shape: LineShape, effect: Effect, name: str, place: Place, scope: Scope, *, alone: bool
) -> Line | None:
    """Return the line that *shape* writes, its limits proved, or None with the problems added."""
    before = len(scope.problems.found)
    rule = _rule(getattr(shape, effect), (*place.path, _rule_key(effect, place, scope)), scope)
    missing = shape.when_missing or scope.when_missing
    if missing is None:
        scope.problems.add("E240", place.path, line=name)
    if effect is Effect.AWARD and shape.only_if is not None:
        scope.problems.add("E226", (*place.path, "only_if"))
    if rule is None:
        return None
    if rule.takes_points and not alone and effect is Effect.AWARD and shape.points is None:
        scope.problems.add("E221", place.path, line=name, rule=rule.id)
    named = names_settings(rule, shape.with_ or {}, place.path, scope)
    sources = sources_of(rule, shape.from_ or {}, place.path, scope)
    standard = place.points if shape.points is None else shape.points
    if sources is None:
        return None
    settings = settings_of(rule, shape.with_ or {}, sources, name, place.path, scope)
    if settings is None or missing is None or not named:
        return None
    settings[POINTS_SETTING] = build.constant(standard)
    formula = bind(rule, {p: clamped(s) for p, s in sources.items()}, settings)
    _prove(rule, formula, effect, standard, place.path, scope)
    if [p for p in scope.problems.found[before:] if p.code.startswith("E")]:
        return None
    return Line(
        id=name,
        title=shape.title or place.title,
        rule=rule,
        effect=effect,
        formula=formula,
        points=standard,
        when_missing=missing,
        when_invalid=shape.when_invalid or scope.when_invalid,
        at_most=shape.at_most,
        only_if=shape.only_if,
        weight=shape.weight or Fraction(1),
        valid=dates(shape.valid),
        sources=sources,
        settings={
            n: node.value
            for n, node in settings.items()
            if isinstance(node, Constant) and n != POINTS_SETTING
        },
        bound=settings,
    )


def _rule_key(effect: Effect, place: Place, scope: Scope) -> str:
    """Return the key under which the rule is written: its effect, or `rule` where it is flat."""
    return str(effect) if (*place.path, str(effect)) in scope.problems.places.values else "rule"


def _rule(name: str, path: PathKey, scope: Scope) -> Rule | None:
    try:
        found = scope.registry[name]
    except UnknownRuleError as error:
        scope.problems.take(error, path)
        return None
    if name.partition("@")[0] in found.formerly:
        scope.problems.add("W204", path, name=name, rule=found.id)
    return found


def _prove(
    rule: Rule, formula: Node, effect: Effect, standard: Fraction, path: PathKey, scope: Scope
) -> None:
    """Prove the limits of a line with its own settings, or add why they cannot be proved."""
    settings = scope.problems.places.part(path, "with", "rule")
    try:
        found = range_of(formula)
    except CovenantError as error:
        shown = error.diagnostics[0].values
        scope.problems.add(
            "E340", settings, key=True, divisor=shown["divisor"], range=shown["range"]
        )
        return
    if found.low is None or found.high is None:
        evidence = scope.problems.places.part(path, "from", "rule")
        scope.problems.add("E343", evidence, key=True, range=found)
    elif not keeps(rule.reading.promise, found, standard):
        shown_standard = exact_text(standard)
        scope.problems.add(
            "E341", settings, key=True, rule=rule.id, range=found, standard=shown_standard
        )
    elif effect is not Effect.AWARD and found.low < NOTHING:
        scope.problems.add("E342", settings, key=True, range=found)
