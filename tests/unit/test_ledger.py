"""Accounts written out: what each step of a sheet enters, in words and as data.

The figures of the three sheets follow from the lines and caps that stand in them; each account adds up.
"""

from fractions import Fraction

import pytest

import covenant_rules as cr
from covenant_rules.interval import Interval
from covenant_rules.text import Text

from .sheets import HEAD, load_bloc

# 1.1: 20 of 20 for 90 % of a target of 80 %; 3 late cases at 2 points, at most 5, of which the criterion
#   lets 4 count; the ideas wait for a criterion fully met, which it is not.
# 1.2: an old debt was in force before the unit existed, and a slip was waived.
# 2: 2.1 does not apply, so that the 10 - 4 x 0.75 = 7 points of 2.2 become 14 of 20.
RICH = """
limits: {ceiling: 60, floor: 1}
measures:
  n: {title: {vi: Số vụ, en: Cases}, unit: count, low: 0, high: 10}
  m: {title: {vi: Sáng kiến, en: Initiatives}, unit: count, low: 0, high: 10}
  r: {title: {vi: Tỷ lệ, en: Rate}, unit: percent, low: 0, high: 100}
  ok: {title: {vi: Nộp đủ, en: All filed}, unit: yes_no}
contents:
  - id: "1"
    title: {vi: Nhiệm vụ chính, en: Main tasks}
    points: 40
    limits: {bonus: 3}
    criteria:
      - id: "1.1"
        title: {vi: Án, en: Cases}
        points: 20
        limits: {penalty: 4, ceiling: 21}
        lines:
          - {award: core.proportional, with: {target: 80, exceed: stop}, from: {actual: r}}
          - {id: late, title: {vi: Vụ chậm, en: Late cases}, penalty: core.per_case, at_most: 5, with: {each: 2}, from: {count: n}}
          - {id: found, title: {vi: Sáng kiến mới, en: New ideas}, bonus: core.per_case, with: {each: 1}, from: {count: m}, only_if: full}
          - {id: struck, veto: core.per_case, with: {each: 1}, from: {count: n}}
      - id: "1.2"
        title: {vi: Hồ sơ, en: Files}
        points: 10
        lines:
          - {award: core.yes_no, with: {yes: 10, no: 0}, from: {met: ok}}
          - {id: old, title: {vi: Nợ cũ, en: Old debts}, penalty: core.per_case, with: {each: 1}, from: {count: n}, valid: {to: 2026-06-30}}
          - {id: lifted, title: {vi: Sai sót, en: Slips}, penalty: core.per_case, with: {each: 1}, from: {count: n}}
          - {id: empty, title: {vi: Khác, en: Other}, penalty: core.per_case, with: {each: 1}, from: {count: m}, when_missing: zero}
      - {id: "1.3", title: {vi: Tự chọn, en: Own choice}, points: 10, registered: {unfilled: zero}}
  - id: "2"
    title: {vi: Phong trào, en: Movements}
    points: 20
    criteria:
      - id: "2.1"
        title: {vi: Tình nguyện, en: Volunteers}
        points: 10
        not_applicable: rescale
        lines: [{award: core.full}]
      - id: "2.2"
        title: {vi: Thể thao, en: Sports}
        points: 10
        lines: [{award: core.declining, with: {each: 0.75}, from: {count: m}}]
"""
RICH_UNITS = """
units:
  - {unit: a, title: {vi: Đơn vị A, en: Unit A}, active: {from: 2026-07-01}}
"""
RICH_ROWS = """
a,final,n,3,
a,final,m,4,
a,final,r,90,
a,final,ok,yes,
a,final,waiver:lifted,Ban TĐKT,khách quan
a,final,not_applicable:2.1,,không có đoàn
"""

