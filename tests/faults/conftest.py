"""Processes whose disk is full, whose folders may not be written or that are killed are not measured."""

import os

import pytest


@pytest.fixture(autouse=True)
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("COV") and not name.startswith("COVENANT")]:
        monkeypatch.delenv(name)
