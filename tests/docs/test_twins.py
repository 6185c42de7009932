"""Both languages say the same: every page has its twin, with the same sections, tables, files and code."""

import re

import pytest

from .pages import DOCS, blocks

ALONE = {  # pages of one text, and why
    "diagnostics": "written from the catalogue, both languages side by side",
    "architecture": "for those who build the library",
    "mutation": "for those who build the library",
    "vi/toc-do": "how to read the page of benchmarks, which a program writes",
    "benchmarks": "written by a program, read with vi/toc-do",
}
BUILT = "generated/"
SHAPELESS = {"glossary", "why"}  # a list for readers of that language; a first page with ways to go on
LINK = r"^(?:.*\s)?{}: \[[^\]]+\]\(([^)]+)\.md\)"


def listed():
    """Return the names of the pages in the lists of the front page, without what is written on building."""
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    trees = re.findall(r"```\{toctree\}\n(.*?)```", text, re.DOTALL)
    names = [line for tree in trees for line in tree.splitlines() if line and line[0] != ":"]
    return [name for name in names if not name.startswith(BUILT)]


def source(name):
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def linked(name, language):
    """Return the page that the line under the title of *name* names for *language*, or None."""
    head = "\n".join(source(name).splitlines()[:8])
    found = re.search(LINK.format(language), head, re.MULTILINE)
    return found and (DOCS / name).parent.joinpath(found[1]).resolve().relative_to(DOCS).as_posix()


ENGLISH = [name for name in listed() if not name.startswith("vi/") and name not in ALONE]
PAIRS = [(name, linked(name, "Tiếng Việt")) for name in ENGLISH]
TOLD_IN = {"security": "../SECURITY"}  # a page that takes its text from a file at the root
SHAPED = [(TOLD_IN.get(en, en), vi) for en, vi in PAIRS if en not in SHAPELESS]


def test_every_page_is_listed():
    """The front page lists every page of both languages, each once."""
    there = {p.relative_to(DOCS).with_suffix("").as_posix() for p in DOCS.glob("*.md")}
    there |= {p.relative_to(DOCS).with_suffix("").as_posix() for p in (DOCS / "vi").glob("*.md")}
    assert sorted(listed()) == sorted(there - {"index"})


@pytest.mark.parametrize(("english", "vietnamese"), PAIRS, ids=ENGLISH)
def test_every_page_has_its_twin(english, vietnamese):
    """A page names its twin under its title, the twin names the page, and no two pages share one."""
    assert vietnamese is not None
    assert linked(vietnamese, "English") == english
    assert [vi for _, vi in PAIRS].count(vietnamese) == 1


def test_no_page_is_left_over():
    """Every page in Vietnamese is the twin of one in English, but for those that are named above."""
    vietnamese = {name for name in listed() if name.startswith("vi/")}
    assert vietnamese - {vi for _, vi in PAIRS} == {name for name in ALONE if name.startswith("vi/")}


def shape(name):
    """Return the levels of the headings of a page, the rows of each of its tables, and how many points its lists have."""
    text = re.sub(r"^( *)```.*?^\1```$", "", source(name), flags=re.MULTILINE | re.DOTALL)
    tables = re.findall(r"(?:^\|.*\n)+", text + "\n", re.MULTILINE)
    points = re.findall(r"^(?:[*-]|\d+\.) ", text, re.MULTILINE)
    return re.findall(r"^#+(?= )", text, re.MULTILINE), [t.count("\n") for t in tables], len(points)


@pytest.mark.parametrize(("english", "vietnamese"), SHAPED, ids=[en for en, _ in SHAPED])
def test_twins_have_the_same_sections_tables_and_points(english, vietnamese):
    """What one language has a section, a row or a point for, the other has too."""
    assert shape(vietnamese) == shape(english)


def written(block):
    """Return what a block makes happen, without comments, outputs and the words of one language."""
    if block.language == "console":  # names of files and what is printed are of the language
        return block.text.count("\n$ ")
    text = re.sub(r"(^|\s+)#(?!\w).*", "", block.text)
    if ">>>" in text:
        text = "\n".join(re.findall(r"^(?:>>>|\.\.\.) .*", text, re.MULTILINE))
    return re.sub(r"(?<=says)\.(?:en|vi)\b|\"(?:en|vi)\"", "LANGUAGE", text)


@pytest.mark.parametrize(("english", "vietnamese"), SHAPED, ids=[en for en, _ in SHAPED])
def test_twins_show_the_same_code(english, vietnamese):
    """The blocks of twins are the same files and programs in the same order, comments apart."""
    en, vi = (
        [(block.language, written(block)) for block in blocks(DOCS / f"{name}.md")]
        for name in (english, vietnamese)
    )
    spoken = ("text", "bash")  # what is printed, and commands with names of their own
    assert [b for b in vi if b[0] not in spoken] == [b for b in en if b[0] not in spoken]
    assert [b[0] for b in vi] == [b[0] for b in en]
