"""Every rule form of real sheets, R1 to R33, as a worked example: evidence in, hand-computed points out."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from covenant_rules import load, score
from covenant_rules.errors import SpecError
from covenant_rules.registry import Registry
from covenant_rules.scoring import Status
from covenant_rules.spec.folder import Files, check, inspect
from covenant_rules.standing import Standings

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs" / "rule-forms"
GUIDE = (ROOT / "docs" / "rule-forms.md").read_text(encoding="utf-8")
FORMS = [f"R{number:02}" for number in range(1, 34)]
CORE_ONLY = Registry.of()
AS_PRINTED = "covenant-as-printed.yaml"


@dataclass(frozen=True)
class Case:
    """One unit of a form with the points that a hand calculation gives."""

    form: str
    unit: str
    total: Fraction
    criteria: dict[str, Fraction]
    because: str

    def __str__(self) -> str:
        return f"{self.form}-{self.unit}"


def cases(form: str) -> list[Case]:
    written = yaml.load((SPECS / form / "cases.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return [
        Case(
            form,
            one["unit"],
            Fraction(one["total"]),
            {criterion: Fraction(points) for criterion, points in one["criteria"].items()},
            one["because"],
        )
        for one in written
    ]


CASES = [case for form in FORMS if (SPECS / form).is_dir() for case in cases(form)]


@cache
def standings(form: str) -> Standings:
    return score(load(SPECS / form, registry=CORE_ONLY))


def refusals(form: str, sheet: str, folder: Path | None = None) -> list[tuple[str, set[str]]]:
    """Return the errors of another sheet of *form*, each with the values that it names."""
    files = Files(covenant=(folder or SPECS / form) / sheet, registrations=None, reports=None)
    return [
        (
            found.code,
            set(found.values["value"].en.split("; ")) if "value" in found.values else set(),
        )
        for found in inspect(files, CORE_ONLY).errors
    ]


def changed(tmp_path: Path, form: str, sheet: str, *changes: tuple[str, str]) -> Path:
    """Write a sheet of *form* with *changes* and return its folder."""
    text = (SPECS / form / sheet).read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    (tmp_path / "covenant.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def scored(form: str, sheet: str, reports: str = "reports.csv") -> Standings:
    """Score the units of *form* by another of its sheets."""
    folder = SPECS / form
    return score(load(folder / sheet, registry=CORE_ONLY, reports=folder / reports))


def test_all_forms_are_written() -> None:
    """The 33 rule forms of the catalogue are all there, and nothing else."""
    assert sorted(path.name for path in SPECS.iterdir()) == FORMS


@pytest.mark.parametrize("form", FORMS)
def test_check_finds_nothing(form: str) -> None:
    """A form is expressible with the rules of `core` alone, without an error or a warning."""
    assert check(SPECS / form, CORE_ONLY) == ()


@pytest.mark.parametrize("form", FORMS)
def test_every_unit_is_a_case(form: str) -> None:
    """Every unit of a form has its expected points, and nothing is expected of a unit that is not there."""
    assert {case.unit for case in cases(form)} == {r.card.unit for r in standings(form)}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    """Scoring a unit gives exactly the points of the hand calculation, in total and for each criterion."""
    card = standings(case.form)[case.unit].card
    assert {k: s.points.exact for k, s in card.criteria.items()} == case.criteria, case.because
    assert card.total.exact == case.total, case.because
    assert card.status is Status.FINAL


# What is printed ambiguously or with gaps: the sheet has to decide, and does.


def test_r1_excess_must_be_decided() -> None:
    """Whether completion counts beyond 100 % has no default: a sheet that does not say so is refused."""
    assert [code for code, _ in refusals("R01", AS_PRINTED)] == ["E246"]


def test_r1_added_excess_counts_as_bonus() -> None:
    """An excess that is added gives the same total as one that multiplies, but as bonus: 120 % is 10 + 2."""
    multiplied, added = standings("R01"), scored("R01", "covenant-excess-as-bonus.yaml")
    for case in cases("R01"):
        assert added[case.unit].card.total.exact == case.total
    assert added["at-120"].card.bonus.exact == 2
    assert multiplied["at-120"].card.bonus.exact == 0


@pytest.mark.parametrize("weight", ["0", "-1"])
def test_r2_a_weight_is_above_zero(tmp_path: Path, weight: str) -> None:
    """A line of a mean cannot weigh nothing or less than nothing: the mean would leave its limits."""
    source = "            from: {actual: models}\n"
    weighed = (source, f"{source}            weight: {weight}\n")
    folder = changed(tmp_path, "R02", "covenant.yaml", weighed)
    assert [code for code, _ in refusals("R02", "covenant.yaml", folder)] == ["E251"]


def test_r6_a_cap_is_not_negative(tmp_path: Path) -> None:
    """A bonus cannot be capped below zero, where it would take points away."""
    folder = changed(tmp_path, "R06", "covenant.yaml", ("at_most: 1\n", "at_most: -1\n"))
    assert [code for code, _ in refusals("R06", "covenant.yaml", folder)] == ["E227"]


def test_r3_two_bands_hold_95() -> None:
    """A top band from 95 above a middle band to 95 is refused: 95 would belong to both."""
    assert refusals("R03", "covenant-top-from-95.yaml") == [("E333", {"95"})]


def test_r3_no_band_holds_95() -> None:
    """A top band above 95 over a middle band to under 95 is refused: 95 would belong to none."""
    assert refusals("R03", "covenant-middle-under-95.yaml") == [("E330", {"95"})]


def test_r4_printed_gaps() -> None:
    """The printed tables are refused: C1 has nothing below 96, C2 nothing below 70 and nothing at 90."""
    (c1, below_96), (c2, below_70) = refusals("R04", AS_PRINTED)
    assert (c1, c2) == ("E330", "E330")
    assert below_96 == {"0..95.99"}
    assert below_70 == {"0..69.99", "90"}


def test_r4_exactly_90_falls_through(tmp_path: Path) -> None:
    """Even with its lower end closed the printed table of C2 is refused: exactly 90 is in no band."""
    c1 = ('"96 ..< 97": 3', '"96 ..< 97": 3, "< 96": 0')
    c2 = ('"70 ..< 80": 3', '"70 ..< 80": 3, "< 70": 0')
    folder = changed(tmp_path, "R04", AS_PRINTED, c1, c2)
    assert refusals("R04", "covenant.yaml", folder) == [("E330", {"90"})]


def test_r9_gaps_with_a_decimal(tmp_path: Path) -> None:
    """Bands of whole per cents are refused when a decimal is reported: from 0.1, and between 10 and 11, 20 and 21."""
    ((code, gaps),) = refusals("R09", AS_PRINTED)
    assert code == "E330"
    assert gaps == {"0.1..0.9", "10.1..10.9", "20.1..20.9"}
    closed_below_11 = ('"0": 0, "1 .. 10": 10', '"0 ..< 1": 0, "1 ..< 11": 10')
    folder = changed(tmp_path, "R09", AS_PRINTED, closed_below_11)
    ((code, gaps),) = refusals("R09", "covenant.yaml", folder)
    assert code == "E330"
    assert gaps == {"20.1..20.9"}


def test_r9_no_gap_in_whole_per_cents(tmp_path: Path) -> None:
    """The same printed bands are complete when whole per cents are reported."""
    whole = (", decimals: 1}\n", ", decimals: 0}\n")
    folder = changed(tmp_path, "R09", AS_PRINTED, whole)
    assert refusals("R09", "covenant.yaml", folder) == []


def test_r15_printed_gaps() -> None:
    """The printed decision table is refused: exactly 1 monthly report missing, or 4 and more alone, are in no row."""
    ((code, gaps),) = refusals("R15", AS_PRINTED)
    assert code == "E330"
    assert {"quarterly 0, monthly 1", "quarterly 0, monthly 4"} <= gaps


def test_r24_waiver_lifts_the_penalty() -> None:
    """A warning takes 2 points, more than the standard of 1; the same warning takes nothing where it is waived."""
    assert standings("R24")["warning"].card.lines["discipline"].exact == 2
    assert standings("R24")["warning-waived"].card.lines["discipline"].exact == 0


def test_r31_between_steps() -> None:
    """A panel's points between two steps of 0.5 are refused, never rounded: 7.25 is no multiple of 0.5."""
    with pytest.raises(SpecError) as refused:
        scored("R31", "covenant.yaml", "reports-between-steps.csv")
    (found,) = refused.value.diagnostics
    assert (found.code, found.values["value"].en, found.values["step"].en) == (
        "E158",
        "7.25",
        "0.5",
    )


