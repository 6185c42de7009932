"""The page on inference says what is so."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["inference.md", "vi/suy-dien.md"])
def test_the_example_of_the_page_runs(name):
    """What the page shows is what a session prints."""
    page = DOCS / name
    (block,) = re.findall(r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    test = doctest.DocTestParser().get_doctest(block, {}, page.name, str(page), 0)
    said = []
    results = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert not results.failed, "".join(said)
    assert results.attempted > 10
