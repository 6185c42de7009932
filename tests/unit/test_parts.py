"""The arithmetic of the tree on plain numbers: what becomes of award, bonus and penalty, by hand."""

from fractions import Fraction

import pytest

from covenant_rules.covenant import Combine, Effect, Group, Limits, NotApplicable
from covenant_rules.formula import build
from covenant_rules.formula.tree import ONE, ZERO, Constant
from covenant_rules.parts import (
    NOTHING,
    Child,
    Gone,
    Parts,
    combined,
    grouped,
    limit_steps,
    limited,
    mean,
    mean_of,
    scaled,
    scaling,
)
from covenant_rules.text import Text


def parts(award, bonus=0, penalty=0, applies=1):
    """Return parts of plain numbers."""
    return Parts(*map(build.constant, (award, bonus, penalty)), applies=build.constant(applies))


def numbers(found):
    """Return award, bonus, penalty and points as numbers."""
    assert all(isinstance(node, Constant) for node in found.numbers)
    return tuple(node.value for node in found.numbers)


def child(award, *, bonus=0, penalty=0, applies=1, standard=10, weight=1, treatment=None):
    """Return a criterion as its content sees it."""
    found = parts(award, bonus, penalty, applies)
    return Child(found, Fraction(standard), Fraction(weight), treatment)


def limits(**caps):
    """Return caps in points."""
    return Limits(**{name: Fraction(cap) for name, cap in caps.items()})


def test_points_are_award_and_bonus_less_penalty():
    """10 + 3 - 4 are 9 points; of a node without bonus and penalty the award is all; it applies."""
    assert numbers(parts(10, 3, 4)) == (10, 3, 4, 9)
    assert numbers(Parts(build.constant(5))) == (5, 0, 0, 5)
    assert Parts(build.constant(5)).applies == ONE
    assert numbers(NOTHING) == (0, 0, 0, 0)


def test_a_choice_of_parts_takes_every_number():
    """Where the condition holds all four numbers are the first's, else the second's; whether the
    node applies stays as it was."""
    first, second = parts(10, 3, 4, applies=0), parts(1, 2, 3)
    assert numbers(first.when(ONE, second)) == (10, 3, 4, 9)
    assert numbers(first.when(ZERO, second)) == (1, 2, 3, 0)
    assert first.when(ZERO, second).applies == ZERO


# Caps: award, bonus, penalty, points after each


@pytest.mark.parametrize(
    ("cap", "before", "after"),
    [
        ({"bonus": 3}, (10, 5, 2), (10, 3, 2, 11)),
        ({"bonus": 3}, (10, 1, 2), (10, 1, 2, 9)),
        ({"penalty": 3}, (10, 1, 5), (10, 1, 3, 8)),
        ({"penalty": 3}, (10, 1, 2), (10, 1, 2, 9)),
        # bonus - penalty at most 2: 5 - 1 becomes 3 - 1
        ({"net_high": 2}, (10, 5, 1), (10, 3, 1, 12)),
        ({"net_high": 2}, (10, 2, 1), (10, 2, 1, 11)),
        # bonus - penalty at least -2: 1 - 5 becomes 1 - 3
        ({"net_low": -2}, (10, 1, 5), (10, 1, 3, 8)),
        ({"net_low": -2}, (10, 1, 2), (10, 1, 2, 9)),
        # At most 12 points: first from the bonus, then from the award; the penalty has made room.
        ({"ceiling": 12}, (10, 5, 0), (10, 2, 0, 12)),
        ({"ceiling": 12}, (10, 5, 1), (10, 3, 1, 12)),
        ({"ceiling": 12}, (14, 5, 0), (12, 0, 0, 12)),
        ({"ceiling": 12}, (14, 5, 1), (13, 0, 1, 12)),
        ({"ceiling": 12}, (10, 1, 3), (10, 1, 3, 8)),
        # At least 6 points: first the penalty is forgiven, then the award raised.
        ({"floor": 6}, (10, 1, 7), (10, 1, 5, 6)),
        ({"floor": 6}, (4, 1, 3), (5, 1, 0, 6)),
        ({"floor": 6}, (8, 1, 2), (8, 1, 2, 7)),
    ],
)
def test_a_cap_takes_from_the_part_that_caused_it(cap, before, after):
    """Each cap, met and not met; award, bonus and penalty still add up to the points."""
    found = limited(parts(*before), limits(**cap))
    assert numbers(found) == after
    assert after[0] + after[1] - after[2] == after[3]


