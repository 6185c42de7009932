"""The page about columns is a program: its Python, its command and its files do what it shows."""

import sys

import pytest

from .pages import DOCS, Reader, blocks


@pytest.mark.parametrize("name", ["columns.md", "vi/theo-cot.md"])
def test_the_page_about_columns_is_true(tmp_path, monkeypatch, name):
    """Every block of the page runs in both languages, and prints what stands below it."""
    (tmp_path / "work").mkdir()
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    reader = Reader.in_(tmp_path / "work", tmp_path / "site")
    found = blocks(DOCS / name)
    assert {block.language for block in found} == {"yaml", "python", "csv", "console"}
    for block in found:
        reader.follow(block)


@pytest.mark.parametrize("name", ["numpy", "pyarrow"])
def test_scoring_a_bloc_needs_neither_numpy_nor_pyarrow(name):
    """What the page says of frames is paid for by those who use them alone."""
    import subprocess

    code = f"import sys, covenant_rules as cr; cr.score; cr.batch; assert {name!r} not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
