"""`covenant-rules review`: the stages of a bloc-year side by side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from covenant_rules.bloc import unknown_unit
from covenant_rules.cli.screen import EXIT, Lang, language_of, output, ready
from covenant_rules.errors import ReportError
from covenant_rules.output import review_data
from covenant_rules.output.review import print_review
from covenant_rules.registry import Registry
from covenant_rules.review import review, review_against
from covenant_rules.spec.folder import Files, inspect
from covenant_rules.spec.unchanged import Seen


def review_command(
    path: Path,
    *,
    stages: Annotated[str | None, Parameter(name=("--stages", "--stage"))] = None,
    unit: str | None = None,
    against: Path | None = None,
    format: Literal["table", "json"] = "table",  # noqa: A002
    lang: Lang = None,
) -> int:
    """Show the stages of a bloc-year side by side, and why they differ.

    Example: covenant-rules review specs/kien-giang/khoi-1/2017-illustration

    Parameters
    ----------
    path
        The folder of the bloc-year, or its covenant.yaml.
    stages
        Which stages, in this order, such as self,appraised; otherwise all.
    unit
        Only this unit, with every row.
    against
        An earlier file of reports: what changed since then at one stage.
    format
        table for people, json for programs.
    """
    language, registry = language_of(lang), Registry.discover()
    files = [Files.of(path)] + ([] if against is None else [Files.of(path, reports=against)])
    seen = Seen.of(*files)
    blocs = [ready(inspect(one, registry)) for one in files]
    units = {registration.unit: registration.title for registration in blocs[0].registrations}
    if unit is not None and unit not in units:
        raise ReportError(unknown_unit(unit, units))
    if against is None:
        asked = None if stages is None else [stage.strip() for stage in stages.split(",")]
        found = review(blocs[0], asked)
    else:
        found = review_against(blocs[0], blocs[1], stages)
    seen.check()
    if format == "json":
        sys.stdout.write(review_data.text(found, unit))
    else:
        print_review(output(), found, language, unit)
    return EXIT.clean
