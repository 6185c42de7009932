"""Names of the symbols that a covenant's formula has beside its measures.

A measure is looked up by its id. Everything else that a report or registration decides, such as
whether a criterion applies or a penalty is waived, is a symbol with a role, so that the whole
covenant stays one formula.
"""

from __future__ import annotations

from enum import StrEnum

from covenant_rules.formula.tree import Symbol
from covenant_rules.quantity import SWITCH, Quantity


class Role(StrEnum):
    """What a symbol stands for, when it is not a measure."""

    TARGET = "target"  # line, setting: what the unit registered
    APPLIES = "applies"  # criterion or content
    IN_FORCE = "in_force"  # line
    WAIVED = "waived"  # line
    ABSENT = "absent"  # line whose evidence counts as nothing
    STATED = "points"  # criterion or content whose points a report states
    SLOT = "slot"  # criterion, part: a slot that the unit has not filled
    BLOC = "bloc"  # aggregate, measure


def switch(role: Role, *key: str, quantity: Quantity = SWITCH) -> Symbol:
    """Return the symbol of *role* for *key*."""
    return Symbol(":".join((role, *key)), quantity)


def role_of(name: str) -> tuple[Role | None, tuple[str, ...]]:
    """Return the role and the key of a symbol's name; a measure has no role and one key."""
    role, *key = name.split(":")
    return (Role(role), tuple(key)) if key else (None, (name,))


def at_period(measure: str, period: str | None) -> str:
    """Return the id under which a report gives *measure* for *period*."""
    return measure if period is None else f"{measure}@{period}"
