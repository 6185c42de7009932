"""The sheet of Tiền Giang for district offices, held against calculations by hand."""

from collections.abc import Callable
from fractions import Fraction as F
from pathlib import Path

import pytest
from attrs import evolve

import covenant_rules as cr

SHEET = Path(__file__).parents[2] / "specs" / "tien-giang" / "moi-truong" / "mau"


@pytest.fixture(scope="module")
def bloc() -> cr.Bloc:
    return cr.load(SHEET)


@pytest.fixture(scope="module")
def standings(bloc) -> cr.Standings:
    return cr.score(bloc)


@pytest.fixture(scope="module")
def office(bloc) -> Callable[..., cr.Scorecard]:
    """Score office A alone, which meets everything exactly, with some of its values changed."""
    report = bloc.at("final")["huyen-a"]
    alone = evolve(bloc, registrations=(bloc.registrations[0],))

    def score(**changes: str) -> cr.Scorecard:
        read = {
            name: bloc.covenant.measures[name].quantity.parse(changes[name]) for name in changes
        }
        changed = evolve(report, values={**report.values, **read})
        return cr.score(evolve(alone, reports=(changed,)))["huyen-a"].card

    return score


def points(card, node):
    return card.score(node).points.exact


# --- the standard --------------------------------------------------------------------------------


def test_standards_are_those_printed(bloc):
    """Standard 1 is 80 = a 30 + b 15 + C 25 + d 10; with 2, 10, 3 and 5 the sheet has 100 points."""
    printed = {"a": 30, "b": 15, "C": 25, "d": 10, "2": 2, "3": 10, "4": 3, "5": 5}

    assert {content.id: content.points for content in bloc.covenant.contents} == printed
    assert sum(printed[content] for content in ("a", "b", "C", "d")) == 80
    assert bloc.covenant.scale == sum(printed.values()) == 100


def test_a_unit_that_meets_everything_exactly_has_100(bloc, standings):
    """Without bonus and penalty each criterion has its standard, and the unit 100 points."""
    card = standings["huyen-a"].card

    assert (card.total.exact, card.bonus.exact, card.penalty.exact) == (100, 0, 0)
    assert {k: score.points.exact for k, score in card.criteria.items()} == {
        criterion.id: criterion.points for criterion in bloc.covenant.criteria
    }


# --- a whole file --------------------------------------------------------------------------------

# criterion of office B: (awarded, bonus, penalty), each as the source's amounts give it
WORKED = {
    "a1": (3, 0, F("1.5")),  # 2 x 0.5 + 2 x 0.5 = 2, at most 1.5
    "a2": (3, 0, F("1.5")),  # 1 x 1 + 1 x 0.5, under the cap of 2
    "a3": (3, 0, 1),  # late statistics
    "a4": (F("3.5"), 2, 0),  # 99.2 % and 95 % overall: the higher case alone, not 1 + 2
    "a5": (3, 0, 2),  # 3 x 1, at most 2
    "a6": (3, 0, 1),  # 2 x 0.5
    "a7": (3, 2, F("1.5")),  # 0.5 + 3 x 0.2 + 0.5 = 1.6, at most 1.5; two solutions, not capped
    "a8": (F("3.5"), 0, F("1.5")),  # 0.5 + 1
    "a9": (5, F("0.4"), F("2.5")),  # 3 x 1, at most 2.5; 4 x 0.1
    "b1": (2, 0, F("1.25")),  # 5 x 0.25 at most 1, + 1 x 0.25
    "b2": (5, F("1.5"), 2),  # 3 x 0.5 at most 1, + 0.5 plan; 0.5 + (6 x 0.2 at most 1) + 0.5
    "b3": (3, 0, F("1.2")),  # 12 x 0.1
    "b4": (5, 0, 4),  # 7 x 0.5 at most 3, + 0.5 register + 2 x 0.25
    "C1": (4, 0, 0),  # 97.5 % lies in 97..<98
    "C2": (5, F("0.3"), 0),  # 94.6 %: 0.1 above 92 + 2 whole steps of 0.1
    "C3": (5, F("0.4"), F("2.3")),  # 7 x 0.1 at most 0.5; 4 x 0.2 + 12 x 0.1 at most 1; 2 x 0.2
    "C4": (2, 0, 0),  # C4.1 done; 96 % of communes is not 100 %
    "C5": (F("4.5"), 0, F("2.4")),  # one of two halves; 2 x 0.2, and 11 x 0.2 at most 2
    "C6": (1, 0, F("0.3")),  # 3 x 0.1
    "d1": (3, 2, 0),  # 300 of 250 is 120 %
    "d2": (7, 2, 9),  # 4 + 2 + 5 x 0.5 + 1 = 9.5, but net of 2 bonus at most -7
    "2.1": (1, 0, 1),  # one reprimand; the warning's 2 points are waived
    "2.2": (1, 1, 1),  # 2 x 0.5; 1 x 1
    "3.1": (2, 0, F("0.5")),  # after 31 January
    "3.2": (2, F("0.5"), F("0.5")),  # launched in writing; no inspection
    "3.3": (6, 2, 2),  # 105 of 1500 files early is 7 %; one complaint
    "4.1": (1, 0, 1),
    "4.2": (F("0.5"), 0, F("0.5")),
    "4.3": (F("1.5"), 1, F("0.5")),  # 7 x 0.2 at most 1; one quarter without
    "5-chung": (5, 0, F("4.5")),  # 1 x 0.5 + (7 x 0.5 at most 3) + 1 x 1
}


