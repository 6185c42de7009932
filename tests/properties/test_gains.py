"""What is claimed to gain points gains just that, and nothing smaller does; costs add up."""

from __future__ import annotations

from fractions import Fraction as F
from functools import cache

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties.effort import examples

from covenant_rules.gains import Gain, Measured, Wish, gains
from covenant_rules.goals import Goal, seek
from covenant_rules.reasons import reasons
from covenant_rules.scoring import score_units
from covenant_rules.standing import rank
from covenant_rules.testing import strategies

many = settings(
    max_examples=examples(300),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def rescored(bloc, unit, values):
    """Score the bloc again with other values in the report of one unit."""
    reports = tuple(
        evolve(report, values={**report.values, **values}) if report.unit == unit else report
        for report in bloc.reports
    )
    cards = score_units(evolve(bloc, reports=reports), reports[0].stage)
    place = [card.unit for card in cards].index(unit)
    return cards[place], rank(cards, bloc.covenant)[place].rank


def smaller(bloc, unit, measure, before, after):
    """Return values that differ less from *before* than *after* does, to either side, on the grain.

    The grain is the smallest distance that two decimals and every step of a source allow here: a
    multiple of it that a source's step refuses is left out.
    """
    base = measure.partition("@")[0]
    quantity = bloc.covenant.measures[base].quantity
    steps = [s for s in _steps(bloc, unit, base) if s is not None]
    grain = F(1, 10**quantity.decimals)
    number = int(abs(after - before) / grain)
    tried = [before + sign * k * grain for k in range(1, number) for sign in (1, -1)]
    allowed = [
        value
        for value in tried
        if quantity.range.contains(value) and all((value / s).denominator == 1 for s in steps)
    ]
    return sorted(allowed, key=lambda value: abs(value - after))


def _steps(bloc, unit, measure):
    registration = next(r for r in bloc.registrations if r.unit == unit)
    fillings = [line for filling in registration.slots.values() for line in filling.lines]
    yield bloc.covenant.measures[measure].quantity.step
    for line in [*bloc.covenant.lines, *fillings]:
        for source in line.sources.values():
            if getattr(source.node, "name", None) == measure:
                yield source.quantity.step


def fulfils(one, before, after):
    """Say whether a change of the total fulfils the wish of a claim."""
    pairs = {
        Measured.EXACT: (before.exact, after.exact),
        Measured.PRINTED: (before.total, after.total),
    }
    old, new = (interval.exact for interval in pairs[one.by])
    return new > old if one.wish is Wish.RISE else new >= old + 1


def test_a_claimed_gain_is_gained_and_by_no_smaller_change():
    """Applied to the report and scored again, a claim gains just what it says; smaller changes do not."""
    claims = []

    @many
    @given(strategies.blocs(count=1, complete=True))
    def check(bloc):
        (card,) = score_units(bloc, bloc.stages[0])
        found = gains(bloc, card)
        claims.extend(found.gains)
        again = cache(lambda measure, value: rescored(bloc, card.unit, {measure: value})[0])
        for gain in found.gains:
            assert _by_the_book(bloc, card.unit, gain)
            after = again(gain.measure, gain.after)
            assert after.exact.exact - card.exact.exact == gain.exact
            assert after.total.exact - card.total.exact == gain.printed
            assert fulfils(gain, card, after)
            values = smaller(bloc, card.unit, gain.measure, gain.before, gain.after)
            for value in [*values[:3], *values[-1:]]:
                assert not fulfils(gain, card, again(gain.measure, value))

    check()
    assert len(claims) > 50
    assert {(c.wish, c.by) for c in claims} == {(w, b) for w in Wish for b in Measured}
    assert {c.after > c.before for c in claims} == {True, False}


def _by_the_book(bloc, unit, gain: Gain) -> bool:
    """Say whether a report may give the new value: the measure and every source allow it."""
    base = gain.measure.partition("@")[0]
    quantity = bloc.covenant.measures[base].quantity
    quantity.check(gain.after)
    return all((gain.after / s).denominator == 1 for s in _steps(bloc, unit, base) if s is not None)


def test_what_is_said_to_bring_nothing_brings_nothing():
    """A wish that is said to be out of reach is fulfilled at neither end of the measure."""
    stopped = []

    @many
    @given(strategies.blocs(count=1, complete=True))
    def check(bloc):
        (card,) = score_units(bloc, bloc.stages[0])
        again = cache(lambda measure, value: rescored(bloc, card.unit, {measure: value})[0])
        for one in gains(bloc, card).stopped:
            stopped.append(one)
            quantity = bloc.covenant.measures[one.measure.partition("@")[0]].quantity
            for value in (quantity.low, quantity.high):
                after = again(one.measure, value)
                steps = _steps(bloc, card.unit, one.measure.partition("@")[0])
                if all((value / s).denominator == 1 for s in steps if s is not None):
                    assert not fulfils(one, card, after)
                    assert after.exact.exact - card.exact.exact <= one.most

    check()
    assert {"most"} < {one.kind for one in stopped}


def test_ways_reach_their_goal():
    """Every way to a rank or a total reaches it when scored again; a single change one step less does not."""
    single, combined = [], []

    @settings(many, max_examples=examples(100))
    @given(strategies.blocs(complete=True), st.sampled_from([F(1, 2), F(2), F(4)]))
    def check(bloc, more):
        stage = bloc.stages[0]
        cards = score_units(bloc, stage)
        standings = zip(cards, rank(cards, bloc.covenant), strict=True)
        card, standing = max(standings, key=lambda pair: pair[1].rank or 0)
        goals = [Goal(total=card.total.exact + more)]
        if standing.rank is not None and standing.rank > 1:
            goals.append(Goal(rank=standing.rank - 1))
        for goal in goals:
            found = seek(bloc, stage, card.unit, goal)
            assert not found.reached
            assert not found.open
            assert [w.cost for w in found.ways] == sorted(w.cost for w in found.ways)
            assert not (found.ways and found.combined)
            single.extend((goal, way) for way in found.ways)
            combined.extend([found.combined] if found.combined else [])
            for way in [*found.ways, *([found.combined] if found.combined else [])]:
                values = {change.measure: change.after for change in way.changes}
                after, place = rescored(bloc, card.unit, values)
                assert reaches(goal, after, place)
                assert (after.total.exact, place) == (way.total, way.rank)
                *_, last = way.changes
                less = smaller(bloc, card.unit, last.measure, last.before, last.after)
                for value in less[:2]:
                    assert not reaches(
                        goal, *rescored(bloc, card.unit, {**values, last.measure: value})
                    )

    check()
    assert {goal.rank is not None for goal, _ in single} == {True, False}
    assert all(2 <= len(way.changes) <= 3 for way in combined)


def reaches(goal, card, place):
    """Say whether a card and its rank reach a goal."""
    return place <= goal.rank if goal.rank is not None else card.total.exact >= goal.total


@settings(many, max_examples=examples(200))
@given(strategies.blocs(count=3))
def test_costs_add_up(bloc):
    """All costs of a unit are together the standard points of the sheet less its total before rounding."""
    cards = score_units(bloc, bloc.stages[0])
    standard = sum(content.points for content in bloc.covenant.contents)
    for card in cards:
        found = reasons(cards, card.unit)
        if card.exact.exact is None:
            assert found.all == ()
            continue
        assert sum(reason.lost for reason in found.all) == standard - card.exact.exact
        losses = [reason.lost for reason in found.against_standard]
        assert losses == sorted(losses, reverse=True)
        assert all(lost > 0 for lost in losses)
        behind = [reason.behind for reason in found.against_best]
        assert behind == sorted(behind, reverse=True)
        for reason in found.against_best:
            assert card.unit not in reason.best
            for unit in reason.best:
                best = next(other for other in cards if other.unit == unit)
                assert best.score(reason.node).points.exact == reason.points + reason.behind
