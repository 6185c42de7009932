"""Advice for readers: what would gain a point, how a goal is reached, where points were lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape

from attrs import frozen

from covenant_rules.gains import Gain, Gains, Measured, Stopped, Wish
from covenant_rules.goals import MOST_CHANGES, Change, Goal, Seeking, Way
from covenant_rules.output.advice_words import (
    AIMS,
    BRINGS_NOTHING,
    GAINED,
    MOVES,
    STOPS,
    UNPROVED,
    WISHES,
    WORDS,
)
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.reasons import Reason, Reasons
from covenant_rules.scoring import Scorecard
from covenant_rules.text import Language, Text, number_text, spoken_text


@frozen
class Section:
    """A heading with lines under it."""

    heading: str
    lines: tuple[str, ...]


@frozen
class Adviser:
    """Says advice for one unit in one language; *cards* are those of its bloc."""

    cards: Sequence[Scorecard]
    unit: str
    language: Language

    @property
    def card(self) -> Scorecard:
        """The card of the unit."""
        return next(card for card in self.cards if card.unit == self.unit)

    def _say(self, words: Text, *parts: object) -> str:
        points = "point" if "1" in parts else "points"
        return words.in_(self.language).format(*parts, points=points)

    def gains(self, found: Gains) -> Section:
        """Return what each measure would bring."""
        if found.printed is None:
            missing = ", ".join(self.card.missing)
            return Section(self._say(WORDS["gains"]), (self._say(WORDS["pending"], missing),))
        lines = list(dict.fromkeys(self._gains(found.gains, found.printed)))
        stopped = {one.measure: one for one in reversed(found.stopped)}
        lines += [
            self._stopped(stopped[one]) for one in dict.fromkeys(s.measure for s in found.stopped)
        ]
        for measure, (title, why) in found.unproved.items():
            lines.append(
                self._say(WORDS["unproved"], self._named(measure, title), self._say(UNPROVED[why]))
            )
        return Section(self._say(WORDS["gains"]), tuple(lines) or (self._say(WORDS["none"]),))

    def _gains(self, gains: Sequence[Gain], now: Fraction) -> Iterator[str]:
        """Yield one line for each change; where it fulfils several wishes, under the greatest."""
        for gain in gains:
            same = [g for g in gains if (g.measure, g.after) == (gain.measure, gain.after)]
            wish = max((g.wish is Wish.POINT, g.by is Measured.EXACT) for g in same)
            total = WORDS["total" if gain.printed else "same_total"]
            yield self._say(
                WORDS["gain"],
                self._say(WISHES[wish]),
                _lower(self._named(gain.measure, gain.title)),
                self._move(gain.quantity, gain.before, gain.after),
                self._gained(gain.exact),
                self._say(total, self._number(now), self._number(now + gain.printed)),
            )

    def _gained(self, points: Fraction) -> str:
        said = spoken_text(points, self.language)
        about = said.startswith("≈")
        return self._say(GAINED[about], said.removeprefix("≈ "), number_text(points, self.language))

    def _stopped(self, stopped: Stopped) -> str:
        title = self._named(stopped.measure, stopped.title)
        node = stopped.node
        level = next(
            (k for k, ids in self._levels().items() if node in ids), "line" if node else "sheet"
        )
        where = self._say(WORDS[level], node)
        words = STOPS.get(stopped.kind, STOPS["other"])
        if not stopped.most:
            words = BRINGS_NOTHING if stopped.kind == "most" else words
            return self._say(WORDS["no_gain"], title, self._say(words, where))
        most = self._number(stopped.most)
        return self._say(WORDS["most"], title, most, self._say(words, where))

    def _levels(self) -> Mapping[str, Mapping[str, object]]:
        return {"content": self.card.contents, "criterion": self.card.criteria}

    def goal(self, found: Seeking) -> Section:
        """Return how a goal is reached."""
        heading = self._aim(found.goal)
        if found.open:
            return Section(heading, (self._say(WORDS["open"]),))
        if found.reached:
            return Section(heading, (self._say(WORDS["reached"]),))
        if found.held_back:
            told = self._say(WORDS["held_back"], found.unit, found.goal.class_id)
            return Section(heading, (told,))
        if found.ways:
            lines = [self._way(way) for way in found.ways]
            return Section(heading, (self._say(WORDS["cheapest"]), *lines))
        if found.combined is not None:
            return Section(heading, (self._say(WORDS["combined"]), self._way(found.combined)))
        return Section(heading, (self._say(WORDS["no_way"], MOST_CHANGES),))

    def _aim(self, goal: Goal) -> str:
        if goal.total is not None:
            return self._say(AIMS["total"], self._number(goal.total))
        if goal.class_id is not None:
            return self._say(AIMS["class"], goal.class_id)
        return self._say(AIMS["first" if goal.rank == 1 else "rank"], goal.rank)

    def _way(self, way: Way) -> str:
        moves = "; ".join(self._change(change) for change in way.changes)
        total = self._number(way.total)
        rank = "" if way.rank is None else self._say(WORDS["then_rank"], way.rank)
        return self._say(WORDS["way"], moves, total, rank, self._number(100 * way.cost))

    def _change(self, change: Change) -> str:
        title = self._named(change.measure, change.title)
        return f"{title} {self._move(change.quantity, change.before, change.after)}"

    def reasons(self, found: Reasons) -> tuple[Section, Section]:
        """Return where points were lost, against the standard and against the best of the bloc."""
        titles = {card.unit: card.title.in_(self.language) for card in self.cards}
        standard = [
            self._reason(WORDS["lost"], r, r.lost, self._number(r.points), self._number(r.standard))
            for r in found.against_standard
        ]
        best = [
            self._reason(WORDS["behind"], r, r.behind, "; ".join(titles[unit] for unit in r.best))
            for r in found.against_best
            if r.behind is not None
        ]
        if self.card.exact.exact is None:
            standard = best = [self._say(WORDS["pending"], ", ".join(self.card.missing))]
        nothing = [self._say(WORDS["nothing_lost"])]
        return (
            Section(self._say(WORDS["against_standard"]), tuple(standard or nothing)),
            Section(self._say(WORDS["against_best"]), tuple(best or nothing)),
        )

    def _reason(self, words: Text, reason: Reason, points: Fraction | None, *more: str) -> str:
        title = reason.title.in_(self.language) if reason.node else self._say(WORDS["sheet"])
        words = WORDS["own_rules"] if reason.own_rules else words
        name = f"{reason.node} {title}".strip()
        return self._say(words, name, self._number(points or Fraction(0)), *more)

    def _named(self, measure: str, title: Text) -> str:
        period = measure.partition("@")[2]
        return title.in_(self.language) + (f" ({period})" if period else "")

    def _number(self, value: Fraction) -> str:
        return spoken_text(value, self.language)

    def _move(self, quantity: Quantity, before: Fraction, after: Fraction) -> str:
        unit = quantity.unit
        ends = [quantity.format(value, self.language) for value in (before, after)]
        if unit in (Unit.YES_NO, Unit.LEVEL, Unit.DATE):
            return self._say(MOVES["other"], *ends)
        points = WORDS["percentage_points"] if unit is Unit.PERCENT else Text.same("{}")
        by = self._say(points, number_text(abs(after - before), self.language))
        named = "" if unit in (Unit.NUMBER, Unit.ANY) else f" {quantity.name.in_(self.language)}"
        return self._say(MOVES["up" if after > before else "down"], *ends, named, by)


def _lower(title: str) -> str:
    """Return *title* as it stands within a sentence; an abbreviation keeps its capitals."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def render(sections: Sequence[Section], style: str) -> str:
    """Return sections as `text`, `markdown` or `html`."""
    if style == "html":
        return "".join(
            f"<h2>{escape(s.heading)}</h2>\n<ul>\n"
            + "".join(f"<li>{escape(line)}</li>\n" for line in s.lines)
            + "</ul>\n"
            for s in sections
        )
    head, item = ("## {}\n\n", "- {}\n") if style == "markdown" else ("{}\n", "    {}\n")
    return "".join(
        "\n" + head.format(s.heading) + "".join(item.format(line) for line in s.lines)
        for s in sections
    )
