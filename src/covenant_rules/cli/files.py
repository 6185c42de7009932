"""The files that `score --out` writes, by the ending of their name; each kind is loaded when it is used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from attrs import evolve

from covenant_rules.bloc import Bloc
from covenant_rules.cli.screen import document_language, language_of, tracked
from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import ReportError, from_extra
from covenant_rules.goals import Seeking
from covenant_rules.output import csv, json
from covenant_rules.output.excel.result import workbook
from covenant_rules.output.files import check_place, write_whole
from covenant_rules.output.minutes import minutes
from covenant_rules.spec.folder import Loaded
from covenant_rules.spec.lints import lint_results
from covenant_rules.standing import Standings
from covenant_rules.text import Language, Text

_UNITS = Text(vi="Giải trình từng đơn vị", en="Accounting for each unit")


def html_page(
    standings: Standings,
    language: Language,
    *,
    unit: str | None = None,
    node: str | None = None,
    sought: Sequence[Seeking] = (),
) -> str:
    """Return the report as a page, of the bloc or of one unit; progress is told on a terminal.

    *node* limits the account of the unit to a content or criterion; *sought* are its goals.

    Raises:
        MissingPackageError: the extra `report` is not installed.
    """
    with from_extra("report"):
        from covenant_rules.output.report.page import Scope, page  # noqa: PLC0415  (an extra)

    warnings = standings.bloc.warnings
    scope, track = Scope(unit, node, sought), partial(tracked, words=_UNITS, language=language)
    return page(standings, language, warnings=warnings, scope=scope, track=track)


WRITERS: Mapping[str, Callable[[Standings, Language], bytes]] = {
    "html": lambda standings, language: html_page(standings, language).encode(),
    "xlsx": workbook,
    "docx": minutes,
    "json": lambda standings, _: json.text(standings).encode(),
    "csv": lambda standings, _: csv.text(standings).encode(),
}


DOCUMENTS = ("xlsx", "docx")  # are signed and filed
_WRITTEN = Text(vi="Đã ghi `{}`.", en="Wrote `{}`.")


def writing(path: Path, asked: Literal["vi", "en"] | None) -> Callable[[Standings], None]:
    """Return what writes standings to *path*, whole or not at all, and says so on stderr.

    That it can be written is looked at here, so that nobody waits for a result that has no place to go.

    Raises:
        ReportError: the name ends in nothing that is known.
        MissingPackageError: the kind needs an extra that is not installed.
        WriteError: the folder is missing, read-only or full.
    """
    writer, kind = _writer(path), path.suffix.removeprefix(".").lower()
    check_place(path)
    with from_extra("report"):
        for package in _NEEDS.get(kind, ()):
            import_module(package)
    spoken = language_of(asked)
    language = document_language(asked) if kind in DOCUMENTS else spoken

    def write(standings: Standings) -> None:
        write_whole(path, writer(standings, language))
        sys.stderr.write(_WRITTEN.in_(spoken).format(path) + "\n")

    return write


_NEEDS: Mapping[str, Sequence[str]] = MappingProxyType(
    {"html": ("jinja2", "altair", "vl_convert"), "xlsx": ("xlsxwriter",), "docx": ("docx",)}
)


def _writer(path: Path) -> Callable[[Standings, Language], bytes]:
    kind = path.suffix.removeprefix(".").lower()
    if kind not in WRITERS:
        near = did_you_mean(kind, WRITERS)
        kinds = ", ".join(f".{known}" for known in WRITERS)
        raise ReportError(
            diagnostic("E561", file=path, kinds=kinds, suggestion=near and f".{near}")
        )
    return WRITERS[kind]


def with_lints(loaded: Loaded, bloc: Bloc) -> Bloc:
    """Return *bloc*, warned also of what its results say of the sheet, for files that tell warnings."""
    if loaded.places is None:
        return bloc
    return evolve(bloc, warnings=(*bloc.warnings, *lint_results(bloc, loaded.places)))
