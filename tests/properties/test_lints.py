"""Every lint catches the defect it is for, alone, in sheets that are otherwise clean.

A base sheet is drawn clean; a planter changes one thing in its plain values and names the code that
must be found, and a word that its message must hold: what the planter put there, computed by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.properties.effort import examples

from covenant_rules.diagnostics import Diagnostic
from covenant_rules.registry import Registry
from covenant_rules.spec.folder import check

CORE = Registry.of()
Sheet = dict[str, Any]


class Plain(yaml.CSafeDumper):
    """Writes what is used twice twice: a covenant has no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def both(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


@st.composite
def bases(draw: st.DrawFn) -> Sheet:
    """Draw a clean sheet: two contents, bands in order, penalties within what they are taken from.

    1.1 has bands, a bonus of 0 or 1 and a penalty of at most `cases`; 1.2 and 2.1 fall with their count.
    """
    standard, cases = draw(st.integers(3, 20)), draw(st.integers(1, 2))
    cut = draw(st.integers(20, 89))
    other = draw(st.integers(2, 9))
    return {
        "covenant": "thu",
        "edition": "2026",
        "title": both("Thử"),
        "source": "Quyết định số 1",
        "year": {"from": "2026-01-01", "to": "2026-12-31"},
        "rounding": {"decimals": 2, "mode": "half_up", "at": draw(st.sampled_from(["line", "criterion", "content", "total"]))},
        "ranking": {"method": "dense", "precision": "exact", "ties": "shared"},
        "when_missing": "pending",
        "measures": {
            "a": {"title": both("A"), "unit": "percent", "low": 0, "high": 100, "decimals": draw(st.integers(0, 2))},
            "b": {"title": both("B"), "unit": "count", "low": 0, "high": cases},
            "c": {"title": both("C"), "unit": "count", "low": 0, "high": 50},
        },
        "contents": [
            {
                "id": "1",
                "title": both("Một"),
                "points": standard + other,
                "criteria": [
                    {
                        "id": "1.1",
                        "title": both("Tỷ lệ"),
                        "points": standard,
                        "limits": {"bonus": 1, "penalty": cases, "ceiling": standard + 1},
                        "lines": [
                            {
                                "award": "core.banded",
                                "with": {"table": {">= 90": standard, f"{cut} ..< 90": standard - 1, f"< {cut}": cases}},
                                "from": {"value": "a"},
                            },
                            {"bonus": "core.banded", "at_most": 1, "with": {"table": {">= 95": 1, "< 95": 0}}, "from": {"value": "a"}},
                            {"penalty": "core.per_case", "at_most": cases, "with": {"each": 1}, "from": {"count": "b"}},
                        ],
                    },
                    falling("1.2", other),
                ],
                "limits": {"bonus": 1},
            },
            {"id": "2", "title": both("Hai"), "points": other, "criteria": [falling("2.1", other)]},
        ],
        "limits": {"bonus": 1},
    }  # fmt: skip


def falling(name: str, points: int) -> Sheet:
    return {
        "id": name, "title": both(name), "points": points,
        "rule": "core.declining", "with": {"each": 1}, "from": {"count": "c"},
    }  # fmt: skip


def checked(sheet: Sheet, reports: str | None = None) -> list[Diagnostic]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        text = yaml.dump(sheet, Dumper=Plain, sort_keys=False, allow_unicode=True)
        dated = re.sub(r"'(\d{4}-\d{2}-\d{2})'", r"\1", text)
        (folder / "covenant.yaml").write_text(dated, encoding="utf-8")
        units = [{"unit": unit, "title": both(unit)} for unit in ("x", "y")]
        (folder / "registrations.yaml").write_text(yaml.safe_dump({"covenant": "thu", "units": units}), encoding="utf-8")
        if reports is not None:
            (folder / "reports.csv").write_text(reports, encoding="utf-8")
        return list(check(folder, CORE))


def test_the_base_is_clean() -> None:
    """What the planters start from has no warning, in all its variants."""

    @settings(max_examples=examples(100), deadline=None)
    @given(bases())
    def clean(sheet: Sheet) -> None:
        assert checked(sheet) == []
        assert checked(sheet, reports(sheet, x=(85, 0, 1), y=(85, 0, 2))) == []

    clean()


def reports(sheet: Sheet, **units: tuple[int, int, int]) -> str:
    """Write reports.csv: a, b and c of each unit."""
    rows = [f"{unit},final,{m},{v}," for unit, values in units.items() for m, v in zip("abc", values, strict=True)]
    return "\n".join(["unit,stage,measure,value,note", *rows, ""])


# The planters: each changes the sheet and returns what the message must hold.

Planter = Callable[[Sheet, st.DataObject], str]
PLANTERS: list[tuple[str, Planter]] = []


def plants(code: str) -> Callable[[Planter], Planter]:
    def add(planter: Planter) -> Planter:
        PLANTERS.append((code, planter))
        return planter

    return add


def first(sheet: Sheet) -> Sheet:
    return sheet["contents"][0]["criteria"][0]


def rewritten(sheet: Sheet, content: int, criterion: int, **lines: Any) -> Sheet:
    """Replace the one flat line of a criterion."""
    found = sheet["contents"][content]["criteria"][criterion]
    for key in ("rule", "with", "from"):
        del found[key]
    found |= lines
    return found


FALLS = {"with": {"each": 1}, "from": {"count": "c"}}


@plants("W304")
def standard_out_of_reach(sheet: Sheet, data: st.DataObject) -> str:
    points = sheet["contents"][1]["points"]
    best = data.draw(st.integers(1, points - 1))
    rewritten(sheet, 1, 0, rule="core.banded", **{"with": {"table": {">= 50": best, "< 50": 0}}, "from": {"value": "a"}})
    return f"only {best} of"


@plants("W305")
def penalty_above_the_award(sheet: Sheet, data: st.DataObject) -> str:
    each = data.draw(st.integers(5, 30))
    cases = sheet["measures"]["b"]["high"]
    del first(sheet)["limits"]["penalty"], first(sheet)["lines"][2]["at_most"]
    first(sheet)["lines"][2]["with"]["each"] = each
    return f"down to {cases - each * cases}, with: A = "  # the lowest band gives `cases`


@plants("W307")
def bonus_beyond_reach(sheet: Sheet, data: st.DataObject) -> str:
    nodes = [first(sheet), sheet["contents"][0], sheet]
    data.draw(st.sampled_from(nodes))["limits"]["bonus"] = data.draw(st.integers(2, 40))
    return "at most 1"  # the one bonus line gives 1


@plants("W307")
def net_bonus_beyond_reach(sheet: Sheet, data: st.DataObject) -> str:
    nodes = [first(sheet), sheet["contents"][0], sheet]
    data.draw(st.sampled_from(nodes))["limits"]["net"] = {"high": data.draw(st.integers(2, 40))}
    return "at most 1"


@plants("W307")
def ceiling_beyond_reach(sheet: Sheet, data: st.DataObject) -> str:
    nodes = [first(sheet), sheet["contents"][0], sheet]
    of = data.draw(st.integers(0, 2))
    points = [first(sheet)["points"], sheet["contents"][0]["points"], sum(c["points"] for c in sheet["contents"])][of]
    nodes[of]["limits"]["ceiling"] = points + 1 + data.draw(st.integers(1, 9))
    return f"at most {points + 1}"  # everything and the bonus


@plants("W308")
def penalty_cap_that_never_binds(sheet: Sheet, data: st.DataObject) -> str:
    cases = sheet["measures"]["b"]["high"]
    nodes = [first(sheet), sheet["contents"][0], sheet]
    data.draw(st.sampled_from(nodes))["limits"]["penalty"] = cases + data.draw(st.integers(1, 9))
    return f"at most {cases}"


@plants("W308")
def line_cap_that_never_binds(sheet: Sheet, data: st.DataObject) -> str:
    line = first(sheet)["lines"][data.draw(st.sampled_from([1, 2]))]
    reached = line["at_most"]
    line["at_most"] = reached + data.draw(st.integers(1, 9))
    return f"at most {reached}"


@plants("W308")
def group_cap_that_never_binds(sheet: Sheet, data: st.DataObject) -> str:
    line = first(sheet)["lines"].pop(1)
    first(sheet)["lines"].append({"best_of": [line, dict(line)], "at_most": 1 + data.draw(st.integers(1, 9))})
    return "at most 1"  # the better of 1 and 1


@plants("W309")
def standard_passed_in_silence(sheet: Sheet, data: st.DataObject) -> str:
    del first(sheet)["limits"]["ceiling"]
    more = first(sheet)["points"] + data.draw(st.integers(1, 9))
    first(sheet)["lines"][0]["with"]["table"][">= 90"] = more
    return f"{more} with A = "


@plants("W310")
def less_taken_for_more_cases(sheet: Sheet, data: st.DataObject) -> str:
    name, with_ = data.draw(st.sampled_from([("declining", {"each": 1}), ("none_allowed", {}), ("percent_deduction", {"each": 100})]))
    penalty = {"penalty": f"core.{name}", "points": 1, "with": with_, "from": {"count": "c"}}
    rewritten(sheet, 0, 1, lines=[{"award": "core.declining", **FALLS}, penalty])
    return "1 points at 0 and 0 at 1"  # no case costs 1, one case nothing


def two_targets(sheet: Sheet, title: str, targets: tuple[int, int]) -> None:
    sheet["measures"]["p"] = {"title": both(title), "unit": "percentage_point", "low": -100, "high": 100}
    lines = [
        {"award": "core.target_met", "with": {"target": target, "better": "higher"}, "from": {"actual": measure}}
        for measure, target in zip("ap", targets, strict=True)
    ]
    rewritten(sheet, 0, 1, combine="best_of", lines=lines)


@plants("W311")
def one_target_in_both_units(sheet: Sheet, data: st.DataObject) -> str:
    target = data.draw(st.integers(1, 99))
    two_targets(sheet, "P", (target, target))
    return f"`{target}`"


@plants("W311")
def one_title_in_both_units(sheet: Sheet, data: st.DataObject) -> str:
    two_targets(sheet, "A", (data.draw(st.integers(1, 50)), data.draw(st.integers(51, 99))))
    return "`A`"


@plants("W312")
def days_between_two_lines(sheet: Sheet, data: st.DataObject) -> str:
    last = data.draw(st.dates(date(2026, 2, 1), date(2026, 11, 1)))
    again = last + timedelta(days=data.draw(st.integers(2, 40)))
    spans = [{"to": str(last)}, {"from": str(again)}]
    lines = [{"award": "core.declining", **FALLS, "valid": span} for span in data.draw(st.permutations(spans))]
    rewritten(sheet, 0, 1, combine="best_of", not_applicable="full", lines=lines)
    return f"on {last + timedelta(days=1)} no"


@plants("W313")
def year_backwards(sheet: Sheet, data: st.DataObject) -> str:
    sheet["year"] = {"from": "2026-12-31", "to": str(data.draw(st.dates(date(2026, 1, 1), date(2026, 12, 30))))}
    return f"ends on {sheet['year']['to']}"


@plants("W314")
def line_of_another_year(sheet: Sheet, data: st.DataObject) -> str:
    spans = [{"to": "2025-12-31"}, {"from": "2027-01-01"}, {"from": "2026-07-01", "to": "2026-06-30"}]
    bonus = {"bonus": "core.if_any", "with": {"lose": 1}, "from": {"count": "b"}, "valid": data.draw(st.sampled_from(spans))}
    rewritten(sheet, 0, 1, lines=[{"award": "core.declining", **FALLS}, bonus])
    return "`1.2/2`"


@plants("W315")
def nothing_cited(sheet: Sheet, data: st.DataObject) -> str:
    del sheet["source"]
    cited = data.draw(st.booleans())
    if cited:
        sheet["contents"][0]["source"] = "Quyết định số 1"
    return "`2.1`" if cited else "`1.1`"


@plants("W316")
def mostly_judged(sheet: Sheet, data: st.DataObject) -> str:
    content = sheet["contents"][1]
    points = 3 * content["points"]
    sheet["measures"]["g"] = {"title": both("G"), "unit": "points", "low": 0, "high": points}
    graded = {"rule": "core.graded", "with": {"step": 1}, "from": {"given": "g"}}
    content["criteria"].append({"id": "2.2", "title": both("Nhận định"), "points": points, **graded})
    content["points"] += points
    return "75 %"  # three parts of four


@plants("W331")
def bands_out_of_order(sheet: Sheet, data: st.DataObject) -> str:
    table = first(sheet)["lines"][0]["with"]["table"]
    lowest, middle = list(table)[2], list(table)[1]
    table[lowest], table[middle] = table[">= 90"], table[lowest]
    return f"{table[middle]} at 89"  # beside the top band; 89 or 89.9, as decimals allow


@plants("W332")
def gap_under_otherwise(sheet: Sheet, data: st.DataObject) -> str:
    line = first(sheet)["lines"][0]
    top, middle, low = line["with"]["table"].items()
    line["with"]["table"] = {"> 90": top[1], middle[0]: middle[1], "otherwise": low[1]}
    return ": 90"


@pytest.mark.parametrize(("code", "planter"), PLANTERS, ids=lambda one: getattr(one, "__name__", one))
def test_a_planted_defect_is_found_alone(code: str, planter: Planter) -> None:
    """The lint of the defect speaks once, with the numbers of its witness, and no other lint does."""

    @settings(max_examples=examples(100), deadline=None)
    @given(bases(), st.data())
    def caught(sheet: Sheet, data: st.DataObject) -> None:
        witness = planter(sheet, data)
        found = checked(sheet)
        assert [one.code for one in found] == [code], [one.message("en") for one in found]
        assert witness in found[0].message("en")

    caught()


@settings(max_examples=examples(100), deadline=None)
@given(bases())
def test_a_criterion_that_separates_nobody_is_found_alone(sheet: Sheet) -> None:
    """1.1 is full for both units; 1.2 and 2.1 differ by one case. With a figure missing nothing is said."""
    (found,) = checked(sheet, reports(sheet, x=(90, 0, 1), y=(94, 0, 2)))
    assert found.code == "W420"
    assert "maximum in 1.1 of content `1`" in found.message("en")
    final = reports(sheet, x=(90, 0, 1), y=(94, 0, 2))
    assert checked(sheet, final.replace("y,final,c,2,", "y,final,c,,")) == []


@settings(max_examples=examples(100), deadline=None)
@given(bases())
def test_a_content_far_apart_is_found_alone(sheet: Sheet) -> None:
    """2 is all or nothing, while 1 keeps at least half of its points together."""
    standard, other = first(sheet)["points"], sheet["contents"][1]["points"]
    assume(other <= standard)
    (found,) = checked(sheet, reports(sheet, x=(0, 0, 0), y=(0, 0, 50)))
    assert found.code == "W421"
    assert f"{other} of {other} points apart: `y` has 0, `x` has {other}" in found.message("en")
