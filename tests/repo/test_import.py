"""The package as a whole: light to import, small modules, documented, public names that exist."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import covenant_rules

SOURCE = Path(__file__).parents[2] / "src" / "covenant_rules"
MODULES = sorted(SOURCE.rglob("*.py"))
HEAVY = {
    "numpy",
    "yaml",
    "pluggy",
    "hypothesis",
    "pytest",
    "rich",
    "durable",
    "cattrs",
    "pyarrow",
    "cyclopts",
    "xlsxwriter",
    "python_calamine",
    "docx",
}
LONGEST = 400


def name_of(path):
    """Return the path of a module inside the package, as the name of a test."""
    return str(path.relative_to(SOURCE))


def loaded_by(statement):
    """Return the modules that a fresh process has loaded after *statement*."""
    program = f"import sys; {statement}; print(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import covenant_rules", HEAVY),
        ("from covenant_rules.plugin import Sector", HEAVY),
        (
            "import covenant_rules; covenant_rules.load, covenant_rules.score",
            HEAVY - {"yaml", "cattrs"},
        ),
    ],
    ids=["package", "plugin", "load and score"],
)
def test_importing_is_light(statement, heavy):
    """Importing the package, or what a plugin author needs, loads no heavy package."""
    assert loaded_by(statement) & heavy == set()


def test_the_package_alone_loads_none_of_its_modules():
    """A name is imported when it is first used, so the package itself costs nothing."""
    assert {
        m for m in loaded_by("import covenant_rules") if m.startswith("covenant_rules.")
    } == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_small_and_documented(path):
    """A module has a docstring and at most 400 lines: it can be read in one sitting."""
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= LONGEST


def test_public_names():
    """Every public name can be imported and is listed; any other is an AttributeError."""
    assert dir(covenant_rules) == sorted(covenant_rules.__all__)
    for name in covenant_rules.__all__:
        home = importlib.import_module(getattr(covenant_rules, name).__module__)
        assert getattr(home, name) is getattr(covenant_rules, name)
    with pytest.raises(AttributeError, match="no attribute 'scores'"):
        covenant_rules.scores


def test_no_float_in_the_arithmetic():
    """No module writes a float literal: exactness is by construction."""
    floats = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert floats == []
