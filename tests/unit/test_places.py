"""Where an author's operation stands in the source, and which construct it is part of."""

import ast
from types import SimpleNamespace

import pytest

from covenant_rules.diagnostics import Span
from covenant_rules.formula.places import author_place, construct, definition_place


def sample(folder, text):
    """Return a file with *text*."""
    path = folder / "sample.py"
    path.write_text(text, encoding="utf-8")
    return path


def run(path):
    """Run the file and return what it calls `found`."""
    names = {"author_place": author_place, "__name__": "author"}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)
    return names["found"]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("found = author_place()\n", 1, 9, "author_place()"),
        ("x = 1\ndef f():\n    return (1, author_place())\nfound = f()[1]\n", 3, 16, "author_place()"),
        ('đ = "số"; found = author_place()\n', 1, 19, "author_place()"),  # characters, not bytes
        ("found = author_place(\n)\n", 1, 9, "author_place("),  # no further than its line
        ("found = author_place()  \n", 1, 9, "author_place()"),  # the line as it was written
        ("found = author_place()  # X\n", 1, 9, "author_place()"),
    ],
)
def test_the_place_is_that_of_the_words(text, line, column, words, tmp_path):
    """Line and column count from 1, in characters; the words and the whole line go with them."""
    path = sample(tmp_path, text)
    whole = text.splitlines()[line - 1]
    assert run(path) == Span(str(path), line, column, len(words), whole)
    assert run(path).text == whole


def test_a_place_of_one_character(tmp_path):
    """A name of one letter that looks something up is a place of one character."""
    inner = {"author_place": author_place, "__name__": "covenant_rules.formula.helpers"}
    exec("class Names(dict):\n    def __missing__(self, name):\n        return author_place()", inner)
    names = inner["Names"]()
    path = sample(tmp_path, "b = (a)\n")
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), {"__name__": "author"}, names)
    assert names["b"] == Span(str(path), 1, 6, 1, "b = (a)")


@pytest.mark.parametrize(("source", "length"), [("found = author_place()", 22), (None, 1)])
def test_where_python_knows_the_line_alone_the_line_is_the_place(source, length, tmp_path):
    """Code that a program made may have no columns: then its whole line is shown, if there is one."""
    path = tmp_path / "made.py"
    if source:
        path.write_text(f"\n{source}\n", encoding="utf-8")
    tree = ast.parse("\nfound = author_place()\n")
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt):
            node.col_offset = node.end_col_offset = -1
    names = {"author_place": author_place, "__name__": "author"}
    exec(compile(tree, str(path), "exec"), names)
    assert names["found"] == Span(str(path), 2, 1, length, source or "")


def test_where_no_author_called_there_is_no_place(monkeypatch):
    """What this package does on its own, as in a thread without any other code, has no place in an author's source."""
    frame = SimpleNamespace(f_globals={"__name__": "covenant_rules.formula.helpers"}, f_back=None)
    with monkeypatch.context() as patch:
        patch.setattr("sys._getframe", lambda _: frame)
        found = author_place()
    assert found is None


def test_frames_of_the_folds_are_passed_over(tmp_path):
    """What this package does for an author is done at the place of the author."""
    path = sample(tmp_path, "found = helper()\n")
    inner = {"author_place": author_place, "__name__": "covenant_rules.formula.helpers"}
    exec("def helper():\n    return author_place()", inner)
    names = {"helper": inner["helper"], "__name__": "author"}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)
    assert (names["found"].line, names["found"].column, names["found"].length) == (1, 9, 8)


@pytest.mark.parametrize(
    ("text", "line", "column", "length"),
    [
        ("\n\ndef f(x):\n    return x\n", 3, 1, 9),
        ("same = lambda f: f\n@same\n@same\ndef f(x): pass\n", 4, 1, 14),
        ("if True:\n    async def f(x):\n        pass\n", 2, 5, 15),
        ("f = (\n  lambda x: x)\n", 2, 3, 12),
        ("def f(x): pass  \n", 1, 1, 14),
        ("def f(X): return X\n", 1, 1, 18),
    ],
)
def test_a_function_is_defined_where_its_words_begin(text, line, column, length, tmp_path):
    """Decorators are passed over; the column is that of `def`, `async def` or `lambda`."""
    path = sample(tmp_path, text)
    names = {}
    exec(compile(text, str(path), "exec"), names)
    assert definition_place(names["f"].__code__) == Span(str(path), line, column, length, text.splitlines()[line - 1])


def test_a_function_without_source_is_placed_by_its_line():
    """Where the file is gone, the line that Python knows is all there is."""
    names = {}
    exec(compile("\n\ndef f(): pass", "/nowhere.py", "exec"), names)
    assert definition_place(names["f"].__code__) == Span("/nowhere.py", 3, 1)


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("if x > y:\n    pass\n", "x > y", "if"),
        ("z = 1 if x else 2\n", "x", "if"),
        ("while x:\n    pass\n", "x", "if"),
        ("assert x\n", "x", "if"),
        ("z = x and y\n", "x", "and"),
        ("z = x or y\n", "x", "or"),
        ("z = not x\n", "x", "not"),
        ("z = 1 < x < 2\n", "1 < x", "and"),
        ("z = 1 < x\n", "1 < x", "if"),
        ("z = max(x, y)\n", "x", "max"),
        ("z = min(x, y)\n", "x", "min"),
        ("z = sorted([x, y])\n", "x", "sorted"),
        ("z = any([x, y])\n", "x", "any"),
        ("z = all([x, y])\n", "x", "all"),
        ("z = abs(x)\n", "x", "if"),
        ("if max(x, y) > 1:\n    pass\n", "x", "max"),  # the innermost one
        ("if a:\n    z = x and (y or w)\n", "w", "or"),
        ("if a:\n    z = x and (y or w)\n", "x", "and"),
        ("số = 1; z = số and (x or y)\n", "x", "or"),
        ("z = (x and\n     y)\nw = 1\n", "y", "and"),
        ("z = max(x, y); w = a or b\n", "a", "or"),
        ("z = not max(\n    a, x)\n", "x", "max"),
        ("not a; not b\n", "b", "not"),
        ("while a: all(b); x\n", "x", "if"),
        ("z = x and (1 if y else 2)\n", "y", "if"),
        ("z = x or max(1, (2 if y\n  else 3))\n", "y", "if"),
    ],
)
def test_the_construct_that_asks_for_a_truth_value(text, words, name, tmp_path):
    """The innermost `if`, `and`, `or`, `not` or function around the place asks for it."""
    path = sample(tmp_path, text)
    line = next(n for n, part in enumerate(text.splitlines(), 1) if words in part.split("=")[-1] or words in part)
    whole = text.splitlines()[line - 1]
    column = (whole.rindex(words) if whole.count(words) > 1 else whole.index(words)) + 1
    assert ast.parse(text)
    assert construct(Span(str(path), line, column, len(words), whole)) == name


def test_a_construct_that_cannot_be_read_is_an_if(tmp_path):
    """Without a place, or in what is no Python, the common word is used."""
    assert construct(None) == "if"
    path = sample(tmp_path, "z = x and y and\n")
    assert construct(Span(str(path), 1, 5, 1, "z = x and y and")) == "if"
    path = sample(tmp_path, "z = x\0 and y\n")
    assert construct(Span(str(path), 1, 5, 1, "z = x and y")) == "if"
