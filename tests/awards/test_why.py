"""Why, and why not: every reason of a decision with its words, its facts and what would change it."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.awards.blocs import Points, bloc, concluded, with_policy

from covenant_rules.awards.conclude import Conclusions, conclude
from covenant_rules.awards.quota import State
from covenant_rules.awards.why import Reason, Verdict, refused
from covenant_rules.standing import score
from covenant_rules.text import Text


def told(found: Conclusions, name: str, who: str) -> list[str]:
    """Return a verdict as lines: its state, then for every reason its state, its words, what would change it, and
    its facts; a word that reads the same in both languages stands once."""
    verdict = found.verdict(name, who)
    lines = [str(verdict.state)]
    for one in verdict.reasons:
        change = "" if one.change is None else f" > {both(one.change)}"
        lines.append(f"{one.state}: {both(one.says)}{change} [{'; '.join(fact.says.en for fact in one.facts)}]")
    return lines


def both(text: Text) -> str:
    return text.vi if text.vi == text.en else f"{text.vi} | {text.en}"


# One award with a condition to try, and beside it for every sort of fact one that the condition does not ask for.
POLICY = """
withdrawal: move_up
vetoed: none
classes:
  - {id: tot, title: {vi: Tốt, en: Good}, points: ">= 90"}
  - {id: kha, title: {vi: Khá, en: Fair}, points: "< 90"}
conditions:
  - {id: sach, title: {vi: Trong sạch, en: Clean}, when: [{not: {violation: x}}, {rank: 1}]}
  - {id: manh, title: {vi: Vững mạnh, en: Strong}, when: [{holds: sach}, {points: ">= 90"}]}
  - {id: tep, title: {vi: Tệp, en: File}, when: [{violation: [y, z]}]}
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [CONDITION], quota: {at_most: none}}
  - {id: bang, title: {vi: Bằng khen, en: Commendation}, when: [{rank: "<= 2"}], quota: {at_most: none}}
  - {id: giay, title: {vi: Giấy khen, en: Diploma}, when: [{rank: "<= 3"}], quota: {at_most: none}}
ballots:
  - {id: bau, title: {vi: Suy tôn, en: Vote}, members: 9, denominator: members, passes: "> 50 %", manner: open, written: false, quorum: {share: none}}
  - {id: lai, title: {vi: Bầu lại, en: Second vote}, members: 9, denominator: members, passes: "> 50 %", manner: open, written: false, quorum: {share: none}}
  - {id: hai, title: {vi: Lần hai, en: Third vote}, members: 9, denominator: members, passes: "> 50 %", manner: open, written: false, quorum: {share: none}}
  - {id: cho, title: {vi: Chờ, en: Waiting}, members: 9, denominator: members, passes: "> 50 %", manner: open, written: false, quorum: {share: none}}
reports:
  - {id: quy, title: {vi: Báo cáo quý, en: Quarterly report}, due: 2026-04-15}
  - {id: nam, title: {vi: Báo cáo năm, en: Annual report}, due: 2026-11-15}
  - {id: khac, title: {vi: Báo cáo khác, en: Other report}, due: 2026-12-01}
facts:
  registered: {co: [a], bang: [a, b]}
  violations: [{unit: b, kind: x}, {unit: b, kind: y, note: biên bản 3}]
  earlier: [{unit: b, award: co, year: 2024}, {unit: b, award: bang, year: 2025}]
  reports: {quy: {a: 2026-04-15, b: 2026-04-15}, nam: {a: 2026-11-15, b: 2026-11-16}}
  groups: {g: [a], h: [b]}
  ballots: {bau: {present: 9, votes: {a: 5, b: 4}}, hai: {present: 9, votes: {b: 9}}, lai: {stated: [b]}}
  withdrawn: [{unit: a, from: bang, because: nhường}]
