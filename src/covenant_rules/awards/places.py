"""Places for an award: ranks as they stand, and moved up where the policy says so.

A unit that withdraws keeps its points and its rank; only whether those below it move up is declared.
"""

from __future__ import annotations

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
    method = standings.covenant.ranking.method
    return tuple(_place(one, ranked, left, method) for one in ranked)


def _place(one: Standing, ranked: list[Standing], left: frozenset[str], method: Method) -> Place:
    best, worst = one.best or 1, one.worst or one.best or 1
    before = (best, worst)
    if one.rank is not None:
        ahead = [o for o in ranked if (o.rank or 0) < one.rank]
        stay = [o for o in ahead if o.unit not in left]
        moved = 1 + len({o.rank for o in stay} if method is Method.DENSE else stay)
        best = worst = one.rank if len(stay) == len(ahead) else moved
    else:
        others = [o for o in ranked if o.unit in left and o.unit != one.unit]
        best = max(1, best - len(others))
    says = _words(before, (best, worst))
    return Place(one.unit, best, worst, says)


def _words(before: tuple[int, int], after: tuple[int, int]) -> Text:
    def span(ends: tuple[int, int]) -> str:
        return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"

    rank = Text(vi=f"hạng {span(before)}", en=f"rank {span(before)}")
    if before == after:
        return rank
    return Text(
        vi=f"{rank.vi}, xét khen thưởng đôn lên hạng {span(after)}",
        en=f"{rank.en}, moved up to {span(after)} for the award",
    )
