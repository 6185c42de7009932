"""Kiên Giang, covenants of 2017: what the two printed reports allow, and what they do not.

The sources are two articles of the province's home-affairs department: `000_8ab3eef507f571ff.txt` on bloc no. 1 and
`002_b4f1f19c5bed23a5.txt` on cluster no. 1. Sentences quoted here are theirs; every number beside them was worked
out by hand from the sentence.
"""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction as F
from functools import cache
from pathlib import Path

import pytest

import covenant_rules as cr
from covenant_rules.errors import SpecError
from covenant_rules.output.json import document
from covenant_rules.registry import ALLOWED, Registry
from covenant_rules.spec.folder import check

SPECS = Path(__file__).parents[2] / "specs" / "kien-giang"
BLOC, CLUSTER = "khoi-1/2017", "cum-1/2017"
COMPLETED = "-illustration"
FOLDERS = (BLOC, BLOC + COMPLETED, CLUSTER, CLUSTER + COMPLETED)


@cache
def bloc(folder: str) -> cr.Bloc:
    return cr.load(SPECS / folder, registry=Registry.discover())


@cache
def standings(folder: str) -> cr.Standings:
    return cr.score(bloc(folder))


def table(folder: str) -> list[tuple[str, str, int | None, str | None]]:
    """Return unit, status, rank and total of every row of the standings."""
    return [(k, u["status"], u["rank"], u["total"]) for k, u in units(folder).items()]


def traffic(folder: str) -> dict[str, str | None]:
    return {name: unit["criteria"]["1.9"]["points"] for name, unit in units(folder).items()}


@cache
def units(folder: str) -> dict[str, dict]:
    """Return the units of the JSON document by id, in the order in which it gives them."""
    return {unit["unit"]: unit for unit in document(standings(folder))["units"]}


