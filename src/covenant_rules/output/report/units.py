"""One unit, ready for the page: how it stands, what it lost and may gain, and its account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from attrs import evolve, frozen

from covenant_rules.covenant import Covenant
from covenant_rules.gains import gains
from covenant_rules.goals import Seeking
from covenant_rules.ledger import Account, Entry, Ledger
from covenant_rules.output.advice import Adviser, Section
from covenant_rules.output.report.awards import Decided
from covenant_rules.output.report.missing import Missing, missing
from covenant_rules.output.report.tables import total_shown
from covenant_rules.output.report.words import STATUSES, say
from covenant_rules.output.review_words import Speaker
from covenant_rules.output.words import node_names
from covenant_rules.reasons import reasons
from covenant_rules.review import Review
from covenant_rules.scoring import Scorecard
from covenant_rules.standing import Result, Standings
from covenant_rules.text import Text


@frozen
class Advice:
    """A heading with lines under it, in both languages."""

    heading: Text
    lines: tuple[Text, ...]


@frozen
class Part:
    """A criterion of the account with its entries."""

    account: Account
    entries: tuple[Entry, ...]


@frozen
class Chapter:
    """A content of the account: its criteria, and what it changes of their sum."""

    account: Account
    parts: tuple[Part, ...]
    own: tuple[Entry, ...]


@frozen
class Unit:
    """Everything that the page says of one unit."""

    id: str
    title: Text
    place: Text
    status: Text
    total: Text
    notes: tuple[Text, ...]
    missing: tuple[Missing, ...]
    lost: tuple[Advice, ...]
    gains: tuple[Advice, ...]
    no_gains: Advice | None
    moved: tuple[Text, ...]
    awards: tuple[Decided, ...]
    chapters: tuple[Chapter, ...]
    whole: tuple[Entry, ...]


def unit(
    standings: Standings,
    result: Result,
    found: Review | None,
    named: str | None = None,
    sought: Sequence[Seeking] = (),
    decided: tuple[Decided, ...] = (),
) -> Unit:
    """Return what the page says of one unit.

    Args:
        standings: the results of its bloc.
        result: that of the unit.
        found: the stages side by side, where there are several.
        named: limits the account to one content or criterion.
        sought: goals of the unit.
        decided: what was concluded about its awards.
    """
    card, standing, ledger = result.card, result.standing, result.ledger
    advice = _Advised(standings, card)
    ranked = standing.best is not None or standing.rank is not None
    return Unit(
        card.unit,
        card.title,
        say("ranked", standing.shown) if ranked else say("unranked"),
        STATUSES[card.status],
        total_shown(card, standings.covenant.rounding),
        tuple(_notes(card, standings.covenant)),
        tuple(missing(standings.bloc, card)),
        advice.lost(),
        (*advice.gains(), *advice.goals(sought)),
        advice.no_gains(),
        () if found is None else tuple(_moved(found, card.unit)),
        decided,
        tuple(_chapters(ledger, named)),
        () if named else tuple(entry for entry in ledger.entries if not entry.of),
    )


def _notes(card: Scorecard, covenant: Covenant) -> Iterator[Text]:
    if card.because is not None:
        yield card.because
    if card.vetoes:
        yield say("vetoes", ", ".join(card.vetoes))
    if card.open_vetoes:
        yield say("open_vetoes", ", ".join(card.open_vetoes))
    if card.stated:
        yield say("stated", Text.each(lambda at: node_names(covenant, card.stated, at)))


class _Advised:
    """Advice for one unit in both languages; none while evidence is missing."""

    def __init__(self, standings: Standings, card: Scorecard) -> None:
        self.cards, self.card = [result.card for result in standings], card
        self.known = card.exact.exact is not None and card.total.exact is not None
        self.found = gains(standings.bloc, card)

    def _say(self, told: Callable[[Adviser], Section]) -> Advice:
        vi = told(Adviser(self.cards, self.card.unit, "vi"))
        en = told(Adviser(self.cards, self.card.unit, "en"))
        lines = zip(vi.lines, en.lines, strict=True)
        return Advice(Text(vi=vi.heading, en=en.heading), tuple(Text(vi=a, en=b) for a, b in lines))

    def lost(self) -> tuple[Advice, ...]:
        """Return where points were lost, against the standard and against the best."""
        if not self.known:
            return ()
        found = reasons(self.cards, self.card.unit)
        standard = self._say(lambda by: by.reasons(found)[0])
        best = self._say(lambda by: by.reasons(found)[1])
        return (standard, best)

    def gains(self) -> tuple[Advice, ...]:
        """Return what would gain points."""
        if not self.found.gains:
            return ()
        return (self._say(lambda by: by.gains(evolve(self.found, stopped=(), unproved={}))),)

    def goals(self, sought: Sequence[Seeking]) -> Iterator[Advice]:
        """Yield the ways to each goal."""
        for one in sought:
            yield self._say(partial(Adviser.goal, found=one))

    def no_gains(self) -> Advice | None:
        """Return what would gain none, and of what nothing is claimed."""
        if not self.found.stopped and not self.found.unproved:
            return None
        said = self._say(lambda by: by.gains(evolve(self.found, gains=())))
        return evolve(said, heading=say("no_gains"))


def _moved(found: Review, name: str) -> Iterator[Text]:
    of_unit = next(one for one in found.units if one.unit == name)
    vi, en = (list(Speaker(found, language).notes(of_unit)) for language in ("vi", "en"))
    for a, b in zip(vi, en, strict=True):
        yield Text(vi=a.removeprefix("- "), en=b.removeprefix("- "))


def _chapters(ledger: Ledger, named: str | None) -> Iterator[Chapter]:
    """Yield the contents of the account with their criteria, in the order of the sheet."""
    accounts = iter([*ledger.nodes, None])
    account = next(accounts)
    while account is not None:
        content, parts = account, []
        while (account := next(accounts)) is not None and account.depth:
            if named in (None, content.id, account.id):
                parts.append(Part(account, ledger.within(content.id, account.id)))
        if parts or named in (None, content.id):
            own = [entry for entry in ledger.within(content.id) if len(entry.of) == 1]
            yield Chapter(content, tuple(parts), tuple(own) if named in (None, content.id) else ())