"""


def for_b(when: str) -> list[str]:
    """Return the reasons for which b, the second of three units, has the flag or not."""
    return told(concluded({"a": 95, "b": 85, "c": 80}, POLICY.replace("CONDITION", when)), "co", "b")


ASKED = {
    # the place for this award; for the commendation, from which a withdrew, b is the first
    "{rank: 1}": "refused: hạng = 1 | rank = 1 [rank 2]",
    '{rank: ">= 2"}': "given: hạng ≥ 2 | rank ≥ 2 [rank 2]",
    "{not: {rank: 1}}": "given: không hạng = 1 | not: rank = 1 [rank 2]",
    "{not: {rank: 2}}": "refused: không hạng = 2 | not: rank = 2 [rank 2]",
    '{points: ">= 90"}': "refused: tổng điểm ≥ 90 | total ≥ 90 [total 85 (rounded)]",
    '{points: {of: "1", is: ">= 60"}}': "refused: điểm mục 1 ≥ 60 | points of 1 ≥ 60 [points of 1: 51]",
    '{percent: {of: "2", is: ">= 90"}}': "refused: điểm mục 2 ≥ 90 % | points of 2 ≥ 90 % [points of 2: 85 %]",
    '{weakest: {of: contents, is: ">= 90"}}': "refused: nội dung thấp nhất ≥ 90 % | weakest content ≥ 90 % [weakest content (A): 85 %]",
    "{registered: co}": "refused: đăng ký “Cờ” | registered for “Flag” []",
    "{registered: bang}": "given: đăng ký “Bằng khen” | registered for “Commendation” [registered: Commendation]",
    "{not: {registered: bang}}": "refused: không đăng ký “Bằng khen” | not: registered for “Commendation” [registered: Commendation]",
    "{not: {violation: x}}": "refused: không có vi phạm “x” | not: a violation of kind “x” [violation x]",
    "{not: {violation: any}}": "refused: không có vi phạm | not: any violation [violation x; violation y (biên bản 3)]",
    "{not: {violation: z}}": "given: không có vi phạm “z” | not: a violation of kind “z” []",
    "{not: {earlier: {award: co, within: 5}}}": (
        "refused: không đạt Cờ trong 5 năm trước | not: Flag at least once in the last 5 years [Flag in 2024]"
    ),
    "{earlier: {award: co, running: 1}}": "refused: đạt Cờ 1 năm liền trước | Flag in each of the last 1 years [Flag in 2024]",
    "{earlier: {award: bang, running: 1}}": (
        "given: đạt Bằng khen 1 năm liền trước | Commendation in each of the last 1 years [Commendation in 2025]"
    ),
    "{group: g}": "refused: thuộc nhóm “g” | of group “g” []",
    "{not: {group: h}}": "refused: không thuộc nhóm “h” | not: of group “h” [of group h]",
    # of a class every one that the unit has is told, also where another one is asked for
    "{class: tot}": "refused: xếp loại “Tốt” | class “Good” [class: Fair]",
    "{not: {award: bang}}": "refused: không được “Bằng khen” | not: has “Commendation” [has: Commendation]",
    "{passed: bau}": "refused: được bầu chọn ở “Suy tôn (> 50 %)” | passed “Vote (> 50 %)” [Vote: 4 of 9 votes]",
    "{not: {passed: lai}}": (
        "refused: không được bầu chọn ở “Bầu lại (> 50 %)” | not: passed “Second vote (> 50 %)” [Second vote: stated as passed]"
    ),
    "{not: {passed: [lai, hai]}}": (
        "refused: không được bầu chọn ở “Bầu lại (> 50 %)” hoặc “Lần hai (> 50 %)”"
        " | not: passed “Second vote (> 50 %)” or “Third vote (> 50 %)” [Third vote: 9 of 9 votes; Second vote: stated as passed]"
    ),
    "{passed: cho}": "open: được bầu chọn ở “Chờ (> 50 %)” | passed “Waiting (> 50 %)” [no result yet: Waiting]",
    "{reported: nam}": "refused: nộp đúng hạn “Báo cáo năm” | “Annual report” in time [received on 2026-11-16, due 2026-11-15]",
    "{reported: khac}": "refused: nộp đúng hạn “Báo cáo khác” | “Other report” in time [not received (due 2026-12-01)]",
    "{not: {reported: [quy, nam, khac]}}": (
        "refused: không nộp đúng hạn “Báo cáo quý” hoặc “Báo cáo năm” hoặc “Báo cáo khác”"
        " | not: “Quarterly report” or “Annual report” or “Other report” in time"
        " [Quarterly report: received on 2026-04-15; received on 2026-11-16, due 2026-11-15; not received (due 2026-12-01)]"
    ),
    # a named condition has the facts of its own conditions, and ranks without an award
    "{holds: sach}": "refused: “Trong sạch” | “Clean” [violation x; rank 2]",
    "{holds: manh}": "refused: “Vững mạnh” | “Strong” [violation x; rank 2; total 85 (rounded)]",
    "{veto: any}": "refused: bị loại trừ | any veto []",
    '{any: [{points: ">= 90"}, {rank: 1}]}': (
        "refused: tổng điểm ≥ 90 hoặc hạng = 1 | total ≥ 90 or rank = 1 [total 85 (rounded); rank 2]"
    ),
    '{all: [{points: ">= 90"}, {not: {violation: y}}]}': (
        "refused: tổng điểm ≥ 90 và không có vi phạm “y” | total ≥ 90 and not: a violation of kind “y”"
        " [total 85 (rounded); violation y (biên bản 3)]"
    ),
    # each fact once
    '{any: [{points: ">= 90"}, {points: "< 50"}]}': (
        "refused: tổng điểm ≥ 90 hoặc tổng điểm < 50 | total ≥ 90 or total < 50 [total 85 (rounded)]"
    ),
    # what holds is told from what it rests on, by the sort of the facts
    '{all: [{points: ">= 80"}, {group: h}, {passed: lai}, {passed: hai}, {earlier: {award: bang, running: 1}}, {registered: bang}]}': (
        "given: tổng điểm ≥ 80 và thuộc nhóm “h” và được bầu chọn ở “Bầu lại (> 50 %)” và được bầu chọn ở “Lần hai (> 50 %)” và đạt Bằng khen 1 năm liền trước"
        " và đăng ký “Bằng khen” | total ≥ 80 and of group “h” and passed “Second vote (> 50 %)”"
        " and passed “Third vote (> 50 %)” and Commendation in each of the last 1 years and registered for “Commendation” [Commendation in 2025; registered: Commendation; of group h;"
        " Second vote: stated as passed; total 85 (rounded); Third vote: 9 of 9 votes]"
    ),
    '{any: [{all: [{rank: 2}, {group: h}]}, {all: [{group: h}, {points: ">= 80"}]}]}': (
        "given: hạng = 2 và thuộc nhóm “h” hoặc thuộc nhóm “h” và tổng điểm ≥ 80"
        " | rank = 2 and of group “h” or of group “h” and total ≥ 80 [of group h; total 85 (rounded); rank 2]"
    ),
}


@pytest.mark.parametrize("when", ASKED)
def test_what_a_condition_looks_at(when: str) -> None:
    """A reason says what is asked for, whether it holds, what is known of it and of nothing else, and unless it
    holds that it is what is needed."""
    line = ASKED[when]
    state, _, rest = line.partition(": ")
    words, _, facts = rest.rpartition(" [")
    vi, _, en = words.partition(" | ")
    change = "" if state == "given" else f" > cần: {vi} | needed: {en}"
    free = "đủ điều kiện, không có hạn mức | meets the conditions; there is no quota"
    open_ = "điều kiện chưa xác định hết | the conditions are not all decided > cần đủ số liệu | all evidence is needed"
    last = {"given": [f"given: {free} []"], "open": [f"open: {open_} []"], "refused": []}[state]
    assert for_b(when) == [state, f"{state}: {words}{change} [{facts}", *last]


def test_the_place_for_this_award_is_what_is_told() -> None:
    """Below a unit that withdrew from an award the place for that award is told, and for others the rank."""
    text = POLICY.replace("CONDITION", "{not: {rank: 1}}").replace("from: bang", "from: co")
    found = concluded({"a": 95, "b": 85, "c": 80}, text)
    moved = "rank 2, moved up to 1 for the award"
    assert told(found, "co", "b") == ["refused", f"refused: {needed('không hạng = 1 | not: rank = 1')} [{moved}]"]
    assert told(found, "bang", "b")[1] == "given: hạng ≤ 2 | rank ≤ 2 [rank 2]"


VETOES = """
vetoed: none
vetoes:
  - {id: v, title: {vi: Tham nhũng, en: Corruption}, when: [{violation: z}]}
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [CONDITION], quota: {at_most: none}}
facts: {violations: [{unit: a, kind: z}]}
"""


@pytest.mark.parametrize(
    ("when", "words", "own", "both_", "neither"),
    [
        ("{not: {veto: v}}", "không bị loại trừ “Tham nhũng” | not: vetoed by “Corruption”", "violation z", "violation z", ""),
        ("{not: {veto: ky-luat}}", "không bị loại trừ “ky-luat” | not: vetoed by “ky-luat”", "", "vetoed: Disciplined", "vetoed: Disciplined"),
        ("{not: {veto: any}}", "không bị loại trừ | not: any veto", "violation z", "vetoed: Disciplined; violation z", "vetoed: Disciplined"),
        (
            "{not: {veto: [v, ky-luat]}}",
            "không bị loại trừ “Tham nhũng” hoặc “ky-luat” | not: vetoed by “Corruption” or “ky-luat”",
            "violation z", "violation z; vetoed: Disciplined", "vetoed: Disciplined",
        ),
    ],
)  # fmt: skip
def test_a_condition_on_a_veto_has_the_facts_that_strike(when: str, words: str, own: str, both_: str, neither: str) -> None:
    """A condition on a veto is told from what makes that veto strike, a violation or a line of the sheet; what bars
    the unit, from all that strikes. a has a violation, b a disciplined member, c both, d nothing."""
    text = VETOES.replace("CONDITION", when).replace("{unit: a, kind: z}", "{unit: a, kind: z}, {unit: c, kind: z}")
    found = concluded({"a": 95, "b": 90, "c": 85, "d": 80}, text, b=1, c=1)
    bars = "refused: không bị loại trừ | no veto strikes > không bị loại trừ | no veto strikes"

    def asked(facts: str, *, strikes: bool) -> str:
        return f"refused: {needed(words)} [{facts}]" if strikes else f"given: {words} [{facts}]"

    assert told(found, "co", "a") == ["refused", f"{bars} [violation z]", asked(own, strikes=own != "")]
    assert told(found, "co", "b") == ["refused", f"{bars} [vetoed: Disciplined]", asked(neither, strikes=neither != "")]
    assert told(found, "co", "c") == ["refused", f"{bars} [vetoed: Disciplined; violation z]", asked(both_, strikes=True)]
    assert told(found, "co", "d") == ["given", asked("", strikes=False), MEETS]


def test_a_class_looks_at_ranks_as_they_stand() -> None:
    """A rank that a class asks for is the rank of the sheet."""
    text = """
