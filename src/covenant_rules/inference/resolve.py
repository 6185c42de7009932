"""Whether the words of a program stand for something: kinds, fields, aliases, comparisons, values, types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from covenant_rules.diagnostics import Diagnostic, Span, diagnostic, did_you_mean
from covenant_rules.inference.facts import LONGEST_TEXT, storable
from covenant_rules.inference.language import (
    COMPARE,
    Join,
    Pattern,
    Program,
    Rule,
    Test,
    Then,
    Type,
)
from covenant_rules.inference.structure import Branch, branches, derived_kinds, field_types
from covenant_rules.inference.vocabulary import names, shortened, type_text

ORDERED = ("<", "<=", ">", ">=")


def wrong_words(program: Program) -> Iterator[Diagnostic]:
    """Return every word of *program* that stands for nothing, or for something of another type."""
    types = field_types(program)
    derived = derived_kinds(program)
    for kind in program.kinds:
        if kind.name in derived:
            yield diagnostic("E860", kind.span, kind=kind.name, rule=derived[kind.name][0].name)
    yield from _one_type_each(program, types)
    for rule in program.rules:
        for branch in branches(rule):
            yield from _Branch(branch, types).wrong()


def _one_type_each(
    program: Program, types: Mapping[str, Mapping[str, Type]]
) -> Iterator[Diagnostic]:
    """Return fields that are a number in one kind and text in another."""
    places: dict[str, Span | None] = {kind.name: kind.span for kind in program.kinds}
    places |= {then.kind: then.span for rule in program.rules for then in rule.then}
    first: dict[str, tuple[str, Type]] = {}
    for kind, fields in types.items():
        for name, type_ in fields.items():
            other, known = first.setdefault(name, (kind, type_))
            if known is not type_:
                yield diagnostic(
                    "E863",
                    places.get(kind),
                    field=name,
                    kind=other,
                    first=type_text(known),
                    other=kind,
                    second=type_text(type_),
                )


@frozen
class _Branch:
    """A branch, read with the fields that every kind has."""

    branch: Branch
    types: Mapping[str, Mapping[str, Type]]

    @property
    def rule(self) -> Rule:
        return self.branch.rule

    def wrong(self) -> Iterator[Diagnostic]:
        before: dict[str, Pattern] = {}
        for pattern in self.branch.patterns:
            yield from self._pattern(pattern, before)
            if not pattern.negated:
                before[pattern.alias] = pattern
        for then in self.rule.then:
            yield from self._then(then, before)

    def _pattern(self, pattern: Pattern, before: Mapping[str, Pattern]) -> Iterator[Diagnostic]:
        if pattern.kind not in self.types:
            near = did_you_mean(pattern.kind, self.types)
            span = pattern.span or self.rule.span
            yield diagnostic(
                "E851", span, kind=pattern.kind, kinds=names(self.types), suggestion=near
            )
            return
        for test in pattern.tests:
            yield from self._test(test, pattern)
        for join in pattern.joins:
            yield from self._join(join, pattern, before)

    def _test(self, test: Test, pattern: Pattern) -> Iterator[Diagnostic]:
        span = test.span or pattern.span or self.rule.span
        if test.op not in COMPARE:
            yield _no_comparison(test.op, test, span)
        elif storable(test.value) is None:
            yield _no_value(test.field, test.value, span)
        elif test.field not in self.types[pattern.kind]:
            yield self._no_field(pattern.kind, test.field, span)
        else:
            type_ = self.types[pattern.kind][test.field]
            if type(test.value) is not type_:
                yield _unlike(test.field, type_, shortened(test.value), type(test.value), span)
            elif type_ is str and test.op in ORDERED:
                yield diagnostic("E854", span, condition=test)

    def _join(
        self, join: Join, pattern: Pattern, before: Mapping[str, Pattern]
    ) -> Iterator[Diagnostic]:
        span = join.span or pattern.span or self.rule.span
        if join.op not in COMPARE:
            yield _no_comparison(join.op, join, span)
        if not isinstance(storable(join.offset), int):
            yield _no_value(join.field, join.offset, span)
        own = self.types[pattern.kind].get(join.field)
        if own is None:
            yield self._no_field(pattern.kind, join.field, span)
        if join.alias not in before:
            yield diagnostic("E855", span, alias=join.alias, condition=join)
            return
        other = self._field(before[join.alias], join.other)
        if other is None:
            yield self._no_field(before[join.alias].kind, join.other, span)
        elif own is not None and own is not other:
            yield _unlike(join.field, own, f"{join.alias}.{join.other}", other, span)
        elif own is str and (join.op in ORDERED or join.offset):
            yield diagnostic("E854", span, condition=join)

    def _then(self, then: Then, bound: Mapping[str, Pattern]) -> Iterator[Diagnostic]:
        span = then.span or self.rule.span
        for name, source in then.fields:
            if not isinstance(source, tuple):
                if storable(source) is None:
                    yield _no_value(name, source, span)
                continue
            alias, other = source
            if alias not in bound:
                yield diagnostic("E855", span, alias=alias, condition=f"{then.kind}.{name}")
                continue
            type_ = self._field(bound[alias], other)
            if type_ is None:
                yield self._no_field(bound[alias].kind, other, span)
            elif type_ is not self.types[then.kind].get(name, type_):
                known = self.types[then.kind][name]
                yield _unlike(name, known, f"{alias}.{other}", type_, span)

    def _field(self, pattern: Pattern, name: str) -> Type | None:
        return self.types.get(pattern.kind, {}).get(name)

    def _no_field(self, kind: str, name: str, span: Span | None) -> Diagnostic:
        known = self.types.get(kind, {})
        near = did_you_mean(name, known)
        return diagnostic("E852", span, kind=kind, field=name, fields=names(known), suggestion=near)


def _unlike(
    left: str, left_type: Type, right: str, right_type: type, span: Span | None
) -> Diagnostic:
    return diagnostic(
        "E853",
        span,
        left=left,
        left_type=type_text(left_type),
        right=right,
        right_type=type_text(right_type),
    )


def _no_comparison(op: object, condition: object, span: Span | None) -> Diagnostic:
    return diagnostic("E865", span, op=op, condition=condition, known=" ".join(COMPARE))


def _no_value(name: str, value: object, span: Span | None) -> Diagnostic:
    return diagnostic("E862", span, field=name, value=shortened(value), most=LONGEST_TEXT)
