"""No input ends in a traceback: whatever the files hold, there are diagnostics or a bloc that scores."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties.effort import examples

from covenant_rules.errors import CovenantError
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import Files, Loaded, inspect
from covenant_rules.standing import score

CORE = Registry.of()
LONGEST = 2.0  # seconds of work; an official waits no longer for a file that is wrong

SHEET = """covenant: vi-du
edition: "2026"
title: {vi: Giao ước thi đua, en: Emulation covenant}
scale: 41
year: {from: 2026-01-01, to: 2026-12-31}
registration_due: 2026-02-15
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: dense, precision: rounded, ties: shared, tie_breakers: [{points: "1.1"}, bonus, penalty]}
combine: sum
limits: {bonus: 5, penalty: 10, net: {low: -7, high: 7}}
when_missing: pending
measures:
  ho_so: {title: {vi: Hồ sơ đúng hạn, en: Files on time}, unit: percent, low: 0, high: 100, decimals: 1}
  xong: {title: {vi: Hồ sơ đã xong, en: Files settled}, unit: count, low: 0, high: 9000, merge: sum}
  nhan: {title: {vi: Hồ sơ đã nhận, en: Files received}, unit: count, low: 0, high: 9000, merge: sum}
  tap_huan: {title: {vi: Đã tập huấn, en: Training held}, unit: yes_no}
  ke_hoach: {title: {vi: Kế hoạch, en: Plan}, unit: level, names: [chua_co, da_co, tot]}
  diem: {title: {vi: Hội đồng chấm, en: Panel}, unit: points, low: 0, high: 5, decimals: 1}
  ngay: {title: {vi: Ngày nộp, en: Day of filing}, unit: date, low: 2026-01-01, high: 2026-12-31}
contents:
  - id: "1"
    title: {vi: Cải cách hành chính, en: Administrative reform}
    points: 25
    limits: {bonus: 4}
    criteria:
      - id: "1.1"
        title: {vi: Giải quyết hồ sơ, en: Settling files}
        points: 5
        limits: {bonus: 1.5, penalty: 2, floor: 0}
        not_applicable: rescale
        when_invalid: zero
        lines:
          - award: core.banded
            id: chinh
            with: {table: {">= 90": 5, "80 ..< 90": 4, "< 80": 0}}
            from: {value: ho_so}
          - bonus: core.stepped
            only_if: full
            at_most: 1
            with: {over: 92, first: 0.1, step: 1, each: 0.1}
            from: {value: ho_so}
          - penalty: core.per_case
            at_most: 1
            with: {each: 0.5}
            from: {count: registration.unfilled}
          - best_of:
              - bonus: core.yes_no
                with: {yes: 1, no: 0}
                from: {met: tap_huan}
              - bonus: core.levels
                with: {levels: {chua_co: 0, da_co: 0.5, tot: 1}}
                from: {level: ke_hoach}
          - veto: core.if_any
            with: {lose: 1}
            from: {count: registration.below_floor}
      - id: "1.2"
        title: {vi: Tỷ lệ giải quyết, en: Share settled}
        points: 10
        combine: mean
        lines:
          - award: core.proportional
            weight: 2
            with: {target: registered, exceed: stop}
            from: {actual: {ratio: {of: xong, to: nhan, if_zero: 100}, low: 0, high: 100}}
          - award: core.reduction
            with: {target: 15}
            from: {actual: {sum: {xong: 1, nhan: -0.5}}}
            valid: {from: 2026-07-01}
          - award: core.exceed_relative
            at_most: 10
            with: {target: 100, per: 5, each: 1, better: higher, steps_of: whole}
            from: {actual: {mean: [xong, nhan]}}
      - id: "1.3"
        title: {vi: So với khối, en: Against the bloc}
        points: 10
        rule: core.scaled
        with: {worst: 0, best: 9000}
        from: {actual: {bloc: maximum, of: xong}}
  - id: "2"
    title: {vi: Đăng ký, en: Registered}
    points: 16
    combine: sum
    not_applicable: drop
    criteria:
      - id: "2.1"
        title: {vi: Chỉ tiêu đăng ký, en: Registered target}
        points: 6
        registered: {unfilled: pending, floors: {target: 70}}
      - id: "2.2"
        title: {vi: Hai chiều, en: Two ways}
        points: 5
        when_invalid: pending
        rule: core.grid
        with: {table: {"< 50": {"< 10": 0, ">= 10": 2}, ">= 50": {">= 10": 5}, otherwise: 0}}
        from: {row: ho_so, column: xong}
      - id: "2.3"
        title: {vi: Quyết định, en: Decision}
        points: 5
        when_missing: zero
        combine: best_of
        lines:
          - award: core.decision
            with: {rows: [{when: {a: "tot", b: ">= 2026-06-30"}, points: 5}, {when: {a: "da_co"}, points: 2}, {otherwise: 0}]}
            from: {a: ke_hoach, b: ngay}
          - award: core.graded
            with: {step: 0.5}
            from: {given: diem}
