"""A session: facts come and go, and what a program concludes from them is asked at any time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import RLock
from types import MappingProxyType, TracebackType
from typing import Any, Literal, Protocol, Self, TypeVar

from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.errors import InferenceError
from covenant_rules.inference.checks import checked
from covenant_rules.inference.conclusions import Conclusions
from covenant_rules.inference.disagreement import InferenceDisagreement
from covenant_rules.inference.durable import DurableEngine, TooManyFactsError
from covenant_rules.inference.facts import Blocked, Changes, Fact, FactNo, Finding, Numbering
from covenant_rules.inference.language import Program
from covenant_rules.inference.network import NotAsMeasuredError, NotUsableError
from covenant_rules.inference.reference import ReferenceEngine
from covenant_rules.inference.vocabulary import Vocabulary
from covenant_rules.text import Text

Choice = Literal["both", "durable", "reference"]
MOST_FACTS = 20_000
CLOSED = Text(vi="phiên đã đóng", en="it is closed")
Answer = TypeVar("Answer")


class Engine(Protocol):
    """What a session asks of an engine."""

    def insert(self, fact: Fact) -> None:
        """Take an asserted fact."""

    def remove(self, no: FactNo) -> None:
        """Take an asserted fact back."""

    def conclude(self) -> Conclusions:
        """Return all that follows."""

    def findings(self) -> frozenset[Finding]:
        """Return what holds."""

    def changes(self) -> Changes:
        """Return what began and what ceased to hold since this was asked last."""

    def derived(self, no: FactNo) -> Fact | None:
        """Return a derived fact."""

    def close(self) -> None:
        """Give back what is held."""


def open_session(
    rules: Program, engine: Choice = "both", *, most_facts: int = MOST_FACTS
) -> Session:
    """Open a session over a program.

    Args:
        rules: the program; it is checked first.
        engine: `both` lets the durable and the reference engine conclude and compares them; where
            durable-rules cannot be used, or the session has more than *most_facts* facts, the
            reference concludes alone and `because` says so. `durable` and `reference` conclude alone.
        most_facts: how many facts, derived ones included, durable-rules takes; it needs 8 KB for each.

    Raises:
        InferenceError: the program is wrong, or `durable` is asked for and cannot be used.
    """
    return Session(checked(rules), engine, most_facts)


class Session:
    """Facts, and what follows from them. One thread at a time is let in; others wait.

    Attributes:
        program: the rules.
        because: why one engine concludes alone, or None when both do.
    """

    def __init__(self, program: Program, engine: Choice, most_facts: int) -> None:
        """Start the engines over a checked program; see `open_session`."""
        self.program = program
        self.because: Diagnostic | None = None
        self._vocabulary = Vocabulary(program)
        self._numbering = Numbering()
        self._facts: dict[FactNo, Fact] = {}
        self._lock = RLock()
        self._closed = False
        self._agreed = False
        self._most_facts = most_facts
        self._durable: DurableEngine | None = None
        self._reference: ReferenceEngine | None = None
        if engine != "both":
            self.because = diagnostic("W853", engine=engine)
        if engine != "reference":
            self._start_durable(needed=engine == "durable")
        if engine != "durable":
            self._reference = ReferenceEngine(program, self._numbering)

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines that conclude: `durable`, `reference`, or both."""
        both = (("durable", self._durable), ("reference", self._reference))
        return tuple(name for name, engine in both if engine is not None)

    def insert(self, kind: str, fields: Mapping[str, int | str]) -> FactNo:
        """Assert a fact and return its number; two facts that say the same are two facts.

        Raises:
            InferenceError: the kind or a field is unknown, missing or of another type; or the session
                is closed.
        """
        with self._lock:
            self._must_be_open()
            fact = Fact(self._numbering.new(), kind, self._vocabulary.checked(kind, fields))
            self._facts[fact.no] = fact
            self._agreed = False
            self._tell(lambda engine: engine.insert(fact))
            return fact.no

    def remove(self, no: FactNo) -> None:
        """Take an asserted fact back, with all that rested on it.

        Raises:
            InferenceError: no such fact was asserted, or it was taken back before.
        """
        with self._lock:
            self._must_be_open()
            if no not in self._facts:
                raise InferenceError(diagnostic("E867", no=no))
            del self._facts[no]
            self._agreed = False
            self._tell(lambda engine: engine.remove(no))

    def findings(self) -> frozenset[Finding]:
        """Return what holds: each rule with each choice of facts for its positive patterns.

        Raises:
            InferenceDisagreement: the engines differ.
        """
        return self._ask(lambda engine: engine.findings())

    def changes(self) -> Changes:
        """Return what began and what ceased to hold since this was asked last; at first, all that holds.

        Raises:
            InferenceDisagreement: the engines differ.
        """
        return self._ask(lambda engine: engine.changes())

    def blockers(self, rule: str) -> Blocked:
        """Return why *rule* does not hold where its positive patterns fit.

        Each choice of facts for them, in the order of the patterns, that holds in no branch, with the facts
        that its negated patterns found.

        Raises:
            KeyError: the program has no such rule.
            InferenceDisagreement: the engines differ.
        """
        conclusions = self._ask(lambda engine: engine.conclude())
        if all(rule != known.name for known in self.program.rules):
            raise KeyError(rule)
        return MappingProxyType(dict(conclusions.blocked.get(rule, {})))

    def fact(self, no: FactNo) -> Fact:
        """Return a fact, with the findings that derive it if it is derived.

        Raises:
            InferenceError: there is no such fact, or it no longer follows.
            InferenceDisagreement: the engines differ.
        """
        with self._lock:
            self._must_be_open()
            found = self._facts.get(no) or self._ask(lambda engine: engine.derived(no))
            if found is None:
                raise InferenceError(diagnostic("E867", no=no))
            return found.sealed()

    def facts(self, kind: str | None = None) -> tuple[Fact, ...]:
        """Return all facts, or those of *kind*: asserted ones as they came, then derived ones by content.

        Raises:
            InferenceDisagreement: the engines differ.
        """
        with self._lock:
            derived = self._ask(lambda engine: engine.conclude()).derived.values()
            return tuple(
                fact.sealed()
                for fact in (*self._facts.values(), *sorted(derived, key=lambda f: repr(f.content)))
                if kind in {None, fact.kind}
            )

    def check(self) -> None:
        """Let the reference engine conclude from the same facts, and compare.

        A session of both engines does this by itself; a live one that runs `durable` alone may ask for
        it now and then.

        Raises:
            InferenceDisagreement: the engines differ.
        """
        with self._lock:
            self._must_be_open()
            reference = self._reference
            if self._durable is not None and reference is None:
                reference = ReferenceEngine(self.program, self._numbering)
                for fact in self._facts.values():
                    reference.insert(fact)
            if self._durable is not None and reference is not None:
                self._compare(self._durable, reference)

    def close(self) -> None:
        """End the session and give back its memory; closing twice is no error."""
        with self._lock:
            self._closed = True
            for engine in (self._durable, self._reference):
                if engine is not None:
                    engine.close()
            self._facts.clear()

    def __enter__(self) -> Self:
        """Return the session, closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the session."""
        self.close()

    def _ask(self, question: Callable[[Engine], Answer]) -> Answer:
        """Return the answer of the reference where it runs, once both engines are known to agree."""
        with self._lock:
            self._must_be_open()
            if not self._agreed:
                if self._durable is not None:
                    self._guarded(self._durable.findings)
                if self._durable is not None and self._reference is not None:
                    self._compare(self._durable, self._reference)
                self._agreed = True
            if self._reference is not None:
                return question(self._reference)
            return question(self._alone())

    def _alone(self) -> DurableEngine:
        assert self._durable is not None, "a session has an engine"
        return self._durable

    def _compare(self, durable: DurableEngine, reference: ReferenceEngine) -> None:
        one, other = durable.conclude(), reference.conclude()
        if (one.findings, one.blocked) != (other.findings, other.blocked):
            raise InferenceDisagreement(self.program, self._facts, one, other)

    def _tell(self, news: Callable[[Engine], Any]) -> None:
        if self._reference is not None:
            news(self._reference)
        if self._durable is not None:
            durable = self._durable
            self._guarded(lambda: news(durable))

    def _start_durable(self, *, needed: bool) -> None:
        try:
            self._durable = DurableEngine(
                self.program, self._numbering, most_facts=self._most_facts
            )
        except (NotUsableError, NotAsMeasuredError) as error:
            code = "W851" if isinstance(error, NotUsableError) else "W854"
            self.because = diagnostic(code, reason=error)
            if needed:
                reason = Text.each(self.because.message)
                raise InferenceError(diagnostic("E868", reason=reason)) from error

    def _guarded(self, use: Callable[[], Any]) -> None:
        """Let the durable engine work. When it is full the reference goes on alone; when it breaks, nobody."""
        try:
            use()
        except TooManyFactsError as error:
            full = diagnostic("W852", most=self._most_facts)
            if self._reference is None:
                self.close()
                reason = Text.each(full.message)
                raise InferenceError(diagnostic("E868", reason=reason)) from error
            self._alone().close()
            self._durable, self.because = None, full
        except BaseException as error:
            # what the engine holds can no longer be relied on, whatever the cause
            self.close()
            if not isinstance(error, Exception):
                raise
            reason = Text.same(f"durable-rules: {error!r}")
            raise InferenceError(diagnostic("E868", reason=reason)) from error

    def _must_be_open(self) -> None:
        if self._closed:
            raise InferenceError(diagnostic("E868", reason=CLOSED))
