"""The version of the engine, as results and diagnostics name it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

PACKAGE = "covenant-rules"


def package_version() -> str:
    """Return the installed version; `0` where the package runs without being installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "0"


def engine() -> str:
    """Return the package and its version, as in `covenant-rules 1.0.0`."""
    return f"{PACKAGE} {package_version()}"
