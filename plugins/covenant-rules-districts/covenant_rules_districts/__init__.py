"""Criteria of districts, from the summing-up of cluster no. 1 and the half-year report of Kiên Giang."""

from __future__ import annotations

from covenant_rules.plugin import Sector, hookimpl
from covenant_rules_districts import (
    countryside,
    economy,
    measures,
    profiles,
    safety,
    schools,
    society,
)
from covenant_rules_districts.sector import districts

__all__ = [
    "countryside",
    "districts",
    "economy",
    "measures",
    "profiles",
    "safety",
    "schools",
    "society",
]


@hookimpl
def covenant_rules_sector() -> Sector:
    """Return the sector."""
    return districts
