"""What districts report; money in millions of đồng."""

from __future__ import annotations

from covenant_rules.plugin import Quantity
from covenant_rules_districts.sector import districts

MONEY = Quantity("money", low=0, high=1_000_000_000, decimals=3)
PEOPLE = Quantity("count", low=0, high=100_000_000)
FEW = Quantity("count", low=0, high=100_000)
RATE = Quantity("percent", low=0, high=100, decimals=2)
YES_NO = Quantity("yes_no", low=0, high=1)

_COUNTED = {
    "jobs_found": (PEOPLE, "Số lượt lao động được giải quyết việc làm", "Jobs found"),
    "jobs_plan": (PEOPLE, "Kế hoạch giải quyết việc làm", "Jobs planned"),
    "jobs_before": (PEOPLE, "Số lượt việc làm cùng kỳ", "Jobs found in the same period"),
    "communes": (FEW, "Số xã", "Communes"),
    "communes_recognised": (FEW, "Số xã đạt chuẩn nông thôn mới", "New-countryside communes"),
    "communes_recognised_before": (FEW, "Số xã nông thôn mới đầu kỳ", "Communes recognised before"),
    "communes_universal": (FEW, "Số xã đạt phổ cập tiểu học", "Communes with universal education"),
    "hamlets": (FEW, "Số ấp", "Hamlets"),
    "hamlets_cultural": (FEW, "Số ấp đạt chuẩn văn hóa", "Cultural hamlets"),
    "population": (PEOPLE, "Dân số", "Population"),
    "insured": (PEOPLE, "Số người tham gia bảo hiểm y tế", "People with health insurance"),
    "schools": (FEW, "Số trường học", "Schools"),
    "schools_standard": (FEW, "Số trường đạt chuẩn quốc gia", "Schools of national standard"),
    "schools_standard_before": (FEW, "Số trường đạt chuẩn năm trước", "Such schools a year before"),
    "schools_and_units": (FEW, "Số đơn vị, trường học", "Educational units and schools"),
    "schools_green": (FEW, "Số trường xanh - sạch - đẹp", "Green and clean schools"),
    "outbreaks": (FEW, "Số lần dịch bệnh diện rộng", "Widespread outbreaks of disease"),
    "visitors_received": (PEOPLE, "Tổng lượt khách du lịch", "Visitors"),
    "visitors_plan": (PEOPLE, "Kế hoạch lượt khách du lịch", "Visitors planned"),
    "visitors_before": (PEOPLE, "Lượt khách cùng kỳ", "Visitors in the same period"),
    "accidents": (FEW, "Số vụ tai nạn giao thông", "Traffic accidents"),
    "accidents_before": (FEW, "Số vụ tai nạn năm trước", "Accidents in the year before"),
    "deaths": (FEW, "Số người chết vì tai nạn giao thông", "Deaths in traffic"),
    "deaths_before": (FEW, "Số người chết năm trước", "Deaths in the year before"),
    "injuries": (FEW, "Số người bị thương vì tai nạn", "Injuries in traffic"),
    "injuries_before": (FEW, "Số người bị thương năm trước", "Injuries in the year before"),
    "party_bases_all": (FEW, "Số tổ chức cơ sở đảng", "Party bases"),
    "party_bases_strong": (FEW, "Số cơ sở đảng trong sạch, vững mạnh", "Strong party bases"),
    "party_bases_weak": (FEW, "Số cơ sở đảng yếu kém", "Party bases that are weak"),
    "policies_received": (FEW, "Số văn bản phải triển khai", "Policies and laws received"),
    "policies_done_in_time": (FEW, "Số văn bản triển khai kịp thời", "Policies done in time"),
    "budget_collected": (MONEY, "Thu ngân sách (triệu đồng)", "Budget collected (million VND)"),
    "budget_plan": (MONEY, "Kế hoạch thu (triệu đồng)", "Budget planned (million VND)"),
    "budget_before": (MONEY, "Thu ngân sách cùng kỳ (triệu đồng)", "Budget before (million VND)"),
    "capital_disbursed": (
        MONEY,
        "Vốn đã giải ngân (triệu đồng)",
        "Capital disbursed (million VND)",
    ),
    "capital_allocated": (MONEY, "Vốn được giao (triệu đồng)", "Capital allocated (million VND)"),
    "gross_product": (MONEY, "Tổng sản phẩm (triệu đồng)", "Gross product (million VND)"),
    "gross_product_before": (
        MONEY,
        "Tổng sản phẩm cùng kỳ (triệu đồng)",
        "Product before (million VND)",
    ),
    "retail_sold": (MONEY, "Bán lẻ và dịch vụ (triệu đồng)", "Retail sold (million VND)"),
    "retail_plan": (MONEY, "Kế hoạch bán lẻ (triệu đồng)", "Retail planned (million VND)"),
    "exported": (MONEY, "Xuất khẩu (triệu đồng)", "Exported (million VND)"),
    "exports_plan": (MONEY, "Kế hoạch xuất khẩu (triệu đồng)", "Exports planned (million VND)"),
    "imported": (MONEY, "Nhập khẩu (triệu đồng)", "Imported (million VND)"),
    "imports_plan": (MONEY, "Kế hoạch nhập khẩu (triệu đồng)", "Imports planned (million VND)"),
}
for _name, (_quantity, _vi, _en) in _COUNTED.items():
    districts.measure(_name, _quantity, vi=_vi, en=_en, merge="sum")

# Rates, and what a whole district has once, are not added up when districts merge.
_SINGLE = {
    "poverty_rate": (RATE, "Tỷ lệ hộ nghèo", "Poverty rate"),
    "poverty_rate_before": (
        RATE,
        "Tỷ lệ hộ nghèo đầu năm",
        "Poverty rate at the start of the year",
    ),
    "dropout_primary": (RATE, "Tỷ lệ bỏ học tiểu học", "Drop-out, primary"),
    "dropout_lower_secondary": (RATE, "Tỷ lệ bỏ học trung học cơ sở", "Drop-out, lower secondary"),
    "organisations_good": (
        Quantity("count", low=0, high=7),
        "Số tổ chức chính trị - xã hội từ loại tốt",
        "Mass organisations rated good or better",
    ),
    "new_countryside_met": (
        Quantity("count", low=0, high=19),
        "Số tiêu chí nông thôn mới đã đạt",
        "New-countryside criteria met",
    ),
    "defence_ensured": (YES_NO, "Quốc phòng được bảo đảm", "Defence is ensured"),
    "security_ensured": (YES_NO, "An ninh được bảo đảm", "Security is ensured"),
}
for _name, (_quantity, _vi, _en) in _SINGLE.items():
    districts.measure(_name, _quantity, vi=_vi, en=_en)
