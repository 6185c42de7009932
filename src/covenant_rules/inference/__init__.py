"""Inference: rules over facts, concluded by two engines that must agree. It knows facts, not formulas."""

from __future__ import annotations

from covenant_rules.inference.checks import check
from covenant_rules.inference.disagreement import InferenceDisagreement
from covenant_rules.inference.explain import Ground, Reason, why
from covenant_rules.inference.facts import Fact, FactNo, Finding
from covenant_rules.inference.language import (
    Field,
    Join,
    Kind,
    Or,
    Pattern,
    Program,
    Rule,
    Test,
    Then,
)
from covenant_rules.inference.misses import Barred, Failed, Miss, Missing, near_misses
from covenant_rules.inference.session import Session, open_session

__all__ = [
    "Barred",
    "Fact",
    "FactNo",
    "Failed",
    "Field",
    "Finding",
    "Ground",
    "InferenceDisagreement",
    "Join",
    "Kind",
    "Miss",
    "Missing",
    "Or",
    "Pattern",
    "Program",
    "Reason",
    "Rule",
    "Session",
    "Test",
    "Then",
    "check",
    "near_misses",
    "open_session",
    "why",
]
