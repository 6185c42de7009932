"""Disks that are full, folders that may not be written, names that lead elsewhere."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from fuzz.blocs import put_bloc

from covenant_rules.cli.app import run

LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from covenant_rules.cli.app import run
resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
sys.exit(run(sys.argv[1:]))
"""
PLAIN = """
import sys
from covenant_rules.cli.app import run
sys.exit(run(sys.argv[1:]))
"""
# The superuser of Linux may write everywhere; without its capabilities it is a user like any other.
POWERLESS = """
import ctypes, os
if os.geteuid() == 0:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()):
        raise SystemExit(77)
""" + PLAIN
COMMANDS = {
    "score": ["score", "bloc", "--out", "out/file.json"],
    "record": ["record", "bloc", "--out", "out/file.json"],
    "chain": ["record", "bloc", "--chain", "out"],
}
needs_posix = pytest.mark.skipif(os.name != "posix", reason="limits and users of POSIX")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A bloc-year and a folder with an old file, in the folder where commands run; core rules alone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COVENANT_RULES_PLUGINS", "core")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    put_bloc(tmp_path / "bloc")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "file.json").write_text("old")
    return tmp_path


def as_program(program, arguments, folder, **environment):
    """Run the command line inside a small program, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder, check=False, capture_output=True, text=True, env={**os.environ, **environment},
    )  # fmt: skip


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


@needs_posix
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk(command, place):
    """Where no more can be written it is E560; the old file is as it was and nothing is left behind."""
    private = place / "private"
    private.mkdir()
    done = as_program(LIMITED, COMMANDS[command], place, TMPDIR=str(private))
    assert done.returncode == 1
    assert "error[E560]" in done.stderr
    assert "the file is beyond the limit of the machine" in done.stderr
    assert "Traceback" not in done.stderr
    assert names_in(place / "out") == ["file.json"]
    assert (place / "out" / "file.json").read_text() == "old"
    assert names_in(private) == []


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities of Linux")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_read_only(command, place):
    """Where this user may not write it is E560, and the old file is as it was."""
    (place / "out").chmod(0o555)
    try:
        done = as_program(POWERLESS, COMMANDS[command], place)
    finally:
        (place / "out").chmod(0o755)
    if done.returncode == 77:
        pytest.skip("this user may write everywhere, and cannot give that up")
    assert done.returncode == 1
    assert "error[E560]" in done.stderr
    assert "it may not be written" in done.stderr
    assert (place / "out" / "file.json").read_text() == "old"


@needs_posix
def test_nowhere_to_put_temporary_files(place):
    """A record needs a private folder for a moment; without one it is a diagnostic, not a traceback."""
    program = "import tempfile; tempfile.tempdir = '/nowhere'\n" + PLAIN
    done = as_program(program, COMMANDS["record"], place)
    assert done.returncode == 1
    assert "error[E560]" in done.stderr
    assert "/nowhere" in done.stderr
    assert (place / "out" / "file.json").read_text() == "old"


def test_reading_writes_nothing(place, monkeypatch):
    """Commands that were not asked to write a file leave every folder as it was."""
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    before = {path: path.stat().st_mtime_ns for path in (place, *place.rglob("*"))}
    for arguments in (["check", "bloc"], ["score", "bloc"], ["explain", "bloc", "don-vi-1"], ["rules"]):
        assert run(arguments) == 0
    assert {path: path.stat().st_mtime_ns for path in (place, *place.rglob("*"))} == before


@needs_posix
@pytest.mark.parametrize("command", ["score", "record"])
def test_a_symbolic_link_is_replaced_not_followed(command, place):
    """`--out` never writes through a link into a file that was not named."""
    (place / "elsewhere.json").write_text("not yours")
    (place / "out" / "file.json").unlink()
    (place / "out" / "file.json").symlink_to(place / "elsewhere.json")
    assert run(COMMANDS[command]) == 0
    assert (place / "elsewhere.json").read_text() == "not yours"
    assert not (place / "out" / "file.json").is_symlink()


@needs_posix
def test_a_folder_that_holds_itself(place, capsys):
    """`check` searches folders without following links, so a circle of links has an end."""
    (place / "bloc" / "again").symlink_to(place / "bloc")
    (place / "bloc" / "up").symlink_to(place)
    assert run(["check", str(place)]) == 0
    assert "E107" not in capsys.readouterr().err


def test_a_folder_that_vanishes_while_it_is_searched(place, monkeypatch, capsys):
    """`check` and `audit` search a tree that changes under them: what is gone holds nothing (found by `audit /`)."""
    (place / "gone").mkdir()
    scan = os.scandir

    def scandir(path="."):
        if str(path).endswith("gone"):
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert run(["check", str(place)]) == 0
    assert run(["audit", str(place), "--lang", "en"]) == 1
    assert "E101" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["form", "{bloc}", "--out"], ["plugins", "new", "so_moi", "--into"]])
def test_no_folders_are_left_of_a_name_that_is_too_long(command, tmp_path, monkeypatch, capsys):
    """Twenty folders in each other may be asked for, twenty-one are a slip: it is said, and none is made."""
    bloc = put_bloc(tmp_path / "bloc")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    arguments = [part.format(bloc=bloc) for part in command]
    assert run([*arguments, "/".join("x" * 21), "--lang", "en"]) == 1
    assert "E560" in capsys.readouterr().err
    assert list(Path().iterdir()) == []
    assert run([*arguments, "/".join("x" * 20), "--lang", "en"]) == 0
    assert Path("/".join("x" * 20)).is_dir()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="devices of POSIX")
def test_a_device_is_never_replaced_by_a_file(tmp_path, capsys):
    """Whoever asks for `--out /dev/null`, perhaps as root, must not lose it: what is no file stays what it is."""
    bloc, device = put_bloc(tmp_path / "bloc"), tmp_path / "device"
    os.mkfifo(device)
    assert run(["record", str(bloc), "--out", str(device), "--lang", "en"]) == 1
    assert "it is a device, not a file" in capsys.readouterr().err
    assert device.is_fifo()
