"""`registrations.yaml`: units, what they signed for each slot, and their targets."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from attrs import evolve

from covenant_rules.covenant import Combine, Covenant, Line
from covenant_rules.diagnostics import MOST_PROBLEMS, Severity, did_you_mean, too_many
from covenant_rules.errors import NumberError
from covenant_rules.formula.tree import Symbol, symbols
from covenant_rules.registration import Filling, Registration
from covenant_rules.spec.lines import dates
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.scope import Scope, declare
from covenant_rules.spec.shapes import FillingShape, RegistrationsShape, UnitShape, as_plain
from covenant_rules.spec.sheet import Sheet, filling
from covenant_rules.spec.source import Document, PathKey, Plain, Scalar
from covenant_rules.spec.structure import structure
from covenant_rules.switches import Role, role_of

Targets = Mapping[str, Mapping[str, Symbol]]  # what units register, by line and setting


def registrations(
    document: Document, sheet: Sheet, problems: Problems
) -> tuple[Registration, ...] | None:
    """Return the registrations that *document* writes, or None where its shape is wrong."""
    shape = structure(document, RegistrationsShape, problems)
    if shape is None:
        return None
    if shape.covenant != sheet.covenant.id:
        problems.add("E401", ("covenant",), found=shape.covenant, wanted=sheet.covenant.id)
    sheet.scope.measures.update(declare(shape.measures or {}, ("measures",), problems))
    scope = evolve(sheet.scope, problems=problems)
    asked = {line.id: _open_targets(line) for line in sheet.covenant.lines}
    seen: dict[str, int] = {}
    found = []
    wrong = 0
    for number, unit in enumerate(shape.units):
        path: PathKey = ("units", number)
        if wrong >= MOST_PROBLEMS:
            problems.found.append(too_many(problems.places.of(path)))
            break
        before = len(problems.found)
        if unit.unit in seen:
            first = problems.places.of(("units", seen[unit.unit], "unit"))
            problems.add("E402", (*path, "unit"), related=(first,), unit=unit.unit)
        seen.setdefault(unit.unit, number)
        found.append(_registration(unit, path, sheet.covenant, scope, asked))
        wrong += sum(one.severity is Severity.ERROR for one in problems.found[before:])
    if not found:
        problems.add("E403", ("units",), key=True)
    return tuple(found)


def _registration(
    shape: UnitShape, path: PathKey, covenant: Covenant, scope: Scope, asked: Targets
) -> Registration:
    if not shape.ranked and shape.because is None:
        scope.problems.add("E404", (*path, "ranked"), unit=shape.unit)
    slots = _profile(shape, path, covenant, scope)
    slots |= _slots(shape, path, covenant, scope)
    found = Registration(
        unit=shape.unit,
        title=shape.title,
        ranked=shape.ranked,
        unranked_because=shape.because,
        signed=shape.signed,
        slots=MappingProxyType(slots),
        active=dates(shape.active),
        merged_from=shape.merged_from,
    )
    own = {line.id: _open_targets(line) for one in slots.values() for line in one.lines}
    asked = {**asked, **own}
    targets = _targets(shape, path, asked, scope.problems)
    _check_targets(asked, targets, path, scope.problems, shape.unit)
    file, places = PurePath(scope.problems.places.file).name, scope.problems.places
    stands = {
        (line, setting): f"{file}:{places.of((*path, 'targets', line, setting)).line}"
        for line, setting in targets
    }
    return evolve(found, targets=MappingProxyType(targets), places=MappingProxyType(stands))


def _slots(shape: UnitShape, path: PathKey, covenant: Covenant, scope: Scope) -> dict[str, Filling]:
    open_slots = {c.id: c for c in covenant.criteria if c.slot is not None}
    found: dict[str, Filling] = {}
    for name, given in (shape.slots or {}).items():
        here = (*path, "slots", name)
        if name not in open_slots:
            near = did_you_mean(name, open_slots)
            names = ", ".join(open_slots) or "—"
            scope.problems.add("E405", here, key=True, slot=name, slots=names, suggestion=near)
            continue
        if given.rule is None and given.lines is None:
            scope.problems.add("E249", here, key=True, criterion=name)
            continue
        items = filling(given, open_slots[name], here, scope)
        found[name] = Filling(items, given.title, given.combine or Combine.SUM)
    return found


def _profile(
    shape: UnitShape, path: PathKey, covenant: Covenant, scope: Scope
) -> dict[str, Filling]:
    """Fill the slots, in the order of the sheet, with the registrations of a sector's profile."""
    if shape.profile is None:
        return {}
    here = (*path, "profile")
    known = {
        p.id: p for sector in scope.registry.sectors.values() for p in sector.profiles.values()
    }
    profile = known.get(shape.profile)
    if profile is None:
        near = did_you_mean(shape.profile, known)
        names = ", ".join(sorted(known)) or "—"
        scope.problems.add("E406", here, profile=shape.profile, profiles=names, suggestion=near)
        return {}
    open_slots = [c for c in covenant.criteria if c.slot is not None]
    if len(profile.slots) > len(open_slots):
        scope.problems.add(
            "E407", here, profile=profile.id, given=len(profile.slots), slots=len(open_slots)
        )
    found: dict[str, Filling] = {}
    for slot, given in zip(open_slots, profile.slots, strict=False):
        if slot.id in (shape.slots or {}):
            continue
        document = Document(plain(given), scope.problems.places, "")
        inner = Problems(scope.problems.places)
        filled = structure(document, FillingShape, inner)
        if filled is not None:
            items = filling(filled, slot, here, evolve(scope, problems=inner))
            found[slot.id] = Filling(items, filled.title, filled.combine or Combine.SUM)
        span = scope.problems.places.of(here)
        scope.problems.found.extend([evolve(problem, span=span) for problem in inner.found])
    return found


