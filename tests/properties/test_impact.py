"""The impact of an edition: whatever changes, the parts sum to the whole."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties.effort import examples

from covenant_rules.covenant import Line
from covenant_rules.impact import impact
from covenant_rules.testing import strategies as some

MANY = settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
NUMBERS = st.fractions(0, 20, max_denominator=4)


@st.composite
def editions(draw):
    """Return a bloc, and the same with some caps, weights, standards and roundings drawn anew."""
    old = draw(some.blocs(complete=True))

    def item(part):
        if isinstance(part, Line):
            return evolve(part, at_most=draw(NUMBERS)) if draw(st.booleans()) else part
        return evolve(part, members=tuple(map(item, part.members)))

    def node(part):
        if draw(st.booleans()):
            part = evolve(part, points=part.points + draw(NUMBERS))
        if draw(st.booleans()):
            part = evolve(part, limits=evolve(part.limits, bonus=draw(NUMBERS), ceiling=20 + draw(NUMBERS)))
        return part

    def criterion(part):
        return node(evolve(part, items=tuple(map(item, part.items))))

    contents = tuple(
        node(evolve(c, criteria=tuple(map(criterion, c.criteria)))) for c in old.covenant.contents
    )
    rounding = evolve(old.covenant.rounding, decimals=draw(st.integers(0, 3)))
    return old, evolve(old, covenant=evolve(old.covenant, contents=contents, rounding=rounding))


def assert_sums(found):
    for unit, whole in found.moves.items():
        moves = [step.moves[unit] for step in found.steps]
        assert sum((m.low for m in moves), Fraction(0)) == whole.low
        assert sum((m.high for m in moves), Fraction(0)) == whole.high
        if whole.places is not None:
            assert sum(m.places for m in moves) == whole.places


@MANY
@given(editions())
def test_the_parts_sum_to_the_whole_for_every_unit(pair):
    """What the changes move sums to what moved, for points and for places, and all of it has a name."""
    found = impact(*pair)
    assert_sums(found)
    assert not any(detail.kind == "other" for step in found.steps for detail in step.details)


@settings(MANY, max_examples=examples(25))
@given(some.blocs(complete=True), some.blocs(complete=True))
def test_two_sheets_that_have_nothing_to_do_with_each_other_still_sum(old, new):
    """However far two editions are apart, every bloc in between can be scored, and the parts sum."""
    found = impact(old, new)
    for unit, whole in found.moves.items():
        moves = [step.moves[unit] for step in found.steps]
        if whole.exact is not None and all(m.low is not None and m.high is not None for m in moves):
            assert sum((m.low for m in moves), Fraction(0)) == whole.exact


@settings(MANY, max_examples=examples(25))
@given(some.blocs(complete=True))
def test_an_edition_against_itself_has_no_change(bloc):
    """No sheet differs from itself."""
    assert impact(bloc, bloc).steps == ()
