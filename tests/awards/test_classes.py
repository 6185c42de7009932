"""Classes: bands, floors, downgrades and vetoes, each rule of rule-forms 1.4 and 1.7 at its limits."""

from __future__ import annotations

import pytest
from tests.awards.blocs import Points, bloc, codes, concluded, states

NGHE_AN = """
classes:
  - {id: xuat-sac, title: {vi: Xuất sắc, en: Excellent}, points: ">= 90", floors: {criteria: 85}, otherwise: next}
  - {id: tot, title: {vi: Tốt, en: Good}, points: "80 ..< 90", floors: {criteria: 80}, otherwise: next}
  - {id: hoan-thanh, title: {vi: Hoàn thành, en: Completed}, points: "70 ..< 80", floors: {criteria: 70}, otherwise: next}
  - {id: khong, title: {vi: Không hoàn thành, en: Not completed}, points: "< 70"}
vetoed: khong
"""
# (points of criterion 1 of 60, of criterion 2 of 40): 34 of 40 is 85 %, 32 is 80 %, 28 is 70 %.
BETWEEN: dict[str, tuple[Points, str]] = {
    "90 points, the weakest at exactly 85 %": (("56", "34"), "xuat-sac"),
    "90 points, the weakest at 84.975 %": (("56.01", "33.99"), "tot"),
    "just under 90 points": (("55.99", "34"), "tot"),
    "80 points, the weakest at exactly 80 %": (("48", "32"), "tot"),
    "80 points, the weakest at 79.975 %": (("48.01", "31.99"), "hoan-thanh"),
    "70 points, the weakest at exactly 70 %": (("42", "28"), "hoan-thanh"),
    "just under 70 points": (("41.99", "28"), "khong"),
    "92 points, one criterion at 83 %: the next class whose floor it meets": (("58.8", "33.2"), "tot"),
    "91 points, one criterion at 77.5 %: two classes down": (("60", "31"), "hoan-thanh"),
    "88 points, one criterion at 69.975 %: no class has so low a floor": (("60", "27.99"), "khong"),
}


@pytest.mark.parametrize("case", BETWEEN)
def test_bands_with_a_floor_under_every_criterion(case: str) -> None:
    """Nghệ An draft of 2025 [S24]: 90, 80, 70 points with floors of 85, 80, 70 %; under the floor the next class."""
    points, wanted = BETWEEN[case]

    assert concluded({"a": points}, NGHE_AN).classes == {"a": wanted}


def test_a_unit_under_a_floor_may_have_no_class() -> None:
    """`otherwise: none` leaves a unit with the points but not the floor without a class."""
    text = NGHE_AN.replace("floors: {criteria: 85}, otherwise: next", "floors: {criteria: 85}, otherwise: none")

    assert concluded({"a": ("56.01", "33.99")}, text).classes == {"a": None}


UNION = """
classes:
  - id: vung-manh
    title: {vi: Vững mạnh, en: Strong}
    points: ">= 85"
    floors: {criteria: 50}
    when: [{registered: danh-hieu}]
    otherwise: kha
  - {id: kha, title: {vi: Khá, en: Fair}, points: "70 ..< 85"}
  - {id: trung-binh, title: {vi: Trung bình, en: Average}, points: "50 ..< 70"}
  - {id: yeu, title: {vi: Yếu, en: Weak}, points: "< 50"}
vetoed: none
awards:
  - {id: danh-hieu, title: {vi: Danh hiệu, en: Title}, when: [{class: vung-manh}], quota: {at_most: none}}
facts: {registered: {danh-hieu: [a, b, c, e, f, g]}}
"""


def test_a_strong_base_without_the_conditions_is_fair() -> None:
    """Trade-union bases [S25]: from 85 points with every standard at 50 % at least; otherwise "khá", as 70 to 85."""
    units: dict[str, Points] = {
        "a": ("60", "25"),  # exactly 85, the weakest at 62.5 %
        "b": ("60", "20"),  # 80 points: a band lower
        "c": ("60", "34"),
        "d": ("60", "34"),  # all of it but not registered
        "e": ("50", "20"),  # exactly 70
        "f": ("30", "20"),  # exactly 50
        "g": ("29.99", "20"),
    }

    assert concluded(units, UNION).classes == {
        "a": "vung-manh", "b": "kha", "c": "vung-manh", "d": "kha", "e": "kha", "f": "trung-binh", "g": "yeu",
    }  # fmt: skip


def test_half_of_a_standard_is_enough_and_less_is_not() -> None:
    """Trade-union bases [S25]: "no standard below 50 %" lets exactly 50 % pass."""
    wide = UNION.replace(">= 85", ">= 60").replace("70 ..< 85", "55 ..< 60").replace("50 ..< 70", "50 ..< 55")
    units: dict[str, Points] = {"a": ("60", "20"), "b": ("60", "19.99"), "c": 50, "d": 50, "e": 50, "f": 50, "g": 50}
    found = concluded(units, wide).classes

    assert (found["a"], found["b"]) == ("vung-manh", "kha")


DECREE = """
vetoed: khong
classes:
  - {id: xuat-sac, title: {vi: Xuất sắc, en: Excellent}, points: ">= 90"}
  - {id: tot, title: {vi: Tốt, en: Good}, points: "70 ..< 90"}
  - {id: hoan-thanh, title: {vi: Hoàn thành, en: Completed}, points: "50 ..< 70"}
  - {id: khong, title: {vi: Không hoàn thành, en: Not completed}, points: "< 50"}
"""


