"""Goal seek: the cheapest changes of evidence by which a unit reaches a rank, a total or a class.

Every way is verified by scoring and ranking the whole bloc again with the changed report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from covenant_rules.awards.conclude import conclude
from covenant_rules.bench import Bench, changed
from covenant_rules.bloc import Bloc
from covenant_rules.covenant import TieBreaker
from covenant_rules.levers import Lever
from covenant_rules.policy import ClassRule
from covenant_rules.quantity import Quantity
from covenant_rules.scoring import Scorecard, score_units
from covenant_rules.standing import Standing, rank, score
from covenant_rules.text import Text
from covenant_rules.trials import with_values, worth

MOST_CHANGES = 3


@frozen
class Goal:
    """A rank or better, a total as the sheet rounds it, or a class or better; one of the three."""

    rank: int | None = None
    total: Fraction | None = None
    class_id: str | None = None


@frozen
class Change:
    """One measure with another value; its cost is the change as a share of the measure's range."""

    measure: str
    title: Text
    quantity: Quantity
    before: Fraction
    after: Fraction
    cost: Fraction


@frozen
class Way:
    """Changes that reach a goal, and the exact total, the printed total and the rank that they bring."""

    changes: tuple[Change, ...]
    exact: Fraction
    total: Fraction
    rank: int | None

    @property
    def cost(self) -> Fraction:
        """The sum of the costs of the changes."""
        return sum((change.cost for change in self.changes), Fraction(0))


@frozen
class Seeking:
    """What was found for a goal.

    Attributes:
        open: the goal cannot be judged: evidence is missing, or the unit or the bloc has no ranks.
        reached: the goal is reached as things stand.
        held_back: the points reach the class, but a floor, a condition, a veto or its quota does not
            let the unit have it; more points alone do not help.
        ways: for each single measure that suffices its smallest change, the cheapest first.
        combined: where none suffices, a few changes together, found greedily: the measure that
            brings the most first. It reaches the goal, but is not claimed to be the cheapest.
    """

    unit: str
    stage: str
    goal: Goal
    open: bool = False
    reached: bool = False
    held_back: bool = False
    ways: tuple[Way, ...] = ()
    combined: Way | None = None


def seek(bloc: Bloc, stage: str, unit: str, goal: Goal) -> Seeking:
    """Return how *unit* reaches *goal*, the reports of all other units unchanged."""
    seeker = _Seeker(unit, stage, goal)
    cards = score_units(bloc, stage)
    own, standing = seeker.outcome(bloc, cards)
    found = Seeking(unit, stage, goal)
    if own.total.exact is None or (goal.rank is not None and standing.rank is None):
        return evolve(found, open=True)
    if seeker.met(bloc, cards):
        given = seeker.given(bloc)
        return evolve(found, reached=given, held_back=not given)
    ways = sorted(seeker.singles(bloc, cards, ()), key=lambda way: way.cost)
    return evolve(found, ways=tuple(ways), combined=None if ways else seeker.together(bloc, cards))


