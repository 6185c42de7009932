"""From plain values to shapes, by cattrs: every error with its path, then with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache, partial
from typing import Any, TypeVar, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, override

from covenant_rules.diagnostics import (
    MOST_PROBLEMS,
    Diagnostic,
    diagnostic,
    did_you_mean,
    too_many,
)
from covenant_rules.errors import CovenantError, NumberError, SpecError
from covenant_rules.printed import Printed
from covenant_rules.quantity import Unit, number_from_text
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.shapes import Count, Free, Id
from covenant_rules.spec.source import Document, PathKey, Plain, Scalar
from covenant_rules.text import Text

S = TypeVar("S")

IDENTIFIER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*", re.ASCII)
LONGEST_ID = 80


def structure(document: Document, shape: type[S], problems: Problems) -> S | None:
    """Return *document* in *shape*, or None with all that is wrong added to *problems*."""
    try:
        return _converter().structure(document.value, shape)
    except (BaseValidationError, CovenantError) as error:
        for number, (path, key, found) in enumerate(_leaves(error, (), shape)):
            place = problems.places.of_key(path) if key else problems.places.of(path)
            if number == MOST_PROBLEMS:
                problems.found.append(too_many(place))
                break
            problems.found.append(attrs.evolve(found, span=place))
        return None


def _leaves(
    error: BaseException, path: PathKey, shape: object
) -> Iterator[tuple[PathKey, bool, Diagnostic]]:
    """Yield each error of a tree of them: its path, whether the key is at fault, the diagnostic."""
    if isinstance(error, BaseValidationError):
        shape = error.cl if isinstance(error, ClassValidationError) else shape
        for inner in error.exceptions:
            yield from _leaves(inner, (*path, *_step(inner)), shape)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [f.name.rstrip("_") for f in attrs.fields(error.cl)] if error.cl else []
        names = ", ".join(known)
        for key in sorted(error.extra_fields):
            near = did_you_mean(key, known)
            yield (*path, key), True, diagnostic("E203", key=key, known=names, suggestion=near)
    elif isinstance(error, CovenantError):
        for found in error.diagnostics:
            yield path, False, found
    elif isinstance(error, KeyError):
        missing = str(error.args[0])
        yield (
            path[:-1] if path and path[-1] == missing else path,
            False,
            diagnostic("E202", key=missing),
        )
    else:
        yield path, False, diagnostic("E201", found=type(error).__name__, wanted=_WANTED["value"])


def _step(error: BaseException) -> PathKey:
    """Return the step of the path that cattrs noted on an error."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (note.name.rstrip("_"),)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()


_WANTED = {
    "mapping": Text(vi="các cặp `tên: giá trị`", en="`name: value` pairs"),
    "list": Text(vi="một danh sách, mỗi mục bắt đầu bằng `-`", en="a list, each item after a `-`"),
    "value": Text(vi="một giá trị", en="a single value"),
}
_LIST = Text(vi="một danh sách", en="a list")


def _refuse(value: Plain, wanted: str) -> SpecError:
    found = "mapping" if isinstance(value, dict) else "value"
    shown = _LIST if isinstance(value, list) else _WANTED[found]
    return SpecError(diagnostic("E201", found=shown, wanted=_WANTED[wanted]))


def _scalar(value: Plain) -> Scalar:
    if not isinstance(value, Scalar):
        raise _refuse(value, "value")
    return value


def _text(value: Plain, _: object) -> str:
    scalar = _scalar(value)
    if scalar.is_null or not scalar.text.strip():
        raise SpecError(diagnostic("E210"))
    return scalar.text


def _id(value: Plain, _: object) -> str:
    text = _text(value, None)
    if not IDENTIFIER.fullmatch(text) or len(text) > LONGEST_ID:
        raise SpecError(diagnostic("E211", id=text[:LONGEST_ID]))
    return text


def _number(value: Plain, _: object) -> Fraction:
    scalar = _scalar(value)
    if scalar.quoted:
        raise NumberError(diagnostic("E212", value=scalar.text))
    return number_from_text(scalar.text)


def _printed(value: Plain, _: object) -> Printed:
    scalar = _scalar(value)
    if scalar.quoted:
        raise NumberError(diagnostic("E212", value=scalar.text))
    return Printed.parse(scalar.text)


MOST_DECIMALS = 18


def _whole(value: Plain, _: object) -> int:
    number = _number(value, None)
    if number.denominator != 1 or not 0 <= number <= MOST_DECIMALS:
        raise NumberError(diagnostic("E213", value=_scalar(value).text, limit=MOST_DECIMALS))
    return int(number)


MOST_COUNTED = 1_000_000


def _count(value: Plain, _: object) -> int:
    number = _number(value, None)
    if number.denominator != 1 or not 0 <= number <= MOST_COUNTED:
        raise NumberError(diagnostic("E213", value=_scalar(value).text, limit=MOST_COUNTED))
    return int(number)