@pytest.mark.parametrize("criterion", WORKED)
def test_criterion_of_the_worked_file(standings, criterion):
    """Each criterion of office B has the points, bonus and penalty calculated by hand."""
    award, bonus, penalty = WORKED[criterion]
    score = standings["huyen-b"].card.criteria[criterion]

    assert (score.bonus.exact, score.penalty.exact) == (bonus, penalty)
    assert score.points.exact == award + bonus - penalty


def test_total_of_the_worked_file(bloc, standings):
    """Office B has 96.5 awarded + 15.1 bonus - 46.45 penalty = 65.15; no criterion is left out."""
    card = standings["huyen-b"].card

    assert set(WORKED) == {criterion.id for criterion in bloc.covenant.criteria}
    assert card.bonus.exact == F("15.1")
    assert card.penalty.exact == F("46.45")
    assert card.total.exact == F("96.5") + F("15.1") - F("46.45") == F("65.15")


def test_content_points_of_the_worked_file(standings):
    """Contents of office B add up to a 21.9, b 8.05, C 17.2, d 5, then 1, 9.5, 2 and 0.5."""
    contents = standings["huyen-b"].card.contents.values()

    assert [score.points.exact for score in contents] == [
        F(points) for points in "21.9 8.05 17.2 5 1 9.5 2 0.5".split()
    ]


# --- classification and reach --------------------------------------------------------------------


def test_without_explanation_a_unit_is_not_classified(standings):
    """5.2: a unit that sent no explanation and score sheet has no rank; the others keep theirs."""
    result = standings["huyen-c"]

    assert result.card.status == "not_classified"
    assert "5.2" in result.card.because.en
    assert result.standing.rank is None
    ranks = {r.card.unit: r.standing.rank for r in standings}
    assert ranks == {"huyen-d": 1, "huyen-a": 2, "huyen-b": 3, "huyen-c": None}


def test_the_published_total_can_be_reached(standings):
    """118.4 of 100 points, as agreed in a published file, is the total of a file on this sheet."""
    # a4 2, a7 3 x 1, a9 2 x 0.1, b2 2 x 0.5 + 0.5, b3 0.5, C2 0.5, C3 5 x 0.2, d1 2, d2 2 x 1,
    # 2.2 3 x 0.5, 3.2 0.5, 3.3 2.7, 4.3 5 x 0.2
    bonuses = "2 3 0.2 1.5 0.5 0.5 1 2 2 1.5 0.5 2.7 1"
    assert sum(map(F, bonuses.split())) == F("18.4")

    card = standings["huyen-d"].card

    assert card.bonus.exact == F("18.4")
    assert card.total.exact == F("118.4")


def test_the_published_total_needs_the_uncapped_bonuses(bloc):
    """Capped bonuses are 13.7 together, so 118.4 is in reach only with a7, a9.4 or 2.2."""
    # a4 2, b2 1.5, b3 0.5, C2 0.5, C3 1, d1 2, d2 2, 3.2 0.5, 3.3 2.7, 4.3 1
    capped = sum(map(F, "2 1.5 0.5 0.5 1 2 2 0.5 2.7 1".split()))
    none = dict.fromkeys(("a7_solutions", "a9_early_replies", "s2_early_reports"), F(0))
    without = cr.Report("huyen-a", "final", none)
    alone = evolve(bloc, registrations=(bloc.registrations[0],))
    reach = [
        cr.score(evolve(alone, reports=reports))["huyen-a"].card.total
        for reports in ((), (without,))
    ]

    assert reach[0].contains(F("118.4"))
    assert reach[1].high == 100 + capped == F("113.7")


# --- amounts -------------------------------------------------------------------------------------

