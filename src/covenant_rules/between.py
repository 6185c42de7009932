"""What stands between two editions: a start that the new parts fit, and whether a sheet is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import evolve

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Covenant
from covenant_rules.differences import Change, Detail, Kind
from covenant_rules.formula.tree import symbols
from covenant_rules.registration import Registration, fill
from covenant_rules.report import Report
from covenant_rules.switches import Role, role_of
from covenant_rules.text import Text


def prepared_bloc(old: Bloc, new: Bloc) -> Bloc:
    """Return *old* with what only parts of the new sheet will ask for; nothing of it scores there yet."""
    later = {r.unit: r for r in new.registrations}

    def prepared(own: Registration) -> Registration:
        other = later.get(own.unit)
        if other is None:
            return own
        used = {s.name for line in fill(old.covenant, own).lines for s in symbols(line.formula)}
        asked = {role_of(name)[1] for name in used if role_of(name)[0] is Role.TARGET}
        known = {criterion.id for criterion in old.covenant.criteria}
        slots = {key: filling for key, filling in other.slots.items() if key not in known}
        targets = {key: value for key, value in other.targets.items() if key not in asked}
        return evolve(own, slots={**own.slots, **slots}, targets={**targets, **own.targets})

    measures = {**new.covenant.measures, **old.covenant.measures}
    return evolve(
        old,
        covenant=evolve(old.covenant, measures=measures),
        registrations=tuple(map(prepared, old.registrations)),
    )


def evidence_changes(old: Bloc, new: Bloc) -> Iterator[Change]:
    """Return the change from the reports of one edition to those of the other, if they differ.

    What the new sheet has no place for is kept until it is gone, so this is news of figures alone.
    """
    if {report.text for report in old.reports} == {report.text for report in new.reports}:
        return
    before = {(report.stage, report.unit): report for report in old.reports}
    measures, nodes = set(new.covenant.measures), set(new.covenant.nodes)
    lines = {line.id for r in new.registrations for line in fill(new.covenant, r).lines}

    def merged(report: Report) -> Report:
        one = before.pop((report.stage, report.unit), None)
        if one is None:
            return report
        kept = {
            name: {k: v for k, v in getattr(one, name).items() if k.partition("@")[0] not in known}
            | getattr(report, name)
            for name, known in (
                ("values", measures), ("invalid", measures), ("stated", nodes),
                ("not_applicable", nodes), ("waivers", lines),
            )
        }  # fmt: skip
        return evolve(report, **kept)

    reports = tuple(map(merged, new.reports))
    gone = {registration.unit for registration in new.registrations}
    reports += tuple(report for report in before.values() if report.unit not in gone)
    name = Text(vi="số liệu báo cáo", en="reported evidence")
    detail = Detail("", Kind.EVIDENCE, name, None, None)
    yield Change((detail,), lambda bloc: evolve(bloc, reports=reports))


def is_whole(sheet: Covenant) -> bool:
    """Say whether a sheet has nothing twice, nothing empty, and names nothing that is gone."""
    ids = [content.id for content in sheet.contents] + [c.id for c in sheet.criteria]
    ids += [f"line {line.id}" for line in sheet.lines]
    gates = all(
        {line.only_if for line in criterion.lines}
        <= {None, "full", *(line.id for line in criterion.lines)}
        for criterion in sheet.criteria
    )
    full = all(content.criteria for content in sheet.contents) and all(
        criterion.items or criterion.slot is not None for criterion in sheet.criteria
    )
    named = {breaker.node for breaker in sheet.ranking.tie_breakers} - {None}
    unique = max(Counter(ids).values(), default=1) == 1
    return gates and full and unique and bool(sheet.contents) and named <= set(ids)
