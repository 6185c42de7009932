"""The public names and their signatures, as a text that is changed on purpose only."""

import importlib
import inspect
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODULES = ("covenant_rules", "covenant_rules.plugin", "covenant_rules.testing")


def signature(found):
    """Return how *found* is called, without default objects whose text differs from run to run."""
    try:
        return str(inspect.signature(found))
    except (TypeError, ValueError):
        return ""


def described(module):
    """Return a line for each public name of *module*, and for each public member of its classes."""
    lines = []
    for name in sorted(importlib.import_module(module).__all__):
        found = getattr(importlib.import_module(module), name)
        if not inspect.isclass(found):
            kind = "def" if callable(found) else type(found).__name__
            lines.append(f"{kind} {name}{signature(found) if callable(found) else ''}")
            continue
        lines.append(f"class {name}{signature(found)}")
        for member, value in sorted(inspect.getmembers(found)):
            if member.startswith("_") or member in dir(Exception):
                continue
            shown = signature(value) if callable(value) else ""
            lines.append(f"    {member}{shown}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("module", MODULES)
def test_the_public_interface(module, update_golden):
    """No public name or signature changes unnoticed; `--update-golden` writes them anew, to be reviewed."""
    file = HERE / f"{module}.txt"
    if update_golden:
        file.write_text(described(module), encoding="utf-8")
    assert described(module) == file.read_text(encoding="utf-8")


def test_the_snapshot_notices(monkeypatch):
    """A name more, a name less, another argument: each changes the text."""
    from covenant_rules import plugin

    before = described("covenant_rules.plugin")
    monkeypatch.setattr(plugin, "mean", lambda x: x)
    changed = described("covenant_rules.plugin")
    monkeypatch.setattr(plugin, "__all__", [name for name in plugin.__all__ if name != "mean"])
    fewer = described("covenant_rules.plugin")
    assert len({before, changed, fewer}) == 3
