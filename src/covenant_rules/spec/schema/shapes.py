"""From the shapes of the files to JSON Schema: one definition for each attrs class.

The loader structures a file by these very classes, so what it takes and what an editor is told have one
source. `extra` adds what the loader checks beyond the types.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, get_args, get_origin

import attrs
from attrs import frozen

from covenant_rules.quantity import Unit
from covenant_rules.spec.schema.settings import SCALAR, Schema
from covenant_rules.spec.shapes import Count, Free, Id
from covenant_rules.spec.structure import IDENTIFIER, LONGEST_ID, MOST_COUNTED, MOST_DECIMALS
from covenant_rules.text import Language, Text

TEXT: Schema = {**SCALAR, "minLength": 1, "pattern": r"\S"}
ID: Schema = {
    "type": ["string", "integer", "number", "boolean"],
    "pattern": f"^{IDENTIFIER.pattern}$",
    "maxLength": LONGEST_ID,
    "minimum": 0,
}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "format": "date"}
BOTH: Schema = {
    "type": "object",
    "properties": {"vi": TEXT, "en": TEXT},
    "required": ["vi", "en"],
    "additionalProperties": False,
}

_LEAVES: Mapping[Any, Schema] = {
    str: TEXT,
    Fraction: {"type": "number"},
    int: {"type": "integer", "minimum": 0, "maximum": MOST_DECIMALS},
    bool: {"type": "boolean"},
    date: DATE,
    Text: BOTH,
    Id: ID,
    Count: {"type": "integer", "minimum": 0, "maximum": MOST_COUNTED},
    Free: {},
}

Words = Mapping[str, Mapping[str, Text]]  # of shape and key; the shape `any` stands for every shape


@frozen
class Writer:
    """Collects the definitions of all shapes that a file is made of."""

    language: Language
    words: Words
    extra: Mapping[type, Schema]
    refined: Mapping[tuple[type, str], Schema]
    definitions: dict[str, Schema]

    def of(self, kind: Any) -> Schema:
        """Return the schema of a type, with a definition for every class on the way."""
        if kind in _LEAVES:
            return _LEAVES[kind]
        inner = [arg for arg in get_args(kind) if arg is not type(None)]
        if type(None) in get_args(kind):
            return self.of(inner[0])
        if get_origin(kind) is tuple:
            return {"type": "array", "items": self.of(inner[0])}
        if get_origin(kind) is dict:
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {"enum": [member.value for member in kind if member is not Unit.ANY]}
        return self._definition(kind)

    def _definition(self, kind: Any) -> Schema:
        name = kind.__name__.removesuffix("Shape").lower()
        if name not in self.definitions:
            self.definitions[name] = {}  # a shape may hold itself
            self.definitions[name].update(self._object(kind))
        return {"$ref": f"#/$defs/{name}"}

    def _object(self, kind: Any) -> Schema:
        attrs.resolve_types(kind)
        fields = {field.name.rstrip("_"): field for field in attrs.fields(kind)}
        return {
            "type": "object",
            "properties": {key: self._key(kind, key, f.type) for key, f in fields.items()},
            "required": [key for key, f in fields.items() if f.default is attrs.NOTHING],
            "additionalProperties": False,
            **self.extra.get(kind, {}),
        }

    def _key(self, kind: type, key: str, of: Any) -> Schema:
        found = self.of(of) | self.refined.get((kind, key), {})
        own = self.words.get(kind.__name__.removesuffix("Shape").lower(), {})
        said = own.get(key) or self.words.get("any", {}).get(key)
        return found if said is None else found | {"description": said.in_(self.language)}
