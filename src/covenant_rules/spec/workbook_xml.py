"""What a workbook's own XML says and the reader of its values does not: formulas, errors, per cents.

It is read first, in one pass and within limits, so that nothing larger is ever unpacked into memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from posixpath import join, normpath
from xml.parsers import expat  # no DTD is let in, so no entity can grow
from zipfile import ZipFile

from attrs import field, frozen

Place = tuple[int, int]  # row and column, from 1
Attributes = Mapping[str, str]

MOST_CELLS = 200_000
FARTHEST_ROW, FARTHEST_COLUMN = 100_000, 1_000
LARGEST_AREA = 4_000_000
MOST_COUNTED = 1_000_000

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PERCENT_FORMATS = frozenset({9, 10})  # 0% and 0.00%, which every workbook knows


class TooLargeError(Exception):
    """A sheet holds more cells than anybody fills in; *place* is the one that is too many or too far."""

    def __init__(self, sheet: str, place: Place) -> None:
        self.sheet, self.place = sheet, place
        super().__init__(sheet, place)


@frozen
class Marks:
    """What stands behind the values of one sheet: texts of formulas, names of errors, cells in per cent."""

    formulas: dict[Place, str] = field(factory=dict)
    errors: dict[Place, str] = field(factory=dict)
    percents: set[Place] = field(factory=set)


def marks(archive: ZipFile) -> dict[str, Marks]:
    """Return the marks of every worksheet by its name.

    Raises:
        ExpatError, KeyError, ValueError: the workbook is damaged.
        TooLargeError: a sheet is too large.
    """
    for part in archive.namelist():
        if (
            part.count("/") == 1
            and part.lower().startswith("xl/")
            and part.lower().endswith(".xml")
        ):
            _elements(archive, part)  # also of what is not needed here, no count may be absurd
    targets = {
        a["Id"]: a["Target"]
        for name, a in _elements(archive, "xl/_rels/workbook.xml.rels")
        if name == "Relationship"
    }
    sheets = [
        (a["name"], a["id"]) for n, a in _elements(archive, "xl/workbook.xml") if n == "sheet"
    ]
    percent = _percent_styles(archive)
    found = {}
    for name, relation in sheets:
        part = normpath(join("xl", targets[relation])).lstrip("/")
        if "worksheets" in part:
            found[name] = _Scan(name, percent).read(archive.read(part))
    return found


def _parse(data: bytes, start: Callable[[str, Attributes], None], **handlers: object) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def opened(name: str, attributes: dict[str, str]) -> None:
        found = {_local(key): value for key, value in attributes.items()}
        for counted in ("count", "uniqueCount"):  # for which calamine would make room at once
            if int(found.get(counted, 0)) > MOST_COUNTED:
                raise ValueError(f"a workbook does not hold {found[counted]} of anything")
        start(_local(name), found)

    parser.StartElementHandler = opened
    parser.StartDoctypeDeclHandler = _no_doctype
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    parser.Parse(data, True)  # noqa: FBT003  (expat takes no names)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _no_doctype(*_: object) -> None:
    raise ValueError("a workbook declares no document type")


def _elements(archive: ZipFile, part: str) -> Iterator[tuple[str, Attributes]]:
    found: list[tuple[str, Attributes]] = []
    _parse(archive.read(part), lambda name, attributes: found.append((name, attributes)))
    return iter(found)


def _percent_styles(archive: ZipFile) -> set[int]:
    """Return the numbers of the cell styles that show a number in per cent."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    formats, styles, inside = set(_PERCENT_FORMATS), [], False
    for name, attributes in _elements(archive, "xl/styles.xml"):
        if name == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
            formats.add(int(attributes["numFmtId"]))
        if name in ("cellXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
        elif inside and name == "xf":
            styles.append(int(attributes.get("numFmtId", "0")))
    return {number for number, used in enumerate(styles) if used in formats}


class _Scan:
    """Reads one sheet, cell by cell."""

    def __init__(self, name: str, percent: set[int]) -> None:
        self.name, self.percent = name, percent
        self.marks = Marks()
        self.row = self.column = self.cells = self.last_row = self.last_column = 0
        self.attributes: Attributes = {}
        self.text = ""
        self.filled = False

    def read(self, data: bytes) -> Marks:
        _parse(
            data, self._open, EndElementHandler=self._close, CharacterDataHandler=self._characters
        )
        return self.marks

    def _open(self, name: str, attributes: Attributes) -> None:
        self.text = ""
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "c":
            self.attributes, self.filled = attributes, False
            self.row, self.column = self._place(attributes)
        elif name == "f":
            self.marks.formulas[self.row, self.column] = ""

    def _place(self, attributes: Attributes) -> Place:
        if "r" not in attributes:
            return self.row, self.column + 1
        found = _REFERENCE.fullmatch(attributes["r"])
        if found is None:
            raise ValueError(f"{attributes['r']} is no cell")
        column = 0
        for letter in found[1]:
            column = 26 * column + ord(letter) - ord("A") + 1
        return int(found[2]), column

    def _characters(self, data: str) -> None:
        self.text += data

    def _close(self, name: str) -> None:
        local, here = _local(name), (self.row, self.column)
        if local == "f":
            self.marks.formulas[here] = f"={self.text}"
            self.filled = True
        elif local == "v":
            self.filled = True
            if self.attributes.get("t") == "e":
                self.marks.errors[here] = self.text
        elif local == "t":
            self.filled = True
        elif local == "c" and self.filled:
            self._count(here)
            if int(self.attributes.get("s", "0")) in self.percent:
                self.marks.percents.add(here)

    def _count(self, here: Place) -> None:
        self.cells += 1
        self.last_row = max(self.last_row, here[0])
        self.last_column = max(self.last_column, here[1])
        if (
            self.cells > MOST_CELLS
            or here[0] > FARTHEST_ROW
            or here[1] > FARTHEST_COLUMN
            or self.last_row * self.last_column > LARGEST_AREA
        ):
            raise TooLargeError(self.name, here)
