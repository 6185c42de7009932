"""The sheet of the ASEM index, written from its published structure.

Indicators are lines, their groups criteria, the two sub-indexes contents: three levels of weighted
means. The extremes of an indicator are those of the bloc, so each line takes them from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from blocs import Row, report

# Values have up to 24 decimals; in millionths they have at most 18. A scale between extremes is the
# same in every unit.
UNIT = 6
DECIMALS = 18
BETTER = {"1.0": "higher", "-1.0": "lower"}


def in_millionths(printed: str) -> str:
    """Return a printed value in millionths, exactly and without an exponent."""
    return f"{Decimal(printed).scaleb(UNIT):f}"


def asem_sheet(structure: Sequence[Row], treated: Sequence[Row], precision: str) -> str:
    """Return the sheet of the indicators in *structure*, whose values are in *treated*.

    Ranks are taken at *precision*.
    """
    lines = [
        "covenant: asem",
        'edition: "2018"',
        "title: {vi: Kết nối bền vững giữa Á và Âu, en: ASEM sustainable connectivity}",
        "scale: 100",
        "rounding: {decimals: 12, mode: half_up, at: total}",
        f"ranking: {{method: competition, precision: {precision}, ties: shared}}",
        "combine: mean",
        "when_missing: not_classified",
        "measures:",
    ]
    for row in structure:
        name = row["indicator"]
        values = [Decimal(unit[name]).scaleb(UNIT) for unit in treated]
        lines.append(
            f"  {name}: {{{_title(name)}, unit: number, low: {min(values):f}, "
            f"high: {max(values):f}, decimals: {DECIMALS}}}"
        )
    lines.append("contents:")
    for content, inside in groupby(structure, key=lambda row: row["level2"]):
        lines += [*_node("  ", content), "    criteria:"]
        for criterion, indicators in groupby(inside, key=lambda row: row["level1"]):
            lines += [*_node("      ", criterion), "        lines:"]
            for row in indicators:
                lines += _line(row)
    return "\n".join(lines)


def _title(name: str) -> str:
    return f"title: {{vi: {name}, en: {name}}}"


def _node(indent: str, name: str) -> list[str]:
    parts = [f"- id: {name}", f"  {_title(name)}", "  points: 100", "  combine: mean"]
    return [indent + part for part in parts]


def _line(row: Row) -> list[str]:
    name = row["indicator"]
    parts = [
        f"- id: {name}",
        "  award: peers.min_max",
        f"  weight: {row['weight']}",
        f"  with: {{better: {BETTER[row['direction']]}}}",
        "  from:",
        f"    value: {name}",
        f"    lowest: {{bloc: minimum, of: {name}}}",
        f"    highest: {{bloc: maximum, of: {name}}}",
    ]
    return [" " * 10 + part for part in parts]


def asem_reports(structure: Sequence[Row], treated: Sequence[Row]) -> Iterable[Row]:
    """Return what the units report for the indicators in *structure*."""
    for unit in treated:
        for row in structure:
            name = row["indicator"]
            yield report(unit["unit"], name, in_millionths(unit[name]))