"""
REGISTRATIONS = """covenant: vi-du
units:
  - unit: so-tai-chinh
    title: {vi: Sở Tài chính, en: Department of Finance}
    signed: 2026-02-20
    slots:
      "2.1":
        title: {vi: Tỷ lệ thu, en: Collection rate}
        rule: core.target_met
        with: {target: registered, better: higher}
        from: {actual: ho_so}
    targets: {"1.2/1": {target: 90}, "2.1": {target: 75}}
    merged_from: [so-cu]
  - unit: so-noi-vu
    title: {vi: Sở Nội vụ, en: Department of Home Affairs}
    active: {from: 2026-07-01}
    ranked: false
    because: đơn vị mới thành lập
    targets: {"1.2/1": {target: 80}}
"""
REPORTS = """unit,stage,measure,value,note
so-tai-chinh,final,ho_so,93.5,
so-tai-chinh,final,xong,90,minh họa
so-tai-chinh,final,nhan,100,
so-cu,final,xong,5,
so-cu,final,nhan,5,
so-tai-chinh,final,tap_huan,có,
so-tai-chinh,final,ke_hoach,tot,
so-tai-chinh,final,ngay,2026-06-30,
so-tai-chinh,final,waiver:1.1/3,UBND tỉnh,bão lũ
so-noi-vu,final,points:1.3,7.5,
so-noi-vu,final,not_applicable:1.1,,không có hồ sơ
so-noi-vu,final,invalid:ho_so,,thẩm định không đạt
so-noi-vu,half_year,diem,4.5,
"""
SMALL_SHEET = """covenant: vi-du
edition: "2026"
title: {vi: Giao ước thi đua, en: Emulation covenant}
rounding: {decimals: 2, mode: half_up, at: total}
ranking: {method: dense, precision: rounded, ties: shared}
contents:
  - id: "1"
    title: {vi: Đăng ký, en: Registered}
    points: 5
    criteria:
      - {id: "1.1", title: {vi: Đủ điểm, en: In full}, points: 5, rule: core.full, when_missing: zero}
"""
FILES = {"covenant.yaml": SHEET, "registrations.yaml": REGISTRATIONS, "reports.csv": REPORTS}
SMALL = {
    "covenant.yaml": SMALL_SHEET,
    "registrations.yaml": "covenant: vi-du\nunits: [{unit: so-cu, title: {vi: Sở, en: Office}}]\n",
    "reports.csv": "unit,measure,value\nso-cu,points:1.1,5\n",
}
NAMES = st.sampled_from(sorted(FILES))

NASTY = [
    "", "~", "null", "0", "-1", "00", "1.10", "5,5", "0x1F", "1e400", "1e-400", ".5", "5.", "+", "-0", "1_000",
    "1" + "0" * 400, "0." + "0" * 400 + "1", ".inf", ".nan", "true", "no", "1/3", "½", "٣", "９", "−5",
    "[]", "{}", "[[]]", "[~]", "{a: b}", "{? [a]: b}", "[1, 2]", "{vi: a, en: b}", "{vi: a}",
    '"', "'", '""', '"5"', "|", ">", "%", "@", "`", "#", "- -", "? a", ":", "a: b: c", "*a", "&a b", "!!int 5",
    "!x y", "<<", "<<: {a: b}", "---", "...", "\t", "\n", "\r\n", "\r", "\0", "\ufeff", "\u202e", "\u200b",
    "\u2028", "\x85", "\ud800", "\uffff", "\U0001f1fb\U0001f1f3", "e\u0301\u0323" * 9, "full", "registered", "pending",
    "zero", "sum", "mean", "best_of", "core.full", "core.banded@9", "ordinal", "listed", "exact", "line", "rescale",
    "registration.unfilled", "1", "1.1", "chinh", "2.1", "so-cu", "2026-02-30", "9999-12-31", "0001-01-01", "31/12/2026",
    "2026-W01-1", "20260101", "otherwise", ">= 90", "90 ..< 80", "<", "..", "=", "a@h1", "points:1", "waiver:", ":",
    "[" * 10_000, "{a: " * 5_000, "- " * 3_000, "? " * 3_000, "a" * 5_000, "(" * 500, "\\", "{0}", "{value}", "%s",
]  # fmt: skip


def looked_into(files: Mapping[str, str], **changed: str | bytes) -> Loaded:
    """Return what `inspect` finds in *files* with some of them changed; score what has no error."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in {**files, **changed}.items():
            data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
            (folder / file).write_bytes(data)
        began = time.process_time()
        loaded = inspect(Files.of(folder), CORE)
        assert time.process_time() - began < LONGEST
    for found in loaded.diagnostics:
        assert found.span is not None, found
        assert found.message("vi") and found.message("en") and found.help("vi") and found.help("en")
    assert loaded.bloc is not None or loaded.errors
    if loaded.bloc is not None and not loaded.errors:
        for stage in loaded.bloc.stages or ("final",):
            try:
                score(loaded.bloc, stage=stage)
            except CovenantError as error:
                assert error.diagnostics
    return loaded


