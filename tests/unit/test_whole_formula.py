"""A sheet as one formula, built without files: every node, line, veto and step by hand."""

from datetime import date
from fractions import Fraction

import pytest

from covenant_rules.covenant import (
    ALWAYS,
    Combine,
    Content,
    Covenant,
    Criterion,
    Dates,
    Effect,
    Group,
    Limits,
    Line,
    Method,
    NotApplicable,
    Period,
    Ranking,
    Rounding,
    Slot,
    Stage,
    Unknown,
)
from covenant_rules.formula import build
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.tree import ZERO, Symbol
from covenant_rules.rounding import RoundingMode
from covenant_rules.text import Text
from covenant_rules.whole import SHEET, Step, open_symbols, step_symbols, whole

TEXT = Text.same("x")
AWARD, BONUS, PENALTY, VETO = Effect
HALF_YEAR = Dates(date(2026, 1, 1), date(2026, 6, 30))


def line(name, effect=AWARD, points=10, **more):
    """Return a line whose rule gives just what was reported under its name."""
    more.setdefault("when_missing", Unknown.PENDING)
    if "at_most" in more:
        more["at_most"] = Fraction(more["at_most"])
    return Line(name, TEXT, None, effect, Symbol(name), Fraction(points), **more)


def group(name, *members, combine=Combine.SUM, at_most=None, weight=1):
    """Return lines that are put together before they count."""
    cap = None if at_most is None else Fraction(at_most)
    return Group(name, TEXT, members[0].effect, combine, members, cap, Fraction(weight))


def limits(**caps):
    return Limits(**{name: Fraction(cap) for name, cap in caps.items()})


def criterion(name, *items, points=10, weight=1, **more):
    return Criterion(name, TEXT, Fraction(points), items, weight=Fraction(weight), **more)


def content(name, *criteria, points=10, weight=1, **more):
    return Content(name, TEXT, Fraction(points), criteria, weight=Fraction(weight), **more)


def sheet(*contents, decimals=0, at=Stage.TOTAL, **more):
    rounding = Rounding(decimals, RoundingMode.HALF_UP, at)
    return Covenant("x", "1", TEXT, contents, rounding, Ranking(Method.DENSE, rounded=True), **more)


def valued(found, **values):
    """Return a way from nodes to numbers; switches and measures that are not given are zero, and
    everything applies and is in force."""
    known = {s.name: Fraction(0) for s in (*open_symbols(found), *step_symbols(found))}
    known |= {name: Fraction(1) for name in known if name.startswith(("applies:", "in_force:"))}
    known |= {name.replace("__", ":").replace("_at_", "@"): Fraction(value) for name, value in values.items()}

    def of(*nodes):
        return evaluate(nodes, known)

    return of


def one(*items, limits_=None, values, **more):
    """Return award, bonus, penalty and points of a criterion of *items*."""
    covenant = sheet(content("c", criterion("n", *items, limits=limits_ or Limits(), **more)))
    found = whole(covenant)
    return valued(found, **values)(*found.nodes["n"].numbers)


def way(found, *key, **values):
    """Return the steps of a line, node or the sheet with their running values."""
    steps = found.steps[key]
    return [(step.kind, value) for step, value in zip(steps, valued(found, **values)(*(s.points for s in steps)), strict=True)]


def total(covenant, stated=frozenset(), **values):
    found = whole(covenant, stated)
    return valued(found, **values)(found.total)[0]


# One criterion


def test_awards_bonuses_and_penalties_are_kept_apart():
    """Awards and bonuses add, penalties subtract, a veto takes no points."""
    items = (line("a"), line("b", BONUS), line("c", PENALTY), line("d"), line("e", BONUS), line("f", PENALTY), line("v", VETO))
    assert one(*items, values={"a": 5, "b": 2, "c": 1, "d": 3, "e": 4, "f": 6, "v": 9}) == (8, 6, 7, 7)