# 1.1: up to 10 cases, of which at most 3 points count. 1.2: whatever they are, 8 points.
# 2.1 is not filled yet; the points of 3 and 4 were stated.
OPEN = """
measures:
  n: {title: {vi: Số vụ, en: Cases}, unit: count, low: 0, high: 10}
  m: {title: {vi: Sáng kiến, en: Initiatives}, unit: count, low: 0, high: 10}
  late: {title: {vi: Nộp trễ, en: Filed late}, unit: count, low: 0, high: 30}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 20
    criteria:
      - id: "1.1"
        title: {vi: Án, en: Cases}
        points: 10
        lines:
          - {award: core.full}
          - {id: slow, title: {vi: Vụ chậm, en: Slow}, penalty: core.per_case, at_most: 3, with: {each: 1}, from: {count: n}}
          - {id: none, title: {vi: Trễ, en: Late}, penalty: core.per_case, with: {each: 1}, from: {count: late}, when_missing: zero}
      - id: "1.2"
        title: {vi: Sàn, en: Floor}
        points: 10
        limits: {ceiling: 8, floor: 8}
        lines: [{award: core.declining, with: {each: 1}, from: {count: n}}]
  - id: "2"
    title: {vi: Hai, en: Two}
    points: 10
    criteria:
      - {id: "2.1", title: {vi: Tự chọn, en: Own choice}, points: 10, registered: {unfilled: pending}}
  - id: "3"
    title: {vi: Ba, en: Three}
    points: 10
    criteria:
      - {id: "3.1", title: {vi: Điểm, en: Points}, points: 10, lines: [{award: core.declining, with: {each: 1}, from: {count: n}}]}
  - id: "4"
    title: {vi: Bốn, en: Four}
    points: 10
    criteria:
      - {id: "4.1", title: {vi: Điểm, en: Points}, points: 10, lines: [{award: core.declining, with: {each: 1}, from: {count: n}}]}
"""
OPEN_UNITS = """
units:
  - {unit: a, title: {vi: A, en: A}}
"""
OPEN_ROWS = """
a,final,points:3,7.5,biên bản 12/BB
a,final,points:4,7,
a,final,m,1,
"""

# Two halves of the year, the second of double weight; each has its reports.
# 1.1: 3 of 9 and 5 of 9 give 10/3 and 50/9, together 10/9 + 100/27 = 130/27; half of it is never better.
# 1.2: the most in the bloc is 3 and 5: 3/3 + 10/3 of bonus.
HALVES = """
limits: {bonus: 5}
measures:
  n: {title: {vi: Số vụ, en: Cases}, unit: count, low: 0, high: 20}
  q: {title: {vi: Xếp loại, en: Grade}, unit: level, names: [weak, good]}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 20
    criteria:
      - id: "1.1"
        title: {vi: Chỉ tiêu, en: Target}
        points: 10
        combine: best_of
        lines:
          - {id: met, title: {vi: Đạt, en: Met}, award: core.proportional, with: {target: registered, exceed: stop}, from: {actual: n}}
          - {id: half, title: {vi: Nửa, en: Half}, award: core.proportional, with: {target: 20, exceed: stop}, from: {actual: n}}
      - id: "1.2"
        title: {vi: Chung, en: Common}
        points: 10
        lines:
          - {award: core.full, points: 3}
          - {id: shared, title: {vi: Cả khối, en: Whole bloc}, bonus: core.per_case, with: {each: 1}, from: {count: {bloc: maximum, of: n}}}
"""
HALVES_HEAD = HEAD.replace("decimals: 2", "decimals: 1") + (
    "periods:\n  - {id: h1, title: {vi: Đầu năm, en: H1}, weight: 1}\n  - {id: h2, title: {vi: Cuối năm, en: H2}, weight: 2}\n"
)
HALVES_UNITS = """
units:
  - {unit: a, title: {vi: A, en: A}, targets: {met: {target: 9}}}
  - {unit: b, title: {vi: B, en: B}, targets: {met: {target: 6}}}
"""
HALVES_ROWS = """
a,final,n@h1,3,
a,final,n@h2,5,
b,final,n@h1,1,
b,final,n@h2,1,
"""


def account(folder, *files, head=HEAD):
    """Return the account of unit a."""
    return cr.score(load_bloc(folder, *files, head=head))["a"].ledger


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    """The account of a year that is known whole."""
    return account(tmp_path_factory.mktemp("rich"), RICH, RICH_UNITS, RICH_ROWS)


@pytest.fixture(scope="module")
def waiting(tmp_path_factory):
    """The account of a year whose evidence is missing in part."""
    return account(tmp_path_factory.mktemp("open"), OPEN, OPEN_UNITS, OPEN_ROWS)


@pytest.fixture(scope="module")
def halves(tmp_path_factory):
    """The account of a year of two periods."""
    files = (HALVES, HALVES_UNITS, HALVES_ROWS)
    return account(tmp_path_factory.mktemp("halves"), *files, head=HALVES_HEAD)


def entries(ledger):
    """Return id, kind and points of every entry."""
    return [(e.id, e.kind, e.points.exact if e.points.exact is not None else str(e.points)) for e in ledger.entries]


