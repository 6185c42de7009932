"""Registrations: what each unit signed. The sheet is common to a bloc, the targets are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from attrs import evolve, field, frozen

from covenant_rules.covenant import (
    ALWAYS,
    Combine,
    Covenant,
    Criterion,
    Dates,
    Item,
    Line,
    lines_of,
)
from covenant_rules.interval import Interval
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.sector import Measure
from covenant_rules.text import Text

Targets = Mapping[tuple[str, str], Fraction]


@frozen
class Filling:
    """What a unit registered for one slot; its limits may only narrow those of the slot."""

    items: tuple[Item, ...]
    title: Text | None = None
    combine: Combine = Combine.SUM

    @property
    def lines(self) -> Iterator[Line]:
        """All lines, those of groups included."""
        return lines_of(self.items)


@frozen
class Registration:
    """A unit of the bloc with what it signed.

    Attributes:
        ranked: whether it is ranked with the others; *unranked_because* says why not.
        signed: the day of its registration, or None where that is not known.
        slots: what it registered for each slot, by criterion.
        targets: its targets, by line and setting.
        active: the days on which the unit existed.
        merged_from: the units that were merged into it.
        places: where each target stands, as `file:line`.
    """

    unit: str
    title: Text
    ranked: bool = True
    unranked_because: str | None = None
    signed: date | None = None
    slots: Mapping[str, Filling] = field(factory=dict, hash=False)
    targets: Targets = field(factory=dict, hash=False)
    active: Dates = ALWAYS
    merged_from: tuple[str, ...] = ()
    places: Mapping[tuple[str, str], str] = field(factory=dict, eq=False, repr=False)


def fill(covenant: Covenant, registration: Registration) -> Covenant:
    """Return the sheet as one unit signed it: its slots filled with what it registered."""
    if not registration.slots:
        return covenant

    def filled(criterion: Criterion) -> Criterion:
        filling = registration.slots.get(criterion.id)
        if filling is None:
            return criterion
        return evolve(
            criterion,
            items=filling.items,
            combine=filling.combine,
            title=filling.title or criterion.title,
        )

    contents = tuple(
        evolve(content, criteria=tuple(filled(c) for c in content.criteria))
        for content in covenant.contents
    )
    return evolve(covenant, contents=contents)


# Facts of a registration that a sheet may use as measures, by the id under which it names them.
DAYS_LATE = "registration.days_late"
UNFILLED = "registration.unfilled"
BELOW_FLOOR = "registration.below_floor"
FACT_LIMITS = Interval.of(0, 10_000)
_MOST = FACT_LIMITS.high
FACTS: Mapping[str, Measure] = {
    DAYS_LATE: Measure(
        DAYS_LATE,
        Text(vi="Số ngày đăng ký trễ", en="Days by which registration was late"),
        Quantity(Unit.DAY, low=0, high=_MOST),
    ),
    UNFILLED: Measure(
        UNFILLED,
        Text(vi="Số tiêu chí chưa đăng ký", en="Slots not filled"),
        Quantity(Unit.COUNT, low=0, high=_MOST),
    ),
    BELOW_FLOOR: Measure(
        BELOW_FLOOR,
        Text(vi="Số chỉ tiêu đăng ký thấp hơn mức sàn", en="Targets registered below the floor"),
        Quantity(Unit.COUNT, low=0, high=_MOST),
    ),
}


def facts(covenant: Covenant, registration: Registration) -> Mapping[str, Fraction]:
    """Return what the engine knows of a registration; a date that is not known gives no fact."""
    slots = [criterion for criterion in covenant.criteria if criterion.slot is not None]
    below = sum(_below_floor(registration, criterion) for criterion in slots)
    found = {
        UNFILLED: Fraction(sum(1 for c in slots if c.id not in registration.slots)),
        BELOW_FLOOR: Fraction(below),
    }
    if covenant.registration_due is not None and registration.signed is not None:
        late = (registration.signed - covenant.registration_due).days
        found[DAYS_LATE] = Fraction(max(0, late))
    return MappingProxyType(found)


def _below_floor(registration: Registration, criterion: Criterion) -> int:
    """Return how many targets of one slot were registered below the floor that the sheet names."""
    filling = registration.slots.get(criterion.id)
    if filling is None or criterion.slot is None:
        return 0
    floors = criterion.slot.floors
    signed = [
        (setting, registration.targets.get((line.id, setting), line.settings.get(setting)))
        for line in filling.lines
        for setting in floors
    ]
    return sum(1 for setting, value in set(signed) if value is not None and value < floors[setting])
