"""Why something holds, and what keeps something from holding."""

from __future__ import annotations

from random import Random

import pytest

from covenant_rules.errors import InferenceError
from covenant_rules.inference.explain import why
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
from covenant_rules.inference.misses import Barred, Failed, Missing, near_misses
from covenant_rules.inference.session import open_session
from covenant_rules.inference.structure import branches

from .programs import random_fact, random_program
from .words import AWARDS, KINDS, SOLE, register, rule, unit, violate

LINK = Kind("link", (Field("a", int), Field("b", int)))
REACH = Program(
    (LINK,),
    (
        Rule("near", (Pattern("l", "link"),), (Then("way", (("a", ("l", "a")), ("b", ("l", "b")))),)),
        Rule(
            "far",
            (Pattern("w", "way"), Pattern("l", "link", (), (Join("a", "==", "w", "b"),))),
            (Then("way", (("a", ("w", "a")), ("b", ("l", "b")))),),
        ),
    ),
)  # fmt: skip


@pytest.fixture
def session():
    with open_session(AWARDS) as opened:
        yield opened


def the(session, name):
    (found,) = [f for f in session.findings() if f.rule == name]
    return found


def test_a_reason_goes_down_to_what_was_asserted(session):
    """The flag rests on the nomination, that on the unit and its registration, and on no violation."""
    u, g = unit(session, "a"), register(session, "a")
    reason = why(AWARDS, the(session, "sole"), session.fact)
    assert reason.lines() == (
        "sole",
        '  n = nomination(unit "a")',
        "    eligible",
        '      u = unit(uid "a", rank 1, points 900000)',
        '      g = registration(unit "a", title "cờ thi đua")',
        "      not v: violation(unit == u.uid)",
        "  not other: nomination(unit != n.unit)",
    )
    assert [fact.no for fact in reason.asserted()] == [u, g]


def test_of_several_supports_the_one_nearest_to_the_facts_is_shown():
    """In a circle of links a derivation never rests on itself."""
    with open_session(REACH) as session:
        for a, b in ((1, 2), (2, 3), (3, 1), (1, 3)):
            session.insert("link", {"a": a, "b": b})
        ways = session.facts("way")
        assert len(ways) == 9
        (to_self,) = [w for w in ways if (w.fields["a"], w.fields["b"]) == (1, 1)]
        (found, *_) = [f for f in session.findings() if f.rule == "far" and f in to_self.support]
        reason = why(REACH, found, session.fact)
        # 1-3 is asserted and 3-1 as well: two links suffice
        assert len(reason.lines()) == 5
        for finding in session.findings():
            down = why(REACH, finding, session.fact)
            assert {fact.kind for fact in down.asserted()} == {"link"}


def test_a_long_chain_has_a_reason():
    """A derivation may be deep."""
    with open_session(REACH, "reference") as session:
        for n in range(30):
            session.insert("link", {"a": n, "b": n + 1})
        (last,) = [w for w in session.facts("way") if (w.fields["a"], w.fields["b"]) == (0, 30)]
        (finding,) = last.support
        assert len(why(REACH, finding, session.fact).asserted()) == 30


# Near misses


def test_what_holds_is_no_miss(session):
    """Where a rule holds for the unit that asks, nothing would have to change."""
    u = unit(session, "a")
    register(session, "a")
    assert near_misses(session, "eligible", {"u": u}) == ()


def test_each_condition_that_fails_is_named(session):
    """Of a unit of rank 2 with 899,999 points: rank and points, each with what was wanted."""
    u = unit(session, "a", rank=2, points=899_999)
    register(session, "a")
    (miss,) = near_misses(session, "eligible", {"u": u})
    assert [(str(f.condition), f.actual, f.wanted) for f in miss.failures] == [
        ("rank == 1", 2, 1),
        ("points >= 900000", 899_999, 900_000),
    ]
    assert all(isinstance(f, Failed) and f.fact.no == u for f in miss.failures)


def test_what_is_missing_is_named(session):
    """Without a registration of this unit that is what is missing; one of another is no substitute."""
    u = unit(session, "a")
    register(session, "b")
    (miss,) = near_misses(session, "eligible", {"u": u})
    (missing,) = miss.failures
    assert isinstance(missing, Missing)
    assert (missing.pattern.alias, missing.near) == ("g", (("unit", "a"),))


def test_a_registration_for_another_title_is_near(session):
    """A fact that speaks of the unit and fails a test is shown, not called missing."""
    u = unit(session, "a")
    register(session, "a", "bằng khen")
    (miss,) = near_misses(session, "eligible", {"u": u})
    (failed,) = miss.failures
    assert (failed.alias, failed.actual, failed.wanted) == ("g", "bằng khen", "cờ thi đua")


def test_a_join_that_fails_is_named():
    """A comparison with another unit shows what the value would have to be held against."""
    ahead = Pattern("w", "unit", (Test("uid", "==", "b"),), (Join("points", ">=", "u", "points", 10),))
    with open_session(rule(Pattern("u", "unit"), ahead)) as session:
        u, w = unit(session, "a", points=5), unit(session, "b", points=14)
        misses = near_misses(session, "r", {"u": u})
        (failed,) = misses[0].failures
        assert (str(failed.condition), failed.fact.no) == ("points >= u.points + 10", w)
        assert (failed.actual, failed.wanted) == (14, 15)


