"""YAML text as plain values with places.

The file is read event by event, never loaded: scalars keep their raw text, so a number is exact
and an id such as `1.10` stays what it is; nothing is constructed, aliased, merged or tagged. A
scalar becomes a number, a date or a word only where the shape of the sheet says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import yaml
from attrs import evolve, field, frozen

from covenant_rules.diagnostics import Diagnostic, Span, diagnostic
from covenant_rules.errors import SpecError
from covenant_rules.text import normalise

PathKey = tuple[str | int, ...]

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
    values: dict[PathKey, Span] = field(factory=dict, repr=False)
    keys: dict[PathKey, Span] = field(factory=dict, repr=False)

    def of(self, path: PathKey) -> Span:
        """Return the place of the value at *path*, or of the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Span(self.file, 1, 1))

    def of_key(self, path: PathKey) -> Span:
        """Return the place of the key at *path*, or of its value where it has no key."""
        return self.keys.get(path) or self.of(path)

    def part(self, path: PathKey, *keys: str) -> PathKey:
        """Return the path of the first of *keys* that is written in the mapping at *path*."""
        return next((p for key in keys if (p := (*path, key)) in self.keys), path)

    def naming(self, name: str, key: str, around: PathKey) -> PathKey:
        """Return the path inside *around* where *name* is written under *key*, else *around*."""
        for path, span in self.values.items():
            written = span.text[span.column - 1 : span.column - 1 + span.length]
            here = path[: len(around)] == around and path[-1:] == (key,)
            if here and normalise(written).strip("\"'") == name:
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
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        begins = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[begins : error.start].decode("utf-8-sig")) + 1
        shown_line = data[begins:].partition(b"\n")[0].decode("utf-8-sig", "replace").rstrip("\r")
        raise SpecError(diagnostic("E104", Span(shown, line, column, 1, shown_line))) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    hidden = [_hidden(shown, text, number) for number, c in enumerate(text) if _is_hidden(c)][:20]
    if hidden:
        raise SpecError(hidden)
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
        for event in _events(text):
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


def _events(text: str) -> Iterator[yaml.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    yield from yaml.parse(text, Loader=loader)


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


@frozen
class _Open:
    """A mapping or list that is being read; *key* is set while its value is awaited."""

    value: Plain
    path: PathKey
    key: list[str]
    seen: dict[str, Span]


class _Reader:
    """Builds values from events with a stack of its own, so depth is bounded before Python's is."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.problems: list[Diagnostic] = []
        self.documents: list[Plain] = []
        self.stack: list[_Open] = []
        self.count = 0

    def take(self, event: yaml.Event) -> None:
        """Take one event.

        Raises:
            SpecError: the document is too deep or too large to go on.
        """
        if isinstance(event, yaml.AliasEvent):
            self._refuse("E111", event)
            self._value(Scalar("", quoted=True), event)
        elif isinstance(event, yaml.ScalarEvent):
            self._check_plain(event)
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._check_plain(event)
            self._enter({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close(self.stack.pop().path, event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.documents:
            self._refuse("E109", event)

    def _check_plain(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._refuse("E111", event)
        if event.tag is not None:
            self._refuse("E112", event)
        self.count += 1
        if self.count > MOST_VALUES:
            raise SpecError(
                [*self.problems, diagnostic("E108", self._span(event), limit=MOST_VALUES)]
            )

    def _refuse(self, code: str, event: yaml.Event) -> None:
        self.problems.append(diagnostic(code, self._span(event)))

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:  # only the marks of hand-made events are absent
            return Span(self.places.file, 1, 1)
        text = self.places.lines[start.line] if start.line < len(self.places.lines) else ""
        length = end.column - start.column if end.line == start.line else len(text) - start.column
        return Span(self.places.file, start.line + 1, start.column + 1, max(1, length), text)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        text = normalise(event.value)
        top = self.stack[-1] if self.stack else None
        if top is None or not isinstance(top.value, dict) or top.key:
            self._value(Scalar(text, quoted=not event.implicit[0]), event)
            return
        span = self._span(event)
        if not top.seen and self.places.values[top.path].column == span.column:
            self.places.values[top.path] = span  # a block mapping is shown by its first key
        if text in top.seen:
            self.problems.append(diagnostic("E113", span, related=(top.seen[text],), key=text))
        top.seen[text] = span
        top.key.append(text)
        self.places.keys[(*top.path, text)] = span

    def _enter(self, value: Plain, event: yaml.Event) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and not top.key:
            self._refuse("E114", event)
            top.key.append("")
        if len(self.stack) >= DEEPEST:
            raise SpecError([*self.problems, diagnostic("E107", self._span(event), limit=DEEPEST)])
        path = self._value(value, event)
        self.stack.append(_Open(value, path, [], {}))

    def _value(self, value: Plain, event: yaml.Event) -> PathKey:
        if not self.stack:
            self.documents.append(value)
            path: PathKey = ()
        else:
            path = self._put(self.stack[-1], value)
        span = self._span(event)
        if isinstance(value, Scalar) and value.is_null and path in self.places.keys:
            self._check_comma(path)
            if not value.text:
                span = self.places.keys[path]  # nothing is written: its key is the place
        self.places.values.setdefault(path, span)
        return path

    def _check_comma(self, path: PathKey) -> None:
        """Refuse `{bonus: 0,5}`, which YAML takes for a value 0 and a key 5."""
        key, span = str(path[-1]), self.places.keys[path]
        before = re.search(r"[+-]?[0-9]+,$", span.text[: span.column - 1], re.ASCII)
        if before and key.isdecimal():
            written = before[0] + key
            at = Span(span.file, span.line, before.start() + 1, len(written), span.text)
            mended = written.replace(",", ".")
            self.problems.append(diagnostic("E153", at, value=written, mended=mended))

    def _close(self, path: PathKey, event: yaml.Event) -> None:
        """Let the place of a list or mapping in brackets reach to its end, if on one line."""
        span, end = self.places.values[path], event.end_mark
        text = span.text[span.column - 1 : span.column]
        if end is not None and end.line == span.line - 1 and text in ("[", "{"):
            self.places.values[path] = evolve(span, length=end.column - span.column + 1)

    @staticmethod
    def _put(top: _Open, value: Plain) -> PathKey:
        if isinstance(top.value, dict):
            key = top.key.pop() if top.key else ""
            top.value[key] = value
            return (*top.path, key)
        if isinstance(top.value, list):
            top.value.append(value)
            return (*top.path, len(top.value) - 1)
        return top.path
