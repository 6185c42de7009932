"""The published schemas of v1 never refuse what they once took; a narrower form is v2, beside them."""

import copy
import gzip
import json
from functools import cache
from pathlib import Path

import pytest

from .narrowing import narrowings

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "specs" / "schema" / "v1"
TAKEN = Path(__file__).parent / "taken"  # what was published before, compressed
REVIEWED = {}  # places that look narrower and are not, each with its reason
NAMES = ("covenant", "registrations", "awards")


@cache
def published(name):
    return json.loads((PUBLISHED / f"{name}.schema.json").read_text(encoding="utf-8"))


def changed(name, *path, to):
    """Return a published schema with one place of it changed; no new value takes the place away."""
    schema = copy.deepcopy(published(name))
    *way, last = path
    place = schema
    for step in way:
        place = place[step]
    if to is None:
        del place[last]
    else:
        place[last] = to
    return schema


@pytest.mark.parametrize("name", NAMES)
def test_a_published_schema_only_widens(name, update_golden):
    """Against what was published before, nothing is narrower; `--update-golden` remembers what is wider."""
    file = TAKEN / f"{name}.json.gz"
    if not file.exists() and update_golden:  # a new schema of v1
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(gzip.compress(b"false", mtime=0))
    before = json.loads(gzip.decompress(file.read_bytes()))
    assert [place for place in narrowings(before, published(name)) if place not in REVIEWED] == []
    if update_golden:
        file.write_bytes(gzip.compress(json.dumps(published(name)).encode(), mtime=0))


@pytest.mark.parametrize("name", NAMES)
def test_what_was_published_is_remembered(name):
    """The memory is the schema of now: nothing wider is published without being promised too."""
    assert json.loads(gzip.decompress((TAKEN / f"{name}.json.gz").read_bytes())) == published(name)


def definitions(schema, has):
    return [name for name, part in schema["$defs"].items() if has(part)]


def test_every_narrowing_is_noticed():
    """A key that is gone or asked for, a word, a limit, a type, a pattern, a reference: each is named where it is."""
    schema = published("awards")
    closed = definitions(schema, lambda part: part.get("additionalProperties") is False and part.get("properties"))[0]
    keys = schema["$defs"][closed]["properties"]
    key = next(iter(keys))
    here = ("$defs", closed)
    for narrow in (
        changed("awards", *here, "properties", key, to=None),
        changed("awards", *here, "required", to=[*schema["$defs"][closed].get("required", []), "more"]),
        changed("awards", *here, "properties", key, to=False),
        changed("awards", *here, "maxProperties", to=1),
        changed("awards", "$ref", to="#/$defs/other"),
    ):
        assert list(narrowings(schema, narrow)), narrow
        assert list(narrowings(schema, schema)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": ["string", "null"]}, {"type": "string"}),
        ({"type": "number"}, {"type": "integer"}),
        ({}, {"type": "string"}),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}),
        ({"enum": ["a", "b"]}, {"const": "a"}),
        ({"minimum": 0}, {"minimum": 1}),
        ({}, {"maximum": 1}),
        ({"maxLength": 9}, {"maxLength": 8}),
        ({"pattern": "a|b"}, {"pattern": "a"}),
        ({"additionalProperties": True}, {"additionalProperties": False}),
        ({}, {"properties": {"a": {"type": "string"}}}),
        ({"items": {"enum": [1, 2]}}, {"items": {"enum": [1]}}),
        ({"anyOf": [{"const": 1}, {"const": 2}]}, {"anyOf": [{"const": 1}]}),
        ({"allOf": [{"minimum": 1}]}, {"allOf": [{"minimum": 1}, {"maximum": 2}]}),
        ({"oneOf": [{"const": 1}]}, {"oneOf": [{"const": 1}, {"minimum": 0}]}),
        ({"$defs": {"old": {}}}, {"$defs": {"old": {}}, "allOf": [{"if": {"const": 1}, "then": {"$ref": "#/$defs/old"}}]}),
        ({"not": {"const": 1}}, {"not": {"enum": [1, 2]}}),
        ({"type": "string"}, False),
    ],
)
def test_a_narrower_schema(old, new):
    """Each way to refuse more is found."""
    assert list(narrowings(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "integer"}, {"type": "number"}),
        ({"type": "string"}, {"type": ["string", "null"]}),
        ({"const": "a"}, {"enum": ["a", "b"]}),
        ({"required": ["a", "b"]}, {"required": ["a"]}),
        ({"minimum": 1, "maxItems": 3}, {"minimum": 0}),
        ({"additionalProperties": False}, {"additionalProperties": False, "properties": {"a": {"type": "string"}}}),
        ({"additionalProperties": False}, {}),
        ({"pattern": "a", "title": "A"}, {"title": "B", "description": "…"}),
        ({"anyOf": [{"const": 1}]}, {"anyOf": [{"const": 2}, {"enum": [1, 3]}]}),
        ({"const": 1}, {"anyOf": [{"const": 1}, {"const": 2}]}),
        ({"allOf": [{"minimum": 1}, {"maximum": 2}]}, {"allOf": [{"maximum": 3}]}),
        ({"$defs": {"a": {"const": 1}}}, {"$defs": {"a": {"enum": [1, 2]}, "b": {"const": 1}}}),
        (False, {"type": "string"}),
        ({"$defs": {}}, {"$defs": {"with.new": {}}, "allOf": [{"if": {"const": "new"}, "then": {"$ref": "#/$defs/with.new"}}]}),
    ],
)
def test_a_wider_schema(old, new):
    """What only takes more, or says more about itself, is no narrowing."""
    assert list(narrowings(old, new)) == []
