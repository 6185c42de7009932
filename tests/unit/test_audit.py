"""The audit: each kind of figure and each verdict, by hand calculation."""

from datetime import date
from fractions import Fraction as F
from pathlib import Path

import pytest

from covenant_rules.audit import Judged, audit, counts, judge
from covenant_rules.equations import Verdict
from covenant_rules.figures import (
    AllOf,
    Change,
    Completion,
    Days,
    Excess,
    Figure,
    Order,
    Points,
    Product,
    Ratio,
    Reading,
    Sum,
    Units,
    Words,
    Zero,
)
from covenant_rules.output.audit import sentence
from covenant_rules.printed import Printed, Values
from covenant_rules.reach import Reach
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import load

P = Printed.parse
BLOC = Path(__file__).parents[2] / "specs" / "kien-giang" / "khoi-1" / "2017"


def found(statement, reach=None):
    return judge(statement, reach or Reach())


def implied(statement):
    """Return the ends of what a statement implies, after asserting that it implies something."""
    result = found(statement)
    assert result.verdict is Verdict.IMPLIED
    return result.implied.low, result.implied.high


# Printed numbers


@pytest.mark.parametrize(
    ("text", "low", "high", "low_in", "high_in"),
    [
        ("91.8", "91.75", "91.85", True, False),
        ("75.10", "75.095", "75.105", True, False),
        ("89", "88.5", "89.5", True, False),
        ("-1.12", "-1.125", "-1.115", False, True),  # a tie goes away from zero
        ("0", "-0.5", "0.5", False, False),
    ],
)
def test_a_printed_number_is_all_values_that_round_to_it(text, low, high, low_in, high_in):
    """Half up: the end that rounds away from the number is left out, the other is in."""
    assert P(text).rounded == Values(F(low), F(high), low_in, high_in)


@pytest.mark.parametrize(
    ("text", "low", "high", "low_in", "high_in"),
    [
        ("87.75", "87.75", "87.76", True, False),
        ("-1.12", "-1.13", "-1.12", False, True),
        ("0", "-1", "1", False, False),
    ],
)
def test_a_number_cut_off_is_all_values_that_begin_with_it(text, low, high, low_in, high_in):
    """Cutting off goes towards zero, so the number itself is the end nearest to zero."""
    assert P(text).cut == Values(F(low), F(high), low_in, high_in)


def test_a_count_is_only_itself():
    """An exact number stands for no other, whether rounded or cut off."""
    assert P("867").certain.rounded == P("867").certain.cut == Values.point(F(867))
    assert P("867").counted.exact
    assert not P("3.83").counted.exact


def test_ends_that_are_left_out_do_not_meet():
    """91.85 rounds to 91.9: the values of 91.8 and 91.9 touch, and have none in common."""
    assert not P("91.8").rounded.meets(P("91.9").rounded)
    assert not P("91.9").rounded.meets(P("91.8").rounded)
    assert P("91.8").rounded.meets(Values.point(F("91.75")))
    assert not P("91.8").rounded.meets(Values.point(F("91.85")))


def test_whole_numbers_of_an_interval():
    """Whole ends count only where they are in."""
    assert Values(F(1), F(3)).whole() == Values(F(1), F(3))
    assert Values(F(1), F(3), low_in=False, high_in=False).whole() == Values.point(F(2))
    assert Values(F(1), F(2), low_in=False, high_in=False).whole() is None
    assert Values(F("1.2"), None).whole() == Values(F(2), None)


# Ratio


def test_a_ratio_that_rounds_to_the_printed_per_cent():
    """796/867 = 91.8108…, printed 91.8."""
    result = found(Ratio(P("796"), P("867"), P("91.8")))
    assert (result.verdict, result.recomputed, result.off) == (Verdict.EXACT, F(79600, 867), None)


