"""Reading: a typed Python function becomes a formula, once, by being called on symbols.

Positional-only parameters are evidence, keyword-only parameters are settings, annotations are
quantities. Nothing of the function runs again after the reading.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import product
from types import MappingProxyType
from typing import Annotated, Any, Literal, cast, get_args, get_origin, get_type_hints

from attrs import field, frozen

from covenant_rules.diagnostics import Span, diagnostic
from covenant_rules.errors import CovenantError, FormulaError, RuleError
from covenant_rules.formula.algebra import Expression, TableSetting, node_of
from covenant_rules.formula.places import definition_place
from covenant_rules.formula.tree import Apply, Node, Op, Symbol, arrange
from covenant_rules.quantity import POINTS, Quantity


class Yield(StrEnum):
    """What a rule promises of its result; it is proved, not trusted."""

    WITHIN_STANDARD = "within_standard"  # from 0 to the standard points
    NOT_NEGATIVE = "not_negative"
    SIGNED = "signed"


@frozen
class Like:
    """The quantity of a setting is that of a piece of evidence, whatever the sheet measures."""

    evidence: str


@frozen
class Within:
    """The values of a piece of evidence are limited by settings: 0 to *high*, in steps of *step*."""

    high: str
    step: str


class Shape(StrEnum):
    """How a sheet writes a table."""

    BANDS = "bands"
    GRID = "grid"
    LEVELS = "levels"
    DECISION = "decision"


@frozen
class TableOver:
    """The setting is a table of *shape* over pieces of evidence; none named means all of them."""

    shape: Shape
    evidence: tuple[str, ...] = ()


class Kind(StrEnum):
    """What a parameter of a rule takes."""

    EVIDENCE = "evidence"
    EVERY_EVIDENCE = "every_evidence"  # *counters: as many as the sheet names
    NUMBER = "number"
    TABLE = "table"
    CHOICE = "choice"


@frozen
class Parameter:
    """One parameter of a rule.

    Attributes:
        kind: evidence, or which sort of setting.
        quantity: the values of evidence or of a numeric setting.
        like: the evidence whose quantity a setting shares.
        within: the settings that limit the evidence.
        table: the shape of a table setting.
        choices: the words of a choice setting.
        default: the choice where the sheet names none; None where it must.
    """

    name: str
    kind: Kind
    quantity: Quantity = POINTS
    like: str | None = None
    within: Within | None = None
    table: TableOver | None = None
    choices: tuple[str, ...] = ()
    default: str | None = None

    @property
    def is_evidence(self) -> bool:
        """Whether a report supplies it."""
        return self.kind in {Kind.EVIDENCE, Kind.EVERY_EVIDENCE}


@frozen
class Reading:
    """A function as read: its parameters, its promise, and a formula for every choice of words."""

    parameters: tuple[Parameter, ...]
    promise: Yield
    formulas: Mapping[tuple[str, ...], Node] = field(hash=False)
    place: Span

    def formula(self, choices: Mapping[str, str]) -> Node:
        """Return the formula for the given *choices*, one for each choice setting."""
        names = [p.name for p in self.parameters if p.kind is Kind.CHOICE]
        return self.formulas[tuple(choices[name] for name in names)]


EVERY = "*"


def read(function: Callable[..., object]) -> Reading:
    """Return the formula that *function* computes.

    Raises:
        FormulaError: the function does something that no formula can say; the place is in it.
        RuleError: its signature or its annotations are not those of a rule.
    """
    place = definition_place(function.__code__)
    parameters, promise = _signature(function, place)
    choices = [p for p in parameters if p.kind is Kind.CHOICE]
    formulas = {
        chosen: _formula(
            function, parameters, dict(zip((c.name for c in choices), chosen, strict=True)), place
        )
        for chosen in product(*(choice.choices for choice in choices))
    }
    for node in arrange(formulas.values()):
        _check_columns(node, parameters)
    return Reading(parameters, promise, MappingProxyType(formulas), place)


def _check_columns(node: Node, parameters: tuple[Parameter, ...]) -> None:
    """Raise a lesson where the table of a setting is asked with more or fewer numbers than it has."""
    if not isinstance(node, Apply) or not isinstance(node.data, str) or node.op is not Op.TABLE:
        return
    over = next(p.table for p in parameters if p.name == node.data)
    columns = over.evidence if over else ()
    columns = columns or tuple(p.name for p in parameters if p.kind is Kind.EVIDENCE)
    if len(node.args) != len(columns) and not any(
        p.kind is Kind.EVERY_EVIDENCE for p in parameters
    ):
        wanted = f"decide({', '.join((node.data, *columns))})"
        raise FormulaError(diagnostic("P131", node.place, used=node.data, word=wanted))


def _formula(
    function: Callable[..., object],
    parameters: tuple[Parameter, ...],
    chosen: Mapping[str, str],
    place: Span,
) -> Node:
    evidence = [
        Expression(Symbol(_symbol_name(p), p.quantity)) for p in parameters if p.is_evidence
    ]
    settings: dict[str, object] = dict(chosen)
    for parameter in parameters:
        if parameter.kind is Kind.NUMBER:
            settings[parameter.name] = Expression(Symbol(parameter.name, parameter.quantity))
        if parameter.kind is Kind.TABLE:
            settings[parameter.name] = TableSetting(parameter.name)
    try:
        result = function(*evidence, **settings)
    except CovenantError:
        raise
    except Exception as error:
        shown = f"{type(error).__name__}: {error}"
        raise FormulaError(diagnostic("P124", place, error=shown[:200])) from error
    try:
        return node_of(result)
    except FormulaError as error:
        raise FormulaError(diagnostic("P125", place, found=type(result).__name__)) from error


def _symbol_name(parameter: Parameter) -> str:
    return EVERY if parameter.kind is Kind.EVERY_EVIDENCE else parameter.name


def _signature(function: Callable[..., object], place: Span) -> tuple[tuple[Parameter, ...], Yield]:
    try:
        hints = get_type_hints(function, include_extras=True)
    except Exception as error:
        raise RuleError(diagnostic("P126", place, error=str(error))) from error
    parameters = tuple(
        _parameter(parameter, hints, place)
        for parameter in inspect.signature(function).parameters.values()
    )
    promises = [m for m in _metadata(hints.get("return")) if isinstance(m, Yield)]
    if len(promises) != 1:
        raise RuleError(diagnostic("P127", place))
    return parameters, promises[0]


def _metadata(annotation: object) -> tuple[object, ...]:
    return get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()


def _parameter(parameter: inspect.Parameter, hints: Mapping[str, Any], place: Span) -> Parameter:
    annotation = hints.get(parameter.name)
    kinds = {
        inspect.Parameter.POSITIONAL_ONLY: Kind.EVIDENCE,
        inspect.Parameter.VAR_POSITIONAL: Kind.EVERY_EVIDENCE,
        inspect.Parameter.KEYWORD_ONLY: Kind.NUMBER,
    }
    if parameter.kind not in kinds:
        raise RuleError(diagnostic("P128", place, parameter=parameter.name))
    kind = kinds[parameter.kind]
    if kind is Kind.NUMBER and get_origin(annotation) is Literal:
        words = cast("tuple[str, ...]", get_args(annotation))
        default = None if parameter.default is inspect.Parameter.empty else parameter.default
        for word in (*words, *([] if default is None else [default])):
            if not isinstance(word, str) or word not in words:
                named = ", ".join(f'"{known}"' for known in words)
                raise RuleError(diagnostic("P131", place, used=repr(word), word=named))
        return Parameter(parameter.name, Kind.CHOICE, choices=words, default=default)
    if (
        parameter.default is not inspect.Parameter.empty
    ):  # only a word may have one: a sheet says numbers
        raise RuleError(diagnostic("P132", place, parameter=parameter.name))
    found = _marks(annotation)
    if "table" in found and kind is Kind.NUMBER:
        return Parameter(parameter.name, Kind.TABLE, table=found["table"])
    if "quantity" not in found:
        raise RuleError(diagnostic("P129", place, parameter=parameter.name))
    return Parameter(parameter.name, kind, **found)


def _marks(annotation: object) -> dict[str, Any]:
    """Return what the annotation of a parameter says: its quantity, its likeness, its limits, its table."""
    found: dict[str, Any] = {}
    for mark in _metadata(annotation):
        if isinstance(mark, Quantity):
            found["quantity"] = mark
        elif isinstance(mark, Like):
            found |= {
                "like": mark.evidence,
                "quantity": found.get("quantity", Quantity("any", decimals=None)),
            }
        elif isinstance(mark, Within):
            found["within"] = mark
        elif isinstance(mark, TableOver):
            found["table"] = mark
    return found