def rows(folder: str) -> list[dict[str, str]]:
    with (SPECS / folder / "reports.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bonus_line(folder: str, unit: str, criterion: str) -> F | None:
    """Return the points of the one bonus line of a criterion, before the criterion's own cap."""
    card = standings(folder)[unit].card
    (criterion_,) = [c for c in card.filled.criteria if c.id == criterion]
    (line,) = [line.id for line in criterion_.lines if line.effect == "bonus"]
    return card.lines[line].exact


# The sheets


@pytest.mark.parametrize("folder", FOLDERS)
def test_check_finds_no_error_and_names_the_missing_ten_points(folder):
    """A scale of 1000 over contents of 950, or 990 with the bonus, is a warning and never an error."""
    found = check(SPECS / folder, Registry.discover())
    assert [d.code for d in found if d.code.startswith("E")] == []
    (scale,) = [d for d in found if d.code == "W303"]
    assert scale.message("en") == "the contents add up to 950 (bonus 40), the scale says 1000"


def test_targets_that_no_document_prints_are_all_that_registrations_lack():
    """Each target left open is named with its unit: the pupils' programme ("vượt 20%"), and 887 of 997 cases."""

    def lacking(folder: str) -> set[tuple[str, str]]:
        found = [d for d in check(SPECS / folder, Registry.discover()) if d.code == "W410"]
        return {(d.values["unit"].vi, d.values["line"].vi) for d in found}

    assert lacking(BLOC) == {
        ("bo-doi-bien-phong", "1.2/1"),
        ("bo-doi-bien-phong", "1.2/2"),
        ("toa-an", "1.1/1"),
        ("toa-an", "1.1/2"),
    }
    for folder in FOLDERS[1:]:
        assert lacking(folder) == set()


def test_frame_of_the_bloc_is_the_printed_one():
    """ "Nội dung 1 ... 6 tiêu chí, điểm chuẩn 650 và điểm thưởng ... 40", "200/200" of 4 and "/100" of 7 criteria."""
    contents = bloc(BLOC).covenant.contents
    assert [(c.id, c.points, len(c.criteria), c.limits.bonus) for c in contents] == [
        ("1", 650, 6, 40),
        ("2", 200, 4, None),
        ("3", 100, 7, None),
    ]
    slots = [c.id for c in contents[0].criteria if c.slot is not None]
    assert slots == ["1.1", "1.2", "1.3", "1.4", "1.5"]  # "5 chỉ tiêu định lượng"
    assert [sum(c.points for c in content.criteria) for content in contents] == [650, 200, 100]


def test_frame_of_the_cluster_has_the_printed_counts():
    """ "nội dung 1 ... gồm 22 tiêu chí", "Nội dung 2 ... với 4 tiêu chí"; the rest of the frame is our reading."""
    contents = bloc(CLUSTER).covenant.contents
    assert [(c.points, len(c.criteria)) for c in contents] == [(650, 22), (200, 4), (100, 7)]
    assert [sum(c.points for c in content.criteria) for content in contents] == [650, 200, 100]


def test_units_stand_in_the_printed_order():
    """Registrations keep the order in which the document lists the units."""
    assert [r.unit for r in bloc(BLOC).registrations] == [
        "bo-chi-huy-quan-su", "bo-doi-bien-phong", "vien-kiem-sat", "toa-an", "thanh-tra-tinh", "cong-an-tinh",
    ]  # fmt: skip
    assert [r.unit for r in bloc(CLUSTER).registrations] == [
        "an-minh", "an-bien", "u-minh-thuong", "vinh-thuan", "go-quao",
    ]  # fmt: skip


@pytest.mark.parametrize("folder", [BLOC, CLUSTER])
def test_an_illustration_changes_neither_sheet_nor_printed_evidence(folder):
    """An illustration adds to what is printed: the sheet is the same file, every printed row is still there."""
    printed, completed = SPECS / folder, SPECS / (folder + COMPLETED)
    assert (printed / "covenant.yaml").read_bytes() == (completed / "covenant.yaml").read_bytes()
    added = [row for row in rows(folder + COMPLETED) if row not in rows(folder)]
    kept = [row for row in rows(folder + COMPLETED) if row in rows(folder)]
    assert sorted(map(str, kept)) == sorted(map(str, rows(folder)))
    assert added
    assert all(row["note"].startswith("minh họa") for row in added)
    source = {BLOC: "000_8ab3eef507f571ff.txt: ", CLUSTER: "002_b4f1f19c5bed23a5.txt: "}[folder]
    assert all(row["note"].startswith(source) for row in rows(folder))


def test_only_the_illustrations_are_marked_as_made_up():
    """Printed evidence must never be taken for made-up figures, nor the other way round."""
    marks = [bloc(folder).illustrative for folder in FOLDERS]
    assert marks == [False, True, False, True]


def test_registrations_of_the_illustration_that_are_made_up_say_so():
    """A slot that the document leaves open is filled in the illustration only, under a title that says minh họa."""
    printed = {r.unit: r for r in bloc(BLOC).registrations}
    for completed in bloc(BLOC + COMPLETED).registrations:
        known = printed[completed.unit].slots
        assert list(completed.slots) == ["1.1", "1.2", "1.3", "1.4", "1.5"]
        for slot, filling in completed.slots.items():
            assert ("minh họa" in filling.title.vi) == (slot not in known)
            if slot in known:
                assert filling == known[slot]


# The sectors


def lines_by_sector(folder: str) -> Counter[str]:
    """Count the lines that the sheet and its registrations write, by the sector of their rule."""
    lines = list(bloc(folder).covenant.lines)
    for registration in bloc(folder).registrations:
        lines += [line for filling in registration.slots.values() for line in filling.lines]
    return Counter(line.rule.id.partition(".")[0] for line in lines)


@pytest.mark.parametrize(
    ("folder", "sectors", "least"),
    [
        (BLOC, {"police", "military", "courts", "oversight"}, 33),
        (BLOC + COMPLETED, {"police", "military", "courts", "oversight"}, 35),
        (CLUSTER, {"districts", "oversight"}, 20),
        (CLUSTER + COMPLETED, {"districts", "oversight"}, 20),
    ],
)
def test_lines_use_the_rules_of_the_sectors(folder, sectors, least):
    """Lines use rules of the agencies' own sectors wherever those say the same, and else `core`; nothing beside."""
    found = lines_by_sector(folder)
    assert set(found) == {"core", *sectors}
    assert found.total() - found["core"] >= least


def test_printed_targets_are_scored_by_the_sector_of_their_agency():
    """Of what the article prints of the six agencies, one line alone needs `core`, and none another's sector."""
    used = {
        registration.unit: Counter(
            line.rule.id.partition(".")[0]
            for filling in registration.slots.values()
            for line in filling.lines
        )
        for registration in bloc(BLOC).registrations
    }
    assert used == {
        # Enlistment, volunteers and theirs passed, the programme, good training passed; and that it was good.
        "bo-chi-huy-quan-su": {"military": 5, "core": 1},
        "bo-doi-bien-phong": {"military": 4},  # training, pupils: each a target and by how much it was passed
        "vien-kiem-sat": {"courts": 6},  # three targets
        "toa-an": {"courts": 4},
        "thanh-tra-tinh": {"oversight": 4},
        "cong-an-tinh": {"police": 4},
    }


@pytest.mark.parametrize("folder", [BLOC, CLUSTER])
@pytest.mark.parametrize("missing", ["disabled", "not installed"])
def test_without_its_sectors_a_folder_says_which_are_missing(folder, missing, monkeypatch):
    """Each line of a missing sector is named with that sector, a measure of it is unknown, and nothing is scored."""
    expected = lines_by_sector(folder)
    del expected["core"]
    # No sector has this name, so all are switched off; a registry of `core` alone stands for none installed.
    monkeypatch.setenv(ALLOWED, "khong-co")
    registry = Registry.discover() if missing == "disabled" else Registry.of()
    found = [d for d in check(SPECS / folder, registry) if d.code.startswith("E")]
    code, key = {"disabled": ("E205", "plugin"), "not installed": ("E207", "sector")}[missing]
    named = Counter(d.values[key].vi.removeprefix("covenant-rules-") for d in found if d.code == code)
    assert named == expected
    # Lines of `core` that take measures of a sector miss those.
    others = {(d.code, d.values["measure"].vi) for d in found if d.code != code}
    assert others == {
        BLOC: set(),
        CLUSTER: {
            ("E208", "districts.organisations_good"),
            ("E208", "oversight.complaints_resolved"),
            ("E208", "oversight.complaints_received"),
        },
    }[folder]
    with pytest.raises(SpecError):
        cr.load(SPECS / folder, registry=registry)


# Bloc no. 1, as printed


def test_every_unit_of_the_bloc_is_pending():
    """The article prints no unit's whole sheet, so every total is an interval and no rank is decided."""
    found = units(BLOC)
    assert len(found) == 6
    for unit in found.values():
        assert unit["status"] == "pending"
        assert unit["total"] is None
        assert unit["rank"] is None
        assert F(unit["low"]) < F(unit["high"])


@pytest.mark.parametrize(
    ("unit", "high"),
    [
        # "đơn vị có điểm cao là Công an tỉnh (91,25/100 điểm chuẩn), Thanh tra tỉnh (90,75/100 điểm chuẩn)"
        ("cong-an-tinh", "981.25"),  # 650 + 40 + 200 + 91.25
        ("thanh-tra-tinh", "980.75"),  # 650 + 40 + 200 + 90.75
        ("bo-chi-huy-quan-su", "990"),  # 650 + 40 + 200 + 100: nothing stated
        ("bo-doi-bien-phong", "990"),
        ("vien-kiem-sat", "990"),
        ("toa-an", "990"),
    ],
)
def test_highest_total_of_the_bloc_is_what_the_printed_parts_allow(unit, high):
    """The highest total is the sum of the printed maxima, with a stated content at what was stated."""
    assert units(BLOC)[unit]["high"] == high


def test_the_winner_s_printed_total_is_out_of_reach():
    """ "Công an Kiên Giang đạt 986,25": five points above all that the printed standards, bonus and content 3 allow."""
    assert F("986.25") - F(units(BLOC)["cong-an-tinh"]["high"]) == 5
    second = units(BLOC)["bo-chi-huy-quan-su"]
    assert F(second["low"]) <= F("978.85") <= F(second["high"])  # "đạt 978,85/1000": possible


@pytest.mark.parametrize(
    ("unit", "low"),
    [
        # Criteria met at their standard (110 each, 100 for 1.6) with their bonus, the stated content 3, and else nothing.
        ("bo-chi-huy-quan-su", F("330.1")),  # 110 + 5.1 + 110 + 5 + 100
        ("bo-doi-bien-phong", F("212.4")),  # 110 + 2.4 + 100; of the pupils nothing
        ("vien-kiem-sat", F("442.55")),  # 3 x 110 + 2.55 + 5 + 5 + 100
        ("toa-an", F("210.77")),  # 110 + 0.77 + 100; of 887/997 nothing
        ("thanh-tra-tinh", F("430.75")),  # 2 x 110 + 15 (of 20) + 5 + 100 + 90.75
        ("cong-an-tinh", F("439.5")),  # 2 x 110 + 15 (of 16.81) + 13.2526 + 100 + 91.25 = 439.5026
    ],
)
def test_lowest_total_of_the_bloc_is_what_is_printed_and_nothing_more(unit, low):
    """The lowest total counts printed results and stated points, and no credit for anything unknown."""
    assert F(units(BLOC)[unit]["low"]) == low


def test_stated_points_are_shown_as_stated():
    """Points that the article states for a whole content are kept apart from points that evidence gives."""
    assert {name: unit["stated"] for name, unit in units(BLOC).items() if unit["stated"]} == {
        "cong-an-tinh": ["3"],
        "thanh-tra-tinh": ["3"],
    }
    assert units(BLOC)["cong-an-tinh"]["contents"]["3"] == "91.25"
    assert units(BLOC)["thanh-tra-tinh"]["contents"]["3"] == "90.75"


# One bonus point for each percentage point: the bonus line is the printed "vượt" itself.
POINTS_PASSED = [
    ("bo-chi-huy-quan-su", "1.1", F("5.1"), "75,10% ... viết đơn tình nguyện, vượt 5,10%"),
    ("bo-chi-huy-quan-su", "1.2", F(5), "tỷ lệ khá, giỏi đạt 80%, vượt 5%"),
    ("bo-doi-bien-phong", "1.1", F("2.4"), "khá, giỏi đạt 77,4% vượt 2,4%"),
    ("vien-kiem-sat", "1.1", F("2.55"), "đã giải quyết đạt 97,55% vụ, vượt 2,55%"),
    ("vien-kiem-sat", "1.2", F(5), "các quyết định truy tố đúng hạn 100%, vượt 5%"),
    ("vien-kiem-sat", "1.3", F(5), "100% bị can đúng tội, vượt 5%"),
    ("toa-an", "1.2", F("0.77"), "bị hủy chỉ chiếm 0,39%, giảm 0,77% so với quy định"),
    ("thanh-tra-tinh", "1.1", F(20), "đạt 100%, vượt 20% so chỉ tiêu thi đua"),
    ("thanh-tra-tinh", "1.2", F(5), "70/70 đơn, đạt 100%, vượt 5% so chỉ tiêu kế hoạch"),
    # The two of the police come from counts, and the printed figures are those counts rounded.
    ("cong-an-tinh", "1.1", F(79600, 867) - 75, "khám phá 796/867 vụ, đạt 91,8% vượt 16,8%"),
    ("cong-an-tinh", "1.2", F(12500, 289) - 30, "125 đối tượng đạt 43,25%, vượt 13,25%"),
]


@pytest.mark.parametrize(("unit", "criterion", "passed", "sentence"), POINTS_PASSED)
def test_printed_excess_of_the_bloc_is_in_percentage_points(unit, criterion, passed, sentence):
    """With the implied target, the bonus line is exactly the excess that the sentence prints."""
    assert bonus_line(BLOC, unit, criterion) == passed, sentence


@pytest.mark.parametrize(("unit", "criterion", "passed", "sentence"), POINTS_PASSED)
def test_a_target_that_was_passed_gives_its_standard_points(unit, criterion, passed, sentence):
    """A target that was passed gives all 110 points, and a bonus of no more than 15."""
    found = units(BLOC)[unit]["criteria"][criterion]
    assert F(found["points"]) - F(found["bonus"]) == 110, sentence
    assert F(found["bonus"]) == min(passed, 15)


def test_excesses_of_the_police_agree_with_what_is_printed():
    """ "vượt 16,8%" and "vượt 13,25%" are the exact excesses, rounded as the article rounds."""
    assert F("16.75") <= bonus_line(BLOC, "cong-an-tinh", "1.1") < F("16.85")
    assert F("13.245") <= bonus_line(BLOC, "cong-an-tinh", "1.2") < F("13.255")


def test_the_pupils_programme_stays_open():
    """ "100 em học sinh ... vượt 20%" fixes no target, so its criterion may still give anything from 0 to 125."""
    found = units(BLOC)["bo-doi-bien-phong"]["criteria"]["1.2"]
    assert (found["status"], found["low"], found["high"]) == ("pending", "0", "125")


def test_full_points_of_five_unnamed_units_are_given_to_none():
    """ "có 5/6 đơn vị ... 200/200" does not say which five, so content 2 of all six stays an interval of 0 to 200."""
    ranges = [unit["content_ranges"]["2"] for unit in units(BLOC).values()]
    assert ranges == [{"low": "0", "high": "200"}] * 6


# Bloc no. 1, as illustrated


def test_illustration_of_the_bloc_ranks_as_the_document_does():
    """The police come first and the military command second; all six are final, with the totals worked out here."""
    assert table(BLOC + COMPLETED) == [
        # 15 + 13.25 + 3 x 5 and 5.1 + 5 + 3 x 10 are more than the 40 of the content.
        ("cong-an-tinh", "final", 1, "981.25"),  # 650 + 40 + 200 + 91.25
        ("bo-chi-huy-quan-su", "final", 2, "978.85"),  # 650 + 40 + 200 + 88.85
        ("thanh-tra-tinh", "final", 3, "970.75"),  # 650 + 15 + 5 + 3 + 3 + 4 + 200 + 90.75
        ("bo-doi-bien-phong", "final", 4, "960"),  # 650 + 2.4 + 15 + 5 + 4 + 3.6 + 200 + 80
        ("vien-kiem-sat", "final", 5, "955"),  # 650 + 12.55 + 4 + 3.45 + 200 + 85
        ("toa-an", "final", 6, "929.24"),  # 650 + (88.9669 - 85) + 0.77 + 5 + 4 + 3 + 190 + 72.5
    ]


def test_content_cap_of_forty_binds_in_the_illustration():
    """The military command earned 5.1 + 5 + 10 + 10 + 10 = 40.1 bonus points and is given 40."""
    found = units(BLOC + COMPLETED)["bo-chi-huy-quan-su"]
    earned = [F(found["criteria"][slot]["bonus"]) for slot in ("1.1", "1.2", "1.3", "1.4", "1.5")]
    assert earned == [F("5.1"), 5, 10, 10, 10]
    assert found["bonus"] == "40"
    assert found["contents"]["1"] == "690"


def test_illustration_keeps_what_is_printed_of_the_whole_bloc():
    """ "6/6 đơn vị đều đạt 6 tiêu chí", "5/6 ... 200/200", "5/6 ... từ 75/100", and none above the two named highest."""
    found = units(BLOC + COMPLETED).values()
    met = [F(unit["contents"]["1"]) - F(unit["bonus"]) for unit in found]
    assert met == [650] * 6
    assert sum(unit["contents"]["2"] == "200" for unit in found) == 5
    third = sorted((F(unit["contents"]["3"]) for unit in found), reverse=True)
    assert sum(points >= 75 for points in third) == 5
    assert third[:2] == [F("91.25"), F("90.75")]


@pytest.mark.parametrize("folder", [BLOC, CLUSTER])
def test_illustrated_totals_lie_within_what_was_printed(folder):
    """Completing the evidence can only narrow a total: each final one lies in the unit's interval."""
    for name, unit in units(folder + COMPLETED).items():
        printed = units(folder)[name]
        assert F(printed["low"]) <= F(unit["total"]) <= F(printed["high"])


# Cluster no. 1, as printed


def test_every_district_is_pending():
    """The article prints no district's whole sheet, so every total is an interval and no rank is decided."""
    found = units(CLUSTER)
    assert len(found) == 5
    for unit in found.values():
        assert (unit["status"], unit["total"], unit["rank"]) == ("pending", None, None)
        assert F(unit["low"]) < F(unit["high"])


@pytest.mark.parametrize(
    ("unit", "low", "high"),
    [
        # Known to all five: 25 (drop-out) + 35 (defence) + 35 (security) = 95.
        # 95 + 3 x 35 + 8.82 + 0.769 + 2.139 + 50 = 261.728; bonus at most 10 + 10 + 11.728 = 31.728, so 981.728
        ("an-minh", "261.73", "981.73"),
        # 95 + 35 + 1.045 + 35 (traffic) = 166.045; three open bonuses and jobs can fill 40: 990
        ("an-bien", "166.05", "990"),
        # 95 + 4 x 35 + 3.974 + 9.89 + 2.34 + 0.07 = 251.274; bonus at most 16.274 + 10 (poverty) = 26.274
        ("u-minh-thuong", "251.27", "976.27"),
        # 95 + 2 x 35 + 4.4 + 10 (of 10.74) + 50 = 229.4; three open bonuses and 14.4 fill 40
        ("vinh-thuan", "229.4", "990"),
        # 95 + 35 + 5.08 + 35 (traffic) = 170.08; four open bonuses and 5.08 fill 40
        ("go-quao", "170.08", "990"),
    ],
)  # fmt: skip
def test_interval_of_a_district_is_what_is_printed_of_it(unit, low, high):
    """The lowest total counts printed results alone, the highest adds all that is still open."""
    found = units(CLUSTER)[unit]
    assert (found["low"], found["high"]) == (low, high)


def test_printed_totals_of_the_cluster_are_possible():
    """ "An Biên với số điểm đạt 892,5", "An Minh đạt 884,8": both lie in their intervals, unlike the bloc's winner."""
    for unit, total in (("an-bien", F("892.5")), ("an-minh", F("884.8"))):
        found = units(CLUSTER)[unit]
        assert F(found["low"]) <= total <= F(found["high"])


@pytest.mark.parametrize(
    ("unit", "criterion", "bonus", "sentence"),
    [
        # One bonus point for each 10 % of the plan.
        ("go-quao", "1.1", F("5.08"), "huyện Gò Quao vượt 50,8%"),
        ("vinh-thuan", "1.1", F("4.4"), "huyện Vĩnh Thuận vượt 44%"),
        ("u-minh-thuong", "1.1", F("3.974"), "huyện U Minh Thượng vượt 39,74%"),
        ("vinh-thuan", "1.6", F("10.74"), "huyện Vĩnh Thuận vượt 107,4%"),
        ("u-minh-thuong", "1.6", F("9.89"), "huyện U Minh Thượng vượt 98,9%"),
        ("an-minh", "1.6", F("8.82"), "huyện An Minh vượt 88,2%"),
        ("u-minh-thuong", "1.7", F("2.34"), "huyện U Minh Thượng vượt 23,4%"),
        ("an-minh", "1.7", F("0.769"), "huyện An Minh vượt 7,69%"),
        ("an-minh", "1.8", F("2.139"), "huyện An Minh đạt 121,39%"),
        ("an-bien", "1.8", F("1.045"), "huyện An Biên đạt 110,45%"),
        ("u-minh-thuong", "1.8", F("0.07"), "huyện U Minh Thượng đạt 100,7%"),
    ],
)
def test_printed_excess_of_the_cluster_is_relative_to_the_plan(unit, criterion, bonus, sentence):
    """The bonus line is a tenth of the per cent of the plan by which the sentence says it was passed."""
    assert bonus_line(CLUSTER, unit, criterion) == bonus, sentence
    found = units(CLUSTER)[unit]["criteria"][criterion]
    assert F(found["points"]) == 35 + min(bonus, 10)


def test_excess_is_relative_in_the_cluster_and_in_points_in_the_bloc():
    """The meaning of "vượt x%" is a field of the sheet: each document uses one rule for its printed rates."""
    rules = {"cum-1": set(), "khoi-1": set()}
    for place, folder in (("cum-1", CLUSTER), ("khoi-1", BLOC)):
        for result in standings(folder):
            lines = [line for line in result.card.filled.lines if line.effect == "bonus"]
            rules[place] |= {(line.rule.id, line.measures) for line in lines}
    assert {rule for rule, _ in rules["cum-1"]} == {
        "districts.budget_revenue_excess", "districts.poverty_reduction_excess", "districts.jobs_excess",
        "core.exceed_relative",
    }  # fmt: skip
    percentage_points = {
        "military.volunteers_excess", "military.training_excess", "courts.resolution_excess",
        "courts.prosecution_on_time_excess", "courts.right_charges_excess", "courts.settlement_excess",
        "courts.quashed_margin", "oversight.recovered_excess", "oversight.complaints_excess",
        "police.clearance_excess", "police.wanted_excess",
    }  # fmt: skip
    relative = {(rule, given) for rule, given in rules["khoi-1"] if rule not in percentage_points}
    assert relative == {("military.sponsored_excess", ("military.pupils",))}  # a count, the one ambiguous case


def test_all_three_traffic_measures_must_fall():
    """ "có 2/5 đơn vị là huyện Gò Quao và An Biên giảm tai nạn giao thông cả 3 tiêu chí": two of three give nothing."""
    assert traffic(CLUSTER) == {
        "go-quao": "35", "an-bien": "35", "an-minh": None, "u-minh-thuong": None, "vinh-thuan": None,
    }  # fmt: skip
    assert traffic(CLUSTER + COMPLETED) == {
        "go-quao": "35", "an-bien": "35", "an-minh": "0", "u-minh-thuong": "0", "vinh-thuan": "0",
    }  # fmt: skip


# Cluster no. 1, as illustrated


def test_illustration_of_the_cluster_ranks_as_the_document_does():
    """An Biên comes first and An Minh second; all five are final, with the totals worked out here."""
    assert table(CLUSTER + COMPLETED) == [
        # content 1 of its 650, bonus, content 2, content 3
        ("an-bien", "final", 1, "892.5"),  # 645.5 + 7.5 + 177.5 + 62
        ("an-minh", "final", 2, "884.8"),  # 612 + 15.8 + 189 + 68
        ("vinh-thuan", "final", 3, "861.3"),  # 609.6 + 14.7 + 182 + 55
        ("go-quao", "final", 4, "856.38"),  # 638.1 + 6.28 + 160 + 52
        ("u-minh-thuong", "final", 5, "826.47"),  # 575 + 16.474 + 174 + 61
    ]


def test_illustration_keeps_what_is_printed_of_the_whole_cluster():
    """The counts of districts that the article prints hold among the completed figures."""
    values = {(row["unit"], row["measure"]): row["value"] for row in rows(CLUSTER + COMPLETED)}
    districts = list(units(CLUSTER))

    def of(measure: str) -> list[F]:
        return [F(values[district, measure]) for district in districts]

    disbursed = zip(of("districts.capital_disbursed"), of("districts.capital_allocated"), strict=True)
    poverty = zip(of("districts.poverty_rate_before"), of("districts.poverty_rate"), strict=True)
    assert sum(v > 100 for v in of("budget_collected")) == 5  # "cả 5 huyện đều thu vượt"; the plan is 100
    assert sum(part / whole >= F("0.8") for part, whole in disbursed) == 4  # "4/5 đơn vị đạt từ 80% trở lên"
    assert sum(before - now > 1 for before, now in poverty) == 4  # "4/5 huyện vượt chỉ tiêu" of one point
    assert sum(v > 1000 for v in of("jobs_found")) == 5  # "5/5 huyện vượt chỉ tiêu kế hoạch"; the plan is 1000
    assert sum(v >= 100 for v in of("cultural_hamlets_completion")) == 4  # "4/5 huyện đạt và vượt"
    assert sum(v >= 100 for v in of("health_insurance_completion")) == 3  # "3/5 đơn vị"
    assert sum(v == 7 for v in of("districts.organisations_good")) == 2  # "2 đơn vị ... cả 7 tổ chức"
    third = [F(unit["contents"]["3"]) for unit in units(CLUSTER + COMPLETED).values()]
    assert sum(points > 60 for points in third) == 3  # "3/5 đơn vị có mức điểm trên 60/100"
