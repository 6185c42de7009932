"""What a program concludes from facts, in a form in which two engines can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from attrs import frozen

from covenant_rules.inference.facts import (
    Binding,
    Blocked,
    Bound,
    Content,
    Fact,
    FactNo,
    Finding,
    content,
)
from covenant_rules.inference.language import Then


@frozen
class Conclusions:
    """All that a program concludes from facts.

    *blocked* holds, by rule, the choices of facts that fit the positive patterns in some branch and hold
    in none, with the facts that negated patterns found.
    """

    findings: frozenset[Finding]
    blocked: Mapping[str, Blocked]
    derived: Mapping[FactNo, Fact]


def consequence(then: Then, bound: Bound) -> Content:
    """Return the fact that follows for the facts *bound*."""
    return content(
        then.kind,
        {
            name: bound[source[0]].fields[source[1]] if isinstance(source, tuple) else source
            for name, source in then.fields
        },
    )


def unfired(found: Mapping[str, Blocked], findings: Iterable[Finding]) -> Mapping[str, Blocked]:
    """Return the blocked choices that hold in no other branch of their rule."""
    fired: dict[str, set[Binding]] = defaultdict(set)
    for finding in findings:
        fired[finding.rule].add(finding.binding)
    return {
        rule: {binding: by for binding, by in of_rule.items() if binding not in fired[rule]}
        for rule, of_rule in found.items()
    }
