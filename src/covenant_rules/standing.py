"""Standing: ranks as the sheet declares them, with shared ranks named as such."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from attrs import field, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Covenant, Method, Ranking, TieBreaker
from covenant_rules.diagnostics import diagnostic, did_you_mean
from covenant_rules.errors import ReportError
from covenant_rules.fragments import TOTAL, Row, points_text, table
from covenant_rules.interval import Interval
from covenant_rules.report import digest
from covenant_rules.rounding import round_exact
from covenant_rules.scoring import Scorecard, Status, score_units
from covenant_rules.text import Text, environment_language
from covenant_rules.version import engine

if TYPE_CHECKING:
    from covenant_rules.ledger import Ledger

LISTED = "listed"
_HEAD = (Text(vi="Đơn vị", en="Unit"), TOTAL)


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

    @property
    def shown(self) -> str:
        """The place for a reader: `1`, `2=` where it is shared, `3–5` while it is open, else `—`."""
        if self.rank is not None:
            return f"{self.rank}{'=' if self.tied_with else ''}"
        if self.best is None:
            return "—"
        return f"({self.best})" if self.best == self.worst else f"{self.best}–{self.worst}"


@frozen
class Receipt:
    """What a result was computed from: engine, sheet, reports, and the fingerprint of every rule."""

    engine: str
    covenant: str
    reports: str
    rules: Mapping[str, str]


@frozen
class Result:
    """The scorecard and the standing of one unit, and on demand its account."""

    card: Scorecard
    standing: Standing
    bloc: Bloc = field(repr=False, eq=False)

    @property
    def ledger(self) -> Ledger:
        """Every point of the unit accounted for."""
        from covenant_rules.ledger import explain  # noqa: PLC0415  (ranks need no reasons)

        return explain(self.bloc, self.card)


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

    def _repr_html_(self) -> str:
        """Return the standings as a notebook shows them, in the language of the environment."""
        language = environment_language()
        head = (*(word.in_(language) for word in _HEAD), *(c.id for c in self.covenant.contents))
        rows = []
        for result in self:
            card = result.card
            points = (card.total, *(score.points for score in card.contents.values()))
            amounts = (points_text(one, language) for one in points)
            title = f"{result.standing.shown} · {card.title.in_(language)}"
            rows.append(Row((title, *amounts), heading=True))
        return table("standings", self.covenant.title.in_(language), rows, language, head)


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
    results = [Result(card, standings[card.unit], bloc) for card in cards]
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
    def values(self) -> tuple[Fraction | None, ...]:
        """The total and the tie-breakers, higher is better; None for what is not known."""
        breakers = (self._breaker(breaker) for breaker in self.ranking.tie_breakers)
        return (self.total.exact, *breakers)

    @property
    def order(self) -> tuple[Fraction, ...]:
        """The values of a key that is known whole."""
        return tuple(value for value in self.values if value is not None)

    @property
    def is_known(self) -> bool:
        """Whether nothing that decides the place is missing."""
        return None not in self.values

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

    def _breaker(self, breaker: TieBreaker) -> Fraction | None:
        scores = self.card if breaker.node is None else self.card.score(breaker.node)
        found = {"points": scores.points, "bonus": scores.bonus, "penalty": scores.penalty}
        value = found[breaker.what].exact
        return value if value is None or breaker.higher_first else -value


def rank(cards: Sequence[Scorecard], covenant: Covenant) -> tuple[Standing, ...]:
    """Return the standing of every card, in their order.

    While something that decides a place is missing, only the places still possible are given.
    """
    ranked = [card for card in cards if card.status in (Status.FINAL, Status.PENDING)]
    keys = [_Key(card, covenant) for card in ranked]
    known = all(key.is_known for key in keys)
    places = _decided(keys, covenant.ranking) if known else _possible(keys)
    return tuple(places.get(card.unit, Standing(card.unit, None)) for card in cards)


def _decided(keys: Sequence[_Key], ranking: Ranking) -> dict[str, Standing]:
    ordered = sorted(keys, key=lambda key: key.order, reverse=True)  # stable: registration order
    places: dict[str, Standing] = {}
    ahead = number = 0
    for _, with_total in groupby(ordered, key=lambda key: key.order[0]):
        same_total = list(with_total)
        for _, group in groupby(same_total, key=lambda key: key.order):
            equal, number = list(group), number + 1
            place = number if ranking.method is Method.DENSE else ahead + 1
            broken_by = _broken_by(equal[0], same_total, ranking)
            units = tuple(key.card.unit for key in equal)
            for position, unit in enumerate(units):
                others = units[:position] + units[position + 1 :]
                if ranking.listed_last and others:
                    own = place + position
                    places[unit] = Standing(unit, own, own, own, (), LISTED)
                else:
                    places[unit] = Standing(unit, place, place, place, others, broken_by)
            ahead += len(equal)
    return places


def _broken_by(key: _Key, same_total: Sequence[_Key], ranking: Ranking) -> str | None:
    """Return the first tie-breaker that parts *key* from another unit with the same total.

    The units are in order, so the first and the last of them have least in common with *key*.
    """
    ends = (same_total[0].order, same_total[-1].order)
    for number, breaker in enumerate(ranking.tie_breakers, start=1):
        if any(end[number] != key.order[number] for end in ends):
            return breaker.name
    return None


def _possible(keys: Sequence[_Key]) -> dict[str, Standing]:
    """Return the places that units may still take, whatever the missing evidence will be."""
    totals = [key.total for key in keys]
    lows = sorted(total.low for total in totals if total.low is not None)
    highs = sorted(total.high for total in totals if total.high is not None)
    places: dict[str, Standing] = {}
    for key, total in zip(keys, totals, strict=True):
        ahead = 0 if total.high is None else len(lows) - bisect_right(lows, total.high)
        behind = 0 if total.low is None else bisect_left(highs, total.low)
        best = 1 + (min(ahead, 1) if key.ranking.method is Method.DENSE else ahead)
        places[key.card.unit] = Standing(key.card.unit, None, best, len(keys) - behind)
    return places
