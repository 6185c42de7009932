"""Checks of a sheet that loads: what its numbers cannot mean, each with a code of its own."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Combine, Covenant
from covenant_rules.registration import Registration
from covenant_rules.spec.lints import lint_sheet
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.sheet import Sheet
from covenant_rules.spec.source import PathKey
from covenant_rules.text import exact_text


def check_sheet(resolved: Sheet, units: Sequence[Registration], problems: Problems) -> None:
    """Add what is odd about the sheet itself; *units* decides whether slots use its measures."""
    covenant = resolved.covenant
    _check_sums(covenant, problems)
    if any(d.code.startswith("E") for d in problems.found):
        return  # a line that failed is absent, so what follows cannot be told
    for name in covenant.measures:
        declared = ("measures", name) in problems.places.values
        idle = name not in resolved.scope.used and (units or not _has_slots(covenant))
        if declared and idle:
            problems.add("W301", ("measures", name), key=True, measure=name)


def _has_slots(covenant: Covenant) -> bool:
    return any(criterion.slot is not None for criterion in covenant.criteria)


def _check_sums(covenant: Covenant, problems: Problems) -> None:
    """Do the parts add up to the whole, where points are added?"""
    for number, content in enumerate(covenant.contents):
        if content.combine is Combine.SUM and content.criteria:
            total = sum((c.points for c in content.criteria), Fraction(0))
            if total != content.points:
                path: PathKey = ("contents", number, "points")
                problems.add(
                    "W302",
                    path,
                    node=content.id,
                    sum=exact_text(total),
                    points=exact_text(content.points),
                )
    if covenant.scale is not None and covenant.combine is Combine.SUM:
        total = sum((c.points for c in covenant.contents), Fraction(0))
        bonus = _bonus_pool(covenant)
        if total != covenant.scale and total + bonus != covenant.scale:
            problems.add(
                "W303", ("scale",), sum=exact_text(total), bonus=exact_text(bonus),
                scale=exact_text(covenant.scale),
            )  # fmt: skip


def _bonus_pool(covenant: Covenant) -> Fraction:
    if covenant.limits.bonus is not None:
        return covenant.limits.bonus
    return sum((c.limits.bonus or Fraction(0) for c in covenant.contents), Fraction(0))


def check_bloc(bloc: Bloc, problems: Problems) -> None:
    """Add what is odd about a bloc without errors: that it has no units, and the lints of its sheet."""
    if not bloc.registrations:
        problems.add("W306", ("covenant",))
    lint_sheet(bloc.covenant, problems)
