"""Criteria of the provincial police (Công an tỉnh) in emulation covenants."""

from __future__ import annotations

from covenant_rules.plugin import Sector, hookimpl
from covenant_rules_police import crime, duty, measures, people, profiles
from covenant_rules_police.base import police

__all__ = ["covenant_rules_sector", "crime", "duty", "measures", "people", "police", "profiles"]


@hookimpl
def covenant_rules_sector() -> Sector:
    """Return the sector to the engine."""
    return police
