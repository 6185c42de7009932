"""How a unit reaches a class: the smallest change of evidence, held against the whole policy."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.awards.blocs import bloc, with_policy
from tests.awards.test_classes import DECREE, NGHE_AN

from covenant_rules.cli.app import run
from covenant_rules.goals import Goal, seek

SPECS = Path(__file__).parents[2] / "specs"


def sought(units, text: str, class_id: str):
    return seek(with_policy(bloc(units), text), "final", "a", Goal(class_id=class_id))


def test_the_one_measure_that_reaches_the_class() -> None:
    """49 + 30 = 79 points: 90 needs 11 more, which criterion 1 has (49 to 60 of 60) and criterion 2 has not (40)."""
    found = sought({"a": ("49", "30")}, DECREE, "xuat-sac")

    assert [(c.measure, c.before, c.after) for way in found.ways for c in way.changes] == [
        ("c1", Fraction(49), Fraction(60))
    ]
    assert found.ways[0].cost == Fraction(11, 60)


def test_both_ways_to_a_lower_class_the_smaller_share_first() -> None:
    """50 + 18 = 68 points: 2 more of 60 are a smaller share than 2 more of 40."""
    found = sought({"a": ("50", "18")}, DECREE, "tot")

    assert [way.changes[0].after for way in found.ways] == [Fraction(52), Fraction(20)]


def test_a_class_that_is_had_or_bettered_is_reached() -> None:
    """A better class than the one asked for is enough."""
    assert sought({"a": 95}, DECREE, "tot").reached


def test_a_floor_holds_back_what_points_reach() -> None:
    """91 points with a criterion at 77.5 %: the points of "excellent" are there, its floor of 85 % is not met."""
    found = sought({"a": ("60", "31")}, NGHE_AN, "xuat-sac")

    assert (found.held_back, found.reached, found.ways) == (True, False, ())


def test_a_way_under_a_floor_is_no_way() -> None:
    """59 + 30 = 89: one more point in criterion 1 gives 90, but criterion 2 stays at 75 % of its points."""
    found = sought({"a": ("59", "30")}, NGHE_AN, "xuat-sac")

    assert [way.changes[0].measure for way in found.ways] == []


def test_explain_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    """`explain --goal-class` tells the ways, and names the classes where one is misspelt."""
    folder = str(SPECS / "nghi-dinh-335" / "2026")
    assert run(["explain", folder, "cong-chuc-a", "--goal-class", "hoan-thanh-tot", "--lang", "en"]) == 0
    assert "To reach class `hoan-thanh-tot` or better\n    Reached already." in capsys.readouterr().out
    assert run(["explain", folder, "cong-chuc-a", "--goal-class", "hoan-thanh-tott", "--lang", "en"]) == 1
    assert "there is no class `hoan-thanh-tott`" in capsys.readouterr().err
