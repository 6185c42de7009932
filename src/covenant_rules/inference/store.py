"""Facts by kind, looked up through an index on one field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from attrs import define, field

from covenant_rules.inference.facts import Fact, FactNo
from covenant_rules.inference.language import Value


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
