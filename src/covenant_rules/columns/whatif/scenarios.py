"""Scenarios: a bloc scored and ranked under every combination of assumptions, or under drawn ones.

The formula of a unit is taken with symbols for what scenarios change; everything else of it is known,
and folds to numbers at once. What is left is run over one row for each *different* choice of the
assumptions that it still depends on. So a scenario rescores only what changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lcm, prod
from random import Random
from typing import Any

import numpy as np
from attrs import frozen

from covenant_rules.bloc import Bloc
from covenant_rules.columns.missing import ends_of
from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.running import Runner
from covenant_rules.columns.whatif.assumptions import Assumption, Draws, Steps
from covenant_rules.columns.whatif.classes import Bands
from covenant_rules.columns.whatif.faults import faults
from covenant_rules.columns.whatif.outcome import Scenarios
from covenant_rules.columns.whatif.ranking import Array, places
from covenant_rules.columns.whatif.units import LOW_TIE, Unknowns, unit_formulas
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import SpecError
from covenant_rules.formula.tree import symbols
from covenant_rules.standing import choose_stage

MOST_SCENARIOS = 5_000_000
LARGEST = 2**62


def what_if(
    bloc: Bloc,
    assumptions: Sequence[Assumption],
    *,
    draws: Draws | None = None,
    stage: str | None = None,
    executor: str = "auto",
) -> Scenarios:
    """Score and rank *bloc* under scenarios. Exact and pure; a seed gives the same draws anywhere.

    Args:
        bloc: the sheet with its registrations and reports.
        assumptions: the numbers that scenarios change.
        draws: how many scenarios are drawn, from which seed; None for every combination of values.
        stage: which reports to take; see `standing.choose_stage`.
        executor: as for `columns.plan.plan`.

    Raises:
        SpecError: with everything that is wrong with the assumptions, or too many scenarios.
        ReportError: the stage has no reports, or is not clear.
    """
    found = faults(bloc, assumptions)
    if found:
        raise SpecError([told for _, _, told in found])
    chosen = _drawn(assumptions, draws) if draws else _combined(assumptions)
    at = choose_stage(bloc, stage)
    rows = len(chosen[0]) if chosen else 1
    units = unit_formulas(bloc, assumptions, at)
    policy = bloc.awards
    bands = Bands.of(policy) if policy and policy.classes else None
    points = "total" if policy is None or policy.rounded else "exact"
    results = [_run(one, assumptions, chosen, rows, executor, points) for one in units]
    ranking = bloc.covenant.ranking
    ties = [
        [result.low[f"{LOW_TIE}{number}"] for result in results]
        for number in range(len(ranking.tie_breakers))
    ]
    undecided = np.zeros(rows, dtype=bool)
    for result in results:
        undecided |= result.undecided
    lows, highs = ([getattr(r, end)["compared"] for r in results] for end in ("low", "high"))
    return Scenarios(
        bloc,
        at,
        tuple(assumptions),
        draws,
        tuple(one.unit for one in units),
        tuple(chosen),
        places(lows, highs, ties, undecided, ranking),
        {one.unit: result.low["total"] for one, result in zip(units, results, strict=True)},
        {one.unit: result.high["total"] for one, result in zip(units, results, strict=True)},
        bands,
        {}
        if bands is None
        else {
            one.unit: bands.classes_of(result.low[points], result.high[points])
            for one, result in zip(units, results, strict=True)
        },
    )


def _combined(assumptions: Sequence[Assumption]) -> list[Array]:
    """Return every combination of values, the last assumption changing fastest."""
    sizes = [len(one.values) for one in assumptions]
    count = prod(sizes)
    _check_count(count)
    rows = np.arange(count)
    found = []
    for number, size in enumerate(sizes):
        found.append(rows // prod(sizes[number + 1 :]) % size)
    return found


def _drawn(assumptions: Sequence[Assumption], draws: Draws) -> list[Array]:
    _check_count(draws.count)
    random = Random(draws.seed)  # noqa: S311  (draws for statistics, named by their seed)
    sizes = [len(one.values) for one in assumptions]
    drawn = [[random.randrange(size) for size in sizes] for _ in range(draws.count)]
    return list(np.array(drawn, dtype=np.int64).reshape(draws.count, len(sizes)).T)


def _check_count(count: int) -> None:
    if not 1 <= count <= MOST_SCENARIOS:
        raise SpecError(diagnostic("E844", count=count, limit=MOST_SCENARIOS))


@frozen(eq=False)
class _Result:
    """The results of one unit in every scenario, and where something that decides its rank is open."""

    low: Mapping[str, Numbers]
    high: Mapping[str, Numbers]
    undecided: Array


def _run(
    unit: Unknowns, assumptions: Sequence[Assumption], chosen: Sequence[Array], rows: int,
    executor: str, points: str,
) -> _Result:  # fmt: skip
    """Run the formulas of one unit over the different choices that they depend on; *points* rate it."""
    wanted = tuple(dict.fromkeys(("total", points, *unit.deciding)))
    needed = symbols(*(unit.results[name] for name in wanted))
    names = {symbol.name for symbol in needed}
    free = [n for n, one in enumerate(assumptions) if one.symbol(n).name in names]
    picks, where = _different(
        [chosen[n] for n in free], [len(assumptions[n].values) for n in free], rows
    )
    count = len(where) if picks is None else len(picks[0]) if picks else 1
    own = [chosen[n] for n in free] if picks is None else picks
    columns: dict[str, Any] = {
        f"?{n}": _numbers(assumptions[n], pick) for n, pick in zip(free, own, strict=True)
    }
    for symbol in needed:
        if symbol.name not in columns:  # evidence that nobody reported: its whole range
            columns[symbol.name] = Numbers([0] * count, 1, [True] * count)
    runner = Runner(unit.results, executor)
    lows, highs = ends_of(runner, wanted, columns, count)
    low = {name: _picked(column, where, picks) for name, column in lows.items()}
    high = {
        name: low[name] if column is lows[name] else _picked(column, where, picks)
        for name, column in highs.items()
    }
    open_ = np.zeros(rows, dtype=bool)
    for name in unit.deciding:
        if low[name] is not high[name]:
            open_ |= _differ(low[name], high[name])
    return _Result(low, high, open_)


def _different(
    chosen: Sequence[Array], sizes: Sequence[int], rows: int
) -> tuple[list[Array] | None, Array]:
    """Return the different choices, and for each scenario which of them it is; None: all differ."""
    if not chosen:
        return [], np.zeros(rows, dtype=np.int64)
    if prod(sizes) >= LARGEST:
        return None, np.arange(rows)
    code = np.zeros(rows, dtype=np.int64)
    for pick, size in zip(chosen, sizes, strict=True):
        code = code * size + pick
    unique, first, where = np.unique(code, return_index=True, return_inverse=True)
    if len(unique) == rows:
        return None, np.arange(rows)
    return [pick[first] for pick in chosen], where


def _numbers(one: Assumption, pick: Array) -> Numbers:
    """Return the values of an assumption in the order of *pick*."""
    if isinstance(one.values, Steps):
        low, step = one.values.low, one.values.step
        scale = lcm(low.denominator, step.denominator)
        first, width = int(low * scale), int(step * scale)
        small = max(abs(first), abs(first + width * len(one.values))) < LARGEST
        return Numbers(first + (pick if small else pick.astype(object)) * width, scale)
    every = Numbers.of(one.values)
    return Numbers(np.array(every.values)[pick], every.scale)


def _picked(column: Numbers, where: Array, picks: list[Array] | None) -> Numbers:
    """Return the result of each scenario from those of the different choices."""
    if picks is None:
        return column
    scale = column.scale if isinstance(column.scale, int) else np.asarray(column.scale)[where]
    missing = None if column.missing is None else np.asarray(column.missing)[where]
    return Numbers(np.asarray(column.values)[where], scale, missing)


def _differ(low: Numbers, high: Numbers) -> Array:
    pairs = zip(low.fractions(), high.fractions(), strict=True)
    return np.array([a is None or b is None or a != b for a, b in pairs], dtype=bool)
