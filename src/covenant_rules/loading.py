"""Loading one plugin behind a guard: whatever it does, the engine and the others go on.

Its code runs in a thread of its own, for a limited time and with its prints caught: a plugin that
raises, exits, blocks or talks is named with its own fault.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from importlib.metadata import Distribution, EntryPoint, distributions, entry_points
from io import StringIO
from threading import Thread

from attrs import define, field, frozen

from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.errors import CovenantError
from covenant_rules.hookspecs import HOOK, PROJECT
from covenant_rules.rule import Origin
from covenant_rules.sector import API, LoadedSector, Sector, load_sector

PATIENCE = "COVENANT_RULES_PLUGIN_SECONDS"
DEFAULT_SECONDS = 20
LONGEST = 300


class IncompatibleError(CovenantError):
    """The plugin speaks another API."""


@frozen
class Loading:
    """What came of one plugin: its sector, or the reasons why there is none.

    *reasons* of a plugin that loaded are remarks, such as that it printed.
    """

    sector: LoadedSector | None
    reasons: tuple[Diagnostic, ...] = ()
    incompatible: bool = False


@define
class _Run:
    """What a guarded call left behind."""

    sector: LoadedSector | None = None
    reasons: tuple[Diagnostic, ...] = ()
    incompatible: bool = False
    printed: StringIO = field(factory=StringIO)


def origin_of(point: EntryPoint) -> Origin:
    """Return the package of an entry point; its metadata may be broken too."""
    try:
        dist = point.dist
        return Origin((dist and dist.name) or point.value, (dist and dist.version) or "?")
    except Exception:  # noqa: BLE001  (any file of any package may be broken in any way)
        return Origin(point.value, "?")


def find_plugins(group: str) -> tuple[list[EntryPoint], list[tuple[Origin, Diagnostic]]]:
    """Return the entry points of *group* of all packages, and the packages whose metadata cannot be read.

    One package with broken metadata is named, if it speaks of the group, and hides no other package.
    """
    try:
        return list(entry_points(group=group)), []
    except Exception:  # noqa: BLE001  (any file of any package may be broken in any way)
        return _one_by_one(group)


def _one_by_one(group: str) -> tuple[list[EntryPoint], list[tuple[Origin, Diagnostic]]]:
    points, broken, seen = [], [], set()
    for package in distributions():
        try:
            name = package.name  # of several versions on the path the first one counts
            points += [] if name in seen else package.entry_points.select(group=group)
            seen.add(name)
        except Exception as error:  # noqa: BLE001
            path = getattr(package, "_path", None)  # all that is known where a name cannot be read
            origin = Origin("?" if path is None else path.name, "?")
            if _speaks_of(group, package):
                told = f"{type(error).__name__}: {error}"[:LONGEST]
                broken.append((origin, diagnostic("P143", package=origin.package, error=told)))
    return points, broken


def _speaks_of(group: str, package: Distribution) -> bool:
    """Say whether the entry points of a package are, or may be, about *group*."""
    try:
        return group in (package.read_text("entry_points.txt") or "")
    except (OSError, ValueError):  # ValueError: no UTF-8, so nobody knows
        return True


def load_plugin(point: EntryPoint, origin: Origin) -> Loading:
    """Import the plugin of *point*, call its hook, read and prove its sector; never raises."""
    run = _Run()
    seconds = _patience()
    thread = Thread(target=_guarded(point, origin, run), daemon=True, name=f"plugin {point.name}")
    with redirect_stdout(run.printed), redirect_stderr(run.printed):
        thread.start()
        thread.join(seconds)
    if thread.is_alive():
        blocked = diagnostic("P148", package=origin.package, seconds=seconds)
        return Loading(None, (blocked,))
    said = run.printed.getvalue().strip()
    if run.sector is not None and said:
        talks = diagnostic("P147", package=origin.package, text=said.splitlines()[0][:80])
        return Loading(run.sector, (talks,))
    return Loading(run.sector, run.reasons, run.incompatible)


def _patience() -> int:
    text = os.environ.get(PATIENCE, "")
    return int(text) if text.isdecimal() and int(text) > 0 else DEFAULT_SECONDS


def _guarded(point: EntryPoint, origin: Origin, run: _Run) -> Callable[[], None]:
    def load() -> None:
        try:
            run.sector = load_sector(_sector(point, origin), origin)
        except IncompatibleError as error:
            run.reasons, run.incompatible = error.diagnostics, True
        except CovenantError as error:
            run.reasons = error.diagnostics
        except BaseException as error:  # noqa: BLE001  (even an exit is the plugin's own fault, and named)
            told = f"{type(error).__name__}: {error}"[:LONGEST]
            run.reasons = (diagnostic("P143", package=origin.package, error=told),)

    return load


def _sector(point: EntryPoint, origin: Origin) -> Sector:
    """Return the sector of a plugin, of the right type, API and name."""
    package, sector = origin.package, _ask(point)
    if not isinstance(sector, Sector):
        raise CovenantError(diagnostic("P144", package=package, found=type(sector).__name__))
    if sector.api != API:
        raise IncompatibleError(diagnostic("P145", package=package, api=sector.api, engine=API))
    if sector.id != point.name:
        raise CovenantError(diagnostic("P146", package=package, sector=sector.id, entry=point.name))
    return sector


def _ask(point: EntryPoint) -> object:
    """Import one plugin and call its hook, through a manager of its own."""
    import pluggy  # noqa: PLC0415  (sheets that need no plugin do not pay for it)

    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(_specification(pluggy.HookspecMarker(PROJECT)))
    manager.register(point.load(), name=point.name)
    answers = getattr(manager.hook, HOOK)()
    return answers[0] if len(answers) == 1 else answers


def _specification(mark: Callable[[Callable[[], object]], Callable[[], object]]) -> type:
    def covenant_rules_sector() -> object:
        """Return the sector that the plugin supplies."""

    return type("Hooks", (), {HOOK: staticmethod(mark(covenant_rules_sector))})
