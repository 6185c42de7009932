"""`covenant-rules diff`: what changed between two editions, and for whom."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from attrs import evolve

from covenant_rules.cli.screen import EXIT, Lang, language_of, output, show
from covenant_rules.impact import impact
from covenant_rules.output import impact as shown
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import Files, inspect


def diff_command(
    old: Path,
    new: Path,
    *,
    stage: str | None = None,
    reports: Path | None = None,
    registrations: Path | None = None,
    format: Literal["table", "json"] = "table",  # noqa: A002
    lang: Lang = None,
) -> int:
    """Show what changed between two editions of a sheet, and whom each change moved.

    Example: covenant-rules diff specs/rule-forms/R01 specs/rule-forms/R01/covenant-as-printed.yaml

    What one folder lacks, registrations or reports, is taken from the other.

    Parameters
    ----------
    old
        The folder of the old edition, or its covenant.yaml.
    new
        The folder of the new edition, or its covenant.yaml.
    stage
        Which reports to score, such as half_year or final.
    reports
        One file of reports for both editions.
    registrations
        One file of registrations for both editions.
    format
        table for people, json for programs.
    """
    language, registry = language_of(lang), Registry.discover()
    before, after = (
        Files.of(path, registrations=registrations, reports=reports) for path in (old, new)
    )
    loaded = [
        inspect(_completed(files, by=other), registry)
        for files, other in ((before, after), (after, before))
    ]
    blocs = [one.bloc for one in loaded if one.bloc is not None and not one.errors]
    if len(blocs) < len(loaded):
        found = [d for one in loaded if one.bloc is None or one.errors for d in one.diagnostics]
        show(dict.fromkeys(found), language)
        return EXIT.errors
    found_impact = impact(*blocs, stage=stage)
    if format == "json":
        sys.stdout.write(shown.json_text(found_impact))
    else:
        shown.print_to(output(), found_impact, language)
    return EXIT.clean


def _completed(files: Files, *, by: Files) -> Files:
    return evolve(
        files,
        registrations=files.registrations or by.registrations,
        reports=files.reports or by.reports,
    )
