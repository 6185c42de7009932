"""The order in which classes and awards are decided, and what each of them looks at."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve

from covenant_rules.awards.decisions import Decision, ordered
from covenant_rules.conditions import (
    ANY,
    AllOf,
    AnyOf,
    Condition,
    Earlier,
    Marked,
    Measured,
    Not,
    OfUnit,
)
from covenant_rules.formula.table import Band
from covenant_rules.policy import (
    Amount,
    AwardRule,
    Base,
    ClassRule,
    Named,
    Order,
    Policy,
    Quota,
    Ties,
)
from covenant_rules.text import Text

TITLE = Text(vi="x", en="x")
CO, BANG = ("award", "co"), ("award", "bang")
TOT, KHA = ("class", "tot"), ("class", "kha")


def has(name: str) -> Marked:
    return Marked("award", (name,))


def award(name: str, *when: Condition, quota: Quota | None = None) -> AwardRule:
    return AwardRule(name, TITLE, when, quota)


def class_(name: str, *when: Condition, quota: Quota | None = None) -> ClassRule:
    return ClassRule(name, TITLE, Band(), when, None, quota)


def named(name: str, *when: Condition) -> Named:
    return Named(name, TITLE, when)


def quota(base: Base | None = None, *, unused: str = "lost", by_class: tuple[str, ...] = ()) -> Quota:
    half = Amount(percent=Fraction(50))
    return Quota(Order.RANK, Ties.NONE, unused, half, base, by_class=dict.fromkeys(by_class, half))


def policy(*rules: ClassRule | AwardRule, vetoes: tuple[Named, ...] = (), conditions: tuple[Named, ...] = ()) -> Policy:
    classes = tuple(one for one in rules if isinstance(one, ClassRule))
    awards = tuple(one for one in rules if isinstance(one, AwardRule))
    return Policy("x", rounded=True, classes=classes, awards=awards, vetoes=vetoes, conditions=conditions)


def taken(found: Policy) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """Return every decision in its order, with what it looks at."""
    given = [Decision("class", one, ()) for one in found.classes] + [Decision("award", one, ()) for one in found.awards]
    return {(one.sort, one.id): one.needs for one in ordered(found, given)}


RANK = Measured("rank", Band(low=Fraction(1)))
LOOKS = {
    "at an award": ((has("bang"),), {BANG}),
    "at a class": ((Marked("class", ("tot",)),), {TOT}),
    "at one of several": ((Marked("award", ("bang", "giay")),), {BANG, ("award", "giay")}),
    "at two, one after the other": ((has("bang"), Marked("class", ("tot",))), {BANG, TOT}),
    "at any award but itself": ((Marked("award", (ANY,)),), {BANG, ("award", "giay")}),
    "inside all": ((AllOf((RANK, has("bang"))),), {BANG}),
    "inside any": ((AnyOf((Marked("class", ("tot",)), has("bang"))),), {BANG, TOT}),
    "inside not": ((Not(has("bang")),), {BANG}),
    "inside unit": ((OfUnit(has("bang")),), {BANG}),
    "deep inside": ((Not(AllOf((AnyOf((OfUnit(has("bang")),)),))),), {BANG}),
    "through a named condition": ((Marked("holds", ("sach",)),), {BANG}),
    "through a named condition inside": ((AllOf((Not(Marked("holds", ("manh",))),)),), {BANG, TOT}),
    "at nothing decided here": ((RANK, Marked("registered", ("bang",)), Earlier("bang", 1, every=True)), set()),
}


@pytest.mark.parametrize("case", LOOKS)
def test_what_an_award_looks_at(case: str) -> None:
    """Awards and classes that its conditions name, wherever they stand in them, are decided before an award."""
    when, needs = LOOKS[case]
    conditions = (
        named("sach", Not(has("bang"))),
        named("manh", Marked("holds", ("sach",)), Marked("class", ("tot",))),
        named("khac", has("giay")),
    )
    found = taken(policy(class_("tot"), award("co", *when), award("bang"), award("giay"), conditions=conditions))
    assert found[CO] == needs
    order = list(found)
    assert all(order.index(one) < order.index(CO) for one in needs)
    assert found[BANG] == found["award", "giay"] == found[TOT] == set()


def test_a_class_is_decided_after_those_above_it() -> None:
    """A class is for whom no class above took; what its conditions name comes before it too."""
    found = taken(policy(class_("tot", has("co")), class_("kha"), class_("yeu", Marked("holds", ("sach",))), award("co"),
                         award("bang"), conditions=(named("sach", has("bang")),)))  # fmt: skip
    assert found == {CO: set(), TOT: {CO}, KHA: {TOT}, BANG: set(), ("class", "yeu"): {TOT, KHA, BANG}}
    assert list(found) == [CO, TOT, KHA, BANG, ("class", "yeu")]


def test_a_veto_is_decided_before_everything() -> None:
    """Vetoes bar from all classes and awards: what a veto looks at is decided before every other."""
    found = taken(policy(class_("tot"), award("co"), award("bang"), vetoes=(named("v", RANK), named("w", has("bang")))))
    assert found == {BANG: set(), TOT: {BANG}, CO: {BANG}}


@pytest.mark.parametrize(
    ("base", "needs"),
    [
        (None, set()),
        (Base("units"), set()),
        (Base("group", ("bang",)), set()),
        (Base("registered", ("bang",)), set()),
        (Base("award", ("bang",)), {BANG}),
        (Base("class", ("tot", "kha")), {TOT, KHA}),
    ],
)
def test_a_quota_of_an_award_looks_at_its_base(base: Base | None, needs: set[tuple[str, str]]) -> None:
    """A percentage of those of an award or class is known once that is decided; other bases are facts."""
    found = taken(policy(award("co", quota=quota(base)), award("bang"), class_("tot"), class_("kha")))
    assert found[CO] == needs
    # Beside what its conditions name.
    both = taken(policy(award("co", has("giay"), quota=quota(base)), award("bang"), award("giay"), class_("tot"), class_("kha")))
    assert both[CO] == {*needs, ("award", "giay")}


def test_a_quota_of_a_class_does_not_wait_for_its_base() -> None:
    """The base of a class is counted as it would be without quotas, so a class may name one below it."""
    found = taken(policy(class_("tot", quota=quota(Base("class", ("kha",)))), class_("kha"), award("co")))
    assert found == {TOT: set(), KHA: {TOT}, CO: set()}


def test_a_quota_by_class_looks_at_the_classes() -> None:
    """Where the places depend on the class of a unit, the classes are decided before."""
    found = taken(policy(award("co", has("bang"), quota=quota(by_class=("tot", "kha"))), award("bang"), class_("tot"), class_("kha")))
    assert found[CO] == {TOT, KHA, BANG}


def test_an_heir_is_decided_after_whom_it_inherits_from() -> None:
    """An award that takes over the unused places of another one comes after it, and only it does."""
    found = taken(policy(award("bang", has("giay")), award("co", quota=quota(unused="bang")), award("giay", quota=quota())))
    assert found == {CO: set(), ("award", "giay"): set(), BANG: {CO, ("award", "giay")}}
    assert list(found) == [CO, ("award", "giay"), BANG]


def test_what_looks_at_nothing_keeps_its_order() -> None:
    """Decisions that look at nothing are taken as they are written, and each keeps its conditions."""
    found = policy(award("co"), award("bang"), class_("tot"))
    given = [Decision("award", one, ()) for one in found.awards] + [Decision("class", found.classes[0], ())]
    assert ordered(found, given) == tuple(given)
    waiting = policy(award("co", has("bang")), award("bang"))
    first, second = (Decision("award", one, ()) for one in waiting.awards)
    assert ordered(waiting, [first, second]) == (second, evolve(first, needs=frozenset({BANG})))


def test_a_circle_is_taken_as_written() -> None:
    """The loader refuses circles (E872); of a policy that was made by hand the first in a circle goes first."""
    found = taken(policy(award("co", has("bang")), award("bang", has("giay")), award("giay", has("bang"))))
    assert found == {CO: {BANG}, BANG: {("award", "giay")}, ("award", "giay"): {BANG}}
    assert list(found) == [CO, BANG, ("award", "giay")]
