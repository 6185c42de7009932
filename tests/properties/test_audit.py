"""The audit over random true and false statements: truth is never refused, falsehood never passes.

Numbers are rounded and cut off here by integer division, not by the code under test.
"""

from fractions import Fraction as F

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.properties.effort import examples

from covenant_rules.audit import judge
from covenant_rules.equations import Verdict
from covenant_rules.figures import Change, Completion, Excess, Ratio, Reading, Sum
from covenant_rules.printed import Printed, Values
from covenant_rules.reach import Reach

MANY = settings(max_examples=examples(1000), deadline=None)
DECIMALS = st.integers(0, 3)
TRUE = {Verdict.EXACT, Verdict.IMPLIED, Verdict.TOLERANCE, Verdict.TRUNCATED}


def half_up(value: F, decimals: int) -> Printed:
    """Print a number: twice the number of steps plus one, halved, and down."""
    steps = abs(value) * 10**decimals
    whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    return Printed(F(whole if value >= 0 else -whole, 10**decimals), decimals)


def cut(value: F, decimals: int) -> Printed:
    """Print a number without the decimals that do not fit."""
    steps = abs(value) * 10**decimals
    whole = steps.numerator // steps.denominator
    return Printed(F(whole if value >= 0 else -whole, 10**decimals), decimals)


def count(number: int) -> Printed:
    return Printed(F(number))


def verdict_of(statement) -> Verdict:
    return judge(statement, Reach()).verdict


def holds(values: Values, value: F) -> bool:
    return values.meets(Values.point(value))


@st.composite
def shares(draw):
    """A count above nought, a base that is no smaller, decimals."""
    base = draw(st.integers(1, 20_000))
    return draw(st.integers(1, base)), base, draw(DECIMALS)


@MANY
@given(shares())
def test_a_true_ratio_is_exact(share):
    """What was rounded half up reconciles at the printed precision."""
    part, base, decimals = share
    percent = half_up(F(100 * part, base), decimals)
    assert verdict_of(Ratio(count(part), count(base), percent)) is Verdict.EXACT


@MANY
@given(shares())
def test_a_ratio_that_was_cut_off_is_exact_or_truncated(share):
    """What was cut off is told so, unless rounding would have printed the same."""
    part, base, decimals = share
    value = F(100 * part, base)
    percent = cut(value, decimals)
    expected = Verdict.EXACT if percent == half_up(value, decimals) else Verdict.TRUNCATED
    assert verdict_of(Ratio(count(part), count(base), percent)) is expected


@MANY
@given(shares(), st.integers(1, 50), st.booleans())
def test_a_ratio_that_was_moved_fails(share, steps, up):
    """One step above what rounds, or two below, neither rounding nor cutting off explains it."""
    part, base, decimals = share
    right = half_up(F(100 * part, base), decimals)
    moved = F(steps if up else -steps - 1, 10**decimals)
    assume(right.value + moved >= 0)
    wrong = Printed(right.value + moved, decimals)
    found = judge(Ratio(count(part), count(base), wrong), Reach())
    assert (found.verdict, found.off) == (Verdict.FAILS, moved)


@MANY
@given(shares(), st.booleans())
def test_a_hidden_number_of_a_true_ratio_is_among_what_is_implied(share, hide_base):
    """Take the base or the count away: the statement still holds, and the true number fits."""
    part, base, decimals = share
    percent = half_up(F(100 * part, base), decimals)
    said = Ratio(count(part), None, percent) if hide_base else Ratio(None, count(base), percent)
    found = judge(said, Reach())
    assert found.verdict is Verdict.IMPLIED
    assert holds(found.implied, F(base if hide_base else part))


@MANY
@given(shares())
def test_a_hidden_base_of_a_ratio_that_was_cut_off(share):
    """Rounding may imply another base; where it implies none, the true base is among the truncated."""
    part, base, decimals = share
    found = judge(Ratio(count(part), None, cut(F(100 * part, base), decimals)), Reach())
    assert found.verdict in (Verdict.IMPLIED, Verdict.TRUNCATED)
    if found.verdict is Verdict.TRUNCATED:
        assert holds(found.implied, F(base))


@MANY
@given(st.integers(1, 400), st.integers(1, 20_000), st.integers(0, 2))
def test_an_implied_base_recomputes_and_no_other_does(part, steps, decimals):
    """A search through all bases finds exactly those that the audit computes, and none where it fails."""
    percent = Printed(F(steps, 10**decimals), decimals)
    found = judge(Ratio(count(part), None, percent), Reach())
    middle = 100 * part / percent.value
    assume(middle < 3000)
    # 100 p / n lies within a step of the printed per cents, so n lies within these.
    bound = int(100 * part / (percent.value / 2)) + 2
    fit = [n for n in range(1, bound) if half_up(F(100 * part, n), decimals) == percent]
    fit_cut = [n for n in range(1, bound) if cut(F(100 * part, n), decimals) == percent]
    if found.verdict is Verdict.IMPLIED:
        assert (found.implied.low, found.implied.high) == (fit[0], fit[-1])
        assert len(fit) == fit[-1] - fit[0] + 1
    elif found.verdict is Verdict.TRUNCATED:
        assert fit == []
        assert (found.implied.low, found.implied.high) == (fit_cut[0], fit_cut[-1])
    else:
        assert found.verdict is Verdict.FAILS
        assert fit == fit_cut == []


