"""Blocs as frames, and what the exact fold says of them: the measure of every test here."""

from fractions import Fraction
from textwrap import dedent

import pyarrow as pa

from covenant_rules.registry import Registry
from covenant_rules.report import Report
from covenant_rules.scoring import score_units
from covenant_rules.spec.folder import load
from covenant_rules.standing import rank
from covenant_rules.text import exact_text

SHEET = """\
covenant: thu
edition: "2026"
title: {vi: Bản thử, en: Trial}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: competition, precision: rounded, ties: shared, tie_breakers: [{points: "2"}]}
year: {from: 2026-01-01, to: 2026-12-31}
when_missing: pending
measures:
  rate: {title: {vi: Tỷ lệ, en: Rate}, unit: percent, low: 0, high: 100, decimals: 1}
  solved: {title: {vi: Đã giải quyết, en: Solved}, unit: count, low: 0, high: 1000}
  received: {title: {vi: Tiếp nhận, en: Received}, unit: count, low: 0, high: 1000}
  late: {title: {vi: Trễ, en: Late}, unit: count, low: 0, high: 50}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 20
    criteria:
      - id: "1.1"
        title: {vi: Tỷ lệ, en: Rate}
        points: 20
        rule: core.proportional
        with: {target: 90, exceed: stop}
        from: {actual: rate}
  - id: "2"
    title: {vi: Hai, en: Two}
    points: 10
    criteria:
      - id: "2.1"
        title: {vi: Giải quyết, en: Solved}
        points: 10
        not_applicable: full
        lines:
          - award: core.proportional
            with: {target: 100, exceed: stop}
            from: {actual: {ratio: {of: solved, to: received, if_zero: 100}, low: 0, high: 100}}
          - penalty: core.per_case
            with: {each: 0.5}
            from: {count: late}
"""


def sheet(folder, text=SHEET):
    """Write and load a sheet without registrations."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "covenant.yaml").write_text(dedent(text), encoding="utf-8")
    return load(folder, registry=Registry.of()).covenant


def frame_of(bloc, stage="final"):
    """Return the reports of a bloc as a wide frame of text, every word as in reports.csv."""
    reports = bloc.at(stage)
    rows = [reports.get(r.unit, Report(r.unit, stage)) for r in bloc.registrations]
    columns = {"unit": pa.array([row.unit for row in rows], pa.string())}
    said = [_said(row, bloc.covenant) for row in rows]
    for name in sorted({name for row in said for name in row}):
        columns[name] = pa.array([row.get(name) for row in said], pa.string())
    return pa.table(columns)


def _said(report, covenant):
    found = {name: _text(name, value, covenant) for name, value in report.values.items()}
    found |= {f"points:{node}": exact_text(value) for node, value in report.stated.items()}
    found |= {f"waiver:{line}": waiver.authority for line, waiver in report.waivers.items()}
    found |= {f"not_applicable:{node}": why for node, why in report.not_applicable.items()}
    return found | {f"invalid:{measure}": why for measure, why in report.invalid.items()}


def _text(name, value, covenant):
    quantity = covenant.measures[name.partition("@")[0]].quantity
    in_words = str(quantity.unit) in ("level", "date", "yes_no")
    return quantity.format(value, "en") if in_words else exact_text(value)


def long_of(wide):
    """Return a wide frame of text in long form, with the note that reports.csv asks for."""
    rows = [
        (row["unit"], name, value)
        for row in wide.to_pylist()
        for name, value in row.items()
        if name != "unit" and value is not None
    ]
    columns = {
        name: pa.array([row[n] for row in rows], pa.string())
        for n, name in enumerate(("unit", "measure", "value"))
    }
    return pa.table(columns | {"note": pa.array(["lý do"] * len(rows), pa.string())})


def number(cell):
    """Return a cell of a result as an exact number."""
    return None if cell is None else Fraction(str(cell))


def expected(bloc):
    """Return the rows that the exact fold gives, by unit."""
    cards = score_units(bloc, "final")
    found = {}
    for card, standing in zip(cards, rank(cards, bloc.covenant), strict=True):
        known = card.status in ("final", "excluded")
        found[card.unit] = {
            "unit": card.unit,
            "status": card.status.value,
            "total": card.total.exact if known else None,
            "low": card.total.low,
            "high": card.total.high,
            "rank": standing.rank,
            "rank_best": standing.best,
            "rank_worst": standing.worst,
            "bonus": card.bonus.exact,
            "penalty": card.penalty.exact,
            **{f"points:{key}": score.points.exact for key, score in card.contents.items()},
            **{f"line:{key}": points.exact for key, points in card.lines.items()},
            "vetoes": " ".join(card.vetoes),
        }
    return found


AS_THEY_ARE = ("unit", "status", "vetoes", "rank", "rank_best", "rank_worst", "bloc")


def got(scores):
    """Return the rows of a result in the form of `expected`; lines that do not count are left out."""
    found = {}
    for row in pa.table(scores).to_pylist():
        exact = {k: v if k in AS_THEY_ARE else number(v) for k, v in row.items()}
        found[row["unit"]] = {"vetoes": ""} | exact
    return found


def same(wanted, found, *, ranks=True):
    """Say whether the rows agree; a line that a unit does not have, or not yet, is null."""
    keys = set() if ranks else {"rank", "rank_best", "rank_worst"}
    return {
        unit: {k: (row.get(k), found.get(unit, {}).get(k)) for k in row if row[k] != found.get(unit, {}).get(k)}
        for unit, row in wanted.items()
        if any(row[k] != found.get(unit, {}).get(k) for k in row.keys() - keys)
    } == {} and wanted.keys() == found.keys()
