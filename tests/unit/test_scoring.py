"""Scoring calculated by hand: merged units, facts, aggregates, waivers, treatments, stages, ranks."""

from fractions import Fraction

import pytest
from attrs import evolve

import covenant_rules as cr
from covenant_rules.errors import ReportError, SpecError
from covenant_rules.interval import Interval
from covenant_rules.scoring import Status
from covenant_rules.text import Text

from .sheets import HEAD, load_bloc

TWO = """
units:
  - {unit: a, title: {vi: A, en: A}}
  - {unit: b, title: {vi: B, en: B}}
"""


def sheet(*criteria, measures="", points=10):
    """Return a sheet of one content with the given criteria, written flat."""
    head = (
        "measures:\n" + "".join(f"  {m}\n" for m in measures.split("\n") if m) if measures else ""
    )
    title = "{vi: Một, en: One}"
    body = f'contents:\n  - id: "1"\n    title: {title}\n    points: {points}\n    criteria:\n'
    for number, criterion in enumerate(criteria, start=1):
        body += f'      - {{id: "1.{number}", title: {title}, points: {points // len(criteria)}, {criterion}}}\n'
    return head + body


def measure(name, unit="count", low=0, high=100, more=""):
    """Return the declaration of a measure."""
    return f"{name}: {{title: {{vi: {name}, en: {name}}}, unit: {unit}, low: {low}, high: {high}{more}}}"


# An award of all 10 points, and a deduction of 1 for each case of `n`.
PER_CASE = (
    "lines: [{award: core.full}, {penalty: core.per_case, with: {each: 1}, from: {count: n}%s}]"
)


def score(folder, text, units, reports="", *, head=HEAD, stage=None):
    """Load and score a bloc-year."""
    return cr.score(load_bloc(folder, text, units, reports, head=head), stage=stage)


def total(standings, unit="a"):
    """Return the total of a unit, a number where it is known."""
    found = standings[unit].card.total
    return found if found.exact is None else found.exact


# Merged units


MERGED = """
units:
  - {unit: a, title: {vi: A, en: A}, merged_from: [x, y], active: {from: 2026-07-01}}
"""


@pytest.mark.parametrize(
    ("merge", "expected"),
    [("sum", 10 - 5), ("mean", 10 - Fraction("2.5")), ("maximum", 10 - 4), ("minimum", 10 - 1)],
)
def test_reports_of_merged_units_are_put_together(merge, expected, tmp_path):
    """Where x reported 1 case and y 4, the merged unit has 5, 2.5, 4 or 1, as the measure declares."""
    text = sheet(PER_CASE % "", measures=measure("n", more=f", merge: {merge}"))
    assert total(score(tmp_path, text, MERGED, "x,final,n,1,\ny,final,n,4,\n")) == expected


def test_a_measure_without_merge_is_not_guessed(tmp_path):
    """Where the sheet does not say how to put reports together, the value is missing."""
    text = sheet(PER_CASE % "", measures=measure("n", high=4))
    found = score(tmp_path, text, MERGED, "x,final,n,1,\ny,final,n,4,\n")
    assert total(found) == Interval.of(6, 10)
    assert found["a"].card.missing == ("n",)


def test_half_of_the_merged_reports_is_not_enough(tmp_path):
    """While one of the merged units has not reported, the sum is not known."""
    text = sheet(PER_CASE % "", measures=measure("n", high=4, more=", merge: sum"))
    assert total(score(tmp_path, text, MERGED, "x,final,n,1,\n")) == Interval.of(6, 10)


def test_the_merged_units_own_report_goes_first(tmp_path):
    """What the new unit reports itself is not added to what the old ones reported."""
    text = sheet(PER_CASE % "", measures=measure("n", more=", merge: sum"))
    reports = "x,final,n,1,\ny,final,n,4,\na,final,n,2,\n"
    assert total(score(tmp_path, text, MERGED, reports)) == 8


