"""What a review says, in both languages; the names of the stages stand with the standings."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from covenant_rules.changes import Change
from covenant_rules.comparison import CRITERION, Points, UnitReview
from covenant_rules.covenant import Covenant
from covenant_rules.interval import Interval
from covenant_rules.output.words import interval_text, number, stage_name
from covenant_rules.review import EARLIER, LATER, Review
from covenant_rules.text import Language, Text, number_text

WORDS = {
    "review": Text(vi="so sánh {}", en="{} side by side"),
    "unit": Text(vi="Đơn vị", en="Unit"),
    "item": Text(vi="Mục", en="Item"),
    "total": Text(vi="Tổng điểm", en="Total"),
    "owner": Text(vi="Phụ trách", en="Answers for it"),
    "to": Text(vi="{} đến {}", en="{} to {}"),
    "inflation": Text(vi="Chênh lệch giữa tự chấm và {}", en="Self-scored less {}"),
    "above": Text(vi="Chênh lệch", en="Inflation"),
    "bloc": Text(vi="Toàn khối", en="Whole bloc"),
    "mean": Text(vi="Bình quân", en="Mean"),
    "largest": Text(vi="Cao nhất", en="Largest"),
    "no_report": Text(vi="không có báo cáo {}", en="no report: {}"),
    "through": Text(
        vi="[{}] thay đổi do đơn vị khác hoặc mục khác",
        en="[{}] moved through other units or items",
    ),
    "none": Text(vi="không ghi", en="not given"),
    "same": Text(vi="Điểm không thay đổi.", en="No points changed."),
    "veto": Text(vi="vi phạm điều kiện loại trừ {} ({})", en="vetoed by {} ({})"),
    "points": Text(vi="điểm ghi sẵn {}", en="points stated for {}"),
    "waiver": Text(vi="miễn trừ điểm {}", en="penalty {} lifted by"),
    "not_applicable": Text(vi="không áp dụng {}", en="{} does not apply"),
    "invalid": Text(vi="không chấp nhận {}", en="{} rejected"),
    EARLIER: Text(vi="bản trước", en="earlier file"),
    LATER: Text(vi="bản sau", en="later file"),
}


class Speaker:
    """Says what one review has to say, in one language."""

    def __init__(self, found: Review, language: Language) -> None:
        self.found, self.language = found, language
        self.names = [
            self(v.name) if v.name in (EARLIER, LATER) else stage_name(v.name, language)
            for v in found.views
        ]

    def __call__(self, key: str, *values: object) -> str:
        """Return a word of the review, filled with *values*."""
        return WORDS[key].in_(self.language).format(*values)

    def notes(self, unit: UnitReview) -> Iterator[str]:
        """Yield what changed in the reports of a unit, what lacks, and what strikes."""
        for name, status, vetoes in zip(self.names, unit.statuses, unit.vetoes, strict=True):
            if status is None:
                yield f"- {self('no_report', name)}"
            if vetoes:
                yield f"- {self('veto', ', '.join(vetoes), name)}"
        for step, changes in enumerate(unit.steps):
            if None in unit.statuses[step : step + 2]:
                continue
            for change in changes:
                by = unit.moved(change, step)
                points = "" if by is None else f" ({self.signed(by)})"
                yield f"- {self.names[step + 1]}: {self.change(change)}{points}"
            for row in unit.rows:
                unexplained = row.kind == CRITERION and not unit.reasons(row)[step]
                if unexplained and moved(row.deltas[step]):
                    told = f"{self('through', row.node)} ({self.signed(row.deltas[step])})"
                    yield f"- {self.names[step + 1]}: {told}"

    def change(self, change: Change) -> str:
        """Return what changed, where it counts, and the reason that the report gives."""
        covenant = self.found.covenant
        mark, separator, name = change.entry.partition(":")
        title = _title(covenant, name or mark, self.language)
        what = self(mark, title) if separator else title
        where = f"[{', '.join(change.lines or change.nodes[-1:])}] " if change.nodes else ""
        ends = [self._value(change, value) for value in (change.before, change.after)]
        note = f" — {change.note}" if change.note and change.note != change.after else ""
        return f"{where}{what}: {ends[0]} → {ends[1]}{note}"

    def _value(self, change: Change, value: Fraction | str | None) -> str:
        if not isinstance(value, Fraction):
            return value or self("none")
        declared = self.found.covenant.measures.get(change.entry.partition("@")[0])
        if declared is None:
            return number_text(value, self.language)
        return declared.quantity.format(value, self.language)

    def points(self, points: Interval) -> str:
        """Return points, or both ends of an interval, with a true minus sign."""
        shown = interval_text(points, self.found.covenant.rounding, self.language)
        return shown.replace("-", "−")

    def signed(self, points: Points) -> str:
        """Return a difference with its sign, or both ends of one that is not decided."""
        if points is None:
            return "—"
        rounding = self.found.covenant.rounding

        def one(end: Fraction | None) -> str:
            if end is None:
                return "…"
            sign = "−" if end < 0 else "+" if end > 0 else ""
            return f"{sign}{number(abs(end), rounding, self.language)}"

        if points.exact is not None:
            return one(points.exact)
        return self("to", one(points.low), one(points.high))


def moved(delta: Points) -> bool:
    """Say whether a difference is there and not surely nothing."""
    return delta is not None and delta != Interval.of(0, 0)


def _title(covenant: Covenant, name: str, language: Language) -> str:
    """Return the title of a measure, with its period; the id of anything else."""
    base, at, period = name.partition("@")
    declared = covenant.measures.get(base)
    return name if declared is None else f"{declared.title.in_(language)}{at}{period}"