def test_every_step_is_entered(rich):
    """Each line enters what its rule gave, then what a cap, a gate, dates or a waiver changed; each
    criterion and content what it changed itself; what changed nothing is not entered."""
    assert entries(rich) == [
        ("1.1/1", "award", 20), ("late", "penalty", -6), ("late:cap", "cap", 1),
        ("found", "bonus", 4), ("found:gate", "gate", -4), ("1.1:penalty", "penalty", 1),
        ("1.2/1", "award", 10), ("old", "penalty", -3), ("old:out_of_force", "out_of_force", 3),
        ("lifted", "penalty", -3), ("lifted:waived", "waived", 3), ("empty", "penalty", -4),
        ("1.3:slot", "slot", 0),
        ("2.1:not_applicable", "not_applicable", 0), ("2.2/1", "award", 7), ("2:rescale", "rescale", 7),
    ]
    assert sum(e.points.exact for e in rich.entries) == rich.card.total.exact == 36


def test_an_entry_says_where_it_belongs(rich):
    """An entry names its content, criterion and line, as far as it has them; so the account can be
    asked for one content or one criterion."""
    of = {e.id: e.of for e in rich.entries}
    assert of["late"] == of["late:cap"] == of["late"] == ("1", "1.1", "late")
    assert of["1.1:penalty"] == ("1", "1.1")
    assert of["2:rescale"] == ("2",)
    assert [e.id for e in rich.within("2")] == ["2.1:not_applicable", "2.2/1", "2:rescale"]
    assert [e.id for e in rich.within("2", "2.2")] == ["2.2/1"]
    assert rich.within() == rich.entries
    assert rich.within("1.1") == ()


def test_nodes_stand_with_their_points(rich, waiting):
    """Contents and their criteria are listed in the order of the sheet, with standard and points; of a
    content whose points are stated no criterion is shown."""
    nodes = [(n.id, n.depth, n.standard, n.points.exact) for n in rich.nodes]
    assert nodes == [
        ("1", 0, 40, 22), ("1.1", 1, 20, 16), ("1.2", 1, 10, 6), ("1.3", 1, 10, 0),
        ("2", 0, 20, 14), ("2.1", 1, 10, 0), ("2.2", 1, 10, 7),
    ]
    assert rich.nodes[0].title == Text(vi="Nhiệm vụ chính", en="Main tasks")
    assert [n.id for n in waiting.nodes] == ["1", "1.1", "1.2", "2", "2.1", "3", "4"]
    assert (rich.title, rich.decimals) == (Text(vi="Bản thử", en="Trial"), 2)


def test_what_is_open_is_entered_as_a_span(waiting):
    """While evidence is missing an entry is a span; what is settled all the same is one entry."""
    assert entries(waiting) == [
        ("1.1/1", "award", 10), ("slow", "penalty", "-10..0"), ("slow:cap", "cap", "-3..10"),
        ("none:absent", "absent", 0), ("1.2:settled", "settled", 8), ("2.1:slot", "slot", "0..10"),
        ("3:stated", "stated", Fraction("7.5")), ("4:stated", "stated", 7),
    ]
    assert waiting.card.total == Interval.of("29.5", "42.5")


def test_a_year_of_periods_is_entered_once(halves):
    """A line enters its weighted mean over the periods; rounding of the sheet is the last entry."""
    assert entries(halves) == [
        ("met", "award", Fraction(130, 27)), ("half", "award", Fraction(13, 6)), ("1.1:combine", "combine", Fraction(-13, 6)),
        ("1.2/1", "award", 3), ("shared", "bonus", Fraction(13, 3)),
        (":rounding", "rounding", Fraction("12.1") - Fraction(328, 27)),
    ]
    assert halves.entries[-1].of == ()


def test_the_account_reads_from_top_to_bottom(rich):
    """Plain text: the sheet and the unit, each content and criterion with its points of its standard, each
    line with the evidence and its place, the arithmetic, and the amount at column 80; then the total."""
    assert rich.text("en") == RICH_TEXT
    assert {len(line) for line in rich.text("vi").splitlines() if "  + " in line or "  − " in line} == {80}


