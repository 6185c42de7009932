"""Conclusions for readers: who is proposed for what, and why; and why somebody is not."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from covenant_rules.awards.conclude import Conclusions
from covenant_rules.awards.quota import State
from covenant_rules.awards.why import Reason, Verdict
from covenant_rules.policy import AwardRule
from covenant_rules.text import Language, Text, number_text

_WORDS = {
    "heading": Text(vi="Đề nghị khen thưởng", en="Proposed awards"),
    "offices": Text(vi="Bầu chọn", en="Elections"),
    "classes": Text(vi="Xếp loại", en="Classes"),
    "nobody": Text(vi="không có", en="nobody"),
    "none": Text(vi="không xếp loại", en="no class"),
    "open": Text(vi="chưa quyết định", en="not decided"),
    "none_stated": Text(
        vi="Chưa có chính sách khen thưởng (awards.yaml).",
        en="There is no policy of awards (awards.yaml).",
    ),
    "conflict": Text(
        vi="Mâu thuẫn: {} đơn vị đăng ký “{}” nhưng hạn mức là {}: {}",
        en="Conflict: {} units are registered for “{}”, whose quota is {}: {}",
    ),
    "share": Text(vi="{}: {}/{}, cần {}: {}", en="{}: {} of {}, needed {}: {}"),
    "met": Text(vi="đạt", en="met"),
    "missed": Text(vi="KHÔNG đạt", en="NOT met"),
    "given": Text(vi="được", en="yes"),
    "refused": Text(vi="không", en="no"),
    "alone": Text(vi="Chỉ một bộ suy diễn kết luận: {}", en="One engine concluded alone: {}"),
    "source": Text(vi="căn cứ: {}", en="source: {}"),
    "illustrative": Text(
        vi="Phiếu bầu và dữ kiện ghi “minh họa” là giả định để trình bày, không phải kết quả thật.",
        en="Ballots and facts marked illustrative are made up for a demonstration; they are no real result.",
    ),
}  # fmt: skip
_SIGNS = {State.GIVEN: "✓", State.REFUSED: "✗", State.OPEN: "?"}


def lines(found: Conclusions, language: Language) -> list[str]:
    """Return the conclusions as lines of text."""
    return list(Teller(found, language).whole())


def why_lines(found: Conclusions, verdict: Verdict, language: Language) -> list[str]:
    """Return one decision with every reason: what is met, what is not, and what would change it."""
    return list(Teller(found, language).why(verdict))


@frozen
class Teller:
    """Tells conclusions in one language."""

    found: Conclusions
    language: Language

    def __call__(self, key: str, *values: object) -> str:
        """Return words of the conclusions, filled with *values*."""
        return _WORDS[key].in_(self.language).format(*values)

    def whole(self) -> Iterator[str]:
        """Yield awards, elections, classes, conflicts and shares."""
        policy = self.found.policy
        if not (policy.awards or policy.classes):
            yield self("none_stated")
            return
        for key, elected in (("heading", False), ("offices", True)):
            chosen = [one for one in policy.awards if one.elected is elected]
            if chosen:
                yield f"{self(key)}:"
                for rule in chosen:
                    yield from self._award(rule)
        if policy.classes:
            yield f"{self('classes')}:"
            for unit, name in self.found.classes.items():
                yield f"  {self.name(unit)}: {self._class(unit, name)}"
        yield from self.conflicts()
        yield from self.shares()
        if self.found.alone is not None:
            yield self("alone", self.found.alone.message(self.language))
        if policy.year.illustrative or any(one.illustrative for one in policy.year.counts):
            yield self("illustrative")

    def _award(self, rule: AwardRule) -> Iterator[str]:
        verdicts = [
            one for one in self.found.verdicts if one.name == rule.id and one.sort == "award"
        ]
        given = [one for one in verdicts if one.state is State.GIVEN]
        undecided = [one for one in verdicts if one.state is State.OPEN]
        title = rule.title.in_(self.language)
        if not given:
            yield f"  {title}: {self('open') if undecided else self('nobody')}"
        for one in given:
            yield f"  {title}: {self.name(one.who)}"
            yield from (f"    - {fact.says.in_(self.language)}" for fact in one.facts)
        for one in undecided:
            open_ones = [r.says.in_(self.language) for r in one.reasons if r.state is State.OPEN]
            yield f"    ? {self.name(one.who)}: {self('open')} ({'; '.join(open_ones)})"

    def _class(self, unit: str, name: str | None) -> str:
        if name is not None:
            return self.found.policy.title(name).in_(self.language)
        mine = [one for one in self.found.verdicts if one.sort == "class" and one.who == unit]
        undecided = any(one.state is State.OPEN for one in mine)
        return self("open") if undecided else self("none")

    def conflicts(self) -> Iterator[str]:
        """Yield where more are registered than there are places."""
        for one in self.found.conflicts:
            title = self.found.policy.title(one.award).in_(self.language)
            names = ", ".join(map(self.name, one.registered))
            yield self("conflict", len(one.registered), title, one.places, names)

    def shares(self) -> Iterator[str]:
        """Yield the shares that the policy asks for, and whether they are met."""
        words = {State.GIVEN: "met", State.REFUSED: "missed", State.OPEN: "open"}
        for one in self.found.shares:
            share = one.rule.share
            sign = ">" if share.strict else "≥"
            needed = f"{sign} {number_text(share.least * 100, self.language)} %"
            title = one.rule.title.in_(self.language)
            yield self("share", title, one.part, one.whole, needed, self(words[one.state]))

    def why(self, verdict: Verdict) -> Iterator[str]:
        """Yield one decision with every reason."""
        state = self(
            {State.GIVEN: "given", State.REFUSED: "refused", State.OPEN: "open"}[verdict.state]
        )
        title = self.found.policy.title(verdict.name).in_(self.language)
        yield f"{title} — {self.name(verdict.who)}: {state.upper()}"
        for reason in verdict.reasons:
            yield from self._reason(reason)
        if verdict.source:
            yield self("source", verdict.source)

    def _reason(self, reason: Reason) -> Iterator[str]:
        facts = "; ".join(
            fact.says.in_(self.language) + (f" [{fact.source}]" if fact.source else "")
            for fact in reason.facts
        )
        said = reason.says.in_(self.language)
        yield f"  {_SIGNS[reason.state]} {said}" + (
            f" — {facts}" if facts and facts != said else ""
        )
        if reason.state is not State.GIVEN and reason.change is not None:
            yield f"      → {reason.change.in_(self.language)}"

    def name(self, who: str) -> str:
        """Return the name of a unit or a person."""
        people = {person.id: person.title for person in self.found.policy.year.people}
        if who in people:
            return people[who].in_(self.language)
        return self.found.standings[who].card.title.in_(self.language)
