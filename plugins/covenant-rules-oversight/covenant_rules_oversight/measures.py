"""What inspectorates, justice departments and all members of a bloc report; money in millions of đồng."""

from __future__ import annotations

from covenant_rules.plugin import Quantity
from covenant_rules_oversight.sector import oversight

MONEY = Quantity("money", low=0, high=1_000_000_000, decimals=3)
COUNT = Quantity("count", low=0, high=100_000)

_COUNTED = {
    "money_found": (MONEY, "Sai phạm phát hiện (triệu đồng)", "Wrongdoing found (million VND)"),
    "money_returned": (MONEY, "Thu về cho đơn vị (triệu đồng)", "Returned to units (million VND)"),
    "money_otherwise": (MONEY, "Xử lý khác (triệu đồng)", "Dealt with otherwise (million VND)"),
    "money_due": (MONEY, "Phải nộp ngân sách (triệu đồng)", "Due to the budget (million VND)"),
    "money_paid_in": (
        MONEY,
        "Đã nộp ngân sách (triệu đồng)",
        "Paid in to the budget (million VND)",
    ),
    "money_saved": (MONEY, "Số tiền tiết kiệm (triệu đồng)", "Money saved (million VND)"),
    "saving_planned": (MONEY, "Kế hoạch tiết kiệm (triệu đồng)", "Saving planned (million VND)"),
    "complaints_received": (COUNT, "Số đơn thuộc thẩm quyền", "Complaints received"),
    "complaints_resolved": (COUNT, "Số đơn đã giải quyết", "Complaints resolved"),
    "documents_planned": (COUNT, "Số văn bản theo kế hoạch", "Legal documents planned"),
    "documents_in_time": (COUNT, "Số văn bản tham mưu đúng hạn", "Legal documents in time"),
    "corruption_cases": (COUNT, "Số vụ tham nhũng, lãng phí", "Cases of corruption and waste"),
    "violations": (COUNT, "Số vụ việc không để xảy ra", "Cases that must not happen"),
    "branches": (COUNT, "Số đơn vị trực thuộc", "Branches of the unit"),
    "branches_joined": (COUNT, "Số đơn vị tham gia giao ước", "Branches that joined"),
    "themes_planned": (
        COUNT,
        "Số phong trào, chuyên đề theo kế hoạch",
        "Drives and themes planned",
    ),
    "themes_launched": (
        COUNT,
        "Số phong trào, chuyên đề đã phát động",
        "Drives and themes launched",
    ),
    "models_found": (COUNT, "Số mô hình, điển hình", "Models found"),
    "models_taken_over": (COUNT, "Số mô hình được nhân rộng", "Models taken over"),
    "exchanges_held": (COUNT, "Số hoạt động của khối", "Activities of the bloc"),
    "exchanges_attended": (COUNT, "Số hoạt động đã tham gia", "Activities attended"),
    "articles": (COUNT, "Số tin, bài", "Articles"),
    "reports_due": (COUNT, "Số báo cáo phải gửi", "Reports due"),
    "reports_in_time": (COUNT, "Số báo cáo đúng hạn", "Reports in time"),
    "reports_late": (COUNT, "Số báo cáo trễ hạn", "Reports that came late"),
    "staff": (COUNT, "Số cán bộ làm công tác thi đua", "Emulation staff"),
    "staff_trained": (COUNT, "Số cán bộ được bồi dưỡng", "Emulation staff with training"),
    "awarded_collectives": (COUNT, "Số tập thể được khen thưởng", "Collectives awarded"),
    "awarded_individuals": (COUNT, "Số cá nhân được khen thưởng", "Individuals awarded"),
    "awarded_non_leaders": (COUNT, "Số cá nhân không là lãnh đạo", "Awarded non-leaders"),
    "honorary_titles": (COUNT, "Số danh hiệu vinh dự Nhà nước", "Honorary titles of the State"),
    "government_flags": (COUNT, "Số Cờ thi đua của Chính phủ", "Flags of the Government"),
    "files_submitted": (COUNT, "Số hồ sơ đã trình", "Award files submitted"),
    "files_correct": (COUNT, "Số hồ sơ đúng quy định", "Award files correct"),
    "files_faulty": (COUNT, "Số hồ sơ trễ hoặc sai", "Award files at fault"),
    "files_outstanding": (COUNT, "Số hồ sơ tồn đọng", "Files outstanding"),
    "files_settled": (COUNT, "Số hồ sơ tồn đọng đã giải quyết", "Old files settled"),
    "procedures_received": (COUNT, "Số thủ tục tiếp nhận", "Procedures received"),
    "procedures_in_time": (COUNT, "Số thủ tục đúng hạn", "Procedures in time"),
}
for _name, (_quantity, _vi, _en) in _COUNTED.items():
    oversight.measure(_name, _quantity, vi=_vi, en=_en, merge="sum")

# Marks, ranks, days and yes or no are not added up when units merge.
_SINGLE = {
    "reform_reached": (
        Quantity("points", low=0, high=100, decimals=2),
        "Điểm cải cách hành chính đạt được",
        "Marks of the reform index",
    ),
    "reform_possible": (
        Quantity("points", low=0, high=100, decimals=2),
        "Điểm cải cách hành chính tối đa",
        "Marks possible of the reform index",
    ),
    "common_theme_organised": (
        Quantity("yes_no", low=0, high=1),
        "Có chuyên đề chung của khối",
        "A common theme was organised",
    ),
    "report_days_late": (
        Quantity("day", low=0, high=366),
        "Số ngày gửi báo cáo trễ",
        "Days by which the report was late",
    ),
    "rank_in_nation": (
        Quantity("count", low=1, high=100),
        "Thứ hạng toàn quốc",
        "Rank among all provinces",
    ),
}
for _name, (_quantity, _vi, _en) in _SINGLE.items():
    oversight.measure(_name, _quantity, vi=_vi, en=_en)
