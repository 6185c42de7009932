"""A review as plain data for JSON: numbers are text, every title is there in both languages."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from covenant_rules.changes import Change, Value
from covenant_rules.comparison import Points, Row, UnitReview
from covenant_rules.review import Inflation, Review
from covenant_rules.text import Text, exact_text


def text(found: Review, unit: str | None = None) -> str:
    """Return a review as one JSON document; with *unit*, of that unit alone."""
    document = {
        "covenant": found.covenant.id,
        "edition": found.covenant.edition,
        "views": [{"name": view.name, "stage": view.stage} for view in found.views],
        "illustrative": any(view.bloc.illustrative for view in found.views),
        "units": [_unit(one) for one in found.units if unit in (None, one.unit)],
        "inflation": [_inflation(one, unit) for one in found.inflation],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _unit(unit: UnitReview) -> dict[str, Any]:
    return {
        "unit": unit.unit,
        "title": _both(unit.title),
        "statuses": [None if status is None else str(status) for status in unit.statuses],
        "vetoes": [list(vetoes) for vetoes in unit.vetoes],
        "rows": [_row(unit, row) for row in unit.rows],
        "changes": [
            [_change(change) | {"moved": points_data(unit.moved(change, step))} for change in found]
            for step, found in enumerate(unit.steps)
        ],
    }


def _row(unit: UnitReview, row: Row) -> dict[str, Any]:
    reasons = [[change.entry for change in step] for step in unit.reasons(row)]
    return {
        "kind": row.kind,
        "node": row.node,
        "title": _both(row.title),
        "points": [points_data(points) for points in row.points],
        "deltas": [points_data(delta) for delta in row.deltas],
        "reasons": reasons,
        "owner": row.owner,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "reporter": change.reporter,
        "entry": change.entry,
        "kind": change.kind,
        "before": _value(change.before),
        "after": _value(change.after),
        "note": change.note,
        "nodes": list(change.nodes),
        "lines": list(change.lines),
    }


def _inflation(one: Inflation, unit: str | None) -> dict[str, Any]:
    return {
        "node": one.node,
        "title": _both(one.title),
        "owner": one.owner,
        "mean": points_data(one.mean),
        "largest": points_data(one.largest),
        "most": list(one.most),
        "units": {u: points_data(found) for u, found in one.units.items() if unit in (None, u)},
    }


def points_data(points: Points) -> str | dict[str, str | None] | None:
    """Return a number as text; both ends of an interval; None where there is none."""
    if points is None:
        return None
    if points.exact is not None:
        return exact_text(points.exact)
    return {"low": _value(points.low), "high": _value(points.high)}


def _value(value: Value) -> str | None:
    return exact_text(value) if isinstance(value, Fraction) else value


def _both(words: Text) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}
