"""The situations of the canaries, through a session on durable-rules: here they come out right."""

from __future__ import annotations

import json

import pytest

from covenant_rules.errors import InferenceError
from covenant_rules.inference.durable import DurableEngine
from covenant_rules.inference.facts import Fact, Numbering
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
from covenant_rules.inference.network import FIRST_CLASH, MOST_IDS, Shard
from covenant_rules.inference.session import open_session
from covenant_rules.inference.structure import branches
from covenant_rules.inference.wire import Codes, shards, wire_rules

from .words import CLEAN, KINDS, register, rule, rules_of, unit, violate

pytest.importorskip("durable_rules_engine")

UNIT = Pattern("u", "unit")


def opened(*patterns, then=()):
    return open_session(rule(*patterns, then=then), "durable")


def fnv(text):
    """The 32-bit hash by which the engine tells names and ids apart (FNV-1a)."""
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def test_w1_one_of_two_blockers_goes():
    """A rule stays blocked until the last of its blockers is gone."""
    with opened(UNIT, CLEAN) as session:
        first, second = violate(session, "a"), violate(session, "a")
        unit(session, "a")
        session.remove(first)
        assert session.findings() == frozenset()
        session.remove(second)
        assert rules_of(session.findings()) == ["r"]


def test_w2_a_blocker_concerns_its_own_rule():
    """A violation takes nothing from rules that do not speak of violations."""
    high = Rule("high", (Pattern("u", "unit", (Test("points", ">", 5),)),))
    with open_session(Program(KINDS, (Rule("clean", (UNIT, CLEAN)), high)), "durable") as session:
        unit(session, "a")
        violate(session, "a")
        assert rules_of(session.findings()) == ["high"]


def test_w3_a_negation_may_stand_first():
    """The order of patterns does not decide whether a negation is asked."""
    with opened(CLEAN, UNIT) as session:
        unit(session, "a")
        assert rules_of(session.findings()) == ["r"]


def test_w4_what_is_removed_takes_only_its_own_matches():
    """After a removal all other matches are still there."""
    with opened(UNIT) as session:
        first, second = unit(session, "a"), unit(session, "b")
        session.remove(first)
        third = unit(session, "c")
        assert {f.binding for f in session.findings()} == {(second,), (third,)}


def test_w5_no_two_ids_have_one_hash():
    """Up to the last id of a ruleset all hashes differ; the first clash is the one that is checked at start."""
    seen, clash = {}, None
    for no in range(1, FIRST_CLASH[1] + 1):
        other = seen.setdefault(fnv(str(no)), no)
        if other != no:
            clash = other, no
            break
    assert clash == FIRST_CLASH
    assert clash[1] > MOST_IDS


def test_w5_ids_start_anew():
    """When a ruleset has given out its ids, another takes over with the facts that are there."""
    numbering = Numbering()
    engine = DurableEngine(rule(UNIT, CLEAN), numbering, most_facts=100, most_ids=10)
    kept = numbering.new()
    engine.insert(Fact(kept, "unit", {"uid": "a", "rank": 1, "points": 1}))
    for turn in range(50):
        no = numbering.new()
        engine.insert(Fact(no, "violation", {"unit": "a"}))
        assert engine.findings() == frozenset(), turn
        assert max(engine._wires.values()) <= 10
        engine.remove(no)
        assert {f.binding for f in engine.findings()} == {(kept,)}
    engine.close()


def test_w6_a_field_may_be_called_id():
    """Names that the engine keeps for itself are ordinary names of fields: id, sid, kind, one."""
    names = ("id", "sid", "kind", "one")
    kinds = tuple(Kind(k, tuple(Field(n, int) for n in names)) for k in ("a", "b"))
    joins = tuple(Join(n, "==", "x", n) for n in names)
    program = Program(kinds, (Rule("r", (Pattern("x", "a"), Pattern("y", "b", (), joins))),))
    with open_session(program, "durable") as session:
        for no in range(20):
            session.insert("a", dict.fromkeys(names, no))
            session.insert("b", dict.fromkeys(names, no))
        assert {f.binding for f in session.findings()} == {(n, n + 1) for n in range(1, 41, 2)}


def test_names_of_ours_do_not_clash():
    """The engine knows names by their hash; those that are sent to it all differ."""
    own = ["id", "sid", "kind", "one", "$s", "$open"]
    names = [*own, *(f"f{n}" for n in range(1, 50_001))]
    assert len(set(map(fnv, names))) == len(names)


def test_w7_sessions_know_nothing_of_each_other():
    """A fact of one session is no fact of another."""
    pair = (UNIT, Pattern("v", "violation"))
    with opened(*pair) as one, opened(*pair) as other:
        unit(one, "a")
        violate(other, "a")
        assert one.findings() == other.findings() == frozenset()