many = partial(
    settings, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def test_the_files_that_are_changed_are_right() -> None:
    """The mutations begin from files without any error; they write every limit, so that many are idle."""
    assert looked_into(FILES).errors == looked_into(SMALL).errors == ()


@many(max_examples=examples(500))
@given(name=NAMES, data=st.binary(max_size=300))
def test_bytes(name: str, data: bytes) -> None:
    """Any bytes at all are a file that is told what is wrong with it."""
    looked_into(SMALL, **{name: data})


@many(max_examples=examples(500))
@given(name=NAMES, text=st.text(max_size=300))
def test_text(name: str, text: str) -> None:
    """Any text at all is a file that is told what is wrong with it."""
    looked_into(SMALL, **{name: text})


# Values in the words of sheets

WORDS = sorted(set(re.findall(r"[\w.-]+", SHEET + REGISTRATIONS)))
scalars = st.one_of(st.sampled_from(WORDS), st.sampled_from(NASTY), st.integers().map(str))
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(WORDS), inner, max_size=5)
    ),
    max_leaves=25,
)


def flow(tree: Any) -> str:
    """Return a tree as YAML in brackets; scalars stand bare, quoted only where they must be."""
    if isinstance(tree, list):
        return "[" + ", ".join(map(flow, tree)) + "]"
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in tree.items()) + "}"
    return tree if re.fullmatch(r"[\w.@/+-]*", tree) else json.dumps(tree, ensure_ascii=False)


@many(max_examples=examples(500))
@given(name=st.sampled_from(["covenant.yaml", "registrations.yaml"]), tree=trees)
def test_the_words_of_a_sheet_in_any_order(name: str, tree: Any) -> None:
    """YAML of the words of a sheet, put together at random, is told what is wrong with it."""
    looked_into(SMALL, **{name: flow(tree)})


@many(max_examples=examples(300))
@given(data=st.data())
def test_a_value_of_another_shape(data: st.DataObject) -> None:
    """Anything may stand where a value stood: a list for a number, a mapping for a word."""
    name = data.draw(st.sampled_from(["covenant.yaml", "registrations.yaml"]))
    text = FILES[name]
    places = [m.span(1) for m in re.finditer(r": ([^\s,{}\[\]]+|\{[^{}]*\}|\[[^\[\]]*\])", text)]
    for start, end in sorted(data.draw(st.sets(st.sampled_from(places), min_size=1, max_size=2)))[::-1]:
        text = text[:start] + flow(data.draw(trees)) + text[end:]
    looked_into(FILES, **{name: text})


# Mutations of right files


def deleted(lines: list[str], data: st.DataObject) -> None:
    lines.pop(data.draw(st.integers(0, len(lines) - 1)))


def doubled(lines: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(lines) - 1))
    lines.insert(data.draw(st.integers(0, len(lines))), lines[number])


def exchanged(lines: list[str], data: st.DataObject) -> None:
    one, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]


def indented(lines: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(lines) - 1))
    lines[number] = data.draw(st.sampled_from(["\t", " ", "  ", "- "])) + lines[number]


TOKEN = re.compile(r"[^\s{}\[\],:\"]+")


def replaced(lines: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(lines) - 1))
    tokens = [m.span() for m in TOKEN.finditer(lines[number])]
    if tokens:
        start, end = data.draw(st.sampled_from(tokens))
        line = lines[number]
        lines[number] = line[:start] + data.draw(scalars) + line[end:]


def inserted(lines: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(lines) - 1))
    at = data.draw(st.integers(0, len(lines[number])))
    lines[number] = lines[number][:at] + data.draw(st.sampled_from(NASTY)) + lines[number][at:]


MUTATIONS: list[Callable[[list[str], st.DataObject], None]] = [
    deleted, doubled, exchanged, indented, replaced, replaced, replaced, inserted,
]  # fmt: skip


@many(max_examples=examples(300))
@given(name=NAMES, data=st.data())
def test_mutations_of_a_right_file(name: str, data: st.DataObject) -> None:
    """A few slips in a right file never end in a traceback."""
    lines = FILES[name].splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        data.draw(st.sampled_from(MUTATIONS))(lines, data)
    ending = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    looked_into(FILES, **{name: data.draw(st.sampled_from(["", "\ufeff"])) + ending.join(lines)})


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("number", range(len(NASTY)))
def test_a_file_of_one_nasty_value(name: str, number: int) -> None:
    """The worst values, alone in a file, are refused; none of them is a bloc-year."""
    assert looked_into(SMALL, **{name: NASTY[number]}).errors
