"""No awards.yaml, however mangled, ends in anything but diagnostics with places, or conclusions."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random

import pytest
from attrs import evolve
from tests.awards.blocs import bloc

from covenant_rules.awards.conclude import conclude
from covenant_rules.errors import CovenantError
from covenant_rules.output.awards import lines, why_lines
from covenant_rules.spec.awards import policy
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.source import parse_yaml
from covenant_rules.standing import score

PAGE = Path(__file__).parents[2] / "docs" / "awards.md"
ODD = ["none", "any", "0", "-1", "1000000", "1e9", "~", "[]", "{}", '""', "next", '">= 0 %"', '"80 ..< 70"']


@cache
def examples() -> tuple[str, ...]:
    return tuple(re.findall(r"```yaml awards\.yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))


@cache
def words() -> tuple[str, ...]:
    return tuple(sorted({*re.findall(r"[\w.-]+|[\[\]{}]", "\n".join(examples())), *ODD}))


def mangled(chance: Random) -> str:
    """Return an example of the page with some of its words exchanged, or lines dropped or doubled."""
    text = chance.choice(examples())
    for _ in range(chance.randint(1, 3)):
        word = chance.choice(list(re.finditer(r'[\w.-]+|"[^"]*"', text)))
        rows = text.split("\n")
        at = chance.randrange(len(rows))
        text = chance.choice(
            [
                text[: word.start()] + chance.choice(words()) + text[word.end() :],
                "\n".join(rows[:at] + rows[at + 1 :]),
                "\n".join([*rows[:at], chance.choice(rows), *rows[at:]]),
            ]
        )
    return text


@pytest.mark.parametrize("seed", range(4))
def test_a_mangled_policy_is_told_what_is_wrong(seed: int) -> None:
    """Every error has a place and both languages; what loads is concluded and explained."""
    chance = Random(seed)
    found = bloc({"a": ("57", "38"), "b": ("60", "31"), "c": ("48", "32"), "d": (None, "15")})
    loaded = 0
    for _ in range(120):
        try:
            document = parse_yaml(mangled(chance), "awards.yaml")
        except CovenantError as error:
            assert all(one.span is not None for one in error.diagnostics)
            continue
        problems = Problems(document.places)
        read = policy(document, found, problems)
        for one in problems.found:
            assert one.span is not None
            assert one.message("vi")
            assert one.help("en")
        assert (read is None) == any(one.code.startswith("E") for one in problems.found)
        loaded += read is not None
        if read is not None and loaded % 4 == 0:
            conclusions = conclude(score(evolve(found, awards=read)))
            assert lines(conclusions, "vi")
            assert all(why_lines(conclusions, verdict, "en") for verdict in conclusions.verdicts)
    assert loaded > 5
