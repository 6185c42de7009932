"""Ranks of many blocs at a time, the very ones that `standing.rank` gives to each.

A bloc in which something that decides a place is not known has no ranks, only the places that
are still possible; a unit whose evidence was refused counts there as one of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from covenant_rules.columns import neighbours
from covenant_rules.columns.blocs import Blocs, changes
from covenant_rules.columns.keys import FRACTION_BITS, SURE_BOTTOM, KeyForm
from covenant_rules.covenant import Method, Ranking

Ints = np.ndarray[Any, Any]
Mask = np.ndarray[Any, Any]
WORD = 63  # bits
SPAN = 2**62

KNOWN, LOW, HIGH = "known", "low", "high"


@frozen(eq=False)
class Places:
    """For each unit its rank, and the best and worst place that are possible; 0 where there is none."""

    rank: Ints
    best: Ints
    worst: Ints


@frozen
class Order:
    """How a sheet ranks: the method, and how the total and the tie-breakers stand in a table of keys.

    Such a table has a row for each unit that is ranked: `bloc` (where there are several), `known`,
    `low` and `high` for the ends of the total, and a column for each tie-breaker, higher is better.
    """

    ranking: Ranking
    total: KeyForm
    breakers: tuple[KeyForm, ...]

    @property
    def names(self) -> list[str]:
        """The names of the columns of keys, after `bloc` and `known`."""
        ties = [name for n, form in enumerate(self.breakers) for name in form.names(f"tie{n}")]
        return [*self.total.names(LOW), *self.total.names(HIGH), *ties]


def rank_rows(keys: pa.Table, order: Order) -> Places:
    """Return the places of the units of *keys*, in its order."""
    blocs = Blocs.of(keys)
    count = len(keys)
    known = _array(keys, KNOWN)
    if not count or known.all():
        ranks = _ranks(keys, blocs, order)
        return Places(ranks, ranks, ranks)
    places = Places(*(np.zeros(count, np.int32) for _ in range(3)))
    open_blocs = np.zeros(int(blocs.numbers.max()) + 1, bool)
    open_blocs[blocs.numbers[~known]] = True
    rest = open_blocs[blocs.numbers]
    _possible(keys.filter(pa.array(rest)), blocs.numbers[rest], np.flatnonzero(rest), order, places)
    ranks = _ranks(keys.filter(pa.array(~rest)), blocs.only(~rest), order)
    for column in (places.rank, places.best, places.worst):
        column[~rest] = ranks
    return places


def _ranks(keys: pa.Table, blocs: Blocs, order: Order) -> Ints:
    """Return the ranks of units of which everything is known that decides them."""
    if not len(keys):
        return np.zeros(0, np.int32)
    codes = [_code(keys, LOW, order.total)]
    codes += [_code(keys, f"tie{n}", form) for n, form in enumerate(order.breakers)]
    return _decided(blocs, _joined(codes), order.ranking)


def _array(keys: pa.Table, name: str) -> Ints:
    return np.asarray(keys.column(name).to_numpy())


def _code(keys: pa.Table, name: str, form: KeyForm) -> Ints:
    """Return numbers that order like the key called *name*."""
    if form.grain is not None:
        return _array(keys, name)
    return _dense([_array(keys, f"{name}.0"), _array(keys, f"{name}.1")], _texts(keys, name))


def _texts(keys: pa.Table, name: str) -> list[str | None] | None:
    column = keys.column(f"{name}.text")
    return None if column.null_count == len(column) else column.to_pylist()


def _dense(words: Sequence[Ints], texts: Sequence[str | None] | None) -> Ints:
    """Return the places of the distinct values, from the smallest; equal words are told apart by text."""
    order = np.lexsort(words[::-1])
    parted = changes([word[order] for word in words])
    if texts is not None:
        parted |= _told_apart(order, parted, words, texts)
    codes = np.empty(len(order), np.int64)
    codes[order] = np.cumsum(parted)
    return codes


def _told_apart(
    order: Ints, parted: Mask, words: Sequence[Ints], texts: Sequence[str | None]
) -> Mask:
    """Put runs of equal words into the order of their exact values, and say where those change."""
    found = np.zeros(len(order), bool)
    starts = np.append(np.flatnonzero(parted), len(order))
    for start, end in pairwise(starts):
        run = order[start:end]
        if len({texts[row] for row in run}) > 1:
            exact = {row: _exact(texts[row], *(int(word[row]) for word in words)) for row in run}
            ordered = sorted(run, key=exact.__getitem__)
            order[start:end] = ordered
            values = [exact[row] for row in ordered]
            found[start + 1 : end] = [a != b for a, b in pairwise(values)]
    return found


def _exact(text: str | None, whole: int, rest: int) -> Fraction:
    """Return the exact value of a key; without a text, its denominator is small and its words tell it."""
    if text is not None:
        return Fraction(text)
    middle = Fraction(2 * rest + 1, 2 ** (FRACTION_BITS + 1))
    return whole + middle.limit_denominator(SURE_BOTTOM - 1)


def _joined(codes: Sequence[Ints]) -> list[Ints]:
    """Return codes that order like *codes*: one, where together they fit."""
    if len(codes) == 1:
        return list(codes)
    found, width = None, 1
    for code in codes:
        least, most = int(code.min()), int(code.max())
        width *= most - least + 1
        if width >= SPAN:
            return list(codes)
        own = code - least
        found = own if found is None else found * (most - least + 1) + own
    return [] if found is None else [found]


def _decided(blocs: Blocs, codes: Sequence[Ints], ranking: Ranking) -> Ints:
    count = len(codes[0])
    found = np.empty(count, np.int32)
    if blocs.starts is None:
        found[:] = _by_sorting(blocs.numbers, codes, ranking)
        return found
    sizes = np.diff(blocs.starts, append=count)
    small = sizes <= neighbours.LARGEST
    if small.any():
        neighbours.ranks(blocs.starts[small], sizes[small], codes, ranking, found)
    if not small.all():
        rows = np.flatnonzero(np.repeat(~small, sizes))
        own = [code[rows] for code in codes]
        found[rows] = _by_sorting(blocs.numbers[rows], own, ranking)
    return found


def _by_sorting(blocs: Ints, codes: Sequence[Ints], ranking: Ranking) -> Ints:
    order, new_bloc, new_key = _sorted(blocs, codes, ranking)
    count = len(order)
    rows = np.arange(count, dtype=np.int32)
    key_start = np.maximum.accumulate(np.where(new_key, rows, 0))
    bloc_start = np.maximum.accumulate(np.where(new_bloc, rows, 0))
    number = np.cumsum(new_key, dtype=np.int32) if ranking.method is Method.DENSE else key_start
    ranks = number - number[bloc_start] + 1
    if ranking.listed_last:
        ranks += rows - key_start
    found = np.empty(count, np.int32)
    found[order] = ranks
    return found


def _sorted(blocs: Ints, codes: Sequence[Ints], ranking: Ranking) -> tuple[Ints, Mask, Mask]:
    """Return the rows by bloc, and within it from the best to the worst, and where each begins.

    Where a bloc, a code and a row fit in one word, the words are sorted and hold everything.
    """
    first = codes[0]
    least, most = int(first.min()), int(first.max())
    bits = [(x - 1).bit_length() for x in (int(blocs.max()) + 1, most - least + 1, len(first))]
    if len(codes) == 1 and sum(bits) < WORD:
        key = (blocs.astype(np.int64) << bits[1]) | (most - first)
        key = (key << bits[2]) | np.arange(len(first))
        key.sort()
        order = key & ((1 << bits[2]) - 1)
        return order, changes([key >> (bits[1] + bits[2])]), changes([key >> bits[2]])
    if len(codes) == 1 and sum(bits[:2]) < WORD:
        key = (blocs.astype(np.int64) << bits[1]) | (most - first)
        order = np.argsort(key, kind="stable" if ranking.listed_last else None)
    else:
        order = np.lexsort([*(~code for code in reversed(codes)), blocs])
    new_bloc = changes([blocs[order]])
    return order, new_bloc, new_bloc | changes([code[order] for code in codes])


def _possible(keys: pa.Table, blocs: Ints, rows: Ints, order: Order, places: Places) -> None:
    """Note the places that are still possible for *rows*, whose totals lie between two ends."""
    count = len(rows)
    low, high = _ends(keys, order.total)
    kinds = np.repeat([0, 1], count)
    ends = np.concatenate([low, high])
    both = np.concatenate([blocs, blocs])
    # ahead for sure: lows above my high. A high goes before a low of the same value.
    sure = _counted(both, ends, 1 - kinds)[count:]
    # behind for sure: highs below my low; a low goes before a high of the same value from below.
    behind = _counted(both, ~ends, kinds)[:count]
    sizes = np.bincount(blocs)[blocs]
    if order.ranking.method is Method.DENSE:
        sure = np.minimum(sure, 1)
    places.best[rows] = 1 + sure
    places.worst[rows] = sizes - behind


def _ends(keys: pa.Table, form: KeyForm) -> tuple[Ints, Ints]:
    if form.grain is not None:
        return _array(keys, LOW), _array(keys, HIGH)
    words = [np.concatenate([_array(keys, f"{end}.{n}") for end in (LOW, HIGH)]) for n in range(2)]
    texts = [text for end in (LOW, HIGH) for text in keys.column(f"{end}.text").to_pylist()]
    codes = _dense(words, texts if any(text is not None for text in texts) else None)
    return codes[: len(keys)], codes[len(keys) :]


def _counted(blocs: Ints, ends: Ints, counts: Ints) -> Ints:
    """Return for each end how many that count stand before it in its bloc, greatest first.

    Among equal ends those that do not count come first.
    """
    order = np.lexsort([counts, ~ends, blocs])
    before = np.cumsum(counts[order]) - counts[order]
    new_bloc = changes([blocs[order]])
    starts = np.maximum.accumulate(np.where(new_bloc, np.arange(len(order)), 0))
    found = np.empty(len(order), np.int64)
    found[order] = before - before[starts]
    return found
