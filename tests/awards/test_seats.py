"""Places of a quota: every base, every division, what is left to others, and the order of the candidates."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.awards.blocs import bloc, concluded, given, states, with_policy

from covenant_rules.awards.conclude import conclude
from covenant_rules.standing import score

CUT = "rounding: down, order: rank, ties: none, unused: lost"
BY_POINTS = CUT.replace("rank", "points")


def ranked(count: int) -> dict[str, int]:
    """Return *count* units; u1 has the most points, 99."""
    return {f"u{n}": 100 - n for n in range(1, count + 1)}


def award(quota: str, *, when: str = "[]", to: str = "units", name: str = "co") -> str:
    return f"  - {{id: {name}, title: {{vi: Cờ, en: Flag}}, to: {to}, when: {when}, quota: {{{quota}}}}}\n"


def awards(*parts: str, facts: str = "", more: str = "") -> str:
    return f"{more}\nawards:\n{''.join(parts)}" + (f"facts: {facts}\n" if facts else "")


def people(**units: int) -> str:
    """Return so many people of each unit, all proposed for the award: ap1, ap2, ... of unit a."""
    names = [(unit, f"{unit}p{n}") for unit, count in units.items() for n in range(1, count + 1)]
    listed = ", ".join(f"{{person: {p}, title: {{vi: P, en: P}}, unit: {u}, leader: false}}" for u, p in names)
    return f"people: [{listed}], proposed: {{co: [{', '.join(p for _, p in names)}]}}"


CLASSES = """
vetoed: none
classes:
  - {id: tot, title: {vi: Tốt, en: Good}, points: ">= 95"}
  - {id: kha, title: {vi: Khá, en: Fair}, points: "< 95"}
"""


@pytest.mark.parametrize(
    ("quota", "facts", "count"),
    [
        ("percent: 50, of: units", "{}", 5),
        ("percent: 50, of: candidates", "{}", 5),
        ("percent: 10, of: number 29", "{}", 2),  # 2.9
        ("percent: 10, of: staff", "{staff: {u1: 12, u3: 17}}", 2),  # 2.9
        ("percent: 50, of: people", f"{{{people(u1=1, u2=1)}}}", 1),
        ("percent: 50, of: group x", "{groups: {x: [u1, u2], y: [u3, u4, u5, u6]}}", 1),
        ('percent: 50, of: "group x, y"', "{groups: {x: [u1, u2], y: [u2, u3, u4, u5]}}", 2),  # of five
        ("percent: 50, of: registered co", "{registered: {co: [u1, u2, u3, u4]}}", 2),
        ("percent: 50, of: registered co", "{registered: {}}", 0),
        ("percent: 50, of: class tot, counted: before", "{}", 2),  # u1 to u5: 2.5
        ("percent: 50, of: class kha, counted: after", "{}", 2),  # u6 to u10: 2.5
        ('percent: 50, of: "class tot, kha", counted: before', "{}", 5),
        ("percent: 10, of: units, at_least: 3", "{}", 3),
        ("at_most: 4", "{}", 4),
    ],
)
def test_what_a_percentage_is_taken_of(quota: str, facts: str, count: int) -> None:
    """Each base counts what it says, everybody once, and what is not there counts as none."""
    found = concluded(ranked(10), awards(award(f"{quota}, {CUT}"), facts=facts, more=CLASSES))

    assert given(found, "co") == sorted(f"u{n}" for n in range(1, count + 1))


def test_units_out_of_rank_are_no_part_of_those_ranked_and_come_last() -> None:
    """Of five units the best is out of rank: half of the ranked is 2, half of all 2.5, up 3; it comes behind them."""
    units = bloc({"z": 100, **ranked(4)})
    outside = evolve(units, registrations=tuple(evolve(r, ranked=r.unit != "z") for r in units.registrations))
    for quota, names in (
        ("percent: 50, of: ranked", ["u1", "u2"]), ("percent: 50, of: units", ["u1", "u2", "u3"]),
        ("at_most: 4", ["u1", "u2", "u3", "u4"]), ("at_most: 5", ["u1", "u2", "u3", "u4", "z"]),
    ):  # fmt: skip
        text = awards(award(f"{quota}, rounding: ceiling, order: rank, ties: none, unused: lost"))
        assert given(conclude(score(with_policy(outside, text))), "co") == names


# z may reach 38 to 98 points, so each of the three classes; it is registered, and so no candidate.
OPEN = {"u1": 99, "u2": 98, "u3": 97, "z": (None, "38")}
THREE = """
vetoed: none
classes:
  - {id: tot, title: {vi: Tốt, en: Good}, points: ">= 50"}
  - {id: kha, title: {vi: Khá, en: Fair}, points: "40 ..< 50"}
  - {id: yeu, title: {vi: Yếu, en: Weak}, points: "< 40"}