OLD = ", valid: {to: 2026-06-30}"
NEW = ", valid: {from: 2026-07-01}"


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("", 10 - 1 - 1),  # the whole year: both lines count
        (", active: {to: 2026-06-30}", 10 - 1),
        (", active: {from: 2026-07-01}", 10 - 1),
        (", active: {from: 2026-06-30}", 10 - 1 - 1),  # the last day of the old line
        (", active: {from: 2026-07-01}, merged_from: [x]", 10 - 1 - 1),  # its parts lived before
    ],
)
def test_lines_in_force_for_the_part_of_the_year(unit, expected, tmp_path):
    """A line counts for a unit that existed on a day when it is in force; a merged unit has all year."""
    penalty = "{penalty: core.per_case, with: {each: 1}, from: {count: n}%s}"
    text = sheet(
        f"lines: [{{award: core.full}}, {penalty % OLD}, {penalty % NEW}]", measures=measure("n")
    )
    units = f"units: [{{unit: a, title: {{vi: A, en: A}}{unit}}}]"
    assert total(score(tmp_path, text, units, "a,final,n,1,\n")) == expected


def test_lines_outside_the_year_never_count(tmp_path):
    """A line that was in force only before the year of the sheet takes nothing."""
    text = sheet(PER_CASE % ", valid: {to: 2025-12-31}", measures=measure("n"))
    assert total(score(tmp_path, text, TWO, "a,final,n,5,\n")) == 10


# Facts of the registration


FACTS = sheet(
    "lines: [{award: core.full},"
    " {penalty: core.per_case, at_most: 3, with: {each: 0.5}, from: {count: %s}}]"
)


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        (", signed: 2026-02-15", 10),  # the last day
        (", signed: 2026-02-19", 8),  # four days late, half a point each
        (", signed: 2026-12-31", 7),  # capped at three
        (", signed: 2026-01-02", 10),
    ],
)
@pytest.mark.parametrize(
    "periods",
    ["", "periods: [{id: h1, title: {vi: a, en: b}, weight: 1}]\n"],
    ids=["year", "periods"],
)
def test_days_late(signed, expected, periods, tmp_path):
    """A registration is late by the days after the due day; the fact needs no report, in no period."""
    late = sheet(
        "lines: [{award: core.full},"
        " {bonus: core.declining, points: 3, with: {each: 0.5}, from: {count: registration.days_late}}]"
    )
    head = HEAD + "registration_due: 2026-02-15\n" + periods
    units = f"units: [{{unit: a, title: {{vi: A, en: A}}{signed}}}]"
    # The bonus is 3 less half a point a day, so what is lost of it is the penalty for lateness.
    assert total(score(tmp_path, late, units, head=head)) - 3 == expected


def test_an_unknown_day_of_registration_is_missing(tmp_path):
    """Where the day of signing is not known, lateness is neither zero nor guessed."""
    late = sheet("rule: core.declining, with: {each: 1}, from: {count: registration.days_late}")
    found = score(tmp_path, late, TWO, head=HEAD + "registration_due: 2026-02-15\n")
    assert total(found) == Interval.of(0, 10)
    assert found["a"].card.missing == ("registration.days_late",)


SLOTTED = """
measures:
  r: {title: {vi: r, en: r}, unit: percent, low: 0, high: 100}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 20
    criteria:
      - {id: "1.1", title: {vi: x, en: x}, points: 10, registered: {unfilled: UNFILLED, floors: {target: 70}}}
      - id: "1.2"
        title: {vi: y, en: y}
        points: 10
        lines:
          - award: core.full
          - {penalty: core.per_case, with: {each: 2}, from: {count: registration.unfilled}}
          - {penalty: core.per_case, with: {each: 3}, from: {count: registration.below_floor}}
"""
SIGNED = """
units:
  - unit: a
    title: {vi: A, en: A}
    slots: {"1.1": {rule: core.target_met, with: {target: TARGET, better: higher}, from: {actual: r}}}
"""


@pytest.mark.parametrize(("target", "expected"), [("70", 20), ("69", 17), ("registered", 17)])
def test_a_target_below_the_floor(target, expected, tmp_path):
    """A target of 69 under a floor of 70 costs 3, written in the sheet or under `targets`; 70 costs nothing."""
    units = SIGNED.replace("TARGET", target)
    if target == "registered":
        units += '    targets: {"1.1": {target: 60}}\n'
    found = score(tmp_path, SLOTTED.replace("UNFILLED", "zero"), units, "a,final,r,80,\n")
    assert total(found) == expected


@pytest.mark.parametrize(
    ("unfilled", "expected", "status"),
    [
        ("zero", 8, Status.FINAL),
        ("pending", Interval.of(8, 18), Status.PENDING),
        ("not_classified", Interval.of(8, 18), Status.NOT_CLASSIFIED),
    ],
)
def test_an_unfilled_slot(unfilled, expected, status, tmp_path):
    """An empty slot costs 2 as a fact, and counts as zero, as open, or bars the class, as the sheet says."""
    found = score(tmp_path, SLOTTED.replace("UNFILLED", unfilled), TWO, "a,final,r,80,\n")
    assert total(found) == expected
    assert found["a"].card.status is status
    assert found["a"].card.missing == (() if unfilled == "zero" else ("slot:1.1",))


