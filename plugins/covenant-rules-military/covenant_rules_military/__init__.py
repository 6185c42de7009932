"""Criteria of the provincial military command and the border guard in emulation covenants."""

from __future__ import annotations

from covenant_rules.plugin import Sector, hookimpl
from covenant_rules_military import (
    border,
    enlistment,
    measures,
    profiles,
    readiness,
    sponsorship,
    training,
)
from covenant_rules_military.base import military

__all__ = [
    "border", "covenant_rules_sector", "enlistment", "measures", "military", "profiles", "readiness",
    "sponsorship", "training",
]  # fmt: skip


@hookimpl
def covenant_rules_sector() -> Sector:
    """Return the sector to the engine."""
    return military
