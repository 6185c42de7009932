"""What stops a gain: the step between a line and the sheet that takes what more evidence would bring."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from covenant_rules.bench import Bench
from covenant_rules.covenant import Effect
from covenant_rules.formula.ranges import ranges
from covenant_rules.interval import Interval
from covenant_rules.levers import Lever
from covenant_rules.whole import SHEET, Step

MOST = "most"
_TAKE = ("cap", "gate", "bonus", "penalty", "net_high", "net_low", "ceiling", "floor")


def what_stops(bench: Bench, lever: Lever) -> tuple[str, str]:
    """Return the step that takes the gain when the lever is moved as far as it goes, and where it is.

    The step has the name that it has in the ledger, or `MOST` where nothing is taken.
    """
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