# Aggregates over the bloc


BLOC = sheet(
    "rule: core.proportional, with: {target: 10, exceed: stop}, from: {actual: {bloc: %s, of: n}}",
    measures=measure("n", high=10),
)


@pytest.mark.parametrize(
    ("aggregate", "all_known", "one_missing"),
    [
        ("maximum", 8, Interval.of(8, 10)),
        ("minimum", 2, Interval.of(0, 8)),
        ("mean", 5, Interval.of(4, 9)),
    ],
)
def test_aggregates_over_the_bloc(aggregate, all_known, one_missing, tmp_path):
    """Over a = 8 and b = 2 an aggregate is known; while b lacks its report, it is the range of 8 and 0..10."""
    text = BLOC % aggregate
    assert total(score(tmp_path / "x", text, TWO, "a,final,n,8,\nb,final,n,2,\n")) == all_known
    missing = score(tmp_path / "y", text, TWO, "a,final,n,8,\n")
    assert (total(missing, "a"), total(missing, "b")) == (one_missing, one_missing)
    assert missing["a"].card.missing


def test_sum_over_the_bloc(tmp_path):
    """Of 8 + 2 cases over the bloc each unit loses one point each: nothing is left of 10."""
    text = sheet(
        "rule: core.declining, with: {each: 1}, from: {count: {bloc: sum, of: n}}",
        measures=measure("n"),
    )
    assert total(score(tmp_path, text, TWO, "a,final,n,6,\nb,final,n,2,\n")) == 2


# Waivers, rejected evidence, exclusion


def test_a_waiver_lifts_the_penalty_and_needs_no_evidence(tmp_path):
    """A lifted penalty takes nothing, whether or not its cases were reported (R24)."""
    text = sheet(PER_CASE % "", measures=measure("n"))
    reports = "a,final,n,4,\na,final,waiver:1.1/2,Ban TĐKT,tự phát hiện\nb,final,waiver:1.1/2,Ban TĐKT,khách quan\n"
    found = score(tmp_path, text, TWO, reports)
    assert (total(found, "a"), total(found, "b")) == (10, 10)
    assert found["b"].card.missing == ()


@pytest.mark.parametrize("kind", ["missing", "invalid"])
@pytest.mark.parametrize(
    ("treatment", "expected", "status"),
    [
        ("pending", Interval.of(6, 10), Status.PENDING),
        ("zero", 10, Status.FINAL),
        ("not_classified", Interval.of(6, 10), Status.NOT_CLASSIFIED),
    ],
)
def test_treatments_of_evidence_that_does_not_count(kind, treatment, expected, status, tmp_path):
    """Missing or rejected evidence leaves the line open, gives nothing, or bars the class, as declared."""
    other = {"missing": "when_invalid", "invalid": "when_missing"}[kind]
    opposite = "pending" if treatment == "zero" else "zero"
    text = sheet(
        PER_CASE % f", when_{kind}: {treatment}, {other}: {opposite}", measures=measure("n", high=4)
    )
    reports = (
        "a,final,n,2,\na,final,invalid:n,,không có hồ sơ\n"
        if kind == "invalid"
        else "b,final,n,0,\n"
    )
    card = score(tmp_path, text, TWO, reports)["a"].card
    assert card.total == (
        expected if isinstance(expected, Interval) else Interval.of(expected, expected)
    )
    assert card.status is status
    if status is Status.NOT_CLASSIFIED:
        assert "1.1/2" in card.because.vi
        assert "1.1/2" in card.because.en


def test_excluded_units_are_scored_but_not_ranked(tmp_path):
    """A unit that is not ranked keeps its score and takes no rank from the others."""
    text = sheet(PER_CASE % "", measures=measure("n"))
    units = TWO + "  - {unit: c, title: {vi: C, en: C}, ranked: false, because: đơn vị đặc thù}\n"
    found = score(tmp_path, text, units, "a,final,n,2,\nb,final,n,1,\nc,final,n,0,\n")
    card = found["c"].card
    assert (total(found, "c"), card.status, card.because.vi) == (
        10,
        Status.EXCLUDED,
        "đơn vị đặc thù",
    )
    assert [(r.card.unit, r.standing.rank) for r in found] == [("b", 1), ("a", 2), ("c", None)]


