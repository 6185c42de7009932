"""What is installed to work on the library: exactly what was tested, under licences that leave an office free."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = tomllib.loads((ROOT / "pylock.dev.toml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OURS = {path.parent.name for path in ROOT.glob("plugins/*/pyproject.toml")} | {"covenant-rules"}
LOCKED = {package["name"]: package for package in LOCK["packages"] if package["name"] not in OURS}
SBOM = runpy.run_path(str(ROOT / ".ci" / "sbom"))


def asked_for():
    """Return every requirement of the package, of its extras and of the group of developers."""
    project = PROJECT["project"]
    lines = [*project["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    lines += [line for extra in project["optional-dependencies"].values() for line in extra]
    return [one for one in map(Requirement, dict.fromkeys(lines)) if canonicalize_name(one.name) not in OURS]


def test_every_package_has_a_version_and_hashes():
    """Each package is one version; each of its files comes from a registry and has a hash of 256 bits."""
    assert len(LOCKED) > 100
    for name, package in LOCKED.items():
        assert package["version"], name
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, name
        for file in files:
            assert re.fullmatch("[0-9a-f]{64}", file["hashes"]["sha256"]), name
            assert file["url"].startswith("https://files.pythonhosted.org/"), name


@pytest.mark.parametrize("requirement", asked_for(), ids=str)
def test_the_lock_has_all_that_is_asked_for(requirement):
    """What `pyproject.toml` asks for is locked, at a version that it takes: the lock is not an older one."""
    assert requirement.specifier.contains(LOCKED[canonicalize_name(requirement.name)]["version"])


def test_the_lock_names_no_place_of_one_machine():
    """Only the package and its plugins come from a folder, and that is inside the repository."""
    folders = [package["directory"]["path"] for package in LOCK["packages"] if "directory" in package]
    assert sorted(ROOT.joinpath(path).resolve() for path in folders) == sorted(
        [ROOT, *(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]
    )
    assert "file:" not in (ROOT / "pylock.dev.toml").read_text(encoding="utf-8")


def test_a_licence_that_is_not_free_is_noticed(monkeypatch, capsys):
    """`.ci/sbom` fails on a dependency whose licence is not on the list, or that states none, and names it."""
    main = SBOM["main"]
    monkeypatch.setattr("sys.argv", ["sbom", "--extra", ""])
    assert main() == 0
    for stated in ("Proprietary", ""):
        monkeypatch.setitem(main.__globals__, "licence", lambda package, stated=stated: stated if package.name == "attrs" else "MIT")
        assert main() == 1
        assert f"attrs: licence `{stated}` is not on the list" in capsys.readouterr().err