def _boolean(value: Plain, _: object) -> bool:
    scalar = _scalar(value)
    if scalar.quoted or scalar.text not in ("true", "false"):
        raise SpecError(diagnostic("E214", value=scalar.text))
    return scalar.text == "true"


def _date(value: Plain, _: object) -> date:
    text = _scalar(value).text
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SpecError(diagnostic("E159", value=text[:LONGEST_ID])) from error


def _bilingual(value: Plain, _: object) -> Text:
    if not isinstance(value, dict) or set(value) != {"vi", "en"}:
        raise SpecError(diagnostic("E215"))
    vi, en = (_text(value[language], None) for language in ("vi", "en"))
    return Text(vi=vi, en=en)


def _word(value: Plain, kind: type[StrEnum]) -> StrEnum:
    text = _scalar(value).text
    try:
        found = kind(text)
    except ValueError:
        found = None
    if found is None or found is Unit.ANY:
        words = [str(member.value) for member in kind if member is not Unit.ANY]
        near = did_you_mean(text, words)
        raise SpecError(diagnostic("E216", word=text, words=", ".join(words), suggestion=near))
    return found


@cache
def _converter() -> Converter:
    converter = Converter(detailed_validation=True)
    leaves: list[tuple[Any, Callable[[Plain, Any], Any]]] = [
        (str, _text), (Fraction, _number), (int, _whole), (bool, _boolean), (date, _date), (Text, _bilingual),
        (Printed, _printed), (StrEnum, _word),
    ]  # fmt: skip
    for kind, hook in leaves:
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_func(lambda t: t is Id, _id)
    converter.register_structure_hook_func(lambda t: t is Count, _count)
    converter.register_structure_hook_func(lambda t: t is Free, lambda value, _: value)
    converter.register_structure_hook_factory(partial(_originates, tuple), _tuple(converter))
    converter.register_structure_hook_factory(partial(_originates, dict), _mapping(converter))
    converter.register_structure_hook_factory(_is_optional, _optional(converter))
    converter.register_structure_hook_factory(
        lambda t: attrs.has(t) and t is not Text, _class(converter)
    )
    return converter


def _originates(origin: type, kind: object) -> bool:
    return get_origin(kind) == origin


def _is_optional(kind: object) -> bool:
    return type(None) in get_args(kind) and len(get_args(kind)) == 2  # noqa: PLR2004


Hook = Callable[[Plain, Any], Any]


def _optional(converter: Converter) -> Callable[[Any], Hook]:
    def factory(kind: Any) -> Hook:
        (inner,) = (arg for arg in get_args(kind) if arg is not type(None))

        def hook(value: Plain, _: Any) -> Any:
            return converter.structure(value, inner)

        return hook

    return factory


def _class(converter: Converter) -> Callable[[Any], Hook]:
    def factory(kind: Any) -> Hook:
        attrs.resolve_types(kind)
        renamed: Any = {f.name: override(rename=f.name.rstrip("_")) for f in attrs.fields(kind)}
        make = make_dict_structure_fn(
            kind,
            converter,
            _cattrs_forbid_extra_keys=True,
            _cattrs_detailed_validation=True,
            **renamed,
        )

        def hook(value: Plain, _: Any) -> Any:
            if not isinstance(value, dict):
                raise _refuse(value, "mapping")
            return make(value, kind)

        return hook

    return factory


def _tuple(converter: Converter) -> Callable[[Any], Hook]:
    def factory(kind: Any) -> Hook:
        inner = get_args(kind)[0]

        def hook(value: Plain, _: Any) -> tuple[Any, ...]:
            if not isinstance(value, list):
                raise _refuse(value, "list")
            return tuple(_each(converter, list(enumerate(value)), inner, kind))

        return hook

    return factory


def _mapping(converter: Converter) -> Callable[[Any], Hook]:
    def factory(kind: Any) -> Hook:
        inner = get_args(kind)[1]

        def hook(value: Plain, _: Any) -> dict[str, Any]:
            if not isinstance(value, dict):
                raise _refuse(value, "mapping")
            return dict(zip(value, _each(converter, list(value.items()), inner, kind), strict=True))

        return hook

    return factory


def _each(converter: Converter, items: list[tuple[Any, Plain]], inner: Any, kind: Any) -> list[Any]:
    """Structure every item; gather what fails, each with a note of where it stood."""
    found, failed = [], []
    for step, value in items:
        try:
            found.append(converter.structure(value, inner))
        except Exception as error:  # noqa: BLE001  (gathered: each becomes a diagnostic)
            note = IterableValidationNote(f"at {step}", step, inner)
            error.__notes__ = [*getattr(error, "__notes__", ()), note]
            failed.append(error)
            if len(failed) > MOST_PROBLEMS:
                break
    if failed:
        raise IterableValidationError("items", failed, kind)
    return found
