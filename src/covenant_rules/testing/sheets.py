"""Strategies for whole sheets and bloc-years.

A sheet is drawn from its leaves up by a `Writer`, which counts ids and gathers the measures that
lines take their evidence from. Everything that it draws, a file could have written.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import MappingProxyType

from hypothesis import strategies as st

from covenant_rules.covenant import (
    Combine,
    Content,
    Covenant,
    Criterion,
    Dates,
    Limits,
    Method,
    NotApplicable,
    Period,
    Ranking,
    Rounding,
    Slot,
    Stage,
    TieBreaker,
    Unknown,
)
from covenant_rules.rounding import RoundingMode
from covenant_rules.testing.lines import Writer
from covenant_rules.testing.values import numbers
from covenant_rules.text import Text

YEAR = Dates(date(2026, 1, 1), date(2026, 12, 31))
_CAP = numbers(0, 4)
_OPEN = (NotApplicable.FULL, NotApplicable.ZERO, NotApplicable.DROP)


@st.composite
def covenants(draw: st.DrawFn, *, largest: int = 2) -> Covenant:
    """Return sheets with up to *largest* contents of up to *largest* criteria each."""
    return sheet(Writer(draw), largest)


def sheet(writer: Writer, largest: int) -> Covenant:
    """Return a sheet that *writer* draws."""
    draw = writer.draw
    combine = writer.combine()
    contents = tuple(
        _content(writer, str(n + 1), combine, largest) for n in range(draw(st.integers(1, largest)))
    )
    periods = ()
    if writer.chance(6):
        titles = ((name, Text.same(name)) for name in ("h1", "h2"))
        periods = tuple(Period(name, title, draw(st.sampled_from((Fraction(1), Fraction(2))))) for name, title in titles)
    return Covenant(
        id="sheet",
        edition="2026",
        title=Text(vi="Giao ước", en="Covenant"),
        contents=contents,
        rounding=Rounding(
            draw(st.integers(0, 2)),
            draw(st.sampled_from(RoundingMode)),
            draw(st.sampled_from(Stage)),
        ),
        ranking=_ranking(writer, [node for c in contents for node in (c.id, *(i.id for i in c.criteria))]),
        combine=combine,
        limits=limits(writer),
        year=YEAR,
        registration_due=date(2026, 2, 15),
        periods=periods,
        measures=MappingProxyType(writer.measures),
    )


def _ranking(writer: Writer, nodes: list[str]) -> Ranking:
    draw = writer.draw
    method = draw(st.sampled_from(Method))
    precision = draw(st.sampled_from(("rounded", "exact", 0, 1)))
    breakers = []
    for what in ("points", "bonus", "penalty"):
        if writer.chance(3):
            node = draw(st.sampled_from(nodes)) if what == "points" or writer.chance(2) else None
            name = what if node is None else f"{what} {node}"
            breakers.append(TieBreaker(name, node, what, higher_first=what != "penalty"))
    decimals = precision if isinstance(precision, int) else None
    return Ranking(method, precision == "rounded", decimals, tuple(breakers), method is Method.ORDINAL)


def limits(writer: Writer) -> Limits:
    """Return caps of one node; most nodes have few of them."""
    if not writer.chance(3):
        return Limits()
    draw = writer.draw
    floor = writer.maybe(numbers(-2, 3))
    ceiling = writer.maybe(_CAP)
    return Limits(
        bonus=writer.maybe(_CAP),
        penalty=writer.maybe(_CAP),
        net_low=writer.maybe(numbers(-4, 0)),
        net_high=writer.maybe(_CAP),
        floor=floor,
        ceiling=ceiling if ceiling is None or floor is None else floor + draw(_CAP),
    )


def _content(writer: Writer, name: str, around: Combine, largest: int) -> Content:
    draw = writer.draw
    combine = writer.combine()
    adds = (combine is Combine.SUM, around is Combine.SUM)
    criteria = tuple(
        _criterion(writer, f"{name}.{n + 1}", adds) for n in range(draw(st.integers(1, largest)))
    )
    points = [criterion.points for criterion in criteria]
    return Content(
        id=name,
        title=Text(vi=f"Nội dung {name}", en=f"Content {name}"),
        points=sum(points, Fraction(0)) if combine is Combine.SUM else max(points),
        criteria=criteria,
        combine=combine,
        weight=writer.weight(),
        limits=limits(writer),
        not_applicable=_treatment(writer, scales=adds[1], sheet=adds[1]),
    )


def _treatment(writer: Writer, *, scales: bool, sheet: bool) -> NotApplicable | None:
    """Return what becomes of a node that does not apply; only points that are added can be scaled."""
    if not writer.chance(3):
        return None
    words = [*_OPEN]
    words += [NotApplicable.RESCALE] if scales else []
    words += [NotApplicable.RESCALE_SHEET] if sheet else []
    return writer.draw(st.sampled_from(words))


def _criterion(writer: Writer, name: str, adds: tuple[bool, bool]) -> Criterion:
    draw = writer.draw
    points = draw(st.integers(1, 5)) * Fraction(1)
    treatment = _treatment(writer, scales=adds[0], sheet=all(adds))
    slot = None
    if writer.chance(6):
        floors = {"target": draw(numbers(0, 5))} if writer.chance(2) else {}
        slot = Slot(draw(st.sampled_from(Unknown)), MappingProxyType(floors))
    combine = writer.combine()
    items = () if slot else writer.items(name, points, combine, dated=treatment is not None)
    return Criterion(
        id=name,
        title=Text(vi=f"Tiêu chí {name}", en=f"Criterion {name}"),
        points=points,
        items=items,
        combine=combine if items else Combine.SUM,
        weight=writer.weight(),
        limits=limits(writer),
        not_applicable=treatment,
        slot=slot,
    )

