"""Temporary environments with plugins in them, and processes that look at them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from covenant_rules.registry import ALLOWED, STRICT

HERE = Path(__file__).parent
SHEET = """\
covenant: thu
edition: "2026"
title: {vi: Bản thử, en: Trial}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: dense, precision: rounded, ties: shared}
year: {from: 2026-01-01, to: 2026-12-31}
when_missing: pending
measures:
  trees: {title: {vi: cây, en: trees}, unit: count, low: 0, high: 1000}
  late: {title: {vi: trễ, en: late}, unit: count, low: 0, high: 10}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 30
    criteria:
      - {id: "1.1", title: {vi: Cây, en: Trees}, points: 10, rule: parks.trees, with: {plan: 300}, from: {planted: trees}}
      - {id: "1.2", title: {vi: Nửa, en: Half}, points: 10, rule: parks.half}
      - {id: "1.3", title: {vi: Trễ, en: Late}, points: 10, rule: core.declining, with: {each: 0.5}, from: {count: late}}
"""
UNITS = (
    "covenant: thu\nunits: [{unit: a, title: {vi: A, en: A}}, {unit: b, title: {vi: B, en: B}}]\n"
)
REPORTS = "unit,stage,measure,value,note\na,,trees,100,\na,,late,3,\nb,,trees,450,\nb,,late,0,\n"


class Environment:
    """A folder on the path of fresh processes, with the healthy neighbour installed in it."""

    def __init__(self, folder, put_package):
        self.folder, self.site, self.bloc = folder, folder / "site", folder / "bloc"
        self._put_package = put_package
        self.install("parks", HERE / "healthy_neighbour.py")
        self.bloc.mkdir()
        for name, text in (
            ("covenant.yaml", SHEET),
            ("registrations.yaml", UNITS),
            ("reports.csv", REPORTS),
        ):
            (self.bloc / name).write_text(text, encoding="utf-8")

    def install(self, sector, source, *, claimant="", change=()):
        """Install the file *source* as the package of *sector*."""
        text = source.read_text(encoding="utf-8")
        if change:
            text = text.replace(*change)
        return self._put_package(
            self.site,
            sector,
            text,
            package=f"covenant-rules-{sector.replace('_', '-')}{claimant}",
            module=f"covenant_rules_{sector}{claimant}",
        )

    def run(self, *arguments, cwd=None, **variables):
        """Run the interpreter with only the neighbour and the plugins in *allowed* to be seen."""
        known = {k: v for k, v in os.environ.items() if k not in {STRICT, "PYTHONHASHSEED"}}
        known["PYTHONPATH"] = str(self.site)
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=cwd or self.folder,
            env=known | variables,
            timeout=120,
            check=False,
        )

    def probe(self, sector="-", commit="", **variables):
        """Return what a fresh process finds of the neighbour and of *sector*."""
        bloc = self.folder / "bloc-of-this-probe"
        shutil.copytree(self.bloc, bloc, dirs_exist_ok=True)
        allowed = {ALLOWED: f"parks,{sector}"}
        done = self.run(HERE / "probe.py", bloc, sector, commit, **(allowed | variables))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def environment(tmp_path, put_package):
    """Return an environment of its own."""
    return Environment(tmp_path, put_package)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory, put_package):
    """Return what a process finds of the neighbour where nothing else is installed."""
    return Environment(tmp_path_factory.mktemp("undisturbed"), put_package).probe()["neighbour"]