def plain(value: Any) -> Plain:
    """Return a Python value as it would have been written in YAML."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, bool):
        return Scalar(str(value).lower(), quoted=False)
    return Scalar(str(value), quoted=False)


def _targets(
    shape: UnitShape, path: PathKey, asked: Targets, problems: Problems
) -> dict[tuple[str, str], Fraction]:
    found: dict[tuple[str, str], Fraction] = {}
    for line_id, settings in (shape.targets or {}).items():
        here = (*path, "targets", line_id)
        open_targets = asked.get(line_id, {})
        if not open_targets:
            known = [name for name, targets in asked.items() if targets]
            near = did_you_mean(line_id, known)
            names = ", ".join(known) or "—"
            problems.add("E408", here, key=True, line=line_id, lines=names, suggestion=near)
            continue
        for setting, value in settings.items():
            place = (*here, setting)
            if setting not in open_targets:
                near = did_you_mean(setting, open_targets)
                names = ", ".join(open_targets)
                problems.add(
                    "E409", place, key=True, setting=setting, settings=names, suggestion=near
                )
                continue
            number = _target(as_plain(value), open_targets[setting], place, problems)
            if number is not None:
                found[line_id, setting] = number
    return found


def _target(value: Plain, symbol: Symbol, path: PathKey, problems: Problems) -> Fraction | None:
    if not isinstance(value, Scalar):
        problems.add("E151", path, value="…")
        return None
    try:
        number = symbol.quantity.read(value.text)
        if not symbol.quantity.range.contains(number):
            symbol.quantity.check(number)
    except NumberError as error:
        problems.take(error, path)
        return None
    return number


def _open_targets(line: Line) -> dict[str, Symbol]:
    """Return the settings of *line* that a unit registers, by name."""
    found = {}
    for symbol in symbols(line.formula):
        role, key = role_of(symbol.name)
        if role is Role.TARGET:
            found[key[1]] = symbol
    return found


def _check_targets(
    asked: Targets,
    targets: Mapping[tuple[str, str], Fraction],
    path: PathKey,
    problems: Problems,
    unit: str,
) -> None:
    """Warn of targets that a unit has not registered: until then its result is an interval."""
    for line, settings in asked.items():
        for setting in settings:
            if (line, setting) not in targets:
                problems.add("W410", (*path, "unit"), unit=unit, line=line, setting=setting)
