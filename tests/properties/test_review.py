"""What holds of every review: differences add up, turn with the order, and vanish between equals."""

from __future__ import annotations

from itertools import pairwise

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties.effort import examples

from covenant_rules.interval import Interval
from covenant_rules.review import review
from covenant_rules.testing import strategies

many = settings(
    max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
STAGES = ("self", "cross", "appraised")
NOTHING = Interval.of(0, 0)


@st.composite
def staged(draw, *, complete):
    """Return a bloc of three stages: what units reported, each other's values, and some values missing."""
    bloc = draw(strategies.blocs(complete=complete))
    first, second = bloc.reports
    swapped = (evolve(first, values=second.values), evolve(second, values=first.values))
    last = []
    for report in bloc.reports:
        keys = sorted(report.values)
        dropped = set() if complete or not keys else draw(st.sets(st.sampled_from(keys)))
        stated = {} if draw(st.booleans()) else report.stated
        kept = {key: value for key, value in report.values.items() if key not in dropped}
        last.append(evolve(report, values=kept, stated=stated, waivers={}))
    rounds = (bloc.reports, swapped, last)
    reports = tuple(evolve(r, stage=s) for s, of in zip(STAGES, rounds, strict=True) for r in of)
    return evolve(bloc, reports=reports)


def rows(found):
    return [row for unit in found.units for row in unit.rows]


@many
@given(staged(complete=True))
def test_deltas_add_up_to_the_difference_of_the_ends(bloc):
    """With all evidence, the deltas of a total are together the last total less the first, exactly."""
    for unit in review(bloc).units:
        total = unit.rows[0]
        first, last = total.points[0].exact, total.points[-1].exact
        assert sum(delta.exact for delta in total.deltas) == last - first


@many
@given(staged(complete=False))
def test_open_deltas_lose_nothing(bloc):
    """Whatever missing evidence turns out to be, the points it leads to lie within the delta."""
    for row in rows(review(bloc)):
        for (before, after), delta in zip(pairwise(row.points), row.deltas, strict=True):
            if before is None or after is None:
                assert delta is None
                continue
            for low in (before.low, before.high):
                for high in (after.low, after.high):
                    assert low is None or high is None or delta.contains(high - low)


@many
@given(staged(complete=False))
def test_reversed_stages_negate_deltas(bloc):
    """Read backwards, every node loses what it gained, and every change runs the other way."""
    there, back = review(bloc), review(bloc, STAGES[::-1])
    for row, turned in zip(rows(there), rows(back), strict=True):
        assert turned.points == row.points[::-1]
        assert turned.deltas == tuple(None if d is None else -d for d in reversed(row.deltas))
    for unit, turned in zip(there.units, back.units, strict=True):
        for step, other in zip(unit.steps, reversed(turned.steps), strict=True):
            ends = {(c.entry, c.before, c.after) for c in step}
            assert ends == {(c.entry, c.after, c.before) for c in other}


@many
@given(strategies.blocs(complete=True))
def test_identical_reports_inflate_nothing(bloc):
    """Where the appraisal confirms every figure, no unit, criterion or bloc was inflated, and nothing changed."""
    confirmed = tuple(evolve(r, stage=stage) for stage in ("self", "appraised") for r in bloc.reports)
    found = review(evolve(bloc, reports=confirmed))
    assert found.inflation
    assert {(one.mean, one.largest) for one in found.inflation} == {(NOTHING, NOTHING)}
    assert {delta for row in rows(found) for delta in row.deltas} <= {NOTHING, None}
    assert all(unit.steps == ((),) for unit in found.units)
