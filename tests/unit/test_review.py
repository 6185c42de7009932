"""Reviews by hand: a bloc of two units at three stages."""

from fractions import Fraction as F

import pytest

from covenant_rules.changes import changes
from covenant_rules.comparison import CONTENT, CRITERION, LINE, TOTAL
from covenant_rules.errors import ReportError
from covenant_rules.interval import Interval
from covenant_rules.report import Report, Waiver
from covenant_rules.review import review, review_against
from covenant_rules.scoring import Status

from .sheets import HEAD, load_bloc

SHEET = """\
measures:
  n: {title: {vi: trễ, en: late}, unit: count, low: 0, high: 10}
  m: {title: {vi: chậm, en: slow}, unit: count, low: 0, high: 10, merge: sum}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 10
    criteria:
      - id: "1.1"
        title: {vi: Một, en: One}
        points: 10
        owner: Văn phòng
        lines:
          - award: core.full
          - {penalty: core.per_case, with: {each: 0.5}, from: {count: n}}
  - id: "2"
    title: {vi: Hai, en: Two}
    points: 10
    criteria:
      - {id: "2.1", title: {vi: Hai, en: Two}, points: 10, rule: core.declining, with: {each: 1}, from: {count: m}}
"""
UNITS = """
units:
  - {unit: a, title: {vi: A, en: A}}
  - {unit: b, title: {vi: B, en: B}}
"""
# a: 10 - 0 + 10 = 20, then 10 - 1 + 10 = 19, then 10 - 1.5 + 8 = 16.5
# b: 10 - 0.5 + 9 = 18.5, then m is missing: 9.5 + 0..10, then 10 - 0.5 + 9 = 18.5
REPORTS = """
a,self,n,0,
a,self,m,0,
b,self,n,1,
b,self,m,1,
a,cross,n,2,hai báo cáo quý trễ
a,cross,m,0,
b,cross,n,1,
a,appraised,n,3,ba báo cáo trễ
a,appraised,m,2,
b,appraised,n,1,
b,appraised,m,1,
"""


def point(*values):
    return tuple(None if v is None else Interval.point(F(v)) for v in values)


def rows(unit):
    """Return the rows of a unit by kind and node."""
    return {(row.kind, row.node): row for row in unit.rows}


@pytest.fixture
def bloc(tmp_path):
    return load_bloc(tmp_path, SHEET, UNITS, REPORTS)


@pytest.fixture
def found(bloc):
    return review(bloc)


def test_points_stand_side_by_side(found):
    """Each node has its points at every stage and their differences, those of a penalty below zero."""
    a = rows(found.units[0])
    assert [view.name for view in found.views] == ["self", "cross", "appraised"]
    assert a[TOTAL, ""].points == point(20, 19, "16.5")
    assert a[TOTAL, ""].deltas == point(-1, "-2.5")
    assert a[CONTENT, "1"].points == point(10, 9, "8.5")
    assert a[CRITERION, "1.1"].deltas == point(-1, "-0.5")
    assert a[LINE, "1.1/1"].points == point(10, 10, 10)
    assert a[LINE, "1.1/2"].points == point(0, -1, "-1.5")
    assert a[LINE, "1.1/2"].deltas == point(-1, "-0.5")
    assert a[CRITERION, "2.1"].points == point(10, 10, 8)


def test_missing_evidence_makes_a_difference_an_interval(found):
    """While m of b is missing, 2.1 is 0 to 10: from 9 that is -9 to +1, and back to 9 it is -1 to +9."""
    b = rows(found.units[1])
    assert b[CRITERION, "2.1"].points == (*point(9), Interval.of(0, 10), *point(9))
    assert b[CRITERION, "2.1"].deltas == (Interval.of(-9, 1), Interval.of(-1, 9))
    assert found.units[1].statuses == (Status.FINAL, Status.PENDING, Status.FINAL)


def test_stages_stand_in_the_order_asked_for(bloc):
    """Named stages are taken in that order, each once."""
    found = review(bloc, ["appraised", "self", "appraised"])
    assert [view.stage for view in found.views] == ["appraised", "self"]
    assert rows(found.units[0])[TOTAL, ""].deltas == point("3.5")


