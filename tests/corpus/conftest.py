"""Two seconds for an input is the campaign's limit; beside coverage and other tests five times as long is right."""

import pytest


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.execute.SECONDS", 10.0)