def test_precision_is_the_one_that_is_printed():
    """887/997 = 88.9669…: 89 and 88.97 are right, 88.96 is cut off, 88.95 is wrong by 0.02."""
    verdicts = [found(Ratio(P("887"), P("997"), P(p))).verdict for p in ("89", "88.97", "88.96")]
    assert verdicts == [Verdict.EXACT, Verdict.EXACT, Verdict.TRUNCATED]
    wrong = found(Ratio(P("887"), P("997"), P("88.95")))
    assert (wrong.verdict, wrong.off) == (Verdict.FAILS, F("-0.02"))


def test_a_hidden_base_is_found_where_one_whole_number_fits():
    """125/289 = 43.2526; 125/288 = 43.40 and 125/290 = 43.10 do not print as 43.25."""
    assert implied(Ratio(P("125"), None, P("43.25"))) == (289, 289)


def test_a_hidden_base_that_only_fits_cut_off():
    """602/686 = 87.7551 rounds to 87.76; 602/687 = 87.627: no base rounds to 87.75."""
    result = found(Ratio(P("602"), None, P("87.75")))
    assert result.verdict is Verdict.TRUNCATED
    assert result.implied.exact == 686


def test_a_hidden_count_that_does_not_exist():
    """3/887 = 0.338 and 4/887 = 0.451: no count prints as 0.39, the nearest misses it by 0.05."""
    result = found(Ratio(None, P("887"), P("0.39")))
    assert (result.verdict, result.recomputed, result.off) == (
        Verdict.FAILS,
        F(300, 887),
        F("0.05"),
    )


def test_a_hidden_count_that_exists():
    """2/512 = 0.390625, and 1/512 = 0.195, 3/512 = 0.586."""
    assert implied(Ratio(None, P("512"), P("0.39"))) == (2, 2)


def test_a_share_of_nought_per_cent_bounds_its_base_from_below_alone():
    """3 of n prints as 0 % where 300/n < 0.5, that is from n = 601 on."""
    assert implied(Ratio(P("3"), None, P("0"))) == (601, None)


def test_nought_of_anything_tells_nothing():
    """0/n = 0 % for every n, so no base follows."""
    assert found(Ratio(P("0"), None, P("0"))).verdict is Verdict.NOT_CHECKABLE


def test_a_hidden_per_cent_is_implied():
    """778/930 = 83.6559 %."""
    result = found(Ratio(P("778"), P("930")))
    assert (result.verdict, result.recomputed) == (Verdict.IMPLIED, F(77800, 930))


def test_a_per_cent_alone_cannot_be_checked():
    """ "55,31 %" without count and base says what is missing, in both languages."""
    result = found(Ratio(percent=P("55.31")))
    assert result.verdict is Verdict.NOT_CHECKABLE
    assert (result.hidden.vi, result.hidden.en) == ("số đạt, tổng số", "the count, the base")


# Completion


def test_a_plan_is_the_only_whole_number():
    """20 802/12 899 = 161.2683; 20 802/12 900 = 161.2558 and 20 802/12 898 = 161.2808."""
    assert implied(Completion(P("20802"), None, P("161.27"))) == (12899, 12899)


def test_a_round_plan_may_miss_by_a_hundredth():
    """20 802/12 900 prints as 161.26, not 161.27."""
    result = found(Completion(P("20802"), P("12900"), P("161.27")))
    assert (result.verdict, result.off) == (Verdict.FAILS, F("0.01"))


def test_several_plans_may_fit():
    """19 972/34 999 = 57.0645, /35 004 = 57.0563; /34 998 = 57.0661 and /35 005 = 57.0547 do not fit."""
    assert implied(Completion(P("19972"), None, P("57.06"))) == (34999, 35004)


def test_a_rounded_result_widens_the_plan():
    """192.583 of 141.29 %: 192.5825/1.41295 = 136.2981…, 192.5835/1.41285 = 136.3085…"""
    assert implied(Completion(P("192.583"), None, P("141.29"))) == (
        F("192.5825") / F("1.41295"),
        F("192.5835") / F("1.41285"),
    )


