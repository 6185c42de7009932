"""`covenant-rules explain`: the account of one unit, every point of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Literal

from covenant_rules.cli.screen import EXIT, Lang, language_of, show
from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import ReportError
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import Files, inspect
from covenant_rules.standing import score


def explain_command(
    path: Path,
    unit: str,
    *,
    criterion: str | None = None,
    stage: str | None = None,
    reports: Path | None = None,
    format: Literal["text", "markdown", "json", "html"] = "text",  # noqa: A002
    lang: Lang = None,
) -> int:
    """Account for every point of one unit.

    Example: covenant-rules explain specs/kien-giang/khoi-1/2017-illustration cong-an-tinh

    Parameters
    ----------
    path
        The folder of the bloc-year, or its covenant.yaml.
    unit
        The id of the unit.
    criterion
        Only this content or criterion.
    stage
        Which reports to score, such as half_year or final.
    reports
        Another file of reports.
    format
        text, markdown or html for people, json for programs.
    """
    language = language_of(lang)
    loaded = inspect(Files.of(path, reports=reports), Registry.discover())
    if loaded.bloc is None or loaded.errors:
        show(loaded.diagnostics, language)
        return EXIT.errors
    standings = score(loaded.bloc, stage=stage)
    units = [result.card.unit for result in standings]
    if unit not in units:
        near = did_you_mean(unit, units)
        raise ReportError(diagnostic("E550", unit=unit, units=", ".join(units), suggestion=near))
    nodes = loaded.bloc.covenant.nodes
    if criterion is not None and criterion not in nodes:
        near = did_you_mean(criterion, nodes)
        raise ReportError(
            diagnostic("E515", node=criterion, nodes=", ".join(nodes), suggestion=near)
        )
    ledger = standings[unit].ledger
    if format == "json":
        sys.stdout.write(json.dumps(ledger.data(), ensure_ascii=False, indent=2) + "\n")
    else:
        render = {"text": ledger.text, "markdown": ledger.markdown, "html": ledger.html}[format]
        sys.stdout.write(render(language, criterion))
    return EXIT.clean
