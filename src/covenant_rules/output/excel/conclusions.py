"""Awards and classes of a bloc, with their reasons, on a sheet of the result workbook."""

from __future__ import annotations

from covenant_rules.awards.conclude import Conclusions, conclude
from covenant_rules.awards.quota import State
from covenant_rules.awards.why import Verdict
from covenant_rules.output.excel.book import Book
from covenant_rules.output.excel.paper import Paper
from covenant_rules.standing import Standings
from covenant_rules.text import Language, Text

_WORDS = {
    "awards": Text(vi="Khen thưởng", en="Awards"),
    "heading": Text(vi="ĐỀ NGHỊ KHEN THƯỞNG, XẾP LOẠI", en="PROPOSED AWARDS, CLASSES"),
    "what": Text(vi="Hình thức, xếp loại", en="Award, class"),
    "who": Text(vi="Đơn vị, cá nhân", en="Unit, person"),
    "state": Text(vi="Kết luận", en="Conclusion"),
    "why": Text(vi="Lý do", en="Reasons"),
}
_NOT_GIVEN = {
    State.REFUSED: Text(vi="không", en="no"),
    State.OPEN: Text(vi="chưa quyết định", en="not decided"),
}
_GIVEN = {
    "award": Text(vi="được đề nghị", en="proposed"),
    "election": Text(vi="được bầu chọn", en="elected"),
    "class": Text(vi="đạt", en="yes"),
}
_SIGNS = {State.GIVEN: "✓", State.REFUSED: "✗", State.OPEN: "?"}


def conclusions_sheet(book: Book, standings: Standings, language: Language, footer: str) -> None:
    """Write what follows for every unit; nothing where the bloc has no policy of awards."""
    if standings.bloc.awards is None:
        return
    found = conclude(standings)
    said = {key: words.in_(language) for key, words in _WORDS.items()}
    heads = [(said["what"], 40), (said["who"], 42), (said["state"], 18), (said["why"], 66)]
    titles = (said["heading"], standings.covenant.title.in_(language))
    rounding = standings.covenant.rounding
    paper = Paper.new(book, said["awards"], titles, heads, rounding, language, exact=False)
    for verdict in found.verdicts:
        given = verdict.state is State.GIVEN
        words = _GIVEN[kind_of(found, verdict)] if given else _NOT_GIVEN[verdict.state]
        state = words.in_(language)
        reasons = "\n".join(f"{_SIGNS[r.state]} {r.says.in_(language)}" for r in verdict.reasons)
        style = "strong" if given else "text"
        title = found.policy.title(verdict.name).in_(language)
        who = name_of(found, verdict.who, language)
        paper.put([title, who, state, reasons], [style, style, style, "text"])
    paper.finish(footer)


def kind_of(found: Conclusions, verdict: Verdict) -> str:
    """Return what a decision is about: a class, an election, or an award."""
    elected = {rule.id for rule in found.policy.awards if rule.elected}
    return "election" if verdict.sort == "award" and verdict.name in elected else verdict.sort


def name_of(found: Conclusions, who: str, language: Language) -> str:
    """Return the name of a unit, or of a person."""
    names = {result.card.unit: result.card.title for result in found.standings}
    names |= {person.id: person.title for person in found.policy.year.people}
    return names[who].in_(language) if who in names else who
