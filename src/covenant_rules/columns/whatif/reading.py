"""A file of scenarios: what is assumed, how scenarios are made, and between which limits weights may lie."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from attrs import frozen

from covenant_rules.bloc import Bloc
from covenant_rules.columns.whatif.assumptions import Assumption, Draws, Kind, Steps
from covenant_rules.columns.whatif.faults import faults
from covenant_rules.columns.whatif.weights import WeightLimits
from covenant_rules.errors import SpecError
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.shapes import Id
from covenant_rules.spec.source import PathKey, read_yaml
from covenant_rules.spec.structure import structure


@frozen
class AssumeShape:
    """One assumption: its kind with what it is about, and its values."""

    setting: str | None = None
    standard: str | None = None
    band: str | None = None
    threshold: str | None = None
    cap: str | None = None
    weight: str | None = None
    target: str | None = None
    evidence: str | None = None
    of: str | None = None
    at: Fraction | None = None
    unit: Id | None = None
    values: tuple[Fraction, ...] | None = None
    from_: Fraction | None = None
    to: Fraction | None = None
    step: Fraction | None = None


@frozen
class DrawsShape:
    """How many scenarios are drawn, from which seed."""

    count: Fraction
    seed: Fraction


@frozen
class SpanShape:
    """The least and the greatest weight."""

    from_: Fraction
    to: Fraction


@frozen
class WeightsShape:
    """The limits of weights, and whether they keep the sum of the standard points."""

    same_maximum: bool
    limits: dict[str, SpanShape]


@frozen
class ScenariosShape:
    """A whole file of scenarios."""

    covenant: Id
    draws: DrawsShape | None = None
    assume: tuple[AssumeShape, ...] = ()
    weights: WeightsShape | None = None


@frozen
class Asked:
    """What a file of scenarios asks for."""

    assumptions: tuple[Assumption, ...]
    draws: Draws | None
    limits: WeightLimits | None


# The kinds that need the id of a line or node beside their name.
_NAMED = (Kind.SETTING, Kind.CAP, Kind.TARGET)
_FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.SETTING: ("of",), Kind.CAP: ("of",), Kind.TARGET: ("of",), Kind.STANDARD: (), Kind.WEIGHT: (),
    Kind.BAND: ("at",), Kind.THRESHOLD: ("at",), Kind.EVIDENCE: ("unit",),
}  # fmt: skip
_ALSO = {Kind.TARGET: ("unit",)}


def read_scenarios(path: Path, bloc: Bloc) -> Asked:
    """Return what the file at *path* asks of *bloc*.

    Raises:
        SpecError: with everything that is wrong with it, each at its place.
    """
    document = read_yaml(path, str(path))
    problems = Problems(document.places)
    shape = structure(document, ScenariosShape, problems)
    if shape is None:
        raise SpecError(problems.found)
    if shape.covenant != bloc.covenant.id:
        problems.add("E826", ("covenant",), found=shape.covenant, wanted=bloc.covenant.id)
    if not shape.assume and shape.weights is None:
        problems.add("E847", (), key=True)
    found = [_assumption(one, ("assume", n), problems) for n, one in enumerate(shape.assume)]
    assumptions = tuple(one for one in found if one is not None)
    if len(assumptions) == len(found):
        for number, name, told in faults(bloc, assumptions):
            at = ("assume", number, _key(assumptions[number].kind, name, shape.assume[number]))
            problems.take(SpecError(told), at)
    draws = None
    if shape.draws is not None:
        for name, value in (("count", shape.draws.count), ("seed", shape.draws.seed)):
            if value.denominator != 1 or value < 0:
                problems.add("E825", ("draws", name), name=name, value=value)
        draws = Draws(int(shape.draws.count), int(shape.draws.seed))
    limits = None
    if shape.weights is not None:
        spans = {node: (span.from_, span.to) for node, span in shape.weights.limits.items()}
        limits = WeightLimits(spans, shape.weights.same_maximum)
    if problems.found:
        raise SpecError(problems.found)
    return Asked(assumptions, draws, limits)


def _assumption(shape: AssumeShape, path: PathKey, problems: Problems) -> Assumption | None:
    kinds = [kind for kind in Kind if getattr(shape, kind) is not None]
    steps = (shape.from_, shape.to, shape.step)
    stepped = any(end is not None for end in steps)
    whole = (shape.values is None) == stepped and (not stepped or None not in steps)
    if len(kinds) == 1 and whole:
        kind = kinds[0]
        given = {name for name in ("of", "at", "unit") if getattr(shape, name) is not None}
        needed = set(_FIELDS[kind])
        if needed <= given <= needed | set(_ALSO.get(kind, ())):
            written = str(getattr(shape, kind))
            where = written if kind not in _NAMED else str(shape.of)
            name = written if kind in _NAMED else ""
            values = shape.values if shape.values is not None else _steps(shape)
            return Assumption(kind, where, values, name, shape.at, shape.unit)
    problems.add("E846", path, kinds=", ".join(_spelt(kind) for kind in Kind))
    return None


def _spelt(kind: Kind) -> str:
    fields = (*_FIELDS[kind], *(f"[{name}]" for name in _ALSO.get(kind, ())))
    return f"`{' + '.join((str(kind), *fields))}`"


def _steps(shape: AssumeShape) -> Steps:
    assert shape.from_ is not None  # the caller has seen all three
    assert shape.to is not None
    assert shape.step is not None
    return Steps(shape.from_, shape.to, shape.step)


def _key(kind: Kind, field: str, shape: AssumeShape) -> str:
    """Return the key under which the field of an assumption is written."""
    if field == "values":
        return "values" if shape.values is not None else "from"
    if field in ("at", "unit"):
        return field
    return "of" if field == "of" and kind in _NAMED else str(kind)