# criterion: what one case (or the answer "yes" or "no") adds to the points of office A
AMOUNTS = {
    "a1": {"a1_late_rollouts": "-0.5", "a1_refusals": "-0.5"},
    "a2": {"a2_late_plans": "-1", "a2_late_publications": "-0.5", "a2_misuses": "-0.5"},
    "a3": {"a3_statistics_late": "-1", "a3_inventory_late": "-1.5"},
    "a4": {"a4_complaints": "-0.5"},
    "a5": {"a5_late_lists": "-1"},
    "a6": {"a6_wrong_cases": "-0.5"},
    "a7": {
        "a7_auction_plan": "-0.5", "a7_omitted_plots": "-0.2", "a7_guidance": "-0.5", "a7_inspection": "-0.5",
        "a7_wrongdoing": "-0.5", "a7_solutions": "1",
    },
    "a8": {"a8_bad_reports": "-0.5", "a8_bad_special_reports": "-1"},
    "a9": {"a9_first": "-1", "a9_second": "-1", "a9_third": "-1", "a9_early_replies": "0.1"},
    "b1": {"b1_omissions": "-0.25", "b1_missing_lists": "-0.25"},
    "b2": {
        "b2_wells_self": "0.5", "b2_wells_department": "-0.5", "b2_absences": "-0.2", "b2_undone": "-0.5",
        "b2_cases": "-0.5",
    },
    "b3": {"b3_not_reminded": "-0.1"},
    "b4": {"b4_unregistered": "-0.5", "b4_register": "-0.5", "b4_missing_reports": "-0.25"},
    "C3": {
        "c3_documents": "-2", "c3_missing_documents": "-0.1", "c3_collects": "-3", "c3_communes_without": "-0.2",
        "c3_communes_short": "-0.1", "c3_extra_rounds": "0.2",
    },
    "C4": {"c4_done": "-2"},
    "C5": {
        "c5_first": "-0.5", "c5_second": "-0.5", "c5_communes_without_plan": "-0.2", "c5_communes_failing": "-0.2",
    },
    "C6": {"c6_documents": "-1", "c6_missing_documents": "-0.1"},
    "d2": {
        "d2_wrong_cases": "-1", "d2_missing_notices": "-1", "d2_withdrawals": "1", "d2_refusals": "-0.5",
        "d2_hot_spot": "-1",
    },
    "2.1": {"s2_reprimands": "-1", "s2_warnings": "-2"},
    "2.2": {"s2_early_reports": "0.5", "s2_late_reports": "-1"},
    "3.1": {"s3_plan_late": "-0.5"},
    "3.2": {"s3_inspection": "-0.5"},
    "3.3": {"s3_complaints": "-2"},
    "4.1": {"s4_plan_late": "-1"},
    "4.2": {"s4_missed_movements": "-0.5"},
    "4.3": {"s4_articles": "0.2", "s4_quarters_without": "-0.5"},
    "5-chung": {"s5_late_reports": "-0.5", "s5_late_cooperation": "-0.5", "s5_no_cooperation": "-1"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("criterion", "measure"),
    [(node, measure) for node, given in AMOUNTS.items() for measure in given],
)
def test_one_case_adds_the_printed_amount(bloc, office, criterion, measure):
    """One case, or the other answer, changes its criterion by the printed amount and the total by no more."""
    before = bloc.at("final")["huyen-a"].values[measure]
    changed = office(
        **{measure: str(1 - before)}
    )  # a count of 0 becomes 1; yes and no change places
    standard = bloc.covenant.nodes[criterion].points

    assert points(changed, criterion) == standard + F(AMOUNTS[criterion][measure])
    assert changed.total.exact == 100 + F(AMOUNTS[criterion][measure])


# --- caps ----------------------------------------------------------------------------------------

# criterion: its measures at many cases, and what the printed caps leave
CAPPED = {
    "a1": ("a1_late_rollouts a1_refusals", 3 - F("1.5")),
    "a2": ("a2_late_plans a2_late_publications a2_misuses", 3 - 2),
    "a4": ("a4_complaints", F("3.5") - 2),
    "a5": ("a5_late_lists", 3 - 2),
    "a6": ("a6_wrong_cases", 3 - F("1.5")),
    "a7": ("a7_omitted_plots", 3 - F("1.5")),
    "a8": ("a8_bad_reports a8_bad_special_reports", F("3.5") - 2),
    "a9": ("a9_first a9_second a9_third", 5 - F("2.5")),
    "b1": ("b1_omissions", 2 - 1),
    "b2": ("b2_wells_department b2_absences b2_undone b2_cases", 5 - 4),
    "b3": ("b3_not_reminded", 3 - 2),
    "b4": ("b4_unregistered", 5 - 3),
    "C3": ("c3_missing_documents c3_communes_without c3_communes_short", 5 - F("0.5") - 2 - 1),
    "C5": ("c5_communes_without_plan c5_communes_failing", 5 - 1 - 2),
    "C6": ("c6_missing_documents", 1 - F("0.5")),
    "d2": ("d2_wrong_cases d2_missing_notices d2_refusals", 7 - 7),
    "5-chung": ("s5_late_cooperation s5_no_cooperation", 5 - 3 - 3),
}


@pytest.mark.parametrize("criterion", CAPPED)
def test_penalty_caps(office, criterion):
    """Twenty-five cases of everything cost no more than the printed caps."""
    measures, left = CAPPED[criterion]
    card = office(**dict.fromkeys(measures.split(), "25"))

    assert points(card, criterion) == left


@pytest.mark.parametrize(
    ("criterion", "measure", "bonus"),
    [("b2", "b2_wells_self", 1), ("C3", "c3_extra_rounds", 1), ("d2", "d2_withdrawals", 2), ("4.3", "s4_articles", 1),
     ("a7", "a7_solutions", 10), ("a9", "a9_early_replies", 1), ("2.2", "s2_early_reports", 5)],
)  # fmt: skip
def test_bonus_caps(office, criterion, measure, bonus):
    """Ten cases earn no more than a printed cap, and all ten of them where none is printed."""
    assert office(**{measure: "10"}).score(criterion).bonus.exact == bonus


@pytest.mark.parametrize(
    ("changes", "criterion", "left"),
    [
        ({"c3_documents": "không", "c3_missing_documents": "7"}, "C3", 5 - 2),
        (
            {"c3_collects": "không", "c3_communes_without": "20", "c3_communes_short": "20"},
            "C3",
            5 - 3,
        ),
        ({"c6_documents": "không", "c6_missing_documents": "4"}, "C6", 1 - 1),
    ],
)
def test_nothing_at_all_costs_the_part_once(office, changes, criterion, left):
    """Where nothing was done its part is lost once, without what is missing on top."""
    assert points(office(**changes), criterion) == left


def test_penalties_without_a_cap_may_pass_the_standard(office):
    """2.1: three reprimands cost 3 of 1 point, and the criterion is -2."""
    assert points(office(s2_reprimands="3"), "2.1") == 1 - 3


# --- single rules --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("invited", "certified", "overall", "complaints", "award", "bonus"),
    [
        ("100", "98.99", "96", "0", "3.5", 0),  # all met, but no 99 %
        ("100", "99", "94.99", "0", "3.5", 1),
        ("100", "99", "95", "0", "3.5", 2),  # the higher case alone
        ("99.99", "99", "95", "0", "2.5", 0),  # one of three missing closes the gate
        ("100", "99", "95", "1", "3", 0),
        ("100", "98.49", "95", "0", "3", 0),
        ("90", "90", "95", "9", "1.5", 0),  # 1 + 0.5 + 4.5, at most 2
    ],
)
def test_a4_is_one_of_two_bonuses_and_only_if_all_is_met(
    office, invited, certified, overall, complaints, award, bonus
):
    """a4.2: +1 or +2, never both, and neither when one of the three requirements is missed."""
    card = office(
        a4_invited=invited, a4_certified=certified, a4_overall=overall, a4_complaints=complaints
    )

    assert card.score("a4").bonus.exact == bonus
    assert points(card, "a4") == F(award) + bonus


