"""What the page says and is made of, read without a browser."""

import re
import sys
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

import covenant_rules as cr
from covenant_rules.output.report import charts, tables
from covenant_rules.output.report.missing import missing
from covenant_rules.output.report.page import Scope, coded, page
from covenant_rules.output.report.words import WORDS
from covenant_rules.text import Text

from .blocs import REPORTS, SHEET, SPECS, UNITS, write_hostile

MODERATE = 400_000  # bytes; the demo's page has six units with some 120 entries, in two languages


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return write_hostile(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def standings(hostile):
    return cr.score(cr.load(hostile), stage="final")


def plain(folder, sheet=SHEET, reports=REPORTS):
    """Leave the same bloc with harmless words in *folder*, and load it."""
    for name, text in (("covenant.yaml", sheet), ("registrations.yaml", UNITS), ("reports.csv", reports)):
        (folder / name).write_text(re.sub(r"\[(\d)\]", r"lời \1", text), encoding="utf-8")
    return cr.load(folder)


class Reader(HTMLParser):
    """Notes every tag with its attributes, and the text of the style sheet."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.style, self.styling = [], "", False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.styling = tag == "style"

    def handle_endtag(self, tag):
        self.styling = False

    def handle_data(self, data):
        self.style += data if self.styling else ""


def test_the_page_is_made_of_text_and_shapes(standings):
    """No script, no style of an element, no event, no address but places in the page: nothing to load, nothing to run."""
    found = Reader(page(standings, "vi"))
    names = {tag for tag, _ in found.tags}
    assert not names & {"script", "img", "iframe", "object", "embed", "link", "form", "base", "text", "use"}
    for tag, attributes in found.tags:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.get("href", "#").startswith("#"), tag


def test_the_policy_allows_the_style_sheet_alone(standings):
    """The page forbids everything but the style sheet with the very hash of its own."""
    found = Reader(page(standings, "vi"))
    (policy,) = [a["content"] for t, a in found.tags if a.get("http-equiv") == "Content-Security-Policy"]
    digest = b64encode(sha256(found.style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_the_same_result_gives_the_same_page(standings):
    """No time, no place, no order of chance: two pages of one result are the same bytes."""
    assert page(standings, "vi") == page(standings, "vi")


def test_the_page_names_no_folder(hostile):
    """Of the files that warnings are about only the name is told."""
    bloc = cr.load(SPECS / "2017")
    text = page(cr.score(bloc), "vi", warnings=bloc.warnings)
    assert "covenant.yaml:" in text
    assert str(SPECS) not in text


def test_the_page_is_of_moderate_size():
    """The demo's page can be sent by mail."""
    text = page(cr.score(cr.load(SPECS / "2017-illustration")), "vi")
    assert 50_000 < len(text.encode()) < MODERATE


def test_spread_names_the_highest_and_the_lowest(tmp_path):
    """Between ranked units: content 1 from d (10 - 4 x 0.5 = 8) to b (penalty lifted: 10), content 2 from d (9) to b (stated 10)."""
    found = tables.spread(cr.score(plain(tmp_path), stage="final"))
    told = [(r.highest.vi, r.most.vi, r.lowest.vi, r.least.vi, r.difference.vi) for r in found.rows]
    assert told == [("10", "lời 2", "8", "lời 7", "2"), ("10", "lời 2", "9", "lời 7", "1")]
    # 8 of 10 points are 80 per cent; nobody is above the standard.
    assert "từ 80 % đến 100 %" in found.scale.vi
    assert found.skipped is None


def test_spread_leaves_out_what_is_not_known(tmp_path):
    """A content that lacks evidence of a ranked unit is not compared, and the page says so."""
    bloc = plain(tmp_path, reports=REPORTS.replace("d,final,m,2,\n", ""))
    found = tables.spread(cr.score(bloc, stage="final"))
    assert [row.content.id for row in found.rows] == ["1"]
    assert "nội dung 2" in found.skipped.vi


def test_stages_stand_side_by_side(tmp_path):
    """Unit d: 20 by itself, 8 + 9 = 17 in the end; it put itself 3 too high."""
    bloc = plain(tmp_path)
    from covenant_rules.review import review

    found = tables.stages(review(bloc))
    last = found.rows[-1]
    assert [(points.vi, change and change.vi) for points, change in last.cells] == [("20", None), ("17", "−3")]
    assert last.above.en == "+3"


def test_what_is_missing_says_where_and_why(tmp_path):
    """A figure that the report lacks and one that was rejected are told with criterion and reason."""
    sheet = SHEET.replace("from: {count: m}}", "from: {count: m}, when_invalid: pending}")
    reports = REPORTS.replace("d,final,n,4,\n", "").replace("d,final,m,2,", "d,final,m,2,\nd,final,invalid:m,,chưa ký")
    bloc = plain(tmp_path, sheet, reports)
    card = cr.score(bloc, stage="final")["d"].card
    told = [(one.title.vi, one.where, one.why.vi) for one in missing(bloc, card)]
    assert told == [
        ("lời 1", ("1.1",), "báo cáo chưa có số liệu này"),
        ("lời 3", ("2.1",), "không được chấp nhận: chưa ký"),
    ]


def test_a_registration_without_a_day_says_so(tmp_path):
    """How late a registration was is not the report's to tell: what is missing is its day."""
    late = "rule: core.per_day, with: {each: 1}, from: {days: registration.days_late}}"
    sheet = re.sub(r"rule: [\w.]+,[^\n]*from: {count: m}}", late, SHEET)
    assert late in sheet
    bloc = plain(tmp_path, sheet, "\n".join(one for one in REPORTS.split("\n") if ",m," not in one))
    told = [(one.title.vi, one.why.vi) for one in missing(bloc, cr.score(bloc, stage="final")["d"].card)]
    assert told == [
        ("Số ngày đăng ký trễ", "bản đăng ký chưa ghi ngày ký, hoặc bản giao ước chưa ghi hạn đăng ký")
    ]


def test_one_unit_alone(standings):
    """A page about one unit holds its account and no other, and within it one criterion alone where that is asked."""
    text = page(standings, "en", scope=Scope("b", "2"))
    assert 'id="unit-b"' in text
    assert 'id="unit-a"' not in text
    assert 'id="standings"' not in text
    assert "<h5><span>2." in text
    assert "<h5><span>1." not in text


def test_charts_hold_shapes_alone():
    """Whatever a drawing brings, only shapes come onto the page: no words, names, events, links or styles."""
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="x()"><style>*{}</style><script>x()</script>'
        '<a href="x"><path d="M0,0"/></a><g role="x" aria-label="tên"><text>tên</text>'
        '<path d="M0,0h9" fill="var(--open)" style="x" class="y"/></g></svg>'
    )
    told = charts.shapes(drawn)
    assert 'd="M0,0h9" fill="var(--open)"' in told
    assert not re.search(r"tên|script|style|href|role|onload|class", told)


