"""What changed between two reports of one unit, entry by entry, and where on the sheet it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import frozen

from covenant_rules.covenant import Covenant, Line
from covenant_rules.formula.tree import symbols
from covenant_rules.report import Report
from covenant_rules.switches import Role, role_of

Value = Fraction | str | None


@frozen
class Change:
    """One entry of a report that differs between two reports.

    Attributes:
        reporter: the unit whose report says it; for a merged unit one of its former units.
        entry: as in the column `measure` of the reports, such as `cases` or `points:1.1`.
        before, after: the values; None where the entry is not there.
        note: what the later report says beside it.
        nodes: the contents and criteria for which the entry counts, and *lines* the lines.
    """

    reporter: str
    entry: str
    before: Value
    after: Value
    note: str | None = None
    nodes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Whether the entry was added, removed or changed."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def changes(covenant: Covenant, earlier: Report, later: Report) -> tuple[Change, ...]:
    """Return every entry whose value differs, in the order in which the reports name them.

    Args:
        covenant: the sheet as the unit signed it.
        earlier: the report before.
        later: the report after it, whose notes are given.
    """
    old, new = _entries(earlier), _entries(later)
    return tuple(
        Change(
            later.unit,
            entry,
            old.get(entry),
            new.get(entry),
            later.notes.get(entry),
            *_where(covenant, entry),
        )
        for entry in dict.fromkeys((*old, *new))
        if old.get(entry) != new.get(entry)
    )


def _entries(report: Report) -> Mapping[str, Fraction | str]:
    """Return all that a report says, by the name that its column `measure` holds."""
    return {
        **report.values,
        **{f"points:{node}": points for node, points in report.stated.items()},
        **{f"waiver:{line}": waiver.authority for line, waiver in report.waivers.items()},
        **{f"not_applicable:{node}": reason for node, reason in report.not_applicable.items()},
        **{f"invalid:{measure}": reason for measure, reason in report.invalid.items()},
    }


def _where(covenant: Covenant, entry: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the contents and criteria, and the lines, for which an entry counts."""
    mark, separator, name = entry.partition(":")
    if separator and mark in ("points", "not_applicable"):
        around = (c.id for c in covenant.contents if name in (i.id for i in c.criteria))
        return (*around, name), ()
    nodes: dict[str, None] = {}
    lines = []
    measure = (name if separator else entry).partition("@")[0]
    for content in covenant.contents:
        for criterion in content.criteria:
            for line in criterion.lines:
                counts = line.id == name if mark == "waiver" else measure in _measures(line)
                if counts:
                    nodes |= {content.id: None, criterion.id: None}
                    lines.append(line.id)
    return tuple(nodes), tuple(lines)


def _measures(line: Line) -> Iterator[str]:
    """Yield the measures of a line, those that it takes over the whole bloc included."""
    for symbol in symbols(line.formula):
        role, key = role_of(symbol.name)
        if role in (None, Role.BLOC):
            yield key[-1].partition("@")[0]
