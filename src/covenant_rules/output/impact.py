"""The impact of an edition, as a table within 80 columns and as plain data for JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from covenant_rules.differences import Detail, Kind
from covenant_rules.impact import Impact, Move, Outcome, Step, outcomes
from covenant_rules.interval import Interval
from covenant_rules.output.words import interval_text, stage_name
from covenant_rules.standing import Result, Standings
from covenant_rules.text import Language, Text, exact_text, number_text

WORDS: Mapping[str, Text] = {
    "heading": Text(vi="{} → {} · đợt {}", en="{} → {} · stage {}"),
    "edition": Text(vi="bản {}", en="edition {}"),
    "same": Text(vi="Hai bản giống nhau, không có gì thay đổi.", en="The two editions are the same."),
    "sheet": Text(vi="cả bản giao ước", en="the whole sheet"),
    "value": Text(vi="{}, {}: {} → {}", en="{}, {}: {} → {}"),
    "added": Text(vi="{}, {}: thêm {}", en="{}, {}: {} added"),
    "removed": Text(vi="{}, {}: bỏ {}", en="{}, {}: {} removed"),
    "plain": Text(vi="{}, {}", en="{}, {}"),
    "nobody": Text(vi="không làm thay đổi điểm, hạng của đơn vị nào", en="moves nobody"),
    "points": Text(vi="{} điểm", en="{} points"),
    "rank": Text(vi="{} bậc", en="{} places"),
    "unit": Text(vi="Đơn vị", en="Unit"),
    "old": Text(vi="Điểm cũ", en="Old total"),
    "new": Text(vi="Điểm mới", en="New total"),
    "moved": Text(vi="Tăng, giảm", en="Change"),
    "ranks": Text(vi="Hạng", en="Rank"),
    "class": Text(vi="xếp loại {} → {}", en="class {} → {}"),
    "gained": Text(vi="thêm “{}”", en="gains “{}”"),
    "lost": Text(vi="không còn “{}”", en="loses “{}”"),
    "order": Text(
        vi="Các thay đổi được áp dụng lần lượt theo thứ tự của bản giao ước, sau mỗi thay đổi chấm lại"
        " từ đầu; khi các thay đổi tác động lẫn nhau, thứ tự này quyết định phần điểm ghi cho từng"
        " thay đổi. Cộng các phần lại đúng bằng toàn bộ mức tăng, giảm.",
        en="The changes are applied one by one in the order of the sheet, and everything is scored anew"
        " after each; where changes act on each other, this order decides what each is given. The"
        " parts sum to the whole change.",
    ),
}  # fmt: skip

KINDS: Mapping[Kind, Text] = {
    Kind.STANDARD: Text(vi="điểm chuẩn", en="standard"),
    Kind.CAP: Text(vi="giới hạn", en="cap"),
    Kind.BAND: Text(vi="bảng điểm", en="band"),
    Kind.SETTING: Text(vi="thông số", en="setting"),
    Kind.TARGET: Text(vi="chỉ tiêu", en="target"),
    Kind.SOURCE: Text(vi="nguồn số liệu", en="source"),
    Kind.COMBINE: Text(vi="cách gộp", en="combination"),
    Kind.WEIGHT: Text(vi="trọng số", en="weight"),
    Kind.GATE: Text(vi="điều kiện", en="condition"),
    Kind.TREATMENT: Text(vi="cách xử lý", en="treatment"),
    Kind.ROUNDING: Text(vi="làm tròn", en="rounding"),
    Kind.RANKING: Text(vi="xếp hạng", en="ranking"),
    Kind.SHEET: Text(vi="quy định chung", en="sheet"),
    Kind.CONTENT: Text(vi="nội dung", en="content"),
    Kind.CRITERION: Text(vi="tiêu chí", en="criterion"),
    Kind.LINE: Text(vi="dòng", en="line"),
    Kind.MEASURE: Text(vi="số liệu", en="measure"),
    Kind.REGISTRATION: Text(vi="đăng ký", en="registration"),
    Kind.EVIDENCE: Text(vi="số liệu", en="evidence"),
    Kind.OTHER: Text(vi="khác", en="other"),
}


def _word(key: str, language: Language, *values: object) -> str:
    return WORDS[key].in_(language).format(*values)


def detail_text(detail: Detail, language: Language) -> str:
    """Return one difference as a sentence."""
    where = detail.where or _word("sheet", language)
    kind, name = KINDS[detail.kind].in_(language), detail.name.in_(language)
    what = kind if name == kind else f"{kind}: {name}" if detail.kind in _NAMED else name
    old, new = (None if t is None else t.in_(language) for t in (detail.old, detail.new))
    if old is None and new is None:
        return _word("plain", language, where, what)
    if detail.kind in _MEMBERS and (old is None or new is None):
        key = "removed" if new is None else "added"
        return _word(key, language, where, what, f"“{old or new}”")
    return _word("value", language, where, what, old or "—", new or "—")


_NAMED = (
    Kind.BAND,
    Kind.SETTING,
    Kind.TARGET,
    Kind.SOURCE,
)  # the name alone is the sheet's own word
_MEMBERS = (Kind.CONTENT, Kind.CRITERION, Kind.LINE, Kind.REGISTRATION)


def print_to(console: Console, impact: Impact, language: Language) -> None:
    """Print the changes, whom each of them moved, and the totals and ranks of all units."""
    old, new = (_word("edition", language, s.covenant.edition) for s in (impact.old, impact.new))
    stage = stage_name(impact.new.stage, language)
    console.print(Line(_word("heading", language, old, new, stage), style="bold"))
    if not impact.steps:
        console.print(Line(_word("same", language)))
    for number, step in enumerate(impact.steps, start=1):
        for position, detail in enumerate(step.details):
            head = f"{number}. " if position == 0 else " " * len(f"{number}. ")
            console.print(Line(head + detail_text(detail, language)))
        for text in _moved(step, impact, language):
            console.print(Padding(Line(text), (0, 0, 0, 5)))
    console.print(_table(impact, language))
    for unit, outcome in outcomes(impact).items():
        title = impact.units[unit].in_(language)
        console.print(Line(f"{title}: {'; '.join(_outcome(outcome, language))}"))
    if impact.steps:
        console.print(Line(_word("order", language)))


def _moved(step: Step, impact: Impact, language: Language) -> Iterator[str]:
    moved = {unit: move for unit, move in step.moves.items() if not move.is_nothing}
    if not moved:
        yield _word("nobody", language)
    for unit, move in moved.items():
        parts = []
        if move.low or move.high:
            parts.append(_word("points", language, _points(move, language)))
        if move.places:
            parts.append(_word("rank", language, f"{move.places:+d}".replace("-", "−")))
        yield f"{impact.units[unit].in_(language)}: {', '.join(parts)}"


def _points(move: Move, language: Language) -> str:
    ends = [None if e is None else _signed(e, language) for e in (move.low, move.high)]
    return "–".join("…" if end is None else end for end in dict.fromkeys(ends))


def _signed(value: Fraction, language: Language) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + number_text(abs(value), language)


def _table(impact: Impact, language: Language) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(_word("unit", language))
    for name in ("old", "new", "moved", "ranks"):
        table.add_column(_word(name, language), justify="right")
    ends = [{r.card.unit: r for r in standings} for standings in (impact.old, impact.new)]
    moves = impact.moves
    for unit, title in impact.units.items():
        found = [end.get(unit) for end in ends]
        totals = [
            "—" if r is None else interval_text(r.card.total, s.covenant.rounding, language)
            for r, s in zip(found, (impact.old, impact.new), strict=True)
        ]
        places = [None if r is None else r.standing.rank for r in found]
        ranks = " → ".join("—" if place is None else str(place) for place in places)
        table.add_row(escape(title.in_(language)), *totals, _points(moves[unit], language), ranks)
    return table


def _outcome(found: Outcome, language: Language) -> Iterator[str]:
    """Yield what a unit gains and loses: its class, then awards and offices."""
    if found.old_class != found.new_class:
        old, new = (
            "—" if one is None else one.in_(language) for one in (found.old_class, found.new_class)
        )
        yield _word("class", language, old, new)
    for key, titles in (("gained", found.gained), ("lost", found.lost)):
        yield from (_word(key, language, title.in_(language)) for title in titles)


def json_text(impact: Impact) -> str:
    """Return the whole impact as JSON; numbers are exact and written as text."""
    return json.dumps(data(impact), ensure_ascii=False, indent=2) + "\n"


def data(impact: Impact) -> dict[str, Any]:
    """Return the whole impact as plain data."""
    ends = [{r.card.unit: r for r in standings} for standings in (impact.old, impact.new)]
    return {
        "old": _edition(impact.old),
        "new": _edition(impact.new),
        "stage": impact.new.stage,
        "changes": [
            {
                "details": [_detail(detail) for detail in step.details],
                "moves": {u: _move(m) for u, m in step.moves.items() if not m.is_nothing},
            }
            for step in impact.steps
        ],
        "units": {
            unit: {
                "title": _both(title),
                "old": _result(ends[0].get(unit)),
                "new": _result(ends[1].get(unit)),
                "change": _move(impact.moves[unit]),
            }
            for unit, title in impact.units.items()
        },
        "outcomes": {unit: _outcome_data(one) for unit, one in outcomes(impact).items()},
        "order": _both(WORDS["order"]),
    }


def _outcome_data(found: Outcome) -> dict[str, Any]:
    old, new = (None if one is None else _both(one) for one in (found.old_class, found.new_class))
    return {
        "class": {"old": old, "new": new},
        "gained": [_both(title) for title in found.gained],
        "lost": [_both(title) for title in found.lost],
    }


def _edition(standings: Standings) -> dict[str, Any]:
    covenant = standings.covenant
    return {"covenant": covenant.id, "edition": covenant.edition, "digest": covenant.digest}


def _detail(detail: Detail) -> dict[str, Any]:
    texts = {"name": detail.name, "old": detail.old, "new": detail.new}
    shown = {key: None if text is None else _both(text) for key, text in texts.items()}
    return {"where": detail.where, "kind": str(detail.kind), **shown}


def _move(move: Move) -> dict[str, Any]:
    return {"points": _ends(Interval(move.low, move.high)), "places": move.places}


def _result(result: Result | None) -> dict[str, Any] | None:
    if result is None:
        return None
    card, rank = result.card, result.standing.rank
    return {"total": _ends(card.total), "rank": rank, "status": str(card.status)}


def _ends(interval: Interval) -> str | list[str | None]:
    """Return the number, or the two ends while it is not known."""
    if interval.exact is not None:
        return exact_text(interval.exact)
    return [None if end is None else exact_text(end) for end in (interval.low, interval.high)]


def _both(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
