"""Why, and why not: each decision with the facts that fired it, or with what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, field, frozen

from covenant_rules.awards.decisions import Decision, Node
from covenant_rules.awards.facts import ALL, Fact
from covenant_rules.awards.quota import Placed, State
from covenant_rules.awards.words import Words
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
from covenant_rules.inference.session import Session
from covenant_rules.policy import AwardRule, Due, Policy
from covenant_rules.text import Text


@frozen
class Reason:
    """One thing that a decision asks for: met, not met, or open, the facts, and what would change it."""

    says: Text
    state: State
    facts: tuple[Fact, ...] = ()
    change: Text | None = None


@frozen
class Verdict:
    """What was decided about one unit or person, with every reason.

    *sort* is `class` or `award`. Reasons of an award that is given are all met; one that is refused has
    its blockers among them, and one that is open what is not known yet.
    """

    sort: str
    name: str
    who: str
    state: State
    reasons: tuple[Reason, ...]
    source: str | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that it rests on, each once."""
        return tuple(dict.fromkeys(one for reason in self.reasons for one in reason.facts))

    @property
    def blockers(self) -> tuple[Reason, ...]:
        """The reasons that are not met."""
        return tuple(one for one in self.reasons if one.state is State.REFUSED)


@frozen
class Explainer:
    """Tells decisions from what a session concluded."""

    policy: Policy
    session: Session
    asserted: Mapping[int, Fact]
    holding: dict[tuple[str, str], int] = field(factory=dict)
    about: dict[str, list[Fact]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Arrange facts by whom they are about."""
        for one in self.session.facts():
            if one.derived:
                self.holding[one.kind, str(one.fields["who"])] = one.no
        for found in self.asserted.values():
            self.about.setdefault(found.who, []).append(found)

    def verdict(self, decision: Decision, who: str, placed: Placed | None) -> Verdict:
        """Return the decision about *who*, with its reasons."""
        state = State.REFUSED if placed is None else placed.state
        if decision.sort == "class":
            state = self._class_state(decision.id, who)
            reasons = tuple(self._class_reasons(decision, who, placed, state))
        else:
            reasons = tuple(self._reasons(decision, who, placed))
        return Verdict(decision.sort, decision.id, who, state, reasons, decision.rule.source)

    def _class_state(self, name: str, who: str) -> State:
        marks = [f for f in self._marks(who, "class") if f.of["name"] == name]
        if any(f.of["sure"] for f in marks):
            return State.GIVEN
        return State.OPEN if marks else State.REFUSED

    def _class_reasons(
        self, decision: Decision, who: str, placed: Placed | None, state: State
    ) -> Iterator[Reason]:
        yield from self._barred(decision, who, given=state is State.GIVEN)
        points = [f for f in self._facts(who, "value") if f.of["of"] == "points:"]
        entered = self._state(decision.enters("sure"), decision.enters("possible"), who)
        band = Words(self.policy).condition(Measured("points", decision.rule.points))  # type: ignore[union-attr]
        if state is State.GIVEN and entered is State.REFUSED:
            put = Text(vi="được xếp xuống mức này", en="is put into this class")
            yield Reason(put, State.GIVEN, tuple(points))
            return
        yield Reason(band, entered, tuple(points), None if entered is State.GIVEN else band)
        if entered is not State.REFUSED:
            yield from (self._reason(node, who, "") for node in decision.nodes)
            yield from _quota(placed)

    def _reasons(self, decision: Decision, who: str, placed: Placed | None) -> Iterator[Reason]:
        yield from self._barred(decision, who, given=False)
        if isinstance(decision.rule, AwardRule) and decision.rule.to_people:
            says = Text(vi="được đề nghị", en="proposed")
            proposed = tuple(f for f in self._marks(who, "proposed") if f.of["name"] == decision.id)
            yield Reason(says, State.GIVEN, proposed)
        yield from (self._reason(node, who, decision.id) for node in decision.nodes)
        yield from _quota(placed)

    def _barred(self, decision: Decision, who: str, *, given: bool) -> Iterator[Reason]:
        """Yield what bars from every award, or from this one; *given* says that it leads to the class."""
        vetoed = self._state("vetoed.sure", "vetoed.possible", who)
        if vetoed is not State.REFUSED:
            found = tuple(self._leaves("vetoed.possible", who))
            change = Text(vi="không bị loại trừ", en="no veto strikes")
            says = Text(vi="bị loại trừ", en="a veto strikes") if given else change
            blocked = State.OPEN if vetoed is State.OPEN else State.REFUSED
            yield Reason(says, State.GIVEN if given else blocked, found, None if given else change)
        if decision.sort == "class":
            barred = self._marks(who, "unclassified")
        else:
            barred = [f for f in self._marks(who, "barred") if f.of["name"] in (ALL, decision.id)]
        for one in barred:
            change = Text(vi="không thể đổi khi điều này còn đúng", en="nothing, while this stands")
            yield Reason(one.says, State.REFUSED, (one,), change)

    def _reason(self, node: Node, who: str, award: str) -> Reason:
        state = self._state(node.derived("sure"), node.derived("possible"), who)
        words = Words(self.policy)
        if state is State.GIVEN:
            facts = tuple(self._leaves(node.derived("sure"), who)) or tuple(
                self._relevant(node.condition, who, award)
            )
            return Reason(words.condition(node.condition), state, facts)
        facts = tuple(dict.fromkeys(self._relevant(node.condition, who, award)))
        return Reason(words.condition(node.condition), state, facts, words.change(node.condition))

    def _state(self, sure: str, possible: str, who: str) -> State:
        if (sure, who) in self.holding:
            return State.GIVEN
        return State.OPEN if (possible, who) in self.holding else State.REFUSED

    def _leaves(self, kind: str, who: str) -> Iterator[Fact]:
        """Yield the asserted facts under a derived one, down through everything that it rests on."""
        top = self.holding.get((kind, who))
        numbers = [] if top is None else [top]
        for number in numbers:  # grows while it is read
            if number not in self.asserted:
                support = self.session.fact(number).support
                numbers += [no for one in support for no in one.binding if no not in numbers]
        found = {self.asserted[number] for number in numbers if number in self.asserted}
        yield from sorted(
            (f for f in found if f.kind != "subject"), key=lambda f: (f.kind, str(f.fields))
        )

    def _facts(self, who: str, kind: str) -> list[Fact]:
        return [f for f in self.about[who] if f.kind == kind]

    def _marks(self, who: str, what: str) -> list[Fact]:
        return [f for f in self._facts(who, "mark") if f.of["what"] == what]

    def _relevant(self, condition: Condition, who: str, award: str) -> Iterator[Fact]:
        """Yield what is known of *who* that a condition looks at, whether it holds or not."""
        match condition:
            case Measured("rank", _, _):
                yield from (f for f in self._facts(who, "value") if f.of["of"] == f"rank:{award}")
            case Measured(what, _, node):
                yield from (
                    f for f in self._facts(who, "value") if f.of["of"] == f"{what}:{node or ''}"
                )
            case Marked(what, names):
                yield from self._looked_at(what, names, who)
            case Earlier(award, _, _):
                yield from (f for f in self._facts(who, "earlier") if f.of["award"] == award)
            case OfUnit(inner):
                (subject,) = self._facts(who, "subject")
                yield from self._relevant(inner, str(subject.of["unit"]), award)
            case Not(inner):
                yield from self._relevant(inner, who, award)
            case AllOf(parts) | AnyOf(parts):
                for part in parts:
                    yield from self._relevant(part, who, award)

    def _looked_at(self, what: str, names: tuple[str, ...], who: str) -> Iterator[Fact]:
        """Yield the marks that a condition looks at; those of a named condition are its own."""
        match what:
            case "veto":
                for name in names:
                    kind = "vetoed" if name == ANY else f"veto:{name}"
                    yield from self._leaves(f"{kind}.possible", who)
                yield from (f for f in self._marks(who, "veto") if f.of["name"] in names)
            case "reported":
                yield from self._late(names, who)
            case "holds":
                for name in names:
                    for inner in self.policy.conditions_of(name):
                        yield from self._relevant(inner, who, "")
            case _:
                if what == "passed":
                    yield from (f for f in self._facts(who, "vote") if f.of["ballot"] in names)
                every = ANY in names or what == "class"
                yield from (f for f in self._marks(who, what) if every or f.of["name"] in names)

    def _late(self, names: Iterable[str], who: str) -> Iterator[Fact]:
        due: Mapping[str, Due] = {one.id: one for one in self.policy.due}
        for name in names:
            yield from (f for f in self._marks(who, "reported") if f.of["name"] == name)
            day = (self.policy.year.received or {}).get((name, who))
            last = due[name].due
            if day is None:
                says = Text(vi=f"chưa nộp (hạn {last:%d/%m/%Y})", en=f"not received (due {last})")
            elif day > last:
                says = Text(
                    vi=f"nộp ngày {day:%d/%m/%Y}, hạn {last:%d/%m/%Y}",
                    en=f"received on {day}, due {last}",
                )
            else:
                continue
            yield Fact("mark", (("name", name), ("what", "late"), ("who", who)), says)


def _quota(placed: Placed | None) -> Iterator[Reason]:
    if placed is not None:
        change = None if placed.state is State.GIVEN else placed.change
        yield Reason(placed.says, placed.state, (), change)


def refused(verdict: Verdict, reason: Reason) -> Verdict:
    """Return *verdict* as refused for one more reason."""
    return evolve(verdict, state=State.REFUSED, reasons=(*verdict.reasons, reason))
