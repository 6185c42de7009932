"""What a military command and a border guard usually sign for content 1, slot by slot.

Targets are those that 000_8ab3eef507f571ff.txt implies (70 = 75,10 - 5,10; 75 = 80 - 5 = 77,4 - 2,4) and
those of completeness (100 per cent, none at all). How many pupils were registered is not printed, so it
is `registered`: the unit gives it. One bonus point for each percentage point, or for each per cent of a
count, is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from covenant_rules_military.base import military


def _share(of: str, to: str, *, if_zero: int) -> Mapping[str, Any]:
    """Return the source of a share in per cent."""
    ratio = {"of": f"military.{of}", "to": f"military.{to}", "if_zero": if_zero}
    return {"ratio": ratio, "low": 0, "high": 100}


_VOLUNTEERED = {"volunteered": _share("volunteers", "enlisted", if_zero=0)}
_GOOD = {"good": _share("trained_good", "trained", if_zero=0)}
_TRAINING_RESULT: list[Mapping[str, Any]] = [
    {
        "award": "military.training",
        "with": {"target": 75},
        "from": {"passing": _share("trained_passed", "trained", if_zero=0), **_GOOD},
    },
    {
        "bonus": "military.training_excess",
        "only_if": "full",
        "with": {"target": 75, "per": 1, "each": 1},
        "from": _GOOD,
    },
]
_DRILLS = {
    "title": {"vi": "Tổ chức, tham gia diễn tập", "en": "Drills"},
    "lines": [
        {
            "award": "military.drills",
            "with": {"below": "nothing"},
            "from": {"held": "military.drills_held", "planned": "military.drills_planned"},
        }
    ],
}

military.profile(
    "military",
    vi="Bộ Chỉ huy Quân sự tỉnh",
    en="Provincial military command",
    slots=[
        {
            "title": {"vi": "Tuyển chọn và gọi thanh niên nhập ngũ", "en": "Selection and enlistment"},
            "combine": "mean",
            "lines": [
                {
                    "award": "military.enlistment",
                    "with": {"target": 100, "below": "nothing"},
                    "from": {"fulfilled": _share("enlisted", "quota", if_zero=100)},
                },
                {
                    "award": "military.volunteers",
                    "with": {"target": 70, "below": "nothing"},
                    "from": _VOLUNTEERED,
                },
                {
                    "bonus": "military.volunteers_excess",
                    "only_if": "full",
                    "with": {"target": 70, "per": 1, "each": 1},
                    "from": _VOLUNTEERED,
                },
            ],
        },
        {
            "title": {"vi": "Thực hiện chương trình huấn luyện", "en": "Training programme"},
            "lines": [
                {
                    "award": "military.training_programme",
                    "with": {"target": 100, "below": "nothing"},
                    "from": {"done": _share("lessons_done", "lessons_planned", if_zero=100)},
                }
            ],
        },
        {
            "title": {"vi": "Kết quả huấn luyện", "en": "Results of training"},
            "lines": _TRAINING_RESULT,
        },
        _DRILLS,
        {
            "title": {"vi": "Duy trì nền nếp sẵn sàng chiến đấu", "en": "Readiness"},
            "lines": [
                {"award": "military.readiness", "from": {"breaches": "military.readiness_breaches"}}
            ],
        },
    ],
)

_PUPILS = {"pupils": "military.pupils"}

military.profile(
    "border_guard",
    vi="Bộ Chỉ huy Bộ đội Biên phòng tỉnh",
    en="Provincial border guard command",
    slots=[
        {
            "title": {
                "vi": "Huấn luyện chính trị, quân sự, hậu cần, kỹ thuật, nghiệp vụ",
                "en": "Political, military, logistic, technical and professional training",
            },
            "lines": _TRAINING_RESULT,
        },
        {
            "title": {"vi": "Chương trình “Nâng bước em đến trường”", "en": "Pupils sponsored"},
            "lines": [
                {
                    "award": "military.sponsored_pupils",
                    "with": {"target": "registered", "below": "nothing"},
                    "from": _PUPILS,
                },
                {
                    "bonus": "military.sponsored_excess",
                    "only_if": "full",
                    "with": {"target": "registered", "counted_in": "percent", "per": 1, "each": 1},
                    "from": _PUPILS,
                },
            ],
        },
        _DRILLS,
        {
            "title": {"vi": "Thực hiện các kế hoạch được giao", "en": "Plans carried out"},
            "lines": [
                {
                    "award": "military.plans",
                    "with": {"below": "nothing"},
                    "from": {
                        "carried_out": "military.plans_carried_out",
                        "assigned": "military.plans_assigned",
                    },
                }
            ],
        },
        {
            "title": {"vi": "Giữ vững trật tự địa bàn biên giới", "en": "Order in the border area"},
            "lines": [
                {"award": "military.border_order", "from": {"incidents": "military.border_incidents"}}
            ],
        },
    ],
)