classes:
  - {id: tot, title: {vi: Tốt, en: Good}, points: ">= 80", when: [{rank: 1}], otherwise: kha}
  - {id: kha, title: {vi: Khá, en: Fair}, points: "< 80"}
vetoed: none
"""
    found = concluded({"a": 95, "b": 90}, text)
    band = "given: tổng điểm ≥ 80 | total ≥ 80 [total 90 (rounded)]"
    assert told(found, "tot", "b") == ["refused", band, f"refused: {needed('hạng = 1 | rank = 1')} [rank 2]"]
    assert told(found, "kha", "b") == ["given", f"given: {BELOW} [total 90 (rounded)]"]


CLASSES = """
vetoed: yeu
classes:
  - id: tot
    title: {vi: Tốt, en: Good}
    points: ">= 90"
    when: [{not: {violation: x}}, {not: {award: any}}]
    otherwise: next
    quota: {at_most: 1, order: points, ties: none, unused: lost}
    source: điều 1
  - {id: kha, title: {vi: Khá, en: Fair}, points: "60 ..< 90", floors: {criteria: 50}, otherwise: yeu}
  - {id: yeu, title: {vi: Yếu, en: Weak}, points: "< 60"}
vetoes:
  - {id: v, title: {vi: Tham nhũng, en: Corruption}, when: [{violation: z}]}
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [{registered: co}], quota: {at_most: none}}
facts:
  registered: {co: [d]}
  violations: [{unit: b, kind: x}, {unit: e, kind: z}]
