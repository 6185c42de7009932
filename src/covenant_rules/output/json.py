"""Standings as one JSON document, the same bytes for the same result; numbers travel as strings."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from covenant_rules.awards.conclude import Conclusions, conclude
from covenant_rules.diagnostics import Diagnostic
from covenant_rules.interval import Interval
from covenant_rules.scoring import Score, Status
from covenant_rules.standing import Result, Standings
from covenant_rules.text import exact_text


def _number(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def _exact(interval: Interval) -> str | None:
    return _number(interval.exact)


def _ends(interval: Interval) -> dict[str, str | None]:
    return {"low": _number(interval.low), "high": _number(interval.high)}


def document(standings: Standings) -> dict[str, Any]:
    """Return the standings as plain data, in the form that `interfaces.md` fixes."""
    covenant, receipt = standings.covenant, standings.receipt
    found = conclude(standings)
    return {
        "covenant": covenant.id,
        "edition": covenant.edition,
        "stage": standings.stage,
        "illustrative": standings.bloc.illustrative,
        "units": [_unit(result, found) for result in standings],
        "receipt": {
            "engine": receipt.engine,
            "covenant": receipt.covenant,
            "reports": receipt.reports,
            "rules": dict(receipt.rules),
        },
    }


def _unit(result: Result, found: Conclusions) -> dict[str, Any]:
    card, standing = result.card, result.standing
    known = card.status in (Status.FINAL, Status.EXCLUDED)
    because = card.because
    return {
        "unit": card.unit,
        "title": {"vi": card.title.vi, "en": card.title.en},
        "status": str(card.status),
        "total": _exact(card.total) if known else None,
        **_ends(card.total),
        "rank": standing.rank,
        "rank_best": standing.best,
        "rank_worst": standing.worst,
        "tied_with": list(standing.tied_with),
        "broken_by": standing.broken_by,
        "bonus": _exact(card.bonus),
        "penalty": _exact(card.penalty),
        "contents": {node: _exact(score.points) for node, score in card.contents.items()},
        "content_ranges": {
            node: _ends(score.points)
            for node, score in card.contents.items()
            if score.points.exact is None
        },
        "criteria": {node: _criterion(score) for node, score in card.criteria.items()},
        "stated": list(card.stated),
        "missing": list(card.missing),
        "vetoes": list(card.vetoes),
        "open_vetoes": list(card.open_vetoes),
        "because": None if because is None else {"vi": because.vi, "en": because.en},
        "class": found.classes.get(card.unit),
        "awards": list(found.of(card.unit)),
    }


def _criterion(score: Score) -> dict[str, Any]:
    found: dict[str, Any] = {
        "points": _exact(score.points),
        "bonus": _exact(score.bonus),
        "penalty": _exact(score.penalty),
        "status": str(score.status),
    }
    if score.points.exact is None:
        found |= _ends(score.points)
    if score.stated:
        found["stated"] = True
    if not score.applies:
        found["applies"] = False
    return found


def text(standings: Standings) -> str:
    """Return the JSON document as text."""
    return json.dumps(document(standings), ensure_ascii=False, indent=2) + "\n"


def diagnostic_data(found: Diagnostic) -> dict[str, Any]:
    """Return a diagnostic as plain data, in both languages."""
    span = found.span
    return {
        "code": found.code,
        "severity": str(found.severity),
        "message": {"vi": found.message("vi"), "en": found.message("en")},
        "help": {"vi": found.help("vi"), "en": found.help("en")},
        "file": None if span is None else span.file,
        "line": None if span is None else span.line,
        "column": None if span is None else span.column,
        "length": None if span is None else span.length,
        **({} if span is None or span.sheet is None else {"cell": span.within}),
    }


def diagnostics_text(found: tuple[Diagnostic, ...]) -> str:
    """Return diagnostics as JSON text."""
    return json.dumps([diagnostic_data(d) for d in found], ensure_ascii=False, indent=2) + "\n"
