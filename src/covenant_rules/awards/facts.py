"""The facts of a bloc-year as integers and names, each with the words that a reader sees.

A number stands as its floor plus its ceiling on the scale of the policy's limits: so every rational
compares with every limit exactly as it should, and stays small. What is not known yet has two ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor, lcm

from attrs import field, frozen

from covenant_rules.awards.places import places
from covenant_rules.conditions import ANY, Measured, inside
from covenant_rules.interval import Interval
from covenant_rules.policy import Ballot, Count, Policy
from covenant_rules.scoring import Score, Scorecard, Status
from covenant_rules.standing import Standings
from covenant_rules.text import Language, Text, spoken_text

ALL = "all"
OPEN_END = 2**50


@frozen
class Fact:
    """Something known of a unit or person: for the rules its kind and fields, for readers its words."""

    kind: str
    fields: tuple[tuple[str, int | str], ...]
    says: Text = field(eq=False)
    source: str = field(default="", eq=False)

    @property
    def of(self) -> Mapping[str, int | str]:
        """The fields by name."""
        return dict(self.fields)

    @property
    def who(self) -> str:
        """The unit or person that it is about."""
        return str(self.of["who"])


def fact(kind: str, says: Text, source: str = "", **fields: int | str) -> Fact:
    """Return a fact."""
    return Fact(kind, tuple(sorted(fields.items())), says, source)


def mark(
    who: str, what: str, name: str, says: Text, *, sure: bool = True, source: str = ""
) -> Fact:
    """Return that something named is on record; not *sure*: that it may yet be."""
    return fact("mark", says, source, who=who, what=what, name=name, sure=int(sure))


def scale(policy: Policy) -> int:
    """Return the scale on which every limit of *policy* is a whole number."""
    return lcm(*(limit.denominator for limit in _limits(policy)))


def _limits(policy: Policy) -> Iterator[Fraction]:
    for one in policy.classes:
        yield from one.points.limits
    for part in policy.ruled:
        for condition in part.when:
            for inner in inside(condition):
                if isinstance(inner, Measured):
                    yield from inner.band.limits


def encoded(value: Fraction, by: int) -> int:
    """Return *value* on the scale *by* as an integer that compares with every limit as *value* does.

    >>> encoded(Fraction(90), 1), encoded(Fraction("90.001"), 1), encoded(Fraction("89.999"), 1)
    (180, 181, 179)
    """
    return floor(value * by) + ceil(value * by)


@frozen
class Facts:
    """Makes the facts of one bloc-year."""

    policy: Policy
    standings: Standings
    by: int

    @classmethod
    def of(cls, policy: Policy, standings: Standings) -> Facts:
        """Return the facts of a bloc-year on the scale of its policy."""
        return cls(policy, standings, scale(policy))

    def all(self) -> Iterator[Fact]:
        """Yield every fact that is known before anything is decided."""
        year = self.policy.year
        for result in self.standings:
            card = result.card
            yield fact("subject", card.title, who=card.unit, unit=card.unit, person=0)
            yield from self._measured(card)
            yield from self._marks(card)
        yield from self._ranks()
        for person in year.people:
            yield fact("subject", person.title, who=person.id, unit=person.unit, person=1)
            if person.leader:
                says = Text(vi="giữ chức vụ lãnh đạo, quản lý", en="holds a leading post")
                yield mark(person.id, "leader", ANY, says)
        yield from self._listed()
        yield from self._year()
        for ballot in self.policy.ballots:
            yield from self._ballot(ballot)

    def _measured(self, card: Scorecard) -> Iterator[Fact]:
        rounded = self.policy.rounded
        total = card.total if rounded else card.exact
        kind = Text(vi="đã làm tròn", en="rounded") if rounded else Text(vi="chính xác", en="exact")
        says = Text.each(
            lambda lang: Text(vi="tổng điểm {} ({})", en="total {} ({})")
            .in_(lang).format(_shown(total, lang), kind.in_(lang))
        )  # fmt: skip
        yield self._value(card.unit, "points:", total, says)
        sheet = self.standings.covenant
        nodes = sheet.nodes
        full = Fraction(sum(c.points for c in sheet.contents))
        if full:
            percent = total * Interval.point(100 / full)
            yield self._value(
                card.unit, "percent:", percent, _percent(Text(vi="tổng điểm", en="total"), percent)
            )
        scores = {**card.contents, **card.criteria}
        for node, score in scores.items():
            name = Text(vi=f"điểm mục {node}", en=f"points of {node}")
            yield self._value(
                card.unit, f"points:{node}", score.points,
                Text.each(lambda lang, n=name, s=score: f"{n.in_(lang)}: {_shown(s.points, lang)}"),  # type: ignore[misc]
            )  # fmt: skip
            if nodes[node].points:
                part = _share(score, nodes[node].points)
                yield self._value(card.unit, f"percent:{node}", part, _percent(name, part))
        for level, found in (("contents", card.contents), ("criteria", card.criteria)):
            shares = {
                node: _share(score, nodes[node].points)
                for node, score in found.items()
                if score.applies and nodes[node].points
            }
            if shares:
                yield self._weakest(card.unit, level, shares)

    def _weakest(self, who: str, level: str, shares: Mapping[str, Interval]) -> Fact:
        lows = [s.low for s in shares.values() if s.low is not None]
        highs = [s.high for s in shares.values() if s.high is not None]
        least = Interval(
            min(lows) if len(lows) == len(shares) else None, min(highs) if highs else None
        )
        names = ", ".join(n for n, s in shares.items() if s.low == least.low)
        word = {
            "contents": Text(vi=f"nội dung thấp nhất ({names})", en=f"weakest content ({names})"),
            "criteria": Text(vi=f"tiêu chí thấp nhất ({names})", en=f"weakest criterion ({names})"),
        }[level]
        return self._value(who, f"weakest:{level}", least, _percent(word, least))

    def _value(self, who: str, of: str, value: Interval, says: Text) -> Fact:
        low = -OPEN_END if value.low is None else encoded(value.low, self.by)
        high = OPEN_END if value.high is None else encoded(value.high, self.by)
        return fact("value", says, who=who, of=of, low=low, high=high)

    def _ranks(self) -> Iterator[Fact]:
        for award in ("", *(one.id for one in self.policy.awards)):
            for place in places(self.policy, self.standings, award):
                by = Interval.of(place.best, place.worst)
                yield self._value(place.unit, f"rank:{award}", by, place.says)

    def _marks(self, card: Scorecard) -> Iterator[Fact]:
        if card.status is Status.NOT_CLASSIFIED:
            says = card.because or Text(vi="không xếp loại", en="not classified")
            yield mark(card.unit, "barred", ALL, says)
            yield mark(card.unit, "unclassified", ANY, says)
        struck = Text(vi="bị loại trừ: {}", en="vetoed: {}")
        unsure = Text(vi="chưa rõ có bị loại trừ: {}", en="a veto is not decided: {}")
        for line in card.vetoes:
            yield mark(card.unit, "veto", line, _filled(struck, self._line(card, line)))
        for line in card.open_vetoes:
            says = _filled(unsure, self._line(card, line))
            yield mark(card.unit, "veto", line, says, sure=False)

    @staticmethod
    def _line(card: Scorecard, line: str) -> Text:
        lines = () if card.filled is None else card.filled.lines
        return next((one.title for one in lines if one.id == line), Text.same(line))

    def _listed(self) -> Iterator[Fact]:
        year = self.policy.year
        words = {
            "registered": Text(vi="đã đăng ký: {}", en="registered: {}"),
            "proposed": Text(vi="được đề nghị: {}", en="proposed: {}"),
            "group": Text(vi="thuộc nhóm {}", en="of group {}"),
        }
        lists = {"registered": year.registered, "proposed": year.proposed, "group": year.groups}
        for what, given in lists.items():
            for name, members in (given or {}).items():
                says = _filled(words[what], self.policy.title(name))
                yield from (mark(who, what, name, says) for who in members)

    def _year(self) -> Iterator[Fact]:
        year = self.policy.year
        for said in year.violations or ():
            note = f" ({said.note})" if said.note else ""
            says = Text(vi=f"vi phạm {said.name}{note}", en=f"violation {said.name}{note}")
            yield mark(said.who, "violation", said.name, says, source=said.source)
        for said in year.earlier or ():
            says = _filled(
                Text(vi=f"năm {said.year} đạt {{}}", en=f"{{}} in {said.year}"),
                self.policy.title(said.name),
            )
            yield fact(
                "earlier", says, said.source, who=said.who, award=said.name, year=said.year or 0
            )
        due = {one.id: one for one in self.policy.due}
        for (report, who), day in (year.received or {}).items():
            if day <= due[report].due:
                says = _filled(
                    Text(vi=f"{{}}: nhận ngày {day:%d/%m/%Y}", en=f"{{}}: received on {day}"),
                    due[report].title,
                )
                yield mark(who, "reported", report, says)
        for said in year.withdrawn:
            says = Text(vi=f"rút, không nhận ({said.note})", en=f"withdrew ({said.note})")
            yield mark(said.who, "barred", said.name, says, source=said.source)
        for said in year.disqualified:
            says = Text(vi=f"bị hủy kết quả ({said.note})", en=f"disqualified ({said.note})")
            yield mark(said.who, "barred", said.name, says, source=said.source)

    def _ballot(self, ballot: Ballot) -> Iterator[Fact]:
        count = next((one for one in self.policy.year.counts if one.ballot == ballot.id), None)
        if count is None:
            says = _filled(Text(vi="chưa có kết quả: {}", en="no result yet: {}"), ballot.title)
            people = (person.id for person in self.policy.year.people)
            for who in (*(result.card.unit for result in self.standings), *people):
                yield mark(who, "passed", ballot.id, says, sure=False)
            return
        for who in count.stated:
            says = _filled(
                Text(vi="{}: văn bản ghi đã được bầu chọn", en="{}: stated as passed"), ballot.title
            )
            yield mark(who, "passed", ballot.id, says, source=count.source)
        for who, votes in count.votes.items():
            yield _vote(ballot, count, who, votes)


def _vote(ballot: Ballot, count: Count, who: str, votes: int) -> Fact:
    whole = ballot.whole(count.present, count.written)
    quorum = 0
    if ballot.quorum is not None:
        counted = {
            "members": ballot.members,
            "present": count.present,
            "present_and_written": count.present + count.written,
        }[str(ballot.quorum.counted)]
        quorum = ballot.quorum.share.margin(counted, ballot.members)
    says = _filled(
        Text(
            vi=f"{{}}: {votes}/{whole} phiếu{' (minh họa)' if count.illustrative else ''}",
            en=f"{{}}: {votes} of {whole} votes{' (illustrative)' if count.illustrative else ''}",
        ),
        ballot.title,
    )
    margin = ballot.passes.margin(votes, whole)
    return fact("vote", says, count.source, who=who, ballot=ballot.id, margin=margin, quorum=quorum)


def _share(score: Score, standard: Fraction) -> Interval:
    return score.points * Interval.point(100 / standard)


def _shown(value: Interval, language: Language) -> str:
    if value.exact is not None:
        return spoken_text(value.exact, language)
    ends = (value.low, value.high)
    return "–".join("…" if end is None else spoken_text(end, language) for end in ends)


def _percent(name: Text, value: Interval) -> Text:
    return Text.each(lambda lang: f"{name.in_(lang)}: {_shown(value, lang)} %")


def _filled(words: Text, title: Text) -> Text:
    return Text.each(lambda lang: words.in_(lang).format(title.in_(lang)))
