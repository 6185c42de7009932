"""The rows of a form: everything that the sheet asks of a unit, each with the id that a report gives it.

Writing and reading share them. A row is known by its unit and its key, which is what a report has in its
column `measure`; the key of a row that only says something begins with `#`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from attrs import evolve, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Content, Criterion, Effect, Line
from covenant_rules.formula.tree import Symbol, symbols
from covenant_rules.quantity import Quantity, Unit
from covenant_rules.registration import Registration, fill
from covenant_rules.switches import Role, at_period, role_of
from covenant_rules.text import Language, Text, number_text

COLUMNS = ("number", "title", "points", "target", "unit", "value", "evidence", "note")
PRINTED = 5  # the first of them are printed on every row, the rest are filled in
SAYS = "#"


class Kind(StrEnum):
    """What a row asks for."""

    CONTENT = "content"  # nothing: a heading
    CRITERION = "criterion"  # nothing: a heading
    UNIT = "unit"  # nothing: a heading
    REMARK = "remark"  # nothing
    MEASURE = "measure"
    POINTS = "points"
    WAIVER = "waiver"
    NOT_APPLICABLE = "not_applicable"
    INVALID = "invalid"


_ASKED = tuple(Kind)[4:]


@frozen
class Row:
    """One row: the id under which a report knows it, what is printed on it, and what may be filled in.

    *extra* says that the sheet does not ask for it; it is there since a report already has it.
    """

    unit: str
    key: str
    kind: Kind
    texts: tuple[str, ...]
    quantity: Quantity | None = None
    extra: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether something may be filled in."""
        return self.kind in _ASKED


@frozen
class Page:
    """One sheet of the workbook; *content* is None on the last, which is for what is seldom needed."""

    name: str
    content: Content | None
    rows: tuple[Row, ...]


_WORDS = {
    "content": Text(vi="Nội dung {}", en="Content {}"),
    "others": Text(vi="Trường hợp khác", en="Other cases"),
    "once": Text(vi="{} (ghi ở tiêu chí {})", en="{} (filled in under criterion {})"),
    "unfilled": Text(vi="(đơn vị chưa đăng ký chỉ tiêu)", en="(the unit has not registered its target)"),
    "merged": Text(vi="{} (đã nhập vào {})", en="{} (merged into {})"),
}  # fmt: skip
_SECTIONS: Mapping[Kind, Text] = {
    Kind.NOT_APPLICABLE: Text(
        vi="Không áp dụng: chọn “không áp dụng” và ghi lý do",
        en="Not applicable: choose “not applicable” and give the reason",
    ),
    Kind.WAIVER: Text(
        vi="Miễn điểm trừ: ghi cấp có thẩm quyền ở cột kết quả, lý do ở cột ghi chú",
        en="Waived penalties: the authority under result, the reason under notes",
    ),
    Kind.POINTS: Text(
        vi="Điểm khối đã thống nhất, thay cho điểm tính từ số liệu (thường để trống)",
        en="Points that the bloc agreed on, instead of those derived from figures (mostly blank)",
    ),
    Kind.INVALID: Text(
        vi="Số liệu bị bác bỏ khi thẩm định: chọn “bác bỏ” và ghi lý do",
        en="Figures rejected by the appraisal: choose “rejected” and give the reason",
    ),
    Kind.MEASURE: Text(vi="Số liệu khác đã báo cáo", en="Other figures that were reported"),
}
_ROMAN = ("I", "II", "III", "IV", "V")
CHOICES: Mapping[Kind, Text] = {
    Kind.NOT_APPLICABLE: Text(vi="không áp dụng", en="not applicable"),
    Kind.INVALID: Text(vi="bác bỏ", en="rejected"),
}
_STATED = Quantity(
    Unit.POINTS, decimals=None
)  # a node whose penalties exceed its award is below zero
_BARE = (Unit.ANY, Unit.NUMBER, Unit.YES_NO, Unit.LEVEL, Unit.DATE)


