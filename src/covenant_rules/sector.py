"""Sectors: what one plugin supplies. An author's `Sector` collects; the engine builds from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar

from attrs import field, frozen

from covenant_rules.diagnostics import Diagnostic, diagnostic
from covenant_rules.errors import CovenantError, RuleError
from covenant_rules.quantity import Quantity
from covenant_rules.rule import Better, Origin, Rule, build
from covenant_rules.text import Text

API = 1
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)

P = ParamSpec("P")
R = TypeVar("R")


@frozen
class Measure:
    """Something that units report, with its title and the values it may take.

    Attributes:
        merge: how the reports of units that were merged are put together (`sum`, `mean`,
            `maximum`, `minimum`); None where the sheet does not say.
    """

    id: str
    title: Text
    quantity: Quantity
    merge: str | None = None


@frozen
class Profile:
    """Ready registrations of a sector, in the order of the slots that they fill.

    Each slot is written like the slot of a `registrations.yaml`: `title` and `lines`.
    """

    id: str
    title: Text
    slots: tuple[Mapping[str, Any], ...]


@frozen
class RuleDraft:
    """A rule as its author declared it; it is read when the sector is loaded."""

    name: str
    function: Callable[..., object]
    title: Text
    better: Better | None
    edition: int
    formerly: tuple[str, ...]


@frozen
class Sector:
    """What an author fills: rules, measures and profiles under one id.

    >>> tourism = Sector("tourism", vi="Du lịch", en="Tourism", api=1)
    """

    id: str
    vi: str = field(kw_only=True)
    en: str = field(kw_only=True)
    api: int = field(kw_only=True)
    drafts: list[RuleDraft] = field(factory=list, init=False)
    measures: list[Measure] = field(factory=list, init=False)
    profiles: list[Profile] = field(factory=list, init=False)

    def rule(
        self,
        *,
        vi: str,
        en: str,
        better: str | None = None,
        edition: int = 1,
        formerly: Sequence[str] = (),
    ) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Declare a rule; the function itself stays an ordinary function on exact numbers.

        A rule may be declared once for each edition: older ones stay for the sheets and the decision
        records that name them.
        """

        def declare(function: Callable[P, R]) -> Callable[P, R]:
            direction = None if better is None else Better(better)
            name = function.__name__.rstrip("_")
            self.drafts.append(
                RuleDraft(name, function, Text(vi=vi, en=en), direction, edition, tuple(formerly))
            )
            return function

        return declare

    def measure(
        self, name: str, quantity: Quantity, *, vi: str, en: str, merge: str | None = None
    ) -> Measure:
        """Declare a measure, which sheets know as `sector.name`."""
        found = Measure(f"{self.id}.{name}", Text(vi=vi, en=en), quantity, merge)
        self.measures.append(found)
        return found

    def profile(
        self, name: str, *, vi: str, en: str, slots: Sequence[Mapping[str, Any]]
    ) -> Profile:
        """Declare a profile: ready fillings of slots that a unit signs and then adjusts."""
        found = Profile(name, Text(vi=vi, en=en), tuple(slots))
        self.profiles.append(found)
        return found


@frozen
class LoadedSector:
    """A sector that was read and proved, whole.

    Attributes:
        rules: every rule by its id, in its latest edition.
        editions: every edition of every rule, by `sector.rule@edition`.
    """

    id: str
    title: Text
    origin: Origin
    rules: Mapping[str, Rule]
    measures: Mapping[str, Measure]
    profiles: Mapping[str, Profile]
    editions: Mapping[str, Rule] = field(factory=dict)


def load_sector(sector: Sector, origin: Origin) -> LoadedSector:
    """Read and prove everything that *sector* declares.

    Raises:
        CovenantError: with one diagnostic for each thing that is wrong.
    """
    problems: list[Diagnostic] = []
    problems += _check_names(sector)
    editions: dict[str, Rule] = {}
    for draft in sector.drafts:
        rule_id = f"{sector.id}.{draft.name}"
        name = f"{rule_id}@{draft.edition}"
        if name in editions:
            problems.append(diagnostic("P102", name=rule_id))
            continue
        try:
            editions[name] = build(
                rule_id,
                draft.function,
                title=draft.title,
                origin=origin,
                better=draft.better,
                edition=draft.edition,
                formerly=draft.formerly,
            )
        except CovenantError as error:
            problems += error.diagnostics
    if problems:
        raise RuleError(problems)
    rules: dict[str, Rule] = {}
    for rule in editions.values():
        if rule.id not in rules or rules[rule.id].edition < rule.edition:
            rules[rule.id] = rule
    return LoadedSector(
        sector.id,
        Text(vi=sector.vi, en=sector.en),
        origin,
        MappingProxyType(rules),
        MappingProxyType({measure.id: measure for measure in sector.measures}),
        MappingProxyType({profile.id: profile for profile in sector.profiles}),
        MappingProxyType(editions),
    )


def _check_names(sector: Sector) -> list[Diagnostic]:
    """Return what is wrong with the ids that a sector gives: each plain, and given once."""
    measures = [measure.id.removeprefix(f"{sector.id}.") for measure in sector.measures]
    profiles = [profile.id for profile in sector.profiles]
    names = [sector.id, *(draft.name for draft in sector.drafts), *measures, *profiles]
    found = [diagnostic("P101", name=name) for name in names if not IDENTIFIER.fullmatch(name)]
    for given in (measures, profiles):
        found += [diagnostic("P102", name=name) for name in set(given) if given.count(name) > 1]
    return found
