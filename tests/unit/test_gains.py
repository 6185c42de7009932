"""What would gain a point, how a goal is reached, where points were lost: worked out by hand."""

from fractions import Fraction as F

import pytest

from covenant_rules.gains import Measured, Stopped, Wish, gains
from covenant_rules.goals import Goal, seek
from covenant_rules.levers import Unproved
from covenant_rules.reasons import reasons
from covenant_rules.standing import score

from .sheets import HEAD, load_bloc

UNIT = "units: [{unit: a, title: {vi: A, en: A}}]\n"
TITLE = "title: {vi: Một, en: One}"
RATE = "{title: {vi: Tỷ lệ, en: Rate}, unit: percent, low: 0, high: 100, decimals: 1}"
COUNT = "{title: {vi: Số vụ, en: Cases}, unit: count, low: 0, high: 100}"
BANDS = (
    'award: core.banded, with: {table: {">= 90": 5, "80 ..< 90": 4, "< 80": 3}}, from: {value: r}'
)


def one_criterion(*lines, measures, points=5, limits="{}", content="{}"):
    """Return a sheet of one criterion with these lines, each written in braces."""
    written = "".join(f"          - {{{line}}}\n" for line in lines)
    declared = "".join(f"  {name}: {text}\n" for name, text in measures.items())
    return (
        f"measures:\n{declared}contents:\n  - id: '1'\n    {TITLE}\n    points: {points}\n"
        f"    limits: {content}\n    criteria:\n      - id: '1.1'\n        {TITLE}\n"
        f"        points: {points}\n        limits: {limits}\n        lines:\n{written}"
    )


@pytest.fixture
def answer(tmp_path):
    """Return a function: the answer for one measure of unit a, for each wish, before rounding."""

    def ask(sheet, reports, measure, head=HEAD):
        bloc = load_bloc(tmp_path, sheet, UNIT, reports, head=head)
        found = gains(bloc, score(bloc)["a"].card)
        for_it = [*found.gains, *found.stopped]
        return {o.wish: o for o in for_it if (o.measure, o.by) == (measure, Measured.EXACT)}

    return ask


def test_the_next_band_is_gained_at_its_very_limit(answer):
    """From 84.9 the next band begins at 90: up 5.1, which gains 5 - 4 = 1 point."""
    found = answer(one_criterion(BANDS, measures={"r": RATE}), "a,final,r,84.9,", "r")
    for wish in Wish:
        assert (found[wish].after, found[wish].exact) == (90, 1)


def test_a_band_that_is_open_below_begins_one_step_later(answer):
    """Where the band is `> 90`, the first value of one decimal in it is 90.1."""
    bands = BANDS.replace(">= 90", "> 90").replace("..< 90", ".. 90")
    found = answer(one_criterion(bands, measures={"r": RATE}), "a,final,r,84.9,", "r")
    assert found[Wish.RISE].after == F("90.1")


def test_in_proportion_one_step_gains_a_little_and_a_point_needs_several(answer):
    """10 points for 40 cases: 20 cases are 5 points; one case more gains 1/4, four gain 1 point."""
    line = "award: core.proportional, with: {target: 40, exceed: stop}, from: {actual: n}"
    sheet = one_criterion(line, measures={"n": COUNT}, points=10)
    found = answer(sheet, "a,final,n,20,", "n")
    assert (found[Wish.RISE].after, found[Wish.RISE].exact) == (21, F(1, 4))
    assert (found[Wish.POINT].after, found[Wish.POINT].exact) == (24, 1)


def test_a_point_in_thirds_is_gained_exactly(answer):
    """10 points for 33 cases: each is 10/33; a point needs 4 of them (33/10 = 3.3), which are 40/33."""
    line = "award: core.proportional, with: {target: 33, exceed: stop}, from: {actual: n}"
    found = answer(one_criterion(line, measures={"n": COUNT}, points=10), "a,final,n,20,", "n")
    assert (found[Wish.POINT].after, found[Wish.POINT].exact) == (24, F(40, 33))


def test_what_rounding_hides_needs_a_larger_change_to_show(tmp_path):
    """In whole points, 6.1 shows as 6: 6.2 is more, but only 6.5 shows as 7."""
    line = "award: core.proportional, with: {target: 100, exceed: stop}, from: {actual: r}"
    head = HEAD.replace("decimals: 2", "decimals: 0")
    sheet = one_criterion(line, measures={"r": RATE}, points=10)
    bloc = load_bloc(tmp_path, sheet, UNIT, "a,final,r,61,", head=head)
    found = gains(bloc, score(bloc)["a"].card).gains
    rises = {gain.by: gain for gain in found if gain.wish is Wish.RISE}
    assert (rises[Measured.EXACT].after, rises[Measured.EXACT].printed) == (F("61.1"), 0)
    assert (rises[Measured.PRINTED].after, rises[Measured.PRINTED].exact) == (65, F("0.4"))
    assert rises[Measured.PRINTED].printed == 1


