"""Properties say whether results are right, not which lines ran: they are not measured.

Measuring them made them three times slower and added nothing to the coverage of the other tests.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.pluginmanager.hasplugin("_cov"):  # the mark is known where coverage is measured
        return
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.no_cover)
