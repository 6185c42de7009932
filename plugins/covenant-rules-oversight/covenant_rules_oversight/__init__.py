"""Criteria of inspectorates and justice departments, and of the emulation work that every bloc shares."""

from __future__ import annotations

from covenant_rules.plugin import Sector, hookimpl
from covenant_rules_oversight import (
    commendation,
    emulation,
    inspection,
    justice,
    measures,
    profiles,
)
from covenant_rules_oversight.sector import oversight

__all__ = [
    "commendation", "emulation", "inspection", "justice", "measures", "oversight", "profiles",
]  # fmt: skip


@hookimpl
def covenant_rules_sector() -> Sector:
    """Return the sector."""
    return oversight