@pytest.mark.parametrize("value", ["1", True, 1.0, None, 2**53 + 1, float("nan")])
def test_w8_only_whole_numbers_are_numbers(value):
    """What the engine would take for another value is refused before it gets there."""
    with opened(Pattern("u", "unit", (Test("rank", "==", 1),))) as session:
        with pytest.raises(InferenceError) as error:
            session.insert("unit", {"uid": "a", "rank": value, "points": 0})
        assert {d.code for d in error.value.diagnostics} <= {"E853", "E862"}
        assert session.findings() == frozenset()


def test_w8_numbers_up_to_the_limit_are_exact():
    """Neighbours at 2^53 are told apart, with an offset too."""
    most = 2**53
    below = Pattern("w", "unit", (), (Join("points", "==", "u", "points", -1),))
    with opened(Pattern("u", "unit", (Test("points", "==", most),)), below) as session:
        unit(session, "a", points=most)
        unit(session, "b", points=most - 2)
        assert session.findings() == frozenset()
        unit(session, "c", points=most - 1)
        assert {f.binding for f in session.findings()} == {(1, 3)}


def test_w9_text_is_compared_whole():
    """Texts are equal when they are, whatever is in them; one that is too long is refused."""
    with opened(Pattern("u", "unit", (Test("uid", "==", "b"),))) as session:
        for uid in ("b", "bb", "b ", '"b"', "b" * 1000, "B"):
            unit(session, uid)
        assert {f.binding for f in session.findings()} == {(1,)}
        with pytest.raises(InferenceError, match="E862"):
            unit(session, "b" * 65_537)


def test_text_is_compared_in_one_form():
    """Composed and decomposed letters are the same text."""
    with opened(Pattern("u", "unit", (Test("uid", "==", "cờ"),))) as session:
        unit(session, "cơ\u0300")
        assert rules_of(session.findings()) == ["r"]


def test_w10_a_field_that_is_absent_meets_nothing():
    """A test, `!=` too, is not met by a fact that lacks the field."""
    with opened(Pattern("v", "violation", (Test("note", "!=", "x"),))) as session:
        violate(session, "a")
        assert session.findings() == frozenset()


def test_w11_a_fact_that_meets_two_branches_is_one_finding():
    """An `or` of which two branches hold holds once."""
    first = Pattern("u", "unit", (Test("rank", "==", 1),))
    rich = Pattern("u", "unit", (Test("points", ">", 5),))
    with opened(Or(((first,), (rich,)))) as session:
        unit(session, "a")
        assert rules_of(session.findings()) == ["r"]
        assert rules_of(session.changes()[0]) == ["r"]


def test_w13_what_followed_goes_with_its_premise():
    """A derived fact is there as long as something supports it, and no longer."""
    then = (Then("known", (("rank", ("u", "rank")),)),)
    with opened(UNIT, then=then) as session:
        one, two = unit(session, "a"), unit(session, "b")
        assert len(session.facts("known")) == 1
        session.remove(one)
        assert len(session.facts("known")) == 1
        session.remove(two)
        assert session.facts("known") == ()


@pytest.mark.parametrize("op", ["!=", "<", "<=", ">", ">="])
def test_c1_a_join_may_be_false(op):
    """Whatever the comparison of the last join, false ones are only false."""
    holds = {"!=": {1, 3}, "<": {1}, "<=": {1, 2}, ">": {3}, ">=": {2, 3}}[op]
    join = Join("rank", op, "u", "rank")
    with opened(Pattern("u", "unit", (Test("uid", "==", "a"),)), Pattern("w", "unit", (), (join,))) as session:
        unit(session, "a", rank=2)
        others = {unit(session, f"b{n}", rank=1 + n % 3): 1 + n % 3 for n in range(300)}
        found = {f.binding[1] for f in session.findings()}
        assert found == {no for no, rank in others.items() if rank in holds}


def test_c2_an_or_may_mix_a_test_and_a_join():
    """Branches of an `or` may test constants and join."""
    test = Pattern("w", "unit", (Test("rank", "==", 1),))
    join = Pattern("w", "unit", (), (Join("rank", ">", "u", "rank"),))
    with opened(Pattern("u", "unit", (Test("uid", "==", "a"),)), Or(((test,), (join,)))) as session:
        unit(session, "a", rank=3)
        found = {unit(session, f"b{n}", rank=n): n for n in range(1, 6)}
        wanted = {no for no, rank in found.items() if rank == 1 or rank > 3}
        assert {f.binding[1] for f in session.findings()} == wanted