@pytest.mark.parametrize(
    ("value", "expected"),
    [("98", 5), ("97.99", 4), ("97", 4), ("96.99", 3), ("96", 3), ("95.99", 0), ("0", 0)],
)
def test_c1_bands(office, value, expected):
    """C1: 98, 97 and 96 % each begin a band; below the last there is nothing."""
    assert points(office(c1_collected=value), "C1") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("69.99", "0"), ("70", "3"), ("79.99", "3"), ("80", "4"), ("89.99", "4"),
        ("90", "5"),  # printed in no band
        ("92", "5"), ("92.01", "5.1"), ("92.99", "5.1"), ("93", "5.2"), ("95.99", "5.4"), ("96", "5.5"), ("100", "5.5"),
    ],
)  # fmt: skip
def test_c2_bands_and_steps(office, value, expected):
    """C2: three bands, then 0.1 above 92 % and 0.1 for each further whole 1 %, at most 0.5."""
    assert points(office(c2_rate=value), "C2") == F(expected)


@pytest.mark.parametrize(
    ("done", "expected"),
    [("0", 3 - 3), ("1", 3 - 2), ("189", 3 - 2), ("190", 3 - 1), ("199", 3 - 1), ("200", 3),
     ("201", 3 + 1), ("239", 3 + 1), ("240", 3 + 2)],
)  # fmt: skip
def test_d1_is_relative_to_the_plan(office, done, expected):
    """d1: of 200 planned, 190 is 95 %, and 40 more than planned is an excess of 20 %."""
    assert points(office(d1_planned="200", d1_done=done), "d1") == expected