def test_caps_apply_in_their_order():
    """Bonus and penalty first, then their difference, then the points of the node."""
    every = limits(floor=1, ceiling=11, net_low=-2, net_high=4, penalty=5, bonus=6)
    names = [name for name, _ in limit_steps(parts(10, 9, 0), every)]
    assert names == ["bonus", "penalty", "net_high", "net_low", "ceiling", "floor"]
    # 9 of bonus become 6, then 4, then 1 below the ceiling.
    assert [numbers(p)[1] for _, p in limit_steps(parts(10, 9, 0), every)] == [6, 6, 4, 4, 1, 1]


def test_caps_leave_open_whether_a_node_applies():
    """A cap changes numbers, not whether the node applies; without caps nothing is changed."""
    assert limited(parts(10, 5, 0, applies=0), limits(bonus=1, floor=2)).applies == ZERO
    same = parts(10, 5)
    assert limited(same, Limits()) is same
    assert list(limit_steps(same, Limits())) == []


# Means


def test_a_mean_weighs():
    """4 with weight 1 and 10 with weight 2 have the mean 8."""
    values = [build.constant(4), build.constant(10)]
    assert mean(values, [Fraction(1), Fraction(2)]) == build.constant(8)
    found = mean_of([parts(4, 3, 6), parts(10, 0, 0)], [Fraction(1), Fraction(2)])
    assert numbers(found) == (8, 1, 2, 7)


@pytest.mark.parametrize(("halves", "whole"), [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 1)])
def test_a_node_applies_in_the_year_where_it_does_in_a_period(halves, whole):
    """A criterion that applied in one of two periods applied in the year."""
    found = mean_of([parts(1, applies=a) for a in halves], [Fraction(1), Fraction(1)])
    assert found.applies == build.constant(whole)


# Groups of lines


def group(weight=1):
    """Return an item of the given weight."""
    return Group("g", Text.same("g"), Effect.AWARD, Combine.SUM, (), None, Fraction(weight))


@pytest.mark.parametrize(
    ("combine", "counting", "expected"),
    [
        (Combine.SUM, (1, 1, 1), 3 - 5 + 8),
        (Combine.BEST_OF, (1, 1, 1), 8),
        (Combine.BEST_OF, (1, 1, 0), 3),
        (Combine.BEST_OF, (0, 1, 0), -5),  # the only one that counts, although below zero
        (Combine.BEST_OF, (0, 0, 0), 0),
        (Combine.MEAN, (1, 1, 1), Fraction(3 - 5 + 2 * 8, 4)),
        (Combine.MEAN, (1, 0, 1), Fraction(3 + 2 * 8, 3)),  # who is not in force has no say
        (Combine.MEAN, (0, 0, 0), 0),
    ],
)
def test_lines_are_put_together(combine, counting, expected):
    """3, -5 and 8, the last of weight 2: their sum, the best, or the mean of those in force."""
    values = [build.constant(n) for n in (3, -5, 8)]
    items = [group(), group(), group(2)]
    on = {id(item): build.constant(n) for item, n in zip(items, counting, strict=True)}
    assert grouped(values, items, combine, lambda item: on[id(item)]) == build.constant(expected)


@pytest.mark.parametrize("combine", Combine)
def test_no_lines_are_worth_nothing(combine):
    """A criterion without awards has none, however they would be put together."""
    assert grouped([], [], combine, lambda item: ONE) == ZERO


# Children


def test_what_a_parent_sees_of_a_child():
    """A child is gone where it does not apply; one that leaves the sheet then counts in no mean."""
    assert (child(1).gone, child(1, applies=0).gone) == (ZERO, ONE)
    leaving = {NotApplicable.DROP, NotApplicable.RESCALE, NotApplicable.RESCALE_SHEET}
    for treatment in (None, *NotApplicable):
        absent = child(1, applies=0, treatment=treatment)
        assert absent.leaves == (treatment in leaving)
        assert absent.counts == (ZERO if treatment in leaving else ONE)