def test_c4_c5_many_rules():
    """300 rules that end in one condition, and 600 that begin with different ones, all find their facts."""
    same = [Rule(f"s{n}", (Pattern("u", "unit", (Test("rank", "==", 1),)),)) for n in range(300)]
    kinds = tuple(Kind(f"k{n}", (Field("f", int),)) for n in range(400))
    other = [Rule(f"o{n}", (Pattern("x", f"k{n}", (Test("f", ">", n),)),)) for n in range(400)]
    with open_session(Program((*KINDS, *kinds), (*same, *other)), "durable") as session:
        unit(session, "a")
        for n in range(400):
            session.insert(f"k{n}", {"f": n + 1})
        assert len(session.findings()) == 700


def test_c6_c7_c8_many_sessions():
    """1,100 sessions at once, some without a fact, are opened, used and closed in any order."""
    program = rule(UNIT, CLEAN)
    sessions = [open_session(program, "durable") for _ in range(1100)]
    for session in sessions[::2]:
        unit(session, "a")
    for session in sessions[1::3]:
        session.close()
    assert all(len(s.findings()) == 1 for s in sessions[::2] if not s._closed)
    for session in sessions:
        session.close()


def test_c10_an_empty_fact_is_refused():
    """A fact without its fields is refused by name; the session goes on."""
    with opened(UNIT) as session:
        with pytest.raises(InferenceError, match="E866"):
            session.insert("unit", {})
        unit(session, "a")
        assert len(session.findings()) == 1


# The shape of what reaches the engine


def compiled(program, most=56):
    codes = Codes()
    groups = shards(wire_rules([b for r in program.rules for b in branches(r)]), most)
    return [[r.definition(codes) for r in group] for group in groups]


def test_nothing_written_by_a_user_reaches_the_engine():
    """Kinds, fields, aliases, rules and texts are numbers or names of ours."""
    strange = 'x"}], "$mt": "(a+)+'
    kind = Kind(strange, (Field("$s".strip("$") + strange, str),))
    name = kind.fields[0].name
    text = json.dumps(
        compiled(
            Program(
                (kind,),
                (
                    Rule(
                        strange,
                        (
                            Pattern("a" + strange, strange, (Test(name, "!=", strange),)),
                            Pattern("b", strange, (), (Join(name, "==", "a" + strange, name),)),
                        ),
                    ),
                ),
            )
        )
    )
    assert "x" not in text.replace('"$ex"', "")
    assert "$mt" not in text


def test_a_pattern_begins_with_its_kind_and_ends_in_a_true_join():
    """The kind keeps the engine's own messages out; the last join is never false; equalities come first."""
    joins = (Join("rank", "<", "u", "rank"), Join("points", "==", "u", "points"))
    ((definition,),) = compiled(rule(UNIT, Pattern("w", "unit", (), joins)))
    first, second = (next(iter(p.values()))["$and"] for p in definition["all"])
    assert list(first[0]) == list(second[0]) == ["kind"]
    assert second[-1] == {"one": {"a0": "one"}}
    assert second[-3] == {"f1": {"a0": "f1"}}
    assert second[-2] == {"$lt": {"f2": {"a0": "f2"}}}
    assert {"$ex": {"f1": 1}} in first
    assert {"$ex": {"f2": 1}} in second


def test_a_ruleset_has_at_most_56_patterns():
    """Rules are spread over rulesets, in order, none of them split."""
    program = Program(
        KINDS, tuple(Rule(f"r{n}", (UNIT, Pattern("g", "registration"), CLEAN)) for n in range(60))
    )
    sizes = [[len(d["all"]) for d in group] for group in compiled(program)]
    assert all(sum(group) <= 56 for group in sizes)
    # a rule of two positives and a negation that joins one of them: 2 + 2 patterns
    assert sum(map(sum, sizes)) == 60 * 4
    assert [size for group in sizes for size in group] == [2, 2] * 60


def test_matches_are_fetched_at_once(monkeypatch):
    """Nothing is pending when a fact is retracted: the agenda is empty after every assertion."""
    seen = []
    insert = Shard.insert

    def spy(self, wire, fact):
        found = list(insert(self, wire, fact))
        engine = self._ruleset._engine
        seen.append(engine.start_action_for_state(self._ruleset.handle, self._ruleset._state))
        return found

    monkeypatch.setattr(Shard, "insert", spy)
    with opened(UNIT, Pattern("g", "registration")) as session:
        for n in range(5):
            unit(session, f"u{n}")
            register(session, f"u{n}")
        assert len(session.findings()) == 25
    assert seen
    assert set(seen) == {None}
