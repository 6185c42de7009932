"""The criteria of content 1 that cluster no. 1 names, ready to fill the slots of a sheet in their order.

002_b4f1f19c5bed23a5.txt counts 22 criteria and names these eleven. Targets that it does not print are `registered`:
each district gives its own. Our reading: one bonus point for each 10 % of the plan.
"""

from __future__ import annotations

from typing import Any

from covenant_rules_districts.sector import districts

TENTH = {"per": 10, "each": 1}
HAMLETS = {
    "ratio": {"of": "districts.hamlets_cultural", "to": "districts.hamlets", "if_zero": 100},
    "low": 0,
    "high": 100,
}
COVERAGE = {
    "ratio": {"of": "districts.insured", "to": "districts.population", "if_zero": 100},
    "low": 0,
    "high": 100,
}


def _slot(vi: str, en: str, *lines: dict[str, Any]) -> dict[str, Any]:
    return {"title": {"vi": vi, "en": en}, "lines": list(lines)}


def _line(effect: str, rule: str, given: dict[str, Any], **settings: object) -> dict[str, Any]:
    """Return a line; a bonus waits for the whole standard."""
    waits = {"only_if": "full"} if effect == "bonus" else {}
    return {effect: f"districts.{rule}", **waits, "with": settings, "from": given}


def _measures(**names: str) -> dict[str, Any]:
    return {evidence: f"districts.{measure}" for evidence, measure in names.items()}


_BUDGET = _measures(collected="budget_collected", plan="budget_plan")
_JOBS = _measures(found="jobs_found", plan="jobs_plan")
_POVERTY = _measures(now="poverty_rate", before="poverty_rate_before")

SLOTS = (
    _slot(
        "Tổng thu ngân sách trên địa bàn",
        "Budget revenue",
        _line("award", "budget_revenue", _BUDGET),
        _line("bonus", "budget_revenue_excess", _BUDGET, **TENTH),
    ),
    _slot(
        "Tỷ lệ giải ngân vốn xây dựng cơ bản trên địa bàn",
        "Capital spending disbursed",
        _line(
            "award",
            "disbursement",
            _measures(disbursed="capital_disbursed", allocated="capital_allocated"),
            target=80,
        ),
    ),
    _slot(
        "Giảm tỷ lệ trẻ em bỏ học bậc tiểu học và trung học cơ sở",
        "School drop-out",
        _line(
            "award",
            "dropout",
            _measures(primary="dropout_primary", lower_secondary="dropout_lower_secondary"),
            primary_at_most="registered",
            lower_secondary_at_most="registered",
        ),
    ),
    _slot(
        "Phong trào thi đua xây dựng nông thôn mới",
        "New countryside",
        _line(
            "award",
            "new_countryside",
            _measures(recognised="communes_recognised", communes="communes"),
            target="registered",
        ),
    ),
    _slot(
        "Giảm tỷ lệ hộ nghèo",
        "Reduction of poverty",
        _line("award", "poverty_reduction", _POVERTY, target="registered"),
        _line("bonus", "poverty_reduction_excess", _POVERTY, target="registered", **TENTH),
    ),
    _slot(
        "Giải quyết việc làm cho lao động",
        "Jobs",
        _line("award", "jobs", _JOBS),
        _line("bonus", "jobs_excess", _JOBS, **TENTH),
    ),
    _slot(
        "Tỷ lệ ấp đạt chuẩn văn hóa",
        "Cultural hamlets",
        _line("award", "cultural_hamlets", {"achieved": HAMLETS}, target="registered"),
        _line(
            "bonus",
            "cultural_hamlets_excess",
            {"achieved": HAMLETS},
            target="registered",
            counted="relative",
            **TENTH,
        ),
    ),
    _slot(
        "Tỷ lệ tham gia bảo hiểm y tế toàn dân",
        "Health insurance coverage",
        _line("award", "health_insurance", {"coverage": COVERAGE}, target="registered"),
        _line(
            "bonus",
            "health_insurance_excess",
            {"coverage": COVERAGE},
            target="registered",
            counted="relative",
            **TENTH,
        ),
    ),
    _slot(
        "Giảm tai nạn giao thông cả 3 tiêu chí",
        "Traffic accidents: all three measures",
        _line(
            "award",
            "traffic",
            {
                name: f"districts.{name}"
                for measure in ("accidents", "deaths", "injuries")
                for name in (measure, f"{measure}_before")
            },
            none_left="met",
        ),
    ),
    _slot(
        "Công tác quốc phòng",
        "Defence",
        _line("award", "defence", _measures(ensured="defence_ensured")),
    ),
    _slot(
        "Công tác an ninh",
        "Security",
        _line("award", "security", _measures(ensured="security_ensured")),
    ),
)

districts.profile(
    "district", vi="Huyện, các tiêu chí đã nêu tên", en="District, criteria named", slots=SLOTS
)
