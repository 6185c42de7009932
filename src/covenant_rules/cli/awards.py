"""`covenant-rules awards`: who is proposed for what, and why or why not."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Literal

from covenant_rules.awards.conclude import Conclusions, conclude
from covenant_rules.awards.why import Verdict
from covenant_rules.bloc import unknown_unit
from covenant_rules.cli.screen import EXIT, Lang, fitted, language_of, ready
from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import ReportError
from covenant_rules.output import awards_data
from covenant_rules.output.awards import lines, why_lines
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import Files, inspect
from covenant_rules.spec.unchanged import Seen
from covenant_rules.standing import score


def awards_command(
    path: Path,
    *,
    why: tuple[str, str] | None = None,
    stage: str | None = None,
    reports: Path | None = None,
    registrations: Path | None = None,
    format: Literal["table", "json"] = "table",  # noqa: A002
    lang: Lang = None,
) -> int:
    """Conclude classes, awards and elections of a bloc-year, with the facts of each.

    Example: covenant-rules awards specs/kien-giang/khoi-1/2017-illustration

    Parameters
    ----------
    path
        The folder of the bloc-year, or its covenant.yaml.
    why
        UNIT AWARD: why the unit gets the award or class, or what stands in its way.
    stage
        Which reports to score, such as half_year or final.
    reports
        Another file of reports.
    registrations
        Another file of registrations.
    format
        table for people, json for programs.
    """
    language = language_of(lang)
    files = Files.of(path, registrations=registrations, reports=reports)
    seen = Seen.of(files)
    bloc = ready(inspect(files, Registry.discover()))
    if bloc.awards is None:
        raise ReportError(diagnostic("E895"))
    found = conclude(score(bloc, stage=stage))
    seen.check()
    chosen = None if why is None else _asked(found, *why)
    if format == "json":
        whole = awards_data.document(found)
        data = whole if chosen is None else awards_data.verdict_data(chosen)
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    else:
        told = lines(found, language) if chosen is None else why_lines(found, chosen, language)
        sys.stdout.write(fitted("\n".join(told) + "\n"))
    return EXIT.clean


def _asked(found: Conclusions, unit: str, award: str) -> Verdict:
    """Return the decision that *unit* and *award* name.

    Raises:
        ReportError: there is no such unit, or nothing of that name is decided for it.
    """
    named = {result.card.unit: result.card.title for result in found.standings}
    named |= {person.id: person.title for person in found.policy.year.people}
    subjects = {one.who: named[one.who] for one in found.verdicts}
    if unit not in subjects:
        raise ReportError(unknown_unit(unit, subjects))
    names = [one.name for one in found.verdicts if one.who == unit]
    if award not in names:
        near = did_you_mean(award, names)
        listed = ", ".join(dict.fromkeys(names))
        raise ReportError(
            diagnostic("E897", award=award, unit=unit, awards=listed, suggestion=near)
        )
    return found.verdict(award, unit)
