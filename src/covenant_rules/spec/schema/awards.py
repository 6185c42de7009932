"""What the schema of `awards.yaml` says beyond its shapes: conditions, and what a policy has to state.

A text seldom says what becomes of equals or how a percentage is made whole; the loader asks for it (E878),
so an editor does too. What only another place can tell, such as an id that nothing has, is left to `check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from covenant_rules.policy import Order
from covenant_rules.spec.awards_shapes import (
    AmountShape,
    AwardShape,
    AwardsShape,
    BallotShape,
    ClassShape,
    CountShape,
    ElectionShape,
    NamedShape,
    QuorumShape,
    QuotaShape,
    RaisedShape,
    ShareShape,
    To,
)
from covenant_rules.spec.conditions import MEASURED, NAMED
from covenant_rules.spec.quotas import NONE, WITH_NAMES, WITHIN, WITHOUT_NAMES
from covenant_rules.spec.schema.settings import SCALAR, Schema

_NAME: Schema = {**SCALAR, "minLength": 1, "pattern": r"\S"}
_BAND: Schema = {
    "type": ["number", "string"],
    "pattern": r"^\s*([<>]=?|=)?\s*[^<>=]+$|^\s*[^<>=]+<?\.\.<?[^<>=]+$",
}
_SHARE: Schema = {
    "type": "string",
    "pattern": r"^\s*(>=|>)\s*([0-9]+/[0-9]+|[0-9]+(\.[0-9]+)?\s*%)\s*$",
}
_OF_UNIT: Schema = {"$ref": "#/$defs/condition"}
_OF_PERSON: Schema = {"$ref": "#/$defs/person_condition"}


def conditions(described: Mapping[str, str]) -> dict[str, Schema]:
    """Return the definitions of a condition of a unit and of a person, each kind as it is *described*."""
    of_unit = {kind: _measured(kind) for kind in MEASURED} | _kinds(_OF_UNIT)
    of_person = _kinds(_OF_PERSON) | {
        "leader": {"enum": [True, False, "true", "false"]},
        "unit": _OF_UNIT,
    }
    return {
        "condition": _one_kind(of_unit, described),
        "person_condition": _one_kind(of_person, described),
    }


def _kinds(inner: Schema) -> dict[str, Schema]:
    """Return the kinds that both conditions know, *inner* being one of their own."""
    several: Schema = {"type": "array", "minItems": 1, "items": inner}
    names: Schema = {"anyOf": [_NAME, {"type": "array", "minItems": 1, "items": _NAME}]}
    return {
        **dict.fromkeys(NAMED, names),
        "earlier": _earlier(),
        "not": inner,
        "any": several,
        "all": several,
    }


def _one_kind(kinds: Mapping[str, Schema], described: Mapping[str, str]) -> Schema:
    properties = {kind: found | {"description": described[kind]} for kind, found in kinds.items()}
    return {
        "type": "object",
        "properties": properties,
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _measured(kind: str) -> Schema:
    node: Schema = {"enum": ["contents", "criteria"]} if kind == "weakest" else SCALAR
    of_node = _object(of=node, **{"is": _BAND})
    if kind == "rank":
        return dict(_BAND)
    return of_node if kind in ("percent", "weakest") else {"anyOf": [_BAND, of_node]}


def _earlier() -> Schema:
    years: Schema = {"enum": [*range(1, 10), *map(str, range(1, 10))]}
    ways = (_object(award=_NAME, **{way: years}) for way in ("running", "within"))
    return {"oneOf": list(ways)}


def _when(items: Schema) -> Schema:
    return {"items": items}


def _asks(key: str, **conditions: Schema) -> Schema:
    """Return that *key* must be written where the keys of *conditions* have what they say."""
    given = {"properties": conditions, "required": list(conditions)}
    return {"if": given, "then": {"required": [key]}}


_SOME: Schema = {"minItems": 1}
_PLACES: Schema = {"minimum": 1}
_PERCENT: Schema = {"exclusiveMinimum": 0, "maximum": 100}
_ONE_AMOUNT: Schema = {"oneOf": [{"required": ["at_most"]}, {"required": ["percent"]}]}
_BY_PERCENT: Schema = {
    "anyOf": [
        {"required": ["percent"]},
        {
            "properties": {"by_class": {"not": {"additionalProperties": {"not": {"required": ["percent"]}}}}},
            "required": ["by_class"],
        },
    ]
}  # fmt: skip
_BASES = (
    rf"({'|'.join(WITHOUT_NAMES)})\s*",
    rf"({'|'.join(kind for kind in WITH_NAMES if kind != 'number')}) .*[^\s,].*",
    r"number\s+[0-9]*[1-9][0-9]*",
)
_BASE: Schema = {"pattern": f"^({'|'.join(_BASES)})$"}
_UNLIMITED: Schema = {
    "properties": {"at_most": {"const": NONE}},
    "required": ["at_most"],
    "not": {"anyOf": [{"required": ["percent"]}, {"required": ["by_class"]}]},
}
_LIMITED: Schema = {
    "oneOf": [{"required": [way]} for way in ("at_most", "percent", "by_class")],
    "properties": {
        "at_most": {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {"type": "string", "pattern": "^[0-9]*[1-9][0-9]*$"},
            ]
        },
        "within": {"enum": list(WITHIN)},
    },
    "required": ["order", "ties", "unused"],
    "allOf": [
        _asks("ballot", order={"const": str(Order.VOTES)}),
        {
            "if": _BY_PERCENT,
            "then": {
                "required": ["of", "rounding"],
                "properties": {"of": _BASE},
                **_asks("counted", of={"pattern": "^class "}),
            },
        },
    ],
}
_UNSTATED = {"share": {"const": NONE}}

EXTRA: Mapping[type, Schema] = MappingProxyType(
    {
        AwardsShape: {
            "allOf": [
                {"required": ["compare"]},
                _asks("vetoed", classes=_SOME, vetoes=_SOME),
                _asks("withdrawal", facts={"properties": {"withdrawn": _SOME}, "required": ["withdrawn"]}),
                _asks("disqualification", facts={"properties": {"disqualified": _SOME}, "required": ["disqualified"]}),
            ]
        },
        ClassShape: {
            "allOf": [
                _asks("otherwise", quota={}),
                _asks("otherwise", when=_SOME),
                _asks("otherwise", floors={"minProperties": 1}),
            ]
        },
        AwardShape: {
            "allOf": [
                {"required": ["quota"]},
                {
                    "if": {"properties": {"to": {"const": str(To.PEOPLE)}}, "required": ["to"]},
                    "then": {"properties": {"when": _when(_OF_PERSON)}},
                    "else": {"properties": {"when": _when(_OF_UNIT)}},
                },
            ]
        },
        ElectionShape: {"allOf": [{"required": ["ties"]}]},
        BallotShape: {"allOf": [{"required": ["denominator", "manner", "written", "quorum"]}]},
        ShareShape: {"allOf": [{"required": ["missed"]}]},
        QuorumShape: {"if": {"properties": _UNSTATED}, "else": {"required": ["counts"]}},
        AmountShape: _ONE_AMOUNT,
        RaisedShape: _ONE_AMOUNT,
        QuotaShape: {"if": _UNLIMITED, "else": _LIMITED},
        CountShape: {
            "oneOf": [
                {"required": ["votes"]},
                {"properties": {"stated": _SOME}, "required": ["stated"]},
            ],
            **_asks("present", votes={"minProperties": 1}),
        },
    }
)  # fmt: skip

REFINED: Mapping[tuple[type, str], Schema] = MappingProxyType(
    {
        (ClassShape, "points"): _BAND,
        (ClassShape, "when"): _when(_OF_UNIT),
        (ElectionShape, "when"): _when(_OF_UNIT),
        (NamedShape, "when"): _when(_OF_UNIT),
        (ElectionShape, "seats"): _PLACES,
        (BallotShape, "members"): _PLACES,
        (BallotShape, "passes"): _SHARE,
        (QuorumShape, "share"): {"anyOf": [{"const": NONE}, _SHARE]},
        (ShareShape, "non_leaders"): _SHARE,
        (AmountShape, "at_most"): _PLACES,
        (AmountShape, "percent"): _PERCENT,
        (RaisedShape, "at_most"): _PLACES,
        (RaisedShape, "percent"): _PERCENT,
        (QuotaShape, "percent"): _PERCENT,
        (QuotaShape, "by_class"): {"minProperties": 1},
    }
)