"""


@pytest.mark.parametrize(
    ("base", "percent", "expected"),
    [
        ("class tot, counted: X", 50, "given open refused"),  # of 3 or of 4: one place or two
        ("class yeu, counted: X", 100, "open refused refused"),  # of none or of one
        ('"class tot, kha", counted: X', 100, "given given given"),  # of 3 or of 4
        ('"class tot, kha, yeu", counted: X', 50, "given open refused"),  # z once, and surely in none
        ("award giay", 50, "given open refused"),  # of 3 or of 4
    ],
)
def test_what_is_not_decided_counts_with_both_ends(base: str, percent: int, expected: str) -> None:
    """Who may be of a class, or may have an award, is counted at most, once; at least where that is sure."""
    for counted in ("before", "after"):
        text = awards(
            award(f"percent: {percent}, of: {base}, {BY_POINTS}".replace("X", counted), when="[{not: {registered: co}}]"),
            award("at_most: none", when='[{points: ">= 50"}]', name="giay"),
            facts="{registered: {co: [z]}}", more=THREE,
        )  # fmt: skip
        found = states(concluded(OPEN, text), "co")
        assert [found[unit] for unit in ("u1", "u2", "u3")] == expected.split()
        assert found["z"] == "refused"


def test_who_only_may_meet_the_conditions_is_a_candidate_at_most() -> None:
    """Half of two sure candidates and of an open one behind them, rounded up: one place, or two."""
    quota = f"percent: 50, of: candidates, {BY_POINTS}".replace("down", "ceiling")
    found = concluded({"u1": 100, "u2": 99, "z": (None, "38")}, awards(award(quota, when='[{points: ">= 50"}]')))

    assert states(found, "co") == {"u1": "given", "u2": "open", "z": "refused"}


def test_what_a_place_without_a_quota_says() -> None:
    """Without a quota whoever meets the conditions has it, and whoever may waits for evidence alone."""
    found = concluded({"a": 99, "z": (None, "38")}, awards(award("at_most: none", when='[{points: ">= 50"}]')))
    had, waits = (found.verdict("co", unit).reasons[-1] for unit in ("a", "z"))

    assert (had.says.vi, had.says.en) == ("đủ điều kiện, không có hạn mức", "meets the conditions; there is no quota")
    assert had.change is None
    assert (waits.says.vi, waits.says.en) == ("điều kiện chưa xác định hết", "the conditions are not all decided")
    assert (waits.change.vi, waits.change.en) == ("cần đủ số liệu", "all evidence is needed")


# Divided quotas


@pytest.mark.parametrize(
    ("quota", "facts", "expected"),
    [
        # Five of x, and five of no group, which is a part of its own: 20 % of 5 each.
        ("percent: 20, of: units", "{groups: {x: [u1, u2, u3, u4, u5]}}", "u1 u6"),
        ("percent: 50, of: candidates", "{groups: {x: [u2, u3], y: [u4, u5, u6, u7]}}", "u2 u4 u5 u1 u8"),
        # 20 % of 10 and of 5.
        ("percent: 20, of: staff", "{staff: {u1: 5, u2: 5, u3: 5}, groups: {x: [u1, u2], y: [u3, u4]}}", "u1 u2 u3"),
        # Of two and of one that are registered in each group, half of them: 1 and 0.5.
        ("percent: 50, of: registered co", "{registered: {co: [u2, u3, u5]}, groups: {x: [u1, u2, u3], y: [u4, u5]}}", "u1"),
        # u1 to u5 are good: three of x, two of y; 34 % of 3 is 1.02, of 2 is 0.68.
        ("percent: 34, of: class tot, counted: before", "{groups: {x: [u1, u2, u3, u6], y: [u4, u5, u7]}}", "u1"),
        ("percent: 34, of: class tot, counted: after", "{groups: {x: [u1, u2, u3, u6], y: [u4, u5, u7]}}", "u1"),
        ("at_most: 1", "{groups: {x: [u2, u3], y: [u4]}}", "u1 u2 u4"),
    ],
)
def test_each_group_and_those_of_none_have_a_quota_of_their_own(quota: str, facts: str, expected: str) -> None:
    """`within: group` takes a percentage of what belongs to the group; units of no group are taken together."""
    found = concluded(ranked(10), awards(award(f"{quota}, {CUT}, within: group"), facts=facts, more=CLASSES))

    assert given(found, "co") == sorted(expected.split())


@pytest.mark.parametrize(
    ("within", "groups", "expected"),
    [
        ("group", "x: [u1], y: [u2]", "u1p1 u1p2 u2p1"),  # half of 4 and of 3
        ("group", "x: [u1, u2p1], y: [u2p2, u2p3]", "u1p1 u1p2 u2p2"),  # half of 5 and of 2
        ("unit", "x: [u1], y: [u2]", "u1p1 u1p2 u2p1"),
        (None, "x: [u1], y: [u2]", "u1p1 u1p2 u1p3"),  # half of 7
    ],
)
def test_people_belong_to_a_group_by_themselves_or_by_their_unit(within: str | None, groups: str, expected: str) -> None:
    """A person who is named in a group is of it, another of the group of its unit; with `unit`, of the unit."""
    quota = "percent: 50, of: people, rounding: down, order: listed, ties: none, unused: lost"
    text = awards(
        award(quota + (f", within: {within}" if within else ""), to="people"),
        facts=f"{{{people(u1=4, u2=3)}, groups: {{{groups}}}}}",
    )

    assert given(concluded(ranked(2), text), "co") == expected.split()


DECREE = """
vetoed: none
classes:
  - id: xuat-sac
    title: {vi: Xuất sắc, en: Excellent}
    points: ">= 90"
    otherwise: next
    quota: {percent: 20, of: BASE, counted: COUNTED, rounding: down, order: points, ties: none, unused: lost WITHIN}
  - {id: tot, title: {vi: Tốt, en: Good}, points: "70 ..< 90"}
  - {id: con-lai, title: {vi: Còn lại, en: Rest}, points: "< 70"}