@pytest.mark.parametrize(("combine", "award"), [(Combine.SUM, 8), (Combine.BEST_OF, 5), (Combine.MEAN, Fraction(5 + 3 * 3, 4))])
def test_only_awards_are_combined(combine, award):
    """A criterion combines its awards by their weights; bonuses and penalties are always added."""
    items = (line("a"), line("d", weight=Fraction(3)), line("b", BONUS), line("e", BONUS), line("c", PENALTY), line("f", PENALTY))
    found = one(*items, values={"a": 5, "d": 3, "b": 1, "e": 2, "c": 1, "f": 1}, combine=combine)
    assert found == (award, 3, 2, award + 1)


@pytest.mark.parametrize("effect", [AWARD, BONUS, PENALTY])
@pytest.mark.parametrize(
    ("combine", "at_most", "expected"),
    [(Combine.SUM, None, 8), (Combine.SUM, 6, 6), (Combine.BEST_OF, None, 5), (Combine.BEST_OF, 4, 4), (Combine.MEAN, None, Fraction(7, 2))],
)
def test_groups_count_as_one(effect, combine, at_most, expected):
    """A group of 5 and 3 (of weight 3) is put together before it counts, within its cap."""
    found = one(group("g", line("a", effect), line("b", effect, weight=Fraction(3)), combine=combine, at_most=at_most), values={"a": 5, "b": 3})
    assert found[(AWARD, BONUS, PENALTY).index(effect)] == expected


def test_each_line_of_a_group_has_its_own_points():
    """The points of the lines of a group are known beside those of the group."""
    found = whole(sheet(content("c", criterion("n", group("g", line("a"), line("b")), group("h", line("d", BONUS), line("e", BONUS))))))
    of = valued(found, a=5, b=3, d=2, e=1)
    assert list(found.lines) == ["a", "b", "d", "e"]
    assert of(*found.lines.values()) == (5, 3, 2, 1)


@pytest.mark.parametrize(
    ("values", "bonus"),
    [
        ({"a": 10, "b": 4}, 4),
        ({"a": 9, "b": 4}, 0),
        ({"a": 12, "b": 4, "c": 2}, 4),
        ({"a": 10, "b": 4, "c": 1}, 0),  # the penalty leaves 9 of the standard of 10
        ({"a": 11, "b": 4, "c": 5}, 4),  # of which only 1 counts
    ],
)
def test_fully_met_looks_at_what_is_left_of_the_standard(values, bonus):
    """A bonus for a criterion fully met counts where the award less the penalty that counts reaches the
    standard points."""
    items = (line("a"), line("b", BONUS, only_if="full"), line("c", PENALTY))
    assert one(*items, limits_=limits(penalty=1 if values.get("c") == 5 else 9), values=values)[1] == bonus


@pytest.mark.parametrize(
    ("values", "penalty"),
    [({"a": 10, "c": 4}, 4), ({"a": 9, "c": 4}, 0)],
)
def test_a_penalty_may_wait_for_the_award(values, penalty):
    """A penalty for a criterion fully met looks at the award alone."""
    assert one(line("a"), line("c", PENALTY, only_if="full"), values=values)[2] == penalty


@pytest.mark.parametrize(
    ("sibling", "value", "counts"),
    [
        (line("s", points=6), 6, True),
        (line("s", points=6), 7, True),
        (line("s", points=6), 5, False),
        (line("s", BONUS, points=6), 6, True),
        (line("s", BONUS, points=6), 5, False),
        (line("s", PENALTY), 0, True),
        (line("s", PENALTY), 1, False),
    ],
)
def test_a_line_may_wait_for_a_sibling(sibling, value, counts):
    """A gain must have reached its standard points; a penalty must have taken nothing (R23)."""
    items = (line("x"), sibling, line("b", BONUS, only_if="s"))
    without = one(line("x"), sibling, values={"s": value})
    assert one(*items, values={"s": value, "b": 4})[1] - without[1] == (4 if counts else 0)


