"""The words of the page, in both languages; those of standings, reviews and advice stand with them."""

from __future__ import annotations

from collections.abc import Mapping

from covenant_rules.diagnostics import Severity
from covenant_rules.scoring import Status
from covenant_rules.text import Text

WORDS: Mapping[str, Text] = {
    "skip": Text(vi="Đến nội dung chính", en="Skip to the content"),
    "language": Text(vi="Ngôn ngữ", en="Language"),
    "sections": Text(vi="Các phần", en="Sections"),
    "edition": Text(vi="Bản giao ước: {}", en="Edition: {}"),
    "stage": Text(vi="Đợt chấm: {}", en="Stage: {}"),
    "count": Text(vi="{} đơn vị", en="{} units"),
    "standings": Text(vi="Bảng xếp hạng", en="Standings"),
    "standings_caption": Text(
        vi="Xếp hạng, điểm từng nội dung và tổng điểm của các đơn vị",
        en="Ranks, points of each content and totals of the units",
    ),
    "rank": Text(vi="Hạng", en="Rank"),
    "unit": Text(vi="Đơn vị", en="Unit"),
    "bonus": Text(vi="Thưởng", en="Bonus"),
    "penalty": Text(vi="Trừ", en="Penalty"),
    "total": Text(vi="Tổng điểm", en="Total"),
    "standard": Text(vi="Điểm chuẩn", en="Standard"),
    "points": Text(vi="Điểm", en="Points"),
    "content": Text(vi="Nội dung", en="Content"),
    "content_n": Text(vi="ND {}", en="C {}"),
    "key": Text(vi="Chú giải màu", en="Key to the colours"),
    "open": Text(
        vi="Còn thiếu số liệu: có thể thêm đến mức này",
        en="Evidence is missing: it may still rise this far",
    ),
    "stated_mark": Text(
        vi="điểm ghi sẵn, không tính từ số liệu", en="stated points, not derived from evidence"
    ),
    "spread": Text(vi="Chênh lệch giữa các đơn vị", en="Spread between units"),
    "spread_caption": Text(
        vi="Điểm cao nhất, thấp nhất và chênh lệch theo từng nội dung",
        en="Highest and lowest points and the difference, content by content",
    ),
    "spread_scale": Text(
        vi="Mỗi vạch là một đơn vị, trên thang từ {} % đến {} % điểm chuẩn; vạch mảnh là điểm chuẩn.",
        en="Each stroke is a unit, on a scale from {} % to {} % of the standard; the thin line is the standard.",
    ),
    "spread_skipped": Text(
        vi="Không so sánh nội dung {}: còn thiếu số liệu, hoặc không áp dụng với mọi đơn vị.",
        en="Content {} is not compared: evidence is missing, or it does not apply to every unit.",
    ),
    "highest": Text(vi="Cao nhất", en="Highest"),
    "lowest": Text(vi="Thấp nhất", en="Lowest"),
    "difference": Text(vi="Chênh lệch", en="Difference"),
    "who": Text(vi="{} ({})", en="{} ({})"),
    "several": Text(vi="{} đơn vị", en="{} units"),
    "all_alike": Text(vi="mọi đơn vị như nhau", en="all units alike"),
    "stages": Text(vi="Các đợt chấm", en="Stages side by side"),
    "stages_caption": Text(
        vi="Tổng điểm từng đợt, trong ngoặc là thay đổi so với đợt trước",
        en="Totals stage by stage, with the change since the one before",
    ),
    "moved": Text(vi="Thay đổi giữa các đợt chấm", en="What changed between stages"),
    "units": Text(vi="Từng đơn vị", en="Unit by unit"),
    "ranked": Text(vi="hạng {}", en="rank {}"),
    "unranked": Text(vi="không xếp hạng", en="not ranked"),
    "more": Text(vi="thêm {} mục", en="{} more"),
    "missing": Text(vi="Còn thiếu", en="What is missing"),
    "missing_caption": Text(
        vi="Số liệu còn thiếu, nơi cần và lý do", en="Missing evidence, where it counts, and why"
    ),
    "evidence": Text(vi="Số liệu", en="Evidence"),
    "where": Text(vi="Nơi cần", en="Where it counts"),
    "why": Text(vi="Lý do", en="Why"),
    "absent": Text(vi="báo cáo chưa có số liệu này", en="the report does not give it"),
    "undated": Text(
        vi="bản đăng ký chưa ghi ngày ký, hoặc bản giao ước chưa ghi hạn đăng ký",
        en="the registration does not say when it was signed, or the sheet when it was due",
    ),
    "rejected": Text(vi="không được chấp nhận: {}", en="rejected: {}"),
    "no_target": Text(vi="chưa đăng ký chỉ tiêu", en="no target is registered"),
    "target_of": Text(vi="Chỉ tiêu đăng ký của dòng {}", en="Registered target of line {}"),
    "slot": Text(vi="Tiêu chí {} do đơn vị đăng ký", en="Criterion {}, which the unit registers"),
    "no_slot": Text(vi="đơn vị chưa đăng ký nội dung", en="the unit has not registered it"),
    "of_bloc": Text(vi="{} của toàn khối", en="{} of the whole bloc"),
    "others": Text(vi="đơn vị khác chưa báo cáo", en="other units have not reported"),
    "vetoes": Text(vi="Vi phạm điều kiện loại trừ: {}", en="Vetoed by: {}"),
    "open_vetoes": Text(
        vi="Chưa đủ số liệu để biết có vi phạm điều kiện loại trừ không: {}",
        en="Not yet known whether these vetoes strike: {}",
    ),
    "no_total": Text(vi="không xếp loại", en="not classified"),
    "stated": Text(
        vi="Điểm ghi sẵn trong báo cáo, không tính từ số liệu: {}",
        en="Points stated in the report, not derived from evidence: {}",
    ),
    "no_gains": Text(vi="Số liệu không thêm được điểm", en="Evidence that gains nothing more"),
    "ledger": Text(vi="Từng điểm từ đâu ra", en="Where every point comes from"),
    "ledger_hint": Text(
        vi="Mở từng tiêu chí để xem số liệu, phép tính và các giới hạn.",
        en="Open a criterion to see its evidence, its arithmetic and its caps.",
    ),
    "of_standard": Text(vi="trên {} điểm", en="of {} points"),
    "undecided": Text(vi="tùy số liệu còn thiếu", en="depends on what is missing"),
    "to": Text(vi="{} đến {}", en="{} to {}"),
    "whole": Text(vi="Cả bản giao ước", en="The whole sheet"),
    "own": Text(vi="Quy định chung của nội dung", en="The content's own rules"),
    "awards": Text(vi="Khen thưởng, xếp loại", en="Awards and classes"),
    "awards_caption": Text(
        vi="Hình thức khen thưởng, bầu chọn, xếp loại và đơn vị, cá nhân được đề nghị",
        en="Awards, elections and classes, and who is proposed for them",
    ),
    "class": Text(vi="Xếp loại", en="Class"),
    "award": Text(vi="Khen thưởng", en="Award"),
    "elected": Text(vi="Bầu chọn", en="Election"),
    "kind": Text(vi="Loại", en="Kind"),
    "what": Text(vi="Danh hiệu, hình thức", en="Title"),
    "proposed": Text(vi="Được đề nghị", en="Proposed"),
    "not_decided": Text(vi="Chưa quyết định", en="Not decided"),
    "nobody": Text(vi="không có", en="nobody"),
    "people": Text(vi="Cá nhân", en="People"),
    "conclusions": Text(
        vi="Khen thưởng: được hay chưa, vì sao", en="Awards: which, and why or why not"
    ),
    "given": Text(vi="được", en="yes"),
    "refused": Text(vi="không", en="no"),
    "open_state": Text(vi="chưa quyết định", en="not decided"),
    "source": Text(vi="Căn cứ: {}", en="Source: {}"),
    "lints": Text(vi="Điều cần xem lại trong bản giao ước", en="What to look at in the sheet"),
    "no_lints": Text(vi="Không có cảnh báo nào.", en="There are no warnings."),
    "help": Text(vi="Cách sửa: {}", en="How to mend it: {}"),
    "receipt": Text(vi="Căn cứ tính", en="Receipt"),
    "receipt_about": Text(
        vi="Kết quả này được tính từ đúng các tệp và quy tắc có mã băm dưới đây; cùng mã băm thì cùng kết quả.",
        en="Computed from the files and rules with the digests below; equal digests give equal results.",
    ),
    "receipt_caption": Text(vi="Mã băm của các quy tắc", en="Fingerprints of the rules"),
    "engine": Text(vi="Chương trình", en="Engine"),
    "covenant": Text(vi="Bản giao ước và đăng ký", en="Covenant and registrations"),
    "reports": Text(vi="Báo cáo của đợt chấm", en="Reports of the stage"),
    "rules": Text(vi="Mã băm của {} quy tắc", en="Fingerprints of {} rules"),
    "rule": Text(vi="Quy tắc", en="Rule"),
    "fingerprint": Text(vi="Mã băm", en="Fingerprint"),
}

