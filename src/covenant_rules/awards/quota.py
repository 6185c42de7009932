"""Quotas: who of the candidates has a place. A selection after inference, exact, and never a guess.

A candidate is given a place if in every case that is still possible it has one, and refused if in none;
between the two the decision stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from covenant_rules.interval import Interval
from covenant_rules.policy import Amount, Quota, Ties
from covenant_rules.rounding import round_exact
from covenant_rules.text import Text


class State(StrEnum):
    """How far a decision about one unit or person stands."""

    GIVEN = "given"
    REFUSED = "refused"
    OPEN = "open"


@frozen
class Candidate:
    """Somebody who may have a place; *key* decides the order, the greater the earlier.

    *sure* says that it surely meets the conditions; *key* has two ends while it is not known.
    """

    who: str
    sure: bool
    key: Interval


@frozen
class Whole:
    """How many there are of what a percentage is taken of: at least *low*, at most *high*."""

    low: int
    high: int


@frozen
class Placed:
    """What became of one candidate, and why."""

    who: str
    state: State
    says: Text
    change: Text


def places_of(amount: Amount, whole: Callable[[], Whole], quota: Quota) -> tuple[int, int]:
    """Return how many places an amount has, at least and at most."""
    if amount.number is not None:
        return max(amount.number, quota.minimum), max(amount.number, quota.minimum)
    percent, mode = amount.percent, quota.rounding
    assert percent is not None
    assert mode is not None
    found = whole()

    def of(count: int) -> int:
        return max(int(round_exact(percent * count / 100, 0, mode)), quota.minimum)

    return of(found.low), of(found.high)


def select(candidates: Sequence[Candidate], low: int, high: int, ties: Ties) -> tuple[Placed, ...]:
    """Return what becomes of each of *candidates* where there are *low* to *high* places."""
    settled = low == high and all(c.sure and c.key.exact is not None for c in candidates)
    return tuple(_placed(one, candidates, low, high, ties, settled=settled) for one in candidates)


def _placed(
    one: Candidate,
    candidates: Sequence[Candidate],
    low: int,
    high: int,
    ties: Ties,
    *,
    settled: bool,
) -> Placed:
    others = [other for other in candidates if other is not one]
    ahead = sum(1 for o in others if o.sure and _above(o.key.low, one.key.high))
    maybe = sum(1 for o in others if not _above(one.key.low, o.key.high))
    words = _Words(high, [o.who for o in others if not _above(one.key.low, o.key.high)])
    if ahead >= high:
        return Placed(one.who, State.REFUSED, words.full, words.earlier)
    if one.sure and maybe < low:
        return Placed(one.who, State.GIVEN, words.within, words.earlier)
    if not settled:
        return Placed(one.who, State.OPEN, words.unknown, words.known)
    state = {Ties.ALL: State.GIVEN, Ties.NONE: State.REFUSED, Ties.UNDECIDED: State.OPEN}[ties]
    return Placed(one.who, state, words.tied(ties), words.parted)


def _above(first: Fraction | None, second: Fraction | None) -> bool:
    return first is not None and second is not None and first > second


@frozen
class _Words:
    places: int
    before: Sequence[str]

    @property
    def within(self) -> Text:
        return Text(vi=f"trong hạn mức {self.places}", en=f"within the quota of {self.places}")

    @property
    def full(self) -> Text:
        if not self.places:
            return Text(vi="hạn mức tính ra 0 suất", en="the quota comes to no place at all")
        names = ", ".join(self.before)
        return Text(
            vi=f"hết hạn mức {self.places}: đứng trước là {names}",
            en=f"the quota of {self.places} is used up: ahead are {names}",
        )

    @property
    def earlier(self) -> Text:
        if not self.places:
            return Text(vi="cơ số tính hạn mức phải lớn hơn", en="a larger base of the quota")
        return Text(
            vi=f"phải đứng trong {self.places} vị trí đầu của những đơn vị đủ điều kiện",
            en=f"be among the first {self.places} of those who meet the conditions",
        )

    @property
    def unknown(self) -> Text:
        return Text(
            vi=f"hạn mức {self.places}, thứ tự chưa xác định",
            en=f"a quota of {self.places}, and the order is not decided",
        )

    @property
    def known(self) -> Text:
        return Text(vi="cần đủ số liệu của các đơn vị khác", en="the others' evidence is needed")

    def tied(self, ties: Ties) -> Text:
        names = ", ".join(self.before)
        done = {
            Ties.ALL: Text(vi="lấy cả", en="all are taken"),
            Ties.NONE: Text(vi="không lấy đơn vị nào", en="none is taken"),
            Ties.UNDECIDED: Text(vi="chờ biểu quyết", en="another vote decides"),
        }[ties]
        return Text(
            vi=f"bằng nhau ở ngưỡng hạn mức {self.places} ({names}): {done.vi}",
            en=f"equal at the cut of {self.places} places ({names}): {done.en}",
        )

    @property
    def parted(self) -> Text:
        return Text(vi="phải hơn đơn vị bằng mình", en="be ahead of those who are equal")


def largest(count: int, places: Callable[[int], int]) -> int:
    """Return the most that may be taken of *count*, where how many there are depends on it."""
    return next((taken for taken in range(count, 0, -1) if taken <= places(taken)), 0)


def split(names: Iterable[str], part_of: Callable[[str], str]) -> Mapping[str, tuple[str, ...]]:
    """Return *names* by the part that each belongs to."""
    parts: dict[str, tuple[str, ...]] = {}
    for name in names:
        key = part_of(name)
        parts[key] = (*parts.get(key, ()), name)
    return parts
