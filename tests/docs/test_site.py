"""The documentation as a site: it builds without a warning, and nothing that has a name lacks its page."""

import html
import re
import subprocess
import sys

import pytest

from covenant_rules.cli.app import app
from covenant_rules.diagnostics import catalogue
from covenant_rules.formula.algebra import WORDS
from covenant_rules.hookspecs import HOOK

from .pages import DOCS, ROOT, Reader, blocks


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder of the site, built with every reference checked and every warning an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", str(DOCS), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def pages(site, kind):
    return {page.stem for page in (site / "generated" / kind).glob("*.html")} - {"index"}


def test_everything_that_has_a_name_has_its_page(site):
    """Every diagnostic, rule form, command, word of the algebra and hook has a page, and nothing else has."""
    assert pages(site, "diagnostics") == set(catalogue())
    assert pages(site, "forms") == {f"R{number}" for number in range(1, 34)}
    assert pages(site, "words") == {word.__name__ for word in WORDS}
    assert pages(site, "hooks") == {HOOK}
    assert pages(site, "commands") >= {name for name in app if not name.startswith("-")}


def test_a_page_of_a_form_holds_its_sheet_and_its_account(site):
    """R1 shows the sheet, and both languages of the account of its first case."""
    text = (site / "generated" / "forms" / "R1.html").read_text(encoding="utf-8")
    for shown in ("core.proportional", "Tổng điểm", "Total"):
        assert shown in text


VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


@pytest.mark.parametrize(
    ("kind", "name", "vi", "en"),
    [
        ("diagnostics", "E330", "Cách sửa:", "How to mend it:"),
        ("forms", "R5", "Điểm chuẩn được giữ cho đến khi", "The standard stands until"),
        ("commands", "score", "Chấm điểm mọi đơn vị", "Score every unit"),
        ("words", "clamp", "không dưới low và không quá high", "but at least low and at most high"),
        ("hooks", HOOK, "hàm nối duy nhất", "the one hook"),
    ],
)
def test_pages_of_names_speak_both_languages(site, kind, name, vi, en):
    """Whatever has a name is told in both languages on its page."""
    told = text_of(site / "generated" / kind / f"{name}.html")
    assert vi in told
    assert en in told
    for page in (site / "generated" / kind).glob("*.html"):
        if kind == "diagnostics" and page.stem != "index":  # some quote the other language
            assert vi in text_of(page)
            assert en in text_of(page)
        elif page.stem != "index":
            told = re.findall(r"<(?:p|pre)>(.*?)</(?:p|pre)>", page.read_text("utf-8"), re.DOTALL)
            assert {True, False} <= {bool(VIETNAMESE.search(one)) for one in told}, page


def text_of(page):
    """Return the words of a page of the site, without its markup."""
    plain = re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))
    return " ".join(html.unescape(plain).split())


def test_both_languages_begin_at_the_front(site):
    """The front page leads to the first pages of both languages."""
    text = (site / "index.html").read_text(encoding="utf-8")
    assert 'href="vi/index.html"' in text
    assert 'href="why.html"' in text


@pytest.mark.parametrize("name", ["first-bloc.md", "vi/muoi-lam-phut.md"])
def test_the_first_bloc_is_true(name, tmp_path):
    """Whoever writes the files of the page and types its commands sees what the page shows."""
    reader = Reader.in_(tmp_path, tmp_path / "site")
    (tmp_path / "site").mkdir()
    found = blocks(DOCS / name)
    assert sum(block.language == "console" for block in found) == 5
    for block in found:
        reader.follow(block)


@pytest.mark.parametrize("name", ["program.md", "vi/lap-trinh.md"])
def test_the_page_for_programs_is_true(tmp_path, monkeypatch, name):
    """Its examples run, and its view answers with the standings of the year asked for."""
    from django.conf import settings
    from django.test import RequestFactory

    if not settings.configured:
        settings.configure()
    monkeypatch.chdir(ROOT)
    reader = Reader.in_(ROOT, tmp_path)
    for block in blocks(DOCS / name):
        reader.follow(block)
    answer = reader.namespace["standings_view"](RequestFactory().get("/"), "2017-illustration")
    assert b'"total": "981.25"' in answer.content
