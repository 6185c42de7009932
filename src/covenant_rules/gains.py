"""What would gain a point: the smallest change of one piece of evidence that brings more points.

Whatever is claimed is exact: the change, made in the report, gains just that, and no smaller change of
the same evidence gains as much as was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from covenant_rules.bench import Bench
from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Effect
from covenant_rules.formula.ranges import ranges
from covenant_rules.interval import Interval
from covenant_rules.levers import Lever, Unproved
from covenant_rules.quantity import Quantity
from covenant_rules.scoring import Scorecard
from covenant_rules.text import Text
from covenant_rules.whole import SHEET, Step


class Wish(StrEnum):
    """How much more is asked for."""

    RISE = "rise"  # any more at all, such as the next band
    POINT = "point"  # at least one point


class Measured(StrEnum):
    """On which total the wish is measured."""

    EXACT = "exact"  # before rounding
    PRINTED = "printed"  # as the sheet rounds it


@frozen
class Gain:
    """The smallest change of one measure that fulfils a wish, and what it gains exactly.

    Attributes:
        exact: by how much the total before rounding rises; *printed*: the total as rounded.
    """

    wish: Wish
    by: Measured
    measure: str
    title: Text
    quantity: Quantity
    before: Fraction
    after: Fraction
    exact: Fraction
    printed: Fraction


@frozen
class Stopped:
    """A wish that no value of the measure fulfils.

    Attributes:
        most: by how much the total before rounding rises at most.
        kind, node: what takes the rest: a cap, gate or step of the ledger and the line or node it is
            at; `most` where nothing does, and this is all that the measure brings.
    """

    wish: Wish
    by: Measured
    measure: str
    title: Text
    quantity: Quantity
    value: Fraction
    most: Fraction
    kind: str
    node: str


@frozen
class Gains:
    """What each measure that a unit reported could still bring.

    Attributes:
        printed: the total as it stands, None while evidence is missing; nothing is claimed then.
        unproved: measures of which nothing is claimed, and why.
    """

    unit: str
    stage: str
    printed: Fraction | None
    gains: tuple[Gain, ...] = ()
    stopped: tuple[Stopped, ...] = ()
    unproved: Mapping[str, tuple[Text, Unproved]] = {}

    def find(self, measure: str, wish: Wish, by: Measured) -> Gain | Stopped | None:
        """Return what is known of one wish for one measure."""
        return next(
            (
                found
                for found in (*self.gains, *self.stopped)
                if (found.measure, found.wish, found.by) == (measure, wish, by)
            ),
            None,
        )


MOST = "most"
_TAKE = ("cap", "gate", "bonus", "penalty", "net_high", "net_low", "ceiling", "floor")


def gains(bloc: Bloc, card: Scorecard) -> Gains:
    """Return what each measure could bring the unit of *card*, all other evidence unchanged."""
    if card.exact.exact is None or card.total.exact is None:
        return Gains(card.unit, card.stage, None)
    bench = Bench.of(bloc, card.unit, card.stage)
    found: list[Gain | Stopped] = []
    unproved: dict[str, tuple[Text, Unproved]] = {}
    for measure in bench.measures:
        lever = bench.lever(measure, bench.totals)
        if isinstance(lever, Unproved):
            title = bench.compiled.covenant.measures[measure.partition("@")[0]].title
            unproved[measure] = (title, lever)
        elif lever is not None:
            found += _answers(bench, lever)
    return Gains(
        card.unit,
        card.stage,
        card.total.exact,
        tuple(one for one in found if isinstance(one, Gain)),
        tuple(one for one in found if isinstance(one, Stopped)),
        unproved,
    )


def _answers(bench: Bench, lever: Lever) -> Iterator[Gain | Stopped]:
    now, best = lever.after(0), lever.after(lever.reach)
    stop: tuple[str, str] | None = None
    for wish in Wish:
        for column, by in enumerate(Measured):
            goal = now[column] + (1 if wish is Wish.POINT else 0)

            def fulfilled(
                totals: Sequence[Fraction],
                column: int = column,
                goal: Fraction = goal,
                strict: bool = wish is Wish.RISE,
            ) -> bool:
                return totals[column] > goal if strict else totals[column] >= goal

            steps = lever.first(fulfilled)
            about = (wish, by, lever.measure, lever.title, lever.quantity, lever.value)
            if steps is not None:
                exact, printed = (a - b for a, b in zip(lever.after(steps), now, strict=True))
                yield Gain(*about, lever.value_after(steps), exact, printed)
            else:
                stop = stop or _stop(bench, lever)
                yield Stopped(*about, best[0] - now[0], *stop)


def _stop(bench: Bench, lever: Lever) -> tuple[str, str]:
    """Return what takes the gain when the lever is moved as far as it goes: the step, and where."""
    covenant, steps = bench.compiled.covenant, bench.compiled.formula.steps
    bare = lever.measure.partition("@")[0]
    first: tuple[str, str] | None = None
    for content in covenant.contents:
        for criterion in content.criteria:
            for line in criterion.lines:
                if bare not in line.measures or line.effect is Effect.VETO:
                    continue
                ways = [("line", line.id), ("node", criterion.id), ("node", content.id), SHEET]
                for way in ways:
                    sign = -1 if way[0] == "line" and line.effect is Effect.PENALTY else 1
                    changes = [sign * c for c in _changes(bench, lever, steps[way])]
                    kind = _taken(changes, steps[way])
                    if kind is not None:
                        first = first or (kind, way[1])
                    if not changes or changes[-1] <= 0:
                        break
    return first or (MOST, "")


def _taken(changes: Sequence[Fraction], way: Sequence[Step]) -> str | None:
    """Return the first step of a way that takes the whole change, or a cap that takes a part of it."""
    for before, after, step in zip(changes, changes[1:], way[1:], strict=False):
        if before > 0 and (after <= 0 or (after < before and step.kind in _TAKE)):
            return step.kind
    return None


def _changes(bench: Bench, lever: Lever, way: Sequence[Step]) -> list[Fraction]:
    """Return by how much the points after each step of a way move, up to one that is not known."""
    roots = [step.points for step in way]
    ends = []
    for steps in (0, lever.reach):
        point = Interval.point(lever.value_after(steps))
        ends.append(ranges(roots, {**bench.known, lever.measure: point}))
    found = []
    for root in roots:
        now, then = (end[root].exact for end in ends)
        if now is None or then is None:
            break
        found.append(then - now)
    return found
