"""Write `diagnostics.md` from the catalogue: every code, what it says, and how to mend it.

Run it as `python docs/make_diagnostics.py` whenever the catalogue changes.
"""
# ruff: noqa: INP001  (a script beside its page, no package)

from __future__ import annotations

from pathlib import Path

from covenant_rules.diagnostics import Entry, catalogue

PAGE = Path(__file__).with_name("diagnostics.md")
HEAD = """\
# Every diagnostic

<!-- Written by make_diagnostics.py from messages.toml; change the catalogue, not this page. -->

What `covenant-rules` may say, by code: in Vietnamese and in English what is wrong, then how to mend it (cách sửa). A
word in braces stands for a value, such as the name of a file. `E` stops scoring, `W` only warns, `P` is about plugins.
"""
GROUPS = {
    "E1": "Files and numbers · Tệp và số",
    "E2": "The sheet · Bản giao ước",
    "E3": "Tables and proofs · Bảng điểm và chứng minh",
    "E4": "Registrations · Bản đăng ký",
    "E5": "Reports and results · Báo cáo và kết quả",
    "E6": "Audits of printed figures · Đối chiếu số liệu đã in",
    "W": "Warnings · Cảnh báo",
    "P": "Plugins · Gói tiêu chí",
}


def page() -> str:
    """Return the page."""
    parts = [HEAD]
    for start, title in GROUPS.items():
        found = sorted(code for code in catalogue() if code.startswith(start))
        parts += [f"## {title}\n"] if found else []
        parts += [_section(code, catalogue()[code]) for code in found]
    return "\n".join(parts)


def _section(code: str, entry: Entry) -> str:
    return (
        f"### {code}\n\n"
        f"- **vi**: {entry.message.vi}. *Cách sửa*: {entry.help.vi}.\n"
        f"- **en**: {entry.message.en}. *Help*: {entry.help.en}.\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
