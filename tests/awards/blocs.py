"""Small bloc-years for the tests of awards: a sheet of two criteria, units with points, any policy."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from attrs import evolve

from covenant_rules.awards.conclude import Conclusions, conclude
from covenant_rules.bloc import Bloc
from covenant_rules.diagnostics import render
from covenant_rules.registration import Registration
from covenant_rules.registry import Registry
from covenant_rules.report import Report
from covenant_rules.spec.awards import policy
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.sheet import sheet
from covenant_rules.spec.source import parse_yaml
from covenant_rules.standing import Standings, score
from covenant_rules.text import Text

SHEET = """
covenant: vi-du
edition: "2026"
title: {vi: Giao ước, en: Covenant}
year: {from: 2026-01-01, to: 2026-12-31}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: competition, precision: rounded, ties: shared}
when_missing: pending
measures:
  c1: {title: {vi: Điểm 1, en: Points 1}, unit: points, low: 0, high: 60, decimals: 2}
  c2: {title: {vi: Điểm 2, en: Points 2}, unit: points, low: 0, high: 40, decimals: 2}
  ky_luat: {title: {vi: Kỷ luật, en: Disciplined}, unit: count, low: 0, high: 10}
contents:
  - id: A
    title: {vi: Nội dung, en: Content}
    points: 100
    criteria:
      - id: "1"
        title: {vi: Tiêu chí 1, en: Criterion 1}
        points: 60
        lines:
          - {award: core.graded, with: {step: 0.01}, from: {given: c1}}
          - {id: ky-luat, title: {vi: Bị kỷ luật, en: Disciplined}, veto: core.if_any, with: {lose: 1}, from: {count: ky_luat}}
      - id: "2"
        title: {vi: Tiêu chí 2, en: Criterion 2}
        points: 40
        when_missing: not_classified
        rule: core.graded
        with: {step: 0.01}
        from: {given: c2}
"""

Points = str | int | tuple[object, object] | None
"""A total, which is split in the proportion of the criteria; both criteria; None for not reported."""


@cache
def empty(text: str = SHEET) -> Bloc:
    """Return a sheet without units."""
    document = parse_yaml(text, "covenant.yaml")
    problems = Problems(document.places)
    found = sheet(document, Registry.of(), problems)
    assert found is not None
    assert not [one for one in problems.found if one.code.startswith("E")]
    return Bloc(found.covenant, ())


def report(unit: str, points: Points, *, disciplined: int = 0) -> Report:
    """Return the report of a unit."""
    if isinstance(points, tuple):
        first, second = points
    elif points is None:
        first, second = None, 0
    else:
        second = min(Fraction(points) * 2 / 5, Fraction(40))
        first = Fraction(points) - second
    values = {"c1": first, "c2": second, "ky_luat": disciplined}
    exact = {name: Fraction(str(v)) for name, v in values.items() if v is not None}
    return Report(unit, "final", exact)


def bloc(units: Mapping[str, Points], text: str = SHEET, **disciplined: int) -> Bloc:
    """Return a bloc of *units* with their points; *disciplined* ones are vetoed by the sheet."""
    registered = tuple(Registration(unit, Text.same(unit)) for unit in units)
    reports = tuple(report(u, p, disciplined=disciplined.get(u, 0)) for u, p in units.items())
    return evolve(empty(text), registrations=registered, reports=reports)


def with_policy(found: Bloc, text: str) -> Bloc:
    """Return a bloc with the policy that *text* writes; it must be right."""
    whole = f"covenant: vi-du\ncompare: rounded\n{text}"
    document = parse_yaml(whole, "awards.yaml")
    problems = Problems(document.places)
    read = policy(document, found, problems)
    assert read is not None, "\n".join(render(one, "en") for one in problems.found)
    return evolve(found, awards=read)


def codes(found: Bloc, text: str) -> list[str]:
    """Return the codes of what is wrong with a policy."""
    document = parse_yaml(f"covenant: vi-du\ncompare: rounded\n{text}", "awards.yaml")
    problems = Problems(document.places)
    policy(document, found, problems)
    return [one.code for one in problems.found]


def scored(units: Mapping[str, Points], text: str, **disciplined: int) -> Standings:
    """Return the standings of a bloc with a policy."""
    return score(with_policy(bloc(units, **disciplined), text))


def concluded(units: Mapping[str, Points], text: str, **disciplined: int) -> Conclusions:
    """Return what follows for *units* under a policy, by both engines."""
    return conclude(scored(units, text, **disciplined))


def given(found: Conclusions, name: str) -> list[str]:
    """Return who gets an award, sorted."""
    return sorted(one.unit for one in found.awards if one.name == name)


def states(found: Conclusions, name: str) -> dict[str, str]:
    """Return the state of every decision on an award or class."""
    return {one.who: str(one.state) for one in found.verdicts if one.name == name}

