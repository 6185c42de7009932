"""Criteria of the parks: the healthy neighbour of every faulty plugin."""

from typing import Annotated

from covenant_rules.plugin import Number, Points, Quantity, Sector, clamp, hookimpl

parks = Sector("parks", vi="Công viên", en="Parks", api=1)
Trees = Annotated[Number, Quantity("count", low=0, high=10_000)]
Plan = Annotated[Number, Quantity("count", low=1, high=10_000)]


@parks.rule(vi="Cây xanh so với kế hoạch", en="Trees against the plan", better="higher")
def trees(planted: Trees, /, *, plan: Plan, points: Points) -> Points:
    """Full points when the plan is met, in proportion below it."""
    return points * clamp(planted / plan, 0, 1)


@parks.rule(vi="Một nửa", en="One half")
def half(*, points: Points) -> Points:
    """Half the points, whatever happens."""
    return points / 2


@hookimpl
def covenant_rules_sector() -> Sector:
    return parks