"""
NO_CHANGE = "không thể đổi khi điều này còn đúng | nothing, while this stands"
NOT_X = "không có vi phạm “x” | not: a violation of kind “x”"
NO_AWARD = "không được khen thưởng | not: any award"
FIRST = "phải đứng trong 1 vị trí đầu của những đơn vị đủ điều kiện | be among the first 1 of those who meet the conditions"
MEETS = "given: đủ điều kiện, không có hạn mức | meets the conditions; there is no quota []"
FLOOR = "tiêu chí thấp nhất ≥ 50 % | weakest criterion ≥ 50 %"
BELOW = "được xếp xuống mức này | is put into this class"


def needed(both_: str) -> str:
    vi, _, en = both_.partition(" | ")
    return f"{both_} > cần: {vi} | needed: {en}"


REST: dict[str, Points] = {"b": 10, "d": 10, "e": 10}  # who is named in the facts


def classes(units: dict[str, Points], who: str, **disciplined: int) -> dict[str, list[str]]:
    """Return the reasons for every class of *who*."""
    found = concluded({**REST, **units}, CLASSES, **disciplined)
    return {name: told(found, name, who) for name in ("tot", "kha", "yeu")}


def test_why_a_unit_is_in_its_class_and_not_in_others() -> None:
    """A unit whose points lie in the band and that meets the conditions is in; of the other classes the band is
    what is missed, and nothing else is looked at."""
    assert classes({"a": 95}, "a") == {
        "tot": [
            "given", "given: tổng điểm ≥ 90 | total ≥ 90 [total 95 (rounded)]", f"given: {NOT_X} []", f"given: {NO_AWARD} []",
            "given: trong hạn mức 1 | within the quota of 1 []",
        ],
        "kha": ["refused", "refused: tổng điểm 60 ≤ … < 90 | total 60 ≤ … < 90 > tổng điểm 60 ≤ … < 90 | total 60 ≤ … < 90 [total 95 (rounded)]"],
        "yeu": ["refused", "refused: tổng điểm < 60 | total < 60 > tổng điểm < 60 | total < 60 [total 95 (rounded)]"],
    }  # fmt: skip


def test_why_a_unit_falls_to_the_next_class() -> None:
    """A unit with the points but a violation is considered for the next class, and there meets what it asks for."""
    assert classes({"b": 95}, "b") == {
        "tot": [
            "refused", "given: tổng điểm ≥ 90 | total ≥ 90 [total 95 (rounded)]", f"refused: {needed(NOT_X)} [violation x]",
            f"given: {NO_AWARD} []",
        ],
        "kha": [
            "given", "given: tổng điểm 60 ≤ … < 90 | total 60 ≤ … < 90 [total 95 (rounded)]",
            f"given: {FLOOR} [weakest criterion (1, 2): 95 %]", MEETS,
        ],
        "yeu": ["refused", "refused: tổng điểm < 60 | total < 60 > tổng điểm < 60 | total < 60 [total 95 (rounded)]"],
    }  # fmt: skip


def test_why_the_quota_of_a_class_sends_a_unit_down() -> None:
    """Of two for one place the second has one more reason, the quota, and what would change it."""
    found = classes({"a": 95, "c": 92}, "c")
    assert found["tot"] == [
        "refused", "given: tổng điểm ≥ 90 | total ≥ 90 [total 92 (rounded)]", f"given: {NOT_X} []", f"given: {NO_AWARD} []",
        f"refused: hết hạn mức 1: đứng trước là a | the quota of 1 is used up: ahead are a > {FIRST} []",
    ]  # fmt: skip
    assert found["kha"][0] == "given"


def test_why_a_unit_is_put_into_a_class() -> None:
    """A unit that misses a floor is put into the class that is named, whatever that asks for; an award that it has
    keeps another one from the class that asks for none."""
    assert classes({"c": (60, 19)}, "c") == {  # 19 of 40 is 47.5 %
        "tot": ["refused", "refused: tổng điểm ≥ 90 | total ≥ 90 > tổng điểm ≥ 90 | total ≥ 90 [total 79 (rounded)]"],
        "kha": [
            "refused", "given: tổng điểm 60 ≤ … < 90 | total 60 ≤ … < 90 [total 79 (rounded)]",
            f"refused: {needed(FLOOR)} [weakest criterion (2): 47.5 %]",
        ],
        "yeu": ["given", f"given: {BELOW} [total 79 (rounded)]"],
    }  # fmt: skip
    assert classes({"d": 95}, "d")["tot"][3] == f"refused: {needed(NO_AWARD)} [has: Flag]"


def test_why_a_veto_puts_a_unit_into_a_class() -> None:
    """A veto is why a unit is in the class of the vetoed, and why it is in no other; it is told with what strikes."""
    found = classes({"a": 95, "e": 92}, "e")
    struck = "không bị loại trừ | no veto strikes"
    band = "refused: tổng điểm ≥ 90 | total ≥ 90 > tổng điểm ≥ 90 | total ≥ 90 [total 92 (rounded)]"
    assert found["tot"] == ["refused", f"refused: {struck} > {struck} [violation z]", band]
    assert found["yeu"] == ["given", "given: bị loại trừ | a veto strikes [violation z]", f"given: {BELOW} [total 92 (rounded)]"]
    assert classes({"a": 95}, "a", a=1)["yeu"][1] == "given: bị loại trừ | a veto strikes [vetoed: Disciplined]"
    award = concluded({**REST, "e": 92}, CLASSES.replace("[d]", "[e]"))
    assert told(award, "co", "e") == [
        "refused", f"refused: {struck} > {struck} [violation z]", "given: đăng ký “Cờ” | registered for “Flag” [registered: Flag]",
    ]  # fmt: skip


def test_why_a_class_is_open() -> None:
    """While points are missing, every class that a unit may come into is open, and so is a veto that may strike."""
    known = bloc({"a": (None, 40), **REST})
    first, *others = known.reports
    silent = evolve(known, reports=(evolve(first, values={"c2": first.values["c2"]}), *others))
    found = conclude(score(with_policy(silent, CLASSES)))
    veto = "không bị loại trừ | no veto strikes"
    may = f"open: {veto} > {veto} [a veto is not decided: Disciplined]"
    total = "[total 40–100 (rounded)]"
    assert told(found, "tot", "a") == [
        "open", may, f"open: tổng điểm ≥ 90 | total ≥ 90 > tổng điểm ≥ 90 | total ≥ 90 {total}", f"given: {NOT_X} []",
        f"given: {NO_AWARD} []",
        (
            "open: hạn mức 1, thứ tự chưa xác định | a quota of 1, and the order is not decided"
            " > cần đủ số liệu của các đơn vị khác | the others' evidence is needed []"
        ),
    ]  # fmt: skip
    assert told(found, "kha", "a")[:4] == [
        "open", may, f"open: tổng điểm 60 ≤ … < 90 | total 60 ≤ … < 90 > tổng điểm 60 ≤ … < 90 | total 60 ≤ … < 90 {total}",
        f"open: {needed(FLOOR)} [weakest criterion (1): 0–100 %]",
    ]  # fmt: skip
    assert told(found, "yeu", "a")[:2] == ["open", may]


def test_why_a_unit_has_no_class_at_all() -> None:
    """A unit that the sheet does not classify is refused every class, for that reason, which nothing changes."""
    found = classes({"a": 95, "b": (50, None)}, "b")
    because = f"refused: thiếu số liệu bắt buộc của 2 | required evidence of 2 is missing > {NO_CHANGE} [required evidence of 2 is missing]"
    assert [found[name][:2] for name in found] == [["refused", because]] * 3
    # An award is barred by it too, and told so once.
    award = concluded({**REST, "b": (50, None)}, CLASSES.replace("[d]", "[b]"))
    assert told(award, "co", "b") == ["refused", because, "given: đăng ký “Cờ” | registered for “Flag” [registered: Flag]"]


PEOPLE = """
withdrawal: stay
disqualification: stay
vetoed: none
classes:
  - {id: kha, title: {vi: Khá, en: Fair}, points: ">= 0"}
