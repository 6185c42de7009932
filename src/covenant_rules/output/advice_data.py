"""Advice as plain data for JSON: numbers are text, every title is there in both languages."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from covenant_rules.gains import Gains
from covenant_rules.goals import Seeking, Way
from covenant_rules.reasons import Reason, Reasons
from covenant_rules.text import Text, exact_text


def gains_data(found: Gains) -> dict[str, Any]:
    """Return what each measure would bring."""
    return {
        "total": _number(found.printed),
        "gains": [
            {
                "measure": gain.measure,
                "title": _both(gain.title),
                "wish": str(gain.wish),
                "by": str(gain.by),
                "before": exact_text(gain.before),
                "after": exact_text(gain.after),
                "gains": exact_text(gain.exact),
                "gains_rounded": exact_text(gain.printed),
            }
            for gain in found.gains
        ],
        "stopped": [
            {
                "measure": stopped.measure,
                "title": _both(stopped.title),
                "wish": str(stopped.wish),
                "by": str(stopped.by),
                "value": exact_text(stopped.value),
                "most": exact_text(stopped.most),
                "kind": stopped.kind,
                "node": stopped.node,
            }
            for stopped in found.stopped
        ],
        "unproved": {measure: str(why) for measure, (_, why) in found.unproved.items()},
    }


def goal_data(found: Seeking) -> dict[str, Any]:
    """Return how a goal is reached."""
    return {
        "rank": found.goal.rank,
        "total": _number(found.goal.total),
        "class": found.goal.class_id,
        "held_back": found.held_back,
        "open": found.open,
        "reached": found.reached,
        "ways": [_way(way) for way in found.ways],
        "combined": None if found.combined is None else _way(found.combined),
    }


def _way(way: Way) -> dict[str, Any]:
    return {
        "changes": [
            {
                "measure": change.measure,
                "title": _both(change.title),
                "before": exact_text(change.before),
                "after": exact_text(change.after),
                "cost": exact_text(change.cost),
            }
            for change in way.changes
        ],
        "cost": exact_text(way.cost),
        "exact": exact_text(way.exact),
        "total": exact_text(way.total),
        "rank": way.rank,
    }


def reasons_data(found: Reasons) -> dict[str, Any]:
    """Return the reason codes: every node, and the order of those that cost points."""
    return {
        "nodes": [_reason(reason) for reason in found.all],
        "against_standard": [reason.node for reason in found.against_standard],
        "against_best": [reason.node for reason in found.against_best],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "node": reason.node,
        "kind": reason.kind,
        "title": _both(reason.title),
        "standard": exact_text(reason.standard),
        "points": exact_text(reason.points),
        "lost": exact_text(reason.lost),
        "behind": _number(reason.behind),
        "best": list(reason.best),
        "applies": reason.applies,
    }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def _both(words: Text) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}
