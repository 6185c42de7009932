"""What differs in one part of a sheet between two editions, in the words of the sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from itertools import zip_longest
from types import MappingProxyType

from attrs import field, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Dates, Line, Slot, Source
from covenant_rules.formula.table import Band, Row, Table
from covenant_rules.formula.tree import ZERO, Apply, Constant, Node, Op, Symbol, arrange, rewrite
from covenant_rules.formula.words import describe
from covenant_rules.quantity import ANY, Quantity
from covenant_rules.text import Language, Text, number_text


class Kind(StrEnum):
    """What a change is about."""

    STANDARD = "standard"  # standard points
    CAP = "cap"
    BAND = "band"  # a limit or the points of a table
    SETTING = "setting"
    TARGET = "target"
    SOURCE = "source"  # where evidence comes from
    COMBINE = "combine"
    WEIGHT = "weight"
    GATE = "gate"  # only_if
    TREATMENT = "treatment"  # of what is missing, rejected, unfilled or not applicable
    ROUNDING = "rounding"
    RANKING = "ranking"
    SHEET = "sheet"  # what else the sheet fixes as a whole
    CONTENT = "content"  # added or removed; so are the next two
    CRITERION = "criterion"
    LINE = "line"
    MEASURE = "measure"
    REGISTRATION = "registration"
    EVIDENCE = "evidence"
    OTHER = "other"  # whatever no change above names


@frozen
class Detail:
    """One difference: what it is about, and both values; None where an edition has none.

    Attributes:
        where: the id of the content, criterion or line; with a unit `UNIT:ID`; empty for the sheet.
        name: what exactly differs there.
    """

    where: str
    kind: Kind
    name: Text
    old: Text | None
    new: Text | None


@frozen
class Change:
    """Details that no covenant in between can tell apart, and how to carry them out on a bloc."""

    details: tuple[Detail, ...]
    apply: Callable[[Bloc], Bloc] = field(repr=False, eq=False)


def value_text(value: object) -> Text | None:
    """Return a value of a sheet for a reader; the sheet's own words stay as they are written."""
    match value:
        case None:
            return None
        case Text():
            return value
        case bool():
            return Text(vi=("không", "có")[value], en=("no", "yes")[value])
        case Fraction():
            return _number(value)
        case Dates(first, last):
            return Text.same(f"{first or '…'}..{last or '…'}")
        case Slot(unfilled, floors):
            limits = ", ".join(f"{k} ≥ {number_text(v, 'en')}" for k, v in floors.items())
            return Text.same(f"{unfilled}; {limits}" if limits else str(unfilled))
        case tuple():
            return Text.same(", ".join(map(str, value)) or "—")
        case _:
            return Text.same(str(value))


def _number(value: Fraction) -> Text:
    return Text(vi=number_text(value, "vi"), en=number_text(value, "en"))


def formula_details(where: str, old: Line, new: Line, *, signed: bool) -> tuple[Detail, ...]:
    """Return what differs in what the formula of a line is made of; *signed* by a registration."""

    def detail(kind: Kind, name: Text, before: object, after: object) -> Detail:
        return Detail(where, kind, name, value_text(before), value_text(after))

    same_rule = old.rule.id == new.rule.id
    prints = (old.rule.fingerprint, new.rule.fingerprint) if same_rule else (None, None)
    plain: list[tuple[Kind, Text, object, object]] = [
        (Kind.SETTING, Text(vi="quy tắc", en="rule"), old.rule.id, new.rule.id),
        (Kind.SETTING, Text(vi="nội dung quy tắc", en="what the rule says"), *prints),
        (Kind.SETTING, EFFECT, old.effect, new.effect),
        (Kind.STANDARD, STANDARD, old.points, new.points),
    ]
    found = [detail(kind, name, one, other) for kind, name, one, other in plain if one != other]
    for key in dict.fromkeys([*old.settings, *new.settings]):
        if old.settings.get(key) != new.settings.get(key):
            kind = Kind.TARGET if signed or key == "target" else Kind.SETTING
            values = old.settings.get(key), new.settings.get(key)
            found.append(detail(kind, Text.same(key), *values))
    for key in dict.fromkeys([*old.sources, *new.sources]):
        if old.sources.get(key) != new.sources.get(key):
            texts = _source(old.sources.get(key)), _source(new.sources.get(key))
            found.append(Detail(where, Kind.SOURCE, Text.same(key), *texts))
    for before, after in zip_longest(_tables(old.formula), _tables(new.formula)):
        found += _bands(where, before, after)
    apart = old.formula != new.formula if not found else _shape(old.formula) != _shape(new.formula)
    if apart and old.rule == new.rule and not _explained(found):
        name = Text(vi="công thức", en="formula")
        found.append(Detail(where, Kind.SETTING, name, _formula(old), _formula(new)))
    return tuple(found)


