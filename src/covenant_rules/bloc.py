"""A bloc-year: the sheet, the registrations, and the reports of all stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from covenant_rules.covenant import Covenant
from covenant_rules.diagnostics import Diagnostic
from covenant_rules.registration import Registration
from covenant_rules.report import Report

if TYPE_CHECKING:
    from covenant_rules.policy import Policy


@frozen
class Bloc:
    """Everything that one folder holds.

    Attributes:
        warnings: what loading found worth saying that does not stop scoring.
        illustrative: whether the evidence is made up for a demonstration, as the folder says.
        awards: what `awards.yaml` says; None where there is none.
    """

    covenant: Covenant
    registrations: tuple[Registration, ...]
    reports: tuple[Report, ...] = ()
    warnings: tuple[Diagnostic, ...] = field(default=(), eq=False)
    illustrative: bool = False
    awards: Policy | None = None

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that have reports, in the order in which they first appear."""
        return tuple(dict.fromkeys(report.stage for report in self.reports))

    def at(self, stage: str) -> dict[str, Report]:
        """Return the reports of *stage* by unit."""
        return {report.unit: report for report in self.reports if report.stage == stage}
