"""The schema of settings against the loader: the same verdict on valid settings and near misses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from covenant_rules.covenant import Source
from covenant_rules.diagnostics import Severity
from covenant_rules.formula.reading import Shape
from covenant_rules.formula.table import Band, Table
from covenant_rules.formula.tree import Symbol
from covenant_rules.quantity import Quantity, Unit, day_text
from covenant_rules.registry import Registry
from covenant_rules.rule import POINTS_SETTING
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.registrations import plain
from covenant_rules.spec.schema import settings_schema
from covenant_rules.spec.scope import Scope
from covenant_rules.spec.settings import names_settings, settings_of
from covenant_rules.spec.source import Places
from covenant_rules.testing.samples import Call
from covenant_rules.text import decimal_places, exact_text

Settings = dict[str, Any]


def disagreements(call: Call) -> Iterator[str]:
    """Yield every settings object on which schema and loader differ, starting from a valid one."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  (only this check needs it)

    validator = Draft202012Validator(settings_schema(call.rule, "en"))
    written = _written(call)
    if written is None:
        return
    if not validator.is_valid(written) and not _loads(call, written):
        yield f"{call.rule.id} with {written}: no sheet can write it"
        return
    for given in (written, *_near_misses(written)):
        accepted, loaded = validator.is_valid(given), _loads(call, given)
        if accepted != loaded:
            verdicts = f"the schema says {accepted}, the loader {loaded}"
            yield f"{call.rule.id} with {given}: {verdicts}"


def _written(call: Call) -> Settings | None:
    """Return the settings as a sheet writes them; None where a number has no decimal form."""
    found: Settings = {}
    for parameter in call.rule.settings:
        value = call.settings[parameter.name]
        if isinstance(value, Table):
            shape = parameter.table.shape if parameter.table else Shape.BANDS
            written = _table(value, shape)
            if written is None:
                return None
            found[parameter.name] = written
        elif isinstance(value, Fraction):
            if decimal_places(value) is None:
                return None
            found[parameter.name] = _in_unit(value, parameter.quantity)
        else:
            found[parameter.name] = value
    return found


def _in_unit(value: Fraction, quantity: Quantity) -> int | Decimal | str:
    """Return *value* as a sheet writes it: days and named levels as words."""
    if quantity.unit is Unit.DATE:
        return day_text(value)
    if quantity.unit is Unit.LEVEL and quantity.names:
        return quantity.names[int(value)]
    return _decimal(value)


def _decimal(value: Fraction) -> int | Decimal:
    return value.numerator if value.denominator == 1 else Decimal(exact_text(value))


def _band(band: Band) -> str:
    if band.low is not None and band.low == band.high:
        return f"= {exact_text(band.low)}"
    if band.low is None:
        return (
            ""
            if band.high is None
            else f"{'<=' if band.with_high else '<'} {exact_text(band.high)}"
        )
    if band.high is None:
        return f"{'>=' if band.with_low else '>'} {exact_text(band.low)}"
    dots = f"{'' if band.with_low else '<'}..{'' if band.with_high else '<'}"
    return f"{exact_text(band.low)} {dots} {exact_text(band.high)}"


def _table(table: Table, shape: Shape) -> object:
    rest = {} if table.otherwise is None else {"otherwise": _decimal(table.otherwise)}
    if shape is Shape.DECISION:
        rows: list[object] = [
            {
                "when": {
                    c: _band(b) for c, b in zip(table.columns, r.bands, strict=True) if _band(b)
                },
                "points": _decimal(r.points),
            }
            for r in table.rows
        ]
        return [*rows, rest] if rest else rows
    if shape is Shape.BANDS:
        return {_band(row.bands[0]): _decimal(row.points) for row in table.rows} | rest
    return None  # levels and grids need the measure's names: the tests of the loader cover them


def _near_misses(written: Mapping[str, Any]) -> Iterator[Settings]:
    yield dict(written) | {"no_such_setting": 1}
    for name, value in written.items():
        yield {other: kept for other, kept in written.items() if other != name}
        yield dict(written) | {name: [1]}
        yield dict(written) | {name: {}}
        if isinstance(value, int | Decimal):
            yield dict(written) | {name: -(10**15)}
        elif isinstance(value, str):
            yield dict(written) | {name: f"{value}?"}


@cache
def _core() -> Registry:
    return Registry.of()


def _loads(call: Call, given: Mapping[str, Any]) -> bool:
    """Say whether the loader takes *given* as settings; what only a proof refuses is not its shape."""
    problems = Problems(Places("settings", ()))
    every = {p.name: p.quantity for p in call.rule.evidence}
    first = next(iter(every.values()), None)
    sources: dict[str, Source] = {}
    for name in call.evidence:
        quantity = every.get(name, first)
        if quantity is not None:
            sources[name] = Source(Symbol(name, quantity), quantity)
    written = {name: plain(value) for name, value in given.items() if name != POINTS_SETTING}
    scope = Scope(_core(), problems, {})
    names_settings(call.rule, written, (), scope)
    settings_of(call.rule, written, sources, "line", (), scope)
    errors = {d.code for d in problems.found if d.severity is Severity.ERROR}
    return errors <= {"E330", "E333", "E336"}
