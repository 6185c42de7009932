"""Classes of units under scenarios, by their points: the first class whose band holds the total.

Floors, conditions, vetoes and quotas of a class look at more than points, some of them at other units and
at facts of the year. `cr.conclude` rules on those, once for a bloc; they are no part of a scenario.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import frozen

from covenant_rules.columns.numbers import Numbers
from covenant_rules.interval import Interval
from covenant_rules.policy import ClassRule, Policy
from covenant_rules.quantity import ANY

Array = np.ndarray[Any, Any]


@frozen(eq=False)
class Bands:
    """The classes of a policy along the points.

    Attributes:
        limits: the limits of all bands, rising. The points below, at and above each of them are
            alike: part 0 is below the first limit, part 1 the limit itself, and so on.
        own: for each part the number of its class, -1 where no class holds it.
    """

    classes: tuple[ClassRule, ...]
    limits: tuple[Fraction, ...]
    own: tuple[int, ...]

    @classmethod
    def of(cls, policy: Policy) -> Bands:
        """Return the bands of *policy*; where bands overlap, the first class has the points."""
        classes = policy.classes
        limits = sorted({limit for one in classes for limit in one.points.limits})
        own = {}
        for value in ANY.probes(limits):
            part = bisect_left(limits, value) + bisect_right(limits, value)
            held = (n for n, one in enumerate(classes) if one.points.holds(value))
            own[part] = next(held, -1)
        return cls(classes, tuple(limits), tuple(own[part] for part in sorted(own)))

    def class_of(self, points: Interval) -> int:
        """Return the number of the class that all of *points* are in; -1 where there is none."""
        low = 0 if points.low is None else self._part(points.low)
        high = len(self.own) - 1 if points.high is None else self._part(points.high)
        found = set(self.own[low : high + 1])
        return found.pop() if len(found) == 1 else -1

    def _part(self, value: Fraction) -> int:
        return bisect_left(self.limits, value) + bisect_right(self.limits, value)

    def classes_of(self, low: Numbers, high: Numbers) -> Array:
        """Return the number of the class in every scenario, -1 while it is not decided."""
        lows, first = _different(low)
        if high is low:
            known = [self.class_of(Interval(value, value)) for value in lows]
            return np.array(known, dtype=np.int32)[first]
        highs, second = _different(high)
        pairs, where = np.unique(np.stack([first, second]), axis=1, return_inverse=True)
        known = [self.class_of(Interval(lows[a], highs[b])) for a, b in pairs.T]
        return np.array(known, dtype=np.int32)[where.reshape(-1)]


def _different(column: Numbers) -> tuple[Sequence[Fraction | None], Array]:
    """Return the different numbers of a column, and for each row which of them it has."""
    values = np.asarray(column.values)
    if isinstance(column.scale, int) and column.missing is None and values.dtype != object:
        own, where = np.unique(values, return_inverse=True)
        return [Fraction(int(value), column.scale) for value in own], where.reshape(-1)
    places: dict[Fraction | None, int] = {}
    where = np.array([places.setdefault(v, len(places)) for v in column.fractions()], np.int64)
    return list(places), where
