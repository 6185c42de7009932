"""docs/awards.md: every example is run, and prints what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.awards.blocs import bloc, with_policy

from covenant_rules.awards.conclude import conclude
from covenant_rules.output.awards import lines
from covenant_rules.standing import score

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "awards.md").read_text(encoding="utf-8")
PAGES = {"en": PAGE, "vi": (DOCS / "vi" / "khen-thuong.md").read_text(encoding="utf-8")}
EXAMPLES = [
    (language, *found)
    for language, page in PAGES.items()
    for found in re.findall(r"```yaml awards\.yaml\n(.*?)```\n\n```text \w\w\n(.*?)```", page, re.DOTALL)
]
UNITS = {"a": ("57", "38"), "b": ("60", "31"), "c": ("48", "32"), "d": ("30", "15")}


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_concludes_what_the_page_shows(number: int) -> None:
    """An example of the page is a right policy, and its conclusions are those printed below it."""
    language, text, shown = EXAMPLES[number]
    rest = re.sub(r"\Acovenant: vi-du\ncompare: rounded.*\n", "", text)  # the helper writes these two
    found = conclude(score(with_policy(bloc(UNITS), rest)))

    assert "\n".join(lines(found, language)) + "\n" == shown


def test_no_example_is_left_out() -> None:
    """Every awards.yaml of the page is followed by what it concludes."""
    for language, page in PAGES.items():
        ran = [one for one in EXAMPLES if one[0] == language]
        assert len(ran) == page.count("```yaml awards.yaml") == 6


@pytest.mark.parametrize(
    ("language", "votes", "veto"),
    [
        ("en", "Vote: 9 of 9 votes", "no veto strikes"),
        ("vi", "Bỏ phiếu: 9/9 phiếu", "không bị loại trừ"),
    ],
)
def test_the_session_of_the_page_runs(
    capsys: pytest.CaptureFixture[str], language: str, votes: str, veto: str
) -> None:
    """The Python example of each page runs on a bloc with that ballot and that violation."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGES[language], re.DOTALL)
    policy = """
vetoes: [{id: t, title: {vi: Tham nhũng, en: Corruption}, when: [{violation: tham-nhung}]}]
awards: [{id: co, title: {vi: Cờ, en: Flag}, when: [{passed: suy-ton}], quota: {at_most: none}}]
ballots: [{id: suy-ton, title: {vi: Bỏ phiếu, en: Vote}, members: 9, denominator: members, passes: ">= 2/3", manner: secret, written: false, quorum: {share: none}}]
facts: {violations: []}
"""
    exec(code, {"bloc": with_policy(bloc(UNITS), policy)})

    assert capsys.readouterr().out.splitlines() == [
        f"co a ['{votes}']",
        f"co a ['{veto}']",
    ]
