"""Conclusions as one JSON document; the same for the same conclusions."""

from __future__ import annotations

import json
from typing import Any

from covenant_rules.awards.conclude import Conclusions
from covenant_rules.awards.facts import Fact
from covenant_rules.awards.quota import State
from covenant_rules.awards.why import Reason, Verdict
from covenant_rules.diagnostics import Diagnostic
from covenant_rules.text import Text, exact_text


def document(found: Conclusions) -> dict[str, Any]:
    """Return conclusions as plain data: every decision that is not refused, and what was asked of it."""
    standings = found.standings
    return {
        "covenant": standings.covenant.id,
        "edition": standings.covenant.edition,
        "stage": standings.stage,
        "illustrative": standings.bloc.illustrative or found.policy.year.illustrative,
        **decided(found),
    }


def decided(found: Conclusions) -> dict[str, Any]:
    """Return what was decided, as a record holds it: awards, classes, conflicts, shares and engines."""
    return {
        "decisions": [
            verdict_data(one) for one in found.verdicts if one.state is not State.REFUSED
        ],
        "classes": dict(found.classes),
        "conflicts": [
            {"award": one.award, "registered": list(one.registered), "places": one.places}
            for one in found.conflicts
        ],
        "shares": [
            {
                "share": one.rule.id,
                "state": str(one.state),
                "part": one.part,
                "whole": one.whole,
                "needed": exact_text(one.rule.share.least),
                "strict": one.rule.share.strict,
            }
            for one in found.shares
        ],
        "policy": found.policy.digest,
        "engines": list(found.engines),
        "alone": _alone(found.alone),
    }


def recorded(found: Conclusions) -> dict[str, Any]:
    """Return what a decision record holds: who gets what on which facts, what is open, and who concluded.

    Facts stand as the rules saw them, so that a record outlives a change of words.
    """
    return {
        "decisions": [
            {
                "sort": one.sort, "award": one.name, "unit": one.who, "state": str(one.state),
                "facts": sorted(_shown(fact) for fact in one.facts),
            }
            for one in found.verdicts
            if one.state is not State.REFUSED
        ],
        "conflicts": [f"{one.award}: {len(one.registered)} > {one.places}" for one in found.conflicts],
        "shares": [f"{one.rule.id}: {one.part}/{one.whole} {one.state}" for one in found.shares],
        "engines": list(found.engines),
    }  # fmt: skip


def without_engines(results: Any) -> Any:
    """Return recorded results without who concluded: one engine alone concludes the same."""
    if not isinstance(results, dict) or not isinstance(results.get("awards"), dict):
        return results
    kept = {key: value for key, value in results["awards"].items() if key != "engines"}
    return {**results, "awards": kept}


def _shown(one: Fact) -> str:
    inside = ", ".join(f"{name} {value}" for name, value in one.fields)
    return f"{one.kind}({inside})"


def verdict_data(one: Verdict) -> dict[str, Any]:
    """Return one decision with its reasons as plain data."""
    return {
        "sort": one.sort,
        "award": one.name,
        "unit": one.who,
        "state": str(one.state),
        "source": one.source,
        "reasons": [_reason(reason) for reason in one.reasons],
    }


def _reason(one: Reason) -> dict[str, Any]:
    return {
        "asks": _text(one.says),
        "state": str(one.state),
        "facts": [_fact(fact) for fact in one.facts],
        "change": None if one.change is None else _text(one.change),
    }


def _fact(one: Fact) -> dict[str, Any]:
    return {"kind": one.kind, "says": _text(one.says), "source": one.source or None}


def _text(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def _alone(found: Diagnostic | None) -> dict[str, str] | None:
    return None if found is None else {"vi": found.message("vi"), "en": found.message("en")}


def text(found: Conclusions) -> str:
    """Return the document as text."""
    return json.dumps(document(found), ensure_ascii=False, indent=2) + "\n"
