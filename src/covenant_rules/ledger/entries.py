"""What an account is made of: facts, entries, and the nodes of the sheet with their points."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from covenant_rules.interval import Interval
from covenant_rules.text import Text


@frozen
class Fact:
    """A number that an entry rests on: what it is, its value in words, and where it stands."""

    name: str
    title: Text
    value: Text
    place: str | None = None
    target: bool = False


@frozen
class Entry:
    """One signed step of the account.

    Attributes:
        id: stable between two ledgers of one sheet: the node or line, and the kind of the step.
        of: content, criterion and line that it belongs to, as far as it does.
        kind: what the step is: `award`, `bonus`, `penalty`, or the name of a cap, gate, waiver.
        points: what it adds; an interval while evidence is missing.
        text: the title of a line, or what a step did.
        facts: the evidence and targets behind a line.
        steps: the formula of a line, worked out.
    """

    id: str
    of: tuple[str, ...]
    kind: str
    points: Interval
    text: Text
    facts: tuple[Fact, ...] = ()
    steps: tuple[Text, ...] = ()


@frozen
class Account:
    """A content or criterion of the account, with its points and its standard."""

    id: str
    title: Text
    standard: Fraction
    points: Interval
    depth: int