@pytest.mark.parametrize(("gate", "a", "strikes"), [(None, 0, True), ("full", 9, False), ("full", 10, True), ("a", 9, False), ("a", 10, True)])
def test_vetoes_have_gates_and_groups(gate, a, strikes):
    """A veto, alone or in a group, strikes where its gate is open; it is no line with points."""
    for items in ((line("v", VETO, only_if=gate),), (group("g", line("v", VETO, only_if=gate), line("w", VETO)),)):
        found = whole(sheet(content("c", criterion("n", line("a"), *items))))
        of = valued(found, a=a, v=3)
        assert of(found.vetoes["v"]) == ((3,) if strikes else (0,))
        assert list(found.lines) == ["a"]
        assert list(found.vetoes) == [member.id for member in getattr(items[0], "members", items)]


# One line


def test_every_step_of_a_line():
    """Its rule, then missing evidence, a waiver, its cap, its dates, rounding, its gate: in this order."""
    full = line("p", PENALTY, when_missing=Unknown.ZERO, at_most=5, valid=HALF_YEAR, only_if="full")
    found = whole(sheet(content("c", criterion("n", line("a"), full)), decimals=0, at=Stage.LINE))
    kinds = ["rule", "absent", "waived", "cap", "out_of_force", "rounding", "gate"]
    assert way(found, "line", "p", a=10, p="4.4") == list(zip(kinds, [Fraction("4.4")] * 5 + [4, 4], strict=True))
    assert [v for _, v in way(found, "line", "p", a=10, p="7.4")] == [Fraction("7.4")] * 3 + [5] * 4
    assert [v for _, v in way(found, "line", "p", a=10, p=3, absent__p=1)] == [3] + [0] * 6
    assert [v for _, v in way(found, "line", "p", a=10, p=3, waived__p=1)] == [3, 3] + [0] * 5
    assert [v for _, v in way(found, "line", "p", a=10, p=3, in_force__p=0)] == [3, 3, 3, 3, 0, 0, 0]
    assert [v for _, v in way(found, "line", "p", a=9, p=3)] == [3] * 6 + [0]


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({}, ["rule"]),
        ({"when_missing": Unknown.ZERO}, ["rule", "absent"]),
        ({"when_invalid": Unknown.ZERO}, ["rule", "absent"]),
        ({"when_missing": Unknown.NOT_CLASSIFIED, "when_invalid": Unknown.PENDING}, ["rule"]),
        ({"at_most": 0}, ["rule", "cap"]),
        ({"valid": HALF_YEAR}, ["rule", "out_of_force"]),
        ({"effect": BONUS}, ["rule"]),
        ({"effect": BONUS, "only_if": "full"}, ["rule", "gate"]),
        ({"effect": PENALTY}, ["rule", "waived"]),
    ],
)
def test_a_line_has_the_steps_that_its_sheet_asks_for(more, kinds):
    """Only what the sheet says of a line is a step of its way."""
    found = whole(sheet(content("c", criterion("n", line("a", **more)))))
    assert [step.kind for step in found.steps["line", "a"]] == kinds


def test_a_waived_veto_does_not_strike():
    """A competent authority may lift a veto as it lifts a penalty."""
    found = whole(sheet(content("c", criterion("n", line("v", VETO)))))
    assert valued(found, v=1)(found.vetoes["v"]) == (1,)
    assert valued(found, v=1, waived__v=1)(found.vetoes["v"]) == (0,)


# Lines out of force


@pytest.mark.parametrize(("in_force", "points"), [((1, 1), 5), ((1, 0), 5), ((0, 1), 3), ((0, 0), 0)])
@pytest.mark.parametrize("grouping", [False, True])
def test_the_best_of_lines_in_force(in_force, points, grouping):
    """A best of lines looks at those in force only; a group is in force with any of its lines."""
    first, second = (line(name, valid=HALF_YEAR) for name in "ab")
    items = (group("g", first), group("h", second)) if grouping else (first, second)
    switches = {f"in_force__{name}": on for name, on in zip("ab", in_force, strict=True)}
    assert one(*items, values={"a": 5, "b": 3, **switches}, combine=Combine.BEST_OF)[0] == points
    both = group("both", first, second, combine=Combine.BEST_OF)
    assert one(both, values={"a": 5, "b": 3, **switches})[0] == points


