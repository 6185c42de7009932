"""What would gain a point: the smallest change of one piece of evidence that brings more points.

Whatever is claimed is exact: the change, made in the report, gains just that, and no smaller change of
the same evidence gains as much as was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import product

from attrs import frozen

from covenant_rules.bench import Bench
from covenant_rules.bloc import Bloc
from covenant_rules.levers import Lever, Unproved
from covenant_rules.quantity import Quantity
from covenant_rules.scoring import Scorecard
from covenant_rules.stops import what_stops
from covenant_rules.text import Text


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
    """Yield the answer to every wish."""
    now, best = lever.after(0), lever.after(lever.reach)
    for wish, (column, by) in product(Wish, enumerate(Measured)):
        about = (wish, by, lever.measure, lever.title, lever.quantity, lever.value)
        steps = lever.first(_fulfilled(wish, column, now[column]))
        if steps is None:
            yield Stopped(*about, best[0] - now[0], *what_stops(bench, lever))
        else:
            exact, printed = (a - b for a, b in zip(lever.after(steps), now, strict=True))
            yield Gain(*about, lever.value_after(steps), exact, printed)


def _fulfilled(wish: Wish, column: int, now: Fraction) -> Callable[[Sequence[Fraction]], bool]:
    if wish is Wish.RISE:
        return lambda totals: totals[column] > now
    return lambda totals: totals[column] >= now + 1
