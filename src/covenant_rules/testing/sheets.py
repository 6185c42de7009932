"""Strategies for whole sheets and bloc-years.

A sheet is drawn from its leaves up by a `Writer`, which counts ids and gathers the measures that
lines take their evidence from. Everything that it draws, a file could have written.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import MappingProxyType

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
from covenant_rules.text import Text

YEAR = Dates(date(2026, 1, 1), date(2026, 12, 31))
_OPEN = (NotApplicable.FULL, NotApplicable.ZERO, NotApplicable.DROP)


def sheet(writer: Writer, largest: int) -> Covenant:
    """Return a sheet that *writer* draws."""
    tape = writer.tape
    combine = writer.combine()
    contents = tuple(
        _content(writer, str(n + 1), combine, largest) for n in range(1 + tape.below(largest))
    )
    periods: tuple[Period, ...] = ()
    if writer.tape.chance(6):
        titles = ((name, Text.same(name)) for name in ("h1", "h2"))
        periods = tuple(
            Period(name, title, tape.of((Fraction(1), Fraction(2)))) for name, title in titles
        )
    return Covenant(
        id="sheet",
        edition="2026",
        title=Text(vi="Giao ước", en="Covenant"),
        contents=contents,
        rounding=Rounding(
            tape.below(3),
            tape.of(tuple(RoundingMode)),
            tape.of(tuple(Stage)),
        ),
        ranking=_ranking(
            writer, [node for c in contents for node in (c.id, *(i.id for i in c.criteria))]
        ),
        combine=combine,
        limits=limits(writer),
        year=YEAR,
        registration_due=date(2026, 2, 15),
        periods=periods,
        measures=MappingProxyType(writer.measures),
    )


def _ranking(writer: Writer, nodes: list[str]) -> Ranking:
    tape = writer.tape
    method = tape.of(tuple(Method))
    precision = tape.of(("rounded", "exact", 0, 1))
    breakers = []
    for what in ("points", "bonus", "penalty"):
        if writer.tape.chance(3):
            node = tape.of(nodes) if what == "points" or writer.tape.chance(2) else None
            name = what if node is None else f"{what} {node}"
            breakers.append(TieBreaker(name, node, what, higher_first=what != "penalty"))
    decimals = precision if isinstance(precision, int) else None
    return Ranking(
        method, precision == "rounded", decimals, tuple(breakers), method is Method.ORDINAL
    )


def limits(writer: Writer) -> Limits:
    """Return caps of one node; most nodes have few of them."""
    if not writer.tape.chance(3):
        return Limits()
    tape = writer.tape

    def cap() -> Fraction:
        return tape.number(0, 4)

    floor = tape.maybe(lambda: tape.number(-2, 3))
    ceiling = tape.maybe(cap)
    return Limits(
        bonus=tape.maybe(cap),
        penalty=tape.maybe(cap),
        net_low=tape.maybe(lambda: tape.number(-4, 0)),
        net_high=tape.maybe(cap),
        floor=floor,
        ceiling=ceiling if ceiling is None or floor is None else floor + cap(),
    )


def _content(writer: Writer, name: str, around: Combine, largest: int) -> Content:
    tape = writer.tape
    combine = writer.combine()
    adds = (combine is Combine.SUM, around is Combine.SUM)
    criteria = tuple(
        _criterion(writer, f"{name}.{n + 1}", adds) for n in range(1 + tape.below(largest))
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
    if not writer.tape.chance(3):
        return None
    words = [*_OPEN]
    words += [NotApplicable.RESCALE] if scales else []
    words += [NotApplicable.RESCALE_SHEET] if sheet else []
    return writer.tape.of(words)


def _criterion(writer: Writer, name: str, adds: tuple[bool, bool]) -> Criterion:
    tape = writer.tape
    points = Fraction(1 + tape.below(5))
    treatment = _treatment(writer, scales=adds[0], sheet=all(adds))
    slot = None
    if writer.tape.chance(6):
        floors = {"target": tape.number(0, 5)} if writer.tape.chance(2) else {}
        slot = Slot(tape.of(tuple(Unknown)), MappingProxyType(floors))
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
