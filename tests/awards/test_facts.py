"""The facts of a year, every one: for the rules as whole numbers, for readers in words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve
from tests.awards.blocs import SHEET, bloc, report, scored, with_policy

from covenant_rules.awards.facts import OPEN_END, Facts, encoded
from covenant_rules.interval import Interval
from covenant_rules.policy import (
    Ballot,
    Count,
    Denominator,
    Manner,
    Policy,
    Quorum,
    Said,
    Share,
    Year,
)
from covenant_rules.scoring import Scorecard
from covenant_rules.standing import Standings, score
from covenant_rules.text import Text

# a: 57 and 38; b: 50.5 and a second criterion without its required evidence; c: the first criterion is not
# reported, and it is vetoed; d: 10 and 33.333. Limits are quarters (50.25) and halves (90.5), so the scale is 4 and
# a number stands as floor + ceiling of its fourfold: 95 as 380 + 380, 43.33 as 173 + 174.
POLICY = """
vetoed: none
classes:
  - {id: tot, title: {vi: Tốt, en: Good}, points: ">= 90.5", otherwise: none}
  - {id: kha, title: {vi: Khá, en: Fair}, points: "< 90.5", otherwise: none}
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [{points: {of: "1", is: ">= 50.25"}}, {not: {violation: [dua-xe, x]}}, {reported: bc}], quota: {at_most: none}}
  - {id: giay, title: {vi: Giấy khen, en: Diploma}, to: people, when: [{passed: bau}, {passed: cho}], quota: {at_most: none}}
ballots:
  - {id: bau, title: {vi: Suy tôn, en: Vote}, members: 7, denominator: members, passes: "> 50 %", manner: open, written: true, quorum: {share: ">= 2/3", counts: present}}
  - {id: cho, title: {vi: Chờ, en: Waiting}, members: 7, denominator: present, passes: ">= 2/3", manner: secret, written: false, quorum: {share: none}}
reports:
  - {id: bc, title: {vi: Báo cáo năm, en: Annual report}, due: 2026-11-15}
withdrawal: stay
disqualification: stay
facts:
  registered: {co: [a]}
  violations: [{unit: a, kind: dua-xe, note: biên bản 3}, {unit: b, kind: x}]
  earlier: [{unit: a, award: co, year: 2025}]
  reports: {bc: {a: 2026-11-15, b: 2026-11-16}}
  groups: {nhom: [b, c]}
  people: [{person: ng, title: {vi: Bà Ngọc, en: Ms Ngoc}, unit: a, leader: true}, {person: nam, title: {vi: Ông Nam, en: Mr Nam}, unit: b, leader: false}]
  proposed: {giay: [nam]}
  ballots: {bau: {present: 5, written: 1, votes: {a: 4, b: 2}, illustrative: true}}
  withdrawn: [{unit: c, from: co, because: tự rút}]
  disqualified: [{unit: b, because: khai gian}]
