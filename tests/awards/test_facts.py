"""The facts of a year, every one: for the rules as whole numbers, for readers in words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.awards.blocs import scored

from covenant_rules.awards.facts import OPEN_END, Facts, encoded

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


def told(text: str, **units: object) -> list[str]:
    """Return every fact as a line: whom it is about, its kind and fields, its words."""
    standings = scored(units, text, c=1)
    found = []
    for one in Facts.of(standings.bloc.awards, standings).all():
        fields = " ".join(f"{key}={value}" for key, value in one.fields if key != "who")
        found.append(f"{one.who} {one.kind} {fields} | {one.says.vi} | {one.says.en}")
    return found


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
