"""Programs that are refused: each fault by its code, in both languages, at its place, and before any engine."""

from __future__ import annotations

import re

import pytest

from covenant_rules.diagnostics import Span, catalogue
from covenant_rules.errors import InferenceError
from covenant_rules.inference import checks
from covenant_rules.inference.checks import check
from covenant_rules.inference.facts import LARGEST_NUMBER, LONGEST_TEXT
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
from covenant_rules.inference.session import open_session

from .words import AWARDS, CLEAN, KINDS, UNIT, rule

U = Pattern("u", "unit")
HERE = Span("awards.yaml", 7, 3, 4, "  rank: 1")


def unit(*tests, alias="u", joins=(), **more):
    return Pattern(alias, "unit", tests, joins, **more)


def derives(kind, *fields):
    return (Then(kind, fields),)


def many(count, of=lambda n: Test("rank", "!=", n)):
    return tuple(of(n) for n in range(count))


def nested(depth):
    inside = U
    for _ in range(depth):
        inside = Or(((inside,),))
    return inside


def wide(count):
    """A program whose one rule has 2^count branches."""
    return rule(*(Or(((unit(alias=f"a{n}"),), (unit(alias=f"b{n}"),))) for n in range(count)))


def mutual(negated):
    """Two rules, each needing what the other derives, one of them its absence."""
    return Program(
        KINDS,
        (
            Rule("base", (U,), derives("p", ("rank", ("u", "rank")))),
            Rule("one", (U, Pattern("x", "q")), derives("p", ("rank", ("u", "rank")))),
            Rule("two", (U, Pattern("y", "p", negated=negated)), derives("q", ("rank", ("u", "rank")))),
        ),
    )