def test_every_equality_says_of_whom_a_pattern_speaks():
    """A fact that equals in one field and differs in another speaks of somebody else."""
    twin = Pattern("w", "unit", (), (Join("rank", "==", "u", "rank"), Join("points", "==", "u", "points")))
    with open_session(rule(Pattern("u", "unit", (Test("uid", "==", "a"),)), twin)) as session:
        u = unit(session, "a", rank=1, points=5)
        unit(session, "b", rank=1, points=6)
        (miss,) = near_misses(session, "r", {"u": u})
        assert [f.near for f in miss.failures] == [(("rank", 1), ("points", 5))]


def test_nothing_is_asked_of_a_fact_that_is_missing():
    """A negated pattern that joins what is not there, and a positive one too, are left aside."""
    of_it = (Join("unit", "==", "g", "unit"),)
    program = rule(
        Pattern("u", "unit"),
        Pattern("g", "registration", (), (Join("unit", "==", "u", "uid"),)),
        Pattern("h", "registration", (Test("title", "==", "bằng khen"),), of_it),
        Pattern("v", "violation", (), of_it, negated=True),
    )
    with open_session(program) as session:
        u = unit(session, "a")
        violate(session, "a")
        (miss,) = near_misses(session, "r", {"u": u})
        assert [type(f) for f in miss.failures] == [Missing, Missing]


def test_a_blocker_is_named(session):
    """A violation that stands against the unit is shown with the facts."""
    u = unit(session, "a")
    register(session, "a")
    v = violate(session, "a")
    (miss,) = near_misses(session, "eligible", {"u": u})
    (barred,) = miss.failures
    assert isinstance(barred, Barred)
    assert [fact.no for fact in barred.facts] == [v]


def test_a_derived_fact_may_be_the_blocker(session):
    """A second nomination keeps the first from being the only one."""
    for uid in ("a", "b"):
        unit(session, uid)
        register(session, uid)
    (first, second) = session.facts("nomination")
    (miss,) = near_misses(session, "sole", {"n": first.no})
    assert miss.failures == (Barred(SOLE.patterns[1], (second,)),)


def test_nearest_comes_first(session):
    """Without a unit that asks, choices are ordered by how much they fail."""
    far, near = unit(session, "a", rank=3, points=1), unit(session, "b", rank=2)
    register(session, "a")
    register(session, "b")
    misses = near_misses(session, "eligible")
    assert [(m.facts[0][1].no, len(m.failures)) for m in misses] == [(near, 1), (far, 2)]
    assert len(near_misses(session, "eligible", most=1)) == 1


def test_each_branch_of_an_or_is_a_way():
    """Every branch that fails says by how much."""
    rich = Pattern("u", "unit", (Test("points", ">=", 10), Test("uid", "!=", "b")))
    first = Pattern("u", "unit", (Test("rank", "==", 1),))
    with open_session(rule(Or(((rich,), (first,))))) as session:
        u = unit(session, "b", rank=2, points=5)
        misses = near_misses(session, "r", {"u": u})
        assert [[str(f.condition) for f in m.failures] for m in misses] == [
            ["rank == 1"],
            ["points >= 10", 'uid != "b"'],
        ]


def test_a_fact_of_another_kind_is_no_choice(session):
    """Where the fact that asks cannot fill the pattern, there is none for it."""
    g = register(session, "a")
    (miss, *_) = near_misses(session, "eligible", {"u": g})
    assert isinstance(miss.failures[0], Missing)


def test_what_is_asked_must_be_there(session):
    """An unknown rule or alias is a KeyError, an unknown fact an InferenceError."""
    for rule_name, bound in (("nobody", {}), ("eligible", {"v": 1}), ("eligible", {"x": 1})):
        with pytest.raises(KeyError):
            near_misses(session, rule_name, bound)
    with pytest.raises(InferenceError, match="E867"):
        near_misses(session, "eligible", {"u": 99})


def test_misses_and_findings_exclude_each_other():
    """Over many units: one holds exactly when it has no miss."""
    with open_session(Program(KINDS, AWARDS.rules)) as session:
        units = {}
        for n in range(60):
            uid = f"u{n}"
            units[uid] = unit(session, uid, rank=1 + n % 2, points=899_999 + n % 3)
            if n % 5:
                register(session, uid)
            if n % 7 == 0:
                violate(session, uid)
        holds = {f.facts[0][1] for f in session.findings() if f.rule == "eligible"}
        missed = {no for no in units.values() if near_misses(session, "eligible", {"u": no})}
        assert holds | missed == set(units.values())
        assert holds & missed == set()
        assert holds


def test_in_random_programs_one_holds_exactly_when_it_has_no_miss():
    """For each fact and rule: either a finding has the fact in its first pattern, or something fails."""
    holds, fails = 0, 0
    for seed in range(150):
        random = Random(seed)
        program = random_program(random)
        with open_session(program, "reference") as session:
            for _ in range(8):
                session.insert(*random_fact(random, program))
            for asked in (r for r in program.rules if len(branches(r)) == 1):
                (branch,) = branches(asked)
                first = branch.positives[0].alias
                found = {dict(f.facts)[first] for f in session.findings() if f.rule == asked.name}
                for fact in session.facts():
                    misses = near_misses(session, asked.name, {first: fact.no})
                    assert (misses == ()) == (fact.no in found), (seed, asked.name, fact)
                    assert all(miss.failures for miss in misses)
                    holds, fails = holds + (not misses), fails + bool(misses)
    assert holds > 200
    assert fails > 200
