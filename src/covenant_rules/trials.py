"""Trials: the card of a unit as it would be with other evidence, as far as its rank depends on it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve

from covenant_rules.bench import Bench
from covenant_rules.covenant import TieBreaker
from covenant_rules.formula import build
from covenant_rules.formula.tree import ZERO, Node
from covenant_rules.interval import Interval
from covenant_rules.scoring import Score, Scorecard


def worth(bench: Bench, breaker: TieBreaker) -> Node:
    """Return what a tie-breaker compares, so that more is better."""
    formula = bench.compiled.formula
    parts = formula.sheet if breaker.node is None else formula.nodes[breaker.node]
    nodes = {"points": parts.points, "bonus": parts.bonus, "penalty": parts.penalty}
    node = nodes[breaker.what]
    return node if breaker.higher_first else build.subtract(ZERO, node)


def with_values(
    card: Scorecard, breakers: Sequence[TieBreaker], values: Sequence[Fraction]
) -> Scorecard:
    """Return *card* with other totals, exact and rounded, and other worths of what breaks ties."""
    exact, total, *worths = (Interval.point(value) for value in values)
    card = evolve(card, exact=exact, total=total)
    for breaker, found in zip(breakers, worths, strict=True):
        value = found if breaker.higher_first else -found
        node = breaker.node
        if node is None:
            bonus = breaker.what == "bonus"
            card = evolve(card, bonus=value) if bonus else evolve(card, penalty=value)
        elif node in card.contents:
            score = _with_value(card.contents[node], breaker.what, value)
            card = evolve(card, contents={**card.contents, node: score})
        else:
            score = _with_value(card.criteria[node], breaker.what, value)
            card = evolve(card, criteria={**card.criteria, node: score})
    return card


def _with_value(score: Score, what: str, value: Interval) -> Score:
    if what == "points":
        return evolve(score, points=value)
    return evolve(score, bonus=value) if what == "bonus" else evolve(score, penalty=value)
