"""Places for an award: ranks as they stand, and moved up where the policy says so.

A unit that withdraws keeps its points and its rank; only whether those below it move up is declared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from attrs import frozen

from covenant_rules.covenant import Method
from covenant_rules.policy import Policy
from covenant_rules.standing import Standing, Standings
from covenant_rules.text import Text

ALL = "all"


@frozen
class Place:
    """The best and the worst place that a unit may have for an award."""

    unit: str
    best: int
    worst: int
    says: Text


def gone(policy: Policy, award: str) -> frozenset[str]:
    """Return the units that no longer count for *award* and below which others move up."""
    year = policy.year
    found = [
        *(year.withdrawn if policy.withdrawal_moves else ()),
        *(year.disqualified if policy.disqualification_moves else ()),
    ]
    return frozenset(said.who for said in found if said.name in (ALL, award))


def places(policy: Policy, standings: Standings, award: str) -> tuple[Place, ...]:
    """Return the places of all ranked units for *award*; the empty name stands for no award."""
    left = gone(policy, award)
    ranked = [r.standing for r in standings if r.standing.best is not None]
    dense = standings.covenant.ranking.method is Method.DENSE
    staying = Counter(one.rank for one in ranked if one.unit not in left)
    stay, moved = 0, dict[int, int]()
    for rank in sorted({one.rank for one in ranked if one.rank is not None}):
        moved[rank] = 1 + stay
        stay += min(staying[rank], 1) if dense else staying[rank]
    return tuple(_place(one, moved, left) for one in ranked)


def _place(one: Standing, moved: Mapping[int, int], left: frozenset[str]) -> Place:
    best, worst = one.best, one.worst
    assert best is not None
    assert worst is not None
    if one.rank is not None:
        after = (moved[one.rank], moved[one.rank])
    else:
        after = (max(1, best - len(left - {one.unit})), worst)
    return Place(one.unit, *after, _words((best, worst), after))


def _words(before: tuple[int, int], after: tuple[int, int]) -> Text:
    def span(ends: tuple[int, int]) -> str:
        return "–".join(dict.fromkeys(map(str, ends)))

    rank = Text(vi=f"hạng {span(before)}", en=f"rank {span(before)}")
    if before == after:
        return rank
    return Text(
        vi=f"{rank.vi}, xét khen thưởng đôn lên hạng {span(after)}",
        en=f"{rank.en}, moved up to {span(after)} for the award",
    )
