"""JSON Schema of the settings of a rule, for editors: it says of shapes what the loader says.

Numbers are exact (`Decimal`) in the schema too. What only a proof can tell, such as a table that
leaves a value out, is left to `check`.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from covenant_rules.formula.reading import Kind, Parameter, Shape
from covenant_rules.quantity import Unit
from covenant_rules.rule import Rule
from covenant_rules.spec.settings import REGISTERED
from covenant_rules.text import Language

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NUMBER: Schema = {"type": "number"}


def settings_schema(rule: Rule, language: Language) -> Schema:
    """Return the JSON Schema of `with:` for *rule*, described in *language*."""
    return {
        "$schema": DIALECT,
        "type": "object",
        "description": rule.title.in_(language),
        "properties": {p.name: _setting(p) for p in rule.settings},
        "required": [p.name for p in rule.settings if p.default is None],
        "additionalProperties": False,
    }


def _setting(parameter: Parameter) -> Schema:
    if parameter.kind is Kind.CHOICE:
        return {"enum": list(parameter.choices)}
    if parameter.table is not None:
        return _TABLES[parameter.table.shape]
    if parameter.like is not None:
        # A target is written like its evidence, which may be a date, a level or yes/no.
        return {"anyOf": [_number(parameter), {"type": ["string", "boolean"]}]}
    return {"anyOf": [_number(parameter), {"const": REGISTERED}]}


def _number(parameter: Parameter) -> Schema:
    quantity = parameter.quantity
    found = dict(NUMBER)
    if quantity.low is not None:
        found["minimum"] = _decimal(quantity.low)
    if quantity.high is not None:
        found["maximum"] = _decimal(quantity.high)
    if quantity.unit is not Unit.ANY:
        found["description"] = f"{quantity.name.vi} / {quantity.name.en}"
    return found


def _decimal(value: Fraction) -> int | Decimal:
    if value.denominator == 1:
        return value.numerator
    return Decimal(value.numerator) / Decimal(value.denominator)


_BANDS: Schema = {"type": "object", "minProperties": 1, "additionalProperties": NUMBER}
_TABLES: dict[Shape, Schema] = {
    Shape.BANDS: _BANDS,
    Shape.LEVELS: _BANDS,
    Shape.GRID: {
        "type": "object",
        "minProperties": 1,
        "properties": {"otherwise": NUMBER},
        "additionalProperties": _BANDS,
    },
    Shape.DECISION: {
        "type": "array",
        "minItems": 1,
        "items": {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {"when": {"type": "object"}, "points": NUMBER},
                    "required": ["when", "points"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {"otherwise": NUMBER},
                    "required": ["otherwise"],
                    "additionalProperties": False,
                },
            ]
        },
    },
}
