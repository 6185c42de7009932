"""Whether a fact fits a pattern, in plain Python: what tests and joins mean."""

from __future__ import annotations

from collections.abc import Iterable

from covenant_rules.inference.facts import Bound, Fact
from covenant_rules.inference.language import COMPARE, Join, Pattern, Test, Value
from covenant_rules.inference.store import Store


def candidates(store: Store, pattern: Pattern, bound: Bound) -> Iterable[Fact]:
    """Return facts among which are all that fit *pattern*: looked up by one equality, if there is one."""
    for join in pattern.joins:
        if join.op == "==":
            return store.with_value(pattern.kind, join.field, target(join, bound))
    for test in pattern.tests:
        if test.op == "==":
            return store.with_value(pattern.kind, test.field, test.value)
    return store.of_kind(pattern.kind)


def target(join: Join, bound: Bound) -> Value:
    """Return the value that *join* compares with."""
    value = bound[join.alias].fields[join.other]
    return value + join.offset if isinstance(value, int) else value


def meets(test: Test, fact: Fact) -> bool:
    """Return whether *fact* has the field and it meets *test*."""
    value = fact.fields.get(test.field)
    return value is not None and COMPARE[test.op](value, test.value)


def joined(join: Join, fact: Fact, bound: Bound) -> bool:
    """Return whether *fact* has the field and it meets *join*."""
    value = fact.fields.get(join.field)
    return value is not None and COMPARE[join.op](value, target(join, bound))


def fits(pattern: Pattern, fact: Fact, bound: Bound) -> bool:
    """Return whether *fact*, of the kind of *pattern*, meets all its tests and joins."""
    for test in pattern.tests:
        if not meets(test, fact):
            return False
    for join in pattern.joins:  # noqa: SIM110  (the innermost loop: a generator would cost a third)
        if not joined(join, fact, bound):
            return False
    return True


def among(fact: Fact, bound: Bound) -> bool:
    """Return whether *fact* is bound already: one fact fills one pattern of a rule."""
    return any(other.no == fact.no for other in bound.values())
