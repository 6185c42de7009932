"""Ranks of many blocs against `standing.rank`, which ranks one."""

from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from covenant_rules.columns import ranking as ranking_module
from covenant_rules.columns.blocs import Blocs, rising
from covenant_rules.columns.keys import HIGHEST, LOWEST, KeyForm, compared_total
from covenant_rules.columns.masks import arrays
from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.ranking import Order, rank_rows
from covenant_rules.columns.spill import part_numbers
from covenant_rules.covenant import (
    Combine,
    Content,
    Covenant,
    Method,
    Ranking,
    Rounding,
    Stage,
    TieBreaker,
)
from covenant_rules.interval import Interval
from covenant_rules.rounding import RoundingMode, round_exact
from covenant_rules.scoring import Score, Scorecard, Status
from covenant_rules.standing import rank
from covenant_rules.text import Text

BREAKERS = (
    TieBreaker("bonus", None, "bonus", higher_first=True),
    TieBreaker("penalty", None, "penalty", higher_first=False),
)
FINE = st.builds(Fraction, st.integers(-6, 12), st.sampled_from([1, 2, 3, 7, 2**40 + 1, 2**70 + 1]))
ENDS = st.one_of(
    FINE.map(lambda x: (x, x)), FINE.map(lambda x: (x, x)), FINE.map(lambda x: (x, x)),
    st.tuples(FINE, FINE).map(lambda x: tuple(sorted(x))), st.sampled_from([(None, Fraction(1)), (Fraction(0), None), (None, None)]),
)  # fmt: skip
UNITS = st.tuples(st.integers(0, 2), ENDS, st.integers(0, 2).map(lambda n: Fraction(n, 3)), st.sampled_from([Fraction(0), Fraction(1), None]))


def covenant(ranking):
    text = Text.same("x")
    rounding = Rounding(0, RoundingMode.HALF_UP, Stage.TOTAL)
    return Covenant("x", "1", text, (Content("1", text, Fraction(1), ()),), rounding, ranking, Combine.SUM)


def card(number, ends, bonus, penalty):
    status = Status.FINAL if ends[0] is not None and ends[0] == ends[1] else Status.PENDING
    penalties = Interval(Fraction(0), Fraction(9)) if penalty is None else Interval.point(penalty)
    total = Interval(*ends)
    return Scorecard(str(number), Text.same("x"), "final", status, total, total, Interval.point(bonus), penalties, {"1": Score(total, total, total)}, {}, {})


def keys_of(units, ranking, total):
    """Return the keys of units as a table, in blocs `b0`, `b1`, …"""
    rounding = Rounding(0, RoundingMode.HALF_UP, Stage.TOTAL)
    low, high = (compared_total(Numbers.of([ends[n] for _, ends, _, _ in units]), ranking.decimals, rounding) for n in (0, 1))
    bonus = arrays(Numbers.of([b for _, _, b, _ in units]))
    penalty = arrays(Numbers.of([-(p or 0) for _, _, _, p in units]))
    form = KeyForm(None)
    known = [e[0] is not None and e[0] == e[1] and p is not None for _, e, _, p in units]
    if ranking.decimals is not None:
        lows, highs = (n.fractions() for n in (low, high))
        known = [a is not None and a == b and u[3] is not None for a, b, u in zip(lows, highs, units, strict=True)]
    columns = [pa.array([f"b{b}" for b, _, _, _ in units]), pa.array(known)]
    columns += [*total.columns(low, LOWEST), *total.columns(high, HIGHEST), *form.columns(bonus, 0), *form.columns(penalty, 0)]
    order = Order(ranking, total, (form, form))
    return pa.Table.from_arrays(columns, names=["bloc", "known", *order.names]), order


ALIKE = (Fraction(0), Fraction(0))
MEAN = (Fraction(0), Fraction(0), Fraction(0), Fraction(1, 3), Fraction(0), Fraction(0))  # blocs of 2, 1 and 3: their mean is a size


@settings(max_examples=400, deadline=None)
@example([(n, ALIKE, bonus, Fraction(0)) for n, bonus in zip((0, 0, 1, 2, 2, 2), MEAN, strict=True)], Method.DENSE, None, False, True)
@given(st.lists(UNITS, min_size=1, max_size=9), st.sampled_from(Method), st.sampled_from([None, 0, 1]), st.booleans(), st.booleans())
def test_ranks_are_those_of_standing(units, method, decimals, listed, together):
    """Methods, ties, precision, tie-breakers, fractions that differ beyond 62 bits, open ends: as `rank` gives.

    Units of a bloc stand together or apart, which are two ways through the code.
    """
    if together:
        units = sorted(units, key=lambda unit: unit[0])
    ranking = Ranking(method, rounded=False, decimals=decimals, tie_breakers=BREAKERS, listed_last=listed)
    total = KeyForm(None) if decimals is None else KeyForm(10**decimals)
    table, order = keys_of(units, ranking, total)
    places = rank_rows(table, order)
    for bloc in {unit[0] for unit in units}:
        rows = [n for n, unit in enumerate(units) if unit[0] == bloc]
        cards = [card(n, *units[n][1:]) for n in rows]
        for row, standing in zip(rows, rank(cards, covenant(ranking)), strict=True):
            found = tuple(int(column[row]) or None for column in (places.rank, places.best, places.worst))
            assert found == (standing.rank, standing.best, standing.worst)


