"""A small dumper: a sheet as the plain values of its YAML, and plain values as text."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product

from covenant_rules.covenant import ALWAYS, Group, Limits
from covenant_rules.formula import build
from covenant_rules.formula.reading import Kind, Shape
from covenant_rules.formula.table import EVERYTHING, Table
from covenant_rules.formula.tree import Apply, Constant, Op, Symbol, arrange
from covenant_rules.quantity import Unit, day_text
from covenant_rules.rule import POINTS_SETTING, bind
from covenant_rules.spec.evidence import clamped
from covenant_rules.switches import Role, role_of, switch
from covenant_rules.text import Text, exact_text


def text(value, pad=""):
    """Return plain values as YAML in block style; words are quoted, numbers are not."""
    if isinstance(value, dict) and value:
        return "".join(f"\n{pad}{json.dumps(k, ensure_ascii=False)}:{text(v, pad + '  ')}" for k, v in value.items())
    if isinstance(value, list | tuple) and value:
        return "".join(f"\n{pad}-{text(v, pad + '  ')}" for v in value)
    if isinstance(value, dict | list | tuple):
        return " {}" if isinstance(value, dict) else " []"
    if isinstance(value, Fraction):
        return f" {exact_text(value)}"
    if isinstance(value, bool):
        return f" {str(value).lower()}"
    return f" {value}" if isinstance(value, int) else f" {json.dumps(str(value), ensure_ascii=False)}"


def given(**values):
    """Return *values* without those that are None; a trailing underscore is dropped."""
    return {key.rstrip("_"): value for key, value in values.items() if value is not None}


def both(title: Text):
    return {"vi": title.vi, "en": title.en}


def one_value(value, quantity):
    """Return a value as a sheet spells it in its unit."""
    match quantity.unit:
        case Unit.DATE:
            return day_text(value)
        case Unit.LEVEL:
            return quantity.names[int(value)]
        case Unit.YES_NO:
            return ("no", "yes")[int(value)]
    return exact_text(value)


def sheet(covenant):
    return given(
        covenant=covenant.id,
        edition=covenant.edition,
        title=both(covenant.title),
        scale=covenant.scale,
        rounding={"decimals": covenant.rounding.decimals, "mode": covenant.rounding.mode, "at": covenant.rounding.at},
        ranking=ranking(covenant.ranking),
        combine=covenant.combine,
        limits=limits(covenant.limits),
        year=dates(covenant.year),
        registration_due=covenant.registration_due,
        periods=[{"id": p.id, "title": both(p.title), "weight": p.weight} for p in covenant.periods],
        measures={name: measure(m) for name, m in covenant.measures.items()},
        contents=[content(c, covenant.measures) for c in covenant.contents],
    )


def ranking(found):
    precision = "rounded" if found.rounded else "exact"
    return given(
        method=found.method,
        precision=precision if found.decimals is None else found.decimals,
        ties="listed" if found.listed_last else "shared",
        tie_breakers=[b.what if b.node is None else {b.what: b.node} for b in found.tie_breakers],
    )


def limits(found):
    if found == Limits():
        return None
    net = given(low=found.net_low, high=found.net_high)
    return given(bonus=found.bonus, penalty=found.penalty, net=net or None, floor=found.floor, ceiling=found.ceiling)


def dates(found):
    return None if found == ALWAYS else given(from_=found.first, to=found.last)


def measure(found):
    q = found.quantity
    spelt = given(title=both(found.title), unit=q.unit, merge=found.merge)
    if q.unit is Unit.LEVEL:
        return {**spelt, "names": list(q.names)}
    if q.unit is Unit.YES_NO:
        return spelt
    return {**spelt, "low": one_value(q.low, q), "high": one_value(q.high, q), "decimals": q.decimals}


def content(found, measures):
    return given(
        id=found.id,
        title=both(found.title),
        points=found.points,
        combine=found.combine,
        weight=found.weight,
        limits=limits(found.limits),
        not_applicable=found.not_applicable,
        criteria=[criterion(c, measures) for c in found.criteria],
    )


def criterion(found, measures):
    spelt = given(
        id=found.id,
        title=both(found.title),
        points=found.points,
        weight=found.weight,
        limits=limits(found.limits),
        not_applicable=found.not_applicable,
        owner=found.owner,
    )
    if found.slot is not None:
        return {**spelt, "registered": {"unfilled": found.slot.unfilled, "floors": dict(found.slot.floors)}}
    return {**spelt, "combine": found.combine, "lines": [item(i, measures) for i in found.items]}


def item(found, measures):
    """Lines and groups bear the ids that they get by their place, so none is written."""
    if isinstance(found, Group):
        members = [item(member, measures) for member in found.members]
        return given(**{found.combine: members}, title=both(found.title), at_most=found.at_most, weight=found.weight)
    return given(
        **{found.effect: found.rule.id},
        title=both(found.title),
        points=found.points,
        with_=settings(found),
        from_={name: source(s, measures) for name, s in found.sources.items()},
        at_most=found.at_most,
        only_if=found.only_if,
        when_missing=found.when_missing,
        when_invalid=found.when_invalid,
        weight=found.weight,
        valid=dates(found.valid),
    )


def source(found, measures):
    node = found.node
    if isinstance(node, Symbol):
        role, key = role_of(node.name)
        if role is Role.BLOC:
            return {"bloc": key[0], "of": key[1]}
        known = measures.get(node.name)
        if known is None or known.quantity.decimals == found.quantity.decimals:
            return node.name
        return {"mean": [node.name]}
    if node.op is Op.MULTIPLY and isinstance(node.args[1], Apply):
        of, to, if_zero = node.args[1].args
        ratio = {"of": of.name, "to": to.name, "if_zero": if_zero.value * 100}
        return {"ratio": ratio, "low": found.quantity.low, "high": found.quantity.high}
    weights = {}
    for term in node.args if node.op is Op.ADD else [node]:
        if isinstance(term, Symbol):
            weights[term.name] = Fraction(1)
        else:
            weights[term.args[1].name] = term.args[0].value
    if len(weights) > 1 and set(weights.values()) == {Fraction(1, len(weights))}:
        return {"mean": list(weights)}
    return {"sum": weights}


def settings(line):
    tables = [n.data for n in arrange([line.formula]) if isinstance(n, Apply) and isinstance(n.data, Table)]
    words = _words(line, tables)
    found = {}
    for parameter in line.rule.settings:
        name = parameter.name
        if parameter.kind is Kind.CHOICE:
            found[name] = words[name]
        elif parameter.table is not None:
            columns = {c: line.sources[c].quantity for c in tables[0].columns}
            found[name] = table(tables[0], parameter.table.shape, columns)
        elif name in line.settings:
            like = line.sources[parameter.like].quantity if parameter.like else parameter.quantity
            value = one_value(line.settings[name], like)
            found[name] = line.settings[name] if value == exact_text(line.settings[name]) else value
        else:
            found[name] = "registered"
    return found


def _words(line, tables):
    """Return the choices under which the rule's formula is that of the line."""
    choices = [p for p in line.rule.settings if p.kind is Kind.CHOICE]
    evidence = {name: clamped(s) for name, s in line.sources.items()}
    bound = {POINTS_SETTING: build.constant(line.points)}
    for p in line.rule.settings:
        if p.kind is Kind.NUMBER:
            opened = [s for s in arrange([line.formula]) if isinstance(s, Symbol) and s.name == switch(Role.TARGET, line.id, p.name).name]
            bound[p.name] = Constant(line.settings[p.name]) if p.name in line.settings else (opened or [Symbol(p.name)])[0]
        if p.kind is Kind.TABLE:
            bound[p.name] = tables[0]
    for words in product(*(p.choices for p in choices)):
        chosen = dict(zip((p.name for p in choices), words, strict=True))
        if bind(line.rule, evidence, {**bound, **chosen}) == line.formula:
            return chosen
    raise AssertionError(line)


def band(found, quantity):
    low, high = (None if end is None else one_value(end, quantity) for end in (found.low, found.high))
    if low is None:
        return f"{'<=' if found.with_high else '<'} {high}"
    if high is None:
        return f"{'>=' if found.with_low else '>'} {low}"
    if found.low == found.high:
        return low
    return f"{low} {'' if found.with_low else '<'}..{'' if found.with_high else '<'} {high}"


def table(found, shape, columns):
    rest = {} if found.otherwise is None else {"otherwise": found.otherwise}
    quantities = list(columns.values())
    if shape is Shape.DECISION:
        rows = [
            {
                "when": {name: band(b, columns[name]) for name, b in zip(columns, row.bands, strict=True) if b != EVERYTHING},
                "points": row.points,
            }
            for row in found.rows
        ]
        return [*rows, rest] if rest else rows
    spelt = {}
    for row in found.rows:
        first = band(row.bands[0], quantities[0])
        if shape is Shape.GRID:
            spelt.setdefault(first, {})[band(row.bands[1], quantities[1])] = row.points
        else:
            spelt[first] = row.points
    return {**spelt, **rest}
