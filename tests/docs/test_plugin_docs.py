"""Documentation is under test: what it shows is run, and it names what exists, all of it and nothing else."""

import importlib.util
import inspect
import re
import sys
from fractions import Fraction

import pytest

from covenant_rules import Registry, load, plugin
from covenant_rules.cli import app
from covenant_rules.diagnostics import catalogue
from covenant_rules.errors import CovenantError
from covenant_rules.formula.algebra import WORDS
from covenant_rules.plugin import Sector
from covenant_rules.quantity import UNIT_NAMES, Unit
from covenant_rules.registry import PluginStatus
from covenant_rules.testing.checks import CHECKS

from .pages import DOCS, ROOT, Reader, blocks

PAGES = [*DOCS.glob("*.md"), *(DOCS / "vi").glob("*.md")]
REFERENCE = (DOCS / "plugin-reference.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")
LANGUAGES = {  # the languages of fenced blocks that each page may use
    "plugin-tutorial.md": {"python", "console", "yaml", "csv"},
    "plugin-reference.md": {"python", "console", "toml"},
}
LANGUAGES |= {
    "vi/viet-goi.md": LANGUAGES["plugin-tutorial.md"],
    "vi/tra-cuu-goi.md": LANGUAGES["plugin-reference.md"],
}


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """Return a newcomer in an empty folder, who imports what they write there."""
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "work").mkdir()
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path / "work" / "covenant-rules-tourism"))
    yield Reader.in_(tmp_path / "work", site)
    for name in set(sys.modules) - before:
        if name.startswith("covenant_rules_"):
            del sys.modules[name]


@pytest.mark.parametrize("name", LANGUAGES)
def test_pages_for_authors_are_true(reader, name):
    """Every file, Python block and transcript of the pages for authors does what the page shows."""
    found = blocks(DOCS / name)
    assert {block.language for block in found} == LANGUAGES[name]
    for block in found:
        reader.follow(block)


@pytest.mark.parametrize("name", ["plugin-tutorial.md", "vi/viet-goi.md"])
def test_the_tutorial_is_short(name):
    """The way to a first plugin takes less than 200 lines."""
    assert len((DOCS / name).read_text(encoding="utf-8").splitlines()) < 200


def test_the_readme_is_true(reader, monkeypatch):
    """The Python of the README runs: it scores a bloc, and its plugin is one that the engine loads."""
    monkeypatch.chdir(ROOT)
    pieces = [block for block in blocks(ROOT / "README.md") if block.language == "python"]
    assert len(pieces) == 2
    for block in pieces:
        reader.follow(block)
    rule = Registry.of(reader.namespace["covenant_rules_sector"]())["police.response_time"]
    # 17.5 minutes on a target of 15: (30 - 17.5) / 15 of 10 points
    assert rule.points("17.5", target=15, points=10) == Fraction(25, 3)


# The language of a sheet


SHEETS = pytest.mark.parametrize("name", ["sheet.md", "vi/bang-diem.md"])


def sheet_blocks(name):
    return [block for block in blocks(DOCS / name) if block.language == "yaml"]


@SHEETS
def test_the_sheet_of_the_guide_loads(reader, name):
    """The sheet and the registrations that the guide shows are one bloc-year that loads as it stands."""
    whole = [block for block in sheet_blocks(name) if block.mark.endswith(".yaml")]
    assert [block.mark for block in whole] == ["covenant.yaml", "registrations.yaml"]
    for block in whole:
        reader.follow(block)
    bloc = load(reader.folder)
    assert [one.unit for one in bloc.registrations] == ["cong-an-tinh"]


LINE_SHEET = """\
covenant: vi-du
edition: "2026"
title: {vi: Thử bảng, en: Tables}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: dense, precision: rounded, ties: shared}
when_missing: pending
measures:
  share: {title: {vi: Tỷ lệ, en: Share}, unit: percent, low: 0, high: 100, decimals: 2}
  size: {title: {vi: Quy mô, en: Size}, unit: count, low: 0, high: 9999}
  cases: {title: {vi: Vụ, en: Cases}, unit: count, low: 0, high: 99}
  done: {title: {vi: Mức, en: Level}, unit: level, names: [none, plan_only, full]}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 10
    criteria:
      - id: "1.1"
        title: {vi: Một, en: One}
        points: 10
        rule: RULE
        from: FROM
"""
EVIDENCE = {
    "core.banded": "{value: share}",
    "core.levels": "{level: done}",
    "core.grid": "{row: size, column: cases}",
    "core.decision": "{monthly: cases, quarterly: cases}",
}


