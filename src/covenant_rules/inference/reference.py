"""The reference engine: what a program means, in plain Python.

It concludes everything anew whenever it is asked after a change. Rules are taken in the order of their
components, so that what a negated pattern speaks of is complete before it is asked for. Facts are found
through an index on one field, which is exact and makes ten thousand units bearable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from attrs import define, evolve, field, frozen

from covenant_rules.inference.facts import (
    Binding,
    Blocked,
    Changes,
    Content,
    Fact,
    FactNo,
    Finding,
    Numbering,
    content,
)
from covenant_rules.inference.language import COMPARE, Join, Pattern, Program, Test, Then, Value
from covenant_rules.inference.structure import Branch, Component, branches, components

Bound = Mapping[str, Fact]


@define
class Store:
    """Facts by kind, with an index of a field of a kind as soon as somebody looks something up there."""

    facts: dict[FactNo, Fact] = field(factory=dict)
    _kinds: dict[str, dict[FactNo, Fact]] = field(factory=lambda: defaultdict(dict))
    _indexes: dict[tuple[str, str], dict[Value, dict[FactNo, Fact]]] = field(factory=dict)

    def add(self, fact: Fact) -> None:
        """Add a fact."""
        self.facts[fact.no] = self._kinds[fact.kind][fact.no] = fact
        for name, value in fact.fields.items():
            index = self._indexes.get((fact.kind, name))
            if index is not None:
                index.setdefault(value, {})[fact.no] = fact

    def drop(self, no: FactNo) -> None:
        """Remove a fact."""
        fact = self.facts.pop(no)
        del self._kinds[fact.kind][no]
        for name, value in fact.fields.items():
            index = self._indexes.get((fact.kind, name))
            if index is not None:
                del index[value][no]
                if not index[value]:
                    del index[value]

    def of_kind(self, kind: str) -> Iterable[Fact]:
        """Return the facts of a kind."""
        return self._kinds[kind].values()

    def with_value(self, kind: str, name: str, value: Value) -> Iterable[Fact]:
        """Return the facts of a kind with *value* in the field *name*."""
        index = self._indexes.get((kind, name))
        if index is None:
            index = self._indexes[kind, name] = {}
            for fact in self._kinds[kind].values():
                if name in fact.fields:
                    index.setdefault(fact.fields[name], {})[fact.no] = fact
        return index.get(value, {}).values()


@frozen
class Conclusions:
    """All that a program concludes from facts.

    *blocked* holds, by rule, the choices of facts that fit the positive patterns in some branch and hold
    in none, with the facts that negated patterns found.
    """

    findings: frozenset[Finding]
    blocked: Mapping[str, Blocked]
    derived: Mapping[FactNo, Fact]


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


def needed_fields(branch: Branch) -> Mapping[str, frozenset[str]]:
    """Return the fields of each positive pattern that joins and derived facts refer to."""
    needed: dict[str, set[str]] = {pattern.alias: set() for pattern in branch.positives}
    for pattern in branch.patterns:
        for join in pattern.joins:
            needed[join.alias].add(join.other)
    for then in branch.rule.then:
        for _, source in then.fields:
            if isinstance(source, tuple):
                needed[source[0]].add(source[1])
    return {alias: frozenset(names) for alias, names in needed.items()}


def consequence(then: Then, bound: Bound) -> Content:
    """Return the fact that follows for the facts *bound*."""
    return content(
        then.kind,
        {
            name: bound[source[0]].fields[source[1]] if isinstance(source, tuple) else source
            for name, source in then.fields
        },
    )


def candidates(store: Store, pattern: Pattern, bound: Bound) -> Iterable[Fact]:
    """Return facts among which are all that fit *pattern*: looked up by one equality, if there is one."""
    for join in pattern.joins:
        if join.op == "==":
            return store.with_value(pattern.kind, join.field, target(join, bound))
    for test in pattern.tests:
        if test.op == "==":
            return store.with_value(pattern.kind, test.field, test.value)
    return store.of_kind(pattern.kind)


def target(join: Join, bound: Bound) -> Value:
    """Return the value that *join* compares with."""
    value = bound[join.alias].fields[join.other]
    return value + join.offset if isinstance(value, int) else value


def meets(test: Test, fact: Fact) -> bool:
    """Return whether *fact* has the field and it meets *test*."""
    value = fact.fields.get(test.field)
    return value is not None and COMPARE[test.op](value, test.value)


def joined(join: Join, fact: Fact, bound: Bound) -> bool:
    """Return whether *fact* has the field and it meets *join*."""
    value = fact.fields.get(join.field)
    return value is not None and COMPARE[join.op](value, target(join, bound))


def fits(pattern: Pattern, fact: Fact, bound: Bound) -> bool:
    """Return whether *fact*, of the kind of *pattern*, meets all its tests and joins."""
    for test in pattern.tests:
        if not meets(test, fact):
            return False
    for join in pattern.joins:  # noqa: SIM110  (the innermost loop: a generator would cost a third)
        if not joined(join, fact, bound):
            return False
    return True


def among(fact: Fact, bound: Bound) -> bool:
    """Return whether *fact* is bound already: one fact fills one pattern of a rule."""
    return any(other is fact for other in bound.values())


def unfired(found: Mapping[str, Blocked], findings: Iterable[Finding]) -> Mapping[str, Blocked]:
    """Return the blocked choices that hold in no other branch of their rule."""
    fired: dict[str, set[Binding]] = defaultdict(set)
    for finding in findings:
        fired[finding.rule].add(finding.binding)
    return {
        rule: {binding: by for binding, by in of_rule.items() if binding not in fired[rule]}
        for rule, of_rule in found.items()
    }
