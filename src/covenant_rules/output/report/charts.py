"""Bars and strokes in rows of tables, drawn by Vega without a browser: shapes only, never a word.

What a chart shows stands as numbers in its own row, so the drawings are hidden from screen readers.
They take their colours from the page's style sheet. Pixels are no points: here alone numbers are
floats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import altair as alt
import vl_convert

WIDTH, HEIGHT = 600, 20
PALETTE = 8  # colours for contents that the style sheet has
_OPEN = "open"


def bar(parts: Sequence[Fraction], more: Fraction, ends: tuple[Fraction, Fraction]) -> str:
    """Return a bar stacked of *parts*, and behind them what may still come; *ends* are its scale."""
    values = [(str(place % PALETTE), place, points) for place, points in enumerate(parts)]
    values.append((_OPEN, len(parts), more))
    rows = [{"c": c, "o": o, "x": float(x)} for c, o, x in values if x]
    names = [*map(str, range(PALETTE)), _OPEN]
    colours = [f"var(--content-{number})" for number in range(PALETTE)] + ["var(--open)"]
    chart = _chart(rows).mark_bar(aria=False, size=HEIGHT)
    return _drawn(
        chart.encode(
            x=alt.X("x:Q", axis=None, scale=_scale(ends), stack="zero"),
            color=alt.Color("c:N", legend=None, scale=alt.Scale(domain=names, range=colours)),
            order=alt.Order("o:Q"),
        )
    )


def strokes(points: Sequence[Fraction], standard: Fraction, ends: tuple[Fraction, Fraction]) -> str:
    """Return a stroke for each of *points* on a line from the least to the most."""
    scale = _scale(ends)
    x = alt.X("x:Q", axis=None, scale=scale)
    least, most = (float(end) for end in (min(points), max(points)))
    line = _chart([{"x": least, "y": most}]).mark_rule(
        aria=False, stroke="var(--quiet)", strokeWidth=2
    )
    full = _chart([{"x": float(standard)}]).mark_rule(
        aria=False, stroke="var(--quiet)", strokeWidth=1
    )
    units = _chart([{"x": float(one)} for one in points]).mark_rule(
        aria=False, stroke="var(--content-0)", strokeWidth=5
    )
    return _drawn(alt.layer(full.encode(x=x), line.encode(x=x, x2="y"), units.encode(x=x)))


def line(points: Sequence[Fraction], ends: tuple[Fraction, Fraction]) -> str:
    """Return a line through *points*, one for each stage."""
    rows = [{"x": number, "y": float(one)} for number, one in enumerate(points)]
    chart = _chart(rows).mark_line(aria=False, stroke="var(--content-0)", strokeWidth=2)
    return _drawn(
        chart.encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, len(points) - 1])),
            y=alt.Y("y:Q", axis=None, scale=_scale(ends)),
        )
    )


def _chart(rows: Sequence[Mapping[str, object]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def _scale(ends: tuple[Fraction, Fraction]) -> alt.Scale:
    return alt.Scale(domain=[float(end) for end in ends], nice=False, zero=False)


def _drawn(chart: Any) -> str:
    sized = chart.properties(width=WIDTH, height=HEIGHT, padding=0, background="transparent")
    spec = sized.configure_view(stroke=None).to_dict()
    return shapes(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


_SHAPES = ("svg", "g", "path", "line", "rect")
_KEPT = (
    "d", "transform", "fill", "stroke", "stroke-width", "viewBox", "x", "y", "x1", "x2", "y1", "y2",
    "width", "height", "opacity",
)  # fmt: skip
_STAGE = ("background", "foreground")


def shapes(svg: str) -> str:
    """Return the shapes of an SVG for a page: no words, names, links, styles or scripts.

    >>> shapes('<svg viewBox="0 0 2 2"><text>x</text><path d="M0,0h1" onclick="x()"/></svg>')
    '<svg viewBox="0 0 2 2" preserveAspectRatio="none" aria-hidden="true"><path d="M0,0h1" /></svg>'
    """
    root = ElementTree.fromstring(svg)  # noqa: S314  (what the chart library wrote)
    found = _shape(root)
    for name in ("width", "height"):
        found.attrib.pop(name, None)
    found.attrib |= {"preserveAspectRatio": "none", "aria-hidden": "true"}
    return ElementTree.tostring(found, encoding="unicode")


def _shape(element: ElementTree.Element) -> ElementTree.Element:
    name = element.tag.rpartition("}")[2]
    kept = ElementTree.Element(name, {k: v for k, v in element.attrib.items() if k in _KEPT})
    for child in element:
        known = child.tag.rpartition("}")[2] in _SHAPES and child.get("class") not in _STAGE
        if known:
            kept.append(_shape(child))
    return kept
