"""Quotas: every ratio and number of rule-forms 1.7 as a worked case, at its limit, with what must be declared."""

from __future__ import annotations

import pytest
from tests.awards.blocs import bloc, codes, concluded, given, states


def award(quota: str, when: str = "[]", more: str = "") -> str:
    return f"""
awards:
  - {{id: danh-hieu, title: {{vi: Danh hiệu, en: Title}}, when: {when}, quota: {quota}}}
{more}"""


def ranked(count: int) -> dict[str, int]:
    """Return *count* units; u1 has the most points."""
    return {f"u{n}": 100 - n for n in range(1, count + 1)}


FIFTH = "{percent: 20, of: units, rounding: ROUNDING, order: rank, ties: none, unused: lost}"


@pytest.mark.parametrize(
    ("units", "rounding", "wanted"),
    [
        (5, "down", 1),  # 5 x 20 % = 1 exactly: no rounding can change it
        (5, "ceiling", 1),
        (6, "down", 1),  # 1.2
        (6, "half_up", 1),
        (6, "ceiling", 2),
        (8, "down", 1),  # 1.6
        (8, "half_up", 2),
        (4, "down", 0),  # 0.8
        (10, "down", 2),
    ],
)
def test_a_fifth_of_the_units(units: int, rounding: str, wanted: int) -> None:
    """TT 160/2014/TT-BQP Đ.61 [S35]: at most 20 % of the units; how 1.2 becomes whole is never stated."""
    found = concluded(ranked(units), award(FIFTH.replace("ROUNDING", rounding)))

    assert given(found, "danh-hieu") == [f"u{n}" for n in range(1, wanted + 1)]


@pytest.mark.parametrize(("percent", "units", "wanted"), [(5, 20, 1), (5, 19, 0), (10, 20, 2), (10, 19, 1), (40, 5, 2), (40, 4, 1)])
def test_ratios_of_the_army_and_the_militia(percent: int, units: int, wanted: int) -> None:
    """TT 57/2020/TT-BQP [S36]: 5 % and 10 % of units; TT 151/2018 [S41]: 40 % of the strength; each at its limit."""
    quota = f"{{percent: {percent}, of: units, rounding: down, order: rank, ties: none, unused: lost}}"

    assert len(given(concluded(ranked(units), award(quota)), "danh-hieu")) == wanted


def test_some_titles_have_no_ratio() -> None:
    """TT 57/2020/TT-BQP [S36] gives some titles explicitly without a ratio: `at_most: none`."""
    assert len(given(concluded(ranked(7), award("{at_most: none}")), "danh-hieu")) == 7


def test_a_ratio_has_a_base_of_its_own() -> None:
    """TT 160/2014 [S35]: the base is the units of given echelons, not all: 20 % of 5 companies, none of the staff."""
    groups = "facts: {groups: {dai-doi: [u1, u2, u3, u4, u5], co-quan: [u6, u7, u8, u9, u10]}}"
    quota = "{percent: 20, of: group dai-doi, rounding: down, order: rank, ties: none, unused: lost}"

    assert given(concluded(ranked(10), award(quota, "[{group: dai-doi}]", groups)), "danh-hieu") == ["u1"]


def test_each_group_has_a_quota_of_its_own() -> None:
    """NĐ 335/2025 [S11]: the ratio holds within each group of similar posts."""
    groups = "facts: {groups: {x: [u1, u2, u3, u4, u5], y: [u6, u7, u8, u9, u10]}}"
    quota = "{percent: 20, of: candidates, rounding: down, order: rank, ties: none, unused: lost, within: group}"

    assert given(concluded(ranked(10), award(quota, "[]", groups)), "danh-hieu") == ["u1", "u6"]


DECREE = """
vetoed: none
classes:
  - id: xuat-sac
    title: {vi: Xuất sắc, en: Excellent}
    points: ">= 90"
    otherwise: next
    quota: {percent: 20, of: BASE, counted: COUNTED, rounding: down, order: points, ties: none, unused: lost, exception: {percent: 25}}
  - {id: tot, title: {vi: Tốt, en: Good}, points: "70 ..< 90"}
  - {id: con-lai, title: {vi: Còn lại, en: Rest}, points: "< 70"}
"""


def excellent(good: int, best: int, *, counted: str, base: str = "class tot", more: str = "") -> int:
    """Return how many are excellent of *best* with 90 and more points beside *good* with fewer."""
    units = {f"x{n}": 99 - n for n in range(best)} | {f"t{n}": 80 for n in range(good)}
    text = DECREE.replace("BASE", base).replace("COUNTED", counted) + more
    return sum(1 for name in concluded(units, text).classes.values() if name == "xuat-sac")


@pytest.mark.parametrize(("good", "wanted"), [(10, 2), (9, 1), (5, 1), (4, 0)])
def test_a_fifth_of_those_rated_good_before_the_cut(good: int, wanted: int) -> None:
    """NĐ 335/2025 [S11]: excellent at most 20 % of those rated good: of 10 good ones 2, of 9 one."""
    assert excellent(good, 3, counted="before") == wanted


