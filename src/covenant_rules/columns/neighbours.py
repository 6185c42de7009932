"""Ranks of small blocs whose units stand side by side: each unit is compared with its neighbours.

Nothing is sorted. In pieces that stay in the cache this takes a fraction of what sorting takes, and most
files are of this kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from covenant_rules.covenant import Method, Ranking

Ints = np.ndarray[Any, Any]
LARGEST = 12  # units of a bloc, up to which comparing each pair is faster than sorting; measured
PIECE = 2**15


def stand_together(blocs: Ints) -> bool:
    """Say whether the rows of each bloc stand side by side, and are few; later blocs have higher numbers."""
    steps = np.diff(blocs)
    if (steps < 0).any():
        return False
    starts = np.flatnonzero(steps) + 1
    return int(np.diff(starts, prepend=0, append=len(blocs)).max()) <= LARGEST


def ranks(blocs: Ints, codes: Sequence[Ints], ranking: Ranking) -> Ints:
    """Return the rank of every row in its bloc; *codes* are what is compared, higher is better."""
    count = len(blocs)
    found = np.ones(count, np.int32)
    start = 0
    while start < count:
        end = min(start + PIECE, count)
        while end < count and blocs[end] == blocs[end - 1]:
            end += 1
        own = slice(start, end)
        _ranked(blocs[own], [code[own] for code in codes], ranking, found[own])
        start = end
    return found


def _ranked(blocs: Ints, codes: Sequence[Ints], ranking: Ranking, found: Ints) -> None:
    """Add to *found* how many are ahead of each row."""
    most = int(np.bincount(blocs - blocs[0]).max())
    counts = np.ones(len(blocs), np.int32)  # zero for a row that another one before it equals
    if ranking.method is Method.DENSE:
        for apart in range(1, most):
            _, _, equal = _compared(blocs, codes, apart)
            counts[apart:][equal] = 0
    for apart in range(1, most):
        first, second, equal = _compared(blocs, codes, apart)
        found[apart:] += first * counts[:-apart]
        found[:-apart] += second * counts[apart:]
        if ranking.listed_last:
            found[apart:] += equal


def _compared(blocs: Ints, codes: Sequence[Ints], apart: int) -> tuple[Ints, Ints, Ints]:
    """Return for rows that stand so far *apart* in a bloc where the first is ahead, the second, and neither."""
    equal = blocs[apart:] == blocs[:-apart]
    first, second = np.zeros(len(equal), bool), np.zeros(len(equal), bool)
    for code in codes:
        one, other = code[:-apart], code[apart:]
        first |= equal & (one > other)
        second |= equal & (one < other)
        equal &= one == other
    return first, second, equal
