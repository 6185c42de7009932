"""A third reading of the language, as naive as can be: all choices of all facts, no index, no engine.

It shares nothing with the library but the words of the language. Facts are (kind, fields, number), derived
ones without a number; what it finds is told apart by what derived facts say.
"""

from __future__ import annotations

from itertools import product

from covenant_rules.inference.language import Or

HOLDS = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def brute_force(program, asserted):
    """Return the findings and the blocked choices of *program* over {number: (kind, fields)}."""
    facts = [(kind, tuple(sorted(fields.items())), no) for no, (kind, fields) in asserted.items()]
    level = levels(program)
    findings, blocked = set(), {}
    for now in sorted(set(level.values())):
        rules = [rule for rule in program.rules if level[rule.name] == now]
        size = -1
        while size != len(facts):
            size = len(facts)
            for rule in rules:
                for patterns in ways(rule.patterns):
                    for finding, blockers, follow in fire(rule, patterns, facts):
                        if blockers:
                            key = (rule.name, tuple(what for _, what in finding[1]))
                            blocked.setdefault(key, set()).update(blockers)
                            continue
                        findings.add(finding)
                        for new in follow:
                            if new not in facts:
                                facts.append(new)
    fired = {(rule, tuple(what for _, what in chosen)) for rule, chosen in findings}
    return findings, {key: by for key, by in blocked.items() if key not in fired}


def levels(program):
    """Give each rule a number above all rules whose facts it denies, and not below those that it needs."""
    level = dict.fromkeys((rule.name for rule in program.rules), 0)
    for _ in range(len(level) ** 2 + 1):
        for reader in program.rules:
            for pattern in (p for way in ways(reader.patterns) for p in way):
                for deriver in program.rules:
                    if any(then.kind == pattern.kind for then in deriver.then):
                        least = level[deriver.name] + pattern.negated
                        level[reader.name] = max(level[reader.name], least)
    return level


def ways(items):
    """Return the conjunctions that *items* stand for."""
    if not items:
        return [[]]
    first, *rest = items
    if isinstance(first, Or):
        heads = [way for branch in first.branches for way in ways(branch)]
    else:
        heads = [[first]]
    return [head + tail for head in heads for tail in ways(rest)]


def fire(rule, patterns, facts):
    positive = [p for p in patterns if not p.negated]
    negative = [p for p in patterns if p.negated]
    pools = [[fact for fact in facts if fact[0] == p.kind] for p in positive]
    for chosen in product(*pools):
        if len(set(map(said, chosen))) < len(chosen):
            continue
        bound = {p.alias: dict(fact[1]) for p, fact in zip(positive, chosen)}
        referred = [(j.alias, j.other) for p in patterns for j in p.joins]
        referred += [s for then in rule.then for _, s in then.fields if isinstance(s, tuple)]
        if any(other not in bound[alias] for alias, other in referred):
            continue
        if not all(meets(p, bound[p.alias], bound) for p in positive):
            continue
        names = tuple((p.alias, said(fact)) for p, fact in zip(positive, chosen))
        blockers = {
            said(fact)
            for p in negative
            for fact in facts
            if fact[0] == p.kind and meets(p, dict(fact[1]), bound) and fact not in chosen
        }
        follow = [
            (
                then.kind,
                tuple(
                    sorted(
                        (name, bound[s[0]][s[1]] if isinstance(s, tuple) else s)
                        for name, s in then.fields
                    )
                ),
                None,
            )
            for then in rule.then
        ]
        yield (rule.name, names), blockers, follow


def meets(pattern, fields, bound):
    for test in pattern.tests:
        if test.field not in fields or not HOLDS[test.op](fields[test.field], test.value):
            return False
    for join in pattern.joins:
        if join.field not in fields:
            return False
        other = bound[join.alias][join.other]
        other = other + join.offset if join.offset else other
        if not HOLDS[join.op](fields[join.field], other):
            return False
    return True


def said(fact):
    """Return the number of an asserted fact, or what a derived fact says."""
    kind, fields, no = fact
    return no if no is not None else (kind, fields)


def told(conclusions):
    """Return the conclusions of an engine as `brute_force` gives them."""

    def name(no):
        fact = conclusions.derived.get(no)
        return no if fact is None else (fact.kind, tuple(sorted(fact.fields.items())))

    findings = {
        (f.rule, tuple((alias, name(no)) for alias, no in f.facts)) for f in conclusions.findings
    }
    blocked = {
        (rule, tuple(map(name, binding))): set(map(name, blockers))
        for rule, of_rule in conclusions.blocked.items()
        for binding, blockers in of_rule.items()
    }
    return findings, blocked
