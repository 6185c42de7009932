"""Sectors: what an author declares, read and proved as a whole."""

import pytest

from covenant_rules.errors import RuleError
from covenant_rules.plugin import Amount, Points, Quantity, Sector
from covenant_rules.rule import Origin
from covenant_rules.sector import load_sector
from covenant_rules.text import Text

from . import faulty_rules

ORIGIN = Origin("covenant-rules-tourism", "1.0")


def tourism(name="tourism"):
    """Return an empty sector."""
    return Sector(name, vi="Du lịch", en="Tourism", api=1)


def full(*, points: Points) -> Points:
    """Give all."""
    return points


def grid_(*, points: Points) -> Amount:
    """Give all, under a name that Python keeps for itself."""
    return points


def problems(sector):
    """Return the diagnostics with which *sector* is refused."""
    with pytest.raises(RuleError) as caught:
        load_sector(sector, ORIGIN)
    return caught.value.diagnostics


def test_a_sector_collects_and_loads():
    """Rules, measures and profiles are found under the id of their sector."""
    sector = tourism()
    sector.rule(vi="Đủ", en="Full", better="higher")(full)
    sector.rule(vi="Bảng", en="Grid")(grid_)
    guests = sector.measure(
        "guests", Quantity("count", low=0, high=10), vi="Khách", en="Guests", merge="sum"
    )
    sector.profile("ward", vi="Phường", en="Ward", slots=[{"rule": "tourism.full"}])
    loaded = load_sector(sector, ORIGIN)
    assert set(loaded.rules) == {"tourism.full", "tourism.grid"}
    assert loaded.measures == {"tourism.guests": guests}
    assert guests.merge == "sum"
    assert loaded.profiles["ward"].slots == ({"rule": "tourism.full"},)
    assert loaded.title == Text(vi="Du lịch", en="Tourism")
    assert loaded.rules["tourism.full"].origin == ORIGIN


def test_the_function_stays_an_ordinary_function():
    """Declaring a rule gives back the very function."""
    assert tourism().rule(vi="Đủ", en="Full")(full) is full


def test_an_unknown_direction_is_refused_at_once():
    """`better` is higher or lower."""
    with pytest.raises(ValueError, match="taller"):
        tourism().rule(vi="Đủ", en="Full", better="taller")(full)


@pytest.mark.parametrize("name", ["Tourism", "du-lich", "du lich", "dulịch", "1st", ""])
def test_ids_are_plain(name):
    """A sector id has lower-case letters, digits and underscores, a letter first."""
    assert [p.code for p in problems(tourism(name))] == ["P101"]


def test_a_rule_declared_twice():
    """Two functions of one name in one sector are refused."""
    sector = tourism()
    sector.rule(vi="Đủ", en="Full")(full)
    sector.rule(vi="Đủ", en="Full")(full)
    assert [p.code for p in problems(sector)] == ["P102"]


def test_all_faults_are_told_at_once():
    """A sector enters whole or not at all, and each of its faults is named."""
    sector = tourism()
    sector.rule(vi="Đủ", en="Full")(full)
    for name in ("uses_if", "divides_by_zero", "more_than_the_standard", "plain_parameter"):
        sector.rule(vi=name, en=name)(getattr(faulty_rules, name))
    assert {p.code for p in problems(sector)} == {"P121", "P103", "P104", "P128"}


def test_both_languages_are_needed():
    """A title in one language is a type error where it is written."""
    with pytest.raises(TypeError):
        Sector("tourism", vi="Du lịch", api=1)
    with pytest.raises(TypeError):
        tourism().rule(vi="Đủ")
