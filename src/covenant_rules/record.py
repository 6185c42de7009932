"""Decision records: canonical JSON, a hash for every part, a chain from one record to the next.

Pure: nothing here knows of sheets or rules. `sealed` reads the file of a record, `replay` makes
records and recomputes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from attrs import frozen

from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.errors import CovenantError
from covenant_rules.text import normalise

FORMAT = "covenant-rules-record/1"
INPUTS = ("covenant.yaml", "registrations.yaml", "reports.csv", "awards.yaml")
REQUIRED = ("covenant.yaml", "decision", "engine", "plugins", "previous", "results", "rules")
LONGEST_SHOWN = 80

Json = Any  # mappings, lists, strings, true, false and null; a record holds no JSON number


class RecordError(CovenantError, ValueError):
    """A record cannot be read, was changed, or does not continue the one before it."""


@frozen
class Record:
    """The parts of one decision, and who signed it.

    Attributes:
        parts: what was decided on, what it was computed with, and what came of it, by name.
        signature: the algorithm, the public key and the signature of the hash, or None.
    """

    parts: Mapping[str, Json]
    signature: Mapping[str, str] | None = None

    @property
    def hash(self) -> str:
        """The hash of the whole: of the form and of the hash of every part, the chain included."""
        return digest({"format": FORMAT, "parts": {n: digest(v) for n, v in self.parts.items()}})

    @property
    def previous(self) -> str | None:
        """The hash of the record before, or None for the first."""
        found = self.parts["previous"]
        return None if found is None else str(found)


def canonical(value: Json) -> bytes:
    """Return *value* as canonical JSON: keys sorted, nothing between tokens, UTF-8.

    >>> canonical({"b": None, "a": ["986.25", True]}).decode()
    '{"a":["986.25",true],"b":null}'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(value: Json) -> str:
    """Return the SHA-256 of *value* as canonical JSON."""
    return f"sha256:{sha256(canonical(value)).hexdigest()}"


def plain(value: object) -> Json:
    """Return what the engine says as a record holds it: numbers as strings, text in NFC.

    Raises:
        TypeError: a float, or anything else that is not exact.
    """
    match value:
        case None | bool():
            return value
        case str():
            return normalise(value)
        case int():
            return str(value)
        case list() | tuple():
            return [plain(item) for item in value]
        case dict():
            return {normalise(key): plain(item) for key, item in value.items()}
    raise TypeError(f"a record cannot hold {type(value).__name__}")


def write(record: Record) -> bytes:
    """Return the file of *record*: the one way in which these parts are written."""
    document = {
        "format": FORMAT,
        "hash": record.hash,
        "parts": {name: _sealed(value) for name, value in record.parts.items()},
        "signature": _sealed(record.signature),
    }
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def _sealed(value: Json) -> Json:
    return {"sha256": digest(value), "value": value}


def continuing(record: Record, before: Record | None) -> Record:
    """Return the decision of *record* as the one after *before*, or as the first; it is no longer signed."""
    return Record({**record.parts, "previous": None if before is None else before.hash})


def cut(text: str) -> str:
    """Return *text* as a diagnostic shows it: what is longer than a hash is cut."""
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def broken_link(chain: Sequence[tuple[str, Record]], number: int) -> Diagnostic | None:
    """Return why record *number* of a chain of names and records does not continue the one before it."""
    (before, first), (name, second) = chain[max(0, number - 1)], chain[number]
    wanted = second.previous
    if number == 0 or wanted == first.hash:
        return None
    if wanted is None:
        return diagnostic("E705", record=name, before=before)
    names = {record.hash: name for name, record in chain}
    if wanted in names:
        return diagnostic("E706", record=name, before=before, wanted=names[wanted])
    return diagnostic("E707", record=name, before=before, hash=cut(wanted))


@frozen
class Difference:
    """The first place where two results differ, and what each says there."""

    path: tuple[str, ...]
    recorded: str
    recomputed: str


_ABSENT = object()  # what one side does not say at all, unlike null
_FIRST = ("covenant", "edition", "stage", "units", "unit", "criteria", "contents")


def first_difference(
    recorded: Json, recomputed: Json, path: tuple[str, ...] = ()
) -> Difference | None:
    """Return the first difference: units in order, in each the criteria before what they add up to."""
    if isinstance(recorded, dict) and isinstance(recomputed, dict):
        keys = sorted({**recomputed, **recorded}, key=_order)
        pairs = [(k, recorded.get(k, _ABSENT), recomputed.get(k, _ABSENT)) for k in keys]
    elif isinstance(recorded, list) and isinstance(recomputed, list):
        both = enumerate(zip_longest(recorded, recomputed, fillvalue=_ABSENT))
        pairs = [(_name(a if b is _ABSENT else b, i), a, b) for i, (a, b) in both]
    elif recorded == recomputed and type(recorded) is type(recomputed):
        return None
    else:
        return Difference(path, _shown(recorded), _shown(recomputed))
    inner = (first_difference(a, b, (*path, key)) for key, a, b in pairs)
    return next((difference for difference in inner if difference is not None), None)


def _order(key: str) -> int:
    return _FIRST.index(key) if key in _FIRST else len(_FIRST)


def _name(item: Json, number: int) -> str:
    """Return how an item of a list is called: by its unit where it has one."""
    return str(item["unit"]) if isinstance(item, dict) and "unit" in item else str(number + 1)


def _shown(value: Json) -> str:
    if value is _ABSENT:
        return "—"
    return cut(value if isinstance(value, str) else canonical(value).decode())
