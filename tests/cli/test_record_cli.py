"""`record`, `verify` and `keygen`: exit codes, chains, editions of installed plugins, signatures."""

import importlib
import json
import os
import shutil
import stat
import sys
import textwrap
from pathlib import Path

import pytest

from covenant_rules.cli.app import run

DEMO = Path(__file__).parents[2] / "specs" / "kien-giang" / "khoi-1" / "2017-illustration"
SHEET = """\
covenant: thu
edition: "2026"
title: {vi: Bản thử nghiệm, en: Trial covenant}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: dense, precision: rounded, ties: shared}
when_missing: pending
measures:
  n: {title: {vi: vụ, en: cases}, unit: count, low: 0, high: 10}
  p: {title: {vi: tỷ lệ, en: rate}, unit: percent, low: 0, high: 100}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 10
    criteria:
      - {id: "1.1", title: {vi: Một, en: One}, points: 10, rule: core.declining, with: {each: 0.5}, from: {count: n}}
"""
UNITS = (
    "covenant: thu\nunits: [{unit: a, title: {vi: A, en: A}}, {unit: b, title: {vi: B, en: B}}]\n"
)
REPORTS = """\
unit,stage,measure,value,note
a,half_year,n,0,
b,half_year,n,1,
a,final,n,1,
b,final,n,3,
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A bloc-year of two units and two stages, in the folder where the commands run."""
    for name in ("LC_ALL", "LC_MESSAGES", "COVENANT_RULES_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "bloc"
    path.mkdir()
    (path / "covenant.yaml").write_text(SHEET, encoding="utf-8")
    (path / "registrations.yaml").write_text(UNITS, encoding="utf-8")
    (path / "reports.csv").write_text(REPORTS, encoding="utf-8")
    return path


@pytest.fixture
def said(capsys):
    """Run a command; give its exit code, what it printed, and what it complained of."""

    def call(*arguments):
        code = run(list(arguments))
        return code, *capsys.readouterr()

    return call


def chain(said):
    """Write three records of the same bloc-year, each continuing the one before."""
    for name, before in (
        ("1.json", ()),
        ("2.json", ("--previous", "1.json")),
        ("3.json", ("--previous", "2.json")),
    ):
        assert said("record", "bloc", "--out", name, *before)[0] == 0


def test_a_record_verifies(folder, said):
    """record writes a file and its hash; verify says same, with exit 0 and nothing on stderr."""
    code, out, err = said("record", "bloc", "--out", "R.json")
    stated = json.loads(Path("R.json").read_text(encoding="utf-8"))["hash"]
    assert (code, out, err) == (0, f"R.json: {stated}\n", "")
    code, out, err = said("verify", "R.json")
    assert (code, err) == (0, "")
    assert "R.json: SAME. Recomputed 2 units, 1 rules" in out
    assert stated in out
    code, out, _ = said("verify", "R.json", "--lang", "vi")
    assert (code, "GIỐNG. Tính lại 2 đơn vị" in out) == (0, True)


def test_records_do_not_need_the_folder(folder, said):
    """A record is verified from nothing but itself."""
    said("record", "bloc/covenant.yaml", "--out", "R.json")
    shutil.rmtree(folder)
    assert said("verify", "R.json")[0] == 0


def test_two_runs_write_the_same_bytes(folder, said):
    """Nothing is dated, unless by --at; a given day is in the record."""
    for name in ("1.json", "2.json"):
        said("record", "bloc", "--out", name)
    said("record", "bloc", "--out", "3.json", "--at", "2026-12-31")
    one, two, three = (Path(f"{n}.json").read_bytes() for n in (1, 2, 3))
    assert one == two
    assert json.loads(three)["parts"]["decision"]["value"] == {"at": "2026-12-31", "stage": "final"}
    assert said("verify", "3.json")[0] == 0


def test_the_stage_of_the_decision_is_recorded(folder, said):
    """The half-year review and the final one are different decisions: 10 and 9.5 lead 9.5 and 8.5."""
    totals = {}
    for stage in ("half_year", "final"):
        said("record", "bloc", "--out", "R.json", "--stage", stage)
        assert said("verify", "R.json")[0] == 0
        results = json.loads(Path("R.json").read_text(encoding="utf-8"))["parts"]["results"][
            "value"
        ]
        totals[stage] = [unit["total"] for unit in results["units"]]
    assert totals == {"half_year": ["10", "9.5"], "final": ["9.5", "8.5"]}


def test_other_files_may_be_named(folder, said):
    """Evidence of another file is embedded under the name that every record uses."""
    Path("other.csv").write_text("unit,measure,value\na,n,2\nb,n,2\n", encoding="utf-8")
    said("record", "bloc", "--out", "R.json", "--reports", "other.csv")
    parts = json.loads(Path("R.json").read_text(encoding="utf-8"))["parts"]
    assert parts["reports.csv"]["value"] == Path("other.csv").read_text(encoding="utf-8")
    assert [unit["total"] for unit in parts["results"]["value"]["units"]] == ["9", "9"]


def test_errors_of_the_folder_write_nothing(folder, said):
    """A bloc-year with errors has no record; exit 1."""
    (folder / "covenant.yaml").write_text(
        SHEET.replace("core.declining", "core.x"), encoding="utf-8"
    )
    code, out, err = said("record", "bloc", "--out", "R.json")
    assert (code, out) == (1, "")
    assert "E204" in err
    assert not Path("R.json").exists()


def test_usage(folder, said):
    """What is no command line is exit 2."""
    assert said("record", "bloc")[0] == 2
    assert said("verify")[0] == 2
    assert said("record", "bloc", "--out", "R.json", "--at", "yesterday")[0] == 2


def test_a_file_that_is_not_there(folder, said):
    """A missing record, folder or key is told; a record is not written into a missing folder."""
    said("record", "bloc", "--out", "R.json")
    for arguments in (
        ("verify", "none.json"),
        ("verify", "R.json", "--key", "none.pem"),
        ("record", "bloc", "--out", "2.json", "--previous", "none.json"),
        ("record", "bloc", "--out", "2.json", "--sign", "none.pem"),
        ("record", "none", "--out", "2.json"),
    ):
        code, _, err = said(*arguments)
        assert (code, "E101" in err) == (1, True), arguments
    code, _, err = said("verify", "bloc")  # a folder is a chain of records, and this one has none
    assert (code, "E716" in err) == (1, True)
    code, _, err = said("record", "bloc", "--out", "none/R.json")
    assert (code, "E560" in err) == (1, True)
    assert not Path("2.json").exists()


@pytest.mark.parametrize(
    "part",
    ["covenant.yaml", "registrations.yaml", "reports.csv", "decision", "engine", "plugins", "previous",
     "results", "rules", "signature"],
)  # fmt: skip
def test_a_flipped_byte_is_named_with_its_part(folder, said, part):
    """One digit of the hash of a part, or one byte of its value: exit 1, and the part is named."""
    said("keygen", "--out", "KEY.pem")
    said("record", "bloc", "--out", "0.json")
    said("record", "bloc", "--out", "R.json", "--previous", "0.json", "--sign", "KEY.pem")
    data = Path("R.json").read_bytes()
    opening = data.index(f'"{part}": {{'.encode())
    for inside in (
        b'"sha256": "sha256:',
        b'"value": "' if part in ("engine", "previous") else b': "',
    ):
        at = data.index(inside, opening) + len(inside)
        changed = bytes([data[at] ^ 0x01])
        Path("X.json").write_bytes(data[:at] + changed + data[at + 1 :])
        code, out, err = said("verify", "X.json")
        assert (code, "X.json: NOT VERIFIED" in out) == (1, True)
        assert f"part `{part}` was changed" in err


def test_a_forged_result_is_named(folder, said):
    """A record whose results were never computed, but hashed as they should, differs by name."""
    from covenant_rules.record import Record, write
    from covenant_rules.sealed import read

    said("record", "bloc", "--out", "R.json")
    parts = json.loads(json.dumps(dict(read(Path("R.json").read_bytes(), "R.json").parts)))
    parts["results"]["units"][1]["criteria"]["1.1"]["points"] = "10"
    Path("X.json").write_bytes(write(Record(parts)))
    code, _, err = said("verify", "X.json")
    assert code == 1
    assert "unit `b`, criterion `1.1`, `points`: the record states 10, recomputed it is 8.5" in err
    _, _, err = said("verify", "X.json", "--lang", "vi")
    assert "đơn vị `b`, tiêu chí `1.1`, `points`: bản ghi nêu 10, tính lại được 8.5" in err


def test_no_record_is_told(folder, said):
    """A file that is no record is exit 1 with a diagnostic, one for each file."""
    Path("X.json").write_text('{"a": 1}', encoding="utf-8")
    code, out, err = said("verify", "X.json", "bloc/covenant.yaml")
    assert (code, out.count("NOT VERIFIED"), err.count("E701")) == (1, 2, 2)


# Chains


def test_a_chain_of_three_verifies(folder, said):
    """Records given oldest first continue one another."""
    chain(said)
    code, out, err = said("verify", "1.json", "2.json", "3.json")
    assert (code, err, out.count("SAME")) == (0, "", 3)
    assert "begins a chain" in out
    assert "continues 1.json" in out
    assert "continues 2.json" in out


def test_the_record_before_may_be_given_alone(folder, said):
    """--previous is checked and not recomputed; a record alone says which one it continues."""
    chain(said)
    code, out, _ = said("verify", "3.json", "--previous", "2.json")
    assert (code, out.count("SAME"), "continues 2.json" in out) == (0, 1, True)
    code, out, _ = said("verify", "3.json")
    stated = json.loads(Path("2.json").read_text(encoding="utf-8"))["hash"]
    assert (code, f"continues {stated}, which was not given" in out) == (0, True)
    code, _, err = said("verify", "3.json", "--previous", "1.json")
    assert (code, "between `1.json` and `3.json`" in err) == (1, True)


def test_a_lost_link_is_named(folder, said):
    """Where a record is missing, both neighbours and its hash are told."""
    chain(said)
    stated = json.loads(Path("2.json").read_text(encoding="utf-8"))["hash"]
    code, out, err = said("verify", "1.json", "3.json")
    assert code == 1
    assert f"between `1.json` and `3.json` the record {stated} is missing" in err
    assert "1.json: SAME" in out
    assert "3.json: NOT VERIFIED" in out


def test_a_reordered_link_is_named(folder, said):
    """Records in another order than they were made: each that does not follow is told."""
    chain(said)
    code, _, err = said("verify", "1.json", "3.json", "2.json")
    assert code == 1
    assert "`3.json` continues `2.json`, not `1.json`" in err
    assert "`2.json` continues `1.json`, not `3.json`" in err
    code, _, err = said("verify", "2.json", "1.json")
    assert (code, "`1.json` begins a chain, yet `2.json` stands before it" in err) == (1, True)


def test_a_replaced_link_breaks_the_chain(folder, said):
    """A record made anew with other evidence is valid alone, and no longer what the next continues."""
    chain(said)
    (folder / "reports.csv").write_text(
        REPORTS.replace("b,final,n,3", "b,final,n,0"), encoding="utf-8"
    )
    said("record", "bloc", "--out", "2.json", "--previous", "1.json")
    assert said("verify", "2.json", "--previous", "1.json")[0] == 0
    code, _, err = said("verify", "1.json", "2.json", "3.json")
    assert (code, "E707" in err) == (1, True)


def test_a_broken_record_is_not_continued(folder, said):
    """Nothing is chained to a record that was changed, nor written over the one before."""
    said("record", "bloc", "--out", "1.json")
    code, _, err = said("record", "bloc", "--out", "1.json", "--previous", "1.json")
    assert (code, "E708" in err) == (1, True)
    text = Path("1.json").read_text(encoding="utf-8")
    Path("1.json").write_text(text.replace('"9.5"', '"9.6"'), encoding="utf-8")
    code, _, err = said("record", "bloc", "--out", "2.json", "--previous", "1.json")
    assert (code, "part `results` was changed" in err) == (1, True)
    assert not Path("2.json").exists()
    code, _, err = said("verify", "1.json", "--previous", "1.json")
    assert (code, err.count("E702")) == (1, 2)


# Editions, as installed packages

PLUGIN = """
from typing import Annotated
from covenant_rules.plugin import Number, Points, Quantity, Sector, hookimpl, minimum

zztrial = Sector("zztrial", vi="Thử", en="Trial", api=1)
Rate = Annotated[Number, Quantity("percent", low=0, high=100)]
{rules}
@hookimpl
def covenant_rules_sector() -> Sector:
    return zztrial
"""
# For a rate of 60 %, of 10 points: edition 1 gives 10 x 60 / 100 = 6, edition 2 gives 10 x 60 / 80 = 7.5.
FIRST = """
@zztrial.rule(vi="Tỷ lệ", en="Share", edition=1)
def share_(actual: Rate, /, *, points: Points) -> Points:
    "Edition 1."
    return points * actual / 100
"""
SECOND = """
@zztrial.rule(vi="Tỷ lệ", en="Share", edition=2)
def share(actual: Rate, /, *, points: Points) -> Points:
    "Edition 2."
    return points * minimum(actual / 80, 1)
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install the trial sector in a version, as pip leaves it, or take it away."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.delenv("COVENANT_RULES_PLUGINS", raising=False)

    def put(version=None, rules=""):
        sys.modules.pop("zz_record_trial", None)
        for info in site.glob("*"):
            shutil.rmtree(info) if info.is_dir() else info.unlink()
        if version is not None:
            (site / "zz_record_trial.py").write_text(
                textwrap.dedent(PLUGIN.format(rules=rules)), encoding="utf-8"
            )
            info = site / f"covenant_rules_zztrial-{version}.dist-info"
            info.mkdir()
            (info / "entry_points.txt").write_text("[covenant_rules]\nzztrial = zz_record_trial\n")
            (info / "METADATA").write_text(
                f"Metadata-Version: 2.1\nName: covenant-rules-zztrial\nVersion: {version}\n"
            )
        importlib.invalidate_caches()

    yield put
    sys.modules.pop("zz_record_trial", None)


@pytest.fixture
def old(folder, said, install):
    """A record of 6 points, made with version 1.0 of the plugin, when the rule had edition 1 only."""
    sheet = SHEET.replace(
        "rule: core.declining, with: {each: 0.5}, from: {count: n}",
        "rule: zztrial.share, from: {actual: p}",
    )
    (folder / "covenant.yaml").write_text(sheet, encoding="utf-8")
    (folder / "reports.csv").write_text("unit,measure,value\na,p,60\nb,p,60\n", encoding="utf-8")
    install("1.0", FIRST)
    assert said("record", "bloc", "--out", "old.json")[0] == 0
    assert total("old.json") == "6"
    return Path("old.json")


def total(name):
    parts = json.loads(Path(name).read_text(encoding="utf-8"))["parts"]
    return parts["results"]["value"]["units"][0]["total"]


def test_an_older_edition_is_recomputed_with_that_edition(old, said, install):
    """Version 2.0, which keeps edition 1, scores 7.5 today and still recomputes the 6 of then."""
    install("2.0", FIRST + SECOND)
    code, out, err = said("verify", "old.json")
    assert (code, err) == (0, "")
    assert "made with covenant-rules-zztrial" not in err
    assert "covenant-rules-zztrial 1.0; recomputed with" in out
    assert said("record", "bloc", "--out", "new.json")[0] == 0
    assert total("new.json") == "7.5"
    assert said("verify", "new.json")[0] == 0


def test_an_edition_that_is_gone_is_refused(old, said, install):
    """Version 3.0 without edition 1: what is missing, what it was made with, what is installed."""
    install("3.0", SECOND)
    code, out, err = said("verify", "old.json")
    assert (code, "NOT VERIFIED" in out) == (1, True)
    assert (
        "rule `zztrial.share@1` is missing; the record was made with covenant-rules-zztrial 1.0"
        in err
    )
    assert "installed is covenant-rules-zztrial 3.0 (it has: zztrial.share@2)" in err


def test_an_edition_that_was_changed_in_secret_is_refused(old, said, install):
    """The same edition with another formula has another fingerprint."""
    install("1.1", FIRST.replace("actual / 100", "minimum(actual / 90, 1)"))
    code, _, err = said("verify", "old.json")
    assert (code, "rule `zztrial.share@1` has changed without a new edition" in err) == (1, True)


def test_a_plugin_that_is_gone_or_broken_is_refused(old, said, install):
    """A missing package is named with its version; a broken one with the reason too."""
    install()
    code, _, err = said("verify", "old.json")
    assert code == 1
    assert "sector `zztrial` is missing; the record was made with covenant-rules-zztrial 1.0" in err
    install("1.0", "raise OSError('disk is full')\n")
    code, _, err = said("verify", "old.json")
    assert code == 1
    assert "sector `zztrial` is missing" in err
    assert "disk is full" in err


# Signatures


def test_keygen_writes_a_private_key_for_its_owner_alone(folder, said):
    """The private key has mode 0600, the public one stands beside it; neither is ever written over."""
    code, out, err = said("keygen", "--out", "KEY.pem")
    assert (code, err) == (0, "")
    assert "KEY.pub.pem" in out
    assert stat.S_IMODE(os.stat("KEY.pem").st_mode) == 0o600
    assert "BEGIN PRIVATE KEY" in Path("KEY.pem").read_text()
    assert "BEGIN PUBLIC KEY" in Path("KEY.pub.pem").read_text()
    before = Path("KEY.pem").read_bytes()
    code, _, err = said("keygen", "--out", "KEY.pem")
    assert (code, "E725" in err) == (1, True)
    assert Path("KEY.pem").read_bytes() == before
    assert said("keygen", "--out", "none/KEY.pem")[0] == 1


def test_a_signed_record_verifies_with_its_key(folder, said):
    """The right key says so; without a key, that the signature was not checked."""
    said("keygen", "--out", "KEY.pem")
    said("record", "bloc", "--out", "R.json", "--sign", "KEY.pem")
    code, out, _ = said("verify", "R.json", "--key", "KEY.pub.pem")
    assert (code, "the signature fits key KEY.pub.pem" in out) == (0, True)
    code, out, _ = said("verify", "R.json")
    assert (code, "signed, NOT checked" in out) == (0, True)


def test_a_signature_changes_no_hash(folder, said):
    """A signed record is the same decision as the unsigned one, and the same bytes each time."""
    said("keygen", "--out", "KEY.pem")
    said("record", "bloc", "--out", "0.json")
    said("record", "bloc", "--out", "1.json", "--sign", "KEY.pem")
    said("record", "bloc", "--out", "2.json", "--sign", "KEY.pem")
    plain, one, two = (json.loads(Path(f"{n}.json").read_bytes()) for n in (0, 1, 2))
    assert plain["hash"] == one["hash"]
    assert one == two


def test_what_is_wrong_with_a_signature_is_told(folder, said, monkeypatch):
    """Unsigned, signed by another, another kind of key, no extra: each has its own code."""
    for name in ("KEY.pem", "OTHER.pem"):
        said("keygen", "--out", name)
    said("record", "bloc", "--out", "plain.json")
    said("record", "bloc", "--out", "R.json", "--sign", "KEY.pem")

    def code(*arguments):
        number, _, err = said(*arguments)
        assert number == 1
        return err.partition("[")[2].partition("]")[0]

    assert code("verify", "plain.json", "--key", "KEY.pub.pem") == "E721"
    assert code("verify", "R.json", "--key", "OTHER.pub.pem") == "E722"
    assert code("verify", "R.json", "--key", "KEY.pem") == "E724"
    assert code("record", "bloc", "--out", "X.json", "--sign", "KEY.pub.pem") == "E724"
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives", None)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    assert code("verify", "R.json", "--key", "KEY.pub.pem") == "E720"
    assert code("record", "bloc", "--out", "X.json", "--sign", "KEY.pem") == "E720"
    assert code("keygen", "--out", "NEW.pem") == "E720"
    assert said("verify", "R.json")[0] == 0
    assert not {"X.json", "NEW.pem"} & {p.name for p in Path().iterdir()}


# The demonstration that ships with the package


def test_the_record_of_the_demo_verifies(folder, said):
    """The bloc of 2017: 981.25 and 978.85 lead the six units; its record verifies and is the same twice."""
    for name in ("1.json", "2.json"):
        assert said("record", str(DEMO), "--out", name)[0] == 0
    assert Path("1.json").read_bytes() == Path("2.json").read_bytes()
    code, out, err = said("verify", "1.json")
    assert (code, err) == (0, "")
    assert "Recomputed 6 units" in out
    units = json.loads(Path("1.json").read_text(encoding="utf-8"))["parts"]["results"]["value"][
        "units"
    ]
    assert [(unit["rank"], unit["total"]) for unit in units[:2]] == [
        ("1", "981.25"),
        ("2", "978.85"),
    ]