def test_whole_thousands_are_rounded_where_the_document_says_so():
    """308 thousand of 71.8 %: 307.5/0.7185 = 427.97…, 308.5/0.7175 = 429.96…; as a count, only 429."""
    rounded = implied(Completion(P("308"), None, P("71.8"), rounded=True))
    assert rounded == (F("307.5") / F("0.7185"), F("308.5") / F("0.7175"))
    assert implied(Completion(P("308"), None, P("71.8"))) == (429, 429)


def test_cutting_off_is_the_last_explanation():
    """308/429 = 71.79 %, printed 71.7: cut off, unless 308 is rounded itself: 307.5/429 = 71.68 %."""
    assert found(Completion(P("308"), P("429"), P("71.7"))).verdict is Verdict.TRUNCATED
    rounded = Completion(P("308"), P("429"), P("71.7"), rounded=True)
    assert found(rounded).verdict is Verdict.TOLERANCE


# Excess


def test_an_excess_in_points():
    """75.10 - 70 = 5.10 points; a target of 71 leaves 4.10."""
    points = Reading.POINTS
    assert found(Excess(P("75.10"), P("70"), P("5.10"), points)).verdict is Verdict.EXACT
    wrong = found(Excess(P("75.10"), P("71"), P("5.10"), points))
    assert (wrong.verdict, wrong.off) == (Verdict.FAILS, 1)


def test_an_excess_in_points_implies_its_target():
    """75.10 - 5.10 = 70, give or take the half hundredths of both."""
    result = found(Excess(P("75.10"), None, P("5.10"), Reading.POINTS))
    assert (result.verdict, result.recomputed) == (Verdict.IMPLIED, 70)
    assert (result.implied.low, result.implied.high) == (F("69.99"), F("70.01"))


def test_a_relative_excess_implies_another_target():
    """75.10/1.051 = 71.4558: the same sentence, read as per cent of the target."""
    result = found(Excess(P("75.10"), None, P("5.10"), Reading.RELATIVE))
    assert (result.verdict, result.recomputed) == (Verdict.IMPLIED, F("75.10") / F("1.051"))
    assert F("71.455") < result.recomputed < F("71.456")


def test_a_relative_excess_is_of_the_target():
    """70 against 65 is 5 points, and 7.6923 % of the target."""
    assert found(Excess(P("70"), P("65"), P("7.69"), Reading.RELATIVE)).verdict is Verdict.EXACT
    assert found(Excess(P("70"), P("65"), P("7.69"), Reading.POINTS)).verdict is Verdict.FAILS


def test_below_a_ceiling_the_excess_is_negative():
    """0.39 is 0.77 points below the ceiling of 1.16."""
    said = Excess(P("0.39"), P("1.16"), P("-0.77"), Reading.POINTS)
    assert found(said).verdict is Verdict.EXACT


def test_an_excess_without_a_reading_is_ambiguous():
    """100 children, "vượt 20%": 100 - 20 = 80 children, or 100/1.2 = 83 1/3, which is no whole number."""
    result = found(Excess(P("100"), None, P("20"), counts=True))
    assert result.verdict is Verdict.AMBIGUOUS
    (_, points), (_, relative) = result.readings
    assert points.implied.exact == 80
    assert relative.recomputed == F(
        250, 3
    )  # the 20 as it stands gives no whole number of children …
    assert relative.implied.exact == 83  # … 83 do only where 100/83 - 1 = 20.48 % was rounded


def test_no_whole_target_where_the_per_cent_is_printed_sharply():
    """At 20.00 % a relative target would be 83.33 children: 100/83 - 1 = 20.48 %, off by 0.48."""
    result = found(Excess(P("100"), None, P("20.00"), Reading.RELATIVE, counts=True))
    assert (result.verdict, result.off) == (Verdict.FAILS, F("-0.48"))


