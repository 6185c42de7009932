"""Edits: how a difference in one part of a bloc becomes a change of the whole bloc."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from attrs import evolve

from covenant_rules.covenant import Limits
from covenant_rules.differences import STANDARD, Change, Detail, Kind, value_text
from covenant_rules.registration import Registration
from covenant_rules.text import Text

# A part of a bloc is a content, a criterion, a line, a registration and the like. `Put` turns a
# change of that part into a change of the whole bloc.
Edit = Callable[[Any], Any]
Put = Callable[[Edit], Edit]

FIELDS: dict[str, tuple[Kind, Text]] = {
    "bonus": (Kind.CAP, Text(vi="giới hạn điểm thưởng", en="bonus cap")),
    "penalty": (Kind.CAP, Text(vi="giới hạn điểm trừ", en="penalty cap")),
    "net_low": (Kind.CAP, Text(vi="giới hạn dưới của thưởng trừ bù nhau", en="net cap, low")),
    "net_high": (Kind.CAP, Text(vi="giới hạn trên của thưởng trừ bù nhau", en="net cap, high")),
    "floor": (Kind.CAP, Text(vi="điểm sàn", en="floor")),
    "ceiling": (Kind.CAP, Text(vi="điểm tối đa", en="ceiling")),
    "at_most": (Kind.CAP, Text(vi="giới hạn của dòng", en="cap of the line")),
    "points": (Kind.STANDARD, STANDARD),
    "combine": (Kind.COMBINE, Text(vi="cách gộp", en="combination")),
    "weight": (Kind.WEIGHT, Text(vi="trọng số", en="weight")),
    "only_if": (Kind.GATE, Text(vi="điều kiện được tính", en="condition")),
    "when_missing": (Kind.TREATMENT, Text(vi="khi thiếu số liệu", en="when missing")),
    "when_invalid": (Kind.TREATMENT, Text(vi="khi số liệu không hợp lệ", en="when invalid")),
    "not_applicable": (Kind.TREATMENT, Text(vi="khi không áp dụng", en="when not applicable")),
    "slot": (Kind.TREATMENT, Text(vi="chỉ tiêu tự đăng ký", en="slot")),
    "valid": (Kind.SETTING, Text(vi="thời gian hiệu lực", en="days in force")),
    "scale": (Kind.SHEET, Text(vi="thang điểm", en="scale")),
    "year": (Kind.SHEET, Text(vi="thời gian thi đua", en="year")),
    "registration_due": (Kind.SHEET, Text(vi="hạn đăng ký", en="registration due")),
    "periods": (Kind.SHEET, Text(vi="các kỳ", en="periods")),
    "decimals": (Kind.ROUNDING, Text(vi="số chữ số thập phân", en="decimals")),
    "mode": (Kind.ROUNDING, Text(vi="cách làm tròn", en="mode of rounding")),
    "at": (Kind.ROUNDING, Text(vi="bước làm tròn", en="stage of rounding")),
    "method": (Kind.RANKING, Text(vi="cách xếp hạng", en="method of ranking")),
    "rounded": (Kind.RANKING, Text(vi="so sánh điểm đã làm tròn", en="rounded totals compared")),
    "tie_breakers": (Kind.RANKING, Text(vi="tiêu chí phụ", en="tie-breakers")),
    "listed_last": (Kind.RANKING, Text(vi="theo thứ tự đăng ký", en="order of registration")),
    "ranked": (Kind.REGISTRATION, Text(vi="được xếp hạng", en="ranked")),
    "signed": (Kind.REGISTRATION, Text(vi="ngày đăng ký", en="signed")),
    "active": (Kind.REGISTRATION, Text(vi="thời gian hoạt động", en="active")),
    "merged_from": (Kind.REGISTRATION, Text(vi="hợp nhất từ", en="merged from")),
}
PRECISION = {
    "decimals": (Kind.RANKING, Text(vi="độ chính xác khi xếp hạng", en="precision of ranking"))
}
LIMITS = ("bonus", "penalty", "net_low", "net_high", "floor", "ceiling")
FORMULA = ("rule", "effect", "formula", "points", "sources", "settings", "bound")


def whole_bloc(edit: Edit) -> Edit:
    """Return the change itself: the part is the bloc."""
    return edit


def inside(put: Put, attribute: str, key: str | None = None) -> Put:
    """Return how to change an attribute of a part, or the member with *key* of a sequence there."""

    def member(edit: Edit) -> Edit:
        def changed(part: Any) -> Any:
            own = getattr(part, attribute)
            if key is not None:
                own = tuple(edit(child) if key_of(child) == key else child for child in own)
            return evolve(part, **{attribute: own if key is not None else edit(own)})

        return put(changed)

    return member


def key_of(part: Any) -> str:
    """Return the id of a part; a registration has its unit's."""
    return str(part.unit if isinstance(part, Registration) else part.id)