def layout(
    bloc: Bloc,
    units: Iterable[str],
    language: Language,
    more: Mapping[str, Iterable[str]] | None = None,
) -> tuple[Page, ...]:
    """Return the pages of a form for *units*: one for each content, and one for the seldom cases.

    Args:
        bloc: the sheet with its registrations.
        units: registered units, or units that were merged into one of them.
        language: in which the rows speak.
        more: by unit, further keys that have to find a row, such as those that a report already has.
    """
    forms = [_Unit(bloc, unit, language, tuple((more or {}).get(unit, ()))) for unit in units]
    pages = []
    for place, content in enumerate(bloc.covenant.contents):
        rows = tuple(row for form in forms for row in form.content(place))
        name = _WORDS["content"].in_(language).format(content.id)
        pages.append(Page(name, content, rows))
    others = tuple(row for form in forms for row in form.others())
    return (*pages, Page(_WORDS["others"].in_(language), None, others))


def reporters(bloc: Bloc) -> dict[str, Registration]:
    """Return every unit that may report with the registration it counts for, merged ones included."""
    found: dict[str, Registration] = {}
    for registration in bloc.registrations:
        found |= dict.fromkeys((registration.unit, *registration.merged_from), registration)
    return found


def name_of(unit: str, registration: Registration, language: Language) -> str:
    """Return the name of a reporting unit."""
    title = registration.title.in_(language)
    if unit == registration.unit:
        return title
    return _WORDS["merged"].in_(language).format(unit, title)


def kind_of(key: str) -> Kind:
    """Return what a key of a report asks for."""
    mark, separator, _ = key.partition(":")
    known = {kind.value: kind for kind in _ASKED}
    return known.get(mark, Kind.MEASURE) if separator else Kind.MEASURE


