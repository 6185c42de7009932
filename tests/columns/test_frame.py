"""Frames scored over columns: the same points as the exact fold, cell by cell or refused."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import covenant_rules as cr
from covenant_rules.columns.cells import read_cells, read_marks
from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.results import Form
from covenant_rules.errors import NumberError, ReportError
from covenant_rules.quantity import Quantity
from covenant_rules.registration import Registration
from covenant_rules.spec.cells import from_arrow
from covenant_rules.spec.folder import load, take_reports
from covenant_rules.testing import strategies as some
from covenant_rules.text import Text, exact_text

from .frames import SHEET, expected, frame_of, got, long_of, number, same, sheet

SOME = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
BLOCS = st.one_of(some.blocs(count=3), some.blocs(count=4, complete=True))
REAL = ["kien-giang/khoi-1/2017", "kien-giang/khoi-1/2017-illustration", "nghi-dinh-335/2026"]


@pytest.fixture(scope="module")
def covenant(tmp_path_factory):
    return sheet(tmp_path_factory.mktemp("sheet") / "s")


def unstated(bloc):
    return evolve(bloc, reports=tuple(evolve(report, stated={}) for report in bloc.reports))


@SOME
@given(BLOCS, st.booleans(), st.sampled_from(["integers", "numpy"]))
def test_a_frame_gives_what_the_exact_fold_gives(bloc, stated, executor):
    """Status, totals, ends, ranks, contents and lines of every unit equal its scorecard with `==`."""
    bloc = bloc if stated else unstated(bloc)
    scores = cr.score(bloc, frame_of(bloc), ledger=True, executor=executor)
    if not scores.bad:
        assert same(expected(bloc), got(scores))


@SOME
@given(BLOCS)
def test_a_frame_refuses_what_a_report_is_refused_for(bloc):
    """The units that are not scored are those whose report the reader of files refuses, by the same codes."""
    wide = frame_of(bloc)
    long = long_of(wide)
    units = long.column("unit").to_pylist()
    problems = []
    take_reports(evolve(bloc, reports=()), from_arrow(long), problems)
    wanted = {(found.code, units[found.span.line - 1]) for found in problems}
    by_row = wide.column("unit").to_pylist()
    assert {(one.found.code, by_row[one.row - 1]) for one in cr.score(bloc, wide).bad} == wanted
    assert {(one.found.code, units[one.row - 1]) for one in cr.score(bloc, long).bad} == wanted


@pytest.mark.parametrize("folder", REAL)
def test_real_sheets_equal_the_exact_fold_line_by_line(folder):
    """The sheets of public documents give the same over columns, in wide and in long form."""
    bloc = load(f"specs/{folder}")
    wide = frame_of(bloc)
    assert same(expected(bloc), got(cr.score(bloc, wide, ledger=True)))
    if bloc.reports:
        long = long_of(wide)
        said = set(long.column("unit").to_pylist())
        rows = got(cr.score(bloc, long, ledger=True))
        assert same({u: r for u, r in expected(bloc).items() if u in said}, rows, ranks=len(said) == len(wide))


EVIDENCE = {
    "unit": ["a", "b", "c"],
    "bloc": ["x", "x", "y"],
    "rate": [90.0, 45.0, None],
    "solved": [50, 100, 20],
    "received": [100, 100, 20],
    "late": [0, 3, 1],
}
# By hand: a 20 x 90/90 + 10 x 50/100 = 25; b 20 x 45/90 + 10 - 3 x 0.5 = 18.5;
# c has no rate: from 0 to 20 for it, and 10 - 0.5.
BY_HAND = {"a": (25, 25, 25), "b": (Fraction("18.5"),) * 3, "c": (None, Fraction("9.5"), Fraction("29.5"))}


def as_pandas():
    return pd.DataFrame(EVIDENCE)


def as_polars():
    return pl.DataFrame(EVIDENCE)


def as_pyarrow():
    return pa.table(EVIDENCE)


def as_duckdb():
    return duckdb.sql("select * from evidence_of_the_test")


@pytest.mark.parametrize("made", [as_pandas, as_polars, as_pyarrow, as_duckdb, lambda: EVIDENCE])
def test_every_engine_gives_and_takes_frames(covenant, made):
    """pandas, polars, pyarrow, duckdb and a mapping are scored alike; all four read the result."""
    evidence_of_the_test = pa.table(EVIDENCE)  # duckdb finds it by this name
    frame = duckdb.sql("select * from evidence_of_the_test") if made is as_duckdb else made()
    assert len(evidence_of_the_test) == 3
    scores = cr.score(covenant, frame)
    rows = got(scores)
    assert {unit: (row["total"], row["low"], row["high"]) for unit, row in rows.items()} == BY_HAND
    assert [row["rank"] for row in rows.values()] == [1, 2, None]
    assert (rows["c"]["rank_best"], rows["c"]["rank_worst"]) == (1, 1)
    assert pl.DataFrame(scores)["total"].to_list() == [Decimal("25.00"), Decimal("18.50"), None]
    assert pd.DataFrame.from_arrow(scores)["low"].tolist() == [Decimal("25.00"), Decimal("18.50"), Decimal("9.50")]
    scored = pa.table(scores)
    assert len(scored) == 3
    assert duckdb.sql("select sum(high) from scored").fetchall()[0][0] == Decimal("73.00")


def test_fractions_are_text_and_decimals_are_decimals(covenant):
    """A total rounded to hundredths is a decimal column; a content that may be 40/3 is exact text."""
    scores = cr.score(covenant, {"unit": ["a"], "rate": ["60"], "solved": [1], "received": [3], "late": [0]})
    table = pa.table(scores)
    # By hand: 20 x 60/90 = 40/3; 10 x 1/3 = 10/3; the total 50/3 rounds to 16.67.
    assert table.schema.field("total").type == pa.decimal128(18, 2)
    (row,) = table.to_pylist()
    assert (row["total"], row["points:2"]) == (Decimal("16.67"), "10/3")
    assert number(row["points:1"]) == Fraction(40, 3)


def test_stated_points_may_be_finer_than_the_rounding(tmp_path):
    """Points stated for a content that the sheet rounds to whole numbers are given as they were stated."""
    rounded = sheet(tmp_path / "s", SHEET.replace("decimals: 2, mode: half_up, at: total", "decimals: 0, mode: half_up, at: content"))
    frame = {"unit": ["a", "b"], "rate": [90, 61], "solved": [1, 1], "received": [1, 1], "late": [0, 0]}
    scores = cr.score(rounded, frame)
    # By hand: 20 x 61/90 = 13.6, to whole points 14.
    assert [number(row["points:1"]) for row in pa.table(scores).to_pylist()] == [20, 14]
    finer = cr.score(rounded, {"unit": ["c"], "points:1": ["2.75"], "solved": [1], "received": [1], "late": [0]})
    assert [(row["points:1"], row["total"]) for row in pa.table(finer).to_pylist()] == [("2.75", "12.75")]


def test_a_bad_row_is_refused_and_its_bloc_has_no_ranks_yet(covenant):
    """A cell out of range costs its unit the score; the others of the bloc keep points, not ranks."""
    bad = EVIDENCE | {"rate": [90.0, 145.0, 45.05]}
    scores = cr.score(covenant, bad)
    assert [(one.row, one.column, one.value, one.found.code) for one in scores.bad] == [
        (2, "rate", 145.0, "E156"),
        (3, "rate", 45.05, "E157"),
    ]
    (row,) = pa.table(scores).to_pylist()
    assert (row["unit"], row["total"], row["rank"]) == ("a", Decimal("25.00"), None)
    assert (row["rank_best"], row["rank_worst"]) == (1, 2)


def test_a_part_above_its_whole_is_refused(covenant):
    """A ratio outside the limits that the sheet declares is told of its row, like in a report."""
    scores = cr.score(covenant, EVIDENCE | {"solved": [50, 120, 20]})
    assert [(one.row, one.found.code) for one in scores.bad] == [(2, "E521")]


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"units": ["a"]}, ["E501", "E513"]),
        ({"unit": ["a"], "rat": [1]}, ["E513"]),
        ({"unit": ["a"], "waiver:2.1": [True]}, ["E516"]),
        ({"unit": ["a"], "not_applicable:1.1": [True]}, ["E518"]),
        ({"unit": ["a"], "not_applicable:9": [True]}, ["E515"]),
        ({"unit": ["a"], "points:9": [1]}, ["E515"]),
        ({"unit": ["a"], "invalid:rate": [True]}, ["E520"]),
        ({"unit": ["a"], "target:1.1.target": [1]}, ["E802"]),
        ({"unit": ["a"], "pointz:1": [1]}, ["E512"]),
        ({"unit": ["a"], "measure": ["rate"]}, ["E501"]),
        ({"unit": ["a"], "measure": ["rate"], "value": [1], "x": [1]}, ["E503"]),
        ({"unit": ["a"], "rate": [object()]}, ["E801"]),
        ({"unit": ["a", "b"], "stage": ["self", "final"], "rate": [1, 2]}, ["E540"]),
    ],
)
def test_a_column_that_means_nothing_is_named(covenant, columns, codes):
    """A frame with a column that the sheet does not know is refused whole, by the code of a report."""
    with pytest.raises(ReportError) as caught:
        cr.score(covenant, columns)
    assert sorted(found.code for found in caught.value.diagnostics) == codes


def test_rows_without_unit_or_bloc_and_strangers_are_refused(covenant):
    """A row that belongs to nobody, or to a unit that did not register or was merged, is told."""
    signed = (Registration("a", Text.same("A")), Registration("b", Text.same("B"), merged_from=("old",)))
    frame = {"unit": ["a", None, "zz", "old", "b"], "bloc": ["x", "x", "x", "x", ""], "rate": [1] * 5}
    scores = cr.score(covenant, frame, registrations=signed)
    assert [(one.row, one.found.code) for one in scores.bad] == [(2, "E803"), (3, "E510"), (4, "E804"), (5, "E803")]


def test_a_registered_unit_has_one_row(covenant):
    """A second row of a registered unit is refused, the first is scored; ids of others are not compared."""
    frame = {"unit": ["a", "b", "a"], "rate": [9, 9, 18]}
    signed = [Registration(unit, Text.same(unit)) for unit in "ab"]
    scores = cr.score(covenant, frame, registrations=signed)
    assert [(one.row, one.found.code) for one in scores.bad] == [(3, "E511")]
    assert pa.table(scores).column("unit").to_pylist() == ["a", "b"]
    assert len(cr.score(covenant, frame)) == 3


def test_the_rows_of_one_stage_are_scored(covenant):
    """With a column of stages the asked one is scored, and a wrong cell keeps its row of the frame."""
    frame = {"unit": ["a", "a", "b"], "stage": ["self", "final", "final"], "rate": [10, 20, 145]}
    scores = cr.score(covenant, frame, stage="final")
    assert [row["unit"] for row in pa.table(scores).to_pylist()] == ["a"]
    assert [one.row for one in scores.bad] == [3]


def test_a_value_given_twice_in_long_form_is_refused(covenant):
    """Two values of one measure of a unit are a question, not an answer; the row of the second is told."""
    frame = {"unit": ["a", "b", "a"], "measure": ["rate", "rate", "rate"], "value": ["1", "2", "1"]}
    scores = cr.score(covenant, frame)
    assert [(one.row, one.found.code) for one in scores.bad] == [(3, "E511")]
    assert [row["unit"] for row in pa.table(scores).to_pylist()] == ["b"]


BLOC_SHEET = SHEET.replace(
    "with: {target: 90, exceed: stop}\n        from: {actual: rate}",
    "with: {target: 1, exceed: stop}\n        from: {actual: {ratio: {of: rate, to: {bloc: maximum, of: rate}, if_zero: 0}, low: 0, high: 100}}",
)


def test_aggregates_are_those_of_the_own_bloc(tmp_path):
    """A measure compared with the maximum of the bloc looks at the bloc's own column, wherever its rows lie."""
    text = SHEET.replace("from: {actual: rate}", "from: {actual: {bloc: maximum, of: rate}}")
    compared = sheet(tmp_path / "s", text)
    frame = {"unit": list("abcd"), "bloc": list("xyxy"), "rate": [9, 90, 45, 18], "solved": [0] * 4, "received": [1] * 4, "late": [0] * 4}
    # By hand: the maxima are 45 in x and 90 in y: 20 x 45/90 = 10 and 20.
    rows = got(cr.score(compared, frame))
    assert [row["total"] for row in rows.values()] == [10, 20, 10, 20]
    open_end = got(cr.score(compared, frame | {"rate": [9, 90, None, 18]}))
    # In x one rate is missing: its maximum may be anything from 9 to 100, so 2 to 20 points.
    assert (open_end["a"]["low"], open_end["a"]["high"], open_end["d"]["total"]) == (2, 20, 20)