RICH_TEXT = """\
Trial
Unit A

1 Main tasks: 22 of 40 points
    1.1 Cases: 16 of 20 points
        Award: In proportion to completion                                  + 20
            Rate: 90 % (reports.csv:4)
            90 / 80 = 1.125
            smallest(1.125; 1) = 1
        Penalty: Late cases                                                  − 6
            Cases: 3 cases (reports.csv:2)
            3 × 2 = 6
        cap of the line                                                      + 1
        Bonus: New ideas                                                     + 4
            Initiatives: 4 cases (reports.csv:3)
        the condition for it is not met                                      − 4
        penalty above its cap is not taken                                   + 1
    1.2 Files: 6 of 10 points
        Award: Yes or no                                                    + 10
            All filed: yes (reports.csv:5)
            yes > 0: true
            the condition holds: 10
        Penalty: Old debts                                                   − 3
            Cases: 3 cases (reports.csv:2)
        not in force for the unit                                            + 3
        Penalty: Slips                                                       − 3
            Cases: 3 cases (reports.csv:2)
        waived (Ban TĐKT: khách quan)                                        + 3
        Penalty: Other                                                       − 4
            Initiatives: 4 cases (reports.csv:3)
    1.3 Own choice: 0 of 10 points
        the slot is not filled                                               + 0

2 Movements: 14 of 20 points
    2.1 Volunteers: 0 of 10 points
        does not apply (không có đoàn)                                       + 0
    2.2 Sports: 7 of 10 points
        Award: Less for every case                                           + 7
            Initiatives: 4 cases (reports.csv:3)
            0.75 × 4 = 3
            10 − 3 = 7
    scaled up for what does not apply                                        + 7

Total: 36
"""


def test_what_is_open_reads_as_a_span(waiting):
    """Amounts that are open are spans; what was stated says so, with the note beside it."""
    assert waiting.text("vi") == WAITING_TEXT


WAITING_TEXT = """\
Bản thử
A

1 Một: 15–18 trên 20 điểm
    1.1 Án: 7–10 trên 10 điểm
        Điểm đạt: Đủ điểm chuẩn                                             + 10
        Điểm trừ: Vụ chậm                                                  −10–0
            Số vụ: 0–10 trường hợp
        giới hạn của dòng                                                  −3–10
        thiếu số liệu, dòng không tính điểm                                  + 0
    1.2 Sàn: 8 trên 10 điểm
        đã xác định dù còn thiếu số liệu                                     + 8

2 Hai: 0–10 trên 10 điểm
    2.1 Tự chọn: 0–10 trên 10 điểm
        chưa đăng ký chỉ tiêu                                               0–10

3 Ba: 7,5 trên 10 điểm
    điểm ghi sẵn trong báo cáo, không tính từ số liệu (biên bản 12/BB)     + 7,5

4 Bốn: 7 trên 10 điểm
    điểm ghi sẵn trong báo cáo, không tính từ số liệu                        + 7

Tổng điểm: 29,5–42,5
"""


def test_periods_read_one_after_another(halves):
    """Evidence stands once for every period, a target once; what the bloc did is told for each period too;
    a number that has no short decimal is a fraction, or marked as about."""
    assert halves.text("en") == HALVES_TEXT


HALVES_TEXT = """\
Trial
A

1 One: ≈ 12.1481 of 20 points
    1.1 Target: ≈ 4.8148 of 10 points
        Award: Met                                                    ≈ + 4.8148
            Cases: 3 cases (reports.csv:2) · registered target: 9 cases (registrations.yaml:4) · Cases: 5 cases (reports.csv:3)
            3 / 9 = 1/3
            10 × 1/3 = 3 1/3
            3 1/3 × 1/3 = 1 1/9
            5 / 9 = 5/9
            10 × 5/9 = 5 5/9
            5 5/9 × 2/3 ≈ 3.7037
            1 1/9 + 3.7037 ≈ 4.8148
        Award: Half                                                      + 2 1/6
            Cases: 3 cases (reports.csv:2) · Cases: 5 cases (reports.csv:3)
            3 / 20 = 0.15
            10 × 0.15 = 1.5
            1.5 × 1/3 = 0.5
            5 / 20 = 0.25
            10 × 0.25 = 2.5
            2.5 × 2/3 = 1 2/3
            0.5 + 1 2/3 = 2 1/6
        put together as the sheet says                                   − 2 1/6
    1.2 Common: 7 1/3 of 10 points
        Award: Standard points                                               + 3
        Bonus: Whole bloc                                                + 4 1/3
            bloc n: 3 cases · bloc n: 5 cases
            3 × 1/3 = 1
            5 × 2/3 = 3 1/3
            1 + 3 1/3 = 4 1/3
The whole sheet: rounding                                             ≈ − 0.0481

Total: 12.1
"""


