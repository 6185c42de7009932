"""The bloc-years that the campaigns work on: small ones made here, and those of the repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
SPECS = ROOT / "specs"
ILLUSTRATION = SPECS / "kien-giang" / "khoi-1" / "2017-illustration"

SHEET = """\
covenant: thu
edition: "2026"
title: {vi: Bản thử nghiệm, en: Trial covenant}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: dense, precision: rounded, ties: shared}
when_missing: pending
measures:
  n: {title: {vi: vụ, en: cases}, unit: count, low: 0, high: 9000}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 10
    criteria:
      - {id: "1.1", title: {vi: Một, en: One}, points: 10, rule: core.declining, with: {each: 0.5}, from: {count: n}}
"""
UNITS = "covenant: thu\nunits:\n" + "".join(
    f"  - {{unit: don-vi-{n}, title: {{vi: Đơn vị {n}, en: Unit {n}}}}}\n" for n in range(9)
)
HEAD = "unit,stage,measure,value,note\n"


def report(first: int) -> str:
    """Return reports of all units in which the first unit has *first* cases, and every other one more."""
    return HEAD + "".join(f"don-vi-{n},final,n,{first + n},\n" for n in range(9))


def put_bloc(folder: Path, first: int = 0) -> Path:
    """Write a bloc-year of nine units into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"covenant.yaml": SHEET, "registrations.yaml": UNITS, "reports.csv": report(first)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
