"""The registry: sectors found among the installed packages, each loaded whole or not at all.

A plugin that fails has a status and a reason; the others, and the engine, do not notice.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from importlib.metadata import EntryPoint
from types import MappingProxyType

from attrs import evolve, frozen

from covenant_rules.diagnostics import Diagnostic, diagnostic, did_you_mean
from covenant_rules.errors import PluginError, UnknownRuleError
from covenant_rules.loading import Loading, find_plugins, load_plugin, origin_of
from covenant_rules.rule import Origin, Rule
from covenant_rules.sector import IDENTIFIER, LoadedSector, Measure, Sector, load_sector
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
        found, broken = find_plugins(GROUP)
        plugins += [Plugin("?", origin, PluginStatus.FAILED, (why,)) for origin, why in broken]
        once = {(p.name, p.value, id(p.dist)): p for p in found}  # a package may say a line twice
        points = sorted(once.values(), key=lambda p: (p.name, p.value))
        allowed, claims = _allowed(), defaultdict[str, list[str]](list)
        origins = [origin_of(point) for point in points]
        for point, origin in zip(points, origins, strict=True):
            claims[point.name].append(origin.package)
        for point, origin in zip(points, origins, strict=True):
            refused = _refusal(point, origin, claims[point.name], allowed)
            if refused is not None:
                plugins.append(refused)
                continue
            loading = load_plugin(point, origin)
            plugins.append(_plugin(point, origin, loading))
            if loading.sector is not None:
                sectors[point.name] = loading.sector
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
        sector = self.sectors.get(rule_id.partition(".")[0])
        rule = None if sector is None else sector.rules.get(rule_id)
        if rule is None:
            rule = next((r for r in self.rules.values() if rule_id in r.formerly), None)
        if rule is None:
            raise UnknownRuleError(self._unknown(rule_id))
        if edition and edition != str(rule.edition):
            older = self.sectors[rule.id.partition(".")[0]].editions.get(f"{rule.id}@{edition}")
            if older is None:
                raise UnknownRuleError(
                    diagnostic("E206", rule=rule_id, wanted=edition, edition=rule.edition)
                )
            return older
        return rule

    def sector_missing(self, name: str) -> str | None:
        """Return the sector that the id of a rule or measure names, if no such sector is loaded."""
        sector, dot, _ = name.partition(".")
        named = bool(dot) and IDENTIFIER.fullmatch(sector) is not None
        return sector if named and sector not in self.sectors else None

    def holding(self, rules: Iterable[Rule]) -> Registry:
        """Return this registry with *rules* in place of the latest editions, as a record needs them."""
        chosen = {rule.id: rule for rule in rules}
        sectors = {
            sector.id: evolve(
                sector, rules={name: chosen.get(name, rule) for name, rule in sector.rules.items()}
            )
            for sector in self.sectors.values()
        }
        return evolve(self, sectors=MappingProxyType(sectors))

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
        if self.sector_missing(rule_id):
            # A rule that merely sounds alike (`courts.resolution`, `core.reduction`) is no misspelling.
            meant = f"{did_you_mean(sector, self.sectors)}.{rule_id.partition('.')[2]}"
            if meant not in self.rules:
                return diagnostic("E207", rule=rule_id, sector=sector)
        return diagnostic("E204", rule=rule_id, suggestion=did_you_mean(rule_id, self.rules))


def _allowed() -> set[str] | None:
    text = os.environ.get(ALLOWED)
    return None if text is None else {name.strip() for name in text.split(",") if name.strip()}


def _core() -> LoadedSector:
    from covenant_rules.core_rules import core  # noqa: PLC0415  (read only when rules are needed)

    return load_sector(core, Origin(PACKAGE, package_version()))


def _loaded(sector: LoadedSector) -> Plugin:
    return Plugin(sector.id, sector.origin, PluginStatus.LOADED, rules=len(sector.rules))


def _refusal(
    point: EntryPoint, origin: Origin, claims: Sequence[str], allowed: set[str] | None
) -> Plugin | None:
    """Return the plugin of an entry point that is not even to be imported, with the reason.

    *claims* are the packages that claim the sector, one for each entry point.
    """
    if allowed is not None and point.name not in allowed:
        reason = diagnostic("P141", sector=point.name, variable=ALLOWED)
        return Plugin(point.name, origin, PluginStatus.DISABLED, (reason,))
    packages = set(claims)
    if point.name == CORE:
        packages.add(PACKAGE)
    elif len(claims) == 1:
        return None
    reason = diagnostic("P142", sector=point.name, packages=", ".join(sorted(packages)))
    return Plugin(point.name, origin, PluginStatus.CONFLICTING, (reason,))


def _plugin(point: EntryPoint, origin: Origin, found: Loading) -> Plugin:
    """Return the status of a plugin that was asked to load."""
    if found.sector is not None:
        return Plugin(
            point.name,
            found.sector.origin,
            PluginStatus.LOADED,
            found.reasons,
            len(found.sector.rules),
        )
    status = PluginStatus.INCOMPATIBLE if found.incompatible else PluginStatus.FAILED
    return Plugin(point.name, origin, status, found.reasons)
