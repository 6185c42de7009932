"""Checks that need a process of their own: other seeds, other locales, a broken neighbour."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from covenant_rules.registry import ALLOWED
from covenant_rules.testing.subject import Subject

SECONDS = 60
ALONE = ("1", "C", 0)  # seed, locale, days ahead
AHEAD = 800  # days: a rule is read once more as if two years had passed
HEAVY = (
    "numpy", "pandas", "hypothesis", "pytest", "requests", "urllib3", "httpx", "http.client",
    "urllib.request", "aiohttp", "smtplib", "ftplib",
)  # fmt: skip

_MARKS = """
import datetime, json, sys, time
from covenant_rules.testing.subject import fingerprints, subject
ahead, now = float(sys.argv[2]) * 86400, time.time
class date(datetime.date):
    @classmethod
    def today(cls): return cls.fromtimestamp(now() + ahead)
class moment(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(now() + ahead, tz)
    today = now
if ahead: datetime.date, datetime.datetime, time.time = date, moment, lambda: now() + ahead
json.dump(fingerprints(subject(sys.argv[1]).sector), sys.stdout)
"""
_IMPORTS = """
import json, sys
from covenant_rules.testing.subject import subject
before = set(sys.modules)
subject(sys.argv[1])
json.dump(sorted(set(sys.modules) - before), sys.stdout)
"""


def _run(code: str, *arguments: str, path: list[str], **environment: str) -> str:
    """Run *code* in a fresh interpreter that finds what this one finds."""
    known = dict(os.environ) | environment
    known["PYTHONPATH"] = os.pathsep.join([*path, *(p for p in sys.path if p)])
    done = subprocess.run(  # noqa: S603  (our own interpreter and code)
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=known,
        timeout=SECONDS,
        check=False,
    )
    return done.stdout if done.returncode == 0 else json.dumps({"error": done.stderr[-300:]})


@cache
def _marks(name: str, broken: str, seed: str, locale: str, days: int) -> dict[str, str]:
    path = [broken] if broken else []
    setting = {"PYTHONHASHSEED": seed, "LC_ALL": locale}
    if broken and ALLOWED in os.environ:  # the broken neighbour is to be met, not left out
        setting[ALLOWED] = f"{os.environ[ALLOWED]},broken"
    found = json.loads(_run(_MARKS, name, str(days), path=path, **setting))
    return {str(rule): str(mark) for rule, mark in found.items()}


def marks_elsewhere(subject: Subject) -> dict[str, dict[str, str]]:
    """Return the fingerprints that fresh processes read: two seeds, locales and years."""
    settings = (ALONE, ("20261", "C.UTF-8", AHEAD))
    return {
        f"seed {seed}, {locale}, {days} days ahead": _marks(subject.name, "", seed, locale, days)
        for seed, locale, days in settings
    }


@cache
def _beside(name: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "covenant_rules_broken.py").write_text("raise RuntimeError('broken on purpose')\n")
        info = root / "covenant_rules_broken-0.0.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: covenant-rules-broken\nVersion: 0.0.0\n"
        )
        (info / "entry_points.txt").write_text("[covenant_rules]\nbroken = covenant_rules_broken\n")
        return _marks(name, folder, *ALONE)


def marks_beside_broken(subject: Subject) -> tuple[dict[str, str], dict[str, str]]:
    """Return what a fresh process reads, and what another reads beside a deliberately broken plugin."""
    return _marks(subject.name, "", *ALONE), _beside(subject.name)


@cache
def _imports(name: str) -> tuple[str, ...]:
    loaded = json.loads(_run(_IMPORTS, name, path=[], **{ALLOWED: name}))
    return tuple(name for name in HEAVY if name in loaded)


def forbidden_imports(subject: Subject) -> tuple[str, ...]:
    """Return what the plugin loads although it must not: its module, its hook, or its rules."""
    return _imports(subject.name)
