"""What the minutes say, in both languages, in the style of Vietnamese administrative documents."""

from __future__ import annotations

from covenant_rules.text import Language, Text

DOTS = "………"

WORDS = {
    "nation": Text(vi="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", en="SOCIALIST REPUBLIC OF VIET NAM"),
    "motto": Text(vi="Độc lập - Tự do - Hạnh phúc", en="Independence - Freedom - Happiness"),
    "over": Text(vi="………………………………", en="………………………………"),
    "bloc": Text(vi="KHỐI THI ĐUA ………………", en="EMULATION BLOC ………………"),
    "number": Text(vi="Số: ……/BB-………", en="No.: ……/BB-………"),
    "place": Text(vi="……………, ngày …… tháng …… năm ………", en="……………, (day) …… (month) …… (year) ………"),
    "minutes": Text(vi="BIÊN BẢN", en="MINUTES"),
    "about": Text(vi="Họp khối chấm điểm thi đua", en="Meeting of the bloc on the scoring of emulation"),
    "stage": Text(vi="Đợt {}", en="Stage: {}"),
    "made_up": Text(
        vi="(Có số liệu minh họa: văn bản này chỉ để trình bày, không phải kết quả thật)",
        en="(With illustrative figures: this document is a demonstration and no real result)",
    ),
    "starts": Text(
        vi="Thời gian bắt đầu: …… giờ …… phút, ngày …… tháng …… năm ………",
        en="Beginning: …… h ……, (day) …… (month) …… (year) ………",
    ),
    "where": Text(vi="Địa điểm: " + 9 * DOTS, en="Place: " + 9 * DOTS),
    "present": Text(vi="Thành phần tham dự", en="Present"),
    "chair": Text(
        vi="Chủ trì (chủ tọa): ông (bà) {0}{0}{0}, chức vụ {0}{0}{0}",
        en="Chair: {0}{0}{0}, office {0}{0}{0}",
    ),
    "secretary": Text(
        vi="Thư ký (người ghi biên bản): ông (bà) {0}{0}, chức vụ {0}{0}",
        en="Secretary: {0}{0}{0}, office {0}{0}{0}",
    ),
    "members": Text(vi="Đại diện các đơn vị thành viên:", en="For the member units:"),
    "absent": Text(vi="Vắng mặt (lý do): {0}{0}{0}{0}{0}", en="Absent (reason): {0}{0}{0}{0}{0}"),
    "no": Text(vi="TT", en="No."),
    "unit": Text(vi="Đơn vị", en="Unit"),
    "person": Text(vi="Họ và tên, chức vụ", en="Name, office"),
    "signature": Text(vi="Chữ ký", en="Signature"),
    "course": Text(vi="Nội dung cuộc họp", en="Proceedings"),
    "results": Text(vi="I. Kết quả chấm điểm", en="I. Results"),
    "weighed": Text(
        vi="Căn cứ {}; trên cơ sở báo cáo của {} đơn vị thành viên, cuộc họp đã xem xét kết quả chấm điểm, xếp hạng "
        "như sau:",
        en="Under the {}, and on the reports of {} member units, the meeting considered these points and places:",
    ),
    "content": Text(vi="Nội dung {}", en="Content {}"),
    "by_content": Text(vi="Điểm từng nội dung:", en="Points of each content:"),
    "opinions": Text(vi="II. Ý kiến của các đơn vị", en="II. Opinions of the units"),
    "votes": Text(vi="III. Kết quả bỏ phiếu, bầu chọn", en="III. Ballots, elections"),
    "ballot": Text(vi="{}: {} đại biểu có mặt; {}", en="{}: {} present; {}"),
    "voted": Text(vi="{}: {} phiếu", en="{} (votes: {})"),
    "passed": Text(vi="{}: đã thông qua", en="{}: passed"),
    "proposals": Text(vi="{} Đề nghị", en="{} Proposals"),
    "agreed": Text(
        vi="Căn cứ kết quả trên, cuộc họp thống nhất đề nghị cấp có thẩm quyền xem xét:",
        en="On these results, the meeting proposes that the competent authority consider:",
    ),
    "flag": Text(vi="Tặng Cờ thi đua: {0}{0}{0}{0}{0}{0}", en="An emulation flag for: {0}{0}{0}{0}{0}"),
    "commendation": Text(vi="Tặng Bằng khen: {0}{0}{0}{0}{0}{0}", en="A commendation for: {0}{0}{0}{0}{0}"),
    "others": Text(vi="Nội dung khác: {0}{0}{0}{0}{0}{0}", en="Others: {0}{0}{0}{0}{0}{0}{0}"),
    "nobody": Text(vi="không đơn vị, cá nhân nào đủ điều kiện", en="nobody meets the conditions"),
    "open": Text(vi="chưa quyết định ({})", en="not decided ({})"),
    "classes": Text(vi="Xếp loại {}: {}", en="Class {}: {}"),
    "ends": Text(
        vi="Cuộc họp kết thúc vào …… giờ …… phút, ngày …… tháng …… năm ………; biên bản đã được đọc lại cho những người "
        "tham dự cùng nghe, nhất trí thông qua và lập thành …… bản có giá trị như nhau./.",
        en="The meeting ended at …… h ……, (day) …… (month) …… (year) ………. These minutes were read to all present, "
        "agreed by them, and made in …… copies of equal value.",
    ),
    "by_secretary": Text(vi="THƯ KÝ", en="SECRETARY"),
    "by_chair": Text(vi="CHỦ TỌA", en="CHAIR"),
    "sign": Text(vi="(Chữ ký, họ và tên)", en="(Signature, full name)"),
    "seal": Text(vi="(Chữ ký, dấu (nếu có), họ và tên)", en="(Signature, seal if any, full name)"),
    "units_sign": Text(vi="ĐẠI DIỆN CÁC ĐƠN VỊ THÀNH VIÊN", en="FOR THE MEMBER UNITS"),
    "to": Text(vi="Nơi nhận:", en="To:"),
    "to_whom": Text(
        vi="- Như thành phần tham dự;\n- ………………;\n- Lưu: VT, ………",
        en="- All present;\n- ………………;\n- Archive: ………",
    ),
    "computed": Text(
        vi="Kết quả tính bằng {}; mã kiểm tra của báo cáo: {}",
        en="Computed by {}; digest of the reports: {}",
    ),
}  # fmt: skip


def say(key: str, language: Language, *values: object) -> str:
    """Return what the minutes say under *key*, filled with *values*."""
    words = WORDS[key].in_(language)
    return words.format(*values) if values else words.replace("{0}", DOTS)
