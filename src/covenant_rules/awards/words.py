"""Conditions in words, in both languages: as a policy asks, and what would have to change."""

from __future__ import annotations

from attrs import frozen

from covenant_rules.conditions import (
    ANY,
    AllOf,
    AnyOf,
    Condition,
    Earlier,
    Marked,
    Measured,
    Not,
    OfUnit,
)
from covenant_rules.formula.table import Band
from covenant_rules.policy import Policy, Share
from covenant_rules.text import Language, Text, decimal_places, number_text

_MEASURED = {
    "rank": Text(vi="hạng", en="rank"),
    "points": Text(vi="tổng điểm", en="total"),
    "percent": Text(vi="tỷ lệ điểm đạt", en="share of the standard points"),
    "criteria": Text(vi="tiêu chí thấp nhất", en="weakest criterion"),
    "contents": Text(vi="nội dung thấp nhất", en="weakest content"),
}
_OF_NODE = Text(vi="điểm mục {}", en="points of {}")
_MARKED = {
    "registered": Text(vi="đăng ký {}", en="registered for {}"),
    "violation": Text(vi="có vi phạm {}", en="a violation of kind {}"),
    "veto": Text(vi="bị loại trừ {}", en="vetoed by {}"),
    "reported": Text(vi="nộp đúng hạn {}", en="{} in time"),
    "group": Text(vi="thuộc nhóm {}", en="of group {}"),
    "class": Text(vi="xếp loại {}", en="class {}"),
    "award": Text(vi="được {}", en="has {}"),
    "passed": Text(vi="được bầu chọn ở {}", en="passed {}"),
    "holds": Text(vi="{}", en="{}"),
}
_ANYTHING = {
    "violation": Text(vi="có vi phạm", en="any violation"),
    "veto": Text(vi="bị loại trừ", en="any veto"),
    "award": Text(vi="được khen thưởng", en="any award"),
    "leader": Text(vi="giữ chức vụ lãnh đạo, quản lý", en="holds a leading post"),
}
_OR = Text(vi=" hoặc ", en=" or ")
_AND = Text(vi=" và ", en=" and ")
_NOT = Text(vi="không {}", en="not: {}")
_UNIT = Text(vi="đơn vị: {}", en="the unit: {}")
_RUNNING = Text(vi="đạt {} {} năm liền trước", en="{} in each of the last {} years")
_WITHIN = Text(vi="đạt {} trong {} năm trước", en="{} at least once in the last {} years")


def band_text(band: Band, language: Language, unit: str = "") -> str:
    """Return a band as a reader writes it: `≥ 90`, `80 ≤ … < 90`."""
    low, high = band.low, band.high
    if low is not None and low == high:
        return f"= {number_text(low, language)}{unit}"
    left = "" if low is None else number_text(low, language) + unit
    right = "" if high is None else number_text(high, language) + unit
    if not right:
        return f"{'≥' if band.with_low else '>'} {left}"
    upper = f"{'≤' if band.with_high else '<'} {right}"
    return upper if not left else f"{left} {'≤' if band.with_low else '<'} … {upper}"


def share_text(share: Share, language: Language) -> str:
    """Return a share as a reader writes it: `≥ 90 %`, `> 2/3`."""
    percent = share.least * 100
    exact = decimal_places(percent) is not None
    part = f"{number_text(percent, language)} %" if exact else str(share.least)
    return f"{'>' if share.strict else '≥'} {part}"


@frozen
class Words:
    """Says conditions of one policy."""

    policy: Policy

    def condition(self, asked: Condition) -> Text:
        """Return what *asked* asks for."""
        return Text.each(lambda language: self._said(asked, language))

    def change(self, asked: Condition) -> Text:
        """Return what would have to change for *asked* to hold."""
        must = Text(vi="cần: {}", en="needed: {}")
        return Text.each(lambda lang: must.in_(lang).format(self._said(asked, lang)))

    def _said(self, asked: Condition, language: Language) -> str:
        match asked:
            case Measured(what, band, node):
                return self._measured(what, band, node, language)
            case Marked(what, names):
                return self._marked(what, names, language)
            case Earlier(award, years, every):
                words = _RUNNING if every else _WITHIN
                return words.in_(language).format(self.policy.title(award).in_(language), years)
            case Not(inner):
                return _NOT.in_(language).format(self._said(inner, language))
            case OfUnit(inner):
                return _UNIT.in_(language).format(self._said(inner, language))
            case AllOf(parts):
                return _AND.in_(language).join(self._said(one, language) for one in parts)
            case AnyOf(parts):
                return _OR.in_(language).join(self._said(one, language) for one in parts)

    @staticmethod
    def _measured(what: str, band: Band, node: str | None, language: Language) -> str:
        name = _MEASURED[node or what if what == "weakest" else what].in_(language)
        if node is not None and what != "weakest":
            name = _OF_NODE.in_(language).format(node)
        unit = " %" if what in ("percent", "weakest") else ""
        return f"{name} {band_text(band, language, unit)}"

    def _marked(self, what: str, names: tuple[str, ...], language: Language) -> str:
        if ANY in names and what in _ANYTHING:
            return _ANYTHING[what].in_(language)
        titles = _OR.in_(language).join(f"“{self._title(n, language)}”" for n in names)
        return _MARKED[what].in_(language).format(titles)

    def _title(self, name: str, language: Language) -> str:
        title = self.policy.title(name).in_(language)
        ballot = self.policy.ballot.get(name)
        return title if ballot is None else f"{title} ({share_text(ballot.passes, language)})"
