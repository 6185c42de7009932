"""The file of a decision record: read with every hash checked, and refused where it is no record.

A file that was written by somebody else is bounded in size and depth, and says what is wrong with it.
"""

from __future__ import annotations

import json
from typing import NoReturn

from covenant_rules.diagnostics import Span, diagnostic
from covenant_rules.record import (
    FORMAT,
    INPUTS,
    REQUIRED,
    Json,
    Record,
    RecordError,
    canonical,
    cut,
    digest,
    write,
)
from covenant_rules.text import Text

LARGEST = 32_000_000
DEEPEST = 12


_LARGE = Text(
    vi=f"tệp lớn hơn {LARGEST // 1_000_000} MB", en=f"it has more than {LARGEST // 1_000_000} MB"
)
_NO_UTF8 = Text(vi="không phải văn bản UTF-8", en="it is not UTF-8 text")
_NO_JSON = Text(vi="không phải JSON", en="it is not JSON")
_DEEP = Text(vi="lồng quá sâu", en="it is nested too deeply")
_TWICE = Text(vi="khóa `{}` ghi hai lần", en="key `{}` is written twice")
_NUMBER = Text(vi="có số `{}` không nằm trong dấu nháy", en="number `{}` is not in quotes")
_SHAPE = Text(
    vi="không có đúng các mục format, hash, parts, signature",
    en="it does not have the keys format, hash, parts, signature",
)
_FORM = Text(vi="không biết dạng `{}`", en="form `{}` is not known")
_ABSENT = Text(vi="thiếu phần `{}`", en="part `{}` is missing")
_UNKNOWN = Text(vi="có phần lạ `{}`", en="part `{}` is not known")
_PART = Text(vi="phần `{}` không đúng dạng", en="part `{}` does not have its form")


def read(data: bytes, shown: str) -> Record:
    """Return the record that a file holds, every hash of it checked.

    Raises:
        RecordError: it is no record, or the parts that were changed, each with both hashes.
    """
    document = _parsed(data, shown)
    _check_shape(document, shown)
    sealed = {**document["parts"], "signature": document["signature"]}
    changed = [
        diagnostic(
            "E702", file=shown, part=name, stated=cut(part["sha256"]), found=digest(part["value"])
        )
        for name, part in sorted(sealed.items())
        if part["sha256"] != digest(part["value"])
    ]
    if changed:
        raise RecordError(changed)
    parts = {name: part["value"] for name, part in document["parts"].items()}
    record = Record(parts, document["signature"]["value"])
    if document["hash"] != record.hash:
        raise RecordError(
            diagnostic("E703", file=shown, stated=cut(document["hash"]), found=record.hash)
        )
    _check_values(record, shown)
    if data != write(record):  # another spacing or escape would be the same JSON, but not this file
        raise RecordError(diagnostic("E704", _first_change(data, write(record), shown)))
    return record


def _first_change(data: bytes, wanted: bytes, shown: str) -> Span:
    pairs = enumerate(zip(data, wanted, strict=False))
    at = next((i for i, (one, other) in pairs if one != other), min(len(data), len(wanted)))
    begins = data.rfind(b"\n", 0, at) + 1
    column = len(data[begins:at].decode(errors="ignore")) + 1
    return Span(shown, data.count(b"\n", 0, at) + 1, column)


def _parsed(data: bytes, shown: str) -> Json:
    if len(data) > LARGEST:
        raise _no_record(shown, _LARGE)
    try:
        found = json.loads(
            data.decode(), object_pairs_hook=_once, parse_int=_number, parse_float=_number,
            parse_constant=_number,
        )  # fmt: skip
        canonical(found)  # refuses half a surrogate pair
        if _depth(found) <= DEEPEST:
            return found
    except UnicodeError:
        raise _no_record(shown, _NO_UTF8) from None
    except json.JSONDecodeError as error:
        raise _no_record(shown, _NO_JSON, Span(shown, error.lineno, error.colno)) from None
    except _Refused as error:
        raise _no_record(shown, error.reason) from None
    except RecursionError:
        pass
    raise _no_record(shown, _DEEP)


class _Refused(Exception):  # noqa: N818  (never leaves this module)
    """Something that JSON allows and a record does not."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Refused(_filled(_TWICE, twice))
    return found


def _number(text: str) -> NoReturn:
    raise _Refused(_filled(_NUMBER, text))


def _depth(value: Json) -> int:
    """Return how deep *value* is, level by level, as far as it matters."""
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        inner = (
            v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)
        )
        level, depth = [item for items in inner for item in items], depth + 1
    return depth


def _check_shape(document: Json, shown: str) -> None:
    if not isinstance(document, dict) or set(document) != {"format", "hash", "parts", "signature"}:
        raise _no_record(shown, _SHAPE)
    if document["format"] != FORMAT:
        raise _no_record(shown, _filled(_FORM, str(document["format"])))
    parts = document["parts"]
    if not isinstance(parts, dict) or not isinstance(document["hash"], str):
        raise _no_record(shown, _SHAPE)
    for name in REQUIRED:
        if name not in parts:
            raise _no_record(shown, _filled(_ABSENT, name))
    for name, part in (*parts.items(), ("signature", document["signature"])):
        if name not in (*REQUIRED, *INPUTS, "signature"):
            raise _no_record(shown, _filled(_UNKNOWN, name))
        if not isinstance(part, dict) or set(part) != {"sha256", "value"}:
            raise _no_record(shown, _filled(_PART, name))
        if not isinstance(part["sha256"], str):
            raise _no_record(shown, _filled(_PART, name))


def _check_values(record: Record, shown: str) -> None:
    """Refuse parts whose hash is right but which hold what no record holds."""
    texts = {name: record.parts[name] for name in INPUTS if name in record.parts}
    parts, signature = record.parts, record.signature
    decision = parts["decision"]
    fit = {
        **{name: isinstance(text, str) for name, text in texts.items()},
        "decision": _words(decision) and set(decision) in ({"stage"}, {"stage", "at"}),
        "engine": isinstance(parts["engine"], str),
        "plugins": _words(parts["plugins"]),
        "previous": isinstance(parts["previous"], str | None),
        "results": isinstance(parts["results"], dict),
        "rules": _words(parts["rules"]),
        "signature": signature is None
        or (_words(signature) and set(signature) == {"algorithm", "key", "value"}),
    }
    for name, fits in fit.items():
        if not fits:
            raise _no_record(shown, _filled(_PART, name))


def _words(value: Json) -> bool:
    return isinstance(value, dict) and all(isinstance(word, str) for word in value.values())


def _no_record(shown: str, reason: Text, span: Span | None = None) -> RecordError:
    return RecordError(diagnostic("E701", span, file=shown, reason=reason))


def _filled(reason: Text, word: str) -> Text:
    return Text.each(lambda language: reason.in_(language).replace("{}", cut(word)))
