"""The help of the commands in the language of the reader: docstrings are English, help.toml has them in Vietnamese."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from cyclopts.help import DefaultFormatter, HelpEntry, HelpPanel, InlineText
from rich.console import Console, ConsoleOptions
from rich.text import Text

from covenant_rules.cli.screen import Output, language_of

TITLES = {"Commands": "Lệnh", "Parameters": "Tham số", "Arguments": "Đối số"}
EXAMPLE, VI_EXAMPLE = "Example: ", "Ví dụ: "


@cache
def vietnamese() -> Mapping[str, str]:
    """Return the paragraphs of help.toml by their English."""
    text = resources.files(__package__).joinpath("help.toml").read_text(encoding="utf-8")
    return {en: vi for part in tomllib.loads(text).values() for en, vi in part.items()}


def paragraphs(described: object) -> list[str]:
    """Return the paragraphs of a description of cyclopts, each on one line."""
    from rich.markdown import Markdown  # noqa: PLC0415  (only who asks for help waits for it)

    inner = described.primary_renderable if isinstance(described, InlineText) else described
    text = inner.markup if isinstance(inner, Markdown) else str(inner or "")
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _told(described: object) -> InlineText:
    from rich.markdown import Markdown  # noqa: PLC0415

    return InlineText(Markdown("\n\n".join(_paragraph(part) for part in paragraphs(described))))


def _paragraph(text: str) -> str:
    if text.startswith(EXAMPLE):
        return VI_EXAMPLE + text.removeprefix(EXAMPLE)
    return vietnamese().get(text, text)


def _entry(entry: HelpEntry) -> HelpEntry:
    """Return *entry* with its description, and the marks that cyclopts would add in English."""
    told = _told(entry.description)
    if entry.choices:
        told.append(Text(f"[chọn: {', '.join(entry.choices)}]", "cyclopts.choices"))
    if entry.default is not None:
        told.append(Text(f"[mặc định: {entry.default}]", "cyclopts.default"))
    if entry.required:
        told.append(Text("[bắt buộc]", "cyclopts.required"))
    return entry.copy(description=told, choices=None, default=None, required=False)


class ReadersHelp(DefaultFormatter):
    """Help in the language of the console that shows it, or of the environment."""

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Show one panel of commands or parameters."""
        if not _in_vietnamese(console):
            super().__call__(console, options, panel)
            return
        entries = [_entry(entry) for entry in panel.entries]
        title = TITLES.get(str(panel.title), panel.title)
        super().__call__(console, options, panel.copy(title=title, entries=entries))

    def render_usage(self, console: Console, options: ConsoleOptions, usage: Any) -> None:
        """Show the line that says how the command is written."""
        if usage and _in_vietnamese(console):
            console.print(Text(f"Cách dùng: {usage}", style="bold"))
        else:
            super().render_usage(console, options, usage)

    def render_description(
        self, console: Console, options: ConsoleOptions, description: Any
    ) -> None:
        """Show what the command does, with its example."""
        if _in_vietnamese(console):
            console.print(_told(description))
            console.print()
        else:
            super().render_description(console, options, description)


def _in_vietnamese(console: Console) -> bool:
    asked = console.language if isinstance(console, Output) else None
    return language_of(asked) == "vi"
