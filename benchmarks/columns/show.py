"""Tables of figures for a terminal and for the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]


def text_table(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown, which reads well in a terminal too."""
    head = [
        "candidate", "ms", "ns a score", "x limit", "with all scores: ms", "x limit", "peak MiB",
        "wrong scores", "wrong totals",
    ]  # fmt: skip
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    lines += [_cells(row) for row in rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _cells(row: Row) -> list[str]:
    if "error" in row:
        return [row["candidate"], f"fails: {row['error']}", *[""] * 7]
    mark = " *" if row["extrapolated"] else ""
    with_scores = row["seconds_with_scores"]
    return [
        row["candidate"] + mark,
        number(row["seconds"] * 1000),
        number(row["ns_a_score"]),
        number(row["times_limit"]),
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