@pytest.mark.parametrize(
    ("withdrawals", "wrong", "expected"), [(0, 7, 0), (0, 8, 0), (2, 9, 0), (2, 8, 1), (2, 0, 9)]
)
def test_d2_is_capped_after_bonus_and_penalty_are_netted(office, withdrawals, wrong, expected):
    """d2: bonus minus penalty is at least -7, so a bonus outweighs penalties before the cap."""
    card = office(d2_withdrawals=str(withdrawals), d2_wrong_cases=str(wrong))

    assert points(card, "d2") == expected


def test_a_waiver_lifts_one_penalty_and_no_other(bloc):
    """2.1: the warning that office B detected itself costs 2 points as soon as it is not waived."""
    report = bloc.at("final")["huyen-b"]
    alone = evolve(bloc, registrations=(bloc.registrations[1],))
    waived, not_waived = (
        cr.score(evolve(alone, reports=(given,)))["huyen-b"].card
        for given in (report, evolve(report, waivers={}))
    )

    assert points(waived, "2.1") == 1 - 1
    assert points(not_waived, "2.1") == 1 - 1 - 2
    assert waived.total.exact - not_waived.total.exact == 2


@pytest.mark.parametrize(
    ("plan", "launch", "b2", "launched"),
    [("khong", "khong", "4.5", "1.5"), ("co", "khong_van_ban", "5", "2"), ("da_thuc_hien", "co_van_ban", "5.5", "2.5")],
)  # fmt: skip
def test_a_plan_and_a_launch_earn_or_cost_half_a_point(office, plan, launch, b2, launched):
    """b2 and 3.2: the whole thing earns 0.5, nothing at all costs 0.5, and what lies between neither."""
    card = office(b2_plan=plan, s3_launch=launch)

    assert (points(card, "b2"), points(card, "3.2")) == (F(b2), F(launched))


# files settled, of them early or late, and the printed amount of the cell
EARLY = [
    (999, 9, "0"), (999, 10, "0.5"), (100, 1, "0.5"), (100, 4, "0.5"), (100, 5, "1"), (100, 7, "1.5"), (100, 10, "2"),
    (1000, 9, "0"), (1000, 10, "1"), (1000, 49, "1"), (1000, 50, "1.5"), (1000, 70, "2"), (1000, 100, "2.5"),
    (1999, 199, "2"), (2000, 19, "0"), (2000, 20, "1.2"), (2000, 100, "1.7"), (2000, 140, "2.2"), (2000, 200, "2.7"),
]  # fmt: skip
LATE = [
    (999, 1, "1"), (100, 1, "1"), (100, 4, "1"), (100, 5, "1.5"), (100, 7, "2"), (100, 10, "2.5"),
    (1000, 1, "0.5"), (1000, 49, "0.5"), (1000, 50, "1"), (1000, 70, "1.5"), (1000, 100, "2"),
    (1999, 199, "1.5"), (2000, 1, "0.2"), (2000, 99, "0.2"), (2000, 100, "0.7"), (2000, 140, "1.2"), (2000, 200, "1.7"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "early", "bonus"), EARLY)
def test_early_files(office, files, early, bonus):
    """3.3: the bonus for early files is that of the cell, every cell with its lower limits."""
    card = office(s3_files=str(files), s3_files_early=str(early))

    assert points(card, "3.3") == 6 + F(bonus)


@pytest.mark.parametrize(("files", "late", "penalty"), LATE)
def test_late_files(office, files, late, penalty):
    """3.3: the penalty for late files is that of the cell; below 1 % that of the first cell."""
    card = office(s3_files=str(files), s3_files_late=str(late))

    assert points(card, "3.3") == 6 - F(penalty)


def test_one_late_file_closes_the_bonus_for_early_files(office):
    """3.3: of 2000 files 200 early would earn 2.7, but one late file costs 0.2 and the bonus."""
    card = office(s3_files="2000", s3_files_early="200", s3_files_late="1")

    assert points(card, "3.3") == 6 - F("0.2")
    assert card.score("3.3").bonus.exact == 0