def test_one_criterion_or_content_alone(rich):
    """Asked for a criterion, the account tells it inside its content; asked for a content, all in it, with
    what the content itself changes; no total stands below. What the sheet does not have is empty."""
    assert rich.text("vi", "1.1") == ONE_CRITERION
    assert rich.text("en", "2") == ONE_CONTENT
    assert rich.text("en", "9") == "Trial\nUnit A\n\n"


ONE_CRITERION = """\
Bản thử
Đơn vị A

1 Nhiệm vụ chính: 22 trên 40 điểm
    1.1 Án: 16 trên 20 điểm
        Điểm đạt: Theo tỷ lệ hoàn thành                                     + 20
            Tỷ lệ: 90 % (reports.csv:4)
            90 / 80 = 1,125
            nhỏ nhất(1,125; 1) = 1
        Điểm trừ: Vụ chậm                                                    − 6
            Số vụ: 3 trường hợp (reports.csv:2)
            3 × 2 = 6
        giới hạn của dòng                                                    + 1
        Điểm thưởng: Sáng kiến mới                                           + 4
            Sáng kiến: 4 trường hợp (reports.csv:3)
        chưa đạt điều kiện để tính                                           − 4
        điểm trừ vượt mức tối đa, không trừ thêm                             + 1
"""
ONE_CONTENT = """\
Trial
Unit A

2 Movements: 14 of 20 points
    2.1 Volunteers: 0 of 10 points
        does not apply (không có đoàn)                                       + 0
    2.2 Sports: 7 of 10 points
        Award: Less for every case                                           + 7
            Initiatives: 4 cases (reports.csv:3)
            0.75 × 4 = 3
            10 − 3 = 7
    scaled up for what does not apply                                        + 7
"""


def test_the_account_in_markdown(rich, waiting):
    """Markdown: the unit as heading, nested lists, headings and amounts in bold."""
    assert rich.markdown("vi", "2") == MARKDOWN
    assert waiting.markdown("en", "1.2").splitlines()[-1] == "    - settled whatever the missing evidence **+ 8**"
    assert len(rich.markdown("en").splitlines()) == len(rich.text("en").splitlines()) + 1 - 2  # no empty lines between


MARKDOWN = """\
# Đơn vị A

Bản thử

- **2 Phong trào: 14 trên 20 điểm**
  - **2.1 Tình nguyện: 0 trên 10 điểm**
    - không áp dụng (không có đoàn) **+ 0**
  - **2.2 Thể thao: 7 trên 10 điểm**
    - Điểm đạt: Giảm dần theo từng trường hợp **+ 7**
      - Sáng kiến: 4 trường hợp (reports.csv:3)
      - 0,75 × 4 = 3
      - 10 − 3 = 7
  - quy đổi cho phần không áp dụng **+ 7**
"""


def test_the_account_in_html(rich, monkeypatch):
    """HTML: one table, depth as indentation; a notebook shows the whole in the language of the environment."""
    assert rich.html("en", "2") == HTML
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert rich._repr_html_() == rich.html("en") != rich.html("vi")
    assert rich.html("en").count("<tr>") == len([line for line in RICH_TEXT.splitlines()[2:] if line])


HTML = """\
<table class="ledger" lang="en">
<caption>Unit A · Trial</caption>
<tbody>
<tr><th scope="row">2 Movements: 14 of 20 points</th><td class="amount"></td></tr>
<tr><th scope="row" style="padding-left:24px">2.1 Volunteers: 0 of 10 points</th><td class="amount"></td></tr>
<tr><td style="padding-left:48px">does not apply (không có đoàn)</td><td class="amount">+ 0</td></tr>
<tr><th scope="row" style="padding-left:24px">2.2 Sports: 7 of 10 points</th><td class="amount"></td></tr>
<tr><td style="padding-left:48px">Award: Less for every case</td><td class="amount">+ 7</td></tr>
<tr><td style="padding-left:72px">Initiatives: 4 cases (reports.csv:3)</td><td class="amount"></td></tr>
<tr><td style="padding-left:72px">0.75 × 4 = 3</td><td class="amount"></td></tr>
<tr><td style="padding-left:72px">10 − 3 = 7</td><td class="amount"></td></tr>
<tr><td style="padding-left:24px">scaled up for what does not apply</td><td class="amount">+ 7</td></tr>
</tbody>
</table>
"""


