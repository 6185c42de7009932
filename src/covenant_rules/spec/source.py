"""YAML text as plain values with places.

The file is read event by event, never loaded: scalars keep their raw text, so a number is exact
and an id such as `1.10` stays what it is; nothing is constructed, aliased, merged or tagged. A
scalar becomes a number, a date or a word only where the shape of the sheet says so.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from attrs import define, field, frozen

from covenant_rules.diagnostics import MOST_PROBLEMS, Diagnostic, Span, diagnostic, too_many
from covenant_rules.errors import SpecError
from covenant_rules.text import normalise

PathKey = tuple[str | int, ...]
Mark = tuple[int, int, int]
"""A line and a column, both counted from 1, and a length: a place before anybody asks for it."""

LARGEST_FILE = 2_000_000
DEEPEST = 24
MOST_VALUES = 200_000


@frozen
class Scalar:
    """One value as it was written; *quoted* says whether it stood in quotes or in a block."""

    text: str
    quoted: bool

    @property
    def is_null(self) -> bool:
        """Whether nothing was written."""
        return not self.quoted and self.text in ("", "~", "null")


Plain = Scalar | list["Plain"] | dict[str, "Plain"]


@frozen
class Places:
    """Where each value and each key of a file stands."""

    file: str
    lines: tuple[str, ...]
    values: dict[PathKey, Mark] = field(factory=dict, repr=False)
    keys: dict[PathKey, Mark] = field(factory=dict, repr=False)

    def of(self, path: PathKey) -> Span:
        """Return the place of the value at *path*, or of the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        mark = self.values.get(path)
        return Span(self.file, 1, 1) if mark is None else self.span(mark)

    def of_key(self, path: PathKey) -> Span:
        """Return the place of the key at *path*, or of its value where it has no key."""
        mark = self.keys.get(path)
        return self.of(path) if mark is None else self.span(mark)

    def span(self, mark: Mark) -> Span:
        """Return *mark* as a place."""
        line, column, length = mark
        return Span(self.file, line, column, length, self.line(line))

    def line(self, number: int) -> str:
        """Return a line of the file, nothing beyond its end."""
        return self.lines[number - 1] if number <= len(self.lines) else ""

    def written(self, path: PathKey) -> str:
        """Return what stands in the file as the value at *path*, or nothing."""
        line, column, length = self.values.get(path, (1, 1, 0))
        return self.line(line)[column - 1 : column - 1 + length]

    def part(self, path: PathKey, *keys: str) -> PathKey:
        """Return the path of the first of *keys* that is written in the mapping at *path*."""
        return next((p for key in keys if (p := (*path, key)) in self.keys), path)

    def naming(self, name: str, key: str, around: PathKey) -> PathKey:
        """Return the path inside *around* where *name* is written under *key*, else *around*."""
        for path in self.values:
            here = path[-1:] == (key,) and path[: len(around)] == around
            if here and normalise(self.written(path)).strip("\"'") == name:
                return path
        return around

    def inside(self, path: PathKey, start: int, length: int) -> Span:
        """Return the place of a part of the one-line scalar at *path*."""
        span = self.of(path)
        return Span(span.file, span.line, span.column + start, length, span.text)


@frozen
class Document:
    """A file that was read: its value, its places, its text."""

    value: Plain
    places: Places
    text: str


