"""A folder as a bloc-year: every file read, every problem of all of them found in one run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from attrs import evolve, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Covenant
from covenant_rules.diagnostics import Diagnostic, Severity, Span, diagnostic, in_file_order
from covenant_rules.errors import SpecError
from covenant_rules.registration import Registration
from covenant_rules.registry import Registry
from covenant_rules.spec.cells import Cell, from_arrow
from covenant_rules.spec.checks import check_bloc, check_sheet
from covenant_rules.spec.lints import lint_results
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.registrations import registrations
from covenant_rules.spec.report_files import NAME, read_reports, report_files
from covenant_rules.spec.reports import is_illustrative, reports
from covenant_rules.spec.shapes import RegistrationsShape
from covenant_rules.spec.sheet import Sheet, sheet
from covenant_rules.spec.source import Document, Places, read_yaml
from covenant_rules.spec.structure import structure

COVENANT, REGISTRATIONS, REPORTS = "covenant.yaml", "registrations.yaml", f"{NAME}.csv"
AUDIT, AWARDS = "audit.yaml", "awards.yaml"


@frozen
class Files:
    """The files of a bloc-year; None stands for a file that is not there.

    *rivals* are all files of reports of a folder that has several, of which none is preferred.
    """

    covenant: Path
    registrations: Path | None
    reports: Path | None
    rivals: tuple[Path, ...] = ()

    @classmethod
    def of(
        cls, path: Path, *, registrations: Path | None = None, reports: Path | None = None
    ) -> Files:
        """Return the files of the folder *path*, or beside the sheet *path*; others may be named."""
        folder = path if path.is_dir() else path.parent
        named = path / COVENANT if path.is_dir() else path
        signed = registrations or _present(folder / REGISTRATIONS)
        found = (reports,) if reports else report_files(folder)
        rivals = found if len(found) > 1 else ()
        return cls(named, signed, found[0] if len(found) == 1 else None, rivals)

    @property
    def awards(self) -> Path | None:
        """The policy of awards beside the sheet."""
        return _present(self.covenant.parent / AWARDS)


def _present(path: Path) -> Path | None:
    return path if path.exists() else None


@frozen
class Loaded:
    """What could be read of a bloc-year, everything wrong or worth saying, and where the sheet says it."""

    bloc: Bloc | None
    diagnostics: tuple[Diagnostic, ...]
    places: Places | None = None

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that stop scoring."""
        return tuple(d for d in self.diagnostics if d.severity is Severity.ERROR)


def load(
    path: str | Path,
    *,
    registry: Registry | None = None,
    registrations: str | Path | None = None,
    reports: str | Path | None = None,
) -> Bloc:
    """Load the bloc-year in a folder.

    Args:
        path: the folder, or its `covenant.yaml`.
        registry: the rules that the sheet may name; by default those of all installed sectors.
        registrations: a file to read instead of the folder's `registrations.yaml`.
        reports: a file (CSV, xlsx, Parquet, a filled form), or a folder of them, to read instead of
            the folder's own.

    Raises:
        SpecError: with every error of all files.
    """
    files = Files.of(
        Path(path),
        registrations=None if registrations is None else Path(registrations),
        reports=None if reports is None else Path(reports),
    )
    loaded = inspect(files, registry or Registry.discover())
    if loaded.bloc is None or loaded.errors:
        raise SpecError(loaded.errors)
    return loaded.bloc


def inspect(files: Files, registry: Registry) -> Loaded:
    """Read *files* as far as they can be read; never raises for what is in them."""
    found: list[Diagnostic] = []
    if files.rivals:
        names = ", ".join(path.name for path in files.rivals)
        found.append(diagnostic("E927", Span(str(files.rivals[0].parent), 1, 1), files=names))
    document = _document(files.covenant, found)
    problems = Problems(document.places if document else Places(str(files.covenant), ()), found)
    resolved = None if document is None else sheet(document, registry, problems)
    if document is None or resolved is None:
        _shapes_only(files, found)
        return Loaded(None, in_file_order(found))
    units, texts = _registrations(files.registrations, resolved, found)
    check_sheet(resolved, units, problems)
    bloc = Bloc(_digested(resolved.covenant, [document.text, *texts]), units)
    errors = any(d.severity is Severity.ERROR for d in found)
    if files.awards is not None and not errors:
        bloc = _with_awards(bloc, files.awards, found)
    if files.reports is not None and not errors:
        bloc = _with_reports(bloc, files.reports, found)
    if not any(d.severity is Severity.ERROR for d in found):
        check_bloc(bloc, problems)
    ordered = in_file_order(found)
    warnings = tuple(d for d in ordered if d.severity is Severity.WARNING)
    return Loaded(evolve(bloc, warnings=warnings), ordered, document.places)


