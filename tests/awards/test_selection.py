"""Selection by itself: how many places a quota has, who has one, in which words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve

from covenant_rules.awards.quota import (
    Candidate,
    State,
    Whole,
    largest,
    places_of,
    select,
    split,
)
from covenant_rules.awards.words import Words, band_text, share_text
from covenant_rules.conditions import (
    ANY,
    AllOf,
    AnyOf,
    Earlier,
    Marked,
    Measured,
    Not,
    OfUnit,
)
from covenant_rules.formula.table import Band
from covenant_rules.interval import Interval
from covenant_rules.policy import (
    Amount,
    AwardRule,
    Ballot,
    Denominator,
    Manner,
    Order,
    Policy,
    Quota,
    Share,
    Ties,
)
from covenant_rules.rounding import RoundingMode
from covenant_rules.text import Text

GIVEN, REFUSED, OPEN = State


def quota(amount, *, minimum=0, rounding=RoundingMode.DOWN):
    return Quota(Order.RANK, Ties.NONE, "lost", amount, None, rounding, minimum)


@pytest.mark.parametrize(
    ("amount", "minimum", "rounding", "whole", "expected"),
    [
        (Amount(number=3), 0, None, (9, 9), (3, 3)),
        (Amount(number=0), 1, None, (9, 9), (1, 1)),
        (Amount(number=3), 1, None, (9, 9), (3, 3)),
        (Amount(percent=Fraction(20)), 0, RoundingMode.DOWN, (9, 14), (1, 2)),  # 1.8 and 2.8
        (Amount(percent=Fraction(20)), 0, RoundingMode.CEILING, (9, 14), (2, 3)),
        (Amount(percent=Fraction(20)), 2, RoundingMode.DOWN, (4, 14), (2, 2)),  # 0.8 and 2.8
        (Amount(percent=Fraction(100)), 0, RoundingMode.DOWN, (4, 5), (4, 5)),
    ],
)
def test_how_many_places_an_amount_has(amount, minimum, rounding, whole, expected):
    """A number as it stands, a percentage of the least and of the most there may be; at least the minimum."""
    found = places_of(amount, lambda: Whole(*whole), quota(amount, minimum=minimum, rounding=rounding))
    assert found == expected


def candidates(**keys):
    """Return candidates; a pair is an open key, a name that ends in `_` may fail the conditions."""
    found = []
    for who, key in keys.items():
        low, high = key if isinstance(key, tuple) else (key, key)
        ends = (None if end is None else Fraction(end) for end in (low, high))
        found.append(Candidate(who.rstrip("_"), not who.endswith("_"), Interval(*ends)))
    return found


def states(low, high, ties, **keys):
    return {one.who: one.state for one in select(candidates(**keys), low, high, ties)}


def test_the_first_have_the_places():
    """Of four with two places, the two greatest keys have one, in whatever order they are listed."""
    found = states(2, 2, Ties.NONE, a=1, b=4, c=3, d=2)
    assert found == {"a": REFUSED, "b": GIVEN, "c": GIVEN, "d": REFUSED}


@pytest.mark.parametrize(("ties", "state"), [(Ties.ALL, GIVEN), (Ties.NONE, REFUSED), (Ties.UNDECIDED, OPEN)])
def test_equals_at_the_cut(ties, state):
    """Two equals for one place beside the first: all, none, or another vote; who is clear is not touched."""
    assert states(2, 2, ties, a=3, b=2, c=2, d=1) == {"a": GIVEN, "b": state, "c": state, "d": REFUSED}


@pytest.mark.parametrize("ties", Ties)
def test_what_may_still_change_is_open(ties):
    """Who has a place in some cases only is open, whatever is said about ties: while the number of places
    is open, while somebody ahead may fail the conditions, and while the order is not decided."""
    assert states(1, 2, ties, a=3, b=2, c=1) == {"a": GIVEN, "b": OPEN, "c": REFUSED}
    assert states(1, 1, ties, a_=3, b=2) == {"a": OPEN, "b": OPEN}
    assert states(1, 1, ties, a=(1, 3), b=2) == {"a": OPEN, "b": OPEN}
    assert states(1, 1, ties, a=(3, 4), b=2, c=(None, 2)) == {"a": GIVEN, "b": REFUSED, "c": REFUSED}
    assert states(1, 1, ties, a=(3, None), b=(2, 3)) == {"a": OPEN, "b": OPEN}
    assert states(2, 2, ties, a_=3, b=2, c=1) == {"a": OPEN, "b": GIVEN, "c": OPEN}
    assert states(1, 1, ties, a_=3) == {"a": OPEN}
    assert states(0, 0, ties, a=3) == {"a": REFUSED}
    # Equal keys while something else is open: a place could still come or go.
    assert states(1, 2, ties, a=3, b=3) == {"a": OPEN, "b": OPEN}


def says(low, high, ties, **keys):
    return {one.who: (one.says, one.change) for one in select(candidates(**keys), low, high, ties)}


def test_why_somebody_has_a_place_or_none():
    """The reason names the quota and who is ahead; the change, the places to be among."""
    found = says(2, 2, Ties.NONE, a=4, b=3, c=2)
    first = Text(
        vi="phải đứng trong 2 vị trí đầu của những đơn vị đủ điều kiện", en="be among the first 2 of those who meet the conditions"
    )
    assert found["a"] == (Text(vi="trong hạn mức 2", en="within the quota of 2"), first)
    assert found["c"] == (Text(vi="hết hạn mức 2: đứng trước là a, b", en="the quota of 2 is used up: ahead are a, b"), first)
    # Who is surely behind is not named among those ahead.
    ahead = says(2, 2, Ties.NONE, a=4, b=3, c=2, d=1)["c"][0]
    assert ahead == found["c"][0]
    assert says(0, 0, Ties.NONE, a=4)["a"] == (
        Text(vi="hạn mức tính ra 0 suất", en="the quota comes to no place at all"),
        Text(vi="cơ số tính hạn mức phải lớn hơn", en="a larger base of the quota"),
    )
    assert says(1, 2, Ties.NONE, a=4, b=3)["b"] == (
        Text(vi="hạn mức 2, thứ tự chưa xác định", en="a quota of 2, and the order is not decided"),
        Text(vi="cần đủ số liệu của các đơn vị khác", en="the others' evidence is needed"),
    )


@pytest.mark.parametrize(
    ("ties", "vi", "en"),
    [
        (Ties.ALL, "lấy cả", "all are taken"),
        (Ties.NONE, "không lấy đơn vị nào", "none is taken"),
        (Ties.UNDECIDED, "chờ biểu quyết", "another vote decides"),
    ],
)
def test_why_equals_have_a_place_or_none(ties, vi, en):
    """Equals at the cut are named, with what the policy says becomes of them."""
    found = says(2, 2, ties, a=3, b=2, c=2, d=2)
    assert found["b"] == (
        Text(vi=f"bằng nhau ở ngưỡng hạn mức 2 (a, c, d): {vi}", en=f"equal at the cut of 2 places (a, c, d): {en}"),
        Text(vi="phải hơn đơn vị bằng mình", en="be ahead of those who are equal"),
    )


@pytest.mark.parametrize(
    ("count", "places", "expected"),
    [(5, lambda taken: 3, 3), (5, lambda taken: 9, 5), (5, lambda taken: 0, 0), (5, lambda taken: 5 - taken, 2), (0, lambda taken: 9, 0), (1, lambda taken: 1, 1)],
)
def test_the_most_that_fits(count, places, expected):
    """Where the number of places depends on how many are taken, the most that fits is taken."""
    assert largest(count, places) == expected


def test_names_are_split_in_their_order():
    """Each part has its names in the order in which they came."""
    assert split(["ab", "b", "aa", "c"], lambda name: name[0]) == {"a": ("ab", "aa"), "b": ("b",), "c": ("c",)}
    assert split([], str) == {}


# Words


def band(low=None, high=None, *, with_low=True, with_high=True):
    ends = (None if end is None else Fraction(end) for end in (low, high))
    return Band(*ends, with_low=with_low, with_high=with_high)


@pytest.mark.parametrize(
    ("written", "vi", "en"),
    [
        (band("7.5", "7.5"), "= 7,5", "= 7.5"),
        (band(80), "≥ 80", "≥ 80"),
        (band(80, with_low=False), "> 80", "> 80"),
        (band(high=80), "≤ 80", "≤ 80"),
        (band(high="79.5", with_high=False), "< 79,5", "< 79.5"),
        (band(80, 90), "80 ≤ … ≤ 90", "80 ≤ … ≤ 90"),
        (band("80.5", "90.5"), "80,5 ≤ … ≤ 90,5", "80.5 ≤ … ≤ 90.5"),
        (band(80, 90, with_low=False, with_high=False), "80 < … < 90", "80 < … < 90"),
    ],
)
def test_a_band_as_a_reader_writes_it(written, vi, en):
    """Limits with their signs, in the reader's decimals; a unit stands behind each number."""
    assert (band_text(written, "vi"), band_text(written, "en")) == (vi, en)
    assert band_text(band(80, 90), "vi", " %") == "80 % ≤ … ≤ 90 %"
    assert band_text(band(80, 80), "vi", " %") == "= 80 %"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Share(Fraction(9, 10), strict=False), "≥ 90 %"),
        (Share(Fraction(1, 2), strict=True), "> 50 %"),
        (Share(Fraction(2, 3), strict=False), "≥ 2/3"),
    ],
)
def test_a_share_as_a_reader_writes_it(share, text):
    """In percent where that is a decimal number, else as a fraction."""
    assert share_text(share, "vi") == text


