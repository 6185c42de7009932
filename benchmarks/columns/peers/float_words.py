"""The sheet as a programmer writes it with floats: the formula of the document, then `round`.

Columns are in their own units (a per cent is `95.5`), points are points, and each criterion is rounded to
two decimals with whatever the engine calls rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Words = Any


def points(item: Mapping[str, Any], column: Callable[[str], Any], words: Words) -> Any:
    """Return the points of one criterion before rounding.

    *words* has `least`, `most`, `when`, `whole` (the floor) and `number` (a constant from its text).
    """
    own = {role: column(name) for role, name in item["columns"].items()}
    number = words.number
    settings = {name: number(value) for name, value in item["settings"].items()}
    standard = number(item["points"])
    zero, one = number("0"), number("1")
    match item["kind"]:
        case "proportional":
            return words.least(words.most(own["actual"] / own["target"], zero), one) * standard
        case "declining":
            return words.most(standard - own["count"] * settings["each"], zero)
        case "stepped":
            steps = words.whole((own["value"] - settings["over"]) / settings["step"])
            gained = steps * settings["each"] + settings["first"]
            return words.when(own["value"] > settings["over"], gained, zero)
        case "bands":
            found = zero
            for limit, given in reversed(item["settings"].items()):
                found = words.when(own["value"] >= number(limit), number(given), found)
            return found
        case "linear":
            width = settings["best"] - settings["worst"]
            share = (own["actual"] - settings["worst"]) / width
            return words.least(words.most(share, zero), one) * standard
        case "reduction":
            share = (own["target"] * number("2") - own["actual"]) / own["target"]
            return words.least(words.most(share, zero), one) * standard
        case "per_case":
            return zero - words.least(own["count"] * settings["each"], settings["cap"])
        case "all_of":
            every = (own["first"] > zero) & (own["second"] > zero) & (own["third"] > zero)
            return words.when(every, standard, zero)
        case "year_on_year":
            hundred = number("100")
            percent = words.share(own["now"] * hundred, own["before"], hundred)
            return words.least(percent / settings["target"], one) * standard
    raise ValueError(item["kind"])


def total(sheet: Mapping[str, Any], score: Callable[[str], Any], words: Words) -> Any:
    """Return the total: contents with their caps, then their sum."""
    found: Any = words.number("0")
    for group in sheet["groups"]:
        by_effect: dict[str, Any] = {}
        for item in group["items"]:
            effect = {"stepped": "bonus", "per_case": "penalty"}.get(item["kind"], "award")
            own = score(item["id"])
            by_effect[effect] = by_effect[effect] + own if effect in by_effect else own
        caps = {name: words.number(value) for name, value in group["caps"].items()}
        if "bonus" in caps:
            by_effect["bonus"] = words.least(by_effect["bonus"], caps["bonus"])
        if "penalty" in caps:
            by_effect["penalty"] = words.most(
                by_effect["penalty"], words.number("0") - caps["penalty"]
            )
        effects = [value for _, value in sorted(by_effect.items())]
        own = effects[0]
        for more in effects[1:]:
            own = own + more
        found = found + (words.least(own, caps["ceiling"]) if "ceiling" in caps else own)
    return found


def nearest_hundredths(values: Any) -> list[int]:
    """Return what a reader of two decimals sees, in hundredths: the benefit of the doubt for floats."""
    return [round(float(value) * 100) for value in values]
