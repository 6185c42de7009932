"""Reports from whatever file they come in: CSV, Parquet, a workbook in long form, forms, or a folder of these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from covenant_rules.bloc import Bloc
from covenant_rules.diagnostics import Diagnostic, Span, diagnostic
from covenant_rules.errors import CovenantError
from covenant_rules.spec.cells import UNIT, Cell, from_csv, from_parquet, header_problems, row_cells
from covenant_rules.spec.source import read_text
from covenant_rules.text import Text

if TYPE_CHECKING:
    from covenant_rules.spec.workbook import Box, Grid

TEXTS = (".csv", ".tsv", ".txt", "")
WORKBOOKS = (".xlsx", ".xlsm", ".xls")  # the last is refused with a way to mend it
PARQUET = ".parquet"
KINDS = (".csv", ".xlsx", PARQUET)
NAME = "reports"


def report_files(folder: Path) -> tuple[Path, ...]:
    """Return the reports of a bloc-year's folder: `reports.csv`, of another kind, or a folder `reports`."""
    found = [folder / f"{NAME}{kind}" for kind in KINDS] + [folder / NAME]
    return tuple(path for path in found if path.exists())


def is_text(path: Path) -> bool:
    """Say whether the reports at *path* are one file of text, which can be kept as it is."""
    return path.suffix.lower() in TEXTS and not path.is_dir()


def read_reports(path: Path, bloc: Bloc | None, found: list[Diagnostic]) -> list[Cell]:
    """Return the cells of the reports at *path*; what is wrong is added to *found*.

    Args:
        path: a file, or a folder all of whose files are read together.
        bloc: the sheet that forms are held against; None where it could not be read.
        found: where diagnostics are added.
    """
    files = _inside(path, found) if path.is_dir() else [path]
    cells: list[Cell] = []
    for file in files:
        try:
            taken, problems = _read(file, bloc)
        except CovenantError as error:
            found += error.diagnostics
        else:
            cells += taken
            found += problems
    return cells if len(files) == 1 else _once(cells, bloc, found)


def _inside(folder: Path, found: list[Diagnostic]) -> list[Path]:
    """Return the files of a folder without what programs hide in it; say what is not read, or missing."""
    shown = [path for path in sorted(folder.iterdir()) if not _is_hidden(path.name)]
    inner = [path for path in shown if path.is_dir()]
    found += [diagnostic("W903", Span(str(path), 1, 1), folder=path.name) for path in inner]
    files = [path for path in shown if path.is_file()]
    if not files:
        found.append(diagnostic("E931", Span(str(folder), 1, 1), folder=folder))
    return files


def _is_hidden(name: str) -> bool:
    """Say whether a file is one that systems and offices leave behind, such as Excel's locks."""
    return name.startswith((".", "~$")) or name.casefold() in ("thumbs.db", "desktop.ini")


def _once(cells: Sequence[Cell], bloc: Bloc | None, found: list[Diagnostic]) -> list[Cell]:
    """Return *cells* without what an earlier file reported; that is told once for a unit and two files."""
    first: dict[tuple[str, str, str], Cell] = {}
    twice: dict[tuple[str, str, str], list[tuple[Cell, Cell]]] = {}  # by unit and the two files
    kept = []
    for cell in cells:
        filled = cell.value not in (None, "") or cell.note
        key = (cell.unit, cell.stage, cell.measure)
        before = first.setdefault(key, cell) if filled else cell
        if before.at.file == cell.at.file:
            kept.append(cell)
        else:
            both = (cell.unit, before.at.file, cell.at.file)
            twice.setdefault(both, []).append((before, cell))
    titles = {} if bloc is None else {one.unit: one.title for one in bloc.registrations}
    for (unit, *files), pairs in twice.items():
        (before, cell), names = pairs[0], [PurePath(file).name for file in files]
        found.append(
            diagnostic(
                "E930", cell.at, related=(before.at,), title=titles.get(unit, Text.same(unit)),
                count=len(pairs), first=names[0], file=names[1],
            )
        )  # fmt: skip
    return kept


def _read(path: Path, bloc: Bloc | None) -> tuple[list[Cell], list[Diagnostic]]:
    kind, shown = path.suffix.lower(), str(path)
    if kind in WORKBOOKS:
        from covenant_rules.spec.forms.reading import from_form, is_form  # noqa: PLC0415
        from covenant_rules.spec.workbook import read_workbook  # noqa: PLC0415

        grids = read_workbook(path, shown)
        if is_form(grids):
            return from_form(grids, bloc)
        return from_grids(grids, shown)
    if kind == PARQUET:
        return from_parquet(path, shown), []
    if kind not in TEXTS:
        kinds = ", ".join(KINDS)
        return [], [diagnostic("E929", Span(shown, 1, 1), kind=kind, kinds=kinds)]
    return from_csv(read_text(path, shown), shown)


def from_grids(grids: Sequence[Grid], shown: str) -> tuple[list[Cell], list[Diagnostic]]:
    """Return the cells of a workbook whose sheets are tables of reports, long or wide, like a CSV file."""
    tables = [grid for grid in grids if grid.boxes and not grid.hidden]
    if not any(_heads(grid) for grid in tables):
        return [], [diagnostic("E905", Span(shown, 1, 1))]
    cells: list[Cell] = []
    problems: list[Diagnostic] = []
    for grid in grids:
        if grid.hidden and grid.boxes:
            at = Span(shown, 1, 1, sheet=grid.sheet)
            problems.append(diagnostic("W901", at, sheet=grid.sheet.name))
        elif grid.boxes:
            for box in _table(grid, problems):
                cells += box
    return cells, problems


def _heads(grid: Grid) -> bool:
    """Say whether the first row of a sheet names the column of the units."""
    row, columns = next(iter(grid.rows.items()))
    return any(grid.boxes[row, column].text == UNIT for column in columns)


def _table(grid: Grid, problems: list[Diagnostic]) -> Iterator[list[Cell]]:
    rows = iter(grid.rows.items())
    first, columns = next(rows)
    across = range(columns[0], columns[-1] + 1)
    heads = [grid.at(first, column) for column in across]
    names, spans = [box.text for box in heads], [box.span for box in heads]
    wrong = [*header_problems(names, spans), *(b.problem for b in heads if b.problem)]
    problems += wrong
    if wrong:
        return
    for row, filled in rows:
        boxes = [grid.at(row, column) for column in across]
        outside = [column for column in filled if column not in across]
        if outside:
            at = grid.at(row, outside[0]).span
            found = len(boxes) + len(outside)
            problems.append(diagnostic("E504", at, found=found, wanted=len(boxes)))
            continue
        told = [box.problem for box in boxes if box.problem]
        problems += told
        if not told and any(not box.is_blank for box in boxes):
            yield _row(names, boxes, spans)


def _row(names: Sequence[str], boxes: Sequence[Box], heads: Sequence[Span]) -> list[Cell]:
    values: dict[str, object] = {n: b.value for n, b in zip(names, boxes, strict=True)}
    spans = {name: box.span for name, box in zip(names, boxes, strict=True)}
    return list(row_cells(values, spans, dict(zip(names, heads, strict=True))))
