"""A filled form as cells of a report: found by its hidden ids, nothing guessed, nothing dropped."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.diagnostics import Diagnostic, Span, diagnostic
from covenant_rules.spec.cells import Cell
from covenant_rules.spec.forms.editions import check_edition
from covenant_rules.spec.forms.layout import CHOICES, COLUMNS, PRINTED, Kind, kind_of
from covenant_rules.spec.forms.passport import (
    KEY,
    MARK,
    MARKED,
    OF,
    VERSION,
    Passport,
    Printed,
    passport_of,
    version_of,
)
from covenant_rules.spec.workbook import Box, Grid

VALUE, EVIDENCE, NOTE = COLUMNS[PRINTED:]
CITED = "Căn cứ: "


def noted(note: str, evidence: str) -> str:
    r"""Return the one note of a report for what stands in the two columns of a form.

    >>> noted("số liệu tạm tính", "QĐ 12/QĐ-UBND")
    'số liệu tạm tính\nCăn cứ: QĐ 12/QĐ-UBND'
    """
    return "\n".join(part for part in (note, evidence and f"{CITED}{evidence}") if part)


def parted(note: str) -> tuple[str, str]:
    """Return the two columns of a form, note and evidence, for the note of a report."""
    if note.startswith(CITED):
        return "", note.removeprefix(CITED)
    said, _, cited = note.partition(f"\n{CITED}")
    return said, cited


def is_form(grids: Sequence[Grid]) -> bool:
    """Say whether a workbook was made as a form, even where its hidden sheet is gone."""
    return any(version_of(grid) is not None or _columns(grid) is not None for grid in grids)


def from_form(grids: Sequence[Grid], bloc: Bloc | None) -> tuple[list[Cell], list[Diagnostic]]:
    """Return the cells of a filled form and everything that is wrong with it.

    Without a *bloc*, because its sheet could not be read, nothing can be said of the form.
    """
    hidden = next((grid for grid in grids if version_of(grid) is not None), None)
    if hidden is None:
        return [], [diagnostic("E909", grids[0].at(1, 1).span)]
    if version_of(hidden) != VERSION:
        return [], [diagnostic("E908", hidden.at(2, 2).span, version=version_of(hidden))]
    passport = passport_of(hidden)
    if passport is None:
        return [], [diagnostic("E909", hidden.at(1, 1).span)]
    if bloc is None:
        return [], []
    others = [grid for grid in grids if grid is not hidden]
    problems = list(check_edition(passport, bloc, others[0] if others else hidden))
    if any(found.code.startswith("E") for found in problems):
        return [], problems
    reader = _Reader(passport, problems)
    for grid in others:
        reader.take(grid)
    reader.finish(hidden)
    return reader.cells, reader.problems


def _columns(grid: Grid) -> tuple[int, dict[str, list[int]]] | None:
    """Return the row that names the columns of a form, and where each name stands."""
    for row, columns in grid.rows.items():
        named: dict[str, list[int]] = {}
        for column in columns:
            text = grid.boxes[row, column].text
            if text.startswith(MARK):
                named.setdefault(text.removeprefix(MARK), []).append(column)
        if named:
            return row, named
    return None


@frozen
class _Line:
    """One row of a sheet of the form, by the names of its columns."""

    boxes: dict[str, Box]
    unit: str
    key: str


@define
class _Reader:
    """Reads the sheets of one form, knowing what was printed on them."""

    passport: Passport
    problems: list[Diagnostic]
    cells: list[Cell] = field(factory=list)
    seen: dict[tuple[str, str], Box] = field(factory=dict)
    broken: bool = False

    def take(self, grid: Grid) -> None:
        """Take the cells of one sheet."""
        named = _columns(grid)
        if named is None:
            if grid.boxes:
                first = next(iter(sorted(grid.boxes)))
                self._problem("W901", grid.at(*first), sheet=grid.sheet.name)
            return
        row, found = named
        wrong = [name for name in MARKED if len(found.get(name, [])) != 1]
        for name in wrong:
            self._problem("E915", grid.at(row, 1), column=name, found=len(found.get(name, [])))
        if wrong:
            self.broken = True  # whose rows are missing cannot be told
            return
        columns = {name: found[name][0] for name in MARKED}
        for number, filled in grid.rows.items():
            if number != row:
                boxes = {name: grid.at(number, column) for name, column in columns.items()}
                line = _Line(boxes, boxes[OF].text, boxes[KEY].text)
                outside = [grid.at(number, n) for n in filled if n not in columns.values()]
                self._row(line, outside, [grid.at(number, n) for n in filled])

    def _problem(self, code: str, box: Box, **values: object) -> None:
        self.problems.append(diagnostic(code, box.span, **values))  # type: ignore[arg-type]

    def _row(self, line: _Line, outside: Sequence[Box], filled: Sequence[Box]) -> None:
        key = (line.unit, line.key)
        printed = self.passport.rows.get(key)
        if not line.key and not line.unit:
            if any(not box.is_blank for box in filled):
                self._problem("E912", next(box for box in filled if not box.is_blank))
            return
        if printed is None:
            self._problem("E926", line.boxes[VALUE], key=f"{line.unit} {line.key}"[:80])
            return
        if key in self.seen:
            at, first = line.boxes[VALUE].span, self.seen[key].span
            self.problems.append(diagnostic("E911", at, related=(first,), row=_named(printed)))
            return
        self.seen[key] = line.boxes[VALUE]
        for box in outside:
            if not box.is_blank:
                self._problem("E913", box, text=box.text[:40])
        self._printed(line, printed)
        if printed.asked:
            self._asked(line)

    def _printed(self, line: _Line, printed: Printed) -> None:
        """Check that what was printed on a row still stands there."""
        texts = [line.boxes[name].text for name in COLUMNS]
        for number in printed.changed(texts):
            code = "E914" if printed.texts[number] else "E913"
            box, was = line.boxes[COLUMNS[number]], printed.texts[number]
            self._problem(code, box, text=texts[number][:40], was=was[:80])

    def _asked(self, line: _Line) -> None:
        """Take what was filled in on a row."""
        value = line.boxes[VALUE]
        problems = [b.problem for b in (value, line.boxes[EVIDENCE], line.boxes[NOTE]) if b.problem]
        note = noted(line.boxes[NOTE].text, line.boxes[EVIDENCE].text)
        kind = kind_of(line.key)
        if kind in CHOICES and not value.problem:
            choices = (CHOICES[kind].vi, CHOICES[kind].en)
            if value.text.casefold() not in ("", *choices) or (note and value.is_blank):
                chosen = CHOICES[kind].in_(self.passport.language)
                problems.append(
                    diagnostic("E924", value.span, value=value.text[:40], choice=chosen)
                )
            if value.is_blank:
                self.problems += problems
                return
        if kind is Kind.WAIVER and note and value.is_blank:
            problems.append(diagnostic("E925", value.span, line=line.key.partition(":")[2]))
        self.problems += problems
        if not problems:
            stage, span = self.passport.stage, value.span
            self.cells.append(Cell(line.unit, stage, line.key, value.value, note, span, span, span))

    def finish(self, hidden: Grid) -> None:
        """Name every row, or whole sheet, that is not there any more."""
        gone = [key for key in self.passport.rows if key not in self.seen]
        if self.broken or not gone:
            return
        left = {self.passport.rows[key].page: box.span.sheet for key, box in self.seen.items()}
        for page in dict.fromkeys(self.passport.rows[key].page for key in gone):
            if page not in left:
                self._problem("E916", hidden.at(1, 1), sheet=page)
        for key in gone:
            printed = self.passport.rows[key]
            if printed.page in left and printed.asked:
                at = Span(hidden.file, 1, 1, sheet=left[printed.page])
                found = diagnostic("E910", at, row=_named(printed), sheet=printed.page)
                self.problems.append(found)


def _named(printed: Printed) -> str:
    return " ".join(text for text in printed.texts[:2] if text)[:120]