def read_text(path: Path, shown: str) -> str:
    """Return the text of a file.

    Raises:
        SpecError: the file is missing, is no file, is too large, or is not UTF-8.
    """
    try:
        present, size = path.is_file(), path.stat().st_size if path.exists() else 0
        data = path.read_bytes() if present and size <= LARGEST_FILE else b""
    except (OSError, ValueError) as error:
        raise SpecError(diagnostic("E101", Span(shown, 1, 1), file=shown)) from error
    if not present:
        raise SpecError(diagnostic("E101", Span(shown, 1, 1), file=shown))
    if size > LARGEST_FILE:
        raise SpecError(diagnostic("E106", Span(shown, 1, 1), limit=LARGEST_FILE // 1_000_000))
    # Python's own `utf-8-sig` would tell the place of a wrong byte as if the mark were not there.
    data = data.removeprefix(BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        begins = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[begins : error.start].decode()) + 1
        shown_line = data[begins:].partition(b"\n")[0].decode(errors="replace").rstrip("\r")
        raise SpecError(diagnostic("E104", Span(shown, line, column, 1, shown_line))) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\n", " ").replace("\t", " ").isprintable():  # else none is hidden
        hidden = [n for n, character in enumerate(text) if _is_hidden(character)][:20]
        if hidden:
            raise SpecError([_hidden(shown, text, number) for number in hidden])
    return text


def _is_hidden(character: str) -> bool:
    if character < "\x7f":
        return character < " " and character not in "\n\t"
    if character in "\ufffe\uffff":  # no characters at all; YAML refuses them without a place
        return True
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _hidden(shown: str, text: str, position: int) -> Diagnostic:
    line = text.count("\n", 0, position)
    start = text.rfind("\n", 0, position) + 1
    span = Span(shown, line + 1, position - start + 1, 1, text.split("\n")[line])
    return diagnostic("E105", span, character=f"U+{ord(text[position]):04X}")


def read_yaml(path: Path, shown: str) -> Document:
    """Return the YAML file at *path* as plain values with places; *shown* is its name to readers.

    Raises:
        SpecError: with every problem that could be told apart.
    """
    return parse_yaml(read_text(path, shown), shown)


def parse_yaml(text: str, shown: str) -> Document:
    """Return YAML *text* as plain values with places; see `read_yaml`."""
    places = Places(shown, tuple(text.split("\n")))
    reader = _Reader(places)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        raise SpecError([*reader.problems, _syntax(error, places)]) from error
    except yaml.YAMLError as error:
        raise SpecError([*reader.problems, diagnostic("E102", Span(shown, 1, 1))]) from error
    if reader.problems:
        raise SpecError(reader.problems)
    if not reader.documents:
        raise SpecError(diagnostic("E110", Span(shown, 1, 1)))
    return Document(reader.documents[0], places, text)


def _syntax(error: yaml.MarkedYAMLError, places: Places) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return diagnostic("E102", Span(places.file, 1, 1))
    line = places.lines[mark.line] if mark.line < len(places.lines) else ""
    column = min(mark.column, len(line))
    if "\t" in line[: column + 1]:
        return diagnostic("E103", Span(places.file, mark.line + 1, line.index("\t") + 1, 1, line))
    opened = error.context_mark
    around = [] if opened is None else places.lines[opened.line : opened.line + 1]
    related = tuple(
        Span(places.file, opened.line + 1, opened.column + 1, 1, text)
        for text in around
        if opened is not None and text[opened.column : opened.column + 1] in tuple("[{\"'")
    )
    return diagnostic(
        "E102", Span(places.file, mark.line + 1, column + 1, 1, line), related=related
    )


@define(eq=False)
class _Open:
    """A mapping or list that is being read; *awaited* is the path of a key that has no value yet."""

    value: dict[str, Plain] | list[Plain]
    path: PathKey
    seen: set[str]
    awaited: PathKey | None = None

    def place(self, value: Plain) -> PathKey:
        """Put *value* where it belongs, and return its path."""
        if isinstance(self.value, list):
            self.value.append(value)
            return (*self.path, len(self.value) - 1)
        path, self.awaited = self.awaited or (*self.path, ""), None
        self.value[str(path[-1])] = value
        return path


class _Reader:
    """Builds values from events with a stack of its own, so depth is bounded before Python's is."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.problems: list[Diagnostic] = []
        self.documents: list[Plain] = []
        self.stack: list[_Open] = []
        self.count = 0
        self.takers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._enter,
            yaml.SequenceStartEvent: self._enter,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._begin,
        }

    def take(self, event: yaml.Event) -> None:
        """Take one event.

        Raises:
            SpecError: the document is too deep or too large to go on.
        """
        taker = self.takers.get(type(event))
        if taker is not None:
            taker(event)

    def _begin(self, event: yaml.DocumentStartEvent) -> None:
        if self.documents:
            self._refuse("E109", event)

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._refuse("E111", event)
        self._value(Scalar("", quoted=True), self._mark(event))

    def _check_plain(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._refuse("E111", event)
        if event.tag is not None:
            self._refuse("E112", event)
        self.count += 1
        if self.count > MOST_VALUES:
            span = self.places.span(self._mark(event))
            raise SpecError([*self.problems, diagnostic("E108", span, limit=MOST_VALUES)])

    def _refuse(self, code: str, event: yaml.Event) -> None:
        span = self.places.span(self._mark(event))
        if len(self.problems) >= MOST_PROBLEMS:
            raise SpecError([*self.problems, too_many(span)])
        self.problems.append(diagnostic(code, span))

    def _mark(self, event: yaml.Event) -> Mark:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:  # only the marks of hand-made events are absent
            return (1, 1, 1)
        line, column = start.line + 1, start.column
        ends = end.column if end.line == start.line else len(self.places.line(line))
        return (line, column + 1, ends - column if ends > column else 1)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check_plain(event)
        text, mark = normalise(event.value), self._mark(event)
        top = self.stack[-1] if self.stack else None
        if top is None or top.awaited is not None or isinstance(top.value, list):
            self._value(Scalar(text, quoted=not event.implicit[0]), mark)
            return
        places, path = self.places, (*top.path, text)
        if not top.seen and places.values[top.path][1] == mark[1]:
            places.values[top.path] = mark  # a block mapping is shown by its first key
        if text in top.seen:
            related = (places.span(places.keys[path]),)
            self.problems.append(diagnostic("E113", places.span(mark), related=related, key=text))
        top.seen.add(text)
        top.awaited = path
        places.keys[path] = mark

    def _enter(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._check_plain(event)
        value: dict[str, Plain] | list[Plain]
        value = {} if isinstance(event, yaml.MappingStartEvent) else []
        top = self.stack[-1] if self.stack else None
        if top is not None and top.awaited is None and isinstance(top.value, dict):
            self._refuse("E114", event)
        mark = self._mark(event)
        if len(self.stack) >= DEEPEST:
            found = diagnostic("E107", self.places.span(mark), limit=DEEPEST)
            raise SpecError([*self.problems, found])
        self.stack.append(_Open(value, self._value(value, mark), set()))

    def _value(self, value: Plain, mark: Mark) -> PathKey:
        path: PathKey = ()
        if self.stack:
            path = self.stack[-1].place(value)
        else:
            self.documents.append(value)
        if isinstance(value, Scalar) and value.is_null and path in self.places.keys:
            self._check_comma(path)
            if not value.text:
                mark = self.places.keys[path]  # nothing is written: its key is the place
        self.places.values.setdefault(path, mark)
        return path

    def _check_comma(self, path: PathKey) -> None:
        """Refuse `{bonus: 0,5}`, which YAML takes for a value 0 and a key 5."""
        key, span = str(path[-1]), self.places.span(self.places.keys[path])
        before = re.search(r"[+-]?[0-9]+,$", span.text[: span.column - 1], re.ASCII)
        if before and key.isdecimal():
            written = before[0] + key
            at = Span(span.file, span.line, before.start() + 1, len(written), span.text)
            mended = written.replace(",", ".")
            self.problems.append(diagnostic("E153", at, value=written, mended=mended))

    def _close(self, event: yaml.Event) -> None:
        """Let the place of a list or mapping in brackets reach to its end, if on one line."""
        path, end = self.stack.pop().path, event.end_mark
        line, column, _ = self.places.values[path]
        bracket = self.places.line(line)[column - 1 : column]
        if end is not None and end.line == line - 1 and bracket in ("[", "{"):
            self.places.values[path] = (line, column, end.column - column + 1)
