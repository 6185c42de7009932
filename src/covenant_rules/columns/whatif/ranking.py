"""Ranks of all scenarios at once, as `standing.rank` gives them for one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import lcm
from typing import Any

import numpy as np
from attrs import frozen

from covenant_rules.columns.numbers import Numbers, listed
from covenant_rules.covenant import Method, Ranking

Array = np.ndarray[Any, Any]


@frozen(eq=False)
class Places:
    """For each unit and scenario its rank, 0 while it is not decided, and the places still possible."""

    rank: Array
    best: Array
    worst: Array


def aligned(columns: Sequence[Numbers]) -> tuple[list[Array], int]:
    """Return the numerators of *columns* over one denominator, and it."""
    if not all(isinstance(column.scale, int) for column in columns):
        rows = [column.fractions() for column in columns]
        columns = [Numbers.of(row) for row in rows]
    common = lcm(*(int(column.scale) for column in columns))
    found = []
    for column in columns:
        factor = common // int(column.scale)
        values = np.asarray(column.values)
        if values.dtype == object or _peak(values) * factor >= 2**62:
            values = np.array([int(v) for v in listed(column.values)], dtype=object)
        found.append(values * factor)
    if any(column.dtype == object for column in found):
        found = [column.astype(object) for column in found]
    return found, common


def _peak(values: Array) -> int:
    return max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0


def places(
    lows: Sequence[Numbers], highs: Sequence[Numbers], ties: Sequence[Sequence[Numbers]],
    undecided: Array, ranking: Ranking,
) -> Places:  # fmt: skip
    """Return the places of all units in all scenarios.

    Args:
        lows: for each unit the lower end of the total as the sheet compares it.
        highs: the upper end.
        ties: for each tie-breaker, for each unit, what it compares; more is better.
        undecided: true in scenarios in which a total or a tie-breaker of some unit is not known.
        ranking: how the sheet ranks.
    """
    units, rows = len(lows), len(undecided)
    both, _ = aligned([*lows, *highs])
    low, high = both[:units], both[units:]
    keys = [low, *(aligned(tie)[0] for tie in ties)]
    ahead = np.zeros((units, rows), dtype=np.int64)
    listed_before = np.zeros((units, rows), dtype=np.int64)
    sure, maybe = ahead.copy(), ahead.copy()
    first = np.ones((units, rows), dtype=bool)  # of those with an equal key
    before: dict[tuple[int, int], Array] = {}
    for a, b in combinations(range(units), 2):
        a_first, b_first, equal = _compared([key[a] for key in keys], [key[b] for key in keys])
        before[a, b], before[b, a] = a_first, b_first
        ahead[b] += a_first
        ahead[a] += b_first
        listed_before[b] += equal
        first[b] &= ~equal
        if undecided.any():
            surely_a, surely_b = low[a] > high[b], low[b] > high[a]
            sure[b] += surely_a
            sure[a] += surely_b
            maybe[b] += ~surely_b
            maybe[a] += ~surely_a
    if ranking.method is Method.DENSE:
        ahead = _distinct(before, first)
    rank = 1 + ahead + (listed_before if ranking.listed_last else 0)
    if not undecided.any():
        return Places(rank, rank, rank)
    least = 1 + (np.minimum(sure, 1) if ranking.method is Method.DENSE else sure)
    return Places(
        np.where(undecided, 0, rank),
        np.where(undecided, least, rank),
        np.where(undecided, 1 + maybe, rank),
    )


def _compared(a: Sequence[Array], b: Sequence[Array]) -> tuple[Array, Array, Array]:
    """Return where the keys of one unit come first, where those of the other do, and where they are equal."""
    equal = np.ones(len(a[0]), dtype=bool)
    a_first = np.zeros(len(a[0]), dtype=bool)
    b_first = a_first.copy()
    for one, other in zip(a, b, strict=True):
        a_first |= equal & (one > other).astype(bool)
        b_first |= equal & (one < other).astype(bool)
        equal = ~(a_first | b_first)
    return a_first, b_first, equal


def _distinct(before: dict[tuple[int, int], Array], first: Array) -> Array:
    """Return how many different keys are ahead of each unit."""
    found = np.zeros(first.shape, dtype=np.int64)
    for (a, b), ahead in before.items():
        found[b] += ahead & first[a]
    return found
