"""Positive matches of a rule's branches, with what blocks them: the memory of the durable engine."""

from __future__ import annotations

from collections import defaultdict

from attrs import define, field

from covenant_rules.inference.facts import Binding, FactNo, Finding
from covenant_rules.inference.structure import Branch, Component, branches
from covenant_rules.inference.wire import joined_positives


@define(eq=False)
class Negation:
    """A negated pattern of a branch: which facts block, by the facts of the positives that it joins."""

    places: tuple[int, ...]
    blockers: dict[Binding, set[FactNo]] = field(factory=dict)
    waiting: dict[Binding, set[Binding]] = field(factory=lambda: defaultdict(set))

    def key(self, binding: Binding) -> Binding:
        """Return the part of a binding that the negated pattern joins."""
        return tuple(binding[place] for place in self.places)


@define(eq=False)
class Matches:
    """A branch with its positive matches, those of them that hold, and those to be looked at again."""

    branch: Branch
    negations: tuple[Negation, ...]
    found: set[Binding] = field(factory=set)
    held: set[Binding] = field(factory=set)
    dirty: set[Binding] = field(factory=set)

    def holds(self, binding: Binding) -> bool:
        """Return whether all positives match and nothing blocks."""
        return binding in self.found and not self.blocking(binding)

    def finding(self, binding: Binding) -> Finding:
        """Return a match as a finding."""
        aliases = (pattern.alias for pattern in self.branch.positives)
        return Finding(self.branch.rule.name, tuple(zip(aliases, binding, strict=True)))

    def blocking(self, binding: Binding) -> frozenset[FactNo]:
        """Return all facts that block a match."""
        return frozenset(
            no
            for negation in self.negations
            for no in negation.blockers.get(negation.key(binding), ())
            if no not in binding
        )


Turned = list[tuple[Matches, Binding]]


@define(eq=False)
class Part:
    """A component with the branches of its rules, and the kinds that it feeds to itself."""

    ways: tuple[Matches, ...]
    circular: frozenset[str]

    def dirty(self) -> bool:
        """Return whether there are matches to be looked at."""
        return any(way.dirty for way in self.ways)

    def turned(self) -> tuple[Turned, Turned]:
        """Return what no longer holds and what holds now, of the matches to be looked at."""
        lost: Turned = []
        gained: Turned = []
        for way in self.ways:
            dirty, way.dirty = way.dirty, set()
            for binding in dirty:
                now = way.holds(binding)
                if now != (binding in way.held):
                    (gained if now else lost).append((way, binding))
        return lost, gained


def part_of(component: Component) -> Part:
    """Return a component, with no match yet."""
    ways = tuple(matches_of(branch) for rule in component.rules for branch in branches(rule))
    derived = (then.kind for rule in component.rules for then in rule.then)
    return Part(ways, frozenset(derived if component.recursive else ()))


def matches_of(branch: Branch) -> Matches:
    """Return a branch, with no match yet."""
    places = {pattern.alias: place for place, pattern in enumerate(branch.positives)}
    return Matches(
        branch,
        tuple(
            Negation(tuple(places[p.alias] for p in joined_positives(branch, negated)))
            for negated in branch.negatives
        ),
    )
