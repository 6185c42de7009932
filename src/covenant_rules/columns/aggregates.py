"""Aggregates over blocs: the maximum, minimum, sum or mean of a measure over all units of each bloc.

What is known of a bloc is kept as three numbers for each measure: the aggregate of the known values,
and how many are known and missing. So the rows of a bloc may lie anywhere and arrive in any order.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field

from covenant_rules.columns.blocs import bloc_numbers
from covenant_rules.columns.evidence import Evidence
from covenant_rules.columns.masks import arrays
from covenant_rules.columns.numbers import Ends, Known, Numbers
from covenant_rules.covenant import Covenant
from covenant_rules.formula.tree import Symbol
from covenant_rules.interval import Interval
from covenant_rules.registration import FACT_LIMITS
from covenant_rules.switches import Role, role_of

Ints = np.ndarray[Any, Any]
Key = tuple[str, str]  # aggregate, measure
WIDEST = 2**62
_KNOWN = {"maximum": np.maximum, "minimum": np.minimum, "sum": np.add, "mean": np.add}
ONE_BLOC = pa.array([""])


def compared(symbols: Iterable[Symbol]) -> tuple[Key, ...]:
    """Return the aggregates that a formula needs."""
    found = (role_of(symbol.name) for symbol in symbols)
    return tuple(dict.fromkeys((key[0], key[1]) for role, key in found if role is Role.BLOC))


@define(eq=False)
class _State:
    """The aggregate of the known values of each bloc over *scale*, and how many are known and missing."""

    values: Ints
    scale: int
    known: Ints
    missing: Ints


@define(eq=False)
class Aggregates:
    """The aggregates of all blocs, gathered chunk by chunk."""

    keys: tuple[Key, ...]
    covenant: Covenant
    blocs: pa.Array | None = None
    states: dict[Key, _State] = field(factory=dict)

    def take(self, evidence: Evidence) -> None:
        """Add the units of a chunk; a cell that was refused counts as missing."""
        if not evidence.rows:
            return
        blocs = _named(evidence)
        numbers, names = bloc_numbers(blocs)
        here = {key: _gathered(key, evidence, numbers, len(names)) for key in self.keys}
        if self.blocs is None:
            self.blocs, self.states = names, here
            return
        every = pa.concat_arrays([self.blocs, names.cast(self.blocs.type)])
        numbers, names = bloc_numbers(every)
        self.states = {
            key: _merged(key[0], state, here[key], numbers, len(names))
            for key, state in self.states.items()
        }
        self.blocs = names

    def of(self, evidence: Evidence) -> dict[Key, Known]:
        """Return the aggregates that each row of a chunk is compared with."""
        if self.blocs is None:
            return {}
        rows = pc.index_in(_named(evidence), value_set=self.blocs).fill_null(0).to_numpy()
        return {key: self._ends(key, state, rows) for key, state in self.states.items()}

    def _ends(self, key: Key, state: _State, rows: Ints) -> Known:
        declared = self.covenant.measures.get(key[1].partition("@")[0])
        limits = FACT_LIMITS if declared is None else declared.quantity.range
        per_bloc = _ends_of(key[0], state, limits)
        low, high = (
            Numbers(n.values[rows], _at(n.scale, rows), _at(n.missing, rows)) for n in per_bloc
        )
        return low if not state.missing.any() else Ends(low, high)


def _at(values: Any, rows: Ints) -> Any:
    return values[rows] if isinstance(values, np.ndarray) else values


def _named(evidence: Evidence) -> pa.Array:
    if evidence.blocs is not None:
        return evidence.blocs
    return pa.repeat(ONE_BLOC[0], evidence.rows)


def _gathered(key: Key, evidence: Evidence, blocs: Ints, count: int) -> _State:
    """Return the aggregate of one chunk."""
    given = evidence.measure(key[1])
    if not isinstance(given, Numbers):  # the same for all rows
        given = Numbers.of([Fraction(given)] * evidence.rows)  # type: ignore[arg-type]
    given = arrays(given)
    gone = np.zeros(evidence.rows, bool) if given.missing is None else given.missing
    known = np.bincount(blocs[~gone], minlength=count)
    missing = np.bincount(blocs[gone], minlength=count)
    values = _reduced(key[0], given.values[~gone], blocs[~gone], count)
    return _State(values, int(given.scale), known, missing)


def _reduced(aggregate: str, values: Ints, blocs: Ints, count: int) -> Ints:
    """Return the aggregate of *values* in each of *count* blocs, zero where there is none."""
    adds = aggregate in ("sum", "mean")
    if adds and len(values) and values.dtype != object:
        peak = max(abs(int(values.max())), abs(int(values.min())))
        values = values.astype(object) if peak * len(values) >= WIDEST else values
    found = np.zeros(count, dtype=values.dtype)
    if not len(values):
        return found
    order = np.argsort(blocs, kind="stable")
    ordered = blocs[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    found[ordered[starts]] = _KNOWN[aggregate].reduceat(values[order], starts)
    return found


def _merged(aggregate: str, one: _State, other: _State, blocs: Ints, count: int) -> _State:
    """Return two states as one; *blocs* says which bloc each of their entries is."""
    scale = lcm(one.scale, other.scale)
    parts = [s.values * (scale // s.scale) if scale > s.scale else s.values for s in (one, other)]
    values = np.concatenate(parts)
    known = np.concatenate([one.known, other.known])
    missing = np.concatenate([one.missing, other.missing])
    held = known > 0
    return _State(
        _reduced(aggregate, values[held], blocs[held], count),
        scale,
        _sums(known, blocs, count),
        _sums(missing, blocs, count),
    )


def _sums(counts: Ints, blocs: Ints, count: int) -> Ints:
    return _reduced("sum", counts, blocs, count)


def _ends_of(aggregate: str, state: _State, limits: Interval) -> tuple[Numbers, Numbers]:
    """Return the ends of an aggregate for each bloc: where values are missing, they may be anything."""
    if aggregate in ("sum", "mean"):
        return _sum_end(aggregate, state, limits.low), _sum_end(aggregate, state, limits.high)
    open_blocs = state.missing > 0
    if not open_blocs.any():
        whole = Numbers(state.values, state.scale)
        return whole, whole
    nearer, further = (limits.low, limits.high)
    if aggregate == "minimum":
        nearer, further = further, nearer
    # The nearer limit of the missing value may be passed by a known one, the further decides alone.
    held = _choice(aggregate, state, nearer, open_blocs, open_decides=False)
    reached = _choice(aggregate, state, further, open_blocs, open_decides=True)
    return (held, reached) if aggregate == "maximum" else (reached, held)


def _choice(
    aggregate: str, state: _State, limit: Fraction | None, open_blocs: Ints, *, open_decides: bool
) -> Numbers:
    """Return the best of the known values and *limit*, which stands for the missing ones."""
    if limit is None:
        gone = open_blocs if open_decides else open_blocs & (state.known == 0)
        return Numbers(state.values, state.scale, gone if gone.any() else None)
    scale = lcm(state.scale, limit.denominator)
    values, edge = state.values * (scale // state.scale), int(limit * scale)
    best = _KNOWN[aggregate](values, edge)
    with_limit = np.where(state.known > 0, best, edge)
    return Numbers(np.where(open_blocs, with_limit, values), scale)


def _sum_end(aggregate: str, state: _State, limit: Fraction | None) -> Numbers:
    open_blocs = state.missing > 0
    gone = open_blocs if limit is None and open_blocs.any() else None
    limit = limit or Fraction(0)
    scale = lcm(state.scale, limit.denominator)
    edge = int(limit * scale)
    values = state.values * (scale // state.scale)
    if open_blocs.any():
        big = abs(edge) * int(state.missing.max()) >= WIDEST
        missing = state.missing.astype(object) if big else state.missing
        values = values + missing * edge
    if aggregate == "sum":
        return Numbers(values, scale, gone)
    return Numbers(values, scale * (state.known + state.missing), gone)
