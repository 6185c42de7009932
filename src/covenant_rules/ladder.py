"""How a public name ends: it warns, then its warning is an error, then it is gone; see docs/compatibility.md.

A module that gives up a name lists it, and asks here from its `__getattr__`:

    _REMOVALS = {"old": Removal("covenant_rules.plugin:new", fatal="1.3", gone="1.4", warning=RemovedInApi2Warning)}
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from attrs import frozen


class RemovedInApi2Warning(DeprecationWarning):
    """Something of `covenant_rules.plugin` that API 2 will not have."""


@frozen
class Removal:
    """A name that will go.

    Attributes:
        instead: what takes its place, as `module:name`; the old name gives the same object.
        fatal: the release from which the warning is an error, one before the last.
        gone: the release that has the name no more.
        warning: what is given.
    """

    instead: str
    fatal: str
    gone: str
    warning: type[Warning] = DeprecationWarning


def removed(
    removals: Mapping[str, Removal], module: str, name: str, release: str | None = None
) -> Any:
    """Return what takes the place of the old *name* of *module*, with a warning to whoever asked.

    Args:
        removals: the names that the module gives up.
        module: the module, as it is told.
        name: what was asked for.
        release: the release that runs; by default the one installed.

    Raises:
        AttributeError: there is no such name, or no more.
        Warning: the one of the removal, once it is an error.
    """
    from covenant_rules.version import package_version  # noqa: PLC0415  (metadata is slow to ask)

    removal = removals.get(name)
    now = _parts(package_version() if release is None else release)
    if removal is None or now >= _parts(removal.gone):
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    home, _, new = removal.instead.partition(":")
    told = f"{module}.{name} will be removed in {removal.gone}; use {home}.{new}"
    if now >= _parts(removal.fatal):
        raise removal.warning(told)
    warnings.warn(told, removal.warning, stacklevel=3)  # whoever asked the module's `__getattr__`
    return getattr(import_module(home), new)


def _parts(release: str) -> tuple[int, ...]:
    """Return a release as numbers, trailing zeros left out: 1.2 is 1.2.0."""
    return tuple(map(int, re.findall(r"[0-9]+", re.sub(r"(\.0)+$", "", release))))
