"""Impact: what changed between two editions of a bloc-year, and whom each change moved by how much.

The changes are carried out one by one, in the order of the sheet, and everything is scored anew
after each. What a change moves is the difference that it makes in this order; so the moves sum to
the whole difference by construction, and where changes act on each other the order decides which
of them is given their joint effect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import evolve, field, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.covenant import Covenant
from covenant_rules.differences import Change, Detail, Kind
from covenant_rules.editions import changes
from covenant_rules.errors import CovenantError
from covenant_rules.formula.tree import symbols
from covenant_rules.registration import Registration, fill
from covenant_rules.report import Report
from covenant_rules.standing import Standings, choose_stage, score
from covenant_rules.switches import Role, role_of
from covenant_rules.text import Text


@frozen
class Move:
    """By how much a unit's total and its place moved.

    Attributes:
        low, high: the difference at the two ends of the total, the same where it is known; None
            where the unit is not in both editions or the total has no limit.
        places: how many places were gained, negative for lost; None where a place is not decided.
    """

    low: Fraction | None
    high: Fraction | None
    places: int | None

    @property
    def exact(self) -> Fraction | None:
        """The one difference, or None where the two ends moved apart."""
        return self.low if self.low == self.high else None

    @property
    def is_nothing(self) -> bool:
        """Whether nothing moved that is known."""
        return not self.low and not self.high and not self.places


@frozen
class Step:
    """One change, and what it moved, by unit."""

    details: tuple[Detail, ...]
    moves: Mapping[str, Move] = field(hash=False)


@frozen
class Impact:
    """Two editions at one stage, and the steps from the old one to the new one."""

    old: Standings
    new: Standings
    steps: tuple[Step, ...]

    @property
    def units(self) -> Mapping[str, Text]:
        """The titles of all units: those of the new edition in its order, then those it dropped."""
        registered = (*self.new.bloc.registrations, *self.old.bloc.registrations)
        found: dict[str, Text] = {}
        for registration in registered:
            found.setdefault(registration.unit, registration.title)
        return found

    @property
    def moves(self) -> Mapping[str, Move]:
        """By how much every unit moved as a whole."""
        return _moves(self.old, self.new)


def impact(old: Bloc, new: Bloc, *, stage: str | None = None) -> Impact:
    """Return what changed from *old* to *new*, and whom each change moved.

    Raises:
        ReportError: the stage has no reports in one of them, or is not clear.
    """
    chosen = choose_stage(new, stage)
    first = score(old, stage=choose_stage(old, chosen))
    last = score(new, stage=chosen)
    bloc = _prepared(old, new)
    waiting: tuple[Detail, ...] = ()
    current = score(bloc, stage=chosen)
    steps = list(_other(_moves(first, current)))
    for change in (*_evidence(bloc, new), *changes(old, new)):
        bloc = change.apply(bloc)
        waiting += change.details
        scored = _scored(bloc, chosen)
        if scored is not None:  # else the next change is needed for a sheet that can be scored
            steps.append(Step(waiting, _moves(current, scored)))
            current, waiting = scored, ()
    steps += _other(_moves(current, last), waiting)
    return Impact(first, last, tuple(steps))


def _other(moves: Mapping[str, Move], details: tuple[Detail, ...] = ()) -> Iterator[Step]:
    """Return a step for what no named change moved, so that nothing is ever left out."""
    if details or not all(move.is_nothing for move in moves.values()):
        name = Text(vi="thay đổi khác", en="other changes")
        yield Step(details or (Detail("", Kind.OTHER, name, None, None),), moves)


def _moves(old: Standings, new: Standings) -> dict[str, Move]:
    before = {result.card.unit: result for result in old}
    after = {result.card.unit: result for result in new}
    found = {}
    for unit in dict.fromkeys([*before, *after]):
        if unit not in before or unit not in after:
            found[unit] = Move(None, None, None)
            continue
        one, other = before[unit], after[unit]
        ranks = one.standing.rank, other.standing.rank
        found[unit] = Move(
            _difference(one.card.total.low, other.card.total.low),
            _difference(one.card.total.high, other.card.total.high),
            None if ranks[0] is None or ranks[1] is None else ranks[0] - ranks[1],
        )
    return found


def _difference(old: Fraction | None, new: Fraction | None) -> Fraction | None:
    return None if old is None or new is None else new - old


def _prepared(old: Bloc, new: Bloc) -> Bloc:
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


def _evidence(old: Bloc, new: Bloc) -> Iterator[Change]:
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


def _scored(bloc: Bloc, stage: str) -> Standings | None:
    """Return the standings of a bloc in between, or None where its parts do not belong together."""
    sheets = [fill(bloc.covenant, r) for r in bloc.registrations]
    if not all(map(_is_whole, (bloc.covenant, *sheets))):
        return None
    try:
        return score(bloc, stage=stage)
    except (CovenantError, ArithmeticError):  # evidence of one edition that the other refuses
        return None


def _is_whole(sheet: Covenant) -> bool:
    """Say whether a sheet has nothing twice, nothing empty, and names nothing that is gone."""
    ids = [content.id for content in sheet.contents] + [c.id for c in sheet.criteria]
    ids += [f"line {line.id}" for line in sheet.lines]
    gates = all(
        line.only_if in (None, "full", *(sibling.id for sibling in criterion.lines))
        for criterion in sheet.criteria
        for line in criterion.lines
    )
    full = all(content.criteria for content in sheet.contents) and all(
        criterion.items or criterion.slot is not None for criterion in sheet.criteria
    )
    named = {breaker.node for breaker in sheet.ranking.tie_breakers} - {None}
    unique = max(Counter(ids).values(), default=1) == 1
    return gates and full and unique and bool(sheet.contents) and named <= set(ids)