@pytest.mark.parametrize(("on", "points"), [((1, 1), 8), ((0, 1), 7), ((0, 0), 10)])
def test_a_criterion_without_awards_in_force_does_not_apply(on, points):
    """Where no award of a criterion is in force it is treated as one that does not apply: here in full."""
    items = (line("a", valid=HALF_YEAR), line("b", valid=HALF_YEAR), line("c", BONUS))
    values = {"a": 1, "b": 5, "c": 2, "in_force__a": on[0], "in_force__b": on[1]}
    assert one(*items, values=values, not_applicable=NotApplicable.FULL)[3] == points
    assert one(line("c", PENALTY), values={"c": 2}, not_applicable=NotApplicable.FULL)[3] == -2


# Criteria and contents


def two(treatment=None, combine=Combine.SUM, **more):
    """Return a content of criteria of 10 and 30 points; the second may not apply."""
    second = criterion("q", line("b"), points=30, weight=3, not_applicable=treatment)
    return content("c", criterion("p", line("a")), second, points=40, combine=combine, **more)


@pytest.mark.parametrize(("combine", "points"), [(Combine.SUM, 28), (Combine.MEAN, Fraction(8 + 60, 4)), (Combine.BEST_OF, 20)])
def test_criteria_and_contents_are_combined(combine, points):
    """8 of 10 and, with weight 3, 20 of 30: in a content, and as contents of the sheet."""
    assert total(sheet(two(combine=combine)), a=8, b=20) == points
    contents = (content("c", criterion("p", line("a"))), content("d", criterion("q", line("b")), points=30, weight=3))
    assert total(sheet(*contents, combine=combine), a=8, b=20) == points


@pytest.mark.parametrize(
    ("treatment", "applies", "gone"),
    [
        (NotApplicable.FULL, 28, 8 + 30),
        (NotApplicable.ZERO, 28, 8),
        (NotApplicable.DROP, 28, 8),
        (NotApplicable.RESCALE, 28, 32),
        (NotApplicable.RESCALE_SHEET, 28, 32),
    ],
)
@pytest.mark.parametrize("level", ["criterion", "content"])
def test_what_does_not_apply_is_treated_as_the_sheet_says(treatment, applies, gone, level):
    """8 of 10 beside 20 of 30 that apply or not: given, nothing, dropped, or made up for by four."""
    if level == "criterion":
        covenant, key = sheet(two(treatment)), "applies:q"
    else:
        other = content("d", criterion("q", line("b")), points=30, not_applicable=treatment)
        covenant, key = sheet(content("c", criterion("p", line("a"))), other), "applies:d"
    assert total(covenant, a=8, b=20) == applies
    assert total(covenant, a=8, b=20, **{key.replace(":", "__"): 0}) == gone


def test_what_is_removed_from_the_sheet_scales_the_whole_sheet():
    """Contents of 40 and 10: where 30 of the first leave the sheet, both are scaled by 50 / 20; where they
    are dropped, by nothing, and a content of 10 removed beside them by 20 / 10."""
    second = content("d", criterion("r", line("d")), not_applicable=NotApplicable.RESCALE)
    covenant = sheet(two(NotApplicable.RESCALE_SHEET), second)
    assert total(covenant, a=8, b=20, d=4) == 32
    assert total(covenant, a=8, b=20, d=4, applies__q=0) == (8 + 4) * Fraction(50, 20)
    assert total(covenant, a=8, b=20, d=4, applies__d=0) == 28 * Fraction(50, 40)
    assert total(covenant, a=8, b=20, d=4, applies__q=0, applies__d=0) == 8 * Fraction(50, 10)
    dropped = sheet(two(NotApplicable.DROP), second)
    assert total(dropped, a=8, b=20, d=4, applies__q=0) == 12
    assert total(dropped, a=8, b=20, d=4, applies__q=0, applies__d=0) == 8 * Fraction(20, 10)