def test_a_target_decides_between_the_readings():
    """With the target printed, only one reading may hold: 120 of 100 fits both, 75.10 of 70 one, 50 of 10 none."""
    assert found(Excess(P("75.10"), P("70"), P("5.10"))).verdict is Verdict.EXACT
    assert found(Excess(P("120"), P("100"), P("20"))).verdict is Verdict.AMBIGUOUS
    assert found(Excess(P("50"), P("10"), P("20"))).verdict is Verdict.FAILS


# Change, sum, product


def test_a_change_implies_the_period_before():
    """867 after 117 fewer: 984 before."""
    assert implied(Change(now=P("867"), delta=P("-117"))) == (984, 984)


def test_a_change_and_its_per_cent():
    """887 after 109 more: 778 before, and 109/778 = 14.01 %."""
    assert found(Change(P("887"), None, P("109"), P("14"))).verdict is Verdict.EXACT
    wrong = found(Change(P("887"), None, P("109"), P("15")))
    assert (wrong.verdict, wrong.off) == (Verdict.FAILS, 1)
    assert found(Change(P("887"), P("779"), P("109"), P("14"))).verdict is Verdict.FAILS


def test_growth_implies_the_period_before():
    """3.83 million after +21.2 %: 3.825/1.2125 to 3.835/1.2115."""
    low, high = implied(Change(now=P("3.83"), percent=P("21.2")))
    assert (low, high) == (F("3.825") / F("1.2125"), F("3.835") / F("1.2115"))


def test_a_decrease_is_negative_growth():
    """88 after 100 is -12 %."""
    assert found(Change(P("88"), P("100"), percent=P("-12"))).verdict is Verdict.EXACT


def test_a_change_without_a_base_cannot_be_checked():
    """ "giảm 54 vụ" names neither year."""
    assert found(Change(delta=P("-54"))).verdict is Verdict.NOT_CHECKABLE


def test_counts_add_up_or_not():
    """56 + 62 = 118; with 57 the sum of counts is wrong by one, whatever rounding."""
    assert found(Sum((P("56"), P("62")), P("118"))).verdict is Verdict.EXACT
    wrong = found(Sum((P("57"), P("62")), P("118")))
    assert (wrong.verdict, wrong.off) == (Verdict.FAILS, -1)


@pytest.mark.parametrize(("total", "verdict"), [("5485", "exact"), ("5486", "tolerance"), ("5487", "fails")])  # fmt: skip
def test_rounded_parts_may_be_off_by_their_rounding(total, verdict):
    """681 + 768 + 4036 = 5485; rounded to millions, the sum lies in [5483.5, 5486.5), so 5486 may be."""
    parts = (P("681"), P("768"), P("4036"))
    assert found(Sum(parts, P(total), rounded=True)).verdict == verdict


def test_a_scale_above_its_parts():
    """650 + 40 + 200 + 100 = 990, printed 1000."""
    result = found(Sum((P("650"), P("40"), P("200"), P("100")), P("1000")))
    assert (result.verdict, result.off) == (Verdict.FAILS, 10)


def test_a_product_implies_its_total():
    """100 children at 500 000 đồng make 50 000 000."""
    assert implied(Product((P("100"), P("500000")))) == (50_000_000, 50_000_000)
    assert found(Product((P("3"), P("7")), P("22"))).off == 1


# Points, order, units, all-of, days, zero


@pytest.fixture(scope="module")
def sheet():
    """What the sheet of bloc no. 1 allows; 650 + 40 + 200 + 100 = 990."""
    return Reach.of(load(BLOC, registry=Registry.discover()), "final")


def test_points_above_what_the_sheet_allows(sheet):
    """With content 3 printed as 91.25 at most 650 + 40 + 200 + 91.25 = 981.25 can be reached."""
    result = found(Points(P("986.25"), unit="cong-an-tinh"), sheet)
    assert (result.verdict, result.recomputed, result.off) == (Verdict.FAILS, F("981.25"), 5)
    assert found(Points(P("981.25"), unit="cong-an-tinh"), sheet).verdict is Verdict.IMPLIED


