"""Whether conditions can all be met by some facts: numbers as difference bounds, text as equal classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from covenant_rules.inference.facts import LARGEST_NUMBER
from covenant_rules.inference.language import Op, Pattern, Value

Variable = tuple[str, str]
"""A field of a pattern: (alias, field). `ZERO` is the number nought."""
ZERO: Variable = ("", "")
MOST_SHRUNK = 100


@frozen
class Condition:
    """`left op right + offset`, or `left op constant` where *right* is ZERO."""

    left: Variable
    op: Op
    right: Variable
    offset: Value
    written: str


Edge = tuple[Variable, Variable, int]
"""(x, y, k): x is at most y + k."""


def conditions(patterns: Iterable[Pattern]) -> list[Condition]:
    """Return every test and join of *patterns* as conditions, named `alias.field op …`."""
    found = []
    for pattern in patterns:
        for test in pattern.tests:
            left = (pattern.alias, test.field)
            found.append(Condition(left, test.op, ZERO, test.value, f"{pattern.alias}.{test}"))
        for join in pattern.joins:
            left, right = (pattern.alias, join.field), (join.alias, join.other)
            found.append(Condition(left, join.op, right, join.offset, f"{pattern.alias}.{join}"))
    return found


def conflict(given: Sequence[Condition], texts: frozenset[Variable]) -> tuple[Condition, ...]:
    """Return conditions among *given* that contradict each other, none too many; empty when none do.

    Every contradiction of text is found, and every one of numbers that does not need `!=` of two
    fields to exclude a whole range.

    Args:
        given: the conditions, whose types go together.
        texts: which variables are text.
    """
    if _possible(given, texts):
        return ()
    kept = list(given)
    for condition in given if len(given) <= MOST_SHRUNK else ():
        fewer = [c for c in kept if c is not condition]
        if not _possible(fewer, texts):
            kept = fewer
    return tuple(kept)


def _possible(given: Sequence[Condition], texts: frozenset[Variable]) -> bool:
    words = [c for c in given if c.left in texts]
    numbers = [c for c in given if c.left not in texts]
    return _possible_text(words) and _possible_numbers(numbers)


def _possible_text(given: Sequence[Condition]) -> bool:
    parent: dict[Variable | str, Variable | str] = {}

    def root(of: Variable | str) -> Variable | str:
        while parent.get(of, of) != of:
            of = parent[of]
        return of

    def sides(condition: Condition) -> tuple[Variable | str, Variable | str]:
        # a constant is a class of its own: a text, where variables are pairs
        constant = condition.right == ZERO
        return condition.left, str(condition.offset) if constant else condition.right

    for condition in given:
        if condition.op == "==":
            one, other = map(root, sides(condition))
            # a constant becomes the root, so two different ones would have to share one
            if isinstance(one, str) and isinstance(other, str) and one != other:
                return False
            keep, join = (one, other) if isinstance(one, str) else (other, one)
            parent[join] = keep
    return not any(
        root(one) == root(other) for one, other in (sides(c) for c in given if c.op == "!=")
    )


def _possible_numbers(given: Sequence[Condition]) -> bool:
    """Return whether numbers meet *given*: no circle of bounds may sum to less than nought."""
    variables = {v for c in given for v in (c.left, c.right)} - {ZERO}
    edges: list[Edge] = [(v, ZERO, LARGEST_NUMBER) for v in variables]
    edges += [(ZERO, v, LARGEST_NUMBER) for v in variables]
    unequal = []
    for condition in given:
        x, y, k = condition.left, condition.right, int(condition.offset)
        match condition.op:
            case "==":
                edges += [(x, y, k), (y, x, -k)]
            case "<=":
                edges.append((x, y, k))
            case "<":
                edges.append((x, y, k - 1))
            case ">=":
                edges.append((y, x, -k))
            case ">":
                edges.append((y, x, -k - 1))
            case "!=":
                unequal.append((x, y, k))
    while True:
        if _least(edges, None) is None:
            return False
        tightened = next(
            ((which, edge) for which in unequal if (edge := _tightened(edges, *which))), None
        )
        if tightened is None:
            return True
        unequal.remove(tightened[0])
        edges.append(tightened[1])


def _tightened(edges: Sequence[Edge], x: Variable, y: Variable, k: int) -> Edge | None:
    """Return the sharper bound that `x != y + k` gives where y + k is the end of what x may be."""
    from_y, from_x = _least(edges, y), _least(edges, x)
    if from_y is not None and from_y.get(x) == k:
        return x, y, k - 1
    if from_x is not None and from_x.get(y) == -k:
        return y, x, -k - 1
    return None


def _least(edges: Sequence[Edge], source: Variable | None) -> dict[Variable, int] | None:
    """Return the largest that each variable may lie above *source* (Bellman-Ford); None in a contradiction.

    Without a source only a contradiction is looked for.
    """
    variables = {v for x, y, _ in edges for v in (x, y)}
    least = dict.fromkeys(variables, 0) if source is None else {source: 0}
    for _ in range(len(variables) + 1):
        changed = False
        for x, y, k in edges:
            if y in least and least[y] + k < least.get(x, least[y] + k + 1):
                least[x] = least[y] + k
                changed = True
        if not changed:
            return least
    return None
