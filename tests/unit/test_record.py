"""Decision records: hashes, replay, editions, chains, signatures, and files that are no records."""

import json
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from attrs import evolve

from covenant_rules import signing
from covenant_rules.errors import CovenantError, SpecError
from covenant_rules.plugin import Points, Sector, clamp
from covenant_rules.record import (
    FORMAT,
    Record,
    RecordError,
    broken_link,
    canonical,
    continuing,
    cut,
    digest,
    first_difference,
    plain,
    write,
)
from covenant_rules.registry import Registry
from covenant_rules.replay import make, verify
from covenant_rules.sealed import DEEPEST, LARGEST, read
from covenant_rules.spec.folder import Files

from .sheets import CORE
from .sheets import write as write_bloc
from .test_rule import Minutes_from_2

SHEET = """
    measures:
      n: {title: {vi: vụ, en: cases}, unit: count, low: 0, high: 10}
    contents:
      - id: "1"
        title: {vi: Một, en: One}
        points: 10
        criteria:
          - id: "1.1"
            title: {vi: Một, en: One}
            points: 10
            rule: core.declining
            with: {each: 0.5}
            from: {count: n}
    """
UNITS = """
    units:
      - {unit: a, title: {vi: A, en: A}}
      - {unit: b, title: {vi: B, en: B}}
    """
# a: 10 - 1 x 0.5 = 9.5; b: 10 - 3 x 0.5 = 8.5
REPORTS = "a,final,n,1,\nb,final,n,3,theo biên bản\n"


@pytest.fixture
def folder(tmp_path):
    """A bloc-year of two units."""
    return write_bloc(tmp_path / "bloc", SHEET, UNITS, REPORTS)


@pytest.fixture
def record(folder):
    """Its record."""
    return make(Files.of(folder), CORE)


def changed(record, **parts):
    """Return the record that a forger would write: other parts, every hash made anew."""
    return read(write(evolve(record, parts={**record.parts, **parts})), "R.json")


def codes(verdict):
    return [problem.code for problem in verdict.problems]


def refusal(data):
    """Return the one diagnostic with which the file is refused."""
    with pytest.raises(RecordError) as caught:
        read(data if isinstance(data, bytes) else data.encode(), "R.json")
    (found,) = caught.value.diagnostics
    return found


def test_canonical_json_is_one_text_for_one_value():
    """Keys are sorted, nothing stands between tokens, text is UTF-8 and not escaped."""
    value = {"b": ["1", None, True], "a": {"ý": "Đ\n"}}
    assert canonical(value).decode() == '{"a":{"ý":"Đ\\n"},"b":["1",null,true]}'


def test_a_hash_is_that_of_any_sha256_tool():
    """`printf '"abc"' | sha256sum` gives the hash of the text abc."""
    known = "6cc43f858fbb763301637b5af970e2a46b46f461f27e5a0f41e009c59b827b25"
    assert digest("abc") == f"sha256:{known}"


def test_what_the_engine_says_is_exact_and_composed():
    """Numbers become strings, text NFC (o + two marks become one letter), and a float is refused."""
    assert plain({"rank": 1, "ok": True, "t": ("o\u031b\u0301",)}) == {
        "rank": "1",
        "ok": True,
        "t": ["\u1edb"],
    }
    with pytest.raises(TypeError, match="float"):
        plain({"total": 9.5})


def test_the_hash_of_the_whole_is_that_of_form_and_parts():
    """An auditor can compute the hash of a record by hand from the hashes of its parts."""
    record = Record({"previous": None, "x": "1"})
    null, one = (sha256(text).hexdigest() for text in (b"null", b'"1"'))
    text = f'{{"format":"{FORMAT}","parts":{{"previous":"sha256:{null}","x":"sha256:{one}"}}}}'
    assert record.hash == f"sha256:{sha256(text.encode()).hexdigest()}"


def test_a_record_holds_the_files_and_the_results(folder, record):
    """Texts are those of the files; totals are 10 - 1 x 0.5 and 10 - 3 x 0.5; no JSON number anywhere."""
    for name in ("covenant.yaml", "registrations.yaml", "reports.csv"):
        assert record.parts[name].encode() == (folder / name).read_bytes()
    units = record.parts["results"]["units"]
    assert [(u["unit"], u["total"], u["rank"]) for u in units] == [
        ("a", "9.5", "1"),
        ("b", "8.5", "2"),
    ]
    assert record.parts["decision"] == {"stage": "final"}
    assert set(record.parts["rules"]) == {"core.declining@1"}

    def refuse(text):
        raise AssertionError(text)

    json.loads(write(record), parse_int=refuse, parse_float=refuse)