def test_fewer_cases_of_a_penalty_gain(answer):
    """4 late reports at 0.4 cost 1.6; one fewer gains 0.4, three fewer 1.2, which is the first full point."""
    award = "award: core.yes_no, with: {yes: 5, no: 0}, from: {met: y}"
    penalty = "penalty: core.per_case, with: {each: 0.4}, from: {count: n}"
    yes = "{title: {vi: Đạt, en: Met}, unit: yes_no}"
    sheet = one_criterion(award, penalty, measures={"n": COUNT, "y": yes})
    found = answer(sheet, "a,final,n,4,\na,final,y,yes,", "n")
    assert (found[Wish.RISE].after, found[Wish.RISE].exact) == (3, F("0.4"))
    assert (found[Wish.POINT].after, found[Wish.POINT].exact) == (1, F("1.2"))


def test_a_penalty_far_above_its_cap_must_fall_below_it_first(answer):
    """8 cases at 0.5 are 4, capped at 1.5, which is 3 cases: only from 2 on is anything gained."""
    penalty = "penalty: core.per_case, with: {each: 0.5}, from: {count: n}"
    yes = "{title: {vi: Đạt, en: Met}, unit: yes_no}"
    award = "award: core.yes_no, with: {yes: 5, no: 0}, from: {met: y}"
    sheet = one_criterion(award, penalty, measures={"n": COUNT, "y": yes}, limits="{penalty: 1.5}")
    found = answer(sheet, "a,final,n,8,\na,final,y,yes,", "n")
    assert (found[Wish.RISE].after, found[Wish.RISE].exact) == (2, F("0.5"))
    assert (found[Wish.POINT].after, found[Wish.POINT].exact) == (1, 1)


def test_steps_over_a_threshold_gain_step_by_step(answer):
    """0.1 over 92 and 0.1 for each whole point more: at 93.4 it is 0.2, and at 94 it is 0.3."""
    bonus = (
        "bonus: core.stepped, with: {over: 92, first: 0.1, step: 1, each: 0.1}, from: {value: r}"
    )
    found = answer(one_criterion(BANDS, bonus, measures={"r": RATE}), "a,final,r,93.4,", "r")
    assert (found[Wish.RISE].after, found[Wish.RISE].exact) == (94, F("0.1"))
    stopped = found[Wish.POINT]  # at 100: 0.1 + 8 x 0.1 = 0.9 against 0.2
    assert isinstance(stopped, Stopped)
    assert (stopped.most, stopped.kind) == (F("0.7"), "most")


@pytest.mark.parametrize(
    ("limits", "content", "cap", "kind", "node"),
    [
        ("{}", "{}", ", at_most: 0.2", "cap", "1.1/2"),
        ("{bonus: 0.2}", "{}", "", "bonus", "1.1"),
        ("{}", "{bonus: 0.2}", "", "bonus", "1"),
        ("{ceiling: 5.2}", "{}", "", "ceiling", "1.1"),
    ],
)
def test_a_cap_that_takes_the_gain_is_named(answer, limits, content, cap, kind, node):
    """A bonus of 0.2 at 93.4 that may be 0.2 at most gains nothing, and the cap is named with its place."""
    bonus = (
        "bonus: core.stepped, with: {over: 92, first: 0.1, step: 1, each: 0.1}, from: {value: r}"
        + cap
    )
    sheet = one_criterion(BANDS, bonus, measures={"r": RATE}, limits=limits, content=content)
    found = answer(sheet, "a,final,r,93.4,", "r")
    assert (found[Wish.RISE].most, found[Wish.RISE].kind, found[Wish.RISE].node) == (0, kind, node)


def test_at_the_highest_value_nothing_is_gained(answer):
    """100 per cent is in the best band and the end of the measure: that is all that it brings."""
    found = answer(one_criterion(BANDS, measures={"r": RATE}), "a,final,r,100,", "r")
    assert {type(one) for one in found.values()} == {Stopped}
    assert {(one.most, one.kind) for one in found.values()} == {(0, "most")}