"""
# The ballot: more than half of 7 is 4 (2 x 4 - 7 = 1), two thirds of 7 are there with 5 (3 x 5 - 2 x 7 = 1).
FACTS = """\
a subject person=0 unit=a | a | a
a value high=760 low=760 of=points: | tổng điểm 95 (đã làm tròn) | total 95 (rounded)
a value high=760 low=760 of=percent: | tổng điểm: 95 % | total: 95 %
a value high=760 low=760 of=points:A | điểm mục A: 95 | points of A: 95
a value high=760 low=760 of=percent:A | điểm mục A: 95 % | points of A: 95 %
a value high=456 low=456 of=points:1 | điểm mục 1: 57 | points of 1: 57
a value high=760 low=760 of=percent:1 | điểm mục 1: 95 % | points of 1: 95 %
a value high=304 low=304 of=points:2 | điểm mục 2: 38 | points of 2: 38
a value high=760 low=760 of=percent:2 | điểm mục 2: 95 % | points of 2: 95 %
a value high=760 low=760 of=weakest:contents | nội dung thấp nhất (A): 95 % | weakest content (A): 95 %
a value high=760 low=760 of=weakest:criteria | tiêu chí thấp nhất (1, 2): 95 % | weakest criterion (1, 2): 95 %
b subject person=0 unit=b | b | b
b value high=724 low=404 of=points: | tổng điểm 50,5–90,5 (đã làm tròn) | total 50.5–90.5 (rounded)
b value high=724 low=404 of=percent: | tổng điểm: 50,5–90,5 % | total: 50.5–90.5 %
b value high=724 low=404 of=points:A | điểm mục A: 50,5–90,5 | points of A: 50.5–90.5
b value high=724 low=404 of=percent:A | điểm mục A: 50,5–90,5 % | points of A: 50.5–90.5 %
b value high=404 low=404 of=points:1 | điểm mục 1: 50,5 | points of 1: 50.5
b value high=673 low=673 of=percent:1 | điểm mục 1: 84 1/6 % | points of 1: 84 1/6 %
b value high=320 low=0 of=points:2 | điểm mục 2: 0–40 | points of 2: 0–40
b value high=800 low=0 of=percent:2 | điểm mục 2: 0–100 % | points of 2: 0–100 %
b value high=724 low=404 of=weakest:contents | nội dung thấp nhất (A): 50,5–90,5 % | weakest content (A): 50.5–90.5 %
b value high=673 low=0 of=weakest:criteria | tiêu chí thấp nhất (2): 0–84 1/6 % | weakest criterion (2): 0–84 1/6 %
b mark name=all sure=1 what=barred | thiếu số liệu bắt buộc của 2 | required evidence of 2 is missing
b mark name=any sure=1 what=unclassified | thiếu số liệu bắt buộc của 2 | required evidence of 2 is missing
c subject person=0 unit=c | c | c
c value high=640 low=160 of=points: | tổng điểm 20–80 (đã làm tròn) | total 20–80 (rounded)
c value high=640 low=160 of=percent: | tổng điểm: 20–80 % | total: 20–80 %
c value high=640 low=160 of=points:A | điểm mục A: 20–80 | points of A: 20–80
c value high=640 low=160 of=percent:A | điểm mục A: 20–80 % | points of A: 20–80 %
c value high=480 low=0 of=points:1 | điểm mục 1: 0–60 | points of 1: 0–60
c value high=800 low=0 of=percent:1 | điểm mục 1: 0–100 % | points of 1: 0–100 %
c value high=160 low=160 of=points:2 | điểm mục 2: 20 | points of 2: 20
c value high=400 low=400 of=percent:2 | điểm mục 2: 50 % | points of 2: 50 %
c value high=640 low=160 of=weakest:contents | nội dung thấp nhất (A): 20–80 % | weakest content (A): 20–80 %
c value high=400 low=0 of=weakest:criteria | tiêu chí thấp nhất (1): 0–50 % | weakest criterion (1): 0–50 %
c mark name=ky-luat sure=1 what=veto | bị loại trừ: Bị kỷ luật | vetoed: Disciplined
d subject person=0 unit=d | d | d
d value high=347 low=347 of=points: | tổng điểm 43,33 (đã làm tròn) | total 43.33 (rounded)
d value high=347 low=347 of=percent: | tổng điểm: 43,33 % | total: 43.33 %
d value high=347 low=347 of=points:A | điểm mục A: 43,333 | points of A: 43.333
d value high=347 low=347 of=percent:A | điểm mục A: 43,333 % | points of A: 43.333 %
d value high=80 low=80 of=points:1 | điểm mục 1: 10 | points of 1: 10
d value high=133 low=133 of=percent:1 | điểm mục 1: 16 2/3 % | points of 1: 16 2/3 %
d value high=267 low=267 of=points:2 | điểm mục 2: 33,333 | points of 2: 33.333
d value high=667 low=667 of=percent:2 | điểm mục 2: 83,3325 % | points of 2: 83.3325 %
d value high=347 low=347 of=weakest:contents | nội dung thấp nhất (A): 43,333 % | weakest content (A): 43.333 %
d value high=133 low=133 of=weakest:criteria | tiêu chí thấp nhất (1): 16 2/3 % | weakest criterion (1): 16 2/3 %
a value high=8 low=8 of=rank: | hạng 1 | rank 1
c value high=24 low=16 of=rank: | hạng 2–3 | rank 2–3
d value high=24 low=16 of=rank: | hạng 2–3 | rank 2–3
a value high=8 low=8 of=rank:co | hạng 1 | rank 1
c value high=24 low=16 of=rank:co | hạng 2–3 | rank 2–3
d value high=24 low=16 of=rank:co | hạng 2–3 | rank 2–3
a value high=8 low=8 of=rank:giay | hạng 1 | rank 1
c value high=24 low=16 of=rank:giay | hạng 2–3 | rank 2–3
d value high=24 low=16 of=rank:giay | hạng 2–3 | rank 2–3
ng subject person=1 unit=a | Bà Ngọc | Ms Ngoc
ng mark name=any sure=1 what=leader | giữ chức vụ lãnh đạo, quản lý | holds a leading post
nam subject person=1 unit=b | Ông Nam | Mr Nam
a mark name=co sure=1 what=registered | đã đăng ký: Cờ | registered: Flag
nam mark name=giay sure=1 what=proposed | được đề nghị: Giấy khen | proposed: Diploma
b mark name=nhom sure=1 what=group | thuộc nhóm nhom | of group nhom
c mark name=nhom sure=1 what=group | thuộc nhóm nhom | of group nhom
a mark name=dua-xe sure=1 what=violation | vi phạm dua-xe (biên bản 3) | violation dua-xe (biên bản 3)
b mark name=x sure=1 what=violation | vi phạm x | violation x
a earlier award=co year=2025 | năm 2025 đạt Cờ | Flag in 2025
a mark name=bc sure=1 what=reported | Báo cáo năm: nhận ngày 15/11/2026 | Annual report: received on 2026-11-15
c mark name=co sure=1 what=barred | rút, không nhận (tự rút) | withdrew (tự rút)
b mark name=all sure=1 what=barred | bị hủy kết quả (khai gian) | disqualified (khai gian)
a vote ballot=bau margin=1 quorum=1 | Suy tôn: 4/7 phiếu (minh họa) | Vote: 4 of 7 votes (illustrative)
b vote ballot=bau margin=-3 quorum=1 | Suy tôn: 2/7 phiếu (minh họa) | Vote: 2 of 7 votes (illustrative)
a mark name=cho sure=0 what=passed | chưa có kết quả: Chờ | no result yet: Waiting
b mark name=cho sure=0 what=passed | chưa có kết quả: Chờ | no result yet: Waiting
c mark name=cho sure=0 what=passed | chưa có kết quả: Chờ | no result yet: Waiting
d mark name=cho sure=0 what=passed | chưa có kết quả: Chờ | no result yet: Waiting
ng mark name=cho sure=0 what=passed | chưa có kết quả: Chờ | no result yet: Waiting
nam mark name=cho sure=0 what=passed | chưa có kết quả: Chờ | no result yet: Waiting
"""


def lines(standings: Standings, policy: Policy | None = None) -> list[str]:
    """Return every fact as a line: whom it is about, its kind and fields, its words."""
    found = []
    for one in Facts.of(policy or standings.bloc.awards, standings).all():
        fields = " ".join(f"{key}={value}" for key, value in one.fields if key != "who")
        found.append(f"{one.who} {one.kind} {fields} | {one.says.vi} | {one.says.en}")
    return found


def told(text: str, **units: object) -> list[str]:
    """Return every fact of units, of which c is disciplined, as a line."""
    return lines(scored(units, text, c=1))


def test_every_fact_of_a_year() -> None:
    """Units with their totals, shares and weakest parts, ranks for every award, marks, people, lists, what is
    on record, reports in time, who is barred, votes; what is not known has two ends, and what may yet be is not sure."""
    units = {"a": 95, "b": ("50.5", None), "c": (None, 20), "d": (10, "33.333")}
    assert told(POLICY, **units) == FACTS.splitlines()


@pytest.mark.parametrize(
    ("value", "by", "number"),
    [("90", 1, 180), ("90.001", 1, 181), ("89.999", 1, 179), ("90.5", 2, 362), ("-0.5", 1, -1), ("0", 7, 0), ("1/3", 3, 2)],
)
def test_a_number_on_the_scale(value: str, by: int, number: int) -> None:
    """Floor plus ceiling: even at a whole number of the scale, odd between two of them."""
    assert encoded(Fraction(value), by) == number


def test_an_open_end_is_beyond_every_number() -> None:
    """No total and no limit comes near the number that stands for an open end."""
    assert encoded(Fraction(10**6), 10**6) < OPEN_END


# One award and one limit with three decimals, so that the scale is 1000.
PLAIN = """
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [{points: ">= 43.333"}], quota: {at_most: none}}
"""


def test_totals_are_compared_as_the_policy_says() -> None:
    """10 + 33.333 is 43.33 where a policy compares rounded totals, and 43.333 where it compares exact ones."""
    standings = scored({"d": (10, "33.333")}, PLAIN)
    assert lines(standings)[1] == "d value high=86660 low=86660 of=points: | tổng điểm 43,33 (đã làm tròn) | total 43.33 (rounded)"
    exact = evolve(standings.bloc.awards, rounded=False)
    assert lines(standings, exact)[1] == "d value high=86666 low=86666 of=points: | tổng điểm 43,333 (chính xác) | total 43.333 (exact)"


def test_the_share_of_a_sheet_of_fifty_points() -> None:
    """A total is a share of the standard points of the sheet: 20 of 50 are 40 %."""
    half = SHEET.replace("points: 100", "points: 50").replace("points: 60", "points: 30").replace("points: 40", "points: 20")
    standings = score(with_policy(bloc({"a": (15, 5)}, half), PLAIN))
    assert "a value high=80000 low=80000 of=percent: | tổng điểm: 40 % | total: 40 %" in lines(standings)


def test_what_does_not_apply_is_not_the_weakest() -> None:
    """A criterion that does not apply to a unit has no points to fall short of."""
    one = bloc({"a": (54, 10)})
    waived = evolve(one, reports=(evolve(report("a", (54, 10)), not_applicable={"2": "không có"}),))
    found = [line for line in lines(score(with_policy(waived, PLAIN))) if "of=weakest:criteria" in line]
    # 54 of 60 are 90 %; the second criterion would be the weaker one.
    assert found == ["a value high=180000 low=180000 of=weakest:criteria | tiêu chí thấp nhất (1): 90 % | weakest criterion (1): 90 %"]


def changed(card: Scorecard, **points: Interval) -> Scorecard:
    """Return *card* with other points of its criteria; `_1` stands for criterion 1."""
    given = {name.lstrip("_"): interval for name, interval in points.items()}
    criteria = {n: evolve(s, points=given.get(n, s.points)) for n, s in card.criteria.items()}
    return evolve(card, criteria=criteria)


def with_card(standings: Standings, card: Scorecard) -> Standings:
    """Return the standings of one unit with another card."""
    return evolve(standings, results=(evolve(standings.results[0], card=card),))


FAR = 2**50  # stands for an end that is not known


@pytest.mark.parametrize(
    ("first", "second", "low", "high", "says"),
    [
        # Of 60 and of 40 points: 30 to 45 are 50 to 75 %, 10 to 36 are 25 to 90 %. The scale is 1000.
        (Interval.of(30, 45), Interval.of(10, 36), 50_000, 150_000, "(2): 25–75 %"),
        (Interval(None, Fraction(45)), Interval.of(10, 36), -FAR, 150_000, "(1): …–75 %"),
        (Interval(Fraction(30), None), Interval.of(10, 36), 50_000, 180_000, "(2): 25–90 %"),
        (Interval(Fraction(30), None), Interval(Fraction(10), None), 50_000, FAR, "(2): 25–… %"),
        (Interval(None, None), Interval(None, None), -FAR, FAR, "(1, 2): …–… %"),
    ],
)
def test_the_weakest_with_open_ends(first: Interval, second: Interval, low: int, high: int, says: str) -> None:
    """The weakest is at least the least of all lower ends, and open where one of them is; it is at most the
    least of the upper ends that are known."""
    standings = scored({"a": 90}, PLAIN)
    card = changed(standings.results[0].card, _1=first, _2=second)
    (found,) = [line for line in lines(with_card(standings, card)) if "of=weakest:criteria" in line]
    assert found == f"a value high={high} low={low} of=weakest:criteria | tiêu chí thấp nhất {says} | weakest criterion {says}"


def test_a_veto_that_may_yet_strike_is_not_sure() -> None:
    """Nothing is known of discipline: the veto is on record as one that may be, by the title of its line."""
    one = bloc({"a": 90})
    values = {name: value for name, value in report("a", 90).values.items() if name != "ky_luat"}
    silent = evolve(one, reports=(evolve(report("a", 90), values=values),))
    standings = score(with_policy(silent, PLAIN))
    marks = [line for line in lines(standings) if " mark " in line]
    assert marks == [
        "a mark name=ky-luat sure=0 what=veto | chưa rõ có bị loại trừ: Bị kỷ luật | a veto is not decided: Disciplined"
    ]


def test_a_veto_whose_line_is_not_at_hand_goes_by_its_id() -> None:
    """A card may come without the sheet that was signed, or with a sheet that lacks the line."""
    standings = scored({"a": 90}, PLAIN, a=1)
    card = standings.results[0].card
    title = "a mark name=ky-luat sure=1 what=veto | bị loại trừ: Bị kỷ luật | vetoed: Disciplined"
    by_id = "a mark name=ky-luat sure=1 what=veto | bị loại trừ: ky-luat | vetoed: ky-luat"
    other = evolve(card.filled, contents=())
    for filled, line in [(card.filled, title), (None, by_id), (other, by_id)]:
        found = lines(with_card(standings, evolve(card, filled=filled)))
        assert [one for one in found if " mark " in one] == [line]


def test_a_unit_that_is_not_classified_for_no_stated_reason() -> None:
    """A card may say that a unit is not classified without saying why."""
    standings = scored({"a": (50, None)}, PLAIN)
    card = evolve(standings.results[0].card, because=None)
    marks = [line for line in lines(with_card(standings, card)) if " mark " in line]
    assert marks == [
        f"a mark name={name} sure=1 what={what} | không xếp loại | not classified"
        for name, what in (("all", "barred"), ("any", "unclassified"))
    ]


BALLOT = Ballot("bau", Text(vi="Suy tôn", en="Vote"), 9, Denominator.PRESENT, Share(Fraction(1, 2), strict=False), Manner.OPEN, True, None)


def votes(ballot: Ballot, count: Count) -> list[str]:
    """Return what is known of a ballot."""
    standings = scored({"a": 90}, PLAIN)
    policy = evolve(standings.bloc.awards, ballots=(ballot,), year=Year(counts=(count,)))
    return [line for line in lines(standings, policy) if "bau" in line]


@pytest.mark.parametrize(
    ("counted", "quorum"),
    [
        # Two thirds of 9 are 6; 4 are there and 3 voted in writing: 3 x 4 - 2 x 9, 3 x 7 - 2 x 9, 3 x 9 - 2 x 9.
        (Denominator.PRESENT, -6),
        (Denominator.PRESENT_AND_WRITTEN, 3),
        (Denominator.MEMBERS, 9),
        (None, 0),
    ],
)
def test_the_quorum_counts_whom_the_ballot_says(counted: Denominator | None, quorum: int) -> None:
    """By how much a meeting is above its quorum, in thirds; a ballot without a quorum is at it."""
    share = Share(Fraction(2, 3), strict=False)
    ballot = evolve(BALLOT, quorum=None if counted is None else Quorum(counted, share))
    count = Count("bau", present=4, written=3, votes={"a": 3})
    # More than half: 2 x 3 - 4 = 2.
    assert votes(ballot, count) == [f"a vote ballot=bau margin=2 quorum={quorum} | Suy tôn: 3/4 phiếu | Vote: 3 of 4 votes"]


def test_who_is_stated_as_passed() -> None:
    """Where no votes are printed, who passed is on record in words of its own."""
    assert votes(BALLOT, Count("bau", stated=("a",))) == [
        "a mark name=bau sure=1 what=passed | Suy tôn: văn bản ghi đã được bầu chọn | Vote: stated as passed"
    ]


def test_every_fact_tells_its_source() -> None:
    """What is on record of a year keeps the source that the policy gives it; what is computed has none. An
    earlier award without a year is on record under the year 0, which no condition asks for."""
    standings = scored({"a": 90}, PLAIN)
    year = Year(
        violations=(Said("a", "x", source="biên bản 3"),),
        earlier=(Said("a", "co", source="quyết định 4"), Said("a", "co", year=2025)),
        withdrawn=(Said("a", "co", "tự rút", "đơn 5"),),
        disqualified=(Said("a", "all", "khai gian", "kết luận 6"),),
        registered={"co": ("a",)},
        counts=(Count("bau", present=4, votes={"a": 3}, stated=("a",), source="nghị quyết 7"),),
    )
    policy = evolve(standings.bloc.awards, ballots=(BALLOT,), year=year)
    sources = [(one.kind, one.of.get("what", one.of.get("year")), one.source) for one in Facts.of(policy, standings).all()]
    assert [one for one in sources if one[0] not in ("subject", "value")] == [
        ("mark", "registered", ""),
        ("mark", "violation", "biên bản 3"),
        ("earlier", 0, "quyết định 4"),
        ("earlier", 2025, ""),
        ("mark", "barred", "đơn 5"),
        ("mark", "barred", "kết luận 6"),
        ("mark", "passed", "nghị quyết 7"),
        ("vote", None, "nghị quyết 7"),
    ]
    assert {source for kind, _, source in sources if kind in ("subject", "value")} == {""}
