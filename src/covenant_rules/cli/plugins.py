"""`covenant-rules plugins`: what is installed, what it supplies, whether it keeps the laws."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from covenant_rules.cli.screen import EXIT, Lang, fitted, language_of, output
from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import CovenantError, PluginError
from covenant_rules.formula import reading
from covenant_rules.formula.words import describe
from covenant_rules.loading import find_plugins
from covenant_rules.registry import GROUP, Plugin, PluginStatus, Registry
from covenant_rules.rule import Rule
from covenant_rules.scaffold import scaffold
from covenant_rules.sector import API
from covenant_rules.text import Language, Text

plugins = App(
    name="plugins",
    help="Sector plugins: list, show, check, doctor, new.",
    result_action="return_value",
)

Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON document.")]

_HEADS = {
    "sector": Text(vi="lĩnh vực", en="sector"),
    "package": Text(vi="gói", en="package"),
    "version": Text(vi="phiên bản", en="version"),
    "rules": Text(vi="quy tắc", en="rules"),
    "status": Text(vi="trạng thái", en="status"),
}


def _print_json(data: object) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def _plugin_data(plugin: Plugin) -> dict[str, Any]:
    return {
        "sector": plugin.sector,
        "package": plugin.origin.package,
        "version": plugin.origin.version,
        "api": API,
        "rules": plugin.rules,
        "status": str(plugin.status),
        "reasons": [
            {"vi": d.message("vi"), "en": d.message("en"), "code": d.code} for d in plugin.reasons
        ],
    }


@plugins.default
@plugins.command(name="list")
def list_command(*, as_json: Json = False, lang: Lang = None) -> int:
    """List every sector, loaded or not, with the reason.

    Example: covenant-rules plugins list
    """
    found = Registry.discover(strict=False).plugins
    language = language_of(lang)
    if as_json:
        _print_json([_plugin_data(plugin) for plugin in found])
        return EXIT.clean
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in _HEADS.values():
        table.add_column(head.in_(language), overflow="fold")
    for plugin in found:
        rules = str(plugin.rules) if plugin.status is PluginStatus.LOADED else "–"
        origin = plugin.origin
        table.add_row(plugin.sector, origin.package, origin.version, rules, str(plugin.status))
    console = output()
    console.print(table)
    for plugin in found:
        for reason in plugin.reasons:
            console.print(escape(f"{plugin.sector}: {reason.code} {reason.message(language)}"))
    return EXIT.clean


def _sector(name: str) -> tuple[Registry, str]:
    registry = Registry.discover(strict=False)
    if name not in registry.sectors:
        known = [plugin.sector for plugin in registry.plugins]
        failed = [reason for p in registry.plugins if p.sector == name for reason in p.reasons]
        missing = diagnostic(
            "P151", sector=name, sectors=", ".join(known), suggestion=did_you_mean(name, known)
        )
        raise PluginError(failed or [missing])
    return registry, name


def _rule_data(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "edition": rule.edition,
        "title": {"vi": rule.title.vi, "en": rule.title.en},
        "evidence": {
            p.name: [str(p.quantity.unit), p.quantity.range_text.en] for p in rule.evidence
        },
        "settings": {p.name: list(p.choices) or str(p.quantity.unit) for p in rule.settings},
        "better": None if rule.better is None else str(rule.better),
        "formula": {
            language: [
                describe(formula, _language(language)) for formula in rule.reading.formulas.values()
            ]
            for language in ("vi", "en")
        },
        "fingerprint": rule.fingerprint,
        "doc": rule.doc,
    }


def _parameter(parameter: reading.Parameter, language: Language) -> str:
    quantity = parameter.quantity
    unit, limits = quantity.name.in_(language), quantity.range_text.in_(language)
    return f"{parameter.name} ({unit}, {limits})"


def _language(name: str) -> Language:
    return "vi" if name == "vi" else "en"


@plugins.command(name="show")
def show_command(name: str, *, as_json: Json = False, lang: Lang = None) -> int:
    """Show the rules, measures and profiles of a sector, with formulas and fingerprints.

    Example: covenant-rules plugins show core
    """
    registry, _ = _sector(name)
    sector = registry.sectors[name]
    language = language_of(lang)
    if as_json:
        _print_json(
            {
                "sector": sector.id,
                "package": sector.origin.package,
                "version": sector.origin.version,
                "rules": [_rule_data(rule) for rule in sector.rules.values()],
                "measures": {
                    m.id: {"vi": m.title.vi, "en": m.title.en} for m in sector.measures.values()
                },
                "profiles": {p.id: len(p.slots) for p in sector.profiles.values()},
            }
        )
        return EXIT.clean
    lines = [
        f"{sector.id} {sector.origin.version} ({sector.origin.package}): {sector.title.in_(language)}"
    ]
    for rule in sector.rules.values():
        lines += ["", f"{rule.id}@{rule.edition}  {rule.title.in_(language)}  {rule.fingerprint}"]
        lines += [f"  from: {_parameter(p, language)}" for p in rule.evidence]
        lines += [f"  with: {p.name} {' | '.join(p.choices)}".rstrip() for p in rule.settings]
        lines += [
            f"  = {describe(formula, language)}" for formula in rule.reading.formulas.values()
        ]
        lines += [f"  {line}" for line in rule.doc.splitlines()[:1]]
    lines += ["", *(f"{m.id}: {m.title.in_(language)}" for m in sector.measures.values())]
    lines += [
        f"profile {p.id}: {p.title.in_(language)} ({len(p.slots)})"
        for p in sector.profiles.values()
    ]
    sys.stdout.write(fitted("\n".join(lines).rstrip() + "\n"))
    return EXIT.clean


@plugins.command(name="check")
def check_command(
    name: str, *, commit: bool = False, as_json: Json = False, lang: Lang = None
) -> int:
    """Run the conformance kit on a sector, without pytest.

    Example: covenant-rules plugins check police

    Parameters
    ----------
    commit
        First accept the formulas as they are: write their fingerprints beside the module.
    """
    try:
        from covenant_rules.testing import kit  # noqa: PLC0415  (an extra)
        from covenant_rules.testing.subject import ConformanceFailure, subject  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise PluginError(diagnostic("P153")) from error
    language = language_of(lang)
    _on_path()
    try:
        if commit:
            kit.commit(subject(name))
        found = kit.run(name)
    except ConformanceFailure as error:
        if isinstance(error.__cause__, CovenantError):  # told with its places, not retold in a line
            raise PluginError(error.__cause__.diagnostics) from error
        raise PluginError(diagnostic("P152", reason=str(error)[:500])) from error
    if as_json:
        _print_json(
            {
                "sector": name,
                "passed": found.passed,
                "closing": found.closing,
                "outcomes": [
                    {
                        "check": o.check.code,
                        "rule": o.rule.id,
                        "verdict": str(o.verdict),
                        "message": o.message,
                    }
                    for o in found.outcomes
                ],
            }
        )
    else:
        for outcome in found.outcomes:
            if outcome.is_bad:
                told = f"{outcome.name} ({outcome.check.title.in_(language)}): "
                sys.stdout.write(told + (outcome.message or str(outcome.verdict)) + "\n")
        sys.stdout.write(found.closing_in(language) + "\n")
    return EXIT.clean if found.passed else EXIT.errors


def _on_path() -> None:
    """Let a plugin that is being written be found from its own folder, as pytest would."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)


