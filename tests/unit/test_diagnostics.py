"""Diagnostics as text: code, place, underlined words, help."""

import pytest

from covenant_rules.diagnostics import (
    Severity,
    Span,
    catalogue,
    diagnostic,
    did_you_mean,
    in_file_order,
    render,
)
from covenant_rules.text import Text

LINE = "        rule: police.respons_time"


def place(text=LINE, column=15, length=19, line=14, file="covenant.yaml"):
    """Return a place in a sheet."""
    return Span(file, line, column, length, text)


def carets(shown):
    """Return the marker line of a rendered diagnostic, without its gutter."""
    return next(line for line in shown.splitlines() if line.strip(" |") and set(line) <= set(" |^"))


def test_a_diagnostic_in_english():
    """Code, message, place, the line, carets under the very words, and the help, in this order."""
    found = diagnostic(
        "E204", place(), rule="police.respons_time", suggestion="police.response_time"
    )
    assert render(found, "en").splitlines() == [
        "error[E204]: unknown rule `police.respons_time`",
        "  --> covenant.yaml:14:15",
        "    |",
        " 14 |         rule: police.respons_time",
        "    |               ^^^^^^^^^^^^^^^^^^^",
        "   = help: did you mean `police.response_time`? `covenant-rules rules` lists the rules",
    ]


def test_a_diagnostic_in_vietnamese():
    """The same diagnostic in Vietnamese says the same in Vietnamese words."""
    shown = render(diagnostic("E204", place(), rule="x", suggestion="y"), "vi").splitlines()
    assert shown[0] == "lỗi[E204]: không có quy tắc `x`"
    assert shown[-1].startswith("   = cách sửa: có phải là `y`? ")


def test_severity_by_first_letter():
    """W is a warning, everything else an error; the word for it is translated."""
    assert diagnostic("W306").severity is Severity.WARNING
    assert diagnostic("P101", name="X").severity is Severity.ERROR
    assert render(diagnostic("W306"), "vi").startswith("cảnh báo[W306]")
    assert render(diagnostic("W306"), "en").startswith("warning[W306]")


def test_values_speak_the_readers_language():
    """A value that is a text is filled in the language of the reader."""
    unit = Text(vi="phút", en="minutes")
    found = diagnostic("E156", value="300", range="0..240", unit=unit)
    assert found.message("vi").endswith("0..240 phút")
    assert found.message("en").endswith("0..240 minutes")


def test_braces_in_values_are_only_text():
    """What a file holds is filled in, never interpreted as a template."""
    assert "`{code}`" in diagnostic("E230", measure="{code}").message("en")


def test_related_places_follow():
    """A second place is shown after the first, with another arrow."""
    first, second = place("id: a", 5, 1, line=3), place("id: a", 5, 1, line=120)
    shown = render(diagnostic("E220", second, related=(first,), id="a"), "en").splitlines()
    assert [line for line in shown if ">" in line or ":::" in line] == [
        "  --> covenant.yaml:120:5",
        "  ::: covenant.yaml:3:5",
    ]


def test_without_a_place_or_a_line():
    """A diagnostic without a place has no excerpt, one whose line is empty only the place."""
    assert len(render(diagnostic("W306"), "en").splitlines()) == 2
    shown = render(diagnostic("E110", Span("a.yaml", 1, 1)), "en").splitlines()
    assert shown[1] == "  --> a.yaml:1:1"
    assert len(shown) == 3


@pytest.mark.parametrize(
    ("text", "marked", "before", "width"),
    [
        ("tie\u0302u chi\u0301: so\u0302\u0301", "so\u0302\u0301", 10, 2),
        ("tiêu chí: số", "số", 10, 2),
        ("漢字: x", "x", 6, 1),
        ("a: 漢字", "漢字", 3, 4),
    ],
    ids=["decomposed", "composed", "after wide", "wide"],
)
def test_carets_count_terminal_cells(text, marked, before, width):
    """Combining marks take no cell and wide characters two, so that carets stand under the words."""
    span = place(text, text.index(marked) + 1, len(marked), line=1)
    shown = carets(render(diagnostic("E210", span), "en"))
    assert shown == "   | " + " " * before + "^" * width


def test_an_empty_place_still_has_a_caret():
    """Even a place of no length is marked."""
    assert carets(render(diagnostic("E210", place("a:", 3, 0, line=1)), "en")).count("^") == 1


@pytest.mark.parametrize("start", [0, 300, 985])
def test_long_lines_are_cut_around_the_place(start):
    """Of a long line a window of 160 characters is shown that holds the marked words, caret below."""
    text = "x" * start + "HERE" + "y" * (1000 - start)
    shown = render(diagnostic("E210", place(text, start + 1, 4, line=1)), "en").splitlines()
    excerpt, marks = shown[3].removeprefix(" 1 | "), shown[4].removeprefix("   | ")
    assert len(excerpt) <= 160
    assert excerpt[marks.index("^") : marks.rindex("^") + 1] == "HERE"


def test_a_mark_longer_than_the_window_stays_inside():
    """Carets never run on beyond the part of the line that is shown."""
    shown = render(diagnostic("E210", place("z" * 5000, 1, 5000, line=1)), "en").splitlines()
    assert len(shown[4]) <= len(shown[3])


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\x1b", "\t", "\ufeff", "\u2028"])
def test_hidden_characters_are_made_visible(hidden):
    """Characters that deceive a reader or a terminal are shown as a replacement, in line, file and value."""
    span = place(f"a{hidden}b: 1", 1, 3, line=1, file=f"x{hidden}.yaml")
    shown = render(diagnostic("E230", span, measure=f"m{hidden}"), "en")
    assert hidden not in shown
    assert shown.count("\ufffd") == 3


def test_file_order_without_repetitions():
    """Diagnostics are sorted by file, line and column, those without a place last, doubles dropped."""
    a = diagnostic("E210", place(line=20))
    b = diagnostic("E210", place(line=3, column=9))
    c = diagnostic("E210", place(line=3, column=2))
    d = diagnostic("W306")
    e = diagnostic("E210", place(line=99, file="a.yaml"))
    again = diagnostic("E210", place(line=20))
    assert in_file_order([d, a, b, c, again, e]) == (e, c, b, a, d)


def test_same_place_other_values_are_both_kept():
    """Two different complaints about one place are two."""
    found = [diagnostic("E230", place(), measure=name) for name in ("a", "b")]
    assert len(in_file_order(found)) == 2


def test_did_you_mean():
    """A near name is suggested, a far one is not."""
    assert did_you_mean("bnaded", ["banded", "levels"]) == "banded"
    assert did_you_mean("xyz", ["banded", "levels"]) is None


def test_every_code_has_both_languages():
    """Every code of the catalogue has message and help in both languages, with the same values."""
    from string import Formatter

    def names(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for code, entry in catalogue().items():
        assert entry.message.vi != entry.message.en, code
        assert entry.help.vi, code
        assert names(entry.message.vi) == names(entry.message.en), code
        assert names(entry.help.vi) == names(entry.help.en), code


def test_a_place_as_text():
    """A place reads file:line:column, as editors take it."""
    assert str(place()) == "covenant.yaml:14:15"