@SHEETS
def test_the_tables_of_the_guide_load(tmp_path, name):
    """Each table that the guide shows is accepted, and proved total, for the rule named beside it."""
    (block,) = [block for block in sheet_blocks(name) if block.mark == "lines"]
    lines = re.split(r"^(?=with:)", block.text, flags=re.MULTILINE)[1:]
    rules = [re.search(r"# (core\.\w+)", line)[1] for line in lines]
    assert rules == list(EVIDENCE)
    for rule, line in zip(rules, lines, strict=True):
        sheet = LINE_SHEET.replace("RULE", rule).replace("FROM", EVIDENCE[rule])
        shifted = "".join(f"        {part}\n" for part in line.rstrip().splitlines())
        (tmp_path / "covenant.yaml").write_text(sheet + shifted, encoding="utf-8")
        (tmp_path / "registrations.yaml").write_text(
            "covenant: vi-du\nunits: [{unit: a, title: {vi: A, en: Unit A}}]\n", encoding="utf-8"
        )
        assert load(tmp_path).covenant.lines


# The reference names what exists


def section(title):
    """Return the text of the section *title* of the reference."""
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)[1]


def rows(text):
    """Return the cells of the body rows of every table in *text*."""
    found = []
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        for line in table.splitlines()[2:]:
            cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            found.append([cell.strip().replace("\\|", "|") for cell in cells])
    return found


def headings(text):
    """Return the names that have a heading of their own in *text*."""
    return re.findall(r"^### `(.+)`$", text, re.MULTILINE)


def names_in(title):
    """Return the names that a section gives a row or a heading."""
    text = section(title)
    first = [CODE.fullmatch(cells[0]) for cells in rows(text)]
    return headings(text) + [match[1] for match in first if match]


def test_every_name_of_the_surface_is_documented():
    """A name of API 1 has exactly one heading or row in the reference, and no other name has."""
    methods = {"Sector.rule", "Sector.measure", "Sector.profile"}
    methods_there = {
        f"Sector.{n}" for n, f in vars(Sector).items() if inspect.isfunction(f) and n[0] != "_"
    }
    assert methods == methods_there
    named = [n for title in ("Declarations", "Results", "Words") for n in names_in(title)]
    named += [
        n for n in names_in("Parameters") if n[0].isalpha() and n not in ("points", "*values", "/")
    ]
    named += [n for n in names_in("The hook") if n != "covenant_rules_sector"]
    assert sorted(named) == sorted({*plugin.__all__, *methods})


def test_words_have_their_own_section():
    """The section of words holds the words of the algebra, each with an example."""
    assert sorted(headings(section("Words"))) == sorted(word.__name__ for word in WORDS)
    for part in re.split(r"^### ", section("Words"), flags=re.MULTILINE)[1:]:
        assert part.count("\n>>> ") == 1, part.splitlines()[0]


def signature(name):
    """Return the signature of a public name, as the reference writes it."""
    found = plugin
    for part in name.split("."):
        found = getattr(found, part)
    text = str(inspect.signature(found)).replace("'", "").replace("(self, ", "(")
    return f"{name}{text}"


def test_signatures_are_those_of_the_code():
    """The line under a heading is the signature that inspect sees."""
    shown = re.findall(r"^### `(.+)`\n\n`(.+)`$", REFERENCE, re.MULTILINE)
    assert [name for name, _ in shown] == headings(REFERENCE)
    shown.append(("hookimpl", re.search(r"^`(hookimpl.+)`$", REFERENCE, re.MULTILINE)[1]))
    assert [text for _, text in shown] == [signature(name) for name, _ in shown]