def _shapes_only(files: Files, found: list[Diagnostic]) -> None:
    """Add what is wrong with the form of the other files, when there is no sheet to hold them against."""
    signed = None if files.registrations is None else _document(files.registrations, found)
    if signed is not None:
        structure(signed, RegistrationsShape, Problems(signed.places, found))
    if files.reports is not None:
        read_reports(files.reports, None, found)


def _document(path: Path, found: list[Diagnostic]) -> Document | None:
    try:
        return read_yaml(path, str(path))
    except SpecError as error:
        found += error.diagnostics
        return None


def _registrations(
    path: Path | None, resolved: Sheet, found: list[Diagnostic]
) -> tuple[tuple[Registration, ...], list[str]]:
    if path is None:
        return (), []
    document = _document(path, found)
    if document is None:
        return (), []
    units = registrations(document, resolved, Problems(document.places, found))
    return units or (), [document.text]


def _digested(covenant: Covenant, texts: Sequence[str]) -> Covenant:
    """Return the covenant with the hash of its sheet and its registrations."""
    joined = "\0".join(texts)
    return evolve(covenant, digest=f"sha256:{sha256(joined.encode()).hexdigest()}")


def _with_awards(bloc: Bloc, path: Path, found: list[Diagnostic]) -> Bloc:
    from covenant_rules.spec.awards import policy  # noqa: PLC0415  (most of what is read)

    document = _document(path, found)
    if document is None:
        return bloc
    return evolve(bloc, awards=policy(document, bloc, Problems(document.places, found)))


def _with_reports(bloc: Bloc, path: Path, found: list[Diagnostic]) -> Bloc:
    return take_reports(bloc, read_reports(path, bloc, found), found)


def take_reports(bloc: Bloc, cells: Iterable[Cell], found: list[Diagnostic]) -> Bloc:
    """Return *bloc* with the reports that *cells* make up; problems are added to *found*."""
    taken = reports(cells, bloc, found)
    return evolve(bloc, reports=taken, illustrative=any(map(is_illustrative, taken)))


def with_frame(bloc: Bloc, frame: object) -> Bloc:
    """Return *bloc* with the reports of a data frame, long or wide.

    Args:
        bloc: a sheet with its registrations.
        frame: any object with the Arrow PyCapsule interface (pandas, polars, pyarrow, duckdb).

    Raises:
        SpecError: with every cell that cannot be taken; the line of a place is the frame's row.
    """
    found: list[Diagnostic] = []
    taken = take_reports(bloc, from_arrow(frame), found)
    if found:
        raise SpecError(found)
    return taken


MOST_FOLDERS = 5_000


_BESIDE = (REGISTRATIONS, REPORTS, AWARDS)


def named_under(folder: Path, name: str) -> list[Path]:
    """Return the files *name* in *folder* and in those inside, in order; none through a symbolic link.

    A folder that may not be read, or that is gone when it is reached, holds nothing.
    """
    places = (Path(place) / name for place, _, files in os.walk(folder) if name in files)
    return sorted(path for path in places if not path.is_symlink())[:MOST_FOLDERS]


def bloc_years(path: Path) -> Iterator[Path]:
    """Yield every sheet under *path*: the file itself, the folder's, or those of folders inside.

    A file that belongs to a sheet stands for the sheet beside it; figures to audit have none.
    Symbolic links are not followed, so a folder can neither lead elsewhere nor hold itself.
    """
    if path.name == AUDIT and not path.is_dir():
        return
    if not path.is_dir():
        yield path.with_name(COVENANT) if path.name in _BESIDE else path
        return
    sheets = named_under(path, COVENANT)
    if sheets or not named_under(path, AUDIT):  # figures may be audited where no sheet is known
        yield from sheets or [path / COVENANT]


def check(path: Path, registry: Registry) -> tuple[Diagnostic, ...]:
    """Return all diagnostics of every bloc-year under *path*."""
    return in_file_order(
        found
        for covenant in bloc_years(path)
        for found in _with_results(inspect(Files.of(covenant), registry), Files.of(covenant).awards)
    )


def _with_results(loaded: Loaded, awards: Path | None) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a bloc-year, and what its results say of the sheet; loading skips them."""
    if loaded.bloc is None or loaded.places is None or loaded.errors:
        return loaded.diagnostics
    found = [*loaded.diagnostics, *lint_results(loaded.bloc, loaded.places)]
    if awards is not None:
        from covenant_rules.spec.awards_checks import check_program, lint_limits  # noqa: PLC0415

        problems = Problems(read_yaml(awards, str(awards)).places, found)
        check_program(loaded.bloc, problems)
        lint_limits(loaded.bloc, problems)
    return tuple(found)
