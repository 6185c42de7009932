"""`awards.yaml`: classes, awards, quotas, ballots and the facts of the year, as one policy."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from attrs import evolve, frozen

from covenant_rules.bloc import Bloc
from covenant_rules.conditions import Condition, Marked, Measured
from covenant_rules.covenant import Effect
from covenant_rules.formula.table import Band
from covenant_rules.policy import AwardRule, Ballot, ClassRule, Due, Named, Policy, ShareRule, Year
from covenant_rules.spec.awards_checks import check_policy
from covenant_rules.spec.awards_shapes import (
    AwardsShape,
    Below,
    ClassShape,
    Compare,
    NamedShape,
    To,
)
from covenant_rules.spec.conditions import Reader
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.quotas import NONE, Quotas
from covenant_rules.spec.source import Document, PathKey
from covenant_rules.spec.structure import structure
from covenant_rules.spec.year import Facts

NEXT = "next"


def policy(document: Document, bloc: Bloc, problems: Problems) -> Policy | None:
    """Return the policy that *document* writes for *bloc*; None where something is wrong with it."""
    before = len(problems.found)
    shape = structure(document, AwardsShape, problems)
    if shape is None:
        return None
    if shape.covenant != bloc.covenant.id:
        problems.add("E401", ("covenant",), found=shape.covenant, wanted=bloc.covenant.id)
    found = _Builder(shape, bloc, Reader(_names(shape, bloc), problems)).policy()
    errors = [one for one in problems.found[before:] if one.code.startswith("E")]
    digest = f"sha256:{sha256(document.text.encode()).hexdigest()}"
    return None if errors else evolve(found, digest=digest)


def _names(shape: AwardsShape, bloc: Bloc) -> dict[str, tuple[str, ...]]:
    vetoes = [line.id for line in bloc.covenant.lines if line.effect is Effect.VETO]
    for registration in bloc.registrations:
        for filling in registration.slots.values():
            vetoes += [line.id for line in filling.lines if line.effect is Effect.VETO]
    facts = shape.facts
    return {
        "class": tuple(one.id for one in shape.classes),
        "award": (*(one.id for one in shape.awards), *(one.id for one in shape.elections)),
        "veto": (*(one.id for one in shape.vetoes), *dict.fromkeys(vetoes)),
        "condition": tuple(one.id for one in shape.conditions),
        "ballot": tuple(one.id for one in shape.ballots),
        "report": tuple(one.id for one in shape.reports),
        "group": tuple((facts and facts.groups) or ()),
        "node": tuple(bloc.covenant.nodes),
    }


@frozen
class _Builder:
    shape: AwardsShape
    bloc: Bloc
    read: Reader

    @property
    def quotas(self) -> Quotas:
        return Quotas(self.read)

    def policy(self) -> Policy:
        """Build every part, then hold the parts against each other."""
        shape = self.shape
        if shape.compare is None:
            self.quotas.silent("compare", ("covenant",))
        ballots = tuple(self._ballots())
        classes = tuple(self._class(one, n) for n, one in enumerate(shape.classes))
        awards = (*self._awards(), *self._elections())
        vetoes, conditions = (
            self._named(given, key)
            for key, given in (("vetoes", shape.vetoes), ("conditions", shape.conditions))
        )
        shares = tuple(self._shares())
        limits = {one.id: one.quota for one in classes} | {one.id: one.quota for one in awards}
        facts = None
        if shape.facts is not None:
            held = {one.id: one for one in ballots}
            facts = Facts(self.read, self.bloc, shape.facts, held, limits)
        found = Policy(
            covenant=shape.covenant,
            rounded=shape.compare is Compare.ROUNDED,
            classes=classes,
            vetoed=None if shape.vetoed == NONE else shape.vetoed,
            vetoes=vetoes,
            conditions=conditions,
            awards=awards,
            ballots=ballots,
            due=tuple(Due(one.id, one.title, one.due) for one in shape.reports),
            shares=shares,
            withdrawal_moves=_moves(shape.withdrawal),
            disqualification_moves=_moves(shape.disqualification),
            year=Year() if facts is None else facts.year(),
            source=shape.source,
        )
        self._check_silence(found)
        check_policy(found, self.bloc, self.read)
        return found

    def _ballots(self) -> Iterable[Ballot]:
        for number, one in enumerate(self.shape.ballots):
            ballot = self.quotas.ballot(one, ("ballots", number))
            if ballot is not None:
                yield ballot

    def _class(self, shape: ClassShape, number: int) -> ClassRule:
        path: PathKey = ("classes", number)
        owner = f"class:{shape.id}"
        points = self.read.band(shape.points, (*path, "points")) or Band()
        floors = shape.floors
        given = (
            () if floors is None else (("criteria", floors.criteria), ("contents", floors.contents))
        )
        when: tuple[Condition, ...] = tuple(
            Measured("weakest", Band(low=least), node) for node, least in given if least is not None
        )
        when += self.read.when(shape.when, (*path, "when"), owner)
        quota = self.quotas.quota(shape.quota, (*path, "quota"), owner)
        later = [one.id for one in self.shape.classes[number + 1 :]]
        known = [*([NEXT] if later else []), NONE, *later]
        if shape.otherwise is None and (when or shape.quota is not None):
            self.quotas.silent("otherwise", (*path, "points"))
        elif shape.otherwise is not None and shape.otherwise not in known:
            self.read.unknown("class", shape.otherwise, known, (*path, "otherwise"))
        otherwise = None if shape.otherwise == NONE else shape.otherwise
        if otherwise == NEXT and later:
            otherwise = later[0]
        return ClassRule(
            shape.id, shape.title, points, when, otherwise, quota, shape.source or self.shape.source,
            fresh=shape.otherwise == NEXT,
        )  # fmt: skip

    def _awards(self) -> Iterable[AwardRule]:
        for number, one in enumerate(self.shape.awards):
            path: PathKey = ("awards", number)
            people, owner = one.to is To.PEOPLE, f"award:{one.id}"
            when = self.read.when(one.when, (*path, "when"), owner, people=people)
            if one.quota is None:
                self.quotas.silent("quota", (*path, "id"))
            quota = self.quotas.quota(one.quota, (*path, "quota"), owner)
            source = one.source or self.shape.source
            yield AwardRule(one.id, one.title, when, quota, people, elected=False, source=source)

    def _elections(self) -> Iterable[AwardRule]:
        for number, one in enumerate(self.shape.elections):
            path: PathKey = ("elections", number)
            owner = f"award:{one.id}"
            self.read.named("ballot", one.ballot, (*path, "ballot"), owner)
            when = self.read.when(one.when, (*path, "when"), owner)
            passed = Marked("passed", (one.ballot,))
            source = one.source or self.shape.source
            yield AwardRule(
                one.id, one.title, (passed, *when), self.quotas.seats(one, path), elected=True,
                source=source,
            )  # fmt: skip

    def _named(self, given: tuple[NamedShape, ...], key: str) -> tuple[Named, ...]:
        sort = "veto" if key == "vetoes" else "condition"
        return tuple(
            Named(
                one.id,
                one.title,
                self.read.when(one.when, (key, number, "when"), f"{sort}:{one.id}"),
                one.source or self.shape.source,
            )
            for number, one in enumerate(given)
        )

    def _shares(self) -> Iterable[ShareRule]:
        for number, one in enumerate(self.shape.shares):
            path: PathKey = ("shares", number)
            for place, name in enumerate(one.of):
                self.read.named("award", name, (*path, "of", place), f"share:{one.id}")
            if one.missed is None:
                self.quotas.silent("missed", (*path, "id"))
            share = self.read.share(one.non_leaders, (*path, "non_leaders"))
            if share is not None and one.missed is not None:
                yield ShareRule(one.id, one.title, one.of, share, one.missed, one.source)

    def _check_silence(self, found: Policy) -> None:
        """What only some policies need to state: the class of the vetoed, and who moves up."""
        if found.classes and self.read.names["veto"] and self.shape.vetoed is None:
            self.quotas.silent("vetoed", ("classes",))
        if self.shape.vetoed not in (None, NONE, *self.read.names["class"]):
            known = [NONE, *self.read.names["class"]]
            self.read.unknown("class", str(self.shape.vetoed), known, ("vetoed",))
        for key, given, moves in (
            ("withdrawal", found.year.withdrawn, found.withdrawal_moves),
            ("disqualification", found.year.disqualified, found.disqualification_moves),
        ):
            section = "withdrawn" if key == "withdrawal" else "disqualified"
            if given and moves is None:
                self.quotas.silent(key, ("facts", section))


def _moves(below: Below | None) -> bool | None:
    return None if below is None else below is Below.MOVE_UP
