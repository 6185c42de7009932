"""What pytest loads for authors of plugins: it collects `cases/*.yaml`, and does nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from covenant_rules.testing.cases import Case


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the YAML files of a folder called `cases`."""
    if file_path.suffix == ".yaml" and file_path.parent.name == "cases":
        return CaseFile.from_parent(parent, path=file_path)
    return None


class CaseFile(pytest.File):
    """A file of cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """Return an item for each case."""
        from covenant_rules.testing.cases import read_cases  # noqa: PLC0415  (pytest starts without it)

        for case in read_cases(self.path):
            yield CaseItem.from_parent(self, name=case.name, case=case)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: Case, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]  # pytest passes its own arguments on
        self.case = case

    def runtest(self) -> None:
        """Run the case.

        Raises:
            AssertionError: the rule, the case and the document do not agree.
        """
        found = self.case.failures()
        if found:
            raise AssertionError("; ".join(found))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]
        """Return what is wrong, without a traceback."""
        return f"{self.case.rule.id}, {self.name}: {excinfo.value}"

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the case stands."""
        line = self.case.document.places.of(self.case.path).line
        return self.path, line, f"{self.case.rule.id}: {self.name}"