FAULTS = {
    # words that stand for nothing
    "unknown kind": (rule(Pattern("u", "unti")), "E851", "`unti`"),
    "unknown field in a test": (rule(unit(Test("rnk", "==", 1))), "E852", "`rnk`"),
    "unknown field in a join": (rule(U, unit(alias="w", joins=(Join("rnk", "==", "u", "rank"),))), "E852", "`rnk`"),
    "unknown field joined to": (rule(U, unit(alias="w", joins=(Join("rank", "==", "u", "rnk"),))), "E852", "`rnk`"),
    "unknown field that follows": (rule(U, then=derives("p", ("x", ("u", "rnk")))), "E852", "`rnk`"),
    "comparison": (rule(unit(Test("rank", "=~", 1))), "E865", "`=~`"),
    "comparison in a join": (rule(U, unit(alias="w", joins=(Join("rank", "=", "u", "rank"),))), "E865", "`=`"),
    # types
    "number against text": (rule(unit(Test("rank", "==", "1"))), "E853", "`rank` (a number)"),
    "text against number": (rule(unit(Test("uid", "==", 1))), "E853", "`uid` (text)"),
    "joined types": (rule(U, unit(alias="w", joins=(Join("rank", "==", "u", "uid"),))), "E853", "u.uid (text)"),
    "types that follow": (
        Program(KINDS, (
            Rule("a", (U,), derives("p", ("x", ("u", "rank")))),
            Rule("b", (U,), derives("p", ("x", ("u", "uid")))),
        )), "E853", "`x` (a number)",
    ),
    "order of text": (rule(unit(Test("uid", "<", "b"))), "E854", 'uid < "b"'),
    "order of joined text": (rule(U, unit(alias="w", joins=(Join("uid", ">=", "u", "uid"),))), "E854", "uid >= u.uid"),
    "offset of text": (rule(U, unit(alias="w", joins=(Join("uid", "==", "u", "uid", 1),))), "E854", "uid == u.uid + 1"),
    "two types of a field": (
        Program((*KINDS, Kind("x", (Field("rank", str),))), (Rule("r", (U,)),)), "E863", "`rank`",
    ),
    # values
    "truth value": (rule(unit(Test("rank", "==", True))), "E862", "True"),
    "decimal": (rule(unit(Test("rank", "==", 1.5))), "E862", "1.5"),
    "nothing": (rule(unit(Test("rank", "==", None))), "E862", "None"),
    "too large": (rule(unit(Test("rank", "==", LARGEST_NUMBER + 1))), "E862", str(LARGEST_NUMBER + 1)),
    "too long": (rule(unit(Test("uid", "==", "a" * (LONGEST_TEXT + 1)))), "E862", "…"),
    "offset": (rule(U, unit(alias="w", joins=(Join("rank", "==", "u", "rank", 1.5),))), "E862", "1.5"),
    "large offset": (rule(U, unit(alias="w", joins=(Join("rank", "==", "u", "rank", 2**60),))), "E862", str(2**60)),
    "value that follows": (rule(U, then=derives("p", ("x", 2**60))), "E862", str(2**60)),
    # aliases
    "alias that is not there": (rule(unit(joins=(Join("rank", "==", "w", "rank"),))), "E855", "`w`"),
    "alias that comes later": (rule(unit(joins=(Join("rank", "==", "w", "rank"),)), unit(alias="w")), "E855", "`w`"),
    "itself": (rule(unit(joins=(Join("rank", "==", "u", "points"),))), "E855", "`u`"),
    "negated alias": (rule(U, CLEAN, then=derives("p", ("x", ("v", "unit")))), "E855", "`v`"),
    "alias of one branch": (
        rule(U, Or(((unit(alias="w"),), (Pattern("g", "registration"),))), then=derives("p", ("x", ("w", "rank")))),
        "E855", "`w`",
    ),
    # names
    "two rules": (Program(KINDS, (Rule("r", (U,)), Rule("r", (U,)))), "E858", "`r`"),
    "two kinds": (Program((*KINDS, UNIT), (Rule("r", (U,)),)), "E858", "`unit`"),
    "two patterns": (rule(U, U), "E858", "`u`"),
    "two fields": (Program((Kind("k", (Field("f", int), Field("f", int))),), ()), "E858", "`f`"),
    "two fields that follow": (rule(U, then=derives("p", ("x", 1), ("x", 2))), "E858", "`x`"),
    "two kinds in branches": (rule(Or(((U,), (Pattern("u", "violation"),)))), "E858", "`u`"),
    "empty name": (rule(Pattern("", "unit")), "E859", "''"),
    "name of the engine's": (rule(Pattern("$s", "unit")), "E859", "'$s'"),
    "name with a space at its end": (Program((Kind("k ", (Field("f", int),)),), ()), "E859", "'k '"),
    "name that is no text": (rule(U, name=7), "E859", "7"),
    "long name": (rule(U, name="r" * 201), "E859", "rrr"),
    "derived and asserted": (rule(U, then=derives("violation", ("unit", ("u", "uid")))), "E860", "`violation`"),
    # limits
    "patterns": (rule(*many(13, lambda n: unit(alias=f"a{n}"))), "E861", "13"),
    "tests": (rule(unit(*many(25))), "E861", "25"),
    "joins": (rule(U, unit(alias="w", joins=many(25, lambda n: Join("rank", "<=", "u", "rank", n)))), "E861", "25"),
    "branches": (wide(7), "E861", "128"),
    "billions of branches": (wide(60), "E861", str(2**60)),
    "depth": (rule(nested(9)), "E861", "9"),
    "depth beyond any stack": (rule(nested(5000)), "E861", "9"),
    "rules": (Program(KINDS, many(1001, lambda n: Rule(f"r{n}", (U,)))), "E861", "1001"),
    "kinds": (Program(many(501, lambda n: Kind(f"k{n}", ())), ()), "E861", "501"),
    "fields": (Program((Kind("k", many(101, lambda n: Field(f"f{n}", int))),), ()), "E861", "101"),
    "what follows": (rule(U, then=many(25, lambda n: Then(f"p{n}", ()))), "E861", "25"),
    "fields that follow": (rule(U, then=derives("p", *many(101, lambda n: (f"f{n}", n)))), "E861", "101"),
    # sense
    "no positive pattern": (rule(Pattern("v", "violation", negated=True)), "E864", "`r`"),
    "no pattern": (rule(), "E864", "`r`"),
    "a branch without a positive pattern": (rule(Or(((U,), ()))), "E864", "`r`"),
    "an or without branches": (rule(U, Or(())), "E864", "`r`"),
    "recursion through negation": (mutual(negated=True), "E856", "one, two"),
    "a rule that denies itself": (
        rule(U, Pattern("p", "p", negated=True), then=derives("p", ("x", ("u", "rank")))), "E856", "r",
    ),
    "a kind that follows from itself": (
        rule(Pattern("p", "p"), then=derives("p", ("x", 1))), "E857", "only follow from themselves",
    ),
}  # fmt: skip

