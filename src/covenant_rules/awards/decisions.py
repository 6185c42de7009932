"""Decisions: the classes and awards of a policy, each with its conditions, in the order they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from attrs import evolve, frozen

from covenant_rules.conditions import ANY, AllOf, AnyOf, Condition, Marked, Not, OfUnit
from covenant_rules.policy import AwardRule, ClassRule, Policy

Mode = Literal["sure", "possible"]
MODES: tuple[Mode, Mode] = ("sure", "possible")


@frozen
class Node:
    """A condition with the kind of the facts that it derives."""

    condition: Condition
    kind: str

    def derived(self, mode: Mode) -> str:
        """The kind of the facts that say that it holds."""
        return f"{self.kind}.{mode}"


@frozen
class Decision:
    """A class or an award to be decided: its conditions, and the kinds that say who may have it.

    Attributes:
        enters: for a class, the kind of those whose points lie in its band, or who fell into it.
        needs: the decisions that it looks at, by sort and id.
    """

    sort: Literal["class", "award"]
    rule: ClassRule | AwardRule
    nodes: tuple[Node, ...]
    needs: frozenset[tuple[str, str]] = frozenset()

    @property
    def id(self) -> str:
        """The id of the class or award."""
        return self.rule.id

    def candidate(self, mode: Mode) -> str:
        """The kind of those who meet every condition."""
        return f"{self.sort}:{self.id}.{mode}"

    def enters(self, mode: Mode) -> str:
        """The kind of those who are considered for a class."""
        return f"enters:{self.id}.{mode}"


def ordered(policy: Policy, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the decisions so that each comes after those that it looks at; the loader refused circles."""
    left = [evolve(one, needs=frozenset(_needs(policy, one))) for one in decisions]
    done: list[Decision] = []
    while left:
        names = {(one.sort, one.id) for one in left}
        ready = next((one for one in left if not one.needs & names), left[0])
        left.remove(ready)
        done.append(ready)
    return tuple(done)


def _needs(policy: Policy, decision: Decision) -> set[tuple[str, str]]:
    rule = decision.rule
    above = policy.classes[: policy.classes.index(rule)] if isinstance(rule, ClassRule) else ()
    found = {("class", one.id) for one in above}
    for condition in (*rule.when, *(one for veto in policy.vetoes for one in veto.when)):
        found |= _asks(policy, condition)
    quota = rule.quota
    if quota is not None:
        base = quota.base
        if base is not None and base.kind in ("class", "award") and decision.sort == "award":
            found |= {(base.kind, name) for name in base.names}
        found |= {("class", name) for name in quota.by_class}
    heirs = [one.id for one in policy.awards if one.quota and one.quota.unused == decision.id]
    found |= {("award", name) for name in heirs}
    return found - {(decision.sort, decision.id)}


def _asks(policy: Policy, condition: Condition) -> set[tuple[str, str]]:
    match condition:
        case Marked("class" | "award" as what, names):
            every = [one.id for one in policy.awards]
            return {(what, name) for one in names for name in (every if one == ANY else [one])}
        case Marked("holds", names):
            inner = [c for one in policy.conditions if one.id in names for c in one.when]
            return set().union(*(_asks(policy, one) for one in inner))
        case AllOf(parts) | AnyOf(parts):
            return set().union(*(_asks(policy, one) for one in parts))
        case Not(one) | OfUnit(one):
            return _asks(policy, one)
    return set()
