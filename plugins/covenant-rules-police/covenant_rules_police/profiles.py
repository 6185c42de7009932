"""What a provincial police usually signs for content 1; the five slots of a bloc, in order.

Targets are those that 000_8ab3eef507f571ff.txt implies (75 = 91,8 - 16,8; 30 = 43,25 - 13,25) and
those that 004_72995b8e2951c8b5.txt names (100 per cent, none at all). One bonus point for each
percentage point is ours: no document prints it.
"""

from __future__ import annotations

from covenant_rules_police.base import police

CLEARED = {"solved": "police.solved_cases", "received": "police.offences"}
CAUGHT = {"caught": "police.wanted_caught", "listed": "police.wanted"}
CARDS = {
    "ratio": {"of": "police.cards_issued", "to": "police.eligible_citizens", "if_zero": 100},
    "low": 0,
    "high": 100,
}

police.profile(
    "police",
    vi="Công an tỉnh",
    en="Provincial police",
    slots=[
        {
            "title": {"vi": "Tỷ lệ điều tra, khám phá án", "en": "Offences cleared up"},
            "lines": [
                {"award": "police.clearance", "with": {"target": 75, "below": "nothing"}, "from": CLEARED},
                {
                    "bonus": "police.clearance_excess",
                    "only_if": "full",
                    "with": {"target": 75, "per": 1, "each": 1},
                    "from": CLEARED,
                },
            ],
        },
        {
            "title": {"vi": "Bắt, vận động đối tượng truy nã", "en": "Wanted persons caught"},
            "lines": [
                {"award": "police.wanted", "with": {"target": 30, "below": "nothing"}, "from": CAUGHT},
                {
                    "bonus": "police.wanted_excess",
                    "only_if": "full",
                    "with": {"target": 30, "per": 1, "each": 1},
                    "from": CAUGHT,
                },
            ],
        },
        {
            "title": {"vi": "Kéo giảm tội phạm so với năm trước", "en": "Fewer offences than before"},
            "lines": [
                {
                    "award": "police.crime",
                    "with": {"drop": 0},
                    "from": {"now": "police.offences", "before": "police.offences_before"},
                },
            ],
        },
        {
            "title": {"vi": "Cấp căn cước công dân", "en": "Identity cards"},
            "lines": [
                {
                    "award": "police.identity_cards",
                    "with": {"target": 100, "below": "nothing"},
                    "from": {"issued": CARDS},
                },
            ],
        },
        {
            "title": {
                "vi": "Không có tội phạm có tổ chức, không có tụ điểm phức tạp",
                "en": "No organised crime, no hot spots",
            },
            "combine": "mean",
            "lines": [
                {"award": "police.no_organised_crime", "from": {"groups": "police.organised_groups"}},
                {"award": "police.no_hot_spots", "from": {"spots": "police.hot_spots"}},
            ],
        },
    ],
)
