"""Diagnostics: what is wrong, where, and how to mend it, as data first and words second.

A diagnostic is a code of the catalogue (`messages.toml`), the values that its sentences need,
and the places it speaks of. Rendering is one reading of it among others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from attrs import field, frozen

from covenant_rules.text import Language, Text


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops scoring, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Sheet:
    """A sheet of a workbook: its number, from 1, and the name on its tab."""

    number: int
    name: str


@frozen(order=True)
class Span:
    """A place in a file: line and column count from 1, columns in characters.

    *length* is the number of characters to underline and *text* the whole line they stand in. In
    a workbook, line and column are those of a cell of *sheet*.
    """

    file: str
    line: int
    column: int
    length: int = 1
    text: str = field(default="", order=False)
    sheet: Sheet | None = field(default=None, order=False)

    @property
    def within(self) -> str:
        """The place inside the file: `line:column`, or `Nội dung 1!D14` in a workbook."""
        if self.sheet is None:
            return f"{self.line}:{self.column}"
        return f"{self.sheet.name}!{column_letters(self.column)}{self.line}"

    def __str__(self) -> str:
        """Return the place as `file:line:column`, or as `file:sheet!D14`."""
        return f"{self.file}:{self.within}"


def column_letters(column: int) -> str:
    """Return the letters by which a spreadsheet names a column, counted from 1.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@frozen
class Entry:
    """What the catalogue says of one code: its message and its remedy, as templates."""

    message: Text
    help: Text


@cache
def catalogue() -> Mapping[str, Entry]:
    """Return every code with its templates, read once from `messages.toml`."""
    import tomllib  # noqa: PLC0415  (nobody asks for words where nothing is wrong)
    from importlib.resources import files  # noqa: PLC0415

    source = files("covenant_rules").joinpath("messages.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            code: Entry(Text(vi=entry["vi"], en=entry["en"]), Text(**entry["help"]))
            for code, entry in tomllib.loads(source).items()
        }
    )


@frozen
class Diagnostic:
    """One thing that is wrong, with its place and its remedy.

    The first letter of a code tells what it is about: `E` a sheet, registration or report,
    `W` the same but only a warning, `P` a plugin.
    """

    code: str
    span: Span | None = None
    values: Mapping[str, Text] = field(factory=dict, hash=False)
    related: tuple[Span, ...] = ()
    suggestion: str | None = None

    @property
    def severity(self) -> Severity:
        """Whether the diagnostic stops scoring."""
        return Severity.WARNING if self.code.startswith("W") else Severity.ERROR

    def message(self, language: Language) -> str:
        """Return what is wrong, in *language*."""
        return self._filled(catalogue()[self.code].message, language)

    def help(self, language: Language) -> str:
        """Return how to mend it, in *language*; a near name is suggested where one was found."""
        text = self._filled(catalogue()[self.code].help, language)
        if self.suggestion is None:
            return text
        near = Text(vi="có phải là `{}`?", en="did you mean `{}`?").in_(language)
        return f"{near.format(self.suggestion)} {text}"

    def _filled(self, template: Text, language: Language) -> str:
        words = {name: value.in_(language) for name, value in self.values.items()}
        return template.in_(language).format_map(words)


def diagnostic(
    code: str,
    span: Span | None = None,
    *,
    related: tuple[Span, ...] = (),
    suggestion: str | None = None,
    **values: object,
) -> Diagnostic:
    """Return a diagnostic of *code*; *values* fill its templates, texts in their language."""
    worded = {
        name: value if isinstance(value, Text) else Text.same(_shown(str(value)))
        for name, value in values.items()
    }
    return Diagnostic(code, span, MappingProxyType(worded), related, suggestion)


MOST_PROBLEMS = 1_000  # of one file at once; more are read by nobody, and take long


def too_many(span: Span | None) -> Diagnostic:
    """Return the error that ends a list of `MOST_PROBLEMS`: from *span* on none is told."""
    return diagnostic("E115", span, limit=MOST_PROBLEMS)


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is nearest to *name*, or None when none is near."""
    import difflib  # noqa: PLC0415  (only where a name is wrong)

    near = difflib.get_close_matches(name, sorted(known), n=1)
    return near[0] if near else None


def in_file_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return *diagnostics* without repetitions: by file, sheet, line and column, unplaced ones last."""
    unique = {(d.code, d.span, tuple(sorted(d.values.items()))): d for d in diagnostics}.values()
    nowhere = Span("\uffff", 0, 0)

    def place(found: Diagnostic) -> tuple[str, int, int, int, int, str]:
        span = found.span or nowhere
        sheet = span.sheet.number if span.sheet else 0
        return span.file, sheet, span.line, span.column, span.length, found.code

    return tuple(sorted(unique, key=place))


def render(found: Diagnostic, language: Language) -> str:
    """Return *found* as text, the faulty place underlined."""
    severity = {
        Severity.ERROR: Text(vi="lỗi", en="error"),
        Severity.WARNING: Text(vi="cảnh báo", en="warning"),
    }[found.severity].in_(language)
    lines = [f"{severity}[{found.code}]: {found.message(language)}"]
    places = [found.span] if found.span else []
    for number, span in enumerate([*places, *found.related]):
        lines += _excerpt(span, arrow="-->" if number == 0 else ":::")
    lines.append(f"   = {Text(vi='cách sửa', en='help').in_(language)}: {found.help(language)}")
    return "\n".join(lines)


def _excerpt(span: Span, *, arrow: str) -> list[str]:
    place = f"  {arrow} {_shown(str(span))}"
    if not span.text.strip():
        return [place]
    start, end = span.column - 1, span.column - 1 + span.length
    shown, offset = _window(span.text, start, end)
    before = _width(span.text[offset:start])
    carets = "^" * max(1, _width(span.text[start : min(end, offset + len(shown))]))
    gutter = " " * len(str(span.line))
    return [
        place,
        f" {gutter} |",
        f" {span.line} | {_shown(shown)}",
        f" {gutter} | {' ' * before}{carets}",
    ]


_WIDEST_EXCERPT = 160


def _window(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the part of a long line that holds the marked place, and where it begins."""
    if len(text) <= _WIDEST_EXCERPT:
        return text, 0
    offset = max(0, min(start, end - _WIDEST_EXCERPT // 2) - 20)
    return text[offset : offset + _WIDEST_EXCERPT], offset


def _shown(text: str) -> str:
    """Return *text* with characters that would deceive a reader made visible, of equal width."""
    if text.isprintable():  # none of the categories below: hardly any text needs a closer look
        return text
    return "".join("\ufffd" if _deceives(c) else c for c in text)


def _deceives(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _width(text: str) -> int:
    """Return how many terminal cells *text* takes: combining marks none, wide characters two."""
    if text.isascii():
        return len(text)
    cells = {"W": 2, "F": 2}
    return sum(
        0 if unicodedata.combining(c) else cells.get(unicodedata.east_asian_width(c), 1)
        for c in text
    )