def test_reading_gives_back_what_was_written(record):
    """read(write(r)) == r, and the recomputation of a fresh record is the same."""
    assert read(write(record), "R.json") == record
    verdict = verify(record, CORE, "R.json")
    assert (verdict.problems, verdict.units, verdict.rules) == ((), 2, 1)


@pytest.mark.parametrize("mark", ["\ufeff", ""], ids=["byte order mark", "none"])
def test_files_are_kept_byte_for_byte(folder, mark):
    """A report saved by a spreadsheet, with CRLF and decomposed letters, is embedded as it is."""
    text = mark + "unit,stage,measure,value,note\r\na,final,n,1,vu\u0323\r\nb,final,n,3,\r\n"
    (folder / "reports.csv").write_bytes(text.encode())
    record = read(write(make(Files.of(folder), CORE)), "R.json")
    assert record.parts["reports.csv"] == text
    assert verify(record, CORE, "R.json").problems == ()


def test_awards_are_embedded_when_they_exist(folder):
    """The policies of the year belong to what was decided on."""
    text = "covenant: thu\ncompare: exact\nawards: []\n"
    (folder / "awards.yaml").write_text(text, encoding="utf-8")
    record = make(Files.of(folder), CORE)
    assert record.parts["awards.yaml"] == text
    assert verify(record, CORE, "R.json").problems == ()


