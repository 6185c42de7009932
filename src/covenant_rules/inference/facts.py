"""Facts, what rules found on them, and the limits within which both engines are exact."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from attrs import evolve, field, frozen

from covenant_rules.inference.language import Value, written
from covenant_rules.text import normalise

FactNo = int
Content = tuple[str, tuple[tuple[str, Value], ...]]
Binding = tuple[FactNo, ...]
"""The facts of a rule's positive patterns, in the order of the patterns."""

LARGEST_NUMBER = 2**53
LONGEST_TEXT = 1000


@frozen(cache_hash=True)
class Finding:
    """A rule that holds, and the facts that fill its positive patterns, by alias."""

    rule: str
    facts: tuple[tuple[str, FactNo], ...]

    @property
    def binding(self) -> Binding:
        """The facts alone, in the order of the patterns."""
        return tuple(no for _, no in self.facts)


@frozen
class Fact:
    """A fact: asserted, or derived by the findings in *support*.

    Numbers are those of one session: they order the assertions, and say nothing about derived facts.
    """

    no: FactNo
    kind: str
    fields: Mapping[str, Value] = field(hash=False)
    support: frozenset[Finding] = frozenset()

    @property
    def derived(self) -> bool:
        """Whether rules derived the fact."""
        return bool(self.support)

    @property
    def content(self) -> Content:
        """What the fact says, without its number."""
        return content(self.kind, self.fields)

    def __str__(self) -> str:
        """Return what the fact says: `unit(uid "a", rank 1)`."""
        inside = ", ".join(f"{name} {written(value)}" for name, value in self.fields.items())
        return f"{self.kind}({inside})"

    def sealed(self) -> Fact:
        """Return the fact for a reader, who cannot change the engine's own."""
        return evolve(self, fields=MappingProxyType(self.fields))


Bound = Mapping[str, Fact]
"""Facts that are chosen for patterns, by alias."""

Changes = tuple[frozenset[Finding], frozenset[Finding]]
"""What began and what ceased to hold."""

Blocked = Mapping[Binding, frozenset[FactNo]]


def content(kind: str, fields: Mapping[str, Value]) -> Content:
    """Return what a fact of *kind* says, comparable."""
    return kind, tuple(sorted(fields.items()))


def storable(value: Any) -> Value | None:
    """Return *value* as engines hold it, text in NFC; None where it is neither text nor a number in range."""
    if isinstance(value, str):
        text = normalise(value)
        return str(text) if len(text) <= LONGEST_TEXT else None
    # a bool is an int to Python, but true is no number here
    if type(value) is int and abs(value) <= LARGEST_NUMBER:
        return value
    return None


class Numbering:
    """Gives facts their numbers: each assertion a new one, a derived fact the same while it lasts."""

    def __init__(self) -> None:
        self._last = 0
        self._derived: dict[Content, FactNo] = {}

    def new(self) -> FactNo:
        """Return the number of a new assertion."""
        self._last += 1
        return self._last

    def derived(self, what: Content) -> FactNo:
        """Return the number of the derived fact that says *what*."""
        no = self._derived.get(what)
        if no is None:
            no = self._derived[what] = self.new()
        return no

    def forget_all_but(self, living: Collection[FactNo]) -> None:
        """Forget derived facts that no longer follow, once they outnumber those that do."""
        if len(self._derived) > 2 * len(living) + 1000:
            self._derived = {what: no for what, no in self._derived.items() if no in living}
