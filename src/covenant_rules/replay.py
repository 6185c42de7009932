"""Making decision records from bloc-years, and recomputing them from nothing but themselves.

A record holds the text of every file that was read, so it is replayed offline by the ordinary loader,
with each rule in the edition that the record names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from attrs import evolve, frozen

from covenant_rules.awards.conclude import conclude
from covenant_rules.diagnostics import Diagnostic, Span, diagnostic
from covenant_rules.errors import CovenantError, SpecError, UnknownRuleError, system_reason
from covenant_rules.output import reports_csv
from covenant_rules.output.awards_data import recorded, without_engines
from covenant_rules.output.files import WriteError
from covenant_rules.output.json import document
from covenant_rules.record import (
    INPUTS,
    Difference,
    Json,
    Record,
    RecordError,
    first_difference,
    plain,
)
from covenant_rules.registry import Registry
from covenant_rules.rule import Rule
from covenant_rules.spec.folder import Files, inspect
from covenant_rules.spec.report_files import is_text
from covenant_rules.spec.source import read_text
from covenant_rules.standing import Standings, score
from covenant_rules.text import Text
from covenant_rules.version import engine

COVENANT, REGISTRATIONS, REPORTS, AWARDS = INPUTS

# What a record of this form says; whatever later engines add to their documents stays out of it.
HEAD = ("covenant", "edition", "stage", "illustrative")
UNIT = (
    "unit", "title", "status", "total", "low", "high", "rank", "rank_best", "rank_worst", "tied_with",
    "broken_by", "bonus", "penalty", "contents", "content_ranges", "criteria", "stated", "missing",
    "vetoes", "open_vetoes", "because", "awards",
)  # fmt: skip
CRITERION = ("points", "bonus", "penalty", "status", "low", "high", "stated", "applies")


def make(
    files: Files,
    registry: Registry,
    *,
    stage: str | None = None,
    at: date | None = None,
    previous: Record | None = None,
) -> Record:
    """Return the record of the decision on a bloc-year: the same for the same files and packages.

    Raises:
        CovenantError: with every error of the files, because the stage is not clear, or because a
            file changed meanwhile.
    """
    texts = dict(_texts(files, registry))
    shown = {name: str(path) for name, path in _paths(files).items()}
    standings = _standings(texts, registry, stage, shown)
    _check_unchanged(files, registry, texts)
    rules = _rules_of(standings)
    names = [name for name in (*rules, *standings.covenant.measures) if "." in name]
    sectors = {name.partition(".")[0] for name in names} & {*registry.sectors}
    decision = {"stage": standings.stage} | ({} if at is None else {"at": at.isoformat()})
    return Record(
        {
            **texts,
            "decision": plain(decision),
            "engine": plain(engine()),
            "plugins": plain({sector: _package(registry, sector) for sector in sectors}),
            "previous": None if previous is None else previous.hash,
            "results": _results(standings),
            "rules": plain({name: rule.fingerprint for name, rule in rules.items()}),
        }
    )


def _paths(files: Files) -> dict[str, Path]:
    awards = files.covenant.parent / AWARDS
    found = {COVENANT: files.covenant, REGISTRATIONS: files.registrations, REPORTS: files.reports}
    found[AWARDS] = awards if awards.exists() else None
    return {name: path for name, path in found.items() if path is not None}


def _texts(files: Files, registry: Registry) -> Iterator[tuple[str, str]]:
    """Yield the exact text of every file, once the loader would take it.

    Reports that are no text, such as filled forms, are kept as the CSV that says the same.
    """
    for name, path in _paths(files).items():
        if name == REPORTS and not is_text(path):
            loaded = inspect(files, registry)
            if loaded.bloc is None or loaded.errors:
                raise SpecError(loaded.errors)
            yield name, reports_csv.text(loaded.bloc)
        else:
            read_text(path, str(path))
            yield name, path.read_bytes().decode()


def _check_unchanged(files: Files, registry: Registry, texts: Mapping[str, str]) -> None:
    """Refuse a decision whose files were being written to while it was made: which text is meant?

    Raises:
        RecordError: with every file that no longer holds what was scored.
    """
    changed = []
    for name, path in _paths(files).items():
        try:
            if name == REPORTS and not is_text(path):
                now = sha256(dict(_texts(files, registry))[name].encode()).digest()
            else:
                now = sha256(path.read_bytes()).digest()
        except (OSError, CovenantError):
            now = b""
        if now != sha256(texts[name].encode()).digest():
            changed.append(diagnostic("E709", file=path))
    if changed:
        raise RecordError(changed)


def _standings(
    texts: Mapping[str, str], registry: Registry, stage: str | None, shown: Mapping[str, str]
) -> Standings:
    """Load *texts* by the ordinary loader, out of a private folder, and score them.

    Raises:
        CovenantError: with every error of the files; or the disk of temporary files is full or missing.
    """
    try:
        with TemporaryDirectory(prefix="covenant-rules-") as name:
            folder = Path(name)
            for part, text in texts.items():
                (folder / part).write_bytes(text.encode())
            loaded = inspect(Files.of(folder), registry)
    except OSError as error:
        where, reason = error.filename or gettempdir(), system_reason(error)
        raise WriteError(diagnostic("E560", file=where, reason=reason)) from error
    if loaded.bloc is None or loaded.errors:
        raise SpecError([_placed(found, folder, shown) for found in loaded.errors])
    return score(loaded.bloc, stage=stage)


def _placed(found: Diagnostic, folder: Path, shown: Mapping[str, str]) -> Diagnostic:
    """Return *found* with the names of the files as the reader knows them."""

    def named(span: Span) -> Span:
        name = Path(span.file).name
        return evolve(span, file=shown.get(name, name)) if folder.name in span.file else span

    return evolve(
        found,
        span=None if found.span is None else named(found.span),
        related=tuple(map(named, found.related)),
    )


def _rules_of(standings: Standings) -> dict[str, Rule]:
    """Return every rule that a line of some unit's sheet applies, by `sector.rule@edition`."""
    sheets = [standings.covenant, *(result.card.filled for result in standings)]
    lines = (line for sheet in sheets if sheet is not None for line in sheet.lines)
    return {f"{line.rule.id}@{line.rule.edition}": line.rule for line in lines}