STANDARD = Text(vi="điểm chuẩn", en="standard points")
EFFECT = Text(vi="tác dụng", en="effect")


def _source(source: Source | None) -> Text | None:
    if source is None:
        return None

    def word(language: Language) -> str:
        limits = source.quantity.range_text.in_(language)
        return f"{describe(source.node, language)} ({limits})"

    return Text.each(word)


def _formula(line: Line) -> Text:
    return Text(vi=describe(line.formula, "vi"), en=describe(line.formula, "en"))


def _explained(found: list[Detail]) -> bool:
    """Say whether another shape of a formula is no news: another table or source brings one along."""
    return any(detail.kind in (Kind.BAND, Kind.SOURCE, Kind.TARGET) for detail in found)


def _shape(formula: Node) -> Node:
    """Return *formula* without its numbers and its tables."""

    def change(node: Node) -> Node:
        match node:
            case Constant():
                return ZERO
            case Apply(Op.TABLE, args):
                return Apply(Op.TABLE, args)
            case _:
                return node

    return rewrite(formula, change)


_Shown = tuple[Table, tuple[Quantity, ...]]


def _tables(formula: Node) -> Iterator[_Shown]:
    """Return the tables of a formula, each with the quantities of its columns."""
    for node in arrange([formula]):
        if isinstance(node, Apply) and isinstance(node.data, Table):
            yield node.data, tuple(a.quantity if isinstance(a, Symbol) else ANY for a in node.args)


def _bands(where: str, old: _Shown | None, new: _Shown | None) -> Iterator[Detail]:
    """Return the rows that differ: the points of a band, or a band that another one replaces."""
    before, after = _rows(old), _rows(new)
    for band in before:
        if band in after and before[band] != after[band]:
            yield Detail(where, Kind.BAND, band, before[band], after[band])
    gone = [(band, before[band]) for band in before if band not in after]
    come = [(band, after[band]) for band in after if band not in before]
    name = Text(vi="mức của bảng điểm", en="band of the table")
    for one, other in zip_longest(gone, come):
        yield Detail(where, Kind.BAND, name, one and _row(*one), other and _row(*other))


def _row(band: Text, points: Text) -> Text:
    return Text(vi=f"{band.vi}: {points.vi}", en=f"{band.en}: {points.en}")


def _rows(shown: _Shown | None) -> Mapping[Text, Text]:
    if shown is None:
        return {}
    table, quantities = shown

    def band(row: Row) -> Text:
        pairs = list(zip(row.bands, quantities, strict=True))
        return Text.each(lambda lang: ", ".join(_band(b, q, lang) for b, q in pairs))

    found = {band(row): _number(row.points) for row in table.rows}
    if table.otherwise is not None:
        found[OTHERWISE] = _number(table.otherwise)
    return MappingProxyType(found)


OTHERWISE = Text(vi="còn lại", en="otherwise")


def _band(band: Band, quantity: Quantity, language: Language) -> str:
    low, high = ("" if e is None else quantity.format(e, language) for e in (band.low, band.high))
    if low and low == high:
        return low
    if not low and not high:
        return "…"
    if not low or not high:
        mark = ("≤" if band.with_high else "<") if high else ("≥" if band.with_low else ">")
        return f"{mark} {low or high}"
    return f"{low} {'' if band.with_low else '<'}..{'' if band.with_high else '<'} {high}"
