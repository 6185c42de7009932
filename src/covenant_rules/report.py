"""Reports: what units say they did, one report for each unit and stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from hashlib import sha256

from attrs import field, frozen

from covenant_rules.text import exact_text


@frozen
class Waiver:
    """A penalty that a competent authority lifts (rule form R24)."""

    authority: str
    reason: str


@frozen
class Report:
    """The evidence of one unit at one stage.

    Attributes:
        values: reported values by measure (`measure@period` where the sheet has periods).
        invalid: measures whose reported evidence an appraisal rejected, with the reason.
        stated: points stated for a whole content or criterion, where its lines are not known.
        waivers: lifted penalties, by line.
        not_applicable: contents and criteria that do not apply to the unit, with the reason.
        notes: remarks, by whatever they stand beside.
        places: where each of these stands, as `file:line`, by the name in the column of the measure.
    """

    unit: str
    stage: str
    values: Mapping[str, Fraction] = field(factory=dict, hash=False)
    invalid: Mapping[str, str] = field(factory=dict, hash=False)
    stated: Mapping[str, Fraction] = field(factory=dict, hash=False)
    waivers: Mapping[str, Waiver] = field(factory=dict, hash=False)
    not_applicable: Mapping[str, str] = field(factory=dict, hash=False)
    notes: Mapping[str, str] = field(factory=dict, hash=False)
    places: Mapping[str, str] = field(factory=dict, eq=False, repr=False)

    @property
    def text(self) -> str:
        """The whole report as canonical text, the same for the same report in any order of rows."""
        rows = [f"{key}={exact_text(value)}" for key, value in self.values.items()]
        rows += [f"points:{key}={exact_text(value)}" for key, value in self.stated.items()]
        rows += [f"invalid:{key}={reason}" for key, reason in self.invalid.items()]
        rows += [f"waiver:{key}={w.authority}|{w.reason}" for key, w in self.waivers.items()]
        rows += [f"not_applicable:{key}={reason}" for key, reason in self.not_applicable.items()]
        return "\n".join([f"{self.unit} {self.stage}", *sorted(rows)])


def digest(reports: Iterable[Report]) -> str:
    """Return the SHA-256 of *reports*, whatever their order."""
    text = "\n\n".join(sorted(report.text for report in reports))
    return f"sha256:{sha256(text.encode()).hexdigest()}"
