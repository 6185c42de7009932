"""Impact: what changed between two editions of a bloc-year, and whom each change moved by how much.

The changes are carried out one by one, in the order of the sheet, and everything is scored anew
after each. What a change moves is the difference that it makes in this order; so the moves sum to
the whole difference by construction, and where changes act on each other the order decides which
of them is given their joint effect. Where that would mean to score more than `MOST_WORK` lines, some
changes are carried out together and share one step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil

from attrs import field, frozen

from covenant_rules.awards.conclude import conclude
from covenant_rules.between import evidence_changes, is_whole, prepared_bloc
from covenant_rules.bloc import Bloc
from covenant_rules.differences import Detail, Kind
from covenant_rules.editions import changes
from covenant_rules.errors import CovenantError
from covenant_rules.registration import fill
from covenant_rules.standing import Standings, choose_stage, score
from covenant_rules.text import Text

MOST_WORK = 100_000  # lines of units scored for one comparison: some ten seconds


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
class Outcome:
    """How the class and the awards of a unit differ between two editions; titles, or None for no class."""

    old_class: Text | None
    new_class: Text | None
    gained: tuple[Text, ...] = ()
    lost: tuple[Text, ...] = ()


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


def outcomes(found: Impact) -> Mapping[str, Outcome]:
    """Return by unit what class and awards it gains or loses; nothing unless both editions have a policy."""
    if found.old.bloc.awards is None or found.new.bloc.awards is None:
        return {}
    old, new = conclude(found.old), conclude(found.new)
    changed = {}
    for unit in old.classes.keys() & new.classes.keys():
        had, has = old.of(unit), new.of(unit)
        classes = (old.classes[unit], new.classes[unit])
        if classes[0] != classes[1] or {*had} != {*has}:
            before, after = (
                None if name is None else one.policy.title(name)
                for one, name in zip((old, new), classes, strict=True)
            )
            changed[unit] = Outcome(
                before,
                after,
                tuple(new.policy.title(name) for name in has if name not in had),
                tuple(old.policy.title(name) for name in had if name not in has),
            )
    return {unit: changed[unit] for unit in found.units if unit in changed}


def impact(old: Bloc, new: Bloc, *, stage: str | None = None) -> Impact:
    """Return what changed from *old* to *new*, and whom each change moved.

    Raises:
        ReportError: the stage has no reports in one of them, or is not clear.
    """
    chosen = choose_stage(new, stage)
    first = score(old, stage=choose_stage(old, chosen))
    last = score(new, stage=chosen)
    bloc = prepared_bloc(old, new)
    waiting: tuple[Detail, ...] = ()
    current = score(bloc, stage=chosen)
    steps = list(_other(_moves(first, current)))
    found = (*evidence_changes(bloc, new), *changes(old, new))
    together = max(1, ceil(len(found) * _work(old, new) / MOST_WORK))
    for number, change in enumerate(found, start=1):
        bloc = change.apply(bloc)
        waiting += change.details
        scored = _scored(bloc, chosen) if number % together == 0 else None
        if scored is not None:  # else the next change is needed for a sheet that can be scored
            steps.append(Step(waiting, _moves(current, scored)))
            current, waiting = scored, ()
    steps += _other(_moves(current, last), waiting)
    return Impact(first, last, tuple(steps))


def _work(*blocs: Bloc) -> int:
    """Return how many lines of units are scored to score any of *blocs* once."""
    return max(
        sum(1 for _ in bloc.covenant.lines) * max(1, len(bloc.registrations)) for bloc in blocs
    )


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


def _scored(bloc: Bloc, stage: str) -> Standings | None:
    """Return the standings of a bloc in between, or None where its parts do not belong together."""
    sheets = [fill(bloc.covenant, r) for r in bloc.registrations]
    if not all(map(is_whole, (bloc.covenant, *sheets))):
        return None
    try:
        return score(bloc, stage=stage)
    except (CovenantError, ArithmeticError):  # evidence of one edition that the other refuses
        return None
