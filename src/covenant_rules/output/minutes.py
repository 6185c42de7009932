"""The draft minutes of the meeting that scores a bloc, as a Word document ready to be completed and signed.

The layout follows decree 30/2020/NĐ-CP on the form of administrative documents: the name of the state and its
motto on the right, number and date, those present, proceedings, signatures. What only the meeting knows is
left blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from covenant_rules.awards.conclude import Conclusions, conclude
from covenant_rules.awards.quota import State
from covenant_rules.covenant import Content
from covenant_rules.interval import Interval
from covenant_rules.output.letter import SMALL, WIDTH, Letter, centred
from covenant_rules.output.minutes_words import DOTS, say
from covenant_rules.output.words import STATED, interval_text, notes, stage_name, word
from covenant_rules.scoring import Scorecard, Status
from covenant_rules.standing import Standings
from covenant_rules.text import Language, number_text

MOST_NUMBERS = 6  # columns of points that a page in portrait has room for
ROOM_TO_SIGN = 14  # millimetres
MOST_TOGETHER = 12  # units whose signatures stand on one page
LEAST_NAME = 34  # millimetres for the name of a unit
_SUMS = ("bonus", "penalty", "total")


def minutes(standings: Standings, language: Language) -> bytes:
    """Return the draft minutes as a docx document.

    Raises:
        MissingPackageError: the extra `report` is not installed.
    """
    receipt = standings.receipt
    footer = say("computed", language, receipt.engine, receipt.reports[:19])
    policy = standings.bloc.awards
    concluded = None if policy is None else conclude(standings)
    writer = _Writer(standings, language, Letter.new(footer), concluded)
    writer.write()
    return writer.letter.data()


@frozen
class _Writer:
    standings: Standings
    language: Language
    letter: Letter
    concluded: Conclusions | None

    def __call__(self, key: str, *values: object) -> str:
        return say(key, self.language, *values)

    def write(self) -> None:
        """Write the whole document."""
        self._head()
        self._present()
        self._results()
        self._proposals()
        self._signatures()

    def _head(self) -> None:
        left, right = self.letter.side_by_side(66, 99)
        centred(left, self("over"), size=12)
        centred(left, self("bloc"), size=12, bold=True)
        centred(left, "_______", size=12)
        centred(left, self("number"))
        centred(right, self("nation"), size=12, bold=True)
        centred(right, self("motto"), bold=True)
        centred(right, "______________________", size=12)
        centred(right, self("place"), italic=True)
        covenant = self.standings.covenant
        self.letter.paragraph(self("minutes"), bold=True, align="center", size=14, before=12)
        self.letter.paragraph(self("about"), bold=True, align="center")
        self.letter.paragraph(covenant.title.in_(self.language), bold=True, align="center")
        stage = stage_name(self.standings.stage, self.language)
        self.letter.paragraph(self("stage", stage), align="center")
        if self.standings.bloc.illustrative:
            self.letter.paragraph(self("made_up"), bold=True, italic=True, align="center")

    def _present(self) -> None:
        for key in ("starts", "where"):
            self.letter.paragraph(self(key))
        self.letter.paragraph(f"{self('present')}:", bold=True)
        for key in ("chair", "secretary"):
            self.letter.paragraph(f"- {self(key)}")
        self.letter.paragraph(f"- {self('members')}")
        heads = [self("no"), self("unit"), self("person")]
        rows = [[str(n), title, ""] for n, title in enumerate(self._units(), start=1)]
        self.letter.table(heads, rows, [12, 78, 75], "clc")
        self.letter.paragraph(f"- {self('absent')}", before=6)

    def _units(self) -> list[str]:
        """Return the names of the units in the order of registration."""
        return [r.title.in_(self.language) for r in self.standings.bloc.registrations]

    def _results(self) -> None:
        covenant, language = self.standings.covenant, self.language
        self.letter.paragraph(f"{self('course')}:", bold=True, before=6)
        self.letter.paragraph(self("results"), bold=True)
        title = covenant.title.in_(language)
        told = self("weighed", title[:1].lower() + title[1:], len(self.standings))
        self.letter.paragraph(told, align="justify")
        contents = covenant.contents
        beside = len(contents) + len(_SUMS) <= MOST_NUMBERS
        self._numbers(contents if beside else (), _SUMS)
        if not beside:
            for first in range(0, len(contents), MOST_NUMBERS):
                self.letter.paragraph(self("by_content"), before=6)
                self._numbers(contents[first : first + MOST_NUMBERS], ())
        for content in covenant.contents:
            self.letter.paragraph(
                f"{self('content', content.id)}: {content.title.in_(language)}", size=SMALL
            )
        for said in notes(self.standings, language):
            self.letter.paragraph(said, size=SMALL, italic=True)
        self.letter.paragraph(self("opinions"), bold=True, before=6)
        for _ in range(3):
            self.letter.paragraph(DOTS * 11)

    def _numbers(self, contents: Sequence[Content], sums: Sequence[str]) -> None:
        """Write a table of the units with their points in *contents*, and with *sums* such as the total."""
        heads = [word("rank", self.language), self("unit")]
        for content in contents:
            points = number_text(content.points, self.language)
            heads.append(f"{self('content', content.id)} ({points})")
        heads += [word(key, self.language) for key in sums]
        numbers = len(heads) - 2
        columns = [self._content(content) for content in contents]
        rows = [
            [
                result.standing.shown,
                result.card.title.in_(self.language),
                *(column[place] for column in columns),
                *(self._sum(result.card, key) for key in sums),
            ]
            for place, result in enumerate(self.standings)
        ]
        most = (WIDTH - 14 - LEAST_NAME) // numbers
        narrow = [
            min(_wide(head, [row[place] for row in rows]), most)
            for place, head in enumerate(heads[2:], start=2)
        ]
        widths = [14, WIDTH - 14 - sum(narrow), *narrow]
        self.letter.table(heads, rows, widths, f"cl{'r' * numbers}")

    def _content(self, content: Content) -> tuple[str, ...]:
        """Return the points of a content; a mark, or a space as wide, keeps digits under one another."""
        scores = [result.card.contents[content.id] for result in self.standings]
        beside = "\N{FIGURE SPACE}" if any(score.stated for score in scores) else ""
        return tuple(self._points(s.points) + (STATED if s.stated else beside) for s in scores)

    def _sum(self, card: Scorecard, key: str) -> str:
        if key != "total":
            return self._points(card.bonus if key == "bonus" else card.penalty)
        if card.status is Status.NOT_CLASSIFIED:
            return "—"
        if card.total.exact is not None:
            decimals = self.standings.covenant.rounding.decimals
            return number_text(card.total.exact, self.language, decimals)
        return self._points(card.total)

    def _points(self, points: Interval) -> str:
        rounding = self.standings.covenant.rounding
        return interval_text(points, rounding, self.language).replace("\n", "")

    def _proposals(self) -> None:
        ballots = list(self._ballots())
        if ballots:
            self.letter.paragraph(self("votes"), bold=True, before=6)
            for said in ballots:
                self.letter.paragraph(f"- {said}", align="justify")
        self.letter.paragraph(self("proposals", "IV." if ballots else "III."), bold=True, before=6)
        self.letter.paragraph(self("agreed"), align="justify")
        for said in self._proposed():
            self.letter.paragraph(f"- {said}", align="justify")
        self.letter.paragraph(self("ends"), align="justify", before=6)

    def _ballots(self) -> Iterator[str]:
        """Yield what was counted at every ballot, and who is elected."""
        if self.concluded is None:
            return
        policy = self.concluded.policy
        for count in policy.year.counts:
            title = policy.title(count.ballot).in_(self.language)
            voted = [self("voted", self._name(who), n) for who, n in count.votes.items()]
            voted += [self("passed", self._name(who)) for who in count.stated]
            yield self("ballot", title, count.present or DOTS, "; ".join(voted))
        yield from self._decided(self.concluded, elected=True)

    def _proposed(self) -> Iterator[str]:
        """Yield who is proposed for what; blanks where no policy decides it."""
        found = self.concluded
        if found is None or not (found.policy.awards or found.policy.classes):
            yield from (self(key) for key in ("flag", "commendation", "others"))
            return
        yield from self._decided(found, elected=False)
        for one in found.policy.classes:
            members = [self._name(unit) for unit, name in found.classes.items() if name == one.id]
            if members:
                yield self("classes", one.title.in_(self.language), ", ".join(members))
        yield self("others")

    def _decided(self, found: Conclusions, *, elected: bool) -> Iterator[str]:
        """Yield who gets each award, or is elected to each office, and of whom it is not decided."""
        for rule in found.policy.awards:
            if rule.elected is not elected:
                continue
            given = [self._name(a.unit) for a in found.awards if a.name == rule.id]
            undecided = [
                self._name(one.who) for one in found.verdicts
                if (one.sort, one.name, one.state) == ("award", rule.id, State.OPEN)
            ]  # fmt: skip
            told = [", ".join(given)] if given else []
            told += [self("open", ", ".join(undecided))] if undecided else []
            said = "; ".join(told) or self("nobody")
            yield f"{rule.title.in_(self.language)}: {said}"

    def _name(self, who: str) -> str:
        names = {result.card.unit: result.card.title for result in self.standings}
        if self.concluded is not None:
            names |= {person.id: person.title for person in self.concluded.policy.year.people}
        return names[who].in_(self.language) if who in names else who

    def _signatures(self) -> None:
        left, right = self.letter.side_by_side(82, 83)
        for cell, who, how in ((left, "by_secretary", "sign"), (right, "by_chair", "seal")):
            centred(cell, self(who), bold=True)
            centred(cell, self(how), italic=True)
            centred(cell, "", "", "", "")
        self.letter.paragraph(self("units_sign"), bold=True, align="center", before=6)
        rows = [[str(n), title, "", ""] for n, title in enumerate(self._units(), start=1)]
        heads = [self("no"), self("unit"), self("person"), self("signature")]
        together = len(rows) <= MOST_TOGETHER
        self.letter.table(
            heads, rows, [12, 63, 50, 40], "clcc", height=ROOM_TO_SIGN, whole=together
        )
        self.letter.paragraph(self("to"), bold=True, italic=True, size=12, before=10)
        self.letter.paragraph(self("to_whom"), size=SMALL)


def _wide(head: str, cells: Sequence[str]) -> int:
    """Return how many millimetres a column of points needs: its amounts, and the words of its head in bold."""
    amounts = max((len(text) for text in cells), default=0)
    return max(2 * amounts, *(-(-5 * len(part) // 2) for part in head.split())) + 4
