"""A headless Chromium of the system, and the pages that it opens."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from . import blocs

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
REQUIRED = "COVENANT_RULES_BROWSER"  # set to `required` where these tests may not be left out


@pytest.fixture(scope="module")
def browser():
    """A browser for one module; where the machine has none the tests are left out, but never in CI."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "no Chromium on this machine: apt-get install chromium"
        assert os.environ.get(REQUIRED) != "required", reason
        pytest.skip(reason)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The pages by name."""
    return blocs.pages(tmp_path_factory.mktemp("pages"))


class Visit:
    """A page that is open, with everything it said, asked for or loaded."""

    def __init__(self, page, path):
        self.page, self.noise, self.requests = page, [], []
        page.on("console", lambda message: self.noise.append(message.text))
        page.on("pageerror", lambda error: self.noise.append(str(error)))
        page.on("dialog", lambda dialog: (self.noise.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(path.as_uri())


@pytest.fixture
def visit(browser, pages):
    """Return the function that opens a page by its name."""
    contexts = []

    def open_page(name, **options):
        contexts.append(browser.new_context(**options))
        return Visit(contexts[-1].new_page(), pages[name])

    yield open_page
    for context in contexts:
        context.close()
