"""The report in a browser: silent, offline, readable by keyboard and screen reader, in two languages, on paper."""

from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from .blocs import ATTACKS

NAMES = ("demo", "pending", "hostile")
OPEN_ALL = "document.querySelectorAll('details').forEach(fold => fold.open = true)"
ONE_OPEN = """
const [unit, ...others] = document.querySelectorAll('details.unit');
others.forEach(other => other.remove());
[unit, ...unit.querySelectorAll('details')].forEach(fold => fold.open = true)
"""
A4 = (595, 842)  # points of a 72nd of an inch: 210 x 297 mm


@pytest.mark.parametrize("name", NAMES)
def test_it_is_silent_and_asks_for_nothing(visit, name):
    """Opened with every fold, a page writes nothing to the console and asks no network or file for anything."""
    found = visit(name)
    found.page.evaluate(OPEN_ALL)
    found.page.wait_for_timeout(100)
    assert found.noise == []
    assert len(found.requests) == 1
    assert found.requests[0].startswith("file:")


def test_no_text_becomes_markup(visit):
    """Titles, names, notes and reasons that hold markup are shown as they were written."""
    found = visit("hostile")
    made = "script, img, iframe, object, embed, h1 ~ h1, [onerror], a:not([href^='#'])"
    assert found.page.evaluate(f"document.querySelectorAll({made!r}).length") == 0
    found.page.evaluate(OPEN_ALL)
    told = {language: shown(found.page, language) for language in ("vi", "en")}
    for attack in ATTACKS:
        assert attack in told["vi"] + told["en"], attack
    assert found.noise == []


def shown(page, language):
    """Return the text that is seen in *language*."""
    page.check(f"#language-{language}")
    return page.inner_text("body")


def test_folds_open_by_keyboard(visit):
    """A unit and a criterion in it open and close with Enter and Space, reached by Tab."""
    page = visit("demo").page
    unit, part = "details.unit >> nth=0", "details.unit >> nth=0 >> .chapter details.part >> nth=0"
    page.focus(f"{unit} >> summary >> nth=0")
    page.keyboard.press("Enter")
    assert page.locator(unit).get_attribute("open") is not None
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.chapter') !== null"):
            break
    page.keyboard.press("Space")
    assert page.locator(part).get_attribute("open") is not None
    assert page.locator(f"{part} >> .steps").first.is_visible()
    page.keyboard.press("Space")
    assert page.locator(part).get_attribute("open") is None


def test_focus_is_seen(visit):
    """What the keyboard stands on has an outline."""
    page = visit("demo").page
    for _ in range(4):
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(width.removesuffix("px")) >= 2, page.evaluate("document.activeElement.outerHTML")


def test_the_first_stop_leads_to_the_content(visit):
    """The first thing that Tab reaches skips to the main part."""
    page = visit("demo").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_languages_switch_by_keyboard(visit):
    """Vietnamese is shown; one arrow key shows English alone, with its decimal points, and one brings it back."""
    page = visit("demo").page
    assert "Bảng xếp hạng" in page.inner_text("body")
    assert "981,25" in page.inner_text("#standings")
    assert "Standings" not in page.inner_text("body")
    page.focus("#language-vi")
    page.keyboard.press("ArrowRight")
    assert "Standings" in page.inner_text("body")
    assert "981.25" in page.inner_text("#standings")
    assert "Bảng xếp hạng" not in page.inner_text("body")
    page.keyboard.press("ArrowLeft")
    assert "Bảng xếp hạng" in page.inner_text("body")


@pytest.mark.parametrize(("name", "first"), [("demo", "Bảng xếp hạng"), ("english", "Standings")])
def test_it_works_without_script(visit, name, first):
    """With scripts switched off the language asked for is shown, the choice works and folds open."""
    page = visit(name, java_script_enabled=False).page
    assert first in page.inner_text("body")
    other = "#language-en" if name == "demo" else "#language-vi"
    page.check(other)
    assert first not in page.inner_text("body")
    page.click("details.unit >> nth=0 >> summary >> nth=0")
    assert page.locator(".chapter").first.is_visible()


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("demo", "dark"), ("pending", "light"), ("hostile", "light"), ("hostile", "dark")],
)
def test_it_is_accessible(visit, name, scheme):
    """Landmarks, headings, table headers, names and contrast pass axe, in both schemes, a unit with all its folds open."""
    page = visit(name, color_scheme=scheme).page
    page.evaluate(ONE_OPEN)
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


def test_dark_is_dark(visit):
    """A reader whose system is dark gets a dark ground and light letters."""
    ground = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    assert max(visit("demo", color_scheme="dark").page.evaluate(ground)) < 64
    assert min(visit("demo", color_scheme="light").page.evaluate(ground)) > 192


@pytest.mark.parametrize("width", [320, 360, 768])
@pytest.mark.parametrize("name", NAMES)
def test_narrow_screens_scroll_downwards_only(visit, name, width):
    """On a narrow screen, all folds open, no part of the page stands out at the side; wide tables scroll alone."""
    page = visit(name, viewport={"width": width, "height": 800}).page
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def solid(text):
    """Return *text* without spaces, which a PDF does not keep."""
    return "".join(text.split())


def printed(page):
    """Return the sheets of the PDF that the browser prints, and their texts."""
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    return sheets, [solid(sheet.extract_text()) for sheet in sheets]


def test_print_is_a_document(visit):
    """On A4, folded parts are printed too, no two units share a page, and no control of the screen is left."""
    page = visit("demo").page
    titles = [solid(title) for title in page.locator("details.unit h3").all_inner_texts()]
    sheets, texts = printed(page)
    assert {tuple(map(round, sheet.mediabox[2:])) for sheet in sheets} == {A4}
    assert texts[0].startswith(solid("Giao ước thi đua năm 2017"))
    assert solid("Bảng xếp hạng") in texts[0]
    begins = [[t for t in titles if f"{t}hạng" in text] for text in texts]
    assert [one for one in begins if one] == [[title] for title in titles]
    whole = "".join(texts)
    assert solid("796 / 867 ≈ 0,9181") in whole  # inside a fold that was closed on the screen
    assert solid("Căn cứ tính") in texts[-1]
    assert "English" not in whole
    assert solid("Đến nội dung chính") not in whole
    assert len(sheets) <= 6 * len(titles) + 4


def test_print_follows_the_language(visit):
    """What is printed is in the language that is shown."""
    page = visit("pending").page
    page.check("#language-en")
    whole = "".join(printed(page)[1])
    assert solid("Where every point comes from") in whole
    assert solid("Từng điểm từ đâu ra") not in whole