def test_the_account_as_data(halves, waiting):
    """Data for programs: ids, exact numbers as text, spans as two ends, every text in both languages, facts
    with their places, and which of them are targets."""
    found = halves.data()
    found["entries"] = [found["entries"][0], *found["entries"][-2:]]
    found["entries"][0]["steps"] = found["entries"][0]["steps"][:2]
    assert found == DATA
    assert waiting.data()["entries"][1:3] == OPEN_DATA
    assert waiting.data()["total"] == ["29.5", "42.5"]


DATA = {"unit": "a",
 "stage": "final",
 "status": "final",
 "total": "12.1",
 "nodes": [{"id": "1", "standard": "20", "points": "328/27"},
           {"id": "1.1", "standard": "10", "points": "130/27"},
           {"id": "1.2", "standard": "10", "points": "22/3"}],
 "entries": [{"id": "met",
              "of": ["1", "1.1", "met"],
              "kind": "award",
              "points": "130/27",
              "text": {"vi": "Điểm đạt: Đạt", "en": "Award: Met"},
              "facts": [{"name": "n@h1",
                         "title": {"vi": "Số vụ", "en": "Cases"},
                         "value": {"vi": "3 trường hợp", "en": "3 cases"},
                         "place": "reports.csv:2",
                         "target": False},
                        {"name": "target:met:target",
                         "title": {"vi": "chỉ tiêu đăng ký", "en": "registered target"},
                         "value": {"vi": "9 trường hợp", "en": "9 cases"},
                         "place": "registrations.yaml:4",
                         "target": True},
                        {"name": "n@h2",
                         "title": {"vi": "Số vụ", "en": "Cases"},
                         "value": {"vi": "5 trường hợp", "en": "5 cases"},
                         "place": "reports.csv:3",
                         "target": False}],
              "steps": [{"vi": "3 / 9 = 1/3", "en": "3 / 9 = 1/3"},
                        {"vi": "10 × 1/3 = 3 1/3", "en": "10 × 1/3 = 3 1/3"}]},
             {"id": "shared",
              "of": ["1", "1.2", "shared"],
              "kind": "bonus",
              "points": "13/3",
              "text": {"vi": "Điểm thưởng: Cả khối", "en": "Bonus: Whole bloc"},
              "facts": [{"name": "bloc:maximum:n@h1",
                         "title": {"vi": "toàn khối n", "en": "bloc n"},
                         "value": {"vi": "3 trường hợp", "en": "3 cases"},
                         "place": None,
                         "target": False},
                        {"name": "bloc:maximum:n@h2",
                         "title": {"vi": "toàn khối n", "en": "bloc n"},
                         "value": {"vi": "5 trường hợp", "en": "5 cases"},
                         "place": None,
                         "target": False}],
              "steps": [{"vi": "3 × 1/3 = 1", "en": "3 × 1/3 = 1"},
                        {"vi": "5 × 2/3 = 3 1/3", "en": "5 × 2/3 = 3 1/3"},
                        {"vi": "1 + 3 1/3 = 4 1/3", "en": "1 + 3 1/3 = 4 1/3"}]},
             {"id": ":rounding",
              "of": [],
              "kind": "rounding",
              "points": "-13/270",
              "text": {"vi": "làm tròn", "en": "rounding"},
              "facts": [],
              "steps": []}]}
OPEN_DATA = [{"id": "slow",
  "of": ["1", "1.1", "slow"],
  "kind": "penalty",
  "points": ["-10", "0"],
  "text": {"vi": "Điểm trừ: Vụ chậm", "en": "Penalty: Slow"},
  "facts": [{"name": "n",
             "title": {"vi": "Số vụ", "en": "Cases"},
             "value": {"vi": "0–10 trường hợp", "en": "0–10 cases"},
             "place": None,
             "target": False}],
  "steps": []},
 {"id": "slow:cap",
  "of": ["1", "1.1", "slow"],
  "kind": "cap",
  "points": ["-3", "10"],
  "text": {"vi": "giới hạn của dòng", "en": "cap of the line"},
  "facts": [],
  "steps": []}]


def test_a_unit_without_a_report_still_sees_the_bloc(tmp_path):
    """Whoever reported nothing at the stage has an account in which the bloc's numbers of that stage stand."""
    shared = HALVES.replace("target: registered", "target: 10")
    units = "units: [{unit: a, title: {vi: A, en: A}}, {unit: b, title: {vi: B, en: B}}]\n"
    found = cr.score(load_bloc(tmp_path, shared, units, "b,half,n,3,\n"))["a"]
    assert found.card.stage == "half"
    (bonus,) = [e for e in found.ledger.entries if e.id == "shared"]
    # The most in the bloc: 3 of b, or up to 20 of a, which has not reported.
    assert bonus.points == Interval.of(3, 20)
    assert [str(fact.value.en) for fact in bonus.facts] == ["3–20 cases"]


