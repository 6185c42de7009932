"""Advice as it is read: one unit of the completed bloc of Kiên Giang 2017, in both languages."""

import json
from pathlib import Path

import pytest

from covenant_rules.cli.app import run

FOLDER = Path(__file__).parents[2] / "specs" / "kien-giang" / "khoi-1" / "2017-illustration"
GOLDEN = Path(__file__).parent / "advice"
ASKED = ("--gains", "--reasons", "--goal-total", "930", "--goal-rank", "1")


@pytest.mark.parametrize("unit", ["cong-an-tinh", "toa-an"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_advice_is_read_as_committed(unit, language, capsys):
    """What follows the account of a unit is the committed text, word for word."""
    assert run(["explain", str(FOLDER), unit, "--lang", language]) == 0
    account = capsys.readouterr().out
    assert run(["explain", str(FOLDER), unit, "--lang", language, *ASKED]) == 0
    whole = capsys.readouterr().out
    assert whole.startswith(account)
    expected = (GOLDEN / f"{unit}.{language}.txt").read_text(encoding="utf-8")
    assert whole.removeprefix(account).lstrip("\n") == expected


def test_advice_for_programs_stands_beside_the_account(capsys):
    """The JSON document has the account and, where asked for, gains, goals and reasons; else none."""
    assert run(["explain", str(FOLDER), "toa-an", "--format", "json", *ASKED]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {"entries", "gains", "goal", "reasons"} <= document.keys()
    (settled,) = [
        gain
        for gain in document["gains"]["gains"]
        if (gain["before"], gain["wish"], gain["by"]) == ("887", "point", "exact")
    ]
    # 887 of 997 are settled; each further case is 100/997 of a point, so a point needs ten: 1000/997.
    assert (settled["after"], settled["gains"]) == ("897", "1000/997")
    assert run(["explain", str(FOLDER), "toa-an", "--format", "json"]) == 0
    assert not {"gains", "goal", "reasons"} & json.loads(capsys.readouterr().out).keys()


@pytest.mark.parametrize("style", ["markdown", "html"])
def test_advice_follows_in_every_format(style, capsys):
    """Markdown and HTML carry the same sentences."""
    assert (
        run(["explain", str(FOLDER), "toa-an", "--lang", "en", "--format", style, "--gains"]) == 0
    )
    assert "up to 897" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "code"), [(("--goal-rank", "0"), 2), (("--goal-total", "9,5"), 1)]
)
def test_a_goal_that_is_none_is_refused(option, code, capsys):
    """A rank below 1, or a total that is no number, is an error and not an answer."""
    assert run(["explain", str(FOLDER), "toa-an", *option]) == code
    assert capsys.readouterr().err