"""


def excellent(units: dict[str, object], base: str, counted: str = "after", within: str = "", more: str = "") -> dict[str, str]:
    """Return the states of those who are, or may be, excellent."""
    text = DECREE.replace("BASE", base).replace("COUNTED", counted).replace("WITHIN", within) + more
    return {who: state for who, state in states(concluded(units, text), "xuat-sac").items() if state != "refused"}


def best(count: int, **others: int) -> dict[str, object]:
    """Return *count* units with 99 points and fewer, and so many good ones (t) and others (c)."""
    less = {f"{kind}{n}": {"t": 80, "c": 60}[kind] for kind, size in others.items() for n in range(size)}
    return {f"x{n}": 100 - n for n in range(1, count + 1)} | less


@pytest.mark.parametrize("counted", ["before", "after"])
def test_a_share_of_a_class_within_each_group(counted: str) -> None:
    """NĐ 335/2025 [S11]: 20 % of the good ones of the group: of five one, of four none."""
    groups = "facts: {groups: {p: [x1, x3, t0, t1, t2, t3, t4], q: [x2, t5, t6, t7, t8]}}"

    assert excellent(best(3, t=9), "class tot", counted, ", within: group", groups) == {"x1": "given"}


@pytest.mark.parametrize(
    ("units", "base", "count"),
    [
        (best(3, t=7), '"class xuat-sac, tot"', 2),  # of 10, however many are cut
        (best(3, t=6), '"class xuat-sac, tot"', 1),
        (best(2, c=4), "class con-lai", 0),  # whoever is cut is good, and no part of the base: 0.8
        (best(2, c=5), "class con-lai", 1),
    ],
)
def test_who_is_in_the_base_after_the_cut(units: dict[str, object], base: str, count: int) -> None:
    """Whoever is cut joins the base only where the next class is part of it; whoever stays, where its own is."""
    assert excellent(units, base) == {f"x{n}": "given" for n in range(1, count + 1)}


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("38", {"x1": "open"}),  # z may have the points too (and be cut), be good, or neither: 20 % of 5 or of 4
        ("28", {"x1": "open"}),  # z may be good, but not excellent
    ],
)
def test_a_base_after_the_cut_that_is_not_decided(last: str, expected: dict[str, str]) -> None:
    """While it is open whether a fifth unit is good, it is open whether there is a place at all."""
    assert excellent(best(1, t=4) | {"z": (None, last)}, "class tot") == expected


FELL = """
vetoed: none
classes:
  - {id: tot, title: {vi: Tốt, en: Good}, points: ">= 95", when: [{registered: co}], otherwise: kha}
  - {id: kha, title: {vi: Khá, en: Fair}, points: "< 95"}
