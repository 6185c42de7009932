"""Checks of a policy as a whole: circles, rules that never fire, classes that nothing reaches, silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from covenant_rules.awards.compile import compile_policy
from covenant_rules.awards.words import band_text
from covenant_rules.bloc import Bloc
from covenant_rules.conditions import ANY, AllOf, AnyOf, Condition, Marked, Measured, Not
from covenant_rules.errors import InferenceError
from covenant_rules.formula.table import Band
from covenant_rules.inference.checks import checked
from covenant_rules.interval import Interval
from covenant_rules.policy import Policy
from covenant_rules.reach import Reach
from covenant_rules.spec.awards_quotas import check_quotas
from covenant_rules.spec.conditions import Asked, Reader
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.source import PathKey
from covenant_rules.text import exact_text


def check_policy(policy: Policy, bloc: Bloc, read: Reader) -> None:
    """Add what is wrong with a policy whose parts are each as they must be."""
    _twice(read)
    _circles(policy, read)
    _facts_stated(policy, bloc, read)
    _classes(policy, read)
    _impossible(policy, bloc, read)
    check_quotas(policy, bloc, read)
    _unused(policy, read)


def _twice(read: Reader) -> None:
    places = {"class": "classes", "award": "awards", "veto": "vetoes", "condition": "conditions",
              "ballot": "ballots", "report": "reports"}  # fmt: skip
    for sort, section in places.items():
        names = list(read.names[sort])
        for number, name in enumerate(names):
            path: PathKey = (section, number, "id")
            if sort == "award" and path not in read.problems.places.values:
                awards = sum(1 for p in read.problems.places.values if _is_award(p))
                path = ("elections", number - awards, "id")
            if name in names[:number] and path in read.problems.places.values:
                read.problems.add("E885", path, id=name)


def _is_award(path: PathKey) -> bool:
    return len(path) == 3 and path[0] == "awards" and path[2] == "id"  # noqa: PLR2004


def _circles(policy: Policy, read: Reader) -> None:
    """Refuse what depends on itself: with a negation or a quota on the way it has no meaning."""
    edges: dict[str, list[tuple[str, Asked | None]]] = {}
    named = {
        "award": [one.id for one in policy.awards],
        "veto": [one.id for one in policy.vetoes],
    }
    for asked in read.asked:
        if asked.rests and asked.sort in ("class", "award", "condition", "veto"):
            names = named.get(asked.sort, []) if asked.name == ANY else [asked.name]
            edges.setdefault(asked.owner, []).extend((f"{asked.sort}:{n}", asked) for n in names)
    vetoes = [f"veto:{veto.id}" for veto in policy.vetoes]
    for one in policy.awards:
        edges.setdefault(f"award:{one.id}", []).extend((veto, None) for veto in vetoes)
    for number, rule in enumerate(policy.classes):
        before = [f"class:{other.id}" for other in policy.classes[:number]]
        edges.setdefault(f"class:{rule.id}", []).extend((name, None) for name in (*before, *vetoes))
    told: set[str] = set()
    for start in list(edges):
        circle = _circle(start, edges)
        if circle and not told & {name for name, _ in circle}:
            told |= {name for name, _ in circle}
            edge = next((a for _, a in circle if a is not None), None)
            names = [start, *(name for name, _ in circle)]
            shown = " → ".join(name.partition(":")[2] for name in names)
            read.problems.add("E872", edge.path if edge else (), circle=shown)


def _circle(
    start: str, edges: Mapping[str, Sequence[tuple[str, Asked | None]]]
) -> list[tuple[str, Asked | None]]:
    """Return the shortest way from *start* back to itself, or nothing."""
    ways: list[list[tuple[str, Asked | None]]] = [[edge] for edge in edges.get(start, ())]
    seen: set[str] = set()
    for way in ways:  # grows while it is read: breadth first
        name = way[-1][0]
        if name == start:
            return way
        if name not in seen:
            seen.add(name)
            ways += [[*way, edge] for edge in edges.get(name, ())]
    return []


def _facts_stated(policy: Policy, bloc: Bloc, read: Reader) -> None:
    """What is asked of facts must be answered by facts: a section that is not written says nothing."""
    year = policy.year
    silent = {
        "registered": year.registered is None,
        "violations": year.violations is None,
        "earlier": year.earlier is None,
        "reports": year.received is None,
    }
    for asked in read.asked:
        if asked.section is not None and silent[asked.section]:
            read.problems.add("E884", asked.path, section=asked.section)
        if asked.sort == "earlier" and bloc.covenant.year.first is None:
            read.problems.add("E889", asked.path)
    for number, award in enumerate(policy.awards):
        if award.to_people and year.proposed is None:
            read.problems.add("E884", ("awards", number, "to"), section="proposed")


def _classes(policy: Policy, read: Reader) -> None:
    """Every number of points belongs to a class, and every class is reached by some."""
    classes = policy.classes
    limits = sorted({limit for one in classes for limit in one.points.limits})
    if not limits:
        return
    fallen = {one.otherwise for one in classes}
    for number, one in enumerate(classes):
        before = classes[:number]
        reached = any(
            one.points.holds(p) and not any(c.points.holds(p) for c in before)
            for p in _probes(limits)
        )
        if not reached and one.id not in fallen and one.id != policy.vetoed:
            read.problems.add("E875", ("classes", number, "points"), name=one.id)
    below = 0 if limits[0] > 0 else 1  # points under zero need no class of their own
    for probe in _probes(limits)[below:-1]:
        if not any(one.points.holds(probe) for one in classes):
            read.problems.add("E874", ("classes",), key=True, points=_where(probe, limits))
            return


def _probes(limits: Sequence[Fraction]) -> list[Fraction]:
    """Return numbers of which one stands for any other: the limits, and one on each side of each."""
    between = [(a + b) / 2 for a, b in pairwise(limits)]
    return sorted([limits[0] - 1, *limits, *between, limits[-1] + 1])


def _where(probe: Fraction, limits: Sequence[Fraction]) -> str:
    if probe in limits:
        return exact_text(probe)
    if probe < limits[0]:
        return f"< {exact_text(limits[0])}"
    low, high = (max(p for p in limits if p < probe), min(p for p in limits if p > probe))
    return f"{exact_text(low)} <..< {exact_text(high)}"


def _impossible(policy: Policy, bloc: Bloc, read: Reader) -> None:
    """Refuse conditions that cannot hold together, whatever is reported."""
    units = max(1, sum(1 for one in bloc.registrations if one.ranked))
    ranges = {"rank": Interval.of(1, units)}
    sections: list[tuple[str, Sequence[tuple[Condition, ...]]]] = [
        ("classes", [one.when for one in policy.classes]),
        ("vetoes", [one.when for one in policy.vetoes]),
        ("conditions", [one.when for one in policy.conditions]),
        ("awards", [one.when for one in policy.awards if not one.elected]),
        ("elections", [one.when[1:] for one in policy.awards if one.elected]),
    ]
    for section, whens in sections:
        for number, when in enumerate(whens):
            if not _possible(when, ranges):
                read.problems.add("E873", (section, number, "when"), key=True)


def _possible(when: Iterable[Condition], ranges: Mapping[str, Interval]) -> bool:
    parts = list(_flat(when))
    bands: dict[tuple[str, str | None], list[Band]] = {}
    for part in parts:
        if isinstance(part, Measured):
            bands.setdefault((part.what, part.node), []).append(part.band)
    for (what, _), found in bands.items():
        if not _overlap(found, ranges.get(what), whole=what == "rank"):
            return False
    held = [part for part in parts if isinstance(part, Marked)]
    refused = [part.inner for part in parts if isinstance(part, Not)]
    for part in held:
        for other in refused:
            if isinstance(other, Marked) and _covers(other, part):
                return False
    classes = [set(part.names) for part in held if part.what == "class"]
    if classes and not set.intersection(*classes):
        return False
    choices = [part for part in parts if isinstance(part, AnyOf)]
    return all(any(_possible([*held, one], ranges) for one in part.parts) for part in choices)


def _covers(other: Marked, part: Marked) -> bool:
    """Say whether *other* holds wherever *part* does."""
    every = ANY in other.names or set(part.names) <= set(other.names)
    return other.what == part.what and every


def _flat(when: Iterable[Condition]) -> Iterator[Condition]:
    for one in when:
        if isinstance(one, AllOf):
            yield from _flat(one.parts)
        else:
            yield one


def _overlap(bands: Sequence[Band], within: Interval | None, *, whole: bool) -> bool:
    """Say whether some number, with *whole* some whole number, is in all bands."""
    limits = sorted({limit for band in bands for limit in band.limits})
    if not limits:
        return True
    probes = _probes(limits)
    if whole:
        probes = [Fraction(n) for limit in limits for n in range(int(limit) - 1, int(limit) + 2)]
    return any(
        all(band.holds(p) for band in bands) and (within is None or within.contains(p))
        for p in probes
    )


def _unused(policy: Policy, read: Reader) -> None:
    """Warn of ballots, conditions and reports that nothing asks for: most likely a name is missing."""
    asked = {(one.sort, one.name) for one in read.asked}
    given = {
        "ballots": ("ballot", [one.id for one in policy.ballots]),
        "conditions": ("condition", [one.id for one in policy.conditions]),
        "reports": ("report", [one.id for one in policy.due]),
    }
    for section, (sort, named) in given.items():
        for number, name in enumerate(named):
            if (sort, name) not in asked:
                read.problems.add("W871", (section, number, "id"), name=name)


def check_program(bloc: Bloc, problems: Problems) -> None:
    """Add what keeps the engines of inference from concluding a policy, such as too many conditions at once."""
    if bloc.awards is None:
        return
    first = bloc.covenant.year.first
    compiled = compile_policy(bloc.awards, None if first is None else first.year)
    try:
        checked(compiled.program)
    except InferenceError as error:
        problems.take(error, ("awards",))


def lint_limits(bloc: Bloc, problems: Problems) -> None:
    """Warn of limits of points that the sheet gives to nobody: a class or an award nobody can get."""
    policy = bloc.awards
    if policy is None or not bloc.registrations:
        return
    ends = Reach.of(bloc, "final").blank[""]
    bands: list[tuple[PathKey, Band]] = [
        (("classes", n, "points"), one.points) for n, one in enumerate(policy.classes)
    ]
    awards = [one for one in policy.awards if not one.elected]
    bands += [
        (("awards", n, "when", k, "points"), part.band)
        for n, one in enumerate(awards)
        for k, part in enumerate(one.when)
        if isinstance(part, Measured) and part.what == "points" and part.node is None
    ]
    for path, band in bands:
        if not band.meets(ends):
            low, high = (("…" if e is None else exact_text(e)) for e in (ends.low, ends.high))
            problems.add("W873", path, limit=band_text(band, "en"), low=low, high=high)
