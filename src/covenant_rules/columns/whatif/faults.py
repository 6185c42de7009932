"""What is wrong with assumptions, before anything is scored: every fault at once, none guessed away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from covenant_rules.bloc import Bloc
from covenant_rules.columns.whatif.assumptions import Assumption, Kind, Steps
from covenant_rules.columns.whatif.sheet import Fault, sheet_faults
from covenant_rules.covenant import Covenant
from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import NumberError
from covenant_rules.formula.tree import Symbol, symbols
from covenant_rules.registration import fill
from covenant_rules.switches import Role, role_of, switch


def faults(bloc: Bloc, assumptions: Sequence[Assumption]) -> tuple[Fault, ...]:
    """Return everything that is wrong with *assumptions* on *bloc*, in their order."""
    empty = list(_empty(assumptions))
    if empty:
        return tuple(empty)
    signed = {r.unit: fill(bloc.covenant, r) for r in bloc.registrations}
    found = [*_twice(assumptions), *_crossing(assumptions)]
    found += sheet_faults([bloc.covenant, *signed.values()], assumptions)
    for number, one in enumerate(assumptions):
        if one.kind in (Kind.TARGET, Kind.EVIDENCE):
            found += _unit_faults(number, one, signed)
    return tuple(sorted(found, key=lambda fault: fault[0]))


def _empty(assumptions: Sequence[Assumption]) -> Iterator[Fault]:
    for number, one in enumerate(assumptions):
        if isinstance(one.values, Steps) and (
            one.values.step <= 0 or one.values.high < one.values.low
        ):
            low, high, step = one.values.low, one.values.high, one.values.step
            yield number, "values", diagnostic("E840", low=low, high=high, step=step)
        elif not len(one.values):
            yield number, "values", diagnostic("E841")


def _twice(assumptions: Sequence[Assumption]) -> Iterator[Fault]:
    seen: dict[object, int] = {}
    for number, one in enumerate(assumptions):
        if one.same_number in seen:
            yield number, "of", diagnostic("E842", title=one.title)
        seen.setdefault(one.same_number, number)


def _crossing(assumptions: Sequence[Assumption]) -> Iterator[Fault]:
    """Yield limits of one table that some scenario would put in another order."""
    moving = [(n, a) for n, a in enumerate(assumptions) if a.kind is Kind.THRESHOLD]
    for (_, a), (number, b) in combinations(moving, 2):
        lower, upper = sorted((a, b), key=lambda one: one.at or 0)
        low, high = upper.range.low, lower.range.high
        if (
            a.where == b.where
            and a.at != b.at
            and low is not None
            and high is not None
            and high >= low
        ):
            limits = f"{lower.at}, {upper.at}"
            yield number, "values", diagnostic("E839", id=b.where, value=low, limits=limits)


def _unit_faults(number: int, one: Assumption, signed: dict[str, Covenant]) -> Iterator[Fault]:
    if one.unit is not None and one.unit not in signed:
        near, units = did_you_mean(one.unit, signed), ", ".join(signed)
        yield number, "unit", diagnostic("E550", unit=one.unit, units=units, suggestion=near)
        return
    sheets = [signed[one.unit]] if one.unit is not None else list(signed.values())
    if one.kind is Kind.EVIDENCE:
        yield from _evidence_faults(number, one, sheets[0])
        return
    name = switch(Role.TARGET, one.where, one.name).name
    asked: dict[str, Symbol] = {}
    for sheet in sheets:
        for line in sheet.lines:
            asked |= {s.name: s for s in symbols(line.formula) if role_of(s.name)[0] is Role.TARGET}
    if name not in asked:
        known = ", ".join(key.partition(":")[2].replace(":", " ") for key in asked) or "—"
        yield number, "of", diagnostic("E843", id=one.where, name=one.name, known=known)
    elif not one.range.within(asked[name].quantity.range):
        limits = asked[name].quantity.range_text
        yield number, "values", diagnostic("E833", range=one.range, limits=limits)


def _evidence_faults(number: int, one: Assumption, sheet: Covenant) -> Iterator[Fault]:
    base, _, period = one.where.partition("@")
    declared = sheet.measures.get(base)
    periods = [known or "" for known in sheet.period_ids]
    if declared is None or period not in periods:
        near = did_you_mean(base, sheet.measures)
        yield number, "measure", diagnostic("E513", measure=one.where, suggestion=near)
        return
    ends = {one.values[n] for n in range(len(one.values))} if len(one.values) <= _MOST_CHECKED else {
        one.values[0], one.values[1], one.values[len(one.values) - 1]
    }  # fmt: skip
    for value in sorted(ends):
        try:
            declared.quantity.check(value)
        except NumberError as error:
            yield number, "values", error.diagnostics[0]
            return


_MOST_CHECKED = 1_000  # more are steps, of which the first two and the last stand for all
