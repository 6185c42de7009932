"""A bloc-year: the sheet, the registrations, and the reports of all stages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from covenant_rules.covenant import Covenant
from covenant_rules.diagnostics import Diagnostic, diagnostic, did_you_mean
from covenant_rules.registration import Registration
from covenant_rules.report import Report
from covenant_rules.text import Text, unmarked

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


def unknown_unit(unit: str, known: Mapping[str, Text]) -> Diagnostic:
    """Return what is said where nobody has the id *unit*; who wrote a name, or its beginning, is told the id."""
    wanted, near = unmarked(unit), did_you_mean(unit, known)
    named = {unmarked(text): id_ for id_, title in known.items() for text in (title.vi, title.en)}
    begun = {id_ for name, id_ in named.items() if name.startswith(wanted)}
    if near is None and len(begun) == 1:
        (near,) = begun
    if near is None:
        near = named.get(did_you_mean(wanted, named) or "")
    listed = Text.each(
        lambda at: ", ".join(f"{id_} ({title.in_(at)})" for id_, title in known.items())
    )
    return diagnostic("E550", unit=unit, units=listed, suggestion=near)
