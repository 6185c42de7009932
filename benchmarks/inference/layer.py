"""An award layer of six rules with negation and derived facts, and a bloc of any size for it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from covenant_rules.inference import Field, Join, Kind, Pattern, Program, Rule, Test, Then

Asserted = tuple[str, dict[str, int | str]]

KINDS = (
    Kind(
        "unit",
        (Field("uid", str), Field("rank", int), Field("points", int), Field("weakest", int)),
    ),
    Kind("registration", (Field("unit", str), Field("title", str))),
    Kind("violation", (Field("unit", str), Field("no", int))),
    Kind("report", (Field("unit", str),)),
)
OF_UNIT = (Join("unit", "==", "u", "uid"),)
UID = ("unit", ("u", "uid"))


def absent(kind: str) -> Pattern:
    """Return that nothing of *kind* speaks of the unit."""
    return Pattern(f"no_{kind}", kind, (), OF_UNIT, negated=True)


def registered(title: str) -> Pattern:
    """Return that the unit registered for *title*."""
    return Pattern("g", "registration", (Test("title", "==", title),), OF_UNIT)


LAYER = Program(
    KINDS,
    (
        Rule(
            "weak",
            (Pattern("u", "unit", (Test("weakest", "<", 700_000),)),),
            (Then("weak", (UID,)),),
        ),
        Rule("silent", (Pattern("u", "unit"), absent("report")), (Then("silent", (UID,)),)),
        Rule(
            "eligible",
            (
                Pattern("u", "unit", (Test("points", ">=", 900_000),)),
                registered("flag"),
                absent("violation"),
                absent("weak"),
                absent("silent"),
            ),
            (Then("nominee", (UID, ("rank", ("u", "rank")))),),
        ),
        Rule(
            "commended",
            (
                Pattern("u", "unit", (Test("points", ">=", 800_000),)),
                registered("commendation"),
                absent("violation"),
            ),
        ),
        Rule(
            "beaten",
            (
                Pattern("n", "nominee"),
                Pattern("other", "nominee", (), (Join("rank", "==", "n", "rank", -1),)),
            ),
            (Then("beaten", (("unit", ("n", "unit")),)),),
        ),
        Rule(
            "flag",
            (
                Pattern("n", "nominee"),
                Pattern("b", "beaten", (), (Join("unit", "==", "n", "unit"),), negated=True),
            ),
        ),
    ),
)


def bloc(units: int) -> Iterator[Asserted]:
    """Return the facts of a bloc: 2.9 for each unit on average, always the same ones."""
    random = Random(units)  # noqa: S311  (made-up data)
    for n in range(units):
        uid = f"u{n}"
        points = random.randrange(700_000, 1_000_000)
        weakest = random.randrange(600_000, 1_000_000)
        yield "unit", {"uid": uid, "rank": n + 1, "points": points, "weakest": weakest}
        title = "flag" if random.random() < 0.6 else "commendation"
        yield "registration", {"unit": uid, "title": title}
        if random.random() < 0.2:
            yield "violation", {"unit": uid, "no": n}
        if random.random() < 0.7:
            yield "report", {"unit": uid}
