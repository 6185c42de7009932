"""SECURITY.md names tests that exist, so that every promise can fail."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
PROMISES = [line for line in PAGE.partition("## What is promised")[2].partition("\n## ")[0].splitlines() if line.startswith("|")][2:]


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_named_tests_exist(file, name):
    """A test that guards a promise is a function of the file that the page names."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda line: line[2:50])
def test_every_promise_names_a_test(promise):
    """A promise without a test is a wish."""
    assert re.search(r"`tests/[\w/]+\.py::\w+`", promise)


def test_the_page_has_promises():
    """The table was found: twenty promises and more."""
    assert len(PROMISES) > 20
