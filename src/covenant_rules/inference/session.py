"""A session: facts come and go, and what a program concludes from them is asked at any time."""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock
from types import MappingProxyType, TracebackType
from typing import Any, Literal, Self

from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.errors import InferenceError
from covenant_rules.inference.facts import Blocked, Fact, FactNo, Finding, Numbering
from covenant_rules.inference.language import Program
from covenant_rules.inference.reference import Conclusions, ReferenceEngine
from covenant_rules.inference.vocabulary import Vocabulary
from covenant_rules.text import Text

Engines = Literal["both", "durable", "reference"]
MOST_FACTS = 20_000


def open_session(
    rules: Program, engine: Engines = "both", *, most_facts: int = MOST_FACTS
) -> Session:
    """Open a session over a program.

    Args:
        rules: the program; it is checked first.
        engine: `both` lets the durable and the reference engine conclude and compares them; where
            durable-rules is not usable, or the session has more than *most_facts* facts (8 KB each in
            durable-rules), the reference concludes alone and `because` says so. `durable` and
            `reference` conclude alone.
        most_facts: how many facts, derived ones included, the durable engine takes.

    Raises:
        InferenceError: the program is wrong, or `durable` is asked for and cannot be used.
    """
    return Session(rules, engine, most_facts)


class Session:
    """Facts, and what follows from them. One thread at a time is let in; others wait.

    Attributes:
        program: the rules.
        engines: the engines that conclude, by name.
        because: why one engine concludes alone, or None when both do.
    """

    def __init__(self, program: Program, engine: Engines, most_facts: int) -> None:
        """Check the program and start the engines; see `open_session`."""
        self.program = program
        self.because: Diagnostic | None = None
        self._vocabulary = Vocabulary(program)
        self._numbering = Numbering()
        self._facts: dict[FactNo, Fact] = {}
        self._reference: ReferenceEngine | None = ReferenceEngine(program, self._numbering)
        self._lock = RLock()
        self._closed = False
        self._last: frozenset[Finding] = frozenset()
        self.because = diagnostic("W853", engine="reference")

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines that conclude."""
        return ("reference",)

    def insert(self, kind: str, fields: Mapping[str, int | str]) -> FactNo:
        """Assert a fact and return its number; two facts that say the same are two facts.

        Raises:
            InferenceError: the kind or a field is unknown, missing or of another type.
        """
        with self._lock:
            self._open()
            fact = Fact(self._numbering.new(), kind, self._vocabulary.checked(kind, fields))
            self._facts[fact.no] = fact
            self._engine.insert(fact)
            return fact.no

    def remove(self, no: FactNo) -> None:
        """Take an asserted fact back, with all that rested on it.

        Raises:
            InferenceError: no such fact was asserted, or it was taken back before.
        """
        with self._lock:
            self._open()
            if no not in self._facts:
                raise InferenceError(diagnostic("E867", no=no))
            del self._facts[no]
            self._engine.remove(no)

    def findings(self) -> frozenset[Finding]:
        """Return what holds: each rule with each choice of facts for its positive patterns."""
        return self._conclusions().findings

    def changes(self) -> tuple[frozenset[Finding], frozenset[Finding]]:
        """Return what began and what ceased to hold since this was asked last (at first: all)."""
        with self._lock:
            now, before = self.findings(), self._last
            self._last = now
            return now - before, before - now

    def blockers(self, rule: str) -> Blocked:
        """Return why *rule* does not hold: the choices of facts that fit its positive patterns and hold
        in no branch, each with the facts that its negated patterns found.
        """
        return MappingProxyType(dict(self._conclusions().blocked.get(rule, {})))

    def fact(self, no: FactNo) -> Fact:
        """Return a fact, with the findings that derive it if it is derived.

        Raises:
            InferenceError: there is no such fact, or it no longer follows.
        """
        with self._lock:
            self._open()
            found = self._facts.get(no) or self._conclusions().derived.get(no)
            if found is None:
                raise InferenceError(diagnostic("E867", no=no))
            return found.sealed(found.support)

    def facts(self, kind: str | None = None) -> tuple[Fact, ...]:
        """Return all facts, or those of *kind*: asserted ones in their order, then derived by content."""
        with self._lock:
            derived = sorted(
                self._conclusions().derived.values(), key=lambda fact: str(fact.content)
            )
            return tuple(
                fact.sealed(fact.support)
                for fact in (*self._facts.values(), *derived)
                if kind in (None, fact.kind)
            )

    def close(self) -> None:
        """End the session and give back its memory; closing twice is no error."""
        with self._lock:
            self._closed = True
            self._engine.close()
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

    @property
    def _engine(self) -> Any:
        return self._reference

    def _conclusions(self) -> Conclusions:
        with self._lock:
            self._open()
            return self._engine.conclude()

    def _open(self) -> None:
        if self._closed:
            reason = Text(vi="phiên đã đóng", en="it is closed")
            raise InferenceError(diagnostic("E868", reason=reason))
