"""The words of advice, in both languages; `{points}` is one point or several."""

from __future__ import annotations

from collections.abc import Mapping

from covenant_rules.levers import Unproved
from covenant_rules.text import Text

WORDS: Mapping[str, Text] = {
    "gains": Text(vi="Cách thêm điểm", en="What would gain points"),
    "pending": Text(
        vi="Chưa nói được, còn thiếu số liệu: {}", en="Not known yet, evidence is missing: {}"
    ),
    "none": Text(vi="Không có số liệu nào để xét.", en="There is no evidence to look at."),
    "gain": Text(vi="{}: {} {} {}{}", en="{}: {} {} {}{}"),
    "total": Text(vi="; tổng điểm từ {} lên {}", en="; the total goes from {} to {}"),
    "same_total": Text(
        vi="; tổng điểm sau khi làm tròn vẫn là {}", en="; the total as rounded stays {}"
    ),
    "no_gain": Text(vi="{}: không thêm được điểm, {}", en="{}: gains nothing, {}"),
    "most": Text(vi="{}: thêm được nhiều nhất {} điểm, {}", en="{}: gains at most {} {points}, {}"),
    "unproved": Text(vi="{}: không khẳng định gì, {}", en="{}: nothing is claimed, {}"),
    "line": Text(vi="dòng {}", en="line {}"),
    "criterion": Text(vi="tiêu chí {}", en="criterion {}"),
    "content": Text(vi="nội dung {}", en="content {}"),
    "sheet": Text(vi="cả bản giao ước", en="the whole sheet"),
    "percentage_points": Text(vi="{} điểm %", en="{} percentage {points}"),
    "open": Text(
        vi="Chưa xét được: còn thiếu số liệu, hoặc đơn vị không xếp hạng.",
        en="Cannot be judged: evidence is missing, or the unit is not ranked.",
    ),
    "reached": Text(vi="Đã đạt.", en="Reached already."),
    "held_back": Text(
        vi="Đủ điểm nhưng chưa được xếp mức này, thêm điểm không giúp được: xem `awards … --why {} {}`.",
        en="The points suffice, more of them do not help: see `awards … --why {} {}`.",
    ),
    "cheapest": Text(
        vi="Chỉ cần một trong các thay đổi sau, thay đổi nhỏ nhất so với khoảng giá trị của số liệu đứng trước:",
        en="Any one of these changes is enough, the smallest share of a measure's range first:",
    ),
    "combined": Text(
        vi="Không số liệu nào đủ một mình; các thay đổi sau cùng lúc thì đủ (không chắc là ít nhất):",
        en="No measure is enough alone; these changes together are (not claimed to be the least):",
    ),
    "no_way": Text(
        vi="Không tìm thấy cách nào với nhiều nhất {} số liệu.",
        en="No way was found with at most {} measures.",
    ),
    "way": Text(
        vi="{}; tổng điểm thành {}{} (thay đổi {} % khoảng giá trị)",
        en="{}; the total becomes {}{} (a change of {} % of the range)",
    ),
    "then_rank": Text(vi=", xếp thứ {}", en=", rank {}"),
    "against_standard": Text(
        vi="Mất điểm so với điểm chuẩn", en="Points lost against the standard"
    ),
    "against_best": Text(
        vi="Mất điểm so với đơn vị cao nhất trong khối", en="Points lost against the bloc's best"
    ),
    "lost": Text(vi="{}: mất {} điểm (đạt {} trên {})", en="{}: {} {points} lost ({} of {})"),
    "behind": Text(vi="{}: kém {} điểm (cao nhất: {})", en="{}: {} {points} behind (best: {})"),
    "own_rules": Text(
        vi="{}: giới hạn, quy đổi hoặc làm tròn lấy đi {} điểm",
        en="{}: caps, scaling or rounding take {} {points}",
    ),
    "nothing_lost": Text(vi="Không mất điểm.", en="No points lost."),
}

