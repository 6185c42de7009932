"""`from:` and `with:` of a line: the evidence and the settings that its rule asks for."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from covenant_rules.covenant import Source
from covenant_rules.diagnostics import did_you_mean
from covenant_rules.errors import NumberError
from covenant_rules.formula import build
from covenant_rules.formula.reading import Kind, Parameter
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Constant, Node
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.rule import Rule
from covenant_rules.spec.evidence import source
from covenant_rules.spec.scope import Scope
from covenant_rules.spec.shapes import as_plain
from covenant_rules.spec.source import PathKey, Plain, Scalar
from covenant_rules.spec.tables import table
from covenant_rules.switches import Role, switch
from covenant_rules.text import Text

REGISTERED = "registered"
_IN_WORDS = (Unit.DATE, Unit.LEVEL, Unit.YES_NO)  # whose values may stand in quotes


def sources_of(
    rule: Rule, given: Mapping[str, object], path: PathKey, scope: Scope
) -> dict[str, Source] | None:
    """Return the sources of all evidence of *rule*, or None with the problems added."""
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
        at = scope.problems.places.part(path, "from", "rule")
        scope.problems.add("E242", at, key=True, rule=rule.id, names=", ".join(absent) or "…")
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


def names_settings(rule: Rule, given: Mapping[str, object], path: PathKey, scope: Scope) -> bool:
    """Say whether *given* names settings of *rule* only; if not, the problems are added."""
    known = [p.name for p in rule.settings]
    foreign = [key for key in given if key not in known]
    for key in foreign:
        scope.problems.add(
            "E245", (*path, "with", key), key=True, rule=rule.id, name=key,
            names=", ".join(known) or "—", suggestion=did_you_mean(key, known),
        )  # fmt: skip
    return not foreign


def settings_of(
    rule: Rule,
    given: Mapping[str, object],
    sources: dict[str, Source],
    name: str,
    path: PathKey,
    scope: Scope,
) -> dict[str, Node | Table | str] | None:
    """Return all settings of *rule*, or None with the problems added; evidence may be narrowed."""
    path_with = (*path, "with")
    failed = False
    found: dict[str, Node | Table | str] = {}
    for parameter in rule.settings:
        if parameter.name in given:
            value = as_plain(given[parameter.name])
            setting = _setting(parameter, value, sources, name, (*path_with, parameter.name), scope)
        else:
            setting = parameter.default
            if setting is None:
                at = scope.problems.places.part(path, "with", "rule")
                scope.problems.add("E246", at, key=True, rule=rule.id, name=parameter.name)
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
    if quantity is None:
        other = sources[parameter.like or ""].quantity.range_text
        at = (*path[:-2], "from", parameter.like or "")
        scope.problems.add("E244", at, found=other, wanted=parameter.quantity.range_text)
        return None
    if value.text == REGISTERED:
        return switch(Role.TARGET, line_id, parameter.name, quantity=quantity)
    if value.quoted and quantity.unit not in _IN_WORDS:
        scope.problems.add("E212", path, value=value.text)
        return None
    try:
        number = quantity.read(value.text)
        if not quantity.range.contains(number):
            quantity.check(number)
    except NumberError as error:
        scope.problems.take(error, path)
        return None
    return build.constant(number)


def _setting_quantity(parameter: Parameter, sources: Mapping[str, Source]) -> Quantity | None:
    """Return the quantity of a setting: its own, narrowed by the evidence that it is like.

    None means that the two share no value, such as a divisor and a measure that is never positive.
    """
    own = parameter.quantity
    if parameter.like is None:
        return own
    other = sources[parameter.like].quantity
    lows = [end for end in (own.low, other.low) if end is not None]
    highs = [end for end in (own.high, other.high) if end is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low > high:
        return None
    return evolve(other, low=low, high=high, step=None)


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