def test_the_whole_sheet_in_vietnamese(halves):
    """What the sheet itself changes, and points of a standard, read in the language and its decimals."""
    lines = halves.text("vi").splitlines()
    assert lines[-3] == "Cả bản giao ước: làm tròn" + " " * 45 + "≈ − 0,0481"
    assert lines[-1] == "Tổng điểm: 12,1"
    assert lines[3] == "1 Một: ≈ 12,1481 trên 20 điểm"


def test_what_is_waived_or_does_not_apply_says_so_beside_its_own_step(tmp_path):
    """A waived line with a cap tells who waived it beside the waiver; a waiver that gives nothing back is told all
    the same, and a cap that takes nothing is not."""
    text = RICH.replace(
        "penalty: core.per_case, with: {each: 1}, from: {count: n}}\n          - {id: empty",
        "penalty: core.per_case, at_most: 2, with: {each: 1}, from: {count: n}}\n          - {id: empty",
    )
    ledger = account(tmp_path, text, RICH_UNITS, RICH_ROWS.replace("a,final,n,3,", "a,final,n,0,"))
    told = {e.id: e.text.vi for e in ledger.entries}
    assert told["lifted:waived"] == "được miễn trừ (Ban TĐKT: khách quan)"
    assert "late:cap" not in told
    points = {e.id: e.points.exact for e in ledger.entries}
    assert points["lifted:waived"] == 0


# Nothing of this is known: the rate is 0.5 to 99.5 of 80, so 12.5 x 0.5 / 80 = 0.078125 to 12.5 points; the unit
# registered three days late, half a point each; a slip was waived.
UNKNOWN = """
registration_due: 2026-03-01
measures:
  n: {title: {vi: "Vụ *nổi cộm* [X]", en: "Cases *in view* [X]"}, unit: count, low: 0, high: 100}
  m: {title: {vi: Sáng kiến, en: Initiatives}, unit: count, low: 5, high: 10}
  r: {title: {vi: Tỷ lệ, en: Rate}, unit: percent, low: 0.5, high: 99.5, decimals: 1}
contents:
  - id: "1"
    title: {vi: Một, en: One}
    points: 12.5
    criteria:
      - id: "1.1"
        title: {vi: Án, en: Cases}
        points: 12.5
        not_applicable: drop
        lines:
          - {award: core.proportional, with: {target: 80, exceed: stop}, from: {actual: r}}
          - {id: slow, title: {vi: Vụ việc để quá hạn giải quyết mà không có lý do chính đáng được chấp nhận, en: Slow}, penalty: core.per_case, with: {each: 0.5}, from: {count: n}}
          - {id: lifted, title: {vi: Sai sót, en: Slips}, penalty: core.per_case, at_most: 2, with: {each: 1}, from: {count: n}}
          - {id: empty, title: {vi: Khác, en: Other}, penalty: core.per_case, with: {each: 1}, from: {count: n}, when_missing: zero}
          - {id: days, title: {vi: Trễ, en: Late}, penalty: core.per_day, with: {each: 0.5}, from: {days: registration.days_late}}
"""
UNKNOWN_UNITS = "units: [{unit: a, title: {vi: Đơn vị *A*, en: Unit *A*}, signed: 2026-03-04}]\n"
UNKNOWN_ROWS = "a,final,waiver:lifted,Ban TĐKT,khách quan\na,final,waiver:empty,Ban TĐKT,khách quan\n"


@pytest.fixture(scope="module")
def unknown(tmp_path_factory):
    """The account of a year of which nothing was reported yet."""
    return account(tmp_path_factory.mktemp("unknown"), UNKNOWN, UNKNOWN_UNITS, UNKNOWN_ROWS)


def test_spans_and_standards_have_the_decimals_of_the_language(unknown):
    """A number that is not whole reads with the decimal mark of the language, wherever it stands; what a
    registration says of itself has its title; a long line leaves two spaces before its amount."""
    assert unknown.text("vi").splitlines()[4:15] == UNKNOWN_TEXT.splitlines()
    assert "    1.1 Cases: −51.421875–11 of 12.5 points" in unknown.text("en").splitlines()
    assert "            Days by which registration was late: 3 days" in unknown.text("en").splitlines()


