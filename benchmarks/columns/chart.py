"""The chart: time of a score and times the limit, on a logarithmic axis, exact and inexact apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.columns.show import number


def draw(figures: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw one case as an SVG file."""
    import altair as alt
    import vl_convert

    rows = [
        {
            "candidate": row["candidate"], "ns": row["ns_a_score"],
            "points": _points(row), "label": f"{number(row['ns_a_score'])} ns",
        }
        for row in figures
        if "error" not in row
    ]  # fmt: skip
    y = alt.Y("candidate:N", sort="x", title=None, axis=alt.Axis(labelLimit=300))
    x = alt.X("ns:Q", scale=alt.Scale(type="log"), title="nanoseconds a score (logarithmic)")
    colour = alt.Color(
        "points:N",
        scale=alt.Scale(
            domain=["reads only", "no wrong score", "wrong scores"], range=["#999999", "#2a7f62", "#c0392b"]
        ),
        title=None, legend=alt.Legend(orient="top"),
    )  # fmt: skip
    base = alt.Chart(alt.Data(values=rows))
    bars = base.mark_point(filled=True, size=90).encode(y=y, x=x, color=colour)
    text = base.mark_text(align="left", dx=9, fontSize=10).encode(y=y, x=x, text="label:N")
    chart = (bars + text).properties(width=620, height=20 * len(rows))
    path.write_text(vl_convert.vegalite_to_svg(chart.to_dict()), encoding="utf-8")


def _points(row: dict[str, Any]) -> str:
    if "wrong_scores" not in row:
        return "reads only"
    return "wrong scores" if row["wrong_scores"] or row["wrong_totals"] else "no wrong score"
