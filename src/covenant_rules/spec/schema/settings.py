"""What a line may write for a rule: the schema of its settings (`with:`) and its evidence (`from:`).

Numbers are exact (`Decimal`) in the schema too.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from covenant_rules.formula.reading import Kind, Parameter, Shape
from covenant_rules.quantity import Unit
from covenant_rules.rule import Rule
from covenant_rules.spec.settings import REGISTERED
from covenant_rules.text import Language

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NUMBER: Schema = {"type": "number"}
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
SOURCE: Schema = {"$ref": "#/$defs/source"}


def settings_schema(rule: Rule, language: Language) -> Schema:
    """Return the JSON Schema of `with:` for *rule*, described in *language*."""
    return {"$schema": DIALECT, **settings_object(rule, language)}


def settings_object(rule: Rule, language: Language) -> Schema:
    """Return the schema of the settings of *rule* as a part of a larger one."""
    return {
        "type": "object",
        "description": rule.title.in_(language),
        "properties": {p.name: _setting(p, language) for p in rule.settings},
        "required": [p.name for p in rule.settings if p.default is None],
        "additionalProperties": False,
    }


def sources_object(rule: Rule, language: Language) -> Schema:
    """Return the schema of `from:` for *rule*: a source for each piece of evidence."""
    described = f"{rule.title.in_(language)}"
    if rule.takes_every_evidence:
        return {
            "type": "object",
            "description": described,
            "minProperties": 1,
            "additionalProperties": SOURCE,
        }
    return {
        "type": "object",
        "description": described,
        "properties": {
            p.name: SOURCE | {"description": p.quantity.name.in_(language)} for p in rule.evidence
        },
        "required": [p.name for p in rule.evidence],
        "additionalProperties": False,
    }


def _setting(parameter: Parameter, language: Language) -> Schema:
    if parameter.kind is Kind.CHOICE:
        return {"enum": list(parameter.choices)}
    if parameter.table is not None:
        return _TABLES[parameter.table.shape]
    if parameter.like is not None:
        # A target is written like its evidence, which may be a date, a level or yes/no.
        return {"anyOf": [_value(parameter, language), {"type": ["string", "boolean"]}]}
    return {"anyOf": [_value(parameter, language), {"const": REGISTERED}]}


def _value(parameter: Parameter, language: Language) -> Schema:
    """Return the schema of one value as it is written in the unit of *parameter*."""
    quantity = parameter.quantity
    written = _WORDS.get(quantity.unit)
    found = dict(NUMBER if written is None else written)
    if quantity.unit is Unit.LEVEL and quantity.names:
        found = {"enum": list(quantity.names)}
    if written is None and quantity.low is not None:
        found["minimum"] = _decimal(quantity.low)
    if written is None and quantity.high is not None:
        found["maximum"] = _decimal(quantity.high)
    if quantity.unit is not Unit.ANY:
        found["description"] = quantity.name.in_(language)
    return found


def _decimal(value: Fraction) -> int | Decimal:
    if value.denominator == 1:
        return value.numerator
    return Decimal(value.numerator) / Decimal(value.denominator)


_WORDS: Mapping[Unit, Schema] = MappingProxyType(
    {
        Unit.YES_NO: SCALAR,
        Unit.LEVEL: {"type": "string"},
        Unit.DATE: {"type": "string"},
    }
)

_BANDS: Schema = {"type": "object", "minProperties": 1, "additionalProperties": NUMBER}
_TABLES: Mapping[Shape, Schema] = MappingProxyType(
    {
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
)
