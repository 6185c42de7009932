"""The pages that are made from the library itself: one for each diagnostic, rule form, command and word.

They are written anew whenever the documentation is built, so they cannot grow old.
"""
# ruff: noqa: INP001  (read by the configuration beside it, no package)

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import covenant_rules as cr
from covenant_rules import hookspecs
from covenant_rules.cli.app import app, run
from covenant_rules.diagnostics import catalogue
from covenant_rules.formula.algebra import WORDS
from covenant_rules.text import Language

ROOT = Path(__file__).parents[1]
BROKEN = ROOT / "tests" / "diagnostics"
FORMS = ROOT / "specs" / "rule-forms"
DOCS = ROOT / "docs"
LANGUAGES: tuple[Language, ...] = ("vi", "en")
FORM = re.compile(r"^## (?P<id>R\d+)\. (?P<title>.+)\n(?P<text>(?:(?!^## ).*\n?)*)", re.MULTILINE)
CODE = re.compile(r"^```.*?^```\n+", re.MULTILINE | re.DOTALL)


def write(folder: Path) -> None:
    """Write every page into *folder*, and a list for each kind."""
    for kind, (title, pages) in {
        "diagnostics": ("Thông báo / Diagnostics", dict(diagnostics())),
        "forms": ("Dạng quy tắc / Rule forms", dict(forms())),
        "commands": ("Lệnh / Commands", dict(commands())),
        "words": ("Từ của công thức / Words of formulas", dict(words())),
        "hooks": ("Hàm nối của gói / Hooks of plugins", dict(hooks())),
    }.items():
        _replace(folder / kind, pages)
        names = "\n".join(f"- [{name}]({name}.md)" for name in pages)
        text = f"# {title}\n\n{names}\n"
        (folder / kind / "index.md").write_text(text, encoding="utf-8")


def _replace(folder: Path, pages: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old.stem not in pages:
            old.unlink()
    for name, text in pages.items():
        # Hundreds of pages in the side bar of every page would help nobody, and take minutes.
        (folder / f"{name}.md").write_text(f"---\norphan: true\n---\n\n{text}", encoding="utf-8")


def fenced(text: str, language: str = "text") -> str:
    """Return *text* as a fenced block that nothing inside can end."""
    return f"~~~~~{language}\n{text.rstrip()}\n~~~~~\n"


def diagnostics() -> Iterator[tuple[str, str]]:
    """Yield a page for each code: what it says, how to mend it, and an example as it is printed."""
    for code, entry in catalogue().items():
        parts = [
            f"# {code}\n",
            f"{entry.message.vi[:1].upper()}{entry.message.vi[1:]}. **Cách sửa:** {entry.help.vi}.\n",
            f"{entry.message.en[:1].upper()}{entry.message.en[1:]}. **How to mend it:** {entry.help.en}.\n",
        ]
        examples = sorted(BROKEN.glob(f"{code}-*"))
        if examples:
            parts += [fenced(_rendered(examples[0], language)) for language in ("vi", "en")]
        yield code, "\n".join(parts)


def _rendered(folder: Path, language: Language) -> str:
    return (folder / f"rendered.{language}.txt").read_text(encoding="utf-8")


def forms() -> Iterator[tuple[str, str]]:
    """Yield a page for each rule form: what it means, its whole sheet, and an account, in both languages."""
    told_in = {found["id"]: found["text"] for found in FORM.finditer(_page("vi/dang-quy-tac.md"))}
    for found in FORM.finditer(_page("rule-forms.md")):
        name = found["id"]
        folder = FORMS / f"R{int(name[1:]):02}"
        standings = cr.score(cr.load(folder))
        first = next(iter(standings))
        sheet = (folder / "covenant.yaml").read_text(encoding="utf-8")
        parts = [
            f"# {name}. {found['title']}\n",
            CODE.sub("", told_in[name]).strip() + "\n",
            found["text"].strip() + "\n",
            "## covenant.yaml\n",
            fenced(sheet, "yaml"),
            f"## {first.card.unit}\n",
            *(fenced(first.ledger.text(language)) for language in LANGUAGES),
        ]
        yield name, "\n".join(parts)


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, str]]:
    """Yield a page for each command: its help in both languages, as `--help` prints it."""
    for words_ in _commands():
        told = "\n".join(fenced(_help(words_, language)) for language in LANGUAGES)
        yield "-".join(words_), f"# covenant-rules {' '.join(words_)}\n\n{told}"


def _commands() -> Iterator[tuple[str, ...]]:
    for name in app:
        if name.startswith("-"):
            continue
        yield (name,)
        inner = app[name]
        yield from ((name, other) for other in inner if not other.startswith("-"))


def _help(words_: tuple[str, ...], language: Language) -> str:
    printed = io.StringIO()
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        with contextlib.redirect_stdout(printed):
            run([*words_, "--help", "--lang", language])
    finally:
        os.environ.pop("COLUMNS")
        if before is not None:
            os.environ["COLUMNS"] = before
    return printed.getvalue()


def words() -> Iterator[tuple[str, str]]:
    """Yield a page for each word of the algebra: its section of the reference, in both languages."""
    vi, en = _page("vi/tra-cuu-goi.md"), _page("plugin-reference.md")
    for word in WORDS:
        name = word.__name__
        signature, _, rest = _part(en, 3, f"`{name}`").partition("\n")
        told = _told(_part(vi, 3, f"`{name}`"))
        yield name, f"# {name}\n\n{signature}\n\n{told}\n{rest}\n"


def hooks() -> Iterator[tuple[str, str]]:
    """Yield a page for the one hook that a plugin implements: its section of the reference."""
    vi = _part(_page("vi/tra-cuu-goi.md"), 2, "Hàm nối")
    en = _part(_page("plugin-reference.md"), 2, "The hook")
    yield hookspecs.HOOK, f"# {hookspecs.HOOK}\n\n{vi}\n\n{en}\n"


def _part(page: str, level: int, title: str) -> str:
    """Return the text of the section *title*, up to the next heading of its level or above."""
    found = re.search(
        rf"^{'#' * level} {re.escape(title)}\n(.*?)(?=^#{{2,{level}}} |\Z)",
        page,
        re.MULTILINE | re.DOTALL,
    )
    if found is None:
        raise LookupError(title)
    return found[1].strip()


def _told(part: str) -> str:
    """Return *part* without the signature and the examples, which the other language shows too."""
    return re.sub(r"^`.+`$\n+", "", CODE.sub("", part + "\n"), flags=re.MULTILINE).strip()
