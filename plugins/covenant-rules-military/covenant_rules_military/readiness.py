"""Readiness: drills, discipline of duty, plans carried out, emulation movements."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, equals, when
from covenant_rules_military.base import Below, Count, Value, military, reached, share


@military.rule(vi="Tổ chức các cuộc diễn tập theo kế hoạch", en="Drills held as planned", better="higher")
def drills(held: Count, planned: Count, /, *, below: Below, points: Points) -> Points:
    """Give the standard where all drills of the plan were held, or took place with the unit's part.

    Counts of drills. With no drill planned the target is met.
    Source: 000_8ab3eef507f571ff.txt, "diễn tập khu vực phòng thủ tỉnh"; 004_72995b8e2951c8b5.txt,
    "diễn tập khu vực phòng thủ huyện; diễn tập bảo đảm tác chiến phòng thủ", "diễn tập ứng phó sự cố
    tràn dầu trên biển", "diễn tập tác chiến phòng thủ Quân khu 3".
    """
    return points * reached(share(held, planned, if_none=100), 100, below)


@military.rule(
    vi="Duy trì nền nếp huấn luyện, sẵn sàng chiến đấu",
    en="Discipline of training and readiness kept",
    better="lower",
)
def readiness(breaches: Count, /, *, points: Points) -> Points:
    """Give the standard where no breach of training and readiness was found, else nothing.

    Source: 004_72995b8e2951c8b5.txt, "duy trì nghiêm nền nếp huấn luyện, sẵn sàng chiến đấu".
    """
    return when(equals(breaches, 0), points, 0)


@military.rule(
    vi="Tham mưu, thực hiện các kế hoạch được giao", en="Plans carried out", better="higher"
)
def plans(carried_out: Count, assigned: Count, /, *, below: Below, points: Points) -> Points:
    """Give the standard where all plans that were assigned are carried out; counts of plans.

    With no plan assigned the target is met.
    Source: 004_72995b8e2951c8b5.txt, "kế hoạch … chống khai thác hải sản bất hợp pháp (IUU)", "kế
    hoạch về đảm bảo an ninh trật tự trong thu hồi đất đai, giải phóng mặt bằng".
    """
    return points * reached(share(carried_out, assigned, if_none=100), 100, below)


@military.rule(vi="Phong trào, đợt thi đua của đơn vị", en="Emulation movements of the unit")
def movements(held: Count, /, *, each: Value) -> Amount:
    """Give *each* for every emulation movement or drive that was held; a cap is that of the line.

    Source: 000_8ab3eef507f571ff.txt names two of the military command in 2017,
    004_72995b8e2951c8b5.txt three of it and one of the border guard in 2023.
    """
    return held * each
