"""The impact of an edition: changes are named, and what they move is worked out by hand."""

from fractions import Fraction as F

import pytest

from covenant_rules.differences import Kind
from covenant_rules.impact import impact

from .sheets import HEAD, load_bloc

SHEET = """\
measures:
  settled: {title: {vi: Tỷ lệ, en: Share}, unit: percent, low: 0, high: 100, decimals: 2}
  late: {title: {vi: Trễ, en: Late}, unit: count, low: 0, high: 100}
  found: {title: {vi: Phát hiện, en: Found}, unit: count, low: 0, high: 100}
contents:
  - id: "1"
    title: {vi: Nội dung, en: Content}
    points: 20
    criteria:
      - id: "1.1"
        title: {vi: Giải quyết, en: Settled}
        points: 10
        lines:
          - award: core.banded
            with: {table: {">= 90": 10, "80 ..< 90": 6, "< 80": 0}}
            from: {value: settled}
          - penalty: core.per_case
            at_most: 3
            with: {each: 1}
            from: {count: late}
      - id: "1.2"
        title: {vi: Phát hiện, en: Found}
        points: 10
        rule: core.target_met
        with: {target: registered, better: higher}
        from: {actual: found}
"""
UNITS = """\
units:
  - {unit: a, title: {vi: A, en: A}, targets: {"1.2": {target: 5}}}
  - {unit: b, title: {vi: B, en: B}, targets: {"1.2": {target: 5}}}
  - {unit: c, title: {vi: C, en: C}, targets: {"1.2": {target: 5}}}
"""
REPORTS = """
a,final,settled,95,
a,final,late,5,
a,final,found,6,
b,final,settled,85,
b,final,late,0,
b,final,found,6,
c,final,settled,85,
c,final,late,2,
c,final,found,4,
"""


@pytest.fixture
def edition(tmp_path):
    """Return a function that loads the sheet with some texts replaced, each of which stands there once."""
    made = []

    def load(*replacements, head=HEAD, reports=REPORTS):
        texts = [head, SHEET, UNITS]
        for old, new in replacements:
            assert sum(text.count(old) for text in texts) == 1, old
            texts = [text.replace(old, new) for text in texts]
        made.append(tmp_path / str(len(made)))
        return load_bloc(made[-1], texts[1], texts[2], reports, head=texts[0])

    return load


def named(found):
    return [
        [(d.where, d.kind, d.old and d.old.en, d.new and d.new.en) for d in step.details]
        for step in found.steps
    ]


def points(found):
    return [{u: str(m.exact) for u, m in s.moves.items() if m.exact} for s in found.steps]


def places(found):
    return [{u: m.places for u, m in step.moves.items() if m.places} for step in found.steps]


CAP = ("at_most: 3", "at_most: 4")
BAND = ('"80 ..< 90": 6', '"80 ..< 90": 7')
TARGET = ('unit: b, title: {vi: B, en: B}, targets: {"1.2": {target: 5}', 'unit: b, title: {vi: B, en: B}, targets: {"1.2": {target: 7}')


def test_a_cap_a_band_and_a_target_are_named_and_given_what_they_moved(edition):
    """Every moved point belongs to one of the named changes, and the parts sum to the whole.

    By hand, old: a 10 - 3 + 10 = 17, b 6 + 10 = 16, c 6 - 2 + 0 = 4. The band gives b and c one
    point each: 17, 17, 5, so that b catches up with a. The cap takes one from a (5 late, 4 count):
    16, 17, 5, so a falls behind b. The target of 7 is missed by b (6): 16, 7, 5, so they change places.
    """
    found = impact(edition(), edition(CAP, BAND, TARGET))
    assert named(found) == [
        [("1.1/1", Kind.BAND, "6", "7")],
        [("1.1/2", Kind.CAP, "3", "4")],
        [("b:1.2", Kind.TARGET, "5", "7")],
    ]
    assert found.steps[0].details[0].name.en == "80 ..< 90"
    assert points(found) == [{"b": "1", "c": "1"}, {"a": "-1"}, {"b": "-10"}]
    # dense ranks: 1 2 3, then a and b share 1 and c is 2; then b 1, a 2, c 3; then a 1, b 2, c 3
    assert places(found) == [{"b": 1, "c": 1}, {"a": -1, "c": -1}, {"a": 1, "b": -1}]
    assert {u: m.exact for u, m in found.moves.items()} == {"a": -1, "b": -9, "c": 1}
    assert all(not m.places for m in found.moves.values())


def test_identical_editions_have_no_change(edition):
    """Where nothing differs, nothing is named and nothing moves."""
    found = impact(edition(), edition())
    assert found.steps == ()
    assert all(move.is_nothing for move in found.moves.values())


NEW_CRITERION = (
    '      - id: "1.2"\n',
    ('      - id: "1.3"\n        title: {vi: Thêm, en: Added}\n        points: 2\n        rule: core.yes_no\n'
    '        with: {yes: 2, no: 0}\n        from: {met: extra}\n      - id: "1.2"\n'),
)  # fmt: skip
NEW_MEASURE = ("contents:\n", "  extra: {title: {vi: Thêm, en: Extra}, unit: yes_no}\ncontents:\n")
EXTRA = REPORTS + "a,final,extra,yes,\nb,final,extra,no,\nc,final,extra,yes,\n"