def test_classes_of_decree_335_at_their_limits() -> None:
    """NĐ 335/2025 [S26]: 90, 70 and 50 belong to the upper class; fewer than 50 is not completed."""
    units: dict[str, Points] = {"a": 90, "b": "89.99", "c": 70, "d": "69.99", "e": 50, "f": "49.99"}

    assert concluded(units, DECREE).classes == {
        "a": "xuat-sac", "b": "tot", "c": "tot", "d": "hoan-thanh", "e": "hoan-thanh", "f": "khong",
    }  # fmt: skip


def test_discipline_puts_into_the_lowest_class_whatever_the_points() -> None:
    """NĐ 335/2025 [S26]: discipline in duty is "không hoàn thành", even with full points."""
    found = concluded({"a": 100, "b": 100}, DECREE, a=1)

    assert found.classes == {"a": "khong", "b": "xuat-sac"}
    assert next(iter(found.verdict("khong", "a").reasons)).says.en == "a veto strikes"


def test_a_veto_of_the_policy_strikes_as_one_of_the_sheet() -> None:
    """NĐ 335/2025 [S26]: conclusions on corruption in the unit of a manager are a fact of the year, not of the sheet."""
    text = DECREE + """
vetoes:
  - {id: tham-nhung, title: {vi: Có tham nhũng, en: Corruption}, when: [{violation: tham-nhung}]}
facts: {violations: [{unit: a, kind: tham-nhung}]}
"""

    assert concluded({"a": 95, "b": 95}, text).classes == {"a": "khong", "b": "xuat-sac"}


def test_a_unit_without_its_sheet_is_not_classified_and_gets_nothing() -> None:
    """Tiền Giang [S5] 5.2: who does not hand in the sheet is not classified."""
    text = DECREE + """
awards:
  - {id: giay-khen, title: {vi: Giấy khen, en: Certificate}, when: [], quota: {at_most: none}}
"""
    found = concluded({"a": ("60", None), "b": 40}, text)

    assert found.classes == {"a": None, "b": "khong"}
    assert states(found, "giay-khen") == {"a": "refused", "b": "given"}


def test_fully_open_bands_that_overlap_go_to_the_first() -> None:
    """Classes are read best first: a unit belongs to the first whose band holds its points."""
    text = """
vetoed: none
classes:
  - {id: tren, title: {vi: Trên, en: Upper}, points: "> 90"}
  - {id: duoi, title: {vi: Dưới, en: Lower}, points: "<= 100"}
"""

    assert concluded({"a": 90, "b": "90.01"}, text).classes == {"a": "duoi", "b": "tren"}


def test_ninety_ranges_of_hue_and_the_union_leave_no_hole() -> None:
    """rule-forms 1.7: bands are "từ … đến dưới …"; one written with `>` leaves its limit without a class (E874)."""
    assert codes(bloc({"a": 1}), DECREE.replace('">= 90"', '"> 90"')) == ["E874"]


def test_a_class_stays_open_while_the_points_are_an_interval() -> None:
    """What is not reported leaves the class open where it matters, and decided where it does not."""
    found = concluded({"a": (None, 40), "b": (None, 0)}, DECREE)  # a: 40..100, b: 0..60

    assert found.classes == {"a": None, "b": None}
    assert states(found, "xuat-sac") == {"a": "open", "b": "refused"}
    assert states(found, "khong") == {"a": "open", "b": "open"}


@pytest.mark.parametrize(("compare", "wanted"), [("rounded", "xuat-sac"), ("exact", "tot")])
def test_rounding_may_decide_a_class_so_it_is_stated(compare: str, wanted: str) -> None:
    """89.995 is 90.00 as the sheet rounds it: `compare` says which of the two a limit is held against."""
    from covenant_rules.awards.conclude import conclude
    from covenant_rules.spec.awards import policy
    from covenant_rules.spec.problems import Problems
    from covenant_rules.spec.source import parse_yaml
    from covenant_rules.standing import score

    sheet = bloc({"a": ("49.995", 40)})
    document = parse_yaml(f"covenant: vi-du\ncompare: {compare}\n{DECREE}", "awards.yaml")
    chosen = policy(document, sheet, Problems(document.places))

    assert conclude(score(sheet), chosen).classes == {"a": wanted}


def test_a_veto_that_is_not_known_yet_leaves_the_class_open() -> None:
    """Whether a unit was disciplined is not reported: it is excellent or not completed, and gets no award yet."""
    from attrs import evolve
    from tests.awards.blocs import with_policy

    from covenant_rules.awards.conclude import conclude
    from covenant_rules.standing import score

    text = DECREE + """
awards:
  - {id: giay-khen, title: {vi: Giấy khen, en: Certificate}, when: [{class: [xuat-sac, tot]}], quota: {at_most: none}}
"""
    whole = with_policy(bloc({"a": 95, "b": 95}), text)
    reports = tuple(
        evolve(one, values={k: v for k, v in one.values.items() if k != "ky_luat"}) if one.unit == "a" else one
        for one in whole.reports
    )
    found = conclude(score(evolve(whole, reports=reports)))

    assert {name: states(found, name)["a"] for name in ("xuat-sac", "tot", "khong")} == {
        "xuat-sac": "open", "tot": "refused", "khong": "open",
    }  # fmt: skip
    assert states(found, "giay-khen") == {"a": "open", "b": "given"}
