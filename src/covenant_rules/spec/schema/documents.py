"""The schema of a whole file: its shapes, and for each line what the rule that it names asks for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from covenant_rules.evidence import AGGREGATES, MERGES
from covenant_rules.quantity import Unit
from covenant_rules.registry import Registry
from covenant_rules.rule import Rule
from covenant_rules.spec.awards_shapes import AwardsShape
from covenant_rules.spec.schema import awards
from covenant_rules.spec.schema.settings import (
    DIALECT,
    NUMBER,
    SCALAR,
    Schema,
    settings_object,
    sources_object,
)
from covenant_rules.spec.schema.shapes import Writer
from covenant_rules.spec.shapes import (
    ContentShape,
    CriterionShape,
    FillingShape,
    LimitsShape,
    LineShape,
    MeasureShape,
    NetShape,
    PeriodShape,
    RankingShape,
    RegistrationsShape,
    SheetShape,
    UnitShape,
)
from covenant_rules.text import Language, Text

Document = Literal["covenant", "registrations", "awards"]
DOCUMENTS: Mapping[Document, type] = MappingProxyType(
    {"covenant": SheetShape, "registrations": RegistrationsShape, "awards": AwardsShape}
)
BASE = "https://covenant-rules.example/schema/v1"


def document_schema(document: Document, registry: Registry, language: Language) -> Schema:
    """Return the JSON Schema of `covenant.yaml`, `registrations.yaml` or `awards.yaml`.

    An editor that reads it completes the keys, the rules of all installed sectors, their settings and
    evidence, and the measures, each described in *language*. It accepts exactly the files whose shape
    the loader accepts, spellings of numbers aside, which only the text shows.
    """
    extra, refined = {**_EXTRA, **awards.EXTRA}, {**_REFINED, **awards.REFINED}
    writer = Writer(language, _words(), extra, refined, {})
    root = writer.of(DOCUMENTS[document])
    if document == "awards":
        said = {kind: words.in_(language) for kind, words in _words()["condition"].items()}
        definitions = writer.definitions | awards.conditions(said)
    else:
        definitions = _with_rules(writer.definitions, registry, language)
    return {
        "$schema": DIALECT,
        "$id": f"{BASE}/{document}.schema.json",
        "title": f"{document}.yaml",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _with_rules(
    shapes: Mapping[str, Schema], registry: Registry, language: Language
) -> dict[str, Schema]:
    """Return the definitions of a sheet: its *shapes*, and what each rule asks of the line that names it."""
    rules = tuple(registry.rules.values())
    definitions = dict(shapes) | {
        "rule": _rule(rules, language),
        "measure_id": _measure_id(registry, language),
        "source": _SOURCE,
        "tie_breaker": _TIE_BREAKER,
    }
    for name, keys in _APPLYING.items():
        if name in definitions:
            definitions[name] |= {"allOf": [_where(rule, keys) for rule in rules]}
    definitions |= {f"with.{r.id}": settings_object(r, language) for r in rules}
    return definitions | {f"from.{r.id}": sources_object(r, language) for r in rules}


@cache
def _words() -> Mapping[str, Mapping[str, Text]]:
    text = files("covenant_rules.spec.schema").joinpath("keys.toml").read_text(encoding="utf-8")
    return {
        shape: {key: Text(**said) for key, said in keys.items()}
        for shape, keys in tomllib.loads(text).items()
    }


def _rule(rules: Iterable[Rule], language: Language) -> Schema:
    known = [{"const": rule.id, "description": rule.title.in_(language)} for rule in rules]
    former = [{"const": name, "deprecated": True} for rule in rules for name in rule.formerly]
    edition = "|".join(re.escape(rule.id) for rule in rules)
    return {"anyOf": [*known, *former, {"type": "string", "pattern": f"^({edition})@[0-9]+$"}]}


def _measure_id(registry: Registry, language: Language) -> Schema:
    known = [
        {"const": measure.id, "description": measure.title.in_(language)}
        for measure in registry.measures.values()
    ]
    return {"anyOf": [*known, SCALAR]}  # a sheet may declare its own


# Under which keys a shape names a rule.
_APPLYING: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "line": ("award", "bonus", "penalty", "veto"),
        "criterion": ("rule",),
        "filling": ("rule",),
    }
)


def _where(rule: Rule, keys: Sequence[str]) -> Schema:
    """Return that `with` and `from` are what *rule* asks for where one of *keys* names it."""
    names = "|".join(re.escape(name) for name in (rule.id, *rule.formerly))
    named = {"pattern": f"^({names})(@[0-9]+)?$"}
    asks_settings = any(parameter.default is None for parameter in rule.settings)
    asks = {"with": asks_settings, "from": bool(rule.evidence)}
    return {
        "if": {"anyOf": [{"properties": {key: named}, "required": [key]} for key in keys]},
        "then": {
            "properties": {key: {"$ref": f"#/$defs/{key}.{rule.id}"} for key in asks},
            "required": [key for key, asked in asks.items() if asked],
        },
    }


_RULE: Schema = {"$ref": "#/$defs/rule"}
_MEASURE: Schema = {"$ref": "#/$defs/measure_id"}
_AT_LEAST_ONE: Schema = {"minItems": 1}
_NOT_NEGATIVE: Schema = {"minimum": 0}
_POSITIVE: Schema = {"exclusiveMinimum": 0}
_MEASURES: Schema = {"propertyNames": {"pattern": "^[A-Za-z0-9._-]*[A-Za-z0-9][A-Za-z0-9._-]*$"}}


def _one_of(*keys: str) -> Schema:
    return {"oneOf": [{"required": [key]} for key in keys]}


_REFINED: Mapping[tuple[type, str], Schema] = MappingProxyType(
    {
        (SheetShape, "contents"): _AT_LEAST_ONE,
        (SheetShape, "measures"): _MEASURES,
        (RegistrationsShape, "measures"): _MEASURES,
        (ContentShape, "criteria"): _AT_LEAST_ONE,
        (ContentShape, "weight"): _POSITIVE,
        (CriterionShape, "weight"): _POSITIVE,
        (CriterionShape, "points"): _NOT_NEGATIVE,
        (CriterionShape, "rule"): _RULE,
        (CriterionShape, "lines"): _AT_LEAST_ONE,
        (FillingShape, "rule"): _RULE,
        (FillingShape, "lines"): _AT_LEAST_ONE,
        (PeriodShape, "weight"): _POSITIVE,
        (LineShape, "weight"): _POSITIVE,
        (LineShape, "at_most"): _NOT_NEGATIVE,
        **{(LineShape, effect): _RULE for effect in _APPLYING["line"]},
        **{(LineShape, group): _AT_LEAST_ONE for group in ("best_of", "mean", "sum")},
        (LimitsShape, "bonus"): _NOT_NEGATIVE,
        (LimitsShape, "penalty"): _NOT_NEGATIVE,
        (NetShape, "high"): _NOT_NEGATIVE,
        (NetShape, "low"): {"maximum": 0},
        (MeasureShape, "merge"): {"enum": list(MERGES)},
        (RankingShape, "precision"): {
            "anyOf": [
                {"enum": ["exact", "rounded"]},
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": "^[0-9]+$"},
            ]
        },
        (RankingShape, "ties"): {"enum": ["shared", "listed"]},
        (RankingShape, "tie_breakers"): {"items": {"$ref": "#/$defs/tie_breaker"}},
        (UnitShape, "targets"): {
            "additionalProperties": {"type": "object", "additionalProperties": SCALAR}
        },
    }
)
_REPORTED = ("low", "high")
_EXTRA: Mapping[type, Schema] = MappingProxyType(
    {
        CriterionShape: _one_of("rule", "lines", "registered"),
        LineShape: _one_of(*_APPLYING["line"], "best_of", "mean", "sum"),
        RankingShape: {
            "if": {"properties": {"method": {"const": "ordinal"}}, "required": ["method"]},
            "then": {"properties": {"ties": {"const": "listed"}}},
            "else": {"properties": {"ties": {"const": "shared"}}},
        },
        MeasureShape: {
            "if": {"properties": {"unit": {"enum": [Unit.LEVEL.value, Unit.YES_NO.value]}}},
            "then": {
                "if": {"properties": {"unit": {"const": Unit.LEVEL.value}}},
                "then": {"required": ["names"], "properties": {"names": _AT_LEAST_ONE}},
            },
            "else": {"required": list(_REPORTED)},
        },
    }
)

_TIE_BREAKER: Schema = {
    "anyOf": [
        {"enum": ["bonus", "penalty"]},
        {
            "type": "object",
            "properties": dict.fromkeys(("points", "bonus", "penalty"), SCALAR),
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
        },
    ]
}


def _computed(kind: str, value: Schema, **beside: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {kind: value, **beside},
        "required": [kind, *beside],
        "additionalProperties": False,
    }


_INNER: Schema = {"$ref": "#/$defs/source"}
_SOURCE: Schema = {
    "anyOf": [
        _MEASURE,
        _computed("sum", {"type": "object", "minProperties": 1, "additionalProperties": NUMBER}),
        _computed("mean", {"type": "array", "minItems": 1, "items": _INNER}),
        _computed(
            "ratio",
            {
                "type": "object",
                "properties": {"of": _INNER, "to": _INNER, "if_zero": NUMBER},
                "required": ["of", "to", "if_zero"],
                "additionalProperties": False,
            },
            low=NUMBER,
            high=NUMBER,
        ),
        _computed("bloc", {"enum": list(AGGREGATES)}, of=_MEASURE),
    ]
}
