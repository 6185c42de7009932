"""Rules: points by hand, proofs, fingerprints, editions."""

from fractions import Fraction
from typing import Annotated

import pytest

from covenant_rules.errors import NumberError, RuleError, UnknownRuleError
from covenant_rules.formula.reading import Yield
from covenant_rules.formula.table import Band, Row, Table
from covenant_rules.interval import Interval
from covenant_rules.plugin import (
    Number,
    Points,
    Quantity,
    Sector,
    Shape,
    Signed,
    TableOver,
    bands,
    clamp,
)
from covenant_rules.registry import Registry
from covenant_rules.rule import Better, Origin, build, keeps
from covenant_rules.text import Text

Minutes = Annotated[Number, Quantity("min", low=0, high=240, decimals=1)]
Goal = Annotated[Number, Quantity("min", low=1, high=120, decimals=1)]


def response_time(actual: Minutes, /, *, target: Goal, points: Points) -> Points:
    """Full points at or under the target, none at twice the target."""
    return points * clamp((2 * target - actual) / target, 0, 1)


def rule_of(function, **given):
    """Read and prove *function*."""
    return build("test.rule", function, title=Text.same("t"), origin=Origin("p", "1"), **given)


REGISTRY = Registry.of()


def refused(rule, *evidence, **settings):
    """Return the code with which points are refused."""
    with pytest.raises((RuleError, NumberError)) as caught:
        rule.points(*evidence, **settings)
    return caught.value.diagnostics[0].code


def test_points():
    """17.5 minutes on a target of 15 earn (30 - 17.5)/15 = 5/6 of 10 points, exactly 25/3."""
    assert rule_of(response_time).points("17.5", target=15, points=10) == Fraction(25, 3)


def test_what_a_rule_knows_of_itself():
    """Evidence and settings are told apart, the standard points are the line's, the docstring is kept."""
    rule = rule_of(response_time, better=Better.LOWER, edition=2, formerly=("test.response",))
    assert [p.name for p in rule.evidence] == ["actual"]
    assert [p.name for p in rule.settings] == ["target"]
    assert rule.takes_points
    assert not rule.takes_every_evidence
    assert rule.doc == "Full points at or under the target, none at twice the target."
    assert (rule.better, rule.edition, rule.formerly) == (Better.LOWER, 2, ("test.response",))


def test_points_are_refused_for_wrong_arguments():
    """Evidence or settings that are missing, unknown or too many, and floats, are refused."""
    rule = rule_of(response_time)
    assert refused(rule, target=15, points=10) == "P130"
    assert refused(rule, 1, 2, target=15, points=10) == "P130"
    assert refused(rule, 1, points=10) == "P130"
    assert refused(rule, 1, target=15, points=10, goal=1) == "P130"
    assert refused(rule, 17.5, target=15, points=10) == "E150"
    assert refused(rule, 17, target=0, points=10) == "E156"


def test_an_unknown_choice_is_refused():
    """A word that is not one of the choices is refused, the choices named."""
    rule = REGISTRY["core.target_met"]
    assert rule.points(5, target=4, better="higher", points=3) == 3
    assert rule.points(5, target=4, better="lower", points=3) == 0
    assert refused(rule, 5, target=4, better="taller", points=3) == "E216"


def test_a_table_setting():
    """A table is given as a value; anything else in its place is refused."""
    table = Table(("value",), (Row((Band(low=Fraction(90)),), Fraction(5)),), Fraction(0))
    assert REGISTRY["core.banded"].points(91, table=table) == 5
    assert refused(REGISTRY["core.banded"], 91, table=5) == "P130"


def test_points_of_a_decision_table():
    """A rule over as many pieces of evidence as wanted takes them in the order of the table's columns."""
    rows = (Row((Band(Fraction(2), Fraction(2)), Band(high=Fraction(0))), Fraction(6)),)
    table = Table(("monthly", "quarterly"), rows, Fraction(0))
    rule = REGISTRY["core.decision"]
    assert rule.takes_every_evidence
    assert rule.points(2, 0, rows=table) == 6
    assert rule.points(2, 1, rows=table) == 0
    assert refused(rule, 2, rows=table) == "P130"


@pytest.mark.parametrize(
    ("promise", "low", "high", "kept"),
    [
        (Yield.WITHIN_STANDARD, 0, 10, True),
        (Yield.WITHIN_STANDARD, 0, 11, False),
        (Yield.WITHIN_STANDARD, -1, 10, False),
        (Yield.WITHIN_STANDARD, 0, None, False),
        (Yield.NOT_NEGATIVE, 0, None, True),
        (Yield.NOT_NEGATIVE, -1, 5, False),
        (Yield.NOT_NEGATIVE, None, 5, False),
        (Yield.SIGNED, None, None, True),
    ],
)
def test_promises(promise, low, high, kept):
    """Points lie from zero to the standard; an amount is never negative; signed points are free."""
    assert keeps(promise, Interval(low, high), Fraction(10)) is kept


def test_an_open_table_is_not_yet_proved():
    """A rule over a table is proved line by line, when the sheet gives the table."""

    def banded(
        value: Minutes, /, *, table: Annotated[Table, TableOver(Shape.BANDS, ("value",))]
    ) -> Signed:
        return bands(value, table)

    assert rule_of(banded).settings[0].table == TableOver(Shape.BANDS, ("value",))


def test_fingerprint_follows_the_meaning():
    """Names and documentation leave the fingerprint as it is; formula and quantities change it."""

    def renamed(actual: Minutes, /, *, target: Goal, points: Points) -> Points:
        return points * clamp((2 * target - actual) / target, 0, 1)

    def other(actual: Minutes, /, *, target: Goal, points: Points) -> Points:
        return points * clamp((3 * target - actual) / target, 0, 1)

    def wider(actual: Minutes, /, *, target: Minutes_from_2, points: Points) -> Points:
        return points * clamp((2 * target - actual) / target, 0, 1)

    first = rule_of(response_time).fingerprint
    assert first.startswith("fp:")
    assert rule_of(renamed).fingerprint == first
    assert first not in (rule_of(other).fingerprint, rule_of(wider).fingerprint)


Minutes_from_2 = Annotated[Number, Quantity("min", low=2, high=120, decimals=1)]


def test_editions_and_former_names():
    """`rule@1` finds that edition only; an id used formerly still finds the rule."""
    sector = Sector("police", vi="Công an", en="Police", api=1)
    sector.rule(vi="Phản ứng", en="Response", edition=2, formerly=("police.reply",))(response_time)
    registry = Registry.of(sector)
    rule = registry["police.response_time"]
    assert registry["police.response_time@2"] is rule
    assert registry["police.reply"] is rule
    with pytest.raises(UnknownRuleError) as caught:
        registry["police.response_time@1"]
    (found,) = caught.value.diagnostics
    assert found.code == "E206"
    assert "edition 2, not 1" in found.message("en")


def test_an_unknown_rule_suggests_a_near_one():
    """A misspelt rule is refused with the nearest name."""
    with pytest.raises(UnknownRuleError) as caught:
        REGISTRY["core.bnaded"]
    (found,) = caught.value.diagnostics
    assert (found.code, found.suggestion) == ("E204", "core.banded")
