"""Documentation is under test: every block is run, every name is there, and nothing that does not exist."""

import sys

import pytest

from .pages import DOCS, ROOT, Reader, blocks


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """Return a newcomer in an empty folder, who imports what they write there."""
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "work").mkdir()
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path / "work" / "covenant-rules-tourism"))
    yield Reader.in_(tmp_path / "work", site)
    for name in set(sys.modules) - before:
        if name.startswith("covenant_rules_"):
            del sys.modules[name]


@pytest.mark.parametrize("name", ["plugin-tutorial.md", "plugin-reference.md"])
def test_pages_for_authors_are_true(reader, name):
    """Every file, Python block and transcript of the pages for authors does what the page shows."""
    done = [reader.follow(block) for block in blocks(DOCS / name)]
    assert done
