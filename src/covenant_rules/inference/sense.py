"""Whether the rules of a program can do anything: recursion that negates itself, rules that never hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.inference.language import Pattern, Program, Rule
from covenant_rules.inference.satisfiable import Condition, Variable, conditions, conflict
from covenant_rules.inference.structure import (
    Branch,
    branches,
    components,
    edges,
    field_types,
)
from covenant_rules.inference.wire import joined_positives
from covenant_rules.text import Text


def senseless(program: Program) -> Iterator[Diagnostic]:
    """Return rules that rest on their own absence, and those that can never hold, with the reason."""
    yield from _negating_themselves(program)
    yield from _without_ground(program)
    texts = {
        (kind, name)
        for kind, fields in field_types(program).items()
        for name, type_ in fields.items()
        if type_ is str
    }
    for rule in program.rules:
        for branch in branches(rule):
            yield from _contradictory(rule, branch, texts)


def _negating_themselves(program: Program) -> Iterator[Diagnostic]:
    home = {rule.name: part for part in components(program) for rule in part.rules}
    told: set[str] = set()
    for reader, deriver, pattern in edges(program):
        part = home[reader.name]
        if pattern.negated and part is home[deriver.name] and reader.name not in told:
            members = sorted(rule.name for rule in part.rules)
            # one diagnostic for each circle
            told.update(members)
            yield diagnostic("E856", pattern.span or reader.span, rules=", ".join(members))


def _without_ground(program: Program) -> Iterator[Diagnostic]:
    """Return rules that need a kind which only follows from itself."""
    grounded = {kind.name for kind in program.kinds}
    waiting = list(program.rules)
    while waiting:
        ready = [rule for rule in waiting if _missing(rule, grounded) is None]
        if not ready:
            break
        grounded |= {then.kind for rule in ready for then in rule.then}
        waiting = [rule for rule in waiting if rule not in ready]
    for rule in waiting:
        missing = _missing(rule, grounded)
        assert missing is not None
        reason = Text(
            vi=f"loại dữ kiện `{missing.kind}` chỉ suy ra được từ chính nó",
            en=f"facts of kind `{missing.kind}` only follow from themselves",
        )
        yield diagnostic("E857", missing.span or rule.span, rule=rule.name, reason=reason)


def _missing(rule: Rule, grounded: set[str]) -> Pattern | None:
    """Return a pattern for which there never is a fact, if every branch has one."""
    found = None
    for branch in branches(rule):
        missing = next((p for p in branch.positives if p.kind not in grounded), None)
        if missing is None:
            return None
        found = missing
    return found


def _contradictory(rule: Rule, branch: Branch, texts: set[tuple[str, str]]) -> Iterator[Diagnostic]:
    """Return conditions that exclude each other: of the branch, or of a negated pattern with what it joins."""
    kinds = {pattern.alias: pattern.kind for pattern in branch.patterns}

    def found(patterns: Sequence[Pattern]) -> tuple[Condition, ...]:
        given = conditions(patterns)
        variables: set[Variable] = {v for c in given for v in (c.left, c.right)}
        return conflict(
            given, frozenset(v for v in variables if (kinds.get(v[0], ""), v[1]) in texts)
        )

    clash = found(branch.positives)
    if clash:
        yield diagnostic("E857", rule.span, rule=rule.name, reason=_contradict(clash))
        return
    for negated in branch.negatives:
        clash = found((*joined_positives(branch, negated), negated))
        if clash:
            reason = Text(
                vi=f"không có gì để phủ định ở `{negated}`, vì {_contradict(clash).vi}",
                en=f"`{negated}` has nothing to deny, because {_contradict(clash).en}",
            )
            yield diagnostic("E857", negated.span or rule.span, rule=rule.name, reason=reason)


def _contradict(clash: Sequence[Condition]) -> Text:
    shown = ", ".join(f"`{condition.written}`" for condition in clash)
    if len(clash) == 1:
        return Text(vi=f"{shown} không bao giờ đúng", en=f"{shown} is never met")
    return Text(vi=f"{shown} mâu thuẫn nhau", en=f"{shown} contradict each other")
