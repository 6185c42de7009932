"""Checks of a program before anything runs: whatever an engine could stumble over is refused with a reason.

Every limit of the durable engine is checked here too, for both engines take the same programs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.errors import InferenceError
from covenant_rules.inference.language import Program, Rule
from covenant_rules.inference.resolve import wrong_words
from covenant_rules.inference.sense import senseless
from covenant_rules.inference.structure import all_patterns, branch_count, branches, depth
from covenant_rules.text import Text

MOST_RULES = 1000
MOST_KINDS = 500
MOST_FIELDS = 100
MOST_BRANCHES = 64
MOST_DEPTH = 8
MOST_PATTERNS = 12
MOST_TESTS = 24
MOST_JOINS = 24
MOST_CONSEQUENCES = 24
LONGEST_NAME = 200
"""Limits of a program. Twelve patterns and 24 joins are those within which durable-rules was measured."""


def checked(program: Program) -> Program:
    """Return *program* if nothing is wrong with it.

    Raises:
        InferenceError: everything that is wrong.
    """
    wrong = check(program)
    if wrong:
        raise InferenceError(wrong)
    return program


def check(program: Program) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with *program*: first its shape, then its words, then its sense.

    Words are only looked at once the shape is right, and sense once the words are.
    """
    for stage in (_depth, _shape, wrong_words, senseless):
        wrong = tuple(stage(program))
        if wrong:
            return wrong
    return ()


def _depth(program: Program) -> Iterator[Diagnostic]:
    levels = Text(vi="tầng `or` lồng nhau", en="levels of `or`")
    for rule in program.rules:
        yield from _too_many(levels, depth(rule.patterns, MOST_DEPTH + 1), MOST_DEPTH, rule)


def _shape(program: Program) -> Iterator[Diagnostic]:
    yield from _too_many(Text(vi="luật", en="rules"), len(program.rules), MOST_RULES, None)
    yield from _too_many(
        Text(vi="loại dữ kiện", en="kinds of fact"), len(program.kinds), MOST_KINDS, None
    )
    yield from _names(program)
    for kind in program.kinds:
        fields = Text(vi="trường trong một loại dữ kiện", en="fields of a kind of fact")
        yield from _too_many(fields, len(kind.fields), MOST_FIELDS, kind)
    for rule in program.rules:
        yield from _shape_of(rule)


def _shape_of(rule: Rule) -> Iterator[Diagnostic]:
    ways = Text(vi="nhánh của một luật", en="branches of a rule")
    too_wide = tuple(_too_many(ways, branch_count(rule.patterns), MOST_BRANCHES, rule))
    yield from too_wide
    follows = Text(vi="dữ kiện suy ra từ một luật", en="facts that follow from a rule")
    yield from _too_many(follows, len(rule.then), MOST_CONSEQUENCES, rule)
    for then in rule.then:
        fields = Text(vi="trường trong một dữ kiện suy ra", en="fields of a derived fact")
        yield from _too_many(fields, len(then.fields), MOST_FIELDS, then)
    for pattern in all_patterns(rule.patterns):
        tests = Text(vi="điều kiện trong một mẫu", en="tests in a pattern")
        yield from _too_many(tests, len(pattern.tests), MOST_TESTS, pattern)
        joins = Text(vi="phép nối trong một mẫu", en="joins in a pattern")
        yield from _too_many(joins, len(pattern.joins), MOST_JOINS, pattern)
    if not too_wide:
        yield from _branches(rule)


def _branches(rule: Rule) -> Iterator[Diagnostic]:
    ways = branches(rule)
    if not ways or any(not way.positives for way in ways):
        yield diagnostic("E864", rule.span, rule=rule.name)
    patterns = Text(vi="mẫu trong một nhánh", en="patterns in a branch")
    longest = max((len(way.patterns) for way in ways), default=0)
    yield from _too_many(patterns, longest, MOST_PATTERNS, rule)
    aliases = Text(vi="mẫu của một luật", en="patterns of a rule")
    for way in ways:
        yield from _twice(aliases, [(p.alias, p) for p in way.patterns])
    kinds: dict[str, str] = {}
    for pattern in all_patterns(rule.patterns):
        if kinds.setdefault(pattern.alias, pattern.kind) != pattern.kind:
            what = Text(vi="loại dữ kiện trong các nhánh", en="kinds of fact in the branches")
            yield diagnostic("E858", pattern.span or rule.span, name=pattern.alias, what=what)


def _too_many(what: Text, count: int, most: int, where: object) -> Iterator[Diagnostic]:
    if count > most:
        yield diagnostic("E861", getattr(where, "span", None), what=what, count=count, most=most)


def _names(program: Program) -> Iterator[Diagnostic]:
    kinds = [(kind.name, kind) for kind in program.kinds]
    rules = [(rule.name, rule) for rule in program.rules]
    yield from _unusable([*kinds, *rules])
    yield from _twice(Text(vi="loại dữ kiện", en="kinds of fact"), kinds)
    yield from _twice(Text(vi="luật", en="rules"), rules)
    for kind in program.kinds:
        fields = [(f.name, f) for f in kind.fields]
        yield from _unusable(fields)
        yield from _twice(Text(vi="trường của `{}`", en="fields of `{}`"), fields, kind.name)
    for rule in program.rules:
        yield from _unusable([(p.alias, p) for p in all_patterns(rule.patterns)])
        for then in rule.then:
            given = [(name, then) for name, _ in then.fields]
            yield from _unusable([(then.kind, then), *given])
            yield from _twice(Text(vi="trường của `{}`", en="fields of `{}`"), given, then.kind)


def _unusable(named: Sequence[tuple[str, object]]) -> Iterator[Diagnostic]:
    for name, where in named:
        if not _usable(name):
            shown = repr(name)[:60]
            span = getattr(where, "span", None)
            yield diagnostic("E859", span, name=shown, most=LONGEST_NAME)


def _usable(name: object) -> bool:
    return (
        isinstance(name, str)
        and 0 < len(name) <= LONGEST_NAME
        and not name.startswith("$")
        and name == name.strip()
    )


def _twice(what: Text, named: Sequence[tuple[str, object]], of: str = "") -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for name, where in named:
        if name in seen:
            words = Text(vi=what.vi.format(of), en=what.en.format(of))
            yield diagnostic("E858", getattr(where, "span", None), name=name, what=words)
        seen.add(name)