@pytest.mark.parametrize(
    ("reports", "definite", "open_"),
    [
        ("a,final,n,1,\n", ("1.1/2",), ()),
        ("a,final,n,0,\n", (), ()),
        ("", (), ("1.1/2",)),
        ("a,final,n,1,\na,final,waiver:1.1/2,Hội đồng,khách quan\n", (), ()),
    ],
    ids=["strikes", "does not", "may", "lifted"],
)
def test_vetoes(reports, definite, open_, tmp_path):
    """A veto strikes above zero, may strike while its evidence is missing, and takes no points."""
    text = sheet(
        "lines: [{award: core.full}, {veto: core.per_case, with: {each: 1}, from: {count: n}}]",
        measures=measure("n"),
    )
    card = score(tmp_path, text, TWO, reports + "b,final,n,0,\n")["a"].card
    assert (card.vetoes, card.open_vetoes) == (definite, open_)
    assert card.total.exact == 10


# Stated points


def test_stated_points_stand_for_their_lines(tmp_path):
    """Points stated for a criterion need no evidence, and their lines are not shown as derived."""
    text = sheet(PER_CASE % "", measures=measure("n"))
    card = score(tmp_path, text, TWO, "a,final,points:1.1,7.5,\n")["a"].card
    assert (card.total.exact, card.stated, card.missing) == (Fraction("7.5"), ("1.1",), ())
    assert card.score("1.1").stated
    assert card.lines == {}


@pytest.mark.parametrize("stated", ["10.5", "-1"])
def test_stated_points_outside_what_is_possible(stated, tmp_path):
    """With at most 4 cases the criterion lies in 6..10: 10.5 and -1 are refused at their cell."""
    text = sheet(PER_CASE % "", measures=measure("n", high=4))
    with pytest.raises(SpecError) as caught:
        load_bloc(tmp_path, text, TWO, f"a,final,points:1.1,{stated},\n")
    (found,) = caught.value.diagnostics
    assert (found.code, found.span.line) == ("E522", 2)
    assert "6..10" in found.message("en")


def test_stated_points_must_agree_with_the_evidence_beside_them(tmp_path):
    """Whoever reports 3 cases and states 9 points of a sheet that gives 7 is told so."""
    text = sheet(PER_CASE % "", measures=measure("n", high=4))
    with pytest.raises(SpecError) as caught:
        load_bloc(tmp_path, text, TWO, "a,final,n,3,\na,final,points:1.1,9,\n")
    assert "7..7" in caught.value.diagnostics[0].message("en")
    assert total(score(tmp_path, text, TWO, "a,final,n,3,\na,final,points:1.1,7,\n")) == 7


# Stages


STAGES = "a,self,n,1,\na,appraised,n,3,\n"


def test_the_only_stage_is_scored_else_final(tmp_path):
    """One stage needs no name; of several, `final` is taken; a named one is scored as named."""
    text = sheet(PER_CASE % "", measures=measure("n"))
    only = score(tmp_path / "x", text, TWO, "a,self,n,1,\n")
    assert (only.stage, total(only)) == ("self", 9)
    final = score(tmp_path / "y", text, TWO, STAGES + "a,final,n,4,\n")
    assert (final.stage, total(final)) == ("final", 6)
    assert total(score(tmp_path / "z", text, TWO, STAGES, stage="appraised")) == 7
    assert score(tmp_path / "none", text, TWO).stage == "final"


@pytest.mark.parametrize(
    ("stage", "code", "near"), [(None, "E540", None), ("apraised", "E541", "appraised")]
)
def test_an_unclear_stage(stage, code, near, tmp_path):
    """Several stages without `final` need a choice; an unknown one suggests the nearest."""
    text = sheet(PER_CASE % "", measures=measure("n"))
    with pytest.raises(ReportError) as caught:
        score(tmp_path, text, TWO, STAGES, stage=stage)
    (found,) = caught.value.diagnostics
    assert (found.code, found.suggestion) == (code, near)
    assert "self, appraised" in found.message("en") + found.help("en")


# Ranks


FOUR = "units:\n" + "".join(f"  - {{unit: {u}, title: {{vi: {u}, en: {u}}}}}\n" for u in "abcd")
# Two criteria of 10: `n` takes from the first, `m` from the second.
TAKEN = "rule: core.declining, with: {each: 1}, from: {count: %s}"
RANKED = sheet(TAKEN % "n", TAKEN % "m", measures=measure("n") + "\n" + measure("m"), points=20)