def field_changes(
    old: Any, new: Any, names: Sequence[str], where: str, put: Put,
    known: dict[str, tuple[Kind, Text]] = FIELDS,
) -> Iterator[Change]:  # fmt: skip
    """Return the changes of the fields in *names*, each of which can be replaced alone."""
    for name in names:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            kind, title = known[name]
            detail = Detail(where, kind, title, _shown(name, before), _shown(name, after))
            yield Change((detail,), put(_with_field(name, after)))


def _with_field(name: str, value: Any) -> Edit:
    return lambda part: evolve(part, **{name: value})


def _shown(name: str, value: Any) -> Text | None:
    if name == "tie_breakers":
        return Text.same(", ".join(breaker.name for breaker in value) or "—")
    if name == "periods":
        return Text.same(", ".join(f"{p.id} × {p.weight}" for p in value) or "—")
    return value_text(value)


def limit_changes(old: Limits, new: Limits, where: str, put: Put) -> Iterator[Change]:
    """Return the changes of caps."""
    yield from field_changes(old, new, LIMITS, where, inside(put, "limits"))


def member_changes(
    old: Any, new: Any, attribute: str, kind: Kind, prefix: str, put: Put,
    each: Callable[[Any, Any, Put], Iterable[Change]],
) -> Iterator[Change]:  # fmt: skip
    """Return the changes of the members of a sequence, those added and removed among them."""
    before = {key_of(child): child for child in getattr(old, attribute)}
    after = {key_of(child): child for child in getattr(new, attribute)}
    order = _merged(list(before), list(after))
    for key in order:
        one, other = before.get(key), after.get(key)
        if one is not None and other is not None and type(one) is type(other):
            yield from each(one, other, inside(put, attribute, key))
            continue
        titles = [None if part is None else part.title for part in (one, other)]
        detail = Detail(prefix + key, kind, NAMES[kind], titles[0], titles[1])
        yield Change((detail,), put(_with_member(attribute, key, other, order)))


NAMES = {
    Kind.CONTENT: Text(vi="nội dung", en="content"),
    Kind.CRITERION: Text(vi="tiêu chí", en="criterion"),
    Kind.LINE: Text(vi="dòng", en="line"),
    Kind.REGISTRATION: Text(vi="đơn vị hoặc chỉ tiêu đăng ký", en="unit or registered target"),
    Kind.MEASURE: Text(vi="số liệu", en="measure"),
}


def _merged(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return all keys in the order of the new edition, each that is gone after its predecessor."""
    order = list(after)
    for position, key in enumerate(before):
        if key not in order:
            order.insert(order.index(before[position - 1]) + 1 if position else 0, key)
    return order


def _with_member(attribute: str, key: str, member: Any, order: Sequence[str]) -> Edit:
    def changed(part: Any) -> Any:
        rest = [child for child in getattr(part, attribute) if key_of(child) != key]
        members = rest if member is None else [*rest, member]
        return evolve(
            part, **{attribute: tuple(sorted(members, key=lambda m: order.index(key_of(m))))}
        )

    return changed


def with_entry(attribute: str, key: Any, value: Any) -> Edit:
    """Return how to put *value* at *key* of a mapping; None takes it out."""

    def changed(part: Any) -> Any:
        rest = {k: v for k, v in getattr(part, attribute).items() if k != key}
        return evolve(part, **{attribute: rest if value is None else rest | {key: value}})

    return changed