# Cells

KINDS = st.sampled_from([
    Quantity("percent", 0, 100, 1), Quantity("count", -5, 2**40), Quantity("number", None, None, 3),
    Quantity("number", 0, 50, 2, step="0.25"), Quantity("yes_no", 0, 1), Quantity("number", decimals=None),
    Quantity("level", 0, 2, names=("kém", "khá", "tốt")), Quantity("date", 700000, 800000),
])  # fmt: skip
TEXTS = st.one_of(
    st.integers(-9, 120).map(str), st.decimals(-5, 120, places=2).map(str),
    st.sampled_from(["", " 7 ", "1,5", "x", "+3", "007", "1e1", "có", "no", "khá", "2020-01-02", "31/2/2020", "9" * 25, "0.1234567", "٣"]),
)  # fmt: skip
COLUMNS = st.one_of(
    st.lists(st.none() | st.integers(-10, 130)).map(lambda x: pa.array(x, pa.int64())),
    st.lists(st.none() | st.sampled_from([2**62, -(2**63), 2**63 - 1, 5])).map(lambda x: pa.array(x, pa.int64())),
    st.lists(st.none() | st.integers(0, 2**64 - 1)).map(lambda x: pa.array(x, pa.uint64())),
    st.lists(st.none() | st.floats() | st.sampled_from([0.1, 2.5, 99.95, 1e15, 0.30000000000000004])).map(lambda x: pa.array(x, pa.float64())),
    st.lists(st.none() | st.floats(width=32, allow_nan=False)).map(lambda x: pa.array(x, pa.float32())),
    st.lists(st.none() | st.decimals(-300, 300, places=2)).map(lambda x: pa.array(x, pa.decimal128(20, 2))),
    st.lists(st.none() | st.decimals(-300, 300, places=4)).map(lambda x: pa.array(x, pa.decimal256(50, 4))),
    st.lists(st.none() | st.booleans()).map(lambda x: pa.array(x, pa.bool_())),
    st.lists(st.none() | st.dates(date(1900, 1, 1), date(2190, 1, 1))).map(lambda x: pa.array(x, pa.date32())),
    st.lists(st.none() | TEXTS).map(lambda x: pa.array(x, pa.string())),
    st.lists(st.none() | TEXTS).map(lambda x: pa.array(x, pa.large_string())),
    st.lists(st.none() | TEXTS).map(lambda x: pa.array(x, pa.string()).dictionary_encode()),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(COLUMNS, KINDS, st.integers(0, 3))
def test_a_column_is_read_as_its_cells_are(column, quantity, start):
    """Whatever its type, every cell is the number that `Quantity.accept` gives it, or is refused with its code."""
    column = column[min(start, len(column)) :]
    found = read_cells(column, quantity)
    numbers = Numbers(found.numbers.values, found.numbers.scale, found.numbers.missing).fractions()
    wrong = {one.row: one.found.code for one in found.wrong}
    for row, cell in enumerate(column.to_pylist()):
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            assert (numbers[row], wrong.get(row)) == (None, None)
            continue
        try:
            assert numbers[row] == quantity.accept(cell)
        except NumberError as error:
            assert (numbers[row], wrong[row]) == (None, error.diagnostics[0].code)
    assert len(wrong) == sum(code is not None for code in wrong.values())


def test_a_mark_is_a_yes_or_a_reason():
    """A mark holds for yes, true, 1 and for a reason in words; not for no, 0 and an empty cell."""
    holds, wrong = read_marks(pa.array(["yes", "không", "", None, "UBND tỉnh", "0", "1"]))
    assert (holds.tolist(), wrong) == ([True, False, False, False, True, False, True], ())
    assert read_marks(pa.array([False, None]))[0] is None
    holds, wrong = read_marks(pa.array([1, 0, 2]))
    assert holds.tolist() == [True, False, False]
    assert [(one.row, one.found.code) for one in wrong] == [(2, "E156")]


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.sampled_from([1, 2, 3, 5, 7, 8, 40, 1000, 2**30, 2**45, 5**20])), min_size=1))
@settings(deadline=None)
def test_text_of_results_is_exact(pairs):
    """A column of text holds each number as the package writes it everywhere."""
    numbers = Numbers(np.array([n for n, _ in pairs]), np.array([d for _, d in pairs]))
    assert Form(None).column(numbers).to_pylist() == [exact_text(Fraction(n, d)) for n, d in pairs]
