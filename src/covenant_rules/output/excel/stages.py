"""The stages of a bloc-year side by side, on a sheet of the result workbook."""

from __future__ import annotations

from covenant_rules.comparison import LINE, TOTAL
from covenant_rules.interval import Interval
from covenant_rules.output.excel.book import Book
from covenant_rules.output.excel.paper import Paper
from covenant_rules.output.review_words import Speaker
from covenant_rules.review import review
from covenant_rules.standing import Standings
from covenant_rules.text import Language, Text

_NAME = Text(vi="Các đợt chấm", en="Stages")
_HEADING = Text(vi="SO SÁNH CÁC ĐỢT CHẤM ĐIỂM", en="STAGES SIDE BY SIDE")
_ITEM = Text(vi="Mã", en="Id")
_TITLE = Text(vi="Đơn vị, nội dung, tiêu chí", en="Unit, content, criterion")
_DELTA = Text(vi="{} so với {}", en="{} less {}")


def stages_sheet(book: Book, standings: Standings, language: Language, footer: str) -> None:
    """Write every unit's points at every stage and what changed; nothing where there is one stage."""
    if len(standings.bloc.stages) < 2:  # noqa: PLR2004
        return
    found = review(standings.bloc)
    say = Speaker(found, language)
    deltas = [
        _DELTA.in_(language).format(after, before)
        for before, after in zip(say.names, say.names[1:], strict=False)
    ]
    heads = [(_ITEM.in_(language), 9), (_TITLE.in_(language), 50)]
    heads += [(name, 14) for name in (*say.names, *deltas)]
    titles = (_HEADING.in_(language), standings.covenant.title.in_(language))
    rounding = standings.covenant.rounding
    paper = Paper.new(book, _NAME.in_(language), titles, heads, rounding, language)
    for unit in found.units:
        for row in unit.rows:
            if row.kind == LINE:
                continue
            style = "band" if row.kind == TOTAL else "text"
            number = "band" if row.kind == TOTAL else "number"
            title = unit.title if row.kind == TOTAL else row.title
            points: list[Interval | None] = [*row.points, *row.deltas]
            styles = [style, style, *[number] * len(points)]
            paper.put([row.node, title.in_(language), *points], styles)
        for said in say.notes(unit):
            paper.note(said)
    paper.finish(footer)
