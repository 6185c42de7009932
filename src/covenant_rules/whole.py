"""A whole covenant as one formula: sums, caps, gates and rescaling in the words of the algebra.

Every node of the sheet carries three numbers upward: what was awarded, the bonus and the penalty,
each after its own caps, so that a cap further up still knows what it limits. The points of a node
are always award + bonus - penalty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from attrs import evolve, frozen

from covenant_rules.covenant import (
    ALWAYS,
    Combine,
    Content,
    Covenant,
    Criterion,
    Effect,
    Group,
    Item,
    Limits,
    Line,
    NotApplicable,
    Period,
    Stage,
    Unknown,
)
from covenant_rules.formula import build
from covenant_rules.formula.tree import ONE, ZERO, Node, Op, Symbol, symbols
from covenant_rules.formula.tree import substitute as replace_symbols
from covenant_rules.parts import (
    NOTHING,
    Child,
    Gone,
    Parts,
    combined,
    grouped,
    limit_steps,
    limited,
    mean,
    mean_of,
    scaled,
    scaling,
)
from covenant_rules.quantity import POINTS
from covenant_rules.switches import Role, at_period, role_of, switch


@frozen
class Whole:
    """The formula of a covenant, with its inner nodes by the id of what they stand for.

    Attributes:
        total: the points of the sheet, rounded as it says.
        nodes: for each content and criterion its parts.
        sheet: the parts of the whole sheet, before rounding at the total.
        lines: the points of each line, after its own cap.
        vetoes: for each veto line, a number that is above zero where it strikes.
        steps: for each line, content and criterion, and under `SHEET` for the sheet, how its points
            came about: a running value after every step. Differences of neighbours are what a
            ledger enters, so a ledger sums by construction.
    """

    total: Node
    sheet: Parts
    nodes: Mapping[str, Parts]
    lines: Mapping[str, Node]
    vetoes: Mapping[str, Node]
    steps: Mapping[tuple[str, str], tuple[Step, ...]]


@frozen
class Step:
    """The running points of a line or node after one step of its way, such as a cap."""

    kind: str
    points: Node


SHEET = ("sheet", "")


def whole(
    covenant: Covenant,
    stated: frozenset[str] = frozenset(),
    factors: Mapping[str, Node] = MappingProxyType({}),
) -> Whole:
    """Return *covenant* as one formula.

    For the contents and criteria in *stated* a report gives the points themselves. What a scenario
    weighs otherwise is multiplied by its factor, after its own caps and before those above it.
    """
    periods: Sequence[Period | None] = covenant.periods or (None,)
    built = [_Builder(covenant, stated, factors, p.id if p else None) for p in periods]
    sheets = [builder.sheet() for builder in built]
    weights = [period.weight if period else Fraction(1) for period in periods]
    keys = built[0].nodes.keys()
    sheet = mean_of(sheets, weights)
    total = sheet.points
    rounding = covenant.rounding
    if rounding.at is Stage.TOTAL:
        total = build.rounded(total, rounding.decimals, rounding.mode)
    steps = {key: _mean_steps([b.steps[key] for b in built], weights) for key in built[0].steps}
    if rounding.at is Stage.TOTAL:
        steps[SHEET] = (*steps[SHEET], Step("rounding", total))
    return Whole(
        total,
        sheet,
        MappingProxyType({k: mean_of([b.nodes[k] for b in built], weights) for k in keys}),
        MappingProxyType({k: mean([b.lines[k] for b in built], weights) for k in built[0].lines}),
        MappingProxyType({k: build.add(*(b.vetoes[k] for b in built)) for k in built[0].vetoes}),
        MappingProxyType(steps),
    )


def _mean_steps(found: Sequence[list[Step]], weights: Sequence[Fraction]) -> tuple[Step, ...]:
    """Return the steps of all periods as one way: they are the same steps in every period."""
    return tuple(
        Step(same[0].kind, mean([step.points for step in same], weights))
        for same in zip(*found, strict=True)
    )


_GAINS = (Effect.AWARD, Effect.BONUS)


class _Builder:
    """Builds the formula of one period from the leaves up, and keeps every node by its id."""

    def __init__(
        self,
        covenant: Covenant,
        stated: frozenset[str],
        factors: Mapping[str, Node],
        period: str | None,
    ) -> None:
        self.covenant = covenant
        self.stated = stated
        self.factors = factors
        self.period = period
        self.nodes: dict[str, Parts] = {}
        self.lines: dict[str, Node] = {}
        self.vetoes: dict[str, Node] = {}
        self.steps: dict[tuple[str, str], list[Step]] = {}

    def _note(self, key: tuple[str, str], kind: str, points: Node) -> None:
        self.steps.setdefault(key, []).append(Step(kind, points))

    def _limited(self, key: tuple[str, str], parts: Parts, limits: Limits) -> Parts:
        for kind, after in limit_steps(parts, limits):
            parts = after
            self._note(key, kind, parts.points)
        return parts

    def sheet(self) -> Parts:
        """Return the parts of the whole sheet."""
        covenant = self.covenant
        children = [
            Child(self.content(c), c.points, c.weight, c.not_applicable) for c in covenant.contents
        ]
        self._note(SHEET, "parts", build.add(*(child.parts.points for child in children)))
        parts = combined(children, covenant.combine)
        self._note(SHEET, "combine", parts.points)
        if covenant.combine is Combine.SUM:
            parts = scaled(parts, self._sheet_factor(children))
            self._note(SHEET, "rescale", parts.points)
        return self._limited(SHEET, parts, covenant.limits)

    def _sheet_factor(self, contents: Sequence[Child]) -> Node:
        """Return by how much the sheet is scaled up for the contents and criteria removed from it."""
        scales = (NotApplicable.RESCALE, NotApplicable.RESCALE_SHEET)
        gone = [Gone(c.standard, c.gone, c.treatment in scales) for c in contents if c.leaves]
        for content, around in zip(self.covenant.contents, contents, strict=True):
            if content.combine is not Combine.SUM or content.id in self.stated:
                continue  # a mean or a choice is worth as much without one of its criteria
            for criterion in content.criteria:
                treatment = criterion.not_applicable
                if treatment not in (NotApplicable.DROP, NotApplicable.RESCALE_SHEET):
                    continue
                absent = build.subtract(ONE, self.nodes[criterion.id].applies)
                absent = build.multiply(absent, around.parts.applies)
                gone.append(
                    Gone(criterion.points, absent, treatment is NotApplicable.RESCALE_SHEET)
                )
        return scaling((c.standard for c in contents), gone)

    def content(self, content: Content) -> Parts:
        """Return the parts of one content."""
        children = [
            Child(self.criterion(c), c.points, c.weight, c.not_applicable) for c in content.criteria
        ]
        key = ("node", content.id)
        self._note(key, "parts", build.add(*(child.parts.points for child in children)))
        parts = combined(children, content.combine)
        self._note(key, "combine", parts.points)
        if content.combine is Combine.SUM:
            gone = [
                Gone(c.standard, c.gone, c.treatment is NotApplicable.RESCALE)
                for c in children
                if c.leaves
            ]
            parts = scaled(parts, scaling((c.standard for c in children), gone))
            self._note(key, "rescale", parts.points)
        parts = self._rounded(key, self._limited(key, parts, content.limits), Stage.CONTENT)
        return self._settled(content, parts, ONE)

    def criterion(self, criterion: Criterion) -> Parts:
        """Return the parts of one criterion."""
        if criterion.slot and not criterion.items:
            parts = _unfilled(criterion)
            self._note(("node", criterion.id), "slot", parts.points)
            return self._settled(criterion, parts, ONE)
        by_effect = {
            effect: [item for item in criterion.items if item.effect is effect] for effect in Effect
        }
        awards = by_effect[Effect.AWARD]
        award = grouped([self._item(i) for i in awards], awards, criterion.combine, self._on)
        penalty = build.add(*(self._gated(i, award, criterion) for i in by_effect[Effect.PENALTY]))
        # "Fully met" looks at what is left of the standard after the penalties that count.
        left = build.subtract(award, build.at_most(penalty, criterion.limits.penalty))
        bonus = build.add(*(self._gated(i, left, criterion) for i in by_effect[Effect.BONUS]))
        for item in by_effect[Effect.VETO]:
            self._veto(item, left, criterion)
        key, parts = ("node", criterion.id), Parts(award, bonus, penalty)
        self._note(key, "parts", self._signed_lines(criterion))
        self._note(key, "combine", parts.points)
        parts = self._rounded(key, self._limited(key, parts, criterion.limits), Stage.CRITERION)
        in_force = build.any_of(*(self._on(item) for item in awards)) if awards else ONE
        return self._settled(criterion, parts, in_force)

    def _signed_lines(self, criterion: Criterion) -> Node:
        """Return the sum of the lines of a criterion, penalties subtracted, before they are combined."""
        gains = [self.lines[one.id] for one in criterion.lines if one.effect in _GAINS]
        losses = [self.lines[one.id] for one in criterion.lines if one.effect is Effect.PENALTY]
        return build.subtract(build.add(*gains), build.add(*losses))

    def _settled(self, node: Content | Criterion, parts: Parts, in_force: Node) -> Parts:
        """Apply stated points and the treatment of a node that does not apply; keep the result."""
        key = ("node", node.id)
        if node.id in self.stated:
            self.steps[key] = []
            parts = Parts(switch(Role.STATED, node.id, quantity=POINTS.within(None, None)))
            self._note(key, "stated", parts.points)
        elif node.not_applicable is not None:
            applies = build.all_of(switch(Role.APPLIES, node.id), in_force)
            full = node.not_applicable is NotApplicable.FULL
            given = Parts(build.amount(node.points)) if full else NOTHING
            parts = evolve(parts.when(applies, given), applies=applies)
            self._note(key, "not_applicable", parts.points)
        if node.id in self.factors:
            parts = scaled(parts, self.factors[node.id])
            self._note(key, "factor", parts.points)
        self.nodes[node.id] = parts
        return parts

    def _rounded(self, key: tuple[str, str], parts: Parts, stage: Stage) -> Parts:
        rounding = self.covenant.rounding
        if rounding.at is not stage:
            return parts
        points = build.rounded(parts.points, rounding.decimals, rounding.mode)
        self._note(key, "rounding", points)
        # What rounding gives or takes is the award's; said without the old award, its direction is proved.
        award = build.subtract(build.add(points, parts.penalty), parts.bonus)
        return evolve(parts, award=award, points=points)

    def _item(self, item: Item) -> Node:
        if isinstance(item, Group):
            members = [self._item(member) for member in item.members]
            return build.at_most(
                grouped(members, item.members, item.combine, self._on), item.at_most
            )
        value = self._line(item)
        self.lines[item.id] = value
        return value

    def _gated(self, item: Item, met: Node, criterion: Criterion) -> Node:
        """Return the points of a bonus or penalty, after its gates; *met* is what `full` looks at."""
        if isinstance(item, Group):
            members = [self._gated(member, met, criterion) for member in item.members]
            return build.at_most(
                grouped(members, item.members, item.combine, self._on), item.at_most
            )
        gate = self._gate(item, met, criterion)
        value = build.when(gate, self._line(item), ZERO)
        if item.only_if is not None:
            self._note(("line", item.id), "gate", value)
        self.lines[item.id] = value
        return value

    def _veto(self, item: Item, met: Node, criterion: Criterion) -> None:
        for line in item.members if isinstance(item, Group) else (item,):
            gate = self._gate(line, met, criterion)
            self.vetoes[line.id] = build.when(gate, self._line(line), ZERO)

    def _gate(self, line: Line, met: Node, criterion: Criterion) -> Node:
        """Return the condition under which *line* counts (rule form R23)."""
        if line.only_if is None:
            return ONE
        if line.only_if == "full":
            return build.at_least(met, build.amount(criterion.points))
        sibling = next(other for other in criterion.lines if other.id == line.only_if)
        value = self._line(sibling)
        if sibling.effect is Effect.PENALTY:
            return build.apply(Op.EQUAL, value, ZERO)
        return build.at_least(value, build.amount(sibling.points))

    def _line(self, line: Line) -> Node:
        """Return the points of a line before its gate, each step of its way noted."""
        key = ("line", line.id)
        self.steps[key] = []
        value = line.formula
        if self.period is not None:
            value = replace_symbols(value, self._at_period(value))
        self._note(key, "rule", value)
        if Unknown.ZERO in (line.when_missing, line.when_invalid):
            value = build.when(switch(Role.ABSENT, line.id), ZERO, value)
            self._note(key, "absent", value)
        if line.effect in (Effect.PENALTY, Effect.VETO):
            value = build.when(switch(Role.WAIVED, line.id), ZERO, value)
            self._note(key, "waived", value)
        if line.at_most is not None:
            value = build.at_most(value, line.at_most)
            self._note(key, "cap", value)
        if line.valid != ALWAYS:
            value = build.when(self._on(line), value, ZERO)
            self._note(key, "out_of_force", value)
        rounding = self.covenant.rounding
        if rounding.at is Stage.LINE:
            value = build.rounded(value, rounding.decimals, rounding.mode)
            self._note(key, "rounding", value)
        return value

    def _on(self, item: Item) -> Node:
        """Return the condition that a line is in force for the unit; a group is with any of its lines."""
        if isinstance(item, Group):
            return build.any_of(*(self._on(member) for member in item.members))
        return ONE if item.valid == ALWAYS else switch(Role.IN_FORCE, item.id)

    def _at_period(self, formula: Node) -> Mapping[str, Node]:
        found: dict[str, Node] = {}
        for symbol in symbols(formula):
            role, key = role_of(symbol.name)
            if role is None:
                found[symbol.name] = evolve(symbol, name=at_period(symbol.name, self.period))
            if role is Role.BLOC:
                found[symbol.name] = switch(
                    Role.BLOC, key[0], at_period(key[1], self.period), quantity=symbol.quantity
                )
        return found


def _unfilled(criterion: Criterion) -> Parts:
    """Return what a slot may still give: anything that its limits allow, or nothing."""
    slot, limits = criterion.slot, criterion.limits
    if slot is None or slot.unfilled is Unknown.ZERO:
        return NOTHING

    def open_part(name: str, high: Fraction) -> Node:
        return (
            switch(Role.SLOT, criterion.id, name, quantity=POINTS.within(0, high)) if high else ZERO
        )

    return limited(
        Parts(
            open_part("award", criterion.points),
            open_part("bonus", limits.bonus or Fraction(0)),
            open_part("penalty", limits.penalty or Fraction(0)),
        ),
        limits,
    )


def open_symbols(found: Whole) -> tuple[Symbol, ...]:
    """Return every symbol of a covenant's formula, each once."""
    return symbols(
        found.total,
        *found.lines.values(),
        *found.vetoes.values(),
        *(node for parts in (found.sheet, *found.nodes.values()) for node in parts.numbers),
    )


def step_symbols(found: Whole) -> tuple[Symbol, ...]:
    """Return every symbol of the steps, those that a cap or a weight of zero leaves without effect too."""
    return symbols(*(step.points for way in found.steps.values() for step in way))
