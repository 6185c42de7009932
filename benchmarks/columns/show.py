"""Tables of figures for a terminal and for the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]


def text_table(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown, which reads well in a terminal too."""
    head = [
        "candidate", "ms", "ns a score", "x limit", "processor ms", "x limit", "with all scores: ms", "x limit",
        "peak MiB", "wrong scores", "wrong totals",
    ]  # fmt: skip
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    lines += [_cells(row) for row in rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _cells(row: Row) -> list[str]:
    if "error" in row:
        return [row["candidate"], f"fails: {row['error']}", *[""] * 9]
    mark = " *" if row["extrapolated"] else ""
    with_scores = row["seconds_with_scores"]
    return [
        row["candidate"] + mark,
        number(row["seconds"] * 1000),
        number(row["ns_a_score"]),
        number(row["times_limit"]),
        number(row["processor_seconds"] * 1000),
        number(row["times_limit_processor"]),
        "" if with_scores is None else number(with_scores * 1000),
        "" if with_scores is None else number(row["times_limit_with_scores"]),
        f"{row['peak_mib']:,.0f}",
        _wrong(row, "scores"),
        _wrong(row, "totals"),
    ]


def _wrong(row: Row, what: str) -> str:
    if f"wrong_{what}" not in row:
        return ""
    wrong, checked = row[f"wrong_{what}"], row[f"checked_{what}"]
    share = f" ({wrong / checked:.2%})" if wrong else ""
    return f"{wrong:,} of {checked:,}{share}"


def number(value: float) -> str:
    """Return a figure with three digits that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def page(found: dict[str, Any]) -> str:
    """Return the page of the documentation, from the figures that a run kept."""
    machine = found["machine"]
    versions = ", ".join(f"{name} {number_}" for name, number_ in machine["versions"].items())
    lines = [
        "# Benchmarks: columns",
        "",
        "Tiếng Việt: [Nhanh đến đâu, so với ai](vi/toc-do.md).",
        "",
        "Written by `python -m benchmarks.columns --record`; do not edit. `--quick` compares our executors alone,",
        "`--rows`, `--lines` and `--variant` measure one case, `--help` says the rest.",
        "",
        f"Taken on {machine['day']} on {machine['cores']} cores of {machine['cpu']}, {machine['memory_gib']} GiB,",
        f"{machine['system']}, Python {machine['python']}; load before the run {machine['load']}.",
        f"Versions: {versions}.",
        "",
        *_HOW,
        "",
    ]
    for number_, case in enumerate(found["cases"]):
        lines += [
            f"## {case['rows']:,} units x {case['lines']} criteria, {_VARIANT[case['variant']]}",
            "",
        ]
        if number_ == 0:
            lines += ["![Nanoseconds a score](benchmarks.svg)", ""]
        lines += [text_table(case["figures"]), ""]
    lines += ["## What else", "", "| what | figure | goal |", "| --- | ---: | --- |"]
    for one in found["extras"]:
        shown = (
            f"fails: {one['error']}" if "error" in one else f"{number(one['value'])} {one['unit']}"
        )
        lines.append(f"| {one['name']} | {shown} | {one.get('goal', '')} |")
    return "\n".join(lines) + "\n"


_VARIANT = {
    "plain": "small numbers",
    "wide": "values beyond 2^53",
    "huge": "values beyond 2^63",
}
_HOW = """\
**The sheet** is generated: criteria of nine kinds in turn (in proportion to a registered target, less for
each case, steps above a threshold, bands, linear between two ends, the lower the better, a capped penalty
for each case, all of three, this year to last year), five to a content, rounded half up to two decimals at
the criterion, with caps on bonuses, penalties and some contents. It is a real covenant of `core` rules that
the library loads and proves; every engine computes the same sheet in its own idiom
(`benchmarks/columns/peers`). One plan in five is a round number whose result gives points at exactly half a
hundredth, as real plans do.

**The limit** is the time to read (sum) every column of evidence once with two threads, in the same run.
Every candidate runs in a process of its own, on evidence already in memory in the form that it likes best;
the time is the least of several calls after a first one, on the clock and of the processor in all threads
(less disturbed by what else the machine does). **With all scores** the points of every criterion
are returned too, not only totals. `*`: measured on fewer units and multiplied. Peak memory is that of the
whole process, evidence included.

**Wrong** counts scores and totals that differ from the exact fold (fractions) on a sample, always the first
rows; floats are given the benefit of the doubt: what a reader of two decimals would see.
""".splitlines()
