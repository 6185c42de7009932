"""What a provincial police reports: the measures that sheets name under `from:`."""

from __future__ import annotations

from covenant_rules.plugin import Quantity
from covenant_rules_police.base import police

CASES = Quantity("count", low=0, high=1_000_000)
CITIZENS = Quantity("count", low=0, high=100_000_000)
# Since 1975 the country has never had more than 64 provinces and cities.
PLACE = Quantity("number", low=1, high=64)

for _name, _quantity, _vi, _en in (
    ("offences", CASES, "Số vụ phạm pháp hình sự trong năm", "Criminal offences of the year"),
    ("offences_before", CASES, "Số vụ phạm pháp hình sự năm trước", "Criminal offences of the year before"),
    ("solved_cases", CASES, "Số vụ đã điều tra, khám phá", "Offences cleared up"),
    ("arrested", CASES, "Số đối tượng phạm tội bị bắt", "Suspects arrested"),
    ("wanted", CASES, "Tổng số đối tượng truy nã hiện có", "Wanted persons"),
    ("wanted_caught", CASES, "Số đối tượng truy nã đã bắt, vận động", "Wanted persons caught or persuaded"),
    ("crime_reports", CASES, "Số nguồn tin về tội phạm đã tiếp nhận", "Crime reports received"),
    ("crime_reports_resolved", CASES, "Số nguồn tin về tội phạm đã giải quyết", "Crime reports resolved"),
    ("organised_groups", CASES, "Số băng, nhóm tội phạm có tổ chức", "Organised groups and gangs"),
    ("hot_spots", CASES, "Số tụ điểm tệ nạn xã hội phức tạp", "Hot spots of social evils"),
    ("eligible_citizens", CITIZENS, "Số công dân đủ điều kiện cấp căn cước", "Citizens eligible for a card"),
    ("cards_issued", CITIZENS, "Số công dân đã được cấp căn cước", "Citizens with a card"),
    ("protection_incidents", CASES, "Số sự cố trong bảo vệ đoàn, sự kiện", "Incidents at protected events"),
    ("campaigns", CASES, "Số đợt cao điểm đã mở", "Peak campaigns opened"),
    ("movements", CASES, "Số phong trào, chuyên đề thi đua đã tổ chức", "Emulation movements held"),
):
    police.measure(_name, _quantity, vi=_vi, en=_en, merge="sum")

for _name, _vi, _en in (
    ("electronic_identity_rank", "Thứ hạng toàn quốc về kích hoạt định danh điện tử", "Place in electronic identity"),
    ("population_data_rank", "Thứ hạng toàn quốc về dữ liệu dân cư, căn cước", "Place in population data"),
):
    police.measure(_name, PLACE, vi=_vi, en=_en)
