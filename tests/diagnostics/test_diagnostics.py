"""The corpus of broken files: each folder is right but for the faults that its `expected.txt` names.

A line of `expected.txt` is `CODE file:line:column underlined-text`; characters that a reader could
not see are written as `\\t` or `<U+200B>`.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from fuzz.blocs import put_bloc

from covenant_rules.cli.app import run
from covenant_rules.diagnostics import Diagnostic, catalogue, render
from covenant_rules.plugin import Points, Sector
from covenant_rules.registry import Plugin, PluginStatus, Registry
from covenant_rules.rule import Origin
from covenant_rules.spec.audit import check_audits
from covenant_rules.spec.folder import check
from covenant_rules.spec.source import LARGEST_FILE, MOST_VALUES
from covenant_rules.text import Language

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/expected.txt"))
LANGUAGES: tuple[Language, ...] = ("vi", "en")
CORE = Registry.of()

# Codes that no folder of the corpus can show, with the reason.
ELSEWHERE = {
    "E106": "needs a file of over 2 MB: made below",
    "E108": "needs a file of 200 000 values: made below",
    "E115": "needs a file of over 1 000 errors: made below",
    "E116": "needs a sheet of over 1 000 lines: made below",
    "E205": "needs a plugin that failed: made below",
    "E340": "needs a rule of a plugin, since those of core never divide by zero: made below",
    "E407": "needs a profile of a plugin: made below",
    "W204": "needs a rule of a plugin that had another name: made below",
    "E150": "a float comes from Python or a data frame, never from text",
    "E506": "speaks of a data frame where pyarrow is absent",
    "E540": "speaks of the stage asked for on the command line",
    "E541": "speaks of the stage asked for on the command line",
    "E550": "speaks of the unit asked for, not of a file",
    "E560": "speaks of the file to write",
    "E561": "speaks of the file to write",
    **dict.fromkeys(
        ("E801", "E802", "E803", "E804", "E805", "E806", "E807", "E808"),
        "speaks of a data frame or a file of columns: made in the tests of columns",
    ),
    "E820": "speaks of an executor asked for in Python",
    **dict.fromkeys(
        (*(f"E{n}" for n in range(901, 932)), "W901", "W902", "W903"),
        "speaks of a workbook, which is no text: made in the tests of forms",
    ),
    "E895": "speaks of the policy that a command asks for",
    "E896": "speaks of an arrival in a live session: made in the tests of awards",
    "E897": "speaks of the award asked for on the command line",
    "E599": "the last guard of the command line, for defects of the program",
    **dict.fromkeys(
        ("E701", "E702", "E703", "E704", "E705", "E706", "E707", "E708", "E709", "E710", "E711", "E712", "E713", "E714", "E715", "E716", "E720", "E721", "E722", "E723", "E724", "E725"),
        "speaks of a decision record or its keys: made in the tests of records",
    ),
    **dict.fromkeys(("E827", "E828"), "speaks of a frame of Spark: made in the tests of Spark"),
    **dict.fromkeys(
        ("E825", "E826", *(f"E{n}" for n in range(829, 850))),
        "speaks of the assumptions of scenarios: made in the tests of what-if",
    ),
    **dict.fromkeys(
        (*(f"E{n}" for n in range(851, 870)), "W851", "W852", "W853", "W854"),
        "speaks of a program of rules or an inference session: made in the tests of inference",
    ),
}


def underlined(found: Diagnostic) -> str:
    """Return what a diagnostic underlines, with characters that nobody sees spelt out."""
    assert found.span is not None
    start = found.span.column - 1
    return "".join(map(visible, found.span.text[start : start + found.span.length]))


def visible(character: str) -> str:
    if character == "\t":
        return "\\t"
    hidden = unicodedata.category(character) in {"Cc", "Cf"}
    return f"<U+{ord(character):04X}>" if hidden else character


def shown(found: Diagnostic, folder: Path) -> str:
    """Return a diagnostic as a line of `expected.txt`."""
    assert found.span is not None
    place = str(found.span).removeprefix(f"{folder}/")
    return f"{found.code} {place} {underlined(found)}".rstrip()


def expected(folder: Path) -> list[str]:
    return (folder / "expected.txt").read_text(encoding="utf-8").splitlines()


def diagnostics(folder: Path, registry: Registry = CORE) -> tuple[Diagnostic, ...]:
    return (*check(folder, registry), *check_audits(folder, registry))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_gives_exactly_its_diagnostics(folder: Path) -> None:
    """Each fault is found once, at the very word that is wrong, and nothing else is found."""
    assert sorted(shown(found, folder) for found in diagnostics(folder)) == sorted(expected(folder))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_diagnostic_helps_in_both_languages(folder: Path) -> None:
    """What is wrong and how to mend it are said in Vietnamese and in English, all blanks filled."""
    for found in diagnostics(folder):
        for language in LANGUAGES:
            for text in (found.message(language), found.help(language)):
                assert text.strip()
                assert not re.search(r"\{\w*\}", text), text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_rendered_text_is_as_agreed(folder: Path, language: Language, update_golden: bool) -> None:
    """The text that an official reads changes only on purpose."""
    text = "\n\n".join(render(found, language) for found in diagnostics(folder)) + "\n"
    text = text.replace(f"{folder}/", "")
    golden = folder / f"rendered.{language}.txt"
    if update_golden:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_is_named_after_its_code(folder: Path) -> None:
    """A folder shows the code in its name and no other, or is called `many`."""
    codes = {line.partition(" ")[0] for line in expected(folder)}
    named = folder.name.partition("-")[0]
    assert len(codes) > 3 if named == "many" else codes == {named}


def test_every_code_has_a_folder_or_a_reason() -> None:
    """No diagnostic that a file can cause is left without an example."""
    covered = {line.partition(" ")[0] for folder in FOLDERS for line in expected(folder)}
    assert not covered & ELSEWHERE.keys()
    assert covered | ELSEWHERE.keys() == {code for code in catalogue() if code[0] in "EW"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_line_prints_every_place(
    language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    """`check` of a folder of folders names every error of all of them in one run, and fails."""
    assert run(["check", str(HERE), "--lang", language]) == 1
    printed = capsys.readouterr().err
    found = re.findall(r"^\S.*\[([EW]\d+)\]: .*\n +--> (.+:\d+:\d+)$", printed, re.MULTILINE)
    wanted = []
    for folder in FOLDERS:
        for line in expected(folder):
            code, place = re.match(r"(\S+) (.*?:\d+:\d+)", line).groups()  # type: ignore[union-attr]
            wanted.append((code, f"{folder}/{place}"))
    assert sorted(found) == sorted(wanted)


# The catalogue


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("code", catalogue())
def test_both_languages_say_the_same(code: str) -> None:
    """Message and help are there in both languages and speak of the same values."""
    entry = catalogue()[code]
    for text in (entry.message, entry.help):
        assert text.vi.strip() and text.en.strip()
        assert text.vi == text.vi.strip() and text.en == text.en.strip()
        assert placeholders(text.vi) == placeholders(text.en)


@pytest.mark.parametrize("code", catalogue())
def test_messages_stand_after_a_colon(code: str) -> None:
    """A message goes on after `error[…]: `, so it begins small and has no full stop; so does help."""
    entry = catalogue()[code]
    for text in (entry.message.vi, entry.message.en, entry.help.vi, entry.help.en):
        first_word = text.split()[0]
        assert text[0] in "`{" or text[0].islower() or first_word == "YAML", text
        assert not text.endswith("."), text


# Faults that no committed folder can hold


COVENANT = (FOLDERS[0].parent / "W306-no-registrations" / "covenant.yaml").read_text("utf-8")


def one(folder: Path, sheet: str, registry: Registry = CORE, **others: str) -> Diagnostic:
    """Return the one diagnostic of a folder with *sheet* and, by name, other files."""
    folder.joinpath("covenant.yaml").write_text(sheet, encoding="utf-8")
    units = "covenant: vi-du\nunits: [{unit: a, title: {vi: A, en: A}}]\n"
    folder.joinpath("registrations.yaml").write_text(others.get("units", units), encoding="utf-8")
    (found,) = diagnostics(folder, registry)
    for language in LANGUAGES:
        assert not re.search(r"\{\w*\}", found.message(language) + found.help(language))
    return found


def test_a_sheet_stands_in_a_file(tmp_path: Path) -> None:
    """A folder without a sheet is told so, and so is a path that does not exist."""
    for folder in (tmp_path, tmp_path / "nowhere"):
        (found,) = diagnostics(folder)
        assert found.code == "E101"


def test_a_file_has_at_most_two_megabytes(tmp_path: Path) -> None:
    """A file that no official can have written is refused before it is read (E106)."""
    found = one(tmp_path, COVENANT + "#" * LARGEST_FILE)
    assert shown(found, tmp_path) == "E106 covenant.yaml:1:1"


def test_a_file_has_a_limited_number_of_values(tmp_path: Path) -> None:
    """The first value that is too many is named (E108)."""
    source = "source: [" + "a," * MOST_VALUES + "]\n"
    found = one(tmp_path, source)
    # the mapping, the key and the list come first: the item that is too many is no. 199 998
    column = len("source: [") + 2 * (MOST_VALUES - 3) + 1
    assert shown(found, tmp_path) == f"E108 covenant.yaml:1:{column} a"


def test_a_sheet_of_too_many_lines(tmp_path: Path) -> None:
    """The criterion of the line that is one too many is named (E116); nothing else is looked at."""
    line = "{id: c%d, title: {vi: Đ, en: D}, points: 1, lines: [{award: core.full}, {award: core.full}]}"
    head, _, _ = COVENANT.partition("contents:")
    contents = "contents:\n  - {id: a, title: {vi: Đ, en: D}, points: 1, criteria: [\n"
    found = one(tmp_path, head + contents + ",\n".join(line % n for n in range(501)) + "]}\n")
    number = (head + contents).count("\n") + 501  # 500 criteria of two lines are just enough
    assert shown(found, tmp_path).startswith(f"E116 covenant.yaml:{number}:1 {{id: c500")


@pytest.mark.parametrize(
    ("file", "text", "code", "end"),
    [
        ("covenant.yaml", "contents: [" + "x, " * 5_000 + "x]\n", "E201", "1:2997 x"),  # 995 of the list: five missing keys come before
        ("covenant.yaml", "contents: [" + "&a x, " * 5_000 + "x]\n", "E111", "1:6012 &a x"),
        ("covenant.yaml", "".join(f"k{n:04}: 1\n" for n in range(3_000)), "E203", "995:1 k0994"),
        ("registrations.yaml", "covenant: thu\nunits:\n" + "".join(f"  - {{unit: don-vi-{n}, title: {{vi: Đ, en: D}}, profile: x}}\n" for n in range(3_000)), "E406", "1003:5 {unit: don-vi-1000, title: {vi: Đ, en: D}, profile: x}"),
        ("reports.csv", "unit,measure,value\n" + "nobody,n,1\n" * 3_000, "E510", "1002:10 1"),
        ("reports.csv", "unit,measure,value\n" + "don-vi,n\n" * 3_000, "E504", "1002:1 don-vi"),
    ],
    ids=["wrong values", "anchors", "unknown keys", "registrations", "unknown units", "short rows"],
)
def test_after_a_thousand_errors_the_next_ends_the_list(
    tmp_path: Path, file: str, text: str, code: str, end: str
) -> None:
    """A thousand errors are told one by one, then E115 says where the telling ended."""
    put_bloc(tmp_path)
    tmp_path.joinpath(file).write_text(text, encoding="utf-8")
    found = check(tmp_path, CORE)
    codes = Counter(one.code for one in found if one.code.startswith("E"))
    assert (codes.total(), codes.most_common(1)[0][0]) == (1_001, code)
    assert [shown(one, tmp_path) for one in found if one.code == "E115"] == [f"E115 {file}:{end}"]


def test_a_screen_shows_a_thousand_and_counts_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What several files say together ends on the screen after a thousand, with how many are left."""
    put_bloc(tmp_path)
    rows = "".join(f"nobody,n,{number}\n" for number in range(1_500))
    tmp_path.joinpath("reports.csv").write_text("unit,measure,value\n" + rows)
    assert run(["check", str(tmp_path), "--lang", "en"]) == 1
    printed = capsys.readouterr().err
    assert printed.count("error[E510]") == 1_000
    assert "… and 1 more, in the order of the files; `check --format json` tells all of them." in printed
    assert printed.endswith("\n1001 errors; nothing was scored.\n")