def test_the_maximum_of_a_sheet(sheet):
    """Content 1 reaches 650 + 40 = 690; the whole sheet 990, not 1000."""
    assert found(Points(node="1", maximum=P("690")), sheet).verdict is Verdict.EXACT
    assert found(Points(node="1", maximum=P("650")), sheet).off == -40
    assert found(Points(maximum=P("1000")), sheet).off == 10


def test_what_is_left_for_a_content_that_is_not_printed(sheet):
    """978.85 - 690 - 200 = 88.85; the content itself gives at most 100, other scores say 90.75."""
    said = Points(P("978.85"), unit="bo-chi-huy-quan-su", rest="3")
    left = found(said, sheet)
    assert (left.verdict, left.implied.low, left.implied.high) == (Verdict.IMPLIED, F("88.85"), 100)
    bounded = found(Points(P("978.85"), "bo-chi-huy-quan-su", rest="3", rest_at_most=P("90.75")), sheet)  # fmt: skip
    assert (bounded.implied.low, bounded.implied.high) == (F("88.85"), F("90.75"))
    none = found(Points(P("978.85"), "bo-chi-huy-quan-su", rest="3", rest_at_most=P("88")), sheet)
    assert (none.verdict, none.off) == (Verdict.FAILS, F("0.85"))


def test_points_below_what_is_certain(sheet):
    """Content 3 of the police is 91.25, so a total of 91 cannot be; neither can 91 for the content."""
    assert found(Points(P("91"), unit="cong-an-tinh"), sheet).verdict is Verdict.FAILS
    result = found(Points(P("91"), unit="cong-an-tinh", node="3"), sheet)
    assert (result.verdict, result.off) == (Verdict.FAILS, F("-0.25"))


def test_points_without_a_sheet_cannot_be_checked():
    """No sheet, no limit."""
    assert found(Points(P("986.25"), unit="cong-an-tinh")).verdict is Verdict.NOT_CHECKABLE


def test_order_of_totals():
    """986.25 stands before 978.85, not behind it; equal totals decide nothing."""
    assert found(Order((P("986.25"), P("978.85")))).verdict is Verdict.EXACT
    wrong = found(Order((P("978.85"), P("986.25"))))
    assert (wrong.verdict, wrong.off) == (Verdict.FAILS, F("-7.4"))
    assert found(Order((P("9"), P("9")))).verdict is Verdict.AMBIGUOUS
    assert found(Order((P("9"),))).verdict is Verdict.NOT_CHECKABLE


def test_units_are_counted_by_their_names():
    """Three named units are 3/3; two names are one too few; a list with another unit is another list."""
    three = ("A", "B", "C")
    assert found(Units(P("3"), P("3"), (three, ("C", "A", "B")))).verdict is Verdict.EXACT
    short = found(Units(P("3"), P("3"), (("A", "B"),)))
    assert (short.verdict, short.off) == (Verdict.FAILS, 1)
    assert found(Units(P("3"), P("3"), (("A", "B", "B"),))).verdict is Verdict.FAILS
    assert found(Units(P("3"), P("3"), (three, ("A", "B", "D")))).verdict is Verdict.FAILS


def test_units_without_names():
    """ "5/6" alone cannot be checked, and 7/6 cannot be."""
    assert found(Units(P("5"), P("6"))).verdict is Verdict.NOT_CHECKABLE
    assert found(Units(P("7"), P("6"))).verdict is Verdict.FAILS


@pytest.mark.parametrize(
    ("values", "holds", "verdict"),
    [
        (("-10", "14", "-12"), True, "fails"),  # deaths rose
        (("-10", "14", "-12"), False, "exact"),
        (("-10", "-1", "-12"), True, "exact"),
        (("-10", "0", "-12"), True, "fails"),  # no change is no fall
        (("-10", "-12"), True, "not_checkable"),  # the third is not printed
        (("-10", "14"), True, "fails"),  # one failure is enough
        ((), True, "not_checkable"),
    ],
)
def test_all_of_three_must_fall(values, holds, verdict):
    """All components must pass, and one that fails decides whatever is not printed."""
    said = AllOf(P("3"), "< 0", tuple(map(P, values)), holds)
    assert found(said).verdict == verdict