def ranking(method, ties="shared", breakers="", precision="rounded"):
    """Return the head of a sheet that ranks so."""
    more = f", tie_breakers: [{breakers}]" if breakers else ""
    old = "ranking: {method: dense, precision: rounded, ties: shared}"
    assert old in HEAD
    return HEAD.replace(
        old, f"ranking: {{method: {method}, precision: {precision}, ties: {ties}{more}}}"
    )


def places(found):
    """Return rank and shared units by unit."""
    return {r.card.unit: (r.standing.rank, r.standing.tied_with) for r in found}


def report(**values):
    """Return rows with n and m of each unit."""
    return "".join(f"{u},final,n,{n},\n{u},final,m,{m},\n" for u, (n, m) in values.items())


# Totals: a 17, b 15 = 10 + 5, c 15 = 8 + 7, d 12
SOME = report(a=(3, 0), b=(0, 5), c=(2, 3), d=(8, 0))


@pytest.mark.parametrize(("method", "last"), [("dense", 3), ("competition", 4)])
def test_shared_ranks(method, last, tmp_path):
    """After two units on rank 2 the next is 3 when dense, 4 in a competition."""
    found = score(tmp_path, RANKED, FOUR, SOME, head=ranking(method))
    assert places(found) == {"a": (1, ()), "b": (2, ("c",)), "c": (2, ("b",)), "d": (last, ())}
    assert [r.card.unit for r in found] == ["a", "b", "c", "d"]


def test_listed_ranks_are_not_shared(tmp_path):
    """An ordinal ranking gives each unit its own place, by the order of registration, and says so."""
    found = score(tmp_path, RANKED, FOUR, SOME, head=ranking("ordinal", "listed"))
    assert places(found) == {"a": (1, ()), "b": (2, ()), "c": (3, ()), "d": (4, ())}
    assert [found[u].standing.broken_by for u in "abcd"] == [None, "listed", "listed", None]


def test_tie_breakers_in_order(tmp_path):
    """Equal on the first tie-breaker, parted by the second: the one that decided is named."""
    # b and c: 15 points, no bonus either; criterion 1.2 gives 5 against 7, so c goes first.
    head = ranking("dense", breakers='bonus, {points: "1.2"}, {points: "1.1"}')
    found = score(tmp_path, RANKED, FOUR, SOME, head=head)
    assert places(found) == {"a": (1, ()), "c": (2, ()), "b": (3, ()), "d": (4, ())}
    assert [found[u].standing.broken_by for u in "abcd"] == [None, "points 1.2", "points 1.2", None]


PENALTIES = sheet(
    "lines: [{award: core.full}, {bonus: core.per_case, with: {each: 1}, from: {count: m}},"
    " {penalty: core.per_case, with: {each: 1}, from: {count: n}}]",
    measures=measure("n") + "\n" + measure("m"),
)


@pytest.mark.parametrize(
    ("breaker", "first"),
    [("penalty", "b"), ("bonus", "a"), ('{penalty: "1.1"}', "b"), ('{bonus: "1"}', "a")],
)
def test_penalty_and_bonus_as_tie_breakers(breaker, first, tmp_path):
    """At equal totals, less penalty goes first, and more bonus goes first; of a node or the sheet."""
    found = score(
        tmp_path,
        PENALTIES,
        TWO,
        report(a=(5, 5), b=(1, 1)),
        head=ranking("dense", breakers=breaker),
    )
    assert [total(found, u) for u in "ab"] == [10, 10]
    assert found[first].standing.rank == 1
    assert sorted(r.standing.rank for r in found) == [1, 2]


def test_precision_of_ranks(tmp_path):
    """Totals of 8 1/3 and 8.33 share a rank as printed, and do not when compared exactly."""
    measures = measure("r", "percent", more=", decimals: 4") + "\n" + measure("s", high=3)
    text = sheet(
        "combine: best_of, lines: [{award: core.percentage, from: {value: r}},"
        " {award: core.proportional, with: {target: 3, exceed: stop}, from: {actual: s}}]",
        measures=measures,
    )
    reports = "a,final,r,0,\na,final,s,1,\nb,final,r,33.3,\nb,final,s,0,\n"  # 10/3 and 3.33
    printed = score(tmp_path / "x", text, TWO, reports)
    assert places(printed) == {"a": (1, ("b",)), "b": (1, ("a",))}
    exact = score(tmp_path / "y", text, TWO, reports, head=ranking("dense", precision="exact"))
    assert places(exact) == {"a": (1, ()), "b": (2, ())}
    whole = score(tmp_path / "z", text, TWO, reports, head=ranking("dense", precision="0"))
    assert places(whole) == {"a": (1, ("b",)), "b": (1, ("a",))}