@given(st.lists(st.builds(Fraction, st.integers(-500, 500), st.integers(1, 60)), min_size=1), st.integers(0, 2), st.sampled_from(RoundingMode))
@settings(deadline=None)
def test_totals_are_compared_at_the_declared_precision(values, decimals, mode):
    """Rounding a column of totals for ranks is rounding each of them, whatever the mode."""
    numbers = Numbers(np.array([v.numerator for v in values]), np.array([v.denominator for v in values]))
    found = compared_total(numbers, decimals, Rounding(0, mode, Stage.TOTAL))
    assert found.fractions() == [round_exact(value, decimals, mode) for value in values]


def test_a_known_order_by_hand():
    """Two blocs mixed: 9, 7, 7, 5 are 1, 2, 2, 3 densely and 1, 2, 2, 4 in competition."""
    totals, blocs = [7, 1, 9, 2, 7, 5], ["x", "y", "x", "y", "x", "x"]
    numbers, form = Numbers(np.array(totals)), KeyForm(1)
    columns = [pa.array(blocs), pa.array([True] * 6), *form.columns(numbers, 0), *form.columns(numbers, 0)]
    for method, wanted in ((Method.DENSE, [2, 2, 1, 1, 2, 3]), (Method.COMPETITION, [2, 2, 1, 1, 2, 4])):
        order = Order(Ranking(method, rounded=True), form, ())
        table = pa.Table.from_arrays(columns, names=["bloc", "known", *order.names])
        assert rank_rows(table, order).rank.tolist() == wanted


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("wide", [1, 2**61])
def test_comparing_neighbours_is_sorting(method, listed, wide):
    """Over more rows than a piece holds, blocs side by side, of every size, are ranked as by sorting.

    With wide numbers no two of them fit in one word, so they stay apart, and sorting has three ways.
    """
    made = np.random.default_rng(5)
    sizes = np.concatenate([made.integers(1, 9, 30_000), made.integers(9, 60, 200), np.full(40_000, 3)])
    starts, numbers = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(sizes)), sizes)
    codes = [made.integers(0, 4, len(numbers)) * wide, made.integers(0, 2, len(numbers)) * wide]
    ranking = Ranking(method, rounded=True, listed_last=listed)
    expected = ranking_module._decided(Blocs(numbers, None), codes, ranking)
    for own in (codes, ranking_module._joined(codes)):
        assert (expected == ranking_module._decided(Blocs(numbers, starts), own, ranking)).all()
        assert (expected == ranking_module._decided(Blocs(numbers, None), own, ranking)).all()


@pytest.mark.parametrize(("names", "yes"), [
    (["a", "b", "c"], True), (["b8", "b9", "b10"], True), (["b9", "b8"], False), (["a", "b", "a"], False),
    (["a", "bb", "a"], False), (["b", "a", "aa"], False), ([1, 5, 9], True), ([1, 5, 5], False), ([], True), ([None], False),
])  # fmt: skip
def test_names_that_rise_are_different(names, yes):
    """Names in the order of words or of numbers are told to be different; nothing else is."""
    assert rising(pa.array(names, pa.int64() if names[:1] == [1] else pa.string())) is yes


@pytest.mark.parametrize("names", [["x", "y", "z"], ["z", "y", "x"], ["z", "y", "z"], ["9", "10", "9"]])
def test_a_bloc_that_stands_in_two_places_is_one(names):
    """Where the name of a bloc comes again later, its rows are one bloc; else each run is one."""
    table = pa.table({"bloc": [name for name in names for _ in range(2)]})
    blocs = Blocs.of(table)
    again = len(set(names)) < len(names)
    assert (blocs.starts is None) is again
    assert len(set(blocs.numbers.tolist())) == len(set(names))
    assert (blocs.numbers[0] == blocs.numbers[-1]) == again


@pytest.mark.parametrize("kind", [pa.string(), pa.int64()])
def test_a_bloc_lies_in_one_part(kind):
    """Rows are parted by bloc alone: the same bloc has the same part wherever it stands."""
    blocs = pa.array([n % 97 for n in range(5_000)]).cast(kind)
    parts = part_numbers(blocs, 7)
    assert set(parts.tolist()) == set(range(7))
    seen = dict(zip(blocs.to_pylist(), parts.tolist(), strict=True))
    assert [seen[bloc] for bloc in blocs.to_pylist()] == parts.tolist()
