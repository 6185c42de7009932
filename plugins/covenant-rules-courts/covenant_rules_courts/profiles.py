"""What a court, a procuracy and an enforcement agency usually sign for content 1, slot by slot.

Targets are those that 000_8ab3eef507f571ff.txt implies (95 = 97,55 - 2,55 = 100 - 5; 1,16 = 0,39 + 0,77)
and those that 004_72995b8e2951c8b5.txt names (100 per cent, none at all). What no document prints is
`registered`: the unit gives it. One bonus point for each percentage point is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from covenant_rules_courts.base import courts


def _share(of: str, to: str, *, if_zero: int) -> Mapping[str, Any]:
    """Return the source of a share in per cent."""
    ratio = {"of": f"courts.{of}", "to": f"courts.{to}", "if_zero": if_zero}
    return {"ratio": ratio, "low": 0, "high": 100}


def _target(rule: str, target: object, given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a target with a bonus for every percentage point beyond it, once it is met."""
    award = {"award": f"courts.{rule}", "with": {"target": target, "below": "nothing"}, "from": given}
    bonus = {
        "bonus": f"courts.{rule}_excess",
        "only_if": "full",
        "with": {"target": target, "per": 1, "each": 1},
        "from": given,
    }
    return [award, bonus]


_QUASHED = {"quashed_share": _share("judgments_quashed", "judgments_reviewed", if_zero=0)}
_NO_OVERDUE = {
    "title": {"vi": "Không có vụ án quá thời hạn giải quyết", "en": "No case overdue"},
    "lines": [{"award": "courts.no_overdue", "from": {"overdue": "courts.overdue"}}],
}

courts.profile(
    "court",
    vi="Tòa án nhân dân tỉnh",
    en="Provincial people's court",
    slots=[
        {
            "title": {"vi": "Tỷ lệ giải quyết các loại vụ, việc", "en": "Court cases settled"},
            "lines": _target(
                "settlement", "registered", {"settled": "courts.settled", "received": "courts.accepted"}
            ),
        },
        {
            "title": {"vi": "Tỷ lệ án bị hủy", "en": "Judgments quashed"},
            "lines": [
                {"award": "courts.quashed", "with": {"ceiling": "1.16", "above": "nothing"}, "from": _QUASHED},
                {
                    "bonus": "courts.quashed_margin",
                    "only_if": "full",
                    "with": {"ceiling": "1.16", "per": 1, "each": 1},
                    "from": _QUASHED,
                },
            ],
        },
        _NO_OVERDUE,
    ],
)

courts.profile(
    "procuracy",
    vi="Viện kiểm sát nhân dân tỉnh",
    en="Provincial people's procuracy",
    slots=[
        {
            "title": {"vi": "Tỷ lệ giải quyết án", "en": "Cases resolved"},
            "lines": _target(
                "resolution", 95, {"resolved": _share("cases_resolved", "cases", if_zero=100)}
            ),
        },
        {
            "title": {"vi": "Quyết định truy tố đúng hạn", "en": "Prosecutions in time"},
            "lines": _target(
                "prosecution_on_time",
                95,
                {"in_time": _share("prosecutions_in_time", "prosecutions", if_zero=100)},
            ),
        },
        {
            "title": {"vi": "Truy tố bị can đúng tội", "en": "Right charges"},
            "lines": _target(
                "right_charges", 95, {"right": _share("accused_rightly", "accused", if_zero=100)}
            ),
        },
        _NO_OVERDUE,
        {
            "title": {"vi": "Không đình chỉ, không tuyên do không phạm tội", "en": "No innocent prosecuted"},
            "combine": "mean",
            "lines": [
                {"award": "courts.no_stay", "from": {"stayed": "courts.stayed"}},
                {"award": "courts.no_acquittal", "from": {"acquitted": "courts.acquitted"}},
            ],
        },
    ],
)

courts.profile(
    "enforcement",
    vi="Cục Thi hành án dân sự tỉnh",
    en="Provincial civil enforcement",
    slots=[
        {
            "title": {"vi": "Ra quyết định thi hành án đúng thời hạn", "en": "Enforcement decided in time"},
            "lines": [
                {
                    "award": "courts.enforcement_in_time",
                    "with": {"target": 100, "below": "nothing"},
                    "from": {"in_time": _share("decided_in_time", "judgments", if_zero=100)},
                }
            ],
        },
        {
            "title": {"vi": "Tổ chức thi hành án đúng thời hạn", "en": "Judgments enforced in time"},
            "lines": [
                {
                    "award": "courts.judgments_enforced",
                    "with": {"target": 100, "below": "nothing"},
                    "from": {"enforced": _share("enforced", "judgments", if_zero=100)},
                }
            ],
        },
        {
            "title": {"vi": "Tỷ lệ thi hành án về tiền", "en": "Money recovered"},
            "lines": [
                {
                    "award": "courts.money_recovered",
                    "with": {"target": "registered", "below": "nothing"},
                    "from": {"recovered": "courts.money_recovered", "due": "courts.money_due"},
                }
            ],
        },
    ],
)