def test_a_share_in_decimals_of_the_language():
    """The percentage has the decimal mark of the language."""
    share = Share(Fraction(1, 8), strict=False)
    assert (share_text(share, "vi"), share_text(share, "en")) == ("≥ 12,5 %", "≥ 12.5 %")


BALLOT = Ballot("suy-ton", Text(vi="Suy tôn", en="Vote"), 6, Denominator.MEMBERS, Share(Fraction(1, 2), strict=True), Manner.OPEN, False, None)
POLICY = Policy("x", rounded=True, awards=(AwardRule("co", Text(vi="Cờ", en="Flag"), (), None),), ballots=(BALLOT, evolve(BALLOT, id="bau", passes=Share(Fraction(5, 8), strict=False))))
RANK = Measured("rank", band(1, 1))


@pytest.mark.parametrize(
    ("asked", "vi", "en"),
    [
        (RANK, "hạng = 1", "rank = 1"),
        (Measured("points", band(90)), "tổng điểm ≥ 90", "total ≥ 90"),
        (Measured("points", band("90.5")), "tổng điểm ≥ 90,5", "total ≥ 90.5"),
        (Measured("points", band(50), "1.1"), "điểm mục 1.1 ≥ 50", "points of 1.1 ≥ 50"),
        (Measured("percent", band(90)), "tỷ lệ điểm đạt ≥ 90 %", "share of the standard points ≥ 90 %"),
        (Measured("percent", band(90), "2"), "điểm mục 2 ≥ 90 %", "points of 2 ≥ 90 %"),
        (Measured("weakest", band(90), "criteria"), "tiêu chí thấp nhất ≥ 90 %", "weakest criterion ≥ 90 %"),
        (Measured("weakest", band(90), "contents"), "nội dung thấp nhất ≥ 90 %", "weakest content ≥ 90 %"),
        (Marked("registered", ("co",)), "đăng ký “Cờ”", "registered for “Flag”"),
        (Marked("violation", ("x", "y")), "có vi phạm “x” hoặc “y”", "a violation of kind “x” or “y”"),
        (Marked("violation", (ANY,)), "có vi phạm", "any violation"),
        (Marked("veto", (ANY,)), "bị loại trừ", "any veto"),
        (Marked("veto", ("x",)), "bị loại trừ “x”", "vetoed by “x”"),
        (Marked("award", (ANY,)), "được khen thưởng", "any award"),
        (Marked("award", ("co",)), "được “Cờ”", "has “Flag”"),
        (Marked("leader", (ANY,)), "giữ chức vụ lãnh đạo, quản lý", "holds a leading post"),
        (Marked("reported", ("x",)), "nộp đúng hạn “x”", "“x” in time"),
        (Marked("group", ("x",)), "thuộc nhóm “x”", "of group “x”"),
        (Marked("class", ("x",)), "xếp loại “x”", "class “x”"),
        (Marked("passed", ("suy-ton",)), "được bầu chọn ở “Suy tôn (> 50 %)”", "passed “Vote (> 50 %)”"),
        (Marked("passed", ("bau",)), "được bầu chọn ở “Suy tôn (≥ 62,5 %)”", "passed “Vote (≥ 62.5 %)”"),
        (Marked("holds", ("x",)), "“x”", "“x”"),
        (Earlier("co", 2, every=True), "đạt Cờ 2 năm liền trước", "Flag in each of the last 2 years"),
        (Earlier("co", 5, every=False), "đạt Cờ trong 5 năm trước", "Flag at least once in the last 5 years"),
        (Not(RANK), "không hạng = 1", "not: rank = 1"),
        (OfUnit(RANK), "đơn vị: hạng = 1", "the unit: rank = 1"),
        (AllOf((RANK, RANK)), "hạng = 1 và hạng = 1", "rank = 1 and rank = 1"),
        (AnyOf((RANK, Not(RANK))), "hạng = 1 hoặc không hạng = 1", "rank = 1 or not: rank = 1"),
    ],
)
def test_a_condition_in_words(asked, vi, en):
    """What a policy asks, as a reader says it, and what would have to change for it to hold."""
    words = Words(POLICY)
    assert words.condition(asked) == Text(vi=vi, en=en)
    assert words.change(asked) == Text(vi=f"cần: {vi}", en=f"needed: {en}")
