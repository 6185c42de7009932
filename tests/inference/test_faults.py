"""A fault in one engine is caught by the other: nothing is concluded, and both say why."""

from __future__ import annotations

from random import Random

import pytest

from covenant_rules.errors import InferenceError
from covenant_rules.inference import matching
from covenant_rules.inference.disagreement import InferenceDisagreement
from covenant_rules.inference.network import Shard
from covenant_rules.inference.session import open_session

from .brute import brute_force, told
from .programs import random_fact, random_program
from .words import AWARDS, register, rules_of, unit, violate

pytest.importorskip("durable_rules_engine")

LOSE = "a match is lost"
ADD = "a match is made up"
MUTATIONS = (LOSE, ADD)


def mutate(monkeypatch, mutation, which=lambda rule: True):
    """Let the C module answer wrongly, once for each rule that *which* accepts."""
    insert = Shard.insert

    def wrong(self, wire, fact):
        found = list(insert(self, wire, fact))
        if mutation == LOSE:
            return [match for match in found if not which(match[0])]
        made_up = [
            (rule, (wire,) * len(rule.patterns))
            for rule in self._rules.values()
            if which(rule) and [pattern.kind for pattern in rule.patterns] == [fact.kind]
        ]
        return [*found, *made_up]

    monkeypatch.setattr(Shard, "insert", wrong)


def everything(session):
    return (
        session.findings, session.changes, session.facts, session.check,
        lambda: session.blockers("eligible"), lambda: session.fact(999),
    )  # fmt: skip


def test_a_match_that_durable_rules_loses_is_noticed(monkeypatch):
    """Where the durable engine misses a match nobody is proposed; the reference shows why it would have been."""
    mutate(monkeypatch, LOSE, lambda rule: rule.blocker is None and len(rule.patterns) == 2)
    session = open_session(AWARDS)
    unit(session, "a")
    register(session, "a")
    for ask in everything(session):
        with pytest.raises(InferenceDisagreement) as error:
            ask()
    assert error.value.durable == ()
    assert [r.finding.rule for r in error.value.reference] == ["eligible", "sole"]
    text = str(error.value)
    assert 'u = unit(uid "a", rank 1, points 900000)' in text
    assert 'g = registration(unit "a", title "cờ thi đua")' in text
    (found,) = error.value.diagnostics
    assert "eligible[u = unit" in found.message("vi")


def test_a_blocker_that_durable_rules_loses_is_noticed(monkeypatch):
    """Where the durable engine misses a violation it would propose; nobody is, and it shows its derivation."""
    mutate(monkeypatch, LOSE, lambda rule: rule.blocker is not None)
    session = open_session(AWARDS)
    unit(session, "a")
    register(session, "a")
    violate(session, "a")
    with pytest.raises(InferenceDisagreement) as error:
        session.findings()
    assert [r.finding.rule for r in error.value.durable] == ["eligible", "sole"]
    assert error.value.reference == ()
    # down to the asserted facts, through the nomination
    sole = error.value.durable[1]
    assert [str(f) for f in sole.asserted()] == [
        'unit(uid "a", rank 1, points 900000)',
        'registration(unit "a", title "cờ thi đua")',
    ]
    assert any(line.startswith("reference: eligible") for line in error.value.blocked)


def test_a_blocker_that_changes_no_finding_is_noticed_too(monkeypatch):
    """Of two violations one is lost: nobody is proposed either way, and still the reasons must be right."""
    mutate(monkeypatch, LOSE, lambda rule: rule.blocker is not None)
    session = open_session(AWARDS)
    unit(session, "a")
    register(session, "a")
    monkeypatch.undo()
    violate(session, "a")
    mutate(monkeypatch, LOSE, lambda rule: rule.blocker is not None)
    violate(session, "a")
    with pytest.raises(InferenceDisagreement) as error:
        session.blockers("eligible")
    assert (error.value.durable, error.value.reference) == ((), ())
    assert error.value.blocked == (
        "durable: eligible (1, 2) <- [3]",
        "reference: eligible (1, 2) <- [3, 4]",
    )


def test_a_fault_of_the_reference_is_noticed(monkeypatch):
    """The reference is held against durable-rules just as well."""
    monkeypatch.setattr(matching, "meets", lambda test, fact: True)
    session = open_session(AWARDS)
    unit(session, "a", points=899_999)
    register(session, "a")
    with pytest.raises(InferenceDisagreement) as error:
        session.findings()
    assert error.value.durable == ()
    assert [r.finding.rule for r in error.value.reference] == ["eligible", "sole"]


def test_a_live_session_on_durable_alone_is_checked_on_request(monkeypatch):
    """`check` lets the reference conclude from the same facts."""
    session = open_session(AWARDS, "durable")
    unit(session, "a")
    register(session, "a")
    session.check()
    mutate(monkeypatch, LOSE)
    violate(session, "a")
    assert rules_of(session.findings()) == ["eligible", "sole"]
    with pytest.raises(InferenceDisagreement):
        session.check()


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("first", [0, 100])
def test_a_wrong_conclusion_is_never_given(monkeypatch, mutation, first):
    """Whatever match is mutated in a random program: the conclusions are right, or there are none."""
    caught = 0
    for seed in range(first, first + 100):
        random = Random(seed)
        program = random_program(random)
        victim = random.randrange(10)
        with monkeypatch.context() as patch:
            mutate(patch, mutation, lambda rule, victim=victim: hash_of(rule) % 3 == victim % 3)
            with open_session(program) as session:
                asserted = {}
                for _ in range(6):
                    kind, fields = random_fact(random, program)
                    asserted[session.insert(kind, fields)] = kind, fields
                try:
                    session.findings()
                    conclusions = session._reference.conclude()
                except InferenceDisagreement as error:
                    caught += 1
                    assert error.durable or error.reference or error.blocked
                except InferenceError:
                    # a match of facts that lack a field of it: the engine breaks, and the session ends
                    assert mutation == ADD
                else:
                    assert told(conclusions) == brute_force(program, asserted), seed
    assert caught > 5  # mutations that change nothing are many, but not all


def hash_of(rule):
    return rule.branch + (rule.blocker or 0)