def test_a_criterion_added_gives_its_points_and_one_removed_takes_them(edition):
    """A criterion that only one edition has is named by its title, with the points of its own evidence."""
    without, with_it = edition(), edition(NEW_MEASURE, NEW_CRITERION, reports=EXTRA)
    added, removed = impact(without, with_it), impact(with_it, without)
    change, evidence = [("1.3", Kind.CRITERION, None, "Added")], [("", Kind.EVIDENCE, None, None)]
    assert named(added) == [evidence, change]
    assert points(added) == [{}, {"a": "2", "c": "2"}]
    assert named(removed) == [evidence, [("1.3", Kind.CRITERION, "Added", None)]]
    assert points(removed) == [{}, {"a": "-2", "c": "-2"}]


def test_another_method_of_ranking_moves_ranks_and_no_points(edition):
    """With `competition` the place after a shared one is skipped; no total moves.

    With the band at 7, a and b both have 17 and c has 5: dense 1 1 2, competition 1 1 3.
    """
    other = ("method: dense", "method: competition")
    found = impact(edition(BAND), edition(BAND, other))
    assert named(found) == [[("", Kind.RANKING, "dense", "competition")]]
    assert (points(found), places(found)) == ([{}], [{"c": -1}])


def test_another_rounding_moves_the_total_that_is_printed(edition):
    """A half point in the old total is rounded up where the new edition has no decimals.

    By hand: 0.5 for each late report is 10 - 2.5 + 10 = 17.5 for a, printed 18 without decimals.
    """
    half = ("each: 1}", "each: 0.5}")
    found = impact(edition(half), edition(half, ("decimals: 2, mode", "decimals: 0, mode")))
    assert named(found) == [[("", Kind.ROUNDING, "2", "0")]]
    assert points(found) == [{"a": str(F(1, 2))}]


def test_a_standard_is_one_change_with_the_lines_that_are_bound_to_it(edition):
    """The standard of a criterion and of the line that gives it are one change, not two."""
    lower = ("        points: 10\n        rule: core.target_met", "        points: 8\n        rule: core.target_met")
    found = impact(edition(), edition(lower))
    assert named(found) == [[("1.2", Kind.STANDARD, "10", "8")]]
    assert points(found) == [{"a": "-2", "b": "-2"}]


def test_two_differences_of_one_formula_are_named_both_and_moved_together(edition):
    """A band and a limit of the same table cannot be told apart; both stand at one change.

    By hand: 85 falls from 6 to 7 - the band is now 80 ..< 95 - and 95 still gives 10.
    """
    wider = ('">= 90": 10, "80 ..< 90": 6', '">= 95": 10, "80 ..< 95": 7')
    found = impact(edition(), edition(wider))
    [texts] = named(found)
    assert [(old, new) for _, _, old, new in texts] == [
        ("≥ 90: 10", "≥ 95: 10"), ("80 ..< 90: 6", "80 ..< 95: 7"),
    ]  # fmt: skip
    assert points(found) == [{"b": "1", "c": "1"}]


def test_the_order_of_the_sheet_decides_what_interacting_changes_are_given(edition):
    """Where two changes act on each other, the one that stands first is given what it alone makes.

    By hand for a with 5 late: a cap of 3 alone. The cap of 4 stands before the 2 points for each:
    the cap takes 1 (5 x 1, at most 4), then 2 for each takes nothing more. With each at 0.5 (2.5)
    the new cap of 4 moves nothing at first: 3 to 4 takes 1, then 2.5 gives 1.5 back.
    """
    found = impact(edition(), edition(CAP, ("each: 1}", "each: 0.5}")))
    assert [step.details[0].kind for step in found.steps] == [Kind.CAP, Kind.SETTING]
    assert points(found) == [{"a": "-1"}, {"a": "3/2", "c": "1"}]


def test_missing_evidence_is_attributed_at_both_ends_of_the_interval(edition):
    """While evidence is missing both ends of a total move, each by its own difference.

    By hand: without its late reports a may lose 0 to 3, with the cap of 4 it may lose 0 to 4.
    """
    reports = REPORTS.replace("a,final,late,5,\n", "")
    found = impact(edition(reports=reports), edition(CAP, reports=reports))
    move = found.steps[0].moves["a"]
    assert (move.low, move.high, move.exact) == (-1, 0, None)


def test_a_unit_that_only_one_edition_has_is_named_and_has_no_move(edition):
    """A unit that the new edition drops is a change of its own; it has no points to compare."""
    c = '  - {unit: c, title: {vi: C, en: C}, targets: {"1.2": {target: 5}}}\n'
    found = impact(edition(), edition((c, ""), reports="".join(
        line + "\n" for line in REPORTS.splitlines() if line[:1] in ("a", "b")
    )))  # fmt: skip
    assert [("c", Kind.REGISTRATION, "C", None)] in named(found)
    assert found.moves["c"].exact is None and found.moves["a"].exact == 0
    assert list(found.units) == ["a", "b", "c"]
