"""The best and the worst place that weights between limits can give a unit, proved.

**Method.** Within the limits each total is a linear function of the weights (`linear` proves it: no cap
bends there), or a linear function over a sum of weights that is the same for all units. So unit v is ahead
of unit u exactly where a linear function D_v of the weights is above zero. The weights form a
polytope W (a box, cut by one equation where the maximum of the sheet is to stay). To let as few units as
possible be ahead of u is to satisfy as many of the conditions D_v <= 0 as possible together. Suppose the best
weights satisfy those of the set S. The points of W that satisfy S form a polytope too; it is not empty, so
it has a vertex, and there no unit of S is ahead either. So it is enough to ask, set by set, whether a
polytope is empty, which an exact linear program decides. The sets are searched depth first; a set that is not
feasible rules out all that contain it, and a branch that cannot beat the best one found is cut. Conditions that
hold everywhere in W, or nowhere, are settled first. The worst place is the same with D_v > 0; a condition with
`>` holds somewhere exactly if a program that maximises the room above zero finds some.

**What is claimed.** `bound` is proved: no weights give a better (worse) place. `attained` is the rank that
the bloc really has at `weights`, scored anew. They are equal, and the answer exact, unless ties decide
that the conditions cannot see: totals that are rounded before they are compared, tie-breakers, dense ranks. Where
a cap may bend a total, the pair of units is left open for the bound, which is then sound and may be wide. Of
very many sets only some are looked at (`MOST_PROGRAMS`); the others count as if they could be satisfied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product

from attrs import field, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.columns.whatif.assumptions import Assumption, weight
from covenant_rules.columns.whatif.faults import faults
from covenant_rules.columns.whatif.linear import Box, Linear, Quotient, linear
from covenant_rules.columns.whatif.scenarios import what_if
from covenant_rules.columns.whatif.subsets import MOST_PROGRAMS, Condition, fewest_broken
from covenant_rules.columns.whatif.units import unit_formulas
from covenant_rules.covenant import Content, Covenant, Criterion, Method, Stage
from covenant_rules.diagnostics import diagnostic
from covenant_rules.errors import SpecError
from covenant_rules.formula.ranges import ranges
from covenant_rules.formula.tree import Node, symbols
from covenant_rules.interval import Interval
from covenant_rules.standing import choose_stage

ZERO = Fraction(0)
MOST_CORNERS = 64
FEWEST_PROGRAMS = 50  # for each place of each unit, however many units there are


@frozen
class WeightLimits:
    """Between which limits weights may lie.

    Attributes:
        limits: by content or criterion, the least and the greatest factor on its points (its weight,
            where its parent takes a mean); 1 is the sheet as it stands.
        same_maximum: whether the factors must leave the sum of the standard points as it is.
    """

    limits: Mapping[str, tuple[Fraction, Fraction]] = field(hash=False)
    same_maximum: bool


@frozen
class Place:
    """One end of what weights can do: a proved limit, a rank that is reached, and weights that reach it."""

    bound: int
    attained: int
    weights: Mapping[str, Fraction] = field(hash=False)

    @property
    def exact(self) -> bool:
        """Whether the limit itself is reached."""
        return self.bound == self.attained


@frozen
class Reachable:
    """The places that weights within limits can give one unit.

    *bent* names the units whose totals a cap may bend within the limits.
    """

    unit: str
    best: Place
    worst: Place
    bent: tuple[str, ...]


def reachable_places(
    bloc: Bloc, limits: WeightLimits, *, stage: str | None = None
) -> tuple[Reachable, ...]:
    """Return for every ranked unit the best and the worst place that weights within *limits* give it.

    Raises:
        SpecError: limits that are none, nodes that the sheet does not have or that stand in one
            another, no weights that keep the maximum, or units whose evidence is not complete.
        ReportError: the stage has no reports, or is not clear.
    """
    _check(bloc.covenant, limits)
    assumptions = [weight(node, ends) for node, ends in limits.limits.items()]
    found = faults(bloc, assumptions)
    if found:
        raise SpecError([told for _, _, told in found])
    search = _Search.of(bloc, limits, assumptions, choose_stage(bloc, stage))
    return tuple(search.unit(number) for number in range(len(search.names)))


def _check(covenant: Covenant, limits: WeightLimits) -> None:
    wrong = [
        diagnostic("E845", low=low, high=high)
        for low, high in limits.limits.values()
        if not 0 < low <= high
    ]
    inside = {
        c.id
        for content in covenant.contents
        for c in content.criteria
        if content.id in limits.limits
    }
    if inside & limits.limits.keys():
        wrong.append(diagnostic("E848", nodes=", ".join(limits.limits)))
    if wrong:
        raise SpecError(wrong)


@frozen
class _Search:
    """All that the search for each unit shares."""

    bloc: Bloc
    stage: str
    names: tuple[str, ...]
    totals: tuple[Node, ...]
    forms: tuple[Quotient | None, ...]
    nodes: tuple[str, ...]
    box: Box
    kept: Linear | None
    grain: Fraction
    scored: dict[tuple[Fraction, ...], list[int]] = field(factory=dict)

    @classmethod
    def of(
        cls, bloc: Bloc, limits: WeightLimits, assumptions: Sequence[Assumption], stage: str
    ) -> _Search:
        """Return the search with the totals of all units as functions of the weights."""
        units = unit_formulas(bloc, assumptions, stage)
        box = {f"?{n}": Interval(*ends) for n, ends in enumerate(limits.limits.values())}
        totals = tuple(unit.results["exact"] for unit in units)
        names = tuple(unit.unit for unit in units)
        nodes = tuple(limits.limits)
        search = cls(
            bloc, stage, names, totals, tuple(linear(total, box) for total in totals), nodes, box,
            _kept(bloc.covenant, limits), _grain(bloc.covenant),
        )  # fmt: skip
        search.refuse_open(assumptions)
        return search

    def refuse_open(self, assumptions: Sequence[Assumption]) -> None:
        """Refuse units with missing evidence, and limits between which nothing keeps the maximum."""
        known = {one.symbol(n).name for n, one in enumerate(assumptions)}
        pending = [
            name
            for name, total in zip(self.names, self.totals, strict=True)
            if {symbol.name for symbol in symbols(total)} - known
        ]
        if pending:
            raise SpecError(diagnostic("E849", units=", ".join(pending)))
        if self.kept is not None and not self.kept.within(self.box).contains(ZERO):
            low, high = self.kept.within(self.box).low, self.kept.within(self.box).high
            raise SpecError(diagnostic("E829", low=low, high=high))

    def unit(self, number: int) -> Reachable:
        """Return the places of one unit."""
        own = self.forms[number]
        gaps = [self._gap(own, other) for other in self.forms]
        others = [n for n in range(len(self.names)) if n != number]
        ahead, behind = [], []
        free_best, free_worst = 0, 0
        for other in others:
            gap = gaps[other]
            if gap is None:
                sure, maybe = self._by_ranges(number, other)
                free_best += sure
                free_worst += maybe
                continue
            ahead.append(self._not_surely_ahead(gap, first=other < number))
            behind.append(self._maybe_ahead(gap, first=other < number))
        most = max(FEWEST_PROGRAMS, MOST_PROGRAMS // len(self.names))
        few, best_at = fewest_broken(ahead, self.box, self.kept, most)
        missed, worst_at = fewest_broken(behind, self.box, self.kept, most)
        least = 1 + few + free_best
        if self.bloc.covenant.ranking.method is Method.DENSE:
            least = min(least, 2)
        last = 1 + len(behind) - missed + free_worst
        bent = [name for name, form in zip(self.names, self.forms, strict=True) if form is None]
        points = [best_at, worst_at, *(self._corners() if bent else ())]
        reached = [(self._ranks_at(tuple(point.values()))[number], point) for point in points]
        best, worst = (choose(reached, key=lambda one: one[0]) for choose in (min, max))
        return Reachable(
            self.names[number],
            Place(least, best[0], self._named(best[1])),
            Place(last, worst[0], self._named(worst[1])),
            tuple(bent),
        )

    def _corners(self) -> Iterator[Mapping[str, Fraction]]:
        """Yield the corners of the box, where a bent total may be found; not all of many."""
        if self.kept is None:
            ends = [(i.low or ZERO, i.high or ZERO) for i in self.box.values()]
            for corner in islice(product(*ends), MOST_CORNERS):
                yield dict(zip(self.box, corner, strict=True))

    def _gap(self, own: Quotient | None, other: Quotient | None) -> Quotient | None:
        """Return by how much the other unit is ahead; None where that is not linear."""
        if own is None or other is None or own.bottom != other.bottom:
            return None
        return Quotient(other.top - own.top, own.bottom)

    def _not_surely_ahead(self, gap: Quotient, *, first: bool) -> Condition:
        """Return the condition that the other unit need not be counted ahead."""
        if self.grain:  # rounding cannot hide a whole step of it
            return Condition(gap.top - gap.bottom.times(self.grain), strict=True)
        listed = self.bloc.covenant.ranking.listed_last and first
        return Condition(gap.top, strict=listed and not self.bloc.covenant.ranking.tie_breakers)

    def _maybe_ahead(self, gap: Quotient, *, first: bool) -> Condition:
        """Return the condition that the other unit may be ahead."""
        ranking = self.bloc.covenant.ranking
        ties = bool(ranking.tie_breakers) or (ranking.listed_last and first)
        lead = gap.top.times(Fraction(-1))
        if ties and self.grain:
            return Condition(lead - gap.bottom.times(self.grain), strict=True)
        return Condition(lead, strict=not ties)

    def _by_ranges(self, number: int, other: int) -> tuple[bool, bool]:
        """Say whether another unit is ahead whatever the weights, and whether it may be."""
        found = ranges([self.totals[number], self.totals[other]], self.box)
        own, its = found[self.totals[number]], found[self.totals[other]]
        if None in (own.low, own.high, its.low, its.high):
            return False, True
        assert own.low is not None and own.high is not None  # noqa: PT018
        assert its.low is not None and its.high is not None  # noqa: PT018
        sure = its.low - own.high >= self.grain if self.grain else its.low > own.high
        return sure, its.high - own.low >= -self.grain

    def _ranks_at(self, weights: tuple[Fraction, ...]) -> list[int]:
        """Return the ranks of all units when the bloc is scored with these weights."""
        if weights not in self.scored:
            assumed = [weight(n, [w]) for n, w in zip(self.nodes, weights, strict=True)]
            found = what_if(self.bloc, assumed, stage=self.stage, executor="integers")
            self.scored[weights] = [int(rank) for rank in found.places.rank[:, 0]]
        return self.scored[weights]

    def _named(self, weights: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
        return {node: weights[f"?{number}"] for number, node in enumerate(self.nodes)}


def _kept(covenant: Covenant, limits: WeightLimits) -> Linear | None:
    """Return what must be zero for the sum of the standard points to stay as it is."""
    if not limits.same_maximum:
        return None
    nodes: Mapping[str, Content | Criterion] = covenant.nodes
    points = [nodes[node].points for node in limits.limits]
    factors = {f"?{n}": value for n, value in enumerate(points) if value}
    return Linear(-sum(points, ZERO), factors)


def _grain(covenant: Covenant) -> Fraction:
    """Return the step to which totals are rounded before they are compared; zero if they are not."""
    if covenant.ranking.decimals is not None:
        return Fraction(1, 10**covenant.ranking.decimals)
    if covenant.ranking.rounded and covenant.rounding.at is Stage.TOTAL:
        return Fraction(1, 10**covenant.rounding.decimals)
    return ZERO
