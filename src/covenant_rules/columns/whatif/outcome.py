"""The outcome of scenarios: ranks and totals, how stable they are, and all of it as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import field, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.columns.numbers import Numbers
from covenant_rules.columns.whatif.assumptions import Assumption, Draws
from covenant_rules.columns.whatif.classes import Bands
from covenant_rules.columns.whatif.ranking import Places
from covenant_rules.interval import Interval
from covenant_rules.text import decimal_places


@frozen(eq=False)
class Scenarios:
    """A bloc under many scenarios.

    It exports the Arrow PyCapsule interface: one row for each scenario and ranked unit, with the
    values assumed, the rank (null while it is not decided), the places still possible, and the total.
    Numbers are decimals where all of a column are, and else text such as `1/3`.

    Attributes:
        draws: how scenarios were drawn, or None for all combinations of the values.
        chosen: for each assumption, which of its values each scenario has.
        units: the ranked units, in the order of registration.
        low, high: the totals as the sheet rounds them, by unit; equal where nothing is missing.
        bands: the classes of the policy by their points; None where there are none.
        rated: for each unit the number of its class in every scenario, -1 while it is not decided.
    """

    bloc: Bloc = field(repr=False)
    stage: str
    assumptions: tuple[Assumption, ...]
    draws: Draws | None
    units: tuple[str, ...]
    chosen: tuple[Any, ...] = field(repr=False)
    places: Places = field(repr=False)
    low: Mapping[str, Numbers] = field(repr=False)
    high: Mapping[str, Numbers] = field(repr=False)
    bands: Bands | None = field(default=None, repr=False)
    rated: Mapping[str, Any] = field(factory=dict, repr=False)

    def __len__(self) -> int:
        """Return the number of scenarios."""
        return int(self.places.rank.shape[1])

    def values(self, scenario: int) -> Mapping[str, Fraction]:
        """Return what a scenario assumes, by the title of the assumption."""
        return {
            one.title: one.values[int(chosen[scenario])]
            for one, chosen in zip(self.assumptions, self.chosen, strict=True)
        }

    def ranks(self, unit: str) -> Sequence[int | None]:
        """Return the rank of a unit in every scenario, None where it is not decided.

        Raises:
            KeyError: no such unit is ranked.
        """
        return [int(rank) or None for rank in self.places.rank[self._row(unit)]]

    def total(self, unit: str, scenario: int) -> Interval:
        """Return the total of a unit in one scenario, as the sheet rounds it."""
        return Interval(self._lows[unit][scenario], self._highs[unit][scenario])

    def shares(self, unit: str) -> Mapping[int | None, Fraction]:
        """Return in what share of the scenarios a unit has each rank; None: not decided."""
        counts = Counter(self.ranks(unit))
        order = sorted(counts, key=lambda rank: (rank is None, rank or 0))
        return {rank: Fraction(counts[rank], len(self)) for rank in order}

    def classes(self, unit: str) -> Sequence[str | None]:
        """Return the class of a unit by its points in every scenario, None while it is not decided.

        Points alone decide here: a class may still be lost to a floor, a condition, a veto or a
        quota, on which `cr.conclude` rules. Without classes in `awards.yaml` all are None.

        Raises:
            KeyError: no such unit is ranked.
        """
        if self.bands is None:
            self._row(unit)
            return [None] * len(self)
        ids = [*(one.id for one in self.bands.classes), None]  # -1 is the last of them
        return [ids[number] for number in self.rated[unit].tolist()]

    def class_shares(self, unit: str) -> Mapping[str | None, Fraction]:
        """Return in what share of the scenarios a unit has each class by points, the best first."""
        counts = Counter(self.classes(unit))
        known = [] if self.bands is None else [one.id for one in self.bands.classes]
        return {one: Fraction(counts[one], len(self)) for one in (*known, None) if counts[one]}

    def extremes(self, unit: str) -> tuple[int, int]:
        """Return the best and the worst place of a unit over all scenarios."""
        row = self._row(unit)
        return int(self.places.best[row].min()), int(self.places.worst[row].max())

    def _row(self, unit: str) -> int:
        if unit not in self.units:
            raise KeyError(unit)
        return self.units.index(unit)

    @cached_property
    def _lows(self) -> Mapping[str, list[Fraction | None]]:
        return {unit: column.fractions() for unit, column in self.low.items()}

    @cached_property
    def _highs(self) -> Mapping[str, list[Fraction | None]]:
        return {unit: column.fractions() for unit, column in self.high.items()}

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the table as an Arrow stream."""
        return self.table().__arrow_c_stream__(requested_schema)

    def table(self) -> Any:
        """Return the table as a `pyarrow.Table`; the seed stands in its metadata."""
        import pyarrow as pa  # noqa: PLC0415  (only who asks for Arrow needs it)

        count, units = len(self), len(self.units)
        numbers = [scenario for scenario in range(count) for _ in range(units)]
        columns: dict[str, Any] = {"scenario": pa.array(numbers, pa.int64())}
        for one, chosen in zip(self.assumptions, self.chosen, strict=True):
            own = _exact([one.values[n] for n in range(len(one.values))])
            columns[one.title] = own.take(pa.array([int(k) for k in chosen for _ in range(units)]))
        columns["unit"] = pa.array(list(self.units) * count)
        ranks = [int(rank) or None for rank in self.places.rank.T.reshape(-1)]
        columns["rank"] = pa.array(ranks, pa.int32())
        columns["best"] = pa.array(self.places.best.T.reshape(-1), pa.int32())
        columns["worst"] = pa.array(self.places.worst.T.reshape(-1), pa.int32())
        if self.bands is not None:
            rated = [self.classes(unit) for unit in self.units]
            every = [own[row] for row in range(count) for own in rated]
            columns["class"] = pa.array(every, pa.string())
        for name, ends in (("total_low", self._lows), ("total_high", self._highs)):
            columns[name] = _exact([ends[unit][row] for row in range(count) for unit in self.units])
        drawn = "all combinations" if self.draws is None else f"random.Random({self.draws.seed})"
        told = {"covenant": self.bloc.covenant.digest, "stage": self.stage, "scenarios": drawn}
        return pa.table(columns).replace_schema_metadata(told)


def _exact(values: Sequence[Fraction | None]) -> Any:
    """Return exact numbers as decimals, or as text where one of them has no decimal form."""
    from decimal import Decimal  # noqa: PLC0415

    import pyarrow as pa  # noqa: PLC0415

    places = [0 if value is None else decimal_places(value) for value in set(values)]
    known = [place for place in places if place is not None]
    most = max(known, default=0)
    if len(known) < len(places) or most > _MOST_DECIMALS:
        return pa.array([None if value is None else str(value) for value in values])
    exact = [
        None if value is None else Decimal(int(value * 10**most)).scaleb(-most) for value in values
    ]
    return pa.array(exact, pa.decimal128(38, most))


_MOST_DECIMALS = 18