def test_a_bar_is_as_long_as_its_points():
    """Parts of 30 and 10 on a scale to 100 take 180 and 60 of 600 pixels, and 20 that may still come take 120."""
    drawn = charts.bar([30, 10], 20, (0, 100))
    widths = [round(float(w)) for w in re.findall(r"[hH]([\d.]+)v", drawn)]
    assert widths == [180, 60, 120]
    assert drawn.count("var(--open)") == 1


def test_both_languages_ask_for_the_same_values():
    """A sentence of the page has as many blanks in English as in Vietnamese."""
    for key, words in WORDS.items():
        assert words.vi.count("{}") == words.en.count("{}"), key


@pytest.mark.parametrize(("environment", "total"), [("vi_VN.UTF-8", "Tổng điểm"), ("en_GB.UTF-8", "Total")])
def test_notebooks_show_fragments(standings, monkeypatch, environment, total):
    """Standings, cards and accounts show themselves in the language of the environment, escaped, without a template engine."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", environment)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    result = standings["a"]
    for shown in (standings, result.card, result.ledger):
        fragment = shown._repr_html_()
        found = Reader(fragment)
        assert total in fragment
        assert {"table", "caption", "td"} <= {tag for tag, _ in found.tags}
        assert not {"script", "img", "h1", "a"} & {tag for tag, _ in found.tags}
    # a: 10 - 0.5 and 10 - 0.5
    assert '<td class="amount">19</td>' in result.card._repr_html_()
    assert '<td class="amount">19</td>' in standings._repr_html_()


def test_code_in_messages_is_set_as_code_and_stays_text():
    """What a message names in backticks is code on the page; markup in it is shown, not made."""
    assert coded(Text.same("sửa `scale`")) == "sửa <code>scale</code>"
    found = coded(Text(vi="mã `<b>`", en="id `a`"))
    assert found == '<span lang="vi">mã <code>&lt;b&gt;</code></span><span lang="en">id <code>a</code></span>'
