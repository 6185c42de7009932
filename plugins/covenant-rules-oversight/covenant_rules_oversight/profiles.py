"""Registrations of an inspectorate and of a justice department, ready to fill the slots of content 1 in their order.

Targets are those that the documents imply: 100 − 20 = 80 of the money, 100 − 5 = 95 of the complaints. Our reading:
one bonus point for each percentage point beyond them.
"""

from __future__ import annotations

from typing import Any

from covenant_rules_oversight.sector import oversight


def _slot(vi: str, en: str, *lines: dict[str, Any]) -> dict[str, Any]:
    return {"title": {"vi": vi, "en": en}, "lines": list(lines)}


def _award(rule: str, given: dict[str, str], **settings: object) -> dict[str, Any]:
    return {"award": f"oversight.{rule}", "with": settings, "from": given}


def _bonus(rule: str, given: dict[str, str], **settings: object) -> dict[str, Any]:
    return {"bonus": f"oversight.{rule}", "only_if": "full", "with": settings, "from": given}


def _measures(**names: str) -> dict[str, str]:
    return {evidence: f"oversight.{measure}" for evidence, measure in names.items()}


_MONEY = _measures(paid_in="money_paid_in", due="money_due")
_COMPLAINTS = _measures(resolved="complaints_resolved", received="complaints_received")

oversight.profile(
    "inspectorate",
    vi="Thanh tra tỉnh",
    en="Provincial inspectorate",
    slots=(
        _slot(
            "Thu nộp ngân sách sau thanh tra",
            "Money paid in after inspection",
            _award("recovered", _MONEY, target=80),
            _bonus("recovered_excess", _MONEY, target=80, per=1, each=1),
        ),
        _slot(
            "Giải quyết khiếu nại, tố cáo",
            "Complaints and denunciations resolved",
            _award("complaints", _COMPLAINTS, target=95),
            _bonus("complaints_excess", _COMPLAINTS, target=95, per=1, each=1),
        ),
        _slot(
            "Xử lý sai phạm phát hiện qua thanh tra",
            "Wrongdoing found and dealt with",
            _award(
                "findings_handled",
                _measures(
                    returned="money_returned",
                    otherwise="money_otherwise",
                    paid_in="money_paid_in",
                    found="money_found",
                ),
            ),
        ),
    ),
)

oversight.profile(
    "justice",
    vi="Sở Tư pháp",
    en="Department of justice",
    slots=(
        _slot(
            "Tham mưu xây dựng văn bản quy phạm pháp luật",
            "Legal documents advised on",
            _award(
                "legal_documents",
                _measures(in_time="documents_in_time", planned="documents_planned"),
            ),
        ),
        _slot(
            "Cải cách hành chính, cải cách tư pháp",
            "Administrative reform",
            _award(
                "administrative_reform",
                _measures(reached="reform_reached", possible="reform_possible"),
            ),
        ),
        _slot(
            "Thực hành tiết kiệm, chống lãng phí",
            "Thrift against waste",
            _award("thrift", _measures(saved="money_saved", planned="saving_planned")),
        ),
        _slot(
            "Không để xảy ra tham nhũng, lãng phí",
            "No corruption or waste",
            _award("none_allowed", _measures(cases="corruption_cases")),
        ),
    ),
)