STATUSES: Mapping[Status, Text] = {
    Status.FINAL: Text(vi="đủ số liệu", en="complete"),
    Status.PENDING: Text(vi="còn thiếu số liệu", en="evidence is missing"),
    Status.NOT_CLASSIFIED: Text(vi="không xếp loại", en="not classified"),
    Status.EXCLUDED: Text(vi="chấm điểm, không xếp hạng", en="scored, not ranked"),
}

SEVERITIES: Mapping[Severity, Text] = {
    Severity.WARNING: Text(vi="cảnh báo", en="warning"),
    Severity.ERROR: Text(vi="lỗi", en="error"),
}

AGGREGATES: Mapping[str, Text] = {
    "maximum": Text(vi="giá trị lớn nhất", en="the maximum"),
    "minimum": Text(vi="giá trị nhỏ nhất", en="the minimum"),
    "sum": Text(vi="tổng", en="the sum"),
    "mean": Text(vi="bình quân", en="the mean"),
}


def say(key: str, *values: object) -> Text:
    """Return words of the page; a value that is a text is said in its language."""

    def filled(language: str) -> str:
        words = [
            (value.vi if language == "vi" else value.en) if isinstance(value, Text) else value
            for value in values
        ]
        template = WORDS[key]
        return (template.vi if language == "vi" else template.en).format(*words)

    return Text.each(filled)
