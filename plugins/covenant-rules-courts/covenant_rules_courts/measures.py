"""What courts, procuracies and enforcement agencies report."""

from __future__ import annotations

from covenant_rules.plugin import Quantity
from covenant_rules_courts.base import courts

CASES = Quantity("count", low=0, high=1_000_000)
DONG = Quantity("money", low=0, high=10**15)

for _name, _quantity, _vi, _en in (
    ("accepted", CASES, "Số vụ, việc Tòa án thụ lý", "Court cases accepted"),
    ("accepted_before", CASES, "Số vụ, việc Tòa án thụ lý năm trước", "Court cases accepted the year before"),
    ("settled", CASES, "Số vụ, việc Tòa án giải quyết", "Court cases settled"),
    ("settled_before", CASES, "Số vụ, việc Tòa án giải quyết năm trước", "Court cases settled the year before"),
    ("judgments_reviewed", CASES, "Số bản án làm căn cứ tính án bị hủy", "Judgments of which the quashed are a share"),
    ("judgments_quashed", CASES, "Số bản án bị hủy", "Judgments quashed"),
    ("cases", CASES, "Số vụ án Viện kiểm sát thụ lý", "Cases accepted by the procuracy"),
    ("cases_before", CASES, "Số vụ án Viện kiểm sát thụ lý năm trước", "Cases of the procuracy the year before"),
    ("cases_resolved", CASES, "Số vụ án Viện kiểm sát giải quyết", "Cases resolved by the procuracy"),
    ("prosecutions", CASES, "Số quyết định truy tố", "Prosecutions decided"),
    ("prosecutions_in_time", CASES, "Số quyết định truy tố đúng hạn", "Prosecutions decided in time"),
    ("accused", CASES, "Số bị can bị truy tố", "Accused charged"),
    ("accused_rightly", CASES, "Số bị can truy tố đúng tội", "Accused charged with the right offence"),
    ("overdue", CASES, "Số vụ án, vụ việc quá thời hạn giải quyết", "Cases past their time limit"),
    ("stayed", CASES, "Số vụ án, bị can đình chỉ do không phạm tội", "Cases or accused stayed for innocence"),
    ("acquitted", CASES, "Số bị cáo Tòa án tuyên không phạm tội", "Defendants acquitted"),
    ("judgments", CASES, "Số bản án, quyết định phải thi hành", "Judgments to enforce"),
    ("decided_in_time", CASES, "Số bản án được ra quyết định thi hành đúng hạn", "Enforcement decided in time"),
    ("enforced", CASES, "Số bản án đã tổ chức thi hành đúng hạn", "Judgments enforced in time"),
    ("money_due", DONG, "Số tiền phải thi hành", "Money due"),
    ("money_recovered", DONG, "Số tiền đã thi hành", "Money that was recovered"),
    ("movements", CASES, "Số phong trào, chuyên đề thi đua đã tổ chức", "Emulation movements held"),
):
    courts.measure(_name, _quantity, vi=_vi, en=_en, merge="sum")
