"""A Word document in the form of decree 30/2020/NĐ-CP: A4, Times New Roman, pages counted at the top."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from attrs import define

from covenant_rules.errors import from_extra
from covenant_rules.output.files import rezipped

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

FONT, SIZE, SMALL = "Times New Roman", 13, 11
MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
WIDTH = 210 - 30 - 15  # millimetres of text
_SIDES = {"c": "center", "l": "left", "r": "right"}


@define
class Letter:
    """A document that is being written; what is written goes to its end."""

    document: Docx

    @classmethod
    def new(cls, footer: str) -> Letter:
        """Return an empty document; *footer* stands small under every page.

        Raises:
            MissingPackageError: the extra `report` is not installed.
        """
        with from_extra("report"):
            from docx import Document  # noqa: PLC0415
            from docx.shared import Mm, Pt  # noqa: PLC0415
        found = cls(Document())
        section, style = found.document.sections[0], found.document.styles["Normal"]
        section.page_width, section.page_height = Mm(210), Mm(297)
        for name, millimetres in MARGINS.items():
            setattr(section, name, Mm(millimetres))
        style.font.name, style.font.size = FONT, Pt(SIZE)
        _east_asian(style.element, FONT)
        style.paragraph_format.space_after = Pt(4)
        section.different_first_page_header_footer = True  # the first page bears no number
        number = section.header.paragraphs[0]
        number.alignment = _align("center")
        _field(number, "PAGE")
        for part in (section.footer, section.first_page_footer):
            put(part.paragraphs[0], footer, size=8, italic=True)
        return found

    def data(self) -> bytes:
        """Return the whole file."""
        stream = BytesIO()
        self.document.save(stream)
        return rezipped(stream.getvalue())

    def paragraph(self, words: str, *, align: str = "left", before: int = 0, **looks: Any) -> None:
        """Write a paragraph, *before* points under the one above; for *looks* see `put`.

        One in bold is a heading, and stays with what follows it.
        """
        from docx.shared import Pt  # noqa: PLC0415

        found = self.document.add_paragraph()
        found.alignment = _align(align)
        found.paragraph_format.keep_with_next = bool(looks.get("bold"))
        if before:
            found.paragraph_format.space_before = Pt(before)
        put(found, words, **looks)

    def side_by_side(self, left: int, right: int) -> tuple[_Cell, _Cell]:
        """Return two cells without borders, of the given widths in millimetres."""
        row = self._grid([left, right], 1).rows[0]
        _row_property(row, "w:cantSplit")
        one, other = row.cells
        return one, other

    def _grid(self, widths: Sequence[int], rows: int) -> Table:
        from docx.shared import Mm  # noqa: PLC0415

        table: Table = self.document.add_table(rows=rows, cols=len(widths))
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)  # LibreOffice looks here, Word at the cells
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        return table

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        aligned: str,
        *,
        height: int = 0,
        whole: bool = False,
    ) -> None:
        """Write a table with borders; its head is repeated on every page, no row is torn apart.

        Args:
            heads: the first row.
            rows: the others.
            widths: in millimetres.
            aligned: a letter for each column: `l`, `c` or `r`.
            height: of a row, in millimetres, where it has to be signed in.
            whole: whether all rows stay on one page.
        """
        from docx.shared import Mm  # noqa: PLC0415

        table = self._grid(widths, 1 + len(rows))
        table.style = "Table Grid"
        for number, (row, texts) in enumerate(zip(table.rows, [heads, *rows], strict=True)):
            _row_property(row, "w:cantSplit")
            if number == 0:
                _row_property(row, "w:tblHeader")
            elif height:
                row.height = Mm(height)
            for cell, words, side in zip(row.cells, texts, aligned, strict=True):
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = 0
                paragraph.paragraph_format.keep_with_next = whole and number < len(rows)
                paragraph.alignment = _align("center" if number == 0 else _SIDES[side])
                put(paragraph, words, size=SMALL, bold=number == 0)


def put(
    paragraph: Paragraph, words: str, *, size: int = SIZE, bold: bool = False, italic: bool = False
) -> None:
    """Write *words* at the end of a paragraph, in points of *size*."""
    from docx.shared import Pt  # noqa: PLC0415

    run = paragraph.add_run(_plain(words))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def centred(
    cell: _Cell, *lines: str, size: int = SIZE, bold: bool = False, italic: bool = False
) -> None:
    """Write centred lines into a cell, under what stands there."""
    for words in lines:
        fresh = len(cell.paragraphs) == 1 and not cell.paragraphs[0].runs
        paragraph = cell.paragraphs[0] if fresh else cell.add_paragraph()
        paragraph.alignment = _align("center")
        paragraph.paragraph_format.space_after = 0
        put(paragraph, words, size=size, bold=bold, italic=italic)


def _plain(words: str) -> str:
    """Return *words* without the control characters that a document cannot hold."""
    return "".join(c for c in words if c >= " " or c in "\n\t")


def _align(side: str) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    return getattr(WD_ALIGN_PARAGRAPH, side.upper())


def _row_property(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415

    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001  (python-docx has no name for it)


def _east_asian(style: Any, font: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415

    style.rPr.rFonts.set(qn("w:eastAsia"), font)


def _field(paragraph: Paragraph, name: str) -> None:
    """Add a field that Word fills in, such as the number of the page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    found = OxmlElement("w:fldSimple")
    found.set(qn("w:instr"), name)
    paragraph._p.append(found)  # noqa: SLF001  (python-docx has no fields)