def test_nothing_is_recorded_of_files_with_errors(folder):
    """A bloc-year that cannot be scored has no record; the error stands in the folder's own file."""
    (folder / "reports.csv").write_text("unit,measure,value\nx,n,1\n", encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        make(Files.of(folder), CORE)
    (found,) = caught.value.diagnostics
    assert (found.code, found.span.file) == ("E510", str(folder / "reports.csv"))


def test_a_report_that_is_no_utf8_is_refused(folder):
    """What cannot be embedded as text is told as `check` tells it."""
    (folder / "reports.csv").write_bytes(b"unit,measure,value\na,n,\xff\n")
    with pytest.raises(SpecError) as caught:
        make(Files.of(folder), CORE)
    assert [found.code for found in caught.value.diagnostics] == ["E104"]


# A forger who makes every hash anew is found by recomputing.


def test_a_forged_result_is_named(record):
    """Points that the evidence does not give are named by unit, criterion and what, before their sums."""
    results = json.loads(canonical(record.parts["results"]))
    second = results["units"][1]
    second["criteria"]["1.1"]["points"] = second["total"] = "9.5"
    verdict = verify(changed(record, results=results), CORE, "R.json")
    assert codes(verdict) == ["E715"]
    told = verdict.problems[0].message("en")
    assert "unit `b`, criterion `1.1`, `points`" in told
    assert "states 9.5, recomputed it is 8.5" in told


def test_forged_evidence_is_named(record):
    """Evidence changed after the decision gives other results than those recorded."""
    text = record.parts["reports.csv"].replace("b,final,n,3", "b,final,n,2")
    verdict = verify(changed(record, **{"reports.csv": text}), CORE, "R.json")
    assert codes(verdict) == ["E715"]
    assert "unit `b`, criterion `1.1`, `points`" in verdict.problems[0].message("en")
    assert "states 8.5, recomputed it is 9" in verdict.problems[0].message("en")


@pytest.mark.parametrize(
    ("results", "where"),
    [({}, "`covenant`"), ({"units": []}, "`covenant`")],
    ids=["nothing", "no units"],
)
def test_results_that_say_less_differ(record, results, where):
    """A record that leaves results out does not verify: what is not stated cannot be the same."""
    (problem,) = verify(changed(record, results=results), CORE, "R.json").problems
    assert (problem.code, problem.values["where"].en) == ("E715", where)


def test_a_unit_left_out_is_named(record):
    """Results without their last unit differ at that unit."""
    results = {**record.parts["results"], "units": record.parts["results"]["units"][:1]}
    (problem,) = verify(changed(record, results=results), CORE, "R.json").problems
    assert "differs at unit `b`" in problem.message("en")


def test_inputs_that_no_longer_load_are_refused_with_their_errors(record):
    """The errors of the embedded files are told, in the file of the record."""
    text = record.parts["covenant.yaml"].replace("core.declining", "core.declinin")
    verdict = verify(changed(record, **{"covenant.yaml": text}), CORE, "R.json")
    assert codes(verdict) == ["E713", "E204"]
    assert verdict.problems[1].span.file == "R.json/covenant.yaml"


def test_a_stage_without_reports_is_refused(record):
    """The stage of the decision must have reports in the record."""
    verdict = verify(changed(record, decision={"stage": "cross"}), CORE, "R.json")
    assert codes(verdict) == ["E713", "E541"]


def test_a_rule_that_nothing_applies_is_refused(record):
    """The rules of a record are those that its sheet applies, no more and no less."""
    rules = {**record.parts["rules"], "core.full@1": CORE["core.full"].fingerprint}
    (more,) = verify(changed(record, rules=rules), CORE, "R.json").problems
    (less,) = verify(changed(record, rules={}), CORE, "R.json").problems
    assert (more.code, more.values["rules"].en) == ("E714", "core.full@1")
    assert (less.code, less.values["rules"].en) == ("E714", "core.declining@1")


# Editions: a response in 15 minutes with a target of 10 earns, of 10 points,
# by edition 1: 10 x clamp((2 x 10 - 15) / 10, 0, 1) = 5; by edition 2: 10 x 10 / 15 = 20/3.


def first(actual: Minutes_from_2, /, *, target: Minutes_from_2, points: Points) -> Points:
    return points * clamp((2 * target - actual) / target, 0, 1)


def second(actual: Minutes_from_2, /, *, target: Minutes_from_2, points: Points) -> Points:
    return points * clamp(target / actual, 0, 1)


def trial(**editions):
    """Return a registry with the sector `trial`, whose rule `reply` has the given editions."""
    sector = Sector("trial", vi="Thử", en="Trial", api=1)
    for name, function in editions.items():
        function.__name__ = "reply"
        sector.rule(vi="Trả lời", en="Reply", edition=int(name.removeprefix("e")))(function)
    return Registry.of(sector)


TRIAL = """
    measures:
      m: {title: {vi: phút, en: minutes}, unit: min, low: 2, high: 120, decimals: 1}
    contents:
      - id: "1"
        title: {vi: Một, en: One}
        points: 10
        criteria:
          - {id: "1.1", title: {vi: Một, en: One}, points: 10, rule: trial.reply, with: {target: 10}, from: {actual: m}}
    """


@pytest.fixture
def old(tmp_path):
    """A record made while the rule had edition 1 only; its sheet names no edition."""
    units = "units:\n      - {unit: a, title: {vi: A, en: A}}\n"
    folder = write_bloc(tmp_path / "old", TRIAL, units, "a,final,m,15,\n")
    record = make(Files.of(folder), trial(e1=first))
    assert record.parts["results"]["units"][0]["total"] == "5"
    assert list(record.parts["rules"]) == ["trial.reply@1"]
    return record


def test_an_older_edition_is_recomputed_with_that_edition(old, tmp_path):
    """A sector that keeps edition 1 beside 2 recomputes the old record, though it now scores 6.67."""
    both = trial(e1=first, e2=second)
    now = make(Files.of(tmp_path / "old"), both)
    assert now.parts["results"]["units"][0]["total"] == "6.67"
    assert list(now.parts["rules"]) == ["trial.reply@2"]
    for record in (old, now):
        assert verify(record, both, "R.json").problems == ()


def test_a_sheet_may_ask_for_an_older_edition(tmp_path):
    """`rule: trial.reply@1` scores 5 although edition 2 is there, and its record says so."""
    units = "units:\n      - {unit: a, title: {vi: A, en: A}}\n"
    sheet = TRIAL.replace("rule: trial.reply,", 'rule: "trial.reply@1",')
    folder = write_bloc(tmp_path / "pinned", sheet, units, "a,final,m,15,\n")
    record = make(Files.of(folder), trial(e1=first, e2=second))
    assert record.parts["results"]["units"][0]["total"] == "5"
    assert list(record.parts["rules"]) == ["trial.reply@1"]
    assert verify(record, trial(e1=first), "R.json").problems == ()


def test_a_missing_edition_is_refused_by_name(old):
    """Where edition 1 is gone, the refusal says what is missing, what is there, and the version then."""
    (problem,) = verify(old, trial(e2=second), "R.json").problems
    told = problem.message("en")
    assert problem.code == "E711"
    assert "`trial.reply@1` is missing" in told
    assert f"made with {old.parts['plugins']['trial']}" in told
    assert "it has: trial.reply@2" in told


def test_a_changed_formula_of_the_same_edition_is_refused(old):
    """The same edition with another fingerprint is named with both fingerprints."""
    (problem,) = verify(old, trial(e1=second), "R.json").problems
    assert problem.code == "E712"
    assert old.parts["rules"]["trial.reply@1"] in problem.message("en")
    assert trial(e1=second)["trial.reply"].fingerprint in problem.message("en")


def test_a_missing_plugin_is_refused_by_name(old):
    """Without the sector, the refusal names it and the package that the record was made with."""
    (problem,) = verify(old, CORE, "R.json").problems
    assert problem.code == "E710"
    assert "sector `trial` is missing" in problem.message("en")
    assert old.parts["plugins"]["trial"] in problem.message("en")


def test_a_rule_declared_twice_in_one_edition_is_refused():
    """Two functions may share a name only with different editions."""
    sector = Sector("trial", vi="Thử", en="Trial", api=1)
    first.__name__ = second.__name__ = "reply"
    sector.rule(vi="Trả lời", en="Reply")(first)
    sector.rule(vi="Trả lời", en="Reply")(second)
    with pytest.raises(CovenantError) as caught:
        Registry.of(sector)
    assert [found.code for found in caught.value.diagnostics] == ["P102"]


# Chains


def test_a_chain_names_the_link_that_breaks(folder, record):
    """Each record continues the one before; a lost, reordered or replaced one is named."""
    files = Files.of(folder)
    second_one = make(files, CORE, previous=record)
    third = make(files, CORE, previous=second_one)
    one, two, three = ("1.json", record), ("2.json", second_one), ("3.json", third)

    def broken(*chain):
        found = [broken_link(chain, number) for number in range(len(chain))]
        return [(d.code, d.values["record"].en) for d in found if d is not None]

    assert broken(one, two, three) == []
    assert broken(one, three) == [("E707", "3.json")]
    assert broken(two, one, three) == [("E705", "1.json"), ("E706", "3.json")]
    assert broken(one, one) == [("E705", "1.json")]


def test_another_record_before_is_another_record(record, folder):
    """The chain is part of what the hash of the whole covers."""
    other = make(Files.of(folder), CORE, previous=record)
    assert other.hash != record.hash
    assert other.previous == record.hash


# Signatures


def keys():
    pair = signing.new_keys()
    return pair.private, signing.public_key(pair.public, "KEY.pub.pem")


def test_a_signature_is_ed25519_over_the_hash(record):
    """Any other tool can check it: the message is the text of the hash, the key the raw 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    private, public = keys()
    signature = signing.sign(record.hash, private, "KEY.pem")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["key"]))
    key.verify(bytes.fromhex(signature["value"]), record.hash.encode())
    assert public.check(record.hash, signature, "R.json") is None


def test_a_signature_survives_the_file_and_leaves_the_hash(record):
    """Signing adds to the file, outside what is hashed."""
    private, public = keys()
    signed = evolve(record, signature=signing.sign(record.hash, private, "KEY.pem"))
    again = read(write(signed), "R.json")
    assert again.hash == record.hash
    assert public.check(again.hash, again.signature, "R.json") is None


def test_what_is_wrong_with_a_signature_has_its_own_code(record, folder):
    """No signature E721, another key E722, the signature of another record E723."""
    private, public = keys()
    other = make(Files.of(folder), CORE, previous=record)
    borrowed = signing.sign(other.hash, private, "KEY.pem")
    foreign = signing.sign(record.hash, keys()[0], "KEY.pem")
    rubbish = {**foreign, "key": borrowed["key"], "value": "no hex"}
    unknown = {**signing.sign(record.hash, private, "KEY.pem"), "algorithm": "none"}
    found = [
        public.check(record.hash, s, "R.json").code
        for s in (None, foreign, borrowed, rubbish, unknown)
    ]
    assert found == ["E721", "E722", "E723", "E723", "E723"]


def wrong_keys():
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric import ed25519, x25519

    form = (s.Encoding.PEM, s.PrivateFormat.PKCS8)
    locked = s.BestAvailableEncryption(b"x")
    yield "rubbish", b"-----BEGIN PRIVATE KEY-----\n"
    yield "empty", b""
    yield "binary", bytes(range(256))
    yield "other kind", x25519.X25519PrivateKey.generate().private_bytes(*form, s.NoEncryption())
    yield "locked", ed25519.Ed25519PrivateKey.generate().private_bytes(*form, locked)
    yield "public", signing.new_keys().public


@pytest.mark.parametrize(
    ("name", "pem"), list(wrong_keys()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_wrong_key_file_is_refused(name, pem):
    """Only a private Ed25519 key without password signs."""
    with pytest.raises(signing.SigningError) as caught:
        signing.sign("sha256:0", pem, "KEY.pem")
    assert [found.code for found in caught.value.diagnostics] == ["E724"]


def test_a_private_key_does_not_check():
    """The private key is not asked from those who check."""
    with pytest.raises(signing.SigningError) as caught:
        signing.public_key(signing.new_keys().private, "KEY.pem")
    assert [found.code for found in caught.value.diagnostics] == ["E724"]


@pytest.mark.parametrize(
    "use",
    [
        signing.new_keys,
        lambda: signing.sign("h", b"", "KEY.pem"),
        lambda: signing.public_key(b"", "KEY.pem"),
    ],
    ids=["keygen", "sign", "check"],
)
def test_without_the_extra_it_is_named(monkeypatch, use):
    """Where `cryptography` is not installed, the command to install it is told."""
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives", None)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    with pytest.raises(signing.SigningError) as caught:
        use()
    (found,) = caught.value.diagnostics
    assert found.code == "E720"
    assert "covenant-rules[sign]" in found.help("en")


# Files that are no records


def test_what_is_no_record_says_why(record):
    """Not JSON, numbers, deep nesting, keys twice, other shapes: each is told, none is a traceback."""
    good = json.loads(write(record))

    def other(**values):
        return json.dumps({**good, **values})

    parts = good["parts"]
    cases = {
        "": "not JSON",
        "\ufeff{}": "not JSON",
        "[]": "does not have the keys",
        "null": "does not have the keys",
        '{"a": 1}': "number `1`",
        '{"a": ' + "9" * 5000 + "}": "number `999",
        '{"a": 1e999999999}': "number `1e999999999`",
        '{"a": NaN}': "number `NaN`",
        '{"a": "1", "a": "2"}': "key `a` is written twice",
        "[" * 100_000: "nested too deeply",
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1): "nested too deeply",
        '{"a": "\\ud800"}': "not UTF-8",
        other(more=None): "does not have the keys",
        other(format="covenant-rules-record/9"): "form `covenant-rules-record/9` is not known",
        other(format={"a": "b"}): "form `",
        other(hash=None): "does not have the keys",
        other(parts=[]): "does not have the keys",
        other(
            parts={k: v for k, v in parts.items() if k != "results"}
        ): "part `results` is missing",
        other(parts={**parts, "more": parts["engine"]}): "part `more` is not known",
        other(parts={**parts, "engine": "x"}): "part `engine` does not have its form",
        other(parts={**parts, "engine": {"sha256": None, "value": "x"}}): "part `engine` does not",
        other(signature="x"): "part `signature` does not have its form",
    }
    for data, reason in cases.items():
        found = refusal(data)
        assert (found.code, reason in found.message("en")) == ("E701", True), (data[:40], found)
        assert found.message("vi")
    assert "not UTF-8" in refusal(b'{"a": "\xff"}').message("en")


def test_a_file_too_large_is_not_even_parsed():
    """A record has at most 32 MB."""
    assert LARGEST == 32_000_000
    assert "more than 32 MB" in refusal(b" " * (LARGEST + 1)).message("en")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("covenant.yaml", ["text"]),
        ("reports.csv", None),
        ("decision", {"stage": None}),
        ("decision", {}),
        ("decision", {"stage": "final", "by": "x"}),
        ("engine", None),
        ("plugins", []),
        ("previous", {}),
        ("results", "x"),
        ("rules", {"core.full@1": None}),
    ],
)
def test_a_part_with_the_right_hash_and_the_wrong_kind_is_refused(record, name, value):
    """Hashes prove nothing about shape: what no engine writes is refused before it is used."""
    found = refusal(write(evolve(record, parts={**record.parts, name: value})))
    assert found.code == "E701"
    assert f"part `{name}`" in found.message("en")


def test_a_signature_of_another_shape_is_refused(record):
    """A signature has its algorithm, key and value."""
    found = refusal(write(evolve(record, signature={"value": "x"})))
    assert (found.code, "part `signature`" in found.message("en")) == ("E701", True)


def test_the_same_json_in_other_spacing_is_another_file(record):
    """A record reformatted by an editor is refused at the first place that moved."""
    data = write(record)
    found = refusal(json.dumps(json.loads(data), ensure_ascii=False, indent=4, sort_keys=True))
    assert (found.code, found.span.line, found.span.column) == ("E704", 2, 3)
    assert refusal(data + b"\n").code == "E704"
    assert refusal(data.rstrip()).code == "E704"


def test_a_part_changed_with_its_hash_breaks_the_whole(record):
    """The hash of the whole holds the hashes of the parts together."""
    document = json.loads(write(record))
    document["parts"]["engine"] = {"sha256": digest("x"), "value": "x"}
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    found = refusal(text)
    assert found.code == "E703"
    assert record.hash in found.message("en")


def test_every_changed_part_is_named_with_both_hashes(record):
    """Two changed parts give two diagnostics, each with the stated and the true hash."""
    document = json.loads(write(record))
    document["parts"]["engine"]["value"] = "x"
    document["parts"]["previous"]["sha256"] = "sha256:0"
    with pytest.raises(RecordError) as caught:
        read(json.dumps(document).encode(), "R.json")
    found = {
        d.values["part"].en: (d.values["stated"].en, d.values["found"].en)
        for d in caught.value.diagnostics
    }
    assert found == {
        "engine": (digest(record.parts["engine"]), digest("x")),
        "previous": ("sha256:0", digest(None)),
    }


def test_differences_are_found_in_reading_order():
    """Units in order, criteria before contents before totals; null is not the same as nothing."""

    def unit(name, points, total):
        return {
            "unit": name,
            "total": total,
            "contents": {"1": points},
            "criteria": {"1.1": {"points": points}},
        }

    recorded = {"units": [unit("a", "1", "1"), unit("b", "2", "2")]}
    other = {"units": [unit("a", "1", "1"), unit("b", "3", "3")]}
    found = first_difference(recorded, other)
    assert (found.path, found.recorded, found.recomputed) == (
        ("units", "b", "criteria", "1.1", "points"), "2", "3",
    )  # fmt: skip
    assert first_difference(recorded, recorded) is None
    found = first_difference({"x": None}, {})
    assert (found.path, found.recorded, found.recomputed) == (("x",), "null", "—")
    assert first_difference(["1"], ["1", "2"]).path == ("2",)
    assert first_difference("1", True).recorded == "1"


def test_nothing_is_left_behind_by_replaying(record, tmp_path, monkeypatch):
    """Files are written to a private folder only while they are loaded."""
    import tempfile

    place = tmp_path / "private"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    assert verify(record, CORE, "R.json").problems == ()
    assert list(Path(place).iterdir()) == []


# The form, byte by byte


def test_the_file_of_a_record_has_one_form():
    """Keys in order, two spaces of indent, letters as they are, a new line at the end; every part stands
    beside its hash, and so does the signature."""

    def sealed(json_text, shown):
        return f'{{\n      "sha256": "sha256:{sha256(json_text.encode()).hexdigest()}",\n      "value": {shown}\n    }}'

    found = Record({"rules": {"ư": "1", "b": "2"}, "previous": None}, None)
    plainly = '{"b":"2","ư":"1"}'
    value = '{\n        "b": "2",\n        "ư": "1"\n      }'
    expected = (
        '{\n  "format": "covenant-rules-record/1",\n'
        f'  "hash": "{found.hash}",\n'
        '  "parts": {\n'
        f'    "previous": {sealed("null", "null")},\n'
        f'    "rules": {sealed(plainly, value)}\n'
        "  },\n"
        f'  "signature": {sealed("null", "null").replace("    }", "  }").replace("      ", "    ")}\n'
        "}\n"
    )
    assert write(found).decode() == expected


def test_a_record_can_be_put_after_another():
    """The same decision after another record: the chain is all that changes, and no signature remains;
    before nothing it is the first."""
    signed = Record({"rules": "x", "previous": "sha256:1"}, {"algorithm": "ed25519"})
    before = Record({"rules": "y", "previous": None})
    after = continuing(signed, before)
    assert after == Record({"rules": "x", "previous": before.hash}, None)
    assert after.previous == before.hash
    assert continuing(signed, None) == Record({"rules": "x", "previous": None})
    assert continuing(signed, None).previous is None


def test_long_text_is_cut():
    """Text of 80 characters is shown whole; of 81, the first 80 and a mark."""
    assert cut("x" * 80) == "x" * 80
    assert cut("x" * 81) == "x" * 80 + "…"


def test_a_broken_link_says_what_stands_before_and_what_was_wanted():
    """A record that wants none before, one that stands elsewhere, or one that is nowhere."""
    first = Record({"rules": "1", "previous": None})
    second = Record({"rules": "2", "previous": first.hash})
    third = Record({"rules": "3", "previous": second.hash})
    stray = Record({"rules": "4", "previous": "x" * 90})
    chain = [("1", first), ("3", third), ("2", second), ("4", stray), ("1", first)]
    found = [broken_link(chain, number) for number in range(5)]
    said = [None if f is None else (f.code, {name: text.en for name, text in f.values.items()}) for f in found]
    assert said == [
        None,
        ("E706", {"record": "3", "before": "1", "wanted": "2"}),
        ("E706", {"record": "2", "before": "3", "wanted": "1"}),
        ("E707", {"record": "4", "before": "2", "hash": "x" * 80 + "…"}),
        ("E705", {"record": "1", "before": "4"}),
    ]


@pytest.mark.parametrize(
    ("recorded", "recomputed", "path", "shown"),
    [
        ({"a": None}, {}, ("a",), ("null", "—")),
        ({}, {"a": None}, ("a",), ("—", "null")),
        ({"a": ["1"]}, {"a": ["1", None]}, ("a", "2"), ("—", "null")),
        ({"a": [None]}, {"a": []}, ("a", "1"), ("null", "—")),
        ([{"unit": "x"}], [], ("x",), ('{"unit":"x"}', "—")),
        ([], [{"unit": "x"}], ("x",), ("—", '{"unit":"x"}')),
        ([{"unit": "x"}], [{"unit": "y"}], ("y", "unit"), ("x", "y")),
        ([{"name": "x"}], [{"name": "y"}], ("1", "name"), ("x", "y")),
        (["unit"], ["unity"], ("1",), ("unit", "unity")),
        ({"a": ["1"]}, {"a": "1"}, ("a",), ('["1"]', "1")),
        ({"a": "1"}, {"a": ["1"]}, ("a",), ("1", '["1"]')),
        ({"a": {"b": "1"}}, {"a": ["b"]}, ("a",), ('{"b":"1"}', '["b"]')),
        ({"a": True}, {"a": "true"}, ("a",), ("true", "true")),
        ({"z": "1", "units": "1", "b": "1"}, {"z": "2", "units": "2", "b": "1"}, ("units",), ("1", "2")),
        ({"total": "1", "contents": "1", "criteria": "1"}, {"total": "2", "contents": "2", "criteria": "2"}, ("criteria",), ("1", "2")),
        ({"a": "x" * 81}, {"a": ["x" * 80]}, ("a",), ("x" * 80 + "…", '["' + "x" * 78 + "…")),
    ],
)
def test_the_first_difference_is_named_by_its_place(recorded, recomputed, path, shown):
    """What one side lacks is a dash, unlike null; an item is called by its unit, else by its number; what
    adds up to a sum comes before the sum."""
    found = first_difference(recorded, recomputed)
    assert (found.path, found.recorded, found.recomputed) == (path, *shown)
