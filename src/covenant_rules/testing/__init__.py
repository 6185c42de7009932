"""What tests of sheets, rules and plugins stand on; the only package that needs Hypothesis."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["ConformanceFailure", "conformance"]

if TYPE_CHECKING:
    from covenant_rules.testing.kit import conformance
    from covenant_rules.testing.subject import ConformanceFailure

_HOMES = {"conformance": "kit", "ConformanceFailure": "subject"}


def __getattr__(name: str) -> Any:
    """Import the kit when it is first used: pytest loads this package at every start."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