awards:
  - {id: co, title: {vi: Cờ, en: Flag}, when: [{rank: 1}], quota: {at_most: none}, source: điều 2}
  - id: giay
    title: {vi: Giấy khen, en: Diploma}
    to: people
    when: [{leader: false}, {unit: {rank: 1}}, {unit: {any: [{award: co}, {award: co}]}}]
    quota: {at_most: 1, order: listed, ties: none, unused: lost}
  - {id: bang, title: {vi: Bằng khen, en: Commendation}, to: people, when: [], quota: {at_most: none}}
facts:
  people:
    - {person: p, title: {vi: P, en: P}, unit: a, leader: false}
    - {person: q, title: {vi: Q, en: Q}, unit: b, leader: true}
    - {person: r, title: {vi: R, en: R}, unit: a, leader: false}
  proposed: {giay: [p, q, r], bang: [p, q, r]}
  withdrawn: [{unit: a, from: co, because: nhường}, {unit: p, from: giay, because: đã có}]
  disqualified: [{unit: q, because: khai gian}]
"""


def test_why_a_person_has_an_award() -> None:
    """A person is proposed for this award; conditions of the unit are told from the facts of the unit, in its place
    for this award; a withdrawal from one award and a disqualification from all bar it, and nothing changes them."""
    found = concluded({"a": 95, "b": 85}, PEOPLE.replace("withdrawn: [{unit: a, from: co, because: nhường}, ", "withdrawn: ["))
    leads = "không giữ chức vụ lãnh đạo, quản lý | not: holds a leading post"
    first, flag = "đơn vị: hạng = 1 | the unit: rank = 1", "đơn vị: được “Cờ” hoặc được “Cờ” | the unit: has “Flag” or has “Flag”"
    proposed = "given: được đề nghị | proposed [proposed: Diploma]"
    assert told(found, "giay", "p") == [
        "refused", f"refused: rút, không nhận (đã có) | withdrew (đã có) > {NO_CHANGE} [withdrew (đã có)]", proposed,
        f"given: {leads} []", f"given: {first} [rank 1]", f"given: {flag} [has: Flag]",
    ]  # fmt: skip
    assert told(found, "giay", "q") == [
        "refused", f"refused: bị hủy kết quả (khai gian) | disqualified (khai gian) > {NO_CHANGE} [disqualified (khai gian)]",
        proposed, f"refused: {needed(leads)} [holds a leading post]", f"refused: {needed(first)} [rank 2]",
        f"refused: {needed(flag)} []",
    ]  # fmt: skip
    within = "given: trong hạn mức 1 | within the quota of 1 []"
    assert told(found, "giay", "r") == [
        "given", proposed, f"given: {leads} []", f"given: {first} [rank 1]", f"given: {flag} [has: Flag]", within,
    ]  # fmt: skip
    other = "given: được đề nghị | proposed [proposed: Commendation]"
    assert told(found, "bang", "p") == ["given", other, MEETS]


def test_who_withdrew_from_an_award_keeps_its_class() -> None:
    """A withdrawal bars from the award, and says so; the class and the source of the rule are not touched."""
    found = concluded({"a": 95, "b": 85}, PEOPLE)
    assert told(found, "co", "a") == [
        "refused", f"refused: rút, không nhận (nhường) | withdrew (nhường) > {NO_CHANGE} [withdrew (nhường)]",
        "given: hạng = 1 | rank = 1 [rank 1]",
    ]  # fmt: skip
    assert told(found, "kha", "a") == ["given", "given: tổng điểm ≥ 0 | total ≥ 0 [total 95 (rounded)]", MEETS]
    flag, class_ = found.verdict("co", "a"), found.verdict("kha", "a")
    assert (flag.sort, flag.name, flag.who, flag.source) == ("award", "co", "a", "điều 2")
    assert (class_.sort, class_.name, class_.who, class_.source) == ("class", "kha", "a", None)


def test_who_is_disqualified_loses_awards_and_keeps_its_class() -> None:
    """A disqualification stands in the way of awards alone: the class is as it was, and nothing bars it."""
    found = concluded({"a": 95, "b": 85}, PEOPLE.replace("disqualified: [", "disqualified: [{unit: b, because: khai man}, "))
    assert told(found, "co", "b")[:2] == [
        "refused", f"refused: bị hủy kết quả (khai man) | disqualified (khai man) > {NO_CHANGE} [disqualified (khai man)]",
    ]  # fmt: skip
    assert told(found, "kha", "b") == ["given", "given: tổng điểm ≥ 0 | total ≥ 0 [total 85 (rounded)]", MEETS]


def test_a_verdict_by_its_parts() -> None:
    """The facts of a verdict are those of its reasons, each once; its blockers are the reasons not met; a refusal
    adds one more reason and leaves the others."""
    found = concluded({"a": 95, "b": 85, "c": 80}, POLICY.replace("CONDITION", "{rank: 1}, {not: {rank: 2}}, {registered: co}"))
    verdict = found.verdict("co", "b")
    assert [fact.says.en for fact in verdict.facts] == ["rank 2"]
    assert [one.says.en for one in verdict.blockers] == ["rank = 1", "not: rank = 2", "registered for “Flag”"]
    assert found.verdict("co", "a").blockers == ()
    reason = Reason(Text(vi="nhường", en="gives way"), State.REFUSED)
    given = Verdict("award", "co", "a", State.GIVEN, verdict.reasons[:1], "điều 1")
    assert refused(given, reason) == Verdict("award", "co", "a", State.REFUSED, (verdict.reasons[0], reason), "điều 1")


def test_a_report_that_is_late_is_a_fact_of_its_own() -> None:
    """That a report did not come in time is told in both languages, under its name and the unit's."""
    found = concluded({"a": 95, "b": 85, "c": 80}, POLICY.replace("CONDITION", "{reported: nam}"))
    facts = [found.verdict("co", who).facts[0] for who in "abc"]
    assert [(one.says.vi, one.says.en) for one in facts] == [
        ("Báo cáo năm: nhận ngày 15/11/2026", "Annual report: received on 2026-11-15"),
        ("nộp ngày 16/11/2026, hạn 15/11/2026", "received on 2026-11-16, due 2026-11-15"),
        ("chưa nộp (hạn 15/11/2026)", "not received (due 2026-11-15)"),
    ]
    assert [(one.kind, one.who, one.of["what"], one.of["name"]) for one in facts] == [
        ("mark", "a", "reported", "nam"), ("mark", "b", "late", "nam"), ("mark", "c", "late", "nam"),
    ]  # fmt: skip