"""


def test_the_members_of_a_class_are_also_those_who_were_put_into_it() -> None:
    """Before any cut two are good, and one of 97 points is fair for lack of a condition: with two more, three are."""
    quota = f"percent: 100, of: class kha, counted: before, {CUT}"
    text = awards(award(quota), facts="{registered: {co: [u1, u2]}}", more=FELL)
    found = concluded({"u1": 99, "u2": 98, "u3": 97, "u4": 90, "u5": 80}, text)

    assert list(found.classes.values()) == ["tot", "tot", "kha", "kha", "kha"]
    assert given(found, "co") == ["u1", "u2", "u3"]


BY_CLASS = "by_class: {tot: {at_most: 2}, kha: {at_most: 1}}, order: listed, ties: none, unused: lost"


@pytest.mark.parametrize("within", ["", ", within: unit"])
def test_a_quota_by_class_is_one_for_each_unit(within: str) -> None:
    """An amount that depends on the class of the unit is for each unit, whether `within: unit` says so or not."""
    text = awards(award(BY_CLASS + within, to="people"), facts=f"{{{people(u1=3, u6=2, u7=1)}}}", more=CLASSES)

    assert given(concluded(ranked(7), text), "co") == ["u1p1", "u1p2", "u6p1", "u7p1"]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("[]", "open open refused"),  # good or fair
        ("[{passed: phieu}]", "open open refused"),  # good or without a class
    ],
)
def test_a_quota_of_a_class_that_is_not_decided(when: str, expected: str) -> None:
    """While the class of a unit is open its people have places at most; it may come to have no class at all."""
    units = {"u1": (None, "38") if when == "[]" else 99, "u2": 99}
    text = awards(
        award(BY_CLASS, to="people"), facts=f"{{{people(u1=3)}}}",
        more=CLASSES.replace('">= 95"', f'">= 95", when: {when}, otherwise: none')
        + "ballots: [{id: phieu, title: {vi: P, en: B}, members: 3, denominator: members, passes: '> 50 %', "
        "manner: open, written: false, quorum: {share: none}}]\n",
    )  # fmt: skip
    found = states(concluded(units, text), "co")

    assert list(found.values()) == expected.split()


def test_a_unit_without_a_class_has_no_place_for_its_people() -> None:
    """A unit that is not classified has none of the amounts that classes have."""
    text = awards(award(BY_CLASS, to="people"), facts=f"{{{people(u1=2, u2=1)}}}", more=CLASSES)

    assert list(states(concluded({"u1": ("60", None), "u2": 90}, text), "co").values()) == ["refused", "refused", "given"]


@pytest.mark.parametrize(("counted", "count"), [("before", 3), ("after", 1)])
def test_the_members_of_a_class_before_and_after_its_own_cut(counted: str, count: int) -> None:
    """Of three units with the points of the class its quota takes one: an award counts three of them, or one."""
    classes = CLASSES.replace('">= 95"', '">= 97", otherwise: kha, quota: {at_most: 1, order: rank, ties: none, unused: lost}')
    text = awards(award(f"percent: 100, of: class tot, counted: {counted}, {CUT}"), more=classes.replace("< 95", "< 97"))

    assert given(concluded(ranked(5), text), "co") == [f"u{n}" for n in range(1, count + 1)]


# What is left to others


def heir(*donors: str, units: dict[str, object], own: str = "at_most: 1", facts: str = "{}", within: str = "") -> str:
    """Return the states of the units on the award that inherits, in their order."""
    text = awards(*donors, award(f"{own}, {BY_POINTS}{within}", when="[{not: {registered: a}}]", name="bang"), facts=facts)
    return " ".join(states(concluded(units, text), "bang").values())


def left(count: int, when: str, *, name: str = "a", within: str = "", ties: str = "none") -> str:
    return award(f"at_most: {count}, order: rank, ties: {ties}, unused: bang{within}", when=when, name=name)


NOBODY, FIRST, TOP = '[{points: "> 100"}]', "[{rank: 1}]", '[{points: ">= 98"}]'
@pytest.mark.parametrize(
    ("donors", "expected"),
    [
        ([left(3, FIRST)], 3),  # two of three are not used
        ([left(1, FIRST)], 1),
        ([left(1, NOBODY)], 2),  # nobody meets the conditions
        ([left(2, FIRST), left(3, FIRST, name="b")], 4),  # one and two
        ([left(2, NOBODY), left(2, FIRST, name="b")], 4),
        ([left(1, TOP)], 2),  # two are equal for one place at the cut of 98 points: none has it
        ([left(1, TOP, ties="all")], 1),  # both have it, one more than there are places
        ([left(2, FIRST).replace("at_most: 2", "percent: 40, of: units, rounding: down")], 2),  # 2.4
    ],
)
def test_places_that_are_not_used_go_to_the_heir(donors: list[str], expected: int) -> None:
    """The award that inherits has its own place and what others left, each of them, and never fewer."""
    units = {"u1": 98 if TOP in donors[0] else 99, "u2": 98, "u3": 90, "u4": 85, "u5": 80, "u6": 75}
    found = heir(*donors, units=units, facts="{registered: {a: [u1, u2]}}").split()

    assert found == ["refused"] * 2 + ["given"] * expected + ["refused"] * (4 - expected)


@pytest.mark.parametrize(
    ("donors", "expected"),
    [
        # z has 38 to 98 points and is no candidate of the heir: whoever it beats to `a` is open.
        ([left(1, '[{points: "95 .. 98"}]')], "given open refused refused"),  # 1, or 2 if z does not have it
        ([left(2, '[{points: "95 .. 98"}]')], "given given open refused"),  # 2 or 3
        ([left(1, '[{points: "95 .. 98"}]'), left(1, '[{points: "90 .. 98"}]', name="b")], "given open open refused"),
        ([left(1, '[{points: "95 .. 98"}]'), left(1, NOBODY, name="b")], "given given open refused"),
    ],
)
def test_places_that_may_be_left_over_are_at_most_inherited(donors: list[str], expected: str) -> None:
    """A place that somebody may still get is left over at most: the heir has one more, or not."""
    units = {"u1": 89, "u2": 88, "u3": 87, "u4": 86, "z": (None, "38")}
    found = heir(*donors, units=units, facts="{registered: {a: [z]}}")

    assert found == f"{expected} refused"


GROUPS = "{registered: {a: []}, groups: {x: [u1, u2, u3], y: [u4, u5, u6]}}"


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("group", "group", "given refused refused given given refused"),  # y used none of its places, x its one
        ("group", "", "given given refused refused refused refused"),  # one of two is left, for anybody
        ("", "group", "given refused refused given refused refused"),  # nothing is left
        ("unit", "", "given given given given given given"),  # five of six units used none: six places
        ("unit", "group", "given open open given open open"),  # five places that belong to no group
    ],
)
def test_places_are_left_to_the_same_part(mine: str, theirs: str, expected: str) -> None:
    """Divided alike each part inherits its own; an undivided quota inherits all; else it is not said whose they are.

    Whose a place is that no part can claim is not guessed: every part may have it, and none surely.
    """
    a, bang = (f", within: {one}" if one else "" for one in (mine, theirs))
    found = heir(left(1, FIRST, within=a), units=ranked(6), facts=GROUPS, within=bang)

    assert found == expected


def test_a_group_without_anybody_who_could_have_it_leaves_nothing() -> None:
    """A group of people alone has no place of an award to units, so none is left over."""
    facts = "{registered: {a: []}, people: [{person: p, title: {vi: P, en: P}, unit: u1, leader: false}], groups: {x: [u1, u2], y: [p]}}"
    found = heir(left(1, FIRST, within=", within: group"), units=ranked(2), facts=facts)

    assert found == "given refused"


def test_a_part_that_the_other_quota_does_not_have_inherits_nothing() -> None:
    """The award to units has no part for a group of people alone: of two equal ones none has the one place there."""
    text = awards(
        left(1, FIRST, within=", within: group"),
        award("at_most: 1, order: points, ties: none, unused: lost, within: group", to="people", name="bang"),
        facts="{groups: {x: [u1, u2], y: [p, q]}, proposed: {bang: [p, q]}, people: ["
        "{person: p, title: {vi: P, en: P}, unit: u1, leader: false}, {person: q, title: {vi: Q, en: Q}, unit: u1, leader: false}]}",
    )

    assert states(concluded(ranked(2), text), "bang") == {"p": "refused", "q": "refused"}


def test_what_nobody_of_no_people_used_is_left_too() -> None:
    """An award to people of whom none is on record leaves all its places; they are no units and compete with none."""
    none = award("at_most: 1, order: listed, ties: none, unused: bang", to="people", name="a")

    assert heir(none, units=ranked(3), facts="{registered: {a: []}, proposed: {}}") == "given given refused"


# Order


BALLOT = """
ballots:
  - {id: phieu, title: {vi: P, en: B}, members: 9, denominator: members, passes: ">= 10 %", manner: open, written: false, quorum: {share: none}}
  - {id: khac, title: {vi: K, en: O}, members: 9, denominator: members, passes: ">= 10 %", manner: open, written: false, quorum: {share: none}}