def test_r31_above_the_maximum() -> None:
    """A panel's points above the maximum are refused, never cut: 10.5 of 10."""
    with pytest.raises(SpecError) as refused:
        scored("R31", "covenant.yaml", "reports-above-maximum.csv")
    assert [found.code for found in refused.value.diagnostics] == ["E156"]


def test_r32_literal_reading_passes_the_scale() -> None:
    """Read literally, (H1 + H2) × 2 / 3 gives 133.33 of 100 and does not care which half was better."""
    literal = scored("R32", AS_PRINTED, "reports-as-printed.csv")
    assert literal["perfect"].card.exact.exact == Fraction(400, 3)
    assert literal["better-later"].card.exact.exact == Fraction(350, 3)
    assert literal["better-earlier"].card.exact.exact == Fraction(350, 3)


def test_r33_veto_strikes_above_40() -> None:
    """Titles for 40 % of the strength are allowed, for more the unit is marked, whatever its points."""
    assert standings("R33")["chqs-2017"].card.vetoes == ()
    assert standings("R33")["too-many-titles"].card.vetoes == ("too-many-titles",)


@pytest.mark.parametrize("form", ["R11", "R12"])
def test_made_up_numbers_are_marked(form: str) -> None:
    """Forms known only in principle say that their numbers are illustrative, in the sheet and in the reports."""
    assert standings(form).bloc.illustrative
    assert "minh họa" in (SPECS / form / "covenant.yaml").read_text(encoding="utf-8")


