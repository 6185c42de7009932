"""A file that changes while it is read and scored: no result stands for a text that nobody can name."""

import shutil
from pathlib import Path

import pytest
from fuzz.blocs import put_bloc

from covenant_rules.cli.app import run

ILLUSTRATION = Path(__file__).parents[2] / "specs" / "kien-giang" / "khoi-1" / "2017-illustration"


@pytest.fixture
def bloc(tmp_path, monkeypatch):
    """A small bloc-year, told about in English by core rules."""
    monkeypatch.setenv("COVENANT_RULES_PLUGINS", "core")
    return put_bloc(tmp_path / "bloc")


def meanwhile(monkeypatch, module, change):
    """Let somebody make a *change* between reading and the result, in *module*."""
    import importlib

    home = importlib.import_module(f"covenant_rules.cli.{module}")
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
