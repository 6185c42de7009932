"""What a unit signed: slots filled, facts of a registration, by hand."""

from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest
from attrs import evolve

from covenant_rules.covenant import (
    Combine,
    Content,
    Covenant,
    Criterion,
    Method,
    Ranking,
    Rounding,
    Slot,
    Stage,
    Unknown,
)
from covenant_rules.registration import (
    BELOW_FLOOR,
    DAYS_LATE,
    UNFILLED,
    Filling,
    Registration,
    facts,
    fill,
)
from covenant_rules.rounding import RoundingMode
from covenant_rules.text import Text


def text(words):
    return Text.same(words)


def line(name, **settings):
    """Return what the facts look at of a line: its name and what the filling fixed."""
    return SimpleNamespace(id=name, settings={key: Fraction(value) for key, value in settings.items()})


def slot(name, **floors):
    """Return a criterion that units fill; *floors* are the lowest targets that may be registered."""
    return Criterion(name, text(name), Fraction(10), slot=Slot(Unknown.ZERO, {k: Fraction(v) for k, v in floors.items()}))


FIXED = Criterion("1.1", text("fixed"), Fraction(10))


def sheet(*criteria, due=None):
    """Return a sheet of the given criteria, each in a content of its own."""
    contents = tuple(Content(c.id[0], text("x"), Fraction(10), (c,)) for c in criteria)
    rounding = Rounding(0, RoundingMode.HALF_UP, Stage.TOTAL)
    return Covenant("x", "1", text("x"), contents, rounding, Ranking(Method.DENSE, rounded=True), registration_due=due)


def unit(**given):
    """Return a registration."""
    return Registration("a", text("a"), **given)


def test_a_unit_that_fills_nothing_has_the_common_sheet():
    """Without fillings the sheet is the very same, so that units share what is computed from it."""
    covenant = sheet(FIXED, slot("2.1"))
    assert fill(covenant, unit()) is covenant


def test_a_filling_replaces_what_stands_in_its_slot():
    """Lines, combination and title come from the filling; other criteria, standard points and all else
    of the sheet stay; a filling without a title keeps that of the slot."""
    covenant = sheet(FIXED, slot("2.1"), slot("3.1"), slot("4.1"))
    named = Filling((line("a"),), text("own"), Combine.BEST_OF)
    plain = Filling((line("b"), line("c")))
    found = fill(covenant, unit(slots={"2.1": named, "3.1": plain}))
    fixed, second, third, fourth = found.criteria
    assert fixed is FIXED
    assert second == evolve(slot("2.1"), items=named.items, combine=Combine.BEST_OF, title=text("own"))
    assert third == evolve(slot("3.1"), items=plain.items, combine=Combine.SUM)
    assert fourth == slot("4.1")
    assert evolve(found, contents=covenant.contents) == covenant


@pytest.mark.parametrize(
    ("due", "signed", "late"),
    [
        (date(2026, 2, 15), date(2026, 2, 15), 0),
        (date(2026, 2, 15), date(2026, 2, 16), 1),
        (date(2026, 2, 15), date(2026, 3, 1), 14),
        (date(2026, 2, 15), date(2026, 1, 1), 0),
        (None, date(2026, 2, 15), None),
        (date(2026, 2, 15), None, None),
    ],
)
def test_days_late_are_whole_days_after_the_due_day(due, signed, late):
    """No day early is counted; where one of the days is not known, nothing is."""
    assert facts(sheet(due=due), unit(signed=signed)).get(DAYS_LATE) == late


def test_unfilled_slots_are_counted():
    """Of three slots one is filled: two are not; a criterion that is no slot does not count."""
    covenant = sheet(FIXED, slot("2.1"), slot("3.1"), slot("4.1"))
    found = facts(covenant, unit(slots={"3.1": Filling(())}))
    assert dict(found) == {UNFILLED: 2, BELOW_FLOOR: 0}


@pytest.mark.parametrize(
    ("settings", "targets", "below"),
    [
        ({"target": 70}, {}, 0),
        ({"target": 69}, {}, 1),
        ({"target": 70}, {("a", "target"): 69}, 1),  # what was registered goes before what was written
        ({"target": 69}, {("a", "target"): 70}, 0),
        ({"target": 69}, {("b", "target"): 70}, 1),  # another line's
        ({}, {}, 0),  # not known: not counted
        ({}, {("a", "target"): 1}, 1),
        ({"target": 69, "least": 4}, {}, 2),
        ({"target": 69, "least": 5, "other": 0}, {}, 1),
    ],
)
def test_targets_below_their_floor_are_counted(settings, targets, below):
    """Floors of 70 for `target` and 5 for `least`; a target at its floor is not below it."""
    filling = Filling((line("a", **settings),))
    registered = {key: Fraction(value) for key, value in targets.items()}
    covenant = sheet(FIXED, slot("2.1", target=70, least=5), slot("3.1", target=99))
    assert facts(covenant, unit(slots={"2.1": filling}, targets=registered))[BELOW_FLOOR] == below


def test_slots_and_their_targets_are_counted_together():
    """One target below its floor in each of two slots are two."""
    covenant = sheet(slot("1.1", target=70), slot("2.1", target=50))
    slots = {"1.1": Filling((line("a", target=60),)), "2.1": Filling((line("b", target=40),))}
    assert dict(facts(covenant, unit(slots=slots))) == {UNFILLED: 0, BELOW_FLOOR: 2}


def test_one_target_of_two_lines_is_counted_once():
    """Lines of one filling that share a target under its floor count as one such target."""
    filling = Filling((line("a", target=60), line("b", target=60), line("c", target=61)))
    assert facts(sheet(slot("1.1", target=70)), unit(slots={"1.1": filling}))[BELOW_FLOOR] == 2
