"""`covenant-rules what-if`: ranks under scenarios, and what weights can do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from covenant_rules.cli.screen import EXIT, Lang, language_of, output, ready
from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import ReportError
from covenant_rules.output.files import write_whole
from covenant_rules.output.words import word
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import Files, inspect
from covenant_rules.spec.unchanged import Seen

if TYPE_CHECKING:
    from covenant_rules.columns.whatif import Scenarios

KINDS = ("csv", "parquet", "arrow")


def what_if_command(  # noqa: PLR0913  (each is an option)
    path: Path,
    scenarios: Path,
    *,
    stage: str | None = None,
    reports: Path | None = None,
    registrations: Path | None = None,
    format: Literal["table", "json"] = "table",  # noqa: A002
    out: Path | None = None,
    lang: Lang = None,
) -> int:
    """Rank a bloc under scenarios, and find the best and worst place that weights can give.

    Example: covenant-rules what-if specs/kien-giang/khoi-1/2017-illustration what-if.yaml

    Parameters
    ----------
    path
        The folder of the bloc-year, or its covenant.yaml.
    scenarios
        The file of scenarios; docs/what-if.md says what it holds.
    stage
        Which reports to score, such as half_year or final.
    reports
        Another file of reports.
    registrations
        Another file of registrations.
    format
        table for people, json for programs.
    out
        A file for every scenario and unit, ending in .csv, .parquet or .arrow.
    """
    from covenant_rules.columns.whatif import reachable_places, what_if  # noqa: PLC0415  (numpy is heavy)
    from covenant_rules.columns.whatif.reading import read_scenarios  # noqa: PLC0415
    from covenant_rules.output import whatif as shown  # noqa: PLC0415

    language = language_of(lang)
    files = Files.of(path, registrations=registrations, reports=reports)
    seen = Seen.of(files, others=(scenarios,))
    bloc = ready(inspect(files, Registry.discover()))
    if out is not None and out.suffix.removeprefix(".") not in KINDS:
        kinds, near = ", ".join(f".{kind}" for kind in KINDS), did_you_mean(out.suffix[1:], KINDS)
        raise ReportError(diagnostic("E561", file=out, kinds=kinds, suggestion=near and f".{near}"))
    asked = read_scenarios(scenarios, bloc)
    found = None
    if asked.assumptions:
        found = what_if(bloc, asked.assumptions, draws=asked.draws, stage=stage)
    places = None
    if asked.limits is not None:
        places = reachable_places(bloc, asked.limits, stage=stage)
    seen.check()
    if out is not None and found is not None:
        write_whole(out, _written(found, out.suffix.removeprefix(".")))
    if format == "json":
        sys.stdout.write(shown.json_text(found, places))
        return EXIT.clean
    if found is not None:
        shown.print_scenarios(output(), found, language)
    if places is not None:
        shown.print_reachable(output(), bloc, places, language)
    if bloc.illustrative:
        output().print(word("illustrative", language))
    return EXIT.clean


def _written(found: Scenarios, kind: str) -> bytes:
    """Return every scenario and unit as the bytes of a file."""
    import pyarrow as pa  # noqa: PLC0415

    table, sink = found.table(), pa.BufferOutputStream()
    if kind == "csv":
        from pyarrow import csv  # noqa: PLC0415

        csv.write_csv(table, sink)
    elif kind == "parquet":
        from pyarrow import parquet  # noqa: PLC0415

        parquet.write_table(table, sink)
    else:
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())
