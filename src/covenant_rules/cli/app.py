"""The commands, one function each, and the guard around them: no input ends in a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from errno import ENAMETOOLONG
from itertools import pairwise
from pathlib import Path
from typing import Literal

from cyclopts import App, CycloptsError
from rich.console import Console

from covenant_rules.cli.audit import audit_command
from covenant_rules.cli.awards import awards_command
from covenant_rules.cli.batch import batch_command
from covenant_rules.cli.demo import run_demo
from covenant_rules.cli.diff import diff_command
from covenant_rules.cli.explain import explain_command
from covenant_rules.cli.files import with_lints, writing
from covenant_rules.cli.form import form_command
from covenant_rules.cli.help import ReadersHelp
from covenant_rules.cli.plugins import plugins
from covenant_rules.cli.record import keygen_command, record_command, verify_command
from covenant_rules.cli.review import review_command
from covenant_rules.cli.schema import schema_command
from covenant_rules.cli.screen import (
    EXIT,
    Lang,
    language_of,
    output,
    ready,
    show,
    show_unread,
    tracked,
)
from covenant_rules.cli.whatif import what_if_command
from covenant_rules.diagnostics import Diagnostic, Severity, diagnostic, in_file_order
from covenant_rules.errors import CovenantError
from covenant_rules.output import csv, json, table
from covenant_rules.registry import Registry
from covenant_rules.spec.audit import check_audits
from covenant_rules.spec.folder import Files, bloc_years, check, inspect
from covenant_rules.spec.unchanged import Seen
from covenant_rules.standing import Standings, score
from covenant_rules.text import Text
from covenant_rules.version import engine

app = App(
    name="covenant-rules",
    help="Chấm điểm, xếp hạng giao ước thi đua. Score and rank emulation covenants, exactly.",
    version=engine,
    result_action="return_value",
    suppress_keyboard_interrupt=False,  # the guard below knows what to do
    help_formatter=ReadersHelp(),
)


app.command(plugins)
app.command(record_command, name="record")
app.command(verify_command, name="verify")
app.command(keygen_command, name="keygen")
app.command(audit_command, name="audit")
app.command(batch_command, name="batch")
app.command(awards_command, name="awards")
app.command(explain_command, name="explain")
app.command(diff_command, name="diff")
app.command(review_command, name="review")
app.command(what_if_command, name="what-if")
app.command(form_command, name="form")
app.command(schema_command, name="schema")


_SHEETS = Text(vi="Kiểm tra các bản giao ước", en="Checking the sheets")


@app.command(name="check")
def check_command(
    *paths: Path,
    lang: Lang = None,
    format: Literal["text", "json"] = "text",  # noqa: A002
) -> int:
    """Find every error in sheets, registrations and reports.

    Example: covenant-rules check specs/kien-giang/khoi-1/2017

    Parameters
    ----------
    paths
        Folders or covenant.yaml files; a folder of folders is searched.
    format
        text for people, json for programs.
    """
    language, registry = language_of(lang), Registry.discover()
    asked = paths or (Path(),)
    sheets = [sheet for path in asked for sheet in bloc_years(path)]
    checked = [d for one in tracked(sheets, _SHEETS, language) for d in check(one, registry)]
    audited = (d for path in asked for d in check_audits(path, registry))
    found = (*in_file_order(checked), *audited)
    if format == "json":
        sys.stdout.write(json.diagnostics_text(found))
    else:
        show(found, language)
    errors = any(d.severity is Severity.ERROR for d in found)
    return EXIT.errors if errors else EXIT.clean


@app.command(name="score")
def score_command(
    path: Path,
    *,
    stage: str | None = None,
    reports: Path | None = None,
    registrations: Path | None = None,
    format: Literal["table", "json", "csv"] = "table",  # noqa: A002
    out: Path | None = None,
    lang: Lang = None,
) -> int:
    """Score every unit of a bloc-year and rank them.

    Example: covenant-rules score specs/kien-giang/khoi-1/2017 --format json

    Parameters
    ----------
    path
        The folder of the bloc-year, or its covenant.yaml.
    stage
        Which reports to score, such as half_year or final.
    reports
        Another file of reports.
    registrations
        Another file of registrations.
    format
        table for people, json or csv for programs.
    out
        A file to write, ending in .html, .xlsx, .docx, .json or .csv. Workbook and minutes are Vietnamese
        unless --lang en is given; the page speaks both languages.
    """
    language = language_of(lang)
    write = None if out is None else writing(out, lang)
    files = Files.of(path, registrations=registrations, reports=reports)
    seen = Seen.of(files)
    loaded = inspect(files, Registry.discover())
    bloc = ready(loaded)
    show_unread(loaded, language)
    bloc = bloc if write is None else with_lints(loaded, bloc)
    standings = score(bloc, stage=stage)
    seen.check()
    if write is not None:
        write(standings)
    if format == "table":
        table.print_to(output(), standings, language)
    else:
        sys.stdout.write(_FORMATS[format](standings))
    return EXIT.clean


_FORMATS: dict[str, Callable[[Standings], str]] = {"json": json.text, "csv": csv.text}


@app.command(name="rules")
def rules_command(*, lang: Lang = None) -> int:
    """List the rules that a sheet may name, with their evidence and settings.

    Example: covenant-rules rules
    """
    language = language_of(lang)
    for rule in Registry.discover().rules.values():
        evidence = ", ".join(p.name for p in rule.evidence) or "—"
        settings = ", ".join(p.name for p in rule.settings) or "—"
        sys.stdout.write(
            f"{rule.id}: {rule.title.in_(language)}\n  from: {evidence}\n  with: {settings}\n"
        )
    return EXIT.clean


@app.command(name="demo")
def demo_command(*, out: Path | None = None, lang: Lang = None) -> int:
    """Score the bloc of 2017 that ships with the package, and write its report.

    Example: covenant-rules demo

    Parameters
    ----------
    out
        Where to write the HTML report; otherwise in a temporary folder, which is told.
    """
    return run_demo(language_of(lang), out)


@app.command(name="completion")
def completion_command(
    shell: Literal["bash", "zsh", "fish", "powershell"],
    *,
    lang: Lang = None,  # noqa: ARG001  (every command takes it; the guard of the errors reads it)
) -> int:
    """Print what a shell needs to complete commands and options with Tab.

    Example: covenant-rules completion bash > ~/.local/share/bash-completion/completions/covenant-rules

    Parameters
    ----------
    shell
        bash, zsh, fish or powershell.
    """
    sys.stdout.write(app.generate_completion(shell=shell))
    return EXIT.clean


def run(arguments: Sequence[str]) -> int:
    """Run the command line on *arguments* and return its exit code; nothing escapes as a traceback."""
    language = _asked(arguments) or language_of(None)
    try:
        errors = Console(stderr=True, highlight=False)
        told = output()
        told.language = language
        result = app(list(arguments), console=told, exit_on_error=False, error_console=errors)
        sys.stdout.flush()  # a closed pipe or a full disk shows here, not after the guard
    except CycloptsError:
        return EXIT.usage
    except CovenantError as error:
        show(error.diagnostics, language)
        return EXIT.errors
    except BrokenPipeError:
        _let_go_of_stdout()
        return EXIT.clean
    except KeyboardInterrupt:
        return 130
    except (
        Exception
    ) as error:  # the last guard: told as a diagnostic, with the cause for the developers
        if os.environ.get("COVENANT_RULES_DEBUG"):
            raise
        show([_told(error)], language)
        if isinstance(error, OSError):
            _let_go_of_stdout()
        return EXIT.errors
    return result if isinstance(result, int) else EXIT.clean


def _told(error: Exception) -> Diagnostic:
    """Return what is said of an exception that no command expected: a defect, or a name no file can have."""
    if isinstance(error, OSError) and error.errno == ENAMETOOLONG:
        return diagnostic("E101", file=str(error.filename)[:80] + "…")
    if isinstance(error, ValueError) and str(error).startswith("embedded null"):  # in a name
        return diagnostic("E105", character="U+0000")
    return diagnostic("E599", error=f"{type(error).__name__}: {error}"[:300])


def _let_go_of_stdout() -> None:
    """Point stdout nowhere, so that what is left in its buffer cannot fail once more at the end."""
    with suppress(OSError):  # a stdout that is no file has no buffer of that kind
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _asked(arguments: Sequence[str]) -> Literal["vi", "en"] | None:
    """Return the language named on the command line, for help and for errors that no command could render."""
    words = " ".join(arguments).replace("=", " ").split()
    for option, value in pairwise(words):
        if option == "--lang" and value in ("vi", "en"):
            return "vi" if value == "vi" else "en"
    return None
