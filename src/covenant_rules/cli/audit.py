"""`covenant-rules audit`: printed figures against arithmetic."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from covenant_rules.cli.screen import EXIT, Lang, fitted, language_of, output, show
from covenant_rules.diagnostics import diagnostic
from covenant_rules.equations import Verdict
from covenant_rules.errors import SpecError
from covenant_rules.output import audit as shown
from covenant_rules.registry import Registry
from covenant_rules.spec.audit import audit_files, read_audit


def audit_command(
    *paths: Path,
    lang: Lang = None,
    format: Literal["text", "table", "json"] = "text",  # noqa: A002
) -> int:
    """Hold the figures that public documents print against arithmetic.

    Example: covenant-rules audit specs/kien-giang/khoi-1/2017

    The exit code is 1 where a figure cannot be, or where its verdict is not the one expected.

    Parameters
    ----------
    paths
        Folders with an audit.yaml, or such files; a folder of folders is searched.
    format
        text with a sentence for each figure, a table, or json for programs.
    """
    language, registry = language_of(lang), Registry.discover()
    files = [file for path in paths or (Path(),) for file in audit_files(path)]
    if not files:
        missing = (paths or (Path(),))[0] / "audit.yaml"
        raise SpecError(diagnostic("E101", file=missing))
    audits = [read_audit(file, registry) for file in files]
    wrong = [found for one in audits for found in one.diagnostics]
    if wrong:
        show(wrong, language)
        return EXIT.errors
    if format == "json":
        sys.stdout.write(shown.json_text(audits))
    elif format == "table":
        shown.print_tables(output(), audits, language)
    else:
        sys.stdout.write(fitted(shown.text(audits, language)))
    judged = [one for audited in audits for one in audited.judged]
    bad = any(one.verdict is Verdict.FAILS or not one.as_expected for one in judged)
    return EXIT.errors if bad else EXIT.clean
