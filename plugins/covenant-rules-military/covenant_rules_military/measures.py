"""What a military command and a border guard report."""

from __future__ import annotations

from covenant_rules.plugin import Quantity
from covenant_rules_military.base import military

CASES = Quantity("count", low=0, high=1_000_000)
DONG = Quantity("money", low=0, high=10**12)

for _name, _vi, _en in (
    ("quota", "Chỉ tiêu giao quân", "Enlistment quota"),
    ("enlisted", "Số thanh niên nhập ngũ", "Young people enlisted"),
    ("volunteers", "Số thanh niên viết đơn tình nguyện nhập ngũ", "Volunteers among the enlisted"),
    ("lessons_planned", "Số nội dung của chương trình huấn luyện", "Lessons of the training programme"),
    ("lessons_done", "Số nội dung huấn luyện đã thực hiện", "Lessons carried out"),
    ("trained", "Số người được kiểm tra huấn luyện", "Persons tested after training"),
    ("trained_passed", "Số người đạt yêu cầu", "Persons who passed"),
    ("trained_good", "Số người đạt khá, giỏi", "Persons who passed well or very well"),
    ("pupils", "Số học sinh được nhận đỡ đầu", "Pupils sponsored"),
    ("drills_planned", "Số cuộc diễn tập theo kế hoạch", "Drills planned"),
    ("drills_held", "Số cuộc diễn tập đã tổ chức, tham gia", "Drills held"),
    ("readiness_breaches", "Số lần vi phạm nền nếp huấn luyện, sẵn sàng chiến đấu", "Breaches of readiness"),
    ("plans_assigned", "Số kế hoạch được giao", "Plans assigned"),
    ("plans_carried_out", "Số kế hoạch đã thực hiện", "Plans that were carried out"),
    ("border_cases", "Số vụ tội phạm đã đấu tranh, xử lý", "Cases of crime handled"),
    ("border_incidents", "Số vụ gây mất trật tự trên địa bàn biên giới", "Incidents in the border area"),
    ("movements", "Số phong trào, đợt thi đua đã tổ chức", "Emulation movements held"),
):
    military.measure(_name, CASES, vi=_vi, en=_en, merge="sum")

military.measure(
    "support_monthly", DONG, vi="Mức hỗ trợ mỗi học sinh một tháng", en="Support of a pupil a month"
)
military.measure(
    "handover_held",
    Quantity("yes_no", low=0, high=1),
    vi="Lễ giao, nhận quân được tổ chức tốt",
    en="Recruits were handed over in good order",
)
