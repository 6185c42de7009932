"""Hypothesis strategies for everything that the engine computes with.

Every example is valid by construction, nothing is filtered. Numbers are small, so that ties,
limits and thresholds are met often. Sheets are drawn in `covenant_rules.testing.sheets`.
"""

from __future__ import annotations

from covenant_rules.testing.sheets import blocs, covenants
from covenant_rules.testing.values import numbers, tables, values

__all__ = [
    "blocs", "covenants", "evidence", "formulas", "numbers", "quantities", "settings", "tables", "values",
]  # fmt: skip