class _Unit:
    """The rows of one unit, page by page; a measure is asked for where it first occurs."""

    def __init__(self, bloc: Bloc, unit: str, language: Language, more: tuple[str, ...]) -> None:
        self.covenant, self.unit, self.language, self.more = bloc.covenant, unit, language, more
        self.registration = reporters(bloc)[unit]
        self.sheet = fill(bloc.covenant, self.registration)
        self.asked: dict[str, str] = {}  # measure, with its period: the criterion that asks for it

    def content(self, place: int) -> list[Row]:
        """Return the rows of one content."""
        content = self.sheet.contents[place]
        rows = [self._heading(content.id), self._node(content, Kind.CONTENT)]
        for criterion in content.criteria:
            rows += self._criterion(criterion)
        return rows

    def _heading(self, page: str) -> Row:
        name = name_of(self.unit, self.registration, self.language)
        return self._row(f"{SAYS}unit:{page}", Kind.UNIT, "", name)

    def _row(self, key: str, kind: Kind, *texts: str, quantity: Quantity | None = None) -> Row:
        blank = ("",) * (len(COLUMNS) - len(texts))
        return Row(self.unit, key, kind, (*texts, *blank), quantity)

    def _node(self, node: Content | Criterion, kind: Kind, target: str = "") -> Row:
        title, points = node.title.in_(self.language), number_text(node.points, self.language)
        return self._row(f"{SAYS}{node.id}", kind, node.id, title, points, target)

    def _criterion(self, criterion: Criterion) -> Iterator[Row]:
        alone = {line.id: _only(line) for line in criterion.lines}
        shared = [line for line in criterion.lines if alone[line.id] is None]
        yield self._node(criterion, Kind.CRITERION, self._targets(shared))
        if not criterion.items and criterion.slot is not None:
            said = _WORDS["unfilled"].in_(self.language)
            yield self._row(f"{SAYS}{criterion.id}:unfilled", Kind.REMARK, "", said)
        for measure in dict.fromkeys(m for line in criterion.lines for m in _measures(line)):
            if measure in self.covenant.measures:
                target = self._targets(
                    line for line in criterion.lines if alone[line.id] == measure
                )
                for period in self.covenant.period_ids:
                    yield self._measure(at_period(measure, period), criterion.id, target)

    def _measure(self, key: str, criterion: str, target: str) -> Row:
        title, quantity = self._title(key), self.covenant.measures[key.partition("@")[0]].quantity
        if key in self.asked:
            said = _WORDS["once"].in_(self.language).format(title, self.asked[key])
            return self._row(f"{SAYS}{criterion}:{key}", Kind.REMARK, "", said)
        self.asked[key] = criterion
        unit = quantity.name.in_(self.language)
        return self._row(key, Kind.MEASURE, "", title, "", target, unit, quantity=quantity)

    def _title(self, key: str) -> str:
        """Return the title of a measure, with that of its period."""
        bare, _, period = key.partition("@")
        measure = self.covenant.measures.get(bare)
        title = key if measure is None else measure.title.in_(self.language)
        named = {p.id: p.title.in_(self.language) for p in self.covenant.periods}
        return f"{title}, {named.get(period, period)}" if period else title

    def _targets(self, lines: Iterable[Line]) -> str:
        """Return the targets of *lines* as the unit signed them, each once."""
        found: dict[str, None] = {}
        for line in lines:
            signed = {s: v for (of, s), v in self.registration.targets.items() if of == line.id}
            fixed = {s: v for s, v in line.settings.items() if s == "target"}
            for parameter in line.rule.settings:
                value = {**fixed, **signed}.get(parameter.name)
                if value is not None:
                    like = line.sources.get(parameter.like or "")
                    quantity = parameter.quantity if like is None else like.quantity
                    shown = quantity.format(value, self.language)
                    unit = "" if quantity.unit in _BARE else f" {quantity.name.in_(self.language)}"
                    found[shown + unit] = None
        return "; ".join(found)

    def others(self) -> list[Row]:
        """Return the rows for what is seldom needed, and for every further key."""
        sections = {kind: self._section(kind) for kind in (*CHOICES, Kind.WAIVER, Kind.POINTS)}
        known = {row.key for rows in sections.values() for row in rows} | self.asked.keys()
        for key in self.more:
            if key not in known:
                sections.setdefault(kind_of(key), []).append(evolve(self._other(key), extra=True))
        rows = [self._heading("")]
        present = [kind for kind in _SECTIONS if sections.get(kind)]
        for roman, kind in zip(_ROMAN, present, strict=False):
            said = _SECTIONS[kind].in_(self.language)
            rows += [self._row(f"{SAYS}{kind}", Kind.CRITERION, roman, said), *sections[kind]]
        return rows

    def _section(self, kind: Kind) -> list[Row]:
        nodes, lines = self.sheet.nodes, list(self.sheet.lines)
        match kind:
            case Kind.NOT_APPLICABLE:
                names = [name for name, node in nodes.items() if node.not_applicable is not None]
            case Kind.WAIVER:
                names = [x.id for x in lines if x.effect in (Effect.PENALTY, Effect.VETO)]
            case Kind.POINTS:
                names = list(nodes)
            case _:
                judged = {m for x in lines if x.when_invalid is None for m in x.measures}
                names = [key for key in self.asked if key.partition("@")[0] not in judged]
        return [self._other(f"{kind}:{name}") for name in names]

    def _other(self, key: str) -> Row:
        kind = kind_of(key)
        name = key if kind is Kind.MEASURE else key.partition(":")[2]
        node = self.sheet.nodes.get(name)
        lines = {line.id: line for line in self.sheet.lines}
        if kind in (Kind.POINTS, Kind.NOT_APPLICABLE) and node is not None:
            of = self._node(node, kind)
            points = kind is Kind.POINTS
            unit = _STATED.name.in_(self.language) if points else ""
            texts = (*of.texts[:4], unit, *of.texts[PRINTED:])
            return evolve(of, key=key, texts=texts, quantity=_STATED if points else None)
        if kind is Kind.WAIVER and name in lines:
            title, rule = lines[name].title.in_(self.language), lines[name].rule.title
            return self._row(key, kind, name, f"{title} ({rule.in_(self.language)})")
        measure = self.covenant.measures.get(name.partition("@")[0])
        quantity = None if measure is None or kind is Kind.INVALID else measure.quantity
        unit = "" if quantity is None else quantity.name.in_(self.language)
        return self._row(key, kind, "", self._title(name), "", "", unit, quantity=quantity)


def _only(line: Line) -> str | None:
    """Return the measure of a line that rests on one alone, taken as it is."""
    nodes = [source.node for source in line.sources.values()]
    found = [role_of(node.name) for node in nodes if isinstance(node, Symbol)]
    return found[0][1][0] if len(nodes) == len(found) == 1 and found[0][0] is None else None


def _measures(line: Line) -> Iterator[str]:
    """Yield the measures that a line rests on, those that it compares with the bloc's included."""
    for source in line.sources.values():
        for symbol in symbols(source.node):
            role, key = role_of(symbol.name)
            if role in (None, Role.BLOC):
                yield key[-1].partition("@")[0]