def test_what_is_gone_with_its_content_is_not_removed_twice():
    """A criterion that does not apply in a content that does not either leaves the sheet once."""
    first = two(NotApplicable.RESCALE_SHEET, not_applicable=NotApplicable.RESCALE_SHEET)
    covenant = sheet(first, content("d", criterion("r", line("d"))))
    assert total(covenant, a=8, b=20, d=4, applies__c=0, applies__q=0) == 4 * Fraction(50, 10)


@pytest.mark.parametrize("combine", [Combine.MEAN, Combine.BEST_OF])
def test_a_mean_or_choice_is_worth_as_much_without_one(combine):
    """Where criteria are a mean or a choice, one that leaves them does not scale the sheet."""
    covenant = sheet(two(NotApplicable.RESCALE_SHEET, combine), content("d", criterion("r", line("d"))))
    assert total(covenant, a=8, b=20, d=4, applies__q=0) == 8 + 4
    contents = (content("c", criterion("p", line("a"))), content("d", criterion("q", line("b")), not_applicable=NotApplicable.RESCALE))
    assert total(sheet(*contents, combine=combine), a=8, b=3, applies__d=0) == 8


def test_a_treatment_that_counts_zero_stays_in_a_mean():
    """Of a mean of 8 and, with weight 3, nothing, 2 are left; one that was dropped leaves 8."""
    assert total(sheet(two(NotApplicable.ZERO, Combine.MEAN)), a=8, b=20, applies__q=0) == 2
    assert total(sheet(two(NotApplicable.DROP, Combine.MEAN)), a=8, b=20, applies__q=0) == 8


def test_stated_points_stand_for_all_that_is_inside():
    """Points stated for a criterion or content replace it; a stated content scales nothing for what is
    inside it; its way is that one step."""
    covenant = sheet(two(NotApplicable.RESCALE_SHEET), content("d", criterion("r", line("d"))))
    assert total(covenant, frozenset({"q"}), a=8, d=4, points__q=21) == 33
    assert total(covenant, frozenset({"c"}), a=8, d=4, points__c=17, applies__q=0) == 21
    found = whole(covenant, frozenset({"c"}))
    assert [s.kind for s in found.steps["node", "c"]] == ["stated"]
    of = valued(found, a=8, points__c=17)
    assert of(*found.nodes["c"].numbers) == (17, 0, 0, 17)
    assert next(s for s in open_symbols(found) if s.name == "points:c").quantity.range.low is None


def test_a_stated_node_always_applies():
    """Whoever states points of a node has decided that it applies."""
    covenant = sheet(content("c", criterion("n", line("a")), not_applicable=NotApplicable.ZERO))
    assert total(covenant, frozenset({"c"}), points__c=5, applies__c=0) == 5


# The way of a node


def test_the_way_of_a_criterion():
    """Its lines added, then combined, capped, rounded, and whether it applies."""
    items = (line("a"), line("b"), line("c", BONUS), line("d", PENALTY), line("v", VETO))
    caps = limits(bonus=3, penalty=2, net_high=2, net_low=-1, ceiling=9, floor=1)
    node = criterion("n", *items, combine=Combine.BEST_OF, limits=caps, not_applicable=NotApplicable.FULL)
    found = whole(sheet(content("c", node), at=Stage.CRITERION))
    values = {"a": "7.4", "b": 2, "c": 5, "d": 4, "v": 1}
    assert way(found, "node", "n", **values) == [
        ("parts", Fraction("10.4")),  # 7.4 + 2 + 5 - 4
        ("combine", Fraction("8.4")),  # the better of the awards
        ("bonus", Fraction("6.4")),
        ("penalty", Fraction("8.4")),
        ("net_high", Fraction("8.4")), ("net_low", Fraction("8.4")), ("ceiling", Fraction("8.4")), ("floor", Fraction("8.4")),
        ("rounding", 8),
        ("not_applicable", 8),
    ]
    assert way(found, "node", "n", **values, applies__n=0)[-1] == ("not_applicable", 10)


