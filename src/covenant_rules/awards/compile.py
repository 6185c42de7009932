"""A policy as rules: every condition twice, where it surely holds and where it possibly does.

Negation swaps the two: something surely does not hold where it does not even possibly. So what is not
known yet leaves a decision open and is never guessed, and every rule stays a plain pattern over facts.
Each condition derives a fact of its own kind, which is what reasons and refusals are told from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import define, evolve, field, frozen

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
    bands: list[Node] = field(factory=list)
    number: int = 0

    def run(self) -> Compiled:
        for one in self.policy.conditions:
            self._define(f"condition:{one.id}", one)
        for one in self.policy.vetoes:
            self._define(f"veto:{one.id}", one)
        for mode in MODES:
            self._vetoed(mode)
        decisions: list[Decision] = []
        for rule in self.policy.classes:
            decision = Decision("class", rule, self._nodes(rule.when))
            self._class(decision)
            decisions.append(decision)
        for award in self.policy.awards:
            decision = Decision("award", award, self._nodes(award.when, award.id))
            self._award(decision)
            decisions.append(decision)
        program = Program(KINDS, tuple(self.rules))
        return Compiled(program, ordered(self.policy, decisions))

    def _rule(
        self, kind: str, *patterns: Pattern, part: int = 0, subject: Pattern = SUBJECT
    ) -> None:
        """Derive a fact of *kind* about the subject; patterns are called v1, v2, … by their place."""
        name = f"{kind}#{part}" if part else kind
        called = (evolve(one, alias=f"v{n}") for n, one in enumerate(patterns, start=1))
        self.rules.append(Rule(name, (subject, *called), (Then(kind, (("who", ("u", "who")),)),)))

    def _define(self, kind: str, one: Named) -> None:
        nodes = self._nodes(one.when)
        for mode in MODES:
            self._rule(f"{kind}.{mode}", *self._all(nodes, mode))

    def _vetoed(self, mode: Mode) -> None:
        """A veto of the sheet or of the policy strikes; no award and no ordinary class is left."""
        kind = f"vetoed.{mode}"
        self._rule(kind, _mark("veto", mode))
        for number, one in enumerate(self.policy.vetoes, start=1):
            self._rule(kind, _about(f"veto:{one.id}.{mode}"), part=number)

    def _class(self, decision: Decision) -> None:
        assert isinstance(decision.rule, ClassRule)
        self.bands += self._nodes([Measured("points", decision.rule.points)])
        for mode in MODES:
            other: Mode = "possible" if mode == "sure" else "sure"
            barred = (_mark("unclassified", other), _about(f"vetoed.{other}"))
            above = _each(self.bands[:-1], other)
            if len(above) > TOGETHER:
                above = (self._any(f"above:{decision.id}.{other}", above),)
            kind = decision.enters(mode)
            self._rule(
                kind, *_each(self.bands[-1:], mode), *(_not(one) for one in (*above, *barred))
            )
            # Whoever fell from a class above was neither vetoed nor without a class there.
            self._rule(kind, _mark("fallen", mode, (decision.id,)), part=1)
            self._rule(decision.candidate(mode), _about(kind), *self._all(decision.nodes, mode))

    def _award(self, decision: Decision) -> None:
        people = isinstance(decision.rule, AwardRule) and decision.rule.to_people
        for mode in MODES:
            other: Mode = "possible" if mode == "sure" else "sure"
            patterns = [_mark("proposed", mode, (decision.id,))] if people else []
            patterns += self._all(decision.nodes, mode)
            barred = [_mark("barred", other, (name,)) for name in (ALL, decision.id)]
            patterns += [_not(one) for one in (*barred, _about(f"vetoed.{other}"))]
            subject = PERSON if people else UNIT
            self._rule(decision.candidate(mode), *patterns, subject=subject)

    def _all(self, nodes: Sequence[Node], mode: Mode) -> tuple[Pattern, ...]:
        """Return the patterns of *nodes* that all hold; many are first joined, since a rule takes few."""
        while len(nodes) > TOGETHER:
            parts = [nodes[n : n + TOGETHER] for n in range(0, len(nodes), TOGETHER)]
            nodes = [self._joined(part, mode) for part in parts]
        return _each(nodes, mode)

    def _any(self, kind: str, patterns: Sequence[Pattern]) -> Pattern:
        """Return a pattern of a *kind* of its own that holds where one of *patterns* does."""
        for part, one in enumerate(patterns):
            self._rule(kind, one, part=part)
        return _about(kind)

    def _joined(self, nodes: Sequence[Node], mode: Mode) -> Node:
        self.number += 1
        found = Node(AllOf(tuple(one.condition for one in nodes)), f"if:{self.number}")
        self._rule(found.derived(mode), *_each(nodes, mode))
        return found

    def _nodes(self, when: Iterable[Condition], award: str = "") -> tuple[Node, ...]:
        return tuple(self._node(one, award) for one in when)

    def _node(self, condition: Condition, award: str) -> Node:
        self.number += 1
        kind = f"if:{self.number}"
        match condition:
            case AllOf(parts) | AnyOf(parts):
                inner = self._nodes(parts, award)
            case Not(one) | OfUnit(one):
                inner = (self._node(one, award),)
            case _:
                inner = ()
        for mode in MODES:
            for part, patterns in enumerate(self._patterns(condition, inner, mode, award)):
                self._rule(f"{kind}.{mode}", *patterns, part=part)
        return Node(condition, kind)

    def _patterns(
        self, condition: Condition, inner: Sequence[Node], mode: Mode, award: str
    ) -> Iterable[Sequence[Pattern]]:
        """Yield the alternatives in which a condition holds."""
        other: Mode = "possible" if mode == "sure" else "sure"
        match condition:
            case Measured(what, band, node):
                of = f"rank:{award}" if what == "rank" else f"{what}:{node or ''}"
                tests = (Test("of", "==", of), *self._limits(band, mode))
                yield (_about("value", *tests),)
            case Marked(what, names):
                yield from self._marked(what, names, mode)
            case Earlier():
                yield from self._earlier(condition)
            case Not():
                yield (_not(_about(inner[0].derived(other))),)
            case AllOf():
                yield self._all(inner, mode)
            case AnyOf():
                for one in inner:
                    yield (_about(one.derived(mode)),)
            case OfUnit():
                unit = Join("who", "==", "u", "unit")
                yield (evolve(_about(inner[0].derived(mode)), joins=(unit,)),)

    def _marked(self, what: str, names: Sequence[str], mode: Mode) -> Iterable[Sequence[Pattern]]:
        vetoes = {one.id for one in self.policy.vetoes}
        for name in names:
            match what:
                case "passed":
                    yield (self._passed(name),)
                    yield (_mark(what, mode, (name,)),)
                case "holds":
                    yield (_about(f"condition:{name}.{mode}"),)
                case "veto" if name == ANY:
                    yield (_about(f"vetoed.{mode}"),)
                case "veto" if name in vetoes:
                    yield (_about(f"veto:{name}.{mode}"),)
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
        return _about(
            "vote",
            Test("ballot", "==", name),
            Test("margin", ">=", int(ballot.passes.strict)),
            Test("quorum", ">=", quorum),
        )

    def _earlier(self, asked: Earlier) -> Iterable[Sequence[Pattern]]:
        assert self.year is not None  # E889
        last = self.year - 1
        award = Test("award", "==", asked.award)
        if not asked.every:
            yield (_about("earlier", award, Test("year", ">=", last - asked.years + 1)),)
            return
        found = [_about("earlier", award, Test("year", "==", last))]
        for number in range(1, asked.years):
            before = Join("year", "==", f"v{number}", "year", -1)
            found.append(evolve(_about("earlier", award), joins=(*SAME, before)))
        yield found


def _about(kind: str, *tests: Test) -> Pattern:
    """Return a fact of *kind* about the subject of a rule, which calls it by its place."""
    return Pattern(kind, kind, tests, SAME)


def _mark(what: str, mode: Mode, names: Sequence[str] = (ANY,)) -> Pattern:
    tests = [Test("what", "==", what)]
    if names != (ANY,):
        tests.append(Test("name", "==", names[0]))
    if mode == "sure":
        tests.append(Test("sure", "==", 1))
    return _about("mark", *tests)


def _each(nodes: Iterable[Node], mode: Mode) -> tuple[Pattern, ...]:
    return tuple(_about(one.derived(mode)) for one in nodes)


def _not(pattern: Pattern) -> Pattern:
    return evolve(pattern, negated=True)
