"""`audit.yaml`: the figures that a public document prints, each with the verdict expected of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from covenant_rules.audit import Judged, audit, parse_test
from covenant_rules.bloc import Bloc
from covenant_rules.diagnostics import Diagnostic, did_you_mean, in_file_order
from covenant_rules.equations import Verdict
from covenant_rules.errors import CovenantError, SpecError
from covenant_rules.figures import (
    AllOf,
    Change,
    Completion,
    Days,
    Excess,
    Figure,
    Order,
    Points,
    Product,
    Ratio,
    Statement,
    Sum,
    Units,
    Words,
    Zero,
)
from covenant_rules.printed import Printed
from covenant_rules.reach import Reach
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import AUDIT, COVENANT, Files, inspect, named_under
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.shapes import Id
from covenant_rules.spec.source import PathKey, read_yaml
from covenant_rules.spec.structure import structure
from covenant_rules.text import Text, number_text


@frozen
class FigureShape:
    """One figure: its sentence, the verdict expected, and its numbers under exactly one kind."""

    id: Id
    says: str
    expect: Verdict
    because: Text | None = None
    source: str | None = None
    ratio: Ratio | None = None
    completion: Completion | None = None
    excess: Excess | None = None
    change: Change | None = None
    sum: Sum | None = None
    product: Product | None = None
    score: Points | None = None
    order: Order | None = None
    units: Units | None = None
    all_of: AllOf | None = None
    date: Days | None = None
    zero: Zero | None = None
    words: Words | None = None


@frozen
class AuditShape:
    """A whole `audit.yaml`; *sheet* names the covenant whose reach bounds printed points."""

    source: str
    title: Text
    figures: tuple[FigureShape, ...]
    sheet: str | None = None
    stage: str = "final"


KINDS = (
    "ratio", "completion", "excess", "change", "sum", "product", "score", "order", "units", "all_of",
    "date", "zero", "words",
)  # fmt: skip

# By kind: what counts something, what is never negative, and what is divided by.
_COUNTS = {
    "ratio": ("count", "base"),
    "units": ("met", "of"),
    "all_of": ("of",),
    "zero": ("counts",),
}
_AMOUNTS = {
    "completion": ("actual", "plan"),
    "change": ("now", "before"),
    "product": ("factors",),
    "excess": ("actual", "target"),
    "score": ("points", "maximum", "rest_at_most"),
}
_DIVISORS = {"ratio": ("base",), "completion": ("plan",), "excess": ("target",), "units": ("of",)}


@frozen
class Audited:
    """An `audit.yaml` that was read: its figures with their verdicts, or what is wrong with it."""

    file: Path
    title: Text
    source: str
    judged: tuple[Judged, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def audit_files(path: Path) -> Iterator[Path]:
    """Yield every `audit.yaml` under *path*: the file itself, that beside a sheet, or of folders inside."""
    if not path.is_dir():
        yield path if path.name != COVENANT else path.parent / AUDIT
        return
    found = named_under(path, AUDIT)
    yield from found


def read_audit(path: Path, registry: Registry) -> Audited:
    """Return the figures of the file at *path* with their verdicts; never raises for what is in it."""
    found: list[Diagnostic] = []
    try:
        document = read_yaml(path, str(path))
    except SpecError as error:
        return Audited(path, Text.same(""), "", diagnostics=error.diagnostics)
    problems = Problems(document.places, found)
    shape = structure(document, AuditShape, problems)
    if shape is None:
        return Audited(path, Text.same(""), "", diagnostics=in_file_order(found))
    bloc = _sheet(path, shape, registry, found)
    figures = _figures(shape, bloc, problems)
    judged: tuple[Judged, ...] = ()
    if not found:
        judged = audit(figures, None if bloc is None else Reach.of(bloc, shape.stage))
    return Audited(path, shape.title, shape.source, judged, in_file_order(found))


def check_audits(path: Path, registry: Registry) -> tuple[Diagnostic, ...]:
    """Return what is wrong with every `audit.yaml` under *path*, without what is wrong with sheets.

    A sheet of another name is no file of figures.
    """
    if path.is_file() and path.name not in (AUDIT, COVENANT):
        return ()
    return tuple(
        found
        for file in audit_files(path)
        if file.exists()
        for found in read_audit(file, registry).diagnostics
        if found.span is None or found.span.file == str(file)
    )


def _sheet(
    path: Path, shape: AuditShape, registry: Registry, found: list[Diagnostic]
) -> Bloc | None:
    if shape.sheet is None:
        return None
    loaded = inspect(Files.of(path.parent / shape.sheet), registry)
    found += loaded.errors
    return None if loaded.errors else loaded.bloc


def _figures(shape: AuditShape, bloc: Bloc | None, problems: Problems) -> list[Figure]:
    if not shape.figures:
        problems.add("E601", ("figures",), key=True)
    seen: dict[str, PathKey] = {}
    figures = []
    for index, one in enumerate(shape.figures):
        path: PathKey = ("figures", index)
        here = (*path, "id")
        if one.id in seen:
            first = problems.places.of(seen[one.id])
            problems.add("E602", here, id=one.id, related=(first,))
        seen.setdefault(one.id, here)
        kinds = [kind for kind in KINDS if getattr(one, kind) is not None]
        if len(kinds) != 1:
            wrong = (*path, kinds[1]) if kinds else here
            problems.add("E603", wrong, key=bool(kinds), kinds=", ".join(KINDS))
            continue
        kind, said = kinds[0], getattr(one, kinds[0])
        _check_numbers(kind, said, (*path, kind), problems)
        _check_names(said, shape, bloc, (*path, kind), problems)
        source = one.source or shape.source
        figures.append(Figure(one.id, one.says, source, kind, said, one.expect, one.because))
    return figures


def _check_numbers(kind: str, said: Statement, path: PathKey, problems: Problems) -> None:
    for name in _COUNTS.get(kind, ()):
        for place, number in _numbers(said, name, path):
            if number.decimals or number.value < 0:
                problems.add("E604", place, value=number_text(number.value, "en", number.decimals))
    for name in _AMOUNTS.get(kind, ()):
        for place, number in _numbers(said, name, path):
            if number.value < 0:
                problems.add("E605", place, value=number_text(number.value, "en", number.decimals))
    for name in _DIVISORS.get(kind, ()):
        for place, number in _numbers(said, name, path):
            if number.value == 0:
                problems.add("E606", place)


def _numbers(said: Statement, name: str, path: PathKey) -> Iterator[tuple[PathKey, Printed]]:
    value = getattr(said, name)
    if isinstance(value, Printed):
        yield (*path, name), value
    elif value is not None:
        yield from (((*path, name, index), number) for index, number in enumerate(value))


def _check_names(
    said: Statement, shape: AuditShape, bloc: Bloc | None, path: PathKey, problems: Problems
) -> None:
    if isinstance(said, AllOf):
        _check_test(said, path, problems)
    if isinstance(said, Days) and said.from_ and said.to and said.from_ > said.to:
        problems.add("E608", (*path, "to"))
    if not isinstance(said, Points):
        return
    needing = ("unit", "node", "rest", "maximum")
    named = [name for name in needing if getattr(said, name) is not None]
    if shape.sheet is None and named:
        problems.add("E609", (*path, named[0]))
    if bloc is None:
        return
    units = [registration.unit for registration in bloc.registrations]
    contents = [content.id for content in bloc.covenant.contents]
    nodes = [*contents, *(criterion.id for criterion in bloc.covenant.criteria)]
    if said.unit is not None and said.unit not in units:
        near = did_you_mean(said.unit, units)
        known = ", ".join(units)
        problems.add("E510", (*path, "unit"), unit=said.unit, units=known, suggestion=near)
    for name, node, known_nodes in (("node", said.node, nodes), ("rest", said.rest, contents)):
        if node is not None and node not in known_nodes:
            near = did_you_mean(node, known_nodes)
            problems.add(
                "E610", (*path, name), node=node, nodes=", ".join(known_nodes), suggestion=near
            )


def _check_test(said: AllOf, path: PathKey, problems: Problems) -> None:
    try:
        parsed = parse_test(said.test)
    except CovenantError as error:
        problems.take(error, (*path, "test"))
        return
    if parsed is None:
        problems.add("E607", (*path, "test"), test=said.test)