def test_the_way_of_a_content():
    """Its criteria added, combined, scaled, capped, rounded."""
    node = two(NotApplicable.RESCALE, limits=limits(ceiling=30))
    found = whole(sheet(node, at=Stage.CONTENT))
    assert way(found, "node", "c", a="7.4", b=20, applies__q=0) == [
        ("parts", Fraction("7.4")), ("combine", Fraction("7.4")), ("rescale", Fraction("29.6")), ("ceiling", Fraction("29.6")), ("rounding", 30),
    ]
    mean = whole(sheet(two(combine=Combine.MEAN)))
    assert way(mean, "node", "c", a=8, b=20) == [("parts", 28), ("combine", 17)]


def test_the_way_of_the_sheet():
    """Contents added, combined, scaled, capped, rounded at the total."""
    other = content("d", criterion("r", line("d")), not_applicable=NotApplicable.RESCALE)
    covenant = sheet(content("c", criterion("p", line("a"))), other, limits=limits(ceiling=15))
    found = whole(covenant)
    assert way(found, *SHEET, a="7.4", d=3, applies__d=0) == [
        ("parts", Fraction("7.4")), ("combine", Fraction("7.4")), ("rescale", Fraction("14.8")), ("ceiling", Fraction("14.8")), ("rounding", 15),
    ]
    mean = whole(sheet(content("c", criterion("p", line("a"))), other, combine=Combine.MEAN, at=Stage.LINE))
    assert way(mean, *SHEET, a=8, d=3) == [("parts", 11), ("combine", Fraction("5.5"))]
    assert set(mean.steps) == {SHEET, *(("line", n) for n in "ad"), *(("node", n) for n in "cpdr")}


@pytest.mark.parametrize(
    ("at", "points"),
    [(Stage.LINE, "0.9"), (Stage.CRITERION, "1"), (Stage.CONTENT, "1"), (Stage.TOTAL, "1")],
)
def test_rounding_happens_at_one_stage(at, points):
    """Thirds to one decimal: three lines of 0.3, or 0.7 + 0.3, or 1: what rounding gives is the award's,
    so the points are still award + bonus - penalty."""
    nodes = criterion("p", line("a"), line("b", BONUS), line("x", PENALTY)), criterion("q", line("d"))
    found = whole(sheet(content("c", *nodes), decimals=1, at=at))
    of = valued(found, a="1/3", b="1/3", d="1/3")
    assert of(found.total) == (Fraction(points),)
    for node in found.nodes.values():
        award, bonus, penalty, points_ = of(*node.numbers)
        assert award + bonus - penalty == points_
    assert [key for key, steps in found.steps.items() if any(s.kind == "rounding" for s in steps)] == {
        Stage.LINE: [("line", n) for n in "axbd"], Stage.CRITERION: [("node", "p"), ("node", "q")],
        Stage.CONTENT: [("node", "c")], Stage.TOTAL: [SHEET],
    }[at]  # fmt: skip


def test_rounding_keeps_bonus_and_penalty():
    """Rounded at the criterion, 7.4 + 3 - 1 become 9 points of which 3 are bonus and 1 is penalty."""
    found = whole(sheet(content("c", criterion("n", line("a"), line("b", BONUS), line("x", PENALTY))), at=Stage.CRITERION))
    assert valued(found, a="7.4", b=3, x=1)(*found.nodes["n"].numbers) == (7, 3, 1, 9)


# Slots


