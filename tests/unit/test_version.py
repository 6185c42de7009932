"""The engine as results name it."""

from importlib.metadata import PackageNotFoundError, version

from covenant_rules import version as module


def test_engine(monkeypatch):
    """The engine is package and version; a copy that is not installed has no version."""
    assert module.engine() == f"covenant-rules {version('covenant-rules')}"

    def absent(_):
        raise PackageNotFoundError

    monkeypatch.setattr(module, "version", absent)
    assert module.engine() == "covenant-rules 0"
