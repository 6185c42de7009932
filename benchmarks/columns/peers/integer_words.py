"""The sheet in whole hundredths, for engines with integer columns: one text per criterion.

`//` is a floor division of numbers that are never negative here, so its spelling is the only thing
on which engines differ. A criterion with a division adds half the divisor before it: half up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any


def whole(text: str, scale: int = 100) -> int:
    """Return an exact decimal in so many parts of one."""
    value = Fraction(text) * scale
    assert value.denominator == 1
    return int(value)


def scales(sheet: Mapping[str, Any]) -> dict[str, int]:
    """Return the scale of every column."""
    return {column["name"]: column["scale"] for column in sheet["columns"]}


def items(sheet: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return all criteria."""
    return [item for group in sheet["groups"] for item in group["items"]]


Words = Callable[..., Any]


def points(item: Mapping[str, Any], column: Words, words: Any, scale: Mapping[str, int]) -> Any:
    """Return the points of one criterion in hundredths, built with the *words* of an engine.

    *words* has `least`, `most`, `when` and `over` (floor division); *column* gives a column by name.
    """
    own = {role: column(name) for role, name in item["columns"].items()}
    settings, standard = item["settings"], whole(item["points"])
    match item["kind"]:
        case "proportional":
            actual, target = own["actual"], own["target"]
            share = words.least(actual, target)
            return words.over(share * (2 * standard) + target, target * 2)
        case "declining":
            return words.most(standard - own["count"] * whole(settings["each"]), 0)
        case "stepped":
            parts = scale[item["columns"]["value"]]
            over, step = whole(settings["over"], parts), whole(settings["step"], parts)
            steps = words.over(words.most(own["value"] - over, 0), step)
            gained = steps * whole(settings["each"]) + whole(settings["first"])
            return words.when(own["value"] > over, gained, 0)
        case "bands":
            parts = scale[item["columns"]["value"]]
            found: Any = 0
            for limit, given in reversed(settings.items()):
                found = words.when(own["value"] >= whole(limit, parts), whole(given), found)
            return found
        case "linear":
            worst, best = int(settings["worst"]), int(settings["best"])
            width = best - worst
            share = words.least(words.most(own["actual"] - worst, 0), width)
            return words.over(share * (2 * standard) + width, 2 * width)
        case "reduction":
            actual, target = own["actual"], own["target"]
            share = words.least(words.most(target * 2 - actual, 0), target)
            return words.over(share * (2 * standard) + target, target * 2)
        case "per_case":
            lost = words.least(own["count"] * whole(settings["each"]), whole(settings["cap"]))
            return 0 - lost
        case "all_of":
            every = (own["first"] == 1) & (own["second"] == 1) & (own["third"] == 1)
            return words.when(every, standard, 0)
        case "year_on_year":
            now, before, goal = own["now"], own["before"], int(settings["target"])
            share = words.least(now * 100, before * goal)
            divisor = words.most(before, 1) * goal
            gained = words.over(share * (2 * standard) + divisor, divisor * 2)
            steady = (2 * standard * 100 + goal) // (2 * goal)
            return words.when(before == 0, steady, gained)
    raise ValueError(item["kind"])


def total(sheet: Mapping[str, Any], score: Callable[[str], Any], words: Any) -> Any:
    """Return the total in hundredths: contents with their caps, then their sum."""
    found: Any = 0
    for group in sheet["groups"]:
        by_effect: dict[str, Any] = {"award": 0, "bonus": 0, "penalty": 0}
        for item in group["items"]:
            effect = {"stepped": "bonus", "per_case": "penalty"}.get(item["kind"], "award")
            by_effect[effect] = by_effect[effect] + score(item["id"])
        caps = {name: whole(value) for name, value in group["caps"].items()}
        bonus, penalty = by_effect["bonus"], by_effect["penalty"]
        if "bonus" in caps:
            bonus = words.least(bonus, caps["bonus"])
        if "penalty" in caps:
            penalty = words.most(penalty, -caps["penalty"])
        points_ = by_effect["award"] + bonus + penalty
        found = found + (words.least(points_, caps["ceiling"]) if "ceiling" in caps else points_)
    return found
