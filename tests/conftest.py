"""What several folders of tests share: plugins as installed packages."""

import importlib
import os
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from covenant_rules.registry import ALLOWED, STRICT

HERE = Path(__file__).parent
# Whose lines are not measured: properties, thousands of generated covenants and the tests of pages say whether results
# are right, not which lines ran, and measuring makes them three times slower; the corpus has a limit of time for every
# input, and faults have processes and threads of their own, which cannot all be traced.
UNMEASURED = tuple(
    HERE / name
    for name in (
        "properties", "differential", "corpus", "faults", "docs",
        "plugins/test_faulty_plugins.py", "inference/test_differential.py",
    )
)  # fmt: skip
METADATA = "Metadata-Version: 2.1\nName: {}\nVersion: 1.0\n"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.pluginmanager.hasplugin("_cov"):  # the mark is known where coverage is measured
        return
    for item in items:
        if {*UNMEASURED} & {item.path, *item.path.parents}:
            item.add_marker(pytest.mark.no_cover)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Leave the processes and threads that a test starts unmeasured, too, where its own lines are."""
    if not item.get_closest_marker("no_cover"):
        return (yield)
    config, trace = "COVERAGE_PROCESS_CONFIG", threading.gettrace()
    kept = os.environ.pop(config, None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        threading.settrace(trace)
        if kept is not None:
            os.environ[config] = kept


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden texts anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden texts are written anew, to be read in the diff, instead of compared."""
    return bool(request.config.getoption("--update-golden"))


def put_package(folder, sector, source, *, package=None, module=None, metadata=True):
    """Leave in *folder* what pip leaves there: a module, its metadata, and its entry point."""
    package = package or f"covenant-rules-{sector}"
    module = module or f"zz_{sector}_plugin"
    info = f"{package.replace('-', '_')}-1.0.dist-info"
    files = {
        f"{module}/__init__.py": textwrap.dedent(source),
        f"{info}/entry_points.txt": f"[covenant_rules]\n{sector} = {module}\n",
    }
    if metadata:
        files[f"{info}/METADATA"] = METADATA.format(package)
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / module


@pytest.fixture(scope="session", name="put_package")
def put_package_fixture():
    """Return the function that lays a package into a folder."""
    return put_package


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install packages on the path of this very process, and forget their modules afterwards."""
    monkeypatch.delenv(ALLOWED, raising=False)
    monkeypatch.delenv(STRICT, raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    modules = []

    def add(sector, source, **options):
        modules.append(put_package(tmp_path, sector, source, **options).name)
        importlib.invalidate_caches()

    yield add
    for module in modules:
        sys.modules.pop(module, None)
