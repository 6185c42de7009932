"""What the conformance kit looks at: a sector of an installed package, or of a module on the path."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType

from attrs import frozen

from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import PluginError
from covenant_rules.hookspecs import HOOK
from covenant_rules.loading import find_plugins
from covenant_rules.registry import CORE, GROUP, PluginStatus, Registry
from covenant_rules.rule import Origin
from covenant_rules.sector import LoadedSector, Sector, load_sector

FINGERPRINTS = "fingerprints.json"


class ConformanceFailure(Exception):  # noqa: N818  (the name that authors meet in their tests)
    """A plugin does not keep a law of the kit; the text says which, and how."""


@frozen
class Subject:
    """A sector under test.

    Attributes:
        name: the name of the entry point, or of the module's suffix where it is not installed.
        author: the sector as its author filled it.
        sector: the sector as the engine loaded it.
        module: the module that supplies it.
        installed: whether it was found by its entry point.
    """

    name: str
    author: Sector
    sector: LoadedSector
    module: ModuleType
    installed: bool

    @property
    def folder(self) -> Path:
        """The folder of the module's source."""
        return Path(str(self.module.__file__)).parent

    @property
    def committed(self) -> dict[str, str]:
        """The fingerprints that the author committed, by rule and edition; empty where there are none."""
        file = self.folder / FINGERPRINTS
        if not file.is_file():
            return {}
        found = json.loads(file.read_text(encoding="utf-8"))
        return {str(rule): str(mark) for rule, mark in found.items()}


def fingerprints(sector: LoadedSector) -> dict[str, str]:
    """Return the fingerprint of every rule of *sector*, by rule and edition."""
    return {f"{r.id}@{r.edition}": r.fingerprint for r in sector.editions.values()}


@cache
def subject(name: str) -> Subject:
    """Return the sector *name*: the installed one, or that of the module `covenant_rules_NAME`.

    Raises:
        ConformanceFailure: K01, there is no such sector, or it cannot be loaded; the reason follows.
    """
    points = [point for point in find_plugins(GROUP)[0] if point.name == name]
    if not points and name != CORE:
        return _from_module(name)
    plugin = next(p for p in Registry.discover(strict=False).plugins if p.sector == name)
    if plugin.status is not PluginStatus.LOADED:
        reasons = "; ".join(reason.message("en") for reason in plugin.reasons)
        told = f"K01 identity: sector `{name}` is {plugin.status}: {reasons}"
        raise ConformanceFailure(told) from PluginError(plugin.reasons)
    module = import_module("covenant_rules.core_rules" if name == CORE else points[0].module)
    try:
        author = module.core if name == CORE else getattr(module, HOOK)()
        sector = load_sector(author, plugin.origin)
    except Exception as error:
        told = f"{type(error).__name__}: {error}"[:300]
        raise ConformanceFailure(
            f"K01 identity: sector `{name}` loads once, and not again: {told}"
        ) from error
    return Subject(name, author, sector, module, installed=True)


def _from_module(name: str) -> Subject:
    module_name = f"covenant_rules_{name}"
    try:
        module = import_module(module_name)
        author = getattr(module, HOOK)()
    except Exception as error:
        told = diagnostic(
            "P143", package=module_name, error=f"{type(error).__name__}: {error}"[:300]
        )
        raise ConformanceFailure(f"K01 identity: {told.message('en')}") from error
    if not isinstance(author, Sector) or author.id != name:
        raise ConformanceFailure(
            f"K01 identity: the hook of {module_name} returns no sector `{name}`"
        )
    try:
        sector = load_sector(author, Origin(module_name, "not installed"))
    except Exception as error:
        raise ConformanceFailure(f"K01 identity: {error}") from error
    return Subject(name, author, sector, module, installed=False)


def registry_with(name: str) -> Registry:
    """Return the installed sectors, and *name* from its module where it is not installed.

    Raises:
        ConformanceFailure: there is no such sector, or it cannot be loaded.
    """
    found = Registry.discover(strict=False)
    if name in found.sectors:
        return found
    sectors = dict(found.sectors) | {name: subject(name).sector}
    return Registry(MappingProxyType(sectors), found.plugins)
