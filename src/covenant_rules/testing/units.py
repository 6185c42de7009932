"""Random bloc-years: a sheet, units that sign it, and what they report."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import MappingProxyType

from attrs import evolve

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import ALWAYS, Combine, Covenant, Dates, Effect
from covenant_rules.formula.tree import Symbol, symbols
from covenant_rules.quantity import Quantity
from covenant_rules.registration import Filling, Registration, fill
from covenant_rules.report import Report, Waiver
from covenant_rules.switches import Role, at_period, role_of
from covenant_rules.testing.lines import Writer
from covenant_rules.testing.sheets import sheet
from covenant_rules.text import Text

STAGE = "final"


def bloc(writer: Writer, units: int, largest: int, *, complete: bool) -> Bloc:
    """Return a bloc-year; see `strategies.blocs`."""
    covenant = sheet(writer, largest)
    signed = [
        _registration(writer, covenant, f"unit-{n + 1}", complete=complete) for n in range(units)
    ]
    allowed = {name: measure.quantity for name, measure in writer.measures.items()}
    for one in signed:
        _narrow(allowed, fill(covenant, one))
    covenant = evolve(covenant, measures=MappingProxyType(dict(writer.measures)))
    reports = tuple(_report(writer, covenant, one, allowed, complete=complete) for one in signed)
    return Bloc(covenant, tuple(signed), reports)


def _registration(writer: Writer, covenant: Covenant, unit: str, *, complete: bool) -> Registration:
    slots = {
        criterion.id: _filling(writer, criterion.id, criterion.points)
        for criterion in covenant.criteria
        if criterion.slot is not None and (complete or not writer.tape.chance(2))
    }
    ranked = not writer.tape.chance(8)
    found = Registration(
        unit=unit,
        title=Text(vi=f"Đơn vị {unit}", en=f"Unit {unit}"),
        ranked=ranked,
        unranked_because=None if ranked else "đơn vị đặc thù",
        signed=date(2026, 2, 10 + writer.tape.below(11))
        if complete or not writer.tape.chance(4)
        else None,
        slots=MappingProxyType(slots),
        active=Dates(date(2026, 8, 1), None) if writer.tape.chance(5) else ALWAYS,
    )
    targets = {}
    for line in fill(covenant, found).lines:
        for symbol in symbols(line.formula):
            role, key = role_of(symbol.name)
            if role is Role.TARGET and (complete or not writer.tape.chance(3)):
                targets[key[0], key[1]] = writer.tape.value(evolve(symbol.quantity, decimals=None))
    return evolve(found, targets=targets)


def _filling(writer: Writer, name: str, points: Fraction) -> Filling:
    return Filling(writer.items(name, points, Combine.SUM, dated=False), Text.same(f"slot {name}"))


def _narrow(allowed: dict[str, Quantity], covenant: Covenant) -> None:
    """Give every measure the step that some line demands of it."""
    for line in covenant.lines:
        for source in line.sources.values():
            if (
                isinstance(source.node, Symbol)
                and source.quantity.step
                and source.node.name in allowed
            ):
                own = allowed[source.node.name]
                common = source.quantity.step
                if own.step is not None:
                    common = max(common, own.step)  # the steps drawn are multiples of one another
                allowed[source.node.name] = evolve(own, step=common)


def _report(
    writer: Writer,
    covenant: Covenant,
    registration: Registration,
    allowed: dict[str, Quantity],
    *,
    complete: bool,
) -> Report:
    tape, filled = writer.tape, fill(covenant, registration)
    lines = list(filled.lines)
    given = {
        at_period(name, period): tape.value(quantity)
        for period in covenant.period_ids
        for name, quantity in allowed.items()
        if complete or not writer.tape.chance(3)
    }
    judged = {m for line in lines if line.when_invalid is None for m in line.measures}
    rejected = [key for key in given if key.partition("@")[0] not in judged and not complete]
    nodes = covenant.nodes
    penalties = [line.id for line in lines if line.effect in (Effect.PENALTY, Effect.VETO)]
    return Report(
        registration.unit,
        STAGE,
        given,
        invalid={key: "không hợp lệ" for key in rejected if writer.tape.chance(5)},
        stated={key: tape.number(-1, 5) for key in nodes if writer.tape.chance(8)},
        waivers={key: Waiver("Hội đồng", "lý do") for key in penalties if writer.tape.chance(5)},
        not_applicable={
            key: "lý do"
            for key, node in nodes.items()
            if node.not_applicable is not None and writer.tape.chance(3)
        },
    )
