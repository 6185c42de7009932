"""Write `diagnostics.md` from the catalogue: every code, what it says, and how to mend it.

Run it as `python docs/make_diagnostics.py` whenever the catalogue changes.
"""
# ruff: noqa: INP001  (a script beside its page, no package)

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from covenant_rules.diagnostics import Entry, catalogue

PAGE = Path(__file__).with_name("diagnostics.md")
HEAD = """\
# Every diagnostic

<!-- Written by make_diagnostics.py from messages.toml; change the catalogue, not this page. -->

What `covenant-rules` may say, by code: in Vietnamese and in English what is wrong, then how to mend it (cách sửa). A
word in braces stands for a value, such as the name of a file. `E` stops scoring, `W` only warns, `P` is about plugins.
"""
# A comment with a blank line after it is the title of the codes that follow.
TITLE_OR_CODE = re.compile(r"^# (?P<title>.+)\n\n(?=\[)|^\[(?P<code>\w+)\]$", re.MULTILINE)


def page() -> str:
    """Return the page: the codes in the order of the catalogue, under its titles."""
    source = files("covenant_rules").joinpath("messages.toml").read_text(encoding="utf-8")
    parts = [HEAD]
    for found in TITLE_OR_CODE.finditer(source):
        code = found["code"]
        parts.append(_section(code, catalogue()[code]) if code else f"## {found['title']}\n")
    return "\n".join(parts)


def _section(code: str, entry: Entry) -> str:
    return (
        f"### {code}\n\n"
        f"- **vi**: {entry.message.vi}. *Cách sửa*: {entry.help.vi}.\n"
        f"- **en**: {entry.message.en}. *Help*: {entry.help.en}.\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
