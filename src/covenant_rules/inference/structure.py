"""What a program says beside its words: branches of `Or`, derived kinds, and the order of its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from attrs import frozen

from covenant_rules.inference.language import Kind, Or, Pattern, Program, Rule, Type


@frozen
class Branch:
    """One way in which a rule may hold: a conjunction of patterns without `Or`."""

    rule: Rule
    positives: tuple[Pattern, ...]
    negatives: tuple[Pattern, ...]

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """All patterns, the positive ones first."""
        return (*self.positives, *self.negatives)


def needed_fields(branch: Branch) -> Mapping[str, frozenset[str]]:
    """Return the fields of each positive pattern that joins and derived facts refer to."""
    needed: dict[str, set[str]] = {pattern.alias: set() for pattern in branch.positives}
    for pattern in branch.patterns:
        for join in pattern.joins:
            needed[join.alias].add(join.other)
    for then in branch.rule.then:
        for _, source in then.fields:
            if isinstance(source, tuple):
                needed[source[0]].add(source[1])
    return {alias: frozenset(names) for alias, names in needed.items()}


def branches(rule: Rule) -> tuple[Branch, ...]:
    """Return the ways in which *rule* may hold, one for each choice of a branch in every `Or`."""
    return tuple(
        Branch(
            rule,
            tuple(p for p in patterns if not p.negated),
            tuple(p for p in patterns if p.negated),
        )
        for patterns in _choices(rule.patterns)
    )


def _choices(items: Sequence[Pattern | Or]) -> Iterator[tuple[Pattern, ...]]:
    ways = [
        [c for branch in item.branches for c in _choices(branch)]
        if isinstance(item, Or)
        else [(item,)]
        for item in items
    ]
    return (tuple(p for part in choice for p in part) for choice in product(*ways))


def branch_count(items: Sequence[Pattern | Or]) -> int:
    """Return how many branches *items* have, without making them."""
    count = 1
    for item in items:
        if isinstance(item, Or):
            count *= sum(branch_count(branch) for branch in item.branches)
    return count


def all_patterns(items: Sequence[Pattern | Or]) -> Iterator[Pattern]:
    """Return every pattern that is written, in order, inside `Or` too."""
    for item in items:
        if isinstance(item, Or):
            for branch in item.branches:
                yield from all_patterns(branch)
        else:
            yield item


def depth(items: Sequence[Pattern | Or], most: int) -> int:
    """Return how deep `Or`s are nested, counted up to *most*."""
    levels, layer = 0, [item for item in items if isinstance(item, Or)]
    while layer and levels < most:
        levels += 1
        layer = [i for one in layer for b in one.branches for i in b if isinstance(i, Or)]
    return levels


def derived_kinds(program: Program) -> Mapping[str, tuple[Rule, ...]]:
    """Return the kinds that rules derive, each with its rules."""
    found: dict[str, list[Rule]] = {}
    for rule in program.rules:
        for kind in dict.fromkeys(then.kind for then in rule.then):
            found.setdefault(kind, []).append(rule)
    return {kind: tuple(rules) for kind, rules in found.items()}


def field_types(program: Program) -> Mapping[str, Mapping[str, Type]]:
    """Return the fields of each kind, asserted and derived, with their types.

    The fields of a derived kind are those that some rule gives it. Fields whose type cannot be told, in a
    program that the checks refuse, are left out.
    """
    types: dict[str, dict[str, Type]] = {k.name: _declared(k) for k in program.kinds}
    for kind in derived_kinds(program):
        types.setdefault(kind, {})
    again = True
    while again:
        again = False
        for rule in program.rules:
            kind_of = {p.alias: p.kind for p in all_patterns(rule.patterns) if not p.negated}
            for then in rule.then:
                for name, source in then.fields:
                    type_: Type | None
                    if isinstance(source, tuple):
                        alias, other = source
                        type_ = types.get(kind_of.get(alias, ""), {}).get(other)
                    else:
                        type_ = str if isinstance(source, str) else int
                    if type_ is not None and name not in types[then.kind]:
                        types[then.kind][name] = type_
                        again = True
    return types


def _declared(kind: Kind) -> dict[str, Type]:
    return {f.name: f.type for f in kind.fields}


def edges(program: Program) -> Iterator[tuple[Rule, Rule, Pattern]]:
    """Return which rule needs which: (reader, deriver, the pattern through which)."""
    derived = derived_kinds(program)
    for rule in program.rules:
        for pattern in all_patterns(rule.patterns):
            for deriver in derived.get(pattern.kind, ()):
                yield rule, deriver, pattern


@frozen
class Component:
    """Rules that need one another; or a single rule. *recursive*: what they derive feeds themselves."""

    rules: tuple[Rule, ...]
    recursive: bool


def components(program: Program) -> tuple[Component, ...]:
    """Return the rules in an order in which each is concluded after all that it needs (strata)."""
    needs: dict[str, list[str]] = {rule.name: [] for rule in program.rules}
    for reader, deriver, _ in edges(program):
        needs[reader.name].append(deriver.name)
    by_name = {rule.name: rule for rule in program.rules}
    return tuple(
        Component(
            tuple(by_name[name] for name in names),
            recursive=len(names) > 1 or names[0] in needs[names[0]],
        )
        for names in _strongly_connected(needs)
    )


def _strongly_connected(needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the strongly connected components, each after those that it needs (Tarjan, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []
    for root in needs:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        stack.append(root)
        work = [(root, iter(needs[root]))]
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    work.append((other, iter(needs[other])))
                    break
                if other in low and other in stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    cut = stack.index(node)
                    found.append(stack[cut:])
                    del stack[cut:]
    return found
