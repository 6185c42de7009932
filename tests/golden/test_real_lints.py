"""What the lints find in real sheets, each for a reason that stands in the source."""

from fractions import Fraction
from pathlib import Path

import pytest

import covenant_rules as cr
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import check

SPECS = Path(__file__).parents[2] / "specs"


def found(folder: str) -> set[tuple[str, str]]:
    """Return the codes of a sheet with the nodes that they name."""
    return {
        (d.code, d.values["node"].vi if "node" in d.values else "")
        for d in check(SPECS / folder, Registry.discover())
    }


def test_tien_giang_prints_penalties_without_a_floor_and_a_bonus_limit_out_of_reach() -> None:
    """Seven items can fall below zero, as 2.1 (standard 1, 2 off for each warning); d2 cannot.

    The limit of d2 is 7 either way. Its penalties pass 7, and 7 - 7 is 0; its only bonus is 2 at most.
    """
    below_zero = {("W305", node) for node in ("b4", "2.1", "2.2", "3.3", "4.2", "4.3", "5-chung")}
    assert found("tien-giang/moi-truong/mau") == {*below_zero, ("W307", "d2")}


@pytest.mark.parametrize("sheet", ["2026", "2026-quan-ly"])
def test_the_decree_has_nothing_to_mend(sheet: str) -> None:
    """Both sheets of decree 335 are free of warnings: 30 and 70 are a single criterion each."""
    assert found(f"nghi-dinh-335/{sheet}") == set()


def test_kien_giang_judges_its_second_content() -> None:
    """Party building is graded throughout ("lượng hóa" is what the bloc itself asks for)."""
    sheet_alone = {one for one in found("kien-giang/khoi-1/2017") if one[0] not in ("W303", "W410")}
    assert sheet_alone == {("W316", "2")}


def test_kien_giang_has_criteria_that_separate_nobody() -> None:
    """With all scores final, criteria that every district or agency meets in full are named."""
    for folder, nodes in (("cum-1", {"1", "3"}), ("khoi-1", {"1", "2"})):
        codes = found(f"kien-giang/{folder}/2017-illustration")
        assert {node for code, node in codes if code == "W420"} == nodes


def test_the_police_cannot_have_what_is_printed() -> None:
    """650 + 40 + 200 and the printed 91.25 make 981.25 at most; the printed 986.25 is out of reach."""
    card = cr.score(cr.load(SPECS / "kien-giang/khoi-1/2017"))["cong-an-tinh"].card
    assert card.total.high == Fraction("981.25")
