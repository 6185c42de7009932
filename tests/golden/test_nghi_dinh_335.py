"""The sheets of decree 335/2025 for civil servants and their managers, held against hand calculations."""

from collections.abc import Callable
from fractions import Fraction as F
from pathlib import Path

import pytest
from attrs import evolve

import covenant_rules as cr

SPECS = Path(__file__).parents[2] / "specs" / "nghi-dinh-335"
HALF = F(1, 2)


@pytest.fixture(scope="module")
def staff() -> cr.Bloc:
    return cr.load(SPECS / "2026")


@pytest.fixture(scope="module")
def managers() -> cr.Bloc:
    return cr.load(SPECS / "2026-quan-ly")


@pytest.fixture(scope="module")
def servant(staff) -> Callable[..., cr.Scorecard]:
    """Score one civil servant with 30 common points, only the products named, and no veto."""
    names = [
        f"{what}_{k}" for what in ("assigned", "done", "defects", "delays") for k in range(1, 6)
    ]
    nothing = dict.fromkeys([*names, "disciplined", "degenerated"], F(0)) | {"common": F(30)}
    alone = evolve(staff, registrations=(staff.registrations[0],))

    def score(**changes: int) -> cr.Scorecard:
        values = nothing | {name: F(value) for name, value in changes.items()}
        report = cr.Report("cong-chuc-a", "final", values)
        return cr.score(evolve(alone, reports=(report,)))["cong-chuc-a"].card

    return score


def rounded(value: F, places: int) -> F:
    """Round half up, as the applications do; written out here so as not to test rounding by itself."""
    return F(int(value * 10**places + HALF), 10**places)


# --- 30 + 70 x mean(a, b, c) ---------------------------------------------------------------------


def test_products_count_by_class_and_defects_by_product(staff):
    """Servant A: a, b and c are shares of 14 converted products, and the total 89.4."""
    # assigned: 5 x 0.2 + 5 x 0.4 + 5 x 0.6 + 5 x 0.8 + 4 x 1 = 14
    # done:     3 x 0.2 + 5 x 0.4 + 5 x 0.6 + 4 x 0.8 + 4 x 1 = 12.8
    # defects:  a quarter of 1 x 0.6 + 2 x 1 = 2.6, that is 0.65
    # delays:   a quarter of 4 x 0.2 + 2 x 0.8 = 2.4, that is 0.6
    a, b, c = F("12.8") / 14, (F("12.8") - F("0.65")) / 14, (F("12.8") - F("0.6")) / 14
    card = cr.score(staff)["cong-chuc-a"].card

    assert [card.lines[line].exact for line in "abc"] == [70 * a, 70 * b, 70 * c]
    # 37.15 / 14 of 3; 70 / 3 x 37.15 / 14 = 5 x 37.15 / 3 = 61.91666...
    assert card.exact.exact == F("27.5") + 5 * F("37.15") / 3
    assert card.total.exact == F("89.4")


def test_more_than_was_assigned_counts_as_all_of_it(staff):
    """Servant B: a = 120 % and b = 115 % count 100 %, so that 28 + 70 x 295/300 = 96.8 and not 105."""
    # assigned 10, done 12; 2 defects take 0.5, 10 delays take 2.5: b = 11.5 / 10, c = 9.5 / 10
    card = cr.score(staff)["cong-chuc-b"].card

    assert [card.lines[line].exact for line in "abc"] == [70, 70, F("66.5")]
    assert card.exact.exact == 28 + F("206.5") / 3
    assert card.total.exact == F("96.8")


@pytest.mark.parametrize("product_class", range(1, 6))
@pytest.mark.parametrize(
    ("failures", "share"), [(0, 1), (1, F("0.75")), (2, HALF), (3, F("0.25")), (4, 0)]
)
def test_each_failure_takes_a_quarter_of_its_product(servant, product_class, failures, share):
    """One product of any class loses 25 % of itself for each defect in b, for each delay in c."""
    one = {f"assigned_{product_class}": 1, f"done_{product_class}": 1}
    defective = servant(**one, **{f"defects_{product_class}": failures})
    delayed = servant(**one, **{f"delays_{product_class}": failures})

    assert [defective.lines[line].exact for line in "abc"] == [70, 70 * share, 70]
    assert [delayed.lines[line].exact for line in "abc"] == [70, 70, 70 * share]


@pytest.mark.parametrize(
    ("product_class", "converted"), [(1, "0.2"), (2, "0.4"), (3, "0.6"), (4, "0.8"), (5, "1")]
)
def test_a_product_counts_a_fifth_per_class(servant, product_class, converted):
    """Beside a product of class 5 that was done, one of class k that was not leaves 1 of 1 + k/5."""
    assigned = {"assigned_5": 1} | {f"assigned_{product_class}": 1 + (product_class == 5)}
    card = servant(**assigned, done_5=1)

    assert card.lines["a"].exact == 70 / (1 + F(converted))


def test_nothing_done_leaves_the_common_points(servant):
    """Who completed nothing, or was assigned nothing, has the 30 common points alone."""
    assert servant(assigned_5=4).exact.exact == 30
    assert servant().exact.exact == 30