def test_a_part_never_grows_beyond_its_whole(answer):
    """18 of 20 settled give 90 per cent; 21 of 20 would be refused, so one case is gained but no third."""
    ratio = "{ratio: {of: n, to: m, if_zero: 100}, low: 0, high: 100}"
    line = (
        f"award: core.proportional, with: {{target: 100, exceed: stop}}, from: {{actual: {ratio}}}"
    )
    sheet = one_criterion(line, measures={"n": COUNT, "m": COUNT}, points=5)
    found = answer(sheet, "a,final,n,18,\na,final,m,20,", "n")
    assert (found[Wish.RISE].after, found[Wish.RISE].exact) == (19, F(1, 4))
    assert (found[Wish.POINT].most, found[Wish.POINT].kind) == (F(1, 2), "most")


def test_the_step_of_a_judgement_is_kept(answer):
    """Points given in steps of 0.25 rise by 0.25, although the measure has two decimals."""
    points = "{title: {vi: Điểm, en: Points}, unit: points, low: 0, high: 5, decimals: 2}"
    line = "award: core.graded, with: {step: 0.25}, from: {given: g}"
    found = answer(one_criterion(line, measures={"g": points}), "a,final,g,4.5,", "g")
    assert found[Wish.RISE].after == F("4.75")
    assert (found[Wish.POINT].most, found[Wish.POINT].value) == (F("0.5"), F("4.5"))


def test_what_is_not_proved_is_not_claimed(tmp_path):
    """Bands that rise and fall again prove nothing, so nothing is claimed of their measure."""
    bands = 'award: core.banded, with: {table: {">= 90": 2, "80 ..< 90": 4, "< 80": 3}}, from: {value: r}'
    bloc = load_bloc(tmp_path, one_criterion(bands, measures={"r": RATE}), UNIT, "a,final,r,79,")
    found = gains(bloc, score(bloc)["a"].card)
    assert (found.gains, found.stopped) == ((), ())
    assert {key: why for key, (_, why) in found.unproved.items()} == {"r": Unproved.DIRECTION}


def test_what_moves_the_points_of_others_is_not_claimed(tmp_path):
    """A bonus for more than the bloc's mean moves with the reports of all, so nothing is claimed of it."""
    line = "award: core.per_case, with: {each: 0.1}, from: {count: n}"
    mean = "bonus: core.banded, with: {table: {'> 5': 1, '<= 5': 0}}, from: {value: {bloc: mean, of: n}}"
    bloc = load_bloc(
        tmp_path,
        one_criterion(line, mean, measures={"n": COUNT}),
        UNITS,
        "a,final,n,4,\nb,final,n,5,",
    )
    found = gains(bloc, score(bloc)["a"].card)
    assert {key: why for key, (_, why) in found.unproved.items()} == {"n": Unproved.COMPARED}


def test_while_evidence_is_missing_nothing_is_claimed(tmp_path):
    """A total that is still open has no smallest gain."""
    award = "award: core.per_case, with: {each: 1}, from: {count: n}"
    other = "penalty: core.per_case, with: {each: 1}, from: {count: m}"
    sheet = one_criterion(award, other, measures={"n": COUNT, "m": COUNT}, limits="{ceiling: 5}")
    bloc = load_bloc(tmp_path, sheet, UNIT, "a,final,n,1,")
    found = gains(bloc, score(bloc)["a"].card)
    assert (found.printed, found.gains, found.stopped) == (None, (), ())


TWO = """\
measures:
  n: {title: {vi: Số vụ, en: Cases}, unit: count, low: 0, high: 10}
  r: {title: {vi: Tỷ lệ, en: Rate}, unit: percent, low: 0, high: 100}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 10
    criteria:
      - id: "1.1"
        title: {vi: Vụ, en: Cases}
        points: 5
        rule: core.proportional
        with: {target: 10, exceed: stop}
        from: {actual: n}
      - id: "1.2"
        title: {vi: Tỷ lệ, en: Rate}
        points: 5
        rule: core.proportional
        with: {target: 100, exceed: stop}
        from: {actual: r}
"""
UNITS = "units: [{unit: a, title: {vi: A, en: A}}, {unit: b, title: {vi: B, en: B}}]\n"


def two_units(tmp_path, *, a, b, head=HEAD):
    """Return the bloc of two units that report cases and rate: half a point a case, 0.05 a per cent."""
    rows = "".join(
        f"{unit},final,n,{cases},\n{unit},final,r,{rate},\n"
        for unit, (cases, rate) in {"a": a, "b": b}.items()
    )
    return load_bloc(tmp_path, TWO, UNITS, rows, head=head)