police = Sector("police", vi="Công an", en="Police", api=1)
police.profile("ward", vi="Công an phường", en="Ward police", slots=[{"rule": "core.full"}] * 2)


@police.rule(vi="Tên mới", en="New name", formerly=["police.old_name"])
def new_name(*, points: Points) -> Points:
    """Give the standard."""
    return points


@police.rule(vi="Chia cho điểm chuẩn trừ 5", en="Divided by the standard less 5")
def divided(*, points: Points) -> Points:
    """Give the standard; divides by zero where the standard is 5, which only a line can know."""
    return points + 0 / (points - 5)


POLICE = Registry.of(police)


def test_a_former_name_of_a_rule_is_told(tmp_path: Path) -> None:
    """A rule is found under its former name, with a warning at that name (W204)."""
    sheet = with_rule("police.old_name")
    found = one(tmp_path, sheet, POLICE)
    assert (found.code, underlined(found)) == ("W204", "police.old_name")


def test_a_line_that_divides_by_zero_is_refused(tmp_path: Path) -> None:
    """What was proved for any standard is proved again for the standard of the line (E340)."""
    found = one(tmp_path, with_rule("police.divided"), POLICE)
    assert (found.code, underlined(found)) == ("E340", "rule")


def test_a_rule_of_a_failed_plugin_says_so(tmp_path: Path) -> None:
    """A rule whose plugin could not be loaded is not called unknown (E205)."""
    failed = Plugin("police", Origin("police-rules", "1"), PluginStatus.FAILED)
    registry = Registry(CORE.sectors, (*CORE.plugins, failed))
    found = one(tmp_path, with_rule("police.new_name"), registry)
    assert (found.code, underlined(found)) == ("E205", "police.new_name")