@pytest.mark.parametrize("unfilled", [Unknown.PENDING, Unknown.NOT_CLASSIFIED, Unknown.ZERO])
def test_a_slot_that_is_not_filled(unfilled):
    """It may still give an award up to the standard, a bonus and a penalty up to their caps, within the
    caps of the criterion; or it is worth nothing."""
    caps = limits(bonus=4, penalty=3, ceiling=12)
    found = whole(sheet(content("c", criterion("n", limits=caps, slot=Slot(unfilled)))))
    assert [s.kind for s in found.steps["node", "n"]] == ["slot"]
    if unfilled is Unknown.ZERO:
        assert found.nodes["n"].numbers == (ZERO,) * 4
        return
    values = {"slot__n__award": 10, "slot__n__bonus": 4, "slot__n__penalty": 1}
    assert valued(found, **values)(*found.nodes["n"].numbers) == (10, 3, 1, 12)
    ranges = {s.name: (s.quantity.range.low, s.quantity.range.high) for s in open_symbols(found)}
    assert ranges == {"slot:n:award": (0, 10), "slot:n:bonus": (0, 4), "slot:n:penalty": (0, 3)}


def test_an_open_slot_without_caps_gives_an_award_only():
    """Where the sheet caps no bonus and no penalty of a slot there are none to come."""
    found = whole(sheet(content("c", criterion("n", slot=Slot(Unknown.PENDING)))))
    assert {s.name for s in open_symbols(found)} == {"slot:n:award"}
    assert valued(found, slot__n__award=7)(*found.nodes["n"].numbers) == (7, 0, 0, 7)


def test_a_slot_may_not_apply_and_a_filled_one_is_a_criterion():
    """An open slot is treated like other criteria that do not apply; a filled one counts its lines."""
    slot = criterion("n", slot=Slot(Unknown.PENDING), not_applicable=NotApplicable.FULL)
    assert total(sheet(content("c", slot)), slot__n__award=7) == 7
    assert total(sheet(content("c", slot)), slot__n__award=7, applies__n=0) == 10
    assert total(sheet(content("c", criterion("n", line("a"), slot=Slot(Unknown.PENDING)))), a=6) == 6


# Periods


def periods(*weights):
    return tuple(Period(f"h{n}", TEXT, Fraction(w)) for n, w in enumerate(weights, 1))


def test_a_year_is_the_weighted_mean_of_its_periods():
    """Each measure is asked for each period; nodes, lines, steps and the sheet are weighted means, vetoes
    of all periods are added, rounding is of the year."""
    items = (line("a"), line("b", BONUS), line("v", VETO))
    found = whole(sheet(content("c", criterion("n", *items, limits=limits(bonus=3))), periods=periods(1, 2)))
    of = valued(found, a_at_h1=4, a_at_h2=10, b_at_h1=6, v_at_h1=1, v_at_h2=2)
    assert {s.name for s in open_symbols(found) if ":" not in s.name} == {f"{m}@h{n}" for m in "abv" for n in (1, 2)}
    assert of(*found.nodes["n"].numbers) == (8, 1, 0, 9)
    assert of(*found.sheet.numbers) == (8, 1, 0, 9)
    assert of(found.lines["a"], found.lines["b"], found.vetoes["v"], found.total) == (8, 2, 3, 9)
    values = {"a_at_h1": 4, "a_at_h2": 10, "b_at_h1": 6}
    assert way(found, "node", "n", **values) == [("parts", 10), ("combine", 10), ("bonus", 9)]
    assert way(found, *SHEET, **values) == [("parts", 9), ("combine", 9), ("rescale", 9), ("rounding", 9)]


def test_aggregates_are_asked_for_each_period_and_targets_are_not():
    """What the bloc did belongs to a period; a target and a switch are of the year."""
    target, bloc = Symbol("target:a:t"), Symbol("bloc:sum:m", Symbol("x").quantity.within(0, 5))
    own = Line("a", TEXT, None, AWARD, build.add(target, bloc, Symbol("m")), Fraction(10), Unknown.PENDING)
    found = whole(sheet(content("c", criterion("n", own)), periods=periods(1, 1)))
    symbols = {s.name: s.quantity for s in open_symbols(found)}
    assert set(symbols) == {"target:a:t", "bloc:sum:m@h1", "bloc:sum:m@h2", "m@h1", "m@h2"}
    assert symbols["bloc:sum:m@h1"] == bloc.quantity
    alone = whole(sheet(content("c", criterion("n", own))))
    assert {s.name for s in open_symbols(alone)} == {"target:a:t", "bloc:sum:m", "m"}