def test_possible_ranks_while_evidence_is_missing(tmp_path):
    """With a = 17, d = 12 and b between 10 and 20, b may be first to third, a first or second."""
    known = report(a=(3, 0), d=(8, 0)) + "b,final,n,0,\n"
    units = FOUR.replace("  - {unit: c, title: {vi: c, en: c}}\n", "")
    for method in ("competition", "dense"):
        found = score(tmp_path / method, RANKED, units, known, head=ranking(method))
        possible = {
            u: (found[u].standing.rank, found[u].standing.best, found[u].standing.worst)
            for u in "abd"
        }
        assert possible == {"a": (None, 1, 2), "b": (None, 1, 3), "d": (None, 2, 3)}


def test_unknown_units_and_nodes(tmp_path):
    """Asking for a unit or a node that is not there is a KeyError."""
    found = score(tmp_path, RANKED, FOUR, SOME)
    assert len(found) == 4
    with pytest.raises(KeyError):
        found["e"]
    with pytest.raises(KeyError):
        found["a"].card.score("9.9")


def test_the_receipt_depends_on_what_was_scored(tmp_path):
    """The order of rows leaves the digest of the reports as it is; another value changes it."""
    first = score(tmp_path / "x", RANKED, FOUR, SOME).receipt
    lines = SOME.splitlines(keepends=True)
    shuffled = score(tmp_path / "y", RANKED, FOUR, "".join(reversed(lines))).receipt
    changed = score(
        tmp_path / "z", RANKED, FOUR, SOME.replace("a,final,n,3,", "a,final,n,4,")
    ).receipt
    assert first.reports == shuffled.reports != changed.reports
    assert first.covenant == changed.covenant
    assert set(first.rules) == {"core.declining"}


def test_an_aggregate_of_a_fact(tmp_path):
    """A fact of the registrations can be summed over the bloc like a measure: b is four days late."""
    text = sheet(
        "rule: core.declining, with: {each: 1}, from: {count: {bloc: sum, of: registration.days_late}}"
    )
    units = """
    units:
      - {unit: a, title: {vi: A, en: A}, signed: 2026-02-01}
      - {unit: b, title: {vi: B, en: B}, signed: 2026-02-19}
    """
    found = score(tmp_path, text, units, head=HEAD + "registration_due: 2026-02-15\n")
    assert (total(found, "a"), total(found, "b")) == (6, 6)


def test_stated_points_need_no_aggregate(tmp_path):
    """What the bloc has not reported is not missing from points that are stated."""
    card = score(tmp_path, BLOC % "mean", TWO, "a,final,n,8,\na,final,points:1.1,9,\n")["a"].card
    assert (card.total.exact, card.missing) == (9, ())


# What a card says


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_card_in_a_notebook(language, tmp_path, monkeypatch):
    """A notebook shows a table in the language of the environment: each content with its title and
    points, the total, and why a unit is out of rank; a card without its sheet names contents by id."""
    monkeypatch.setenv("LC_ALL", {"vi": "vi_VN.UTF-8", "en": "en_GB.UTF-8"}[language])
    text = sheet(
        "lines: [{award: core.full}, {penalty: core.per_case, with: {each: 0.5}, from: {count: n}}]", measures=measure("n")
    )
    units = "units: [{unit: a, title: {vi: Đơn vị <A>, en: Unit <A>}, ranked: false, because: khách mời}]"
    card = score(tmp_path, text, units, "a,final,n,1,\n")["a"].card
    named, total, nine = {"vi": ("1 Một", "Tổng điểm", "9,5"), "en": ("1 One", "Total", "9.5")}[language]
    title = {"vi": "Đơn vị", "en": "Unit"}[language]
    body = [
        f'<tr><td>{named}</td><td class="amount">{nine}</td></tr>',
        f'<tr><th scope="row">{total}</th><td class="amount">{nine}</td></tr>',
        '<tr><td>khách mời</td><td class="amount"></td></tr>',
        "</tbody>",
        "</table>",
    ]
    head = [f'<table class="scorecard" lang="{language}">', f"<caption>{title} &lt;A&gt;</caption>", "<tbody>"]
    assert card._repr_html_().splitlines() == head + body
    bare = evolve(card, filled=None, because=None)._repr_html_().splitlines()
    assert bare[3:] == [body[0].replace(named, "1"), body[1], *body[3:]]


