"""Records of any bloc verify, and no byte of a record can be changed without being named."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties.effort import examples

from covenant_rules import signing
from covenant_rules.record import Record, RecordError, write
from covenant_rules.registry import Registry
from covenant_rules.replay import make, verify
from covenant_rules.sealed import read
from covenant_rules.spec.folder import Files

CORE = Registry.of()

HEAD = """covenant: thu
edition: "2026"
title: {{vi: Bản thử, en: Trial}}
rounding: {{decimals: {decimals}, mode: {mode}, at: {at}}}
ranking: {{method: {method}, precision: {precision}, ties: shared}}
when_missing: {missing}
measures:
  n: {{title: {{vi: vụ, en: cases}}, unit: count, low: 0, high: 10}}
  p: {{title: {{vi: tỷ lệ, en: rate}}, unit: percent, low: 0, high: 100, decimals: 2}}
contents:
"""
CONTENT = """  - id: "{n}"
    title: {{vi: Nội dung, en: Content}}
    points: 10
    criteria:
      - {{id: "{n}.1", title: {{vi: Tiêu chí, en: Criterion}}, points: 10, {rule}}}
"""
RULES = (
    "rule: core.full",
    "rule: core.declining, with: {each: 0.3}, from: {count: n}",
    "rule: core.target_met, with: {target: 70, better: higher}, from: {actual: p}",
    'rule: core.banded, with: {table: {">= 50": 10, "< 50": 3.33}}, from: {value: p}',
    "lines: [{award: core.full}, {penalty: core.per_case, with: {each: 0.7}, from: {count: n}}]",
)
NOTES = ("", "minh họa", "vụ việc", "vu\u0323", '"có, phẩy"', "😀")


@st.composite
def folders(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw the files of a small bloc-year, with missing figures and files as spreadsheets save them."""
    pick = lambda *options: draw(st.sampled_from(options))  # noqa: E731
    head = HEAD.format(
        decimals=pick(0, 1, 2), mode=pick("half_up", "half_even", "down"),
        at=pick("line", "criterion", "content", "total"), method=pick("dense", "competition"),
        precision=pick("rounded", "exact"), missing=pick("pending", "zero", "not_classified"),
    )  # fmt: skip
    rules = draw(st.lists(st.sampled_from(RULES), min_size=1, max_size=3))
    sheet = head + "".join(CONTENT.format(n=n, rule=rule) for n, rule in enumerate(rules, start=1))
    units = draw(st.integers(1, 4))
    listed = "covenant: thu\nunits:\n" + "".join(
        f"  - {{unit: u{u}, title: {{vi: Đơn vị {u}, en: Unit {u}}}}}\n" for u in range(units)
    )
    rows = ["unit,stage,measure,value,note"]
    for u in range(units):
        for measure, value in (
            ("n", draw(st.none() | st.integers(0, 10))),
            ("p", draw(st.none() | st.decimals(0, 100, places=2))),
        ):
            if value is not None:
                rows.append(f"u{u},final,{measure},{value},{pick(*NOTES)}")
    newline = pick("\n", "\r\n")
    files = {"covenant.yaml": sheet.encode(), "registrations.yaml": listed.encode()}
    if draw(st.booleans()) or len(rows) > 1:
        text = pick("", "\ufeff") + newline.join(rows) + newline
        files["reports.csv"] = text.encode()
    return files


def record_of(files: dict[str, bytes]) -> Record:
    with TemporaryDirectory() as name:
        for file, data in files.items():
            (Path(name) / file).write_bytes(data)
        return make(Files.of(Path(name)), CORE)


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(folders())
def test_a_record_of_any_bloc_verifies(files: dict[str, bytes]) -> None:
    """Written, read and recomputed, a record gives the same; made twice, it has the same bytes."""
    record = record_of(files)
    data = write(record)
    assert verify(read(data, "R.json"), CORE, "R.json").problems == ()
    assert write(record_of(files)) == data
    assert {name: record.parts[name].encode() for name in files} == files


FILES = {
    "covenant.yaml": (
        HEAD.format(
            decimals=2,
            mode="half_up",
            at="total",
            method="dense",
            precision="rounded",
            missing="pending",
        )
        + CONTENT.format(n=1, rule=RULES[1])
    ).encode(),
    "registrations.yaml": "covenant: thu\nunits:\n  - {unit: a, title: {vi: Công an, en: Police}}\n".encode(),
    "reports.csv": 'unit,measure,value,note\na,n,3,"“đã đối chiếu”\t"\n'.encode(),
    "awards.yaml": b"covenant: thu\ncompare: exact\nawards: []\n",
}


