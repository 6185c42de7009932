"""The version of the engine, as results and diagnostics name it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

PACKAGE = "covenant-rules"


def engine() -> str:
    """Return the package and its version, as in `covenant-rules 1.0.0`."""
    try:
        return f"{PACKAGE} {version(PACKAGE)}"
    except PackageNotFoundError:
        return PACKAGE