def test_reasons_are_the_measures_that_changed(found):
    """A row is explained by what changed for it alone, with both values and the note of the later report."""
    a = found.units[0]
    late, slow = a.steps[1]
    assert (late.entry, late.before, late.after, late.note) == ("n", 2, 3, "ba báo cáo trễ")
    assert (late.nodes, late.lines, late.kind) == (("1", "1.1"), ("1.1/2",), "changed")
    assert (slow.entry, slow.before, slow.after, slow.note) == ("m", 0, 2, None)
    assert [c.note for c in a.steps[0]] == ["hai báo cáo quý trễ"]
    by_row = {key: [c.entry for c in a.reasons(row)[1]] for key, row in rows(a).items()}
    assert by_row[CRITERION, "1.1"] == by_row[LINE, "1.1/2"] == by_row[CONTENT, "1"] == ["n"]
    assert by_row[LINE, "1.1/1"] == []
    assert by_row[CRITERION, "2.1"] == ["m"]
    assert by_row[TOTAL, ""] == ["n", "m"]


def test_a_change_knows_what_moved(found):
    """A third late report cost half a point, two slow ones two points."""
    a = found.units[0]
    assert [a.moved(change, 1) for change in a.steps[1]] == list(point("-0.5", -2))


def test_the_owner_answers(found):
    """A criterion and its lines name who answers for them; a sheet that names nobody leaves it open."""
    a = rows(found.units[0])
    assert a[CRITERION, "1.1"].owner == a[LINE, "1.1/2"].owner == "Văn phòng"
    assert a[CRITERION, "2.1"].owner is None


def test_inflation(found):
    """Self less appraised: a 20 - 16.5 = 3.5, b 0; mean 1.75. In 1.1 a 1.5, in 2.1 a 2, and b nothing."""
    told = [(i.node, i.mean, i.largest, i.most) for i in found.inflation]
    assert told == [
        ("", *point("1.75", "3.5"), ("a",)),
        ("1.1", *point("0.75", "1.5"), ("a",)),
        ("2.1", *point(1, 2), ("a",)),
    ]
    assert found.inflation[0].units == {"a": Interval.of("3.5", "3.5"), "b": Interval.of(0, 0)}
    assert found.inflation[1].owner == "Văn phòng"


def test_inflation_against_open_evidence(bloc):
    """Against the cross-score, b is 18.5 - (9.5 to 19.5), so -1 to 9; with 1 of a the mean is 0 to 5."""
    total = review(bloc, ["self", "cross"]).inflation[0]
    assert total.mean == Interval.of(0, 5)
    assert total.largest == Interval.of(1, 9)
    assert total.most == ()


@pytest.mark.parametrize("stages", [["cross", "appraised"], ["cross", "self"], ["self"]])
def test_no_inflation_without_a_later_stage(bloc, stages):
    """Without a self-score, or with nothing after it, there is no inflation to speak of."""
    assert review(bloc, stages).inflation == ()


def test_a_unit_without_a_report_has_no_points(tmp_path):
    """A unit that did not score itself has no points at that stage, whatever missing evidence would give."""
    head = HEAD.replace("when_missing: pending", "when_missing: zero")
    reports = "a,self,n,0,\na,self,m,0,\na,final,n,3,\na,final,m,2,\nb,final,n,1,\nb,final,m,1,\n"
    found = review(load_bloc(tmp_path, SHEET, UNITS, reports, head=head))
    b = found.units[1]
    assert b.statuses[0] is None
    assert rows(b)[TOTAL, ""].points[0] is None
    assert rows(b)[TOTAL, ""].deltas[0] is None
    assert list(found.inflation[0].units) == ["a"]
    assert found.inflation[0].mean == point("3.5")[0]


def test_a_unit_that_is_not_classified_has_no_total(tmp_path):
    """Where the sheet does not classify a unit that lacks evidence, its total is not compared; its contents are."""
    head = HEAD.replace("when_missing: pending", "when_missing: not_classified")
    reports = "a,self,n,0,\na,self,m,0,\na,final,n,3,\n"
    a = review(load_bloc(tmp_path, SHEET, UNITS, reports, head=head)).units[0]
    assert a.statuses == (Status.FINAL, Status.NOT_CLASSIFIED)
    assert rows(a)[TOTAL, ""].points == point(20, None)
    assert rows(a)[CONTENT, "1"].points == point(10, "8.5")


