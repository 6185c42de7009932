"""Justice departments, and the tasks of theirs that every agency of the bloc shares."""

from __future__ import annotations

from covenant_rules.plugin import Amount, Points, equals, minimum, when
from covenant_rules_oversight.sector import Count, Mark, Money, Value, oversight, share


@oversight.rule(
    vi="Tham mưu xây dựng văn bản quy phạm pháp luật",
    en="Legal documents advised on",
    better="higher",
)
def legal_documents(in_time: Count, planned: Count, /, *, points: Points) -> Points:
    """Give the standard times documents advised on in time / documents planned, at most the standard.

    Source: 000_8ab3eef507f571ff.txt, "tham mưu xây dựng văn bản quy phạm pháp luật thuộc lĩnh vực phụ trách".
    """
    return points * minimum(share(in_time, planned), 1)


@oversight.rule(vi="Cải cách hành chính", en="Administrative reform", better="higher")
def administrative_reform(reached: Mark, possible: Mark, /, *, points: Points) -> Points:
    """Give the standard times marks of the reform index / marks that were possible, at most the standard.

    Source: 000_8ab3eef507f571ff.txt, "công tác cải cách hành chính"; 003_a29f40bac5d3b0d7.txt, "cải cách … tư pháp".
    """
    return points * minimum(share(reached, possible), 1)


@oversight.rule(
    vi="Thực hành tiết kiệm, chống lãng phí", en="Thrift against waste", better="higher"
)
def thrift(saved: Money, planned: Money, /, *, points: Points) -> Points:
    """Give the standard times money saved / saving planned, at most the standard.

    Source: 003_a29f40bac5d3b0d7.txt, "thi đua thực hành tiết kiệm chống lãng phí".
    """
    return points * minimum(share(saved, planned), 1)


@oversight.rule(vi="Không để xảy ra", en="Zero tolerance", better="lower")
def none_allowed(cases: Count, /, *, points: Points) -> Points:
    """Give the standard where there is no case, and nothing as soon as there is one.

    For overdue or wrong cases, organised crime, corruption: several are added under `from: {cases: {sum: …}}`.
    Source: 004_72995b8e2951c8b5.txt, "không để phát sinh tội phạm có tổ chức …".
    """
    return when(equals(cases, 0), points, 0)


@oversight.rule(vi="Để xảy ra vi phạm", en="Zero tolerance broken")
def any_case(cases: Count, /, *, lose: Value) -> Amount:
    """Give *lose*, to be used as a penalty, as soon as there is one case; more cases lose no more.

    Source: 004_72995b8e2951c8b5.txt, "không có vụ án, vụ việc nào quá thời hạn giải quyết".
    """
    return when(cases > 0, lose, 0)
