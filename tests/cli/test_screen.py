"""What the terminal shows: within 80 columns, numbers whole, pages written whole, an example for every command."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from covenant_rules.cli import files
from covenant_rules.cli.app import app, run
from covenant_rules.cli.help import ReadersHelp, paragraphs, vietnamese
from covenant_rules.cli.screen import folded, tracked
from covenant_rules.output.files import write_whole
from covenant_rules.text import Text

SPECS = Path(__file__).parents[2] / "specs"
DEMO = SPECS / "kien-giang/khoi-1/2017-illustration"
MANY = SPECS / "tien-giang/moi-truong/mau"  # eight contents: no table of 80 columns holds them all


def test_no_number_is_cut_in_80_columns(capsys):
    """Where the contents do not fit beside the totals they get tables of their own; numbers stay whole."""
    assert run(["score", str(MANY), "--lang", "vi"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "…" not in out
    assert {"118,40", "35,2", "26,5", "46,45"} <= set(out.split())


def test_long_lines_go_on_below_themselves():
    """A long line breaks between words, deeper than it began, and its amount stays at the right edge."""
    text = "  Điểm thưởng: vượt chỉ tiêu điều tra, khám phá án so với năm trước  ≈ + 16,8108\n    ngắn\n"
    assert folded(text, 40) == (
        "  Điểm thưởng: vượt chỉ\n"
        "    tiêu điều tra, khám phá\n"
        "    án so với năm trước      ≈ + 16,8108\n"
        "    ngắn\n"
    )


def commands(of, path=()):
    """Yield the words of every command."""
    for name in of:
        if not name.startswith("-"):
            inner = list(commands(of[name], (*path, name)))
            yield from inner or [(*path, name)]


@pytest.mark.parametrize(("language", "example"), [("vi", "Ví dụ:"), ("en", "Example:")])
@pytest.mark.parametrize("words", list(commands(app)), ids=" ".join)
def test_help_shows_an_example(words, language, example, capsys):
    """The help of every command fits 80 columns and shows one example of it, in the language asked for."""
    assert run([*words, "--help", "--lang", language]) == 0
    out = capsys.readouterr().out
    assert f"covenant-rules {' '.join(words)}" in " ".join(out.partition(example)[2].split())
    assert max(map(len, out.splitlines())) <= 80


class Heard(ReadersHelp):
    """Help that notes the paragraphs it is given, and shows nothing."""

    def __init__(self):
        super().__init__()
        self.paragraphs = set()

    def __call__(self, console, options, panel):
        for entry in panel.entries:
            self.paragraphs |= set(paragraphs(entry.description))

    def render_usage(self, console, options, usage):
        """Show nothing."""

    def render_description(self, console, options, description):
        """Note what the command does."""
        self.paragraphs |= set(paragraphs(description))


def test_help_is_told_in_vietnamese(monkeypatch):
    """Every paragraph of the help of every command has its Vietnamese, and help.toml holds nothing else."""
    heard = Heard()
    monkeypatch.setattr(app, "help_formatter", heard)
    for words in [(), ("plugins",), *commands(app)]:
        run([*words, "--help"])
    told = {text for text in heard.paragraphs if not text.startswith("Example: ")}
    assert told == set(vietnamese())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_knows_every_command(shell, capsys):
    """The script of each shell names all commands."""
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    for words in commands(app):
        assert words[-1] in script
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_progress_is_told_on_a_terminal_alone(monkeypatch):
    """A bar with a count is shown on a terminal and cleared; a pipe gets nothing; either way all things come through."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for stream, told in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        assert list(tracked([1, 2, 3], Text(vi="Đếm", en="Counting"), "vi")) == [1, 2, 3]
        assert ("3/3" in stream.getvalue()) is told


def test_score_writes_a_page(tmp_path, capsys):
    """`--out` with .html writes the report, with the warnings that `check` gives, in the language asked for."""
    file = tmp_path / "F.html"
    assert run(["score", str(DEMO), "--out", str(file), "--lang", "en"]) == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "W316" in text
    assert "Rank" in capsys.readouterr().out


def test_explain_prints_a_page_of_one_unit(capsys):
    """`--format html` is a page of its own about one unit, with the goals that were asked for."""
    asked = ["explain", str(DEMO), "toa-an", "--format", "html", "--goal-rank", "5", "--lang", "vi"]
    assert run(asked) == 0
    out = capsys.readouterr().out
    assert out.startswith("<!DOCTYPE html>")
    assert "Để xếp thứ 5 trở lên" in out
    assert 'id="unit-cong-an-tinh"' not in out


@pytest.fixture
def without_jinja(monkeypatch):
    monkeypatch.delitem(sys.modules, "covenant_rules.output.report.page", raising=False)
    monkeypatch.setitem(sys.modules, "jinja2", None)


def test_a_missing_extra_is_named(tmp_path, capsys, without_jinja):
    """Without the packages of reports nothing is written, and the extra that brings them is named."""
    file = tmp_path / "F.html"
    assert run(["score", str(DEMO), "--out", str(file), "--lang", "en"]) == 1
    err = capsys.readouterr().err
    assert "error[E928]" in err
    assert "pip install 'covenant-rules[report]'" in err
    assert list(tmp_path.iterdir()) == []


def test_the_demo_goes_on_without_the_extra(capsys, without_jinja):
    """The demonstration still shows its standings, and says how to get the page."""
    assert run(["demo", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "981.25" in out
    assert "covenant-rules[report]" in out


def test_the_demo_writes_its_page(tmp_path, capsys):
    """The demonstration writes its report and says where."""
    file = tmp_path / "demo.html"
    assert run(["demo", "--out", str(file)]) == 0
    assert str(file) in capsys.readouterr().out
    assert file.stat().st_size > 50_000


def test_a_stop_leaves_the_old_file_whole(tmp_path, monkeypatch):
    """Ctrl-C while a file is written leaves what was there, and nothing beside it."""
    file = tmp_path / "F.html"
    file.write_text("cũ")

    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(file, b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["F.html"]
    assert file.read_text() == "cũ"


def test_a_stop_is_no_traceback(tmp_path, monkeypatch, capsys):
    """Ctrl-C ends a command with the exit code of an interrupted program, quietly."""

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "write_whole", stop)
    assert run(["score", str(DEMO), "--out", str(tmp_path / "F.csv")]) == 130
    assert "Traceback" not in capsys.readouterr().err
