"""Caps, gates, groups, combination, rounding and periods of a sheet, calculated by hand."""

from fractions import Fraction

import pytest

import covenant_rules as cr

from .sheets import HEAD, load_bloc

UNIT = "units: [{unit: a, title: {vi: A, en: A}}]"
MEASURES = (
    "measures:\n"
    + "".join(
        f"  {name}: {{title: {{vi: {name}, en: {name}}}, unit: points, low: -100, high: 100, decimals: 2}}\n"
        for name in ("g", "b", "p", "x", "y")
    )
    + "  c: {title: {vi: c, en: c}, unit: count, low: 0, high: 100}\n"
)
T = "title: {vi: t, en: t}"


def given(effect, measure, more=""):
    """Return a line that gives what was reported under *measure*, from -100 to 100."""
    table = (
        "table: {"
        + ", ".join(f'"{n}": {n}' for n in (-20, -8, -5, -2, 0, 1, 2, 3, 4, 5, 6, 8, 10, 20, 50))
        + ", otherwise: 7}"
    )
    return f"{{{effect}: core.banded, with: {{{table}}}, from: {{value: {measure}}}{more}}}"


def amount(effect, more=""):
    """Return a bonus or penalty of one point for each reported case."""
    return f"{{{effect}: core.per_case, with: {{each: 1}}, from: {{count: c}}{more}}}"


def criterion(lines, more="", *, name="1.1", points=10):
    """Return a criterion of the given lines."""
    return f'      - {{id: "{name}", {T}, points: {points}, lines: [{", ".join(lines)}]{more}}}\n'


def content(*criteria, more="", name="1", points=10):
    """Return a content of the given criteria."""
    return f'  - id: "{name}"\n    {T}\n    points: {points}\n{more}    criteria:\n' + "".join(
        criteria
    )


def card(folder, contents, *, head=HEAD, more="", **values):
    """Score one unit on its reported values."""
    rows = "".join(
        f"a,final,{name.replace('__', '@')},{value},\n"
        for name, value in values.items()
        if "NA" not in name
    )
    rows += "".join(
        f"a,final,not_applicable:{value},,không có\n"
        for name, value in values.items()
        if "NA" in name
    )
    return cr.score(
        load_bloc(folder, more + MEASURES + "contents:\n" + contents, UNIT, rows, head=head)
    )["a"].card


def total(*arguments, **values):
    """Return the exact total of one unit."""
    return card(*arguments, **values).total.exact


AWARD = given("award", "g")


@pytest.mark.parametrize(
    ("limits", "g", "c", "parts"),
    [
        # award, bonus of c points, and the same c points of penalty on another line
        ("bonus: 3", 10, 5, (10, 3, 0)),
        ("net: {high: 2}", 10, 5, (10, 2, 0)),
        ("ceiling: 12", 10, 5, (10, 2, 0)),
        ("ceiling: 12", 20, 5, (12, 0, 0)),
        ("floor: 3", -5, 1, (2, 1, 0)),
        ("floor: 3", 1, 5, (1, 5, 0)),
    ],
)
def test_caps_on_bonus(limits, g, c, parts, tmp_path):
    """A cap takes from the bonus first, then from the award; a floor adds to the award."""
    found = card(
        tmp_path, content(criterion([AWARD, amount("bonus")], f", limits: {{{limits}}}")), g=g, c=c
    )
    score = found.criteria["1.1"]
    assert score.points.exact == parts[0] + parts[1] - parts[2]
    assert (score.bonus.exact, score.penalty.exact) == parts[1:]


@pytest.mark.parametrize(
    ("limits", "g", "c", "penalty", "points"),
    [
        ("penalty: 2", 10, 5, 2, 8),
        ("net: {low: -3}", 10, 5, 3, 7),
        ("floor: 6", 10, 5, 4, 6),
        ("floor: 6", 4, 5, 0, 6),
        ("ceiling: 8", 20, 5, 5, 8),
    ],
)
def test_caps_on_penalty(limits, g, c, penalty, points, tmp_path):
    """A cap or a floor takes from the penalty first; a ceiling counts what the penalty has taken."""
    found = card(
        tmp_path,
        content(criterion([AWARD, amount("penalty")], f", limits: {{{limits}}}")),
        g=g,
        c=c,
    )
    score = found.criteria["1.1"]
    assert (score.penalty.exact, score.points.exact) == (penalty, points)


@pytest.mark.parametrize(
    ("gate", "g", "expected"),
    [("full", 10, 10 + 4), ("full", 8, 8), ("1.1/1", 10, 10 + 4), ("1.1/1", 8, 8)],
)
def test_gates_on_an_award(gate, g, expected, tmp_path):
    """A bonus that waits for the award counts only when that reached the standard (R23)."""
    lines = [AWARD, amount("bonus", f', only_if: "{gate}"')]
    assert total(tmp_path, content(criterion(lines)), g=g, c=4) == expected


