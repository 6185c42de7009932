"""Where the command line speaks: results on stdout, diagnostics on stderr, in one language."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from textwrap import wrap
from typing import Annotated, Literal

from attrs import frozen
from cyclopts import Parameter
from rich.console import Console

from covenant_rules.diagnostics import Diagnostic, Severity, render
from covenant_rules.text import Language, Text, environment_language

PLAIN_WIDTH = 80
Lang = Annotated[Literal["vi", "en"] | None, Parameter(help="Language: vi or en.")]


@frozen
class Exit:
    """The exit codes that scripts rely on."""

    clean: int = 0
    errors: int = 1
    usage: int = 2


EXIT = Exit()


def language_of(asked: Literal["vi", "en"] | None) -> Language:
    """Return the language to speak: the one asked for, else that of the environment, else Vietnamese."""
    return environment_language() if asked is None else asked


class _Output(Console):
    """A console that leaves a closed pipe to the guard of the command line."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def output() -> Console:
    """Return the console of results: without colour, and 80 wide, when it is no terminal."""
    if sys.stdout.isatty():
        return _Output(highlight=False)
    return _Output(highlight=False, width=PLAIN_WIDTH, no_color=True, file=sys.stdout)


def fitted(text: str) -> str:
    """Return *text* so that a terminal shows it whole: long lines go on under their own beginning."""
    if not sys.stdout.isatty():
        return text
    width = max(PLAIN_WIDTH // 2, output().width)
    return "".join(_folded(line, width) + "\n" for line in text.splitlines())


def _folded(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    told, _, amount = line.rpartition("  ")  # an amount stands apart, at the right edge
    if not told.strip():
        told, amount = line, ""
    indent = " " * (len(told) - len(told.lstrip()) + 2)
    *lines, last = wrap(told.rstrip(), width - len(amount) - 2, subsequent_indent=indent)
    return "\n".join([*lines, last + amount.rjust(width - len(last))]).rstrip()


_NOUNS = {
    Severity.ERROR: (Text(vi="lỗi", en="error"), Text(vi="lỗi", en="errors")),
    Severity.WARNING: (Text(vi="cảnh báo", en="warning"), Text(vi="cảnh báo", en="warnings")),
}
_NONE = Text(vi="Không có lỗi.", en="No errors.")
_STOPPED = Text(vi="; chưa chấm điểm gì", en="; nothing was scored")


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
    """Write diagnostics to stderr, one after the other, and count them."""
    shown = list(found)
    for one in shown:
        sys.stderr.write(render(one, language) + "\n\n")
    if any(not one.code.startswith("P") for one in shown) or not shown:  # plugins score nothing
        sys.stderr.write(closing(shown, language) + "\n")
