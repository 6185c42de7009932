"""The reference engine: what a program means, in plain Python.

It concludes everything anew whenever it is asked after a change. Rules are taken in the order of their
components, so that what a negated pattern speaks of is complete before it is asked for. Facts are found
through an index on one field, which is exact and makes ten thousand units bearable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from covenant_rules.inference.conclusions import Conclusions, consequence, unfired
from covenant_rules.inference.facts import Binding, Bound, Changes, Fact, FactNo, Finding, Numbering
from covenant_rules.inference.language import Pattern, Program
from covenant_rules.inference.matching import among, candidates, fits
from covenant_rules.inference.store import Store
from covenant_rules.inference.structure import (
    Branch,
    Component,
    branches,
    components,
    needed_fields,
)


class ReferenceEngine:
    """Evaluates a checked program over facts, all of it whenever something changed."""

    def __init__(self, program: Program, numbering: Numbering) -> None:
        """Take a program that the checks accept, and the numbering shared with another engine."""
        self._components = [(part, _plans(part)) for part in components(program)]
        self._numbering = numbering
        self._store = Store()
        self._known: Conclusions | None = None
        self._told: frozenset[Finding] = frozenset()

    def insert(self, fact: Fact) -> None:
        """Take an asserted fact."""
        self._forget()
        self._store.add(fact)

    def remove(self, no: FactNo) -> None:
        """Take an asserted fact back."""
        self._forget()
        self._store.drop(no)

    def conclude(self) -> Conclusions:
        """Return all that follows from the facts as they are."""
        if self._known is None:
            self._known = self._evaluate()
        return self._known

    def findings(self) -> frozenset[Finding]:
        """Return what holds."""
        return self.conclude().findings

    def changes(self) -> Changes:
        """Return what began and what ceased to hold since this was asked last."""
        now, before = self.findings(), self._told
        self._told = now
        return now - before, before - now

    def derived(self, no: FactNo) -> Fact | None:
        """Return a derived fact with its support."""
        return self.conclude().derived.get(no)

    def close(self) -> None:
        """Forget the facts."""
        self._store, self._known = Store(), None

    def _forget(self) -> None:
        if self._known is not None:
            for no in self._known.derived:
                self._store.drop(no)
            self._known = None

    def _evaluate(self) -> Conclusions:
        findings: set[Finding] = set()
        blocked: dict[str, dict[Binding, frozenset[FactNo]]] = {}
        support: dict[FactNo, set[Finding]] = {}
        for component, plans in self._components:
            again = True
            while again:
                again = False
                for plan in plans:
                    again |= self._run(plan, findings, blocked, support) and component.recursive
        self._known = Conclusions(
            frozenset(findings),
            unfired(blocked, findings),
            {
                no: evolve(self._store.facts[no], support=frozenset(by))
                for no, by in support.items()
            },
        )
        self._numbering.forget_all_but(support)
        return self._known

    def _run(
        self,
        plan: _Plan,
        findings: set[Finding],
        blocked: dict[str, dict[Binding, frozenset[FactNo]]],
        support: dict[FactNo, set[Finding]],
    ) -> bool:
        """Add what one branch finds; return whether a fact followed that was not there."""
        rule, grown = plan.branch.rule, False
        # all choices first: what is derived below must not join the facts that are being walked
        for bound in list(self._choices(plan.branch.positives, plan.needed, {})):
            binding = tuple(fact.no for fact in bound.values())
            blockers = self._blockers(plan.branch, bound)
            if blockers:
                of_rule = blocked.setdefault(rule.name, {})
                of_rule[binding] = of_rule.get(binding, frozenset()) | blockers
                continue
            finding = Finding(rule.name, tuple((alias, f.no) for alias, f in bound.items()))
            findings.add(finding)
            for then in rule.then:
                what = consequence(then, bound)
                no = self._numbering.derived(what)
                if no not in self._store.facts:
                    self._store.add(Fact(no, what[0], dict(what[1])))
                    grown = True
                support.setdefault(no, set()).add(finding)
        return grown

    def _choices(
        self, patterns: tuple[Pattern, ...], needed: Mapping[str, frozenset[str]], bound: Bound
    ) -> Iterator[Bound]:
        """Return every choice of facts for *patterns*, one after the other, that goes with *bound*."""
        if not patterns:
            yield bound
            return
        first, rest = patterns[0], patterns[1:]
        for fact in candidates(self._store, first, bound):
            if (
                fits(first, fact, bound)
                and needed[first.alias] <= fact.fields.keys()
                and not among(fact, bound)
            ):
                yield from self._choices(rest, needed, {**bound, first.alias: fact})

    def _blockers(self, branch: Branch, bound: Bound) -> frozenset[FactNo]:
        return frozenset(
            fact.no
            for pattern in branch.negatives
            for fact in candidates(self._store, pattern, bound)
            if fits(pattern, fact, bound) and not among(fact, bound)
        )


@frozen
class _Plan:
    """A branch, and which fields of each positive pattern something refers to."""

    branch: Branch
    needed: Mapping[str, frozenset[str]]


def _plans(component: Component) -> tuple[_Plan, ...]:
    return tuple(
        _Plan(branch, needed_fields(branch))
        for rule in component.rules
        for branch in branches(rule)
    )