"""
VOTED = "order: votes, ballot: phieu, ties: none, unused: lost"


@pytest.mark.parametrize(
    ("quota", "facts", "expected"),
    [
        ("at_most: 2, order: listed, ties: none, unused: lost", "{registered: {co: [u4, u2, u1]}}", "u2 u4"),
        ("at_most: 4, order: listed, ties: none, unused: lost", "{registered: {co: [u4, u2, u1]}}", "u1 u2 u3 u4"),
        ("at_most: 3, order: listed, ties: none, unused: lost", "{registered: {co: [u4]}}", "u4"),  # u1 to u3 are equal
        ("at_most: 2, order: listed, ties: none, unused: lost", "{registered: {giay: [u4, u3]}}", "u1 u2"),
        ("at_most: 2, order: listed, ties: none, unused: lost", "{proposed: {co: [u3, u4]}, registered: {co: [u1, u2]}}", "u3 u4"),
        (f"at_most: 2, {VOTED}", "{ballots: {khac: {present: 9, votes: {u1: 9, u2: 9}}, phieu: {present: 9, votes: {u4: 1, u3: 2}}}}", "u3 u4"),
        (f"at_most: 3, {VOTED}", "{ballots: {phieu: {present: 9, votes: {u4: 1, u3: 2}}}}", "u3 u4"),  # no vote is no vote
        (f"at_most: 2, {VOTED}", "{ballots: {khac: {present: 9, votes: {u1: 9, u2: 8}}}}", ""),
    ],
)
def test_who_comes_first(quota: str, facts: str, expected: str) -> None:
    """The order is that of the proposals, else of the registrations, else of the bloc, or of the votes of the ballot."""
    extra = award("at_most: none", when="[{passed: khac}]", name="giay")
    found = concluded(ranked(4), awards(award(quota), extra, facts=facts, more=BALLOT))

    assert given(found, "co") == expected.split()


def test_a_ballot_that_was_not_held_leaves_the_order_open() -> None:
    """Without votes anybody may come first; where there is a place for each, all have one."""
    facts, extra = "{ballots: {}}", award("at_most: none", when="[{passed: khac}]", name="giay")
    few = concluded(ranked(2), awards(award(f"at_most: 1, {VOTED}"), extra, facts=facts, more=BALLOT))
    enough = concluded(ranked(2), awards(award(f"at_most: 2, {VOTED}"), extra, facts=facts, more=BALLOT))

    assert set(states(few, "co").values()) == {"open"}
    assert set(states(enough, "co").values()) == {"given"}


@pytest.mark.parametrize(("compare", "expected"), [("rounded", []), ("exact", ["a"])])
def test_points_in_order_as_the_policy_compares_them(compare: str, expected: list[str]) -> None:
    """90.004 and 90.001 are equal as the sheet rounds them, to 90.00; exactly the first is ahead."""
    text = awards(award("at_most: 1, order: points, ties: none, unused: lost"))
    whole = with_policy(bloc({"a": ("50.004", 40), "b": ("50.001", 40)}), text)
    chosen = evolve(whole.awards, rounded=compare == "rounded")

    assert given(conclude(score(whole), chosen), "co") == expected


def test_a_class_does_not_look_at_withdrawals_from_an_award() -> None:
    """u1 withdrew from the award, so u2 moves up to rank 1 for it and to nothing else: the class takes u1."""
    text = awards(
        award(f"at_most: 1, {CUT}", name="tot"), facts="{withdrawn: [{unit: u1, from: tot, because: x}]}",
        more=CLASSES.replace('">= 95"', f'">= 95", otherwise: kha, quota: {{at_most: 1, {CUT}}}') + "withdrawal: move_up",
    )  # fmt: skip
    found = concluded(ranked(3), text)

    assert list(found.classes.values()) == ["tot", "kha", "kha"]
    assert given(found, "tot") == ["u2"]


def test_a_decision_raises_the_quota_that_it_names() -> None:
    """Of two awards to the first by rank one is raised from one place to two, with the class it has nothing to do."""
    one = f"at_most: 1, {CUT}, exception: {{at_most: 2}}"
    facts = "{exceptions: [{quota: giay, at_most: 2, authority: UBND, because: thành tích}]}"
    found = concluded(ranked(3), awards(award(one), award(one, name="giay"), facts=facts))

    assert (given(found, "co"), given(found, "giay")) == (["u1"], ["u1", "u2"])


# Conflicts


@pytest.mark.parametrize(
    ("quota", "registered", "places"),
    [
        ("at_most: 2", 3, 2),
        ("at_most: 2", 2, None),
        ("at_most: 1, at_least: 2", 3, 2),
        ("percent: 50, of: units", 4, 3),  # of six
        ("percent: 50, of: units", 3, None),
        ("percent: 50, of: ranked", 4, 3),
        ("percent: 50, of: number 4", 3, 2),
        ("percent: 50, of: registered co", 4, 2),
        ("percent: 50, of: group x", 2, 1),
        ("percent: 50, of: candidates", 4, None),  # nobody knows yet how many
        ("percent: 10, of: class tot, counted: before", 4, None),
        ("at_most: 1, within: group", 4, None),  # two for each group
        ("by_class: {tot: {at_most: 1}, kha: {at_most: 1}}", 4, None),
        ("at_most: 2, exception: {at_most: 4}", 5, 4),
        ("at_most: 2, exception: {at_most: 4}", 4, None),
    ],
)
def test_more_registered_than_places(quota: str, registered: int, places: int | None) -> None:
    """Registrations are held against the places where units and facts alone decide how many there are."""
    names = ", ".join(f"u{n}" for n in range(1, registered + 1))
    raised = "exceptions: [{quota: co, at_most: 4, authority: UBND, because: x}]," if "exception" in quota else ""
    text = awards(
        award("at_most: none", name="giay"),
        award(f"at_most: 1, {CUT}", name="bang"),
        award(f"{quota}, {CUT}"),
        facts=f"{{{raised} registered: {{giay: [{names}], co: [{names}]}}, groups: {{x: [u1, u2], y: [u3]}}}}",
        more=CLASSES,
    )
    found = [(one.award, len(one.registered), one.places) for one in concluded(ranked(6), text).conflicts]

    assert found == ([] if places is None else [("co", registered, places)])


def test_without_registrations_there_is_no_conflict() -> None:
    """Registrations that are not written, and those of people, are held against no place."""
    assert concluded(ranked(3), awards(award(f"at_most: 1, {CUT}"))).conflicts == ()
    text = awards(award(f"at_most: 1, {CUT}".replace("rank", "listed"), to="people"), facts=f"{{{people(u1=2)}, registered: {{co: [u1p1, u1p2]}}}}")
    assert concluded(ranked(3), text).conflicts == ()
