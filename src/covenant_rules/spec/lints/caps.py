"""Caps that nothing reaches and caps that never bind, at lines, groups, criteria, contents and the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve

from covenant_rules.covenant import Content, Covenant, Criterion, Effect, Group, Limits
from covenant_rules.formula import build
from covenant_rules.formula.direction import tight_range
from covenant_rules.formula.ranges import range_of
from covenant_rules.formula.tree import ONE, Node
from covenant_rules.interval import Interval
from covenant_rules.parts import Parts, grouped, limit_steps
from covenant_rules.spec.lints.spots import Spot, spots
from covenant_rules.spec.lints.witness import all_apply
from covenant_rules.spec.problems import Problems
from covenant_rules.spec.source import PathKey
from covenant_rules.text import Text, exact_text
from covenant_rules.whole import Step, Whole, whole

Known = Mapping[str, Interval]
PROMISES = ("bonus", "net_high", "ceiling")  # what a unit is told that it may earn


def _most(value: Fraction) -> Text:
    return Text(vi=f"nhiều nhất là {exact_text(value)}", en=f"at most {exact_text(value)}")


def _least(value: Fraction) -> Text:
    return Text(vi=f"ít nhất là {exact_text(value)}", en=f"at least {exact_text(value)}")


def idle_caps(covenant: Covenant, problems: Problems) -> None:
    """Hold every cap against what it limits, all other caps in force.

    A cap that equals what can be reached says nothing wrong, nor does a floor of zero; one beyond
    what can be reached never takes effect.
    """
    known = all_apply(covenant)
    bare = whole(_bare_criteria(covenant))
    for spot in spots(covenant, problems.places):
        _items(spot, bare, known, problems)
        if spot.criterion.items:  # what fills a slot is not known yet
            parts = bare.nodes[spot.criterion.id]
            _node(spot.criterion, parts, spot.path, known, problems)
    if any(content.limits != Limits() for content in covenant.contents):
        bare = whole(_bare_contents(covenant))
        for number, content in enumerate(covenant.contents):
            _node(content, bare.nodes[content.id], ("contents", number), known, problems)
    if covenant.limits != Limits():
        sheet = whole(evolve(covenant, limits=Limits())).sheet
        _limits(covenant.id, covenant.limits, sheet, (), known, problems)


def _bare_criteria(covenant: Covenant) -> Covenant:
    return evolve(
        covenant,
        contents=tuple(
            evolve(
                content,
                criteria=tuple(
                    evolve(c, limits=Limits(), not_applicable=None) if c.items else c
                    for c in content.criteria
                ),
            )
            for content in covenant.contents
        ),
    )


def _bare_contents(covenant: Covenant) -> Covenant:
    bare = (evolve(c, limits=Limits(), not_applicable=None) for c in covenant.contents)
    return evolve(covenant, contents=tuple(bare))


def _node(
    node: Content | Criterion, parts: Parts, path: PathKey, known: Known, problems: Problems
) -> None:
    _limits(node.id, node.limits, parts, path, known, problems)


def _limits(
    node: str, limits: Limits, parts: Parts, path: PathKey, known: Known, problems: Problems
) -> None:
    for name, after in limit_steps(parts, limits):
        cap: Fraction = getattr(limits, name)
        low, high = _ends(_limited_part(name, parts), known)
        lowest = name in ("floor", "net_low")
        reached = low if lowest else high
        idle = reached is not None and (reached > cap if lowest else reached < cap)
        idle = idle and not (name == "floor" and cap == 0)
        if idle and reached is not None:
            where = name.split("_")
            problems.add(
                "W307" if name in PROMISES else "W308", (*path, "limits", *where), node=node,
                limit=".".join(where), cap=exact_text(cap), reached=(_least if lowest else _most)(reached),
            )  # fmt: skip
        parts = after


def _limited_part(name: str, parts: Parts) -> Node:
    """Return the number that the cap called *name* looks at."""
    if name in ("bonus", "penalty"):
        return parts.bonus if name == "bonus" else parts.penalty
    if name in ("net_low", "net_high"):
        return build.subtract(parts.bonus, parts.penalty)
    return parts.points


def _ends(node: Node, known: Known) -> tuple[Fraction | None, Fraction | None]:
    """Return the range of a cap's number; a large one by its plain range, which is quicker."""
    found = range_of(node, known)
    return found.low, found.high


def _items(spot: Spot, bare: Whole, known: Known, problems: Problems) -> None:
    for item, path in spot.items:
        if isinstance(item, Group) and item.at_most is not None:
            values = [_of_line(member.id, member.effect, bare) for member in item.members]
            value = grouped(values, item.members, item.combine, lambda _: ONE)
            _at_most(item.id, item.at_most, value, path, known, problems)
    for line, path in spot.lines:
        if line.at_most is not None:
            value = _before_cap(bare.steps[("line", line.id)])
            _at_most(line.id, line.at_most, value, path, known, problems)


def _of_line(line: str, effect: Effect, bare: Whole) -> Node:
    return bare.vetoes[line] if effect is Effect.VETO else bare.lines[line]


def _before_cap(steps: Sequence[Step]) -> Node:
    kinds = [step.kind for step in steps]
    return steps[kinds.index("cap") - 1].points


def _at_most(
    node: str, cap: Fraction, value: Node, path: PathKey, known: Known, problems: Problems
) -> None:
    high = tight_range(value, known).high
    if high is not None and high < cap:
        problems.add(
            "W308", (*path, "at_most"), node=node, limit="at_most", cap=exact_text(cap),
            reached=_most(high),
        )  # fmt: skip
