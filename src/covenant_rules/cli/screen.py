"""Where the command line speaks: results on stdout, diagnostics on stderr, in one language."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Annotated, Literal, TypeVar

from attrs import frozen
from cyclopts import Parameter
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text as Line

from covenant_rules.bloc import Bloc
from covenant_rules.diagnostics import MOST_PROBLEMS, Diagnostic, Severity, render
from covenant_rules.errors import SpecError
from covenant_rules.spec.folder import Loaded
from covenant_rules.text import Language, Text, environment_language

PLAIN_WIDTH = 80
T = TypeVar("T")
Lang = Annotated[Literal["vi", "en"] | None, Parameter(help="Language: vi or en.")]


@frozen
class Exit:
    """The exit codes that scripts rely on."""

    clean: int = 0
    errors: int = 1
    usage: int = 2


EXIT = Exit()


def document_language(asked: Literal["vi", "en"] | None) -> Language:
    """Return the language of an official document: Vietnamese unless English is asked for.

    Forms, workbooks of results and minutes are signed and filed by Vietnamese offices, whatever the
    language of the machine on which they are made.
    """
    return "vi" if asked is None else asked


def language_of(asked: Literal["vi", "en"] | None) -> Language:
    """Return the language to speak: the one asked for, else that of the environment, else Vietnamese."""
    return environment_language() if asked is None else asked


class Output(Console):
    """A console that knows its reader's language, and leaves a closed pipe to the guard of the command line."""

    language: Language | None = None

    def on_broken_pipe(self) -> None:
        """Raise what the guard waits for."""
        raise BrokenPipeError


def output() -> Output:
    """Return the console of results: without colour, and 80 wide, when it is no terminal."""
    if sys.stdout.isatty():
        return Output(highlight=False)
    return Output(highlight=False, width=PLAIN_WIDTH, no_color=True, file=sys.stdout)


def fitted(text: str) -> str:
    """Return *text* so that a terminal shows it whole: long lines go on under their own beginning."""
    return folded(text, max(PLAIN_WIDTH // 2, output().width)) if sys.stdout.isatty() else text


def folded(text: str, width: int) -> str:
    """Return *text* with its long lines going on under their own beginning, amounts kept at the right."""
    return "".join(_folded(line, width) + "\n" for line in text.splitlines())


def _folded(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    told, _, amount = line.rpartition("  ")  # an amount stands apart, at the right edge
    if not told.strip():
        told, amount = line, ""
    depth = len(told) - len(told.lstrip())
    indent = " " * (depth + 2 if depth else 0)
    *lines, last = wrap(told.rstrip(), width - len(amount) - 2, subsequent_indent=indent)
    return "\n".join([*lines, last + amount.rjust(width - len(last))]).rstrip()


class _Rate(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Line:
        """Return the rate, once it is known."""
        return Line("" if task.speed is None else f"{task.speed:.1f}/s")


def tracked(things: Sequence[T], words: Text, language: Language) -> Iterator[T]:
    """Go through *things*, telling progress, rate and time left on the terminal of stderr, if it is one."""
    if not sys.stderr.isatty() or len(things) < 2:  # noqa: PLR2004  (one thing has no progress)
        yield from things
        return
    shown = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate())
    bar = Progress(*shown, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
    with bar:
        yield from bar.track(things, description=words.in_(language))


_NOUNS = {
    Severity.ERROR: (Text(vi="lỗi", en="error"), Text(vi="lỗi", en="errors")),
    Severity.WARNING: (Text(vi="cảnh báo", en="warning"), Text(vi="cảnh báo", en="warnings")),
}
_NONE = Text(vi="Không có lỗi.", en="No errors.")
_STOPPED = Text(vi="; chưa chấm điểm gì", en="; nothing was scored")
_MORE = Text(
    vi="… và {} lỗi, cảnh báo nữa, theo thứ tự trong tệp; `check --format json` nêu tất cả.",
    en="… and {} more, in the order of the files; `check --format json` tells all of them.",
)


def closing(found: Iterable[Diagnostic], language: Language) -> str:
    """Return the line that counts diagnostics."""
    severities = [d.severity for d in found]
    parts = []
    for severity, (one, many) in _NOUNS.items():
        count = severities.count(severity)
        if count:
            parts.append(f"{count} {(one if count == 1 else many).in_(language)}")
    if not parts:
        return _NONE.in_(language)
    stopped = _STOPPED.in_(language) if Severity.ERROR in severities else ""
    return f"{', '.join(parts)}{stopped}."


def show(found: Iterable[Diagnostic], language: Language) -> None:
    """Write diagnostics to stderr, one after the other up to `MOST_PROBLEMS`, and count all of them."""
    shown = list(found)
    for one in shown[:MOST_PROBLEMS]:
        sys.stderr.write(render(one, language) + "\n\n")
    if len(shown) > MOST_PROBLEMS:
        sys.stderr.write(_MORE.in_(language).format(len(shown) - MOST_PROBLEMS) + "\n\n")
    if any(not one.code.startswith("P") for one in shown) or not shown:  # plugins score nothing
        sys.stderr.write(closing(shown, language) + "\n")


def show_unread(loaded: Loaded, language: Language) -> None:
    """Write to stderr what of the files of reports was not read; other warnings are told by `check`."""
    unread = [found for found in loaded.diagnostics if found.code in UNREAD]
    if unread:
        show(unread, language)


UNREAD = ("W901", "W903")  # a sheet of a workbook, a folder inside the folder


def ready(loaded: Loaded) -> Bloc:
    """Return the bloc of *loaded*.

    Raises:
        SpecError: with everything that was found, where an error stops scoring; the guard around all
            commands tells it.
    """
    if loaded.bloc is None or loaded.errors:
        raise SpecError(loaded.diagnostics)
    return loaded.bloc