@pytest.mark.parametrize(
    ("good", "best", "wanted"),
    [
        (10, 3, 2),  # 2 taken, 1 joins the good: 20 % of 11 = 2.2
        (9, 3, 2),  # 2 taken, 1 joins: 20 % of 10 = 2, exactly the limit
        (8, 3, 1),  # 2 taken would leave 9 good ones: 1.8; 1 taken leaves 10
        (4, 2, 1),  # 1 taken, 1 joins: 20 % of 5 = 1
        (3, 2, 0),  # 1 taken, 1 joins: 20 % of 4 = 0.8
    ],
)
def test_a_fifth_of_those_rated_good_after_the_cut(good: int, best: int, wanted: int) -> None:
    """NĐ 335/2025 [S11], read literally: whoever is cut is rated good and makes the base larger."""
    assert excellent(good, best, counted="after") == wanted


def test_a_fifth_of_all_who_are_good_or_better() -> None:
    """NĐ 335/2025 [S11], the other reading: of those good or better: 20 % of 8 + 2 = 2."""
    assert excellent(8, 2, counted="before", base='"class xuat-sac, tot"') == 2
    assert excellent(7, 2, counted="before", base='"class xuat-sac, tot"') == 1


def test_who_is_cut_gets_the_next_class() -> None:
    """NĐ 335/2025: of two with 90 points and more one is excellent, the other good."""
    units = {"a": 95, "b": 92, **{f"t{n}": 80 for n in range(5)}}
    found = concluded(units, DECREE.replace("BASE", "class tot").replace("COUNTED", "before"))

    assert (found.classes["a"], found.classes["b"]) == ("xuat-sac", "tot")
    assert "ahead are a" in found.verdict("xuat-sac", "b").reasons[-1].says.en


def test_a_decision_raises_the_ratio_to_its_exception() -> None:
    """NĐ 335/2025 [S34]: up to 25 % by decision: of 8 good ones 2 instead of 1; 26 % is refused (E891)."""
    raised = "facts: {exceptions: [{quota: xuat-sac, percent: 25, authority: UBND, because: thành tích đột xuất}]}"
    beyond = DECREE.replace("BASE", "class tot").replace("COUNTED", "before") + raised.replace("25", "26")

    assert excellent(8, 3, counted="before") == 1
    assert excellent(8, 3, counted="before", more=raised) == 2
    assert codes(bloc({"a": 1}), beyond) == ["E891"]


POLICE = """
vetoed: none
classes:
  - {id: tot, title: {vi: Tốt, en: Good}, points: ">= 80"}
  - {id: kha, title: {vi: Khá, en: Fair}, points: "50 ..< 80"}
  - {id: yeu, title: {vi: Yếu, en: Weak}, points: "< 50"}
awards:
  - id: giay-khen
    title: {vi: Giấy khen, en: Certificate}
    to: people
    when: []
    quota:
      by_class: {tot: {percent: 40}, kha: {percent: 20}, yeu: {at_most: 1}}
      of: staff
      rounding: down
      order: listed
      ties: none
      unused: lost
      within: unit
facts:
  staff: {a: 10, b: 10, c: 10}
  people: [PEOPLE]
  proposed: {giay-khen: [NAMES]}
"""


def test_a_quota_depends_on_the_class_of_the_collective() -> None:
    """Police regiment software [S37]: ranks of individuals by the class of their unit; of 10 staff 4, 2 and 1."""
    names = [f"{unit}{n}" for unit in "abc" for n in range(5)]
    people = ", ".join(f"{{person: {n}, title: {{vi: {n}, en: {n}}}, unit: {n[0]}, leader: false}}" for n in names)
    text = POLICE.replace("PEOPLE", people).replace("NAMES", ", ".join(names))
    found = given(concluded({"a": 80, "b": 50, "c": "49.99"}, text), "giay-khen")

    assert found == ["a0", "a1", "a2", "a3", "b0", "b1", "c0"]


BLOC = """
awards:
  - id: co
    title: {vi: Cờ, en: Flag}
    when: [{rank: 1}]
    quota: {at_most: 1, order: rank, ties: TIES, unused: UNUSED}
  - id: bang-khen
    title: {vi: Bằng khen, en: Commendation}
    when: [{not: {award: co}}, {points: ">= 50"}]
    quota: {at_most: 2, order: rank, ties: TIES, unused: lost}
"""


def bloc_awards(units: dict[str, int], ties: str, unused: str = "lost") -> tuple[list[str], list[str]]:
    found = concluded(units, BLOC.replace("TIES", ties).replace("UNUSED", unused))
    return given(found, "co"), given(found, "bang-khen")


def test_one_flag_and_two_commendations_for_five_units() -> None:
    """Blocs (rule-forms 1.7): one flag and two commendations for five units, by rank."""
    assert bloc_awards({"a": 95, "b": 90, "c": 85, "d": 80, "e": 75}, "none") == (["a"], ["b", "c"])


