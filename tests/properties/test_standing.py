"""Ranks: each method against its definition, and what may not change them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.effort import examples

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
from covenant_rules.rounding import RoundingMode
from covenant_rules.scoring import Score, Scorecard, Status
from covenant_rules.standing import LISTED, rank
from covenant_rules.testing import strategies as some
from covenant_rules.text import Text

MANY = settings(max_examples=examples(1000), deadline=None)
TIES = st.integers(0, 3).map(lambda n: Fraction(n, 2))
FINE = st.integers(0, 12).map(lambda n: Fraction(n, 3))
BREAKERS = (
    TieBreaker("bonus", None, "bonus", higher_first=True),
    TieBreaker("penalty", None, "penalty", higher_first=False),
    TieBreaker("points 1", "1", "points", higher_first=True),
)


def sheet(ranking, decimals=0, mode=RoundingMode.HALF_UP):
    text = Text.same("x")
    content = Content("1", text, Fraction(1), ())
    return Covenant("x", "1", text, (content,), Rounding(decimals, mode, Stage.TOTAL), ranking, Combine.SUM)


def card(unit, exact, total=None, bonus=0, penalty=0, points=0, status=Status.FINAL):
    """Return a scorecard; a pair of numbers is an interval."""

    def interval(value):
        low, high = value if isinstance(value, tuple) else (value, value)
        return Interval(Fraction(low), Fraction(high))

    inner = Score(interval(points), interval(0), interval(0))
    shown = interval(exact if total is None else total)
    return Scorecard(unit, Text.same(unit), "final", status, shown, interval(exact), interval(bonus), interval(penalty), {"1": inner}, {}, {})


@st.composite
def cards(draw, values=TIES, smallest=1):
    count = draw(st.integers(smallest, 5))
    small = st.integers(0, 1)
    return [
        card(f"u{n}", draw(values), bonus=draw(small), penalty=draw(small), points=draw(small))
        for n in range(count)
    ]


def ranking(method, breakers=(), *, rounded=False, decimals=None):
    return Ranking(method, rounded, decimals, tuple(breakers), listed_last=method is Method.ORDINAL)


METHODS = st.sampled_from(Method)
BREAKING = st.permutations(BREAKERS).flatmap(lambda b: st.integers(0, 3).map(lambda n: b[:n]))


def ahead(one, other, breakers):
    """Say whether *one* stands before *other*, by definition: the first difference decides."""
    pairs = [(one.exact.exact, other.exact.exact)]
    for breaker in breakers:
        if breaker.what == "bonus":
            pairs.append((one.bonus.exact, other.bonus.exact))
        elif breaker.what == "penalty":
            pairs.append((-one.penalty.exact, -other.penalty.exact))
        else:
            pairs.append((one.contents["1"].points.exact, other.contents["1"].points.exact))
    return next((a > b for a, b in pairs if a != b), False)


@MANY
@given(cards(), METHODS, BREAKING)
def test_ranks_follow_their_definition(units, method, breakers):
    """A competition rank is 1 + the units strictly ahead, a dense rank 1 + the distinct results ahead,
    an ordinal rank counts equal units listed before as ahead, and says so; it is never shared."""
    standings = rank(units, sheet(ranking(method, breakers)))
    for place, (unit, standing) in enumerate(zip(units, standings, strict=True)):
        better = [other for other in units if ahead(other, unit, breakers)]
        level = [o for o in units if not ahead(o, unit, breakers) and not ahead(unit, o, breakers)]
        if method is Method.DENSE:
            distinct = [
                o for n, o in enumerate(better)
                if not any(not ahead(o, p, breakers) and not ahead(p, o, breakers) for p in better[:n])
            ]
            expected = 1 + len(distinct)
        elif method is Method.COMPETITION:
            expected = 1 + len(better)
        else:
            expected = 1 + len(better) + sum(1 for o in level if units.index(o) < place)
        assert (standing.rank, standing.best, standing.worst) == (expected,) * 3
        shared = set() if method is Method.ORDINAL else {o.unit for o in level} - {unit.unit}
        assert set(standing.tied_with) == shared
        assert (standing.broken_by == LISTED) == (method is Method.ORDINAL and len(level) > 1)


@MANY
@given(cards(), METHODS, BREAKING)
def test_the_shape_of_ranks(units, method, breakers):
    """Dense ranks have no holes, an ordinal ranking is a permutation, the first rank is always 1, and
    being tied is mutual: tied units share their rank."""
    standings = rank(units, sheet(ranking(method, breakers)))
    ranks = sorted(standing.rank for standing in standings)
    by_unit = {standing.unit: standing for standing in standings}
    assert ranks[0] == 1
    if method is Method.DENSE:
        assert all(b - a in (0, 1) for a, b in pairwise(ranks))
    if method is Method.ORDINAL:
        assert ranks == list(range(1, len(units) + 1))
    for standing in standings:
        assert standing.unit not in standing.tied_with
        for other in standing.tied_with:
            assert standing.unit in by_unit[other].tied_with
            assert by_unit[other].rank == standing.rank


@MANY
@given(cards(), METHODS, BREAKING, some.numbers(-5, 5), st.sampled_from((None, 1, 2)))
def test_a_constant_for_all_keeps_ranks(units, method, breakers, constant, decimals):
    """Adding the same number of points to every total changes no standing.

    Rounding half away from zero is not the same above and below zero, so where ranks are taken at a
    number of decimals the rounding here is downward and the number added fits the decimals.
    """
    shift = constant if decimals is None else Fraction(int(constant))
    covenant = sheet(ranking(method, breakers, decimals=decimals), mode=RoundingMode.FLOOR)
    moved = [evolve(u, exact=Interval.point(u.exact.exact + shift)) for u in units]
    assert rank(moved, covenant) == rank(units, covenant)


@MANY
@given(st.data(), cards(FINE), BREAKING, st.sampled_from((Method.DENSE, Method.COMPETITION)))
def test_the_order_of_units_keeps_ranks(data, units, breakers, method):
    """Listing the units in another order changes no shared rank."""
    covenant = sheet(ranking(method, breakers, decimals=1))
    mixed = data.draw(st.permutations(units))

    def ranks(listed):
        return {s.unit: (s.rank, set(s.tied_with), s.broken_by) for s in rank(listed, covenant)}

    assert ranks(mixed) == ranks(units)


@MANY
@given(cards(FINE, smallest=2), st.sampled_from((0, 1)))
def test_precision_decides_what_is_equal(units, decimals):
    """`rounded` compares totals as printed, `exact` the unrounded ones, n decimals those rounded to n
    by the mode of the sheet; half a unit goes up."""
    printed = [evolve(u, total=Interval.point(Fraction(int(u.exact.exact + Fraction(1, 2))))) for u in units]

    def tied(how):
        return [set(s.tied_with) for s in rank(printed, sheet(how))]

    def equal(key):
        return [{o.unit for o in printed if o is not u and key(o) == key(u)} for u in printed]

    assert tied(ranking(Method.DENSE, rounded=True)) == equal(lambda u: u.total.exact)
    assert tied(ranking(Method.DENSE)) == equal(lambda u: u.exact.exact)
    cut = 10**decimals
    assert tied(ranking(Method.DENSE, decimals=decimals)) == equal(lambda u: int(u.exact.exact * cut + Fraction(1, 2)))


@MANY
@given(cards(), BREAKING)
def test_the_named_tie_breaker_is_the_one_that_decided(units, breakers):
    """A unit that a tie-breaker parted from one with the same total names a breaker that differs
    between them while all breakers before it agree; a unit that none parted names none."""
    standings = rank(units, sheet(ranking(Method.COMPETITION, breakers)))

    def values(unit):
        found = {"bonus": unit.bonus.exact, "penalty": -unit.penalty.exact, "points 1": unit.contents["1"].points.exact}
        return [found[b.name] for b in breakers]

    for unit, standing in zip(units, standings, strict=True):
        same = [o for o in units if o is not unit and o.exact == unit.exact]
        firsts = {
            next((b.name for b, x, y in zip(breakers, values(unit), values(o), strict=True) if x != y), None)
            for o in same
        } - {None}
        assert (standing.broken_by is None) == (not firsts)
        assert standing.broken_by is None or standing.broken_by in firsts


@MANY
@given(st.data(), METHODS, BREAKING, st.sampled_from((None, 0, 1)))
def test_a_pending_place_holds_every_completion(data, method, breakers, decimals):
    """The rank of any completion lies between best and worst; a rank that is given already is final,
    and none is given while an exact total is open and compared exactly."""
    count = data.draw(st.integers(1, 4))
    units, complete = [], []
    for n in range(count):
        low, high = sorted((data.draw(FINE), data.draw(FINE)))
        final = low + (high - low) * Fraction(data.draw(st.integers(0, 4)), 4)
        rest = {k: data.draw(st.integers(0, 1)) for k in ("bonus", "penalty", "points")}
        opened = dict.fromkeys(rest, (0, 1))
        status = Status.FINAL if low == high else Status.PENDING
        units.append(card(f"u{n}", (low, high), status=status, **(rest if low == high else opened)))
        complete.append(card(f"u{n}", final, **rest))
    covenant = sheet(ranking(method, breakers, decimals=decimals))
    before, after = rank(units, covenant), rank(complete, covenant)
    for one, other in zip(before, after, strict=True):
        assert one.best <= other.rank <= one.worst
        assert one.rank in (None, other.rank)
        if decimals is None and any(unit.status is Status.PENDING for unit in units):
            assert one.rank is None


@MANY
@given(cards(smallest=2), METHODS, st.data())
def test_units_out_of_rank_are_not_counted(units, method, data):
    """Excluded and unclassified units have no rank, and the others stand as if they were not there."""
    out = st.sampled_from((Status.FINAL, Status.EXCLUDED, Status.NOT_CLASSIFIED))
    marked = [evolve(unit, status=data.draw(out)) for unit in units]
    inside = [unit for unit in marked if unit.status is Status.FINAL]
    covenant = sheet(ranking(method))
    found = {s.unit: s for s in rank(marked, covenant)}
    assert [found[unit.unit] for unit in inside] == list(rank(inside, covenant))
    assert all(found[u.unit].rank is None for u in marked if u.status is not Status.FINAL)
