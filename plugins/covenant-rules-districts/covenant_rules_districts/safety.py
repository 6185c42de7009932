"""Safety: traffic accidents, defence, security; and the political system of content 2."""

from __future__ import annotations

from typing import Annotated, Literal

from covenant_rules.plugin import (
    Amount,
    Number,
    Points,
    Quantity,
    all_of,
    any_of,
    equals,
    maximum,
    minimum,
    when,
)
from covenant_rules_districts.sector import (
    Count,
    RateTarget,
    Value,
    YesNo,
    completion,
    districts,
    rate,
)

AtLeastOne = Annotated[Number, Quantity("count", low=1)]


@districts.rule(
    vi="Giảm tai nạn giao thông cả 3 tiêu chí",
    en="Traffic: all three measures fell",
    better="lower",
)
def traffic(  # noqa: PLR0913  (three measures of two years)
    accidents: Count,
    deaths: Count,
    injuries: Count,
    accidents_before: Count,
    deaths_before: Count,
    injuries_before: Count,
    /,
    *,
    none_left: Literal["met", "not_met"],
    points: Points,
) -> Points:
    """Give the standard where accidents, deaths and injuries all fell on the year before, and else nothing.

    A measure that was zero and stays zero cannot fall: `none_left` says whether it counts as met.
    Source: 002_b4f1f19c5bed23a5.txt, "huyện Gò Quao và An Biên giảm tai nạn giao thông cả 3 tiêu chí so năm 2016".
    """
    pairs = (
        (accidents, accidents_before),
        (deaths, deaths_before),
        (injuries, injuries_before),
    )
    if none_left == "met":
        return when(all_of(*(any_of(a < b, equals(a, 0)) for a, b in pairs)), points, 0)
    return when(all_of(*(a < b for a, b in pairs)), points, 0)


@districts.rule(vi="Số tai nạn giảm được", en="Fewer of a traffic measure", better="lower")
def traffic_fewer(now: Count, before: Count, /, *, each: Value) -> Amount:
    """Give *each* for every accident, death or injury fewer than before; a difference, not a per cent.

    Source: 001_d273c28c48bdecee.txt, "101 vụ (giảm 10 vụ), … bị thương 65 người, (giảm 12 người)".
    """
    return each * maximum(before - now, 0)


@districts.rule(vi="Số tai nạn tăng thêm", en="More of a traffic measure")
def traffic_more(now: Count, before: Count, /, *, each: Value) -> Amount:
    """Give *each*, to be used as a penalty, for every accident, death or injury more than before.

    Source: 001_d273c28c48bdecee.txt, "làm chết 73 người (tăng 14 người)".
    """
    return each * maximum(now - before, 0)


@districts.rule(vi="Bảo đảm công tác quốc phòng", en="Defence ensured", better="higher")
def defence(ensured: YesNo, /, *, points: Points) -> Points:
    """Give the standard where defence was ensured, and else nothing.

    Source: 002_b4f1f19c5bed23a5.txt, "công tác quốc phòng, an ninh trong Cụm được đảm bảo".
    """
    return points * ensured


@districts.rule(vi="Bảo đảm công tác an ninh", en="Security ensured", better="higher")
def security(ensured: YesNo, /, *, points: Points) -> Points:
    """Give the standard where security was ensured, and else nothing.

    Source: 002_b4f1f19c5bed23a5.txt, "công tác quốc phòng, an ninh trong Cụm được đảm bảo".
    """
    return points * ensured


@districts.rule(
    vi="Mọi tổ chức chính trị - xã hội đạt từ loại tốt",
    en="All mass organisations rated good",
    better="higher",
)
def mass_organisations(good: Count, /, *, organisations: AtLeastOne, points: Points) -> Points:
    """Give the standard where all of the organisations are rated good or better, and else nothing.

    Source: 002_b4f1f19c5bed23a5.txt, "cả 7 tổ chức chính trị- xã hội đạt từ loại tốt trở lên".
    """
    return when(good >= organisations, points, 0)


@districts.rule(
    vi="Cơ sở đảng trong sạch, vững mạnh", en="Clean and strong party bases", better="higher"
)
def party_bases(strong: Count, bases: Count, /, *, target: RateTarget, points: Points) -> Points:
    """Give the standard times share of strong bases / target share, at most the standard.

    Source: 002_b4f1f19c5bed23a5.txt, "thi đua xây dựng cơ sở đảng trong sạch, vững mạnh".
    """
    return points * minimum(rate(strong, bases) / target, 1)


@districts.rule(vi="Cơ sở đảng yếu kém", en="Weak party bases")
def weak_party_bases(weak: Count, /, *, each: Value) -> Amount:
    """Give *each*, to be used as a penalty, for every weak base.

    Source: 002_b4f1f19c5bed23a5.txt, "hạn chế cơ sở yếu kém".
    """
    return each * weak


@districts.rule(
    vi="Triển khai kịp thời chủ trương, nghị quyết, pháp luật",
    en="Policies and laws carried out in time",
    better="higher",
)
def policies_in_time(in_time: Count, received: Count, /, *, points: Points) -> Points:
    """Give the standard times documents carried out in time / documents received.

    Source: 002_b4f1f19c5bed23a5.txt, "triển khai kịp thời các chủ trương, nghị quyết của Đảng, pháp luật của Nhà nước".
    """
    return points * minimum(completion(in_time, received), 1)
