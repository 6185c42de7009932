"""The words of a review in both languages; those of the stages stand with the standings."""

from __future__ import annotations

from covenant_rules.review import EARLIER, LATER
from covenant_rules.text import Text

WORDS = {
    "review": Text(vi="so sánh {}", en="{} side by side"),
    "unit": Text(vi="Đơn vị", en="Unit"),
    "item": Text(vi="Mục", en="Item"),
    "total": Text(vi="Tổng điểm", en="Total"),
    "owner": Text(vi="Phụ trách", en="Answers for it"),
    "to": Text(vi="{} đến {}", en="{} to {}"),
    "inflation": Text(vi="Chênh lệch giữa tự chấm và {}", en="Self-scored less {}"),
    "above": Text(vi="Chênh lệch", en="Inflation"),
    "bloc": Text(vi="Toàn khối", en="Whole bloc"),
    "mean": Text(vi="Bình quân", en="Mean"),
    "largest": Text(vi="Cao nhất", en="Largest"),
    "no_report": Text(vi="không có báo cáo {}", en="no report: {}"),
    "through": Text(
        vi="[{}] thay đổi do đơn vị khác hoặc mục khác",
        en="[{}] moved through other units or items",
    ),
    "none": Text(vi="không ghi", en="not given"),
    "same": Text(vi="Điểm không thay đổi.", en="No points changed."),
    "veto": Text(vi="vi phạm điều kiện loại trừ {} ({})", en="vetoed by {} ({})"),
    "points": Text(vi="điểm ghi sẵn {}", en="points stated for {}"),
    "waiver": Text(vi="miễn trừ điểm {}", en="penalty {} lifted by"),
    "not_applicable": Text(vi="không áp dụng {}", en="{} does not apply"),
    "invalid": Text(vi="không chấp nhận {}", en="{} rejected"),
    EARLIER: Text(vi="bản trước", en="earlier file"),
    LATER: Text(vi="bản sau", en="later file"),
}