@cache
def signed() -> bytes:
    """Return the file of a record that has every part there is: inputs, chain and signature."""
    first = record_of(FILES)
    second = evolve(first, parts={**first.parts, "previous": first.hash})
    private = signing.new_keys().private
    return write(evolve(second, signature=signing.sign(second.hash, private, "KEY.pem")))


@cache
def regions() -> dict[str, range]:
    """Return where each part stands in the file: from its opening brace to the closing one."""
    text = signed().decode()
    found = {
        name: re.search(
            rf'^{indent}"{re.escape(name)}": \{{$.*?^{indent}\}}', text, re.MULTILINE | re.DOTALL
        )
        for indent, names in (("    ", read(signed(), "R.json").parts), ("  ", ["signature"]))
        for name in names
    }
    bytes_before = lambda end: len(text[:end].encode())  # noqa: E731
    return {
        name: range(bytes_before(match.start()), bytes_before(match.end()))
        for name, match in found.items()
        if match is not None
    }


def named(data: bytes) -> tuple[str, set[str]]:
    """Return the code with which a file is refused, and the parts that are named as changed."""
    with pytest.raises(RecordError) as caught:
        read(data, "R.json")
    found = caught.value.diagnostics
    (code,) = {d.code for d in found}
    return code, {d.values["part"].en for d in found if code == "E702"}


def flipped(data: bytes, at: int, mask: int) -> bytes:
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


MASKS = (0x01, 0x02, 0x20, 0x29, 0x80)  # other characters and cases, a space as tab, no UTF-8
PARTS = (
    "awards.yaml", "covenant.yaml", "decision", "engine", "plugins", "previous", "registrations.yaml",
    "reports.csv", "results", "rules", "signature",
)  # fmt: skip


def test_the_record_has_every_part() -> None:
    """The record under test holds every part that exists, each found in its file."""
    assert tuple(sorted(regions())) == PARTS
    covered = sum(len(region) for region in regions().values())
    assert covered > len(signed()) * 9 // 10


@pytest.mark.parametrize("part", PARTS)
def test_flipping_any_byte_of_a_part_names_it(part: str) -> None:
    """Every byte of a part, its hash included: the part is named, or the file is no longer a record.

    A flip that leaves JSON of the same shape with other content must name the part and nothing else.
    """
    region, told = regions()[part], 0
    for at in region:
        for mask in MASKS:
            data = flipped(signed(), at, mask)
            code, parts = named(data)
            assert code in ("E701", "E702", "E704"), (at, code)
            if code == "E702":
                assert parts == {part}
                told += 1
            if code == "E704":  # only the spacing moved
                assert chr(signed()[at]).isspace()
    # at the least, the 64 digits of its hash: 1 and 2 turn one into another character
    assert told >= 64 * 2


def test_flipping_a_byte_outside_the_parts_is_told() -> None:
    """The hash of the whole, the form, and the braces around the parts are covered too."""
    inside = {at for region in regions().values() for at in region}
    codes = {
        named(flipped(signed(), at, mask))[0]
        for at in range(len(signed()))
        if at not in inside
        for mask in MASKS
    }
    assert codes == {"E701", "E703", "E704"}


@settings(max_examples=examples(1000), deadline=None)
@given(st.data())
def test_no_single_byte_can_be_changed(data: st.DataObject) -> None:
    """Any byte changed to any other makes the record fail, and names the part where it stands."""
    at = data.draw(st.integers(0, len(signed()) - 1), label="at")
    mask = data.draw(st.integers(1, 255), label="mask")
    code, parts = named(flipped(signed(), at, mask))
    around = {name for name, region in regions().items() if at in region}
    assert code in ("E701", "E702", "E703", "E704")
    assert parts <= around


@settings(max_examples=examples(300), deadline=None)
@given(st.data())
def test_no_byte_can_be_dropped_or_added(data: st.DataObject) -> None:
    """A file cut short, or with something put in, is no longer the record."""
    at = data.draw(st.integers(0, len(signed()) - 1))
    put = data.draw(st.binary(max_size=3))
    cut = data.draw(st.integers(0 if put else 1, 20))
    changed = signed()[:at] + put + signed()[at + cut :]
    if changed != signed():
        assert named(changed)[0] in ("E701", "E702", "E703", "E704")


@settings(max_examples=examples(300), deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).map(lambda value: json.dumps(value).encode())
    | st.binary()
)
def test_no_file_ends_in_a_traceback(data: bytes) -> None:
    """Whatever a file holds, it is a record or it is told why not."""
    assert named(data)[0] == "E701"
