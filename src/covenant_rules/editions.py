"""Two editions of a bloc-year as a list of named changes, in the order of the sheet.

Every change can be carried out on its own: carried out one after the other, they lead from the old
edition to the new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import evolve

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Content, Criterion, Group, Item, Line
from covenant_rules.differences import (
    EFFECT,
    STANDARD,
    Change,
    Detail,
    Kind,
    formula_details,
    value_text,
)
from covenant_rules.edits import (
    FIELDS,
    NAMES,
    PRECISION,
    Edit,
    Put,
    field_changes,
    inside,
    limit_changes,
    member_changes,
    whole_bloc,
    with_entry,
)
from covenant_rules.registration import Filling, Registration
from covenant_rules.sector import Measure
from covenant_rules.text import Text

FORMULA = ("rule", "effect", "formula", "points", "sources", "settings", "bound")


def changes(old: Bloc, new: Bloc) -> Iterator[Change]:
    """Return what differs, sheet first, then registrations; reports are no part of an edition."""
    sheet = inside(whole_bloc, "covenant")
    one, other = old.covenant, new.covenant
    yield from _measures(old, new)
    names = ("scale", "year", "registration_due", "periods", "combine")
    yield from field_changes(one, other, names, "", sheet)
    for part, fields in (
        ("rounding", ("decimals", "mode", "at")),
        ("ranking", ("method", "rounded", "decimals", "tie_breakers", "listed_last")),
    ):
        before, after = getattr(one, part), getattr(other, part)
        named = FIELDS | PRECISION if part == "ranking" else FIELDS
        yield from field_changes(before, after, fields, "", inside(sheet, part), named)
    yield from limit_changes(one.limits, other.limits, "", sheet)

    def criterion(a: Criterion, b: Criterion, put: Put) -> Iterator[Change]:
        if a.points != b.points:
            yield _standard(a.id, old, new)
        names = ("combine", "weight", "not_applicable", "slot")
        yield from field_changes(a, b, names, a.id, put)
        yield from limit_changes(a.limits, b.limits, a.id, put)
        yield from _items(a, b, "", put, standard=a.points != b.points)

    def content(a: Content, b: Content, put: Put) -> Iterator[Change]:
        names = ("points", "combine", "weight", "not_applicable")
        yield from field_changes(a, b, names, a.id, put)
        yield from limit_changes(a.limits, b.limits, a.id, put)
        yield from member_changes(a, b, "criteria", Kind.CRITERION, "", put, criterion)

    def registration(a: Registration, b: Registration, put: Put) -> Iterator[Change]:
        names = ("ranked", "signed", "active", "merged_from")
        yield from field_changes(a, b, names, a.unit, put)
        for slot in dict.fromkeys([*a.slots, *b.slots]):
            yield from _filling(slot, a, b, put, standard=_points(slot, old) != _points(slot, new))
        for key in dict.fromkeys([*a.targets, *b.targets]):
            before, after = a.targets.get(key), b.targets.get(key)
            if before != after:
                values = value_text(before), value_text(after)
                detail = Detail(f"{a.unit}:{key[0]}", Kind.TARGET, Text.same(key[1]), *values)
                yield Change((detail,), put(with_entry("targets", key, after)))

    yield from member_changes(one, other, "contents", Kind.CONTENT, "", sheet, content)
    yield from member_changes(
        old, new, "registrations", Kind.REGISTRATION, "", whole_bloc, registration
    )


def _points(criterion: str, bloc: Bloc) -> object:
    node = bloc.covenant.nodes.get(criterion)
    return None if node is None else node.points


def _measures(old: Bloc, new: Bloc) -> Iterator[Change]:
    """Return the measures that differ; that one is added or removed shows in the lines that use it."""
    before, after = old.covenant.measures, new.covenant.measures
    for name in before:
        if name in after and evolve(before[name], title=after[name].title) != after[name]:
            texts = _measure(before[name]), _measure(after[name])
            detail = Detail(name, Kind.MEASURE, NAMES[Kind.MEASURE], *texts)
            put = inside(whole_bloc, "covenant")
            yield Change((detail,), put(with_entry("measures", name, after[name])))


def _measure(measure: Measure) -> Text:
    name, limits = measure.quantity.name, measure.quantity.range_text
    return Text(vi=f"{name.vi} {limits.vi}", en=f"{name.en} {limits.en}")


def _items(old: Any, new: Any, unit: str, put: Put, *, standard: bool) -> Iterator[Change]:
    """Return the changes of the lines and groups of a criterion, or of what fills it."""

    def item(a: Item, b: Item, at: Put) -> Iterator[Change]:
        if isinstance(a, Group) and isinstance(b, Group):
            yield from field_changes(a, b, ("combine", "at_most", "weight"), unit + a.id, at)
            if a.effect is not b.effect:
                effects = value_text(a.effect), value_text(b.effect)
                detail = Detail(unit + a.id, Kind.SETTING, EFFECT, *effects)
                yield Change((detail,), at(lambda _: b))
            else:
                yield from member_changes(a, b, "members", Kind.LINE, unit, at, item)
        elif isinstance(a, Line) and isinstance(b, Line):
            yield from _line(a, b, unit, at, standard=standard)

    yield from member_changes(old, new, "items", Kind.LINE, unit, put, item)


def _line(old: Line, new: Line, unit: str, put: Put, *, standard: bool) -> Iterator[Change]:
    names = ("at_most", "only_if", "weight", "when_missing", "when_invalid", "valid")
    yield from field_changes(old, new, names, unit + old.id, put)
    details = formula_details(unit + old.id, old, new, signed=bool(unit))
    if standard and (_only_standard(details) or not old.rule.takes_points):
        details = tuple(d for d in details if d.kind is not Kind.STANDARD)  # the criterion's change
    if details:
        bound = {name: getattr(new, name) for name in FORMULA}
        yield Change(details, put(lambda line: evolve(line, **bound)))


def _only_standard(details: Sequence[Detail]) -> bool:
    return all(detail.kind is Kind.STANDARD for detail in details)


def _filling(
    slot: str, a: Registration, b: Registration, put: Put, *, standard: bool
) -> Iterator[Change]:
    old, new = a.slots.get(slot), b.slots.get(slot)
    where = f"{a.unit}:"
    if old is None or new is None:
        titles = [None if f is None else f.title or Text.same(slot) for f in (old, new)]
        detail = Detail(where + slot, Kind.REGISTRATION, NAMES[Kind.REGISTRATION], *titles)
        yield Change((detail,), put(with_entry("slots", slot, new)))
        return

    def at(edit: Edit) -> Edit:
        return put(lambda r: evolve(r, slots={**r.slots, slot: edit(r.slots[slot])}))

    yield from field_changes(old, new, ("combine",), where + slot, at)
    yield from _items(old, new, where, at, standard=standard)


def _standard(criterion: str, old: Bloc, new: Bloc) -> Change:
    """Return the change of a criterion's standard, which the lines of all units are bound to."""
    before, after = old.covenant.nodes[criterion], new.covenant.nodes[criterion]
    ends = [{r.unit: r for r in bloc.registrations} for bloc in (old, new)]

    def restated(part: Any, one: Any, other: Any) -> Any:
        lines = [{line.id: line for line in end.lines} for end in (one, other)]

        def item(own: Item) -> Item:
            if isinstance(own, Group):
                return evolve(own, members=tuple(_restate(m, *lines) for m in own.members))
            return _restate(own, *lines)

        return evolve(part, items=tuple(map(item, part.items)))

    def apply(bloc: Bloc) -> Bloc:
        def own(r: Registration) -> Registration:
            fillings: list[Filling | None] = [
                end[r.unit].slots.get(criterion) if r.unit in end else None for end in ends
            ]
            if criterion not in r.slots or None in fillings:
                return r
            filled = restated(r.slots[criterion], *fillings)
            return evolve(r, slots={**r.slots, criterion: filled})

        def stated(node: Criterion) -> Criterion:
            found: Criterion = restated(node, before, after)
            return evolve(found, points=after.points)

        contents = tuple(
            evolve(c, criteria=tuple(stated(n) if n.id == criterion else n for n in c.criteria))
            for c in bloc.covenant.contents
        )
        return evolve(
            bloc,
            covenant=evolve(bloc.covenant, contents=contents),
            registrations=tuple(map(own, bloc.registrations)),
        )

    values = value_text(before.points), value_text(after.points)
    return Change((Detail(criterion, Kind.STANDARD, STANDARD, *values),), apply)


def _restate(line: Line, old: dict[str, Line], new: dict[str, Line]) -> Line:
    """Return *line* with its new standard, if nothing else in its formula differs."""
    one, other = old.get(line.id), new.get(line.id)
    if one is None or other is None:
        return line
    if _only_standard(formula_details("", one, other, signed=False)):
        return evolve(line, points=other.points, formula=other.formula)
    return line if line.rule.takes_points else evolve(line, points=other.points)