def test_figures_of_the_whole_bloc(tmp_path):
    """A line over the bloc's maximum moves for all: the unit that changed is the reason in its own review alone."""
    sheet = SHEET.replace("from: {count: m}", "from: {count: {bloc: maximum, of: m}}")
    reports = "a,self,n,0,\na,self,m,1,\nb,self,n,0,\nb,self,m,2,\na,final,n,0,\na,final,m,1,\nb,final,n,0,\nb,final,m,4,\n"
    a, b = review(load_bloc(tmp_path, sheet, UNITS, reports)).units
    assert rows(a)[CRITERION, "2.1"].points == rows(b)[CRITERION, "2.1"].points == point(8, 6)
    assert (a.steps, a.reasons(rows(a)[CRITERION, "2.1"])) == (((),), ((),))
    assert [(c.entry, c.nodes, c.lines) for c in b.steps[0]] == [("m", ("2", "2.1"), ("2.1",))]


def test_stated_points_are_not_derived(tmp_path):
    """Where a content is stated, its criteria and lines have no points at that stage; the content moves."""
    reports = "a,self,n,0,\na,self,m,0,\na,final,points:1,7,biên bản họp khối\na,final,m,0,\n"
    a = review(load_bloc(tmp_path, SHEET, UNITS, reports)).units[0]
    assert rows(a)[CONTENT, "1"].points == point(10, 7)
    assert rows(a)[CRITERION, "1.1"].points == point(10, None)
    assert rows(a)[LINE, "1.1/1"].points == point(10, None)
    stated = next(c for c in a.steps[0] if c.entry == "points:1")
    assert (stated.kind, stated.note, stated.nodes) == ("added", "biên bản họp khối", ("1",))
    assert a.moved(stated, 0) == point(-3)[0]


def test_a_merged_unit_changes_with_its_parts(tmp_path):
    """What a former unit reports differently explains the points of the unit that it was merged into."""
    units = "units:\n  - {unit: c, title: {vi: C, en: C}, merged_from: [x, y]}\n"
    reports = "c,self,n,0,\nx,self,m,1,\ny,self,m,1,\nc,final,n,0,\nx,final,m,1,\ny,final,m,4,\n"
    c = review(load_bloc(tmp_path, SHEET, units, reports)).units[0]
    assert rows(c)[CRITERION, "2.1"].points == point(8, 5)  # 10 - (1 + 1), 10 - (1 + 4)
    assert [(change.reporter, change.entry, change.after) for change in c.steps[0]] == [("y", "m", 4)]


def test_two_files_of_one_stage(bloc, tmp_path):
    """Against another file, entries were added, removed or changed, and points moved by it."""
    other = "a,self,n,4,\na,self,m,0,\nb,self,m,1,\n"
    earlier = load_bloc(tmp_path / "other", SHEET, UNITS, other)
    found = review_against(bloc, earlier, "self")
    a, b = found.units
    assert rows(a)[TOTAL, ""].points == point(18, 20)  # 10 - 4 * 0.5 + 10
    assert [(c.entry, c.kind, a.moved(c, 0)) for c in a.steps[0]] == [("n", "changed", *point(2))]
    # n of b was not there: 1.1 was 10 - 0.5 * (0 to 10), so 5 to 10; it is 9.5 now
    assert [(c.entry, c.kind, b.moved(c, 0)) for c in b.steps[0]] == [("n", "added", Interval.of("-0.5", "4.5"))]
    back = review_against(earlier, bloc, "self")
    assert [c.kind for c in back.units[1].steps[0]] == ["removed"]


def test_a_stage_that_only_one_file_has(bloc, tmp_path):
    """Two files are compared at one stage, which both of them must have."""
    earlier = load_bloc(tmp_path / "other", SHEET, UNITS, "a,final,n,4,\n")
    with pytest.raises(ReportError, match="E541"):
        review_against(bloc, earlier, "self")


def test_every_kind_of_entry_is_compared(bloc):
    """Waivers, rejections and what does not apply are compared too; a note alone moves no points."""
    earlier = Report("a", "self", {"n": F(1), "m": F(0)}, invalid={"m": "sai"}, notes={"n": "cũ"})
    later = Report(
        "a",
        "self",
        {"n": F(1), "m": F(0)},
        waivers={"1.1/2": Waiver("UBND tỉnh", "bão")},
        not_applicable={"2.1": "không có"},
        notes={"n": "mới", "waiver:1.1/2": "bão"},
    )
    told = [(c.entry, c.kind, c.nodes, c.lines, c.note) for c in changes(bloc.covenant, earlier, later)]
    assert told == [
        ("invalid:m", "removed", ("2", "2.1"), ("2.1",), None),
        ("waiver:1.1/2", "added", ("1", "1.1"), ("1.1/2",), "bão"),
        ("not_applicable:2.1", "added", ("2", "2.1"), (), None),
    ]
