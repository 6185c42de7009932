"""Criteria of courts, procuracies and civil enforcement in emulation covenants."""

from __future__ import annotations

from covenant_rules.plugin import Sector, hookimpl
from covenant_rules_courts import court, enforcement, measures, procuracy, profiles
from covenant_rules_courts.base import courts

__all__ = ["court", "courts", "covenant_rules_sector", "enforcement", "measures", "procuracy", "profiles"]


@hookimpl
def covenant_rules_sector() -> Sector:
    """Return the sector to the engine."""
    return courts