@plugins.command(name="doctor")
def doctor_command(name: str, *, as_json: Json = False, lang: Lang = None) -> int:
    """Say why a sector is, or is not, seen: environment, package, entry point, import, API.

    Example: covenant-rules plugins doctor police
    """
    language = language_of(lang)
    points, broken = find_plugins(GROUP)
    claims = [point for point in points if point.name == name]
    plugin = next((p for p in Registry.discover(strict=False).plugins if p.sector == name), None)
    reasons = [why for _, why in broken] if plugin is None else plugin.reasons
    found: dict[str, Any] = {
        "sector": name,
        "python": sys.executable,
        "environment": sys.prefix,
        "entry_points": [f"{point.name} = {point.value}" for point in claims],
        "package": None if plugin is None else plugin.origin.package,
        "version": None if plugin is None else plugin.origin.version,
        "status": "not installed" if plugin is None else str(plugin.status),
        "engine_api": API,
        "reasons": [d.message(language) for d in reasons],
        "did_you_mean": did_you_mean(name, [point.name for point in points]),
    }
    if as_json:
        _print_json(found)
    else:
        for key, value in found.items():
            shown = "; ".join(value) if isinstance(value, list) else value
            sys.stdout.write(f"{key}: {'—' if shown in (None, '') else shown}\n")
    return (
        EXIT.clean if plugin is not None and plugin.status is PluginStatus.LOADED else EXIT.errors
    )


_WRITTEN = Text(
    vi="Đã tạo {0}. Tiếp theo: cd {0} && python -m pytest",
    en="Wrote {0}. Next: cd {0} && python -m pytest",
)


@plugins.command(name="new")
def new_command(name: str, *, into: Path = Path(), as_json: Json = False, lang: Lang = None) -> int:
    """Write a new plugin package that passes its kit.

    Example: covenant-rules plugins new tourism
    """
    folder = scaffold(name, into)
    language = language_of(lang)
    command = [sys.executable, "-m", "covenant_rules", "plugins", "check", name, "--commit"]
    done = subprocess.run(  # noqa: S603  (our own command, in a process that has not met the module)
        [*command, "--lang", "en" if as_json else language],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    closing = (done.stdout or done.stderr).strip()
    if as_json:
        _print_json({"folder": str(folder), "kit": closing, "passed": done.returncode == 0})
    else:
        sys.stdout.write(f"{_WRITTEN.in_(language).format(folder)}\n{closing}\n")
    return done.returncode
