"""The registry: sectors found among the installed packages, each loaded whole or not at all.

A plugin that fails has a status and a reason; the others, and the engine, do not notice.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from attrs import frozen

from covenant_rules.diagnostics import Diagnostic, diagnostic, did_you_mean
from covenant_rules.errors import CovenantError, PluginError, UnknownRuleError
from covenant_rules.hookspecs import HOOK, PROJECT
from covenant_rules.rule import Origin, Rule
from covenant_rules.sector import API, LoadedSector, Measure, Sector, load_sector
from covenant_rules.text import Text
from covenant_rules.version import PACKAGE, package_version

GROUP = "covenant_rules"
CORE = "core"
ALLOWED = "COVENANT_RULES_PLUGINS"
STRICT = "COVENANT_RULES_STRICT"


class PluginStatus(StrEnum):
    """What became of a plugin."""

    LOADED = "loaded"
    FAILED = "failed"
    INCOMPATIBLE = "incompatible"  # it speaks another API
    CONFLICTING = "conflicting"  # several packages claim the sector
    DISABLED = "disabled"  # not on the allow-list


@frozen
class Plugin:
    """One claim to a sector, with its status and, where it is not loaded, the reasons."""

    sector: str
    origin: Origin
    status: PluginStatus
    reasons: tuple[Diagnostic, ...] = ()
    rules: int = 0


@frozen
class Registry:
    """The rules, measures and profiles of all loaded sectors. A value: nothing is global."""

    sectors: Mapping[str, LoadedSector]
    plugins: tuple[Plugin, ...]

    @classmethod
    def of(cls, *sectors: Sector) -> Registry:
        """Return a registry of `core` and the given sectors, as tests and programs want it.

        Raises:
            CovenantError: a sector is wrong.
        """
        origin = Origin(PACKAGE, package_version())
        loaded = [_core(), *(load_sector(sector, origin) for sector in sectors)]
        return cls(MappingProxyType({s.id: s for s in loaded}), tuple(map(_loaded, loaded)))

    @classmethod
    def discover(cls, *, strict: bool | None = None) -> Registry:
        """Return a registry of every installed sector.

        Args:
            strict: raise instead of going on without a faulty plugin; None asks the environment.

        Raises:
            PluginError: in strict mode, with the reasons of all plugins that were not loaded.
        """
        core = _core()
        sectors, plugins = {CORE: core}, [_loaded(core)]
        points = sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value))
        allowed = _allowed()
        names = [point.name for point in points]
        for point in points:
            claims = [other for other in points if other.name == point.name]
            found = (
                _refusal(point, claims, allowed)
                if names.count(point.name) > 1
                or point.name == CORE
                or (allowed is not None and point.name not in allowed)
                else _load(point)
            )
            plugins.append(found if isinstance(found, Plugin) else _loaded(found))
            if isinstance(found, LoadedSector):
                sectors[found.id] = found
        registry = cls(MappingProxyType(sectors), tuple(plugins))
        faults = [
            p for p in plugins if p.status not in (PluginStatus.LOADED, PluginStatus.DISABLED)
        ]
        if faults and (bool(os.environ.get(STRICT)) if strict is None else strict):
            raise PluginError([reason for plugin in faults for reason in plugin.reasons])
        return registry

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by its id."""
        return {rule_id: rule for s in self.sectors.values() for rule_id, rule in s.rules.items()}

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure of a sector by its id."""
        return {m_id: m for sector in self.sectors.values() for m_id, m in sector.measures.items()}

    def __getitem__(self, name: str) -> Rule:
        """Return the rule that a sheet calls *name*: `sector.rule`, or `sector.rule@edition`.

        An id under which a rule was known formerly finds it too.

        Raises:
            UnknownRuleError: no loaded sector supplies it; the message names a failed plugin.
        """
        rule_id, _, edition = name.partition("@")
        rules = self.rules
        rule = rules.get(rule_id) or next(
            (r for r in rules.values() if rule_id in r.formerly), None
        )
        if rule is None:
            raise UnknownRuleError(self._unknown(rule_id))
        if edition and edition != str(rule.edition):
            raise UnknownRuleError(
                diagnostic("E206", rule=rule_id, wanted=edition, edition=rule.edition)
            )
        return rule

    def _unknown(self, rule_id: str) -> Diagnostic:
        sector = rule_id.partition(".")[0]
        for plugin in self.plugins:
            if plugin.sector == sector and sector not in self.sectors:
                reason = Text(
                    vi="; ".join(d.message("vi") for d in plugin.reasons),
                    en="; ".join(d.message("en") for d in plugin.reasons),
                )
                return diagnostic(
                    "E205",
                    rule=rule_id,
                    plugin=plugin.origin.package,
                    status=plugin.status,
                    reason=reason,
                )
        return diagnostic("E204", rule=rule_id, suggestion=did_you_mean(rule_id, self.rules))


def _allowed() -> set[str] | None:
    text = os.environ.get(ALLOWED)
    return None if text is None else {name.strip() for name in text.split(",") if name.strip()}


def _core() -> LoadedSector:
    from covenant_rules.core_rules import core  # noqa: PLC0415  (read only when rules are needed)

    return load_sector(core, Origin(PACKAGE, package_version()))


def _loaded(sector: LoadedSector) -> Plugin:
    return Plugin(sector.id, sector.origin, PluginStatus.LOADED, rules=len(sector.rules))


def _origin(point: EntryPoint) -> Origin:
    dist = point.dist
    if dist is None:
        return Origin(point.value, "?")
    return Origin(dist.name or point.value, dist.version or "?")  # metadata may be broken too


def _refusal(point: EntryPoint, claims: Iterable[EntryPoint], allowed: set[str] | None) -> Plugin:
    """Return the plugin of an entry point that is not even imported, with the reason."""
    origin = _origin(point)
    if allowed is not None and point.name not in allowed:
        reason = diagnostic("P141", sector=point.name, variable=ALLOWED)
        return Plugin(point.name, origin, PluginStatus.DISABLED, (reason,))
    packages = {_origin(claim).package for claim in claims}
    if point.name == CORE:
        packages.add(PACKAGE)
    reason = diagnostic("P142", sector=point.name, packages=", ".join(sorted(packages)))
    return Plugin(point.name, origin, PluginStatus.CONFLICTING, (reason,))


def _load(point: EntryPoint) -> LoadedSector | Plugin:
    origin = _origin(point)
    try:
        sector = _ask(point)
    except (Exception, SystemExit) as error:  # noqa: BLE001  (whatever a plugin raises is its own fault, and named)
        reason = diagnostic(
            "P143", package=origin.package, error=f"{type(error).__name__}: {error}"[:300]
        )
        return Plugin(point.name, origin, PluginStatus.FAILED, (reason,))
    if not isinstance(sector, Sector):
        reason = diagnostic("P144", package=origin.package, found=type(sector).__name__)
        return Plugin(point.name, origin, PluginStatus.FAILED, (reason,))
    if sector.api != API:
        reason = diagnostic("P145", package=origin.package, api=sector.api, engine=API)
        return Plugin(point.name, origin, PluginStatus.INCOMPATIBLE, (reason,))
    if sector.id != point.name:
        reason = diagnostic("P146", package=origin.package, sector=sector.id, entry=point.name)
        return Plugin(point.name, origin, PluginStatus.FAILED, (reason,))
    try:
        return load_sector(sector, origin)
    except CovenantError as error:
        return Plugin(point.name, origin, PluginStatus.FAILED, error.diagnostics)
    except (Exception, SystemExit) as error:  # noqa: BLE001  (as above)
        reason = diagnostic(
            "P143", package=origin.package, error=f"{type(error).__name__}: {error}"[:300]
        )
        return Plugin(point.name, origin, PluginStatus.FAILED, (reason,))


def _ask(point: EntryPoint) -> object:
    """Import one plugin and call its hook, through a manager of its own."""
    import pluggy  # noqa: PLC0415  (sheets that need no plugin do not pay for it)

    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(_specification(pluggy.HookspecMarker(PROJECT)))
    manager.register(point.load(), name=point.name)
    answers = getattr(manager.hook, HOOK)()
    return answers[0] if len(answers) == 1 else answers


def _specification(hookspec: object) -> type:
    def covenant_rules_sector() -> Sector:  # type: ignore[empty-body]
        """Return the sector that the plugin supplies."""

    mark = hookspec if callable(hookspec) else staticmethod
    return type("Hooks", (), {HOOK: staticmethod(mark(covenant_rules_sector))})