@pytest.mark.parametrize(
    ("combine", "expected"),
    [
        (Combine.SUM, (8, 5, 5, 8)),
        (Combine.MEAN, (Fraction(2 + 3 * 6, 4), Fraction(4 + 3, 4), Fraction(2 + 9, 4), Fraction(4 + 3 * 4, 4))),
        (Combine.BEST_OF, (2, 4, 2, 4)),  # equal points: the one named first
    ],
)
def test_children_are_put_together(combine, expected):
    """2 + 4 - 2 and, with weight 3, 6 + 1 - 3: sums, weighted means, or the better of them."""
    found = combined([child(2, bonus=4, penalty=2), child(6, bonus=1, penalty=3, weight=3)], combine)
    assert numbers(found) == expected
    assert found.applies == ONE


def test_the_best_child_is_chosen_whole():
    """Of 5, 9 and 7 points the second's award, bonus and penalty are taken; in any order."""
    children = [child(5), child(8, bonus=2, penalty=1), child(7)]
    assert numbers(combined(children, Combine.BEST_OF)) == (8, 2, 1, 9)
    assert numbers(combined(children[::-1], Combine.BEST_OF)) == (8, 2, 1, 9)


@pytest.mark.parametrize("combine", [Combine.BEST_OF, Combine.MEAN])
def test_a_child_that_left_has_no_say(combine):
    """Beside one that left the sheet, -4 is the mean and the best; one that counts as zero says 0."""
    left = child(0, applies=0, treatment=NotApplicable.DROP)
    stays = child(0, applies=0, treatment=NotApplicable.ZERO)
    for pair in ([left, child(-4)], [child(-4), left]):
        assert numbers(combined(pair, combine))[3] == -4
    expected = 0 if combine is Combine.BEST_OF else -2
    assert numbers(combined([stays, child(-4)], combine))[3] == expected
    assert numbers(combined([left, left], combine)) == (0, 0, 0, 0)


# What is removed, and who makes up for it


def gone(standard, absent, *, scales=True):
    """Return standard points that leave the sheet where *absent* is 1."""
    return Gone(Fraction(standard), build.constant(absent), scales)


@pytest.mark.parametrize(
    ("removed", "factor"),
    [
        ([], 1),
        ([gone(30, 0)], 1),
        ([gone(30, 1)], 4),  # 40 over the 10 that are left
        ([gone(20, 1, scales=False)], 1),  # dropped: nobody makes up for it
        ([gone(20, 1, scales=False), gone(10, 1)], 2),  # 20 over 10
        ([gone(20, 0, scales=False), gone(10, 1)], Fraction(4, 3)),  # 40 over 30
        ([gone(20, 1, scales=False), gone(10, 0)], 1),
        ([gone(30, 1), gone(10, 1)], 1),  # nothing is left to scale
    ],
)
def test_what_remains_makes_up_for_what_was_removed(removed, factor):
    """A sheet of 10 + 30 points: what is left after the dropped, over what is left after all."""
    assert scaling([Fraction(10), Fraction(30)], removed) == build.constant(factor)


def test_scaling_multiplies_every_number():
    """Twice 3 + 2 - 1 is 6 + 4 - 2; whether the node applies stays."""
    found = scaled(parts(3, 2, 1, applies=0), build.constant(2))
    assert numbers(found) == (6, 4, 2, 8)
    assert found.applies == ZERO


def test_one_that_does_not_count_leaves_the_best_so_far():
    """8, then one that is not in force or left the sheet, then 3: the best is 8, of lines and of children."""
    values = [build.constant(n) for n in (8, 9, 3)]
    items = [group(), group(), group()]
    on = {id(item): build.constant(n) for item, n in zip(items, (1, 0, 1), strict=True)}
    assert grouped(values, items, Combine.BEST_OF, lambda item: on[id(item)]) == build.constant(8)
    children = [child(8), child(0, applies=0, treatment=NotApplicable.DROP), child(3)]
    assert numbers(combined(children, Combine.BEST_OF)) == (8, 0, 0, 8)