@frozen
class _Seeker:
    unit: str
    stage: str
    goal: Goal

    def outcome(self, bloc: Bloc, cards: Sequence[Scorecard]) -> tuple[Scorecard, Standing]:
        standings = zip(cards, rank(cards, bloc.covenant), strict=True)
        return next(pair for pair in standings if pair[0].unit == self.unit)

    def met(self, bloc: Bloc, cards: Sequence[Scorecard]) -> bool:
        """Say whether *cards* reach the goal."""
        card, standing = self.outcome(bloc, cards)
        if self.goal.rank is not None:
            return standing.rank is not None and standing.rank <= self.goal.rank
        total = card.total.exact
        if self.goal.class_id is not None:
            assert bloc.awards is not None
            points = total if bloc.awards.rounded else card.exact.exact
            return points is not None and any(c.points.holds(points) for c in self._classes(bloc))
        return self.goal.total is not None and total is not None and total >= self.goal.total

    def _classes(self, bloc: Bloc) -> tuple[ClassRule, ...]:
        """Return the class that is sought and the better ones."""
        classes = () if bloc.awards is None else bloc.awards.classes
        last = [one.id for one in classes].index(str(self.goal.class_id))
        return classes[: last + 1]

    def given(self, bloc: Bloc) -> bool:
        """Say whether the unit has the class that is sought, or a better one; true of other goals."""
        if self.goal.class_id is None:
            return True
        found = conclude(score(bloc, stage=self.stage)).classes[self.unit]
        return found in [one.id for one in self._classes(bloc)]

    def levers(self, bloc: Bloc, used: Sequence[Change]) -> Iterator[Lever]:
        """Yield what may be moved: the totals, and what breaks ties, are proved to move with it."""
        bench = Bench.of(bloc, self.unit, self.stage)
        roots = [*bench.totals, *(worth(bench, b) for b in self._breakers(bloc))]
        for measure in bench.measures:
            lever = bench.lever(measure, roots)
            if isinstance(lever, Lever) and measure not in {change.measure for change in used}:
                yield lever

    def _breakers(self, bloc: Bloc) -> tuple[TieBreaker, ...]:
        return () if self.goal.rank is None else bloc.covenant.ranking.tie_breakers

    def singles(
        self, bloc: Bloc, cards: Sequence[Scorecard], before: tuple[Change, ...]
    ) -> Iterator[Way]:
        """Yield for each measure the smallest change that, after those *before*, reaches the goal."""
        breakers = self._breakers(bloc)
        for lever in self.levers(bloc, before):

            def reached(values: Sequence[Fraction]) -> bool:
                trial = [
                    with_values(card, breakers, values) if card.unit == self.unit else card
                    for card in cards
                ]
                return self.met(bloc, trial)

            steps = lever.first(reached)
            if steps is not None:
                way = self.confirmed(bloc, (*before, _change(lever, steps)))
                if way is not None:
                    yield way

    def confirmed(self, bloc: Bloc, changes: tuple[Change, ...]) -> Way | None:
        """Return the way of *changes* if scoring the bloc again confirms it."""
        after = self.apply(bloc, changes)
        cards = score_units(after, self.stage)
        card, standing = self.outcome(after, cards)
        exact, total = card.exact.exact, card.total.exact
        if exact is None or total is None or not self.met(after, cards) or not self.given(after):
            return None
        return Way(changes, exact, total, standing.rank)

    def apply(self, bloc: Bloc, changes: Sequence[Change]) -> Bloc:
        for change in changes:
            bloc = changed(bloc, self.unit, self.stage, change.measure, change.after)
        return bloc

    def together(self, bloc: Bloc, cards: Sequence[Scorecard]) -> Way | None:
        """Return a way of several changes, each but the last all that its measure brings."""
        changes: tuple[Change, ...] = ()
        while len(changes) < MOST_CHANGES - 1:
            pushed = max(self._pushed(bloc, changes), key=lambda found: found[0], default=None)
            if pushed is None:
                return None
            changes = (*changes, pushed[1])
            bloc = self.apply(bloc, (pushed[1],))
            cards = score_units(bloc, self.stage)
            ways = sorted(self.singles(bloc, cards, changes), key=lambda way: way.cost)
            if ways:
                return ways[0]
        return None

    def _pushed(self, bloc: Bloc, used: Sequence[Change]) -> Iterator[tuple[Fraction, Change]]:
        """Yield how much each measure brings at most, with the smallest change that brings it."""
        for lever in self.levers(bloc, used):
            now, most = lever.after(0)[0], lever.after(lever.reach)[0]

            def all_of_it(values: Sequence[Fraction], most: Fraction = most) -> bool:
                return values[0] >= most

            steps = lever.first(all_of_it)
            if steps is not None and most > now:
                yield most - now, _change(lever, steps)


def _change(lever: Lever, steps: int) -> Change:
    after, quantity = lever.value_after(steps), lever.quantity
    width = (quantity.high or Fraction(0)) - (quantity.low or Fraction(0))
    cost = abs(after - lever.value) / width
    return Change(lever.measure, lever.title, quantity, lever.value, after, cost)
