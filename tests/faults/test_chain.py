"""One chain of records, many writers: no link is lost, none is forged, and nothing is written over."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz.blocs import put_bloc

from covenant_rules.chain import append, read_record, records_of
from covenant_rules.cli.app import run
from covenant_rules.output.files import create_whole
from covenant_rules.record import RecordError, broken_link
from covenant_rules.registry import Registry
from covenant_rules.replay import make
from covenant_rules.spec.folder import Files

WRITERS, EACH = 8, 12
WRITER = """
import sys
from pathlib import Path
from covenant_rules.chain import append, read_record
record, folder = read_record(Path(sys.argv[1])), Path(sys.argv[2])
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
for _ in range(int(sys.argv[3])):
    path, sealed = append(folder, record, lambda record: record)
    print(path.name, sealed.hash)
"""


@pytest.fixture
def record(tmp_path):
    """The record of a small bloc-year, and its file."""
    return make(Files.of(put_bloc(tmp_path / "bloc")), Registry.of())


@pytest.fixture
def chain(tmp_path):
    folder = tmp_path / "chain"
    folder.mkdir()
    return folder


def links(folder):
    """Return the records of a chain by their names."""
    return [(path.name, read_record(path)) for path in records_of(folder)]


def unsigned(record):
    return record


def test_records_are_numbered_and_linked(record, chain):
    """Each record of a chain continues the one before; the first continues nothing."""
    hashes = [append(chain, record, unsigned)[1].hash for _ in range(3)]
    found = links(chain)
    assert [name for name, _ in found] == ["0001.json", "0002.json", "0003.json"]
    assert [one.previous for _, one in found] == [None, *hashes[:2]]


def test_eight_writers_lose_no_link(tmp_path, chain, capsys):
    """Eight processes write twelve records each: all 96 are there, one chain, each as its writer said."""
    assert run(["record", str(put_bloc(tmp_path / "bloc")), "--out", str(tmp_path / "R.json")]) == 0
    capsys.readouterr()
    command = [sys.executable, "-c", WRITER, str(tmp_path / "R.json"), str(chain), str(EACH)]
    writers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(WRITERS)
    ]
    for writer in writers:  # all begin at once
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    said = [line.split() for writer in writers for line in writer.communicate(timeout=120)[0].splitlines()]
    found = links(chain)
    assert len(found) == WRITERS * EACH
    assert [broken_link(found, number) for number in range(len(found))] == [None] * len(found)
    assert sorted(said) == [[name, one.hash] for name, one in found]
    assert [path.name for path in chain.iterdir() if path.name.startswith(".")] == []


def test_the_number_of_a_record_belongs_to_one_writer(chain):
    """A file that is there is never written over: the second writer is told, and nothing is left behind."""
    file = chain / "0001.json"
    assert create_whole(file, b"first")
    assert not create_whole(file, b"second")
    assert file.read_bytes() == b"first"
    assert [path.name for path in chain.iterdir()] == ["0001.json"]


def test_a_writer_that_comes_second_links_to_the_first(record, chain):
    """Between looking and writing somebody else was quicker: the record continues theirs."""
    others = []

    def seal(sealed):
        if not others:
            others.append(None)
            others[0] = append(chain, record, unsigned)[1].hash
        return sealed

    path, sealed = append(chain, record, seal)
    assert (path.name, sealed.previous) == ("0002.json", others[0])


def test_what_a_killed_writer_leaves_stops_nobody(record, chain):
    """There is no lock to be left behind; a forgotten temporary file is not part of the chain."""
    (chain / ".0001.json.abcd1234").write_bytes(b"{")
    (chain / "0001.json.lock").touch()
    (chain / "README.txt").touch()
    assert append(chain, record, unsigned)[0].name == "0001.json"


def test_after_ten_thousand_comes_the_next(record, chain):
    """Numbers grow past four digits and are compared as numbers; a second name for one is no record."""
    for name in ("9999.json", "10000.json", "00003.json", "0.json"):
        (chain / name).touch()
    assert [path.name for path in records_of(chain)] == ["9999.json", "10000.json"]


def test_a_chain_is_not_continued_after_a_forged_record(record, chain):
    """Nothing is linked to a record that was changed, and the chain stays as it is."""
    append(chain, record, unsigned)
    path, _ = append(chain, record, unsigned)
    path.write_text(path.read_text().replace('"10"', '"11"'))
    with pytest.raises(RecordError, match="results"):
        append(chain, record, unsigned)
    assert len(records_of(chain)) == 2


def test_a_lost_or_exchanged_record_is_named(record, chain, capsys, monkeypatch):
    """`verify FOLDER` takes the chain as it stands: a gap or another order is an error with both names."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    for _ in range(4):
        append(chain, record, unsigned)
    assert run(["verify", str(chain)]) == 0
    lost = (chain / "0002.json").read_bytes()
    (chain / "0002.json").unlink()
    assert run(["verify", str(chain)]) == 1
    assert "E707" in capsys.readouterr().err
    (chain / "0002.json").write_bytes((chain / "0003.json").read_bytes())
    (chain / "0003.json").write_bytes(lost)
    assert run(["verify", str(chain)]) == 1
    assert "E706" in capsys.readouterr().err


def test_one_place_and_one_record_before(tmp_path, chain, capsys):
    """A record goes to a file or to a chain, and continues one record: anything else is wrong usage."""
    bloc = str(put_bloc(tmp_path / "bloc"))
    assert run(["record", bloc]) == 2
    assert run(["record", bloc, "--out", "R.json", "--chain", str(chain)]) == 2
    assert run(["record", bloc, "--previous", "R.json", "--chain", str(chain)]) == 2
    capsys.readouterr()
    assert list(chain.iterdir()) == []
    assert run(["record", bloc, "--chain", str(tmp_path / "nowhere")]) == 1
    assert "E101" in capsys.readouterr().err


# A file that changes while it is read


def test_a_file_that_changes_meanwhile_is_noticed(tmp_path, monkeypatch):
    """Where a file no longer has the hash of what was scored, there is no record, and it is named."""
    files = Files.of(put_bloc(tmp_path / "bloc"))
    reports = tmp_path / "bloc" / "reports.csv"
    right = reports.read_bytes()

    def scored(text):
        def score(*arguments, **options):
            reports.write_bytes(text)
            return original(*arguments, **options)

        return score

    from covenant_rules import replay

    original = replay.score
    for text in (right + b"\n", right.replace(b"8", b"7"), b""):
        reports.write_bytes(right)
        monkeypatch.setattr(replay, "score", scored(text))
        with pytest.raises(RecordError, match="changed while") as caught:
            make(files, Registry.of())
        assert [(d.code, d.message("en").count("reports.csv")) for d in caught.value.diagnostics] == [("E709", 1)]
    reports.write_bytes(right)
    monkeypatch.setattr(replay, "score", scored(right))
    assert make(files, Registry.of()).parts["reports.csv"] == right.decode()


@pytest.mark.skipif(os.name != "posix", reason="an open file can be removed")
def test_a_file_that_vanishes_meanwhile_is_noticed(tmp_path, monkeypatch):
    """A file that is gone when its record is made is named too."""
    files = Files.of(put_bloc(tmp_path / "bloc"))
    from covenant_rules import replay

    original = replay.score

    def score(*arguments, **options):
        Path(files.reports).unlink()
        return original(*arguments, **options)

    monkeypatch.setattr(replay, "score", score)
    with pytest.raises(RecordError, match="changed while"):
        make(files, Registry.of())