@pytest.mark.parametrize(
    ("ties", "wanted"), [("all", ["b", "c", "d"]), ("none", ["b"]), ("undecided", ["b"])]
)
def test_equals_at_the_cut_as_declared(ties: str, wanted: list[str]) -> None:
    """Two equals for the last place: all are taken, none is, or it stays open; never one of them by chance."""
    units = {"a": 95, "b": 90, "c": 85, "d": 85, "e": 75}
    found = concluded(units, BLOC.replace("TIES", ties).replace("UNUSED", "lost"))

    assert given(found, "bang-khen") == wanted
    assert states(found, "bang-khen")["c"] == {"all": "given", "none": "refused", "undecided": "open"}[ties]


def test_equals_within_the_quota_are_all_taken() -> None:
    """Equals matter at the cut alone: two equals for two places both have one."""
    assert bloc_awards({"a": 95, "b": 85, "c": 85, "d": 75}, "none") == (["a"], ["b", "c"])


def test_a_place_that_is_not_used_goes_where_the_policy_says() -> None:
    """Two share the first rank, so no flag is given under `none`: its place is lost, or makes a third commendation."""
    units = {"a": 95, "b": 95, "c": 85, "d": 80}

    assert bloc_awards(units, "none") == ([], ["a", "b"])
    assert bloc_awards(units, "none", "bang-khen") == ([], ["a", "b", "c"])


SHARE = """
awards:
  - id: bang-khen
    title: {vi: Bằng khen, en: Commendation}
    to: people
    when: []
    quota: {at_most: none}
shares:
  - {id: khong-lanh-dao, title: {vi: Không là lãnh đạo, en: Non-leaders}, of: [bang-khen], non_leaders: ">= 60 %", missed: MISSED}
facts:
  people: [PEOPLE]
  proposed: {bang-khen: [NAMES]}
"""


def shared(leaders: int, others: int, missed: str, least: str = ">= 60 %") -> tuple[list[str], str]:
    names = [f"l{n}" for n in range(leaders)] + [f"n{n}" for n in range(others)]
    people = ", ".join(
        f"{{person: {n}, title: {{vi: {n}, en: {n}}}, unit: a, leader: {'true' if n[0] == 'l' else 'false'}}}"
        for n in names
    )
    text = SHARE.replace("PEOPLE", people).replace("NAMES", ", ".join(names)).replace("MISSED", missed)
    found = concluded({"a": 80}, text.replace(">= 60 %", least))
    (share,) = found.shares
    return given(found, "bang-khen"), str(share.state)


@pytest.mark.parametrize(("leaders", "others", "wanted"), [(2, 3, "given"), (3, 4, "refused"), (0, 1, "given")])
def test_the_share_of_non_leaders(leaders: int, others: int, wanted: str) -> None:
    """Source 001: at least 60 % of awarded individuals are not leaders: 3 of 5 is enough, 4 of 7 is not."""
    assert shared(leaders, others, "report")[1] == wanted


def test_a_share_above_a_limit_is_not_met_at_it() -> None:
    """`> 60 %` is missed by 3 of 5 and met by 4 of 6."""
    assert shared(2, 3, "report", "> 60 %")[1] == "refused"
    assert shared(2, 4, "report", "> 60 %")[1] == "given"


def test_leaders_give_way_to_the_share_from_the_last() -> None:
    """Source 001 with `cut`: of three leaders and three others one leader gives way: 3 of 5 is 60 %."""
    assert shared(3, 3, "cut") == (["l0", "l1", "n0", "n1", "n2"], "given")


def test_seven_registered_for_one_flag_is_a_conflict() -> None:
    """Source 003, Bắc Giang 2019: 7 of 7 registered for one flag; the conflict is reported, no one is guessed."""
    text = award(
        "{at_most: 1, order: rank, ties: undecided, unused: lost}", "[{registered: danh-hieu}, {rank: 1}]",
        "facts: {registered: {danh-hieu: [u1, u2, u3, u4, u5, u6, u7]}}",
    )  # fmt: skip
    found = concluded(dict.fromkeys(f"u{n}" for n in range(1, 8)), text)
    (conflict,) = found.conflicts

    assert (len(conflict.registered), conflict.places) == (7, 1)
    assert set(states(found, "danh-hieu").values()) == {"open"}


def test_places_are_sure_where_no_evidence_can_change_them() -> None:
    """With two places, a unit at 95 is in while another may still reach 60 to 90; the rest stays open or is out."""
    units = {"a": 95, "b": ("20", "40"), "c": (None, "30"), "d": 20}  # c: 30..90, b: 60
    quota = "{at_most: 2, order: points, ties: none, unused: lost}"
    found = states(concluded(units, award(quota)), "danh-hieu")

    assert found == {"a": "given", "b": "open", "c": "open", "d": "refused"}