def test_a_score_is_final_where_its_points_are_known(tmp_path):
    """A criterion whose evidence is there is final while another, and so the content, is pending."""
    per_case = "rule: core.declining, with: {each: 1}, from: {count: %s}"
    text = sheet(per_case % "n", per_case % "m", measures=measure("n") + "\n" + measure("m"), points=20)
    card = score(tmp_path, text, TWO, "a,final,n,2,\n")["a"].card
    states = {node: card.score(node).status for node in ("1", "1.1", "1.2")}
    assert states == {"1": Status.PENDING, "1.1": Status.FINAL, "1.2": Status.PENDING}
    assert card.status is Status.PENDING
    assert card.points == card.exact == Interval.of(8, 18)


def test_a_score_says_whether_it_applies_and_was_stated(tmp_path):
    """One criterion does not apply, another has stated points, a third has neither; only lines that were
    derived are shown, and they are in force and known."""
    na = "not_applicable: zero, "
    full = na + "lines: [{award: core.full}]"
    open_ = na + "rule: core.declining, with: {each: 1}, from: {count: n}"
    text = sheet(full, open_, full, measures=measure("n"), points=30)
    rows = "a,final,not_applicable:1.1,,không có\na,final,points:1.2,4,\n"
    card = score(tmp_path, text, TWO, rows)["a"].card
    said = {node: (card.score(node).applies, card.score(node).stated) for node in ("1", "1.1", "1.2", "1.3")}
    assert said == {"1": (True, False), "1.1": (False, False), "1.2": (True, True), "1.3": (True, False)}
    assert card.stated == ("1.2",)
    assert card.lines == {"1.1/1": Interval.of(10, 10), "1.3/1": Interval.of(10, 10)}
    assert (card.contents["1"].points.exact, card.status) == (14, Status.FINAL)


def test_every_line_that_bars_the_class_is_named(tmp_path):
    """Two lines and an empty slot lack required evidence: all are named, in both languages, by commas; a
    criterion that does not apply, or that was stated, bars nothing."""
    barred = "rule: core.declining, with: {each: 1}, from: {count: n}, when_missing: not_classified"
    slot = "registered: {unfilled: not_classified}"
    zero = "not_applicable: zero, "
    text = sheet(barred, barred, slot, zero + slot, zero + barred, slot, measures=measure("n", high=10), points=60)
    rows = "a,final,not_applicable:1.4,,không\na,final,not_applicable:1.5,,không\na,final,points:1.6,3,\n"
    card = score(tmp_path, text, TWO, rows + "b,final,n,0,\n")["a"].card
    assert card.status is Status.NOT_CLASSIFIED
    assert card.because.vi == "thiếu số liệu bắt buộc của 1.1, 1.2, 1.3"
    assert card.because.en == "required evidence of 1.1, 1.2, 1.3 is missing"
    assert card.missing == ("n", "slot:1.3")


def test_a_unit_without_a_report_is_scored_at_the_stage(tmp_path):
    """Whoever reported nothing at the stage still has a card of that stage, under its own name."""
    text = sheet(PER_CASE % "", measures=measure("n", high=4))
    card = score(tmp_path, text, TWO, "a,half,n,1,\n")["b"].card
    assert (card.unit, card.stage, card.title.en, card.total) == ("b", "half", "B", Interval.of(6, 10))


def test_units_that_signed_differently_are_scored_by_their_own_sheets(tmp_path):
    """Each unit's slot counts by what it registered: 8 of a target of 10 against 8 of 8."""
    filling = '{"1.1": {rule: core.target_met, with: {target: %s, better: higher}, from: {actual: r}}}'
    units = "units:\n" + "".join(
        f"  - {{unit: {unit}, title: {{vi: x, en: x}}, slots: {filling % target}}}\n" for unit, target in (("a", 90), ("b", 80))
    )
    text = SLOTTED.replace("UNFILLED", "zero")
    found = score(tmp_path, text, units, "a,final,r,80,\nb,final,r,80,\n")
    assert (total(found, "a"), total(found, "b")) == (10, 20)
    assert next(iter(found["a"].card.filled.criteria)).items != next(iter(found["b"].card.filled.criteria)).items


