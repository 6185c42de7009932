"""`covenant-rules form`: the workbooks that units fill in."""

from __future__ import annotations

import sys
from pathlib import Path

from attrs import evolve

from covenant_rules.bloc import unknown_unit
from covenant_rules.cli.screen import EXIT, Lang, document_language, ready
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import ReportError
from covenant_rules.output.excel.form import write_form
from covenant_rules.output.files import make_folder
from covenant_rules.registry import Registry
from covenant_rules.spec.cells import DEFAULT_STAGE
from covenant_rules.spec.folder import Files, inspect
from covenant_rules.spec.forms.layout import reporters

KIND = ".xlsx"


def form_command(
    path: Path,
    *,
    out: Path,
    unit: str | None = None,
    stage: str = DEFAULT_STAGE,
    prefill: str | None = None,
    registrations: Path | None = None,
    lang: Lang = None,
) -> int:
    """Write the Excel form that units fill in; `score --reports` reads it back.

    Example: covenant-rules form specs/kien-giang/khoi-1/2017 --unit cong-an-tinh --out bieu-mau.xlsx

    A form is a Vietnamese official document, whatever the language of the machine; --lang en asks for English.

    Parameters
    ----------
    path
        The folder of the bloc-year, or its covenant.yaml.
    out
        A file ending in .xlsx: one workbook. A folder: one workbook for each unit.
    unit
        Only this unit; otherwise all units of the bloc.
    stage
        The stage that the form reports, such as self or final.
    prefill
        Fill in what was reported at this stage, such as self for an appraisal.
    registrations
        Another file of registrations.
    """
    files = Files.of(path, registrations=registrations)
    if prefill is None:  # what was reported before does not matter, whatever is wrong with it
        files = evolve(files, reports=None, rivals=())
    bloc = ready(inspect(files, Registry.discover()))
    known = reporters(bloc)
    if out.suffix.lower() == KIND:
        wanted = {out: unit}
    elif out.suffix:
        raise ReportError(diagnostic("E561", file=out, kinds=KIND, suggestion=KIND))
    else:
        if unit is not None and unit not in known:
            raise ReportError(unknown_unit(unit, {one: known[one].title for one in known}))
        make_folder(out)
        wanted = {out / f"{one}{KIND}": one for one in known if unit in (None, one)}
    language = document_language(lang)
    for file, one in wanted.items():
        write_form(bloc, file, unit=one, stage=stage, language=language, prefill=prefill)
        sys.stdout.write(f"{file}\n")
    return EXIT.clean