@pytest.mark.parametrize(("test", "verdict"), [("> 60", "fails"), (">= 60", "exact"), ("<= 60", "exact"), ("< 60", "fails")])  # fmt: skip
def test_every_sign_means_itself(test, verdict):
    """60 is neither above nor below 60."""
    assert found(AllOf(P("1"), test, (P("60"),))).verdict == verdict


def test_a_day_lies_between_two_others():
    """31/01/2017 is 335 days before 01/01/2018; the ends are in."""
    first, last = date(2018, 1, 1), date(2018, 2, 2)
    wrong = found(Days(date(2017, 1, 31), first, last))
    assert (wrong.verdict, abs(wrong.off)) == (Verdict.FAILS, 335)
    assert found(Days(date(2018, 2, 3), first, last)).off == 1
    assert found(Days(first, first, last)).verdict is Verdict.EXACT
    assert found(Days(last, first, last)).verdict is Verdict.EXACT
    assert found(Days(first)).verdict is Verdict.NOT_CHECKABLE


def test_zero_means_zero():
    """Reported counts of what must not happen are all nought, or the claim fails by their number."""
    assert found(Zero((P("0"), P("0")))).verdict is Verdict.EXACT
    wrong = found(Zero((P("0"), P("2"))))
    assert (wrong.verdict, abs(wrong.off)) == (Verdict.FAILS, 2)
    assert found(Zero()).verdict is Verdict.NOT_CHECKABLE


def test_words_are_no_figure():
    """A statement without a number is not checkable."""
    assert found(Words()).verdict is Verdict.NOT_CHECKABLE


# The whole


def test_verdicts_are_counted_and_held_against_what_is_expected():
    """Two figures, one verdict each; the one that was expected otherwise says so."""

    def figure(name, statement, expect):
        return Figure(name, "…", "x.txt", "sum", statement, expect)

    right = figure("a", Sum((P("1"), P("2")), P("3")), Verdict.EXACT)
    wrong = figure("b", Sum((P("1"), P("2")), P("4")), Verdict.EXACT)
    judged = audit([right, wrong])
    assert [one.as_expected for one in judged] == [True, False]
    assert counts(judged) == {Verdict.EXACT: 1, Verdict.FAILS: 1}
    assert isinstance(judged[0], Judged)


@pytest.mark.parametrize(
    ("statement", "vi", "en"),
    [
        (
            Ratio(P("796"), P("867"), P("91.8")),
            "in 91,8: 796 / 867 = 91,810…, làm tròn 1 chữ số là 91,8: khớp",
            "printed 91.8: 796 / 867 = 91.810…, to 1 decimals 91.8: reconciles",
        ),
        (
            Ratio(P("125"), None, P("43.25")),
            "tổng số không in; 125 / 43,25 % cho tổng số = 289",
            "the base is not printed; 125 / 43.25 % gives the base = 289",
        ),
        (
            Completion(P("20802"), P("12900"), P("161.27")),
            "in 161,27, nhưng 20802 / 12900 = 161,2558…: lệch 0,01",
            "printed 161.27, but 20802 / 12900 = 161.2558…: off by 0.01",
        ),
        (
            Days(date(2017, 1, 31), date(2018, 1, 1)),
            "01/01/2018 ≤ 31/01/2017: không thể, lệch 335 ngày",
            "2018-01-01 ≤ 2017-01-31: cannot be, off by 335 days",
        ),
    ],
)
def test_a_finding_in_plain_words(statement, vi, en):
    """A verdict is a sentence in each language, with the numbers that led to it."""
    result = found(statement)
    assert sentence(result, "vi") == vi
    assert sentence(result, "en") == en