@MANY
@given(st.integers(1, 10**7), st.integers(1, 10**7), DECIMALS, st.integers(0, 2), st.booleans())
def test_a_true_completion_never_fails(actual, plan, decimals, lost, known):
    """A result that was rounded before it was printed still reconciles, with and without its plan."""
    true = F(actual, 1000)
    percent = half_up(100 * true / plan, decimals)
    result = half_up(true, lost)
    assume(result.value > 0)
    said = Completion(result, count(plan) if known else None, percent, rounded=True)
    found = judge(said, Reach())
    assert found.verdict in TRUE
    if not known:
        assert holds(found.implied, F(plan))


@MANY
@given(st.integers(0, 10**6), st.integers(1, 10**6), DECIMALS)
def test_true_growth_is_exact(now, before, decimals):
    """Growth and decrease alike are rounded away from zero at a tie."""
    percent = half_up(F(100 * now, before) - 100, decimals)
    assert verdict_of(Change(count(now), count(before), percent=percent)) is Verdict.EXACT
    both = Change(count(now), None, count(now - before), percent)
    assert verdict_of(both) is Verdict.EXACT


@MANY
@given(st.integers(1, 10**6), st.integers(1, 10**6), DECIMALS)
def test_a_hidden_period_of_true_growth_is_implied(now, before, decimals):
    """The true period before is among those that growth implies."""
    percent = half_up(F(100 * now, before) - 100, decimals)
    found = judge(Change(now=count(now), percent=percent), Reach())
    assert found.verdict is Verdict.IMPLIED
    assert holds(found.implied, F(before))


@MANY
@given(st.integers(0, 200_000), st.integers(1, 100), DECIMALS, st.sampled_from(Reading))
def test_a_true_excess_never_fails_in_its_reading(actual, target, decimals, reading):
    """Result and excess are each rounded on their own; the target is what was set."""
    true = F(actual, 1000)
    by = true - target if reading is Reading.POINTS else 100 * true / target - 100
    result, excess = half_up(true, decimals), half_up(by, decimals)
    assert verdict_of(Excess(result, count(target), excess, reading)) in TRUE
    found = judge(Excess(result, None, excess, Reading.POINTS), Reach())
    if reading is Reading.POINTS:
        assert holds(found.implied, F(target))


@MANY
@given(
    st.integers(0, 200_000),
    st.integers(1, 100),
    DECIMALS,
    st.sampled_from([-1, 1]),
    st.integers(2, 9),
)
def test_an_excess_in_points_that_was_moved_fails(actual, target, decimals, sign, steps):
    """Two numbers rounded by half a step, and one cut off by a whole one: from two steps on it fails."""
    by = half_up(F(actual, 1000) - target, decimals)
    wrong = Printed(by.value + F(sign * (steps + 1), 10**decimals), decimals)
    result = half_up(F(actual, 1000), decimals)
    assert verdict_of(Excess(result, count(target), wrong, Reading.POINTS)) is Verdict.FAILS


PARTS = st.lists(st.integers(0, 10**7), min_size=2, max_size=6)


@MANY
@given(PARTS, DECIMALS)
def test_a_true_sum_of_rounded_parts_never_fails(parts, decimals):
    """Parts and total are rounded on their own; the sum may be off, but within the rounding."""
    true = [F(part, 10_000) for part in parts]
    printed = tuple(half_up(part, decimals) for part in true)
    found = judge(Sum(printed, half_up(sum(true), decimals), rounded=True), Reach())
    assert found.verdict in (Verdict.EXACT, Verdict.TOLERANCE)


@MANY
@given(PARTS, DECIMALS, st.booleans(), st.integers(1, 9))
def test_a_sum_that_was_moved_beyond_its_rounding_fails(parts, decimals, up, steps):
    """n parts and a total give at most (n + 1)/2 steps, cutting off half a step more."""
    printed = tuple(half_up(F(part, 10_000), decimals) for part in parts)
    total = sum(part.value for part in printed)
    halves = len(parts) + 1 + 2 * steps
    off = F(halves + halves % 2, 2) / 10**decimals  # whole steps, as any printed total is off
    wrong = Printed(total + (off if up or total < off else -off), decimals)
    found = judge(Sum(printed, wrong, rounded=True), Reach())
    assert (found.verdict, abs(found.off)) == (Verdict.FAILS, off)


@MANY
@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=6), st.integers(-50, 50))
def test_counts_add_up_exactly_or_fail(parts, moved):
    """A sum of counts has no rounding to hide behind."""
    total = count(sum(parts) + moved)
    expected = Verdict.FAILS if moved else Verdict.EXACT
    assert verdict_of(Sum(tuple(map(count, parts)), total)) is expected


NUMBERS = st.fractions(0, 1000, max_denominator=500)


@MANY
@given(NUMBERS, NUMBERS, DECIMALS, DECIMALS)
def test_arithmetic_of_intervals_holds_all_results(one, other, first, second):
    """Whatever two printed numbers stand for, sums, differences, products and quotients are inside."""
    a, b = half_up(one, first).rounded, half_up(other, second).rounded
    assert holds(a, one)
    assert holds(a + b, one + other)
    assert holds(a + -b, one - other)
    low, high = a.not_negative(), b.not_negative()
    assert holds(low * high, one * other)
    if other > 0:
        assert holds(low / high, one / other)
