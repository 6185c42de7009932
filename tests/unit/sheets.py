"""Tiny bloc-years for tests: a head that is the same for all, and the parts that matter."""

from textwrap import dedent

from covenant_rules.registry import Registry
from covenant_rules.spec.folder import load

HEAD = """\
covenant: thu
edition: "2026"
title: {vi: Bản thử, en: Trial}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: dense, precision: rounded, ties: shared}
year: {from: 2026-01-01, to: 2026-12-31}
when_missing: pending
"""
CORE = Registry.of()


def write(folder, sheet, units, reports="", *, head=HEAD):
    """Write the files of a bloc-year; *reports* is CSV without its header."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "covenant.yaml").write_text(head + dedent(sheet), encoding="utf-8")
    (folder / "registrations.yaml").write_text("covenant: thu\n" + dedent(units), encoding="utf-8")
    if reports:
        text = "unit,stage,measure,value,note\n" + dedent(reports).lstrip()
        (folder / "reports.csv").write_text(text, encoding="utf-8")
    return folder


def load_bloc(folder, sheet, units, reports="", *, head=HEAD, registry=CORE):
    """Write the files and load them."""
    return load(write(folder, sheet, units, reports, head=head), registry=registry)
