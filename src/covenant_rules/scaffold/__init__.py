"""A new plugin from templates inside the package: no network, no questions that have a default."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template
from types import MappingProxyType

from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import RuleError
from covenant_rules.output.files import make_folder
from covenant_rules.sector import IDENTIFIER

FILES: Mapping[str, str] = MappingProxyType(
    {
        "pyproject.toml": "pyproject.toml",
        "README.md": "README.md",
        "gitignore": ".gitignore",
        "module.py": "covenant_rules_$name/__init__.py",
        "py.typed": "covenant_rules_$name/py.typed",
        "test_conformance.py": "tests/test_conformance.py",
        "cases.yaml": "cases/visits.yaml",
    }
)


def scaffold(name: str, parent: Path) -> Path:
    """Write the package `covenant-rules-NAME` into *parent* and return its folder.

    Raises:
        RuleError: *name* is no plain id (P101), is taken by the engine, or the folder exists (P150).
        WriteError: *parent* cannot be made.
    """
    if not IDENTIFIER.fullmatch(name) or name == "core":
        raise RuleError(diagnostic("P101", name=name))
    folder = parent / f"covenant-rules-{name.replace('_', '-')}"
    make_folder(parent)
    if folder.exists():
        raise RuleError(diagnostic("P150", folder=folder))
    words = {"name": name, "dist": folder.name, "title": name.replace("_", " ").capitalize()}
    templates = files("covenant_rules.scaffold").joinpath("templates")
    for source, target in FILES.items():
        text = templates.joinpath(f"{source}.tmpl").read_text(encoding="utf-8")
        path = folder / Template(target).substitute(words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(words), encoding="utf-8")
    return folder
