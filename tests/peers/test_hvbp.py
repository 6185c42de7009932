"""Hospital Value-Based Purchasing, fiscal year 2024: what CMS published, from the sheets of this folder."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from blocs import REGISTRY, Row, bloc_of, published, report, sheet_named

from covenant_rules import Bloc, score
from covenant_rules.rounding import RoundingMode, round_exact

DOMAINS = ("clinical", "engagement", "safety", "efficiency")
TOTAL = "total_performance_score"
DECIMALS = 12  # of the published scores


def measure_bloc(folder: Path) -> Bloc:
    rows = published("hvbp2024_mspb_sample")
    cells = [
        report(row["facility_id"], measure, row[measure])
        for row in rows
        for measure in ("baseline", "performance")
    ]
    units = [row["facility_id"] for row in rows]
    return bloc_of(folder, sheet_named("hvbp_measure"), units, cells)


def test_measure_points_of_all_72_hospitals_are_those_published(tmp_path: Path) -> None:
    """Achievement, improvement and the larger of both equal the published points of every hospital."""
    rows = published("hvbp2024_mspb_sample")
    found = score(measure_bloc(tmp_path))
    ours, theirs = {}, {}
    for row in rows:
        card = found[row["facility_id"]].card
        lines = (card.lines["achievement"], card.lines["improvement"], card.total)
        ours[card.unit] = tuple(line.exact for line in lines)
        points = ("achievement_points", "improvement_points", "measure_score")
        theirs[row["facility_id"]] = tuple(Fraction(row[name]) for name in points)
    assert len(theirs) == 72
    assert ours == theirs


def test_the_sheet_has_the_published_threshold_and_benchmark(tmp_path: Path) -> None:
    """The sheet fixes the one threshold and benchmark that stand in every published row."""
    rows = published("hvbp2024_mspb_sample")
    (stated,) = {(Fraction(row["threshold"]), Fraction(row["benchmark"])) for row in rows}
    for line in measure_bloc(tmp_path).covenant.lines:
        assert (line.settings["threshold"], line.settings["benchmark"]) == stated


# Threshold 60 and benchmark 80, so a step of 1 is a twentieth of the way: 9·way + 0.5 by hand.
@pytest.mark.parametrize(
    ("performance", "points"),
    [
        (59, 0),  # short of the threshold
        (60, 1),  # 0.5, a tie, half up
        (70, 5),  # 5.0
        ("71.1", 5),  # 9·0.555 + 0.5 = 5.495
        ("71.12", 6),  # 9·0.556 + 0.5 = 5.504
        ("79.9", 9),  # 9·0.995 + 0.5 = 9.455
        ("79.999", 9),  # 9.49955: never 10 short of the benchmark
        (80, 10),
        (95, 10),
    ],
)
def test_achievement_by_hand_in_both_directions(performance: str | int, points: int) -> None:
    """Achievement is the same whether higher is better or, with all signs turned, lower is."""
    rule = REGISTRY["peers.achievement"]
    assert rule.points(performance, threshold=60, benchmark=80) == points
    mirrored = -Fraction(performance)
    assert rule.points(mirrored, threshold=-60, benchmark=-80) == points


# Threshold 60, benchmark 80, baseline 40: a step of 1 is a fortieth of the way: 10·way - 0.5 by hand.
@pytest.mark.parametrize(
    ("performance", "baseline", "points"),
    [
        (40, 40, 0),  # not better than the baseline
        (41, 40, 0),  # -0.25
        (44, 40, 1),  # 0.5, a tie, half up
        (60, 40, 5),  # 4.5, a tie, half up
        ("59.9", 40, 4),  # 4.475
        (79, 40, 9),  # 9.25
        (80, 40, 9),
        (95, 40, 9),
        (84, 85, 0),  # worse than a baseline beyond the benchmark
        (86, 85, 9),  # better than it, so beyond the benchmark too
    ],
)
def test_improvement_by_hand_in_both_directions(
    performance: str | int, baseline: int, points: int
) -> None:
    """Improvement needs a better performance than the baseline, in whichever direction is better."""
    rule = REGISTRY["peers.improvement"]
    assert rule.points(performance, baseline, threshold=60, benchmark=80) == points
    mirrored = -Fraction(performance)
    assert rule.points(mirrored, -baseline, threshold=-60, benchmark=-80) == points


def domain_bloc(folder: Path, sheet: str) -> Bloc:
    """The reported domains at stage `final`; at the stage of a domain all others are zero.

    A total is linear in its domains, so at the stage of a domain it is that domain's weighted score.
    """
    rows = published("hvbp2024_domains_sample")
    cells: list[Row] = []
    for row in rows:
        for stage in ("final", *DOMAINS):
            for domain in DOMAINS:
                given = row[f"{domain}_unweighted"]
                shown = given if stage in ("final", domain) else "0"
                cells.append(
                    report(row["facility_id"], f"{domain}_score", shown, stage=stage)
                    if given
                    else report(
                        row["facility_id"], f"not_applicable:{domain}", "", "not reported", stage
                    )
                )
    units = [row["facility_id"] for row in rows]
    return bloc_of(folder, sheet_named(sheet), units, cells)


@pytest.mark.parametrize("sheet", ["hvbp_total_mean", "hvbp_total_sum"])
def test_total_and_weighted_scores_of_all_53_hospitals_are_those_published(
    tmp_path: Path, sheet: str
) -> None:
    """Weights are re-proportioned over the domains that apply, as a mean or as a rescaled sum."""
    rows = published("hvbp2024_domains_sample")
    bloc = domain_bloc(tmp_path, sheet)
    compared = 0
    for stage, column in [("final", TOTAL), *((d, f"{d}_weighted") for d in DOMAINS)]:
        found = score(bloc, stage=stage)
        for row in rows:
            if row[column]:
                compared += 1
                card = found[row["facility_id"]].card
                assert card.total.exact == Fraction(row[column]), (card.unit, column)
    assert len(rows) == 53
    assert compared == 53 + 3 * 53 + 41  # 12 hospitals have no safety score


def test_a_domain_without_report_does_not_apply(tmp_path: Path) -> None:
    """An unreported domain leaves the sheet: 010007 has (6.66… + 24 + 50) / 3, not / 4."""
    card = score(domain_bloc(tmp_path, "hvbp_total_mean"), stage="final")["010007"].card
    assert not card.contents["safety"].applies
    assert card.exact.exact == Fraction("80.666666666667") / 3


def test_the_published_totals_are_rounded_to_nearest(tmp_path: Path) -> None:
    """Of the five modes the two that go to the nearest reproduce all totals; no total is a tie."""
    totals = {row["facility_id"]: row[TOTAL] for row in published("hvbp2024_domains_sample")}
    found = score(domain_bloc(tmp_path, "hvbp_total_mean"), stage="final")
    exact = {result.card.unit: result.card.exact.exact for result in found}

    def agrees(mode: RoundingMode) -> bool:
        return all(
            value is not None and round_exact(value, DECIMALS, mode) == Fraction(totals[unit])
            for unit, value in exact.items()
        )

    assert {mode for mode in RoundingMode if agrees(mode)} == {
        RoundingMode.HALF_UP,
        RoundingMode.HALF_EVEN,
    }
