"""Lints: what a sheet that loads cannot mean, each with a code, a proof or a witness, and a remedy.

That something *can* happen is shown by evidence that was scored; that nothing reaches a number is
proved by the range fold. So none of them guesses.
"""

from __future__ import annotations

from attrs import evolve

from covenant_rules.covenant import Covenant, Stage
from covenant_rules.spec.lints.caps import idle_caps
from covenant_rules.spec.lints.days import days_without_line, lines_outside_year, year_reversed
from covenant_rules.spec.lints.orders import out_of_order, worse_pays
from covenant_rules.spec.lints.reach import reach
from covenant_rules.spec.lints.results import lint_results
from covenant_rules.spec.lints.statements import judged, sourceless
from covenant_rules.spec.lints.tables import hidden_gaps
from covenant_rules.spec.lints.units import mixed_percent
from covenant_rules.spec.problems import Problems

__all__ = ["lint_results", "lint_sheet"]

LINTS = (
    reach,
    idle_caps,
    worse_pays,
    out_of_order,
    hidden_gaps,
    mixed_percent,
    year_reversed,
    lines_outside_year,
    days_without_line,
    sourceless,
    judged,
)


def lint_sheet(covenant: Covenant, problems: Problems) -> None:
    """Add what is odd about a sheet that has no error."""
    for lint in LINTS:
        lint(_looked_at(covenant), problems)


def _looked_at(covenant: Covenant) -> Covenant:
    """Return *covenant* without what only blurs ranges: periods, which repeat it, and rounding of sums."""
    stage = covenant.rounding.at
    late = stage if stage is Stage.LINE else Stage.TOTAL
    return evolve(covenant, periods=(), rounding=evolve(covenant.rounding, at=late))
