"""Emulation work of every bloc (content 3): registration, movements, models, reports, exchange."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, clamp, minimum
from covenant_rules_oversight.sector import Count, CountTarget, Days, Value, YesNo, oversight, share


@oversight.rule(vi="Đăng ký thi đua đúng hạn", en="Registration in time", better="lower")
def registration(days_late: Days, /, *, each: Value, points: Points) -> Points:
    """Take *each* from the standard for every day late, down to nothing; the fact is `registration.days_late`.

    Source: 003_a29f40bac5d3b0d7.txt, "tham gia Giao ước thi đua của Khối đầy đủ, nghiêm túc".
    """
    return clamp(points - each * days_late, 0, points)


@oversight.rule(vi="Tỷ lệ tham gia giao ước", en="Members taking part", better="higher")
def participation(joined: Count, members: Count, /, *, points: Points) -> Points:
    """Give the standard times members (or branches of a unit) that joined / all of them.

    Source: 003_a29f40bac5d3b0d7.txt, "7/7 đơn vị trong khối đã xây dựng kế hoạch thực hiện PTTĐ".
    """
    return points * minimum(share(joined, members), 1)


@oversight.rule(
    vi="Phát động phong trào, chuyên đề thi đua", en="Drives and themes launched", better="higher"
)
def movements(launched: Count, planned: Count, /, *, points: Points) -> Points:
    """Give the standard times drives and themes launched / planned, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "Tổ chức, triển khai thực hiện tốt 3 phong trào thi đua (PTTĐ) trọng tâm".
    """
    return points * minimum(share(launched, planned), 1)


@oversight.rule(
    vi="Chuyên đề thi đua chung của khối", en="Common theme of the bloc", better="higher"
)
def common_theme(organised: YesNo, /, *, points: Points) -> Points:
    """Give the standard where the common theme was organised, and else nothing.

    Source: 000_8ab3eef507f571ff.txt, "chưa tổ chức được chuyên đề thi đua chung của Khối".
    """
    return points * organised


@oversight.rule(
    vi="Mô hình mới, điển hình tiên tiến", en="New models and good examples", better="higher"
)
def models(found: Count, /, *, target: CountTarget, points: Points) -> Points:
    """Give the standard times models found and introduced / target, at most the standard.

    Source: 002_b4f1f19c5bed23a5.txt, "đã xuất hiện một số mô hình mới hiệu quả trên một số lĩnh vực".
    """
    return points * minimum(found / target, 1)


@oversight.rule(vi="Nhân rộng mô hình, điển hình", en="Models spread", better="higher")
def models_spread(spread: Count, /, *, each: Value) -> Amount:
    """Give *each* for every model that others took over; a cap is `at_most` of the line.

    Source: 000_8ab3eef507f571ff.txt, on finding and spreading good examples: "chưa nhiều".
    """
    return each * spread


@oversight.rule(
    vi="Giao lưu, trao đổi kinh nghiệm trong khối", en="Exchange in the bloc", better="higher"
)
def exchange(attended: Count, held: Count, /, *, points: Points) -> Points:
    """Give the standard times meetings and exchanges attended / held, at most the standard.

    Source: 000_8ab3eef507f571ff.txt, "trao đổi thông tin, học tập kinh nghiệm … chưa thực hiện tốt".
    """
    return points * minimum(share(attended, held), 1)


@oversight.rule(vi="Tuyên truyền về thi đua", en="Publicity for emulation", better="higher")
def publicity(articles: Count, /, *, each: Value) -> Amount:
    """Give *each* for every article or programme; a cap is `at_most` of the line.

    Source: 001_d273c28c48bdecee.txt, "Đẩy mạnh công tác tuyên truyền … trên các phương tiện thông tin đại chúng".
    """
    return each * articles


@oversight.rule(vi="Báo cáo đủ và đúng hạn", en="Reports complete and in time", better="higher")
def reports(in_time: Count, due: Count, /, *, points: Points) -> Points:
    """Give the standard times reports sent in time / reports due, at most the standard.

    Source: 003_a29f40bac5d3b0d7.txt, "trên cơ sở báo cáo của các cơ quan, đơn vị thành viên trong Khối".
    """
    return points * minimum(share(in_time, due), 1)


@oversight.rule(vi="Số ngày báo cáo trễ", en="Days by which a report is late", better="lower")
def report_lateness(days: Days, /, *, each: Value, points: Points) -> Points:
    """Take *each* from the standard for every day late, down to nothing.

    Source: 003_a29f40bac5d3b0d7.txt, as for `reports`; a table of days instead is `core.banded`.
    """
    return clamp(points - each * days, 0, points)


@oversight.rule(vi="Báo cáo trễ hạn", en="Late reports")
def late_reports(late: Count, /, *, each: Value) -> Amount:
    """Give *each*, to be used as a penalty, for every late report.

    Source: 003_a29f40bac5d3b0d7.txt, as for `reports`.
    """
    return each * late


@oversight.rule(
    vi="Bồi dưỡng cán bộ thi đua, khen thưởng", en="Emulation staff trained", better="higher"
)
def training(trained: Count, staff: Count, /, *, points: Points) -> Points:
    """Give the standard times staff trained / staff, at most the standard.

    Source: 001_d273c28c48bdecee.txt, "tiếp tục tập huấn, bồi dưỡng nghiệp vụ, chuyên môn".
    """
    return points * minimum(share(trained, staff), 1)