CONTRADICTIONS = {
    "two values": (rule(unit(Test("rank", "==", 1), Test("rank", "==", 2))), "`u.rank == 1`, `u.rank == 2`"),
    "two texts": (rule(unit(Test("uid", "==", "a"), Test("uid", "==", "b"))), '`u.uid == "a"`, `u.uid == "b"`'),
    "a value and its denial": (rule(unit(Test("uid", "==", "a"), Test("uid", "!=", "a"))), '`u.uid == "a"`, `u.uid != "a"`'),
    "an empty range": (rule(unit(Test("rank", ">", 3), Test("points", ">", 1), Test("rank", "<", 4))), "`u.rank > 3`, `u.rank < 4`"),
    "a range used up": (
        rule(unit(Test("rank", ">=", 1), Test("rank", "<=", 2), Test("rank", "!=", 1), Test("rank", "!=", 2))),
        "`u.rank >= 1`, `u.rank <= 2`, `u.rank != 1`, `u.rank != 2`",
    ),
    "beyond all numbers": (rule(unit(Test("rank", ">", LARGEST_NUMBER))), f"`u.rank > {LARGEST_NUMBER}` is never met"),
    "joins": (
        rule(
            unit(Test("rank", ">", 3)),
            unit(Test("rank", "<", 3), alias="w", joins=(Join("rank", ">=", "u", "rank", 1),)),
        ),
        "`u.rank > 3`, `w.rank < 3`, `w.rank >= u.rank + 1`",
    ),
    "a circle of joins": (
        rule(U, unit(alias="w", joins=(Join("rank", ">", "u", "rank"), Join("points", "<=", "u", "points"), Join("rank", "<", "u", "rank", 1)))),
        "`w.rank > u.rank`, `w.rank < u.rank + 1`",
    ),
    "joined texts": (
        rule(unit(Test("uid", "==", "a")), unit(Test("uid", "==", "b"), alias="w", joins=(Join("uid", "==", "u", "uid"),))),
        '`u.uid == "a"`, `w.uid == "b"`, `w.uid == u.uid`',
    ),
    "the same texts": (
        rule(U, unit(alias="w", joins=(Join("uid", "==", "u", "uid"), Join("uid", "!=", "u", "uid")))),
        "`w.uid == u.uid`, `w.uid != u.uid`",
    ),
    "one branch": (
        rule(unit(Test("rank", "==", 1)), Or(((Pattern("g", "registration"),), (unit(alias="w", joins=(Join("rank", "<", "u", "rank"), Join("rank", ">", "u", "rank"))),)))),
        "`w.rank < u.rank`, `w.rank > u.rank`",
    ),
    "a denial of nothing": (
        rule(unit(Test("rank", "==", 1)), unit(Test("rank", "==", 2), alias="w", joins=(Join("rank", "==", "u", "rank"),), negated=True)),
        "has nothing to deny, because `u.rank == 1`, `w.rank == 2`, `w.rank == u.rank`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_its_diagnostic(name):
    """Each guard refuses with its own code, names what is wrong, and helps in both languages."""
    program, code, says = FAULTS[name]
    found = check(program)
    assert {d.code for d in found} == {code}
    assert says in found[0].message("en")
    for language in ("vi", "en"):
        for text in (found[0].message(language), found[0].help(language)):
            assert text.strip()
            assert not re.search(r"\{\w*\}", text)
    with pytest.raises(InferenceError, match=code):
        open_session(program)


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_rule_that_never_holds_is_refused(name):
    """Conditions that exclude each other are named, none too many."""
    program, says = CONTRADICTIONS[name]
    found = check(program)
    assert [d.code for d in found] == ["E857"]
    assert says in found[0].message("en")
    assert "`r`" in found[0].message("vi")


LIMITS = {
    "a value between two": rule(unit(Test("rank", ">", 3), Test("rank", "<", 5), Test("rank", "!=", 3))),
    "a text that is another": rule(unit(Test("uid", "!=", "a"), Test("uid", "!=", "b"))),
    "two bounds that meet": rule(
        U, unit(alias="w", joins=(Join("rank", ">=", "u", "rank"), Join("rank", "<=", "u", "rank")))
    ),
    "the last of a range": rule(unit(Test("rank", ">=", 1), Test("rank", "<=", 2), Test("rank", "!=", 1))),
    "patterns": rule(*many(12, lambda n: unit(alias=f"a{n}"))),
    "tests": rule(unit(*many(24))),
    "joins": rule(U, unit(alias="w", joins=many(24, lambda n: Join("rank", "<=", "u", "rank", n)))),
    "branches": wide(6),
    "depth": rule(nested(8)),
    "the largest number": rule(unit(Test("rank", "==", LARGEST_NUMBER))),
    "the longest text": rule(unit(Test("uid", "==", "a" * LONGEST_TEXT))),
    "rules": Program(KINDS, many(1000, lambda n: Rule(f"r{n}", (U,)))),
    "recursion without negation": mutual(negated=False),
    "awards": AWARDS,
}


@pytest.mark.parametrize("name", LIMITS)
def test_at_the_limit_nothing_is_refused(name):
    """What is just possible is accepted, and both engines take it."""
    assert check(LIMITS[name]) == ()
    with open_session(LIMITS[name]) as session:
        session.insert("unit", {"uid": "a", "rank": 2, "points": 2})
        session.findings()


def test_all_faults_at_once():
    """A reader mends a file in one go: every fault of a kind is told, not only the first."""
    found = check(
        Program(
            KINDS,
            (
                Rule("a", (unit(Test("rnk", "==", 1), Test("uid", "==", 1)),)),
                Rule("b", (Pattern("x", "unti"),)),
            ),
        )
    )
    assert [d.code for d in found] == ["E852", "E853", "E851"]
    assert [d.suggestion for d in found] == ["rank", None, "unit"]


def test_a_fault_has_the_place_of_what_is_wrong():
    """The diagnostic points at the condition, else at its pattern, else at its rule."""
    at_test = Rule("r", (Pattern("u", "unit", (Test("rnk", "==", 1, span=HERE),)),))
    at_pattern = Rule("r", (Pattern("u", "unti", span=HERE),))
    at_rule = Rule("r", (unit(Test("rank", "<", 1), Test("rank", ">", 1)),), span=HERE)
    at_kind = Kind("violation", (Field("f", int),), span=HERE)
    for program in (Program(KINDS, (r,)) for r in (at_test, at_pattern, at_rule)):
        assert [d.span for d in check(program)] == [HERE]
    assert [d.span for d in check(Program((*KINDS, at_kind), ()))] == [HERE]


def test_a_field_is_a_number_or_a_text():
    """There are no other types; a program with one cannot be written."""
    with pytest.raises(ValueError, match="type"):
        Field("f", float)


def test_every_code_of_a_program_is_tested():
    """Every check has a program here that it refuses."""
    here = {code for _, code, _ in FAULTS.values()} | {"E857"}
    at_run_time = {"E866", "E867", "E868", "E869"}
    known = {c for c in catalogue() if c.startswith("E8") and 851 <= int(c[1:]) <= 869}
    assert here | at_run_time == known


def test_the_limits_are_those_that_were_measured():
    """A rule is at most as large as durable-rules bears: 16 patterns and 29 joins are its own limits."""
    assert checks.MOST_PATTERNS <= 16 - 1
    assert checks.MOST_JOINS + 1 <= 29 - 3
    assert checks.MOST_FIELDS + 4 <= 253
