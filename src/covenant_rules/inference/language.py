"""The rule language: patterns over facts, tests, joins, negation, `Or`, and the facts that follow.

A program declares the kinds of facts that are asserted, and rules over them. A rule is a conjunction of
patterns: it holds for every choice of facts that fits its positive patterns, where no further fact fits a
negated one. The facts of a choice are different ones, so two units are two units. What holds is a set;
there is no order and no priority. A rule may derive facts; what is derived twice is one fact. Derived
facts repeat values of other facts or constants and compute nothing, so every program comes to an end.

A field that a join or a derived fact refers to must be there: a fact without it does not fit the pattern.
A test or a join on a field that a fact lacks is not met.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal

import attrs
from attrs import frozen

from covenant_rules.diagnostics import Span

Value = int | str
Type = type[int] | type[str]
Op = Literal["==", "!=", "<", "<=", ">", ">="]

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)


# Everything knows the place where it is written: for diagnostics; it is no part of what it means.


@frozen
class Field:
    """A field of the facts of a kind: `int` (whole numbers) or `str`; optional when a fact may lack it."""

    name: str
    type: Type = attrs.field(validator=attrs.validators.in_((int, str)))
    optional: bool = False
    span: Span | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)


@frozen
class Kind:
    """A kind of facts that are asserted, with its fields.

    >>> str(Kind("unit", (Field("uid", str), Field("rank", int))))
    'unit(uid, rank)'
    """

    name: str
    fields: tuple[Field, ...]
    span: Span | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        """Return the kind with the names of its fields."""
        return f"{self.name}({', '.join(f.name for f in self.fields)})"


@frozen
class Test:
    """A field compared with a constant: numbers by any comparison, text by `==` and `!=` alone."""

    __test__ = False  # not a test of pytest

    field: str
    op: Op
    value: Value
    span: Span | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        """Return the test as it is written: `rank <= 2`."""
        return f"{self.field} {self.op} {written(self.value)}"


@frozen
class Join:
    """A field compared with a field of a pattern before it, plus an offset (numbers only).

    >>> str(Join("rank", "<=", "u", "rank", 2))
    'rank <= u.rank + 2'
    """

    field: str
    op: Op
    alias: str
    other: str
    offset: int = 0
    span: Span | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        """Return the join as it is written."""
        sign = "+" if self.offset > 0 else "-"
        offset = f" {sign} {abs(self.offset)}" if self.offset else ""
        return f"{self.field} {self.op} {self.alias}.{self.other}{offset}"


@frozen
class Pattern:
    """A fact of *kind* that meets every test and join; negated: that there is no such fact.

    Joins refer to aliases of positive patterns: of those that stand before this one or, where it is
    negated, of any. A negated pattern is asked for each choice of the positive ones, and looks at all
    facts but those; its own alias only names it.
    """

    alias: str
    kind: str
    tests: tuple[Test, ...] = ()
    joins: tuple[Join, ...] = ()
    negated: bool = False
    span: Span | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        """Return the pattern as it is written: `not v: violation(unit == u.uid)`."""
        inside = ", ".join(map(str, (*self.tests, *self.joins)))
        return f"{'not ' if self.negated else ''}{self.alias}: {self.kind}({inside})"


@frozen
class Or:
    """At least one branch holds; each branch is a conjunction of patterns, or of further `Or`s.

    What a join or a derived fact refers to must be bound in every branch.
    """

    branches: tuple[tuple[Pattern | Or, ...], ...]
    span: Span | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)


@frozen
class Then:
    """A fact that follows: each field is a constant, or `(alias, field)` of a positive pattern."""

    kind: str
    fields: tuple[tuple[str, Value | tuple[str, str]], ...]
    span: Span | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)


@frozen
class Rule:
    """A named rule: what must hold, and the facts that follow (none for a rule that only finds)."""

    name: str
    patterns: tuple[Pattern | Or, ...]
    then: tuple[Then, ...] = ()
    span: Span | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)


@frozen
class Program:
    """The kinds that are asserted, and the rules. Kinds that rules derive are not declared."""

    kinds: tuple[Kind, ...]
    rules: tuple[Rule, ...]


def written(value: Value) -> str:
    """Return a constant as it is written: numbers bare, text in quotes."""
    return f'"{value}"' if isinstance(value, str) else str(value)
