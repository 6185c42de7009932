"""A policy as rules: every condition twice, where it surely holds and where it possibly does.

Negation swaps the two: something surely does not hold where it does not even possibly. So what is not
known yet leaves a decision open and is never guessed, and every rule stays a plain pattern over facts.
Each condition derives a fact of its own kind, which is what reasons and refusals are told from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

from covenant_rules.awards.decisions import MODES, Decision, Mode, Node, ordered
from covenant_rules.awards.facts import ALL, encoded, scale
from covenant_rules.conditions import (
    ANY,
    AllOf,
    AnyOf,
    Condition,
    Earlier,
    Marked,
    Measured,
    Not,
    OfUnit,
)
from covenant_rules.formula.table import Band
from covenant_rules.inference.language import Field, Join, Kind, Pattern, Program, Rule, Test, Then
from covenant_rules.policy import AwardRule, ClassRule, Named, Policy

KINDS = (
    Kind("subject", (Field("who", str), Field("unit", str), Field("person", int))),
    Kind("value", (Field("who", str), Field("of", str), Field("low", int), Field("high", int))),
    Kind("mark", (Field("who", str), Field("what", str), Field("name", str), Field("sure", int))),
    Kind("earlier", (Field("who", str), Field("award", str), Field("year", int))),
    Kind(
        "vote",
        (Field("who", str), Field("ballot", str), Field("margin", int), Field("quorum", int)),
    ),
)
# One fact never fills two patterns of a rule: durable-rules does not find such a choice of facts.
SUBJECT = Pattern("u", "subject")
UNIT = Pattern("u", "subject", (Test("person", "==", 0),))
PERSON = Pattern("u", "subject", (Test("person", "==", 1),))
TOGETHER = 6  # conditions in one rule, beside up to five other patterns: a rule may have twelve
SAME = (Join("who", "==", "u", "who"),)


@frozen
class Compiled:
    """A policy as a program, its decisions in the order in which they are taken."""

    program: Program
    decisions: tuple[Decision, ...]
    vetoes: Mapping[str, tuple[Node, ...]]


def compile_policy(policy: Policy, year: int | None) -> Compiled:
    """Return the program of *policy* for the covenant of *year*."""
    compiler = _Compiler(policy, year, scale(policy))
    return compiler.run()


@define
class _Compiler:
    policy: Policy
    year: int | None
    by: int
    rules: list[Rule] = field(factory=list)
    named: dict[str, tuple[Node, ...]] = field(factory=dict)
    bands: list[Node] = field(factory=list)
    number: int = 0

    def run(self) -> Compiled:
        for one in self.policy.conditions:
            self._define(f"condition:{one.id}", one)
        vetoes = {one.id: self._define(f"veto:{one.id}", one) for one in self.policy.vetoes}
        for mode in MODES:
            self._vetoed(mode)
        decisions: list[Decision] = []
        for rule in self.policy.classes:
            decision = Decision("class", rule, self._nodes(rule.when, ""))
            self._class(decision)
            decisions.append(decision)
        for award in self.policy.awards:
            decision = Decision("award", award, self._nodes(award.when, award.id))
            self._award(decision)
            decisions.append(decision)
        program = Program(KINDS, tuple(self.rules))
        return Compiled(program, ordered(self.policy, decisions), vetoes)

    def _rule(
        self, kind: str, *patterns: Pattern, part: int = 0, subject: Pattern = SUBJECT
    ) -> None:
        """Derive a fact of *kind* about the subject."""
        name = f"{kind}#{part}" if part else kind
        self.rules.append(Rule(name, (subject, *patterns), (Then(kind, (("who", ("u", "who")),)),)))

    def _define(self, kind: str, one: Named) -> tuple[Node, ...]:
        nodes = self._nodes(one.when, "")
        for mode in MODES:
            self._rule(f"{kind}.{mode}", *self._all(nodes, mode))
        self.named[kind] = nodes
        return nodes

    def _vetoed(self, mode: Mode) -> None:
        """A veto of the sheet or of the policy strikes; no award and no ordinary class is left."""
        kind = f"vetoed.{mode}"
        self._rule(kind, _mark("veto", mode))
        for number, one in enumerate(self.policy.vetoes, start=1):
            self._rule(kind, Pattern("v", f"veto:{one.id}.{mode}", joins=SAME), part=number)

    def _class(self, decision: Decision) -> None:
        assert isinstance(decision.rule, ClassRule)
        self.bands.append(self._node(Measured("points", decision.rule.points), ""))
        for mode in MODES:
            other: Mode = "possible" if mode == "sure" else "sure"
            classified = _not(Pattern("b", "mark", (Test("what", "==", "unclassified"),), SAME))
            allowed = (classified, _not(Pattern("x", f"vetoed.{other}", joins=SAME)))
            inside = _each(self.bands[-1:], mode)
            outside = tuple(_not(p) for p in _each(self.bands[:-1], other, start=2))
            kind = decision.enters(mode)
            self._rule(kind, *inside, *outside, *allowed, subject=UNIT)
            fallen = _mark("fallen", mode, (decision.id,))
            self._rule(kind, fallen, *allowed, part=1)
            entered = Pattern("e", kind, joins=SAME)
            self._rule(decision.candidate(mode), entered, *self._all(decision.nodes, mode))

    def _award(self, decision: Decision) -> None:
        people = isinstance(decision.rule, AwardRule) and decision.rule.to_people
        for mode in MODES:
            other: Mode = "possible" if mode == "sure" else "sure"
            patterns = [_mark("proposed", mode, (decision.id,))] if people else []
            patterns += self._all(decision.nodes, mode)
            patterns += [
                _not(_mark("barred", other, (name,), alias))
                for alias, name in (("b", ALL), ("c", decision.id))
            ]
            patterns.append(_not(Pattern("x", f"vetoed.{other}", joins=SAME)))
            subject = PERSON if people else UNIT
            self._rule(decision.candidate(mode), *patterns, subject=subject)

    def _all(self, nodes: Sequence[Node], mode: Mode) -> tuple[Pattern, ...]:
        """Return the patterns of *nodes* that all hold; many are first joined, since a rule takes few."""
        while len(nodes) > TOGETHER:
            parts = [nodes[n : n + TOGETHER] for n in range(0, len(nodes), TOGETHER)]
            nodes = [self._joined(part, mode) for part in parts]
        return _each(nodes, mode)

    def _joined(self, nodes: Sequence[Node], mode: Mode) -> Node:
        self.number += 1
        found = Node(AllOf(tuple(one.condition for one in nodes)), f"if:{self.number}", tuple(nodes))
        self._rule(found.derived(mode), *_each(nodes, mode))
        return found

    def _nodes(self, when: Iterable[Condition], award: str) -> tuple[Node, ...]:
        return tuple(self._node(one, award) for one in when)

    def _node(self, condition: Condition, award: str) -> Node:
        self.number += 1
        kind = f"if:{self.number}"
        match condition:
            case AllOf(parts) | AnyOf(parts):
                inner = self._nodes(parts, award)
            case Not(one) | OfUnit(one):
                inner = (self._node(one, award),)
            case Marked("holds", names):
                inner = tuple(node for name in names for node in self.named[f"condition:{name}"])
            case _:
                inner = ()
        for mode in MODES:
            for part, patterns in enumerate(self._patterns(condition, inner, mode, award)):
                self._rule(f"{kind}.{mode}", *patterns, part=part)
        return Node(condition, kind, inner)

    def _patterns(
        self, condition: Condition, inner: Sequence[Node], mode: Mode, award: str
    ) -> Iterable[Sequence[Pattern]]:
        """Yield the alternatives in which a condition holds."""
        other: Mode = "possible" if mode == "sure" else "sure"
        match condition:
            case Measured(what, band, node):
                of = f"rank:{award}" if what == "rank" else f"{what}:{node or ''}"
                tests = (Test("of", "==", of), *self._limits(band, mode))
                yield (Pattern("v", "value", tests, SAME),)
            case Marked(what, names):
                yield from self._marked(what, names, mode)
            case Earlier():
                yield from self._earlier(condition)
            case Not():
                yield (_not(Pattern("v", inner[0].derived(other), joins=SAME)),)
            case AllOf():
                yield self._all(inner, mode)
            case AnyOf():
                for one in inner:
                    yield (Pattern("v", one.derived(mode), joins=SAME),)
            case OfUnit():
                yield (
                    Pattern("v", inner[0].derived(mode), joins=(Join("who", "==", "u", "unit"),)),
                )

    def _marked(self, what: str, names: Sequence[str], mode: Mode) -> Iterable[Sequence[Pattern]]:
        vetoes = {one.id for one in self.policy.vetoes}
        for name in names:
            match what:
                case "passed":
                    yield (self._passed(name),)
                    yield (_mark(what, mode, (name,)),)
                case "holds":
                    yield (Pattern("v", f"condition:{name}.{mode}", joins=SAME),)
                case "veto" if name == ANY:
                    yield (Pattern("v", f"vetoed.{mode}", joins=SAME),)
                case "veto" if name in vetoes:
                    yield (Pattern("v", f"veto:{name}.{mode}", joins=SAME),)
                case _:
                    yield (_mark(what, mode, (name,)),)

    def _limits(self, band: Band, mode: Mode) -> Iterable[Test]:
        low, high = ("low", "high") if mode == "sure" else ("high", "low")
        if band.low is not None:
            yield Test(low, ">=" if band.with_low else ">", self._limit(band.low))
        if band.high is not None:
            yield Test(high, "<=" if band.with_high else "<", self._limit(band.high))

    def _limit(self, limit: Fraction) -> int:
        return encoded(limit, self.by)

    def _passed(self, name: str) -> Pattern:
        ballot = self.policy.ballot[name]
        quorum = int(ballot.quorum is not None and ballot.quorum.share.strict)
        tests = (
            Test("ballot", "==", name),
            Test("margin", ">=", int(ballot.passes.strict)),
            Test("quorum", ">=", quorum),
        )
        return Pattern("v", "vote", tests, SAME)

    def _earlier(self, asked: Earlier) -> Iterable[Sequence[Pattern]]:
        last = (self.year or 0) - 1
        award = Test("award", "==", asked.award)
        if not asked.every:
            within = (award, Test("year", ">=", last - asked.years + 1))
            yield (Pattern("v", "earlier", within, SAME),)
            return
        found = [Pattern("v1", "earlier", (award, Test("year", "==", last)), SAME)]
        for number in range(1, asked.years):
            before = Join("year", "==", f"v{number}", "year", -1)
            found.append(Pattern(f"v{number + 1}", "earlier", (award,), (*SAME, before)))
        yield found


def _mark(what: str, mode: Mode, names: Sequence[str] = (ANY,), alias: str = "v") -> Pattern:
    tests = [Test("what", "==", what)]
    if names != (ANY,) or what == "leader":
        tests.append(Test("name", "==", names[0]))
    if mode == "sure":
        tests.append(Test("sure", "==", 1))
    return Pattern(alias, "mark", tuple(tests), SAME)


def _each(nodes: Iterable[Node], mode: Mode, start: int = 1) -> tuple[Pattern, ...]:
    return tuple(
        Pattern(f"n{start}{number}", one.derived(mode), joins=SAME)
        for number, one in enumerate(nodes)
    )


def _not(pattern: Pattern) -> Pattern:
    return Pattern(pattern.alias, pattern.kind, pattern.tests, pattern.joins, negated=True)
