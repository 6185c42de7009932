"""A second scorer, as plain as the text of the sheet: numbers only, one unit, complete evidence.

It knows nothing of formulas over whole sheets. Only the points of a single line are evaluated from
the line's own formula; sums, caps, gates, treatments and rounding are done by hand.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from covenant_rules.covenant import Combine, Effect, Group, NotApplicable, Stage, Unknown
from covenant_rules.formula.exact import evaluate
from covenant_rules.formula.tree import symbols
from covenant_rules.registration import facts, fill
from covenant_rules.switches import Role, at_period, role_of

LEAVING = (NotApplicable.DROP, NotApplicable.RESCALE, NotApplicable.RESCALE_SHEET)


class Earned(NamedTuple):
    award: Fraction
    bonus: Fraction
    penalty: Fraction

    @property
    def points(self):
        return self.award + self.bonus - self.penalty


NONE = Earned(Fraction(0), Fraction(0), Fraction(0))


class Scored(NamedTuple):
    total: Fraction
    exact: Earned
    nodes: dict
    lines: dict
    vetoes: set


def round_by(value, decimals, mode):
    scaled = value * 10**decimals
    below, rest = floor(scaled), scaled - floor(scaled)
    half = Fraction(1, 2)
    match mode:
        case "floor":
            whole = below
        case "ceiling":
            whole = ceil(scaled)
        case "down":
            whole = below if value >= 0 else ceil(scaled)
        case "half_even":
            whole = below + (rest > half or (rest == half and below % 2 == 1))
        case "half_up":
            whole = below + (rest > half or (rest == half and value > 0))
    return Fraction(whole) / 10**decimals


def rounded_at(sheet, stage, value):
    return round_by(value, sheet.rounding.decimals, sheet.rounding.mode) if sheet.rounding.at is stage else value


def reference(bloc, registration, stage="final"):
    """Return what one unit earned."""
    sheet = fill(bloc.covenant, registration)
    weights = {p.id: p.weight for p in sheet.periods} or {None: Fraction(1)}
    years = {period: Year(bloc, sheet, registration, stage, period) for period in weights}

    def mean(value_in):
        return sum((w * value_in(years[p]) for p, w in weights.items()), Fraction(0)) / sum(weights.values())

    def mean_earned(earned_in):
        return Earned(*(mean(lambda year, n=n: earned_in(year)[n]) for n in range(3)))

    one = next(iter(years.values()))
    exact = mean_earned(lambda year: year.earned)
    return Scored(
        total=rounded_at(sheet, Stage.TOTAL, exact.points),
        exact=exact,
        nodes={k: mean_earned(lambda year, k=k: year.nodes[k]) for k in one.nodes},
        lines={k: mean(lambda year, k=k: year.lines[k]) for k in one.lines},
        vetoes={k for year in years.values() for k in year.vetoes},
    )


class Year:
    """One unit over one period."""

    def __init__(self, bloc, sheet, registration, stage, period):
        self.bloc, self.sheet, self.registration, self.period = bloc, sheet, registration, period
        self.reports = bloc.at(stage)
        self.report = self.reports[registration.unit]
        self.nodes, self.lines, self.vetoes = {}, {}, set()
        self.absent = set()
        self.earned = self.whole()

    def whole(self):
        contents = self.sheet.contents
        earned = [self.content(content) for content in contents]
        total = self.combine(contents, earned, self.sheet.combine)
        if self.sheet.combine is Combine.SUM:
            everything = sum(c.points for c in contents)
            dropped = removed = Fraction(0)
            for content in contents:
                if content.id in self.absent:
                    dropped += content.points * (content.not_applicable is NotApplicable.DROP)
                    removed += content.points * (
                        content.not_applicable in (NotApplicable.RESCALE, NotApplicable.RESCALE_SHEET)
                    )
                elif content.combine is Combine.SUM and content.id not in self.report.stated:
                    for c in content.criteria:
                        if c.id in self.absent:
                            dropped += c.points * (c.not_applicable is NotApplicable.DROP)
                            removed += c.points * (c.not_applicable is NotApplicable.RESCALE_SHEET)
            total = self.scale(total, everything - dropped, removed)
        return limited(total, self.sheet.limits)

    def content(self, content):
        earned = [self.criterion(criterion) for criterion in content.criteria]
        total = self.combine(content.criteria, earned, content.combine)
        if content.combine is Combine.SUM:
            gone = [c for c in content.criteria if c.id in self.absent]
            removed = sum(c.points for c in gone if c.not_applicable is NotApplicable.RESCALE)
            dropped = sum(
                c.points
                for c in gone
                if c.not_applicable in (NotApplicable.DROP, NotApplicable.RESCALE_SHEET)
            )
            total = self.scale(total, sum(c.points for c in content.criteria) - dropped, removed)
        total = self.rounded(limited(total, content.limits), Stage.CONTENT)
        return self.settle(content, total, in_force=True)

    def scale(self, earned, standard, removed):
        if not removed or standard == removed:
            return earned
        factor = standard / (standard - removed)
        return Earned(*(factor * part for part in earned))

    def combine(self, children, earned, how):
        if how is Combine.SUM:
            return Earned(*(sum(parts, Fraction(0)) for parts in zip(*earned, strict=True)))
        counting = [
            (child, parts)
            for child, parts in zip(children, earned, strict=True)
            if not (child.id in self.absent and child.not_applicable in LEAVING)
        ]
        if not counting:
            return NONE
        if how is Combine.BEST_OF:
            return max((parts for _, parts in counting), key=lambda parts: parts.points)
        weight = sum(child.weight for child, _ in counting)
        return Earned(*(sum(c.weight * parts[n] for c, parts in counting) / weight for n in range(3)))

    def criterion(self, criterion):
        if criterion.slot and not criterion.items:
            assert criterion.slot.unfilled is Unknown.ZERO
            return self.settle(criterion, NONE, in_force=True)
        of = {e: [item for item in criterion.items if item.effect is e] for e in Effect}
        awards = of[Effect.AWARD]
        award = self.together(awards, criterion.combine, None, criterion)
        penalty = self.together(of[Effect.PENALTY], Combine.SUM, award, criterion)
        cap = criterion.limits.penalty
        left = award - (penalty if cap is None else min(penalty, cap))
        bonus = self.together(of[Effect.BONUS], Combine.SUM, left, criterion)
        for item in of[Effect.VETO]:
            for line in item.members if isinstance(item, Group) else [item]:
                if self.open(line, left, criterion) and self.line(line) > 0:
                    self.vetoes.add(line.id)
        earned = limited(Earned(award, bonus, penalty), criterion.limits)
        in_force = not awards or any(self.in_force(item) for item in awards)
        return self.settle(criterion, self.rounded(earned, Stage.CRITERION), in_force)

    def settle(self, node, earned, in_force):
        if node.id in self.report.stated:
            earned = Earned(self.report.stated[node.id], Fraction(0), Fraction(0))
        elif node.not_applicable and (node.id in self.report.not_applicable or not in_force):
            self.absent.add(node.id)
            full = node.points if node.not_applicable is NotApplicable.FULL else Fraction(0)
            earned = Earned(full, Fraction(0), Fraction(0))
        self.nodes[node.id] = earned
        return earned

    def rounded(self, earned, stage):
        change = rounded_at(self.sheet, stage, earned.points) - earned.points
        return earned._replace(award=earned.award + change)

    def in_force(self, item):
        if isinstance(item, Group):
            return any(self.in_force(line) for line in item.members)
        spans = (self.sheet.year, self.registration.active)
        return all(
            (item.valid.first is None or s.last is None or item.valid.first <= s.last)
            and (item.valid.last is None or s.first is None or s.first <= item.valid.last)
            for s in spans
        )

    def together(self, items, how, met, criterion):
        """Combine items; *met* is what `full` looks at, None for the awards, which have no gate."""
        points = [self.item(item, met, criterion) for item in items]
        if how is Combine.SUM:
            return sum(points, Fraction(0))
        counting = [(i, p) for i, p in zip(items, points, strict=True) if self.in_force(i)]
        if not counting:
            return Fraction(0)
        if how is Combine.BEST_OF:
            return max(p for _, p in counting)
        return sum(i.weight * p for i, p in counting) / sum(i.weight for i, _ in counting)

    def item(self, item, met, criterion):
        if isinstance(item, Group):
            points = self.together(item.members, item.combine, met, criterion)
            return points if item.at_most is None else min(points, item.at_most)
        gated = met is not None and not self.open(item, met, criterion)
        self.lines[item.id] = Fraction(0) if gated else self.line(item)
        return self.lines[item.id]

    def open(self, line, met, criterion):
        if line.only_if is None:
            return True
        if line.only_if == "full":
            return met >= criterion.points
        sibling = next(other for other in criterion.lines if other.id == line.only_if)
        points = self.line(sibling)
        return points == 0 if sibling.effect is Effect.PENALTY else points >= sibling.points

    def line(self, line):
        if not self.in_force(line) or line.id in self.report.waivers:
            return Fraction(0)
        values = {symbol.name: self.value(symbol.name) for symbol in symbols(line.formula)}
        (points,) = evaluate([line.formula], values)
        if line.at_most is not None:
            points = min(points, line.at_most)
        return rounded_at(self.sheet, Stage.LINE, points)

    def value(self, name):
        role, key = role_of(name)
        if role is Role.TARGET:
            return self.registration.targets[key]
        if role is None:
            return self.measured(self.registration, name)
        aggregate, measure = key
        found = [self.measured(r, measure) for r in self.bloc.registrations]
        return {"maximum": max, "minimum": min, "mean": lambda v: sum(v) / len(v), "sum": sum}[aggregate](found)

    def measured(self, registration, measure):
        known = facts(self.bloc.covenant, registration)
        if measure in known:
            return known[measure]
        return self.reports[registration.unit].values[at_period(measure, self.period)]


def limited(earned, limits):
    """Return *earned* within *limits*, each taken from the part that exceeds it."""
    award, bonus, penalty = earned
    if limits.bonus is not None and bonus > limits.bonus:
        bonus = limits.bonus
    if limits.penalty is not None and penalty > limits.penalty:
        penalty = limits.penalty
    if limits.net_high is not None and bonus - penalty > limits.net_high:
        bonus = penalty + limits.net_high
    if limits.net_low is not None and bonus - penalty < limits.net_low:
        penalty = bonus - limits.net_low
    if limits.ceiling is not None:
        too_much = max(award + bonus - penalty - limits.ceiling, Fraction(0))
        off_bonus = min(too_much, bonus)
        award, bonus = award - (too_much - off_bonus), bonus - off_bonus
    if limits.floor is not None:
        too_little = max(limits.floor - (award + bonus - penalty), Fraction(0))
        forgiven = min(too_little, penalty)
        award, penalty = award + (too_little - forgiven), penalty - forgiven
    return Earned(award, bonus, penalty)
