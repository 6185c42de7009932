"""`from:`: where a line takes its evidence, as nodes over measures.

A source is a measure, or is computed from measures: a weighted sum (R11, R26), a ratio in per cent,
a mean, or an aggregate over all units of the bloc. Rules stay row-wise and pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from covenant_rules.covenant import Source
from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import NumberError
from covenant_rules.evidence import AGGREGATES
from covenant_rules.formula import build
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.tree import Node, Symbol
from covenant_rules.interval import Interval
from covenant_rules.quantity import Quantity, Unit, number_from_text
from covenant_rules.spec.scope import Scope
from covenant_rules.spec.source import PathKey, Plain, Scalar
from covenant_rules.switches import Role, switch
from covenant_rules.text import Text

KINDS = ("sum", "ratio", "mean", "bloc")
HUNDRED = build.constant(100)


def source(value: Plain, path: PathKey, scope: Scope) -> Source | None:
    """Return the source that *value* writes, or None with the problems added."""
    if isinstance(value, Scalar):
        measure = scope.measure(value.text, path)
        if measure is None:
            return None
        symbol = scope.symbol(value.text, path)
        return None if symbol is None else Source(symbol, measure.quantity)
    if isinstance(value, dict):
        kinds = [kind for kind in KINDS if kind in value]
        if len(kinds) == 1:
            return _computed(kinds[0], value, path, scope)
    scope.problems.add("E234", path, kinds=", ".join(KINDS))
    return None


def _computed(kind: str, value: Mapping[str, Plain], path: PathKey, scope: Scope) -> Source | None:
    allowed = {"sum": (), "mean": (), "ratio": ("low", "high"), "bloc": ("of",)}[kind]
    for key in value:
        if key not in (kind, *allowed):
            known = (kind, *allowed)
            at, near = scope.problems.places.of_key((*path, key)), did_you_mean(key, known)
            found = diagnostic("E203", at, key=key, known=", ".join(known), suggestion=near)
            scope.problems.found.append(found)
            return None
    reader = {"sum": _sum, "ratio": _ratio, "mean": _mean, "bloc": _bloc}[kind]
    return reader(value, path, scope)


def _sum(value: Mapping[str, Plain], path: PathKey, scope: Scope) -> Source | None:
    weights, path = value["sum"], (*path, "sum")
    if not isinstance(weights, dict) or not weights:
        scope.problems.add("E235", path)
        return None
    terms: list[Node] = []
    parts: list[Source] = []
    for name, weight in weights.items():
        part = source(Scalar(name, quoted=False), (*path, name), scope)
        factor = number(weight, (*path, name), scope)
        if part is None or factor is None:
            return None
        parts.append(part)
        terms.append(build.multiply(build.constant(factor), part.node))
    return _like(parts, build.add(*terms), path, scope)


def _mean(value: Mapping[str, Plain], path: PathKey, scope: Scope) -> Source | None:
    items, path = value["mean"], (*path, "mean")
    if not isinstance(items, list) or not items:
        scope.problems.add("E235", path)
        return None
    found = [source(item, (*path, number), scope) for number, item in enumerate(items)]
    parts = [part for part in found if part is not None]
    if len(parts) < len(found):
        return None
    share = build.constant(Fraction(1, len(parts)))
    return _like(parts, build.add(*(build.multiply(share, p.node) for p in parts)), path, scope)


def _like(parts: list[Source], node: Node, path: PathKey, scope: Scope) -> Source | None:
    """Return a source of the one unit that all *parts* share, with the range of *node*."""
    units = {part.quantity.unit for part in parts}
    if len(units) > 1:
        names = Text(
            vi=", ".join(sorted(p.quantity.name.vi for p in parts)),
            en=", ".join(sorted(p.quantity.name.en for p in parts)),
        )
        scope.problems.add("E236", path, units=names)
        return None
    limits = range_of(node)
    return Source(node, Quantity(units.pop(), low=limits.low, high=limits.high, decimals=None))


def _ratio(value: Mapping[str, Plain], path: PathKey, scope: Scope) -> Source | None:
    given = value["ratio"]
    if not isinstance(given, dict) or set(given) != {"of", "to", "if_zero"}:
        scope.problems.add("E237", (*path, "ratio"))
        return None
    if "low" not in value or "high" not in value:
        scope.problems.add("E238", (*path, "ratio"), key=True)
        return None
    low, high = (number(value[end], (*path, end), scope) for end in ("low", "high"))
    part = source(given["of"], (*path, "ratio", "of"), scope)
    whole = source(given["to"], (*path, "ratio", "to"), scope)
    if_zero = number(given["if_zero"], (*path, "ratio", "if_zero"), scope)
    if part is None or whole is None or if_zero is None or low is None or high is None:
        return None
    if low > high:
        scope.problems.add("E233", path)
        return None
    if part.quantity.unit is not whole.quantity.unit:
        units = Text(
            vi=f"{part.quantity.name.vi}, {whole.quantity.name.vi}",
            en=f"{part.quantity.name.en}, {whole.quantity.name.en}",
        )
        scope.problems.add("E236", (*path, "ratio"), units=units)
        return None
    hundredth = build.constant(if_zero / 100)
    share = build.multiply(HUNDRED, build.ratio(part.node, whole.node, hundredth))
    return Source(share, Quantity(Unit.PERCENT, low=low, high=high, decimals=None))


def _bloc(value: Mapping[str, Plain], path: PathKey, scope: Scope) -> Source | None:
    aggregate, measured = value["bloc"], value.get("of")
    if not isinstance(aggregate, Scalar) or aggregate.text not in AGGREGATES:
        word = aggregate.text if isinstance(aggregate, Scalar) else "…"
        scope.problems.add(
            "E216", (*path, "bloc"), word=word, words=", ".join(AGGREGATES),
            suggestion=did_you_mean(word, AGGREGATES),
        )  # fmt: skip
        return None
    if not isinstance(measured, Scalar):
        scope.problems.add("E239", path)
        return None
    measure = scope.measure(measured.text, (*path, "of"))
    if measure is None:
        return None
    quantity = measure.quantity
    if aggregate.text == "sum":
        quantity = quantity.within(None, None)
    if aggregate.text == "mean":
        quantity = Quantity(quantity.unit, quantity.low, quantity.high, decimals=None)
    node = switch(Role.BLOC, aggregate.text, measured.text, quantity=quantity)
    return Source(node, quantity)


def number(value: Plain, path: PathKey, scope: Scope) -> Fraction | None:
    """Return the number that *value* writes, or None with the problem added."""
    if not isinstance(value, Scalar):
        scope.problems.add(
            "E201",
            path,
            found=Text(vi="nhiều giá trị", en="several values"),
            wanted=Text(vi="một số", en="a number"),
        )
        return None
    if value.quoted:
        scope.problems.add("E212", path, value=value.text)
        return None
    try:
        return number_from_text(value.text)
    except NumberError as error:
        scope.problems.take(error, path)
        return None


def clamped(found: Source) -> Node:
    """Return the node of a source, held to its declared range.

    A report outside that range is refused, so the hold never bites; it lets limits be proved.
    """
    node = found.node
    if isinstance(node, Symbol) and node.quantity is found.quantity:
        return node  # a measure as it is declared
    range_ = range_of(node)
    low, high = found.quantity.low, found.quantity.high
    if low is not None and not range_.within(Interval(low, None)):
        node = build.maximum(node, build.constant(low))
    if high is not None and not range_.within(Interval(None, high)):
        node = build.minimum(node, build.constant(high))
    return node
