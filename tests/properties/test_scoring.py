"""The score: its limits, its caps, its invariants, and a second scorer that must agree."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties.effort import examples

from covenant_rules.covenant import (
    Combine,
    Content,
    Criterion,
    Effect,
    Limits,
    Line,
    NotApplicable,
    Stage,
    Unknown,
)
from covenant_rules.formula import build
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.tree import symbols
from covenant_rules.registration import fill
from covenant_rules.report import Waiver
from covenant_rules.rule import bind
from covenant_rules.scoring import Status, score_units
from covenant_rules.switches import Role, at_period, role_of
from covenant_rules.testing import strategies as some
from covenant_rules.testing.lines import core
from covenant_rules.text import Text
from covenant_rules.whole import open_symbols, whole

from .reference import reference, round_by

MANY = settings(max_examples=examples(1000), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
COMPLETE = some.blocs(complete=True)
ONE = some.blocs(count=1, complete=True)
MISSING = some.blocs(count=1)


def scored(bloc):
    return score_units(bloc, "final")


def numbers_of(card):
    """Return everything that a scorecard says in numbers, whatever the order of its parts."""
    nodes = {k: (s.points, s.bonus, s.penalty) for k, s in {**card.contents, **card.criteria}.items()}
    return card.unit, card.status, card.total, card.exact, card.bonus, card.penalty, nodes, dict(card.lines), set(card.vetoes), set(card.missing)


def by_unit(bloc):
    return {card.unit: numbers_of(card) for card in scored(bloc)}


@MANY
@given(COMPLETE)
def test_a_plain_scorer_agrees(bloc):
    """The engine gives, number for number, what a plain recursion over the sheet gives."""
    for registration, card in zip(bloc.registrations, scored(bloc), strict=True):
        plain = reference(bloc, registration)
        assert {k: v.exact for k, v in card.lines.items()} == {k: plain.lines[k] for k in card.lines}
        for key, earned in plain.nodes.items():
            score = card.score(key)
            assert (score.points.exact, score.bonus.exact, score.penalty.exact) == (earned.points, earned.bonus, earned.penalty), key
        assert (card.exact.exact, card.bonus.exact, card.penalty.exact) == (plain.exact.points, plain.exact.bonus, plain.exact.penalty)
        assert card.total.exact == plain.total
        assert set(card.vetoes) == plain.vetoes


@MANY
@given(ONE)
def test_every_line_keeps_its_proved_limits(bloc):
    """The points of a line lie within the limits proved for its formula and under its own cap; a line
    that does not count gives nothing."""
    rounding = bloc.covenant.rounding
    for card in scored(bloc):
        for line in fill(bloc.covenant, bloc.registrations[0]).lines:
            if line.id not in card.lines:
                continue
            proved = range_of(line.formula)
            low, high = min(proved.low, 0), max(proved.high, 0)
            if line.at_most is not None:
                low, high = min(low, line.at_most), max(min(proved.high, line.at_most), 0)
            if rounding.at is Stage.LINE:
                low, high = (round_by(Fraction(end), rounding.decimals, rounding.mode) for end in (low, high))
            assert low <= card.lines[line.id].exact <= high


@MANY
@given(ONE)
def test_every_cap_holds_at_every_level(bloc):
    """No bonus, penalty or points of the sheet, a content or a criterion pass the caps of that node,
    except that rounding at its stage may reach the rounded cap."""
    (card,), sheet = scored(bloc), bloc.covenant
    stages = {Content: Stage.CONTENT, Criterion: Stage.CRITERION}
    levels = [(sheet.limits, None, card.exact, card.bonus, card.penalty)]
    for key, node in sheet.nodes.items():
        score = card.score(key)
        if key not in card.stated and node.not_applicable is None:
            levels.append((node.limits, stages[type(node)], score.points, score.bonus, score.penalty))
    for limits, stage, points, bonus, penalty in levels:
        floor, ceiling = limits.floor, limits.ceiling
        if sheet.rounding.at is stage:
            floor, ceiling = (
                None if cap is None else round_by(cap, sheet.rounding.decimals, sheet.rounding.mode)
                for cap in (floor, ceiling)
            )
        assert limits.bonus is None or bonus.exact <= limits.bonus
        assert limits.penalty is None or penalty.exact <= limits.penalty
        assert ceiling is None or points.exact <= ceiling
        assert floor is None or points.exact >= floor
        assert bonus.exact >= 0
        assert penalty.exact >= 0
        if limits.floor is None and limits.ceiling is None:
            net = bonus.exact - penalty.exact
            assert limits.net_low is None or net >= limits.net_low
            assert limits.net_high is None or net <= limits.net_high


@MANY
@given(st.data())
def test_points_are_award_plus_bonus_minus_penalty(data):
    """At every node, and for the sheet, the three parts add up to the points, whatever the evidence."""
    covenant = data.draw(some.covenants())
    formula = whole(covenant)
    values = data.draw(some.valuations({s.name: s.quantity for s in open_symbols(formula)}))
    for parts in (formula.sheet, *formula.nodes.values()):
        points, award, bonus, penalty = evaluate([parts.points, parts.award, parts.bonus, parts.penalty], values)
        assert points == award + bonus - penalty


@MANY
@given(ONE)
def test_a_total_is_rounded_once(bloc):
    """Rounded at the total, the total is the exact total rounded; rounded elsewhere, it is the exact
    total itself."""
    rounding = bloc.covenant.rounding
    for card in scored(bloc):
        exact = card.exact.exact
        expected = round_by(exact, rounding.decimals, rounding.mode) if rounding.at is Stage.TOTAL else exact
        assert card.total.exact == expected


def pending(bloc):
    """Return *bloc* with every line that counts nothing without evidence left open instead."""

    def line(one):
        return evolve(one, when_missing=Unknown.PENDING, when_invalid=Unknown.PENDING)

    def item(one):
        return line(one) if isinstance(one, Line) else evolve(one, members=tuple(map(line, one.members)))

    def criterion(one):
        return evolve(one, items=tuple(map(item, one.items)))

    covenant = bloc.covenant
    contents = tuple(evolve(c, criteria=tuple(map(criterion, c.criteria))) for c in covenant.contents)
    signed = tuple(
        evolve(r, slots={k: evolve(f, items=tuple(map(item, f.items))) for k, f in r.slots.items()})
        for r in bloc.registrations
    )
    return evolve(bloc, covenant=evolve(covenant, contents=contents), registrations=signed)


def allowed(bloc):
    """Return the values that each measure may take, the steps of panels included."""
    found = {name: measure.quantity for name, measure in bloc.covenant.measures.items()}
    for registration in bloc.registrations:
        for line in fill(bloc.covenant, registration).lines:
            for source in line.sources.values():
                for symbol in symbols(source.node):
                    if source.quantity.step is not None:
                        found[symbol.name] = evolve(found[symbol.name], step=Fraction(1))
    return found


def completed(data, bloc, chance):
    """Return *bloc* with each missing value, target and date given with the chance 1 in *chance*."""
    quantities = allowed(bloc)

    def wanted():
        return data.draw(st.integers(1, chance)) == 1

    keys = {at_period(k, p): q for p in bloc.covenant.period_ids for k, q in quantities.items()}
    reports = []
    for report in bloc.reports:
        more = data.draw(some.valuations({k: q for k, q in keys.items() if k not in report.values}))
        chosen = {k: v for k, v in more.items() if chance == 1 or wanted()}
        reports.append(evolve(report, values={**report.values, **chosen}))
    signed = []
    for registration in bloc.registrations:
        targets = dict(registration.targets)
        for line in fill(bloc.covenant, registration).lines:
            for symbol in symbols(line.formula):
                role, key = role_of(symbol.name)
                if role is Role.TARGET and key not in targets and not _uses_facts(bloc) and wanted():
                    targets[key] = data.draw(some.values(evolve(symbol.quantity, decimals=None)))
        signed.append(evolve(registration, targets=targets))
    return evolve(bloc, reports=tuple(reports), registrations=tuple(signed))


def _uses_facts(bloc):
    """A fact of the registration counts what is registered so far, so registering more changes it."""
    lines = [line for r in bloc.registrations for line in fill(bloc.covenant, r).lines]
    return any(name.startswith("registration.") for line in lines for name in line.measures)


@MANY
@given(st.data())
def test_any_completion_is_inside_the_announced_interval(data):
    """Whatever the missing evidence turns out to be, total, nodes and lines lie in what was announced."""
    bloc = pending(data.draw(MISSING))
    for before, after in zip(scored(bloc), scored(completed(data, bloc, 1)), strict=True):
        assert after.total.within(before.total)
        assert after.exact.within(before.exact)
        for key, score in {**after.contents, **after.criteria}.items():
            assert score.points.within(before.score(key).points)
            assert score.bonus.within(before.score(key).bonus)
            assert score.penalty.within(before.score(key).penalty)
        assert all(points.within(before.lines[key]) for key, points in after.lines.items())
        assert set(before.vetoes) <= set(after.vetoes) <= {*before.vetoes, *before.open_vetoes}


@MANY
@given(st.data())
def test_more_evidence_never_widens_the_interval(data):
    """A total announced with some of the missing evidence lies within the total announced before."""
    bloc = pending(data.draw(MISSING))
    for before, after in zip(scored(bloc), scored(completed(data, bloc, 3)), strict=True):
        assert after.total.within(before.total)
        assert set(after.missing) <= set(before.missing)
        assert before.status is not Status.FINAL or after.status is Status.FINAL


@MANY
@given(st.data())
def test_order_changes_nothing(data):
    """Units, contents, criteria and lines may be written in any order: each keeps its numbers.

    Only of equally good parts of a best-of the first counts, so those keep their order.
    """
    bloc = data.draw(COMPLETE)

    def mixed(items):
        return tuple(data.draw(st.permutations(items)))

    def parts(combine, nodes):
        return tuple(nodes) if combine is Combine.BEST_OF else mixed(nodes)

    contents = [
        evolve(c, criteria=parts(c.combine, [evolve(i, items=mixed(i.items)) for i in c.criteria]))
        for c in bloc.covenant.contents
    ]
    other = evolve(
        bloc,
        covenant=evolve(bloc.covenant, contents=parts(bloc.covenant.combine, contents)),
        registrations=mixed(bloc.registrations),
        reports=mixed(bloc.reports),
    )
    assert by_unit(other) == by_unit(bloc)


def _with_contents(bloc, contents):
    return evolve(bloc, covenant=evolve(bloc.covenant, contents=tuple(contents)))


@MANY
@given(st.data())
def test_splitting_a_content_keeps_the_total(data):
    """A content without limits of its own may be split in two where points are added."""
    bloc = data.draw(ONE)
    first, *rest = bloc.covenant.contents
    at = evolve(bloc.covenant.rounding, at=Stage.TOTAL)
    plain = [
        evolve(c, not_applicable=None if c.not_applicable is NotApplicable.RESCALE else c.not_applicable)
        for c in first.criteria
    ]
    first = evolve(first, criteria=tuple(plain), limits=Limits(), not_applicable=None, combine=Combine.SUM)
    covenant = evolve(bloc.covenant, rounding=at, combine=Combine.SUM)
    stated = {k: v for k, v in bloc.reports[0].stated.items() if k != first.id}
    absent = {k: v for k, v in bloc.reports[0].not_applicable.items() if k != first.id}
    report = evolve(bloc.reports[0], stated=stated, not_applicable=absent)
    bloc = evolve(bloc, covenant=covenant, reports=(report,))
    plain.append(Criterion("extra", Text.same("extra"), Fraction(2), (_full("extra", 2),)))
    cut = data.draw(st.integers(1, len(plain) - 1))
    parts = [plain[:cut], plain[cut:]]
    halves = [
        evolve(first, id=name, criteria=tuple(part), points=sum((c.points for c in part), Fraction(0)))
        for name, part in zip(("x", "y"), parts, strict=True)
    ]
    first = evolve(first, criteria=tuple(plain), points=sum((c.points for c in plain), Fraction(0)))
    (whole_card,), (split_card,) = scored(_with_contents(bloc, [first, *rest])), scored(_with_contents(bloc, [*halves, *rest]))
    assert (split_card.total, split_card.bonus, split_card.penalty) == (whole_card.total, whole_card.bonus, whole_card.penalty)


def _full(name, points):
    rule = core()["core.full"]
    formula = bind(rule, {}, {"points": build.constant(points)})
    return Line(name, Text.same(name), rule, Effect.AWARD, formula, Fraction(points), Unknown.PENDING)


@MANY
@given(st.data())
def test_a_criterion_of_no_points_changes_nothing(data):
    """A criterion worth nothing may be added to any content whose points are added."""
    bloc = data.draw(ONE)
    contents = [evolve(c, combine=Combine.SUM) for c in bloc.covenant.contents]
    chosen = data.draw(st.integers(0, len(contents) - 1))
    treatment = data.draw(st.sampled_from((None, *NotApplicable)))
    added = Criterion("extra", Text.same("extra"), Fraction(0), (_full("extra", 0),), not_applicable=treatment)
    more = [evolve(c, criteria=(*c.criteria, added)) if n == chosen else c for n, c in enumerate(contents)]
    absent = {**bloc.reports[0].not_applicable, **({"extra": "x"} if treatment and data.draw(st.booleans()) else {})}
    (before,) = scored(_with_contents(bloc, contents))
    (after,) = scored(evolve(_with_contents(bloc, more), reports=(evolve(bloc.reports[0], not_applicable=absent),)))
    assert (after.total, after.exact, after.bonus, after.penalty) == (before.total, before.exact, before.bonus, before.penalty)


@MANY
@given(st.data())
def test_stated_points_replace_a_node(data):
    """Points stated for a node are its points, and what its lines would give no longer matters."""
    bloc = data.draw(ONE)
    node = data.draw(st.sampled_from(list(bloc.covenant.nodes)))
    points = data.draw(some.numbers(-1, 5))
    (report,) = bloc.reports
    stated = evolve(report, stated={**report.stated, node: points})
    inside = {line.id for c in bloc.covenant.contents for i in c.criteria for line in i.lines if node in (c.id, i.id)}
    waived = evolve(stated, waivers={**report.waivers, **{k: Waiver("a", "b") for k in inside}})
    (card,), (other,) = scored(evolve(bloc, reports=(stated,))), scored(evolve(bloc, reports=(waived,)))
    assert card.score(node).points.exact == points
    assert (card.score(node).bonus.exact, card.score(node).penalty.exact) == (0, 0)
    assert card.total == other.total
    assert not set(card.lines) & inside


@MANY
@given(st.data())
def test_a_waiver_never_lowers_a_total(data):
    """Lifting a penalty can only raise a total.

    Left out is what a cap further up can turn round: a best-of, which may prefer points that the cap
    takes away; rounding below the total and ceilings below the sheet, which count a penalty that the
    cap then forgives.
    """
    bloc = data.draw(ONE)
    at_total = evolve(bloc.covenant.rounding, at=Stage.TOTAL)
    covenant = evolve(bloc.covenant, rounding=at_total)

    def plain(node, **changes):
        combine = Combine.SUM if node.combine is Combine.BEST_OF else node.combine
        return evolve(node, combine=combine, limits=evolve(node.limits, ceiling=None), **changes)

    contents = tuple(plain(c, criteria=tuple(map(plain, c.criteria))) for c in covenant.contents)
    top = evolve(plain(covenant, contents=contents), limits=covenant.limits)
    bloc = evolve(bloc, covenant=top)
    penalties = [one.id for one in fill(covenant, bloc.registrations[0]).lines if one.effect is Effect.PENALTY]
    (report,) = bloc.reports
    (before,) = scored(evolve(bloc, reports=(evolve(report, waivers={}),)))
    lifted = {k: Waiver("Hội đồng", "lý do") for k in penalties if data.draw(st.booleans())}
    (after,) = scored(evolve(bloc, reports=(evolve(report, waivers=lifted),)))
    assert after.total.exact >= before.total.exact


@MANY
@given(some.blocs(largest=1))
def test_scoring_is_a_function(bloc):
    """Scoring the same bloc twice gives equal scorecards, each for its own unit and in order."""
    cards = scored(bloc)
    assert cards == scored(evolve(bloc, reports=tuple(reversed(bloc.reports))))
    assert [card.unit for card in cards] == [r.unit for r in bloc.registrations]