def test_a_rank_is_reached_by_each_measure_alone_the_cheapest_first(tmp_path):
    """a has 2 + 2.5 = 4.5, b 2.5 + 2.5 = 5; ranks are shared, so 5 is enough: 1 case, or 10 per cent.

    Both are a tenth of their range, 10 cases and 100 per cent.
    """
    bloc = two_units(tmp_path, a=(4, 50), b=(5, 50))
    found = seek(bloc, "final", "a", Goal(rank=1))
    ways = {
        way.changes[0].measure: (way.changes[0].after, way.cost, way.rank) for way in found.ways
    }
    assert ways == {"n": (5, F(1, 10), 1), "r": (60, F(1, 10), 1)}
    assert found.combined is None


def test_a_tie_breaker_decides_how_much_a_rank_needs(tmp_path):
    """Where 1.1 breaks ties, a needs 61 per cent: at 60 the totals are equal, but a has 4 cases, b 5."""
    head = HEAD.replace("ties: shared", 'ties: shared, tie_breakers: [{points: "1.1"}]')
    bloc = two_units(tmp_path, a=(4, 50), b=(5, 50), head=head)
    found = seek(bloc, "final", "a", Goal(rank=1))
    ways = {way.changes[0].measure: way.changes[0].after for way in found.ways}
    # One case more makes both alike in all: 5 cases and 50 per cent, so they share the rank.
    assert ways == {"n": 5, "r": 61}


def test_where_no_measure_suffices_a_few_together_do(tmp_path):
    """a has 1 + 1 = 2: cases can bring 4, the rate 4, so 9 needs both: all of one, and 3 of the other."""
    bloc = two_units(tmp_path, a=(2, 20), b=(10, 100))
    found = seek(bloc, "final", "a", Goal(total=F(9)))
    assert found.ways == ()
    first, second = found.combined.changes
    assert (first.measure, first.after, second.measure, second.after) == ("n", 10, "r", 80)
    assert (found.combined.total, found.combined.cost) == (9, F(8, 10) + F(60, 100))


def test_beyond_the_sheet_no_way_is_claimed(tmp_path):
    """The sheet has 10 points, so nothing is claimed to reach 11."""
    found = seek(two_units(tmp_path, a=(2, 20), b=(3, 30)), "final", "a", Goal(total=F(11)))
    assert (found.ways, found.combined, found.reached) == ((), None, False)


def test_a_goal_that_is_reached_needs_nothing(tmp_path):
    """b is first already, and has its 3 points."""
    bloc = two_units(tmp_path, a=(2, 20), b=(3, 30))
    assert seek(bloc, "final", "b", Goal(rank=1)).reached
    assert seek(bloc, "final", "b", Goal(total=F(3))).reached


def test_reasons_name_the_costliest_criterion_first(tmp_path):
    """a earns 2 of 5 and 1 of 5, b 1.5 and 5: a lost 4 in 1.2 and 3 in 1.1, and is behind in 1.2 alone."""
    bloc = two_units(tmp_path, a=(4, 20), b=(3, 100))
    found = reasons([result.card for result in score(bloc)], "a")
    assert [(r.node, r.lost) for r in found.against_standard] == [("1.2", 4), ("1.1", 3)]
    assert [(r.node, r.behind, r.best) for r in found.against_best] == [("1.2", 4, ("b",))]


def test_stated_points_are_one_reason(tmp_path):
    """A content of which only the points are stated is a reason itself: 10 - 7.5 = 2.5."""
    bloc = load_bloc(tmp_path, TWO, UNITS, "a,final,points:1,7.5,\nb,final,points:1,8,\n")
    found = reasons([result.card for result in score(bloc)], "a")
    (reason,) = found.against_standard
    assert (reason.node, reason.kind, reason.lost, reason.behind) == (
        "1",
        "content",
        F("2.5"),
        F("0.5"),
    )


def test_what_a_cap_takes_is_a_reason_of_its_own(tmp_path):
    """A bonus of 2 at 94 per cent, held to 0.5 by the content, costs the content 1.5."""
    bonus = "bonus: core.stepped, with: {over: 92, first: 0, step: 1, each: 1}, from: {value: r}"
    sheet = one_criterion(BANDS, bonus, measures={"r": RATE}, content="{bonus: 0.5}")
    bloc = load_bloc(tmp_path, sheet, UNIT, "a,final,r,94,")
    found = reasons([result.card for result in score(bloc)], "a")
    assert {r.node: r.lost for r in found.all} == {"1.1": -2, "1": F("1.5"), "": 0}