def _package(registry: Registry, sector: str) -> str:
    origin = registry.sectors[sector].origin
    return f"{origin.package} {origin.version}"


def _results(standings: Standings) -> Json:
    whole = document(standings)
    units = [_only(unit, UNIT) for unit in whole["units"]]
    for unit in units:
        unit["criteria"] = {name: _only(c, CRITERION) for name, c in unit["criteria"].items()}
    concluded = {} if standings.bloc.awards is None else {"awards": recorded(conclude(standings))}
    return plain({**_only(whole, HEAD), "units": units, **concluded})


def _only(found: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: found[key] for key in keys if key in found}


@frozen
class Verdict:
    """What recomputing a record showed; without problems it gave the same.

    Attributes:
        units, rules: how many were recomputed.
        recorded_with, recomputed_with: the versions of the engine and of the plugins, then and now.
    """

    problems: tuple[Diagnostic, ...]
    recorded_with: str
    recomputed_with: str
    units: int = 0
    rules: int = 0


def verify(record: Record, registry: Registry, shown: str) -> Verdict:
    """Recompute *record* with the installed rules, each in its recorded edition, and compare."""
    plugins: Mapping[str, str] = record.parts["plugins"]
    versions = _versions(record.parts["engine"], plugins.values())
    installed = [_package(registry, sector) for sector in plugins if sector in registry.sectors]
    now = _versions(engine(), installed)
    rules: dict[str, Rule] = {}
    problems = list(_missing(record, registry, rules))
    if problems:
        return Verdict(tuple(problems), versions, now)
    held = registry.holding(sorted(rules.values(), key=lambda rule: rule.edition))
    texts = {name: record.parts[name] for name in INPUTS if name in record.parts}
    places = {name: f"{shown}/{name}" for name in texts}
    try:
        standings = _standings(texts, held, record.parts["decision"]["stage"], places)
    except CovenantError as error:
        cause = diagnostic("E713", file=shown, recorded=versions, installed=now)
        return Verdict((cause, *error.diagnostics), versions, now)
    used = set(_rules_of(standings))
    named = {f"{rule.id}@{rule.edition}" for rule in rules.values()}
    if used != named:
        other = ", ".join(sorted(used ^ named))
        problems.append(diagnostic("E714", rules=other, recorded=versions, installed=now))
    found = first_difference(
        without_engines(record.parts["results"]), without_engines(_results(standings))
    )
    if found is not None:
        problems.append(_differs(found, versions, now))
    return Verdict(tuple(problems), versions, now, len(standings), len(used))


def _versions(first: str, plugins: Any) -> str:
    return ", ".join(dict.fromkeys([first, *sorted(plugins)]))


def _missing(record: Record, registry: Registry, rules: dict[str, Rule]) -> Iterator[Diagnostic]:
    """Yield what is missing to recompute *record*; gather the rules that are there in *rules*."""
    plugins: Mapping[str, str] = record.parts["plugins"]
    named: Mapping[str, str] = record.parts["rules"]
    sectors = {*plugins, *(name.partition(".")[0] for name in named)}
    for sector in sorted(sectors - {*registry.sectors}):
        yield diagnostic("E710", sector=sector, recorded=plugins.get(sector, "?"))
        yield from (r for p in registry.plugins if p.sector == sector for r in p.reasons)
    for name, fingerprint in sorted(named.items()):
        sector = name.partition(".")[0]
        if sector not in registry.sectors:
            continue
        recorded, installed = plugins.get(sector, "?"), _package(registry, sector)
        try:
            rule = registry[name]
        except UnknownRuleError:
            have = ", ".join(_editions(registry, name)) or "—"
            yield diagnostic(
                "E711", rule=name, recorded=recorded, installed=installed, editions=have
            )
            continue
        rules[name] = rule
        if rule.fingerprint != fingerprint:
            yield diagnostic(
                "E712", rule=name, recorded=recorded, installed=installed, stated=fingerprint[:40],
                found=rule.fingerprint,
            )  # fmt: skip


def _editions(registry: Registry, name: str) -> list[str]:
    """Return the editions that are there of the rule that *name* asks for."""
    rule_id, sector = name.partition("@")[0], name.partition(".")[0]
    rules = registry.sectors[sector].editions.values()
    return [f"{r.id}@{r.edition}" for r in rules if rule_id in (r.id, *r.formerly)]


_PLACES = {
    "units": Text(vi="đơn vị", en="unit"),
    "criteria": Text(vi="tiêu chí", en="criterion"),
    "contents": Text(vi="nội dung", en="content"),
}


def _differs(found: Difference, recorded: str, installed: str) -> Diagnostic:
    def where(language: Any) -> str:
        words, rest = [], list(found.path)
        while len(rest) > 1 and rest[0] in _PLACES:
            words.append(f"{_PLACES[rest[0]].in_(language)} `{rest[1]}`")
            rest = rest[2:]
        return ", ".join([*words, f"`{'.'.join(rest)}`"] if rest else words)

    return diagnostic(
        "E715", where=Text.each(where), stated=found.recorded, found=found.recomputed,
        recorded=recorded, installed=installed,
    )  # fmt: skip