UNKNOWN_TEXT = """\
    1.1 Án: −51,421875–11 trên 12,5 điểm
        Điểm đạt: Theo tỷ lệ hoàn thành                            0,078125–12,5
            Tỷ lệ: 0,5–99,5 %
        Điểm trừ: Vụ việc để quá hạn giải quyết mà không có lý do chính đáng được chấp nhận  −50–0
            Vụ *nổi cộm* [X]: 0–100 trường hợp
        được miễn trừ (Ban TĐKT: khách quan)                                 + 0
        thiếu số liệu, dòng không tính điểm                                  + 0
        Điểm trừ: Trễ                                                      − 1,5
            Số ngày đăng ký trễ: 3 ngày
            3 × 0,5 = 1,5
Cả bản giao ước: làm tròn                                       −62,42–62,421875
"""


def test_markdown_takes_texts_as_they_are(unknown):
    """What means something to Markdown stands behind a backslash, what means nothing stands alone."""
    lines = unknown.markdown("vi").splitlines()
    assert "      - Vụ \\*nổi cộm\\* \\[X\\]: 0–100 trường hợp" in lines
    assert "    - Điểm trừ: Trễ **− 1,5**" in lines


def test_html_speaks_one_language(unknown):
    """Title, names, words and numbers are all in the language that was asked for."""
    lines = unknown.html("vi").splitlines()
    assert lines[0] == '<table class="ledger" lang="vi">'
    assert lines[1] == "<caption>Đơn vị *A* · Bản thử</caption>"
    assert lines[3] == '<tr><th scope="row">1 Một: −51,421875–11 trên 12,5 điểm</th><td class="amount"></td></tr>'


def test_stated_points_tell_what_was_written_beside_them(tmp_path):
    """Where a criterion does not apply and its points, none, are stated too, they stand as stated, with their note."""
    rows = "a,final,not_applicable:1.1,,không có án\na,final,points:1.1,0,biên bản\n"
    (entry,) = account(tmp_path, UNKNOWN, UNKNOWN_UNITS, rows).entries
    assert entry.id == "1.1:stated"
    assert entry.text.vi == "điểm ghi sẵn trong báo cáo, không tính từ số liệu (biên bản)"


def test_what_is_settled_tells_what_settled_it(tmp_path):
    """Five ideas or more fill the cap of three; but they wait for a criterion fully met, which it is not: the gate is
    what leaves nothing of them, and the entry says so."""
    text = UNKNOWN.replace(
        "          - {id: slow,",
        "          - {id: found, title: {vi: Mới, en: New}, bonus: core.per_case, at_most: 3, with: {each: 1}, from: {count: m}, only_if: full}\n          - {id: slow,",
    )
    ledger = account(tmp_path, text, UNKNOWN_UNITS, UNKNOWN_ROWS)
    settled = {e.id: e for e in ledger.entries if e.id.startswith("found")}
    assert [(e.id, e.points.exact, e.text.en) for e in settled.values()] == [("found:gate", 0, "the condition for it is not met")]


def test_a_registered_target_that_is_told_once_hides_no_evidence(tmp_path):
    """A rule that takes the target before the evidence tells the evidence of every period all the same."""
    text = HALVES.replace("core.proportional, with: {target: registered, exceed: stop}", "core.reduction, with: {target: registered}")
    ledger = account(tmp_path, text, HALVES_UNITS, HALVES_ROWS, head=HALVES_HEAD)
    assert [fact.name for fact in ledger.entries[0].facts] == ["target:met:target", "n@h1", "n@h2"]


def test_a_target_that_may_be_any_number_has_an_open_end(tmp_path):
    """A registered number without a greatest value is shown from its least, and an ellipsis for the other end."""
    bonus = "{id: shared, title: {vi: Vượt, en: Above}, bonus: core.exceed_points, with: {target: 10, per: registered, each: 1, better: higher, steps_of: part}, from: {actual: n}}"
    line = next(part for part in HALVES.splitlines() if "id: shared" in part)
    text = HALVES.replace(line, f"          - {bonus}")
    ledger = account(tmp_path, text, HALVES_UNITS, HALVES_ROWS, head=HALVES_HEAD)
    (entry,) = [e for e in ledger.entries if e.id.startswith("shared")]
    shown = {fact.name: fact.value for fact in entry.facts}
    assert shown["target:shared:per"].vi.startswith("0,000001–…")
    assert shown["target:shared:per"].en.startswith("0.000001–…")
