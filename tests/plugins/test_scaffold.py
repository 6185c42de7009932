"""`covenant-rules plugins new`: what it writes passes its kit, here and installed from wheels elsewhere."""

import ast
import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from covenant_rules.errors import RuleError
from covenant_rules.registry import ALLOWED, STRICT
from covenant_rules.scaffold import scaffold

ROOT = Path(__file__).parents[2]
QUIET = ("-q", "-p", "no:cacheprovider")


def run(*command, cwd, **variables):
    """Run *command* and return what it leaves, with no plugin to be seen but the new one."""
    unset = {STRICT, "PYTHONPATH", "COVENANT_RULES_LANG"}
    known = {k: v for k, v in os.environ.items() if k not in unset}
    return subprocess.run(
        [*map(str, command)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=known | {ALLOWED: "tourism"} | variables,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the folder that `covenant-rules plugins new tourism` writes, and what it says."""
    here = tmp_path_factory.mktemp("new")
    done = run(
        sys.executable, "-m", "covenant_rules", "plugins", "new", "tourism", "--json", cwd=here
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return here / "covenant-rules-tourism", json.loads(done.stdout)


def test_the_new_package_passes_its_kit(written):
    """The command ends by running the kit on what it wrote, and says how many checks passed."""
    folder, said = written
    assert said["passed"] is True
    assert said["kit"].endswith(
        "1 rule × 15 checks = 15 run, 15 passed, 0 expected failures, 0 failed, 0 skipped"
    )
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    hidden = {".hypothesis", "__pycache__"}  # what tools leave behind
    assert sorted(str(path) for path in files if not hidden & {*path.parts}) == [
        ".gitignore",
        "README.md",
        "cases/visits.yaml",
        "covenant_rules_tourism/__init__.py",
        "covenant_rules_tourism/fingerprints.json",
        "covenant_rules_tourism/py.typed",
        "pyproject.toml",
        "tests/test_conformance.py",
    ]  # fmt: skip


def test_its_own_tests_pass_in_its_folder(written):
    """Its author runs pytest at once: fifteen checks of one rule, and two printed cases."""
    done = run(sys.executable, "-m", "pytest", *QUIET, cwd=written[0], PYTHONPATH=str(written[0]))
    assert done.returncode == 0, done.stdout
    assert "17 passed" in done.stdout


def test_a_rule_is_at_most_twenty_lines(tmp_path):
    """The generated module shows a rule, with the quantities it needs, in at most twenty lines."""
    folder = scaffold("tourism", tmp_path)
    text = (folder / "covenant_rules_tourism" / "__init__.py").read_text(encoding="utf-8")
    body = ast.parse(text).body
    (rule,) = [f for f in body if isinstance(f, ast.FunctionDef) and f.name == "visits"]
    assert rule.end_lineno - rule.decorator_list[0].lineno + 1 <= 20
    code = [line for line in text.splitlines() if line.strip()]
    assert len(code) <= 20


def test_the_scaffold_in_process(tmp_path):
    """Names with `_` give a distribution with `-`; a taken folder and a name that is no id are refused."""
    folder = scaffold("green_wards", tmp_path)
    assert folder == tmp_path / "covenant-rules-green-wards"
    assert 'green_wards = "covenant_rules_green_wards"' in (folder / "pyproject.toml").read_text()
    for name, code in {"green_wards": "P150", "Xanh": "P101", "core": "P101"}.items():
        with pytest.raises(RuleError) as caught:
            scaffold(name, tmp_path)
        assert [d.code for d in caught.value.diagnostics] == [code]
    assert [path.name for path in tmp_path.iterdir()] == ["covenant-rules-green-wards"]


@pytest.fixture(scope="module")
def elsewhere(written, tmp_path_factory):
    """Return the interpreter of a fresh environment with the wheels of the engine and the plugin.

    The third-party dependencies are lent by the environment that runs this test, by a .pth file:
    so the test needs no network. It is written after the installation, so that pip does not take
    the engine of that environment for the one that it is to install; and what is installed editably
    there stays invisible, for the .pth files of a lent folder are not read.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")
    for source in (ROOT, written[0]):
        built = run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder / "wheels", source, cwd=folder)  # fmt: skip
        assert built.returncode == 0, built.stderr
    venv.create(folder / "venv", symlinks=True)
    python = folder / "venv" / "bin" / "python"
    wheels = sorted((folder / "wheels").glob("*.whl"))
    assert [w.name.partition("-")[0] for w in wheels] == [
        "covenant_rules",
        "covenant_rules_tourism",
    ]
    done = run(*pip, "--python", python, "install", "--no-deps", "--no-index", *wheels, cwd=folder)
    assert done.returncode == 0, done.stderr
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return python, site


def test_from_wheels_in_a_fresh_environment(written, elsewhere, tmp_path):
    """Installed from wheels, outside the checkout, the plugin is listed and its own tests pass."""
    python, site = elsewhere
    (tmp_path / "tests").mkdir()
    (tmp_path / "cases").mkdir()
    for name in ("pyproject.toml", "tests/test_conformance.py", "cases/visits.yaml"):
        (tmp_path / name).write_text((written[0] / name).read_text("utf-8"), encoding="utf-8")
    where = "import covenant_rules, covenant_rules_tourism as t; print(covenant_rules.__file__, t.__file__)"
    done = run(python, "-c", where, cwd=tmp_path)
    assert [Path(p).parents[1] for p in done.stdout.split()] == [site, site], done.stderr
    listed = json.loads(
        run(python, "-m", "covenant_rules", "plugins", "--json", cwd=tmp_path).stdout
    )
    found = {p["sector"]: (p["status"], p["package"], p["rules"]) for p in listed}
    assert found["tourism"] == ("loaded", "covenant-rules-tourism", 1)
    done = run(python, "-m", "pytest", *QUIET, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "17 passed" in done.stdout