# By whether it is a whole point, and whether it is measured before rounding.
WISHES: Mapping[tuple[bool, bool], Text] = {
    (True, True): Text(vi="Để thêm 1 điểm", en="For one more point"),
    (True, False): Text(
        vi="Để tổng điểm sau khi làm tròn thêm 1 điểm", en="For one more point in the rounded total"
    ),
    (False, True): Text(vi="Để có thêm điểm", en="For any more points"),
    (False, False): Text(
        vi="Để tổng điểm sau khi làm tròn tăng", en="For any more in the rounded total"
    ),
}

# By whether the number is shortened.
GAINED: Mapping[bool, Text] = {
    False: Text(vi="được thêm đúng {} điểm", en="gains exactly {} {points}"),
    True: Text(
        vi="được thêm khoảng {} điểm (chính xác {})", en="gains about {} {points} (exactly {})"
    ),
}

MOVES: Mapping[str, Text] = {
    "up": Text(vi="từ {} lên {}{} (thêm {})", en="from {} up to {}{} ({} more)"),
    "down": Text(vi="từ {} xuống {}{} (bớt {})", en="from {} down to {}{} ({} less)"),
    "other": Text(vi="từ “{}” thành “{}”", en="from “{}” to “{}”"),
}

AIMS: Mapping[str, Text] = {
    "total": Text(vi="Để đạt tổng điểm {}", en="To reach a total of {}"),
    "first": Text(vi="Để xếp thứ {}", en="To reach rank {}"),
    "rank": Text(vi="Để xếp thứ {} trở lên", en="To reach rank {} or better"),
    "class": Text(vi="Để được xếp loại `{}` trở lên", en="To reach class `{}` or better"),
}

BRINGS_NOTHING = Text(
    vi="số liệu này đã mang lại nhiều nhất có thể", en="this evidence already brings all it can"
)
STOPS: Mapping[str, Text] = {
    "most": Text(
        vi="đó là tất cả những gì số liệu này mang lại", en="that is all that it can bring"
    ),
    "cap": Text(vi="{} đến giới hạn", en="{} is at its cap"),
    "gate": Text(vi="chưa đạt điều kiện để tính {}", en="the condition for {} is not met"),
    "bonus": Text(vi="điểm thưởng của {} đến mức tối đa", en="the bonus of {} is at its cap"),
    "penalty": Text(vi="điểm trừ của {} vẫn ở mức tối đa", en="the penalty of {} stays at its cap"),
    "net_high": Text(
        vi="thưởng trừ bù nhau của {} đến mức tối đa",
        en="bonus less penalty of {} is at its cap",
    ),
    "net_low": Text(
        vi="thưởng trừ bù nhau của {} vẫn ở mức trừ tối đa",
        en="penalty less bonus of {} stays at its cap",
    ),
    "ceiling": Text(vi="{} đến điểm tối đa", en="{} is at its ceiling"),
    "floor": Text(vi="{} vẫn ở điểm sàn", en="{} stays at its floor"),
    "combine": Text(vi="cách gộp điểm của {} không tính thêm", en="{} counts other lines instead"),
    "rounding": Text(vi="bị làm tròn mất ở {}", en="rounding at {} takes it"),
    "other": Text(vi="không được tính ở {}", en="it does not count at {}"),
}

UNPROVED: Mapping[Unproved, Text] = {
    Unproved.DIRECTION: Text(
        vi="chưa chứng minh được tổng điểm chỉ tăng hoặc chỉ giảm theo số liệu này",
        en="the total is not proved to move one way with it",
    ),
    Unproved.COMPARED: Text(
        vi="điểm của đơn vị khác cũng phụ thuộc số liệu này",
        en="the points of other units depend on it too",
    ),
    Unproved.STATED: Text(
        vi="điểm ghi sẵn trong báo cáo cũng dựa vào số liệu này",
        en="points stated in the report rest on it too",
    ),
    Unproved.GRAIN: Text(
        vi="số liệu này không có bước nhỏ nhất hoặc không có giới hạn",
        en="its values have no smallest step or no limits",
    ),
    Unproved.MISSING: Text(vi="còn thiếu số liệu khác", en="other evidence is missing"),
}
