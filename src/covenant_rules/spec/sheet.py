"""`covenant.yaml`: the shape of a sheet becomes a `Covenant`, or every reason why it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from itertools import islice
from types import MappingProxyType

from attrs import evolve, frozen

from covenant_rules.covenant import (
    ALWAYS,
    Combine,
    Content,
    Covenant,
    Criterion,
    Effect,
    Item,
    Limits,
    Method,
    NotApplicable,
    Period,
    Ranking,
    Rounding,
    Slot,
    TieBreaker,
    lines_of,
)
from covenant_rules.registry import Registry
from covenant_rules.spec.lines import Place, dates, items, line
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.scope import Scope, declare
from covenant_rules.spec.shapes import (
    ContentShape,
    CriterionShape,
    FillingShape,
    LimitsShape,
    LineShape,
    RankingShape,
    SheetShape,
    SlotShape,
    as_plain,
)
from covenant_rules.spec.source import Document, PathKey, Scalar
from covenant_rules.spec.structure import structure
from covenant_rules.text import exact_text

ONE = Fraction(1)
MOST_LINES = 1_000  # of one sheet; the largest that we have seen has 200


@frozen
class Sheet:
    """A covenant with the scope in which it was resolved; registrations are resolved in it too."""

    covenant: Covenant
    scope: Scope


def sheet(document: Document, registry: Registry, problems: Problems) -> Sheet | None:
    """Return the sheet that *document* writes.

    None means that its shape is wrong; any other problem is added to *problems*, and what could be
    resolved is returned, so that the files beside it can be checked in the same run.
    """
    shape = structure(document, SheetShape, problems)
    if shape is None or _has_too_many_lines(shape, problems):
        return None
    measures = declare(shape.measures or {}, ("measures",), problems)
    scope = Scope(registry, problems, measures, when_missing=shape.when_missing)
    contents = tuple(
        _content(content, ("contents", number), scope)
        for number, content in enumerate(shape.contents)
    )
    if not contents:
        problems.add("E247", ("contents",), key=True)
    _check_ids(contents, problems)
    periods = tuple(Period(p.id, p.title, p.weight) for p in shape.periods)
    _check_periods(periods, problems)
    limits = _limits(shape.limits, ("limits",), problems)
    combine = shape.combine or Combine.SUM
    _check_rescale(contents, combine, problems)
    covenant = Covenant(
        id=shape.covenant,
        edition=shape.edition,
        title=shape.title,
        contents=contents,
        rounding=Rounding(shape.rounding.decimals, shape.rounding.mode, shape.rounding.at),
        ranking=_ranking(shape.ranking, contents, problems),
        combine=combine,
        limits=limits,
        scale=shape.scale,
        year=dates(shape.year),
        registration_due=shape.registration_due,
        periods=periods,
        measures=MappingProxyType(measures),
        digest=f"sha256:{sha256(document.text.encode()).hexdigest()}",
    )
    return Sheet(covenant, scope)


def _has_too_many_lines(shape: SheetShape, problems: Problems) -> bool:
    """Say whether there are more lines than a bloc-year can be read, compared and explained with in seconds."""
    places = (
        ("contents", n, "criteria", k)
        for n, content in enumerate(shape.contents)
        for k, criterion in enumerate(content.criteria)
        for _ in criterion.lines or (None,)
    )
    beyond = next(islice(places, MOST_LINES, None), None)
    if beyond is not None:
        problems.add("E116", beyond, limit=MOST_LINES)
    return beyond is not None


def _content(shape: ContentShape, path: PathKey, scope: Scope) -> Content:
    inner = scope.inside(shape.when_missing)
    criteria = tuple(
        criterion(c, (*path, "criteria", number), inner) for number, c in enumerate(shape.criteria)
    )
    if not criteria:
        scope.problems.add("E247", (*path, "criteria"), key=True)
    return Content(
        id=shape.id,
        title=shape.title,
        points=shape.points,
        criteria=criteria,
        combine=shape.combine or Combine.SUM,
        weight=_weight(shape.weight, path, scope.problems),
        limits=_limits(shape.limits, (*path, "limits"), scope.problems),
        not_applicable=shape.not_applicable,
    )


def criterion(shape: CriterionShape, path: PathKey, scope: Scope) -> Criterion:
    """Return one criterion; what is wrong with it is added to the problems of *scope*."""
    inner = scope.inside(shape.when_missing, shape.when_invalid)
    place = Place(shape.id, shape.title, max(shape.points, Fraction(0)), path)
    found = _items(shape, place, inner)
    if shape.points < 0:
        scope.problems.add("E248", (*path, "points"), value=exact_text(shape.points))
    if shape.registered is not None and (shape.rule or shape.lines):
        scope.problems.add("E229", (*path, "registered"), key=True)
    if shape.registered is None and not (shape.rule or shape.lines):
        scope.problems.add("E249", path, criterion=shape.id)
    check_items(found, shape.not_applicable, path, scope.problems)
    return Criterion(
        id=shape.id,
        title=shape.title,
        points=shape.points,
        items=found,
        combine=shape.combine or Combine.SUM,
        weight=_weight(shape.weight, path, scope.problems),
        limits=_limits(shape.limits, (*path, "limits"), scope.problems),
        not_applicable=shape.not_applicable,
        owner=shape.owner,
        slot=_slot(shape.registered),
    )


def _items(shape: CriterionShape | FillingShape, place: Place, scope: Scope) -> tuple[Item, ...]:
    """Return the lines of a criterion, or of the filling of a slot, in either spelling."""
    if shape.rule is not None and shape.lines is not None:
        scope.problems.add("E250", (*place.path, "lines"), key=True)
        return ()
    if shape.rule is not None:
        flat = LineShape(award=shape.rule, with_=shape.with_, from_=shape.from_)
        one = line(flat, Effect.AWARD, place.criterion, place, scope, alone=True)
        return () if one is None else (one,)
    if shape.lines is None:
        return ()
    return items(shape.lines, shape.combine, evolve(place, path=(*place.path, "lines")), scope)


def filling(shape: FillingShape, slot: Criterion, path: PathKey, scope: Scope) -> tuple[Item, ...]:
    """Return what a unit registered for the criterion *slot*."""
    title = shape.title or slot.title
    inner = scope.inside(shape.when_missing, shape.when_invalid)
    found = _items(shape, Place(slot.id, title, slot.points, path), inner)
    check_items(found, slot.not_applicable, path, scope.problems)
    return found


def check_items(
    found: Sequence[Item],
    not_applicable: NotApplicable | None,
    path: PathKey,
    problems: Problems,
) -> None:
    """Add what is undecided or contradictory between the lines of one criterion."""
    awards = [item for item in found if item.effect is Effect.AWARD]
    lines = list(lines_of(found))
    award_lines = list(lines_of(awards))
    if award_lines and all(one.valid != ALWAYS for one in award_lines) and not_applicable is None:
        problems.add("E223", (*path, "lines"), key=True)
    by_id = {one.id: one for one in lines}
    for one in lines:
        if one.only_if is None or one.only_if == "full":
            continue
        sibling = by_id.get(one.only_if)
        gate = problems.places.naming(one.only_if, "only_if", path)
        if sibling is None:
            known = ", ".join(["full", *(other for other in by_id if other != one.id)])
            problems.add("E224", gate, line=one.id, sibling=one.only_if, known=known)
        elif sibling.only_if is not None or sibling.effect not in (Effect.AWARD, Effect.PENALTY):
            problems.add("E225", gate, line=one.id, sibling=one.only_if)


def _slot(shape: SlotShape | None) -> Slot | None:
    return None if shape is None else Slot(shape.unfilled, MappingProxyType(shape.floors or {}))


def _weight(given: Fraction | None, path: PathKey, problems: Problems) -> Fraction:
    if given is not None and given <= 0:
        problems.add("E251", (*path, "weight"))
    return ONE if given is None else given


def _limits(shape: LimitsShape | None, path: PathKey, problems: Problems) -> Limits:
    if shape is None:
        return Limits()
    net = shape.net
    found = Limits(
        bonus=shape.bonus,
        penalty=shape.penalty,
        net_low=None if net is None else net.low,
        net_high=None if net is None else net.high,
        floor=shape.floor,
        ceiling=shape.ceiling,
    )
    upward = (found.bonus, found.penalty, found.net_high)
    crossed = found.floor is not None and found.ceiling is not None and found.floor > found.ceiling
    if any(cap is not None and cap < 0 for cap in upward) or (found.net_low or 0) > 0 or crossed:
        problems.add("E227", path, key=True)
    return found


def _check_ids(contents: Sequence[Content], problems: Problems) -> None:
    """Add every id that two nodes, or two lines, share."""
    seen: dict[str, PathKey] = {}
    lines: dict[str, PathKey] = {}  # the criterion around each
    for number, content in enumerate(contents):
        path: PathKey = ("contents", number)
        _once(content.id, (*path, "id"), seen, problems)
        for position, inner in enumerate(content.criteria):
            here = (*path, "criteria", position)
            if inner.id not in seen:  # else its lines, named after it, are no news
                for one in inner.lines:
                    if one.id in lines:
                        both = lines[one.id], here
                        first, again = (problems.places.naming(one.id, "id", p) for p in both)
                        related = (problems.places.of(first),)
                        problems.add("E220", again, related=related, id=one.id)
                    lines.setdefault(one.id, here)
            _once(inner.id, (*here, "id"), seen, problems)


def _once(name: str, path: PathKey, seen: dict[str, PathKey], problems: Problems) -> None:
    if name in seen:
        problems.add("E220", path, related=(problems.places.of(seen[name]),), id=name)
    seen.setdefault(name, path)


def _check_periods(periods: Sequence[Period], problems: Problems) -> None:
    seen: dict[str, PathKey] = {}
    for number, period in enumerate(periods):
        _once(period.id, ("periods", number, "id"), seen, problems)
        if period.weight <= 0:
            problems.add("E251", ("periods", number, "weight"))


def _check_rescale(contents: Sequence[Content], combine: Combine, problems: Problems) -> None:
    """Refuse to rescale where points are not added: a mean leaves out what does not apply anyway."""
    for number, content in enumerate(contents):
        path: PathKey = ("contents", number)
        scaled = (NotApplicable.RESCALE, NotApplicable.RESCALE_SHEET)
        if content.not_applicable in scaled and combine is not Combine.SUM:
            problems.add("E228", (*path, "not_applicable"))
        for position, inner in enumerate(content.criteria):
            around = content.combine if inner.not_applicable is NotApplicable.RESCALE else combine
            if inner.not_applicable in scaled and around is not Combine.SUM:
                problems.add("E228", (*path, "criteria", position, "not_applicable"))


def _ranking(shape: RankingShape, contents: Sequence[Content], problems: Problems) -> Ranking:
    nodes = {content.id for content in contents} | {
        c.id for content in contents for c in content.criteria
    }
    breakers = [
        _tie_breaker(as_plain(given), nodes, ("ranking", "tie_breakers", number), problems)
        for number, given in enumerate(shape.tie_breakers)
    ]
    precision = shape.precision
    decimals = int(precision) if precision.isdecimal() and precision.isascii() else None
    if decimals is None and precision not in ("exact", "rounded"):
        problems.add("E252", ("ranking", "precision"), word=precision)
    if shape.ties not in ("shared", "listed"):
        problems.add("E216", ("ranking", "ties"), word=shape.ties, words="shared, listed")
    if (shape.method is Method.ORDINAL) != (shape.ties == "listed"):
        problems.add("E253", ("ranking", "ties"))
    return Ranking(
        shape.method,
        rounded=precision == "rounded",
        decimals=decimals,
        tie_breakers=tuple(breaker for breaker in breakers if breaker is not None),
        listed_last=shape.ties == "listed",
    )


def _tie_breaker(
    given: object, nodes: set[str], path: PathKey, problems: Problems
) -> TieBreaker | None:
    kinds = ("points", "bonus", "penalty")
    if isinstance(given, Scalar) and given.text in kinds[1:]:
        return TieBreaker(given.text, None, given.text, higher_first=given.text != "penalty")
    if isinstance(given, dict) and len(given) == 1:
        ((what, node),) = given.items()
        if what in kinds and isinstance(node, Scalar) and node.text in nodes:
            return TieBreaker(
                f"{what} {node.text}", node.text, what, higher_first=what != "penalty"
            )
    problems.add("E254", path)
    return None
