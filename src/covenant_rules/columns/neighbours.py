"""Ranks of small blocs whose units stand side by side: each unit is compared with its neighbours.

Nothing is sorted. Blocs of one size are the rows of a matrix, so comparing two of their places is one
operation on all of them; most files are of this kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from covenant_rules.covenant import Method, Ranking

Ints = np.ndarray[Any, Any]
LARGEST = 32  # units of a bloc, up to which comparing each pair is faster than sorting; measured
PIECE = 2**16  # units compared at a time: they and their ranks stay in the cache
NARROW = 2**31


def ranks(starts: Ints, sizes: Ints, codes: Sequence[Ints], ranking: Ranking, found: Ints) -> None:
    """Put into *found* the rank of every unit of the blocs that begin at *starts*.

    Args:
        starts: the first row of each bloc.
        sizes: how many rows each has.
        codes: what is compared, higher is better; the second where the first is equal, and so on.
        ranking: the method, and whether equal units keep their order.
        found: the ranks of all rows; those of other rows stay.
    """
    codes = [_narrow(code) for code in codes]
    counts = np.bincount(sizes)
    for size in np.flatnonzero(counts):
        own = starts if counts[size] == len(starts) else starts[sizes == size]
        step = max(1, PIECE // int(size))
        for first in range(0, len(own), step):
            some = own[first : first + step]
            held = [_matrix(code, some, int(size)) for code in codes]
            _put(found, some, _ranked(held, ranking))


def _narrow(code: Ints) -> Ints:
    """Return numbers that compare likewise, in half the bytes where they fit."""
    least, most = int(code.min()), int(code.max())
    return (code - least).astype(np.int32) if most - least < NARROW else code


def _matrix(code: Ints, starts: Ints, size: int) -> Ints:
    """Return the values of blocs of one *size*: a line for each place in the bloc."""
    first, count = int(starts[0]), len(starts)
    if int(starts[-1]) == first + (count - 1) * size:  # nothing stands between them
        return np.ascontiguousarray(code[first : first + count * size].reshape(count, size).T)
    return code[starts + np.arange(size)[:, None]]


def _put(found: Ints, starts: Ints, ranked: Ints) -> None:
    size, count = ranked.shape
    first = int(starts[0])
    if int(starts[-1]) == first + (count - 1) * size:
        found[first : first + count * size].reshape(count, size)[:] = ranked.T
    else:
        found[starts + np.arange(size)[:, None]] = ranked


def _ranked(codes: Sequence[Ints], ranking: Ranking) -> Ints:
    """Return the ranks in blocs of one size; every code has a line for each place in the bloc."""
    size, count = codes[0].shape
    found = np.ones((size, count), np.uint8)
    pairs = [(i, j) for i in range(size) for j in range(i + 1, size)]
    counts = np.ones((size, count), bool)  # whether a unit is the first of its equals
    if ranking.method is Method.DENSE:
        for i, j in pairs:
            counts[j] &= ~_equal(codes, i, j)
    for i, j in pairs:
        ahead, behind = _ahead(codes, i, j), _ahead(codes, j, i)
        if ranking.method is Method.DENSE:
            found[j] += ahead & counts[i]
            found[i] += behind & counts[j]
            if ranking.listed_last:
                found[j] += ~(ahead | behind)
        else:
            found[j] += ~behind if ranking.listed_last else ahead
            found[i] += behind
    return found


def _ahead(codes: Sequence[Ints], i: int, j: int) -> Ints:
    """Return in which blocs the unit at place *i* is ahead of the one at *j*."""
    found: Ints = codes[-1][i] > codes[-1][j]
    for code in reversed(codes[:-1]):
        found = (code[i] > code[j]) | ((code[i] == code[j]) & found)
    return found


def _equal(codes: Sequence[Ints], i: int, j: int) -> Ints:
    found: Ints = codes[0][i] == codes[0][j]
    for code in codes[1:]:
        found &= code[i] == code[j]
    return found