# Scenarios


def test_a_factor_weighs_a_node():
    """What a scenario weighs otherwise is multiplied after its own caps and before those above it."""
    node = content("c", criterion("n", line("a"), limits=limits(ceiling=6)), limits=limits(ceiling=10))
    found = whole(sheet(node), factors={"n": build.constant(2)})
    of = valued(found, a=8)
    assert of(*found.nodes["n"].numbers) == (12, 0, 0, 12)
    assert of(found.total) == (10,)
    assert found.steps["node", "n"][-1] == Step("factor", found.nodes["n"].points)
    assert whole(sheet(node)) == whole(sheet(node), frozenset(), {})


def test_symbols_of_a_formula_and_of_its_steps():
    """A cap of zero leaves a line without effect on the total: its evidence is a symbol of the steps."""
    found = whole(sheet(content("c", criterion("n", line("a"), line("v", VETO), weight=0), combine=Combine.MEAN)))
    assert {s.name for s in open_symbols(found)} >= {"a", "v", "waived:v"}
    assert {s.name for s in step_symbols(found)} >= {"a", "v"}
    assert ALWAYS.meets(HALF_YEAR)


def test_gates_stand_inside_groups():
    """A bonus of a group waits for its own gate; the group counts those that are open, within its cap."""
    items = (line("a"), group("g", line("b", BONUS, only_if="full"), line("d", BONUS), at_most=5))
    assert one(*items, values={"a": 10, "b": 4, "d": 2})[1] == 5
    assert one(*items, values={"a": 9, "b": 4, "d": 2})[1] == 2
    assert one(*items, values={"a": 10, "b": 2, "d": 2})[1] == 4


def test_a_sheet_looks_at_every_content_for_what_was_removed():
    """After a content that is a mean, and after criteria that always apply, the next ones are looked at."""
    mean = content("e", criterion("s", line("e"), not_applicable=NotApplicable.RESCALE_SHEET), combine=Combine.MEAN)
    covenant = sheet(mean, two(NotApplicable.RESCALE_SHEET))
    assert total(covenant, e=4, a=8, b=20, applies__q=0) == 12 * Fraction(50, 20)
    stated = {"points__e": 4, "a": 8, "b": 20, "applies__q": 0}
    assert total(covenant, frozenset({"e"}), **stated) == 12 * Fraction(50, 20)


def test_what_is_always_in_force_needs_no_switch():
    """Lines without dates ask for their evidence only, in a choice, a group and a criterion that may not apply."""
    items = (line("a"), group("g", line("b"), line("d"), combine=Combine.BEST_OF))
    found = whole(sheet(content("c", criterion("n", *items, combine=Combine.BEST_OF, not_applicable=NotApplicable.ZERO))))
    assert {s.name for s in open_symbols(found)} == {"a", "b", "d", "applies:n"}
    dated = whole(sheet(content("c", criterion("n", line("a", valid=HALF_YEAR), combine=Combine.BEST_OF))))
    assert {s.name for s in open_symbols(dated)} == {"a", "in_force:a"}


def test_what_stated_points_replace_is_still_asked_for():
    """Lines under stated points, and whether a criterion inside them applies, are symbols too: what was
    reported beside the points is compared with them."""
    covenant = sheet(two(NotApplicable.RESCALE))
    assert {s.name for s in open_symbols(whole(covenant, frozenset({"q"})))} >= {"a", "b", "points:q"}
    assert {s.name for s in open_symbols(whole(covenant, frozenset({"c"})))} >= {"a", "b", "points:c", "applies:q"}
