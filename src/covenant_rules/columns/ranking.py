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
import pyarrow.compute as pc
from attrs import frozen

from covenant_rules.columns import neighbours
from covenant_rules.columns.keys import FRACTION_BITS, SURE_BOTTOM, KeyForm
from covenant_rules.covenant import Method, Ranking

Ints = np.ndarray[Any, Any]
Mask = np.ndarray[Any, Any]
SPAN = 2**62

BLOC, KNOWN, LOW, HIGH = "bloc", "known", "low", "high"


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
    blocs = _blocs(keys)
    count = len(keys)
    places = Places(*(np.zeros(count, np.int32) for _ in range(3)))
    known = _array(keys, KNOWN)
    rows = np.arange(count)
    if not known.all():
        open_blocs = np.zeros(int(blocs.max()) + 1, bool)
        open_blocs[blocs[~known]] = True
        rest = open_blocs[blocs]
        _possible(keys.filter(pa.array(rest)), blocs[rest], np.flatnonzero(rest), order, places)
        rows = np.flatnonzero(~rest)
        keys, blocs = keys.filter(pa.array(~rest)), blocs[rows]
    if len(keys):
        codes = [_code(keys, LOW, order.total)]
        codes += [_code(keys, f"tie{n}", form) for n, form in enumerate(order.breakers)]
        ranks = _decided(blocs, codes, order.ranking)
        for column in (places.rank, places.best, places.worst):
            column[rows] = ranks
    return places


def _blocs(keys: pa.Table) -> Ints:
    """Return the number of each row's bloc; neighbours of one bloc are looked up once."""
    if BLOC not in keys.column_names or not len(keys):
        return np.zeros(len(keys), np.int64)
    column = keys.column(BLOC).combine_chunks()
    return bloc_numbers(column)[0]


def bloc_numbers(column: pa.Array) -> tuple[Ints, pa.Array]:
    """Return the number of each row's bloc, and the blocs by number."""
    runs = pc.run_end_encode(column)
    heads = runs.values.dictionary_encode()
    lengths = np.diff(runs.run_ends.to_numpy(zero_copy_only=False), prepend=0)
    codes = heads.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return np.repeat(codes, lengths), heads.dictionary


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
    changes = _changes([word[order] for word in words])
    if texts is not None:
        changes |= _told_apart(order, changes, words, texts)
    codes = np.empty(len(order), np.int64)
    codes[order] = np.cumsum(changes)
    return codes


def _told_apart(
    order: Ints, changes: Mask, words: Sequence[Ints], texts: Sequence[str | None]
) -> Mask:
    """Put runs of equal words into the order of their exact values, and say where those change."""
    found = np.zeros(len(order), bool)
    starts = np.append(np.flatnonzero(changes), len(order))
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


def _changes(columns: Sequence[Ints]) -> Mask:
    """Return where a row of *columns* differs from the row before; the first row does."""
    found = np.zeros(len(columns[0]), bool)
    found[:1] = True
    for column in columns:
        found[1:] |= column[1:] != column[:-1]
    return found


def _decided(blocs: Ints, codes: Sequence[Ints], ranking: Ranking) -> Ints:
    if neighbours.stand_together(blocs):
        return neighbours.ranks(blocs, codes, ranking)
    order = _sorted(blocs, codes, stable=ranking.listed_last)
    count = len(order)
    rows = np.arange(count, dtype=np.int32)
    new_bloc = _changes([blocs[order]])
    new_key = new_bloc | _changes([code[order] for code in codes])
    key_start = np.maximum.accumulate(np.where(new_key, rows, 0))
    bloc_start = np.maximum.accumulate(np.where(new_bloc, rows, 0))
    number = np.cumsum(new_key, dtype=np.int32) if ranking.method is Method.DENSE else key_start
    ranks = number - number[bloc_start] + 1
    if ranking.listed_last:
        ranks += rows - key_start
    found = np.empty(count, np.int32)
    found[order] = ranks
    return found


def _sorted(blocs: Ints, codes: Sequence[Ints], *, stable: bool) -> Ints:
    """Return the rows by bloc, and within it from the best to the worst."""
    first = codes[0]
    least, most = int(first.min()), int(first.max())
    width = most - least + 1
    if len(codes) == 1 and (int(blocs.max()) + 1) * width < SPAN:
        packed = blocs * width + (most - first)
        return np.argsort(packed, kind="stable" if stable else None)
    return np.lexsort([*(~code for code in reversed(codes)), blocs])


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
    new_bloc = _changes([blocs[order]])
    starts = np.maximum.accumulate(np.where(new_bloc, np.arange(len(order)), 0))
    found = np.empty(len(order), np.int64)
    found[order] = before - before[starts]
    return found
