"""The ledger: every point of a unit accounted for, in the order of the sheet.

An entry is the difference that one step makes: a rule, a gate, a cap, a waiver, rounding. The steps
of a node are the running values that its formula goes through, so entries add up to the total by
construction, at every level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from attrs import frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Content, Criterion, Effect, Line
from covenant_rules.formula.direction import tight_ranges
from covenant_rules.formula.tree import Node, Symbol, symbols
from covenant_rules.formula.words import steps_of
from covenant_rules.interval import Interval
from covenant_rules.ledger import render
from covenant_rules.ledger.entries import Account, Entry, Fact
from covenant_rules.registration import FACTS, Registration
from covenant_rules.report import Report
from covenant_rules.scoring import Compiled, Scorecard, compiled_for
from covenant_rules.switches import Role, at_period, role_of
from covenant_rules.text import Language, Text, environment_language
from covenant_rules.whole import SHEET, Step

NOTHING = Interval.point(Fraction(0))


@frozen
class Ledger:
    """The account of one unit; its entries sum to the exact total, rounding included."""

    card: Scorecard
    title: Text
    nodes: tuple[Account, ...]
    entries: tuple[Entry, ...]
    decimals: int

    def within(self, *of: str) -> tuple[Entry, ...]:
        """Return the entries of a content, or of a criterion in it, with all that is inside."""
        return tuple(entry for entry in self.entries if entry.of[: len(of)] == of)

    def text(self, language: Language, criterion: str | None = None) -> str:
        """Return the account as plain text, of one content or criterion where it is named."""
        return render.text(self, language, criterion)

    def markdown(self, language: Language, criterion: str | None = None) -> str:
        """Return the account as Markdown."""
        return render.markdown(self, language, criterion)

    def html(self, language: Language, criterion: str | None = None) -> str:
        """Return the account as an HTML fragment, every text escaped."""
        return render.html(self, language, criterion)

    def _repr_html_(self) -> str:
        """Return the account as a notebook shows it, in the language of the environment."""
        return self.html(environment_language())

    def data(self) -> dict[str, Any]:
        """Return the account as plain data for JSON; numbers are text, ids are stable."""
        return render.data(self)


def explain(bloc: Bloc, card: Scorecard) -> Ledger:
    """Return the account of the unit that *card* is about.

    Raises:
        StopIteration: the card is of another bloc.
    """
    registration = next(r for r in bloc.registrations if r.unit == card.unit)
    report = bloc.at(card.stage).get(card.unit, Report(card.unit, card.stage))
    compiled, known = compiled_for(bloc, registration, report, frozenset(report.stated))
    account = _Writer(compiled, known, registration, report)
    return Ledger(
        card,
        bloc.covenant.title,
        tuple(account.nodes(card)),
        tuple(account.entries()),
        bloc.covenant.rounding.decimals,
    )


class _Writer:
    """Writes the entries of one unit from the steps of its formula."""

    def __init__(
        self,
        compiled: Compiled,
        known: Mapping[str, Interval],
        registration: Registration,
        report: Report,
    ) -> None:
        self.compiled, self.known = compiled, known
        self.covenant, self.steps = compiled.covenant, compiled.formula.steps
        self.registration, self.report = registration, report
        roots = dict.fromkeys(step.points for way in self.steps.values() for step in way)
        self.values = tight_ranges(list(roots), known)

    def nodes(self, card: Scorecard) -> Iterator[Account]:
        """Yield contents and their criteria with their points."""
        for content in self.covenant.contents:
            points = card.contents[content.id].points
            yield Account(content.id, content.title, content.points, points, 0)
            if content.id in self.report.stated:
                continue
            for criterion in content.criteria:
                points = card.criteria[criterion.id].points
                yield Account(criterion.id, criterion.title, criterion.points, points, 1)

    def entries(self) -> Iterator[Entry]:
        """Yield all entries in the order of the sheet."""
        found = [entry for c in self.covenant.contents for entry in self._content(c)]
        yield from self._settled((), found, self.steps[SHEET])

    def _content(self, content: Content) -> Iterator[Entry]:
        inner = [entry for c in content.criteria for entry in self._criterion(content, c)]
        yield from self._settled((content.id,), inner, self.steps["node", content.id])

    def _criterion(self, content: Content, criterion: Criterion) -> Iterator[Entry]:
        of = (content.id, criterion.id)
        inner = [
            entry
            for line in criterion.lines
            if line.effect is not Effect.VETO
            for entry in self._line(of, line, criterion.title)
        ]
        yield from self._settled(of, inner, self.steps["node", criterion.id])

    def _settled(
        self, of: tuple[str, ...], inner: Sequence[Entry], way: Sequence[Step]
    ) -> Iterator[Entry]:
        """Yield the entries of a node: those inside it, then what its own steps change.

        Where the points are known although something inside is not (stated, not applicable, or cut
        off by a cap whatever the evidence may be), one entry says so instead.
        """
        values = [self.values[step.points] for step in way]
        last = way[-1].kind
        name = of[-1] if of else ""
        replaced = last in ("stated", "slot") or name in self.report.not_applicable
        unknown_inside = any(e.points.exact is None for e in inner)
        if replaced or (values[-1].exact is not None and unknown_inside):
            kind = last if replaced else "settled"
            yield Entry(f"{name}:{kind}", of, kind, values[-1], self._said(kind, name))
            return
        yield from inner
        for step, change in _changes(way, values):
            if change != NOTHING:
                yield Entry(
                    f"{name}:{step.kind}", of, step.kind, change, self._said(step.kind, name)
                )

    def _line(self, of: tuple[str, ...], line: Line, title: Text) -> Iterator[Entry]:
        way = self.steps["line", line.id]
        sign = -1 if line.effect is Effect.PENALTY else 1
        values = [self.values[step.points] for step in way]
        here = (*of, line.id)
        if values[0].exact is None and values[-1].exact is not None:
            kind = next(s.kind for s, v in zip(way, values, strict=True) if v == values[-1])
            points = _signed(values[-1], sign)
            yield Entry(f"{line.id}:{kind}", here, kind, points, self._said(kind, line.id))
            return
        yield Entry(
            line.id,
            here,
            str(line.effect),
            _signed(values[0], sign),
            _called(line, title),
            tuple(self._facts(line)),
            self._worked(way[0].points),
        )
        for step, unsigned in _changes(way, values):
            change = _signed(unsigned, sign)
            if change != NOTHING or self._says_anyway(step.kind, line):
                yield Entry(
                    f"{line.id}:{step.kind}",
                    here,
                    step.kind,
                    change,
                    self._said(step.kind, line.id),
                )

    def _says_anyway(self, kind: str, line: Line) -> bool:
        return kind == "waived" and line.id in self.report.waivers

    def _facts(self, line: Line) -> Iterator[Fact]:
        told: set[str] = set()  # a target is the same in every period
        for period in self.covenant.period_ids:
            for symbol in symbols(line.formula):
                role, key = role_of(symbol.name)
                name = symbol.name if role is Role.TARGET else at_period(symbol.name, period)
                if name in told or name not in self.known:
                    continue
                told.add(name)
                value = _value_text(self.known[name], symbol)
                if role is None:
                    measure = self.covenant.measures.get(key[0]) or FACTS[key[0]]
                    yield Fact(name, measure.title, value, self.report.places.get(name))
                elif role is Role.TARGET:
                    place = self.registration.places.get((key[0], key[1]))
                    yield Fact(name, _TARGET, value, place, target=True)
                elif role is Role.BLOC:
                    yield Fact(name, Text(vi=f"toàn khối {key[1]}", en=f"bloc {key[1]}"), value)

    def _worked(self, node: Node) -> tuple[Text, ...]:
        """Return the arithmetic of a line, in both languages; nothing while evidence is missing."""
        values = {s.name: self.known[s.name].exact for s in symbols(node)}
        exact = {name: value for name, value in values.items() if value is not None}
        if len(exact) < len(values):
            return ()
        vi, en = steps_of(node, exact, "vi"), steps_of(node, exact, "en")
        return tuple(Text(vi=a.text, en=b.text) for a, b in zip(vi, en, strict=True) if not a.given)

    def _said(self, kind: str, name: str) -> Text:
        """Return what a step did, with the authority and the reason where somebody decided it."""
        text = STEPS[kind]
        waiver = self.report.waivers.get(name)
        reason = self.report.not_applicable.get(name)
        if kind == "waived" and waiver is not None:
            told = f"{waiver.authority}: {waiver.reason}"
        elif kind == "not_applicable" and reason is not None:
            told = reason
        elif kind == "stated":
            told = self.report.notes.get(f"points:{name}", "")
        else:
            return text
        return Text(vi=f"{text.vi} ({told})", en=f"{text.en} ({told})") if told else text


_TARGET = Text(vi="chỉ tiêu đăng ký", en="registered target")

STEPS: Mapping[str, Text] = {
    "absent": Text(
        vi="thiếu số liệu, dòng không tính điểm", en="no evidence, the line does not count"
    ),
    "waived": Text(vi="được miễn trừ", en="waived"),
    "cap": Text(vi="giới hạn của dòng", en="cap of the line"),
    "out_of_force": Text(
        vi="không áp dụng trong thời gian của đơn vị", en="not in force for the unit"
    ),
    "gate": Text(vi="chưa đạt điều kiện để tính", en="the condition for it is not met"),
    "rounding": Text(vi="làm tròn", en="rounding"),
    "combine": Text(vi="gộp các dòng theo quy định", en="put together as the sheet says"),
    "rescale": Text(vi="quy đổi cho phần không áp dụng", en="scaled up for what does not apply"),
    "bonus": Text(vi="điểm thưởng vượt mức tối đa", en="bonus above its cap"),
    "penalty": Text(
        vi="điểm trừ vượt mức tối đa, không trừ thêm", en="penalty above its cap is not taken"
    ),
    "net_high": Text(
        vi="thưởng trừ bù nhau vượt mức tối đa", en="bonus less penalty above its cap"
    ),
    "net_low": Text(
        vi="thưởng trừ bù nhau quá mức trừ tối đa", en="penalty less bonus above its cap"
    ),
    "ceiling": Text(vi="vượt điểm tối đa", en="above the ceiling"),
    "floor": Text(vi="nâng lên điểm sàn", en="raised to the floor"),
    "not_applicable": Text(vi="không áp dụng", en="does not apply"),
    "stated": Text(
        vi="điểm ghi sẵn trong báo cáo, không tính từ số liệu",
        en="points stated in the report, not derived",
    ),
    "slot": Text(vi="chưa đăng ký chỉ tiêu", en="the slot is not filled"),
    "settled": Text(
        vi="đã xác định dù còn thiếu số liệu", en="settled whatever the missing evidence"
    ),
}


def _called(line: Line, around: Text) -> Text:
    """Return what a line is called: its own title, or what its rule does where it has none."""
    effect = _EFFECTS[line.effect]
    title = line.rule.title if line.title == around else line.title
    return Text(vi=f"{effect.vi}: {title.vi}", en=f"{effect.en}: {title.en}")


_EFFECTS: Mapping[Effect, Text] = {
    Effect.AWARD: Text(vi="Điểm đạt", en="Award"),
    Effect.BONUS: Text(vi="Điểm thưởng", en="Bonus"),
    Effect.PENALTY: Text(vi="Điểm trừ", en="Penalty"),
    Effect.VETO: Text(vi="Điều kiện loại trừ", en="Veto"),
}


def _signed(value: Interval, sign: int) -> Interval:
    return value if sign > 0 else -value


def _changes(way: Sequence[Step], values: Sequence[Interval]) -> Iterator[tuple[Step, Interval]]:
    """Yield every step but the first, with what it changes of the running value."""
    for step, (before, after) in zip(way[1:], pairwise(values), strict=True):
        yield step, NOTHING if before == after else after - before


def _value_text(value: Interval, symbol: Symbol) -> Text:
    quantity = symbol.quantity

    def one(language: Language) -> str:
        ends = [value.exact] if value.exact is not None else [value.low, value.high]
        shown = "–".join("…" if e is None else quantity.format(e, language) for e in ends)
        unit = quantity.name.in_(language)
        return shown if quantity.unit in _WORDS_ALONE else f"{shown} {unit}"

    return Text.each(one)


_WORDS_ALONE = ("yes_no", "level", "date", "number", "any")
