"""The schemas that editors read: they take what the loader takes, and refuse what it refuses for its shape."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.forms import sheet
from tests.properties import writing

from covenant_rules.cli.app import run
from covenant_rules.errors import SpecError
from covenant_rules.registry import Registry
from covenant_rules.spec.awards import policy
from covenant_rules.spec.folder import Files, inspect
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.schema import document_schema
from covenant_rules.spec.source import Scalar, parse_yaml
from covenant_rules.testing import strategies

from . import policies

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "specs" / "schema" / "v1"
BROKEN = sorted(path.parent for path in (ROOT / "tests" / "diagnostics").glob("*/expected.txt"))
NAMES = ("covenant", "registrations", "awards")

# Codes of the loader that speak of the shape of a file; what the others say needs a proof, another place
# or the text itself.
SHAPE = {
    "E201", "E202", "E203", "E210", "E211", "E213", "E214", "E215", "E217", "E229", "E231", "E232",
    "E235", "E237", "E238", "E239", "E241", "E242", "E245", "E246", "E247", "E248", "E249", "E250",
    "E251", "E252", "E253", "E334", "E339", "E877", "E878", "E880", "E881", "E882",
}  # fmt: skip
# Either: a word or number in the wrong place is refused where a schema can know which words there are.
EITHER = {
    "E151", "E153", "E154", "E155", "E156", "E159", "E204", "E206", "E207", "E212", "E216", "E218", "E219", "E227", "E234", "E254", "E335", "E337",
}  # fmt: skip


# In a policy also bands, shares and the words of a base, which are text that a schema knows a part of.
IN_POLICIES = EITHER | {"E331", "E332", "E870", "E876"}


@cache
def schema(name: str, *, core: bool = False) -> Draft202012Validator:
    registry = Registry.of() if core else Registry.discover()
    return Draft202012Validator(document_schema(name, registry, "vi"))


def as_json(plain):
    """Return a file's values as an editor sees them, by the core schema of YAML 1.2."""
    if isinstance(plain, dict):
        return {key: as_json(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [as_json(value) for value in plain]
    assert isinstance(plain, Scalar)
    if plain.quoted:
        return plain.text
    if plain.is_null:
        return None
    if plain.text in ("true", "false"):
        return plain.text == "true"
    if re.fullmatch(r"[-+]?[0-9]+", plain.text):
        return int(plain.text)
    if re.fullmatch(r"[-+]?[0-9]+\.[0-9]+", plain.text):
        return Decimal(plain.text)
    return plain.text


def file(path: Path):
    return as_json(parse_yaml(path.read_text(encoding="utf-8"), path.name).value)


def said(name: str, value, *, core: bool = False) -> list[str]:
    errors = schema(name, core=core).iter_errors(value)
    return [f"{error.json_path}: {error.message[:200]}" for error in errors]


REAL = [path for name in NAMES for path in sorted((ROOT / "specs").rglob(f"{name}.yaml"))]


@pytest.mark.parametrize("path", REAL, ids=lambda path: str(path.relative_to(ROOT / "specs")))
def test_every_real_file_is_accepted(path: Path) -> None:
    """No sheet and no registration of a real bloc is underlined in an editor."""
    assert said(path.stem, file(path)) == []


def faults(folder: Path, name: str) -> set[str]:
    """Return the codes of the errors that the loader finds in one file of a folder."""
    lines = folder.joinpath("expected.txt").read_text(encoding="utf-8").splitlines()
    return {code for code, place, *_ in map(str.split, lines) if place.startswith(f"{name}.yaml") and code[0] == "E"}


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_in_shape_is_refused_and_nothing_else(folder: Path, name: str) -> None:
    """Of the corpus of broken files, an editor underlines those whose shape is wrong."""
    path, codes = folder / f"{name}.yaml", faults(folder, name)
    try:
        value = file(path)
    except (OSError, UnicodeError, SpecError):
        return  # no YAML that could be held against a schema
    found = said(name, value, core=True)
    if codes & SHAPE:
        assert found
    elif not codes & (IN_POLICIES if name == "awards" else EITHER):
        assert found == []


def loads(folder: Path, sheet: str) -> set[str]:
    folder.joinpath("covenant.yaml").write_text(sheet, encoding="utf-8")
    found = inspect(Files.of(folder), Registry.of())
    return {one.code for one in found.errors}


MANY = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


@MANY
@given(strategies.covenants())
def test_a_generated_sheet_is_accepted(covenant) -> None:
    """Whatever the loader can load, an editor accepts."""
    text = writing.text(writing.sheet(covenant)).lstrip("\n")
    assert said("covenant", as_json(parse_yaml(text, "covenant.yaml").value), core=True) == []


def places(value, path=()):
    """Return the path of everything inside a file."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in inside for place in places(inner, (*path, key)))]


OTHERS = ([], {}, [1], {"x": 1}, True, "không phải", -1, Decimal("0.5"), 10**30, "")


def changed(data, value):
    """Give *value* a key more, a key less, or a value of another kind."""
    path = data.draw(st.sampled_from(places(value)[1:]))
    around = value
    for step in path[:-1]:
        around = around[step]
    how = data.draw(st.sampled_from(("more", "less", "other")))
    if how == "more" and isinstance(around[path[-1]], dict):
        around[path[-1]]["thua"] = 1
    elif how == "less":
        del around[path[-1]]
    else:
        around[path[-1]] = deepcopy(data.draw(st.sampled_from(OTHERS)))  # later draws change what is inside


@MANY
@given(strategies.covenants(), st.data())
def test_schema_and_loader_judge_a_changed_sheet_alike(tmp_path, covenant, data) -> None:
    """A key more, a key less, or a value of another kind: both refuse it, or both accept it."""
    value = writing.sheet(covenant)
    changed(data, value)
    text = writing.text(value).lstrip("\n")
    codes = loads(tmp_path, text)
    found = said("covenant", as_json(parse_yaml(text, "covenant.yaml").value), core=True)
    if codes & SHAPE:
        assert found, codes
    elif not codes & EITHER:
        assert found == [], codes


@cache
def bloc():
    with TemporaryDirectory() as folder:
        return inspect(Files.of(sheet.write(Path(folder))), Registry.of()).bloc


def judged(value):
    """Return the codes that the loader finds in a policy, and what the schema says of it."""
    document = parse_yaml(writing.text(value).lstrip("\n"), "awards.yaml")
    problems = Problems(document.places)
    policy(document, bloc(), problems)
    codes = {one.code for one in problems.found if one.code.startswith("E")}
    return codes, said("awards", as_json(document.value), core=True)


@MANY
@given(policies.policies)
def test_a_generated_policy_is_accepted(value) -> None:
    """A policy in any of its shapes is accepted, whatever it names; the loader finds nothing wrong in its shape."""
    codes, found = judged(value)
    assert found == []
    assert not codes & SHAPE


@MANY
@given(policies.policies, st.data())
def test_schema_and_loader_judge_a_changed_policy_alike(value, data) -> None:
    """A key more, a key less, or a value of another kind in a policy: both refuse it, or both accept it."""
    value = deepcopy(value)  # parts of it may be those of other examples
    changed(data, value)
    codes, found = judged(value)
    if codes & SHAPE:
        assert found, codes
    elif not codes & IN_POLICIES:
        assert found == [], codes


EVERY_KEY = Path(__file__).parent / "every_key.yaml"
SECTIONS = ("", "classes", "vetoes", "conditions", "awards", "elections", "ballots", "reports", "shares", "facts")


def every_key():
    """Return the policy of every key, its numbers such as the dumper writes them."""

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        return [plain(one) for one in value] if isinstance(value, list) else Fraction(value) if isinstance(value, Decimal) else value

    return plain(file(EVERY_KEY))


def test_the_policy_of_every_key_uses_every_key() -> None:
    """No key of a policy is without a value there, and both accept it but for names and limits."""
    codes, found = judged(every_key())
    assert (found, codes & SHAPE) == ([], set())
    definitions = document_schema("awards", Registry.of(), "vi")
    keys = {key for one in (definitions, *definitions["$defs"].values()) for key in one.get("properties", {})}
    written = {step for path in places(every_key()) for step in path}
    assert keys - written == {"at_most"} - written


@pytest.mark.parametrize("section", SECTIONS)
def test_schema_and_loader_judge_every_change_of_a_policy_alike(section) -> None:
    """Each value of the policy of every key taken away, and changed into each of some others: both judge alike."""
    given, unlike, count = every_key(), [], 0
    for path in places(given)[1:]:
        if (path[0] if len(path) > 1 else "") != section:
            continue
        for other in (None, [], {}, 0, -1, "không phải"):
            value = deepcopy(given)
            around = value
            for step in path[:-1]:
                around = around[step]
            if other is None:
                del around[path[-1]]
            else:
                around[path[-1]] = other
            codes, found = judged(value)
            count += 1
            if (codes & SHAPE and not found) or (found and not codes & (SHAPE | IN_POLICIES)):
                unlike.append((path, other, codes, found))
    assert unlike == []
    assert count > 20


@pytest.mark.parametrize(
    "when",
    ["violation: ", "violation: [[a]]", "earlier: {award: [a], running: 2}", "registered: []", "any: []",
     "rank: {of: '1', is: 1}", "leader: true", "violation: a, award: b"],
)  # fmt: skip
def test_a_condition_that_says_nothing_is_refused_by_both(when) -> None:
    """An empty name, a list for a name, a kind that a unit does not have: the loader tells E877, the schema refuses."""
    text = (
        "covenant: vi-du\ncompare: exact\nconditions:\n"
        f"  - {{id: a, title: {{vi: A, en: A}}, when: [{{{when}}}]}}\nfacts: {{violations: [], earlier: []}}\n"
    )
    document = parse_yaml(text, "awards.yaml")
    problems = Problems(document.places)
    policy(document, bloc(), problems)
    assert "E877" in {one.code for one in problems.found}
    assert said("awards", as_json(document.value), core=True)


@pytest.mark.parametrize("name", NAMES)
def test_the_published_schema_is_that_of_the_sectors_here(name: str, tmp_path: Path, update_golden: bool) -> None:
    """`specs/schema/v1` holds what `covenant-rules schema` writes with the five sectors."""
    assert run(["schema", name, "--out", str(tmp_path / "s.json"), "--lang", "vi"]) == 0
    published = PUBLISHED / f"{name}.schema.json"
    if update_golden:
        PUBLISHED.mkdir(parents=True, exist_ok=True)
        published.write_bytes((tmp_path / "s.json").read_bytes())
    assert published.read_bytes() == (tmp_path / "s.json").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one(name: str) -> None:
    """The schema keeps the rules of its own dialect, and refers to nothing outside itself."""
    found = document_schema(name, Registry.discover(), "en")
    Draft202012Validator.check_schema(found)
    text = json.dumps(found, default=str)
    for target in set(re.findall(r'"\$ref": "([^"]+)"', text)):
        assert target.removeprefix("#/$defs/") in found["$defs"]


@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_described_in_both_languages(name: str) -> None:
    """An official who stops at a key is told in words what it means."""
    texts = []
    for language in ("vi", "en"):
        found = document_schema(name, Registry.discover(), language)
        shapes = {k: d for k, d in found["$defs"].items() if not k.startswith(("with.", "from.")) and k not in ("source", "rule", "measure_id", "tie_breaker")}
        said = {(k, key): p.get("description") for k, d in shapes.items() for key, p in d["properties"].items()}
        assert [place for place, text in said.items() if not text] == []
        texts.append(said)
    assert texts[0].keys() == texts[1].keys()
    assert [place for place in texts[0] if texts[0][place] == texts[1][place]] == []


def test_an_editor_completes_the_settings_of_a_rule() -> None:
    """Where a line names a rule, its settings and evidence are those of the rule, described in Vietnamese."""
    found = document_schema("covenant", Registry.discover(), "vi")
    (then,) = (
        one["then"]
        for one in found["$defs"]["line"]["allOf"]
        if one["then"]["properties"]["with"]["$ref"].endswith("with.core.per_case")
    )
    assert then["required"] == ["with", "from"]
    with_ = found["$defs"]["with.core.per_case"]
    assert with_["required"] == ["each"]
    assert found["$defs"]["from.core.per_case"]["required"] == ["count"]
    assert with_["description"] == Registry.of()["core.per_case"].title.vi