# The guide.


SECTIONS = re.findall(
    r"^## R(?P<form>\d+)\. (?P<title>.+?)\n(?P<text>.*?)```yaml\n(?P<heart>.*?)```\n\n"
    r"Case `(?P<unit>[^`]+)`: (?P<total>\S+)\. (?P<because>.+?)\n(?=\n## |\Z)",
    GUIDE,
    re.MULTILINE | re.DOTALL,
)


def test_guide_has_every_form() -> None:
    """The guide has one section for each form, in order, each with its lines and a case."""
    assert [f"R{int(section[0]):02}" for section in SECTIONS] == FORMS
    assert GUIDE.count("\n## ") == len(FORMS)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: f"R{section[0]}")
def test_guide_shows_the_sheet(section: tuple[str, ...]) -> None:
    """The title, the YAML and the case in the guide are those of the sheet that is scored."""
    number, title, _, heart, unit, total, because = section
    form = f"R{int(number):02}"
    sheet = (SPECS / form / "covenant.yaml").read_text(encoding="utf-8").splitlines()
    shown = heart.splitlines()
    starts = range(len(sheet) - len(shown) + 1)
    hearts = [dedent("\n".join(sheet[n : n + len(shown)])).splitlines() for n in starts]
    assert shown
    assert shown in hearts
    titles = standings(form).covenant.title
    assert title == f"{titles.vi} / {titles.en}"
    (case,) = [case for case in cases(form) if case.unit == unit]
    assert (Fraction(total), because) == (case.total, case.because)
