"""The words and numbers of standings, in both languages; tables, pages and workbooks show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from covenant_rules.covenant import Covenant, Rounding
from covenant_rules.interval import Interval
from covenant_rules.rounding import round_exact
from covenant_rules.scoring import Scorecard, Status
from covenant_rules.standing import LISTED, Standings
from covenant_rules.text import Language, Text, decimal_places, number_text

WORDS = {
    "rank": Text(vi="Hạng", en="Rank"),
    "unit": Text(vi="Đơn vị", en="Unit"),
    "content": Text(vi="ND {}", en="C {}"),
    "bonus": Text(vi="Thưởng", en="Bonus"),
    "penalty": Text(vi="Trừ", en="Penalty"),
    "total": Text(vi="Tổng điểm", en="Total"),
    "stage": Text(vi="đợt {}", en="stage {}"),
    "contents": Text(vi="Nội dung", en="Content"),
    "standard": Text(vi="Điểm chuẩn", en="Standard"),
    "node_content": Text(vi="nội dung {}", en="content {}"),
    "node_criterion": Text(vi="tiêu chí {}", en="criterion {}"),
    "stated": Text(
        vi="* điểm ghi sẵn trong báo cáo, không tính từ số liệu: {}",
        en="* points stated in the report, not derived from evidence: {}",
    ),
    "pending": Text(
        vi="{}: còn thiếu {} số liệu, tổng điểm là khoảng từ thấp nhất đến cao nhất có thể",
        en="{}: {} figures are missing, the total is an interval",
    ),
    "not_classified": Text(vi="{}: không xếp loại, {}", en="{}: not classified, {}"),
    "excluded": Text(
        vi="{}: chấm điểm nhưng không xếp hạng, {}", en="{}: scored but not ranked, {}"
    ),
    "tied": Text(vi="Hạng {} có {} đơn vị đồng hạng: {}", en="Rank {} is shared by {} units: {}"),
    "broken": Text(
        vi="{}: xếp trên hoặc dưới đơn vị bằng điểm theo {}",
        en="{}: parted from a unit with the same total by {}",
    ),
    "veto": Text(vi="{}: vi phạm điều kiện loại trừ {}", en="{}: vetoed by {}"),
    "illustrative": Text(
        vi="Số liệu có ghi chú “minh họa” là giả định để trình bày, không phải kết quả thật.",
        en="Figures noted as illustrative are made up for a demonstration; they are no real result.",
    ),
    "listed": Text(vi="thứ tự đăng ký", en="the order of registration"),
}


_STAGES = {
    "half_year": Text(vi="sơ kết", en="half-year"),
    "final": Text(vi="tổng kết", en="final"),
    "self": Text(vi="tự chấm", en="self-scored"),
    "cross": Text(vi="chấm chéo", en="cross-scored"),
    "appraised": Text(vi="thẩm định", en="appraised"),
    "agreed": Text(vi="thống nhất", en="agreed"),
}


def stage_name(stage: str, language: Language) -> str:
    """Return the usual name of a stage, or its id where it has none."""
    known = _STAGES.get(stage)
    return stage if known is None else known.in_(language)


def word(key: str, language: Language, *values: object) -> str:
    """Return a word of the tables in *language*, filled with *values*."""
    return WORDS[key].in_(language).format(*values)


def node_names(covenant: Covenant, nodes: Iterable[str], language: Language) -> str:
    """Return what a reader calls nodes of the sheet: `nội dung 3, tiêu chí 4.1`."""
    contents = {content.id for content in covenant.contents}
    kinds = {node: "node_content" if node in contents else "node_criterion" for node in nodes}
    return ", ".join(word(kind, language, node) for node, kind in kinds.items())


STATED = "*"  # marks points that a report stated


def number(value: Fraction, rounding: Rounding, language: Language) -> str:
    """Return *value* at the decimals of the sheet; one that has more is marked as about that."""
    places = decimal_places(value)
    if places is not None and places <= rounding.decimals:
        return number_text(value, language)
    about = round_exact(value, rounding.decimals, rounding.mode)
    return f"≈{number_text(about, language)}"


def interval_text(interval: Interval, rounding: Rounding, language: Language) -> str:
    """Return a number, or the two ends of an interval, for a reader."""
    if interval.exact is not None:
        return number(interval.exact, rounding, language)
    ends = (interval.low, interval.high)
    # On two lines, so that a narrow column never cuts a number off.
    return "–\n".join("…" if e is None else number(e, rounding, language) for e in ends)


def notes(standings: Standings, language: Language) -> Iterator[str]:
    """Yield what has to be said under the standings: stated points, shared ranks, what is missing."""
    stated = {node: None for result in standings for node in result.card.stated}
    if stated:
        yield word("stated", language, node_names(standings.covenant, stated, language))
    yield from _shared(standings, language)
    for result in standings:
        yield from _note(result.card, language)
        broken_by = result.standing.broken_by
        if broken_by is not None:
            shown = word("listed", language) if broken_by == LISTED else broken_by
            yield word("broken", language, result.card.title.in_(language), shown)
    if standings.bloc.illustrative:
        yield word("illustrative", language)


def _shared(standings: Standings, language: Language) -> Iterator[str]:
    said: set[int] = set()
    for result in standings:
        standing = result.standing
        if standing.rank is None or not standing.tied_with or standing.rank in said:
            continue
        said.add(standing.rank)
        units = [result.card.unit, *standing.tied_with]
        names = ", ".join(standings[unit].card.title.in_(language) for unit in units)
        yield word("tied", language, standing.rank, len(units), names)


def _note(card: Scorecard, language: Language) -> Iterator[str]:
    name = card.title.in_(language)
    if card.status is Status.PENDING:
        yield word("pending", language, name, len(card.missing))
    elif card.because is not None:
        yield word(str(card.status), language, name, card.because.in_(language))
    if card.vetoes:
        yield word("veto", language, name, ", ".join(card.vetoes))