@pytest.mark.parametrize(("p", "expected"), [(0, 10 + 2), (1, 10 - 1)])
def test_a_gate_on_a_penalty(p, expected, tmp_path):
    """A bonus that waits for a penalty counts only when that took nothing."""
    table = '{penalty: core.banded, with: {table: {"<= 0": 0, "> 0": 1}}, from: {value: p}}'
    lines = [AWARD, table, amount("bonus", ', only_if: "1.1/2"')]
    assert total(tmp_path, content(criterion(lines)), g=10, p=p, c=2) == expected


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("best_of", 5),
        ("sum", 8),
        ("mean", 4),
        ("weighted", Fraction("4.5")),
        ("capped", 6),
    ],
)
@pytest.mark.parametrize("effect", ["award", "bonus"])
def test_groups(effect, group, expected, tmp_path):
    """A group of 5 and 3 gives the best, the sum, the mean, the weighted mean, or its cap of 6."""
    rising = 'core.banded, with: {table: {"<= 0": 0, "0 <.. 3": 3, "> 3": 5}}'
    heavy = ", weight: 3" if group == "weighted" else ""
    members = f"{{{effect}: {rising}, from: {{value: x}}{heavy}}}, {{{effect}: {rising}, from: {{value: y}}}}"
    kind = {"weighted": "mean", "capped": "sum"}.get(group, group)
    cap = ", at_most: 6" if group == "capped" else ""
    base = [] if effect == "award" else [AWARD]
    found = total(
        tmp_path, content(criterion([*base, f"{{{kind}: [{members}]{cap}}}"])), x=5, y=3, g=0
    )
    assert found == expected


def test_a_group_of_vetoes(tmp_path):
    """Each line of a group of vetoes strikes on its own."""
    group = f"{{sum: [{amount('veto')}, {amount('veto', ', only_if: full')}]}}"
    found = card(tmp_path, content(criterion([AWARD, group])), g=8, c=1)
    assert found.vetoes == ("1.1/2.1",)


@pytest.mark.parametrize(
    ("combine", "expected"), [("sum", 8 + 5), ("mean", Fraction("6.5")), ("best_of", 8)]
)
@pytest.mark.parametrize("level", ["content", "sheet"])
def test_combining_criteria_and_contents(combine, expected, level, tmp_path):
    """Nodes of 8 and 5 points become their sum, mean or best, in a content and in the sheet."""
    one, two = (
        criterion([given("award", "x")], name="1.1"),
        criterion([given("award", "y")], name="2.1"),
    )
    if level == "content":
        text, more = content(one, two, more=f"    combine: {combine}\n", points=20), ""
    else:
        text, more = content(one) + content(two, name="2"), f"combine: {combine}\n"
    assert total(tmp_path, text, more=more, x=8, y=5) == expected


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [
        ("full", 8 + 30),  # the standard of the criterion that is gone
        ("zero", 8),
        ("drop", 8),
        ("rescale", 8 * 4),  # 8 of 10 becomes 32 of 40
        ("rescale_sheet", 8 * 4),
    ],
)
@pytest.mark.parametrize("level", ["criterion", "content"])
def test_what_does_not_apply(treatment, expected, level, tmp_path):
    """Beside a node of 10 points with 8, one of 30 that does not apply is treated as the sheet says."""
    na = f"not_applicable: {treatment}"
    one = criterion([given("award", "x")], name="1.1")
    if level == "criterion":
        text = content(
            one, criterion([given("award", "y")], f", {na}", name="2.1", points=30), points=40
        )
        gone = "2.1"
    else:
        two = criterion([given("award", "y")], name="2.1", points=30)
        text = content(one) + content(two, name="2", more=f"    {na}\n", points=30)
        gone = "2"
    assert total(tmp_path, text, x=8, NA=gone) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    # Two contents: 1/3 + 1/3 in one criterion, 1/3 in another; 1/3 in the second.
    [("line", "1.2"), ("criterion", "1.3"), ("content", "1.3"), ("total", "1.3")],
)
def test_rounding_happens_once_at_its_stage(at, expected, tmp_path):
    """Thirds to one decimal: four lines of 0.3, or 0.7 + 0.3 + 0.3, or 1.0 + 0.3, or 4/3 rounded."""
    third = (
        "award: core.proportional, with: {target: 3, exceed: stop}, from: {actual: c}, points: 1"
    )
    text = content(
        criterion([f"{{{third}}}"] * 2, ", combine: sum", points=2),
        criterion([f"{{{third}}}"], name="1.2", points=1),
        points=3,
    ) + content(criterion([f"{{{third}}}"], name="2.1", points=1), name="2", points=1)
    head = HEAD.replace(
        "decimals: 2, mode: half_up, at: total", f"decimals: 1, mode: half_up, at: {at}"
    )
    assert total(tmp_path, text, head=head, c=1) == Fraction(expected)


def test_periods_are_weighted(tmp_path):
    """The year of the first half with 4 and the second with 10 is (4 + 2 x 10) / 3 = 8 (R32)."""
    head = HEAD + f"periods: [{{id: h1, {T}, weight: 1}}, {{id: h2, {T}, weight: 2}}]\n"
    assert total(tmp_path, content(criterion([AWARD])), head=head, g__h1=4, g__h2=10) == 8


def test_limits_of_the_sheet(tmp_path):
    """A cap of the sheet limits what the contents together bring."""
    two = content(criterion([AWARD, amount("bonus")])) + content(
        criterion([amount("award"), amount("bonus")], name="2.1"), name="2"
    )
    found = card(tmp_path, two, more="limits: {bonus: 6}\n", g=10, c=4)
    assert (found.bonus.exact, found.total.exact) == (6, 10 + 4 + 6)


def test_rounding_is_not_repeated_above_its_stage(tmp_path):
    """The mean of 1/3, rounded to 0.3 in its content, and 0 is 0.15: the total is not rounded again."""
    third = (
        "{award: core.proportional, with: {target: 3, exceed: stop}, from: {actual: c}, points: 1}"
    )
    text = content(criterion([third])) + content(criterion([AWARD], name="2.1"), name="2")
    head = HEAD.replace(
        "decimals: 2, mode: half_up, at: total", "decimals: 1, mode: half_up, at: content"
    )
    assert total(tmp_path, text, head=head, more="combine: mean\n", c=1, g=0) == Fraction("0.15")
