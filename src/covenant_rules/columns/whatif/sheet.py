"""A sheet on symbols: what scenarios change stands in the formula as a symbol, all else as a number.

So a covenant is read once, as a rule is, and a scenario is one row of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, cast

from attrs import evolve, frozen

from covenant_rules.columns.whatif.assumptions import Assumption, Kind
from covenant_rules.columns.whatif.tables import Varied, opened, table_faults
from covenant_rules.covenant import (
    Combine,
    Content,
    Covenant,
    Criterion,
    Effect,
    Group,
    Item,
    Line,
)  # fmt: skip
from covenant_rules.diagnostics import Diagnostic, diagnostic, did_you_mean
from covenant_rules.errors import CovenantError
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.tree import Constant, Node, Symbol
from covenant_rules.rule import POINTS_SETTING, bind, keeps
from covenant_rules.spec.evidence import clamped

Fault = tuple[int, str, Diagnostic]
"""The number of an assumption, its field that is at fault, and what is wrong with it."""

_Numbered = tuple[int, Assumption]


@frozen
class Symbolic:
    """A sheet some numbers of which are symbols, and the factors on its nodes."""

    covenant: Covenant
    factors: Mapping[str, Node]


def symbolic(covenant: Covenant, assumptions: Sequence[Assumption]) -> Symbolic:
    """Return *covenant* with a symbol for every number of it that *assumptions* vary.

    What the covenant does not have is left out: another unit may have filled its slots with it.
    """
    numbered = list(enumerate(assumptions))
    weights = {a.where: a.symbol(n) for n, a in numbered if a.kind is Kind.WEIGHT}
    factors: dict[str, Node] = {}
    contents = []
    for content in covenant.contents:
        own: dict[str, Any] = _of_node(content, numbered)
        own |= _weighed(content, covenant.combine, weights, factors)
        criteria = tuple(
            _criterion(c, content, numbered, weights, factors) for c in content.criteria
        )
        contents.append(evolve(content, criteria=criteria, **own))
    return Symbolic(evolve(covenant, contents=tuple(contents)), factors)


def _criterion(
    criterion: Criterion, content: Content, numbered: list[_Numbered],
    weights: Mapping[str, Symbol], factors: dict[str, Node],
) -> Criterion:  # fmt: skip
    own = _of_node(criterion, numbered)
    own |= _weighed(criterion, content.combine, weights, factors)
    standard = cast("Node | None", own.get("points"))

    def changed(line: Line) -> Line:
        return _line(line, numbered, standard if line.points == criterion.points else None)

    return evolve(criterion, items=tuple(_item(item, changed) for item in criterion.items), **own)


def _item(item: Item, change: Callable[[Line], Line]) -> Item:
    if isinstance(item, Group):
        return evolve(item, members=tuple(map(change, item.members)))
    return change(item)


def _of_node(node: Content | Criterion, numbered: Iterable[_Numbered]) -> dict[str, Any]:
    """Return the standard points and the caps of one node that are symbols."""
    own: dict[str, Any] = {}
    caps: dict[str, Any] = {}
    for number, one in numbered:
        if one.where == node.id and one.kind is Kind.STANDARD:
            own["points"] = one.symbol(number)
        if one.where == node.id and one.kind is Kind.CAP:
            caps[one.name] = one.symbol(number)
    if caps:
        own["limits"] = evolve(node.limits, **caps)
    return own


def _weighed(
    node: Content | Criterion, around: Combine, weights: Mapping[str, Symbol], factors: dict[str, Node]
) -> dict[str, Any]:  # fmt: skip
    """Return the weight of a node in a mean; elsewhere note its factor."""
    if node.id not in weights:
        return {}
    if around is Combine.MEAN:
        return {"weight": weights[node.id]}
    factors[node.id] = weights[node.id]
    return {}


def _line(line: Line, numbered: Iterable[_Numbered], standard: Node | None) -> Line:
    """Return a line with its symbols; its formula is bound anew, as it was when the sheet was read."""
    own = [(n, a) for n, a in numbered if a.where == line.id]
    fresh: dict[str, Node] = {a.name: a.symbol(n) for n, a in own if a.kind is Kind.SETTING}
    if standard is not None:
        fresh[POINTS_SETTING] = standard
    varied = Varied(
        {a.at: a.symbol(n) for n, a in own if a.kind is Kind.BAND and a.at is not None},
        {a.at: a.symbol(n) for n, a in own if a.kind is Kind.THRESHOLD and a.at is not None},
    )
    if not fresh and not varied:
        return line
    bound = {**line.bound, **fresh}
    sources = {name: clamped(source) for name, source in line.sources.items()}
    formula = opened(bind(line.rule, sources, bound), varied)
    points = line.points if standard is None else cast("Fraction", standard)
    return evolve(line, formula=formula, bound=bound, points=points)


def sheet_faults(sheets: Sequence[Covenant], assumptions: Sequence[Assumption]) -> Iterator[Fault]:
    """Return what is wrong with assumptions on the sheet; *sheets* are those that the units signed."""
    lines = {line.id: line for sheet in sheets for line in sheet.lines}
    nodes = {key: node for sheet in sheets for key, node in sheet.nodes.items()}
    for number, one in enumerate(assumptions):
        if one.kind in (Kind.SETTING, Kind.BAND, Kind.THRESHOLD):
            known: Iterable[str] = lines
        elif one.kind in (Kind.STANDARD, Kind.CAP, Kind.WEIGHT):
            known = nodes
        else:
            continue
        if one.where not in known:
            near = did_you_mean(one.where, known)
            shown = ", ".join(known)
            yield number, "of", diagnostic("E830", id=one.where, known=shown, suggestion=near)
        elif one.where in lines and known is lines:
            yield from _line_faults(number, one, lines[one.where])
        else:
            yield from _node_faults(number, one, nodes[one.where])


def _node_faults(number: int, one: Assumption, node: Content | Criterion) -> Iterator[Fault]:
    low = one.range.low
    signed = one.kind is Kind.CAP and one.name in ("net_low", "floor")
    least_ok = low is None or low > 0 if one.kind is Kind.WEIGHT else signed or (low or 0) >= 0
    if one.kind is Kind.CAP:
        there = [name for name in _CAPS if getattr(node.limits, name) is not None]
        if one.name not in there:
            near = did_you_mean(one.name, there)
            caps = ", ".join(there) or "—"
            told = diagnostic("E831", id=node.id, name=one.name, known=caps, suggestion=near)
            yield number, "name", told
            return
    if one.kind is Kind.STANDARD and isinstance(node, Criterion) and not node.items:
        yield number, "of", diagnostic("E832", id=node.id)
    if not least_ok:
        limits = "> 0" if one.kind is Kind.WEIGHT else ">= 0"
        yield number, "values", diagnostic("E833", range=one.range, limits=limits)


_CAPS = ("bonus", "penalty", "net_low", "net_high", "floor", "ceiling")


def _line_faults(number: int, one: Assumption, line: Line) -> Iterator[Fault]:
    if one.kind is Kind.SETTING:
        numbers = {
            p.name: p for p in line.rule.settings if isinstance(line.bound.get(p.name), Constant)
        }
        if one.name not in numbers:
            near, known = did_you_mean(one.name, numbers), ", ".join(numbers) or "—"
            told = diagnostic("E831", id=line.id, name=one.name, known=known, suggestion=near)
            yield number, "name", told
            return
        limits = numbers[one.name].quantity
        if not one.range.within(limits.range):
            yield number, "values", diagnostic("E833", range=one.range, limits=limits.range_text)
            return
    else:
        found = table_faults(one, line)
        if found is not None:
            yield (number, *found)
            return
    yield from _proof(number, one, line)


def _proof(number: int, one: Assumption, line: Line) -> Iterator[Fault]:
    """Prove the limits of a line again, for every value between the ends of an assumption."""
    changed = _line(line, [(0, one)], None)
    try:
        found = range_of(changed.formula)
    except CovenantError:
        yield number, "values", diagnostic("E834", id=line.id, range=one.range)
        return
    kept = keeps(line.rule.reading.promise, found, line.points)
    if not kept or (line.effect is not Effect.AWARD and (found.low or 0) < 0):
        yield number, "values", diagnostic("E835", id=line.id, range=one.range, points=found)
