"""A small program of awards that several tests use, and short ways to write rules."""

from __future__ import annotations

from covenant_rules.inference.language import (
    Field,
    Join,
    Kind,
    Pattern,
    Program,
    Rule,
    Test,
    Then,
)

UNIT = Kind("unit", (Field("uid", str), Field("rank", int), Field("points", int)))
REGISTRATION = Kind("registration", (Field("unit", str), Field("title", str)))
VIOLATION = Kind("violation", (Field("unit", str), Field("note", str, optional=True)))
KINDS = (UNIT, REGISTRATION, VIOLATION)

CLEAN = Pattern("v", "violation", (), (Join("unit", "==", "u", "uid"),), negated=True)
REGISTERED = Pattern(
    "g", "registration", (Test("title", "==", "cờ thi đua"),), (Join("unit", "==", "u", "uid"),)
)
FIRST = Pattern("u", "unit", (Test("rank", "==", 1), Test("points", ">=", 900_000)))

ELIGIBLE = Rule(
    "eligible", (FIRST, REGISTERED, CLEAN), (Then("nomination", (("unit", ("u", "uid")),)),)
)
SOLE = Rule(
    "sole",
    (
        Pattern("n", "nomination"),
        Pattern("other", "nomination", (), (Join("unit", "!=", "n", "unit"),), negated=True),
    ),
    (Then("flag", (("unit", ("n", "unit")), ("title", "cờ thi đua"))),),
)
AWARDS = Program(KINDS, (ELIGIBLE, SOLE))


def rule(*patterns, name="r", then=()):
    """Return a program of one rule over the kinds above."""
    return Program(KINDS, (Rule(name, patterns, then),))


def unit(session, uid, rank=1, points=900_000):
    return session.insert("unit", {"uid": uid, "rank": rank, "points": points})


def register(session, uid, title="cờ thi đua"):
    return session.insert("registration", {"unit": uid, "title": title})


def violate(session, uid):
    return session.insert("violation", {"unit": uid})


def rules_of(findings):
    return sorted(finding.rule for finding in findings)
