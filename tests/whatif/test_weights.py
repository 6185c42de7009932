"""The best and worst place under weights: against every cell of the plane of weights, counted out."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations
from random import Random

import pytest

import covenant_rules as cr
from covenant_rules.columns.whatif import WeightLimits, reachable_places, weight, weights, what_if
from covenant_rules.columns.whatif.simplex import maximise
from covenant_rules.errors import SpecError
from covenant_rules.registry import Registry

CORE = Registry.of()
EXACT = "{method: competition, precision: exact, ties: shared}"
HEAD = """\
covenant: thu
edition: "2026"
title: {vi: Bản thử, en: Trial}
rounding: {decimals: 1, mode: half_up, at: total}
"""


def bloc_of(folder, points, ranking=EXACT, combine="sum", limits=""):
    """Return a bloc whose contents a, b, … give each unit just the points in its row of *points*."""
    names = "abcdef"[: len(points[0])]
    lines = [HEAD + f"ranking: {ranking}\ncombine: {combine}\nwhen_missing: pending\n{limits}measures:"]
    title = "title: {vi: X, en: X}"
    lines += [f"  m{n}: {{{title}, unit: points, low: 0, high: 50}}" for n in names]
    lines.append("contents:")
    for n in names:
        rule = f"rule: core.graded, with: {{step: 1}}, from: {{given: m{n}}}"
        criterion = f"{{id: {n}1, {title}, points: 50, {rule}}}"
        lines.append(f"  - {{id: {n}, {title}, points: 50, criteria: [{criterion}]}}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "covenant.yaml").write_text("\n".join(lines) + "\n")
    units = [f"  - {{unit: u{k}, {title}}}" for k in range(len(points))]
    (folder / "registrations.yaml").write_text("\n".join(["covenant: thu", "units:", *units]) + "\n")
    rows = [f"u{k},final,m{n},{v}," for k, row in enumerate(points) for n, v in zip(names, row, strict=True)]
    (folder / "reports.csv").write_text("\n".join(["unit,stage,measure,value,note", *rows]) + "\n")
    return cr.load(folder, registry=CORE)


def cells(points, low, high):
    """Return a point of every cell, edge and corner into which the units' ties cut the square of two weights.

    The corners are where two lines meet: a tie of two units, or a side of the square. The middle of two
    corners, and of three, meets every edge and every cell, for each is the hull of its corners.
    """
    lines = [(F(1), F(0), low), (F(1), F(0), high), (F(0), F(1), low), (F(0), F(1), high)]
    for one, other in combinations(points, 2):
        lines.append((F(one[0] - other[0]), F(one[1] - other[1]), F(0)))
    corners = set()
    for (a, b, c), (d, e, f) in combinations(lines, 2):
        det = a * e - b * d
        if det:
            x, y = (c * e - b * f) / det, (a * f - c * d) / det
            if low <= x <= high and low <= y <= high:
                corners.add((x, y))
    yield from corners
    for size in (2, 3):
        for some in combinations(sorted(corners), size):
            yield tuple(sum(axis, F(0)) / size for axis in zip(*some, strict=True))


def place(points, unit, weights, *, listed=False):
    """Return the place of a unit: one more than there are units ahead of it."""
    totals = [sum(p * w for p, w in zip(row, weights, strict=True)) for row in points]
    own = totals[unit]
    return 1 + sum(t > own or (listed and t == own and k < unit) for k, t in enumerate(totals))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("listed", [False, True], ids=["shared", "listed"])
def test_the_places_are_those_of_every_cell_counted_out(tmp_path, seed, listed):
    """Of two weights, no cell has a better or worse place than the one that is claimed, and one has it."""
    random = Random(seed)
    points = [[random.randint(40, 48), random.randint(40, 48)] for _ in range(5)]
    low, high = F(random.randint(1, 4), 4), F(random.randint(5, 9), 4)
    ranking = "{method: ordinal, precision: exact, ties: listed}" if listed else EXACT
    bloc = bloc_of(tmp_path, points, ranking)
    limits = WeightLimits({"a": (low, high), "b": (low, high)}, same_maximum=False)
    every = list(cells(points, low, high))
    for unit, found in enumerate(reachable_places(bloc, limits)):
        reached = [place(points, unit, weights, listed=listed) for weights in every]
        assert (found.best.bound, found.worst.bound) == (min(reached), max(reached))
        assert found.best.exact
        assert found.worst.exact
        for end in (found.best, found.worst):
            assert place(points, unit, tuple(end.weights.values()), listed=listed) == end.attained


@pytest.mark.parametrize("most", [0, 1, 5])
def test_a_search_that_ends_early_claims_less(tmp_path, monkeypatch, most):
    """With a few programs only, no cell has a better or worse place than the one claimed, which may be reached by none."""
    monkeypatch.setattr(weights, "MOST_PROGRAMS", most)
    monkeypatch.setattr(weights, "FEWEST_PROGRAMS", most)
    random, exact = Random(most), []
    for number in range(4):
        points = [[random.randint(40, 48), random.randint(40, 48)] for _ in range(6)]
        bloc = bloc_of(tmp_path / str(number), points)
        every = list(cells(points, F(1, 2), F(3, 2)))
        limits = WeightLimits({"a": (F(1, 2), F(3, 2)), "b": (F(1, 2), F(3, 2))}, same_maximum=False)
        for unit, found in enumerate(reachable_places(bloc, limits)):
            reached = [place(points, unit, at) for at in every]
            assert found.best.bound <= min(reached) <= found.best.attained
            assert found.worst.attained <= max(reached) <= found.worst.bound
            exact += [found.best.exact, found.worst.exact]
    assert all(exact) is (most == 5)


def test_weights_that_keep_the_maximum_are_a_line(tmp_path):
    """Two contents of equal standard: weights are w and 2 - w. u0 leads while 40w + 48(2-w) > 46w + 43(2-w)."""
    # 96 - 8w > 86 + 3w, so w < 10/11: u0 is first at w = 1/2 and second at w = 3/2.
    bloc = bloc_of(tmp_path, [[40, 48], [46, 43]])
    limits = WeightLimits({"a": (F(1, 2), F(3, 2)), "b": (F(1, 2), F(3, 2))}, same_maximum=True)
    first = reachable_places(bloc, limits)[0]
    assert (first.best.attained, first.worst.attained) == (1, 2)
    for end, ahead in ((first.best, True), (first.worst, False)):
        a, b = end.weights["a"], end.weights["b"]
        assert a + b == 2
        assert (a <= F(10, 11)) == ahead


@pytest.mark.parametrize("seed", range(4))
def test_a_weighted_mean_has_the_places_of_its_numerators(tmp_path, seed):
    """In a mean the same sum of weights divides all totals, so places are as in the weighted sum."""
    random = Random(100 + seed)
    points = [[random.randint(40, 48), random.randint(40, 48)] for _ in range(4)]
    limits = WeightLimits({"a": (F(1), F(3)), "b": (F(1), F(3))}, same_maximum=False)
    found = reachable_places(bloc_of(tmp_path, points, combine="mean"), limits)
    for unit, own in enumerate(found):
        reached = [place(points, unit, weights) for weights in cells(points, F(1), F(3))]
        assert (own.best.attained, own.worst.attained) == (min(reached), max(reached))
        assert not own.bent


@pytest.mark.parametrize("seed", range(4))
def test_three_weights_are_bounded_by_many_scenarios(tmp_path, seed):
    """No scenario of a grid over the box passes the proved places, and the claimed weights have them."""
    random = Random(200 + seed)
    points = [[random.randint(40, 46) for _ in range(3)] for _ in range(5)]
    bloc = bloc_of(tmp_path, points)
    ends = (F(1, 2), F(3, 2))
    grid = [F(n, 6) for n in range(3, 10)]
    found = what_if(bloc, [weight(n, grid) for n in "abc"], executor="integers")
    for own in reachable_places(bloc, WeightLimits(dict.fromkeys("abc", ends), same_maximum=False)):
        best, worst = found.extremes(own.unit)
        assert own.best.exact
        assert own.worst.exact
        assert own.best.bound <= best <= worst <= own.worst.bound


@pytest.mark.parametrize("ranking", [
    "{method: competition, precision: rounded, ties: shared}",
    "{method: dense, precision: 0, ties: shared}",
    "{method: competition, precision: rounded, ties: shared, tie_breakers: [{points: b}]}",
    "{method: ordinal, precision: rounded, ties: listed}",
])  # fmt: skip
def test_bounds_hold_where_rounding_or_ties_decide(tmp_path, ranking):
    """With rounded totals, tie-breakers or dense ranks the bounds still hold, and what is attained is real."""
    random = Random(7)
    points = [[random.randint(44, 46) for _ in range(2)] for _ in range(5)]
    bloc = bloc_of(tmp_path, points, ranking)
    grid = [F(n, 20) for n in range(15, 26)]
    found = what_if(bloc, [weight(n, grid) for n in "ab"], executor="integers")
    limits = WeightLimits({"a": (F(3, 4), F(5, 4)), "b": (F(3, 4), F(5, 4))}, same_maximum=False)
    for own in reachable_places(bloc, limits):
        best, worst = found.extremes(own.unit)
        assert own.best.bound <= best
        assert worst <= own.worst.bound
        for end in (own.best, own.worst):
            assert own.best.bound <= end.attained <= own.worst.bound
            there = what_if(bloc, [weight(n, [w]) for n, w in end.weights.items()], executor="integers")
            assert there.ranks(own.unit) == [end.attained]


def test_a_cap_that_may_bend_a_total_is_named_and_the_bounds_stay_sound(tmp_path):
    """A ceiling of 85 on the sheet bends the totals of units near it: the bound is open there, and says so."""
    points = [[40, 40], [44, 44], [20, 20]]
    bloc = bloc_of(tmp_path, points, limits="limits: {ceiling: 85}\n")
    limits = WeightLimits({"a": (F(1, 2), F(3, 2)), "b": (F(1, 2), F(3, 2))}, same_maximum=False)
    first, second, third = reachable_places(bloc, limits)
    assert set(first.bent) == {"u0", "u1"}
    # At 1/2 each u1 is ahead (44 to 40); at 3/2 each both stand at the ceiling, 85, and share the first place.
    assert (first.best.bound, first.best.attained) == (1, 1)
    assert first.worst.attained == 2
    assert first.worst.bound == 3  # not reached: 20 points never pass 40, but the proof does not see it
    assert (second.best.attained, third.worst.bound, third.worst.attained) == (1, 3, 3)


def test_a_cap_that_cannot_bind_bends_nothing(tmp_path):
    """A ceiling above every total within the limits leaves the totals linear, so the places are exact."""
    bloc = bloc_of(tmp_path, [[40, 48], [46, 43]], limits="limits: {ceiling: 1000}\n")
    limits = WeightLimits({"a": (F(1, 2), F(3, 2)), "b": (F(1, 2), F(3, 2))}, same_maximum=False)
    for own in reachable_places(bloc, limits):
        assert own.bent == ()
        assert (own.best.bound, own.best.attained, own.worst.bound, own.worst.attained) == (1, 1, 2, 2)


@pytest.mark.parametrize(
    ("given", "same", "code"),
    [
        ({"a": (F(2), F(1))}, False, "E845"),
        ({"a": (F(0), F(1))}, False, "E845"),
        ({"a": (F(1), F(2)), "a1": (F(1), F(2))}, False, "E848"),
        ({"z": (F(1), F(2))}, False, "E830"),
        ({"a": (F(2), F(3)), "b": (F(2), F(3))}, True, "E829"),
    ],
    ids=["reversed", "zero", "nested", "unknown", "no weights"],
)
def test_limits_that_are_none_are_refused(tmp_path, given, same, code):
    """Limits in the wrong order, of nested or unknown nodes, or that no weights satisfy, are named."""
    bloc = bloc_of(tmp_path, [[40, 48], [46, 43]])
    with pytest.raises(SpecError) as caught:
        reachable_places(bloc, WeightLimits(given, same_maximum=same))
    assert [found.code for found in caught.value.diagnostics] == [code]


def test_units_without_evidence_are_refused(tmp_path):
    """Nothing is proved of places while evidence is missing: the units are named."""
    bloc_of(tmp_path, [[40, 48], [46, 43]])
    reports = (tmp_path / "reports.csv").read_text().replace("u1,final,mb,43,\n", "")
    (tmp_path / "reports.csv").write_text(reports)
    bloc = cr.load(tmp_path, registry=CORE)
    with pytest.raises(SpecError) as caught:
        reachable_places(bloc, WeightLimits({"a": (F(1), F(2))}, same_maximum=False))
    assert [(d.code, d.values["units"].en) for d in caught.value.diagnostics] == [("E849", "u1")]


@pytest.mark.parametrize("seed", range(30))
def test_a_linear_program_finds_the_best_corner(seed):
    """In the plane, the greatest value is that of the best corner among all pairs of lines that meet."""
    random = Random(seed)
    rows = [[F(random.randint(-4, 4)) for _ in range(2)] for _ in range(4)] + [[F(1), F(0)], [F(0), F(1)]]
    limits = [F(random.randint(-6, 8)) for _ in range(4)] + [F(5), F(5)]
    goal = [F(random.randint(-3, 3)) for _ in range(2)]
    lines = [*zip(rows, limits, strict=True), ([F(1), F(0)], F(0)), ([F(0), F(1)], F(0))]
    best = None
    for ((a, b), c), ((d, e), f) in combinations(lines, 2):
        det = a * e - b * d
        if not det:
            continue
        x, y = (c * e - b * f) / det, (a * f - c * d) / det
        if x >= 0 and y >= 0 and all(p * x + q * y <= r for (p, q), r in zip(rows, limits, strict=True)):
            value = goal[0] * x + goal[1] * y
            best = value if best is None else max(best, value)
    found = maximise(goal, rows, limits)
    assert (None if found is None else found.value) == best
    if found is not None:
        assert all(sum(p * x for p, x in zip(row, found.point, strict=True)) <= r for row, r in zip(rows, limits, strict=True))
