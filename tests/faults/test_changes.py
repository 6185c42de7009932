"""A file that changes while it is read and scored: no result stands for a text that nobody can name."""

import shutil
from importlib import import_module
from pathlib import Path

import pytest
from fuzz.blocs import put_bloc

from covenant_rules.cli.app import run
from covenant_rules.columns import spill

ILLUSTRATION = Path(__file__).parents[2] / "specs" / "kien-giang" / "khoi-1" / "2017-illustration"


@pytest.fixture
def bloc(tmp_path, monkeypatch):
    """A small bloc-year, told about in English by core rules."""
    monkeypatch.setenv("COVENANT_RULES_PLUGINS", "core")
    return put_bloc(tmp_path / "bloc")


def meanwhile(monkeypatch, module, change):
    """Let somebody make a *change* between reading and the result, in *module*."""
    home = import_module(f"covenant_rules.cli.{module}")
    original = home.score

    def score(*arguments, **options):
        change()
        return original(*arguments, **options)

    monkeypatch.setattr(home, "score", score)


@pytest.mark.parametrize("file", ["covenant.yaml", "registrations.yaml", "reports.csv"])
@pytest.mark.parametrize("written", [True, False])
def test_score_gives_no_result_of_files_that_changed(bloc, file, written, monkeypatch, capsys):
    """A changed byte of any file is told by name (E709); nothing is printed, and the old file stays."""
    out = bloc.parent / "out.json"
    out.write_text("old")
    path = bloc / file
    meanwhile(monkeypatch, "app", lambda: path.write_bytes(path.read_bytes() + b"\n"))
    assert run(["score", str(bloc), "--lang", "en", *(["--out", str(out)] if written else [])]) == 1
    said = capsys.readouterr()
    assert f"error[E709]: file `{path}` changed while it was read and scored; nothing was written" in said.err
    assert said.out == ""
    assert out.read_text() == "old"


def test_a_file_that_is_touched_but_the_same_is_no_change(bloc, monkeypatch, capsys):
    """It is the content that counts, not the time of the file."""
    path = bloc / "reports.csv"
    meanwhile(monkeypatch, "app", lambda: path.write_bytes(path.read_bytes()))
    assert run(["score", str(bloc), "--out", str(bloc.parent / "out.json")]) == 0
    assert (bloc.parent / "out.json").exists()


def test_every_file_that_changed_is_named_also_one_that_went_or_came(bloc, monkeypatch, capsys):
    """Reports in a folder: one that is gone, one that is new, and a sheet that changed are three errors."""
    folder = bloc / "reports"
    folder.mkdir()
    (bloc / "reports.csv").rename(folder / "a.csv")

    def change():
        (folder / "a.csv").rename(folder / "b.csv")
        (bloc / "covenant.yaml").write_text("")

    meanwhile(monkeypatch, "app", change)
    assert run(["score", str(bloc), "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert said.count("error[E709]") == 3
    assert all(f"`{path}` changed" in said for path in (folder / "a.csv", folder / "b.csv", bloc / "covenant.yaml"))


@pytest.mark.parametrize("file", ["awards.yaml", "reports.csv"])
def test_awards_are_not_concluded_from_files_that_changed(file, tmp_path, monkeypatch, capsys):
    """The same for the policy of awards and what it is applied to."""
    bloc = tmp_path / "bloc"
    shutil.copytree(ILLUSTRATION, bloc)
    path = bloc / file
    meanwhile(monkeypatch, "awards", lambda: path.write_bytes(path.read_bytes() + b"\n"))
    assert run(["awards", str(bloc), "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert f"error[E709]: file `{path}` changed" in said.err
    assert said.out == ""


COMMANDS = {
    "explain": ("explain", ["cong-an-tinh"], "explain", "score"),
    "what-if": ("what-if", ["what-if.yaml"], "whatif", "ready"),
    "review": ("review", [], "review", "review"),
    "batch": ("batch", ["--in", "evidence.csv", "--out", "scores.csv"], "batch", "ready"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_other_command_has_a_result_of_files_that_changed(command, tmp_path, monkeypatch, capsys):
    """What explains, compares, assumes or scores columns has none either."""
    name, rest, module, step = COMMANDS[command]
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ILLUSTRATION, "bloc")
    Path("what-if.yaml").write_text(
        "covenant: kien-giang-khoi-1\nassume:\n  - {weight: '1', values: [0.9, 1]}\n", encoding="utf-8"
    )
    Path("evidence.csv").write_text("unit,emulation_plan\ncong-an-tinh,10\n", encoding="utf-8")
    sheet = Path("bloc/covenant.yaml")
    home = import_module(f"covenant_rules.cli.{module}")
    original = getattr(home, step)

    def changed(*arguments, **options):
        sheet.write_bytes(sheet.read_bytes() + b"\n")
        return original(*arguments, **options)

    monkeypatch.setattr(home, step, changed)
    assert run([name, "bloc", *rest, "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert f"error[E709]: file `{sheet}` changed" in said.err
    assert (said.out, Path("scores.csv").exists()) == ("", False)


def test_a_batch_of_evidence_that_changed_has_no_scores(bloc, monkeypatch, capsys):
    """Evidence that is replaced between its first row and its last gives no file of scores, and leaves an old one."""
    evidence, out = bloc.parent / "evidence.csv", bloc.parent / "scores.csv"
    evidence.write_text("unit,n\ndon-vi-1,1\n", encoding="utf-8")
    out.write_text("old")

    def changed(*arguments):
        evidence.write_text("unit,n\ndon-vi-1,2\n", encoding="utf-8")
        return rank(*arguments)

    rank = spill.Spill.rank
    monkeypatch.setattr(spill.Spill, "rank", changed)
    assert run(["batch", str(bloc), "--in", str(evidence), "--out", str(out), "--lang", "en"]) == 1
    assert f"error[E709]: file `{evidence}` changed" in capsys.readouterr().err
    assert (out.read_text(), sorted(p.name for p in bloc.parent.iterdir())) == ("old", ["bloc", "evidence.csv", "scores.csv"])
