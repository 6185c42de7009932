"""The pages about forms are true: their commands are run, and what they say is typed is typed."""

from __future__ import annotations

import re
from datetime import datetime

import openpyxl
import pytest
from tests.docs.pages import DOCS, ROOT, Reader, blocks


def type_in(path, text):
    """Type what a page shows as `Sheet!F10 = value` into a workbook."""
    book = openpyxl.load_workbook(path)
    for line in text.splitlines():
        place, _, value = line.partition(" = ")
        sheet, _, cell = place.partition("!")
        book[sheet][cell].value = float(value) if re.fullmatch(r"[0-9.]+", value) else value
    book.save(path)


@pytest.mark.parametrize("name", ["forms.md", "vi/bieu-mau.md"])
def test_the_pages_about_forms_are_true(tmp_path, monkeypatch, name):
    """Forms are made, filled and read as the page shows, in its language."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "specs").symlink_to(ROOT / "specs")
    monkeypatch.chdir(tmp_path / "work")
    reader = Reader.in_(tmp_path / "work", tmp_path)
    done = []
    for block in blocks(DOCS / name):
        if block.language == "text":
            type_in(reader.cwd / block.mark, block.text)
        else:
            reader.follow(block)
        done.append(block.language)
    assert done.count("console") == 4
    assert done.count("text") == 2
    for written in (tmp_path / "work").glob("*.xlsx"):
        assert openpyxl.load_workbook(written).properties.created <= datetime.now()
    assert len(list((tmp_path / "work").glob("*.docx"))) == 1
