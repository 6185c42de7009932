"""Standing: ranks as the sheet declares them, with shared ranks named as such."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from attrs import field, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Covenant, Method, Ranking, TieBreaker
from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import ReportError
from covenant_rules.interval import Interval
from covenant_rules.report import digest
from covenant_rules.rounding import round_exact
from covenant_rules.scoring import Scorecard, Status, score_units
from covenant_rules.version import engine

LISTED = "listed"


@frozen
class Standing:
    """The place of one unit.

    Attributes:
        rank: the place, or None while it is not decided, or where the unit is not ranked.
        best, worst: the places that are still possible.
        tied_with: the units that share the rank.
        broken_by: the tie-breaker that parted the unit from another with the same total.
    """

    unit: str
    rank: int | None
    best: int | None = None
    worst: int | None = None
    tied_with: tuple[str, ...] = ()
    broken_by: str | None = None


@frozen
class Receipt:
    """What a result was computed from: engine, sheet, reports, and the fingerprint of every rule."""

    engine: str
    covenant: str
    reports: str
    rules: Mapping[str, str]


@frozen
class Result:
    """The scorecard and the standing of one unit."""

    card: Scorecard
    standing: Standing


@frozen
class Standings:
    """The results of a bloc at one stage, best first; units without a rank stand last."""

    bloc: Bloc
    stage: str
    results: tuple[Result, ...]
    receipt: Receipt = field(repr=False)

    def __iter__(self) -> Iterator[Result]:
        """Return the results in order."""
        return iter(self.results)

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.results)

    def __getitem__(self, unit: str) -> Result:
        """Return the result of *unit*.

        Raises:
            KeyError: no such unit is registered.
        """
        return {result.card.unit: result for result in self.results}[unit]

    @property
    def covenant(self) -> Covenant:
        """The sheet of the bloc."""
        return self.bloc.covenant


def choose_stage(bloc: Bloc, stage: str | None) -> str:
    """Return the stage to score: the named one, else the only one, else `final`.

    Raises:
        ReportError: no report has the stage, or there are several and none is `final`.
    """
    stages = bloc.stages
    if stage is None:
        if len(stages) == 1:
            return stages[0]
        if "final" in stages or not stages:
            return "final"
        raise ReportError(diagnostic("E540", stages=", ".join(stages)))
    if stages and stage not in stages:
        near = did_you_mean(stage, stages)
        raise ReportError(
            diagnostic("E541", stage=stage, stages=", ".join(stages), suggestion=near)
        )
    return stage


def score(bloc: Bloc, *, stage: str | None = None) -> Standings:
    """Score every unit of *bloc* and rank them. Exact and pure.

    Args:
        bloc: the sheet with its registrations and reports.
        stage: which reports to take; see `choose_stage`.

    Raises:
        ReportError: the stage has no reports, or is not clear.
    """
    chosen = choose_stage(bloc, stage)
    cards = score_units(bloc, chosen)
    standings = {standing.unit: standing for standing in rank(cards, bloc.covenant)}
    results = [Result(card, standings[card.unit]) for card in cards]
    results.sort(key=lambda result: (result.standing.rank is None, result.standing.rank or 0))
    rules = {
        line.rule.id: line.rule.fingerprint
        for card in cards
        if card.filled is not None
        for line in card.filled.lines
    }
    receipt = Receipt(
        engine(),
        bloc.covenant.digest,
        digest(bloc.at(chosen).values()),
        dict(sorted(rules.items())),
    )
    return Standings(bloc, chosen, tuple(results), receipt)


@frozen
class _Key:
    """What decides the place of a unit: its total as the sheet compares it, then the tie-breakers."""

    card: Scorecard
    covenant: Covenant

    @cached_property
    def values(self) -> tuple[Fraction, ...]:
        """Higher is better in every place."""
        return (
            self.total.exact or Fraction(0),
            *(self._breaker(t) for t in self.ranking.tie_breakers),
        )

    @property
    def ranking(self) -> Ranking:
        """How the sheet ranks."""
        return self.covenant.ranking

    @property
    def total(self) -> Interval:
        """The total as ranks compare it."""
        found = self.card.total if self.ranking.rounded else self.card.exact
        decimals, mode = self.ranking.decimals, self.covenant.rounding.mode
        if decimals is None:
            return found
        ends = (found.low, found.high)
        return Interval(*(None if e is None else round_exact(e, decimals, mode) for e in ends))

    def _breaker(self, breaker: TieBreaker) -> Fraction:
        card = self.card
        node = card if breaker.node is None else card.score(breaker.node)
        found: Interval = card.exact if node is card else card.score(breaker.node or "").points
        if breaker.what != "points":
            found = getattr(node, breaker.what)
        value = found.exact or Fraction(0)
        return value if breaker.higher_first else -value


def rank(cards: Sequence[Scorecard], covenant: Covenant) -> tuple[Standing, ...]:
    """Return the standing of every card, in their order.

    While a ranked unit is pending no rank is decided, only the places still possible.
    """
    ranked = [card for card in cards if card.status in (Status.FINAL, Status.PENDING)]
    keys = [_Key(card, covenant) for card in ranked]
    if any(card.status is Status.PENDING for card in ranked):
        places = {key.card.unit: _possible(key, keys) for key in keys}
    else:
        places = _decided(keys, covenant.ranking)
    return tuple(places.get(card.unit, Standing(card.unit, None)) for card in cards)


def _decided(keys: Sequence[_Key], ranking: Ranking) -> dict[str, Standing]:
    ordered = sorted(keys, key=lambda key: key.values, reverse=True)  # stable: registration order
    places: dict[str, Standing] = {}
    ahead = 0
    for number, (_, group) in enumerate(groupby(ordered, key=lambda key: key.values), start=1):
        equal = list(group)
        for position, key in enumerate(equal):
            place = number if ranking.method is Method.DENSE else ahead + 1
            if ranking.method is Method.ORDINAL and ranking.listed_last:
                place += position
            unit = key.card.unit
            others = tuple(k.card.unit for k in equal if k is not key)
            broken_by = _broken_by(key, keys, ranking)
            if ranking.method is Method.ORDINAL and ranking.listed_last and others:
                broken_by = LISTED
            places[unit] = Standing(unit, place, place, place, others, broken_by)
        ahead += len(equal)
    return places


def _broken_by(key: _Key, keys: Sequence[_Key], ranking: Ranking) -> str | None:
    """Return the first tie-breaker that parts *key* from a unit with the same total."""
    same = [k for k in keys if k.values[0] == key.values[0] and k.values != key.values]
    for number, breaker in enumerate(ranking.tie_breakers, start=1):
        if any(
            k.values[1:number] == key.values[1:number] and k.values[number] != key.values[number]
            for k in same
        ):
            return breaker.name
    return None


def _possible(key: _Key, keys: Sequence[_Key]) -> Standing:
    """Return the places that a unit may still take, whatever the missing evidence will be."""
    others = [other for other in keys if other is not key]
    sure = sum(1 for other in others if _surely_ahead(other.total, key.total))
    maybe = sum(1 for other in others if not _surely_ahead(key.total, other.total))
    best = 1 + (min(sure, 1) if key.ranking.method is Method.DENSE else sure)
    return Standing(key.card.unit, None, best, 1 + maybe)


def _surely_ahead(first: Interval, second: Interval) -> bool:
    return first.low is not None and second.high is not None and first.low > second.high
