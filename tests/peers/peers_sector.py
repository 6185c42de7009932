"""The sector of the peers: rules with which others publish scores, in the words of the algebra."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from covenant_rules.plugin import (
    Amount,
    Like,
    Number,
    Points,
    Quantity,
    Sector,
    clamp,
    logarithm,
    mean,
    ratio,
    root,
    rounded,
    when,
)

peers = Sector(
    "peers", vi="Bảng điểm đã công bố của nơi khác", en="Published scores of others", api=1
)

Whatever = Annotated[Number, Quantity("any", decimals=None)]
LikePerformance = Annotated[Number, Like("performance")]
Years = Annotated[Number, Quantity("number", low=0, high=150, decimals=None)]
# The logarithm needs a positive income; one dollar is less than any country has.
Income = Annotated[Number, Quantity("number", low=1, high=1_000_000, decimals=None)]

HALF = Fraction(1, 2)
DECIMALS = 12  # of the logarithm and the root; the index is published with 3


@peers.rule(vi="Điểm đạt mức", en="Achievement points")
def achievement(
    performance: Whatever, /, *, threshold: LikePerformance, benchmark: LikePerformance
) -> Amount:
    """Give 10 at or beyond the benchmark, nothing short of the threshold, 1 to 9 between.

    The way from threshold to benchmark says which direction is better; where the two are one
    value there is no such way, and nothing is given.
    """
    way = ratio(performance - threshold, benchmark - threshold, if_zero=-1)
    between = clamp(rounded(9 * way + HALF, 0, "half_up"), 1, 9)
    return when(way >= 1, 10, when(way >= 0, between, 0))


@peers.rule(vi="Điểm tiến bộ", en="Improvement points")
def improvement(
    performance: Whatever,
    baseline: Whatever,
    /,
    *,
    threshold: LikePerformance,
    benchmark: LikePerformance,
) -> Amount:
    """Give nothing where the performance is not better than the baseline, 9 at the benchmark, 0 to 9 between.

    A baseline may lie beyond the benchmark already, so the direction comes from the threshold.
    """
    better = when(benchmark < threshold, -1, 1)
    way = ratio(performance - baseline, benchmark - baseline, if_zero=0)
    between = clamp(rounded(10 * way - HALF, 0, "half_up"), 0, 9)
    reached = better * (performance - benchmark) >= 0
    return when(better * (performance - baseline) <= 0, 0, when(reached, 9, between))


@peers.rule(
    vi="Thang từ thấp nhất đến cao nhất của khối", en="Scaled between the extremes of the bloc"
)
def min_max(
    value: Whatever,
    lowest: Whatever,
    highest: Whatever,
    /,
    *,
    better: Literal["higher", "lower"],
    points: Points,
) -> Points:
    """Give nothing at the worst value of the bloc, the standard at the best, in proportion between."""
    ahead = value - lowest if better == "higher" else highest - value
    return points * clamp(ratio(ahead, highest - lowest, if_zero=0), 0, 1)


@peers.rule(vi="Chỉ số phát triển con người", en="Human Development Index", better="higher")
def development(
    life: Years, expected: Years, schooling: Years, income: Income, /, *, points: Points
) -> Points:
    """Give the geometric mean of health, education and income, each between its goalposts."""
    health = clamp((life - 20) / (85 - 20), 0, 1)
    education = mean(clamp(expected / 18, 0, 1), clamp(schooling / 15, 0, 1))
    poorest, richest = logarithm(100, decimals=DECIMALS), logarithm(75_000, decimals=DECIMALS)
    wealth = clamp((logarithm(income, decimals=DECIMALS) - poorest) / (richest - poorest), 0, 1)
    return points * root(health * education * wealth, 3, decimals=DECIMALS)
