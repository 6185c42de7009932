"""The border guard's own ground: crime fought, order kept."""

from __future__ import annotations

from covenant_rules.plugin import Points, equals, when
from covenant_rules_military.base import Below, Count, CountTarget, military, reached


@military.rule(
    vi="Đấu tranh với các loại tội phạm ở khu vực biên giới",
    en="Crime fought in the border area",
    better="higher",
)
def border_crime(
    handled: Count, /, *, target: CountTarget, below: Below, points: Points
) -> Points:
    """Give the standard where as many cases of crime were handled as registered; counts of cases.

    Source: 004_72995b8e2951c8b5.txt, "đẩy mạnh công tác đấu tranh với các loại tội phạm"; no figures.
    """
    return points * reached(handled, target, below)


@military.rule(
    vi="Giữ vững trật tự an toàn xã hội trên địa bàn biên giới",
    en="Order kept in the border area",
    better="lower",
)
def border_order(incidents: Count, /, *, points: Points) -> Points:
    """Give the standard where nothing broke the order of the border area, else nothing.

    Source: 004_72995b8e2951c8b5.txt, "giữ vững trật tự an toàn xã hội trên địa bàn".
    """
    return when(equals(incidents, 0), points, 0)