def test_what_is_missing_is_named_once_and_in_order(tmp_path):
    """Missing are: a measure that two lines need, once; the aggregate of the bloc; the second measure.
    Evidence that is there, that only a waived line needs, or that no line needs, is not missing."""
    lines = (
        "lines: [{award: core.full}, {penalty: core.per_case, with: {each: 1}, from: {count: n}},"
        " {penalty: core.per_case, with: {each: 2}, from: {count: n}},"
        " {penalty: core.per_case, with: {each: 1}, from: {count: {bloc: maximum, of: known}}},"
        " {id: lifted, title: {vi: x, en: x}, penalty: core.per_case, with: {each: 1}, from: {count: other}},"
        " {penalty: core.per_case, with: {each: 1}, from: {count: known}},"
        " {penalty: core.per_case, with: {each: 1}, from: {count: last}}]"
    )
    text = sheet(lines, measures="\n".join(measure(name, high=4) for name in ("n", "known", "other", "last", "unused")))
    card = score(tmp_path, text, TWO, "a,final,known,1,\na,final,waiver:lifted,Hội đồng,khách quan\n")["a"].card
    assert card.missing == ("n", "bloc:maximum:known", "last")


def test_an_aggregate_of_periods_is_missing_by_period(tmp_path):
    """Where the sheet has periods, what the bloc lacks in one of them is named with the period."""
    head = HEAD + "periods:\n  - {id: h1, title: {vi: a, en: a}, weight: 1}\n  - {id: h2, title: {vi: b, en: b}, weight: 1}\n"
    rows = "a,final,n@h1,8,\nb,final,n@h1,2,\na,final,n@h2,8,\n"
    card = score(tmp_path, BLOC % "maximum", TWO, rows, head=head)["a"].card
    assert card.missing == ("bloc:maximum:n@h2",)
    assert card.total == Interval.of(8, 9)
    assert score(tmp_path, BLOC % "maximum", TWO, rows + "a,final,points:1,9,\n", head=head)["a"].card.missing == ()


@pytest.mark.parametrize(("low", "strikes", "may"), [(0, False, True), (1, True, False)])
def test_a_veto_that_strikes_whatever_comes(low, strikes, may, tmp_path):
    """Of evidence that is at least 1, a veto strikes although the number is open; from 0 on it may."""
    text = sheet(
        "lines: [{award: core.full}, {id: v, title: {vi: v, en: v}, veto: core.per_case, with: {each: 0.5}, from: {count: n}}]",
        measures=measure("n", low=low),
    )
    card = score(tmp_path, text, TWO, "b,final,n,1,\n")["a"].card
    assert (card.vetoes, card.open_vetoes) == (("v",) if strikes else (), ("v",) if may else ())
    assert (card.missing, card.status) == (("n",), Status.FINAL)


def test_a_target_that_was_not_registered_is_missing(tmp_path):
    """A target that the unit registers and has not is named; not where the points are stated above it."""
    text = sheet(
        "lines: [{id: met, title: {vi: m, en: m}, award: core.target_met, with: {target: registered, better: higher}, from: {actual: n}}]",
        measures=measure("n"),
    )
    units = TWO.replace("A}}", "A}, targets: {met: {target: 5}}}")
    found = score(tmp_path, text, units, "a,final,n,5,\nb,final,n,5,\n")
    assert (found["a"].card.missing, found["b"].card.missing) == ((), ("target:met:target",))
    rows = "a,final,n,5,\nb,final,n,5,\nb,final,points:1,10,\n"
    assert score(tmp_path, text, units, rows)["b"].card.missing == ()


def test_why_a_unit_is_out_of_rank_is_said_in_the_language(tmp_path, monkeypatch):
    """A reason that reads differently in the two languages is shown in that of the environment; a unit that
    is out of rank for no stated reason has an empty one."""
    bloc = load_bloc(tmp_path, sheet("lines: [{award: core.full}]"), TWO)
    quiet = evolve(bloc.registrations[0], ranked=False)
    card = cr.score(evolve(bloc, registrations=(quiet,)))["a"].card
    assert (card.status, card.because) == (Status.EXCLUDED, Text.same(""))
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    shown = evolve(card, because=Text(vi="thiếu số liệu", en="evidence is missing"))._repr_html_()
    assert "<td>thiếu số liệu</td>" in shown
