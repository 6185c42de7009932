"""The hidden sheet of a form: which sheet of which edition it was made for, and every row as it was printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from covenant_rules.spec.forms.layout import COLUMNS, PRINTED
from covenant_rules.spec.workbook import Grid
from covenant_rules.text import Language

SHEET = "covenant-rules"
FORM = "covenant-rules form"
VERSION = "1"

# The first row of every sheet of a form is hidden and names its columns, wherever they are moved.
MARK = "cr:"
OF, KEY = "of", "key"
MARKED = (*COLUMNS, OF, KEY)

_FIELDS = ("version", "covenant", "edition", "digest", "stage", "language")


@frozen
class Printed:
    """One row as it was printed: on which sheet, and its texts; see `layout.Row` for the rest."""

    page: str
    asked: bool
    extra: bool
    texts: tuple[str, ...]

    def changed(self, texts: Sequence[str]) -> list[int]:
        """Return the numbers of the columns in which *texts* are not what was printed."""
        columns = PRINTED if self.asked else len(COLUMNS)
        return [n for n in range(columns) if texts[n] != self.texts[n]]


@frozen
class Passport:
    """What a form says of itself.

    Attributes:
        digest: the hash of the sheet and the registrations from which it was made.
        rows: every row, by unit and key.
    """

    covenant: str
    edition: str
    digest: str
    stage: str
    language: Language
    rows: Mapping[tuple[str, str], Printed]
    version: str = VERSION

    def lines(self) -> Iterator[list[str]]:
        """Yield the rows of the hidden sheet."""
        yield [FORM]
        for name in _FIELDS:
            yield [name, getattr(self, name)]
        for (unit, key), row in self.rows.items():
            asked, extra = ("yes" if marked else "" for marked in (row.asked, row.extra))
            yield ["row", unit, key, row.page, asked, extra, *row.texts]


def version_of(grid: Grid) -> str | None:
    """Return the version of the form that *grid* is the hidden sheet of; None where it is none."""
    return grid.at(2, 2).text if grid.at(1, 1).text == FORM else None


def passport_of(grid: Grid) -> Passport | None:
    """Return what the hidden sheet says; None where it was damaged."""
    said = {grid.at(row, 1).text: grid.at(row, 2).text for row in range(2, 2 + len(_FIELDS))}
    language = said.get("language")
    if set(said) != set(_FIELDS) or language not in ("vi", "en"):
        return None
    first = 2 + len(_FIELDS)
    rows = {}
    for row in grid.rows:
        if row >= first and grid.at(row, 1).text:  # further right stand the lists of levels
            said_here = [grid.at(row, n).text for n in range(1, 7 + len(COLUMNS))]
            kind, unit, key, page, asked, extra, *texts = said_here
            if kind != "row" or not key or (unit, key) in rows:
                return None
            rows[unit, key] = Printed(page, bool(asked), bool(extra), tuple(texts))
    if not rows:
        return None
    return Passport(
        said["covenant"],
        said["edition"],
        said["digest"],
        said["stage"],
        "vi" if language == "vi" else "en",
        rows,
        said["version"],
    )
