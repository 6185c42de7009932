"""Lines: a rule, its settings and its evidence become a proved formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from covenant_rules.covenant import ALWAYS, Combine, Dates, Effect, Group, Item, Line, Source
from covenant_rules.diagnostics import did_you_mean
from covenant_rules.errors import CovenantError, NumberError, UnknownRuleError
from covenant_rules.formula import build
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.reading import Kind, Parameter
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Constant, Node
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.rule import POINTS_SETTING, Rule, bind, keeps
from covenant_rules.spec.evidence import clamped, source
from covenant_rules.spec.scope import Scope
from covenant_rules.spec.shapes import DatesShape, LineShape, as_plain
from covenant_rules.spec.source import PathKey, Plain, Scalar
from covenant_rules.spec.tables import table
from covenant_rules.switches import Role, switch
from covenant_rules.text import Text, exact_text

REGISTERED = "registered"
NOTHING = Fraction(0)


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
    alone = awards <= 1 or combine in (Combine.MEAN, Combine.BEST_OF)
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
    rule = _rule(
        getattr(shape, effect), (*place.path, _rule_key(effect, place, scope)), scope
    )
    missing = shape.when_missing or scope.when_missing
    if missing is None:
        scope.problems.add("E240", place.path, line=name)
    if effect is Effect.AWARD and shape.only_if is not None:
        scope.problems.add("E226", (*place.path, "only_if"))
    if rule is None:
        return None
    if rule.takes_points and not alone and effect is Effect.AWARD and shape.points is None:
        scope.problems.add("E221", place.path, line=name, rule=rule.id)
    sources = _sources(rule, shape.from_ or {}, place.path, scope)
    standard = place.points if shape.points is None else shape.points
    if sources is None:
        return None
    settings = _settings(rule, shape.with_ or {}, sources, name, place.path, scope)
    if settings is None or missing is None:
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


def _sources(
    rule: Rule, given: Mapping[str, object], path: PathKey, scope: Scope
) -> dict[str, Source] | None:
    wanted = list(given) if rule.takes_every_evidence else [p.name for p in rule.evidence]
    path_from = (*path, "from")
    for name in given:
        if name not in wanted:
            near = did_you_mean(name, wanted)
            scope.problems.add(
                "E241", (*path_from, name), key=True, rule=rule.id, name=name,
                names=", ".join(wanted) or "—", suggestion=near,
            )  # fmt: skip
    absent = [name for name in wanted if name not in given]
    if absent or (rule.takes_every_evidence and not given):
        scope.problems.add("E242", path, rule=rule.id, names=", ".join(absent) or "…")
    found: dict[str, Source] = {}
    for name in wanted:
        if name in given:
            one = source(as_plain(given[name]), (*path_from, name), scope)
            parameter = next((p for p in rule.evidence if p.name == name), rule.evidence[0])
            if one is not None and _fits(one.quantity, parameter, (*path_from, name), scope):
                found[name] = one
    return found if len(found) == len(wanted) and found.keys() == set(given) else None


def _fits(quantity: Quantity, parameter: Parameter, path: PathKey, scope: Scope) -> bool:
    """Say whether a rule may take evidence of *quantity*; if not, the problem is added."""
    wanted = parameter.quantity
    if wanted.unit is not Unit.ANY and wanted.unit is not quantity.unit:
        scope.problems.add("E243", path, found=quantity.name, wanted=wanted.name)
        return False
    if not quantity.range.within(wanted.range):
        scope.problems.add("E244", path, found=quantity.range_text, wanted=wanted.range_text)
        return False
    return True


def _settings(
    rule: Rule,
    given: Mapping[str, object],
    sources: dict[str, Source],
    name: str,
    path: PathKey,
    scope: Scope,
) -> dict[str, Node | Table | str] | None:
    known = [p.name for p in rule.settings]
    path_with = (*path, "with")
    failed = False
    for key in given:
        if key not in known:
            failed = True
            scope.problems.add(
                "E245", (*path_with, key), key=True, rule=rule.id, name=key,
                names=", ".join(known) or "—", suggestion=did_you_mean(key, known),
            )  # fmt: skip
    found: dict[str, Node | Table | str] = {}
    for parameter in rule.settings:
        if parameter.name in given:
            value = as_plain(given[parameter.name])
            setting = _setting(parameter, value, sources, name, (*path_with, parameter.name), scope)
        else:
            setting = parameter.default
            if setting is None:
                scope.problems.add("E246", path, rule=rule.id, name=parameter.name)
        if setting is None:
            failed = True
        else:
            found[parameter.name] = setting
    if not failed:
        _limit_evidence(rule, found, sources)
    return None if failed else found


def _setting(
    parameter: Parameter,
    value: Plain,
    sources: Mapping[str, Source],
    line_id: str,
    path: PathKey,
    scope: Scope,
) -> Node | Table | str | None:
    if parameter.table is not None:
        names = parameter.table.evidence or tuple(sources)
        columns = {name: sources[name].quantity for name in names}
        return table(parameter.table.shape, value, path, columns, scope)
    if not isinstance(value, Scalar):
        scope.problems.add(
            "E201",
            path,
            found=Text(vi="nhiều giá trị", en="several values"),
            wanted=Text(vi="một giá trị", en="a single value"),
        )
        return None
    if parameter.kind is Kind.CHOICE:
        if value.text in parameter.choices:
            return value.text
        near = did_you_mean(value.text, parameter.choices)
        words = ", ".join(parameter.choices)
        scope.problems.add("E216", path, word=value.text, words=words, suggestion=near)
        return None
    quantity = _setting_quantity(parameter, sources)
    if value.text == REGISTERED:
        return switch(Role.TARGET, line_id, parameter.name, quantity=quantity)
    try:
        number = quantity.read(value.text)
        if not quantity.range.contains(number):
            quantity.check(number)
    except NumberError as error:
        scope.problems.take(error, path)
        return None
    return build.constant(number)


def _setting_quantity(parameter: Parameter, sources: Mapping[str, Source]) -> Quantity:
    """Return the quantity of a setting: its own, narrowed by the evidence that it is like."""
    own = parameter.quantity
    if parameter.like is None:
        return own
    other = sources[parameter.like].quantity
    lows = [end for end in (own.low, other.low) if end is not None]
    highs = [end for end in (own.high, other.high) if end is not None]
    return evolve(other, low=max(lows, default=None), high=min(highs, default=None), step=None)


def _limit_evidence(
    rule: Rule, settings: Mapping[str, Node | Table | str], sources: dict[str, Source]
) -> None:
    """Narrow evidence that settings limit: what is given in steps is checked when it is read."""
    for parameter in rule.evidence:
        if parameter.within is None:
            continue
        step = settings.get(parameter.within.step)
        if isinstance(step, Constant):
            own = sources[parameter.name]
            sources[parameter.name] = evolve(own, quantity=evolve(own.quantity, step=step.value))


def _prove(
    rule: Rule, formula: Node, effect: Effect, standard: Fraction, path: PathKey, scope: Scope
) -> None:
    """Prove the limits of a line with its own settings, or add why they cannot be proved."""
    try:
        found = range_of(formula)
    except CovenantError as error:
        shown = error.diagnostics[0].values
        scope.problems.add(
            "E340", (*path, "with"), divisor=shown["divisor"], range=shown["range"]
        )
        return
    if found.low is None or found.high is None:
        scope.problems.add("E343", path, range=found)
    elif not keeps(rule.reading.promise, found, standard):
        scope.problems.add(
            "E341", path, rule=rule.id, range=found, standard=exact_text(standard)
        )
    elif effect is not Effect.AWARD and found.low < NOTHING:
        scope.problems.add("E342", path, range=found)