def test_units_are_documented():
    """Each unit has a row with its name in both languages."""
    shown = [tuple(cells[:3]) for cells in rows(section("Units"))]
    assert shown == [(f"`{u}`", UNIT_NAMES[u].vi, UNIT_NAMES[u].en) for u in Unit]


def test_statuses_and_variables_are_documented():
    """Each status of a plugin and each environment variable that the code reads has a row."""
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    variables = set(re.findall(r"\bCOVENANT_RULES_[A-Z_]+", source))
    named = names_in("What may become of a plugin")
    assert sorted(named) == sorted([*PluginStatus, *variables])


def test_checks_are_documented():
    """Each check of the kit has a row with its code and its name in both languages."""
    shown = [tuple(cells[:3]) for cells in rows(section("The conformance kit"))]
    assert shown == [(check.code, check.title.en, check.title.vi) for check in CHECKS]


def lessons():
    return [(CODE.search(cells[0])[1], cells[1], cells[2]) for cells in rows(section("Lessons"))]


def test_every_code_of_plugins_is_documented():
    """Each P code of the catalogue is a lesson or a row of its own; none is both, none is made up."""
    taught = {code for _, code, _ in lessons()}
    others = [cells[0] for cells in rows(section("Other diagnostics of plugins"))]
    assert sorted([*taught, *others]) == sorted(c for c in catalogue() if c.startswith("P"))
    assert {f"P{n}" for n in range(120, 132)} <= taught


RULE = """\
from typing import Annotated

from covenant_rules.plugin import *

sector = Sector("thu", vi="Thử", en="Trial", api=1)
Share = Annotated[Number, Quantity("percent", low=0, high=100, decimals=2)]

@sector.rule(vi="Quy tắc", en="Rule")
def trial{signature}:
    return {body}
"""
TWO = "(value: Share, other: Share, /, *, points: Points) -> Points"
WITH_TARGET = "(value: Share, /, *, target: Share, points: Points) -> Points"


@pytest.mark.parametrize(("mistake", "code", "says"), lessons(), ids=lambda x: x[:40])
def test_each_mistake_teaches_its_lesson(tmp_path, mistake, code, says):
    """A mistake of the reference gives the code beside it, and the remedy holds the words beside it."""
    call = mistake.startswith("rule.")
    signature = WITH_TARGET if call else mistake if mistake.startswith("(") else TWO
    body = mistake if signature == TWO else "points"
    path = tmp_path / "trial.py"  # a file, since a lesson reads the construct from the source
    path.write_text(RULE.format(signature=signature, body=body), encoding="utf-8")
    space = {"__name__": "trial"}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), space)
    with pytest.raises(CovenantError) as caught:
        rule = Registry.of(space["sector"])["thu.trial"]
        eval(mistake, {"rule": rule})
    assert {found.code for found in caught.value.diagnostics} == {code}
    remedy = caught.value.diagnostics[0].help("en")
    assert [word for word in CODE.findall(says) if word not in remedy] == []


# The list of diagnostics


def test_the_list_of_diagnostics_is_current():
    """The committed page is what its script writes from the catalogue, every code in it once."""
    path = DOCS / "make_diagnostics.py"
    spec = importlib.util.spec_from_file_location("make_diagnostics", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    page = (DOCS / "diagnostics.md").read_text(encoding="utf-8")
    assert page == script.page(), "run python docs/make_diagnostics.py"
    assert re.findall(r"^### (\w+)$", page, re.MULTILINE) == list(catalogue())


def test_links_of_the_pages_lead_somewhere():
    """A link between pages names a file that is there."""
    for page in [*PAGES, ROOT / "README.md", ROOT / "SECURITY.md"]:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|(?:../)?generated/)([^)#]+)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_pages_name_no_command_that_is_not_there():
    """Each `covenant-rules` command that a page names is one of the program."""
    known = {name for name in app.app if not name.startswith("-")}
    pages = "".join(p.read_text(encoding="utf-8") for p in [*PAGES, ROOT / "README.md"])
    named = set(re.findall(r"(?:^|`|\$ )covenant-rules ([a-z][a-z-]*)\b", pages, re.MULTILINE))
    assert named - known == set()
    assert {"check", "score", "rules", "plugins"} <= named
