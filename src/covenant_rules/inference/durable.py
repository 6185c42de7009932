"""The durable engine: positive matches kept by durable-rules, everything else kept here.

The C module says which facts complete a positive pattern; it never hears of negation, of strata or of what
a rule derives. Here the matches are held, with what blocks them; whatever changed is settled component by
component, so an update costs what it changes and not what there is.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TypeVar

from attrs import evolve

from covenant_rules.inference.conclusions import Conclusions, consequence, unfired
from covenant_rules.inference.facts import Binding, Changes, Fact, FactNo, Finding, Numbering
from covenant_rules.inference.language import Program
from covenant_rules.inference.matches import Matches, Part, part_of
from covenant_rules.inference.network import MOST_IDS, Shard
from covenant_rules.inference.structure import components
from covenant_rules.inference.wire import (
    MOST_PATTERNS_A_SHARD,
    Codes,
    WireRule,
    shards,
    wire_rules,
)

Key = TypeVar("Key")
Member = TypeVar("Member")


class TooManyFactsError(Exception):
    """The engine holds as many facts as it may."""


class DurableEngine:
    """Keeps conclusions up to date as facts come and go."""

    def __init__(
        self,
        program: Program,
        numbering: Numbering,
        *,
        most_facts: int,
        shard_patterns: int = MOST_PATTERNS_A_SHARD,
        most_ids: int = MOST_IDS,
    ) -> None:
        """Compile a program that the checks accept.

        Raises:
            NotUsableError, NotAsMeasuredError: see `network.module`.
        """
        self._numbering = numbering
        self._most_facts, self._most_ids = min(most_facts, most_ids - 1), most_ids
        self._parts = [part_of(component) for component in components(program)]
        self._matches = [way for part in self._parts for way in part.ways]
        rules = wire_rules([way.branch for way in self._matches])
        self._shard_rules = shards(rules, shard_patterns)
        self._facts: dict[FactNo, Fact] = {}
        # where a fact takes part: as a positive of a match, or in what blocks
        self._in_matches: dict[FactNo, set[tuple[int, Binding]]] = defaultdict(set)
        self._in_blocks: dict[FactNo, set[tuple[int, int, Binding, FactNo]]] = defaultdict(set)
        # findings with the number of branches through which they hold, and what rests on them
        self._alive: dict[Finding, int] = {}
        self._derives: dict[Finding, tuple[FactNo, ...]] = {}
        self._support: dict[FactNo, set[Finding]] = {}
        # kinds of which a fact lost a support and kept another
        self._shaken: set[str] = set()
        self._began: set[Finding] = set()
        self._ceased: set[Finding] = set()
        self._known: frozenset[Finding] | None = None
        self._shards: list[Shard] = []
        self._connect()

    def insert(self, fact: Fact) -> None:
        """Take a fact and all the matches that it completes.

        Raises:
            TooManyFactsError: there are `most_facts` already.
            BrokenEngineError: durable-rules failed; nothing that the engine holds can be relied on.
        """
        if len(self._facts) >= self._most_facts:
            raise TooManyFactsError
        if self._last_id >= self._most_ids:
            self._connect()
        self._facts[fact.no] = fact
        self._assert(fact)

    def remove(self, no: FactNo) -> None:
        """Take a fact away, with all matches and blocks that it is part of."""
        wire = self._wires.pop(no)
        del self._numbers[wire], self._facts[no]
        for shard in self._shards:
            shard.remove(wire)
        for way, binding in self._in_matches.pop(no, ()):
            self._unmatch(way, binding, no)
        for way, place, key, blocker in self._in_blocks.pop(no, ()):
            self._unblock(way, place, key, blocker, no)

    def conclude(self) -> Conclusions:
        """Return all that follows from the facts as they are."""
        findings = self.findings()
        blocked: dict[str, dict[Binding, frozenset[FactNo]]] = {}
        for way in self._matches:
            for binding in way.found - way.held:
                of_rule = blocked.setdefault(way.branch.rule.name, {})
                of_rule[binding] = of_rule.get(binding, frozenset()) | way.blocking(binding)
        derived = {no: self._sealed(no) for no in self._support}
        return Conclusions(findings, unfired(blocked, findings), derived)

    def findings(self) -> frozenset[Finding]:
        """Return what holds."""
        self._settle()
        if self._known is None:
            self._known = frozenset(self._alive)
        return self._known

    def changes(self) -> Changes:
        """Return what began and what ceased to hold since this was asked last."""
        self._settle()
        changes = frozenset(self._began), frozenset(self._ceased)
        self._began, self._ceased = set(), set()
        return changes

    def derived(self, no: FactNo) -> Fact | None:
        """Return a derived fact with its support."""
        self._settle()
        return self._sealed(no) if no in self._support else None

    def close(self) -> None:
        """Give the engine's memory back."""
        for shard in self._shards:
            shard.close()
        self._shards = []

    def _connect(self) -> None:
        """Start new rulesets with ids from 1, and tell them the facts that are there.

        A match that is known already changes nothing, so this may happen at any time.
        """
        self.close()
        self._last_id = 0
        self._wires: dict[FactNo, int] = {}
        self._numbers: dict[int, FactNo] = {}
        codes = Codes()
        self._shards = [Shard(rules, codes) for rules in self._shard_rules]
        for fact in self._facts.values():
            self._assert(fact)

    def _assert(self, fact: Fact) -> None:
        self._last_id += 1
        wire = self._wires[fact.no] = self._last_id
        self._numbers[wire] = fact.no
        for shard in self._shards:
            for rule, ids in shard.insert(wire, fact):
                self._matched(rule, tuple(self._numbers[i] for i in ids))

    def _matched(self, rule: WireRule, facts: Binding) -> None:
        way = self._matches[rule.branch]
        if rule.blocker is None:
            way.found.add(facts)
            way.dirty.add(facts)
            for no in facts:
                self._in_matches[no].add((rule.branch, facts))
            for negation in way.negations:
                negation.waiting[negation.key(facts)].add(facts)
        else:
            *joined, blocker = facts
            negation, key = way.negations[rule.blocker], tuple(joined)
            negation.blockers.setdefault(key, set()).add(blocker)
            way.dirty |= negation.waiting.get(key, set())
            for no in facts:
                self._in_blocks[no].add((rule.branch, rule.blocker, key, blocker))

    def _unmatch(self, number: int, binding: Binding, gone: FactNo) -> None:
        way = self._matches[number]
        way.found.discard(binding)
        way.dirty.add(binding)
        for no in set(binding) - {gone}:
            _discard(self._in_matches, no, (number, binding))
        for negation in way.negations:
            _discard(negation.waiting, negation.key(binding), binding)

    def _unblock(
        self, number: int, place: int, key: Binding, blocker: FactNo, gone: FactNo
    ) -> None:
        way = self._matches[number]
        negation = way.negations[place]
        _discard(negation.blockers, key, blocker)
        way.dirty |= negation.waiting.get(key, set())
        for no in {*key, blocker} - {gone}:
            _discard(self._in_blocks, no, (number, place, key, blocker))

    def _settle(self) -> None:
        """Bring findings and derived facts in line with the matches, each component after what it needs."""
        for part in self._parts:
            while part.dirty() or part.circular & self._shaken:
                lost, gained = part.turned()
                if part.circular and (lost or part.circular & self._shaken):
                    # what lost a support may rest on itself in a circle: derive the component anew
                    self._withdraw(part)
                    continue
                for way, binding in lost:
                    self._lose(way, binding)
                for way, binding in gained:
                    self._gain(way, binding)
        self._shaken.clear()
        self._numbering.forget_all_but(self._support)

    def _withdraw(self, part: Part) -> None:
        for way in part.ways:
            for binding in tuple(way.held):
                self._lose(way, binding)
            way.dirty |= way.found
        self._shaken -= part.circular

    def _gain(self, way: Matches, binding: Binding) -> None:
        way.held.add(binding)
        finding = way.finding(binding)
        self._alive[finding] = self._alive.get(finding, 0) + 1
        if self._alive[finding] > 1:
            return
        self._known = None
        self._note(finding, self._began, self._ceased)
        bound = {alias: self._facts[no] for alias, no in finding.facts}
        follows = [consequence(then, bound) for then in way.branch.rule.then]
        numbers = tuple(self._numbering.derived(what) for what in follows)
        if numbers:
            self._derives[finding] = numbers
        for no, (kind, fields) in zip(numbers, follows, strict=True):
            if no not in self._support:
                self._support[no] = set()
                self.insert(Fact(no, kind, dict(fields)))
            self._support[no].add(finding)

    def _lose(self, way: Matches, binding: Binding) -> None:
        way.held.discard(binding)
        finding = way.finding(binding)
        self._alive[finding] -= 1
        if self._alive[finding]:
            return
        del self._alive[finding]
        self._known = None
        self._note(finding, self._ceased, self._began)
        for no in self._derives.pop(finding, ()):
            support = self._support.get(no, set())
            support.discard(finding)
            if support:
                self._shaken.add(self._facts[no].kind)
            elif no in self._support:
                del self._support[no]
                self.remove(no)

    def _note(self, finding: Finding, here: set[Finding], opposite: set[Finding]) -> None:
        """Note a change, unless it only takes back one that nobody has seen."""
        if finding in opposite:
            opposite.remove(finding)
        else:
            here.add(finding)

    def _sealed(self, no: FactNo) -> Fact:
        return evolve(self._facts[no], support=frozenset(self._support[no]))


def _discard(sets: dict[Key, set[Member]], key: Key, member: Member) -> None:
    """Remove *member* from one of *sets*, and the set with its last member."""
    members = sets.get(key)
    if members is not None:
        members.discard(member)
        if not members:
            del sets[key]
