"""A program as durable-rules takes it: positive patterns over whole numbers under names of our own.

Nothing that a user wrote reaches the engine: kinds and texts become numbers, fields `f0`, aliases `a0`,
rules `r0`. Each branch becomes one rule that matches its positive patterns, and one more for each of its
negated patterns, which finds blockers: negation itself stays outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from covenant_rules.inference.facts import Fact
from covenant_rules.inference.language import Join, Pattern, Test, Value
from covenant_rules.inference.structure import Branch, needed_fields

MOST_PATTERNS_A_SHARD = 56
"""Of the conditions that are true of one fact at once the engine bears 64."""

OPEN = "open"
OPERATORS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}


class Codes:
    """Numbers for the names of a program and for texts, given as they come."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, int]] = {"field": {}, "kind": {}, "text": {}}

    def code(self, space: str, name: str) -> int:
        """Return the number of *name* among the names of *space*."""
        codes = self._of[space]
        return codes.setdefault(name, len(codes) + 1)

    def field(self, name: str) -> str:
        """Return the engine's name of a field."""
        return f"f{self.code('field', name)}"

    def kind(self, name: str) -> int:
        """Return the number of a kind."""
        return self.code("kind", name)

    def value(self, value: Value) -> int:
        """Return a value as a number: a text by its code, which only meets codes of texts."""
        return self.code("text", value) if isinstance(value, str) else value

    def fact(self, wire: int, fact: Fact) -> dict[str, Any]:
        """Return a fact as the engine takes it, under the number *wire*."""
        fields = {self.field(name): self.value(value) for name, value in fact.fields.items()}
        # a pattern with joins ends in one that is always true, on `one`: see `_conditions`
        return {"id": str(wire), "sid": "0", "kind": self.kind(fact.kind), "one": 1, **fields}


@frozen
class WireRule:
    """A positive rule of the engine, made of a branch.

    *blocker* is the negated pattern whose blockers the rule finds, by its place among the negated ones;
    None for the rule that matches the branch itself.
    """

    branch: int
    blocker: int | None
    patterns: tuple[Pattern, ...]
    needed: Mapping[str, frozenset[str]] = field(hash=False)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the facts that the rule looks at."""
        return frozenset(pattern.kind for pattern in self.patterns)

    def definition(self, codes: Codes) -> dict[str, Any]:
        """Return the rule as the engine takes it."""
        aliases = {pattern.alias: f"a{n}" for n, pattern in enumerate(self.patterns)}
        return {
            "all": [
                {
                    aliases[pattern.alias]: {
                        "$and": _conditions(pattern, self.needed, aliases, codes)
                    }
                }
                for pattern in self.patterns
            ]
        }


def wire_rules(branches: Sequence[Branch]) -> Iterable[WireRule]:
    """Return the engine's rules for *branches*."""
    for number, branch in enumerate(branches):
        needed = needed_fields(branch)
        yield WireRule(number, None, branch.positives, needed)
        for blocker, negated in enumerate(branch.negatives):
            patterns = (*joined_positives(branch, negated), negated)
            yield WireRule(number, blocker, patterns, needed)


def joined_positives(branch: Branch, negated: Pattern) -> tuple[Pattern, ...]:
    """Return the positive patterns that *negated* joins, without joins to any others."""
    wanted = {join.alias for join in negated.joins}
    return tuple(_among(pattern, wanted) for pattern in branch.positives if pattern.alias in wanted)


def _among(pattern: Pattern, aliases: set[str]) -> Pattern:
    joins = tuple(join for join in pattern.joins if join.alias in aliases)
    return Pattern(pattern.alias, pattern.kind, pattern.tests, joins)


def shards(rules: Iterable[WireRule], most: int) -> list[list[WireRule]]:
    """Return *rules* in groups of at most *most* patterns; a rule is never split."""
    groups: list[list[WireRule]] = []
    size = most
    for rule in rules:
        size += len(rule.patterns)
        if size > most or not groups:
            groups.append([])
            size = len(rule.patterns)
        groups[-1].append(rule)
    return groups


def _conditions(
    pattern: Pattern, needed: Mapping[str, frozenset[str]], aliases: Mapping[str, str], codes: Codes
) -> list[dict[str, Any]]:
    """Return the conditions of a pattern in the one order that is safe.

    The kind comes first, so that no message of the engine's own fits. A field that a join compares must be
    there, or the engine fails. Equalities come before other joins, and an always-true join last:
    the engine reads beyond its memory where the last join is a false inequality.
    """
    present = {*needed.get(pattern.alias, ()), *(join.field for join in pattern.joins)}
    joins = sorted(pattern.joins, key=lambda join: join.op != "==")
    always = [{"one": {aliases[pattern.joins[0].alias]: "one"}}] if pattern.joins else []
    return [
        {"kind": codes.kind(pattern.kind)},
        *(_test(test, codes) for test in pattern.tests),
        *({"$ex": {codes.field(name): 1}} for name in sorted(present)),
        *(_join(join, aliases, codes) for join in joins),
        *always,
    ]


def _test(test: Test, codes: Codes) -> dict[str, Any]:
    return _compared(test.op, {codes.field(test.field): codes.value(test.value)})


def _join(join: Join, aliases: Mapping[str, str], codes: Codes) -> dict[str, Any]:
    other: dict[str, Any] = {aliases[join.alias]: codes.field(join.other)}
    if join.offset:
        other = {"$add": {"$l": other, "$r": join.offset}}
    return _compared(join.op, {codes.field(join.field): other})


def _compared(op: str, sides: dict[str, Any]) -> dict[str, Any]:
    return sides if op == "==" else {OPERATORS[op]: sides}
