"""Rules: functions that were read, proved, and can be bound to a line of a sheet."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from attrs import field, frozen

from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import RuleError
from covenant_rules.formula.canonical import canonical, fingerprint
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.reading import EVERY, Kind, Parameter, Reading, Yield, read
from covenant_rules.formula.table import Table
from covenant_rules.formula.tree import Apply, Constant, Node, Op, Symbol, arrange, rewrite
from covenant_rules.interval import Interval
from covenant_rules.quantity import Exact, exact
from covenant_rules.text import Text

POINTS_SETTING = "points"


class Better(StrEnum):
    """In which direction evidence is better."""

    HIGHER = "higher"
    LOWER = "lower"


@frozen
class Origin:
    """The package that supplied a rule."""

    package: str
    version: str


@frozen
class Rule:
    """A typed function from evidence to points, whose limits are proved.

    Attributes:
        id: `sector.rule`.
        edition: rises whenever the meaning of the rule changes.
        formerly: ids under which older sheets know the rule.
        function: what its author wrote, for the kit alone: scoring never calls it.
    """

    id: str
    title: Text
    reading: Reading
    origin: Origin
    doc: str = ""
    better: Better | None = None
    edition: int = 1
    formerly: tuple[str, ...] = ()
    function: Callable[..., object] | None = field(default=None, eq=False, repr=False)
    fingerprint: str = field(init=False)

    @fingerprint.default
    def _hash(self) -> str:
        formulas = self.reading.formulas.items()
        return fingerprint("\n".join(f"{words}\n{canonical(node)}" for words, node in formulas))

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters, in the order of the function."""
        return self.reading.parameters

    @cached_property
    def evidence(self) -> tuple[Parameter, ...]:
        """What a report supplies."""
        return tuple(p for p in self.parameters if p.is_evidence)

    @cached_property
    def settings(self) -> tuple[Parameter, ...]:
        """What a sheet fixes, without the standard points, which come from the line."""
        return tuple(p for p in self.parameters if not p.is_evidence and p.name != POINTS_SETTING)

    @cached_property
    def takes_points(self) -> bool:
        """Whether the rule depends on the standard points of its line."""
        return any(p.name == POINTS_SETTING for p in self.parameters)

    @cached_property
    def takes_every_evidence(self) -> bool:
        """Whether the sheet names as many pieces of evidence as it likes."""
        return any(p.kind is Kind.EVERY_EVIDENCE for p in self.parameters)

    def points(self, *evidence: Exact, **settings: Exact | Table) -> Fraction:
        """Return the exact points for *evidence*; choices are given as words.

        A rule over as many pieces of evidence as a sheet names takes them in the order of the
        columns of its table.

        Raises:
            NumberError: a number is a float or no number, or a setting is outside its limits.
            RuleError: a setting or a piece of evidence is missing or unknown.
        """
        names = [p.name for p in self.parameters if not p.is_evidence]
        wanted = [p.name for p in self.evidence]
        if self.takes_every_evidence:
            wanted = [c for v in settings.values() if isinstance(v, Table) for c in v.columns]
        if len(evidence) != len(wanted) or not set(settings) <= set(names):
            raise RuleError(diagnostic("P130", rule=self.id, settings=", ".join(names)))
        given = {name: Constant(exact(v)) for name, v in zip(wanted, evidence, strict=True)}
        bound: dict[str, Node | Table | str] = {}
        for parameter in self.parameters:
            if parameter.is_evidence:
                continue
            value = settings.get(parameter.name, parameter.default)
            if value is None:
                raise RuleError(diagnostic("P130", rule=self.id, settings=", ".join(names)))
            bound[parameter.name] = value if isinstance(value, Table) else _bound(parameter, value)
        return evaluate([bind(self, given, bound)], {})[0]


def _bound(parameter: Parameter, value: Exact) -> Node | str:
    """Return the value of a setting that is no table, or refuse it."""
    if parameter.kind is Kind.CHOICE:
        if value not in parameter.choices:
            words = ", ".join(parameter.choices)
            raise RuleError(diagnostic("E216", word=value, words=words))
        return str(value)
    number = exact(value)
    if not parameter.quantity.range.contains(number):
        parameter.quantity.check(number)
    return Constant(number)


def bind(
    rule: Rule, evidence: Mapping[str, Node], settings: Mapping[str, Node | Table | str]
) -> Node:
    """Return the rule's formula with its evidence and settings in place.

    *settings* holds a node for a number, a table for a table, a word for a choice.
    """
    formula = rule.reading.formula({n: v for n, v in settings.items() if isinstance(v, str)})
    nodes = {
        name: node for name, node in settings.items() if isinstance(node, Constant | Symbol | Apply)
    }
    nodes |= evidence

    def change(node: Node) -> Node:
        if isinstance(node, Symbol):
            return nodes.get(node.name, node)
        if isinstance(node, Apply) and node.op is Op.TABLE and isinstance(node.data, str):
            table = settings[node.data]
            if not isinstance(table, Table):
                raise RuleError(diagnostic("P130", rule=rule.id, settings=node.data))
            every = [arg for arg in node.args if isinstance(arg, Symbol) and arg.name == EVERY]
            args = tuple(evidence[column] for column in table.columns) if every else node.args
            return Apply(node.op, args, table, node.place)
        return node

    return rewrite(formula, change)


def build(
    rule_id: str,
    function: Callable[..., object],
    *,
    title: Text,
    origin: Origin,
    better: Better | None = None,
    edition: int = 1,
    formerly: tuple[str, ...] = (),
) -> Rule:
    """Read *function*, prove its limits, and return the rule.

    Raises:
        FormulaError: the function does something that no formula can say.
        RuleError: it may divide by zero (P103) or leave the limits it promises (P104).
    """
    reading = read(function)
    doc = inspect.cleandoc(function.__doc__ or "")
    rule = Rule(rule_id, title, reading, origin, doc, better, edition, formerly, function)
    for formula in reading.formulas.values():
        _prove(rule, formula)
    return rule


# The standard points of a line are known only later; each line is proved again with its own.
_SAMPLE_STANDARDS = (Fraction(1), Fraction(1000))


def _prove(rule: Rule, formula: Node) -> None:
    is_open = _has_open_table(formula)
    for standard in _SAMPLE_STANDARDS:
        found = range_of(formula, {POINTS_SETTING: Interval.point(standard)})
        if is_open:
            continue
        if not keeps(rule.reading.promise, found, standard):
            raise RuleError(
                diagnostic("P104", rule.reading.place, rule=rule.id, range=found, standard=standard)
            )


def keeps(promise: Yield, found: Interval, standard: Fraction) -> bool:
    """Say whether points in the range *found* keep what a rule promises."""
    if promise is Yield.SIGNED:
        return True
    if found.low is None or found.low < 0:
        return False
    return promise is Yield.NOT_NEGATIVE or (found.high is not None and found.high <= standard)


def _has_open_table(formula: Node) -> bool:
    return any(
        isinstance(n, Apply) and n.op is Op.TABLE and isinstance(n.data, str)
        for n in arrange([formula])
    )