def test_more_failures_than_the_products_can_bear_are_refused(tmp_path):
    """A product cannot lose more than itself: five defects of one product are an error of the report."""
    text = (SPECS / "2026" / "reports.csv").read_text(encoding="utf-8")
    # servant D has three products of class 5; 13 defects would take 3.25 of 3
    broken = text.replace("cong-chuc-d,final,defects_5,0", "cong-chuc-d,final,defects_5,13")
    assert broken != text
    (tmp_path / "reports.csv").write_text(broken, encoding="utf-8")

    with pytest.raises(cr.CovenantError) as caught:
        cr.load(SPECS / "2026", reports=tmp_path / "reports.csv")

    assert [found.code for found in caught.value.diagnostics] == ["E521"]


# --- rounding ------------------------------------------------------------------------------------


def test_rounding_happens_once_at_the_total(staff):
    """Servant C has 89.9506..., printed 90.0; rounding a, b and c first would print 89.9."""
    # 27 assigned, 25 done, two defects and two delays of 0.25: 25/27, 24.5/27 and 24.5/27
    exact = 26 + F(70, 3) * (25 + F("24.5") + F("24.5")) / 27
    percentages = [rounded(100 * done / 27, 2) for done in (F(25), F("24.5"), F("24.5"))]
    assert percentages == [F("92.59"), F("90.74"), F("90.74")]
    # 26 + 70 x 274.07 / 300 = 89.94966...
    twice = rounded(26 + 70 * sum(percentages) / 300, 1)
    card = cr.score(staff)["cong-chuc-c"].card

    assert card.exact.exact == exact == 26 + F(5180, 81)
    assert card.total.exact == 90
    assert twice == F("89.9")


# --- vetoes --------------------------------------------------------------------------------------


def test_discipline_marks_without_taking_points(staff):
    """Servant D has 100 points and is barred all the same; the others are not."""
    standings = cr.score(staff)

    assert standings["cong-chuc-d"].card.total.exact == 100
    assert {r.card.unit: r.card.vetoes for r in standings if r.card.vetoes} == {
        "cong-chuc-d": ("ky-luat",)
    }


def test_degeneration_is_a_veto_of_its_own(servant):
    """A conclusion of degeneration bars, with or without discipline."""
    assert servant(degenerated=1).vetoes == ("suy-thoai",)
    assert servant(degenerated=1, disciplined=2).vetoes == ("ky-luat", "suy-thoai")
    assert servant().vetoes == ()


# --- managers: 30 + 70 x mean(a, b, c, d, đ, e) --------------------------------------------------


def test_managers_have_six_equal_parts(managers):
    """Manager A: the products of servant A, with d = 100 %, đ = 90 % and e = 80.5 %, make 90.0."""
    # a + b + c = 37.15 / 14; d + đ + e = 2.705
    result = F(70, 6) * (F("37.15") / 14 + 1 + F("0.9") + F("0.805"))
    card = cr.score(managers)["quan-ly-a"].card

    assert [card.lines[line].exact for line in ("d", "dd", "e")] == [70, 63, F("56.35")]
    assert card.contents["2"].points.exact == result == F(3751, 60)  # 62.51666...
    assert card.total.exact == 90
    assert card.vetoes == ()


def test_managers_share_a_b_c_and_the_common_points_with_all(staff, managers):
    """What both sheets score they score alike, for products of every class."""
    ours, theirs = ({line.id: line for line in b.covenant.lines} for b in (staff, managers))

    assert set(ours) == {"1.1/1", "ky-luat", "suy-thoai", "a", "b", "c"}
    assert set(theirs) - set(ours) == {"tham-nhung", "d", "dd", "e"}
    assert {k: theirs[k].formula for k in ours} == {k: line.formula for k, line in ours.items()}
    assert managers.covenant.rounding == staff.covenant.rounding


def test_one_subordinate_below_completed_halves_the_result_of_the_unit(managers):
    """Manager B: d is 50 % and not 100 %, which costs half of 70/6 points; waste in the unit bars."""
    standings = cr.score(managers)
    first, second = (standings[f"quan-ly-{name}"].card for name in "ab")

    assert second.lines["d"].exact == 35
    assert first.exact.exact - second.exact.exact == F(70, 6) / 2
    assert second.total.exact == F("84.2")  # 27.5 + 62.51666... - 5.83333...
    assert second.vetoes == ("tham-nhung",)


# a manager always has half of d: 35 / 6 = 5.83...
@pytest.mark.parametrize(("folder", "reach"), [("2026", "0..100"), ("2026-quan-ly", "5.8..100")])
def test_the_blocks_are_30_and_70(folder, reach):
    """The common block has 30 points, the block of results 70, and no file gets more than 100."""
    bloc = cr.load(SPECS / folder)
    unknown = cr.score(evolve(bloc, reports=()))

    assert [content.points for content in bloc.covenant.contents] == [30, 70]
    assert [criterion.points for criterion in bloc.covenant.criteria] == [30, 70]
    assert {str(result.card.total) for result in unknown} == {reach}