def test_a_profile_has_no_more_slots_than_the_sheet(tmp_path: Path) -> None:
    """A profile of two slots does not fit a sheet of one (E407)."""
    sheet = with_rule("core.full").replace("rule: core.full", "registered: {unfilled: pending}")
    unit = "{unit: a, title: {vi: A, en: A}, profile: ward}"
    found = one(tmp_path, sheet, POLICE, units=f"covenant: vi-du\nunits: [{unit}]\n")
    assert (found.code, underlined(found)) == ("E407", "ward")


def with_rule(rule: str) -> str:
    """Return the sheet with one criterion of 5 points by *rule*, which takes no evidence."""
    head = COVENANT.partition("        rule: ")[0]
    return re.sub(r"measures:\n  ho_so.*\n", "", head) + f"        rule: {rule}\n"


# Widths


def caret_columns(text: str) -> Iterable[tuple[str, str]]:
    """Yield each shown line with the line of carets below it."""
    lines = text.splitlines()
    return [(lines[n - 1], line) for n, line in enumerate(lines) if set(line) & {"^"}]


def test_carets_stand_under_decomposed_vietnamese(tmp_path: Path) -> None:
    """Combining marks take no room: composed, the line and its carets have the same columns."""
    sheet = unicodedata.normalize("NFD", COVENANT.replace("half_up", "hết_lên"))
    found = one(tmp_path, sheet)
    assert found.code == "E216"
    ((line, carets),) = caret_columns(render(found, "vi"))
    assert line != unicodedata.normalize("NFC", line)
    composed = unicodedata.normalize("NFC", line)
    assert composed[carets.index("^") : carets.rindex("^") + 1] == "hết_lên"


def test_carets_stand_under_what_follows_decomposed_vietnamese(tmp_path: Path) -> None:
    """Marks in front of the fault do not push the carets to the right."""
    sheet = COVENANT.replace("unit: percent", "unit: percents")
    found = one(tmp_path, unicodedata.normalize("NFD", sheet))
    ((line, carets),) = caret_columns(render(found, "vi"))
    composed = unicodedata.normalize("NFC", line)
    assert len(composed) < len(line)
    assert composed[carets.index("^") : carets.rindex("^") + 1] == "percents"


def test_carets_stand_under_wide_characters(tmp_path: Path) -> None:
    """A full-width character takes two cells: two carets under it, two blanks before it."""
    sheet = COVENANT.replace("half_up, at: total", "ｈａｌｆ, at: ２")
    folder = tmp_path
    folder.joinpath("covenant.yaml").write_text(sheet, encoding="utf-8")
    first, second = diagnostics(folder)
    (_, carets), (line, more) = caret_columns(render(first, "en") + "\n" + render(second, "en"))
    assert carets.count("^") == 8
    assert more.count("^") == 2
    before = line.partition("２")[0]
    assert more.index("^") == len(before) + 4  # the four wide letters in front of it
